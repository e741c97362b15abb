"""Small valid problems for the tests, built anew at each call.

Three workshops of the 2020 mask order, in miniature: Vestali (ACI, Monday to Thursday, does it
all), Fil rouge (EI, sews and finishes), ESAT de la Lys (cuts for the others, sews bags, finishes).
Weeks run from 2020-W15 (position 0) to 2020-W24 (position 9); the last due week is position 7.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from optimizer import problem as data
from optimizer.cost_parameters import (
    CommonExpense,
    OrderTerms,
    StockPrice,
    SupplierTerms,
    VatRate,
)
from optimizer.instructions import Ban, Pin, PlannedRun
from optimizer.opening import (
    Bought,
    Delivered,
    FrozenRun,
    HubTransit,
    LaneTransit,
    MaterialStock,
    OpeningState,
    OpenPurchase,
    PastWork,
    UnitStock,
)
from optimizer.problem import Problem

START = date(2020, 4, 6)


def operation(id: str, standard_milliminutes: int, **changes: Any) -> data.Operation:
    """An operation with neutral defaults."""
    return data.Operation(id=id, standard_milliminutes=standard_milliminutes, **changes)


def mask(**changes: Any) -> data.Product:
    """Pleated mask in lots of 100: cutting 0.5 min, sewing 5 min, finishing 1 min."""
    product = data.Product(
        id="mask",
        name="Masque à plis",
        lot_size=100,
        operations=(
            operation("cutting", 500, setup_milliminutes=30_000, rate=Decimal("0.10")),
            operation("sewing", 5_000, rate=Decimal("1.10")),
            operation("finishing", 1_000, setup_cost_cents=500, rate=Decimal("0.20")),
        ),
        materials=(
            data.BomLine(
                material="fabric",
                quantity=Decimal("0.08"),
                waste_rate=Decimal("0.05"),
                operation="cutting",
            ),
            data.BomLine(
                material="elastic",
                quantity=Decimal("0.4"),
                operation="sewing",
                substitutes=(data.Substitute(material="ribbon", ratio=Decimal("1.1")),),
            ),
        ),
        qualifications=(data.QualificationNeed(norm="AFNOR SPEC S76-001", operations=("sewing",)),),
        testing_weeks=1,
        selling_price=Decimal("2.90"),
    )
    return replace(product, **changes)


def bag(**changes: Any) -> data.Product:
    """Hygiene bag in lots of 20: cutting 1 min, sewing 8 min, finishing 1 min; no norm."""
    product = data.Product(
        id="bag",
        name="Sac d'hygiène",
        lot_size=20,
        operations=(
            operation("cutting", 1_000, rate=Decimal("0.20")),
            operation("sewing", 8_000, rate=Decimal("1.60")),
            operation("finishing", 1_000, rate=Decimal("0.20")),
        ),
        materials=(data.BomLine(material="fabric", quantity=Decimal("0.5"), operation="cutting"),),
        selling_price=Decimal("5.00"),
    )
    return replace(product, **changes)


def vestali(**changes: Any) -> data.Workshop:
    """ACI, 8 people, 26 hours from Monday to Thursday."""
    workshop = data.Workshop(
        id="vestali",
        name="Vestali",
        kind="ACI",
        headcount=Decimal(8),
        working_days=4,
        weekly_hours=Decimal(26),
        absence_rate=Decimal("0.12"),
        non_production_rate=Decimal("0.10"),
        qualifications=(data.Qualification(norm="AFNOR SPEC S76-001"),),
        hourly_cost=Decimal("19.50"),
    )
    return replace(workshop, **changes)


def fil_rouge(**changes: Any) -> data.Workshop:
    """EI, 5 people, 35 hours."""
    workshop = data.Workshop(
        id="fil-rouge",
        name="Fil rouge",
        kind="EI",
        headcount=Decimal(5),
        weekly_hours=Decimal(35),
        absence_rate=Decimal("0.06"),
        qualifications=(data.Qualification(norm="AFNOR SPEC S76-001", start=date(2020, 3, 30)),),
        hourly_cost=Decimal("24.00"),
    )
    return replace(workshop, **changes)


def esat_lys(**changes: Any) -> data.Workshop:
    """ESAT, 10 people, 30 hours, without the norm for masks."""
    workshop = data.Workshop(
        id="esat-lys",
        name="ESAT de la Lys",
        kind="ESAT",
        headcount=Decimal(10),
        weekly_hours=Decimal(30),
        absence_rate=Decimal("0.08"),
        non_production_rate=Decimal("0.15"),
        hourly_cost=Decimal("14.00"),
    )
    return replace(workshop, **changes)


def capabilities() -> tuple[data.Capability, ...]:
    """Vestali does everything, Fil rouge sews and finishes, the ESAT does all but sewing masks."""
    return (
        data.Capability(workshop="vestali", operation="cutting"),
        data.Capability(workshop="vestali", operation="sewing", pace=Decimal("0.7")),
        data.Capability(workshop="vestali", operation="finishing", pace=Decimal("0.8")),
        data.Capability(workshop="fil-rouge", operation="sewing", pace=Decimal("0.85")),
        data.Capability(workshop="fil-rouge", operation="finishing", piece_cost=Decimal("0.01")),
        data.Capability(workshop="esat-lys", operation="cutting", pace=Decimal("0.6")),
        data.Capability(
            workshop="esat-lys", operation="sewing", product="bag", pace=Decimal("0.45")
        ),
        data.Capability(workshop="esat-lys", operation="finishing", pace=Decimal("0.5")),
    )


def lanes() -> tuple[data.Lane, ...]:
    """Every workshop reaches Arras; Vestali reaches Lens at once and the ESAT a week later."""
    return (
        data.Lane(workshop="vestali", delivery_point="arras", cost_per_lot_cents=150),
        data.Lane(workshop="vestali", delivery_point="lens", cost_per_lot_cents=100),
        data.Lane(workshop="fil-rouge", delivery_point="arras", cost_per_lot_cents=120),
        data.Lane(workshop="esat-lys", delivery_point="arras", cost_per_lot_cents=90),
        data.Lane(
            workshop="esat-lys", delivery_point="lens", cost_per_lot_cents=80, lead_time_weeks=1
        ),
    )


def offers() -> tuple[data.Offer, ...]:
    """One offer of each kind: all-units on the order and on the total, incremental on both."""
    return (
        data.Offer(
            id="fabric-toiles",
            supplier="toiles-du-nord",
            material="fabric",
            breaks=(
                data.PriceBreak(unit_price=Decimal("4.20")),
                data.PriceBreak(from_thousandths=500_000, unit_price=Decimal("3.80")),
            ),
            minimum_thousandths=100_000,
            multiple_thousandths=50_000,
            lead_time_weeks=1,
        ),
        data.Offer(
            id="fabric-framework",
            supplier="merciers",
            material="fabric",
            breaks=(
                data.PriceBreak(unit_price=Decimal("4.30")),
                data.PriceBreak(from_thousandths=600_000, unit_price=Decimal("3.70")),
            ),
            break_basis="total",
            multiple_thousandths=100_000,
            lead_time_weeks=2,
            weekly_thousandths=400_000,
        ),
        data.Offer(
            id="elastic-merciers",
            supplier="merciers",
            material="elastic",
            breaks=(
                data.PriceBreak(unit_price=Decimal("0.12")),
                data.PriceBreak(from_thousandths=2_000_000, unit_price=Decimal("0.09")),
            ),
            break_kind="incremental",
            break_basis="total",
            multiple_thousandths=100_000,
            lead_time_weeks=1,
            weekly_thousandths=1_500_000,
            availability=(data.Availability(week="2020-W17", thousandths=0),),
            total_thousandths=4_000_000,
        ),
        data.Offer(
            id="ribbon-toiles",
            supplier="toiles-du-nord",
            material="ribbon",
            breaks=(
                data.PriceBreak(unit_price=Decimal("0.20")),
                data.PriceBreak(from_thousandths=1_000_000, unit_price=Decimal("0.15")),
            ),
            break_kind="incremental",
            order_until=date(2020, 5, 15),
        ),
    )


def demands() -> tuple[data.Demand, ...]:
    """4 000 masks by 1 May and 3 050 by 29 May at Arras, 400 bags by 15 May at Lens."""
    return (
        data.Demand(
            id="masks-april",
            product="mask",
            quantity=Decimal(4_000),
            due=date(2020, 5, 1),
            priority=2,
            delivery_point="arras",
            order="departement",
        ),
        data.Demand(
            id="masks-may",
            product="mask",
            quantity=Decimal(3_050),
            due=date(2020, 5, 29),
            delivery_point="arras",
            earliest=date(2020, 5, 4),
            order="departement",
        ),
        data.Demand(
            id="bags-may",
            product="bag",
            quantity=Decimal(400),
            due=date(2020, 5, 15),
            delivery_point="lens",
            order="hospilinge",
        ),
    )


def small_problem(**changes: Any) -> Problem:
    """A valid problem of three workshops, two products and three demands, with ``changes`` applied.

    It has a hub, a substitute, stock on loan, price breaks of every kind, and can be done on time.
    """
    problem = Problem(
        id="masks-small",
        title="Masques et sacs, petit cas",
        start=START,
        late_tail_weeks=2,
        purchase_from=date(2020, 3, 30),
        public_holidays=(
            date(2020, 4, 13),
            date(2020, 5, 1),
            date(2020, 5, 8),
            date(2020, 5, 21),
            date(2020, 6, 1),
        ),
        products=(mask(), bag()),
        orders=(
            data.Order(id="departement", name="90 000 masques", customer="Pas-de-Calais"),
            data.Order(id="hospilinge", name="Sacs d'hygiène", customer="Hospilinge"),
        ),
        delivery_points=(
            data.DeliveryPoint(id="arras", name="Arras"),
            data.DeliveryPoint(id="lens", name="Lens", holding_cost=Decimal("0.002")),
        ),
        demands=demands(),
        workshops=(vestali(), fil_rouge(), esat_lys()),
        capabilities=capabilities(),
        station_groups=(
            data.StationGroup(
                id="vestali-machines", host="vestali", operations=("sewing",), number=7
            ),
            data.StationGroup(
                id="cutting-table",
                name="Table de coupe",
                host="esat-lys",
                users=("vestali",),
                operations=("cutting",),
                number=2,
                opening_hours=Decimal(30),
            ),
        ),
        lanes=lanes(),
        hub=data.Hub(lead_time_weeks=1, cost_per_lot_cents=60),
        materials=(
            data.Material(id="fabric", name="Tissu", unit="m", holding_cost=Decimal("0.001")),
            data.Material(id="elastic", name="Élastique", unit="m"),
            data.Material(id="ribbon", name="Ruban", unit="m"),
        ),
        suppliers=(
            data.Supplier(id="toiles-du-nord", name="Toiles du Nord", fee_cents=1_500),
            data.Supplier(
                id="merciers", name="Merciers réunis", fee_cents=800, minimum_cents=5_000
            ),
        ),
        offers=offers(),
        opening=OpeningState(
            materials=(
                MaterialStock(material="fabric", thousandths=60_000),
                MaterialStock(material="elastic", thousandths=400_000, lender="vestali"),
            )
        ),
    )
    return replace(problem, **changes)


def tiny_problem(**changes: Any) -> Problem:
    """The least that can be planned: one workshop sews 1 000 divisible pieces, no materials."""
    problem = Problem(
        id="tiny",
        start=START,
        late_tail_weeks=2,
        products=(data.Product(id="apron", operations=(operation("sewing", 6_000),)),),
        delivery_points=(data.DeliveryPoint(id="arras"),),
        demands=(
            data.Demand(
                id="aprons",
                product="apron",
                quantity=Decimal(1_000),
                due=date(2020, 4, 30),
                delivery_point="arras",
            ),
        ),
        workshops=(data.Workshop(id="vestali", headcount=Decimal(4), weekly_hours=Decimal(26)),),
        capabilities=(data.Capability(workshop="vestali", operation="sewing"),),
        lanes=(data.Lane(workshop="vestali", delivery_point="arras"),),
    )
    return replace(problem, **changes)


def running_problem(**changes: Any) -> Problem:
    """The small problem once begun: stocks, transit, a purchase, deliveries, one frozen week."""
    opening = OpeningState(
        units=(
            UnitStock(product="mask", operation="cutting", units=Decimal(300)),
            UnitStock(workshop="vestali", product="mask", operation="sewing", units=Decimal(200)),
            UnitStock(
                workshop="fil-rouge", product="mask", operation="finishing", units=Decimal(100)
            ),
        ),
        hub_transit=(
            HubTransit(product="mask", operation="cutting", units=Decimal(500), arrival="2020-W16"),
        ),
        lane_transit=(
            LaneTransit(
                product="bag", delivery_point="lens", units=Decimal(40), arrival="2020-W15"
            ),
        ),
        materials=(MaterialStock(material="fabric", thousandths=200_000),),
        purchases=(
            OpenPurchase(
                material="elastic",
                offer="elastic-merciers",
                thousandths=500_000,
                arrival="2020-W15",
            ),
        ),
        bought=(Bought(offer="elastic-merciers", thousandths=500_000),),
        delivered=(Delivered(demand="masks-april", units=Decimal(600)),),
        past_work=(
            PastWork(
                workshop="vestali",
                standard_milliminutes=4_000_000,
                receipts_cents=80_000,
                ramp_up_weeks=1,
            ),
        ),
        frozen_weeks=1,
        frozen_runs=(
            FrozenRun(
                workshop="fil-rouge",
                product="mask",
                operation="sewing",
                week="2020-W15",
                units=Decimal(300),
            ),
        ),
    )
    return small_problem(**{"opening": opening, **changes})


def rich_problem(**changes: Any) -> Problem:
    """The running problem with a yield, calendars, commitments, ramp-up, shares, ceiling, terms."""
    operations = mask().operations
    product = mask(
        operations=(
            operations[0],
            replace(operations[1], yield_rate=Decimal("0.97")),
            operations[2],
        ),
        not_before=date(2020, 4, 7),
    )
    workshops = (
        vestali(
            overrides=(data.WeekOverride(week="2020-W18", headcount=Decimal(6)),),
            ramp_up=(Decimal("0.6"), Decimal("0.8")),
            receipts_ceiling_cents=900_000,
            largest_share=Decimal("0.6"),
            agreed_share=Decimal("0.4"),
        ),
        fil_rouge(
            commitments=(
                data.Commitment(first="2020-W17", last="2020-W18", minutes=Decimal(1_200)),
            ),
            smallest_share=Decimal("0.1"),
            agreed_share=Decimal("0.35"),
            holding_cost=Decimal("0.001"),
        ),
        esat_lys(
            closures=(
                data.Closure(first=date(2020, 4, 20), last=date(2020, 4, 24), reason="congés"),
            ),
            leaving=date(2020, 6, 5),
            agreed_share=Decimal("0.25"),
            issue_lead_weeks=1,
        ),
    )
    given = {
        "products": (product, bag()),
        "workshops": workshops,
        "payments": terms(),
        "pins": pins(),
        "bans": bans(),
        "plan_in_force": plan_in_force(),
    }
    return running_problem(**{**given, **changes})


def pins() -> tuple[Pin, ...]:
    """Fil rouge sews in one week, the ESAT cuts over two."""
    return (
        Pin(
            workshop="fil-rouge",
            product="mask",
            operation="sewing",
            first="2020-W16",
            last="2020-W16",
            units=Decimal(400),
        ),
        Pin(
            workshop="esat-lys",
            product="mask",
            operation="cutting",
            first="2020-W16",
            last="2020-W18",
            units=Decimal(500),
        ),
    )


def bans() -> tuple[Ban, ...]:
    """Of everything that a ban may leave open, each."""
    return (
        Ban(workshop="vestali", product="bag", operation="sewing"),
        Ban(workshop="fil-rouge", operation="finishing", last="2020-W16"),
        Ban(workshop="esat-lys", product="mask", first="2020-W21", last="2020-W22"),
        Ban(workshop="vestali", first="2020-W24"),
    )


def plan_in_force() -> tuple[PlannedRun, ...]:
    """Two runs of a plan made before."""
    return (
        PlannedRun(
            workshop="vestali",
            product="mask",
            operation="sewing",
            week="2020-W16",
            units=Decimal(300),
        ),
        PlannedRun(
            workshop="fil-rouge",
            product="mask",
            operation="sewing",
            week="2020-W16",
            units=Decimal(400),
        ),
    )


def terms(**changes: Any) -> OrderTerms:
    """Money terms of the rich problem, every field different from its default."""
    found = OrderTerms(
        vat_rates=(
            VatRate(rate=Decimal("0.2"), source="taux normal"),
            VatRate(product="mask", rate=Decimal("0.055"), since=date(2020, 3, 24), source="loi"),
        ),
        suppliers=(
            SupplierTerms(
                supplier="toiles-du-nord",
                vat_rate=Decimal("0.2"),
                payment_days=30,
                down_payment=Decimal("0.3"),
                source="devis",
            ),
        ),
        common_expenses=(
            CommonExpense(
                label="Coordination",
                provisional_cents=120_000,
                final_cents=118_050,
                paid_by="vestali",
                day=date(2020, 4, 30),
                source="convention",
            ),
            CommonExpense(label="Banque", provisional_cents=4_000),
        ),
        stock_prices=(
            StockPrice(material="fabric", unit_price=Decimal("3.0825"), source="accord"),
        ),
        common_key="equal",
        circuit="mandataire",
        mandataire="vestali",
        buyer_days=45,
        deposit=Decimal("0.15"),
        deposit_day=date(2020, 4, 10),
        penalty_per_unit_week=Decimal("0.015"),
        wage_days=10,
        sharing_key="shapley",
        emergency_factor=Decimal("1.75"),
        validity_days=20,
        exclusions=("lavage", "=livraison; à domicile"),
        opens_costs_to_coordinator=True,
    )
    return replace(found, **changes)


def replaced(items: tuple[Any, ...], id: str, **changes: Any) -> tuple[Any, ...]:
    """The same items, the one with this id changed."""
    found = tuple(replace(i, **changes) if i.id == id else i for i in items)
    assert found != items, f"nothing changed: no {id!r}, or same values"
    return found


def at(items: tuple[Any, ...], position: int, **changes: Any) -> tuple[Any, ...]:
    """The same items, the one at this position changed."""
    return tuple(replace(x, **changes) if i == position else x for i, x in enumerate(items))


def opened(problem: Problem, **changes: Any) -> Problem:
    """The same problem with this in its opening state."""
    return replace(problem, opening=replace(problem.opening, **changes))
