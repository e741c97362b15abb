"""A consortium and where an order stands, as their first pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from service.db import tables
from service.i18n import N_
from service.usecases.order_steps import Next
from service.usecases.rights import Role
from service.usecases.waiting import Waiting

OVER: Final = ("closed", "cancelled", "declined")
# The usual way of an order; an order that ends otherwise says so in its last place.
_WAY: Final = ("draft", "collecting", "offered", "won", "production", "closed")
_SHORT: Final = {
    "draft": N_("Brouillon"),
    "collecting": N_("Collecte"),
    "offered": N_("Offre"),
    "won": N_("Gagnée"),
    "production": N_("Production"),
    "closed": N_("Close"),
    "declined": N_("Perdue"),
    "cancelled": N_("Annulée"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An order on the consortium's page; ``next_due``: the first milestone, None when there is none."""

    row: tables.Order
    waiting: Sequence[Waiting]
    quantity: Decimal
    first_due: date | None
    last_due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A workshop and who speaks for it."""

    code: str
    name: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place on the way of an order: ``done``, ``now`` or ``later``."""

    text: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What may come next: the one that goes on, others that can be undone, and those that end."""

    forward: tuple[Next, ...]
    back: tuple[Next, ...]
    ending: tuple[Next, ...]


def card(row: tables.Order, summary: Mapping[str, Any], waiting: Sequence[Waiting]) -> Card:
    """An order in a few figures."""
    days = [date.fromisoformat(d["due"]) for d in summary["demands"]]
    return Card(
        row=row,
        waiting=waiting,
        quantity=sum((Decimal(d["quantity"]) for d in summary["demands"]), start=Decimal(0)),
        first_due=min(days, default=None),
        last_due=max(days, default=None),
    )


def members(
    rows: Iterable[tables.Member], people: Iterable[tuple[tables.Role, tables.Account]]
) -> list[Member]:
    """Workshops with the names of those who speak for them."""
    speaking: dict[str, list[str]] = {}
    for role, person in people:
        if role.role == Role.WORKSHOP.value:
            speaking.setdefault(role.subject, []).append(person.name)
    return [
        Member(code=m.workshop, name=m.name, people=tuple(speaking.get(m.workshop, ())))
        for m in rows
    ]


def way(state: str) -> list[Place]:
    """The way of an order, with where it is now."""
    stops = list(_WAY)
    if state == "declined":
        stops = ["draft", "collecting", "offered", "declined"]
    elif state == "cancelled":
        stops = ["draft", "cancelled"]
    at = stops.index(state)
    return [
        Place(text=_SHORT[s], when="done" if i < at else "now" if i == at else "later")
        for i, s in enumerate(stops)
    ]


def sorted_steps(found: Iterable[Next]) -> Steps:
    """Steps for the one who looks: on, back, and those that end the order."""
    mine = [s for s in found if s.is_mine]
    ending = [s for s in mine if s.step.target in OVER and s.step.name != "close"]
    rest = [s for s in mine if s not in ending]
    forward = [s for s in rest if _rank(s.step.target) > _rank(s.step.source)]
    return Steps(
        forward=tuple(forward),
        back=tuple(s for s in rest if s not in forward),
        ending=tuple(ending),
    )


def _rank(state: str) -> int:
    return _WAY.index(state) if state in _WAY else len(_WAY)


def milestones(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is asked, with days and quantities as values."""
    return [
        {**d, "due": date.fromisoformat(d["due"]), "quantity": Decimal(d["quantity"])}
        for d in summary["demands"]
    ]
