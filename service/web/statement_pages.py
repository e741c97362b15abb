"""Statements (états d'acompte): drawn up per period, submitted by each workshop, paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from fastapi.responses import Response

from optimizer.statement_periods import Period
from service.db import life_rows, tables
from service.errors import RefusedError
from service.exports import statement_words
from service.i18n import N_, Texts
from service.usecases import access, invoicing, life
from service.usecases.life import Living
from service.usecases.rights import Extent, Thing
from service.web.life_names import names_of
from service.web.typed import InTyped
from service.web.visits import InVisit, Visit

if TYPE_CHECKING:
    from service.db.engine import Session

router = APIRouter(prefix="/c/{consortium}/o/{order}/etats")

_SAID: Final = {
    "submit_statement": N_("État remis : le client peut le voir."),
    "recall_statement": N_("État repris : il est de nouveau en brouillon."),
    "pay": N_("Noté : payé."),
    "unpay": N_("Le paiement est annulé."),
}


@router.get("")
def show_statements(visit: InVisit, consortium: str, order: str) -> Response:
    """Statements by period: each person its own, with totals for who sees all."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.STATEMENTS)
        found = invoicing.visible(session, visit.who, row)
        names = names_of(session, row)
        visit.names = names.flat
        periods: dict[str, list[tables.Statement]] = {}
        for statement in found:
            periods.setdefault(statement.period, []).append(statement)
        may_draw = visit.who.may_write(Thing.ORDER) is Extent.ALL
        first, last = _usual_days(session, row) if may_draw else (None, None)
        texts = visit.texts
        return visit.page(
            "life/etats.html",
            section="statements",
            periods=[
                {"name": period_name(rows, texts), "rows": rows, **_sums(rows)}
                for rows in periods.values()
            ],
            totals=_totals(found),
            names=names,
            may_draw=may_draw and row.state in ("production", "closed"),
            first=texts.day(first) if first else "",
            last=texts.day(last) if last else "",
            is_buyer=visit.who.buys(row.customer),
            sees_all=visit.who.may_read(Thing.STATEMENTS) is Extent.ALL
            or visit.who.buys(row.customer),
            may_act=any(next_steps(visit, s) for s in found),
            next_of=lambda s: next_steps(visit, s),
        )


@router.post("")
def draw_up(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """The statements of what was delivered between two days, in draft."""
    try:
        first, last = typed.day("first", needed=True), typed.day("last", needed=True)
        typed.check()
        assert first is not None
        assert last is not None
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.ORDER, write=True)
            made = len(invoicing.draw_up(session, visit.who, row, first, last))
    except RefusedError as refusal:
        return show_statements(visit.refused(refusal, typed), consortium, order)
    return visit.to(
        f"/c/{consortium}/o/{order}/etats",
        N_("États faits, en brouillon ({n}) : chaque atelier relit le sien et le remet."),
        n=made,
    )


@router.get("/{statement}")
def show_statement(visit: InVisit, consortium: str, order: str, statement: str) -> Response:
    """One statement, line by line."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.STATEMENTS)
        found = _of_id(visit, session, row, statement)
        is_member = visit.who.may_read_of(Thing.STATEMENTS, found.workshop)
        return visit.page(
            "life/etat.html",
            section="statements",
            statement=found,
            name=period_name([found], visit.texts),
            names=names_of(session, row),
            common_call=int(found.content.get("common_call_cents", 0)),
            common_refund=int(found.content.get("common_refund_cents", 0)),
            settlement=invoicing.settlement_cents(visit.who, found),
            net=invoicing.net_cents(visit.who, found),
            by_buyer=found.content.get("by_buyer", []),
            lines=[
                {**x, "vat_rate": Decimal(x["vat_rate"])} for x in found.content.get("lines", [])
            ],
            is_member=is_member,
            steps=next_steps(visit, found),
        )


@router.post("/{statement}/etape")
def take_step(
    visit: InVisit, consortium: str, order: str, statement: str, typed: InTyped
) -> Response:
    """Submit, note the payment, or take that back."""
    step = typed.text("step")
    try:
        version = typed.whole("version", None)
        typed.check()
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.STATEMENTS)
            invoicing.take_step(
                session,
                visit.who,
                row,
                statement,
                step,
                reason=typed.text("reason"),
                version=version,
            )
    except RefusedError as refusal:
        return show_statement(visit.refused(refusal, typed), consortium, order, statement)
    at = f"/c/{consortium}/o/{order}/etats"
    return visit.to(
        at,
        _SAID.get(step, N_("Fait.")),
        undo=f"{at}/{statement}/etape",
        undo_values=visit.undoing(life.find(Living.STATEMENT, step)),
    )


def next_steps(visit: Visit, statement: tables.Statement) -> tuple[str, ...]:
    """What the person may do next with a statement."""
    return life.possible(visit.who, Living.STATEMENT, statement.state, statement.workshop)


def period_name(rows: Sequence[tables.Statement], texts: Texts) -> str:
    """A period as people say it; its code when its days are not kept."""
    content = rows[0].content
    if "first" not in content or "last" not in content:
        return rows[0].period
    period = Period(
        name=rows[0].period,
        first=date.fromisoformat(content["first"]),
        last=date.fromisoformat(content["last"]),
    )
    return statement_words.period_name(period, texts)


def _sums(rows: Sequence[tables.Statement]) -> dict[str, int]:
    return {
        "ht": sum(s.ht_cents for s in rows),
        "vat": sum(s.vat_cents for s in rows),
        "payable": sum(s.payable_cents for s in rows),
    }


def _totals(rows: Sequence[tables.Statement]) -> dict[str, Any]:
    """What was invoiced, what was paid, what is awaited."""
    return {
        "draft": sum(s.payable_cents for s in rows if s.state == "draft"),
        "submitted": sum(s.payable_cents for s in rows if s.state == "submitted"),
        "paid": sum(s.payable_cents for s in rows if s.state == "paid"),
    }


def _usual_days(session: Session, order: tables.Order) -> tuple[date | None, date | None]:
    """The months of the lots that no statement counts yet; nothing when there is none."""
    done = [
        (s.content.get("first", ""), s.content.get("last", ""))
        for s in life_rows.statements(session, order.id)
        if s.state != "draft"
    ]
    days = [
        lot.delivered_on
        for lot in life_rows.lots(session, order.id)
        if not any(a <= lot.delivered_on.isoformat() <= b for a, b in done)
    ]
    if not days:
        return None, None
    last = max(days)
    next_month = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    return min(days).replace(day=1), next_month - timedelta(days=1)


def _of_id(visit: Visit, session: Session, order: tables.Order, statement: str) -> tables.Statement:
    found = [s for s in invoicing.visible(session, visit.who, order) if s.id == statement]
    if not found:
        raise access.not_found()
    return found[0]
