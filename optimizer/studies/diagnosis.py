"""Why a plan is late or incomplete, and the least single changes that cure it, each verified by a plan.

The relaxation says what binds and how much of it is missing at least; whole plans say how much really
is enough. Cures that remove all lateness come first, by cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from optimizer.capacity import horizon_of
from optimizer.changes import DemandDue, apply
from optimizer.costing import variable_cost
from optimizer.cure_prices import PriceList, total_cents
from optimizer.diagnosis import Bottleneck, Cure, Diagnosis, State, Where, ranked
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solver.elastic import Elastic
from optimizer.studies.cure_search import CureSearch, Found, promising, with_damage
from optimizer.studies.expensive import price_parts, savings
from optimizer.studies.levers import Lever
from optimizer.studies.pair_levers import pair_levers
from optimizer.studies.room_levers import room_levers
from optimizer.studies.step_levers import StepLevers
from optimizer.studies.trial import OnVerified, Trials, Verdict, nothing_made, verdict_of

ZERO, ONE = Decimal(0), Decimal(1)
# How much harder an order is made to see what binds in one that is late by whole lots only.
_HARDER = (Decimal("1.03"), Decimal("1.1"), Decimal("1.3"), Decimal("1.8"))
# Beyond so many columns a plan exactly as good as the relaxation is not found in seconds.
_LARGE = 1500
_DEAR = 10**12
# Of the time, what studying may take: saying what was found takes the rest.
_WITHIN = 0.95
# Of what a plan may take, what must be left for asking how much is needed of one thing more.
_LAST_ROOM = 0.5
# In a large order, so many cures are made exact before others are looked for.
_EXACT_AT_ONCE = 2
# Of several bottlenecks whose cures cost the same, a stated date or limit says more than a quantity.
_SPECIFIC = (
    "closure",
    "order_date",
    "entry",
    "qualification",
    "testing",
    "largest_share",
    "receipts_ceiling",
    "smallest_run",
    "smallest_share",
    "station",
    "hub",
    "lane",
    "issue_lead",
    "lead_time",
    "material",
    "labour",
    "skill",
    "lot_size",
)


@dataclass(slots=True)
class _Found:
    """What was found about one bottleneck."""

    lever: Lever
    levers: list[Lever] = field(default_factory=list)
    cures: list[tuple[Lever, Cure]] = field(default_factory=list)


def diagnose(
    problem: Problem,
    plan: Plan | None = None,
    *,
    seconds: float = 20.0,
    each: float = 2.5,
    on_verified: OnVerified | None = None,
) -> Diagnosis:
    """Diagnose an order.

    Args:
        problem: without errors.
        plan: of this problem, the one to explain; one is made when it is None or has no levels.
        seconds: for all of it; what was not examined for want of time is said (``is_complete``).
        each: for one whole plan.
        on_verified: given, at the end, the plan behind each cure or saving, with its changes.

    Returns:
        bottlenecks with the missing amounts, cures and concessions; when everything is on time, what
        makes the order dear and what would save.
    """
    trials = Trials(problem, plan, each, _WITHIN * seconds)
    base = verdict_of(plan) if plan is not None else None
    is_on_time = base is not None and base.is_on_time
    if base is None or not (is_on_time or base.is_refuted or trials.relaxed(())):
        # Nothing says that it must be late: perhaps it is not.
        again = trials.solved_afresh(())
        if base is None or (again is not None and again.damage <= base.damage):
            base = again
        if base is None or not (base.is_on_time or base.is_refuted):
            # What would be said of a plan that was cut short would not be true: another way to look.
            again = trials.looked_for_again(())
            if again is not None and (base is None or again.is_on_time):
                base = again
    if plan is not None and not is_on_time and base is not None and base.is_on_time:
        return Diagnosis(
            state="replan",
            unmet=ZERO,
            late=sum((x.value for x in plan.levels if x.name == "late"), start=ZERO),
            bound=ZERO,
            solves=trials.solves,
        )
    if base is None:
        base = nothing_made(problem)
    if base.is_on_time:
        return _dear(problem, base.plan, trials, each, on_verified)
    found = _Late(problem, base, trials).run()
    trials.tell((c.changes for c in found.cures), on_verified)
    if on_verified is not None:
        for c in found.concessions:
            on_verified(c.changes, base.plan)
    return found


def _dear(
    problem: Problem, plan: Plan, trials: Trials, each: float, on_verified: OnVerified | None
) -> Diagnosis:
    """What an order that is on time costs more than it must."""
    found, prices, solves = savings(
        problem, plan, seconds=trials.left(), each=each, on_verified=on_verified
    )
    return Diagnosis(
        state="on_time",
        unmet=ZERO,
        late=ZERO,
        bound=ZERO,
        savings=found,
        cost_cents=variable_cost(problem, plan).total_cents,
        price_parts=price_parts(problem, plan),
        prices=prices.used,
        is_complete=trials.has_time(),
        solves=trials.solves + solves,
    )


class _Late:
    """One diagnosis of a late or incomplete plan."""

    def __init__(self, problem: Problem, base: Verdict, trials: Trials) -> None:
        self.problem = problem
        self.base = base
        self.trials = trials
        trials.start = base.plan if base.plan.runs else None
        self.prices = PriceList(problem)
        self.without = trials.relaxed(()) or 0.0
        self.found: dict[tuple[str, Where], _Found] = {}
        self.pairs: list[Cure] = []
        self.is_complete = True

    def run(self) -> Diagnosis:
        elastic = Elastic(self.problem)
        is_large = elastic.v.model.columns > _LARGE
        if is_large:
            self.trials.are_long()
        search = CureSearch(self.trials, self.base, self.prices, is_large=is_large)
        rooms = room_levers(self.problem, elastic, scale=True)
        levers = self._known(self._levers(elastic, rooms))
        partly = [x for x in levers if search.is_partial(x)]
        self._search_whole(search, [x for x in levers if not search.is_partial(x)])
        # How much is needed of what is not enough by itself takes the longest to tell.
        partly += self._known(self._in_part(rooms))
        if not self._is_cured():
            self._search_pairs(search, partly)
        self._search_partly(search, partly)
        # Amounts read off a larger order lack to this one only if it is proven late.
        is_late = self.without > 0 or self.base.is_refuted
        bottlenecks = self._bottlenecks()
        single = (c for b in bottlenecks for c in b.cures)
        cures = ranked((*single, *self.pairs), self.base.unmet, self.base.late)
        state: State = "unmet" if self.base.unmet > 0 else "late"
        if self.base.plan.status not in ("optimal", "feasible"):
            state = "no_plan"
        bound = Decimal(repr(self.without)).quantize(Decimal("0.001"))
        return Diagnosis(
            state=state,
            unmet=self.base.unmet,
            late=self.base.late,
            bound=max(bound, Decimal("0.001")) if self.base.is_refuted else bound,
            bottlenecks=bottlenecks if is_late else (),
            cures=cures,
            concessions=concessions(self.problem, self.base.plan),
            prices=self.prices.used,
            is_complete=self.is_complete,
            solves=self.trials.solves,
        )

    # -- cures ---------------------------------------------------------------------------------

    def _search_whole(self, search: CureSearch, levers: list[Lever]) -> None:
        """In a large order only the first two cures exactly before the others roughly."""
        firsts: list[Found] = []
        exact = 0
        for lever in levers:
            if not self.trials.has_time():
                self.is_complete = False
                break
            first = search.first(lever)
            if first is None:
                continue
            if search.is_large and (exact >= _EXACT_AT_ONCE or not first.verdict.is_on_time):
                firsts.append(first)
            else:
                exact += 1
                self._keep(lever, search.least(first))
        # Those that will stand first are made exact first.
        firsts.sort(key=lambda f: search.cure(f).cost_cents if f.verdict.is_on_time else _DEAR)
        for first in firsts:
            self._keep(first.lever, search.least(first))

    def _search_partly(self, search: CureSearch, levers: list[Lever]) -> None:
        for lever in sorted(levers, key=self._order):
            if not self.trials.has_time():
                self.is_complete = False
                break
            helped = search.first(lever)
            if helped is not None:
                self._keep(lever, search.least(helped))

    def _is_cured(self) -> bool:
        return any(c.removes_all for entry in self.found.values() for _, c in entry.cures)

    def _search_pairs(self, search: CureSearch, levers: list[Lever]) -> None:
        """Two changes at once, where no single one cures all."""
        for lever in pair_levers(levers, self.trials, self.without):
            if not self.trials.has_time():
                self.is_complete = False
                return
            first = search.first(lever)
            if first is not None and first.verdict.is_on_time:
                self.pairs.append(search.least(first))

    def _keep(self, lever: Lever, cure: Cure) -> None:
        entry = self.found[lever.bottleneck, lever.where]
        if cure.changes not in [c.changes for _, c in entry.cures]:
            entry.cures.append((lever, cure))

    # -- levers --------------------------------------------------------------------------------

    def _known(self, levers: Iterable[Lever]) -> list[Lever]:
        """Levers in the order in which they are tried, each put to its bottleneck."""
        found = sorted(levers, key=self._order)
        for lever in found:
            key = lever.bottleneck, lever.where
            self.found.setdefault(key, _Found(lever)).levers.append(lever)
        return found

    def _levers(self, elastic: Elastic, rooms: Iterator[Lever]) -> Iterator[Lever]:
        """Amounts that cure all, then what goes by steps; the amounts that cure in part stay for later."""
        if not elastic.damage:
            yield from self._harder()
            yield from self._steps(None)
            return
        for lever in rooms:
            yield lever
            if lever.damage:
                break
            if not self.trials.may_ask():
                self.is_complete = False
                break
        yield from self._steps(elastic)

    def _in_part(self, rooms: Iterator[Lever]) -> Iterator[Lever]:
        while self.trials.left() > _LAST_ROOM * self.trials.each:
            lever = next(rooms, None)
            if lever is None:
                return
            yield lever
        self.is_complete = False

    def _harder(self) -> Iterator[Lever]:
        """Amounts of an order somewhat larger, where the relaxation sees nothing: how much, plans tell."""
        for rate in _HARDER:
            demands = tuple(
                replace(d, quantity=(d.quantity * rate).quantize(ONE)) for d in self.problem.demands
            )
            harder = Elastic(replace(self.problem, demands=demands))
            if harder.damage > 0:
                yield from room_levers(self.problem, harder, scale=False)
                return

    def _steps(self, elastic: Elastic | None) -> Iterator[Lever]:
        """Levers by steps that help; ``elastic``: where the relaxation can tell what binds."""
        scarce = None
        if elastic is not None:
            scarce = frozenset(b.room[1] for b in elastic.bindings if b.room[0] == "material")
        levers = list(StepLevers(self.problem, scarce).all())
        if self.without > 0:
            levers = promising(levers, self.trials, self.without)
            self.trials.prepare(x.changes(x.most) for x in levers if not x.is_blind)
        for lever in levers:
            changes = lever.changes(lever.most)
            if self.without > 0 and not lever.is_blind and not self.trials.was_asked(changes):
                self.is_complete = False
                continue
            known = with_damage(lever, self.trials, self.without)
            if known is not None:
                yield known

    def _order(self, lever: Lever) -> tuple[object, ...]:
        """Cheap and sure first: what time allows is spent on the cures that will stand first."""
        cost = self._least_cost(lever)
        partly = lever.damage is not None and lever.damage > 0
        return (partly, lever.is_blind, cost, _SPECIFIC.index(lever.bottleneck), repr(lever.span))

    # -- bottlenecks ---------------------------------------------------------------------------

    def _bottlenecks(self) -> tuple[Bottleneck, ...]:
        found = []
        for (_, where), entry in self.found.items():
            b = self._bottleneck(where, entry)
            if b is not None:
                found.append((self._rank(b, entry), b))
        return tuple(b for _, b in sorted(found, key=lambda pair: pair[0]))

    def _bottleneck(self, where: Where, entry: _Found) -> Bottleneck | None:
        cures = ranked((c for _, c in entry.cures), self.base.unmet, self.base.late)
        blame = self._blame(entry, cures)
        if blame <= 0:
            return None
        missing, lever = self._missing(entry)
        return Bottleneck(
            kind=lever.bottleneck,
            where=replace(
                where, first=where.first or lever.span.first, last=where.last or lever.span.last
            ),
            missing=missing,
            unit=lever.missing_unit,
            measure=lever.measure,
            blame=blame,
            cures=cures,
        )

    def _missing(self, entry: _Found) -> tuple[Decimal, Lever]:
        """The least that a cure brings, in the unit of the bottleneck; else what is needed at least."""
        full = [(lever, c) for lever, c in entry.cures if c.removes_all] or entry.cures
        if full:
            amounts = [(lever.missing(c.amount), lever) for lever, c in full]
        else:
            amounts = [(x.missing(max(x.low, x.step)), x) for x in entry.levers]
        return min(amounts, key=lambda pair: pair[0])

    def _blame(self, entry: _Found, cures: tuple[Cure, ...]) -> Decimal:
        """Part of the damage that goes with enough of this alone."""
        if any(c.removes_all for c in cures):
            return ONE
        damages = [x.damage for x in entry.levers if x.damage is not None]
        if damages and self.without > 0:
            part = 1 - min(damages) / self.without
            return Decimal(repr(part)).quantize(Decimal("0.001"))
        if not cures:
            return ZERO
        left = min(c.unmet + c.late for c in cures)
        return (1 - left / self.base.damage).quantize(Decimal("0.001"))

    def _rank(self, b: Bottleneck, entry: _Found) -> tuple[int, int, int, str]:
        """Whole cures by cost; then by blame in hundredths, and by what would be needed at least."""
        cures = [c for c in b.cures if c.removes_all]
        specific = _SPECIFIC.index(b.kind)
        if cures:
            return (0, min(c.cost_cents for c in cures), specific, repr(b.where))
        needed = min(self._least_cost(x) for x in entry.levers)
        return (1 + int(100 * (1 - b.blame)), needed, specific, repr(b.where))

    def _least_cost(self, lever: Lever) -> int:
        """What the amount costs that the relaxation needs at least."""
        return total_cents(lever.charges(lever.on_grid(lever.low), self.prices))


def concessions(problem: Problem, plan: Plan) -> tuple[Cure, ...]:
    """What the customer could be asked for instead: later dates, at which this very plan is on time."""
    horizon = horizon_of(problem)
    changes = []
    most = 0
    for d in problem.demands:
        weeks = [horizon.index(x.week) for x in plan.deliveries if x.demand == d.id]
        units = sum((x.units for x in plan.deliveries if x.demand == d.id), start=ZERO)
        done = sum((x.units for x in problem.opening.delivered if x.demand == d.id), start=ZERO)
        due = horizon.due_index(d.due)
        if units + done < d.quantity:
            return ()
        last = max(weeks, default=due)
        if last > due:
            friday = horizon.monday_of(last) + timedelta(days=4)
            changes.append(DemandDue(demand=d.id, due=friday))
            most = max(most, last - due)
    if not changes or apply(problem, changes)[0] is None:
        return ()
    return (
        Cure(
            kind="later_due",
            where=Where(demand=changes[0].demand if len(changes) == 1 else ""),
            changes=tuple(changes),
            amount=Decimal(most),
            unit="weeks",
            unmet=ZERO,
            late=ZERO,
            cost_cents=0,
            is_verified=True,
        ),
    )
