"""Our plans on the neutral instances beside the figures published with them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.neutral_format import Instance, read_instance, to_problem
from optimizer.plan import Plan, Preset
from optimizer.problem import Problem
from optimizer.purchasing import purchase_cost
from optimizer.weeks import week_monday

TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Published figures of one instance; None where the table gives none.

    ``late`` in piece-weeks, ``fairness_gap`` a part of the total hours, costs in euros. A
    ``cheapest_bound`` is a lower bound of the cheapest cost, not a value.
    """

    late: float | None = None
    on_time: float | None = None
    fairness_gap: float | None = None
    cost: float | None = None
    cheapest: float | None = None
    cheapest_purchases: float | None = None
    cheapest_bound: float | None = None


REFERENCES = {
    "mask_slack": Reference(
        late=0, on_time=90_000, fairness_gap=0, cost=101_360.00, cheapest=92_547.50
    ),
    "mask_tight": Reference(
        late=2_232.5,
        on_time=87_767.5,
        fairness_gap=0.01114,
        cost=101_587.55,
        cheapest=101_328.57,
    ),
    "mask_tiers": Reference(
        late=0,
        on_time=90_000,
        fairness_gap=0,
        cost=98_012.00,
        cheapest=89_199.50,
        cheapest_purchases=13_212,
    ),
    "scaled_50x20x52": Reference(
        late=0, on_time=1_978_100, fairness_gap=0.0550, cheapest_bound=4_417_003
    ),
    # Our own: the two peers agree on it.
    "small_tight": Reference(
        late=90, on_time=2_110, fairness_gap=0, cost=2_188.75, cheapest=2_162.50
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What a plan is worth in the published measures (see :class:`Reference`), and its time."""

    late: float
    on_time: float
    fairness_gap: float
    cost: float
    purchases: float
    status: str
    seconds: float


def measure(instance: Instance, problem: Problem, plan: Plan, seconds: float) -> Measures:
    """Recompute the published measures from the runs, deliveries and purchases of a plan.

    Pieces never delivered are late to the end of the tail.
    """
    missing = {d.id: d.pieces for d in instance.demands}
    due = {d.id: d.due_week for d in instance.demands}
    late = on_time = Decimal(0)
    for delivery in plan.deliveries:
        week = (week_monday(delivery.week) - instance.start).days // 7
        late += delivery.units * max(0, week - due[delivery.demand])
        on_time += delivery.units if week <= due[delivery.demand] else 0
        missing[delivery.demand] -= delivery.units
    late += sum(pieces * (instance.weeks - 1 - due[d]) for d, pieces in missing.items())

    hours = dict.fromkeys(instance.hours, Decimal(0))
    for run in plan.runs:
        hours[run.workshop] += run.units * instance.minutes[run.product] / 60
    short = sum(max(Decimal(0), t - hours[w]) for w, t in instance.target_hours.items())

    purchases = Decimal(purchase_cost(problem, plan.purchases).total_cents) / 100
    labour = sum(h * instance.hourly_cost[w] for w, h in hours.items())
    return Measures(
        late=float(late),
        on_time=float(on_time),
        fairness_gap=float(short / instance.total_hours),
        cost=float(labour + purchases),
        purchases=float(purchases),
        status=plan.status,
        seconds=seconds,
    )


def plan_instance(instance: Instance, preset: Preset, time_limit_seconds: float) -> Measures:
    """Plan an instance with plain targets, the published measure of fairness."""
    from optimizer.solver.solve import SolveOptions, solve

    problem = to_problem(instance)
    started = time.perf_counter()
    outcome = solve(
        problem,
        SolveOptions(preset=preset, time_limit_seconds=time_limit_seconds, plain_targets=True),
    )
    seconds = time.perf_counter() - started
    if not outcome.plan.levels:
        raise SystemExit(f"{instance.name}: no plan ({outcome.diagnostics})")
    return measure(instance, problem, outcome.plan, seconds)


def is_within(ours: float, reference: float, tolerance: float = TOLERANCE) -> bool:
    """Whether a figure agrees with a printed one, relative (absolute below 1)."""
    return abs(ours - reference) <= tolerance * max(1.0, abs(reference))


def _row(figure: str, ours: float, reference: float | None, *, is_bound: bool = False) -> str:
    if reference is None:
        return f"  {figure:<22} {ours:>14,.4f} {'–':>14} {'–':>9}"
    ratio = f"{ours / reference:9.6f}" if reference else ("        =" if not ours else "      inf")
    if is_bound:
        verdict = "above the bound" if ours >= reference * (1 - TOLERANCE) else "BELOW THE BOUND"
    elif is_within(ours, reference):
        verdict = "ok"
    else:
        verdict = "better" if ours < reference else "WORSE"
    return f"  {figure:<22} {ours:>14,.4f} {reference:>14,.4f} {ratio} {verdict}"


def compare(instance: Instance, time_limit_seconds: float) -> None:
    """Print our figures beside the published ones: équitable, then économique."""
    reference = REFERENCES.get(instance.name, Reference())
    print(f"\n{instance.name}: ours / reference / ratio")
    fair = plan_instance(instance, "equitable", time_limit_seconds)
    print(f" equitable, {fair.status}, {fair.seconds:.1f} s")
    print(_row("late", fair.late, reference.late))
    # More on time is better: the ratio is turned round so that « WORSE » keeps its meaning.
    asked = sum(float(d.pieces) for d in instance.demands)
    not_on_time = None if reference.on_time is None else asked - reference.on_time
    print(_row("not on time", asked - fair.on_time, not_on_time))
    print(_row("fairness gap", fair.fairness_gap, reference.fairness_gap))
    print(_row("cost", fair.cost, reference.cost))
    cheap = plan_instance(instance, "economique", time_limit_seconds)
    print(f" economique, {cheap.status}, {cheap.seconds:.1f} s")
    print(_row("late", cheap.late, reference.late))
    if reference.cheapest_bound is not None:
        print(_row("cost", cheap.cost, reference.cheapest_bound, is_bound=True))
    else:
        print(_row("cost", cheap.cost, reference.cheapest))
    print(_row("purchases", cheap.purchases, reference.cheapest_purchases))


def run(folder: Path, time_limit_seconds: float) -> None:
    """Compare every instance of a folder (``*.json``), in alphabetical order."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise SystemExit(f"no instance (*.json) in {folder}")
    for path in paths:
        compare(read_instance(path), time_limit_seconds)
