"""Replanning: the rest of an order from a Monday on, wherever everybody really is.

Everything before that Monday is folded into the opening state (:mod:`opening_state`); the weeks to
come keep their names, their closures and their end; the plan's later runs become the plan in force,
from which a new one moves as little as it can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from optimizer.capacity import horizon_of
from optimizer.declared import Declared
from optimizer.diagnostics import Diagnostic, error, has_errors
from optimizer.instructions import PlannedRun
from optimizer.left_over import left_over, material_prices
from optimizer.opening import FrozenRun
from optimizer.past import Past, begin, joined, split, whole
from optimizer.plan import Plan
from optimizer.plan_changes import Departed, Happened, Reduced, Replanned, happened
from optimizer.problem import Problem
from optimizer.studies.instructions_left import MadeIn, bans_left, pins_left
from optimizer.studies.leaving import leave
from optimizer.studies.new_terms import reduced, with_order
from optimizer.studies.opening_state import Done, opening_after
from optimizer.studies.supplies import still_to_place, supplies_after
from optimizer.studies.what_was_done import what_was_done
from optimizer.supplied import Supplied
from optimizer.validation import check_problem
from optimizer.verification import check_plan
from optimizer.verification.entries import readable
from optimizer.weeks import Horizon, is_week_name

# Limits that what was done has passed: they hold from now on, and that is said.
_WORTH_SAYING = ("problem.ceiling_reached", "problem.largest_share_reached")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """The rest of an order: its problem, the later part of the plan, and all that was done before.

    ``later`` holds the entries of the plan from the Monday on, nothing else: they may no longer be
    possible once reality differed.
    """

    problem: Problem
    later: Plan
    past: Past
    done: Done


def remaining(
    problem: Problem, plan: Plan, from_week: str, declared: Declared | None = None
) -> tuple[Problem | None, tuple[Diagnostic, ...]]:
    """The problem that is left from the Monday of ``from_week`` on.

    Args:
        problem: without errors.
        plan: a plan of it that keeps every rule.
        from_week: ISO name of a week of the plan.
        declared: what was really made and delivered; None: everything went as planned.

    Returns:
        the problem, whose ``plan_in_force`` is the plan's later runs, or None with errors
        ``replan.*`` (a week outside the plan, declarations that contradict one another) or
        ``problem.*``; warnings tell what was assumed.
    """
    found, diagnostics = remainder(problem, plan, from_week, declared)
    return (found.problem if found is not None else None), diagnostics


def remainder(
    problem: Problem,
    plan: Plan,
    from_week: str,
    declared: Declared | None = None,
    past: Past | None = None,
) -> tuple[Remainder | None, tuple[Diagnostic, ...]]:
    """Same as :func:`remaining`, with the later part of the plan and the past of the order.

    Args:
        past: what was done before the problem starts, when it was itself replanned.
    """
    rest, diagnostics = _rest(problem, plan, from_week, declared, past)
    if rest is None:
        return None, diagnostics
    checked = tuple(d for d in check_problem(rest.problem) if d.severity == "error")
    return (None if checked else rest), (*diagnostics, *checked)


def _rest(
    problem: Problem,
    plan: Plan,
    from_week: str,
    declared: Declared | None,
    past: Past | None,
) -> tuple[Remainder | None, tuple[Diagnostic, ...]]:
    """The same, its problem not yet checked: new terms may still mend what is wrong with it."""
    horizon = horizon_of(problem)
    wrong = tuple(_wrong_week(horizon, from_week))
    if wrong:
        return None, wrong
    first = horizon.index(from_week)
    earlier, later = split(plan, lambda week: horizon.index(week) < first)
    diagnostics: tuple[Diagnostic, ...] = ()
    if declared is None:
        done = Done(entries=earlier)
    else:
        taken, diagnostics = what_was_done(problem, plan, first, declared)
        if taken is None:
            return None, diagnostics
        done = taken
    left, more = _moved(problem, later, done, horizon, first)
    so_far = past or begin(problem)
    rest = Remainder(
        problem=left,
        later=replace(later, problem_hash="", status="feasible", stopped_by="time"),
        past=replace(so_far, **joined(so_far, done.entries)),
        done=done,
    )
    return rest, (*diagnostics, *more)


def freeze(problem: Problem, weeks: int) -> tuple[Problem | None, tuple[Diagnostic, ...]]:
    """The same problem whose next ``weeks`` weeks stay as the plan in force has them.

    Returns:
        None with errors when what was planned in these weeks cannot be done any more (a missing
        person, a norm, pieces that nobody needs now).
    """
    horizon = horizon_of(problem)
    frozen = max(weeks, problem.opening.frozen_weeks)
    names = set(horizon.names[problem.opening.frozen_weeks : frozen])
    gone = {w.id for w in problem.workshops if w.leaving is not None and w.leaving < problem.start}
    runs = (
        *problem.opening.frozen_runs,
        *(
            FrozenRun(
                workshop=r.workshop,
                product=r.product,
                operation=r.operation,
                week=r.week,
                units=r.units,
            )
            for r in problem.plan_in_force
            if r.week in names and r.workshop not in gone
        ),
    )
    made = [MadeIn(**_work(r), week=r.week, units=r.units) for r in runs]
    pins, bans, said = pins_left(problem.pins, made, horizon.name(frozen))
    held = replace(
        problem,
        opening=replace(problem.opening, frozen_weeks=frozen, frozen_runs=runs),
        pins=pins,
        bans=tuple(dict.fromkeys((*problem.bans, *bans))),
    )
    found = (*said, *(d for d in check_problem(held) if d.severity == "error"))
    return (None if has_errors(found) else held), found


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be replanned, and on which terms.

    Attributes:
        from_week: ISO name of the first week that is planned again.
        declared: what was really made; None: everything went as planned.
        supplied: what was really ordered and received; None: what the plan foresaw.
        order: the order as its workbook now is; None: unchanged.
        leaver: a member that leaves, "" for none; ``is_lost``: with what lies there.
        quantities: what milestones now ask for in all, by demand.
        frozen_weeks: weeks from ``from_week`` on that stay as planned.
    """

    from_week: str
    declared: Declared | None = None
    supplied: Supplied | None = None
    order: Problem | None = None
    leaver: str = ""
    is_lost: bool = False
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    frozen_weeks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A problem to plan again, and what will be said of it beside its plan."""

    from_week: str
    problem: Problem
    later: Plan
    past: Past
    happened: tuple[Happened, ...]
    departed: Departed | None
    reduced: tuple[Reduced, ...]
    prices: Mapping[str, Decimal]
    assumed: tuple[Diagnostic, ...]


def prepare(
    problem: Problem, plan: Plan, past: Past | None, wish: Wish
) -> tuple[Prepared | None, tuple[Diagnostic, ...]]:
    """The problem to plan again, or every reason why it cannot be.

    Args:
        problem, plan, past: of the dossier in force.
    """
    rest, found = _rest(problem, plan, wish.from_week, wish.declared, past)
    if rest is None:
        return None, found
    if wish.supplied is not None:
        rest, found = _as_supplied(problem, past, rest, wish, wish.supplied, found)
    left, more = rest.problem, found
    if wish.order is not None:
        left, said = with_order(left, wish.order, rest.past)
        # Its pins are those of the new workbook.
        more = (*(d for d in more if d.code != "replan.pin_not_kept"), *said)
    more = (*more, *(d for d in check_problem(left) if d.severity == "error"))
    if has_errors(more):
        return None, more
    begun, entries = whole(left, rest.later, rest.past)
    prices = material_prices(begun, rest.past.purchases or entries.purchases)
    departed: Departed | None = None
    if wish.leaver:
        later = readable(left, rest.later)[0]
        without, departed, said = leave(
            left, later, wish.leaver, is_lost=wish.is_lost, prices=prices
        )
        left, more = without or left, (*more, *said)
    smaller, less, said = reduced(left, wish.quantities)
    left, more = smaller or left, (*more, *said)
    if wish.frozen_weeks and not has_errors(more):
        held, said = freeze(left, wish.frozen_weeks)
        left, more = held or left, (*more, *said)
    if not has_errors(more):
        last = check_problem(left)
        more = (*more, *(d for d in last if d.severity == "error" or d.code in _WORTH_SAYING))
    if has_errors(more):
        return None, more
    prepared = Prepared(
        from_week=wish.from_week,
        problem=left,
        later=rest.later,
        past=rest.past,
        happened=_happened(problem, plan, rest),
        departed=departed,
        reduced=less,
        prices=prices,
        assumed=more,
    )
    return prepared, more


def _as_supplied(
    problem: Problem,
    past: Past | None,
    rest: Remainder,
    wish: Wish,
    supplied: Supplied,
    found: tuple[Diagnostic, ...],
) -> tuple[Remainder, tuple[Diagnostic, ...]]:
    """The same with the orders to suppliers as they really were."""
    supplies, said = supplies_after(problem, rest.done, past, wish.from_week, supplied, wish.order)
    return replace(
        rest,
        problem=replace(rest.problem, opening=supplies.into(rest.problem.opening)),
        later=still_to_place(rest.later, supplied),
        past=replace(rest.past, purchases=supplies.placed),
    ), (*(d for d in found if d.code != "replan.material_short"), *said)


def concluded(prepared: Prepared, plan: Plan) -> Replanned:
    """Everything to say of a plan made again.

    Args:
        plan: of the prepared problem, verified.
    """
    problem, later = prepared.problem, readable(prepared.problem, prepared.later)[0]
    return Replanned(
        from_week=prepared.from_week,
        problem=problem,
        before=later,
        plan=plan,
        past=prepared.past,
        is_possible=not check_plan(problem, prepared.later),
        assumed=prepared.assumed,
        happened=prepared.happened,
        departed=prepared.departed,
        reduced=prepared.reduced,
        left_before=left_over(problem, later, prepared.prices),
        left=left_over(problem, plan, prepared.prices),
    )


def _happened(problem: Problem, plan: Plan, rest: Remainder) -> tuple[Happened, ...]:
    later = {(r.workshop, r.product, r.operation, r.week) for r in rest.later.runs}
    planned = (r for r in plan.runs if (r.workshop, r.product, r.operation, r.week) not in later)
    made = rest.done.entries.runs
    return tuple(happened(problem, planned, made, rest.done.more_good))


def _wrong_week(horizon: Horizon, name: str) -> Iterable[Diagnostic]:
    names = {"first": horizon.name(0), "last": horizon.name(horizon.weeks - 1)}
    if not is_week_name(name) or horizon.name(horizon.index(name)) != name:
        yield error("replan.not_a_week", read=name, **names)
    elif horizon.index(name) < 0:
        yield error("replan.before_the_plan", read=name, **names)
    elif horizon.index(name) >= horizon.weeks:
        yield error("replan.after_the_plan", read=name, **names)


def _moved(
    problem: Problem, later: Plan, done: Done, horizon: Horizon, first: int
) -> tuple[Problem, tuple[Diagnostic, ...]]:
    """The problem from week ``first`` on."""
    week = horizon.name(first)
    monday = horizon.monday_of(first)
    last_due = max(-1, horizon.last_due - first)
    made = [MadeIn(**_work(r), week=r.week, units=r.units) for r in done.entries.runs]
    pins, bans, said = pins_left(problem.pins, made, week)
    left = replace(
        problem,
        start=max(problem.start, monday),
        late_tail_weeks=horizon.weeks - first - 1 - last_due,
        # An order that would have had to leave last week cannot any more.
        purchase_from=None,
        products=tuple(
            replace(p, testing_weeks=max(0, p.testing_weeks - first)) for p in problem.products
        ),
        opening=opening_after(problem, done, first),
        pins=pins,
        bans=bans_left(problem.bans, bans, week),
        plan_in_force=tuple(PlannedRun(**_work(r), week=r.week, units=r.units) for r in later.runs),
    )
    return left, said


def _work(entry: object) -> dict[str, str]:
    return {k: getattr(entry, k) for k in ("workshop", "product", "operation")}
