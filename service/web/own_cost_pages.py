"""A workshop's own costing: its figures, what they come to, its review; and what joint purchases bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from fastapi.responses import Response

from service import messages
from service.db import life_rows, repositories, tables
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.exports import cost_words, receipt_words
from service.i18n import N_
from service.usecases import costings, lengths, life, putting_back, settling
from service.usecases.costings import Remark
from service.usecases.life import Living
from service.usecases.rights import Thing
from service.usecases.templates import Template
from service.web import (
    downloads,
    own_cost_form,
    own_cost_view,
    planned,
    unit_cost_view,
    workshop_choice,
)
from service.web.typed import InTyped, Typed, values_of
from service.web.visits import InVisit
from service.web.workshop_pages import context

if TYPE_CHECKING:
    from service.db.engine import Session
    from service.web.visits import Visit

router = APIRouter(prefix="/c/{consortium}/o/{order}/atelier")

_PAGE: Final = "/couts"
# There were no costs before: to undo is to remove them.
_NONE: Final = "-"
# Steps that a workshop takes; those of the review have their own pages.
_OWN_STEPS: Final = ("submit", "submit_again", "take_back", "correct")
_SAID: Final = {
    "submit": N_("Vos coûts sont remis : la personne qui accompagne le groupement va les relire."),
    "submit_again": N_("Vos coûts corrigés sont remis."),
    "take_back": N_("Vous avez repris vos coûts : corrigez-les, puis remettez-les."),
    "correct": N_("Vos coûts sont de nouveau à vous : corrigez-les, puis remettez-les."),
}


@router.get("/couts")
def show_costs(visit: InVisit, consortium: str, order: str, atelier: str = "") -> Response:
    """The workshop's figures, what is missing, what its part of the plan costs it."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.COST_LINES)
        chosen = workshop_choice.choose(session, visit.who, row, Thing.COST_LINES, atelier)
        if not chosen.code:
            return visit.page(
                "workshop/no_plan.html", section="own_costs", **context(chosen, _PAGE)
            )
        plan = repositories.plan_in_state(session, row.id, "adopted")
        if plan is not None:
            visit.names = planned.whole_facts(plan).names
        costing = life_rows.costing(session, row.id, chosen.code)
        data = costing.data if costing else own_cost_form.empty(chosen.code, row.code)
        state = costing.state if costing is not None else "draft"
        found = costings.findings_of(session, row, costing) if costing is not None else ()
        comments = life_rows.comments(session, row.id, chosen.code)
        people = {
            a.id: a.name for _r, a in repositories.people_of(session, visit.who.consortium_id)
        }
        return visit.page(
            "workshop/costs.html",
            section="own_costs",
            **context(chosen, _PAGE),
            costing=costing,
            state=state,
            version=costing.version if costing is not None else 0,
            values=own_cost_form.values(data),
            both=_both(visit),
            rows={k: own_cost_form.rows(k, data, visit.typed) for k in own_cost_form.LISTS},
            words=own_cost_form,
            findings=[
                (d.severity.value, messages.sentence(d, visit.texts, visit.names)) for d in found
            ],
            comments=comments,
            people=people,
            may_change=state in costings.EDITED_IN
            and visit.who.may_write_of(Thing.COST_LINES, chosen.code),
            may_answer=visit.who.may_write_of(Thing.COST_LINES, chosen.code),
            steps=[
                s
                for s in life.possible(visit.who, Living.COSTING, state, chosen.code)
                if s in _OWN_STEPS
            ]
            if costing is not None
            else [],
            is_stale=costing is not None and costings.is_stale(session, row, costing),
            **_result(session, visit, row, chosen.code, plan, costing),
        )


@router.post("/couts")
def write_costs(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Keep the workshop's figures: all of them, or none and everything that is wrong."""
    atelier = typed.text("atelier")
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.COST_LINES)
            chosen = workshop_choice.choose(session, visit.who, row, Thing.COST_LINES, atelier)
            there = life_rows.costing(session, row.id, chosen.code)
            base = there.data if there else own_cost_form.empty(chosen.code, row.code)
            data = own_cost_form.read(typed, base)
            version = typed.whole("version", needed=True)
            typed.check()
            before = there.data if there is not None else None
            made, _found = costings.write(session, visit.who, row, chosen.code, data, version)
            way = putting_back.way_back(before, made.data) if before is not None else _NONE
            undo = {"avant": way, "version": str(made.version), "atelier": chosen.code}
    except RefusedError as refusal:
        if isinstance(refusal, ServiceRefusalError) and refusal.code == Refusal.NOT_FOUND:
            raise
        return show_costs(visit.refused(refusal, typed), consortium, order, atelier)
    address = f"/c/{consortium}/o/{order}/atelier/couts"
    return visit.to(
        f"{address}{chosen.query()}",
        N_("Vos coûts sont enregistrés."),
        undo=f"{address}/annuler",
        undo_values=undo if way else {},
    )


@router.post("/couts/annuler")
def undo_costs(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Put back what was there before the costs were saved, unless somebody saved others since."""
    atelier, shown = typed.text("atelier"), None
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.COST_LINES)
            chosen = workshop_choice.choose(session, visit.who, row, Thing.COST_LINES, atelier)
            there = life_rows.costing(session, row.id, chosen.code)
            now = there.data if there is not None else {}
            was_there = typed["avant"] != _NONE
            data = putting_back.restored(now, typed["avant"]) if was_there else None
            shown = _as_typed(now, data or {})
            version = typed.whole("version")
            putting_back.costs(session, visit.who, row, chosen.code, data, version)
    except RefusedError as refusal:
        if isinstance(refusal, ServiceRefusalError) and refusal.code == Refusal.NOT_FOUND:
            raise
        return show_costs(visit.refused(refusal, shown), consortium, order, atelier)
    return visit.to(
        f"/c/{consortium}/o/{order}/atelier/couts{chosen.query()}",
        N_("Annulé : vos coûts sont comme avant."),
    )


@router.post("/couts/etape")
def take_step(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Submit the figures, or take them back."""
    atelier = typed.text("atelier")
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.COST_LINES)
            chosen = workshop_choice.choose(session, visit.who, row, Thing.COST_LINES, atelier)
            step = life.find(Living.COSTING, typed.text("step"))
            version = typed.whole("version") if typed["version"] else None
            typed.check()
            costings.take_step(
                session,
                visit.who,
                row,
                chosen.code,
                step.name,
                reason=typed.text("reason"),
                version=version,
            )
    except RefusedError as refusal:
        if isinstance(refusal, ServiceRefusalError) and refusal.code == Refusal.NOT_FOUND:
            raise
        return show_costs(visit.refused(refusal), consortium, order, atelier)
    address = f"/c/{consortium}/o/{order}/atelier/couts"
    return visit.to(
        f"{address}{chosen.query()}",
        _SAID.get(step.name, N_("Fait.")),
        undo=f"{address}/etape",
        undo_values=visit.undoing(step, atelier=chosen.code),
    )


@router.post("/couts/remarque")
def answer_remark(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Answer a remark of the review."""
    atelier = typed.text("atelier")
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.COST_LINES)
            chosen = workshop_choice.choose(session, visit.who, row, Thing.COST_LINES, atelier)
            said = Remark(
                line=typed.text("line", most=200),
                text=typed.text("text", needed=True, most=lengths.REMARK),
            )
            typed.check()
            costings.comment(session, visit.who, row, chosen.code, said)
    except RefusedError as refusal:
        if isinstance(refusal, ServiceRefusalError) and refusal.code == Refusal.NOT_FOUND:
            raise
        return show_costs(visit.refused(refusal), consortium, order, atelier)
    return visit.to(
        f"/c/{consortium}/o/{order}/atelier/couts{chosen.query()}", N_("Réponse notée.")
    )


@router.get("/couts/formulaire")
def download_form(visit: InVisit, consortium: str, order: str, atelier: str = "") -> Response:
    """The cost workbook to fill in."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.COST_LINES)
        chosen = workshop_choice.choose(session, visit.who, row, Thing.COST_LINES, atelier)
        return downloads.template(session, visit, row, Template.COSTS.value, chosen.code)


@router.get("/achats")
def show_gain(visit: InVisit, consortium: str, order: str, atelier: str = "") -> Response:
    """What the workshop pays for materials with the group, and what it would pay alone."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PURCHASE_GAIN)
        chosen = workshop_choice.choose(session, visit.who, row, Thing.PURCHASE_GAIN, atelier)
        plan = repositories.plan_in_state(session, row.id, "adopted")
        return visit.page(
            "workshop/gain.html",
            section="week",
            **context(chosen, "/achats"),
            plan=plan,
            gain=settling.gain_of(session, visit.who, row, chosen.code) if chosen.code else None,
            keys=cost_words.SHARING_KEYS,
            may_ask=chosen.is_own,
        )


# -- what the page shows ------------------------------------------------------------------------


def _as_typed(now: dict[str, Any], wanted: dict[str, Any]) -> Typed:
    """Costs as if somebody had typed them over those that are there."""
    try:
        there, found = own_cost_form.values(now), own_cost_form.values(wanted)
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        # They are not of the right form, which is said; there is nothing to show.
        return Typed()
    return values_of({**dict.fromkeys(there, ""), **found})


def _both(visit: Visit) -> dict[str, tuple[str, str, str]]:
    """After a conflict: field → "", what the service has now, what was typed."""
    refusal = visit.refusal
    if not isinstance(refusal, ServiceRefusalError) or refusal.theirs is None:
        return {}
    theirs = own_cost_form.values(refusal.theirs["data"])
    typed = visit.typed
    names = [n for n in dict.fromkeys([*theirs, *typed]) if n not in ("atelier", "version")]
    return {
        n: ("", theirs.get(n, ""), typed[n].strip())
        for n in names
        if theirs.get(n, "") != typed[n].strip()
    }


def _result(
    session: Session,
    visit: Visit,
    order: tables.Order,
    workshop: str,
    plan: tables.Plan | None,
    costing: tables.Costing | None,
) -> dict[str, Any]:
    """What the workshop's part of the plan in force costs it, None while nothing can be counted."""
    if plan is None or costing is None:
        return {
            "cost": None,
            "price": None,
            "lines": [],
            "units": [],
            "unit_costs": [],
            "minutes": [],
            "facon_sentence": "",
            "declared_minutes": None,
            "declared_labour_cents": None,
        }
    found = costings.reckoned(session, visit.who, order, workshop)
    facts = planned.whole_facts(plan)
    cost, price = found.cost, found.price
    return {
        "cost": cost,
        "price": price,
        "lines": own_cost_view.cost_lines(facts, cost, visit.texts) if cost else [],
        "units": own_cost_view.product_costs(facts, price) if cost else [],
        "unit_costs": unit_cost_view.unit_costs(facts, cost) if cost else [],
        "minutes": own_cost_view.minute_sentences(cost.coute_minute, visit.texts) if cost else [],
        "facon_sentence": receipt_words.brought_sentence(
            facts, workshop, price.order_cents if price is not None else None, visit.texts
        ),
        "declared_minutes": found.declared_minutes,
        "declared_labour_cents": found.declared_labour_cents,
    }
