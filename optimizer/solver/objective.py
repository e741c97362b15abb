"""Level values as terms over the columns, one function per term (docs/model.md, Levels)."""

from __future__ import annotations

from itertools import pairwise

from optimizer.fairness import largest_lot_minutes
from optimizer.solver.constraints import past_minutes
from optimizer.solver.linear import INF, Terms
from optimizer.solver.purchases import fee_terms
from optimizer.solver.variables import Place, RunKey, Variables


def unmet(v: Variables, demand: str = "") -> tuple[Terms, float]:
    """Weighted units never delivered (of one demand, or of all), and the constant."""
    terms: Terms = []
    constant = 0.0
    for d in v.problem.demands:
        if demand and d.id != demand:
            continue
        weight = d.priority * float(v.products[d.product].weight)
        constant += weight * v.still_due(d)
        terms += [
            (v.delivered[d.id, t], -weight) for t in range(v.weeks) if (d.id, t) in v.delivered
        ]
    return terms, constant


def late(v: Variables, demand: str = "") -> tuple[Terms, float]:
    """Weighted unit-weeks late (of one demand, or of all); what is missing counts to the end of the tail."""
    terms: Terms = []
    constant = 0.0
    for d in v.problem.demands:
        if demand and d.id != demand:
            continue
        due = v.due(d)
        to_the_end = float(v.weeks - 1 - due)
        constant += d.priority * v.still_due(d) * to_the_end
        for t in range(v.weeks):
            if (d.id, t) in v.delivered:
                saved = d.priority * (max(0, t - due) - to_the_end)
                terms.append((v.delivered[d.id, t], saved))
    return terms, constant


def fast(v: Variables) -> tuple[Terms, float]:
    """Weighted units × week of delivery; what is missing counts as delivered in week T."""
    terms: Terms = []
    constant = 0.0
    for d in v.problem.demands:
        constant += d.priority * v.still_due(d) * v.weeks
        terms += [
            (v.delivered[d.id, t], float(d.priority * (t - v.weeks)))
            for t in range(v.weeks)
            if (d.id, t) in v.delivered
        ]
    return terms, constant


def add_shortfalls(v: Variables) -> None:
    """One column per workshop for its shortfall, one for the largest beyond one lot.

    The targets come later: ``shortfall + load ≥ target`` is a row of the search.
    """
    lot = float(largest_lot_minutes(v.problem))
    v.largest_shortfall = v.model.column()
    v.ratio = v.model.column(-INF)
    v.places[v.largest_shortfall] = v.places[v.ratio] = Place(-1)
    for w in v.problem.workshops:
        v.shortfall[w.id] = v.model.column()
        v.places[v.shortfall[w.id]] = Place(-1)
        v.model.row([(v.largest_shortfall, 1.0), (v.shortfall[w.id], -1.0)], -lot, INF)


def cost(v: Variables) -> tuple[Terms, float]:
    """Variable cost in cents; movements by the unit (a lot's part of its cost)."""
    terms: Terms = []
    hourly = {
        w.id: float(w.hourly_cost * 100 / 60) if w.hourly_cost is not None else 0.0
        for w in v.problem.workshops
    }
    for w, p, o, t in v.lots:
        skill = v.skill(w, p, o)
        per_unit = float(skill.unit_minutes) * hourly[w] + float(skill.piece_cost) * 100
        terms += [(c, a * per_unit) for c, a in v.made(w, p, o, t)]
        if (w, p, o, t) in v.running:
            setup = float(skill.setup_minutes) * hourly[w] + skill.setup_cost_cents
            terms.append((v.running[w, p, o, t], setup))
    terms += _movements(v) + _holding(v) + fee_terms(v)
    for columns in v.purchases.values():
        terms += columns.cost
    return terms, _opening_holding(v)


def _movements(v: Variables) -> Terms:
    terms: Terms = []
    if v.problem.hub is not None and v.problem.hub.cost_per_lot_cents:
        for (_, p, _, _), column in v.sent.items():
            terms.append((column, v.problem.hub.cost_per_lot_cents / v.lot(p)))
    lanes = {(x.workshop, x.delivery_point): x.cost_per_lot_cents for x in v.problem.lanes}
    for (w, k, p, _), column in v.shipped.items():
        if lanes[w, k]:
            terms.append((column, lanes[w, k] / v.lot(p)))
    return terms


def _holding(v: Variables) -> Terms:
    terms: Terms = []
    at_workshop = {w.id: float(w.holding_cost) * 100 for w in v.problem.workshops}
    last = {p.id: p.operations[-1].id for p in v.problem.products}
    for (w, p, o, _), column in v.stock.items():
        if o == last[p] and at_workshop[w]:
            terms.append((column, at_workshop[w]))
    at_point = {k.id: float(k.holding_cost) * 100 for k in v.problem.delivery_points}
    demands = {d.id: d for d in v.problem.demands}
    for (d, t), column in v.delivered.items():
        weeks = v.due(demands[d]) - t
        if weeks > 0 and at_point[demands[d].delivery_point]:
            terms.append((column, weeks * at_point[demands[d].delivery_point]))
    of_material = {m.id: float(m.holding_cost) * 100 for m in v.problem.materials}
    for (m, _), column in v.material_stock.items():
        if of_material[m]:
            terms.append((column, of_material[m]))
    return terms


def _opening_holding(v: Variables) -> float:
    """Finished opening stock at a workshop without a lane lies there to the end."""
    with_stock = {(w, p, o) for w, p, o, _ in v.stock}
    last = {p.id: p.operations[-1].id for p in v.problem.products}
    rate = {w.id: float(w.holding_cost) * 100 for w in v.problem.workshops}
    return sum(
        float(s.units) * rate[s.workshop] * v.weeks
        for s in v.problem.opening.units
        if s.workshop
        and s.operation == last[s.product]
        and (s.workshop, s.product, s.operation) not in with_stock
    )


def add_steps(v: Variables) -> None:
    """Steps of utilisation between consecutive open weeks.

    A workshop's last step, down to nothing after its last work, is free; which week that is, the plan
    decides. In the model it may drop by 1 in all, which no plan needs more of: a valid relaxation.
    """
    for w in v.problem.workshops:
        minutes = v.capacities.productive_minutes[w.id]
        open_weeks = [t for t in range(v.weeks) if minutes[t] > 0]
        used: dict[int, Terms] = {}
        for t in open_weeks:
            terms: Terms = []
            for p, o, _ in v.operations():
                if (w.id, p.id, o.id, t) in v.lots:
                    terms += v.run_minutes(w.id, p.id, o.id, t)
            used[t] = [(c, a / float(minutes[t])) for c, a in terms]
        free: Terms = []
        for before, t in pairwise(open_weeks):
            if not used[before] and not used[t]:
                continue
            place = Place(t, workshop=w.id)
            step = v.model.column()
            drop = v.model.column(0.0, 1.0)
            v.places[step] = v.places[drop] = place
            v.steps[w.id, t] = step
            free.append((drop, 1.0))
            down = [(c, -a) for c, a in used[t]]
            v.model.row([(step, 1.0), *down, *used[before]], 0.0, INF)
            up = [(c, -a) for c, a in used[before]]
            v.model.row([(step, 1.0), (drop, 1.0), *used[t], *up], 0.0, INF)
        if free:
            v.model.row(free, 0.0, 1.0)


def steadiness(v: Variables) -> tuple[Terms, float]:
    """Sum of the steps of utilisation."""
    return [(column, 1.0) for column in v.steps.values()], 0.0


def _planned(v: Variables) -> dict[RunKey, float]:
    """Units of the plan in force in the weeks that can still be decided."""
    found: dict[RunKey, float] = {}
    for x in v.problem.plan_in_force:
        t = v.horizon.index(x.week)
        if v.problem.opening.frozen_weeks <= t < v.weeks:
            key = (x.workshop, x.product, x.operation, t)
            found[key] = found.get(key, 0.0) + float(x.units)
    return found


def add_moves(v: Variables) -> None:
    """One column per run of the plan in force: the units of it that are not made there and then."""
    for key, units in _planned(v).items():
        if key in v.lots:
            w, p, o, t = key
            column = v.model.column()
            v.places[column] = Place(t, workshop=w, product=p, operation=o)
            v.given_up[key] = column
            v.model.row([*v.made(*key), (column, 1.0)], units, INF)


def distance(v: Variables) -> tuple[Terms, float]:
    """Standard minutes that move away from the plan in force; nothing without one.

    |made − planned| = made − planned + 2 × max(0, planned − made).
    """
    if not v.problem.plan_in_force:
        return [], 0.0
    standard = {(p.id, o.id): o.standard_milliminutes / 1000 for p, o, _ in v.operations()}
    planned = _planned(v)
    terms: Terms = []
    constant = 0.0
    for (w, p, o, t), units in planned.items():
        away = (w, p, o, t) not in v.lots  # it can no longer be made there: all of it moves
        constant += units * standard[p, o] * (1 if away else -1)
    for key in v.lots:
        w, p, o, t = key
        if t >= v.problem.opening.frozen_weeks:
            terms += [(c, a * standard[p, o]) for c, a in v.made(w, p, o, t)]
        if key in v.given_up:
            terms.append((v.given_up[key], 2 * standard[p, o]))
    return terms, constant


def fairness_sum(v: Variables) -> tuple[Terms, float]:
    """Sum of shortfalls, standard minutes."""
    return [(column, 1.0) for column in v.shortfall.values()], 0.0


def fairness_largest(v: Variables) -> tuple[Terms, float]:
    """Largest shortfall beyond one lot."""
    return [(v.largest_shortfall, 1.0)], 0.0


def load_of(v: Variables, w: str) -> tuple[Terms, float]:
    """Load of a workshop: standard minutes in the plan, and those made before."""
    return v.load(w), past_minutes(v, w)
