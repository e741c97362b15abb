"""The collection of capacities as a board: who was asked, who answered, what is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from service.db import tables
from service.i18n import N_, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A workshop on the board.

    Attributes:
        state: ``not_asked``, ``asked``, ``reminded``, ``answered``.
        known: what the order knows of it, in a few words; "" when it takes no part yet.
        reminder: a message to paste into an e-mail; "" when it has answered.
    """

    code: str
    name: str
    state: str
    asked_at: datetime | None = None
    reminded_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str = ""
    is_in_order: bool = False
    known: str = ""
    reminder: str = ""


STATES = {
    "not_asked": N_("pas encore demandé"),
    "asked": N_("demandé, sans réponse"),
    "reminded": N_("relancé, sans réponse"),
    "answered": N_("a répondu"),
}


def board(
    members: Iterable[tables.Member],
    parts: Iterable[tables.Part],
    answers: Iterable[tables.Answer],
    people: Mapping[str, str],
    order: tables.Order,
    address: str,
    texts: Texts,
) -> list[Line]:
    """One line for each workshop of the order or of the consortium, those that keep one waiting first.

    Args:
        parts: of kind ``workshop``.
        people: names of accounts.
        address: of the order's pages, for messages.
    """
    by_code = {p.code: p for p in parts}
    asked = {a.workshop: a for a in answers}
    names = {m.workshop: m.name for m in members}
    names |= {c: p.data.get("", {}).get("name") or c for c, p in by_code.items()}
    for code in asked:
        names.setdefault(code, code)
    found = []
    for code, name in names.items():
        answer = asked.get(code)
        state = _state(answer)
        part = by_code.get(code)
        found.append(
            Line(
                code=code,
                name=name,
                state=state,
                asked_at=answer.asked_at if answer else None,
                reminded_at=answer.reminded_at if answer else None,
                answered_at=answer.answered_at if answer else None,
                answered_by=people.get(answer.answered_by, "") if answer else "",
                is_in_order=part is not None,
                known=known(part.data, texts) if part is not None else "",
                reminder=""
                if answer is None or state == "answered"
                else reminder(name, code, order, address, texts),
            )
        )
    ranks = {"reminded": 0, "asked": 0, "not_asked": 1, "answered": 2}
    return sorted(found, key=lambda x: (ranks[x.state], x.name))


def known(data: Mapping[str, Any], texts: Texts) -> str:
    """What the order knows of a workshop: « 14 personnes × 26 h, 3 opérations »."""
    thing = data.get("", {})
    heads = Decimal(str(thing.get("headcount") or 0))
    if not heads:
        return texts.gettext(N_("rien encore"))
    found = texts.ngettext("{n} personne × {hours} h", "{n} personnes × {hours} h", heads,
                           hours=texts.number(Decimal(str(thing.get("weekly_hours") or 0))))  # fmt: skip
    operations = len({c["operation"] for c in data.get("capabilities", ())})
    said = texts.ngettext("{n} opération", "{n} opérations", operations)
    return f"{found}, {said}"


def reminder(name: str, code: str, order: tables.Order, address: str, texts: Texts) -> str:
    """A message that asks a workshop once more, to paste into an e-mail."""
    until = ""
    if order.answer_by is not None:
        until = texts.gettext(N_(" avant le {day}"), day=texts.day(order.answer_by))
    lines = [
        texts.gettext(N_("Bonjour,")),
        "",
        texts.gettext(
            N_("Pour la commande « {order} », il nous manque encore les capacités de {name} : "
               "combien de personnes, combien d'heures, quelles semaines."),
            order=order.title,
            name=name,
        ),
        texts.gettext(N_("Pouvez-vous répondre{until} ? Deux façons, au choix :"), until=until),
        texts.gettext(
            N_("– directement ici : {address}"),
            address=f"{address}/atelier/capacites?atelier={code}",
        ),
        texts.gettext(
            N_("– ou en renvoyant votre tableau habituel (Excel), tel quel : nous le lirons.")
        ),
        "",
        texts.gettext(N_("Un coup de téléphone fait aussi l'affaire. Merci !")),
    ]  # fmt: skip
    return "\n".join(lines)


def invitation_to_answer(order: tables.Order, address: str, texts: Texts) -> str:
    """The first message to all workshops, to paste into an e-mail."""
    until = ""
    if order.answer_by is not None:
        until = texts.gettext(N_(" avant le {day}"), day=texts.day(order.answer_by))
    lines = [
        texts.gettext(N_("Bonjour à tous,")),
        "",
        texts.gettext(
            N_("Nous préparons la commande « {order} ». Dites-nous ce que votre atelier peut y "
               "mettre{until} : les personnes, les heures, les fermetures, ce que vous savez faire."),
            order=order.title,
            until=until,
        ),
        texts.gettext(
            N_("– directement ici : {address}"), address=f"{address}/atelier/capacites"
        ),
        texts.gettext(
            N_("– ou en renvoyant votre tableau habituel (Excel), tel quel : nous le lirons.")
        ),
        "",
        texts.gettext(N_("Merci !")),
    ]  # fmt: skip
    return "\n".join(lines)


def _state(answer: tables.Answer | None) -> str:
    if answer is None or (answer.asked_at is None and answer.state != "answered"):
        return "not_asked"
    if answer.state == "answered":
        return "answered"
    return "reminded" if answer.reminded_at is not None else "asked"
