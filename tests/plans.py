"""A problem worked out by hand, and a good plan for it, that meet every rule of docs/model.md.

Eight weeks, from 2020-W15 (position 0, frozen) to 2020-W22. Masks in lots of 100 go through the
hub, bags in lots of 10 lose a fifth at cutting, laundry is divisible. What the tests expect of the
plan (stocks, minutes, cents) was reckoned on paper.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from optimizer import plan as plans
from optimizer import problem as data
from optimizer.fairness import fairness_table
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
from optimizer.plan import LevelResult, Plan
from optimizer.problem import Problem
from tests.builders import esat_lys, fil_rouge, mask, operation, vestali

D = Decimal
# Sum of the lines that test_costing checks one by one.
COST_CENTS = 587_214
TARGETS = {"vestali": D(6_000), "fil-rouge": D(5_500), "esat-lys": D(1_600)}


def week(position: int) -> str:
    """Name of a week of the plan, such as 2020-W15 for 0."""
    return f"2020-W{15 + position}"


def _products() -> tuple[data.Product, ...]:
    bag = data.Product(
        id="bag",
        name="Sac d'hygiène",
        lot_size=10,
        operations=(operation("cutting", 1_000, yield_rate=D("0.8")), operation("sewing", 8_000)),
        materials=(data.BomLine(material="fabric", quantity=D("0.5"), operation="cutting"),),
        selling_price=D("5.00"),
        weight=D(2),
    )
    laundry = data.Product(
        id="laundry",
        name="Lavage, au kilo",
        operations=(operation("washing", 500),),
        materials=(data.BomLine(material="detergent", quantity=D("0.02"), operation="washing"),),
        selling_price=D("1.00"),
    )
    return (mask(), bag, laundry)


def _demands() -> tuple[data.Demand, ...]:
    return (
        data.Demand(
            id="masks-1",
            product="mask",
            quantity=D(1_250),
            due=date(2020, 5, 1),
            priority=2,
            delivery_point="arras",
        ),
        data.Demand(
            id="masks-2",
            product="mask",
            quantity=D(800),
            due=date(2020, 5, 15),
            delivery_point="arras",
            earliest=date(2020, 5, 4),
        ),
        data.Demand(
            id="bags",
            product="bag",
            quantity=D(130),
            due=date(2020, 4, 24),
            priority=3,
            delivery_point="lens",
        ),
        data.Demand(
            id="linen",
            product="laundry",
            quantity=D("250.5"),
            due=date(2020, 5, 8),
            delivery_point="lens",
        ),
    )


def _capabilities() -> tuple[data.Capability, ...]:
    return (
        data.Capability(workshop="vestali", operation="cutting", product="mask"),
        data.Capability(workshop="vestali", operation="sewing", product="mask", pace=D("0.7")),
        data.Capability(workshop="vestali", operation="finishing", pace=D("0.8")),
        data.Capability(workshop="vestali", operation="washing"),
        data.Capability(workshop="fil-rouge", operation="sewing", pace=D("0.85")),
        data.Capability(
            workshop="fil-rouge",
            operation="finishing",
            piece_cost=D("0.01"),
            smallest_run_units=400,
        ),
        data.Capability(workshop="esat-lys", operation="cutting", pace=D("0.6")),
        data.Capability(workshop="esat-lys", operation="sewing", pace=D("0.45")),
    )


def _offers() -> tuple[data.Offer, ...]:
    return (
        data.Offer(
            id="fabric-toiles",
            supplier="toiles",
            material="fabric",
            breaks=(
                data.PriceBreak(unit_price=D("4.20")),
                data.PriceBreak(from_thousandths=20_000, unit_price=D("3.80")),
            ),
            minimum_thousandths=20_000,
            multiple_thousandths=10_000,
            lead_time_weeks=1,
        ),
        data.Offer(
            id="elastic-merciers",
            supplier="merciers",
            material="elastic",
            breaks=(
                data.PriceBreak(unit_price=D("0.12")),
                data.PriceBreak(from_thousandths=300_000, unit_price=D("0.09")),
            ),
            break_kind="incremental",
            break_basis="total",
            multiple_thousandths=100_000,
            lead_time_weeks=1,
            weekly_thousandths=300_000,
            availability=(data.Availability(week=week(2), thousandths=0),),
            total_thousandths=600_000,
        ),
        data.Offer(
            id="ribbon-toiles",
            supplier="toiles",
            material="ribbon",
            breaks=(
                data.PriceBreak(unit_price=D("0.20")),
                data.PriceBreak(from_thousandths=100_000, unit_price=D("0.15")),
            ),
            break_kind="incremental",
            order_from=date(2020, 4, 14),
            order_until=date(2020, 4, 24),
        ),
        data.Offer(
            id="detergent-merciers",
            supplier="merciers",
            material="detergent",
            breaks=(
                data.PriceBreak(unit_price=D("3.00")),
                data.PriceBreak(from_thousandths=4_000, unit_price=D("2.50")),
            ),
            break_basis="total",
        ),
    )


def _opening() -> OpeningState:
    return OpeningState(
        units=(
            UnitStock(workshop="", product="mask", operation="cutting", units=D(300)),
            UnitStock(workshop="vestali", product="mask", operation="sewing", units=D(200)),
            UnitStock(workshop="fil-rouge", product="mask", operation="finishing", units=D(100)),
        ),
        hub_transit=(
            HubTransit(product="mask", operation="cutting", units=D(200), arrival=week(1)),
        ),
        lane_transit=(
            LaneTransit(product="bag", delivery_point="lens", units=D(20), arrival=week(1)),
        ),
        materials=(
            MaterialStock(material="fabric", thousandths=100_000),
            MaterialStock(material="fabric", thousandths=30_000, lender="vestali"),
            MaterialStock(material="elastic", thousandths=140_000),
        ),
        purchases=(OpenPurchase(material="fabric", thousandths=5_000, arrival=week(0)),),
        bought=(Bought(offer="elastic-merciers", thousandths=50_000),),
        delivered=(Delivered(demand="bags", units=D(30)),),
        past_work=(
            PastWork(workshop="vestali", standard_milliminutes=1_000_000, receipts_cents=10_000),
        ),
        frozen_weeks=1,
        frozen_runs=(
            FrozenRun(
                workshop="vestali",
                product="mask",
                operation="cutting",
                week=week(0),
                units=D(300),
            ),
            FrozenRun(
                workshop="fil-rouge",
                product="mask",
                operation="sewing",
                week=week(0),
                units=D(300),
            ),
        ),
    )


def worked_problem(**changes: Any) -> Problem:
    """The problem, with ``changes`` applied."""
    problem = Problem(
        id="worked",
        start=date(2020, 4, 6),
        late_tail_weeks=2,
        purchase_from=date(2020, 3, 30),
        public_holidays=(date(2020, 4, 13), date(2020, 5, 1), date(2020, 5, 8)),
        products=_products(),
        delivery_points=(
            data.DeliveryPoint(id="arras", holding_cost=D("0.002")),
            data.DeliveryPoint(id="lens", holding_cost=D("0.002")),
        ),
        demands=_demands(),
        workshops=(
            vestali(receipts_ceiling_cents=120_000),
            fil_rouge(holding_cost=D("0.001"), largest_share=D("0.55")),
            esat_lys(
                issue_lead_weeks=1,
                smallest_share=D("0.09"),
                closures=(data.Closure(first=date(2020, 4, 27), last=date(2020, 5, 1)),),
            ),
        ),
        capabilities=_capabilities(),
        station_groups=(
            data.StationGroup(
                id="vestali-machines", host="vestali", operations=("sewing",), number=2
            ),
            data.StationGroup(
                id="cutting-table",
                host="esat-lys",
                users=("vestali",),
                operations=("cutting",),
                number=1,
                opening_hours=D(30),
            ),
        ),
        lanes=(
            data.Lane(workshop="vestali", delivery_point="arras", cost_per_lot_cents=150),
            data.Lane(workshop="vestali", delivery_point="lens", cost_per_lot_cents=2),
            data.Lane(workshop="fil-rouge", delivery_point="arras", cost_per_lot_cents=120),
            data.Lane(
                workshop="esat-lys", delivery_point="lens", cost_per_lot_cents=80, lead_time_weeks=1
            ),
        ),
        hub=data.Hub(lead_time_weeks=1, cost_per_lot_cents=60),
        materials=(
            data.Material(id="fabric", unit="m", holding_cost=D("0.001")),
            data.Material(id="elastic", unit="m"),
            data.Material(id="ribbon", unit="m"),
            data.Material(id="detergent", unit="kg", holding_cost=D("0.01")),
        ),
        suppliers=(
            data.Supplier(id="toiles", fee_cents=1_500),
            data.Supplier(id="merciers", fee_cents=800, minimum_cents=900),
        ),
        offers=_offers(),
        opening=_opening(),
    )
    return replace(problem, **changes)


def _run(w: str, p: str, o: str, t: int, units: str) -> plans.Run:
    return plans.Run(workshop=w, product=p, operation=o, week=week(t), units=D(units))


def _runs() -> tuple[plans.Run, ...]:
    return (
        _run("vestali", "mask", "cutting", 0, "300"),
        _run("esat-lys", "mask", "cutting", 1, "600"),
        _run("esat-lys", "mask", "cutting", 2, "350"),
        _run("fil-rouge", "mask", "sewing", 0, "300"),
        _run("fil-rouge", "mask", "sewing", 1, "200"),
        _run("fil-rouge", "mask", "sewing", 2, "300"),
        _run("fil-rouge", "mask", "sewing", 3, "350"),
        _run("vestali", "mask", "sewing", 1, "300"),
        _run("vestali", "mask", "sewing", 2, "300"),
        _run("vestali", "mask", "finishing", 1, "300"),
        _run("vestali", "mask", "finishing", 2, "500"),
        _run("fil-rouge", "mask", "finishing", 1, "400"),
        _run("fil-rouge", "mask", "finishing", 2, "400"),
        _run("fil-rouge", "mask", "finishing", 3, "350"),  # completes: may be below 400
        _run("esat-lys", "bag", "cutting", 1, "100"),
        _run("esat-lys", "bag", "sewing", 1, "40"),
        _run("esat-lys", "bag", "sewing", 2, "40"),
        _run("vestali", "laundry", "washing", 2, "100.25"),
        _run("vestali", "laundry", "washing", 3, "150.25"),
    )


def _sending(t: int, units: int) -> plans.HubSending:
    return plans.HubSending(
        workshop="esat-lys", product="mask", operation="cutting", week=week(t), units=D(units)
    )


def _receipt(w: str, t: int, units: int) -> plans.HubReceipt:
    return plans.HubReceipt(
        workshop=w, product="mask", operation="cutting", week=week(t), units=D(units)
    )


def _shipment(w: str, k: str, p: str, t: int, units: str) -> plans.Shipment:
    return plans.Shipment(workshop=w, delivery_point=k, product=p, week=week(t), units=D(units))


def _delivery(demand: str, t: int, units: str) -> plans.Delivery:
    return plans.Delivery(demand=demand, week=week(t), units=D(units))


def purchase(offer: str, t: int, arrival: int, thousandths: int) -> plans.Purchase:
    """An order on an offer."""
    return plans.Purchase(offer=offer, week=week(t), arrival=week(arrival), thousandths=thousandths)


def worked_plan(**changes: Any) -> Plan:
    """The plan without its printed figures, with ``changes`` applied."""
    plan = Plan(
        problem_hash="",
        status="feasible",
        stopped_by="time",
        runs=_runs(),
        hub_sendings=(_sending(1, 600), _sending(2, 350)),
        hub_receipts=(
            _receipt("fil-rouge", 0, 300),
            _receipt("fil-rouge", 1, 200),
            _receipt("fil-rouge", 2, 300),
            _receipt("vestali", 2, 300),
            _receipt("fil-rouge", 3, 350),
        ),
        shipments=(
            _shipment("vestali", "arras", "mask", 1, "300"),
            _shipment("vestali", "arras", "mask", 2, "500"),
            _shipment("fil-rouge", "arras", "mask", 1, "450"),
            _shipment("fil-rouge", "arras", "mask", 4, "800"),
            _shipment("esat-lys", "lens", "bag", 1, "40"),
            _shipment("esat-lys", "lens", "bag", 2, "40"),
            _shipment("vestali", "lens", "laundry", 2, "100.25"),
            _shipment("vestali", "lens", "laundry", 3, "150.25"),
        ),
        deliveries=(
            _delivery("masks-1", 1, "750"),
            _delivery("masks-1", 2, "500"),
            _delivery("masks-2", 4, "800"),
            _delivery("bags", 1, "20"),
            _delivery("bags", 2, "40"),
            _delivery("bags", 3, "40"),  # a week late
            _delivery("linen", 2, "100.25"),
            _delivery("linen", 3, "150.25"),
        ),
        purchases=(
            purchase("fabric-toiles", 0, 1, 20_000),
            purchase("elastic-merciers", 0, 1, 300_000),
            purchase("elastic-merciers", 2, 3, 200_000),
            purchase("ribbon-toiles", 2, 2, 132_000),
            purchase("detergent-merciers", -1, -1, 3_000),
            purchase("detergent-merciers", 1, 1, 3_000),
        ),
        substitutions=(
            plans.Substitution(
                workshop="vestali",
                product="mask",
                operation="sewing",
                week=week(2),
                material="elastic",
                used="ribbon",
                units=D(300),
            ),
        ),
    )
    return replace(plan, **changes)


def _level(name: plans.LevelName, value: str, **changes: Any) -> LevelResult:
    level = LevelResult(name=name, value=D(value), bound=D(value), gap=D(0), proven=True)
    return replace(level, **changes)


def printed_plan(**changes: Any) -> Plan:
    """The plan with every figure it prints, with ``changes`` applied."""
    problem, plan = worked_problem(), worked_plan()
    levels = (
        _level("unmet", "0"),
        _level("late", "120"),
        _level("fairness_largest", "274.75", slack=D(650)),
        # 1 309.75 − 600 is more than the slack: not proven, and what follows is conditional.
        _level(
            "fairness_sum",
            "1309.75",
            bound=D(600),
            gap=D("0.541897"),
            slack=D(650),
            proven=False,
        ),
        _level(
            "cost",
            str(COST_CENTS),
            bound=D(COST_CENTS) - 100,
            gap=D(100) / COST_CENTS,
            slack=D(COST_CENTS) / 1000,
            conditional=True,
        ),
    )
    figures = replace(
        plan,
        levels=levels,
        fairness=fairness_table(problem, plan.runs, "headcount", TARGETS, {"esat-lys": "lots"}),
        fairness_other=fairness_table(problem, plan.runs, "productive_minutes", TARGETS),
        price_of_fairness=plans.PriceOfFairness(lowest_cents=0, highest_cents=12_000),
    )
    return replace(figures, **changes)
