"""Backups: taken while the service works, verified when made and again before anything is replaced.

SQLite's own backup API copies the database as it is at one moment; PostgreSQL's own programs do the same.
Beside the backup lies what it must hold: the step of its tables, how many rows, its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from service.db import migrating, postgres_programs
from service.db.engine import Database
from service.db.tables import Base

FORMAT: Final = 1
_TABLES: Final = tuple(sorted(Base.metadata.tables))


class WrongBackupError(Exception):
    """A backup that cannot be made or used; ``code`` says why, ``detail`` what was seen."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds; ``rows``: number of rows by table."""

    made_at: str
    program: str
    database: str
    migration: str
    bytes: int
    sha256: str
    rows: Mapping[str, int]
    format: int = FORMAT


def told_beside(file: Path) -> Path:
    """The file that says what a backup holds."""
    return file.with_name(file.name + ".json")


def back_up(database: Database, file: Path) -> Backup:
    """Write a backup of the database as it is at one moment; nobody waits for it.

    Args:
        file: replaced at the end, when the backup was verified; never a half one. Its folder is made.

    Raises:
        WrongBackupError: ``no_database``, ``no_room``, ``damaged``, ``no_program``, ``program_failed``.
    """
    part = file.with_name(file.name + ".part")
    _make(part)
    try:
        if database.is_sqlite:
            migration, rows = _copy_sqlite(_sqlite_path(database), part)
        else:
            migration, rows = _dumped(database, part)
        _to_disk(part)
        made = Backup(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            program=version("oeuvre-commune"),
            database="sqlite" if database.is_sqlite else "postgresql",
            migration=migration,
            bytes=part.stat().st_size,
            sha256=_sha256(part),
            rows=rows,
        )
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    beside = told_beside(file)
    beside.write_text(json.dumps(asdict(made), indent=1) + "\n", encoding="utf-8")
    beside.chmod(0o600)
    return made


def check(file: Path) -> Backup:
    """What a backup says that it holds, after its SHA-256 was compared.

    Raises:
        WrongBackupError: ``no_backup``, ``not_told``, ``other_bytes``, ``unknown_format``.
    """
    if not file.is_file():
        raise WrongBackupError("no_backup", str(file))
    try:
        told = json.loads(told_beside(file).read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise WrongBackupError("unknown_format", str(told["format"]))
        found = Backup(**told)
    except (OSError, ValueError, TypeError, KeyError) as wrong:
        raise WrongBackupError("not_told", told_beside(file).name) from wrong
    if _sha256(file) != found.sha256:
        raise WrongBackupError("other_bytes", file.name)
    return found


def restore(database: Database, file: Path) -> Backup:
    """Make the database hold what a backup holds, all of it or nothing, then bring it up to date.

    Raises:
        WrongBackupError: what :func:`check` raises; ``other_kind``, ``newer``, ``damaged``,
            ``other_rows``, ``no_room``, ``no_program``, ``program_failed``.
    """
    found = check(file)
    kind = "sqlite" if database.is_sqlite else "postgresql"
    if found.database != kind:
        raise WrongBackupError("other_kind", found.database)
    if not migrating.is_known(found.migration):
        raise WrongBackupError("newer", f"{found.migration}, {found.program}")
    if database.is_sqlite:
        with closing(_open_for_reading(file)) as source:
            if _verified(source) != dict(found.rows):
                raise WrongBackupError("other_rows", file.name)
            path = Path(database.engine.url.database or "")
            database.close()
            if not path.exists():
                _make(path)
            with closing(sqlite3.connect(path, timeout=20)) as target:
                # Whoever reads meanwhile sees the former database whole, then this one.
                source.backup(target)
                if _verified(target) != dict(found.rows):
                    raise WrongBackupError("damaged", str(path))
    elif _loaded(database, file) != dict(found.rows):
        raise WrongBackupError("other_rows", file.name)
    migrating.migrate(database)
    return found


def is_empty(database: Database) -> bool:
    """Whether nothing would be lost: no file yet, or no tables of ours in it."""
    if database.is_sqlite and not Path(database.engine.url.database or "").exists():
        return True
    return migrating.current(database) is None


def _dumped(database: Database, part: Path) -> tuple[str, dict[str, int]]:
    try:
        return postgres_programs.dump(database, part, _TABLES)
    except postgres_programs.ProgramError as failure:
        raise _of_program(failure) from failure


def _loaded(database: Database, file: Path) -> dict[str, int]:
    try:
        return postgres_programs.load(database, file, _TABLES)
    except postgres_programs.ProgramError as failure:
        raise _of_program(failure) from failure


def _of_program(failure: postgres_programs.ProgramError) -> WrongBackupError:
    if not failure.said:
        return WrongBackupError("no_program", failure.program)
    return WrongBackupError("program_failed", f"{failure.program}: {failure.said}")


def _make(file: Path) -> None:
    """An empty file that only its owner reads, in place of what was there."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
    except OSError as failure:
        raise WrongBackupError("no_room", f"{file}: {failure.strerror}") from failure


def _sqlite_path(database: Database) -> Path:
    path = Path(database.engine.url.database or "")
    if not path.is_file():
        raise WrongBackupError("no_database", str(path))
    return path


def _copy_sqlite(path: Path, part: Path) -> tuple[str, dict[str, int]]:
    # In one step: page by page it would begin again whenever somebody writes.
    with closing(_open_for_reading(path)) as source, closing(sqlite3.connect(part)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        rows = _verified(target)
        migration = target.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    return str(migration), rows


def _open_for_reading(path: Path) -> sqlite3.Connection:
    # « rw »: it makes no file, but may read the log that lies beside one in use.
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=20)


def _verified(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has, once every page and every reference was looked at."""
    try:
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            raise WrongBackupError("damaged", str(said)[:200])
        lost = connection.execute("PRAGMA foreign_key_check").fetchone()
        if lost is not None:
            raise WrongBackupError("damaged", f"{lost[0]} → {lost[2]}")
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                "AND name <> 'alembic_version' ORDER BY name"
            ).fetchall()
        }
    except sqlite3.DatabaseError as failure:
        raise WrongBackupError("damaged", str(failure)) from failure


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
