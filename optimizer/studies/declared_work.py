"""Declarations set against the plan, week by week: what counts as made, and what is only assumed.

A week that a workshop declared replaces what was planned for it there. A week it said nothing about is
taken as planned, and said. An operation that a workshop never speaks of (many count only what leaves
their last table) is taken as planned too, or as what its declared work must have needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from optimizer.capacity import Capacities
from optimizer.declared import Declared, Made
from optimizer.diagnostics import Diagnostic, Source, error, warning
from optimizer.ledger import Work
from optimizer.plan import Plan
from optimizer.problem import Problem, Product
from optimizer.weeks import Horizon, is_week_name, week_name

ZERO = Decimal(0)
# Longer lists of weeks help nobody.
_MOST_WEEKS = 12


@dataclass(slots=True, kw_only=True)
class Output:
    """Units of a (workshop, product, operation) in a week.

    ``good``: conforming units, None for the usual yield. ``is_declared``: somebody said so; otherwise
    it may be less when pieces were missing, or more when declared work needed more.
    """

    made: Decimal
    good: Decimal | None = None
    is_declared: bool = False
    source: Source = field(default_factory=Source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Finished units that a workshop declared to have sent to the customer; part may be refused.

    ``carried``: of these, units made before the plan. What is not there of them left before, too.
    """

    units: Decimal
    refused: Decimal
    source: Source
    carried: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What declarations say of the weeks 0 … first − 1, with the plan where they are silent.

    ``spoken``: what somebody declared in some week. ``departures``: declared ones per (workshop,
    product, week). ``silent_departures``: (workshop, week) whose deliveries are taken as planned.
    """

    work: dict[tuple[Work, int], Output]
    spoken: frozenset[Work]
    departures: dict[tuple[str, str, int], Departure]
    silent_departures: frozenset[tuple[str, int]]


def read_declared(
    problem: Problem, plan: Plan, first: int, declared: Declared, capacities: Capacities
) -> tuple[Told, tuple[Diagnostic, ...]]:
    """Declarations with the plan where they are silent, and everything wrong or worth saying."""
    horizon = capacities.horizon
    rows, departing, found = _sound_rows(problem, first, declared, horizon)
    told_weeks = {(r.workshop, horizon.index(r.week)) for r in rows}
    told_operations = {(r.workshop, r.product, r.operation) for r in rows}
    work: dict[tuple[Work, int], Output] = {}
    silent: dict[str, set[str]] = defaultdict(set)
    unheard: dict[Work, set[str]] = defaultdict(set)
    for run in plan.runs:
        t = horizon.index(run.week)
        key = (run.workshop, run.product, run.operation)
        if t >= first:
            continue
        if (run.workshop, t) not in told_weeks:
            silent[run.workshop].add(run.week)
        elif key in told_operations:
            continue
        else:
            unheard[key].add(run.week)
        work[key, t] = Output(made=run.units)
    for r in rows:
        key, t = (r.workshop, r.product, r.operation), horizon.index(r.week)
        _add(work, key, t, r)
    for w, p, o in sorted(told_operations - set(capacities.skills)):
        found.append(warning("replan.unknown_skill", w, product=p, operation=o))
    departures, silent_departures = _departures([*departing, *rows], horizon, first, problem, found)
    found += _assumed(silent, unheard, silent_departures, plan, horizon, first)
    told = Told(
        work=work,
        spoken=frozenset(told_operations),
        departures=departures,
        silent_departures=silent_departures,
    )
    return told, tuple(found)


def _sound_rows(
    problem: Problem, first: int, declared: Declared, horizon: Horizon
) -> tuple[list[Made], list[Made], list[Diagnostic]]:
    """Rows that can be counted, of weeks that are past, and what is wrong with the others.

    Between them, rows of work done before the plan whose units may have left since.
    """
    rows: list[Made] = []
    departing: list[Made] = []
    found: list[Diagnostic] = []
    before: dict[str, set[str]] = defaultdict(set)
    later: dict[str, set[str]] = defaultdict(set)
    for row in declared.rows:
        wrong = [placed(d, row.source) for d in _wrong(problem, row)]
        found += wrong
        if wrong:
            continue
        t = horizon.index(row.week)
        if t < 0:
            before[row.workshop].add(row.week)
            if row.delivered is not None and horizon.index_of_day(row.delivered) >= 0:
                departing.append(row)
        elif t >= first:
            later[row.workshop].add(row.week)
        else:
            rows.append(row)
    for w, weeks in before.items():
        start = horizon.name(0)
        found.append(warning("replan.declared_before", w, weeks=_listed(weeks), expected=start))
    for w, weeks in later.items():
        start = horizon.name(first)
        found.append(warning("replan.declared_later", w, weeks=_listed(weeks), expected=start))
    return rows, departing, found


def _wrong(problem: Problem, row: Made) -> Iterator[Diagnostic]:
    products = {p.id: p for p in problem.products}
    product = products.get(row.product)
    known = (
        ("workshop", row.workshop, row.workshop in {w.id for w in problem.workshops}),
        ("product", row.product, product is not None),
        (
            "operation",
            row.operation,
            product is None or row.operation in {o.id for o in product.operations},
        ),
        ("week", row.week, is_week_name(row.week)),
    )
    for column, read, is_known in known:
        if not is_known:
            yield error("replan.unknown", row.workshop, field=column, read=read)
    quantities = {
        "made": row.made,
        "conforming": row.conforming,
        "scrap": row.scrap,
        "delivered_units": row.delivered_units,
        "refused_units": row.refused_units,
    }
    for column, units in quantities.items():
        if units is None:
            continue
        if not units.is_finite() or units < 0:
            yield error("replan.quantity", row.workshop, field=column, read=units)
        elif product is not None and _is_whole(product) and units != units.to_integral_value():
            yield error("replan.not_whole", row.workshop, field=column, read=units)
    good = row.conforming if row.conforming is not None else row.scrap
    is_counted = good is not None and good.is_finite() and row.made.is_finite()
    if good is not None and is_counted and good > row.made:
        column = "conforming" if row.conforming is not None else "scrap"
        yield error(
            "replan.more_than_made",
            row.workshop,
            field=column,
            product=row.product,
            operation=row.operation,
            week=row.week,
            read=good,
            expected=row.made,
        )


def _is_whole(product: Product) -> bool:
    return product.lot_size > 0 and all(o.yield_rate == 1 for o in product.operations)


def placed(diagnostic: Diagnostic, source: Source) -> Diagnostic:
    """The finding with where it was read."""
    return replace(diagnostic, source=source)


def _add(work: dict[tuple[Work, int], Output], key: Work, t: int, row: Made) -> None:
    good = row.conforming
    if good is None and row.scrap is not None:
        good = row.made - row.scrap
    entry = work.get((key, t))
    if entry is None or not entry.is_declared:
        work[key, t] = Output(made=row.made, good=good, is_declared=True, source=row.source)
        return
    if good is None and entry.good is None:
        entry.made += row.made
        return
    # One row told what was good of it, the other did not: what is not said to be scrap is good.
    entry.good = (entry.made if entry.good is None else entry.good) + (
        row.made if good is None else good
    )
    entry.made += row.made


def _departures(
    rows: list[Made],
    horizon: Horizon,
    first: int,
    problem: Problem,
    found: list[Diagnostic],
) -> tuple[dict[tuple[str, str, int], Departure], frozenset[tuple[str, int]]]:
    """Declared deliveries by week of departure, and (workshop, week) that say nothing of theirs."""
    last = {p.id: p.operations[-1].id for p in problem.products}
    yields = {p.id: p.operations[-1].yield_rate for p in problem.products}
    # Pieces that leave an earlier operation go on to another workshop, not to the customer.
    telling = [
        r
        for r in rows
        if last[r.product] == r.operation
        and (r.delivered is not None or r.delivered_units is not None)
    ]
    declaring = {r.workshop for r in telling}
    told = {(r.workshop, horizon.index(r.week)) for r in rows if r.workshop in declaring}
    departures: dict[tuple[str, str, int], Departure] = {}
    for r in telling:
        units = _good(r, yields[r.product]) if r.delivered_units is None else r.delivered_units
        t = _week_of(r.delivered, horizon, horizon.index(r.week))
        if t >= first and units:
            later = warning(
                "replan.delivered_later",
                r.workshop,
                day=r.delivered,
                units=units,
                expected=horizon.name(first),
            )
            found.append(placed(later, r.source))
        elif units:
            told.add((r.workshop, t))
            key = (r.workshop, r.product, t)
            before = departures.get(key)
            departures[key] = Departure(
                units=units + (before.units if before else ZERO),
                refused=min(units, r.refused_units or ZERO) + (before.refused if before else ZERO),
                source=before.source if before else r.source,
                carried=(units if horizon.index(r.week) < 0 else ZERO)
                + (before.carried if before else ZERO),
            )
    everything = {(w.id, t) for w in problem.workshops for t in range(first)}
    return departures, frozenset(everything - told)


def _good(row: Made, usual: Decimal) -> Decimal:
    """Conforming units of a row, by the usual yield where nobody told."""
    if row.conforming is not None:
        return row.conforming
    return row.made * usual if row.scrap is None else row.made - row.scrap


def _week_of(day: date | None, horizon: Horizon, default: int) -> int:
    return default if day is None else max(0, horizon.index(week_name(day)))


def _assumed(
    silent: dict[str, set[str]],
    unheard: dict[Work, set[str]],
    silent_departures: frozenset[tuple[str, int]],
    plan: Plan,
    horizon: Horizon,
    first: int,
) -> Iterator[Diagnostic]:
    for workshop, weeks in silent.items():
        yield warning("replan.nothing_declared", workshop, weeks=_listed(weeks))
    for (w, p, o), weeks in unheard.items():
        yield warning(
            "replan.operation_undeclared", w, product=p, operation=o, weeks=_listed(weeks)
        )
    departing: dict[str, set[str]] = defaultdict(set)
    for s in plan.shipments:
        t = horizon.index(s.week)
        is_said = s.workshop in silent and s.week in silent[s.workshop]
        if t < first and (s.workshop, t) in silent_departures and not is_said:
            departing[s.workshop].add(s.week)
    for workshop, weeks in departing.items():
        yield warning("replan.deliveries_undeclared", workshop, weeks=_listed(weeks))


def _listed(weeks: set[str]) -> str:
    names = sorted(weeks)
    return ", ".join(names[:_MOST_WEEKS]) + (", …" if len(names) > _MOST_WEEKS else "")
