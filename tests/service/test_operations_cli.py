"""Backup, restore, export, deletion and the operator's link, as commands."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service import security
from service.cli.commands import app
from service.db import tables
from service.db.engine import Database
from tests.service.api.doors import CHEAP, doors_copy, email, sign_in
from tests.service.filled import filled_service
from tests.service.running import CONSORTIUM, OTHER


def run(*arguments: object, typed: str = "") -> tuple[int, str]:
    """A command's exit code and all that it says."""
    done = CliRunner().invoke(app, [str(a) for a in arguments], input=typed)
    return done.exit_code, done.output


@pytest.fixture
def there(tmp_path: Path) -> Path:
    file = tmp_path / "oeuvre.db"
    with filled_service(f"sqlite:///{file}"):
        pass
    return file


def _consortia(file: Path) -> list[str]:
    connection = sqlite3.connect(file)
    try:
        return [row[0] for row in connection.execute("SELECT id FROM consortia ORDER BY id")]
    finally:
        connection.close()


def test_backup_and_restore(there: Path, tmp_path: Path) -> None:
    file = tmp_path / "ailleurs" / "sauvegarde"
    code, said = run("backup", file, "--database", there)
    assert (code, "vérifié" in said) == (0, True)
    assert run("backup", file, "--database", there)[0] == 2, "never over an earlier one by mistake"
    assert run("backup", file, "--database", there, "--force")[0] == 0
    assert run("delete-consortium", OTHER, "--database", there, typed=f"{OTHER}\n")[0] == 0
    assert _consortia(there) == [CONSORTIUM]
    code, said = run("restore", file, "--database", there)
    assert (code, "--force" in said) == (2, True)
    assert _consortia(there) == [CONSORTIUM]
    assert run("restore", file, "--database", there, "--force")[0] == 0
    assert _consortia(there) == [OTHER, CONSORTIUM]
    kept = next(file.parent.glob("before_*_sauvegarde"))
    restored = tmp_path / "neuf" / "neuf.db"
    assert run("restore", kept, "--database", restored)[0] == 0
    assert _consortia(restored) == [CONSORTIUM]
    assert stat.S_IMODE(restored.stat().st_mode) == 0o600


def test_a_spoilt_backup_is_refused_in_a_sentence(there: Path, tmp_path: Path) -> None:
    file = tmp_path / "sauvegarde"
    run("backup", file, "--database", there)
    with file.open("r+b") as opened:
        opened.seek(5_000)
        opened.write(os.urandom(64))
    code, said = run("restore", file, "--database", there, "--force")
    assert (code, "abîmée" in said) == (2, True)
    assert _consortia(there) == [OTHER, CONSORTIUM]
    assert not list(tmp_path.glob("before_*")), "refused before anything is done"


def test_a_consortium_is_exported(there: Path, tmp_path: Path) -> None:
    code, said = run("export-consortium", CONSORTIUM, tmp_path / "export", "--database", there)
    assert (code, "coûts privés" in said) == (0, True)
    assert (tmp_path / "export" / "manifest.json").is_file()


def test_deleting_asks_for_the_name(there: Path) -> None:
    code, said = run("delete-consortium", CONSORTIUM, "--database", there, typed="oui\n")
    assert (code, "rien n'est supprimé" in said) == (2, True)
    assert run("delete-consortium", "inconnu", "--database", there)[0] == 2
    assert _consortia(there) == [OTHER, CONSORTIUM]
    code, said = run("delete-consortium", CONSORTIUM, "--database", there, typed=f"{CONSORTIUM}\n")
    assert (code, "6 comptes" in said) == (0, True)
    assert _consortia(there) == [OTHER]


def test_the_operators_link_chooses_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "_hasher", lambda: CHEAP)
    with doors_copy(tmp_path) as doors:
        code, said = run("account-link", email("buyer"), "--database", tmp_path / "doors.db")
        found = re.search(r"/mot-de-passe/(\S+)", said)
        assert code == 0
        assert found is not None
        given = {"secret": found[1], "password": "une nouvelle phrase"}
        client = doors.browser()
        assert client.post("/api/v1/password", json=given).status_code == 204
        assert sign_in(client, "buyer", "une nouvelle phrase").status_code == 200
        assert run("account-link", "x@example.org", "--database", tmp_path / "doors.db")[0] == 2
    database = Database(f"sqlite:///{tmp_path / 'doors.db'}")
    with database.reading() as session:
        actions = {e.action for e in session.query(tables.AuditEntry)}
    database.close()
    assert "operator_reset" in actions


@pytest.mark.parametrize(
    "command",
    [
        ("backup", "f"),
        ("export-consortium", "c", "d"),
        ("delete-consortium", "c"),
        ("account-link", "a"),
    ],
)
def test_a_database_that_is_not_there_is_said_and_not_made(
    tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*command, "--database", "absente.db")[0] == 2
    assert list(tmp_path.iterdir()) == []
