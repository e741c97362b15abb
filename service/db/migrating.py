"""Bringing a database to the form that this version of the code expects, and back."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from service.db.engine import Database
from service.db.tables import Base

_FOLDER = Path(__file__).parent / "migrations"

# Any number that nothing else in the database locks.
_LOCK = 7_031_912


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The step that this version of the code expects."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise RuntimeError("no migration was found")
    return found


def is_known(step: str) -> bool:
    """Whether a step is one of this version's, so that a database can be brought up from it."""
    script = ScriptDirectory.from_config(_config())
    return any(known.revision == step for known in script.walk_revisions())


def current(database: Database) -> str | None:
    """The step at which the database is; None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(database: Database, to: str = "head") -> None:
    """Go up (or, to ``base`` or an earlier step, down); all of it or nothing.

    Foreign keys are not looked at meanwhile: SQLite changes a table by copying it, and dropping the
    old one would delete what refers to it.
    """
    with database.engine.connect() as connection:
        if database.is_sqlite:
            raw = connection.connection.driver_connection
            if raw is None:
                raise RuntimeError("no connection to the database")
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            writing = connection.execution_options(immediate=True)
            with writing.begin():
                if not database.is_sqlite:
                    # A file has one writer; here processes that start together wait for each other.
                    writing.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                config = _config(writing)
                is_down = to == "base" or _is_earlier(to, _of(writing))
                (command.downgrade if is_down else command.upgrade)(config, to)
                if database.is_sqlite:
                    broken = writing.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise RuntimeError(f"rows that refer to nothing: {broken[:3]}")
        finally:
            if database.is_sqlite and raw is not None:
                raw.execute("PRAGMA foreign_keys=ON")


def differences(database: Database) -> list[object]:
    """What the tables in the code have that the database has not, or the other way round."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def _of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _is_earlier(to: str, now: str | None) -> bool:
    if now is None or to in ("head", now):
        return False
    script = ScriptDirectory.from_config(_config())
    return any(step.revision == to for step in script.walk_revisions("base", now))
