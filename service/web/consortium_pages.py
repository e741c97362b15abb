"""A consortium: its orders and workshops; a new order."""

from __future__ import annotations

from pathlib import PurePath

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from service.db import repositories
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.i18n import N_
from service.usecases import (
    access,
    beginning,
    consortia,
    order_imports,
    orders,
    profiles,
    templates,
    waiting,
)
from service.usecases.order_imports import Kind
from service.usecases.rights import Extent, Role, Thing
from service.web import consortium_view, downloads, import_pages
from service.web.typed import InTyped, Typed
from service.web.visits import InVisit

router = APIRouter()


@router.get("/c/{consortium}")
def show_consortium(visit: InVisit, consortium: str) -> Response:
    """Orders of a consortium and its workshops."""
    with visit.reading(consortium) as session:
        actor = visit.who
        rows = orders.visible(session, actor)
        may_write = actor.may_write(Thing.CONSORTIUM) is Extent.ALL
        if len(rows) == 1 and not may_write and visit.refusal is None:
            return RedirectResponse(f"/c/{consortium}/o/{rows[0].code}", 303)
        members = []
        if actor.may_read(Thing.CONSORTIUM):
            people = repositories.people_of(session, consortium)
            members = consortium_view.members(repositories.members(session, consortium), people)
        cards = [
            consortium_view.card(
                o, orders.summary(session, o), waiting.for_person(session, actor, o)
            )
            for o in rows
        ]
        return visit.page(
            "consortium/consortium.html",
            stages=beginning.stages(session, actor),
            going=[c for c in cards if c.row.state not in consortium_view.OVER],
            over=[c for c in cards if c.row.state in consortium_view.OVER],
            members=members,
            may_write=may_write,
            sees_people=actor.may_read(Thing.PEOPLE) is not Extent.NONE,
            is_coordinator=Role.COORDINATOR in actor.roles,
        )


@router.post("/c/{consortium}/ateliers")
def add_member(visit: InVisit, consortium: str, typed: InTyped) -> Response:
    """A workshop joins."""
    try:
        name = typed.text("name", needed=True, most=200)
        typed.check()
        with visit.writing(consortium) as session:
            consortia.add_member(session, visit.who, name)
    except RefusedError as refusal:
        return show_consortium(visit.refused(refusal, typed), consortium)
    return visit.to(
        f"/c/{consortium}#ateliers",
        N_("« {name} » est du groupement. Invitez quelqu'un qui parle pour lui."),
        name=name,
    )


@router.get("/c/{consortium}/classeur-vierge")
def fetch_blank(visit: InVisit, consortium: str) -> Response:
    """The blank order workbook."""
    with visit.reading(consortium):
        return downloads.workbook(templates.blank(visit.texts))


@router.get("/c/{consortium}/nouvelle-commande")
def show_new_order(visit: InVisit, consortium: str) -> Response:
    """The form of a new order."""
    with visit.reading(consortium) as session:
        access.need_write(visit.who, Thing.ORDER)
        rows = orders.visible(session, visit.who)
        return visit.page(
            "consortium/new_order.html",
            stages=beginning.stages(session, visit.who),
            former=[(o.code, o.title) for o in rows],
            customers=sorted({o.customer for o in rows if o.customer}),
        )


@router.post("/c/{consortium}/nouvelle-commande")
def create_order(visit: InVisit, consortium: str, typed: InTyped) -> Response:
    """A new order: empty, from a former one, or from a workbook that is read at once."""
    number = ""
    try:
        begins = typed["begins"] or "empty"
        files = typed.files("files") if begins == "workbook" else []
        title = typed.text("title", most=300) or _title(files)
        customer = typed.text("customer", most=200)
        _check(typed, begins, title)
        with visit.writing(consortium) as session:
            row = orders.create(session, visit.who, title=title, customer=customer)
            code = row.code
            if begins == "former":
                profiles.start_from(session, visit.who, row, typed["former"])
            elif begins == "workbook":
                sent = import_pages.uploads(visit, files)
                number = order_imports.begin(session, visit.who, row, Kind.WORKBOOK, sent).id
    except RefusedError as refusal:
        return show_new_order(visit.refused(refusal, typed), consortium)
    at = f"/c/{consortium}/o/{code}"
    if number:
        import_pages.read(visit, number)
        return visit.to(
            f"{at}/imports/{number}", N_("Commande créée ; voici ce que dit le classeur.")
        )
    if begins == "former":
        return visit.to(
            f"{at}/commande",
            N_(
                "Commande créée avec les produits, offres et ateliers de l'ancienne : donnez ses dates."
            ),
        )
    return visit.to(f"{at}/commande", N_("Commande créée : décrivez ce qui est demandé."))


def _title(files: list[tuple[str, bytes]]) -> str:
    """A title from the name of a workbook."""
    return PurePath(files[0][0]).stem.replace("_", " ") if files else ""


def _check(typed: Typed, begins: str, title: str) -> None:
    if not title:
        typed.faults["title"] = N_("À remplir.")
    if begins == "former" and not typed["former"]:
        typed.faults["former"] = N_("Choisissez la commande d'où partir.")
    if begins not in ("empty", "former", "workbook"):
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Dites d'où part la commande : vide, d'une autre, ou d'un classeur."),
        )
    typed.check()
