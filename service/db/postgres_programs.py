"""PostgreSQL's own programs for backups, run with the same database as the service."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, text

from service.db.engine import Database


class ProgramError(Exception):
    """A program is not there (``said`` ""), or failed; ``said``: its last words."""

    def __init__(self, program: str, said: str = "") -> None:
        super().__init__(program, said)
        self.program = program
        self.said = said


def dump(database: Database, file: Path, tables: Sequence[str]) -> tuple[str, dict[str, int]]:
    """Write a dump, and say the step of the tables and how many rows they have in it.

    Both look at the same moment: the rows are counted in the snapshot that is dumped.

    Raises:
        ProgramError: ``pg_dump`` is not there, or failed.
    """
    program = _program("pg_dump")
    engine = database.engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin():
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        migration = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        rows = _counted(connection, tables)
        _run(
            database,
            [
                program,
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={file}",
            ],
        )
    return str(migration), rows


def load(database: Database, file: Path, tables: Sequence[str]) -> dict[str, int]:
    """Load a dump in place of what is there, in one transaction, and say how many rows there are.

    Raises:
        ProgramError: ``pg_restore`` is not there, or failed: then nothing was changed.
    """
    program = _program("pg_restore")
    database.close()
    _run(
        database,
        [
            program,
            "--clean",
            "--if-exists",
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
            str(file),
        ],
    )
    with database.engine.connect() as connection:
        return _counted(connection, tables)


def _counted(connection: Connection, tables: Sequence[str]) -> dict[str, int]:
    there = set(
        connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        ).scalars()
    )
    return {
        name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
        for name in tables
        if name in there
    }


def _program(name: str) -> str:
    folder = os.environ.get("OEUVRE_PG_BIN", "")
    found = shutil.which(name, path=folder or None)
    if found is None:
        raise ProgramError(name)
    return found


def _run(database: Database, command: list[str]) -> None:
    """Run a program; the password goes by its environment, where other people cannot read it."""
    url = database.engine.url.set(drivername="postgresql")
    environment = dict(os.environ)
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)
    address = url.set(password=None).render_as_string(hide_password=False)
    done = subprocess.run(
        [*command, f"--dbname={address}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ProgramError(Path(command[0]).name, done.stderr.strip()[-400:])
