"""A consortium takes everything along; deleted, nothing of it is left but what was done and when."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer import dossier
from service.db import leaving_rows, tables
from service.errors import ServiceRefusalError
from service.usecases import leaving
from tests.service.filled import ORDER, OWNER, Filled, filled_service
from tests.service.running import CONSORTIUM, OTHER


@pytest.fixture
def filled(database_url: str) -> Iterator[Filled]:
    with filled_service(database_url) as found:
        yield found


def _counts(filled: Filled) -> dict[str, int]:
    with filled.running.database.reading() as session:
        return {
            mapper.class_.__tablename__: session.query(mapper.class_).count()
            for mapper in tables.Base.registry.mappers
        }


def test_everything_is_written_in_open_formats(filled: Filled, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    made = leaving.export(filled.running.database, CONSORTIUM, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    for name, sha256 in manifest["sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
    everything = _counts(filled)
    for name, rows in made.rows.items():
        listed = json.loads((folder / "tables" / f"{name}.json").read_text())
        with (folder / "tables" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.reader(file, delimiter=";"))) == rows + 1
        assert len(listed) == rows <= everything[name]
    assert set(made.rows) | leaving_rows.NOT_EXPORTED == set(everything)
    assert all(rows for name, rows in made.rows.items()), "the order has one of everything"
    parts = folder / "orders" / ORDER
    problem, wrong = dossier.problem_from_json((parts / "plan_1_problem.json").read_text())
    plan, also = dossier.plan_from_json((parts / "plan_1.json").read_text())
    assert problem is not None
    assert plan is not None
    assert (wrong, also) == ((), ())
    assert (parts / "problem.json").is_file()
    assert len(list((folder / "files").iterdir())) == made.rows["files"]
    assert made.files == sum(1 for p in folder.rglob("*") if p.is_file())
    assert folder.stat().st_mode & 0o077 == 0


def test_an_export_holds_nobody_elses_and_no_secret(filled: Filled, tmp_path: Path) -> None:
    leaving.export(filled.running.database, CONSORTIUM, tmp_path / "export")
    text = "".join(
        p.read_text(encoding="utf-8", errors="replace")
        for p in (tmp_path / "export").rglob("*")
        if p.is_file()
    )
    assert f"SECRET-{OWNER}" in text, "the consortium's own costs are there"
    assert "stranger@example.org" not in text
    assert "Chez les autres" not in text
    for word in ("token_hash", "password_hash", "argon2"):
        assert word not in text
    leaving.export(filled.running.database, OTHER, tmp_path / "other")
    text = "".join(p.read_text() for p in (tmp_path / "other").rglob("*.json"))
    assert "Chez les autres" in text
    assert OWNER not in text


def test_names_of_files_stay_in_the_folder(filled: Filled, tmp_path: Path) -> None:
    with filled.running.database.writing() as session:
        for k, row in enumerate(session.query(tables.File)):
            row.name = ("../../sorti.csv", "a/b\\..\\c.csv", "..", "=1+1.csv", "\u202ecsv.exe")[k]
    leaving.export(filled.running.database, CONSORTIUM, tmp_path / "in" / "export")
    found = {p.parent.name for p in tmp_path.rglob("*") if p.is_file() and "_" in p.name}
    assert not (tmp_path / "sorti.csv").exists()
    assert "files" in found
    rows = (tmp_path / "in" / "export" / "tables" / "files.csv").read_text(encoding="utf-8-sig")
    assert ";=1+1" not in rows, "no formula for whoever opens it in a spreadsheet"


def test_a_folder_with_something_in_it_is_refused(filled: Filled, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    with pytest.raises(ServiceRefusalError):
        leaving.export(filled.running.database, CONSORTIUM, tmp_path)
    with pytest.raises(ServiceRefusalError):
        leaving.export(filled.running.database, "nothing", tmp_path / "new")


def test_what_is_deleted_is_gone_and_the_rest_stays(filled: Filled) -> None:
    database = filled.running.database
    before = _counts(filled)
    with database.reading() as session:
        actions = [
            e.action for e in session.query(tables.AuditEntry).order_by(tables.AuditEntry.id)
        ]
    gone = leaving.delete(database, CONSORTIUM)
    assert gone == 6
    after = _counts(filled)
    with database.reading() as session:
        assert [c.id for c in session.query(tables.Consortium)] == [OTHER]
        assert [a.name for a in session.query(tables.Account)] == ["stranger"]
        assert [o.code for o in session.query(tables.Order)] == ["ailleurs"]
        lines = list(session.query(tables.AuditEntry).order_by(tables.AuditEntry.id))
        assert [e.action for e in lines] == [*actions, "delete_consortium"]
        emptied = [e for e in lines if e.consortium_id.startswith("DELETED-")]
        assert len(emptied) > 3
        assert all(
            (e.account_id, e.order_id, e.subject, e.detail) == ("", "", "", {}) for e in emptied
        )
        kept = [e for e in lines if e.consortium_id == OTHER]
        assert any(e.account_id for e in kept), "what others did keeps its names"
    empty = {"parts", "plans", "consents", "costings", "lots", "files", "jobs", "feeds"}
    assert all(before[name] and not after[name] for name in empty)


def test_a_person_of_two_consortia_stays(filled: Filled) -> None:
    database = filled.running.database
    account = filled.running.actor("facilitator").account_id
    with database.writing() as session:
        session.add(tables.Role(account_id=account, consortium_id=OTHER, role="facilitator"))
    leaving.delete(database, CONSORTIUM)
    with database.reading() as session:
        assert {a.name for a in session.query(tables.Account)} == {"stranger", "facilitator"}


def test_nothing_deleted_can_be_read_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "oeuvre.db"
    with filled_service(f"sqlite:///{file}") as filled:
        leaving.delete(filled.running.database, CONSORTIUM)
        content = b"".join(p.read_bytes() for p in tmp_path.glob("oeuvre.db*"))
    assert b"Chez les autres" in content
    for trace in (f"SECRET-{OWNER}", "facilitator@example.org", "couture-solidaire"):
        assert trace.encode() not in content
