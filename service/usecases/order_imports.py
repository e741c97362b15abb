"""Files read into an order: sent, looked at, answered, applied all or nothing, undone.

What the files say is found by :mod:`service.usecases.import_looking`, apart from the database; here it
is asked for, kept as a preview, and applied to the parts it was made from, or not at all.
"""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Mapping, Sequence
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from service.db import file_rows, job_rows, life_rows, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import (
    access,
    audit,
    consortia,
    cost_imports,
    files,
    followup_rows,
    import_parts,
    orders,
)
from service.usecases.files import Upload
from service.usecases.rights import Actor, Extent, Thing

if TYPE_CHECKING:
    from optimizer.problem import Problem
    from service.db.engine import Session


class Kind(StrEnum):
    """What is read into an order."""

    WORKBOOK = "workbook"
    CAPACITIES = "capacities"
    OFFERS = "offers"
    FOLLOWUP = "followup"
    COSTS = "costs"


# What is told of one workshop; private figures never come in several at once.
_OF_WORKSHOP: Final = (Kind.CAPACITIES, Kind.FOLLOWUP, Kind.COSTS)
_ALONE: Final = (Kind.WORKBOOK, Kind.COSTS)
# What is read whatever the order says already.
_WITHOUT_ORDER: Final = (Kind.WORKBOOK, Kind.COSTS)


# Files together up to so many bytes are read at once; more are a job.
INLINE_BYTES: Final = 200_000
MOST_FILES: Final = 20
# A workbook unpacks to so many times its bytes.
_USUAL_RATIO: Final = 15
# What of a preview is applied.
_KEPT: Final = ("parts", "head", "title", "assumptions", "rows", "requests", "costs", "told")
# From sent to applied; « dropped » when somebody gave it up.
OPEN_STATES: Final = ("reading", "asking", "refused", "ready")


def begin(
    session: Session,
    actor: Actor,
    order: tables.Order,
    kind: Kind,
    uploads: Sequence[Upload],
    workshop: str = "",
) -> tables.Import:
    """Take files to read into an order; nothing of the order changes yet.

    Raises:
        ServiceRefusalError: no right, another's, not in this state, no file or two of one name.
    """
    workshop = files.whose(actor, files.ABOUT[kind][0], workshop if kind in _OF_WORKSHOP else "")
    _need_state(order, kind)
    names = [files.clean_name(u.name) for u in uploads]
    if not 0 < len(uploads) <= MOST_FILES or (kind in _ALONE and len(uploads) != 1):
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Envoyez de 1 à {most} fichiers ; d'une commande ou de coûts, un seul."),
            most=MOST_FILES,
        )
    twice = next((n for n in names if names.count(n) > 1), "")
    if twice:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Deux fichiers s'appellent « {path} » : renommez-en un."),
            path=twice,
        )
    if kind not in _WITHOUT_ORDER:
        # Said before anything is kept: nobody would ever read these files.
        readable(orders.problem(session, order))
    kept = [files.receive(session, actor, order, u, kind.value, workshop) for u in uploads]
    row = tables.Import(
        order_id=order.id,
        kind=kind.value,
        workshop=workshop,
        state="reading",
        files=[
            {"id": f.id, "name": f.name, "weight": _weight(u.content)}
            for f, u in zip(kept, uploads, strict=True)
        ],
        created_by=actor.account_id,
    )
    session.add(row)
    session.flush()
    _note(session, actor, order, row, "begin_import")
    return row


def readable(found: orders.Checked) -> Problem:
    """The order into which files are read.

    Raises:
        ServiceRefusalError: ``wrong_state``: it says too little.
    """
    if found.problem is None:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("La commande n'est pas encore remplie : complétez-la avant d'y lire des fichiers."),
            findings=found.findings,
        )
    return found.problem


def keep(session: Session, row: tables.Import, answer: Mapping[str, Any]) -> None:
    """Keep what was found in the files of an import, unless it was given up meanwhile."""
    if row.state not in OPEN_STATES:
        return
    order = file_rows.order_by_id(session, row.order_id)
    assert order is not None, "an import goes with its order"
    _drop_marked(session, row)
    marked = []
    for item in answer["marked"]:
        upload = Upload(name=item["name"], content=base64.b64decode(item["content"]))
        thing = files.ABOUT[row.kind][1]
        if not row.workshop and row.kind != Kind.OFFERS:
            thing = Thing.IMPORTS
        made = files.keep(
            session, order, upload, reader=thing.value, workshop=row.workshop, by=row.created_by
        )
        marked.append({"id": made.id, "name": made.name})
    row.state = answer["state"]
    row.preview = {
        **answer["preview"],
        "marked": marked,
        "versions": answer["versions"],
        **{k: answer[k] for k in _KEPT},
        "confirmed": answer["confirmed"],
    }
    row.version += 1
    session.flush()


def answer(
    session: Session,
    actor: Actor,
    order: tables.Order,
    row: tables.Import,
    answers: Mapping[str, Mapping[str, str]],
    version: int | None,
    *,
    accepts: bool = False,
) -> None:
    """Note answers to questions, by file ("" for all) and key; the files must then be read again.

    ``accepts``: everything that was understood, however unsure, is meant so.

    Raises:
        ServiceRefusalError: no right, another version, not open any more.
    """
    _need_write(actor, row)
    _need_open(row)
    _need_state(order, Kind(row.kind))
    access.check_version(row, version, {"answers": row.answers, "state": row.state})
    known: dict[str, dict[str, str]] = {f: dict(a) for f, a in row.answers.items()}
    for file, given in answers.items():
        known.setdefault(file, {}).update(given)
    row.answers = known
    row.preview = {**row.preview, "accepts": accepts}
    row.state = "reading"
    session.flush()


def apply(
    session: Session, actor: Actor, order: tables.Order, row: tables.Import, version: int | None
) -> None:
    """Make the order say what the preview showed: all of it, or nothing.

    Raises:
        ServiceRefusalError: no right, another version, open questions or errors, or the order changed
            since it was looked at.
    """
    _need_write(actor, row)
    _need_state(order, Kind(row.kind))
    if row.state != "ready":
        raise ServiceRefusalError(Refusal.WRONG_STATE, N_("Cet import n'est pas prêt à appliquer."))
    life_rows.hold(session, order)
    access.check_version(row, version, {"state": row.state})
    preview = row.preview
    if row.kind == Kind.FOLLOWUP:
        row.before = followup_rows.apply(session, actor, order, preview["rows"])
    elif row.kind == Kind.COSTS:
        row.before = cost_imports.apply(session, actor, order, row.workshop, preview)
    else:
        row.before = import_parts.apply(session, order, preview)
        checked = orders.problem(session, order)
        if checked.problem is None:
            raise ServiceRefusalError(
                Refusal.WRONG_DATA,
                N_("Les données n'ont pas la forme attendue : voyez le détail."),
                findings=checked.findings,
            )
        if row.kind == Kind.CAPACITIES:
            told = {*preview.get("told", ()), row.workshop} - {""}
            import_parts.mark_answered(session, actor, order, preview["parts"], told)
        elif row.kind == Kind.WORKBOOK:
            # Their own people can now be invited.
            consortia.welcome(session, actor, {w.id: w.name for w in checked.problem.workshops})
    row.state = "applied"
    session.flush()
    _note(session, actor, order, row, "apply_import")


def undo(
    session: Session, actor: Actor, order: tables.Order, row: tables.Import, version: int | None
) -> None:
    """Put back everything that an import replaced.

    Raises:
        ServiceRefusalError: no right, another version, not applied, or something of it was changed since.
    """
    _need_write(actor, row)
    _need_state(order, Kind(row.kind))
    if row.state != "applied":
        raise ServiceRefusalError(Refusal.WRONG_STATE, N_("Cet import n'est pas appliqué."))
    life_rows.hold(session, order)
    access.check_version(row, version, {"state": row.state})
    if row.kind == Kind.FOLLOWUP:
        followup_rows.undo(session, actor, order, row.before)
    elif row.kind == Kind.COSTS:
        cost_imports.undo(session, actor, order, row.workshop, row.before)
    else:
        import_parts.undo(session, order, row.before)
    row.state = "undone"
    session.flush()
    _note(session, actor, order, row, "undo_import")


def drop(
    session: Session, actor: Actor, order: tables.Order, row: tables.Import, version: int | None
) -> None:
    """Give up an import that was not applied.

    Raises:
        ServiceRefusalError: no right, another version, applied.
    """
    _need_write(actor, row)
    _need_open(row)
    access.check_version(row, version, {"state": row.state})
    _drop_marked(session, row)
    row.state = "dropped"
    session.flush()
    _note(session, actor, order, row, "drop_import")


def visible(session: Session, actor: Actor, order: tables.Order) -> list[tables.Import]:
    """The imports of an order that this person may look at, the newest first."""
    return [i for i in file_rows.imports(session, order.id) if _may_read(actor, i)]


def of_id(session: Session, actor: Actor, order: tables.Order, import_id: str) -> tables.Import:
    """One of them.

    Raises:
        ServiceRefusalError: ``not_found``.
    """
    row = file_rows.one_import(session, import_id)
    if row is None or row.order_id != order.id or not _may_read(actor, row):
        raise access.not_found()
    return row


def is_small(row: tables.Import) -> bool:
    """Whether its files are read at once."""
    weight: int = sum(f.get("weight", 0) for f in row.files)
    return weight <= INLINE_BYTES


def _weight(content: bytes) -> int:
    """How much work reading a file is: its bytes, or what an archive says that it unpacks to."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError, OSError):
        unpacked = 0
    return max(len(content), unpacked // _USUAL_RATIO)


def ask_job(session: Session, row: tables.Import) -> tables.Job:
    """A job that reads the files of an import."""
    order = file_rows.order_by_id(session, row.order_id)
    assert order is not None, "an import goes with its order"
    return job_rows.add(
        session,
        kind="import",
        lane="files",
        consortium_id=order.consortium_id,
        order_id=order.id,
        payload={"import": row.id},
        created_by=row.created_by,
    )


# -- who, when ----------------------------------------------------------------------------------


def _may_read(actor: Actor, row: tables.Import) -> bool:
    if row.workshop:
        return actor.may_read_of(files.ABOUT[row.kind][1], row.workshop)
    return actor.may_read(Thing.IMPORTS) is Extent.ALL


def _need_write(actor: Actor, row: tables.Import) -> None:
    if not _may_read(actor, row):
        raise access.not_found()
    access.need_write(actor, files.ABOUT[row.kind][0], row.workshop or None)


def _need_open(row: tables.Import) -> None:
    if row.state not in OPEN_STATES:
        raise ServiceRefusalError(Refusal.WRONG_STATE, N_("Cet import est terminé."))


def _need_state(order: tables.Order, kind: Kind) -> None:
    if kind is Kind.FOLLOWUP:
        if order.state != "production":
            raise ServiceRefusalError(
                Refusal.WRONG_STATE,
                N_("On déclare pendant la production : la commande n'y est pas."),
            )
    else:
        orders.need_open(order)


def _drop_marked(session: Session, row: tables.Import) -> None:
    for item in row.preview.get("marked", []):
        file = session.get(tables.File, item["id"])
        if file is not None:
            session.delete(file)


def _note(
    session: Session, actor: Actor, order: tables.Order, row: tables.Import, action: str
) -> None:
    audit.note(
        session,
        actor,
        action,
        f"import:{row.id}",
        order_id=order.id,
        detail={"kind": row.kind, "workshop": row.workshop, "files": len(row.files)},
    )
