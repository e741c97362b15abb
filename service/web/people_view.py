"""People and invitations as lines of a table, and the messages that go with links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from service.db import tables
from service.i18n import N_, Texts
from service.usecases.rights import Actor, Extent, Role, Thing

_ORDER = [r.value for r in Role]
# What a role comes for, in the message that invites.
_FOR = {
    Role.COORDINATOR: N_("la coordination"),
    Role.WORKSHOP: N_("votre atelier"),
    Role.FACILITATOR: N_("l'accompagnement"),
    Role.BUYER: N_("le donneur d'ordre"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A role of somebody; ``about``: the workshop's or the customer's name."""

    account: str
    name: str
    email: str
    role: str
    subject: str
    about: str
    is_me: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An invitation that still waits."""

    id: str
    role: str
    about: str
    email: str
    expires_at: datetime


def lines(
    found: Iterable[tuple[tables.Role, tables.Account]],
    members: Iterable[tables.Member],
    actor: Actor,
) -> list[Person]:
    """Roles, by role then by what they are about; addresses only where the reader may have them."""
    names = {m.workshop: m.name for m in members}
    sees_all = actor.may_read(Thing.PEOPLE) is Extent.ALL
    made = [
        Person(
            account=person.id,
            name=person.name,
            email=person.email if sees_all or role.subject in actor.workshops else "",
            role=role.role,
            subject=role.subject,
            about=names.get(role.subject, role.subject),
            is_me=person.id == actor.account_id,
        )
        for role, person in found
    ]
    return sorted(made, key=lambda x: (_ORDER.index(x.role), x.about, x.name))


def invitations(found: Iterable[tables.Invitation], members: Iterable[tables.Member]) -> list[Open]:
    """Invitations that still wait, the newest first."""
    names = {m.workshop: m.name for m in members}
    return [
        Open(
            id=i.id,
            role=i.role,
            about=names.get(i.subject, i.subject),
            email=i.email,
            expires_at=i.expires_at,
        )
        for i in found
    ]


def invitation_message(group: str, role: Role, address: str, days: int, texts: Texts) -> str:
    """The message that hands on an invitation."""
    lines = [
        texts.gettext(N_("Bonjour,")),
        "",
        texts.gettext(
            N_("Vous êtes invité à rejoindre « {group} » sur Œuvre commune, pour {role}."),
            group=group,
            role=texts.gettext(_FOR[role]),
        ),
        texts.gettext(N_("Ouvrez ce lien et choisissez un mot de passe :")),
        address,
        "",
        texts.ngettext(
            "Le lien sert une seule fois et reste valable {n} jour. Ne le transmettez pas.",
            "Le lien sert une seule fois et reste valable {n} jours. Ne le transmettez pas.",
            days,
        ),
    ]  # fmt: skip
    return "\n".join(lines)


def reset_message(address: str, texts: Texts) -> str:
    """The message that hands on a link for a new password."""
    return "\n".join(
        [
            texts.gettext(N_("Bonjour,")),
            "",
            texts.gettext(N_("Pour choisir un nouveau mot de passe, ouvrez ce lien :")),
            address,
            "",
            texts.gettext(N_("Il sert une seule fois. Ne le transmettez pas.")),
        ]
    )
