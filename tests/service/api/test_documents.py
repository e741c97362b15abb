"""Documents of an order: who may ask for which, what stands in them, who may fetch them."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from optimizer import dossier
from service.db import life_rows, repositories, tables
from service.exports.tables_csv import table_text
from tests.service.file_jobs import run_files
from tests.service.living import WORKED, Life, living_copy, other_plan
from tests.service.running import API, CONSORTIUM

# Role → who has it; buyers and workshops have more than one.
WHO = {
    "coordinator": "coordinator",
    "workshop": "workshop_a",
    "facilitator": "facilitator",
    "buyer": "buyer",
}
READERS = {
    "plan": {"coordinator", "facilitator"},
    "workshop_plan": {"coordinator", "workshop", "facilitator"},
    "costing": {"coordinator", "workshop", "facilitator"},
    "live_costing": {"workshop", "facilitator"},
    "purchases": {"coordinator", "workshop", "facilitator"},
    "quotation": {"coordinator", "facilitator", "buyer"},
    "statements": {"coordinator", "workshop", "facilitator", "buyer"},
    "cash": {"coordinator", "workshop", "facilitator"},
    "bank": {"workshop", "facilitator"},
    "dossier": {"coordinator", "facilitator"},
    "tables": {"coordinator", "facilitator"},
    "annex": {"coordinator", "workshop", "facilitator"},
    "avenant": {"coordinator", "workshop", "facilitator"},
}
OWN = "vestali"


@contextmanager
def at_work(folder: Path) -> Iterator[Life]:
    """The worked order in production, with everybody's costs."""
    with living_copy(folder) as found:
        found.give_costs()
        found.adopted()
        # What the coordinator counts must have been submitted.
        with found.running.database.writing() as session:
            order = repositories.order(session, CONSORTIUM, WORKED)
            assert order is not None
            for costing in life_rows.costings(session, order.id):
                costing.state = "submitted"
        yield found


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """An order of this test's own."""
    with at_work(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """One for the tests that change nothing of it."""
    with at_work(tmp_path_factory.mktemp("documents")) as found:
        yield found


def ask(life: Life, role: str, document: str, **wish: Any) -> Any:
    """Somebody asks for a document as a reader."""
    body = {"document": document, "reader": role, "workshop": OWN, **wish}
    return life.call(WHO[role], "POST", "/documents", body)


def made(life: Life, role: str, document: str, **wish: Any) -> bytes:
    """A document, fetched by its reader."""
    answer = ask(life, role, document, **wish)
    assert answer.status_code == 202, answer.text
    [result] = run_files(life.running.database)
    [file] = result["files"]
    fetched = life.running.client(WHO[role]).get(f"{API}/files/{file['id']}")
    assert fetched.status_code == 200
    assert result["is_complete"], fetched.text
    return bytes(fetched.content)


def texts_of(content: bytes) -> str:
    """Every text of a workbook or a PDF."""
    if content.startswith(b"%PDF"):
        done = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=content, check=True, capture_output=True
        )
        said = done.stdout.decode()
        return " ".join(said.replace("\u00a0", " ").replace("\u202f", " ").split())
    book = load_workbook(BytesIO(content))
    cells = (c.value for ws in book for row in ws.iter_rows() for c in row)
    return "\n".join(str(v) for v in cells if v is not None)


def test_each_role_is_offered_what_it_may_read(worked: Life) -> None:
    for role, who in WHO.items():
        offered = {d["document"] for d in worked.get(who, "/documents")}
        assert offered == {d for d, readers in READERS.items() if role in readers}
    for who in ("stranger", "other_buyer"):
        worked.refused_get(who, "/documents", 404)


def test_nobody_asks_for_another_reader(worked: Life) -> None:
    for document, readers in READERS.items():
        for role, who in WHO.items():
            for reader in WHO:
                if reader == role and role in readers:
                    continue
                body = {"document": document, "reader": reader, "workshop": OWN}
                answer = worked.call(who, "POST", "/documents", body)
                assert answer.status_code == 404, (document, who, reader)
    body = {"document": "costing", "reader": "workshop", "workshop": OWN}
    assert worked.call("workshop_b", "POST", "/documents", body).status_code == 404
    assert run_files(worked.running.database) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("role", ["coordinator", "workshop", "facilitator"])
@pytest.mark.parametrize(
    ("document", "format"),
    [
        ("plan", "xlsx"),
        ("workshop_plan", "xlsx"),
        ("workshop_plan", "pdf"),
        ("costing", "xlsx"),
        ("live_costing", "xlsx"),
        ("quotation", "xlsx"),
        ("quotation", "pdf"),
        ("statements", "xlsx"),
        ("statements", "pdf"),
        ("cash", "xlsx"),
        ("cash", "pdf"),
        ("annex", "pdf"),
    ],
)
def test_it_is_made_for_each_reader(
    worked: Life, document: str, format: str, role: str, lang: str
) -> None:
    if role not in READERS[document]:
        assert ask(worked, role, document, format=format).status_code == 404
        return
    content = made(worked, role, document, format=format, lang=lang)
    said = texts_of(content)
    assert len(said) > 100
    if role == "workshop" and document not in ("annex", "statements", "workshop_plan"):
        # Not even the names of the others stand beside private figures.
        assert "Fil rouge" not in said


def test_the_documents_for_programs(worked: Life) -> None:
    text = made(worked, "coordinator", "dossier").decode()
    read, wrong = dossier.dossier_from_json(text)
    assert not wrong
    assert read is not None
    assert read.plan is not None
    archive = zipfile.ZipFile(BytesIO(made(worked, "facilitator", "tables")))
    names = set(archive.namelist())
    assert {"order_demands.csv", "plan_runs.csv"} <= names
    runs = archive.read("plan_runs.csv").decode("utf-8-sig").splitlines()
    assert len(runs) == 1 + len(json.loads(text)["plan"]["runs"])
    calendar = Calendar.from_ical(made(worked, "workshop", "workshop_plan", format="ics"))
    assert list(calendar.walk("VEVENT"))


def test_purchases_are_studied_first(worked: Life) -> None:
    whole = texts_of(made(worked, "facilitator", "purchases"))
    own = texts_of(made(worked, "workshop", "purchases"))
    assert "Fil rouge" in whole
    assert "Fil rouge" not in own


def test_a_workshop_s_annex_has_only_its_own_weeks(worked: Life) -> None:
    own = texts_of(made(worked, "workshop", "annex"))
    whole = texts_of(made(worked, "coordinator", "annex"))
    assert "Fil rouge : semaine par semaine" in whole
    assert "Vestali : semaine par semaine" in own
    assert "Fil rouge : semaine par semaine" not in own
    assert "accepté" in whole


def test_the_avenant_says_what_changes(life: Life) -> None:
    assert ask(life, "coordinator", "avenant").status_code == 409
    first = life.add_plan(other_plan(), state="proposed")
    content = made(life, "coordinator", "avenant", plan=first)
    said = texts_of(content)
    assert "remplace" in said
    assert "Fil rouge : semaine par semaine" in said
    # Vestali's weeks are the same in both plans.
    assert "Vestali : semaine par semaine" not in said


def test_a_buyer_has_the_offer_that_was_sent(life: Life) -> None:
    assert ask(life, "buyer", "quotation").status_code == 409
    assert ask(life, "buyer", "statements").status_code == 409
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        plan = repositories.plan_in_state(session, order.id, "adopted")
        assert plan is not None
        session.add(
            tables.Quotation(
                order_id=order.id,
                number=1,
                state="sent",
                plan_id=plan.id,
                content={"day": "2020-03-02"},
            )
        )
    said = texts_of(made(life, "buyer", "quotation", format="pdf"))
    assert "02/03/2020" in said


def test_only_its_reader_fetches_it(life: Life) -> None:
    for role in ("coordinator", "workshop", "facilitator"):
        assert ask(life, role, "costing").status_code == 202
        [result] = run_files(life.running.database)
        address = f"{API}/files/{result['files'][0]['id']}"
        for who in ("coordinator", "workshop_a", "workshop_b", "facilitator", "buyer", "stranger"):
            answer = life.running.client(who).get(address)
            assert (answer.status_code == 200) == (who == WHO[role]), (role, who)


def test_what_is_missing_is_told_to_the_reader_alone(life: Life) -> None:
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        session.delete(life_rows.costing(session, order.id, OWN))
    answer = ask(life, "workshop", "costing")
    [result] = run_files(life.running.database)
    assert not result["is_complete"]
    job = life.running.client("coordinator").get(f"{API}/jobs/{answer.json()['id']}").json()
    assert job["findings"] == []
    address = f"{API}/files/{result['files'][0]['id']}"
    said = life.running.client("workshop_a").get(address).text
    assert "Vestali" in said
    assert life.running.client("coordinator").get(address).status_code == 404


def test_wrong_wishes(life: Life) -> None:
    assert ask(life, "coordinator", "plan", format="pdf").status_code == 422
    assert ask(life, "coordinator", "plan", plan=99).status_code == 404
    assert ask(life, "coordinator", "poem").status_code == 422
    assert ask(life, "coordinator", "workshop_plan", workshop="").status_code == 422
    assert ask(life, "coordinator", "workshop_plan", workshop="nemo").status_code == 404
    number = life.add_plan(other_plan())
    # A plan that is only computed is the coordinator's.
    assert ask(life, "workshop", "workshop_plan", plan=number).status_code == 404
    assert ask(life, "coordinator", "workshop_plan", plan=number).status_code == 202


def test_nothing_typed_becomes_a_formula() -> None:
    rows = [{"a": "=1+1", "b": "@x", "c": "-12.5", "d": -3, "e": "+33 3", "f": None, "g": ["=x"]}]
    assert table_text(rows).splitlines()[1] == '\'=1+1;\'@x;-12.5;-3;\'+33 3;;"[""=x""]"'
