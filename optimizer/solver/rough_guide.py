"""A plan in broad strokes without any linear programme, at every size of order, for the simulation to follow.

Each operation is spread between the milestones over the weeks in which there are hours; what does not fit
in the hours of a week is done before. Workshops share each operation so that everybody comes near the
fair share of the whole. What a workshop does not go on with itself is sent at once. Materials are bought as
soon as possible, cheapest first, dearer ones where the cheapest comes too late.

Nothing here is a bound and no rule need hold: the simulation sees to the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.purchasing import already_bought
from optimizer.solver.guide_pins import impose_pins
from optimizer.solver.linear import INF, Vector
from optimizer.solver.variables import Variables

_EPS = 1e-9
# Of the hours of a week, what the guide fills; the rest is for setups, rounding and catching up.
_FILL = 0.93
# Rounds of proportional fitting between fair shares and operations.
_FITTING_ROUNDS = 60
# Materials lie there so many weeks before the guide uses them.
_MATERIAL_MARGIN = 1


@dataclass(slots=True)
class _Work:
    """One operation of one product: units in all, standard minutes of a unit, who can do it."""

    product: str
    operation: str
    position: int
    units: float
    minutes: float
    able: list[str]
    earliest: int
    weekly: Vector


def rough_guide(v: Variables, weights: Mapping[str, float]) -> Vector:
    """Values per column of a rough continuous plan: runs, sendings, purchases; zero elsewhere.

    Args:
        v: the model's columns.
        weights: fair share of every workshop in the whole, summing to 1.
    """
    values = np.zeros(v.model.columns)
    works = _works(v)
    shares = _shares(v, works, weights)
    _level(v, works)
    made = _runs(v, works, shares, values)
    _sendings(v, made, values)
    _purchases(v, made, values)
    return values


# -- how much of what, and when ----------------------------------------------------------------


def _works(v: Variables) -> list[_Work]:
    """Every operation, spread between the milestones."""
    hours = np.array(
        [
            sum(float(v.capacities.productive_minutes[w.id][t]) for w in v.problem.workshops)
            for t in range(v.weeks)
        ]
    )
    supply = _first_supply(v)
    lag = 0 if v.problem.hub is None else v.problem.hub.lead_time_weeks
    found = []
    can = {key[:3] for key in v.lots}
    for p in v.problem.products:
        share = _asked_by_week(v, p.id)
        earliest = 0
        for position, o in enumerate(p.operations):
            stage = v.stages[p.id, o.id]
            able = [w.id for w in v.problem.workshops if (w.id, p.id, o.id) in can]
            for line in p.materials:
                if line.operation == o.id:
                    first = [supply[line.material], *(supply[s.material] for s in line.substitutes)]
                    earliest = max(earliest, min(first))
            ahead = (len(p.operations) - 1 - position) * lag
            units = float(stage.made)
            # What there is already covers the first milestones.
            gross = units + max(0.0, float(stage.opening - stage.most_left)) / float(o.yield_rate)
            asked = np.maximum(0.0, share * gross - (gross - units))
            found.append(
                _Work(
                    p.id,
                    o.id,
                    position,
                    units,
                    o.standard_milliminutes / 1000,
                    able,
                    min(earliest, v.weeks - 1),
                    _spread(asked, hours, ahead, min(earliest, v.weeks - 1)),
                )
            )
            earliest += lag
    return found


def _asked_by_week(v: Variables, product: str) -> Vector:
    """Part of a product that must have been finished by each week."""
    leads: dict[str, int] = {}
    for lane in v.problem.lanes:
        known = leads.get(lane.delivery_point, lane.lead_time_weeks)
        leads[lane.delivery_point] = min(known, lane.lead_time_weeks)
    asked = np.zeros(v.weeks)
    for d in v.problem.demands:
        if d.product == product:
            week = v.due(d) - leads.get(d.delivery_point, 0)
            asked[min(v.weeks - 1, max(0, week))] += v.still_due(d)
    total = asked.sum()
    return np.asarray(np.cumsum(asked) / total if total else asked, dtype=np.float64)


def _first_supply(v: Variables) -> dict[str, int]:
    """First week in which there can be some of a material."""
    first = {m.id: v.weeks - 1 for m in v.problem.materials}
    for x in v.problem.opening.materials:
        if x.thousandths > 0:
            first[x.material] = 0
    for y in v.problem.opening.purchases:
        first[y.material] = min(first[y.material], max(0, v.horizon.index(y.arrival)))
    for c in v.purchases.values():
        for k in c.quantity:
            week = max(0, k + c.offer.lead_time_weeks)
            first[c.offer.material] = min(first[c.offer.material], week)
    return first


def _spread(asked: Vector, hours: Vector, ahead: int, earliest: int) -> Vector:
    """Units a week: each milestone's part over the weeks since the one before, as the hours are."""
    weekly = np.zeros(len(asked))
    begin = earliest
    for week in np.flatnonzero(np.diff(asked, prepend=0.0) > _EPS):
        end = max(int(week) - ahead, earliest) + 1
        part = float(asked[week] - (asked[week - 1] if week else 0.0))
        begin = min(begin, end - 1)
        there = hours[begin:end]
        if there.sum() > 0:
            weekly[begin:end] += part * there / there.sum()
        else:
            weekly[end - 1] += part
        begin = end
    return weekly


def _level(v: Variables, works: list[_Work]) -> None:
    """What does not fit in the hours of a week goes to the week before, from the last to the first."""
    paces = _paces(v)
    for t in range(v.weeks - 1, 0, -1):
        there = sum(float(v.capacities.productive_minutes[w][t]) * p for w, p in paces.items())
        wanted = sum(x.weekly[t] * x.minutes for x in works)
        movable = sum(x.weekly[t] * x.minutes for x in works if t > x.earliest)
        over = wanted - _FILL * there
        if over <= _EPS or movable <= _EPS:
            continue
        part = min(1.0, over / movable)
        for x in works:
            if t > x.earliest:
                x.weekly[t - 1] += part * x.weekly[t]
                x.weekly[t] *= 1 - part


def _paces(v: Variables) -> dict[str, float]:
    """Mean pace of a workshop over what it can do, weighted by the minutes of each operation."""
    found: dict[str, tuple[float, float]] = {}
    for (w, p, o), skill in v.capacities.skills.items():
        minutes = float(v.stages[p, o].standard_minutes)
        own = float(v.stages[p, o].made) * float(skill.unit_minutes)
        a, b = found.get(w, (0.0, 0.0))
        found[w] = (a + minutes, b + own)
    return {w: a / b if b else 0.0 for w, (a, b) in found.items()}


# -- who ---------------------------------------------------------------------------------------


def _shares(
    v: Variables, works: list[_Work], weights: Mapping[str, float]
) -> dict[tuple[str, str, str], float]:
    """Part of every operation that each workshop makes, by proportional fitting to the fair shares."""
    names = [w.id for w in v.problem.workshops]
    need = np.array([x.units * x.minutes for x in works])
    can = np.array([[1.0 if w in x.able else 0.0 for x in works] for w in names])
    total = float(need.sum())
    pace = _paces(v)
    last = v.horizon.last_due + 1 if v.horizon.last_due >= 0 else v.weeks
    most = np.array(
        [
            sum(float(m) for m in v.capacities.productive_minutes[w][:last])
            * pace.get(w, 0.0)
            * _FILL
            for w in names
        ]
    )
    wanted = np.minimum(np.array([weights.get(w, 0.0) * total for w in names]), most)
    split = can * np.maximum(most, _EPS)[:, None]
    limited = _station_limits(v, works, names, last)
    for _ in range(_FITTING_ROUNDS):
        for used, limit in limited:
            minutes = float((split * used).sum())
            if minutes > limit:
                split = np.where(used > 0, split * (limit / minutes), split)
        rows = split.sum(axis=1)
        split *= np.where(rows > 0, np.maximum(wanted, 1e-6) / np.maximum(rows, _EPS), 0.0)[:, None]
        columns = split.sum(axis=0)
        split *= np.where(columns > 0, need / np.maximum(columns, _EPS), 0.0)[None, :]
        # Who is beyond what the hours hold wants less, the others then take more.
        rows = split.sum(axis=1)
        wanted = np.where(rows > most, most, np.minimum(most, np.maximum(wanted, rows)))
    columns = split.sum(axis=0)
    split = split / np.where(columns > 0, columns, 1.0)[None, :]
    return {
        (w, x.product, x.operation): float(split[i, j])
        for i, w in enumerate(names)
        for j, x in enumerate(works)
        if split[i, j] > 0
    }


def _station_limits(
    v: Variables, works: list[_Work], names: list[str], last: int
) -> list[tuple[Vector, float]]:
    """Per station group: own minutes per standard minute of what it serves, and its open minutes."""
    found = []
    for g in v.problem.station_groups:
        if g.id not in v.capacities.station_minutes:
            continue
        used = np.zeros((len(names), len(works)))
        for w, operation in v.capacities.served(g):
            for j, x in enumerate(works):
                if x.operation == operation and w in x.able and x.minutes > 0:
                    skill = v.skill(w, x.product, operation)
                    used[names.index(w), j] = float(skill.unit_minutes) / x.minutes
        minutes = sum(float(m) for m in v.capacities.station_minutes[g.id][:last])
        found.append((used, _FILL * minutes))
    return found


def _runs(
    v: Variables,
    works: list[_Work],
    shares: Mapping[tuple[str, str, str], float],
    values: Vector,
) -> dict[tuple[str, str, str], Vector]:
    """Units made per workshop, product, operation and week, written and returned.

    A workshop's part of a week follows its hours of that week; over the weeks it keeps its share.
    """
    made: dict[tuple[str, str, str], Vector] = {}
    mean = {
        w.id: float(np.mean([float(m) for m in v.capacities.productive_minutes[w.id]])) or 1.0
        for w in v.problem.workshops
    }
    for x in works:
        able = [(w, x.product, x.operation) for w in x.able]
        for key in able:
            made[key] = np.zeros(v.weeks)
        for t in range(v.weeks):
            parts = {
                key: shares.get(key, 0.0)
                * float(v.capacities.productive_minutes[key[0]][t])
                / mean[key[0]]
                for key in able
                if (*key, t) in v.lots
            }
            total = sum(parts.values())
            if total <= _EPS:
                continue
            for key, part in parts.items():
                made[key][t] = float(x.weekly[t]) * part / total
    if v.pins:
        impose_pins(v, made)
    for key, row in made.items():
        lot = v.lot(key[1])
        for week in np.flatnonzero(row):
            place = (*key, int(week))
            if place in v.lots:
                values[v.lots[place]] = row[week] / lot
            if place in v.running:
                values[v.running[place]] = min(1.0, row[week] / lot)
    return made


def _sendings(v: Variables, made: Mapping[tuple[str, str, str], Vector], values: Vector) -> None:
    """A workshop keeps what it goes on with itself, the hub's lead time later at most."""
    if v.problem.hub is None:
        return
    lag = v.problem.hub.lead_time_weeks
    for p, o, following in v.operations():
        if following is None:
            continue
        for w in v.problem.workshops:
            if (w.id, p.id, o.id) not in made:
                continue
            there = np.cumsum(made[w.id, p.id, o.id]) * float(o.yield_rate)
            used = np.cumsum(made.get((w.id, p.id, following.id), np.zeros(v.weeks)))
            soon = np.minimum(np.concatenate([used[lag:], np.full(lag, used[-1])]), there[-1])
            gone = np.maximum.accumulate(np.maximum(0.0, there - soon))
            for t, units in enumerate(np.diff(gone, prepend=0.0)):
                if (w.id, p.id, o.id, t) in v.sent and units > _EPS:
                    values[v.sent[w.id, p.id, o.id, t]] = units


# -- what is bought ----------------------------------------------------------------------------


def _purchases(v: Variables, made: Mapping[tuple[str, str, str], Vector], values: Vector) -> None:
    """Cheapest offers as soon as possible; where they come too late, others in time.

    What cannot be bought in all goes to the first substitute.
    """
    need = _needs(v, made)
    bought = already_bought(v.problem)
    substitutes = {
        line.material: line.substitutes[0]
        for p in v.problem.products
        for line in p.materials
        if line.substitutes
    }
    order = sorted(need, key=lambda m: (m not in substitutes, m))
    for m in order:
        offers = sorted(
            (c.offer.id for c in v.purchases.values() if c.offer.material == m and c.quantity),
            key=lambda i: (float(v.purchases[i].offer.breaks[-1].unit_price), i),
        )
        wanted = np.cumsum(need[m])
        total = float(wanted[-1])
        arrived = _coming(v, m)
        for rank, offer in enumerate(offers):
            columns = v.purchases[offer]
            left = INF
            if columns.offer.total_thousandths is not None:
                left = (columns.offer.total_thousandths - bought.get(offer, 0)) / 1000
            for k in sorted(columns.quantity):
                week = max(0, k + columns.offer.lead_time_weeks)
                # The cheapest fills everything; the others what is lacking until the cheapest has come.
                lack = total - arrived[-1]
                if rank:
                    lack = max(lack, float(np.max(wanted[week:] - arrived[week:])))
                amount = min(lack, columns.limit[k], left)
                if amount <= _EPS:
                    continue
                column, step = columns.quantity[k][0]
                values[column] += amount / step
                arrived[week:] += amount
                left -= amount
        short = total - float(arrived[-1])
        if short > 1e-6 and m in substitutes and total > 0:
            ratio = float(substitutes[m].ratio)
            need[substitutes[m].material] += need[m] * (short / total) * ratio


def _needs(v: Variables, made: Mapping[tuple[str, str, str], Vector]) -> dict[str, Vector]:
    """Units of every material that the runs of each week ask for, some weeks ahead."""
    need = {m.id: np.zeros(v.weeks) for m in v.problem.materials}
    lead = {w.id: w.issue_lead_weeks for w in v.problem.workshops}
    for p in v.problem.products:
        for line in p.materials:
            per_unit = float(line.quantity * (1 + line.waste_rate))
            for w in v.problem.workshops:
                row = made.get((w.id, p.id, line.operation))
                if row is None:
                    continue
                ahead = lead[w.id] + _MATERIAL_MARGIN
                for t in np.flatnonzero(row):
                    need[line.material][max(0, int(t) - ahead)] += per_unit * row[t]
    return need


def _coming(v: Variables, material: str) -> Vector:
    """What there is and what is under way, cumulated by week."""
    arriving = np.zeros(v.weeks)
    for x in v.problem.opening.materials:
        if x.material == material:
            arriving[0] += x.thousandths / 1000
    for y in v.problem.opening.purchases:
        week = max(0, v.horizon.index(y.arrival))
        if y.material == material and week < v.weeks:
            arriving[week] += y.thousandths / 1000
    return np.cumsum(arriving)
