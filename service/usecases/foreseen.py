"""Who pays whom, month by month: what was drawn up and accepted, then what the plan in force foresees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from optimizer import statement_data
from optimizer.attribution import DeliveryRecord, in_order, planned_records
from optimizer.cost_parameters import OrderTerms
from optimizer.diagnostics import Diagnostic
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.statement_data import (
    PURCHASES,
    BuyerPart,
    MemberStatement,
    PeriodStatement,
    Statements,
    Transfer,
    VatAmount,
)
from optimizer.statement_periods import Period, months
from optimizer.statements import statements
from service.db import life_rows, tables
from service.usecases import cost_data, costings, delivered_lots, invoicing, settling
from service.usecases.rights import Actor, Extent, Role, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

Basis = Literal["drawn", "accepted", "foreseen"]
ZERO = Decimal(0)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A period: its statement, and what its amounts stand on.

    Attributes:
        basis: statements; else lots accepted and not yet invoiced; else the plan.
        states: how far the statement of each workshop is, also of those that this person may not open:
            what it may see of a payment hangs on them all, and they tell no amount.
        day: on which the buyer pays.
    """

    statement: PeriodStatement
    basis: Basis
    states: Mapping[str, str]
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Everything that is paid for an order, in time order; not all of it for everybody's eyes.

    Attributes:
        months: none while something is ``missing``.
        found: the whole order as reckoned: circuit, deposits, settlement.
        late_from: the day on which deliveries that are behind the plan are counted; None: none is.
    """

    problem: Problem
    plan: Plan
    terms: OrderTerms
    found: Statements
    months: tuple[Month, ...] = ()
    missing: tuple[Diagnostic, ...] = ()
    late_from: date | None = None

    @property
    def last_period(self) -> Period | None:
        """The period that settles joint purchases: that of the last delivery."""
        return self.months[-1].statement.period if self.months else None


def course(session: Session, actor: Actor, order: tables.Order) -> Course | None:
    """What was and will be paid, with the plan in force; None without one.

    Amounts of drawn-up statements are theirs; the others are reckoned as they will be drawn up. Who may
    see which payment is asked with ``statement_words.may_see``.

    Raises:
        ServiceRefusalError: ``not_found``: statements are not for this person.
    """
    mine = {s.id for s in invoicing.visible(session, actor, order)}
    is_inside = actor.may_read(Thing.STATEMENTS) is Extent.ALL or Role.WORKSHOP in actor.roles
    # Whoever may see a payment sees all of it; a buyer knows nothing of drafts.
    rows = [r for r in life_rows.statements(session, order.id) if is_inside or r.id in mine]
    planned = cost_data.plan_in_force(session, order)
    if planned is None:
        return None
    problem, plan = planned
    terms = problem.payments or OrderTerms()
    real = delivered_lots.records(session, order, problem, plan)
    days = sorted({_days(r) for r in rows})
    earliest = max((*(r.day for r in real), *(last for _, last in days)), default=date.min)
    rest, late_from = still_planned(problem, plan, real, earliest)
    records = in_order(problem, (*real, *rest))
    found = statements(
        problem,
        plan,
        costings.figures(session, order),
        terms,
        records=records,
        periods=_around(days, months(records)),
        settlement=settling.of_plan(session, order, problem, plan),
    )
    if found.missing:
        return Course(problem=problem, plan=plan, terms=terms, found=found, missing=found.missing)
    shown = []
    for p in found.periods:
        own = tuple(r for r in rows if _days(r) == (p.period.first, p.period.last))
        if not own and not p.members:
            continue
        is_planned = any(p.period.first <= r.day <= p.period.last for r in rest)
        shown.append(
            Month(
                statement=drawn_up(p, own, terms, found.buyers) if own else p,
                basis="drawn" if own else "foreseen" if is_planned else "accepted",
                states={r.workshop: r.state for r in own},
                day=p.period.last + timedelta(days=terms.buyer_days),
            )
        )
    return Course(
        problem=problem,
        plan=plan,
        terms=terms,
        found=found,
        months=tuple(shown),
        late_from=late_from,
    )


def still_planned(
    problem: Problem, plan: Plan, real: Sequence[DeliveryRecord], earliest: date
) -> tuple[tuple[DeliveryRecord, ...], date | None]:
    """What the plan still delivers once units accepted so far are taken from its first deliveries.

    Args:
        earliest: the last day of what is settled: what should have come by then comes the day after.

    Returns:
        Deliveries, all accepted, in time order; the day of those that are late, None when none is.
    """
    done: dict[str, Decimal] = defaultdict(Decimal)
    for r in real:
        done[r.demand] += r.accepted_units
    found, late = [], None
    for r in in_order(problem, planned_records(problem, plan)):
        taken = min(done[r.demand], r.delivered)
        done[r.demand] -= taken
        units = r.delivered - taken
        if units <= ZERO:
            continue
        day = r.day
        if day <= earliest:
            day = late = earliest + ONE_DAY
        found.append(DeliveryRecord(demand=r.demand, day=day, delivered=units))
    return tuple(found), late


def member_of(row: tables.Statement) -> MemberStatement:
    """A statement that was drawn up, as it was reckoned; its lines left out."""
    content = row.content
    return MemberStatement(
        workshop=row.workshop,
        lines=tuple(
            statement_data.StatementLine(
                workshop=row.workshop,
                order=x["order"],
                product=x["product"],
                vat_rate=Decimal(x["vat_rate"]),
                is_exempt=x["is_exempt"],
                ht_cents=x["ht_cents"],
            )
            for x in content.get("lines", ())
        ),
        # Only its sum was kept.
        vat=(
            VatAmount(
                order="",
                rate=ZERO,
                is_exempt=not row.vat_cents,
                base_cents=row.ht_cents,
                vat_cents=row.vat_cents,
            ),
        ),
        by_buyer=tuple(
            BuyerPart(
                buyer=x["buyer"],
                ttc_cents=x["ttc_cents"],
                deposit_cents=x["deposit_cents"],
                penalty_cents=x["penalty_cents"],
            )
            for x in content.get("by_buyer", ())
        ),
        common_call_cents=int(content.get("common_call_cents", 0)),
        common_refund_cents=int(content.get("common_refund_cents", 0)),
        settlement_cents=row.settlement_cents,
    )


def drawn_up(
    reckoned: PeriodStatement,
    rows: Iterable[tables.Statement],
    terms: OrderTerms,
    buyers: Sequence[str],
) -> PeriodStatement:
    """A period as its statements say it, whatever the plan would say today."""
    members = tuple(member_of(r) for r in rows)
    named = tuple(dict.fromkeys((*buyers, *(x.buyer for m in members for x in m.by_buyer))))
    settled = tuple(
        Transfer(payer=m.workshop, payee=PURCHASES, what="settlement", cents=m.settlement_cents)
        if m.settlement_cents > 0
        else Transfer(
            payer=PURCHASES, payee=m.workshop, what="settlement", cents=-m.settlement_cents
        )
        for m in members
        if m.settlement_cents
    )
    transfers = statement_data.transfers(terms, members, named)
    return replace(reckoned, members=members, transfers=(*transfers, *settled))


def _days(row: tables.Statement) -> tuple[date, date]:
    return date.fromisoformat(row.content["first"]), date.fromisoformat(row.content["last"])


def _around(days: Sequence[tuple[date, date]], chosen: Sequence[Period]) -> tuple[Period, ...]:
    """The periods that were drawn up, and what they leave of each month."""
    found = [Period(name=f"{a.isoformat()}/{b.isoformat()}", first=a, last=b) for a, b in days]
    for month in chosen:
        first = month.first
        for a, b in days:
            if b < first or a > month.last:
                continue
            if first < a:
                found.append(_part(month, first, a - ONE_DAY))
            first = b + ONE_DAY
        if first <= month.last:
            found.append(_part(month, first, month.last))
    return tuple(sorted(found, key=lambda p: p.first))


def _part(month: Period, first: date, last: date) -> Period:
    if (first, last) == (month.first, month.last):
        return month
    return Period(name=f"{first.isoformat()}/{last.isoformat()}", first=first, last=last)
