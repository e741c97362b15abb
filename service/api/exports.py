"""Documents of an order, made by jobs for a named reader."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from service.api.asked import Asked
from service.api.needs import needs
from service.api.plans import JobOut, job_out
from service.dependencies import InActor, InSession, InTexts
from service.i18n import Language
from service.usecases import access, exporting
from service.usecases.exporting import DocumentName, Format, Wish
from service.usecases.rights import Role, Thing

router = APIRouter(prefix="/consortia/{consortium}/orders/{order}", tags=["documents"])


class DocumentIn(Asked):
    """Which document, for which reader: oneself, in one of one's roles (the first that may).

    ``workshop``: of a workshop's document; ``plan``: its number, else the one in force.
    """

    document: DocumentName = Field(examples=["workshop_plan"])
    reader: Role | None = Field(default=None, examples=["workshop"])
    workshop: Annotated[str, Field(max_length=100)] = ""
    format: Format | None = None
    lang: Language = "fr"
    plan: int | None = Field(default=None, ge=1, le=10**6)


class OfferedOut(BaseModel):
    """A document that one may ask for."""

    document: DocumentName
    formats: list[Format]
    readers: list[Role]
    needs_workshop: bool


@router.get(
    "/documents",
    summary="Documents that one may ask for",
    openapi_extra=needs(Thing.ORDER_SUMMARY, "read"),
)
def list_documents(order: str, actor: InActor, session: InSession) -> list[OfferedOut]:
    """With their formats, and as which reader."""
    row = access.order_of(session, actor, order, Thing.ORDER_SUMMARY)
    return [
        OfferedOut(
            document=name,
            formats=list(document.formats),
            readers=roles,
            needs_workshop=document.is_of_workshop,
        )
        for name, document, roles in exporting.offered(actor, row)
    ]


# Documents whose readers all need the same right; of the others, see the table of documents.
_RIGHTS: dict[str, tuple[Thing, Literal["read", "write"]]] = {
    name: (next(iter(document.readers.values())), "read")
    for name, document in exporting.DOCUMENTS.items()
    if len(set(document.readers.values())) == 1
}


@router.post(
    "/documents",
    status_code=HTTPStatus.ACCEPTED,
    summary="Ask for a document",
    openapi_extra=needs(Thing.SCHEDULE, "read", document=_RIGHTS),
)
def ask_document(
    order: str, given: DocumentIn, actor: InActor, session: InSession, texts: InTexts
) -> JobOut:
    """A job; its result names the files, which only their reader may fetch."""
    row = access.order_of(session, actor, order, Thing.ORDER_SUMMARY)
    wish = Wish(
        document=given.document,
        reader=given.reader,
        workshop=given.workshop,
        format=given.format,
        lang=given.lang,
        plan=given.plan,
    )
    return job_out(exporting.ask(session, actor, row, wish), texts)
