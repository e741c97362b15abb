"""Which workshop a page is about, for people who speak for several or look at everybody's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from service.db import repositories, tables
from service.usecases import access
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The workshop of a page.

    Attributes:
        code: "" when this person speaks for no workshop of the order.
        choices: code and name of those that may be asked for.
        is_own: the person speaks for it.
    """

    code: str
    name: str
    choices: tuple[tuple[str, str], ...]
    is_own: bool

    @property
    def values(self) -> dict[str, str]:
        """What forms and links must carry so as to stay with this workshop."""
        only = len(self.choices) == 1 and self.is_own
        return {} if only or not self.code else {"atelier": self.code}

    def query(self, **more: str) -> str:
        """The end of an address that stays with this workshop: ``?atelier=…``, or nothing."""
        given = {**self.values, **{k: v for k, v in more.items() if v}}
        return f"?{urlencode(given)}" if given else ""


def choose(session: Session, actor: Actor, order: tables.Order, thing: Thing, asked: str) -> Chosen:
    """The workshop asked for, else the first that the person speaks for, else the first to be seen.

    Raises:
        ServiceRefusalError: ``not_found``: another's, or none of that name.
    """
    names = {
        p.code: str(p.data.get("", {}).get("name") or p.code)
        for p in repositories.parts(session, order.id, "workshop")
        if actor.may_read_of(thing, p.code)
    }
    if asked and asked not in names:
        raise access.not_found()
    own = [code for code in names if code in actor.workshops]
    code = asked or next(iter(own), "") or next(iter(names), "")
    return Chosen(
        code=code,
        name=names.get(code, ""),
        choices=tuple(names.items()),
        is_own=code in actor.workshops,
    )
