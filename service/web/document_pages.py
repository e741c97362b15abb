"""Documents of an order: asked for, made by a job, fetched by their reader."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, cast

from fastapi import APIRouter
from fastapi.responses import Response

from service.db import file_rows, job_rows, repositories, tables
from service.errors import RefusedError
from service.i18n import N_, language_of
from service.usecases import access, exporting, files
from service.usecases.exporting import DocumentName, Format, Wish
from service.usecases.rights import Actor, Extent, Role, Thing
from service.web import document_view
from service.web.typed import InTyped
from service.web.visits import InVisit

if TYPE_CHECKING:
    from service.db.engine import Session

router = APIRouter()
_UNDER_WAY: Final = ("queued", "running")
# A failure is shown for so long.
_RECENT: Final = timedelta(minutes=30)


@router.get("/c/{consortium}/o/{order}/documents")
def show_documents(visit: InVisit, consortium: str, order: str) -> Response:
    """The documents that this person may ask for, and the files that are there."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.ORDER_SUMMARY)
        actor = visit.who
        offered = exporting.offered(actor, row)
        return visit.page(
            "order/documents.html",
            section="documents",
            documents=document_view.documents(offered),
            formats=document_view.FORMATS,
            workshops=_workshops(session, actor, row),
            plans=_plans(session, actor, row),
            jobs=_jobs(session, actor, row),
            document_words=document_view.WORDS,
            files=(kept := files.visible(session, actor, row)),
            ready=document_view.just_made(kept, actor, tables.now() - _RECENT),
            senders=document_view.senders(session, kept),
            readers=document_view.readers(session, actor, row),
            is_first=not file_rows.files(session, row.id),
        )


@router.post("/c/{consortium}/o/{order}/documents")
def ask(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Have a document made."""
    try:
        name = typed["document"]
        if name not in exporting.DOCUMENTS:
            raise access.not_found()
        plan = typed.whole("plan", least=1, most=10**6)
        typed.check()
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.ORDER_SUMMARY)
            reader = typed["reader"]
            wish = Wish(
                document=cast("DocumentName", name),
                reader=Role(reader) if reader in {r.value for r in Role} else None,
                workshop=typed["workshop"],
                format=cast("Format", typed["format"]) if typed["format"] else None,
                lang=language_of(typed["lang"]) or visit.texts.language,
                plan=plan,
            )
            exporting.ask(session, visit.who, row, wish)
    except RefusedError as refusal:
        return show_documents(visit.refused(refusal, typed), consortium, order)
    return visit.to(
        f"/c/{consortium}/o/{order}/documents", N_("Le document se prépare : il arrive ci-dessous.")
    )


@router.get("/c/{consortium}/o/{order}/documents/etat")
def show_jobs(visit: InVisit, consortium: str, order: str) -> Response:
    """What is being made, for the script of the page."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.ORDER_SUMMARY)
        return visit.part(
            "order/documents_jobs.html",
            jobs=_jobs(session, visit.who, row),
            document_words=document_view.WORDS,
        )


def _jobs(session: Session, actor: Actor, row: tables.Order) -> list[document_view.Making]:
    """What this person asked for that is not there yet, or just failed."""
    recent = tables.now() - _RECENT
    return [
        document_view.making(j)
        for j in job_rows.of_order(session, row.id)
        if j.kind == "export"
        if j.created_by == actor.account_id
        if j.state in _UNDER_WAY or (j.state == "failed" and j.created_at > recent)
    ]


def _workshops(session: Session, actor: Actor, row: tables.Order) -> list[tuple[str, str]]:
    found = [
        (p.code, p.data.get("", {}).get("name") or p.code)
        for p in repositories.parts(session, row.id, "workshop")
    ]
    if actor.may_read(Thing.SCHEDULE) is Extent.ALL:
        return found
    return [(code, name) for code, name in found if code in actor.workshops]


def _plans(session: Session, actor: Actor, row: tables.Order) -> list[tuple[str, str]]:
    """Plans to choose from, for who sees them all."""
    if actor.may_read(Thing.PLAN) is not Extent.ALL:
        return []
    return [(str(p.number), p.state) for p in repositories.plans(session, row.id)]
