"""Whether the figures printed with a plan are true: levels, status, fairness and its price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from optimizer.costing import ledger_cost
from optimizer.diagnostics import Diagnostic, error
from optimizer.fairness import fairness_table, largest_lot_minutes
from optimizer.ledger import ZERO, Ledger
from optimizer.plan import Fairness, LevelName, LevelResult, Plan
from optimizer.problem import Problem
from optimizer.requirements import total_standard_minutes
from optimizer.verification.comparison import CENTS, MINUTES, RELATIVE, differs, exceeds
from optimizer.verification.entries import MOST, readable
from optimizer.verification.values import distance, ledger_values

_SHARE = ("weight_share", "target_minutes", "load_minutes", "real_minutes", "ratio")
_TINY = Decimal("0.000001")
_WITHOUT_SLACK: tuple[LevelName, ...] = ("unmet", "late", "fast", "distance")
_FAIRNESS: tuple[LevelName, ...] = ("fairness_largest", "fairness_sum")


def check_levels(problem: Problem, plan: Plan) -> tuple[Diagnostic, ...]:
    """Everything that the printed figures of a plan get wrong.

    Targets are those of ``plan.fairness``; entries that cannot be read are left out.
    """
    return ledger_check(Ledger(problem, readable(problem, plan)[0]))


def ledger_check(ledger: Ledger) -> tuple[Diagnostic, ...]:
    """Same as :func:`check_levels` when the books are already at hand."""
    plan = ledger.plan
    unreadable = tuple(_unreadable(plan))
    if unreadable:
        # With figures that are not numbers nothing else can be compared.
        return unreadable
    return (
        *_fairness(ledger, plan.fairness, "fairness"),
        *_fairness(ledger, plan.fairness_other, "fairness_other"),
        *_price(plan),
        *_levels(ledger),
        *_status(plan),
    )


def _is_number(value: Decimal) -> bool:
    return value.is_finite() and abs(value) <= MOST and (not value or abs(value) > 1 / MOST)


def _unreadable(plan: Plan) -> Iterator[Diagnostic]:
    """Figures that are not numbers of this world, levels said twice, levels without targets."""
    seen: set[str] = set()
    for level in plan.levels:
        for field in ("value", "bound", "gap", "slack", "seconds"):
            figure: Decimal = getattr(level, field)
            if not _is_number(figure):
                yield error("plan.figures", level.name, field=field, read=figure)
        if level.name in seen:
            yield error("plan.figures", level.name, field="name", read=level.name)
        seen.add(level.name)
    for where, table in (("fairness", plan.fairness), ("fairness_other", plan.fairness_other)):
        if table is None:
            continue
        figures = [("", name, getattr(table, name)) for name in ("total_minutes", "gap", "jain")]
        figures += [(s.workshop, name, getattr(s, name)) for s in table.shares for name in _SHARE]
        for subject, name, figure in figures:
            if not _is_number(figure):
                yield error("plan.figures", subject, field=f"{where}.{name}", read=figure)
    if plan.fairness is None:
        for name in _FAIRNESS:
            if name in seen:
                yield error("plan.figures", name, field="fairness", read="")


# -- levels ---------------------------------------------------------------------------------------


def _levels(ledger: Ledger) -> Iterator[Diagnostic]:
    plan = ledger.plan
    table = plan.fairness
    targets = {s.workshop: s.target_minutes for s in table.shares} if table else {}
    values: Mapping[LevelName, Decimal] = ledger_values(ledger, targets)
    # Half a cent for each rounded line.
    rounding = Decimal(len(ledger_cost(ledger).lines)) / 2
    all_proven = True
    for level in plan.levels:
        absolute = CENTS if level.name == "cost" else _TINY
        expected = values.get(level.name)
        if expected is not None and differs(level.value, expected, absolute):
            yield error("plan.level_value", level.name, read=level.value, expected=expected)
        below = absolute + (rounding if level.name == "cost" else ZERO)
        if exceeds(level.bound, level.value, below):
            yield error("plan.level_bound", level.name, read=level.bound, expected=level.value)
        yield from _gap(level)
        yield from _slack(ledger, level)
        yield from _proven(level, below)
        if level.conditional == all_proven:
            yield error(
                "plan.level_conditional",
                level.name,
                read=level.conditional,
                expected=not all_proven,
            )
        all_proven = all_proven and level.proven


def _gap(level: LevelResult) -> Iterator[Diagnostic]:
    largest = max(abs(level.value), abs(level.bound))
    expected = abs(level.value - level.bound) / largest if largest else ZERO
    if abs(level.gap - expected) > _TINY:
        yield error("plan.level_gap", level.name, read=level.gap, expected=expected)


def _slack(ledger: Ledger, level: LevelResult) -> Iterator[Diagnostic]:
    """Later levels may be given no more than docs/model.md says."""
    most: Decimal | None = None
    if level.name in _WITHOUT_SLACK:
        most = ZERO
    elif level.name in _FAIRNESS:
        total = total_standard_minutes(ledger.problem)
        most = max(total / 1000, largest_lot_minutes(ledger.problem))
    elif level.name == "cost":
        most = max(abs(level.value), abs(level.bound)) / 1000 + CENTS
    if most is not None and level.name not in _WITHOUT_SLACK and _stays(ledger):
        most = max(most, level.value - level.bound)
    if level.slack < 0 or (most is not None and exceeds(level.slack, most, _TINY)):
        shown_most = "" if most is None else most
        yield error("plan.level_slack", level.name, read=level.slack, expected=shown_most)


def _stays(ledger: Ledger) -> bool:
    """Whether the plan makes just what the plan in force makes: nothing is moved for a better level."""
    return bool(ledger.problem.plan_in_force) and not distance(ledger)


def _proven(level: LevelResult, tolerance: Decimal) -> Iterator[Diagnostic]:
    beyond = level.value - level.bound - level.slack
    margin = tolerance + RELATIVE * max(abs(level.value), abs(level.bound))
    # Within the margin either answer is honest.
    if level.proven and beyond > margin:
        yield error("plan.level_proven", level.name, read=True, expected=False)
    if not level.proven and beyond < -margin:
        yield error("plan.level_proven", level.name, read=False, expected=True)


def _status(plan: Plan) -> Iterator[Diagnostic]:
    if plan.status == "optimal" and not all(level.proven for level in plan.levels):
        yield error("plan.status", "", read=plan.status, expected="feasible")


# -- fairness -------------------------------------------------------------------------------------


def _fairness(ledger: Ledger, table: Fairness | None, where: str) -> Iterator[Diagnostic]:
    if table is None:
        return
    targets = {s.workshop: s.target_minutes for s in table.shares}
    expected = fairness_table(ledger.problem, ledger.plan.runs, table.key, targets)
    members = [s.workshop for s in expected.shares]
    read_members = [s.workshop for s in table.shares]
    if sorted(read_members) != sorted(members):
        yield error(
            "plan.fairness",
            "",
            table=where,
            field="shares",
            read=", ".join(read_members),
            expected=", ".join(members),
        )
        return
    yield from _compared(table, expected, where, "", (("total_minutes", MINUTES),))
    yield from _compared(table, expected, where, "", (("gap", _TINY), ("jain", _TINY)))
    truth = {s.workshop: s for s in expected.shares}
    for share in table.shares:
        yield from _compared(
            share,
            truth[share.workshop],
            where,
            share.workshop,
            (
                ("weight_share", _TINY),
                ("load_minutes", MINUTES),
                ("real_minutes", MINUTES),
                ("ratio", _TINY),
            ),
        )
        if share.target_minutes < 0:
            yield error(
                "plan.fairness",
                share.workshop,
                table=where,
                field="target_minutes",
                read=share.target_minutes,
                expected="0",
            )
    asked = sum((s.target_minutes for s in table.shares), start=ZERO)
    if exceeds(asked, expected.total_minutes, MINUTES):
        yield error(
            "plan.fairness",
            "",
            table=where,
            field="target_minutes",
            read=asked,
            expected=expected.total_minutes,
        )


def _compared(
    read: object,
    expected: object,
    where: str,
    subject: str,
    figures: Iterable[tuple[str, Decimal]],
) -> Iterator[Diagnostic]:
    """One finding for each named figure that is not the expected one."""
    for name, absolute in figures:
        printed: Decimal = getattr(read, name)
        true: Decimal = getattr(expected, name)
        if differs(printed, true, absolute):
            yield error(
                "plan.fairness", subject, table=where, field=name, read=printed, expected=true
            )


def _price(plan: Plan) -> Iterator[Diagnostic]:
    price = plan.price_of_fairness
    if price is not None and not 0 <= price.lowest_cents <= price.highest_cents:
        yield error(
            "plan.price_of_fairness",
            "",
            read=f"{price.lowest_cents} … {price.highest_cents}",
            expected="0 ≤ … ≤ …",
        )
