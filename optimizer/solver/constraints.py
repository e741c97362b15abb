"""The rules of docs/model.md as rows, one function per rule."""

from __future__ import annotations

from optimizer.costing import receipts_rates
from optimizer.solver.linear import INF, Terms
from optimizer.solver.purchases import weekly_limit
from optimizer.solver.variables import PinColumns, Place, Variables
from optimizer.verification.comparison import MINUTES

# A run of a divisible product makes at least this.
_LEAST_UNITS = 0.001
# A pin of a divisible product is kept to this.
_SAME_UNITS = 0.0005


def add_constraints(v: Variables) -> None:
    """Every rule."""
    running(v)
    capacity(v)
    stations(v)
    whole_lots(v)
    no_overproduction(v)
    smallest_run(v)
    flow(v)
    hub(v)
    no_leftover(v)
    delivery(v)
    materials(v)
    substitution(v)
    availability(v)
    shares(v)
    receipts(v)
    frozen(v)
    pin(v)


def running(v: Variables) -> None:
    """A run with a setup or a smallest size needs its flag; the upper bound is the tightest known.

    And no flag without a run: a setup for nothing would make the weeks look steadier than they are.
    """
    for (w, p, o, t), flag in v.running.items():
        most = max(v.most_units(w, p, o, t), 0.0)
        v.model.row([*v.made(w, p, o, t), (flag, -most)], -INF, 0.0)
        least = v.lot(p) if v.products[p].lot_size else _LEAST_UNITS
        incomplete = float(v.stages[p, o].incomplete)
        if incomplete:
            least = min(least, incomplete)
        v.model.row([*v.made(w, p, o, t), (flag, -least)], 0.0, INF)


def capacity(v: Variables) -> None:
    """Minutes of all runs fit in the productive minutes of the workshop and week."""
    frozen = v.problem.opening.frozen_weeks
    for w in v.problem.workshops:
        for t in range(frozen, v.weeks):
            terms: Terms = []
            for p, o, _ in v.operations():
                if (w.id, p.id, o.id, t) in v.lots:
                    terms += v.run_minutes(w.id, p.id, o.id, t)
            if terms:
                minutes = float(v.capacities.productive_minutes[w.id][t])
                row = v.model.row(terms, -INF, minutes)
                v.row_tags[row] = (w.id, "capacity")
                v.row_weeks[row] = t


def stations(v: Variables) -> None:
    """Minutes over the operations that a group serves fit in its open minutes."""
    frozen = v.problem.opening.frozen_weeks
    for g in v.problem.station_groups:
        if g.id not in v.capacities.station_minutes:
            continue
        for t in range(frozen, v.weeks):
            terms: Terms = []
            for w, operation in v.capacities.served(g):
                for p in v.problem.products:
                    if (w, p.id, operation, t) in v.lots:
                        terms += v.run_minutes(w, p.id, operation, t)
            if terms:
                minutes = float(v.capacities.station_minutes[g.id][t])
                row = v.model.row(terms, -INF, minutes)
                v.row_tags[row] = (g.host, "stations")
                v.station_rows[g.id, t] = row


def whole_lots(v: Variables) -> None:
    """One incomplete run per product and operation."""
    by_stage: dict[tuple[str, str], Terms] = {}
    for (_, p, o, _), column in v.incomplete.items():
        by_stage.setdefault((p, o), []).append((column, 1.0))
    for terms in by_stage.values():
        v.model.row(terms, 0.0, 1.0)


def made_in_all(v: Variables, p: str, o: str) -> Terms:
    """Units made of a stage over all workshops and weeks."""
    terms: Terms = []
    for w in v.problem.workshops:
        for t in range(v.weeks):
            terms += v.made(w.id, p, o, t)
    return terms


def no_overproduction(v: Variables) -> None:
    """No stage makes more than the order needs of it."""
    for (p, o), stage in v.stages.items():
        terms = made_in_all(v, p, o)
        if terms:
            v.model.row(terms, -INF, float(stage.made))


def smallest_run(v: Variables) -> None:
    """A run of a final operation is at least the smallest, unless the stage is complete in that week."""
    for p in v.problem.products:
        o = p.operations[-1].id
        bound = [
            (w.id, t)
            for w in v.problem.workshops
            for t in range(v.weeks)
            if (w.id, p.id, o, t) in v.running and v.skill(w.id, p.id, o).smallest_run_units
        ]
        if not bound:
            continue
        done: dict[int, int] = {}
        for t in sorted({t for _, t in bound}):
            done[t] = v.model.column(0.0, 1.0, integer=True)
            v.places[done[t]] = Place(t, product=p.id, operation=o)
        total = v.model.column(0.0, 0.0)
        v.places[total] = Place(-1, product=p.id)
        for t in range(v.weeks):
            following = v.model.column(0.0)
            v.places[following] = v.places[total]
            terms = [term for w in v.problem.workshops for term in v.made(w.id, p.id, o, t)]
            v.model.row([(following, 1.0), (total, -1.0), *((c, -a) for c, a in terms)], 0.0, 0.0)
            total = following
            if t in done:
                v.complete[p.id, t] = done[t]
                made = float(v.stages[p.id, o].made)
                v.model.row([(total, 1.0), (done[t], -made)], 0.0, INF)
        for w, t in bound:
            least = min(
                float(v.skill(w, p.id, o).smallest_run_units), float(v.stages[p.id, o].made)
            )
            flag = v.running[w, p.id, o, t]
            v.model.row([*v.made(w, p.id, o, t), (flag, -least), (done[t], least)], 0.0, INF)


def flow(v: Variables) -> None:
    """Units after an operation: what was there, what came, what went on."""
    for p, o, following in v.operations():
        made_yield = float(o.yield_rate)
        for w in v.problem.workshops:
            for t in range(v.weeks):
                key = (w.id, p.id, o.id, t)
                if key not in v.stock:
                    continue
                terms: Terms = [(v.stock[key], -1.0)]
                opening = 0.0
                if t:
                    terms.append((v.stock[w.id, p.id, o.id, t - 1], 1.0))
                else:
                    opening = v.opening(w.id, p.id, o.id)
                terms += [(c, a * made_yield) for c, a in v.made(w.id, p.id, o.id, t)]
                if following is not None:
                    terms += [(c, -a) for c, a in v.made(w.id, p.id, following.id, t)]
                    if key in v.sent:
                        terms.append((v.sent[key], -1.0))
                    if key in v.received:
                        terms.append((v.received[key], 1.0))
                else:
                    for point in v.problem.delivery_points:
                        column = v.shipped.get((w.id, point.id, p.id, t))
                        if column is not None:
                            terms.append((column, -1.0))
                v.model.row(terms, -opening, -opening)


def hub(v: Variables) -> None:
    """The hub hands out what arrived: sent a lead time before, on its way, or there at the start."""
    if v.problem.hub is None:
        return
    lead = v.problem.hub.lead_time_weeks
    for p, o, following in v.operations():
        if following is None:
            continue
        for t in range(v.weeks):
            terms: Terms = [(v.hub_stock[p.id, o.id, t], -1.0)]
            there = v.opening("", p.id, o.id) if t == 0 else 0.0
            if t:
                terms.append((v.hub_stock[p.id, o.id, t - 1], 1.0))
            for x in v.problem.opening.hub_transit:
                arrival = max(0, v.horizon.index(x.arrival))
                if x.product == p.id and x.operation == o.id and arrival == t:
                    there += float(x.units)
            for w in v.problem.workshops:
                if (w.id, p.id, o.id, t - lead) in v.sent:
                    terms.append((v.sent[w.id, p.id, o.id, t - lead], 1.0))
                if (w.id, p.id, o.id, t) in v.received:
                    terms.append((v.received[w.id, p.id, o.id, t], -1.0))
            v.model.row(terms, -there, -there)


def no_leftover(v: Variables) -> None:
    """At the end nothing is left after an operation beyond what the stage allows."""
    for p, o, following in v.operations():
        stage = v.stages[p.id, o.id]
        missing: Terms = []
        opening = float(stage.opening)
        terms = [(c, a * float(o.yield_rate)) for c, a in made_in_all(v, p.id, o.id)]
        if following is not None:
            terms += [(c, -a) for c, a in made_in_all(v, p.id, following.id)]
        else:
            for d in v.problem.demands:
                if d.product == p.id:
                    terms += [
                        (v.delivered[d.id, t], -1.0)
                        for t in range(v.weeks)
                        if (d.id, t) in v.delivered
                    ]
        if not terms:
            continue
        # What is never delivered leaves its pieces idle: only as many as were there at the start.
        idle = float(stage.left_per_missing)
        due = 0.0
        for d in v.problem.demands:
            if d.product == p.id:
                due += v.still_due(d)
                terms_of = [(d.id, t) for t in range(v.weeks) if (d.id, t) in v.delivered]
                missing += [(v.delivered[key], idle) for key in terms_of]
        most = float(stage.most_left) - opening
        v.model.row([*terms, *missing], -INF, most + idle * due)
        v.model.row(terms, -INF, float(stage.opening_left) - opening)


def delivery(v: Variables) -> None:
    """What arrives at a point in a week is delivered for its demands, at most what is due."""
    lanes = {(lane.workshop, lane.delivery_point): lane for lane in v.problem.lanes}
    asked = dict.fromkeys((d.product, d.delivery_point) for d in v.problem.demands)
    for p, k in asked:
        demands = [d for d in v.problem.demands if d.product == p and d.delivery_point == k]
        for t in range(v.weeks):
            terms: Terms = [
                (v.delivered[d.id, t], -1.0) for d in demands if (d.id, t) in v.delivered
            ]
            arriving = sum(
                float(x.units)
                for x in v.problem.opening.lane_transit
                if x.product == p
                and x.delivery_point == k
                and max(0, v.horizon.index(x.arrival)) == t
            )
            for (w, point), lane in lanes.items():
                key = (w, k, p, t - lane.lead_time_weeks)
                if point == k and key in v.shipped:
                    terms.append((v.shipped[key], 1.0))
            if terms or arriving:
                v.model.row(terms, -arriving, -arriving)
    for d in v.problem.demands:
        terms = [(v.delivered[d.id, t], 1.0) for t in range(v.weeks) if (d.id, t) in v.delivered]
        if terms:
            v.model.row(terms, -INF, v.still_due(d))


def materials(v: Variables) -> None:
    """The pool of each material: what was there, what arrived, what was issued."""
    issued: dict[tuple[str, int], Terms] = {}
    lead = {w.id: w.issue_lead_weeks for w in v.problem.workshops}
    lines = {
        (p.id, line.operation): [x for x in p.materials if x.operation == line.operation]
        for p in v.problem.products
        for line in p.materials
    }
    for w, p, o, t in v.lots:
        week = max(0, t - lead[w])
        for line in lines.get((p, o), []):
            per_unit = float(line.quantity * (1 + line.waste_rate))
            own = [(c, a * per_unit) for c, a in v.made(w, p, o, t)]
            for s in line.substitutes:
                column = v.substituted[w, p, o, t, line.material, s.material]
                own.append((column, -per_unit))
                issued.setdefault((s.material, week), []).append(
                    (column, per_unit * float(s.ratio))
                )
            issued.setdefault((line.material, week), []).extend(own)
    arrived: dict[tuple[str, int], Terms] = {}
    for columns in v.purchases.values():
        for k, quantity in columns.quantity.items():
            week = max(0, k + columns.offer.lead_time_weeks)
            arrived.setdefault((columns.offer.material, week), []).extend(quantity)
    for m in v.problem.materials:
        for t in range(v.weeks):
            there = sum(
                x.thousandths
                for x in v.problem.opening.purchases
                if x.material == m.id and max(0, v.horizon.index(x.arrival)) == t
            )
            terms: Terms = [(v.material_stock[m.id, t], -1.0)]
            if t:
                terms.append((v.material_stock[m.id, t - 1], 1.0))
            else:
                there += sum(
                    x.thousandths for x in v.problem.opening.materials if x.material == m.id
                )
            terms += arrived.get((m.id, t), [])
            terms += [(c, -a) for c, a in issued.get((m.id, t), [])]
            v.material_rows[m.id, t] = v.model.row(terms, -there / 1000, -there / 1000)


def substitution(v: Variables) -> None:
    """Substitutes serve at most the units made."""
    by_line: dict[tuple[str, str, str, int, str], Terms] = {}
    for (w, p, o, t, material, _), column in v.substituted.items():
        by_line.setdefault((w, p, o, t, material), []).append((column, 1.0))
    for (w, p, o, t, _), terms in by_line.items():
        v.model.row([*terms, *((c, -a) for c, a in v.made(w, p, o, t))], -INF, 0.0)


def availability(v: Variables) -> None:
    """What an offer receives in a week, at most what its supplier hands over (else a column bound)."""
    for columns in v.purchases.values():
        for k, quantity in columns.quantity.items():
            limit = weekly_limit(v, columns.offer, k + columns.offer.lead_time_weeks)
            if limit < INF:
                v.model.row(quantity, -INF, limit)


def total_minutes(v: Variables) -> float:
    """Standard minutes of the whole order, past work included."""
    past = sum(x.standard_milliminutes for x in v.problem.opening.past_work)
    return float(sum(s.standard_minutes for s in v.stages.values())) + past / 1000


def past_minutes(v: Variables, w: str) -> float:
    """Standard minutes that a workshop made before the plan."""
    return (
        sum(x.standard_milliminutes for x in v.problem.opening.past_work if x.workshop == w) / 1000
    )


def shares(v: Variables) -> None:
    """Largest share: hard. Smallest share: nothing or at least that."""
    whole = total_minutes(v)
    for w in v.problem.workshops:
        load = v.load(w.id)
        past = past_minutes(v, w.id)
        if w.largest_share is not None and load:
            most = float(w.largest_share) * whole - past
            v.row_tags[v.model.row(load, -INF, max(0.0, most))] = (w.id, "largest_share")
        if w.smallest_share and load and past == 0:
            flag = v.model.column(0.0, 1.0, integer=True)
            v.places[flag] = Place(-1, workshop=w.id)
            v.takes_part[w.id] = flag
            minutes = sum(float(x) for x in v.capacities.productive_minutes[w.id])
            pace = max(
                float(v.skill(w.id, p.id, o.id).pace)
                for p, o, _ in v.operations()
                if (w.id, p.id, o.id) in v.capacities.skills
            )
            v.model.row([*load, (flag, -min(whole, minutes * pace))], -INF, 0.0)
            v.model.row([*load, (flag, -float(w.smallest_share) * whole)], 0.0, INF)
        elif w.smallest_share and past > 0:  # also when it can make nothing more: then no plan does
            least = float(w.smallest_share) * whole - past
            if least > float(MINUTES):  # past work is in whole thousandths of a minute
                v.model.row(load, least, INF)


def receipts(v: Variables) -> None:
    """Receipts stay under the ceiling."""
    limited = [w for w in v.problem.workshops if w.receipts_ceiling_cents is not None]
    if not limited:
        return
    rates = receipts_rates(v.problem)
    for w in limited:
        past = sum(x.receipts_cents for x in v.problem.opening.past_work if x.workshop == w.id)
        terms: Terms = []
        for p, o, _ in v.operations():
            rate = float(rates[p.id, o.id]) * 100
            for t in range(v.weeks):
                terms += [(c, a * rate) for c, a in v.made(w.id, p.id, o.id, t)]
        if terms:
            ceiling = float(w.receipts_ceiling_cents or 0) - past
            v.row_tags[v.model.row(terms, -INF, max(0.0, ceiling))] = (w.id, "receipts_ceiling")


def frozen(v: Variables) -> None:
    """In frozen weeks exactly the frozen runs are made."""
    units = {
        (x.workshop, x.product, x.operation, v.horizon.index(x.week)): float(x.units)
        for x in v.problem.opening.frozen_runs
    }
    for w, p, o, t in v.lots:
        if t < v.problem.opening.frozen_weeks:
            exact = units.get((w, p, o, t), 0.0)
            v.model.row(v.made(w, p, o, t), exact, exact)


def pin(v: Variables) -> None:
    """Over the weeks of a pin together exactly its units are made."""
    for x in v.problem.pins:
        first, last = max(0, v.horizon.index(x.first)), min(v.weeks - 1, v.horizon.index(x.last))
        place = Place(first, workshop=x.workshop, product=x.product, operation=x.operation)
        lacking, beyond = v.model.column(0.0, 0.0), v.model.column(0.0, 0.0)
        v.places[lacking] = v.places[beyond] = place
        columns = PinColumns(x, first, last, lacking, beyond)
        v.pins.append(columns)
        terms: Terms = [(lacking, 1.0), (beyond, -1.0)]
        for t in range(first, last + 1):
            terms += v.made(*columns.key, t)
        # Half of what the rule calls the same: a divisible run of a plan was rounded to a millionth.
        room = 0.0 if v.products[x.product].lot_size else _SAME_UNITS
        v.model.row(terms, float(x.units) - room, float(x.units) + room)
