"""Messages to workshops about their capacities, ready to paste into an e-mail: nothing is sent from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from service.db import repositories, tables
from service.i18n import N_, Texts
from service.usecases import asking
from service.usecases.rights import Actor

if TYPE_CHECKING:
    from service.db.engine import Session

# Moments are kept in universal time and told as in France.
_PARIS: Final = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What to write to a workshop that has not answered."""

    workshop: str
    name: str
    text: str


def page_of(order: tables.Order, base: str) -> str:
    """The address of an order's pages; ``base``: start of a link to this service."""
    return f"{base}/c/{order.consortium_id}/o/{order.code}"


def reminders(
    session: Session, actor: Actor, order: tables.Order, base: str, texts: Texts
) -> list[Message]:
    """One message for each workshop that was asked and has not answered, as far as this person may know.

    Raises:
        ServiceRefusalError: ``not_found``: nothing of this is for this person.
    """
    waiting = [a.workshop for a in asking.board(session, actor, order) if a.state != "answered"]
    names = _names(session, order)
    address = page_of(order, base)
    return [
        Message(
            workshop=code,
            name=names.get(code, code),
            text=reminder(names.get(code, code), code, order, address, texts),
        )
        for code in waiting
    ]


def _names(session: Session, order: tables.Order) -> dict[str, str]:
    found = {m.workshop: m.name for m in repositories.members(session, order.consortium_id)}
    for part in repositories.parts(session, order.id, "workshop"):
        found[part.code] = part.data.get("", {}).get("name") or found.get(part.code, part.code)
    return {code: name or code for code, name in found.items()}


def reminder(name: str, code: str, order: tables.Order, address: str, texts: Texts) -> str:
    """A message that asks a workshop once more.

    Args:
        name: what people call it; ``code``: what its address does.
        address: of the order's pages.
    """
    _ = texts.gettext
    return "\n".join(
        [
            _(N_("Bonjour,")),
            "",
            _(
                N_(
                    "Pour la commande « {order} », il nous manque encore les capacités de {name} : combien "
                    "de personnes, combien d'heures, quelles semaines."
                ),
                order=order.title,
                name=name,
            ),
            _(
                N_("Pouvez-vous répondre{until} ? Deux façons, au choix :"),
                until=_until(order, texts),
            ),
            _(
                N_("– directement ici : {address}"),
                address=f"{address}/atelier/capacites?atelier={code}",
            ),
            _(N_("– ou en renvoyant votre tableau habituel (Excel), tel quel : nous le lirons.")),
            "",
            _(N_("Un coup de téléphone fait aussi l'affaire. Merci !")),
        ]
    )


def invitation(order: tables.Order, address: str, texts: Texts) -> str:
    """The first message to all workshops; ``address``: of the order's pages."""
    _ = texts.gettext
    return "\n".join(
        [
            _(N_("Bonjour à tous,")),
            "",
            _(
                N_(
                    "Nous préparons la commande « {order} ». Dites-nous ce que votre atelier peut y "
                    "mettre{until} : les personnes, les heures, les fermetures, ce que vous savez faire."
                ),
                order=order.title,
                until=_until(order, texts),
            ),
            _(N_("– directement ici : {address}"), address=f"{address}/atelier/capacites"),
            _(N_("– ou en renvoyant votre tableau habituel (Excel), tel quel : nous le lirons.")),
            "",
            _(N_("Merci !")),
        ]
    )


def _until(order: tables.Order, texts: Texts) -> str:
    if order.answer_by is None:
        return ""
    return texts.gettext(N_(" avant le {day}"), day=texts.day(order.answer_by.astimezone(_PARIS)))
