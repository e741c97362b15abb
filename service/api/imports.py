"""Files read into an order: sent, looked at, answered, applied or given up, undone."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from service.api import problems
from service.api.asked import Asked
from service.api.needs import Verb, needs
from service.api.problems import ProblemOut
from service.api.uploads import TOO_LARGE, InSent, form_body
from service.db import file_rows, tables
from service.db.engine import Database
from service.dependencies import (
    InActor,
    InActorApart,
    InDatabase,
    InSession,
    InTexts,
    InVersion,
    get_bell,
)
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_, Texts
from service.usecases import access, import_reading, order_imports
from service.usecases.order_imports import Kind
from service.usecases.rights import Actor, Thing

router = APIRouter(prefix="/consortia/{consortium}/orders/{order}", tags=["imports"])

_TOO_LARGE: Final[dict[int | str, dict[str, Any]]] = {413: {**TOO_LARGE[413], "model": ProblemOut}}
# Of imports that tell of capacities the right is over these; of others over what they tell of.
_READ: Final[dict[str, tuple[Thing, Verb]]] = {
    "offers": (Thing.IMPORTS, "read"),
    "followup": (Thing.PRODUCTION, "read"),
    "costs": (Thing.COST_LINES, "read"),
}
_WRITE: Final[dict[str, tuple[Thing, Verb]]] = {
    "offers": (Thing.IMPORTS, "write"),
    "followup": (Thing.PRODUCTION, "write"),
    "costs": (Thing.COST_LINES, "write"),
}
_SENT: Final = ("capacities", "offers", "followup", "costs")
ImportId = Annotated[str, Path(max_length=16)]


class CellOut(BaseModel):
    """A value that changes; ``old`` null where the row is new."""

    column: str
    old: str | None
    new: str
    place: str = ""


class RowOut(BaseModel):
    """A row that is new, changed or removed."""

    fate: str = Field(examples=["changed"])
    sheet: str
    row: str
    cells: list[CellOut] = []
    because: str = ""


class ChoiceOut(BaseModel):
    """What something could mean: what to answer, and how it is said."""

    value: str
    shown: str


class QuestionOut(BaseModel):
    """Something understood without being certain; answered by its file and key."""

    file: str
    key: str = Field(examples=["column:census:nb pers."])
    topic: str
    about: str
    read: str
    understood: str
    shown: str
    choices: list[ChoiceOut]
    confidence: int
    is_confirmed: bool
    place: str


class FindingOut(BaseModel):
    """Something wrong or worth saying, in its place of the file."""

    code: str
    severity: str
    subject: str = ""
    place: str = ""
    text: str


class NamedFile(BaseModel):
    """A file by its id."""

    id: str
    name: str


class ImportOut(BaseModel):
    """Files being read: ``reading``, ``asking``, ``refused``, ``ready``, ``applied`` …

    ``job``: the work that reads them, when they are large.
    """

    id: str
    kind: Kind
    workshop: str
    state: str = Field(examples=["ready"])
    version: int
    files: list[NamedFile]
    marked: list[NamedFile] = []
    findings: list[FindingOut] = []
    questions: list[QuestionOut] = []
    changes: list[RowOut] = []
    not_shown: int = 0
    same: int = 0
    job: str | None = None
    created_at: datetime


class AnswersIn(Asked):
    """Answers by file ("" for all of them) and key of the question; "" leaves it aside.

    ``accept``: everything that was understood, however unsure, is meant so.
    """

    answers: dict[str, dict[str, Annotated[str, Field(max_length=500)]]] = Field(
        default={}, examples=[{"": {"workshop:ass vestali": "vestali"}}], max_length=50
    )
    accept: bool = False


def import_out(row: tables.Import, texts: Texts, job: str | None = None) -> ImportOut:
    """A row as the API says it, in a language."""
    shown = row.preview.get(texts.language, {})
    return ImportOut(
        id=row.id,
        kind=Kind(row.kind),
        workshop=row.workshop,
        state=row.state,
        version=row.version,
        files=[NamedFile(id=f["id"], name=f["name"]) for f in row.files],
        marked=[NamedFile(**m) for m in row.preview.get("marked", [])],
        findings=[FindingOut(**f) for f in shown.get("findings", [])],
        questions=[QuestionOut(**q) for q in shown.get("questions", [])],
        changes=[RowOut(**r) for r in shown.get("changes", [])],
        not_shown=shown.get("not_shown", 0),
        same=shown.get("same", 0),
        job=job,
        created_at=row.created_at,
    )


@router.post(
    "/workbook",
    status_code=HTTPStatus.CREATED,
    summary="Fill an order from an order workbook",
    response_model=ImportOut,
    responses=_TOO_LARGE,
    openapi_extra=form_body() | needs(Thing.ORDER, "write"),
)
def send_workbook(
    order: str,
    actor: InActorApart,
    database: InDatabase,
    sent: InSent,
    texts: InTexts,
    request: Request,
    answer: Response,
) -> ImportOut | JSONResponse:
    """What it would change; apply it with the import's own route. A workbook with errors is a 422."""
    return _begin(order, Kind.WORKBOOK, actor, database, sent, texts, request, answer)


@router.post(
    "/imports",
    status_code=HTTPStatus.CREATED,
    summary="Read files into an order",
    response_model=ImportOut,
    responses=_TOO_LARGE,
    openapi_extra=form_body(
        kind={"type": "string", "enum": list(_SENT)},
        workshop={"type": "string"},
    )
    | needs(Thing.CAPACITIES, "write", kind=_WRITE),
)
def send_files(
    order: str,
    actor: InActorApart,
    database: InDatabase,
    sent: InSent,
    texts: InTexts,
    request: Request,
    answer: Response,
) -> ImportOut | JSONResponse:
    """Guesses, conflicts and what would change; files that nobody can open are a 422.

    ``costs`` is a workshop's private cost workbook or sheet: only the workshop sends it, only it and the
    facilitator look at what it says.
    """
    told = sent.fields.get("kind", "")
    if told not in _SENT:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Dites de quoi parle le fichier : {known}."),
            known=", ".join(_SENT),
        )
    return _begin(order, Kind(told), actor, database, sent, texts, request, answer)


@router.get(
    "/imports", summary="What was read into an order", openapi_extra=needs(Thing.ORDER, "read")
)
def list_imports(order: str, actor: InActor, session: InSession, texts: InTexts) -> list[ImportOut]:
    """The newest first, as far as the person may know."""
    row = access.order_of(session, actor, order, Thing.ORDER)
    return [import_out(i, texts) for i in order_imports.visible(session, actor, row)]


@router.get(
    "/imports/{number}",
    summary="An import",
    openapi_extra=needs(Thing.CAPACITIES, "read", kind=_READ),
)
def show_import(
    order: str,
    number: ImportId,
    actor: InActor,
    session: InSession,
    texts: InTexts,
    answer: Response,
) -> ImportOut:
    """With its version (ETag)."""
    row = access.order_of(session, actor, order, Thing.ORDER)
    return _tagged(order_imports.of_id(session, actor, row, number), texts, answer)


@router.put(
    "/imports/{number}/answers",
    summary="Answer the questions of an import",
    openapi_extra=needs(Thing.CAPACITIES, "write", kind=_WRITE),
    response_model=ImportOut,
)
def answer_import(
    order: str,
    number: ImportId,
    given: AnswersIn,
    actor: InActorApart,
    database: InDatabase,
    texts: InTexts,
    version: InVersion,
    request: Request,
    answer: Response,
) -> ImportOut | JSONResponse:
    """The files are read again with them; an empty answer to nothing reads them once more."""
    with database.writing() as session:
        row = access.order_of(session, actor, order, Thing.ORDER)
        found = order_imports.of_id(session, actor, row, number)
        order_imports.answer(
            session, actor, row, found, given.answers, version, accepts=given.accept
        )
    return _read(number, database, texts, request, answer)


@router.post(
    "/imports/{number}/apply",
    summary="Apply an import",
    openapi_extra=needs(Thing.CAPACITIES, "write", kind=_WRITE),
)
def apply_import(
    order: str,
    number: ImportId,
    actor: InActor,
    session: InSession,
    texts: InTexts,
    version: InVersion,
    answer: Response,
) -> ImportOut:
    """All of it or nothing; needs its version (If-Match)."""
    row = access.order_of(session, actor, order, Thing.ORDER)
    found = order_imports.of_id(session, actor, row, number)
    order_imports.apply(session, actor, row, found, version)
    return _tagged(found, texts, answer)


@router.post(
    "/imports/{number}/undo",
    summary="Undo an import",
    openapi_extra=needs(Thing.CAPACITIES, "write", kind=_WRITE),
)
def undo_import(
    order: str,
    number: ImportId,
    actor: InActor,
    session: InSession,
    texts: InTexts,
    version: InVersion,
    answer: Response,
) -> ImportOut:
    """Puts back everything it replaced, unless that was changed since."""
    row = access.order_of(session, actor, order, Thing.ORDER)
    found = order_imports.of_id(session, actor, row, number)
    order_imports.undo(session, actor, row, found, version)
    return _tagged(found, texts, answer)


@router.delete(
    "/imports/{number}",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Give up an import",
    openapi_extra=needs(Thing.CAPACITIES, "write", kind=_WRITE),
)
def drop_import(
    order: str, number: ImportId, actor: InActor, session: InSession, version: InVersion
) -> None:
    """Nothing of it is kept but the files that were sent."""
    row = access.order_of(session, actor, order, Thing.ORDER)
    found = order_imports.of_id(session, actor, row, number)
    order_imports.drop(session, actor, row, found, version)


def _begin(
    order: str,
    kind: Kind,
    actor: Actor,
    database: Database,
    sent: InSent,
    texts: Texts,
    request: Request,
    answer: Response,
) -> ImportOut | JSONResponse:
    with database.writing() as session:
        row = access.order_of(session, actor, order, Thing.ORDER)
        workshop = sent.fields.get("workshop", "")
        begun = order_imports.begin(session, actor, row, kind, sent.files, workshop)
        number = begun.id
    return _read(number, database, texts, request, answer)


def _read(
    number: str, database: Database, texts: Texts, request: Request, answer: Response
) -> ImportOut | JSONResponse:
    """Read the files now when they are small; else they are a job's."""
    job = import_reading.read(database, number)
    with database.reading() as session:
        row = file_rows.one_import(session, number)
        assert row is not None, "nothing deletes it but its order"
        said = _tagged(row, texts, answer, job)
    if job is not None:
        get_bell(request).ring()
        answer.status_code = HTTPStatus.ACCEPTED
        return said
    return _refusal(row, texts) if row.state == "refused" else said


def _refusal(row: tables.Import, texts: Texts) -> JSONResponse:
    """Files with errors: everything that is wrong, and the import to look at or give up."""
    said = import_out(row, texts)
    title = N_("Ces fichiers contiennent des erreurs : rien n'est changé. Voyez le détail.")
    return problems.response(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Refusal.WRONG_DATA,
        texts.gettext(title),
        [problems.Finding(**f.model_dump()) for f in said.findings],
        {
            "import": said.id,
            "version": said.version,
            "marked": [m.model_dump() for m in said.marked],
            "questions": [q.model_dump() for q in said.questions],
        },
    )


def _tagged(
    row: tables.Import, texts: Texts, answer: Response, job: str | None = None
) -> ImportOut:
    answer.headers["ETag"] = f'"{row.version}"'
    return import_out(row, texts, job)
