"""The audit: who did what, when; written by every use case in the transaction of what it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.db import repositories
from service.usecases.rights import Actor

if TYPE_CHECKING:
    from service.db.engine import Session


def note(
    session: Session,
    actor: Actor,
    action: str,
    subject: str = "",
    *,
    order_id: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add a line to the audit.

    Args:
        action: as :mod:`service.web.journal_words` knows it.
        subject: on what: ``kind:code``, "" for the order itself.
        detail: never a private figure: the coordinator reads the audit.
    """
    repositories.note(
        session,
        account_id=actor.account_id,
        consortium_id=actor.consortium_id,
        order_id=order_id or "",
        action=action,
        subject=subject,
        detail=dict(detail or {}),
    )
