"""Where everybody arrives: consortia, their orders, and what waits for the person who comes."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from service.db import repositories
from service.errors import RefusedError
from service.i18n import N_
from service.usecases import access, consortia, endings, life, order_steps, orders, waiting
from service.usecases.life import Living
from service.usecases.rights import Extent, Role, Thing
from service.web import consortium_view
from service.web.typed import InTyped
from service.web.visits import InVisit

router = APIRouter()


@router.get("/")
def show_home(visit: InVisit) -> Response:
    """Consortia and orders of the person, and what waits in each."""
    with visit.reading() as session:
        assert visit.account is not None
        places = sorted({r.consortium_id for r in repositories.roles_of(session, visit.account.id)})
        found: list[dict[str, Any]] = []
        for row in repositories.consortia(session, places):
            actor = access.actor_in(session, visit.account, row.id)
            rows = orders.visible(session, actor)
            found.append(
                {
                    "row": row,
                    "actor": actor,
                    "orders": [
                        {"row": o, "waiting": waiting.for_person(session, actor, o)} for o in rows
                    ],
                }
            )
        is_facilitator = any(Role.FACILITATOR in g["actor"].roles for g in found)
        return visit.page("home.html", groups=found, is_facilitator=is_facilitator)


@router.post("/groupements")
def create_consortium(visit: InVisit, typed: InTyped) -> Response:
    """A new consortium, for the operator of the service."""
    try:
        name = typed.text("name", needed=True, most=200)
        typed.check()
        with visit.writing() as session:
            assert visit.account is not None
            row = consortia.create(session, visit.account, name)
    except RefusedError as refusal:
        return show_home(visit.refused(refusal, typed))
    return visit.to(f"/c/{row.id}", N_("Groupement créé : ajoutez ses ateliers."))


@router.get("/c/{consortium}/o/{order}")
def show_order(visit: InVisit, consortium: str, order: str) -> Response:
    """Where an order stands, and what waits for the person who looks."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.ORDER_SUMMARY)
        return visit.page(
            "overview.html",
            section="overview",
            waiting=waiting.for_person(session, visit.who, row),
            steps=consortium_view.sorted_steps(order_steps.next_steps(session, visit.who, row)),
            way=consortium_view.way(row.state),
            milestones=consortium_view.milestones(orders.summary(session, row)),
            may_write=visit.who.may_write(Thing.ORDER) is Extent.ALL,
        )


@router.post("/c/{consortium}/o/{order}/etape")
def take_step(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Take a step of the order's life."""
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.ORDER, write=True)
        step = life.find(Living.ORDER, typed["step"])
        order_steps.take(session, visit.who, row, step.name, reason=typed.text("reason"))
    # What takes it back at once is offered; what needs a reason is asked for on the page.
    needs_reason = bool(step.undone_by) and life.find(Living.ORDER, step.undone_by).needs_reason
    return visit.to(
        f"/c/{consortium}/o/{order}",
        N_("Fait."),
        undo=f"/c/{consortium}/o/{order}/etape" if step.undone_by and not needs_reason else "",
        undo_values={"step": step.undone_by},
    )


@router.post("/c/{consortium}/o/{order}/annulation")
def cancel(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Cancel an order for which nothing was bought or made yet."""
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.ORDER, write=True)
        endings.cancel(session, visit.who, row, reason=typed.text("reason"))
    return visit.to(f"/c/{consortium}/o/{order}", N_("Commande annulée."))
