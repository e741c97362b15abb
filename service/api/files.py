"""Files of an order: sent, listed, handed over to their reader; workbooks to fill in."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from service.api.needs import Verb, needs, open_to
from service.api.problems import ProblemOut
from service.api.uploads import TOO_LARGE, InSent, form_body
from service.db import file_rows, tables
from service.dependencies import InAccount, InActor, InActorApart, InSession, InTexts
from service.errors import Refusal, ServiceRefusalError
from service.handing_over import handed_over
from service.i18n import N_
from service.usecases import access, files, templates
from service.usecases.files import Upload
from service.usecases.rights import Thing

router = APIRouter(tags=["files"])

_ORDER = "/consortia/{consortium}/orders/{order}"
# What a file is about → the right to send it, the right to have it again.
_SEND: Final[dict[str, tuple[Thing, Verb]]] = {k: (t, "write") for k, (t, _) in files.ABOUT.items()}
_HAVE: Final[dict[str, tuple[Thing, Verb]]] = {k: (t, "read") for k, (_, t) in files.ABOUT.items()}
_TOO_LARGE: Final[dict[int | str, dict[str, Any]]] = {413: {**TOO_LARGE[413], "model": ProblemOut}}
# What is handed over as bytes, of whatever kind.
BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "the file",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class FileOut(BaseModel):
    """A file, without what it holds; ``reader`` is whom it is for."""

    id: str = Field(examples=["4f1d9a0c2b7e6853"])
    name: str = Field(examples=["recensement_terrils.xlsx"])
    media_type: str
    size: int
    sha256: str
    reader: str = Field(examples=["capacities"])
    workshop: str
    created_at: datetime


def file_out(row: tables.File) -> FileOut:
    """A row as the API says it."""
    return FileOut(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        reader=row.reader,
        workshop=row.workshop,
        created_at=row.created_at,
    )


@router.get(_ORDER + "/files", summary="Files", openapi_extra=needs(Thing.ORDER_SUMMARY, "read"))
def list_files(order: str, actor: InActor, session: InSession) -> list[FileOut]:
    """Those that the person may have, the newest first."""
    row = access.order_of(session, actor, order, Thing.ORDER_SUMMARY)
    return [file_out(f) for f in files.visible(session, actor, row)]


@router.post(
    _ORDER + "/files",
    status_code=HTTPStatus.CREATED,
    summary="Send a file",
    responses=_TOO_LARGE,
    openapi_extra=form_body(
        about={"type": "string", "enum": sorted(files.ABOUT)}, workshop={"type": "string"}
    )
    | needs(Thing.CAPACITIES, "write", about=_SEND),
)
def send_file(order: str, actor: InActorApart, sent: InSent, session: InSession) -> FileOut:
    """Kept as it is, read into nothing; a workshop sends for itself only."""
    # The transaction begins when everything has come: who sends slowly makes nobody wait.
    row = access.order_of(session, actor, order, Thing.ORDER_SUMMARY)
    about = sent.fields.get("about", "capacities")
    if about not in files.ABOUT:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Dites de quoi parle le fichier : {known}."),
            known=", ".join(sorted(files.ABOUT)),
        )
    workshop = sent.fields.get("workshop", "")
    return file_out(files.receive(session, actor, row, sent.one(), about, workshop))


@router.get(
    "/consortia/{consortium}/files/{file}",
    summary="A file",
    openapi_extra=needs(Thing.CAPACITIES, "read", about=_HAVE),
    response_class=Response,
    responses=BYTES,
)
def fetch_file(file: str, actor: InActor, session: InSession) -> Response:
    """For its reader only."""
    row = files.of_id(session, actor, file)
    return handed_over(row.name, row.media_type, file_rows.content(session, row.id))


@router.delete(
    "/consortia/{consortium}/files/{file}",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Throw a file away",
    openapi_extra=needs(
        Thing.CAPACITIES, "read", besides=(Thing.ORDER, "write"), or_owner=True, about=_HAVE
    ),
)
def delete_file(file: str, actor: InActor, session: InSession) -> None:
    """Its sender may, and the coordinator what is hers to read."""
    files.remove(session, actor, file)


@router.get(
    "/templates/order",
    summary="The blank order workbook",
    openapi_extra=open_to("signed_in"),
    response_class=Response,
    responses=BYTES,
)
def blank_order(_signed_in: InAccount, texts: InTexts) -> Response:
    """To fill in and send back."""
    return _workbook(templates.blank(texts))


@router.get(
    _ORDER + "/templates/{template}",
    summary="A workbook to fill in",
    openapi_extra=needs(
        Thing.CAPACITIES,
        "read",
        template={t.value: (thing, "read") for t, thing in templates.SHOWS.items()},
    ),
    response_class=Response,
    responses=BYTES,
)
def filled_template(
    order: str,
    template: templates.Template,
    actor: InActor,
    session: InSession,
    texts: InTexts,
    workshop: Annotated[str, Query(max_length=100)] = "",
    supplier: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Prefilled with what the order knows; a workshop's own holds nothing of the others."""
    row = access.order_of(session, actor, order, Thing.ORDER)
    asked = templates.Asked(template=template, workshop=workshop, supplier=supplier)
    return _workbook(templates.filled(session, actor, row, asked, texts))


def _workbook(made: Upload) -> Response:
    return handed_over(made.name, files.XLSX, made.content)
