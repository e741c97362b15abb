"""A backup is of one moment, whole, and refused when it is not what was written."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.db import backing_up, migrating, repositories, tables
from service.db.backing_up import WrongBackupError
from service.db.engine import Database
from tests.service.postgres import binaries


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OEUVRE_PG_BIN", str(binaries()))


def _fill(database: Database, consortium: str = "c") -> None:
    with database.writing() as session:
        session.add(tables.Consortium(id=consortium, name="É"))
        session.flush()
        repositories.note(session, account_id="", consortium_id=consortium, action="created")


def _ids(database: Database) -> set[str]:
    with database.reading() as session:
        return {row.id for row in session.query(tables.Consortium)}


def test_a_backup_is_put_back_over_what_came_later(database: Database, tmp_path: Path) -> None:
    _fill(database)
    file = tmp_path / "sauvegarde"
    made = backing_up.back_up(database, file)
    assert made.rows["consortia"] == 1
    assert made.rows["audit"] == 1
    assert made.migration == migrating.newest()
    assert file.stat().st_mode & 0o077 == 0, "it holds everybody's figures"
    assert not list(tmp_path.glob("*.part"))
    _fill(database, "later")
    assert backing_up.restore(database, file) == made
    assert _ids(database) == {"c"}
    _fill(database, "after")
    assert _ids(database) == {"c", "after"}


def test_a_backup_is_put_into_an_empty_database(
    database: Database, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    _fill(database)
    file = tmp_path / "sauvegarde"
    backing_up.back_up(database, file)
    if database.is_sqlite:
        url = f"sqlite:///{tmp_path / 'neuf.db'}"
    else:
        url = request.getfixturevalue("postgres").new_url()
    other = Database(url)
    assert backing_up.is_empty(other)
    backing_up.restore(other, file)
    assert not backing_up.is_empty(other)
    assert _ids(other) == {"c"}
    with (
        pytest.raises(Exception, match="rows of the audit are never changed"),
        other.writing() as session,
    ):
        session.query(tables.AuditEntry).delete()
    other.close()


def test_a_backup_under_load_holds_whole_changes_only(database: Database, tmp_path: Path) -> None:
    """Every change adds a pair; writers go on during three backups, each of which holds whole pairs."""
    _fill(database)
    stopped, begun = threading.Event(), threading.Barrier(4)
    written = [0, 0, 0]

    def write(k: int) -> None:
        begun.wait()
        while not stopped.is_set():
            with database.writing() as session:
                for half in ("a", "b"):
                    action = f"{half}-{k}-{written[k]}"
                    repositories.note(session, account_id="", consortium_id="c", action=action)
                    session.flush()
            written[k] += 1

    threads = [threading.Thread(target=write, args=(k,)) for k in range(3)]
    for thread in threads:
        thread.start()
    begun.wait()
    files = [tmp_path / f"sauvegarde{n}" for n in range(3)]
    made = []
    for file in files:
        before = sum(written)
        made.append((before, backing_up.back_up(database, file)))
    stopped.set()
    for thread in threads:
        thread.join()
    for (before, told), file in zip(made, files, strict=True):
        backing_up.restore(database, file)
        with database.reading() as session:
            actions = [e.action for e in session.query(tables.AuditEntry) if e.action != "created"]
        assert len(actions) == told.rows["audit"] - 1
        assert len(actions) >= 2 * before, "what was acknowledged before is in it"
        halves = {half: {a[2:] for a in actions if a[0] == half} for half in "ab"}
        assert halves["a"] == halves["b"]


@pytest.fixture
def backup(tmp_path: Path) -> Iterator[tuple[Database, Path]]:
    database = Database(f"sqlite:///{tmp_path / 'oeuvre.db'}")
    migrating.migrate(database)
    _fill(database)
    file = tmp_path / "sauvegarde"
    backing_up.back_up(database, file)
    yield database, file
    database.close()


def _refused(database: Database, file: Path) -> str:
    with pytest.raises(WrongBackupError) as refused:
        backing_up.restore(database, file)
    assert _ids(database) == {"c"}, "nothing was changed"
    return refused.value.code


def test_a_changed_byte_is_seen(backup: tuple[Database, Path]) -> None:
    database, file = backup
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)
    assert _refused(database, file) == "other_bytes"


def test_a_half_file_is_seen_even_when_its_sum_was_made_to_fit(
    backup: tuple[Database, Path],
) -> None:
    database, file = backup
    file.write_bytes(file.read_bytes()[:-8192])
    _tell(file, sha256=backing_up._sha256(file))
    assert _refused(database, file) == "damaged"


def test_rows_that_went_missing_are_seen(backup: tuple[Database, Path]) -> None:
    database, file = backup
    connection = sqlite3.connect(file)
    connection.execute("DELETE FROM consortia")
    connection.commit()
    connection.close()
    _tell(file, sha256=backing_up._sha256(file))
    assert _refused(database, file) == "other_rows"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"migration": "9999"}, "newer"),
        ({"database": "postgresql"}, "other_kind"),
        ({"format": 2}, "unknown_format"),
        ({"unheard_of": 1}, "not_told"),
    ],
)
def test_a_backup_of_another_sort_is_refused(
    backup: tuple[Database, Path], changes: dict[str, object], code: str
) -> None:
    database, file = backup
    _tell(file, **changes)
    assert _refused(database, file) == code


def test_a_backup_without_what_was_told_beside_it_is_refused(
    backup: tuple[Database, Path], tmp_path: Path
) -> None:
    database, file = backup
    assert _refused(database, tmp_path / "none") == "no_backup"
    backing_up.told_beside(file).unlink()
    assert _refused(database, file) == "not_told"


def test_what_is_not_there_is_not_backed_up(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(WrongBackupError, match="no_database"):
        backing_up.back_up(database, tmp_path / "sauvegarde")
    assert list(tmp_path.iterdir()) == [], "no empty database, no half backup"


def test_postgresql_without_its_programs_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OEUVRE_PG_BIN", str(tmp_path))
    database = Database("postgresql://nobody@localhost/none")
    with pytest.raises(WrongBackupError, match=r"no_program.*pg_dump"):
        backing_up.back_up(database, tmp_path / "sauvegarde")
    database.close()


def _tell(file: Path, **changes: object) -> None:
    beside = backing_up.told_beside(file)
    beside.write_text(json.dumps(json.loads(beside.read_text()) | changes))
