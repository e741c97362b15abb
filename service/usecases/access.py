"""The door of every use case: is it there for this person, may it be changed, from which version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from service.db import repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases.rights import NONE, RIGHTS, Actor, Extent, Role, Thing

if TYPE_CHECKING:
    from service.db.base import Versioned
    from service.db.engine import Session

_NOT_FOUND = N_("Introuvable : ceci n'existe pas, ou n'est pas à vous.")


def not_found() -> ServiceRefusalError:
    """The answer for what is not there and for what is another's: nobody can tell them apart."""
    return ServiceRefusalError(Refusal.NOT_FOUND, _NOT_FOUND)


def actor_in(
    session: Session, account: tables.Account, consortium_id: str, *, is_read_only: bool = False
) -> Actor:
    """A person in a consortium.

    Raises:
        ServiceRefusalError: ``not_found``: no role there.
    """
    rows = [
        r for r in repositories.roles_of(session, account.id) if r.consortium_id == consortium_id
    ]
    if not rows:
        raise not_found()
    return Actor(
        account_id=account.id,
        consortium_id=consortium_id,
        name=account.name,
        roles=frozenset(Role(r.role) for r in rows),
        workshops=frozenset(r.subject for r in rows if r.role == Role.WORKSHOP),
        customers=frozenset(r.subject for r in rows if r.role == Role.BUYER),
        is_read_only=is_read_only,
    )


def need_read(actor: Actor, thing: Thing, workshop: str | None = None) -> None:
    """Nothing when the person may look; what one may not even look at is not found.

    Raises:
        ServiceRefusalError: ``not_found``.
    """
    extent = actor.may_read(thing)
    if extent is Extent.NONE:
        raise not_found()
    if workshop is not None and not actor.may_read_of(thing, workshop):
        raise not_found()


def need_write(actor: Actor, thing: Thing, workshop: str | None = None) -> None:
    """Nothing when the person may change it.

    Raises:
        ServiceRefusalError: ``not_found`` when one may not even look, else ``not_allowed``.
    """
    # A buyer's own is its order, which order_of looked at: no workshop's name counts for it.
    need_read(actor, thing, None if _buys(actor, thing) else workshop)
    extent = actor.may_write(thing)
    is_allowed = extent is Extent.ALL
    if extent is Extent.OWN:
        is_allowed = workshop is None or workshop in actor.workshops
    if not is_allowed:
        raise ServiceRefusalError(
            Refusal.NOT_ALLOWED,
            N_("Vous pouvez le lire, pas le changer : demandez à la coordination."),
        )


def _buys(actor: Actor, thing: Thing) -> bool:
    return RIGHTS[thing].get(Role.BUYER, NONE).read is Extent.OWN and Role.BUYER in actor.roles


def order_of(
    session: Session, actor: Actor, code: str, thing: Thing, *, write: bool = False
) -> tables.Order:
    """An order of the actor's consortium, for one of its things.

    A buyer has only orders of its own customers: of another order it keeps its other roles.

    Raises:
        ServiceRefusalError: ``not_found``, ``not_allowed``.
    """
    row = repositories.order(session, actor.consortium_id, code)
    if row is None:
        raise not_found()
    if Role.BUYER in actor.roles and row.customer not in actor.customers:
        actor = replace(actor, roles=actor.roles - {Role.BUYER})
    (need_write if write else need_read)(actor, thing)
    return row


def check_version(row: Versioned, given: int | None, shown: Mapping[str, Any]) -> None:
    """Nothing when a change starts from the present version; then the version goes up by one.

    Args:
        shown: the row as it is now, for who must compare.

    Raises:
        ServiceRefusalError: ``version_needed``; ``conflict`` with the present row.
    """
    if given is None:
        raise ServiceRefusalError(
            Refusal.VERSION_NEEDED, N_("Dites de quelle version part ce changement (If-Match).")
        )
    if given != row.version:
        raise ServiceRefusalError(
            Refusal.CONFLICT,
            N_("Quelqu'un d'autre l'a changé entre-temps : comparez, puis recommencez."),
            theirs={**shown, "version": row.version},
        )
    row.version += 1
