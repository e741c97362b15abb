"""What the cost of a plan is made of that a change would cure, and what such a change really saves.

The relaxation says which changes could make the order cheaper; a plan shows how much each does. Savings
are compared with a plan of the order as it is, made in the same way.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from optimizer.changes import EarlierSupply, LargestShare, MoreMaterial, SmallestRun
from optimizer.costing import ledger_cost
from optimizer.cure_prices import PriceList, total_cents
from optimizer.diagnosis import Charge, CureKind, PricePart, Saving, Unit, Where
from optimizer.fairness import largest_lot_minutes
from optimizer.ledger import Ledger
from optimizer.plan import Plan
from optimizer.problem import Offer, Problem
from optimizer.purchasing import already_bought, offer_cost, purchase_cost
from optimizer.requirements import total_standard_minutes
from optimizer.solver.elastic import least_cost
from optimizer.solver.solve import SolveOptions, solve
from optimizer.studies.levers import Changes, measure_of
from optimizer.studies.trial import OnVerified, Trials

ZERO, ONE = Decimal(0), Decimal(1)
# Of the cost, what a saving must be to be worth a look, and to be more than chance.
_WORTH = 0.001
_REAL = Decimal("0.0005")
# So many changes at most are tried by a whole plan.
_MOST_TRIED = 8
Proposal = tuple[CureKind, Where, Changes, Decimal, Unit, str, str, tuple[Charge, ...]]


def price_parts(problem: Problem, plan: Plan) -> tuple[PricePart, ...]:
    """What a change might cure in the cost, the largest first: setups, dear purchases, fees, transport.

    A dear purchase counts what was paid above what the cheapest offer asks for as much of the material.
    """
    ledger = Ledger(problem, plan)
    cost = ledger_cost(ledger)
    found: list[PricePart] = []
    kinds: dict[str, int] = defaultdict(int)
    for line in cost.lines:
        kinds[line.kind] += line.cents
    runs = {(w, o): sum(1 for units in row if units > 0) for (w, _, o), row in ledger.made.items()}
    for line in cost.lines:
        if line.kind == "setup":
            weeks = sum(n for (w, _), n in runs.items() if w == line.subject)
            where = Where(workshop=line.subject)
            found.append(
                PricePart(kind="setups", where=where, cents=line.cents, quantity=Decimal(weeks))
            )
    for kind, name in (("fee", "fees"), ("movement", "transport"), ("holding", "holding")):
        if kinds[kind]:
            number = sum(1 for line in cost.lines if line.kind == kind)
            found.append(
                PricePart(
                    kind=name,  # type: ignore[arg-type]
                    where=Where(),
                    cents=kinds[kind],
                    quantity=Decimal(number),
                )
            )
    found += _dear(problem, plan)
    if plan.price_of_fairness is not None and plan.price_of_fairness.lowest_cents:
        cents = plan.price_of_fairness.lowest_cents
        found.append(PricePart(kind="fairness", where=Where(), cents=cents, quantity=ONE))
    return tuple(sorted(found, key=lambda p: (-p.cents, p.kind, repr(p.where))))


def _dear(problem: Problem, plan: Plan) -> Iterator[PricePart]:
    """What was paid above the least that any one offer asks for the same quantity, breaks included.

    Not above its lowest break: the first units are dearer for everybody.
    """
    offers = {o.id: o for o in problem.offers}
    bought = already_bought(problem)
    paid: dict[str, Decimal] = defaultdict(Decimal)
    thousandths: dict[str, int] = defaultdict(int)
    for line in purchase_cost(problem, plan.purchases).lines:
        paid[line.offer] += line.amount
    for purchase in plan.purchases:
        thousandths[purchase.offer] += purchase.thousandths
    for offer, amount in paid.items():
        material, quantity = offers[offer].material, thousandths[offer]
        least = min(
            offer_cost(o, (quantity,), bought.get(o.id, 0))
            for o in problem.offers
            if o.material == material
        )
        above = math.floor(amount - least)
        if above > 0:
            yield PricePart(
                kind="dear_offer",
                where=Where(material=material, offer=offer),
                cents=above,
                quantity=Decimal(quantity) / 1000,
                measure=measure_of(problem, material),
            )


class _Proposals:
    """Changes that may make an order cheaper."""

    def __init__(self, problem: Problem, plan: Plan, prices: PriceList) -> None:
        self.problem = problem
        self.prices = prices
        self.parts = price_parts(problem, plan)
        self.offers = {o.id: o for o in problem.offers}

    def all(self) -> Iterator[Proposal]:
        """Purchases first, then limits that the group set itself."""
        seen = set()
        for part in self.parts:
            if part.kind == "dear_offer" and part.where.material not in seen:
                seen.add(part.where.material)
                yield from self._purchases(part.where.material)
        yield from self._limits()

    def _purchases(self, material: str) -> Iterator[Proposal]:
        need = sum((p.quantity for p in self.parts if p.where.material == material), start=ZERO)
        cheapest = min(
            (o for o in self.problem.offers if o.material == material),
            key=lambda o: (min(b.unit_price for b in o.breaks), o.id),
        )
        yield from self._of_offer(cheapest, need)

    def _of_offer(self, offer: Offer, need: Decimal) -> Iterator[Proposal]:
        where = Where(material=offer.material, offer=offer.id)
        lead = offer.lead_time_weeks
        for weeks in sorted({1, lead}) if lead else ():
            changes: Changes = (EarlierSupply(offer=offer.id, weeks=weeks),)
            charges = (self.prices.express(offer.id, need, weeks),)
            yield (
                "earlier_supply",
                where,
                changes,
                Decimal(weeks),
                "weeks",
                str(lead),
                str(lead - weeks),
                charges,
            )
        if offer.weekly_thousandths is not None or offer.availability or offer.total_thousandths:
            changes = (MoreMaterial(offer=offer.id, thousandths=int(need * 1000)),)
            charges = (self.prices.availability(offer.id, need),)
            yield "availability", where, changes, need, "material", "", "", charges

    def _limits(self) -> Iterator[Proposal]:
        free = (self.prices.charge("decision", ONE),)
        for w in self.problem.workshops:
            if w.largest_share is not None:
                changes: Changes = (LargestShare(workshop=w.id, share=None),)
                before = w.largest_share
                yield (
                    "largest_share",
                    Where(workshop=w.id),
                    changes,
                    ONE - before,
                    "share",
                    str(before),
                    "1",
                    free,
                )
        finals = {p.operations[-1].id for p in self.problem.products}
        for c in self.problem.capabilities:
            if c.smallest_run_units and c.operation in finals:
                units = c.smallest_run_units
                changes = (
                    SmallestRun(
                        workshop=c.workshop, operation=c.operation, product=c.product, units=0
                    ),
                )
                where = Where(workshop=c.workshop, operation=c.operation)
                yield (
                    "smallest_run",
                    where,
                    changes,
                    Decimal(units),
                    "units",
                    str(units),
                    "0",
                    free,
                )


def savings(
    problem: Problem,
    plan: Plan,
    *,
    seconds: float = 20.0,
    each: float = 3.0,
    on_verified: OnVerified | None = None,
) -> tuple[tuple[Saving, ...], PriceList, int]:
    """Changes that make an order cheaper without harm to what comes before the cost.

    Args:
        plan: of the problem, on time or not: unmet and late may not get worse.
        seconds, each: for all plans, and for one of them.
        on_verified: given the plan behind each saving, with its changes.

    Returns:
        those whose saving is more than what they cost, the largest net saving first; the prices used;
        the number of plans made.
    """
    prices = PriceList(problem)
    trials = Trials(problem, plan, each, seconds)
    levels = {x.name: x.value for x in plan.levels}
    unmet, late = levels.get("unmet", ZERO), levels.get("late", ZERO)
    before = least_cost(problem, float(unmet), float(late))
    if before is None:
        return (), prices, 0
    promising: list[tuple[float, Proposal]] = []
    for proposal in _Proposals(problem, plan, prices).all():
        changed = trials.changed(proposal[2])
        cost = None if changed is None else least_cost(changed, float(unmet), float(late))
        # Limits on whole runs are nothing to the relaxation.
        hidden = proposal[0] == "smallest_run"
        if cost is not None and (hidden or before - cost > _WORTH * before):
            promising.append((before - cost, proposal))
    promising.sort(key=lambda x: (-x[0], repr(x[1][1])))
    options = SolveOptions(preset=plan.preset, time_limit_seconds=each, quick=True)
    if plan.fairness is not None:
        options = replace(options, key=plan.fairness.key)
    base = solve(problem, options, start=plan).plan if promising else plan
    if base.status not in ("optimal", "feasible"):
        base = plan
    found = []
    solves = 1 if promising else 0
    for _, proposal in promising[:_MOST_TRIED]:
        if not trials.has_time():
            break
        solves += 1
        saving = _verified(problem, base, proposal, trials, options, on_verified)
        if saving is not None:
            found.append(saving)
    found.sort(key=lambda s: (s.cost_cents - s.saving_cents, repr(s.where)))
    return tuple(found), prices, solves


def _verified(
    problem: Problem,
    base: Plan,
    proposal: Proposal,
    trials: Trials,
    options: SolveOptions,
    on_verified: OnVerified | None,
) -> Saving | None:
    kind, where, changes, amount, unit, before, after, charges = proposal
    changed = trials.changed(changes)
    if changed is None:
        return None
    plan = solve(changed, options, start=base).plan
    if plan.status not in ("optimal", "feasible"):
        return None
    reached, there = _values(plan), _values(base)
    slack = {
        "unmet": ZERO,
        "late": ZERO,
        "fairness_sum": max(total_standard_minutes(problem) / 200, largest_lot_minutes(problem)),
    }
    if any(reached.get(name, ZERO) > there.get(name, ZERO) + more for name, more in slack.items()):
        return None
    saved = int(there["cost"] - reached["cost"])
    cost = total_cents(charges)
    if saved - cost <= _REAL * there["cost"]:
        return None
    if on_verified is not None:
        on_verified(changes, plan)
    return Saving(
        kind=kind,
        where=where,
        changes=changes,
        amount=amount,
        unit=unit,
        measure=measure_of(problem, where.material) if where.material else "",
        before=before,
        after=after,
        saving_cents=saved,
        cost_cents=cost,
        charges=charges,
    )


def _values(plan: Plan) -> dict[str, Decimal]:
    return {x.name: x.value for x in plan.levels}
