"""The data of an order: read as tables, each thing changed by a form of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from service.db import repositories, tables
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, asking, orders, own_view
from service.usecases.rights import Extent, Thing
from service.web import downloads, order_fields, order_forms, order_view
from service.web.order_fields import Form
from service.web.typed import InTyped, Typed
from service.web.visits import InVisit, Visit

if TYPE_CHECKING:
    from service.db.engine import Session

router = APIRouter()
_MORE = "more"


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
        return visit.page(
            "order/data.html",
            section="data",
            said=order_view.findings(checked, told, visit.texts),
            sections=order_view.sections(
                parts,
                options,
                visit.texts,
                workshops=None if sees_all else visit.who.workshops,
            ),
            head=_head_shown(row, options, visit),
            may_write=_may_write(visit, row),
            is_empty=not parts,
            is_readable=checked.problem is not None,
            to_say=order_view.checklist(row, parts, visit.texts),
        )


@router.get("/c/{consortium}/o/{order}/commande/cadre")
def show_head(visit: InVisit, consortium: str, order: str) -> Response:
    """The form of what belongs to no part: title, start, key, holidays, stock."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.ORDER)
        access.need_write(visit.who, Thing.ORDER)
        return _head_page(visit, session, row)


def _head_page(visit: Visit, session: Session, row: tables.Order) -> Response:
    options = order_forms.options_of(repositories.parts(session, row.id), visit.texts)
    stock = row.head.get("opening", {}).get("materials", [])
    boxes = order_forms.rows_boxes(order_fields.STOCK, stock, options, visit.texts)
    values = {
        f.name: order_forms.text_of(f, row.head.get(f.name, f.blank), options, visit.texts)
        for f in order_fields.HEAD
    }
    lines = boxes.lines
    if "version" in visit.typed:
        more = 3 if _MORE in visit.typed else 0
        lines = {"materials": order_forms.typed_lines(order_fields.STOCK, visit.typed, more)}
    return visit.page(
        "order/head.html",
        section="data",
        fields=order_fields.HEAD,
        rows=order_fields.STOCK,
        boxes=order_forms.Boxes(values=values | boxes.values, lines=lines),
        options=options,
        version=row.version,
        customers=sorted({o.customer for o in orders.visible(session, visit.who) if o.customer}),
    )


@router.post("/c/{consortium}/o/{order}/commande/cadre")
def change_head(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Write what belongs to no part."""
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.ORDER, write=True)
            options = order_forms.options_of(repositories.parts(session, row.id), visit.texts)
            head: dict[str, Any] = dict(row.head)
            for field in order_fields.HEAD:
                head[field.name] = order_forms.read_value(field, field.name, typed, options)
            opening = dict(head.get("opening") or {})
            opening["materials"] = order_forms.read_rows(
                order_fields.STOCK, typed, opening.get("materials") or (), "", options
            )
            head["opening"] = opening
            title = typed.text("title", needed=True, most=300)
            customer = typed.text("customer", most=200)
            version = typed.whole("version", 0)
            if _MORE in typed:
                visit.typed = typed
                return _head_page(visit, session, row)
            typed.check()
            orders.change_head(session, visit.who, row, head, version)
            if (title, customer) != (row.title, row.customer):
                orders.rename(
                    session,
                    visit.who,
                    row,
                    title=title,
                    customer=customer,
                    version=row.version,
                )
    except RefusedError as refusal:
        return show_head(visit.refused(refusal, typed), consortium, order)
    return visit.to(f"/c/{consortium}/o/{order}/commande", N_("Enregistré."))


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
    theirs: Mapping[str, Any] = {}
    if isinstance(visit.refusal, ServiceRefusalError):
        theirs = visit.refusal.theirs or {}
    typed, lines = visit.typed, boxes.lines
    if "version" in typed:
        lines = {
            r.name: order_forms.typed_lines(r, typed, 3 if typed[_MORE] == r.name else 0)
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
        boxes=order_forms.Boxes(values=boxes.values, lines=lines),
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
            if _MORE in typed:
                visit.typed = typed
                return _part_page(visit, session, row, form, code, n)
            if there is None and (code or form.within):
                raise access.not_found()
            options = order_forms.options_of(parts, visit.texts)
            kept = code or _new_code(form, typed, parts)
            before = there.data if there is not None else {}
            data = order_forms.read(form, typed, before, n, kept, options)
            version = typed.whole("version", 0)
            typed.check()
            orders.change_part(session, visit.who, row, form.kind, kept, data, version)
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
                orders.remove_part(session, visit.who, row, form.kind, code, version)
            else:
                there = repositories.part(session, row.id, form.kind, code)
                if there is None or not _has(form, there, n):
                    raise access.not_found()
                listed = [x for i, x in enumerate(there.data[form.within]) if i != n]
                data = {**there.data, form.within: listed}
                orders.change_part(session, visit.who, row, form.kind, code, data, version)
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


def _new_code(form: Form, typed: Typed, parts: list[tables.Part]) -> str:
    taken = {p.code for p in parts}
    if form.kind == "demand":
        n = 1 + sum(1 for p in parts if p.kind == "demand")
        while f"J{n}" in taken:
            n += 1
        return f"J{n}"
    return order_forms.free_code(typed["name"], taken, form.slug)


def _may_write(visit: Visit, row: tables.Order) -> bool:
    is_open = row.state in orders.OPEN_STATES
    return is_open and visit.who.may_write(Thing.ORDER) is Extent.ALL


def _head_shown(
    row: tables.Order, options: order_forms.Options, visit: Visit
) -> list[tuple[str, str]]:
    texts = visit.texts
    found = [(texts.gettext(N_("Client")), row.customer)]
    for field in order_fields.HEAD:
        value = row.head.get(field.name, field.blank)
        if field.kind == "days":
            value = value or ()
            found.append((texts.gettext(field.label), texts.number(len(value))))
        else:
            shown = order_forms.said(field, value, options, texts)
            found.append((texts.gettext(field.label), shown))
    stock = row.head.get("opening", {}).get("materials", [])
    units = [order_forms.said(order_fields.STOCK.columns[1], x["thousandths"], options, texts)
             + " " + order_forms.said(order_fields.STOCK.columns[0], x["material"], options, texts)
             for x in stock]  # fmt: skip
    found.append((texts.gettext(order_fields.STOCK.label), " ; ".join(units)))
    return [(label, value or "—") for label, value in found]
