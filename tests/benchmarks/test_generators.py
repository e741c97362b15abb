"""The benchmarks measure what they say: the generator and the mapping of neutral instances."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.coalitions import buying_group
from benchmarks.growth import grow
from benchmarks.neutral import is_within, measure
from benchmarks.neutral_format import MAKING, TAIL_WEEKS, read_instance, to_problem
from optimizer.capacity import Capacities
from optimizer.coalitions import buyers, needs_of
from optimizer.diagnostics import has_errors
from optimizer.ledger import Ledger
from optimizer.plan import Delivery, Plan, Purchase, Run
from optimizer.requirements import total_standard_minutes
from optimizer.validation import check_problem

SMALL = Path(__file__).resolve().parents[2] / "benchmarks/instances/small_tight.json"
SIZES = [(5, 1, 26), (5, 3, 26), (10, 5, 26), (20, 10, 52), (2, 1, 8)]


@pytest.mark.parametrize("size", SIZES)
def test_a_grown_order_is_valid_and_the_same_each_time(size: tuple[int, int, int]) -> None:
    problem = grow(*size)
    assert not has_errors(check_problem(problem))
    assert problem == grow(*size)
    assert (len(problem.workshops), len(problem.products)) == size[:2]
    assert Capacities(problem).horizon.last_due == size[2] - 1


@pytest.mark.parametrize("size", SIZES)
def test_a_grown_order_loads_the_workshops_as_meant(size: tuple[int, int, int]) -> None:
    problem = grow(*size)
    capacities = Capacities(problem)
    sewing = {w: s.pace for (w, _, o), s in capacities.skills.items() if o == "sewing"}
    able = sum(
        sum(minutes[: size[2]], start=Decimal(0)) * sewing[w]
        for w, minutes in capacities.productive_minutes.items()
    )
    assert Decimal("0.78") <= total_standard_minutes(problem) / able <= Decimal("0.85")


def test_another_seed_is_another_order() -> None:
    assert grow(5, 3, 26, seed=2) != grow(5, 3, 26, seed=1)


def test_a_grown_order_has_everything_of_the_model() -> None:
    problem = grow(10, 5, 26)
    assert problem.hub is not None
    assert all(p.lot_size for p in problem.products)
    assert all(p.operations[0].setup_milliminutes for p in problem.products)
    assert any(c.smallest_run_units for c in problem.capabilities)
    assert {o.break_kind for o in problem.offers} == {"all_units", "incremental"}
    assert {o.break_basis for o in problem.offers} == {"order", "total"}
    assert any(line.substitutes for p in problem.products for line in p.materials)


def test_the_mapping_keeps_every_hour() -> None:
    instance = read_instance(SMALL)
    problem = to_problem(instance)
    assert not has_errors(check_problem(problem))
    capacities = Capacities(problem)
    assert capacities.horizon.weeks == instance.weeks == 6 + TAIL_WEEKS
    minutes = capacities.productive_minutes
    # 20.5 h a week among 7 people is no round number of hours each; week 3 is closed.
    assert minutes["A"][:6] == tuple(
        Decimal(h) * 60 for h in ("20.5", "20.5", "20.5", "0", "20.5", "20.5")
    )
    assert [int(m) for m in minutes["B"][3:6]] == [600, 300, 600]
    assert set(minutes["A"][6:]) == {1230}
    assert set(minutes["B"][6:]) == {600}


def test_the_mapping_keeps_demands_skills_and_offers() -> None:
    instance = read_instance(SMALL)
    problem = to_problem(instance)
    capacities = Capacities(problem)
    assert set(capacities.skills) == {
        ("A", "MASK", MAKING),
        ("A", "BAG", MAKING),
        ("B", "MASK", MAKING),
    }
    assert capacities.skills["A", "BAG", MAKING].unit_minutes == Decimal("7.5")
    assert [capacities.horizon.due_index(d.due) for d in problem.demands] == [2, 5, 5]
    slow = problem.offers[0]
    assert slow.minimum_thousandths == 50_000
    assert slow.multiple_thousandths == 25_000
    assert slow.weekly_thousandths == 100_000
    assert [b.from_thousandths for b in slow.breaks] == [0, 75_000]
    assert (slow.break_kind, slow.break_basis) == ("all_units", "order")
    assert total_standard_minutes(problem) == instance.total_hours * 60


def test_measures_are_those_published() -> None:
    instance = read_instance(SMALL)
    problem = to_problem(instance)
    horizon = Capacities(problem).horizon
    plan = Plan(
        problem_hash="",
        status="feasible",
        stopped_by="proof",
        runs=(
            Run(
                workshop="A",
                product="MASK",
                operation=MAKING,
                week=horizon.name(0),
                units=Decimal(200),
            ),
            Run(
                workshop="B",
                product="MASK",
                operation=MAKING,
                week=horizon.name(3),
                units=Decimal(100),
            ),
        ),
        deliveries=(
            Delivery(demand="D1", week=horizon.name(1), units=Decimal(200)),
            Delivery(demand="D1", week=horizon.name(5), units=Decimal(100)),
        ),
        purchases=(
            Purchase(
                offer="Lent/FABRIC",
                week=horizon.name(0),
                arrival=horizon.name(2),
                thousandths=100_000,
            ),
        ),
    )
    found = measure(instance, problem, plan, 0.0)
    # 100 masks 3 weeks late; never made: 1 200 since week 2, 500 and 200 since week 5, to week 31.
    assert found.late == 100 * 3 + 1200 * 29 + 700 * 26
    assert found.on_time == 200
    # 10 h and 5 h made, of targets that are 7 and 3 tenths of the whole.
    total = 1500 / 20 + 500 / 20 + 200 / 8
    assert found.fairness_gap == pytest.approx((0.7 * total - 10 + 0.3 * total - 5) / total)
    assert found.purchases == 250
    assert found.cost == 250 + 10 * 14 + 5 * 12.5


def test_agreement_with_a_printed_figure() -> None:
    assert is_within(101_587.5457, 101_587.55)
    assert not is_within(101_600.0, 101_587.55)
    assert is_within(0.01114397, 0.01114)
    assert is_within(0.0, 0.0)


def test_hours_finer_than_a_hundredth_are_kept() -> None:
    instance = read_instance(SMALL)
    uneven = replace(instance, hours={**instance.hours, "B": (Decimal("19.6875"),) * 32})
    problem = to_problem(uneven)
    assert set(Capacities(problem).productive_minutes["B"]) == {Decimal("1181.25")}
    assert problem.start + timedelta(weeks=5, days=6) == problem.demands[-1].due


def test_a_buying_group_is_valid_and_the_same_each_time() -> None:
    problem, plan = buying_group(4)
    assert not has_errors(check_problem(problem))
    assert (problem, plan) == buying_group(4)
    needs = needs_of(Ledger(problem, plan))
    assert buyers(problem, needs) == tuple(w.id for w in problem.workshops)
