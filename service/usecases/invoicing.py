"""Statements (états d'acompte): drawn up per period from lots accepted, submitted, paid."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from optimizer.cost_parameters import OrderTerms
from optimizer.statement_data import MemberStatement, PeriodStatement, Statements
from optimizer.statement_periods import months_between
from optimizer.statements import statements
from service.db import life_rows, tables
from service.errors import Refusal, ServiceRefusalError
from service.exports.readers import Reader, findings_for
from service.i18n import N_
from service.usecases import access, audit, cost_data, costings, delivered_lots, life, settling
from service.usecases.life import Living
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session


def draw_up(
    session: Session, actor: Actor, order: tables.Order, first: date, last: date
) -> list[tables.Statement]:
    """The statements of what was delivered between two days, one per month and workshop, in draft.

    Drafts of these periods are made anew; what was submitted stays.

    Raises:
        ServiceRefusalError: no right, no plan in force, lots that nobody decided about, days that do not
            make periods, or what is missing for an amount, all at once.
    """
    access.need_write(actor, Thing.ORDER)
    life_rows.hold(session, order)
    undecided = [
        lot.number
        for lot in life_rows.lots(session, order.id)
        if lot.state == "delivered" and first <= lot.delivered_on <= last
    ]
    if undecided:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("Le client ne s'est pas prononcé sur ces lots : {lots}. Attendez son avis."),
            lots=", ".join(undecided),
        )
    found = _reckoned(session, order, first, last)
    there = {(s.period, s.workshop): s for s in life_rows.statements(session, order.id)}
    _need_apart(session, there.values(), found.periods)
    owed = _to_settle(there.values(), found)
    rows = []
    for period in found.periods:
        for member in period.members:
            row = there.pop((period.period.name, member.workshop), None)
            if row is not None and row.state != "draft":
                rows.append(row)
                continue
            if row is None:
                row = tables.Statement(
                    order_id=order.id, period=period.period.name, workshop=member.workshop
                )
                session.add(row)
            else:
                row.version += 1
            row.ht_cents, row.vat_cents = member.ht_cents, member.vat_cents
            row.payable_cents = member.payable_cents
            row.settlement_cents = owed.get((period.period.name, member.workshop), 0)
            row.content = _content(period, member)
            rows.append(row)
    names = {p.period.name for p in found.periods}
    for (period_name, _), row in there.items():
        if period_name in names and row.state == "draft":
            session.delete(row)
    session.flush()
    audit.note(
        session,
        actor,
        "draw_up_statements",
        f"{first.isoformat()}/{last.isoformat()}",
        order_id=order.id,
        detail={"periods": sorted(names)},
    )
    return rows


def take_step(
    session: Session,
    actor: Actor,
    order: tables.Order,
    row_id: str,
    step_name: str,
    *,
    reason: str = "",
    version: int | None = None,
) -> tables.Statement:
    """Submit a statement, write down that it was paid, or take that back.

    Raises:
        ServiceRefusalError: another's, another state, no reason.
    """
    access.need_read(actor, Thing.STATEMENTS)
    life_rows.hold(session, order)
    row = life_rows.statement(session, order.id, row_id)
    if row is None or not _may_see(actor, order, row):
        raise access.not_found()
    life.take(
        session,
        actor,
        order,
        row,
        life.find(Living.STATEMENT, step_name),
        subject=f"statement:{row.period}:{row.workshop}",
        workshop=row.workshop,
        reason=reason,
        version=version,
    )
    return row


def visible(session: Session, actor: Actor, order: tables.Order) -> list[tables.Statement]:
    """Statements that this person may see; a buyer sees those that were submitted."""
    access.need_read(actor, Thing.STATEMENTS)
    return [s for s in life_rows.statements(session, order.id) if _may_see(actor, order, s)]


def settlement_cents(actor: Actor, row: tables.Statement) -> int | None:
    """What a workshop owes others for joint purchases on a statement; None to whom that is not told."""
    may = actor.may_read_of(Thing.PURCHASE_GAIN, row.workshop)
    return row.settlement_cents if may else None


def net_cents(actor: Actor, row: tables.Statement) -> int | None:
    """What a workshop keeps of a statement, purchases settled; None to whom that is not told."""
    owed = settlement_cents(actor, row)
    return None if owed is None else int(row.content.get("paid_back_cents", 0)) - owed


def _may_see(actor: Actor, order: tables.Order, row: tables.Statement) -> bool:
    if actor.may_read_of(Thing.STATEMENTS, row.workshop):
        return True
    return actor.buys(order.customer) and row.state != "draft"


def _need_apart(
    session: Session, there: Iterable[tables.Statement], periods: Sequence[PeriodStatement]
) -> None:
    """Nothing is invoiced twice by periods cut otherwise: drafts give way, what was sent does not.

    Raises:
        ServiceRefusalError: ``wrong_state``.
    """
    for row in there:
        for period in periods:
            first, last = period.period.first.isoformat(), period.period.last.isoformat()
            overlaps = row.content["first"] <= last and first <= row.content["last"]
            if not overlaps or row.period == period.period.name:
                continue
            if row.state != "draft":
                raise ServiceRefusalError(
                    Refusal.WRONG_STATE,
                    N_(
                        "Ces jours sont déjà dans l'état « {period} » (du {first} au {last}) : choisissez-en "
                        "d'autres."
                    ),
                    period=row.period,
                    first=f"{date.fromisoformat(row.content['first']):%d/%m/%Y}",
                    last=f"{date.fromisoformat(row.content['last']):%d/%m/%Y}",
                )
            session.delete(row)
            break


def _to_settle(
    there: Collection[tables.Statement], found: Statements
) -> dict[tuple[str, str], int]:
    """What each draft settles of joint purchases, by period and workshop: everybody settles once.

    Drafts of other periods no longer settle what these do.

    Raises:
        ServiceRefusalError: ``wrong_state``: a statement was sent with another settlement, or before
            there was one: what workshops owe each other would no longer come to nothing.
    """
    owed = {
        (p.period.name, m.workshop): m.settlement_cents
        for p in found.periods
        for m in p.members
        if m.settlement_cents
    }
    if found.settlement is None or not owed:
        return owed
    sent = [s for s in there if s.state != "draft"]
    settled = {s.workshop for s in sent if s.settlement_cents}
    for row in sent:
        due = found.settlement.owed(row.workshop)
        is_other = row.settlement_cents not in (0, due)
        is_without = row.workshop not in settled and (row.period, row.workshop) in owed
        if is_other or is_without:
            raise ServiceRefusalError(
                Refusal.WRONG_STATE,
                N_(
                    "L'état d'acompte « {period} » de « {workshop} » est remis avec un autre règlement des "
                    "achats groupés, ou sans lui : qu'il soit repris, puis refaites les états."
                ),
                period=row.period,
                workshop=row.workshop,
            )
    names = {p.period.name for p in found.periods}
    for row in there:
        if row.state == "draft" and row.settlement_cents and row.period not in names:
            row.settlement_cents = 0
            row.version += 1
    return {key: cents for key, cents in owed.items() if key[1] not in settled}


def _reckoned(session: Session, order: tables.Order, first: date, last: date) -> Statements:
    """Statements of the periods between two days, from what the buyer decided about.

    Raises:
        ServiceRefusalError: no plan in force, no period there, or something missing for an amount.
    """
    if last < first:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("La période finit avant de commencer : vérifiez les deux jours.")
        )
    planned = cost_data.plan_in_force(session, order)
    if planned is None:
        raise costings.no_plan()
    problem, plan = planned
    records = delivered_lots.records(session, order, problem, plan)
    every, kept = months_between(records, first, last)
    if not kept:
        raise _nothing([r.day for r in records])
    found = statements(
        problem,
        plan,
        costings.figures(session, order),
        problem.payments or OrderTerms(),
        records=records,
        periods=every,
        settlement=settling.of_plan(session, order, problem, plan),
    )
    if found.missing:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Il manque de quoi établir les états : voyez le détail."),
            findings=findings_for(Reader(role="coordinator"), found.missing),
        )
    return replace(found, periods=tuple(p for p in found.periods if p.period in kept))


def _nothing(days: Sequence[date]) -> ServiceRefusalError:
    """The answer when a period holds nothing to invoice: it says which days would."""
    if not days:
        return ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_(
                "Aucun lot n'est encore accepté : il n'y a rien à facturer. Attendez l'avis du client sur "
                "les lots livrés."
            ),
        )
    return ServiceRefusalError(
        Refusal.WRONG_DATA,
        N_(
            "Rien n'est encore livré et accepté entre ces deux jours : on ne facture que ce qui l'est, du "
            "{first} au {last}. Ce que le plan prévoit ensuite se lit dans « Qui paie qui, mois par mois »."
        ),
        first=f"{min(days):%d/%m/%Y}",
        last=f"{max(days):%d/%m/%Y}",
    )


def _content(period: PeriodStatement, member: MemberStatement) -> dict[str, Any]:
    """What a workshop's statement says, as plain values."""
    return {
        "first": period.period.first.isoformat(),
        "last": period.period.last.isoformat(),
        "lines": [
            {
                "order": x.order,
                "product": x.product,
                "vat_rate": f"{x.vat_rate:f}",
                "is_exempt": x.is_exempt,
                "ht_cents": x.ht_cents,
            }
            for x in member.lines
        ],
        "by_buyer": [
            {
                "buyer": x.buyer,
                "ttc_cents": x.ttc_cents,
                "deposit_cents": x.deposit_cents,
                "penalty_cents": x.penalty_cents,
                "payable_cents": x.payable_cents,
            }
            for x in member.by_buyer
        ],
        "common_call_cents": member.common_call_cents,
        "common_refund_cents": member.common_refund_cents,
        "paid_back_cents": member.paid_back_cents,
    }
