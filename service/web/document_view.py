"""Documents and files in the words of those who ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from service.db import repositories, tables
from service.i18n import N_
from service.usecases.rights import Actor, Role

if TYPE_CHECKING:
    from datetime import datetime

    from service.db.engine import Session
    from service.usecases.exporting import Document, DocumentName

# Name → (what it is called, what one does with it).
WORDS: Final[dict[str, tuple[str, str]]] = {
    "plan": (N_("Le plan, en classeur"), N_("Tout le plan : charges, parts, matières, achats.")),
    "workshop_plan": (
        N_("Le planning d'un atelier"),
        N_("Ce qu'un atelier fait chaque semaine : classeur, PDF à afficher, ou agenda."),
    ),
    "costing": (N_("Les coûts et le prix"), N_("Du coût de chacun au prix de la commande.")),
    "live_costing": (
        N_("Le classeur de coûts qui recalcule"),
        N_("Les formules d'un atelier, à essayer avec d'autres chiffres."),
    ),
    "purchases": (N_("Les achats groupés"), N_("Quoi commander, à qui, pour quelle semaine.")),
    "quotation": (N_("Le devis"), N_("À envoyer au client, en PDF ou en classeur.")),
    "statements": (N_("Les états de facturation"), N_("Qui facture quoi, à qui.")),
    "cash": (N_("La trésorerie"), N_("Entrées et sorties d'argent, semaine après semaine.")),
    "bank": (
        N_("La trésorerie, pour la banque"),
        N_(
            "Ce qu'un atelier demande, quand il rembourse, sur quoi cela se fonde ; rien des autres."
        ),
    ),
    "dossier": (N_("Le dossier du plan"), N_("Le plan et ses données, pour un autre logiciel.")),
    "tables": (N_("Les tables de données"), N_("Tout en tables, pour un tableur ou une étude.")),
    "annex": (N_("L'annexe à la convention"), N_("La part de chacun, à signer.")),
    "avenant": (N_("L'avenant"), N_("Ce qui change d'un plan à l'autre, à signer.")),
}
FORMATS: Final[dict[str, str]] = {
    "xlsx": N_("classeur (.xlsx)"),
    "pdf": N_("PDF"),
    "ics": N_("agenda (.ics)"),
    "json": N_("données (.json)"),
    "zip": N_("archive (.zip)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A document that one may ask for."""

    name: str
    title: str
    text: str
    formats: tuple[str, ...]
    readers: tuple[str, ...]
    is_of_workshop: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """A document under way; ``state`` of its job."""

    id: str
    document: str
    state: str


def documents(
    found: Iterable[tuple[DocumentName, Document, list[Role]]],
) -> list[Offered]:
    """The documents that one may ask for, in the order of the work."""
    return [
        Offered(
            name=name,
            title=WORDS[name][0],
            text=WORDS[name][1],
            formats=tuple(document.formats),
            readers=tuple(r.value for r in roles),
            is_of_workshop=document.is_of_workshop,
        )
        for name, document, roles in found
    ]


def making(job: tables.Job) -> Making:
    """A job that makes a document."""
    return Making(id=job.id, document=str(job.payload.get("document", "")), state=job.state)


def just_made(files: Iterable[tables.File], actor: Actor, since: datetime) -> list[tables.File]:
    """The documents that a person has just had made, the newest first: they stand at the top."""
    return [
        f
        for f in files
        if f.created_by == actor.account_id and f.created_at > since and f.reader in set(Role)
    ][:3]


def senders(session: Session, files: Iterable[tables.File]) -> dict[str, str]:
    """Who sent a file that was received: name by account; of closed accounts nothing is said."""
    found = {}
    for account_id in {f.created_by for f in files if f.reader not in set(Role) and f.created_by}:
        account = repositories.account(session, account_id)
        if account is not None:
            found[account_id] = account.name
    return found


def readers(session: Session, actor: Actor, order: tables.Order) -> dict[str, str]:
    """For whom each file is, where it is for one workshop: its name."""
    names = {
        p.code: p.data.get("", {}).get("name") or p.code
        for p in repositories.parts(session, order.id, "workshop")
    }
    names |= {
        m.workshop: names.get(m.workshop, m.name)
        for m in repositories.members(session, actor.consortium_id)
    }
    return names
