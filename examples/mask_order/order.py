"""The order the project is named after: 90 000 masks, spring 2020, five workshops.

The story is true in its outline (five insertion workshops of Pas-de-Calais, 90 000 masks in six
months); the workshops, suppliers and figures here are invented, with plausible sizes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from examples.mask_order.terms import mask_terms
from optimizer.opening import MaterialStock, OpeningState
from optimizer.problem import (
    Availability,
    BomLine,
    Capability,
    Closure,
    Commitment,
    DeliveryPoint,
    Demand,
    Hub,
    Lane,
    Material,
    Offer,
    Operation,
    Order,
    PriceBreak,
    Problem,
    Product,
    Qualification,
    QualificationNeed,
    StationGroup,
    Substitute,
    Supplier,
    WeekOverride,
    Workshop,
)

NORM = "AFNOR SPEC S76-001"
CUTTING, SEWING, FINISHING = "coupe", "couture", "finition"
ADULT, CHILD = "masque-adulte", "masque-enfant"
FABRIC, ELASTIC, TIES = "tissu", "elastique", "lien-jersey"
WAREHOUSE = "entrepot"
ORDER = "masques-2020"
# Façon, euros per thousandth of a standard minute: 24 cents a minute whatever the operation.
FACON = Decimal("0.00024")

# The child pattern is published with the update of the standard, on 28 April; here a trial version is
# passed round from this day on, and nobody cuts before.
CHILD_PATTERN = date(2020, 4, 13)
# (day, adult masks, child masks).
MILESTONES = (
    (date(2020, 5, 15), 9_000, 0),
    (date(2020, 6, 12), 10_000, 3_000),
    (date(2020, 7, 10), 12_000, 6_000),
    (date(2020, 7, 31), 10_000, 0),
    (date(2020, 8, 28), 8_000, 8_000),
    (date(2020, 9, 25), 17_000, 7_000),
)


def mask_order() -> Problem:
    """The order as a problem: 2 products, 5 workshops, 4 suppliers, 6 milestones, 26 weeks."""
    return Problem(
        id="masques-2020",
        title="90 000 masques en tissu, printemps 2020",
        start=date(2020, 3, 30),
        late_tail_weeks=8,
        purchase_from=date(2020, 3, 23),
        public_holidays=(
            date(2020, 4, 13),
            date(2020, 5, 1),
            date(2020, 5, 8),
            date(2020, 5, 21),
            date(2020, 6, 1),
            date(2020, 7, 14),
            date(2020, 11, 11),
        ),
        products=(
            _mask(ADULT, "Masque adulte", (1300, 5400, 1500), fabric="0.068", elastic="0.4"),
            replace(
                _mask(CHILD, "Masque enfant", (1200, 5000, 1400), fabric="0.05", elastic="0.28"),
                not_before=CHILD_PATTERN,
            ),
        ),
        orders=(Order(id=ORDER, name="90 000 masques", customer="Département (exemple)"),),
        delivery_points=(DeliveryPoint(id=WAREHOUSE, name="Entrepôt du Département"),),
        demands=_demands(),
        workshops=_workshops(),
        capabilities=_capabilities(),
        station_groups=(
            StationGroup(
                id="table-clochers",
                name="Table de coupe des Trois Clochers",
                host="clochers",
                operations=(CUTTING,),
                number=3,
            ),
            StationGroup(
                id="table-canal",
                name="Table de coupe du Canal",
                host="canal",
                operations=(CUTTING,),
                number=3,
            ),
        ),
        # The département's van goes round: the same price a box, whoever it calls at.
        lanes=tuple(
            Lane(workshop=workshop, delivery_point=WAREHOUSE, cost_per_lot_cents=80)
            for workshop in ("clochers", "canal", "terrils", "bobine", "dunes")
        ),
        hub=Hub(lead_time_weeks=1, cost_per_lot_cents=90),
        materials=(
            Material(id=FABRIC, name="Tissu coton 145 g, laize 140", unit="m"),
            Material(id=ELASTIC, name="Élastique plat 5 mm", unit="m"),
            Material(id=TIES, name="Lien en jersey", unit="m"),
        ),
        suppliers=(
            Supplier(id="lys", name="Tissages de la Lys", fee_cents=6000),
            Supplier(id="express", name="Comptoir Express", fee_cents=1500, minimum_cents=10000),
            Supplier(id="escaut", name="Élastiques de l'Escaut", fee_cents=3500),
            Supplier(id="maille", name="Maille du Littoral", fee_cents=2500, minimum_cents=15000),
        ),
        offers=_offers(),
        opening=OpeningState(
            materials=(MaterialStock(material=ELASTIC, thousandths=600_000, lender="terrils"),)
        ),
        payments=mask_terms(),
    )


def _mask(
    product: str, name: str, milliminutes: tuple[int, int, int], *, fabric: str, elastic: str
) -> Product:
    """A pleated mask: laid and cut by boxes of 50, sewn, then pressed, checked and packed."""
    cutting, sewing, finishing = milliminutes
    return Product(
        id=product,
        name=name,
        lot_size=50,
        operations=(
            # Only cutting is laid out and marked anew for each size; changing size at a sewing
            # machine or on the packing table takes no time worth counting.
            Operation(
                id=CUTTING,
                name="Coupe",
                standard_milliminutes=cutting,
                setup_milliminutes=30_000,
                setup_cost_cents=400,
                rate=cutting * FACON,
            ),
            Operation(id=SEWING, name="Couture", standard_milliminutes=sewing, rate=sewing * FACON),
            Operation(
                id=FINISHING,
                name="Finition",
                standard_milliminutes=finishing,
                rate=finishing * FACON,
            ),
        ),
        materials=(
            BomLine(
                material=FABRIC,
                quantity=Decimal(fabric),
                waste_rate=Decimal("0.05"),
                operation=CUTTING,
            ),
            BomLine(
                material=ELASTIC,
                quantity=Decimal(elastic),
                waste_rate=Decimal("0.02"),
                operation=SEWING,
                # Ties go round the head: two and a half metres for one of elastic.
                substitutes=(Substitute(material=TIES, ratio=Decimal("2.5")),),
            ),
        ),
        qualifications=(QualificationNeed(norm=NORM, operations=(SEWING, FINISHING)),),
        selling_price=Decimal("4.40"),
    )


def _demands() -> tuple[Demand, ...]:
    found = []
    for number, (due, adults, children) in enumerate(MILESTONES, start=1):
        for product, letter, quantity in ((ADULT, "A", adults), (CHILD, "E", children)):
            if quantity:
                found.append(
                    Demand(
                        id=f"J{number}-{letter}",
                        product=product,
                        quantity=Decimal(quantity),
                        due=due,
                        delivery_point=WAREHOUSE,
                        order=ORDER,
                    )
                )
    return tuple(found)


def _workshops() -> tuple[Workshop, ...]:
    held = Qualification(norm=NORM, start=date(2020, 3, 27))
    return (
        Workshop(
            id="clochers",
            name="Atelier des Trois Clochers",
            kind="ACI",
            headcount=Decimal(14),
            working_days=4,
            weekly_hours=Decimal(26),
            absence_rate=Decimal("0.14"),
            non_production_rate=Decimal("0.12"),
            # The hospital's mending goes on all the while.
            commitments=(Commitment(first="2020-W14", last="2020-W39", minutes=Decimal(2400)),),
            closures=(_closure(date(2020, 8, 3), date(2020, 8, 21)),),
            qualifications=(held,),
            hourly_cost=Decimal("16.40"),
            receipts_ceiling_cents=5_200_000,
        ),
        Workshop(
            id="canal",
            name="Couture du Canal",
            kind="EI",
            headcount=Decimal(9),
            weekly_hours=Decimal(35),
            absence_rate=Decimal("0.08"),
            non_production_rate=Decimal("0.10"),
            closures=(_closure(date(2020, 8, 10), date(2020, 8, 21)),),
            qualifications=(held,),
            hourly_cost=Decimal("20.50"),
            largest_share=Decimal("0.32"),
        ),
        Workshop(
            id="terrils",
            name="Les Terrils Textile",
            kind="EA",
            headcount=Decimal(8),
            weekly_hours=Decimal(35),
            absence_rate=Decimal("0.09"),
            non_production_rate=Decimal("0.06"),
            # A laundry contract that cannot wait keeps one and a half people until mid-May.
            commitments=(Commitment(first="2020-W14", last="2020-W20", minutes=Decimal(2400)),),
            closures=(_closure(date(2020, 8, 3), date(2020, 8, 14)),),
            qualifications=(held,),
            hourly_cost=Decimal("23.80"),
        ),
        Workshop(
            id="bobine",
            name="La Bobine Claire",
            kind="ACI",
            headcount=Decimal(6),
            working_days=4,
            weekly_hours=Decimal(26),
            absence_rate=Decimal("0.12"),
            non_production_rate=Decimal("0.10"),
            closures=(_closure(date(2020, 7, 27), date(2020, 8, 7)),),
            # Its samples come back from the laboratory six weeks after the others'.
            qualifications=(Qualification(norm=NORM, start=date(2020, 5, 11)),),
            hourly_cost=Decimal("17.10"),
        ),
        Workshop(
            id="dunes",
            name="Point des Dunes",
            kind="EI",
            headcount=Decimal(4),
            weekly_hours=Decimal(35),
            absence_rate=Decimal("0.06"),
            non_production_rate=Decimal("0.08"),
            entry=date(2020, 4, 27),
            ramp_up=(Decimal("0.5"), Decimal("0.75")),
            overrides=(WeekOverride(week="2020-W27", headcount=Decimal(3)),),
            closures=(_closure(date(2020, 8, 10), date(2020, 8, 28)),),
            qualifications=(held,),
            hourly_cost=Decimal("19.20"),
        ),
    )


def _closure(first: date, last: date) -> Closure:
    return Closure(first=first, last=last, reason="congés d'été")


def _capabilities() -> tuple[Capability, ...]:
    # (workshop, pace of cutting, of sewing, of finishing, smallest weekly run of finishing)
    paces = (
        ("clochers", "0.45", "0.82", "0.85", 400),
        ("canal", "0.90", "0.64", "0.70", 400),
        ("terrils", None, "0.61", "0.61", 0),
        ("bobine", None, "0.48", "0.48", 0),
        ("dunes", None, "0.72", "0.72", 0),
    )
    found = []
    for workshop, cutting, sewing, finishing, smallest_run in paces:
        if cutting is not None:
            found.append(Capability(workshop=workshop, operation=CUTTING, pace=Decimal(cutting)))
        found.append(Capability(workshop=workshop, operation=SEWING, pace=Decimal(sewing)))
        found.append(
            Capability(
                workshop=workshop,
                operation=FINISHING,
                pace=Decimal(finishing),
                smallest_run_units=smallest_run,
            )
        )
    return tuple(found)


def _offers() -> tuple[Offer, ...]:
    return (
        Offer(
            id="lys-tissu",
            supplier="lys",
            material=FABRIC,
            breaks=_breaks((0, "3.90"), (1_000, "3.60"), (2_500, "3.35")),
            minimum_thousandths=200_000,
            multiple_thousandths=50_000,
            lead_time_weeks=3,
        ),
        Offer(
            id="express-tissu",
            supplier="express",
            material=FABRIC,
            breaks=_breaks((0, "4.60")),
            multiple_thousandths=50_000,
            lead_time_weeks=1,
            weekly_thousandths=300_000,
        ),
        Offer(
            id="express-elastique",
            supplier="express",
            material=ELASTIC,
            breaks=_breaks((0, "0.260")),
            multiple_thousandths=250_000,
            lead_time_weeks=1,
            weekly_thousandths=250_000,
        ),
        Offer(
            id="escaut-elastique",
            supplier="escaut",
            material=ELASTIC,
            breaks=_breaks((0, "0.190"), (10_000, "0.165"), (20_000, "0.140")),
            break_kind="incremental",
            break_basis="total",
            multiple_thousandths=500_000,
            lead_time_weeks=2,
            weekly_thousandths=2_000_000,
            # The shortage of April: what the factory can promise until it works again as usual.
            availability=(
                Availability(week="2020-W15", thousandths=500_000),
                Availability(week="2020-W16", thousandths=500_000),
                Availability(week="2020-W17", thousandths=500_000),
                Availability(week="2020-W18", thousandths=500_000),
            ),
        ),
        Offer(
            id="maille-liens",
            supplier="maille",
            material=TIES,
            breaks=_breaks((0, "0.120"), (2_000, "0.105")),
            break_kind="incremental",
            minimum_thousandths=500_000,
            multiple_thousandths=100_000,
            lead_time_weeks=1,
            weekly_thousandths=2_000_000,
        ),
    )


def _breaks(*steps: tuple[int, str]) -> tuple[PriceBreak, ...]:
    """Price breaks given as (from this many metres, euros a metre)."""
    return tuple(
        PriceBreak(from_thousandths=metres * 1000, unit_price=Decimal(price))
        for metres, price in steps
    )
