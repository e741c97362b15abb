"""Pins, bans and the plan in force say things that can be counted, and pins can be kept one by one.

Whether all of them together can be kept, only planning tells (``solve.pin_impossible``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from optimizer.capacity import Capacities
from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.instructions import Pin, is_banned
from optimizer.validation.facts import Facts
from optimizer.weeks import is_week_name

_MINUTES_TOLERANCE = Decimal("0.01")
_UNITS_TOLERANCE = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A pin whose weeks exist, in order: their positions, which may lie outside the plan."""

    pin: Pin
    first: int
    last: int

    @property
    def key(self) -> tuple[str, str, str]:
        return self.pin.workshop, self.pin.product, self.pin.operation


def _placed(facts: Facts) -> Iterator[_Placed]:
    horizon = facts.horizon
    if horizon is None:
        return
    for x in facts.problem.pins:
        if is_week_name(x.first) and is_week_name(x.last) and x.first <= x.last:
            yield _Placed(x, horizon.index(x.first), horizon.index(x.last))


def _computable(facts: Facts) -> Iterator[tuple[_Placed, Capacities]]:
    """Pins whose minutes can be worked out, in weeks that can still be decided."""
    capacities = facts.capacities
    if capacities is None:
        return
    for x in _placed(facts):
        if x.key in capacities.skills and x.pin.units > 0 and _is_open(facts, x):
            yield x, capacities


def _is_open(facts: Facts, x: _Placed) -> bool:
    weeks = 0 if facts.horizon is None else facts.horizon.weeks
    return facts.problem.opening.frozen_weeks <= x.first and x.first >= 0 and x.last < weeks


def _pin_error(code: str, x: Pin, **params: object) -> Diagnostic:
    return error(
        code,
        x.workshop,
        product=x.product,
        operation=x.operation,
        first=x.first,
        last=x.last,
        weeks=f"{x.first}/{x.last}",
        units=x.units,
        **params,
    )


# -- what stands there ---------------------------------------------------------------------------


def duplicate_instruction(facts: Facts) -> Iterator[Diagnostic]:
    """A pin, a ban or a run of the plan in force stands twice."""
    p = facts.problem
    lines: tuple[tuple[str, list[tuple[str | None, ...]]], ...] = (
        ("pins", [(x.workshop, x.product, x.operation, x.first, x.last) for x in p.pins]),
        ("bans", [(x.workshop, x.product, x.operation, x.first, x.last) for x in p.bans]),
        (
            "plan_in_force",
            [(x.workshop, x.product, x.operation, x.week) for x in p.plan_in_force],
        ),
    )
    for kind, keys in lines:
        for key, count in Counter(keys).items():
            if count > 1:
                named = " / ".join(part for part in key if part)
                yield error("problem.duplicate_instruction", key[0] or "", kind=kind, key=named)


def pin_reversed(facts: Facts) -> Iterator[Diagnostic]:
    """A pin ends before it begins."""
    for x in facts.problem.pins:
        if is_week_name(x.first) and is_week_name(x.last) and x.first > x.last:
            yield _pin_error("problem.pin_reversed", x)


def ban_reversed(facts: Facts) -> Iterator[Diagnostic]:
    """A ban ends before it begins."""
    for x in facts.problem.bans:
        first, last = x.first or "", x.last or ""
        if is_week_name(first) and is_week_name(last) and first > last:
            yield error("problem.ban_reversed", x.workshop, first=first, last=last)


def pin_outside_plan(facts: Facts) -> Iterator[Diagnostic]:
    """A pin has weeks that are not in the plan."""
    horizon = facts.horizon
    for x in _placed(facts):
        if horizon is not None and (x.first < 0 or x.last >= horizon.weeks):
            names = horizon.name(0), horizon.name(horizon.weeks - 1)
            yield _pin_error(
                "problem.pin_outside_plan", x.pin, plan_first=names[0], plan_last=names[1]
            )


def pin_frozen(facts: Facts) -> Iterator[Diagnostic]:
    """A pin has weeks that are frozen, in which everything is decided already."""
    frozen = facts.problem.opening.frozen_weeks
    for x in _placed(facts):
        if 0 <= x.first < frozen:
            yield _pin_error("problem.pin_frozen", x.pin, frozen_weeks=frozen)


# -- whether one pin alone can be kept -----------------------------------------------------------


def pin_unable(facts: Facts) -> Iterator[Diagnostic]:
    """A workshop cannot do the operation that is pinned to it."""
    for x in facts.problem.pins:
        able = facts.able.get((x.product, x.operation))
        if able is not None and x.workshop in facts.workshops and x.workshop not in able:
            yield _pin_error("problem.pin_unable", x)


def pin_banned(facts: Facts) -> Iterator[Diagnostic]:
    """All weeks of a pin are banned."""
    for x, capacities in _computable(facts):
        if not _free_weeks(facts, x, capacities):
            yield _pin_error("problem.pin_banned", x.pin)


def _free_weeks(facts: Facts, x: _Placed, capacities: Capacities) -> list[int]:
    name = capacities.horizon.name
    return [
        t for t in range(x.first, x.last + 1) if not is_banned(facts.problem.bans, *x.key, name(t))
    ]


def _weeks(facts: Facts, x: _Placed, capacities: Capacities) -> list[int]:
    """Weeks in which the pinned operation may run."""
    product = facts.products[x.pin.product]
    return [
        t
        for t in _free_weeks(facts, x, capacities)
        if capacities.can_run(x.pin.workshop, product, x.pin.operation, t)
    ]


def pin_unqualified(facts: Facts) -> Iterator[Diagnostic]:
    """A workshop does not hold, in any week of a pin, the norm that binds the operation."""
    for x, capacities in _computable(facts):
        product = facts.products[x.pin.product]
        if not any(
            capacities.is_qualified(x.pin.workshop, product, x.pin.operation, t)
            for t in range(x.first, x.last + 1)
        ):
            yield _pin_error("problem.pin_unqualified", x.pin)


def pin_without_time(facts: Facts) -> Iterator[Diagnostic]:
    """A workshop has no time, or may not yet begin, in any free and qualified week of a pin."""
    for x, capacities in _computable(facts):
        product = facts.products[x.pin.product]
        held = [
            t
            for t in _free_weeks(facts, x, capacities)
            if capacities.is_qualified(x.pin.workshop, product, x.pin.operation, t)
        ]
        if held and not _weeks(facts, x, capacities):
            yield _pin_error("problem.pin_without_time", x.pin)


def pin_over_capacity(facts: Facts) -> Iterator[Diagnostic]:
    """Pins of a workshop take more minutes than it has in their weeks."""
    placed: dict[str, list[_Placed]] = defaultdict(list)
    for x, _ in _computable(facts):
        placed[x.pin.workshop].append(x)
    for workshop, pins in placed.items():
        # The shortest spans first: one that is too full says it best, and a wider one says it again.
        said: list[_Placed] = []
        for span in sorted(pins, key=lambda x: (x.last - x.first, x.first)):
            if any(s.first >= span.first and s.last <= span.last for s in said):
                continue
            minutes, available = _load(facts, workshop, pins, span)
            if minutes > available + _MINUTES_TOLERANCE:
                said.append(span)
                yield error(
                    "problem.pin_over_capacity",
                    workshop,
                    first=span.pin.first,
                    last=span.pin.last,
                    weeks=f"{span.pin.first}/{span.pin.last}",
                    minutes=minutes,
                    available=available,
                )


def _load(
    facts: Facts, workshop: str, pins: Iterable[_Placed], span: _Placed
) -> tuple[Decimal, Decimal]:
    """Minutes of the pins inside a span of weeks, and the productive minutes of these weeks."""
    capacities = facts.capacities
    if capacities is None:
        return Decimal(0), Decimal(0)
    minutes = Decimal(0)
    inside = [x for x in pins if x.first >= span.first and x.last <= span.last]
    for x in _apart(inside):
        skill = capacities.skills[x.key]
        minutes += x.pin.units * skill.unit_minutes + skill.setup_minutes
    # Weeks in which nothing of it may run do not help; which these are differs between pins.
    weeks = {t for x in inside for t in _weeks(facts, x, capacities)}
    available = capacities.productive_minutes[workshop]
    return minutes, sum((available[t] for t in sorted(weeks)), start=Decimal(0))


def _apart(pins: Iterable[_Placed]) -> list[_Placed]:
    """Pins no two of which speak of the same work in the same week; the widest are kept."""
    kept: list[_Placed] = []
    for x in sorted(pins, key=lambda x: (x.first - x.last, x.first)):
        if not any(k.key == x.key and k.first <= x.last and x.first <= k.last for k in kept):
            kept.append(x)
    return kept


def pin_overproduction(facts: Facts) -> Iterator[Diagnostic]:
    """Pins make more of an operation than the order still asks for, frozen runs included."""
    made: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for x in _apart(x for x, _ in _computable(facts)):
        made[x.pin.product, x.pin.operation] += x.pin.units
    for r in facts.problem.opening.frozen_runs:
        if (r.product, r.operation) in made and r.units > 0:
            made[r.product, r.operation] += r.units
    for (product, operation), units in made.items():
        needed = facts.stages[product, operation].made
        if units > needed + _UNITS_TOLERANCE:
            yield error(
                "problem.pin_overproduction",
                product,
                operation=operation,
                units=units,
                needed=needed,
            )


def pin_not_lots(facts: Facts) -> Iterator[Diagnostic]:
    """A pin is neither whole lots nor whole lots and the incomplete one of its operation."""
    for x, _ in _computable(facts):
        lot = facts.products[x.pin.product].lot_size
        incomplete = facts.stages[x.pin.product, x.pin.operation].incomplete
        # A part of a unit is said by « quantity_not_whole ».
        if lot and x.pin.units % 1 == 0 and x.pin.units % lot not in (Decimal(0), incomplete):
            yield _pin_error("problem.pin_not_lots", x.pin, lot_size=lot, incomplete=incomplete)


# -- bans ----------------------------------------------------------------------------------------


def banned_everywhere(facts: Facts) -> Iterator[Diagnostic]:
    """Bans leave nobody for an operation that the order needs: it will not be made."""
    capacities = facts.capacities
    if capacities is None or not facts.problem.bans:
        return
    bans = facts.problem.bans
    weeks = range(max(0, facts.problem.opening.frozen_weeks), capacities.horizon.weeks)
    names = [capacities.horizon.name(t) for t in weeks]
    for p in facts.demanded:
        for o in p.operations:
            stage = facts.stages.get((p.id, o.id))
            able = [w for w in facts.able[p.id, o.id] if (w, p.id, o.id) in capacities.skills]
            if stage is None or stage.made <= 0 or not able or not names:
                continue
            if all(is_banned(bans, w, p.id, o.id, name) for w in able for name in names):
                yield warning("problem.banned_everywhere", p.id, operation=o.id)


RULES = (
    duplicate_instruction,
    pin_reversed,
    ban_reversed,
    pin_outside_plan,
    pin_frozen,
    pin_unable,
    pin_banned,
    pin_unqualified,
    pin_without_time,
    pin_over_capacity,
    pin_overproduction,
    pin_not_lots,
    banned_everywhere,
)
