"""Why a workshop has no more work: from the key to its hours, and what would give it more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from optimizer.capacity import Capacities
from optimizer.changes import (
    EarlierEntry,
    LargestShare,
    MorePeople,
    NoClosure,
    Qualify,
    ReceiptsCeiling,
    Skill,
)
from optimizer.diagnosis import CureKind, MoreWork, ShareStep, Unit, Where, WhyLittle
from optimizer.fairness import largest_lot_minutes
from optimizer.ledger import Ledger
from optimizer.plan import Fairness, Plan, WorkshopShare
from optimizer.problem import Capability, Problem, Workshop
from optimizer.solver.solve import SolveOptions, solve
from optimizer.studies.levers import Changes
from optimizer.studies.trial import OnVerified, Trials

ZERO, ONE = Decimal(0), Decimal(1)


class ShareStory:
    """The chain of reasons behind one workshop's share.

    Args:
        problem: without errors.
        plan: of this problem, with its fairness table.
        workshop: whose share.
    """

    def __init__(self, problem: Problem, plan: Plan, fairness: Fairness, workshop: str) -> None:
        self.problem = problem
        self.fairness = fairness
        self.ledger = Ledger(problem, plan)
        self.capacities: Capacities = self.ledger.capacities
        self.mine: Workshop = {w.id: w for w in problem.workshops}[workshop]
        self.share: WorkshopShare = {s.workshop: s for s in fairness.shares}[workshop]
        # A late plan works after the last milestone too.
        horizon = self.capacities.horizon
        worked = max((horizon.index(r.week) for r in plan.runs), default=-1)
        self.weeks = range(max(horizon.last_due, worked) + 1)
        self.key_minutes = self.share.weight_share * fairness.total_minutes

    def steps(self) -> Iterator[ShareStep]:
        """From the key to what it gets; steps that take nothing away are left out."""
        yield ShareStep(kind="key", minutes=self.key_minutes, share=self.share.weight_share)
        yield from self._operations()
        yield from self._hours()
        yield from self._norms()
        yield from self._limits()
        yield ShareStep(kind="target", minutes=self.share.target_minutes, reason=self.share.reason)
        yield ShareStep(kind="load", minutes=self.share.load_minutes)

    def _minutes(self, t: int) -> Decimal:
        return self.capacities.productive_minutes[self.mine.id][t]

    def _operations(self) -> Iterator[ShareStep]:
        able = {o for w, _, o in self.capacities.skills if w == self.mine.id}
        asked = {d.product for d in self.problem.demands}
        names = {
            o.id: o.name or o.id
            for p in self.problem.products
            if p.id in asked
            for o in p.operations
        }
        cannot = tuple(name for o, name in names.items() if o not in able)
        if cannot:
            yield ShareStep(kind="operations", names=cannot)

    def _hours(self) -> Iterator[ShareStep]:
        open_weeks = [t for t in self.weeks if self._minutes(t) > 0]
        total = sum((self._minutes(t) for t in open_weeks), start=ZERO)
        less = tuple(self._closed())
        if less:
            every = total + sum((s.minutes for s in less), start=ZERO)
            yield ShareStep(kind="all_hours", minutes=every)
        yield from less
        weeks = self._names(open_weeks)
        yield ShareStep(kind="open_hours", minutes=total, weeks=weeks, is_result=bool(less))

    def _closed(self) -> Iterator[ShareStep]:
        """What is taken from its hours before any work is looked at."""
        w, c = self.mine, self.capacities
        normal = c.normal_week_minutes(w)
        if w.entry is not None and w.entry > self.problem.start:
            before = [t for t in self.weeks if t < c.horizon.index_of_day(w.entry)]
            yield ShareStep(kind="entry", minutes=normal * len(before), day=w.entry.isoformat())
        days = Decimal(0)
        for closure in w.closures:
            day = closure.first
            while day <= closure.last:
                t = c.horizon.index_of_day(day)
                if t in self.weeks and day.weekday() < w.working_days:
                    days += 1
                day += timedelta(days=1)
        if days:
            yield ShareStep(kind="closures", minutes=normal * days / w.working_days)
        promised = sum(
            (
                x.minutes
                for x in w.commitments
                for t in self.weeks
                if x.first <= c.horizon.name(t) <= x.last
            ),
            start=ZERO,
        )
        if promised:
            yield ShareStep(kind="commitments", minutes=promised)

    def _norms(self) -> Iterator[ShareStep]:
        c, w = self.capacities, self.mine
        asked = {d.product for d in self.problem.demands}
        products = [p for p in self.problem.products if p.id in asked]
        useful = [
            t
            for t in self.weeks
            if any(c.can_run(w.id, p, o.id, t) for p in products for o in p.operations)
        ]
        idle = [t for t in self.weeks if self._minutes(t) > 0 and t not in useful]
        counted: set[int] = set()
        for norm in dict.fromkeys(n.norm for p in products for n in p.qualifications):
            held = [q for q in w.qualifications if q.norm == norm]
            later = [q.start for q in held if q.start is not None]
            lost = [
                t
                for t in self.weeks
                if self._minutes(t) > 0
                and not any(
                    (q.start is None or q.start <= c.horizon.monday_of(t))
                    and (q.end is None or q.end >= c.horizon.monday_of(t) + timedelta(days=4))
                    for q in held
                )
            ]
            binds = any(
                (w.id, p.id, o.id) in c.skills
                for p in products
                for n in p.qualifications
                if n.norm == norm
                for o in p.operations
                if not n.operations or o.id in n.operations
            )
            if lost and binds:
                # A week without any work for it is lost once, whatever it lacks.
                without = [t for t in lost if t in idle and t not in counted]
                counted.update(without)
                yield ShareStep(
                    kind="qualification",
                    norm=norm,
                    day=min(later).isoformat() if later else "",
                    minutes=sum((self._minutes(t) for t in without), start=ZERO),
                    weeks=self._names(lost),
                )
        minutes = sum((self._minutes(t) for t in useful), start=ZERO)
        left = sum((self._minutes(t) for t in idle if t not in counted), start=ZERO)
        if left:
            yield ShareStep(kind="no_work", minutes=left)
        if idle:
            yield ShareStep(kind="useful_hours", minutes=minutes, weeks=self._names(useful))
        paces = [s.pace for (x, p, _), s in c.skills.items() if x == w.id and p in asked]
        if paces:
            yield ShareStep(kind="pace", minutes=minutes * max(paces))

    def _limits(self) -> Iterator[ShareStep]:
        w = self.mine
        if w.largest_share is not None:
            minutes = w.largest_share * self.fairness.total_minutes
            yield ShareStep(kind="largest_share", share=w.largest_share, minutes=minutes)
        if w.receipts_ceiling_cents is not None:
            yield ShareStep(kind="receipts_ceiling", cents=w.receipts_ceiling_cents)
        if self.share.reason == "stations":
            groups = tuple(
                g.name or g.id
                for g in self.problem.station_groups
                if g.id in self.capacities.station_minutes
                and any(x == w.id for x, _ in self.capacities.served(g))
            )
            yield ShareStep(kind="stations", names=groups)
        others = tuple(
            s.workshop
            for s in self.fairness.shares
            if s.workshop != w.id and s.load_minutes > s.weight_share * self.fairness.total_minutes
        )
        if self.share.load_minutes < self.key_minutes and others:
            yield ShareStep(kind="held", names=others)

    def _names(self, weeks: list[int]) -> tuple[str, ...]:
        return tuple(self.capacities.horizon.name(t) for t in weeks)

    # -- what would give more ------------------------------------------------------------------

    def proposals(self) -> Iterator[tuple[CureKind, Where, Changes, Decimal, Unit, str, str]]:
        """Changes that concern this workshop: kind, where, changes, amount, unit, before, after."""
        w, c = self.mine, self.capacities
        here = Where(workshop=w.id)
        first, last = c.horizon.name(0), c.horizon.name(max(0, c.horizon.last_due))
        for step in self._norms():
            if step.kind == "qualification":
                where = Where(workshop=w.id, norm=step.norm)
                day = c.horizon.monday_of(0)
                changes: Changes = (Qualify(workshop=w.id, norm=step.norm, day=day),)
                weeks = Decimal(len(step.weeks))
                yield "qualify", where, changes, weeks, "weeks", step.day, day.isoformat()
        if w.largest_share is not None:
            changes = (LargestShare(workshop=w.id, share=None),)
            before = w.largest_share
            yield "largest_share", here, changes, ONE - before, "share", str(before), "1"
        if w.receipts_ceiling_cents is not None:
            changes = (ReceiptsCeiling(workshop=w.id, cents=None),)
            cents = str(w.receipts_ceiling_cents)
            yield "receipts_ceiling", here, changes, ZERO, "cents", cents, ""
        if w.entry is not None and c.horizon.index_of_day(w.entry) > 0:
            day = c.horizon.monday_of(0)
            changes = (EarlierEntry(workshop=w.id, day=day),)
            weeks = Decimal(c.horizon.index_of_day(w.entry))
            yield "earlier_entry", here, changes, weeks, "weeks", str(w.entry), str(day)
        for closure in w.closures:
            days = Decimal((closure.last - closure.first).days + 1)
            changes = (NoClosure(workshop=w.id, first_day=closure.first, last_day=closure.last),)
            yield "no_closure", here, changes, days, "days", str(closure.first), str(closure.last)
        changes = (MorePeople(workshop=w.id, first=first, last=last, people=ONE),)
        span = Where(workshop=w.id, first=first, last=last)
        yield "people", span, changes, ONE, "people", "", ""
        able = {o for x, _, o in c.skills if x == w.id}
        asked = {d.product for d in self.problem.demands}
        for o in dict.fromkeys(
            o.id for p in self.problem.products if p.id in asked for o in p.operations
        ):
            if o not in able:
                paces = [s.pace for (_, _, x), s in c.skills.items() if x == o] or [ONE]
                capability = Capability(workshop=w.id, operation=o, pace=min(paces))
                where = Where(workshop=w.id, operation=o)
                yield "skill", where, (Skill(capability=capability),), ONE, "yes", "", ""


def why_little(
    problem: Problem,
    plan: Plan,
    workshop: str,
    *,
    seconds: float = 20.0,
    each: float = 3.0,
    on_verified: OnVerified | None = None,
) -> WhyLittle:
    """Why a workshop has the work it has, and what would give it more.

    Args:
        problem: without errors.
        plan: of this problem; without a fairness table it is made again.
        workshop: an id.
        seconds, each: for all plans that show what would give more, and for one of them.
        on_verified: given the plan behind each change that gives more.

    Raises:
        KeyError: no such workshop.
    """
    options = SolveOptions(preset=plan.preset, time_limit_seconds=each, quick=True)
    if plan.fairness is not None:
        options = SolveOptions(
            preset=plan.preset, key=plan.fairness.key, time_limit_seconds=each, quick=True
        )
    if plan.fairness is None:
        plan = solve(problem, options).plan
    if plan.fairness is None:
        return WhyLittle(
            workshop=workshop, load_minutes=ZERO, key_minutes=ZERO, total_minutes=ZERO, steps=()
        )
    story = ShareStory(problem, plan, plan.fairness, workshop)
    return WhyLittle(
        workshop=workshop,
        load_minutes=story.share.load_minutes,
        key_minutes=story.key_minutes,
        total_minutes=plan.fairness.total_minutes,
        steps=tuple(story.steps()),
        more=_more(problem, plan, story, options, seconds, on_verified),
    )


def _more(
    problem: Problem,
    plan: Plan,
    story: ShareStory,
    options: SolveOptions,
    seconds: float,
    on_verified: OnVerified | None,
) -> tuple[MoreWork, ...]:
    """What each change gives, each by a plan of its own; the most first."""
    trials = Trials(problem, plan, options.time_limit_seconds, seconds)
    levels = {x.name: x.value for x in plan.levels}
    least = max(largest_lot_minutes(problem), ONE)
    found = []
    for kind, where, changes, amount, unit, before, after in story.proposals():
        changed = trials.changed(changes)
        if changed is None or not trials.has_time():
            continue
        other = solve(changed, options, start=plan).plan
        if other.fairness is None:
            continue
        load = {s.workshop: s.load_minutes for s in other.fairness.shares}[story.mine.id]
        more = load - story.share.load_minutes
        if more < least:
            continue
        if on_verified is not None:
            on_verified(changes, other)
        reached = {x.name: x.value for x in other.levels}
        found.append(
            MoreWork(
                kind=kind,
                where=where,
                changes=changes,
                amount=amount,
                unit=unit,
                before=before,
                after=after,
                minutes=load,
                more_minutes=more,
                is_still_on_time=reached.get("unmet", ZERO) <= levels.get("unmet", ZERO)
                and reached.get("late", ZERO) <= levels.get("late", ZERO),
            )
        )
    return tuple(sorted(found, key=lambda m: (-m.more_minutes, repr(m.where))))
