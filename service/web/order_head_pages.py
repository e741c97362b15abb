"""What belongs to no part of an order: its frame, its money terms, where it starts from, what is imposed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from service.db import conversion, repositories, tables
from service.errors import RefusedError, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, orders
from service.usecases.rights import Thing
from service.web import order_fields, order_forms, order_head_view, order_rows, order_shortcuts
from service.web.order_fields import FRAME, Form
from service.web.order_forms import Known
from service.web.typed import InTyped, Typed, WrongFormError
from service.web.visits import InVisit, Visit

if TYPE_CHECKING:
    from service.db.engine import Session

router = APIRouter()
MORE = "more"


@router.get("/c/{consortium}/o/{order}/commande/cadre")
def show_frame(visit: InVisit, consortium: str, order: str) -> Response:
    """The form of the frame: title, start, key, holidays, hub, stock."""
    return _show(visit, consortium, order, FRAME)


@router.post("/c/{consortium}/o/{order}/commande/cadre")
def change_frame(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Write the frame."""
    return _change(visit, consortium, order, FRAME, typed)


@router.get("/c/{consortium}/o/{order}/commande/cadre/{head}")
def show_head(visit: InVisit, consortium: str, order: str, head: str) -> Response:
    """The form of something else that belongs to no part."""
    return _show(visit, consortium, order, _form(head))


@router.post("/c/{consortium}/o/{order}/commande/cadre/{head}")
def change_head(visit: InVisit, consortium: str, order: str, head: str, typed: InTyped) -> Response:
    """Write it."""
    return _change(visit, consortium, order, _form(head), typed)


def _form(slug: str) -> Form:
    form = order_fields.HEADS.get(slug)
    if form is None or form is FRAME:
        raise access.not_found()
    return form


def _show(visit: Visit, consortium: str, order: str, form: Form) -> Response:
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.ORDER)
        access.need_write(visit.who, Thing.ORDER)
        if form is not FRAME and not row.head.get("start"):
            return visit.to(
                f"/c/{consortium}/o/{order}{order_head_view.address_of(FRAME)}",
                N_("Dites d'abord quand le travail commence."),
            )
        return _page(visit, session, row, form)


def _page(visit: Visit, session: Session, row: tables.Order, form: Form) -> Response:
    options = order_forms.options_of(repositories.parts(session, row.id), visit.texts)
    boxes = order_forms.boxes(form, row.head, -1, options, visit.texts)
    faults = visit.refusal.faults if isinstance(visit.refusal, WrongFormError) else {}
    theirs = (visit.refusal.theirs or {}) if isinstance(visit.refusal, ServiceRefusalError) else {}
    typed, lines = visit.typed, boxes.lines
    if "version" in typed:
        lines = {
            r.name: order_rows.typed_lines(r, typed, 3 if typed[MORE] == r.name else 0)
            for r in form.rows
        }
    differences = []
    if "head" in theirs:
        differences = order_forms.differences(form, theirs["head"], -1, typed, options, visit.texts)
    return visit.page(
        "order/head.html",
        section="data",
        form=form,
        is_frame=form is FRAME,
        here=order_head_view.address_of(form),
        boxes=order_forms.Boxes(values=boxes.values, lines=lines, filled=boxes.filled),
        folds=order_forms.folds(form, boxes, typed, faults),
        options=options,
        version=theirs.get("version", row.version),
        is_conflict="version" in theirs,
        differences=differences,
        customers=sorted({o.customer for o in orders.visible(session, visit.who) if o.customer}),
    )


def _change(visit: Visit, consortium: str, order: str, form: Form, typed: Typed) -> Response:
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.ORDER, write=True)
            if MORE in typed:
                visit.typed = typed
                return _page(visit, session, row, form)
            _write(visit, session, row, form, typed)
    except RefusedError as refusal:
        return _show(visit.refused(refusal, typed), consortium, order, form)
    return visit.to(f"/c/{consortium}/o/{order}/commande#{form.slug}", N_("Enregistré."))


def _write(visit: Visit, session: Session, row: tables.Order, form: Form, typed: Typed) -> None:
    parts = repositories.parts(session, row.id)
    start = row.head.get("start")
    known = Known(
        options=order_forms.options_of(parts, visit.texts),
        texts=visit.texts,
        start=date.fromisoformat(start) if start else None,
    )
    head = order_forms.read(form, typed, row.head, -1, "", known)
    title, customer = row.title, row.customer
    if form is FRAME:
        title = typed.text("title", needed=True, most=300)
        customer = typed.text("customer", most=200)
        problem = None
        if not typed.faults:
            problem, _ = conversion.problem_of(
                row.code, {"title": title, **head}, [conversion.part_data(p) for p in parts]
            )
        order_shortcuts.add_holidays(head, problem, typed, known)
    version = typed.whole("version", 0)
    typed.check()
    orders.change_head(session, visit.who, row, head, version)
    if (title, customer) != (row.title, row.customer):
        orders.rename(session, visit.who, row, title=title, customer=customer, version=row.version)
