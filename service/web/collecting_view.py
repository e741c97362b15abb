"""The collection of capacities as a board: who was asked, who answered, what is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from service.db import tables
from service.i18n import N_, Texts
from service.usecases import reminding


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
    "not_asked": N_("pas encore consulté"),
    "asked": N_("consulté, sans réponse"),
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
                else reminding.reminder(name, code, order, address, texts),
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


def _state(answer: tables.Answer | None) -> str:
    if answer is None or (answer.asked_at is None and answer.state != "answered"):
        return "not_asked"
    if answer.state == "answered":
        return "answered"
    return "reminded" if answer.reminded_at is not None else "asked"
