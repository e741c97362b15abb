"""What a command says of a database that it cannot open: one sentence, whose fault it is, what to do."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli.commands import app
from service.db import migrating, opening
from service.db.engine import Database

COMMANDS = [
    ("serve",),
    ("worker",),
    ("backup", "copie"),
    ("export-consortium", "couture", "sortie"),
    ("delete-consortium", "couture"),
    ("account-link", "a@example.org"),
]


def said(*arguments: str) -> str:
    """What a command says when it refuses."""
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 2, done.output
    return done.output


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c[0])
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://machine/base", "postgresql://"),
        ("postgresql://personne@127.0.0.1:1/rien", "ne répond pas"),
        ("pas-une-base.db", "n'est pas une base"),
        ("dossier", "ne peut pas être écrit"),
    ],
)
def test_a_database_that_cannot_be_opened_is_a_refusal(
    command: tuple[str, ...],
    address: str,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pas-une-base.db").write_bytes(b"Bonjour, ceci n'est pas une base." * 40)
    (tmp_path / "dossier").mkdir()
    assert words in " ".join(said(*command, "--database", address).split())


def test_an_address_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OEUVRE_DATABASE_URL", "oeuvre.db")
    assert "OEUVRE_DATABASE_URL" in said("serve")


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_newer_database_is_left_as_it_is(command: str, tmp_path: Path) -> None:
    file = tmp_path / "oeuvre.db"
    database = Database(f"sqlite:///{file}")
    migrating.migrate(database)
    database.close()
    connection = sqlite3.connect(file)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    assert "plus récente (9999)" in said(command, "--database", str(file))


def test_a_new_file_is_for_its_owner_and_its_folder_is_made(tmp_path: Path) -> None:
    file = tmp_path / "srv" / "oeuvre" / "oeuvre.db"
    found = opening.open_database(f"sqlite:///{file}", makes=True)
    opening.bring_up_to_date(found)
    found.close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = opening.open_database(f"sqlite:///{file}")
    assert migrating.current(again) == migrating.newest()
    again.close()


def test_only_looking_makes_no_file(tmp_path: Path) -> None:
    file = tmp_path / "oeuvre.db"
    opening.open_database(f"sqlite:///{file}").close()
    assert not file.exists()
