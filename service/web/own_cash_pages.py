"""A workshop's own cash for the order: whether it must borrow, how much, before when."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from optimizer.weeks import week_monday
from service import messages
from service.db import life_rows
from service.exports import bank_pdf, cost_words
from service.usecases import costings, own_cash
from service.usecases.rights import Thing
from service.web import review_view, workshop_choice
from service.web.visits import InVisit
from service.web.workshop_pages import context

router = APIRouter(prefix="/c/{consortium}/o/{order}/atelier")

_PAGE = "/tresorerie"


@router.get("/tresorerie")
def show_own_cash(visit: InVisit, consortium: str, order: str, atelier: str = "") -> Response:
    """The workshop's account week by week, what it asks for, and the document for its bank."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.COST_LINES)
        chosen = workshop_choice.choose(session, visit.who, row, Thing.COST_LINES, atelier)
        texts = visit.texts
        found = own_cash.of_workshop(session, visit.who, row, chosen.code) if chosen.code else None
        account = found.account if found is not None else None
        facts = found.money.facts if found is not None else None
        costs = found.money.costs.get(chosen.code) if found is not None else None
        is_validated = any(
            c.workshop == chosen.code
            and c.state == "validated"
            and not costings.is_stale(session, row, c)
            for c in life_rows.costings(session, row.id)
        )
        return visit.page(
            "workshop/cash.html",
            section="own_cash",
            **context(chosen, _PAGE),
            has_plan=found is not None,
            missing=[messages.sentence(d, texts, facts.names) for d in found.missing]
            if found is not None and facts is not None
            else [],
            own=review_view.accounts(facts, [account], texts)[0]
            if account is not None and facts is not None
            else None,
            asked=bank_pdf.asked_sentences(account, texts) if account is not None else [],
            kinds=[
                (texts.gettext(cost_words.FLOWS[kind]), cents)
                for kind, cents in (account.by_kind() if account is not None else {}).items()
                if cents
            ],
            hypotheses=bank_pdf.hypotheses(
                found.money.terms, costs, texts, is_validated=is_validated
            )
            if found is not None and costs is not None
            else [],
            monday=week_monday,
        )
