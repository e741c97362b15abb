"""Documents of an order: which there are, for which readers; asked for, gathered, kept for their reader.

Each document names its reader, who alone may have it. A reader asks for her own: nobody prepares a
private document for somebody else.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from optimizer.past import whole
from service.db import conversion, file_rows, job_rows, life_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_, Language
from service.usecases import access, audit, costings, declarations, delivered_lots, files, lots
from service.usecases.files import Upload
from service.usecases.rights import Actor, Extent, Role, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

DocumentName = Literal[
    "plan",
    "workshop_plan",
    "costing",
    "live_costing",
    "purchases",
    "quotation",
    "statements",
    "cash",
    "bank",
    "dossier",
    "tables",
    "annex",
    "avenant",
]
Format = Literal["xlsx", "pdf", "ics", "json", "zip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A kind of document.

    Attributes:
        readers: role of the reader → what that role must be allowed to look at.
        is_of_workshop: it is about one workshop, whoever reads it.
        counts_money: private cost figures go into it, shown or not.
    """

    formats: tuple[Format, ...]
    readers: Mapping[Role, Thing] = field(default_factory=dict)
    is_of_workshop: bool = False
    counts_money: bool = False


_C, _W, _F, _B = Role.COORDINATOR, Role.WORKSHOP, Role.FACILITATOR, Role.BUYER
DOCUMENTS: Final[Mapping[DocumentName, Document]] = {
    "plan": Document(formats=("xlsx",), readers={_C: Thing.PLAN, _F: Thing.PLAN}),
    "workshop_plan": Document(
        formats=("xlsx", "pdf", "ics"),
        readers={_C: Thing.SCHEDULE, _W: Thing.SCHEDULE, _F: Thing.SCHEDULE},
        is_of_workshop=True,
    ),
    "costing": Document(
        formats=("xlsx",),
        readers={_C: Thing.COST_TOTALS, _W: Thing.COST_LINES, _F: Thing.COST_LINES},
        counts_money=True,
    ),
    "live_costing": Document(
        formats=("xlsx",),
        readers={_W: Thing.COST_LINES, _F: Thing.COST_LINES},
        is_of_workshop=True,
        counts_money=True,
    ),
    "purchases": Document(
        formats=("xlsx",),
        readers={_C: Thing.PURCHASES, _W: Thing.PURCHASE_GAIN, _F: Thing.PURCHASES},
    ),
    "quotation": Document(
        formats=("xlsx", "pdf"),
        readers={_C: Thing.QUOTATION, _F: Thing.QUOTATION, _B: Thing.QUOTATION},
        counts_money=True,
    ),
    "statements": Document(
        formats=("xlsx", "pdf"),
        readers={
            _C: Thing.STATEMENTS,
            _W: Thing.STATEMENTS,
            _F: Thing.STATEMENTS,
            _B: Thing.STATEMENTS,
        },
        counts_money=True,
    ),
    "cash": Document(
        formats=("xlsx", "pdf"),
        readers={_C: Thing.COST_TOTALS, _W: Thing.COST_LINES, _F: Thing.COST_LINES},
        counts_money=True,
    ),
    "bank": Document(
        formats=("pdf",),
        readers={_W: Thing.COST_LINES, _F: Thing.COST_LINES},
        is_of_workshop=True,
        counts_money=True,
    ),
    "dossier": Document(formats=("json",), readers={_C: Thing.PLAN, _F: Thing.PLAN}),
    "tables": Document(formats=("zip",), readers={_C: Thing.PLAN, _F: Thing.PLAN}),
    "annex": Document(
        formats=("pdf",), readers={_C: Thing.PLAN, _W: Thing.SCHEDULE, _F: Thing.PLAN}
    ),
    "avenant": Document(
        formats=("pdf",), readers={_C: Thing.PLAN, _W: Thing.SCHEDULE, _F: Thing.PLAN}
    ),
}
# Plans that others than the coordinator and the facilitator may know of.
_SHOWN_PLANS = ("proposed", "adopted", "superseded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which document, for whom.

    ``reader``: None for the first of one's roles that may. ``workshop``: of a workshop's document, "" for
    the reader's only one. ``plan``: its number, None for the one in force.
    """

    document: DocumentName
    reader: Role | None = None
    workshop: str = ""
    format: Format | None = None
    lang: Language = "fr"
    plan: int | None = None


def offered(actor: Actor, order: tables.Order) -> list[tuple[DocumentName, Document, list[Role]]]:
    """The documents that a person may ask for, and as which reader."""
    found = []
    for name, document in DOCUMENTS.items():
        roles = [r for r in document.readers if _may(actor, order, document, r)]
        if roles:
            found.append((name, document, roles))
    return found


def ask(session: Session, actor: Actor, order: tables.Order, wish: Wish) -> tables.Job:
    """A job that makes a document; its result names the files.

    Raises:
        ServiceRefusalError: not a reader of it, no such format, no plan to make it of.
    """
    document = DOCUMENTS[wish.document]
    possible = [r for r in document.readers if _may(actor, order, document, r)]
    reader = possible[0] if wish.reader is None and possible else wish.reader
    if reader not in possible or reader is None:
        raise access.not_found()
    made_as = wish.format or document.formats[0]
    if made_as not in document.formats:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Ce document s'écrit en : {formats}."),
            formats=", ".join(document.formats),
        )
    workshop = _workshop(actor, document, reader, wish.workshop)
    plan = _plan(session, order, reader, workshop, wish.plan)
    payload: dict[str, Any] = {
        "document": wish.document,
        "reader": reader.value,
        "workshop": workshop,
        "format": made_as,
        "lang": wish.lang,
        "plan_id": plan.id,
        "order_id": order.id,
    }
    if wish.document == "avenant":
        payload["before_id"] = _replaced(session, order, plan).id
    if wish.document == "quotation" and reader is Role.BUYER:
        payload["plan_id"], payload["day"] = _sent_quotation(session, order)
    if wish.document == "statements" and reader is Role.BUYER:
        _need_submitted(session, order)
    job = job_rows.add(
        session,
        kind="export",
        lane="files",
        consortium_id=order.consortium_id,
        order_id=order.id,
        payload=payload,
        created_by=actor.account_id,
    )
    audit.note(
        session,
        actor,
        "ask_document",
        f"document:{wish.document}",
        order_id=order.id,
        detail={"reader": reader.value, "workshop": workshop, "plan": plan.number},
    )
    return job


def gather(session: Session, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that a document is made of, as plain values."""
    order = file_rows.order_by_id(session, payload["order_id"])
    plan = life_rows.plan_by_id(session, payload["plan_id"])
    if order is None or plan is None:
        raise ValueError("the order or its plan is gone")
    document = DOCUMENTS[payload["document"]]
    found: dict[str, Any] = {
        **payload,
        "order": order.code,
        "customer": order.customer,
        "problem": plan.problem,
        "plan": plan.plan,
        "past": plan.past,
        "options": plan.options,
        "number": plan.number,
        "state": plan.state,
        "made_at": plan.created_at.isoformat(),
        "reason": plan.reason,
        "before": None,
        "costs": {},
        "validated": [],
        "vat": {},
        "settlement": None,
        "records": None,
        "declared": {},
    }
    if "before_id" in payload:
        before = life_rows.plan_by_id(session, payload["before_id"])
        if before is None:
            raise ValueError("the plan before is gone")
        found["before"] = {
            "problem": before.problem,
            "plan": before.plan,
            "past": before.past,
            "number": before.number,
        }
    if document.counts_money:
        is_own = payload["reader"] in (Role.WORKSHOP, Role.FACILITATOR)
        states = None if is_own else costings.COUNTED_IN
        found["costs"] = {
            c.workshop: c.data
            for c in life_rows.costings(session, order.id)
            if states is None or c.state in states or c.workshop == payload["workshop"]
        }
        found["validated"] = [
            c.workshop
            for c in life_rows.costings(session, order.id)
            if c.state == "validated" and not costings.is_stale(session, order, c)
        ]
        found["vat"] = {
            w: c.vat.is_liable
            for w, c in costings.vat_statuses(session, order).items()
            if c.vat is not None
        }
        if payload["document"] != "quotation":
            # An offer says what the order costs, which a settlement leaves as it is.
            found["settlement"] = plan.settlement
        of_order, from_start = whole(*conversion.plan_of(plan), conversion.past_of(plan.past))
        done = delivered_lots.records(session, order, of_order, from_start)
        is_begun = any(x.state != "delivered" for x in life_rows.lots(session, order.id))
        found["records"] = [
            {
                "demand": r.demand,
                "day": r.day.isoformat(),
                "delivered": f"{r.delivered:f}",
                "accepted": None if r.accepted is None else f"{r.accepted:f}",
            }
            for r in done
            if is_begun
        ] or None
    if payload["document"] == "tables":
        found["declared"] = {
            "declarations": [
                declarations.shown(d) for d in life_rows.declarations(session, order.id)
            ],
            "lots": [lots.shown(x) for x in life_rows.lots(session, order.id)],
        }
    return found


def keep(
    session: Session, payload: Mapping[str, Any], answer: Mapping[str, Any], by: str
) -> dict[str, Any]:
    """Keep what was made, for its reader; what the job says of it, which others may see.

    What is missing for a document may tell figures: it is a file of its reader too.
    """
    order = file_rows.order_by_id(session, payload["order_id"])
    if order is None:
        raise ValueError("the order is gone")
    is_of_reader = payload["reader"] == Role.WORKSHOP
    kept = []
    for item in answer["files"]:
        row = files.keep(
            session,
            order,
            Upload(name=item["name"], content=base64.b64decode(item["content"])),
            reader=payload["reader"],
            workshop=payload["workshop"] if is_of_reader else "",
            by=by,
        )
        kept.append({"id": row.id, "name": row.name})
    return {
        "document": payload["document"],
        "files": kept,
        "is_complete": bool(answer["is_complete"]),
    }


# -- who, of what -------------------------------------------------------------------------------


def _may(actor: Actor, order: tables.Order, document: Document, reader: Role) -> bool:
    thing = document.readers.get(reader)
    if thing is None or reader not in actor.roles:
        return False
    if reader is Role.BUYER:
        return actor.buys(order.customer)
    extent = actor.may_read(thing)
    return extent is Extent.ALL or (extent is Extent.OWN and bool(actor.workshops))


def _workshop(actor: Actor, document: Document, reader: Role, workshop: str) -> str:
    """The workshop that a document is about or for, "" for none."""
    if reader is Role.WORKSHOP:
        if not workshop and len(actor.workshops) == 1:
            workshop = next(iter(actor.workshops))
        if not workshop:
            raise ServiceRefusalError(
                Refusal.WRONG_DATA,
                N_("Dites pour lequel de vos ateliers : {workshops}."),
                workshops=", ".join(sorted(actor.workshops)) or "–",
            )
        if workshop not in actor.workshops:
            raise access.not_found()
        return workshop
    if document.is_of_workshop and not workshop:
        raise ServiceRefusalError(Refusal.WRONG_DATA, N_("Dites de quel atelier."))
    return workshop if document.is_of_workshop else ""


def _plan(
    session: Session, order: tables.Order, reader: Role, workshop: str, number: int | None
) -> tables.Plan:
    """The plan of which a document is made, for a workshop that has a part in it."""
    if number is not None:
        found = repositories.plan(session, order.id, number)
    else:
        found = repositories.plan_in_state(session, order.id, "adopted")
        if found is None:
            found = repositories.plan_in_state(session, order.id, "proposed")
        if found is None and reader in (Role.COORDINATOR, Role.FACILITATOR):
            found = next(iter(repositories.plans(session, order.id)), None)
        if found is None:
            raise ServiceRefusalError(
                Refusal.WRONG_STATE, N_("Il n'y a pas encore de plan : faites-en un d'abord.")
            )
    is_shown = reader in (Role.COORDINATOR, Role.FACILITATOR)
    if found is None or (not is_shown and found.state not in _SHOWN_PLANS):
        raise access.not_found()
    problem, _ = conversion.plan_of(found)
    if workshop and workshop not in {w.id for w in problem.workshops}:
        raise access.not_found()
    return found


def _replaced(session: Session, order: tables.Order, plan: tables.Plan) -> tables.Plan:
    """The plan that another one replaces: the one it says, else the last one that was in force."""
    found = life_rows.plan_by_id(session, plan.replaces)
    if found is None:
        earlier = [
            p
            for p in repositories.plans(session, order.id)
            if p.number != plan.number and p.state in ("adopted", "superseded")
        ]
        found = next((p for p in earlier if p.number < plan.number), None)
    if found is None:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("Ce plan n'en remplace aucun : il n'y a pas d'avenant, demandez l'annexe."),
        )
    return found


def _sent_quotation(session: Session, order: tables.Order) -> tuple[str, str]:
    """Plan and day of the offer that the buyer received."""
    for row in life_rows.quotations(session, order.id):
        if row.state in ("sent", "won") and row.plan_id is not None:
            return row.plan_id, str(row.content.get("day", row.created_at.date().isoformat()))
    raise ServiceRefusalError(
        Refusal.WRONG_STATE, N_("Aucun devis n'a été envoyé : envoyez-en un d'abord.")
    )


def _need_submitted(session: Session, order: tables.Order) -> None:
    if not any(s.state != "draft" for s in life_rows.statements(session, order.id)):
        raise ServiceRefusalError(Refusal.WRONG_STATE, N_("Aucun état n'a encore été envoyé."))
