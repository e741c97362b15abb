"""Consortia and their workshops."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from service.db import repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, audit
from service.usecases.rights import Actor, Role, Thing

if TYPE_CHECKING:
    from service.db.engine import Session


def code_of(name: str) -> str:
    """A readable code from a name: « L'Atelier des Dunes » → ``l-atelier-des-dunes``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def create(session: Session, account: tables.Account, name: str) -> tables.Consortium:
    """A new consortium, whose coordinator is the operator who makes it.

    Raises:
        ServiceRefusalError: not an operator, no usable name, a name that is taken.
    """
    if not account.is_operator:
        raise ServiceRefusalError(
            Refusal.NOT_ALLOWED, N_("Seul l'exploitant du service crée un groupement.")
        )
    code = code_of(name)
    if not code:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("Donnez un nom avec au moins une lettre ou un chiffre.")
        )
    if session.get(tables.Consortium, code) is not None:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("« {name} » existe déjà : choisissez un autre nom."), name=name
        )
    row = tables.Consortium(id=code, name=name.strip())
    session.add(row)
    session.flush()
    session.add(tables.Role(account_id=account.id, consortium_id=code, role=Role.COORDINATOR.value))
    repositories.note(
        session, account_id=account.id, consortium_id=code, action="create_consortium"
    )
    session.flush()
    return row


def welcome(session: Session, actor: Actor, given: Mapping[str, str]) -> None:
    """Make members of the workshops of an order that are not members yet, under their own codes.

    Args:
        given: code → name.

    Raises:
        ServiceRefusalError: no right.
    """
    access.need_write(actor, Thing.CONSORTIUM)
    there = {m.workshop for m in repositories.members(session, actor.consortium_id)}
    for code, name in given.items():
        if code not in there:
            _add(session, actor, code, name)


def add_member(session: Session, actor: Actor, name: str, code: str = "") -> tables.Member:
    """A workshop that joins the consortium.

    Raises:
        ServiceRefusalError: no right, a code that is taken or unusable.
    """
    access.need_write(actor, Thing.CONSORTIUM)
    wanted = code_of(code or name)
    if not wanted:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("Donnez un nom avec au moins une lettre ou un chiffre.")
        )
    if session.get(tables.Member, (actor.consortium_id, wanted)) is not None:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("« {name} » existe déjà : choisissez un autre nom."), name=wanted
        )
    return _add(session, actor, wanted, name)


def _add(session: Session, actor: Actor, code: str, name: str) -> tables.Member:
    row = tables.Member(consortium_id=actor.consortium_id, workshop=code, name=name.strip())
    session.add(row)
    audit.note(session, actor, "add_member", code)
    session.flush()
    return row
