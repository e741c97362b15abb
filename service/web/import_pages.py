"""Files read into an order: dropped, looked at, answered, applied or given up, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from service.db import file_rows, job_rows, tables
from service.dependencies import get_bell
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.handing_over import handed_over
from service.i18n import N_
from service.usecases import access, files, import_reading, order_imports
from service.usecases.files import Upload
from service.usecases.order_imports import Kind
from service.usecases.rights import Role, Thing
from service.web import import_view
from service.web.typed import InTyped, Typed
from service.web.visits import InVisit, Visit, inside

if TYPE_CHECKING:
    from service.db.engine import Session

router = APIRouter()
_ENDS = ("done", "failed", "cancelled")


@router.post("/c/{consortium}/o/{order}/imports")
def send_files(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Take files to read into the order, then show what they say."""
    at = f"/c/{consortium}/o/{order}"
    sent = uploads(visit, typed.files("files"))
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.ORDER)
        begun = order_imports.begin(
            session, visit.who, row, kind_of(typed), sent, typed["workshop"]
        )
        number = begun.id
    read(visit, number)
    return visit.to(f"{at}/imports/{number}")


@router.get("/c/{consortium}/o/{order}/imports/{number}")
def show_import(visit: InVisit, consortium: str, order: str, number: str) -> Response:
    """What files say: faults, questions, what would change; or how far reading them is."""
    with visit.reading(consortium) as session:
        row, found = _found(visit, session, order, number)
        seen = import_view.seen(found, visit.texts)
        is_coordinator = Role.COORDINATOR in visit.who.roles
        return visit.page(
            "imports/import.html",
            section=_section(found, is_coordinator=is_coordinator),
            row=found,
            kind=import_view.KINDS[found.kind],
            state=import_view.STATES[found.state],
            states=import_view.STATES,
            fates=import_view.FATES,
            seen=seen,
            replies={f: import_view.reply(f, seen, visit.texts) for f in seen.errors if f},
            job=_job(session, row, found),
            may_write=_may_write(visit, found),
            back=_back(found, is_coordinator=is_coordinator),
            is_coordinator=is_coordinator,
        )


@router.get("/c/{consortium}/o/{order}/imports/{number}/etat")
def show_reading(visit: InVisit, consortium: str, order: str, number: str) -> Response:
    """How far reading large files is, for the script of the page."""
    with visit.reading(consortium) as session:
        row, found = _found(visit, session, order, number)
        return visit.part("imports/reading.html", row=found, job=_job(session, row, found))


@router.post("/c/{consortium}/o/{order}/imports/{number}/reponses")
def answer(visit: InVisit, consortium: str, order: str, number: str, typed: InTyped) -> Response:
    """Keep answers to questions and read the files again with them."""
    at = f"/c/{consortium}/o/{order}/imports/{number}"
    try:
        with visit.writing(consortium) as session:
            row, found = _found(visit, session, order, number)
            seen = import_view.seen(found, visit.texts)
            given = import_view.answers(typed, (*seen.open, *seen.confirmed))
            order_imports.answer(
                session,
                visit.who,
                row,
                found,
                given,
                typed.whole("version", 0),
                accepts="accept" in typed,
            )
    except RefusedError as refusal:
        return show_import(visit.refused(refusal, typed), consortium, order, number)
    read(visit, number)
    return visit.to(at, N_("Fichiers relus avec vos réponses."))


@router.post("/c/{consortium}/o/{order}/imports/{number}/appliquer")
def apply(visit: InVisit, consortium: str, order: str, number: str, typed: InTyped) -> Response:
    """Make the order say what was shown: all of it, or nothing."""
    at = f"/c/{consortium}/o/{order}/imports/{number}"
    try:
        with visit.writing(consortium) as session:
            row, found = _found(visit, session, order, number)
            order_imports.apply(session, visit.who, row, found, typed.whole("version", 0))
            version = found.version
    except RefusedError as refusal:
        return show_import(visit.refused(refusal, typed), consortium, order, number)
    return visit.to(
        at,
        N_("Appliqué : la commande dit maintenant ce que disent les fichiers."),
        undo=f"{at}/annuler",
        undo_values={"version": str(version)},
    )


@router.post("/c/{consortium}/o/{order}/imports/{number}/annuler")
def undo(visit: InVisit, consortium: str, order: str, number: str, typed: InTyped) -> Response:
    """Put back everything that an import replaced."""
    at = f"/c/{consortium}/o/{order}/imports/{number}"
    try:
        with visit.writing(consortium) as session:
            row, found = _found(visit, session, order, number)
            order_imports.undo(session, visit.who, row, found, typed.whole("version", 0))
    except RefusedError as refusal:
        return show_import(visit.refused(refusal, typed), consortium, order, number)
    return visit.to(at, N_("Annulé : tout est comme avant ces fichiers."))


@router.post("/c/{consortium}/o/{order}/imports/{number}/relire")
def read_again(
    visit: InVisit, consortium: str, order: str, number: str, typed: InTyped
) -> Response:
    """Read the files once more: the order may have changed since."""
    at = f"/c/{consortium}/o/{order}/imports/{number}"
    try:
        with visit.writing(consortium) as session:
            row, found = _found(visit, session, order, number)
            version = typed.whole("version", 0)
            order_imports.answer(session, visit.who, row, found, {}, version)
    except RefusedError as refusal:
        return show_import(visit.refused(refusal, typed), consortium, order, number)
    read(visit, number)
    return visit.to(at, N_("Fichiers relus."))


@router.post("/c/{consortium}/o/{order}/imports/{number}/abandonner")
def drop(visit: InVisit, consortium: str, order: str, number: str, typed: InTyped) -> Response:
    """Give up files that were not applied."""
    with visit.writing(consortium) as session:
        row, found = _found(visit, session, order, number)
        order_imports.drop(session, visit.who, row, found, typed.whole("version", 0))
        is_coordinator = Role.COORDINATOR in visit.who.roles
        back = f"/c/{consortium}/o/{order}{_back(found, is_coordinator=is_coordinator)}"
    return visit.to(inside(back), N_("Abandonné : rien n'a été changé."))


@router.get("/c/{consortium}/o/{order}/fichiers/{file}")
def fetch_file(visit: InVisit, consortium: str, order: str, file: str) -> Response:
    """A file, for its reader only."""
    with visit.reading(consortium) as session:
        visit.order_in(session, order, Thing.ORDER_SUMMARY)
        row = files.of_id(session, visit.who, file)
        content = file_rows.content(session, row.id)
        return handed_over(row.name, row.media_type, content)


# -- pieces that other pages use too ------------------------------------------------------------


def uploads(visit: Visit, sent: list[tuple[str, bytes]]) -> list[Upload]:
    """The files of a form, together no larger than one file may be.

    Args:
        sent: name and content, as ``Typed.files`` gives them (once: it reads to their end).

    Raises:
        ServiceRefusalError: none, or too much.
    """
    found = [Upload(name=name, content=content) for name, content in sent]
    if not found:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("Choisissez d'abord le fichier à envoyer.")
        )
    most = visit.settings.upload_bytes
    if sum(len(u.content) for u in found) > most:
        raise ServiceRefusalError(
            Refusal.TOO_LARGE,
            N_(
                "Ce fichier est trop grand : au plus {size} Mo. Découpez-le, ou retirez ses images."
            ),
            size=max(1, most // 1_000_000),
        )
    return found


def kind_of(typed: Typed) -> Kind:
    """What the files are about.

    Raises:
        ServiceRefusalError: nothing that is known.
    """
    if typed["kind"] not in {k.value for k in Kind}:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Dites de quoi parle le fichier : {known}."),
            known=", ".join(k.value for k in Kind),
        )
    return Kind(typed["kind"])


def read(visit: Visit, number: str) -> None:
    """Read the files of an import, or have them read when they are large."""
    if import_reading.read(visit.database, number) is not None:
        get_bell(visit.request).ring()


def _found(
    visit: Visit, session: Session, order: str, number: str
) -> tuple[tables.Order, tables.Import]:
    """The order and the import of the address.

    Raises:
        ServiceRefusalError: ``not_found``.
    """
    row = visit.order_in(session, order, Thing.ORDER)
    return row, order_imports.of_id(session, visit.who, row, number)


def _job(session: Session, order: tables.Order, row: tables.Import) -> tables.Job | None:
    """The work that reads an import, the newest."""
    if row.state != "reading":
        return None
    return next(
        (j for j in job_rows.of_order(session, order.id) if j.payload.get("import") == row.id), None
    )


def _may_write(visit: Visit, row: tables.Import) -> bool:
    thing = files.ABOUT[row.kind][0]
    try:
        access.need_write(visit.who, thing, row.workshop or None)
    except ServiceRefusalError:
        return False
    return True


def _section(row: tables.Import, *, is_coordinator: bool) -> str:
    if row.kind == "costs":
        return "own_costs"
    if row.kind == "workbook":
        return "data"
    if is_coordinator:
        return "monday" if row.kind == "followup" else "collecting"
    return "declare" if row.kind == "followup" else "capacities"


def _back(row: tables.Import, *, is_coordinator: bool) -> str:
    """The page where such files are sent, after the order's address."""
    if row.kind == "workbook":
        return "/commande"
    if row.kind == "costs":
        return f"/atelier/couts?atelier={row.workshop}"
    if row.workshop and not is_coordinator:
        page = "declarer" if row.kind == "followup" else "capacites"
        return f"/atelier/{page}?atelier={row.workshop}"
    return "/collecte"
