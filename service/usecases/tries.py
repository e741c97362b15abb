"""Wrong passwords, counted before they are looked at, so that trying many at once gains nothing."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from service import security
from service.db import people_rows, repositories, tables
from service.db.base import now
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_

if TYPE_CHECKING:
    from service.db.engine import Database, Session
    from service.settings import Settings

# Many people of one workshop may share an address, and a stranger must not lock somebody out from
# elsewhere with a handful of tries: each is allowed more than one person at one place.
_PLACE_FACTOR, _ACCOUNT_FACTOR = 5, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A try that was counted; :func:`forgive` takes it back."""

    ids: tuple[int, ...]
    mine: str


def count(database: Database, settings: Settings, *, email: str, address: str) -> Try:
    """Count a try for an account from a place.

    A transaction of its own: it stays counted whatever becomes of the request.

    Raises:
        ServiceRefusalError: ``too_many_tries``.
    """
    since = now() - timedelta(minutes=settings.login_minutes)
    who, place = email.strip().casefold(), _place(address)
    mine = security.hash_secret(f"both:{who}:{place}")
    limits = {
        mine: settings.login_tries,
        security.hash_secret(f"place:{place}"): settings.login_tries * _PLACE_FACTOR,
        security.hash_secret(f"account:{who}"): settings.login_tries * _ACCOUNT_FACTOR,
    }
    with database.writing() as session:
        repositories.forget_tries(session, since)
        if any(repositories.recent_tries(session, k, since) >= n for k, n in limits.items()):
            said = N_(
                "Trop d'essais : attendez {minutes} minutes, ou demandez un nouveau mot de passe."
            )
            if settings.login_minutes == 1:
                said = N_(
                    "Trop d'essais : attendez une minute, ou demandez un nouveau mot de passe."
                )
            raise ServiceRefusalError(
                Refusal.TOO_MANY_TRIES,
                said,
                wait_seconds=60 * settings.login_minutes,
                minutes=settings.login_minutes,
            )
        rows = [tables.LoginTry(key=key) for key in limits]
        session.add_all(rows)
        session.flush()
        return Try(ids=tuple(row.id for row in rows), mine=mine)


def forgive(session: Session, counted: Try) -> None:
    """The password was right: this try, and the earlier ones from the same place, count no more."""
    people_rows.forgive_try(session, counted.ids)
    people_rows.forgive_tries(session, [counted.mine])


def _place(address: str) -> str:
    """Where a request comes from: of IPv6 the network, since one machine has as many as it likes."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
