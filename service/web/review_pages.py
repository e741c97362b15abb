"""The facilitator: costings side by side, line by line, what a price leaves, who must borrow and when."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Response

from optimizer.weeks import week_monday
from service.db import life_rows, repositories
from service.db.base import now
from service.errors import RefusedError
from service.exports import cash_workbook, quotation_pages
from service.i18n import N_
from service.usecases import access, costings, lengths, life, orders, reviewing
from service.usecases.costings import Remark
from service.usecases.life import Living
from service.usecases.rights import Extent, Role, Thing
from service.web import review_view, unit_cost_view
from service.web.typed import InTyped, Typed
from service.web.visits import InVisit

router = APIRouter()
_PLACE = "/c/{consortium}/o/{order}"
# Factors of quantity and price that the simulator starts from.
QUANTITIES = (Decimal("0.8"), Decimal(1), Decimal("1.2"))
PRICES = (Decimal("0.95"), Decimal(1), Decimal("1.05"))
_SAID = {
    "return": N_("Coûts renvoyés : l'atelier voit la raison et vos remarques."),
    "validate": N_("Coûts validés."),
    "renew": N_("Coûts validés de nouveau."),
    "invalidate": N_("La validation est retirée : l'atelier voit la raison."),
}


@router.get(_PLACE + "/couts")
def show_costings(visit: InVisit, consortium: str, order: str) -> Response:
    """Every member side by side."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.COST_LINES)
        found = reviewing.review(session, visit.who, row)
        names = {p["code"]: p["name"] for p in review_view.workshops(session, row)}
        return visit.page(
            "review/costings.html",
            section="costings",
            found=found,
            names=names,
            states={c.workshop: c.state for c in life_rows.costings(session, row.id)},
            members=review_view.members(found, visit.texts) if found else [],
            totals=review_view.totals(found) if found else None,
            answer=review_view.answer(found) if found else None,
            signals=review_view.signals(found, visit.texts) if found else [],
        )


@router.get(_PLACE + "/couts/{workshop}")
def show_costing(visit: InVisit, consortium: str, order: str, workshop: str) -> Response:
    """One member: from the price down to each line, its formula in words, the source of its figures."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.COST_LINES)
        reviewing.need_every_line(visit.who)
        costing = costings.of_workshop(session, visit.who, row, workshop)
        found = reviewing.review(session, visit.who, row)
        remarks = life_rows.comments(session, row.id, workshop)
        lines = review_view.lines(found, workshop, visit.texts) if found else []
        member = review_view.member(found, workshop, visit.texts) if found else None
        people = {
            a.id: a.name for _r, a in repositories.people_of(session, visit.who.consortium_id)
        }
        return visit.page(
            "review/costing.html",
            section="costings",
            found=found,
            costing=costing,
            workshop=workshop,
            name=review_view.name_of(session, row, workshop),
            is_stale=found is not None and workshop in found.stale,
            member=member,
            units=review_view.unit_costs(found, workshop) if found else [],
            collective=review_view.collective(found) if found else {},
            facon_sentence=review_view.facon_sentence(found, workshop, visit.texts)
            if found
            else "",
            groups={
                group: unit_cost_view.grouped(
                    [x for x in lines if x["group"] == group],
                    [r.line for r in remarks],
                    member["gross_cents"] if member and group != "in_kind" else None,
                )
                for group in ("cost", "aid", "in_kind")
            },
            parameters=review_view.parameters(costing.data, visit.texts),
            remarks=remarks,
            line_names={x["line"] for x in lines},
            people=people,
            steps=life.possible(visit.who, Living.COSTING, costing.state, workshop),
        )


@router.post(_PLACE + "/couts/{workshop}/remarque")
def comment(visit: InVisit, consortium: str, order: str, workshop: str, typed: InTyped) -> Response:
    """Say something of a line."""
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.COST_LINES)
            said = Remark(
                line=typed.text("line", most=200), text=typed.text("text", most=lengths.REMARK)
            )
            typed.check()
            costings.comment(session, visit.who, row, workshop, said)
    except RefusedError as refusal:
        return show_costing(visit.refused(refusal, typed), consortium, order, workshop)
    return visit.to(
        f"/c/{consortium}/o/{order}/couts/{workshop}", N_("Remarque notée : l'atelier la verra.")
    )


@router.post(_PLACE + "/couts/{workshop}/etape")
def take_step(
    visit: InVisit, consortium: str, order: str, workshop: str, typed: InTyped
) -> Response:
    """Return, validate …"""
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.COST_LINES)
            step = life.find(Living.COSTING, typed["step"])
            version = typed.whole("version")
            typed.check()
            costings.take_step(
                session,
                visit.who,
                row,
                workshop,
                step.name,
                reason=typed.text("reason"),
                version=version,
            )
    except RefusedError as refusal:
        return show_costing(visit.refused(refusal, typed), consortium, order, workshop)
    return visit.to(
        f"/c/{consortium}/o/{order}/couts",
        _SAID.get(step.name) or N_("Fait."),
    )


@router.get(_PLACE + "/prix")
def show_price(visit: InVisit, consortium: str, order: str) -> Response:
    """Three quantities, three prices: what each leaves after the cost."""
    typed = Typed(visit.request.query_params)  # type: ignore[arg-type]
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.COST_LINES)
        found = reviewing.review(session, visit.who, row)
        quantities = review_view.factors(typed, "q", QUANTITIES)
        prices = review_view.factors(typed, "p", PRICES)
        visit.typed = typed
        offer = None
        if found is not None:
            offer = reviewing.offer(found, now().date(), quantities=quantities, prices=prices)
        return visit.page(
            "review/price.html",
            section="price",
            found=found,
            offer=offer,
            faults=typed.faults,
            quantities=quantities,
            prices=prices,
            answer=review_view.answer(found) if found else None,
            not_validated=review_view.not_validated(found, visit.texts) if found else "",
            heads=quotation_pages.grid_heads(offer, visit.texts) if offer else [],
            grid=quotation_pages.grid_rows(offer, visit.texts) if offer else [],
            floors=review_view.floors(found) if found else [],
            keepers=review_view.keepers(found, visit.texts) if found else "",
            below=review_view.below_floor(found, offer, visit.texts) if found and offer else [],
            members=review_view.members(found, visit.texts) if found else [],
            missing=review_view.said(offer.missing, found, visit.texts)
            if offer is not None and found is not None
            else [],
        )


@router.get(_PLACE + "/tresorerie")
def show_cash(visit: InVisit, consortium: str, order: str) -> Response:
    """Who must borrow, how much, before which week."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.COST_LINES)
        found = reviewing.review(session, visit.who, row)
        if found is None:
            return visit.page("review/cash.html", section="cash", found=None, accounts=[])
        invoices = reviewing.invoices_of(found)
        cash = reviewing.cash_of(found, invoices)
        facts = found.money.facts
        accounts = review_view.accounts(facts, cash.accounts, visit.texts)
        return visit.page(
            "review/cash.html",
            section="cash",
            found=found,
            accounts=accounts,
            asked=review_view.asked(accounts, visit.texts),
            monday=week_monday,
            sentences=[
                *cash_workbook.joint_sentences(cash, visit.texts),
                *cash_workbook.loss_sentences(facts, cash, visit.texts),
            ],
            penalties=sum(s.penalty_cents for p in invoices.periods for s in p.members),
            mandataire=facts.workshop_name(invoices.mandataire) if invoices.mandataire else "",
            missing=review_view.said(cash.missing, found, visit.texts),
        )


@router.get("/territoire")
def show_territory(visit: InVisit) -> Response:
    """Every consortium that somebody accompanies, on one page."""
    with visit.reading() as session:
        assert visit.account is not None
        places = {
            r.consortium_id
            for r in repositories.roles_of(session, visit.account.id)
            if r.role == Role.FACILITATOR
        }
        groups: list[dict[str, Any]] = []
        for group in repositories.consortia(session, sorted(places)):
            actor = access.actor_in(session, visit.account, group.id)
            if actor.may_read(Thing.COST_LINES) is Extent.ALL:
                groups.append(
                    {
                        "row": group,
                        "orders": [
                            review_view.order_line(session, actor, o)
                            for o in orders.visible(session, actor)
                        ],
                    }
                )
        return visit.page("review/territory.html", groups=groups)
