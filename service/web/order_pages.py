"""The data of an order: read as tables, each thing changed by a form of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from service.db import repositories, tables
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, asking, beginning, orders, own_view
from service.usecases.rights import Extent, Thing
from service.web import (
    downloads,
    order_fields,
    order_forms,
    order_head_view,
    order_rows,
    order_shortcuts,
    order_view,
)
from service.web.order_fields import FRAME, WORKSHOP, Form
from service.web.order_forms import Known
from service.web.order_head_pages import MORE
from service.web.typed import InTyped, Typed, WrongFormError
from service.web.visits import InVisit, Visit

if TYPE_CHECKING:
    from service.db.engine import Session

router = APIRouter()


@router.get("/c/{consortium}/o/{order}/commande")
def show_data(visit: InVisit, consortium: str, order: str) -> Response:
    """Everything that the order says, and what is missing before it can be planned."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.ORDER)
        parts = list(repositories.parts(session, row.id))
        options = order_forms.options_of(parts, visit.texts)
        checked = orders.problem(session, row)
        told = own_view.findings_of(session, visit.who, row, checked.findings)
        sees_all = visit.who.may_read(Thing.CAPACITIES) is Extent.ALL
        head = own_view.head_of(session, visit.who, row)
        return visit.page(
            "order/data.html",
            section="data",
            stages=beginning.stages(session, visit.who, row),
            said=order_view.findings(checked, told, visit.texts),
            sections=order_view.sections(
                parts,
                options,
                visit.texts,
                workshops=None if sees_all else visit.who.workshops,
            ),
            head=[
                (visit.texts.gettext(N_("Client")), row.customer or "—"),
                *order_head_view.facts(FRAME, head, options, visit.texts),
            ],
            stock=order_head_view.tables_of(FRAME, head, options, visit.texts),
            others=order_head_view.others(head, options, visit.texts),
            may_write=_may_write(visit, row),
            is_empty=not parts,
            is_readable=checked.problem is not None,
            to_say=order_view.checklist(row, parts, visit.texts),
        )


# -- the parts ----------------------------------------------------------------------------------


@router.get("/c/{consortium}/o/{order}/commande/modele/{template}")
def fetch_template(
    visit: InVisit,
    consortium: str,
    order: str,
    template: str,
    atelier: str = "",
    fournisseur: str = "",
) -> Response:
    """A workbook to fill in, prefilled with what the order knows."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.ORDER)
        return downloads.template(session, visit, row, template, atelier, fournisseur)


@router.get("/c/{consortium}/o/{order}/commande/{slug}")
def show_part(
    visit: InVisit, consortium: str, order: str, slug: str, code: str = "", n: int = -1
) -> Response:
    """The form of one thing; without a code, of a new one."""
    with visit.reading(consortium) as session:
        form = _form(slug)
        row = visit.order_in(session, order, Thing.ORDER)
        access.need_write(visit.who, Thing.ORDER)
        return _part_page(visit, session, row, form, code, n)


def _part_page(
    visit: Visit, session: Session, row: tables.Order, form: Form, code: str, at: int
) -> Response:
    parts = list(repositories.parts(session, row.id))
    options = order_forms.options_of(parts, visit.texts)
    there = next((p for p in parts if (p.kind, p.code) == (form.kind, code)), None)
    is_new = not code or (bool(form.within) and at < 0)
    if (code and there is None) or (there is not None and not _has(form, there, at)):
        raise access.not_found()
    boxes = order_forms.blank_boxes(form)
    if there is not None and not is_new:
        boxes = order_forms.boxes(form, there.data, at, options, visit.texts)
    faults = visit.refusal.faults if isinstance(visit.refusal, WrongFormError) else {}
    theirs: Mapping[str, Any] = {}
    if isinstance(visit.refusal, ServiceRefusalError):
        theirs = visit.refusal.theirs or {}
    typed, lines = visit.typed, boxes.lines
    if "version" in typed:
        lines = {
            r.name: order_rows.typed_lines(r, typed, 3 if typed[MORE] == r.name else 0)
            for r in form.rows
        }
    differences = []
    if "data" in theirs:
        differences = order_forms.differences(form, theirs["data"], at, typed, options, visit.texts)
    thing = there.data.get("", {}) if there is not None else {}
    answer = session.get(tables.Answer, (row.id, code)) if form.kind == "workshop" else None
    return visit.page(
        "order/part.html",
        section="data",
        form=form,
        boxes=order_forms.Boxes(values=boxes.values, lines=lines, filled=boxes.filled),
        folds=order_forms.folds(form, boxes, typed, faults),
        options=options,
        code=code,
        n=at,
        is_new=is_new,
        name=thing.get("name") or code,
        version=theirs.get("version", there.version if there is not None else 0),
        is_conflict="data" in theirs,
        differences=differences,
        waits_for_answer=answer is not None and answer.state != "answered",
        query=urlencode({"code": code, "n": at}),
    )


@router.post("/c/{consortium}/o/{order}/commande/{slug}")
def write_part(
    visit: InVisit,
    consortium: str,
    order: str,
    slug: str,
    typed: InTyped,
    code: str = "",
    n: int = -1,
) -> Response:
    """Write one thing as its form says."""
    try:
        with visit.writing(consortium) as session:
            form = _form(slug)
            row = visit.order_in(session, order, Thing.ORDER, write=True)
            parts = list(repositories.parts(session, row.id))
            there = next((p for p in parts if (p.kind, p.code) == (form.kind, code)), None)
            if MORE in typed:
                visit.typed = typed
                return _part_page(visit, session, row, form, code, n)
            if there is None and (code or form.within):
                raise access.not_found()
            known = _known(row, parts, visit)
            kept = code or _new_code(form, typed, parts)
            before = there.data if there is not None else {}
            data = order_forms.read(form, typed, before, n, kept, known)
            if form is WORKSHOP:
                order_shortcuts.complete_workshop(data, kept, typed, known)
            version = typed.whole("version", 0)
            typed.check()
            orders.change_part(session, visit.who, row, form.part_kind, kept, data, version)
            if form.kind == "workshop" and "answered" in typed:
                asking.confirm(session, visit.who, row, kept)
    except RefusedError as refusal:
        return show_part(visit.refused(refusal, typed), consortium, order, slug, code, n)
    place = "fournisseurs" if form.within else _PLACES[form.slug]
    return visit.to(f"/c/{consortium}/o/{order}/commande#{place}", N_("Enregistré."))


@router.post("/c/{consortium}/o/{order}/commande/{slug}/retirer")
def remove_part(
    visit: InVisit,
    consortium: str,
    order: str,
    slug: str,
    typed: InTyped,
    code: str = "",
    n: int = -1,
) -> Response:
    """Take one thing out of the order."""
    try:
        with visit.writing(consortium) as session:
            form = _form(slug)
            row = visit.order_in(session, order, Thing.ORDER, write=True)
            version = typed.whole("version", 0)
            if not form.within:
                orders.remove_part(session, visit.who, row, form.part_kind, code, version)
            else:
                there = repositories.part(session, row.id, form.part_kind, code)
                # Without its place in the list it is a new one, which is not there yet.
                if there is None or n < 0 or not _has(form, there, n):
                    raise access.not_found()
                listed = [x for i, x in enumerate(there.data[form.within]) if i != n]
                data = {**there.data, form.within: listed}
                orders.change_part(session, visit.who, row, form.part_kind, code, data, version)
    except RefusedError as refusal:
        if isinstance(refusal, ServiceRefusalError) and refusal.code is Refusal.NOT_FOUND:
            raise
        return show_part(visit.refused(refusal), consortium, order, slug, code, n)
    return visit.to(f"/c/{consortium}/o/{order}/commande", N_("Retiré de la commande."))


_PLACES = {
    "produit": "produits",
    "jalon": "jalons",
    "lieu": "lieux",
    "client": "clients",
    "matiere": "matieres",
    "fournisseur": "fournisseurs",
    "atelier": "ateliers",
    "poste": "postes",
}


def _form(slug: str) -> Form:
    form = order_fields.FORMS.get(slug)
    if form is None:
        raise access.not_found()
    return form


def _has(form: Form, part: tables.Part, at: int) -> bool:
    """Whether a part has the thing of a list that is named; a new one is not there yet."""
    return not form.within or -1 <= at < len(part.data.get(form.within, []))


def _known(row: tables.Order, parts: list[tables.Part], visit: Visit) -> Known:
    start = row.head.get("start")
    return Known(
        options=order_forms.options_of(parts, visit.texts),
        texts=visit.texts,
        start=date.fromisoformat(start) if start else None,
    )


def _new_code(form: Form, typed: Typed, parts: list[tables.Part]) -> str:
    wanted = typed.text("new_code", most=60)
    if wanted:
        if any((p.kind, p.code) == (form.kind, wanted) for p in parts):
            typed.faults["new_code"] = order_rows.TAKEN
        return wanted
    taken = {p.code for p in parts}
    if form.kind == "demand":
        n = 1 + sum(1 for p in parts if p.kind == "demand")
        while f"J{n}" in taken:
            n += 1
        return f"J{n}"
    return order_rows.free_code(typed["name"], taken, form.slug)


def _may_write(visit: Visit, row: tables.Order) -> bool:
    is_open = row.state in orders.OPEN_STATES
    return is_open and visit.who.may_write(Thing.ORDER) is Extent.ALL
