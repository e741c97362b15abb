"""A workshop's cost files read into its costing: previewed, confirmed, applied, undone; private throughout."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from importers.costs import write_costs
from optimizer.cost_parameters import MemberCosts
from service.db import file_rows, life_rows, repositories, tables
from service.usecases import cost_data
from service.usecases.order_imports import INLINE_BYTES
from tests.cost_builders import private_costs
from tests.service.file_jobs import run_files
from tests.service.living import WORKED, Life, living_copy
from tests.service.running import API, CONSORTIUM

O = f"{API}/orders/{WORKED}"  # noqa: E741 - every address of this file begins so


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """The worked order, nobody's costs told."""
    with living_copy(tmp_path) as found:
        yield found


def book(folder: Path, costs: MemberCosts, name: str = "couts.xlsx") -> Path:
    """A cost workbook as its template has it."""
    path = folder / name
    assert write_costs(path, costs) == ()
    return path


def send(life: Life, who: str, *paths: Path, workshop: str = "vestali") -> Any:
    """Somebody has a cost file read."""
    sent = [("file", (p.name, p.read_bytes())) for p in paths]
    data = {"kind": "costs", **({"workshop": workshop} if workshop else {})}
    return life.running.client(who).post(f"{O}/imports", data=data, files=sent)


def step(life: Life, who: str, found: dict[str, Any], name: str, **body: Any) -> Any:
    """A step of an import, from the version that was shown."""
    headers = {"If-Match": f'"{found["version"]}"'}
    address = f"{O}/imports/{found['id']}"
    client = life.running.client(who)
    if name == "answers":
        return client.put(f"{address}/answers", json=body, headers=headers)
    return client.post(f"{address}/{name}", headers=headers)


def kept(life: Life, workshop: str = "vestali") -> MemberCosts | None:
    """The figures in the database."""
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        row = life_rows.costing(session, order.id, workshop)
        return cost_data.costs_of(row.data)[0] if row is not None else None


def test_a_cost_workbook_fills_the_costing_and_is_taken_back(life: Life, tmp_path: Path) -> None:
    costs = private_costs()["vestali"]
    found = send(life, "workshop_a", book(tmp_path, costs))
    assert found.status_code == 201, found.text
    first = found.json()
    assert (first["kind"], first["workshop"], first["state"]) == ("costs", "vestali", "ready")
    assert {c["fate"] for c in first["changes"]} == {"new"}
    assert kept(life) is None
    applied = step(life, "workshop_a", first, "apply")
    assert applied.status_code == 200, applied.text
    assert kept(life) == costs
    assert life.get("workshop_a", "/costings/vestali")["state"] == "draft"

    dearer = replace(
        costs,
        period_costs=(
            replace(costs.period_costs[0], cents=costs.period_costs[0].cents + 12_34),
            *costs.period_costs[1:],
        ),
    )
    second = send(life, "workshop_a", book(tmp_path, dearer)).json()
    (change,) = second["changes"]
    (cell,) = change["cells"]
    assert (change["fate"], change["row"]) == ("changed", costs.period_costs[0].label)
    assert (cell["old"], cell["new"]) != (None, cell["old"])
    assert second["same"] > 5
    done = step(life, "workshop_a", second, "apply").json()
    assert kept(life) == dearer
    assert step(life, "workshop_a", done, "undo").status_code == 200
    assert kept(life) == costs
    # The first import wrote figures that were put back since: it is not undone over them.
    assert step(life, "workshop_a", applied.json(), "undo").status_code == 409


def test_the_first_costs_taken_back_leave_none(life: Life, tmp_path: Path) -> None:
    found = send(life, "workshop_a", book(tmp_path, private_costs()["vestali"])).json()
    done = step(life, "workshop_a", found, "apply").json()
    assert step(life, "workshop_a", done, "undo").json()["state"] == "undone"
    assert kept(life) is None
    assert life.call("workshop_a", "GET", "/costings/vestali").status_code == 404


def test_costs_in_review_are_not_written_over(life: Life, tmp_path: Path) -> None:
    costs = private_costs()["vestali"]
    done = step(
        life, "workshop_a", send(life, "workshop_a", book(tmp_path, costs)).json(), "apply"
    ).json()
    again = send(life, "workshop_a", book(tmp_path, replace(costs, opening_cash_cents=1))).json()
    life.post("workshop_a", "/costings/vestali/steps", step="submit")
    for found, name in ((done, "undo"), (again, "apply")):
        answer = step(life, "workshop_a", found, name)
        assert answer.status_code == 409, answer.text
    assert kept(life) == costs


def test_nobody_else_sends_or_reads_costs(life: Life, tmp_path: Path) -> None:
    path = book(tmp_path, private_costs()["vestali"])
    for who, status in {
        "coordinator": 404,
        "facilitator": 403,
        "buyer": 404,
        "workshop_b": 404,
        "stranger": 404,
        "nobody": 401,
    }.items():
        assert send(life, who, path, workshop="vestali").status_code == status, who
    found = send(life, "workshop_a", path).json()
    address = f"{O}/imports/{found['id']}"
    for who, status in {
        "coordinator": 404,
        "workshop_b": 404,
        "buyer": 404,
        "stranger": 404,
        "facilitator": 200,
        "workshop_a": 200,
    }.items():
        client = life.running.client(who)
        assert client.get(address).status_code == status, who
        seen = client.get(f"{O}/imports")
        is_shown = seen.status_code == 200 and found["id"] in {i["id"] for i in seen.json()}
        assert is_shown == (status == 200), who
        file = f"{API}/files/{found['files'][0]['id']}"
        assert client.get(file).status_code == status, who
    for who in ("coordinator", "workshop_b", "facilitator"):
        assert step(life, who, found, "apply").status_code in (403, 404), who
    step(life, "workshop_a", found, "apply")
    # What others read of it: who did what, never a figure.
    with life.running.database.reading() as session:
        said = json.dumps([e.detail for e in repositories.audit(session, CONSORTIUM)])
        assert "cents" not in said
    assert kept(life) == private_costs()["vestali"]


def test_anothers_costs_are_refused_without_a_word_of_them(life: Life, tmp_path: Path) -> None:
    others = private_costs()["fil-rouge"]
    answer = send(life, "workshop_a", book(tmp_path, others))
    assert answer.status_code == 422
    said = answer.json()
    assert {f["code"] for f in said["findings"]} <= {"import.not_yours", "cost.unknown_workshop"}
    with life.running.database.reading() as session:
        row = file_rows.one_import(session, said["theirs"]["import"])
        assert row is not None
        assert row.preview["costs"] is None
    assert kept(life) is None


def test_who_speaks_for_two_says_for_which(life: Life, tmp_path: Path) -> None:
    path = book(tmp_path, private_costs()["esat-lys"])
    assert send(life, "workshop_b", path, workshop="").status_code == 422
    assert send(life, "workshop_b", path, path, workshop="esat-lys").status_code == 422
    assert send(life, "workshop_b", path, workshop="esat-lys").status_code == 201


def test_a_sheet_of_ones_own_adds_its_lines(life: Life, tmp_path: Path) -> None:
    sheet = tmp_path / "fiche.csv"
    sheet.write_text("Charges;Montant\nLoyer;1 200,50\nÉlectricité;300\n", encoding="utf-8")
    answer = send(life, "workshop_a", sheet)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    if found["state"] == "asking":
        assert found["questions"]
        assert step(life, "workshop_a", found, "apply").status_code == 409
        found = step(life, "workshop_a", found, "answers", accept=True).json()
    assert found["state"] == "ready", found
    step(life, "workshop_a", found, "apply")
    costs = kept(life)
    assert costs is not None
    amounts = {c.label: c.cents for c in costs.period_costs}
    assert amounts == {"Loyer": 1_200_50, "Électricité": 300_00}


def test_a_faulty_workbook_comes_back_marked_to_its_workshop_only(
    life: Life, tmp_path: Path
) -> None:
    costs = private_costs()["vestali"]
    wrong = replace(costs, hours=replace(costs.hours, productive_hours=Decimal(10**6)))
    answer = send(life, "workshop_a", book(tmp_path, wrong))
    assert answer.status_code == 422
    said = answer.json()
    assert "cost.ladder_rises" in {f["code"] for f in said["findings"]}
    (marked,) = said["theirs"]["marked"]
    for who, status in {"workshop_a": 200, "facilitator": 200, "coordinator": 404}.items():
        got = life.running.client(who).get(f"{API}/files/{marked['id']}")
        assert got.status_code == status, who


def test_a_large_file_is_read_by_a_job_that_tells_nothing(
    life: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert INLINE_BYTES > 0
    monkeypatch.setattr("service.usecases.order_imports.INLINE_BYTES", 0)
    found = send(life, "workshop_a", book(tmp_path, private_costs()["vestali"])).json()
    assert found["state"] == "reading"
    run_files(life.running.database)
    with life.running.database.reading() as session:
        job = session.get(tables.Job, found["job"])
        assert job is not None
        told = json.dumps([job.payload, job.result, job.findings, job.progress])
        assert (job.state, "cents" in told) == ("done", False)
    now = life.running.client("workshop_a").get(f"{O}/imports/{found['id']}").json()
    assert now["state"] == "ready"
