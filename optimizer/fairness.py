"""Who should make how much, and how far a split is from it: keys, loads, ratios, gap, Jain.

The targets themselves (leximin) need a solver and are given to this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from optimizer.capacity import Capacities
from optimizer.money import split_cents
from optimizer.plan import Fairness, Plan, Reason, Run, WorkshopShare
from optimizer.problem import FairnessKey, Problem, Workshop
from optimizer.requirements import total_standard_minutes

_WEIGHT_PLACES = 12
_BILLIONTH = Decimal("1E-9")
_MILLIONTH = Decimal("0.000001")


def key_weights(problem: Problem, key: FairnessKey | None = None) -> dict[str, Decimal]:
    """Weight share of every workshop under a key (None: the problem's), summing to exactly 1.

    The weeks looked at are those up to the last due week (all of them when nothing is due in the
    plan), the weeks of the order before the plan included (``PastWork``). When the key gives nobody
    any weight, all weigh the same.

    Returns:
        workshop id → share in [0, 1], twelve decimals, in the order of the problem.
    """
    if not problem.workshops:
        return {}
    key = key or problem.fairness_key
    if key == "headcount":
        raw = _mean_headcounts(problem)
    elif key == "productive_minutes":
        raw = _productive_minutes(problem)
    elif key == "agreed":
        raw = [w.agreed_share or Decimal(0) for w in problem.workshops]
    else:
        raw = [Decimal(1) for _ in problem.workshops]
    if not any(raw):
        raw = [Decimal(1) for _ in problem.workshops]
    parts = split_cents(10**_WEIGHT_PLACES, raw)
    return {
        w.id: Decimal(part).scaleb(-_WEIGHT_PLACES)
        for w, part in zip(problem.workshops, parts, strict=True)
    }


def _weeks_looked_at(capacities: Capacities) -> range:
    horizon = capacities.horizon
    is_begun = any(x.headcount_weeks for x in capacities.problem.opening.past_work)
    if horizon.last_due >= 0 or is_begun:
        return range(horizon.last_due + 1)
    return range(horizon.weeks)


def headcount_weeks(capacities: Capacities, workshop: Workshop, weeks: range) -> Decimal:
    """Sum over the weeks of the people it assigns while it is a member; closures do not reduce it."""
    return sum(
        (capacities.headcount(workshop, t) for t in weeks if _is_member(capacities, workshop, t)),
        start=Decimal(0),
    )


def _mean_headcounts(problem: Problem) -> list[Decimal]:
    # Every workshop is looked at over the same weeks: sums are as good as means.
    capacities = Capacities(problem)
    weeks = _weeks_looked_at(capacities)
    past = {x.workshop: x.headcount_weeks for x in problem.opening.past_work}
    return [
        past.get(w.id, Decimal(0)) + headcount_weeks(capacities, w, weeks)
        for w in problem.workshops
    ]


def _is_member(capacities: Capacities, workshop: Workshop, week: int) -> bool:
    """Whether one of its usual days of the week falls between its entry and its leaving."""
    first = capacities.horizon.monday_of(week)
    last = first + timedelta(days=workshop.working_days - 1)
    if workshop.entry is not None and workshop.entry > last:
        return False
    return workshop.leaving is None or workshop.leaving >= first


def _productive_minutes(problem: Problem) -> list[Decimal]:
    capacities = Capacities(problem)
    weeks = _weeks_looked_at(capacities)
    past = {x.workshop: x.productive_minutes for x in problem.opening.past_work}
    return [
        sum(
            (capacities.productive_minutes[w.id][t] for t in weeks),
            start=past.get(w.id, Decimal(0)),
        )
        for w in problem.workshops
    ]


def largest_lot_minutes(problem: Problem) -> Decimal:
    """Standard minutes of the largest lot over all its operations, 0 when all is divisible."""
    return max(
        (
            p.lot_size * sum((Decimal(o.standard_milliminutes) for o in p.operations), Decimal(0))
            for p in problem.products
        ),
        default=Decimal(0),
    ) / Decimal(1000)


def run_loads(problem: Problem, runs: Iterable[Run]) -> dict[str, Decimal]:
    """Standard minutes per workshop: past work and these runs (unknown ids are left out)."""
    found = {w.id: Decimal(0) for w in problem.workshops}
    for past in problem.opening.past_work:
        if past.workshop in found:
            found[past.workshop] += Decimal(past.standard_milliminutes) / 1000
    standard = {
        (p.id, o.id): Decimal(o.standard_milliminutes) / 1000
        for p in problem.products
        for o in p.operations
    }
    for run in runs:
        minutes = standard.get((run.product, run.operation))
        if minutes is not None and run.workshop in found:
            found[run.workshop] += run.units * minutes
    return found


def loads(problem: Problem, plan: Plan) -> dict[str, Decimal]:
    """Standard minutes of the work each workshop makes in a plan, past work included."""
    return run_loads(problem, plan.runs)


def real_minutes(problem: Problem, runs: Iterable[Run]) -> dict[str, Decimal]:
    """Own minutes each workshop needs for these runs, setups included (0 for what it cannot do)."""
    skills = Capacities(problem).skills
    found = {w.id: Decimal(0) for w in problem.workshops}
    set_up: set[tuple[str, str, str, str]] = set()
    for run in runs:
        skill = skills.get((run.workshop, run.product, run.operation))
        if skill is None:
            continue
        found[run.workshop] += run.units * skill.unit_minutes
        place = (run.workshop, run.product, run.operation, run.week)
        if place not in set_up:
            set_up.add(place)
            found[run.workshop] += skill.setup_minutes
    return found


def fairness_gap(weights: Mapping[str, Decimal], load: Mapping[str, Decimal]) -> Decimal:
    """Σ max(0, key share × work made − load) / work made, 0 when nothing is made (9 decimals)."""
    made = sum(load.values(), start=Decimal(0))
    if made <= 0:
        return Decimal(0)
    short = sum(
        (max(Decimal(0), share * made - load[w]) for w, share in weights.items()),
        start=Decimal(0),
    )
    return (short / made).quantize(_BILLIONTH)


def jain_index(weights: Mapping[str, Decimal], load: Mapping[str, Decimal]) -> Decimal:
    """Jain index of load / weight over the workshops with a weight, in (0, 1] (nine decimals).

    1 when nothing is made or nobody weighs anything.
    """
    ratios = [Fraction(load[w]) / Fraction(share) for w, share in weights.items() if share > 0]
    squares = sum((r * r for r in ratios), start=Fraction(0))
    if squares == 0:
        return Decimal(1)
    index = sum(ratios, start=Fraction(0)) ** 2 / (len(ratios) * squares)
    return (Decimal(index.numerator) / Decimal(index.denominator)).quantize(_BILLIONTH)


def fairness_table(
    problem: Problem,
    runs: Iterable[Run],
    key: FairnessKey,
    targets: Mapping[str, Decimal],
    reasons: Mapping[str, Reason] | None = None,
) -> Fairness:
    """The split of some runs, past work included, under a key.

    Args:
        targets: leximin target per workshop, standard minutes (0 when missing).
        reasons: what holds a target below its key share ("" when missing).

    Returns:
        the table; real minutes are those of the runs alone, the past keeps no record of them.
    """
    runs = tuple(runs)
    weights = key_weights(problem, key)
    load = run_loads(problem, runs)
    real = real_minutes(problem, runs)
    total = total_standard_minutes(problem)
    shares = tuple(
        WorkshopShare(
            workshop=w,
            weight_share=share,
            target_minutes=targets.get(w, Decimal(0)),
            load_minutes=load[w],
            real_minutes=real[w].quantize(_MILLIONTH),
            ratio=load_ratio(load[w], share, total),
            reason=reasons.get(w, "") if reasons else "",
        )
        for w, share in weights.items()
    )
    return Fairness(
        key=key,
        total_minutes=total,
        shares=shares,
        gap=fairness_gap(weights, load),
        jain=jain_index(weights, load),
    )


def load_ratio(load: Decimal, weight_share: Decimal, total_minutes: Decimal) -> Decimal:
    """load / (weight share × total standard minutes), 0 when that is 0 (nine decimals)."""
    due = weight_share * total_minutes
    return (load / due).quantize(_BILLIONTH) if due > 0 else Decimal(0)
