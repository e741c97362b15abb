"""Roles that one person may not have together in a consortium.

The facilitator reads what every workshop costs. Whoever speaks for one of them, or coordinates them, may not:
competitors would know each other's figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from service.db import people_rows, repositories
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases.rights import Role

if TYPE_CHECKING:
    from service.db.engine import Session

APART: Final[Mapping[Role, frozenset[Role]]] = {
    Role.FACILITATOR: frozenset({Role.COORDINATOR, Role.WORKSHOP}),
    Role.COORDINATOR: frozenset({Role.FACILITATOR}),
    Role.WORKSHOP: frozenset({Role.FACILITATOR}),
}


def need_apart(session: Session, account_id: str, consortium_id: str, role: Role) -> None:
    """Nothing when this person may have this role beside those it has.

    The person is held until the transaction ends: two roles taken up at the same moment see each other.

    Raises:
        ServiceRefusalError: ``wrong_state``.
    """
    people_rows.hold_account(session, account_id)
    there = {
        Role(r.role)
        for r in repositories.roles_of(session, account_id)
        if r.consortium_id == consortium_id
    }
    if there & APART.get(role, frozenset()):
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_(
                "L'accompagnateur lit les coûts de chacun : la même personne ne peut pas accompagner un "
                "groupement et le coordonner ou y parler pour un atelier. Invitez quelqu'un d'autre, ou "
                "retirez-lui d'abord son autre rôle."
            ),
        )
