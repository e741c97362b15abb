"""Statements (états d'acompte): drawn up per period, submitted by each workshop, paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from fastapi.responses import Response

from optimizer.cost_parameters import OrderTerms
from optimizer.statement_periods import Period
from service.db import life_rows, repositories, tables
from service.errors import RefusedError
from service.exports import statement_words
from service.i18n import N_, Texts
from service.usecases import access, cost_data, foreseen, invoicing, life
from service.usecases import lots as visible_lots
from service.usecases.life import Living
from service.usecases.rights import Extent, Thing
from service.web import planned, statement_view
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
    """Statements by period, then who pays whom month by month; each person what concerns it."""
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
        is_buyer = visit.who.buys(row.customer)
        sees_all = visit.who.may_read(Thing.STATEMENTS) is Extent.ALL or is_buyer
        course = _course(visit, session, row, periods)
        # The mandataire cashes what the buyer pays and owes each its part.
        cashes = not sees_all and course["mandataire"] in visit.who.workshops
        every = life_rows.statements(session, row.id) if cashes else found
        is_net = course["is_passed_on"] and not is_buyer
        totals = _totals(every, is_net=is_net)
        if cashes:
            totals["draft"] = _totals(found, is_net=is_net)["draft"]
        return visit.page(
            "life/etats.html",
            section="statements",
            periods=[
                {
                    "name": period_name(rows, texts),
                    "rows": rows,
                    "payable": sum(s.payable_cents for s in every if s.period == period),
                    **_totals([s for s in every if s.period == period], is_net=is_net),
                }
                for period, rows in periods.items()
            ],
            totals=totals,
            names=names,
            may_draw=may_draw and row.state in ("production", "closed"),
            first=texts.day(first) if first else "",
            last=texts.day(last) if last else "",
            is_buyer=is_buyer,
            sees_all=sees_all,
            is_own_part=course["is_passed_on"] and not sees_all and not cashes,
            may_act=any(next_steps(visit, s) for s in found),
            next_of=lambda s: next_steps(visit, s),
            **course,
        )


def _course(
    visit: Visit,
    session: Session,
    row: tables.Order,
    periods: Mapping[str, Sequence[tables.Statement]],
) -> dict[str, Any]:
    """From invoiced to left for each statement, who pays whom, and what is missing for it."""
    texts = visit.texts
    plan = repositories.plan_in_state(session, row.id, "adopted")
    found = foreseen.course(session, visit.who, row)
    readers = statement_view.readers(visit.who, row.customer)
    if plan is None or found is None or not readers:
        return {
            "ladders": {},
            "circuit": "",
            "payments": [],
            "to_come_cents": 0,
            "own_to_come_cents": 0,
            "late_from": None,
            "lacking": [],
            "stands": statement_view.STANDS,
            "is_passed_on": False,
            "mandataire": "",
        }
    facts = planned.whole_facts(plan)
    shown = statement_view.payments(found, facts, readers, texts)
    mandataire = facts.workshop_name(found.terms.mandataire) if found.terms.mandataire else ""
    return {
        "ladders": {
            period: statement_view.ladder(rows, found.found, readers[0], texts)
            for period, rows in periods.items()
        },
        "circuit": statement_view.circuit_sentence(found.terms, mandataire, texts),
        "payments": statement_view.by_period(shown),
        "to_come_cents": statement_view.foreseen_from_buyer(shown),
        "own_to_come_cents": statement_view.foreseen_for_own(shown),
        "late_from": found.late_from,
        "lacking": statement_view.lacking(found, facts, readers[0], texts),
        "stands": statement_view.STANDS,
        "is_passed_on": found.terms.circuit == "mandataire",
        "mandataire": found.terms.mandataire if found.terms.circuit == "mandataire" else "",
    }


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
    """One statement: the lots that it invoices, then from what is invoiced to what is left."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.STATEMENTS)
        found = _of_id(visit, session, row, statement)
        is_member = visit.who.may_read_of(Thing.STATEMENTS, found.workshop)
        names = names_of(session, row)
        terms, prices = _terms(session, row)
        period = _period(found)
        every = life_rows.lots(session, row.id)
        lots = statement_view.accepted_lots(every, prices, period) if period else []
        seen = {x.id for x in visible_lots.visible(session, visit.who, row)}
        named = [x for x in lots if x.id in seen]
        return visit.page(
            "life/etat.html",
            section="statements",
            statement=found,
            name=period_name([found], visit.texts),
            names=names,
            common_call=int(found.content.get("common_call_cents", 0)),
            common_refund=int(found.content.get("common_refund_cents", 0)),
            settlement=invoicing.settlement_cents(visit.who, found),
            before_settlement=int(found.content.get("paid_back_cents", 0)),
            net=invoicing.net_cents(visit.who, found),
            by_buyer=found.content.get("by_buyer", []),
            lines=[
                {**x, "vat_rate": Decimal(x["vat_rate"])} for x in found.content.get("lines", [])
            ],
            lots=named,
            other_lots=statement_view.put_together(lots, named),
            lots_cents=sum(x.cents for x in lots),
            is_member=is_member,
            is_passed_on=terms.circuit == "mandataire",
            circuit=statement_view.circuit_sentence(
                terms, names.workshop(terms.mandataire) if terms.mandataire else "", visit.texts
            ),
            steps=next_steps(visit, found),
        )


def _terms(session: Session, row: tables.Order) -> tuple[OrderTerms, Mapping[str, Decimal | None]]:
    """Money terms and selling prices of the plan in force."""
    at = cost_data.plan_in_force(session, row)
    if at is None:
        return OrderTerms(), {}
    problem, _plan = at
    return problem.payments or OrderTerms(), {p.id: p.selling_price for p in problem.products}


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
    period = _period(rows[0])
    return rows[0].period if period is None else statement_words.period_name(period, texts)


def _period(row: tables.Statement) -> Period | None:
    """The days of a statement; None when they are not kept."""
    content = row.content
    if "first" not in content or "last" not in content:
        return None
    return Period(
        name=row.period,
        first=date.fromisoformat(content["first"]),
        last=date.fromisoformat(content["last"]),
    )


def _totals(rows: Sequence[tables.Statement], *, is_net: bool) -> dict[str, int]:
    """What was invoiced, what was paid, what is awaited; ``is_net``: as the mandataire passes it on."""
    found = {"draft": 0, "submitted": 0, "paid": 0}
    for s in rows:
        found[s.state] += foreseen.member_of(s).paid_back_cents if is_net else s.payable_cents
    return found


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
