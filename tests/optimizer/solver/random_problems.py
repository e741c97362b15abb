"""Small problems drawn at random: a seed gives one, always the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from optimizer import problem as data
from optimizer.capacity import Capacities
from optimizer.diagnostics import Severity
from optimizer.opening import (
    Bought,
    Delivered,
    FrozenRun,
    HubTransit,
    MaterialStock,
    OpeningState,
    OpenPurchase,
    PastWork,
    UnitStock,
)
from optimizer.problem import Problem
from optimizer.requirements import stages
from optimizer.validation import check_problem

D = Decimal
START = date(2020, 4, 6)
NAMES = ("cut", "sew", "finish")


def random_problem(seed: int) -> Problem:
    """The first problem without data errors that a seed leads to."""
    chance = Random(seed)
    while True:
        drawn = _draw(chance)
        if all(d.severity is not Severity.ERROR for d in check_problem(drawn)):
            return drawn


def _some(chance: Random, odds: float) -> bool:
    return chance.random() < odds


def _draw(chance: Random) -> Problem:
    products = tuple(_product(chance, k) for k in range(chance.randint(1, 2)))
    workshops = tuple(_workshop(chance, k) for k in range(chance.randint(2, 3)))
    points = tuple(
        data.DeliveryPoint(id=f"k{k}", holding_cost=D(chance.choice(("0", "0.01"))))
        for k in range(chance.randint(1, 2))
    )
    capabilities = tuple(
        data.Capability(
            workshop=w.id,
            operation=o,
            pace=D(chance.choice(("0.5", "0.7", "1", "1.1"))),
            piece_cost=D(chance.choice(("0", "0.05"))),
            smallest_run_units=chance.choice((0, 0, 0, 15)),
        )
        for w in workshops
        for o in NAMES
        if w is workshops[0] or _some(chance, 0.6)
    )
    drawn = Problem(
        id="random",
        start=START + timedelta(days=chance.choice((0, 0, 2))),
        late_tail_weeks=chance.randint(1, 3),
        purchase_from=START - timedelta(days=7 * chance.randint(0, 2)),
        fairness_key=chance.choice(("headcount", "productive_minutes", "equal")),
        public_holidays=(date(2020, 4, 13), date(2020, 5, 1)),
        products=products,
        delivery_points=points,
        demands=tuple(
            data.Demand(
                id=f"d{k}",
                product=chance.choice(products).id,
                quantity=D(chance.choice((40, 65, 120, 200))),
                due=START + timedelta(days=4 + 7 * chance.randint(0, 4)),
                priority=chance.randint(1, 3),
                delivery_point=chance.choice(points).id,
            )
            for k in range(chance.randint(1, 4))
        ),
        workshops=workshops,
        capabilities=capabilities,
        station_groups=(
            data.StationGroup(
                id="g",
                host=workshops[0].id,
                users=(workshops[1].id,) if _some(chance, 0.5) else (),
                operations=("sew",),
                number=chance.choice((None, 1, 2)),
            ),
        )
        if _some(chance, 0.5)
        else (),
        lanes=tuple(
            data.Lane(
                workshop=w.id,
                delivery_point=k.id,
                cost_per_lot_cents=chance.choice((0, 35, 120)),
                lead_time_weeks=chance.choice((0, 0, 1)),
            )
            for w in workshops
            for k in points
            if w is workshops[0] or _some(chance, 0.7)
        ),
        hub=data.Hub(lead_time_weeks=chance.randint(1, 2), cost_per_lot_cents=50)
        if _some(chance, 0.6)
        else None,
        materials=tuple(
            data.Material(id=m, unit="m", holding_cost=D(chance.choice(("0", "0.02"))))
            for m in ("cloth", "felt", "thread")
        ),
        suppliers=(
            data.Supplier(id="s0", fee_cents=chance.choice((0, 900))),
            data.Supplier(id="s1", minimum_cents=chance.choice((0, 3_000))),
        ),
        offers=_offers(chance),
    )
    if _some(chance, 0.6):
        drawn = replace(drawn, opening=_opening(chance, drawn))
    return drawn


def _product(chance: Random, k: int) -> data.Product:
    names = chance.choice((("sew",), ("cut", "sew"), NAMES, ("sew", "finish")))
    lot = chance.choice((0, 10, 20))
    operations = tuple(
        data.Operation(
            id=o,
            standard_milliminutes=chance.choice((500, 2_000, 6_500)),
            yield_rate=D(chance.choice(("1", "1", "1", "0.97", "0.9"))),
            setup_milliminutes=chance.choice((0, 0, 20_000)),
            setup_cost_cents=chance.choice((0, 0, 400)),
            rate=D("0.50") if _some(chance, 0.7) else None,
        )
        for o in names
    )
    lines = []
    if _some(chance, 0.6):
        substitutes = (data.Substitute(material="felt", ratio=D("1.2")),)
        lines.append(
            data.BomLine(
                material="cloth",
                quantity=D("0.3"),
                waste_rate=D(chance.choice(("0", "0.05"))),
                operation=chance.choice(names),
                substitutes=substitutes if _some(chance, 0.5) else (),
            )
        )
    if _some(chance, 0.4):
        lines.append(data.BomLine(material="thread", quantity=D("1.5"), operation="sew"))
    needs = (data.QualificationNeed(norm="N", operations=("sew",)),) if _some(chance, 0.3) else ()
    return data.Product(
        id=f"p{k}",
        lot_size=lot,
        operations=operations,
        materials=tuple(lines),
        qualifications=needs,
        testing_weeks=chance.choice((0, 0, 1)),
        selling_price=D(12),
        weight=D(chance.choice(("1", "2.5"))),
        not_before=chance.choice((None, None, START + timedelta(days=8))),
    )


def _workshop(chance: Random, k: int) -> data.Workshop:
    first = k == 0  # one that can nearly always work
    return data.Workshop(
        id=f"w{k}",
        headcount=D(chance.choice((1, 2, 4))),
        working_days=chance.choice((4, 5)),
        weekly_hours=D(chance.choice((8, 20, 35))),
        absence_rate=D(chance.choice(("0", "0.12"))),
        overrides=(data.WeekOverride(week="2020-W16", headcount=D(3)),)
        if _some(chance, 0.3)
        else (),
        closures=(data.Closure(first=date(2020, 4, 14), last=date(2020, 4, 21)),)
        if _some(chance, 0.3)
        else (),
        commitments=(data.Commitment(first="2020-W16", last="2020-W17", minutes=D(100)),)
        if _some(chance, 0.2)
        else (),
        ramp_up=(D("0.5"), D("0.8")) if _some(chance, 0.3) else (),
        entry=date(2020, 4, 14) if not first and _some(chance, 0.2) else None,
        leaving=date(2020, 5, 6) if not first and _some(chance, 0.2) else None,
        qualifications=(data.Qualification(norm="N", start=None if first else date(2020, 4, 9)),),
        hourly_cost=D(chance.choice((12, 19, 24))) if _some(chance, 0.9) else None,
        smallest_share=D("0.2") if _some(chance, 0.2) else None,
        largest_share=D("0.6") if not first and _some(chance, 0.3) else None,
        receipts_ceiling_cents=chance.choice((4_000, 9_000)) if _some(chance, 0.2) else None,
        holding_cost=D(chance.choice(("0", "0.03"))),
        issue_lead_weeks=chance.choice((0, 0, 1)),
    )


def _offers(chance: Random) -> tuple[data.Offer, ...]:
    found = []
    for k, material in enumerate(("cloth", "felt", "thread", "cloth")):
        breaks = [data.PriceBreak(unit_price=D("3.10"))]
        if _some(chance, 0.7):
            breaks.append(data.PriceBreak(from_thousandths=30_000, unit_price=D("2.70")))
        if _some(chance, 0.3):
            breaks.append(data.PriceBreak(from_thousandths=80_000, unit_price=D("2.55")))
        found.append(
            data.Offer(
                id=f"o{k}",
                supplier=f"s{chance.randint(0, 1)}",
                material=material,
                breaks=tuple(breaks),
                break_kind=chance.choice(("all_units", "incremental")),
                break_basis=chance.choice(("order", "total")),
                minimum_thousandths=chance.choice((0, 0, 12_500)),
                multiple_thousandths=chance.choice((0, 0, 2_500, 10_000)),
                lead_time_weeks=chance.randint(0, 2),
                weekly_thousandths=chance.choice((None, None, 60_000)),
                availability=(data.Availability(week="2020-W16", thousandths=0),)
                if _some(chance, 0.3)
                else (),
                total_thousandths=chance.choice((None, None, 250_000)),
            )
        )
    return tuple(found)


def _opening(chance: Random, drawn: Problem) -> OpeningState:
    product = drawn.products[0]
    units = tuple(
        UnitStock(workshop=drawn.workshops[0].id, product=product.id, operation=o.id, units=D(n))
        for o in product.operations
        if (n := chance.choice((0, 0, 10, 33)))
    )
    transit: tuple[HubTransit, ...] = ()
    if drawn.hub is not None and len(product.operations) > 1:
        transit = (
            HubTransit(
                product=product.id,
                operation=product.operations[0].id,
                units=D(10),
                arrival="2020-W16",
            ),
        )
    started = drawn.demands[0]
    opening = OpeningState(
        units=units,
        hub_transit=transit,
        materials=(MaterialStock(material="cloth", thousandths=12_345),),
        purchases=(OpenPurchase(material="thread", thousandths=50_000, arrival="2020-W16"),),
        bought=(Bought(offer="o0", thousandths=25_000),),
        delivered=(Delivered(demand=started.id, units=D(20)),) if _some(chance, 0.5) else (),
        past_work=(
            PastWork(
                workshop="w1", standard_milliminutes=60_000, receipts_cents=1_500, ramp_up_weeks=1
            ),
        ),
    )
    if not _some(chance, 0.5):
        return opening
    runs = _frozen_runs(replace(drawn, opening=opening))
    return replace(opening, frozen_weeks=1, frozen_runs=runs)


def _frozen_runs(drawn: Problem) -> tuple[FrozenRun, ...]:
    """One lot of the first operation of the first product in week 0, where it is possible."""
    capacities = Capacities(drawn)
    product = drawn.products[0]
    first = product.operations[0].id
    lot = D(product.lot_size or 5)
    for w in drawn.workshops:
        if not capacities.can_run(w.id, product, first, 0):
            continue
        skill = capacities.skills[w.id, product.id, first]
        minutes = capacities.productive_minutes[w.id][0]
        fits = lot * skill.unit_minutes + skill.setup_minutes <= minutes
        enough = stages(drawn)[product.id, first].made >= lot
        if fits and enough and not product.materials:
            return (
                FrozenRun(
                    workshop=w.id, product=product.id, operation=first, week="2020-W15", units=lot
                ),
            )
    return ()
