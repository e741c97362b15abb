"""Opening the database for a command: what cannot be opened is said before anything is tried."""

from __future__ import annotations

import os

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from service.db import migrating
from service.db.engine import Database

_KINDS = ("sqlite", "postgresql")


class CannotOpenError(Exception):
    """A database that cannot be used; ``code`` says why, ``detail`` where or what was seen."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def open_database(url: str, *, makes: bool = False) -> Database:
    """The database at an address, which answers.

    Args:
        makes: a file that is not there is made, readable by its owner only, with its folder.

    Raises:
        CannotOpenError: ``wrong_address``, ``no_access``, ``not_a_database``, ``away``.
    """
    try:
        kind = make_url(url).get_backend_name()
    except ArgumentError as wrong:
        raise CannotOpenError("wrong_address") from wrong
    if kind not in _KINDS:
        raise CannotOpenError("wrong_address", kind)
    opened = Database(url)
    file = opened.file
    try:
        if file is not None and not file.exists():
            if not makes:
                return opened
            # The costs of every workshop will be in it.
            file.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
        with opened.engine.connect():
            return opened
    except OSError as failure:
        opened.close()
        raise CannotOpenError("no_access", str(file)) from failure
    except DBAPIError as failure:
        opened.close()
        if file is None:
            raise CannotOpenError("away", str(failure.orig).strip().partition("\n")[0]) from failure
        is_ours_to_read = file.is_file() and os.access(file, os.R_OK | os.W_OK)
        code = "not_a_database" if is_ours_to_read else "no_access"
        raise CannotOpenError(code, str(file)) from failure


def bring_up_to_date(database: Database) -> None:
    """Make its tables those that this version expects.

    Raises:
        CannotOpenError: ``newer``: another version has already brought them further.
    """
    step = migrating.current(database)
    if step is not None and not migrating.is_known(step):
        raise CannotOpenError("newer", step)
    migrating.migrate(database)
