"""Files received and made: who may send one, what it is, who may have it.

A file is for a named reader. One that was made is for a role (and, for a workshop's, that workshop); one
that was received is for whoever may look at what it is about, told by a thing of the rights table.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from service.db import file_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, audit
from service.usecases.rights import Actor, Extent, Role, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF: Final = "application/pdf"
CALENDAR: Final = "text/calendar"
JSON: Final = "application/json"
ZIP: Final = "application/zip"
_LONGEST_NAME = 200
# What a file that is received is about → (right needed to send it, right needed to have it again).
ABOUT: Final[dict[str, tuple[Thing, Thing]]] = {
    "capacities": (Thing.CAPACITIES, Thing.CAPACITIES),
    "offers": (Thing.IMPORTS, Thing.IMPORTS),
    "followup": (Thing.PRODUCTION, Thing.PRODUCTION),
    "costs": (Thing.COST_LINES, Thing.COST_LINES),
    # An order workbook holds everybody's capacities: not for all who may read the order.
    "workbook": (Thing.ORDER, Thing.IMPORTS),
}
_THINGS: Final = {thing.value: thing for thing in Thing}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


def receive(
    session: Session,
    actor: Actor,
    order: tables.Order,
    upload: Upload,
    about: str,
    workshop: str = "",
) -> tables.File:
    """Keep a file that somebody sends; a workshop sends for itself only.

    Args:
        about: key of ``ABOUT``.
        workshop: of whom it tells, "" for several (the coordinator's) or the sender's only one.

    Raises:
        ServiceRefusalError: no right, another's, nothing in it.
    """
    needed, thing = ABOUT[about]
    workshop = whose(actor, needed, workshop)
    if not upload.content:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("Le fichier « {name} » est vide."), name=clean_name(upload.name)
        )
    if not workshop and thing in (Thing.CAPACITIES, Thing.PRODUCTION):
        thing = Thing.IMPORTS  # it tells of several workshops: none of them may have it
    row = keep(session, order, upload, reader=thing.value, workshop=workshop, by=actor.account_id)
    _note(session, actor, row, "send_file")
    return row


def whose(actor: Actor, thing: Thing, workshop: str) -> str:
    """The workshop for which a person acts: the one named, or the only one it may be.

    Raises:
        ServiceRefusalError: no right over it, or it must be said.
    """
    access.need_write(actor, thing, workshop or None)
    if workshop or actor.may_write(thing) is Extent.ALL:
        return workshop
    if len(actor.workshops) == 1:
        return next(iter(actor.workshops))
    raise ServiceRefusalError(
        Refusal.WRONG_DATA,
        N_("Dites pour lequel de vos ateliers : {workshops}."),
        workshops=", ".join(sorted(actor.workshops)) or "–",
    )


def keep(
    session: Session, order: tables.Order, upload: Upload, *, reader: str, workshop: str, by: str
) -> tables.File:
    """A new file for a reader, told by what it holds."""
    return file_rows.add(
        session,
        consortium_id=order.consortium_id,
        order_id=order.id,
        name=clean_name(upload.name),
        media_type=media_type(upload.content),
        size=len(upload.content),
        sha256=hashlib.sha256(upload.content).hexdigest(),
        reader=reader,
        workshop=workshop,
        content=upload.content,
        created_by=by,
    )


def visible(session: Session, actor: Actor, order: tables.Order) -> list[tables.File]:
    """The files of an order that this person may have, the newest first."""
    return [row for row in file_rows.files(session, order.id) if may_have(actor, row, order)]


def of_id(session: Session, actor: Actor, file_id: str) -> tables.File:
    """A file that this person may have.

    Raises:
        ServiceRefusalError: ``not_found``.
    """
    row = repositories.file(session, actor.consortium_id, file_id)
    order = file_rows.order_by_id(session, row.order_id) if row is not None else None
    if row is None or order is None or not may_have(actor, row, order):
        raise access.not_found()
    return row


def may_have(actor: Actor, row: tables.File, order: tables.Order) -> bool:
    """Whether a person is the reader of a file of an order."""
    thing = _THINGS.get(row.reader)
    if thing is not None:
        return actor.may_read_of(thing, row.workshop)
    if row.reader == Role.WORKSHOP:
        return row.workshop in actor.workshops
    if row.reader == Role.BUYER:
        return actor.buys(order.customer)
    return any(role.value == row.reader for role in actor.roles)


def remove(session: Session, actor: Actor, file_id: str) -> None:
    """Throw a file away: its sender may, and the coordinator what she may have.

    Raises:
        ServiceRefusalError: not there, no right, or something is being read from it.
    """
    row = of_id(session, actor, file_id)
    is_hers = row.created_by == actor.account_id or Role.COORDINATOR in actor.roles
    if actor.is_read_only or not is_hers:
        raise ServiceRefusalError(
            Refusal.NOT_ALLOWED,
            N_("Vous pouvez le lire, pas le changer : demandez à la coordination."),
        )
    if row.order_id is not None and any(
        i.state in ("reading", "asking", "ready") and any(f["id"] == row.id for f in i.files)
        for i in file_rows.imports(session, row.order_id)
    ):
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("Ce fichier est en cours d'import : abandonnez d'abord l'import."),
        )
    _note(session, actor, row, "remove_file")
    session.delete(row)
    session.flush()


def clean_name(name: str) -> str:
    """A name without a path, without what cannot be seen, that still says its kind."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    if not dot:
        return kept[:_LONGEST_NAME] or "fichier"
    return f"{stem[: _LONGEST_NAME - 12]}.{suffix[:10]}" if stem else kept[:_LONGEST_NAME]


def media_type(content: bytes) -> str:
    """What a file is, told by what it holds, never by its name."""
    if content.startswith(b"PK\x03\x04"):
        if b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in content[:200]:
            return "application/vnd.oasis.opendocument.spreadsheet"
        return XLSX if b"xl/workbook" in content else ZIP
    starts = {
        b"\xd0\xcf\x11\xe0": "application/vnd.ms-excel",
        b"%PDF-": PDF,
        b"BEGIN:VCALENDAR": CALENDAR,
        b"\x89PNG\r\n": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
    }
    for start, found in starts.items():
        if content.startswith(start):
            return found
    return _text_type(content)


def _text_type(content: bytes) -> str:
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "application/octet-stream"
    beginning = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if beginning.startswith((b"{", b"[")):
        return JSON
    is_table = any(mark in beginning for mark in (b";", b"\t", b","))
    # A page with scripts is a text like another: it is never shown, only handed over.
    return "text/csv" if is_table and not beginning.startswith(b"<") else "text/plain"


def _note(session: Session, actor: Actor, row: tables.File, action: str) -> None:
    audit.note(
        session,
        actor,
        action,
        f"file:{row.id}",
        order_id=row.order_id,
        detail={"reader": row.reader, "workshop": row.workshop, "size": row.size},
    )
