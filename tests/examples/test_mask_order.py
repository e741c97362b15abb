"""The mask order is what its story says, before anything is planned."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from examples.hygiene_bags.order import hygiene_bags
from examples.make_workbooks import WORKBOOKS
from examples.mask_order import order
from examples.mask_order.order import mask_order
from importers.builder import read_problem
from optimizer.capacity import Capacities
from optimizer.costing import receipts_rates
from optimizer.diagnostics import has_errors
from optimizer.fairness import key_weights
from optimizer.problem import Problem
from optimizer.requirements import stages, total_standard_minutes
from optimizer.validation import check_problem

ROOT = Path(__file__).resolve().parents[2]
PROBLEM = mask_order()
BOUNDS = json.loads((ROOT / "examples/mask_order/bounds.json").read_text(encoding="utf-8"))


def typed_rows(path: Path) -> int:
    """Rows of a workbook that hold something below the headers (settings: labels with a value)."""
    book = openpyxl.load_workbook(path)
    count = 0
    for sheet in book.worksheets[1:]:  # the first one holds the instructions
        is_labels = sheet.title == "Commande"
        for row in sheet.iter_rows(min_row=1 if is_labels else 2, values_only=True):
            typed = row[1:2] if is_labels else row
            count += any(value is not None for value in typed)
    return count


def usable_standard_minutes(problem: Problem) -> Decimal:
    """Standard minutes that all can make up to the last due week, each at its sewing pace."""
    capacities = Capacities(problem)
    weeks = capacities.horizon.last_due + 1
    pace = {w: s.pace for (w, _, o), s in capacities.skills.items() if o == order.SEWING}
    return sum(
        (
            sum(minutes[:weeks], start=Decimal(0)) * pace[w]
            for w, minutes in capacities.productive_minutes.items()
        ),
        start=Decimal(0),
    )


@pytest.mark.parametrize("problem", [PROBLEM, hygiene_bags()], ids=["masks", "bags"])
def test_nothing_is_wrong_with_the_data(problem: Problem) -> None:
    findings = check_problem(problem)
    assert not has_errors(findings), findings


def test_ninety_thousand_masks_in_six_months() -> None:
    assert sum(d.quantity for d in PROBLEM.demands) == 90_000
    assert len({d.due for d in PROBLEM.demands}) == 6
    horizon = Capacities(PROBLEM).horizon
    assert (horizon.monday, horizon.last_due) == (date(2020, 3, 30), 25)
    assert {p.id for p in PROBLEM.products} == {order.ADULT, order.CHILD}


def test_milestones_are_whole_lots() -> None:
    # No lot is ever incomplete: not at a milestone, not at the end.
    lots = {p.id: p.lot_size for p in PROBLEM.products}
    assert all(d.quantity % lots[d.product] == 0 for d in PROBLEM.demands)
    assert all(stage.incomplete == 0 for stage in stages(PROBLEM).values())


@pytest.mark.parametrize(("name", "make"), WORKBOOKS.items())
def test_the_workbook_is_the_order(name: str, make: Callable[[], Problem]) -> None:
    problem, findings = read_problem(ROOT / "examples" / name)
    assert not has_errors(findings), findings
    assert problem == make()


def test_a_coordinator_can_type_it() -> None:
    assert 60 <= typed_rows(ROOT / "examples/mask_order/commande_masques.xlsx") <= 90


def test_workshops_are_different_and_plausible() -> None:
    workshops = PROBLEM.workshops
    assert len(workshops) == 5
    assert min(w.headcount for w in workshops) == 4
    assert max(w.headcount for w in workshops) == 14
    for w in workshops:
        days_and_hours = (w.working_days, int(w.weekly_hours))
        assert days_and_hours == ((4, 26) if w.kind == "ACI" else (5, 35)), w.id
        assert w.hourly_cost is not None
        assert 16 <= w.hourly_cost <= 24
        assert any(c.first.month in (7, 8) for c in w.closures), w.id
    assert Counter(w.kind for w in workshops) == {"ACI": 2, "EI": 2, "EA": 1}
    paces = [c.pace for c in PROBLEM.capabilities if c.pace is not None]
    assert (min(paces), max(paces)) == (Decimal("0.45"), Decimal("0.90"))


def test_nobody_cuts_a_child_mask_before_its_pattern_is_out() -> None:
    child = next(p for p in PROBLEM.products if p.id == order.CHILD)
    capacities = Capacities(PROBLEM)
    weeks = range(capacities.horizon.weeks)
    cuts = [t for t in weeks if capacities.can_run("canal", child, order.CUTTING, t)]
    assert capacities.horizon.name(cuts[0]) == "2020-W16"


def test_two_cut_all_finish_one_joins_and_one_is_qualified_late() -> None:
    capacities = Capacities(PROBLEM)

    def who(operation: str) -> set[str]:
        return {c.workshop for c in PROBLEM.capabilities if c.operation == operation}

    assert who(order.CUTTING) == {g.host for g in PROBLEM.station_groups}
    assert len(who(order.CUTTING)) == 2
    assert who(order.FINISHING) == who(order.SEWING) == {w.id for w in PROBLEM.workshops}
    minutes = capacities.productive_minutes["dunes"]
    assert [m > 0 for m in minutes[:6]] == [False] * 4 + [True] * 2
    adult = PROBLEM.products[0]
    sews = [capacities.can_run("bobine", adult, order.SEWING, t) for t in range(8)]
    assert sews == [False] * 6 + [True] * 2
    assert not capacities.can_run("bobine", adult, order.FINISHING, 0)


def test_supplies_are_bought_in_every_way_and_elastic_is_short_in_april() -> None:
    assert len(PROBLEM.suppliers) == 4
    ways = {(o.break_kind, o.break_basis) for o in PROBLEM.offers if len(o.breaks) > 1}
    assert {kind for kind, _ in ways} == {"all_units", "incremental"}
    assert {basis for _, basis in ways} == {"order", "total"}
    fabric = [o for o in PROBLEM.offers if o.material == order.FABRIC]
    assert {o.multiple_thousandths for o in fabric} == {50_000}
    elastic = next(o for o in PROBLEM.offers if o.id == "escaut-elastique")
    usual = elastic.weekly_thousandths
    assert usual is not None
    assert all(a.thousandths * 4 <= usual for a in elastic.availability)
    assert {a.week for a in elastic.availability} == {f"2020-W{n}" for n in range(15, 19)}


def test_elastic_of_april_does_not_last_for_what_could_be_sewn() -> None:
    # By the end of April everything on offer, against what the workshops could sew from it.
    capacities = Capacities(PROBLEM)
    horizon = capacities.horizon
    last = horizon.index("2020-W18")
    metres = Decimal(sum(s.thousandths for s in PROBLEM.opening.materials)) / 1000
    for o in PROBLEM.offers:
        if o.material == order.ELASTIC:
            by_week = {horizon.index(a.week): a.thousandths for a in o.availability}
            for t in range(horizon.first_purchase + o.lead_time_weeks, last + 1):
                metres += Decimal(by_week.get(t, o.weekly_thousandths or 0)) / 1000
    adult = PROBLEM.products[0]
    # Sewing starts in week 1 at the earliest: fabric comes first, and is cut.
    standard = sum(
        capacities.productive_minutes[w.id][t]
        * capacities.skills[w.id, adult.id, order.SEWING].pace
        for w in PROBLEM.workshops
        for t in range(1, last + 1)
        if capacities.can_run(w.id, adult, order.SEWING, t)
    )
    per_mask = Decimal(sum(o.standard_milliminutes for o in adult.operations)) / 1000
    line = next(b for b in adult.materials if b.material == order.ELASTIC)
    needed = standard / per_mask * line.quantity * (1 + line.waste_rate)
    assert metres < needed


def test_load_is_high_but_not_impossible() -> None:
    load = total_standard_minutes(PROBLEM) / usable_standard_minutes(PROBLEM)
    assert Decimal("0.85") <= load <= Decimal("0.95"), load


def test_the_slow_cannot_reach_its_fair_share() -> None:
    """Even working every minute, one ACI stays below the part that its headcount gives it."""
    weights = key_weights(PROBLEM)
    total = total_standard_minutes(PROBLEM)
    capacities = Capacities(PROBLEM)
    weeks = capacities.horizon.last_due + 1
    held = set()
    for w in PROBLEM.workshops:
        best = max(s.pace for (x, _, _), s in capacities.skills.items() if x == w.id)
        able = sum(capacities.productive_minutes[w.id][:weeks], start=Decimal(0)) * best
        if able < weights[w.id] * total:
            held.add(w.id)
    assert held == {"bobine"}


def test_a_ceiling_on_receipts_holds_the_largest() -> None:
    """What the largest ACI may invoice is less than its fair share would bring."""
    rates = receipts_rates(PROBLEM)
    largest = next(w for w in PROBLEM.workshops if w.id == "clochers")
    assert largest.receipts_ceiling_cents is not None
    per_minute = {
        rates[p.id, o.id] * 100_000 / o.standard_milliminutes
        for p in PROBLEM.products
        for o in p.operations
    }
    assert per_minute == {Decimal(24)}
    fair = key_weights(PROBLEM)["clochers"] * total_standard_minutes(PROBLEM)
    assert largest.receipts_ceiling_cents < 24 * fair


def test_setups_only_where_the_work_has_them() -> None:
    for product in PROBLEM.products:
        has_setup = [o.setup_milliminutes > 0 for o in product.operations]
        assert has_setup == [True, False, False]


def test_bounds_file_speaks_of_this_order() -> None:
    assert Decimal(BOUNDS["units"]) == sum(d.quantity for d in PROBLEM.demands)
    assert Decimal(BOUNDS["standard_minutes"]) == total_standard_minutes(PROBLEM)
    assert set(BOUNDS["shares"]) == {w.id for w in PROBLEM.workshops}
    lowest = sum(low for low, _ in BOUNDS["shares"].values())
    highest = sum(high for _, high in BOUNDS["shares"].values())
    assert lowest < 1 < highest


@pytest.mark.slow
def test_a_good_plan_is_within_the_bounds() -> None:
    from optimizer.solver.solve import SolveOptions, solve

    plan = solve(PROBLEM, SolveOptions(time_limit_seconds=60)).plan
    levels = {level.name: level.value for level in plan.levels}
    assert levels["unmet"] == 0
    assert levels["late"] == 0
    low, high = (Decimal(cents) for cents in BOUNDS["cost_cents"])
    assert low <= levels["cost"] <= high
    assert plan.fairness is not None
    total = plan.fairness.total_minutes
    for share in plan.fairness.shares:
        lowest, highest = BOUNDS["shares"][share.workshop]
        assert lowest <= float(share.load_minutes / total) <= highest, share.workshop
    assert sum(r.units for r in plan.runs if r.operation == order.FINISHING) == 90_000


@pytest.mark.slow
def test_the_order_is_on_time_without_ties_too() -> None:
    from optimizer.solver.solve import SolveOptions, solve

    without = replace(
        PROBLEM,
        products=tuple(
            replace(p, materials=tuple(replace(b, substitutes=()) for b in p.materials))
            for p in PROBLEM.products
        ),
    )
    plan = solve(without, SolveOptions(time_limit_seconds=60)).plan
    levels = {level.name: level.value for level in plan.levels}
    assert levels["unmet"] == 0
    assert levels["late"] == 0
    assert not plan.substitutions


def test_bags_are_sewn_by_four_aci_from_given_fabric() -> None:
    problem = hygiene_bags()
    assert sum(d.quantity for d in problem.demands) == 5_400
    assert [w.kind for w in problem.workshops] == ["ACI"] * 4
    assert {w.weekly_hours for w in problem.workshops} == {26}
    bag = problem.products[0]
    given = {s.material: s.thousandths for s in problem.opening.materials}
    fabric = next(b for b in bag.materials if b.operation == bag.operations[0].id)
    needed = 5_400 * fabric.quantity * (1 + fabric.waste_rate)
    assert needed <= Decimal(given[fabric.material]) / 1000
    assert fabric.material not in {o.material for o in problem.offers}
