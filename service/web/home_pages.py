"""Where everybody arrives: consortia, their orders, and what waits for the person who comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response

from service.db import life_rows, repositories, tables
from service.errors import RefusedError
from service.i18n import N_
from service.usecases import (
    access,
    beginning,
    consortia,
    endings,
    life,
    order_steps,
    orders,
    progress,
    waiting,
)
from service.usecases.life import Living
from service.usecases.rights import Extent, Role, Thing
from service.web import consortium_view, overview_view, planned, standing_view
from service.web.typed import InTyped
from service.web.visits import InVisit, Visit

if TYPE_CHECKING:
    from service.db.engine import Session

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
                    "stages": beginning.stages(session, actor),
                    "orders": [
                        {"row": o, "waiting": waiting.for_person(session, actor, o)} for o in rows
                    ],
                }
            )
        is_facilitator = any(Role.FACILITATOR in g["actor"].roles for g in found)
        return visit.page(
            "home.html",
            groups=found,
            is_facilitator=is_facilitator,
            stages=beginning.before_all(),
        )


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
            stages=beginning.stages(session, visit.who, row),
            steps=consortium_view.sorted_steps(order_steps.next_steps(session, visit.who, row)),
            way=consortium_view.way(row.state),
            milestones=consortium_view.milestones(orders.summary(session, row)),
            **_progress(visit, session, row),
            may_write=visit.who.may_write(Thing.ORDER) is Extent.ALL,
        )


def _progress(visit: Visit, session: Session, row: tables.Order) -> dict[str, Any]:
    """How far an order in production is, for who may know."""
    found = None
    if row.state in ("production", "closed") and visit.who.may_read(Thing.PROGRESS):
        products, last = overview_view.parts_of(repositories.parts(session, row.id))
        made = None
        if visit.who.may_read(Thing.PRODUCTION) is Extent.ALL:
            made = overview_view.finished(life_rows.declarations(session, row.id), last)
        milestones = progress.of_order(session, visit.who, row)
        found = overview_view.following(milestones, products, made)
    if found is None:
        return {"following": None}
    return {
        "following": found,
        "following_said": overview_view.sentence(found, visit.texts),
        "next_said": overview_view.next_sentence(found, visit.texts),
        "behind_said": _behind(visit, session, row),
        "picture": overview_view.picture(found, visit.texts),
    }


def _behind(visit: Visit, session: Session, row: tables.Order) -> str:
    """That production is behind the plan, in as much detail as the person may know; "" when not."""
    plan = repositories.plan_in_state(session, row.id, "adopted")
    if plan is None or row.state != "production":
        return ""
    found = standing_view.of_order(session, visit.who, row, plan)
    if not found.is_behind or not standing_view.may_know_all(visit.who):
        return standing_view.buyer_sentence(found, visit.texts)
    return standing_view.sentence(found, planned.whole_facts(plan), visit.texts)


@router.post("/c/{consortium}/o/{order}/etape")
def take_step(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Take a step of the order's life."""
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.ORDER, write=True)
        step = life.find(Living.ORDER, typed["step"])
        order_steps.take(session, visit.who, row, step.name, reason=typed.text("reason"))
    return visit.to(
        f"/c/{consortium}/o/{order}",
        N_("Fait."),
        undo=f"/c/{consortium}/o/{order}/etape",
        undo_values=visit.undoing(step),
    )


@router.post("/c/{consortium}/o/{order}/annulation")
def cancel(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Cancel an order for which nothing was bought or made yet."""
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.ORDER, write=True)
        endings.cancel(session, visit.who, row, reason=typed.text("reason"))
    return visit.to(f"/c/{consortium}/o/{order}", N_("Commande annulée."))
