"""Files read into an order: previewed, answered, applied whole or not at all, undone; hostile ones."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from service.db import repositories
from service.usecases import orders
from tests.importers import hostile
from tests.service.file_jobs import run_files
from tests.service.living import Life, living_copy
from tests.service.running import API, CONSORTIUM, MASKS, ORDER, mask_problem

O = f"{API}/orders/{ORDER}"  # noqa: E741 - every address of this file begins so
RECEIVED = MASKS.parent / "recus"
LARGEST_INLINE = 200_000


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """The service with the mask order and the worked one."""
    with living_copy(tmp_path) as found:
        yield found


def send(life: Life, who: str, *paths: Path, **fields: str) -> Any:
    """Somebody has files read."""
    sent = [("file", (p.name, p.read_bytes())) for p in paths]
    return life.running.client(who).post(f"{O}/imports", data=fields, files=sent)


def step(life: Life, who: str, found: dict[str, Any], name: str, **body: Any) -> Any:
    """A step of an import, from the version that was shown."""
    client = life.running.client(who)
    headers = {"If-Match": f'"{found["version"]}"'}
    address = f"{O}/imports/{found['id']}"
    if name == "answers":
        return client.put(f"{address}/answers", json=body, headers=headers)
    if name == "drop":
        return client.delete(address, headers=headers)
    return client.post(f"{address}/{name}", headers=headers)


def snapshot(life: Life, code: str = ORDER) -> Any:
    """Everything that an order says."""
    with life.running.database.reading() as session:
        row = repositories.order(session, CONSORTIUM, code)
        assert row is not None
        parts = [(p.kind, p.code, p.data, p.version) for p in repositories.parts(session, row.id)]
        return row.head, row.title, row.version, parts


def headcount(life: Life, workshop: str) -> Any:
    """Headcount of a workshop, as the order says it now."""
    with life.running.database.reading() as session:
        row = repositories.order(session, CONSORTIUM, ORDER)
        assert row is not None
        found = repositories.part(session, row.id, "workshop", workshop)
        return None if found is None else found.data[""]["headcount"]


def own_form(life: Life, who: str, workshop: str, old: Any, new: Any) -> bytes:
    """A workshop's capacity form where one number is another."""
    address = f"{O}/templates/capacities?workshop={workshop}"
    book = load_workbook(BytesIO(life.running.client(who).get(address).content))
    cells = [c for ws in book for row in ws.iter_rows() for c in row if c.value == old]
    assert cells, f"{old} is not in the form"
    cells[0].value = new
    held = BytesIO()
    book.save(held)
    return held.getvalue()


# -- an order workbook --------------------------------------------------------------------------


def test_an_order_is_filled_from_its_workbook(life: Life) -> None:
    client = life.running.client("coordinator")
    client.post(f"{API}/orders", json={"title": "Neuve", "code": "neuve"})
    address = f"{API}/orders/neuve"
    file = {"file": ("commande.xlsx", MASKS.read_bytes())}
    answer = client.post(f"{address}/workbook", files=file)
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert shown["state"] == "ready"
    assert {r["fate"] for r in shown["changes"]} == {"new"}
    assert client.get(f"{address}/parts/workshop").json() == []  # only previewed
    headers = {"If-Match": answer.headers["etag"]}
    assert client.post(f"{address}/imports/{shown['id']}/apply").status_code == 428
    applied = client.post(f"{address}/imports/{shown['id']}/apply", headers=headers)
    assert applied.status_code == 200, applied.text
    with life.running.database.reading() as session:
        row = repositories.order(session, CONSORTIUM, "neuve")
        assert row is not None
        found = orders.problem(session, row).problem
    assert found is not None
    assert found.workshops == mask_problem().workshops
    assert found.offers == mask_problem().offers
    headers = {"If-Match": applied.headers["etag"]}
    undone = client.post(f"{address}/imports/{shown['id']}/undo", headers=headers)
    assert undone.json()["state"] == "undone"
    assert client.get(f"{address}/parts/workshop").json() == []
    assert client.get(f"{address}/head").json() == {"head": {}}


def test_the_workshops_of_a_workbook_join_the_consortium(life: Life) -> None:
    """Whoever reads a workbook can invite its workshops at once."""
    life.running.clear_members()
    client = life.running.client("coordinator")
    given = {"role": "workshop", "subject": "terrils"}
    assert client.post(f"{API}/invitations", json=given).status_code == 422
    client.post(f"{API}/orders", json={"title": "Neuve", "code": "neuve"})
    file = {"file": ("commande.xlsx", MASKS.read_bytes())}
    shown = client.post(f"{API}/orders/neuve/workbook", files=file)
    address = f"{API}/orders/neuve/imports/{shown.json()['id']}/apply"
    assert client.post(address, headers={"If-Match": shown.headers["etag"]}).status_code == 200
    members = {m["workshop"]: m["name"] for m in client.get(f"{API}/workshops").json()}
    assert members == {w.id: w.name for w in mask_problem().workshops}
    assert client.post(f"{API}/invitations", json=given).status_code == 201


def test_the_same_workbook_changes_nothing_and_another_shows_what(life: Life) -> None:
    client = life.running.client("coordinator")
    before = snapshot(life)
    same = client.post(f"{O}/workbook", files={"file": ("c.xlsx", MASKS.read_bytes())}).json()
    assert same["changes"] == []
    assert same["same"] == len(before[3])
    book = load_workbook(MASKS)
    cells = [
        c for ws in book for row in ws.iter_rows() for c in row if c.value == "Couture du Canal"
    ]
    assert cells
    cells[0].value = "Couture du Canal neuf"
    held = BytesIO()
    book.save(held)
    answer = client.post(f"{O}/workbook", files={"file": ("c.xlsx", held.getvalue())})
    assert answer.status_code == 201, answer.text
    [row] = answer.json()["changes"]
    assert (row["fate"], row["row"]) == ("changed", "Couture du Canal neuf")
    assert row["cells"] == [
        {"column": "name", "old": "Couture du Canal", "new": "Couture du Canal neuf", "place": ""}
    ]
    assert snapshot(life) == before


def test_a_workbook_with_faults_says_them_all_and_changes_nothing(life: Life) -> None:
    before = snapshot(life)
    book = load_workbook(MASKS)
    for sheet in book:
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, int) and cell.row > 1 and cell.value > 5000:
                    cell.value = "beaucoup"
    held = BytesIO()
    book.save(held)
    client = life.running.client("coordinator")
    answer = client.post(f"{O}/workbook", files={"file": ("c.xlsx", held.getvalue())})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()["findings"]
    assert len([f for f in found if f["severity"] == "error"]) > 1
    assert all(f["text"] and f["place"] for f in found if f["severity"] == "error")
    assert snapshot(life) == before


def test_only_the_coordinator_fills_an_order(life: Life) -> None:
    for who, status in (
        ("workshop_a", 403),
        ("facilitator", 403),
        ("buyer", 404),
        ("stranger", 404),
        ("nobody", 401),
    ):
        file = {"file": ("c.xlsx", MASKS.read_bytes())}
        answer = life.running.client(who).post(f"{O}/workbook", files=file)
        assert answer.status_code == status, (who, answer.text)


# -- capacities ---------------------------------------------------------------------------------


def test_a_workshop_s_own_form_is_read_applied_and_undone(life: Life, tmp_path: Path) -> None:
    old = int(headcount(life, "terrils"))
    path = tmp_path / "retour.xlsx"
    path.write_bytes(own_form(life, "workshop_a", "terrils", old, old + 3))
    before = snapshot(life)
    answer = send(life, "workshop_a", path, kind="capacities", workshop="terrils")
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert (shown["state"], shown["workshop"]) == ("ready", "terrils")
    assert [c["new"] for r in shown["changes"] for c in r["cells"]] == [str(old + 3)]
    assert snapshot(life) == before
    applied = step(life, "workshop_a", shown, "apply")
    assert applied.status_code == 200, applied.text
    assert int(headcount(life, "terrils")) == old + 3
    kept = snapshot(life)
    changed = [(a[:2]) for a, b in zip(kept[3], before[3], strict=True) if a != b]
    assert changed == [("workshop", "terrils")]
    undone = step(life, "workshop_a", applied.json(), "undo")
    assert undone.status_code == 200
    assert int(headcount(life, "terrils")) == old
    assert [p[:3] for p in snapshot(life)[3]] == [p[:3] for p in before[3]]
    assert step(life, "workshop_a", undone.json(), "undo").status_code == 409


def test_a_workshop_cannot_write_another_s_capacities(life: Life, tmp_path: Path) -> None:
    path = tmp_path / "canal.xlsx"
    old = int(headcount(life, "canal"))
    path.write_bytes(own_form(life, "coordinator", "canal", old, old + 3))
    before = snapshot(life)
    answer = send(life, "workshop_a", path, kind="capacities", workshop="terrils")
    shown = answer.json()
    if answer.status_code == 201:  # it asks who that is: saying « new » does not help either
        assert shown["state"] == "asking"
        answer = step(life, "workshop_a", shown, "answers", accept=True)
    assert answer.status_code == 422, answer.text
    assert "import.not_yours" in {f["code"] for f in answer.json()["findings"]}
    # Nothing that the order knows of that workshop is told.
    assert str(old) not in [c.get("old") for c in _cells(answer.json())]
    assert send(life, "workshop_a", path, kind="capacities", workshop="canal").status_code == 404
    assert snapshot(life) == before


def _cells(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [c for r in found.get("changes", []) for c in r["cells"]]


def test_who_may_read_what_into_an_order(life: Life) -> None:
    path = RECEIVED / "canal.csv"
    for who, kind, status in (
        ("workshop_a", "offers", 404),
        ("buyer", "capacities", 404),
        ("facilitator", "capacities", 403),
        ("facilitator", "offers", 403),
        ("stranger", "capacities", 404),
        ("nobody", "capacities", 401),
        ("coordinator", "followup", 409),
        ("coordinator", "poems", 422),
    ):
        answer = send(life, who, path, kind=kind)
        assert answer.status_code == status, (who, kind, answer.text)
    assert life.running.client("coordinator").get(f"{O}/imports").json() == []


def test_questions_are_answered_and_remembered(life: Life) -> None:
    path = RECEIVED / "Point des Dunes.xlsx"
    shown = send(life, "coordinator", path, kind="capacities").json()
    assert shown["state"] == "asking"
    assert shown["questions"]
    assert step(life, "coordinator", shown, "apply").status_code == 409
    answered = step(life, "coordinator", shown, "answers", accept=True)
    assert answered.status_code == 200, answered.text
    ready = answered.json()
    assert ready["state"] == "ready"
    assert all(q["is_confirmed"] for q in ready["questions"])
    assert step(life, "coordinator", shown, "answers").status_code == 409  # an older version
    applied = step(life, "coordinator", ready, "apply")
    assert applied.status_code == 200, applied.text
    # The same habits of the same sender are not asked again.
    again = send(life, "coordinator", path, kind="capacities").json()
    assert again["state"] == "ready"
    assert again["changes"] == []


def test_a_given_answer_counts(life: Life) -> None:
    path = RECEIVED / "recensement bobine.xls"
    shown = send(life, "coordinator", path, kind="capacities").json()
    question = next(q for q in shown["questions"] if q["key"].startswith("workshop:"))
    given = {path.name: {question["key"]: "bobine"}}
    answered = step(life, "coordinator", shown, "answers", answers=given).json()
    same = next(q for q in answered["questions"] if q["key"] == question["key"])
    assert same["is_confirmed"]
    assert same["understood"] == "bobine"


def test_a_change_between_preview_and_apply_is_a_conflict(life: Life, tmp_path: Path) -> None:
    old = int(headcount(life, "terrils"))
    path = tmp_path / "retour.xlsx"
    path.write_bytes(own_form(life, "workshop_a", "terrils", old, old + 3))
    shown = send(life, "workshop_a", path, kind="capacities", workshop="terrils").json()
    client = life.running.client("coordinator")
    part = client.get(f"{O}/parts/workshop/terrils")
    data = part.json()["data"]
    data[""]["headcount"] = str(old + 9)
    headers = {"If-Match": part.headers["etag"]}
    assert client.put(
        f"{O}/parts/workshop/terrils", json={"data": data}, headers=headers
    ).is_success
    refused = step(life, "workshop_a", shown, "apply")
    assert refused.status_code == 409
    assert refused.json()["code"] == "conflict"
    assert int(headcount(life, "terrils")) == old + 9
    # Read once more, it starts from what is there now.
    again = step(life, "workshop_a", shown, "answers").json()
    assert step(life, "workshop_a", again, "apply").status_code == 200
    assert int(headcount(life, "terrils")) == old + 3


def test_what_was_changed_since_is_not_undone(life: Life, tmp_path: Path) -> None:
    old = int(headcount(life, "terrils"))
    path = tmp_path / "retour.xlsx"
    path.write_bytes(own_form(life, "workshop_a", "terrils", old, old + 3))
    shown = send(life, "workshop_a", path, kind="capacities", workshop="terrils").json()
    applied = step(life, "workshop_a", shown, "apply").json()
    client = life.running.client("coordinator")
    part = client.get(f"{O}/parts/workshop/terrils")
    data = part.json()["data"]
    data[""]["headcount"] = str(old + 9)
    headers = {"If-Match": part.headers["etag"]}
    client.put(f"{O}/parts/workshop/terrils", json={"data": data}, headers=headers)
    assert step(life, "workshop_a", applied, "undo").status_code == 409
    assert int(headcount(life, "terrils")) == old + 9


def test_an_import_is_given_up(life: Life) -> None:
    path = RECEIVED / "Point des Dunes.xlsx"
    shown = send(life, "coordinator", path, kind="capacities").json()
    file = shown["files"][0]["id"]
    client = life.running.client("coordinator")
    assert client.delete(f"{API}/files/{file}").status_code == 409
    assert step(life, "coordinator", shown, "drop").status_code == 204
    now = client.get(f"{O}/imports/{shown['id']}").json()
    assert now["state"] == "dropped"
    assert step(life, "coordinator", now, "answers").status_code == 409
    assert client.delete(f"{API}/files/{file}").status_code == 204


def test_others_do_not_see_a_workshop_s_import(life: Life) -> None:
    form = life.running.client("workshop_a").get(f"{O}/templates/capacities?workshop=terrils")
    sent = {"file": ("terrils.xlsx", form.content)}
    fields = {"kind": "capacities", "workshop": "terrils"}
    client = life.running.client("workshop_a")
    shown = client.post(f"{O}/imports", data=fields, files=sent).json()
    for who, status in (
        ("coordinator", 200),
        ("facilitator", 200),
        ("workshop_a", 200),
        ("workshop_b", 404),
        ("buyer", 404),
        ("stranger", 404),
    ):
        answer = life.running.client(who).get(f"{O}/imports/{shown['id']}")
        assert answer.status_code == status, who
    assert step(life, "facilitator", shown, "apply").status_code == 403
    assert step(life, "workshop_b", shown, "apply").status_code == 404


def test_a_faulty_file_comes_back_marked(life: Life, tmp_path: Path) -> None:
    old = int(headcount(life, "terrils"))
    path = tmp_path / "faux.xlsx"
    path.write_bytes(own_form(life, "workshop_a", "terrils", old, "plein"))
    answer = send(life, "workshop_a", path, kind="capacities", workshop="terrils")
    found = answer.json()
    assert answer.status_code == 422, found
    [marked] = found["theirs"]["marked"]
    client = life.running.client("workshop_a")
    copy = client.get(f"{API}/files/{marked['id']}")
    book = load_workbook(BytesIO(copy.content))
    assert any(c.comment for ws in book for row in ws.iter_rows() for c in row)
    assert life.running.client("workshop_b").get(f"{API}/files/{marked['id']}").status_code == 404


# -- large and hostile --------------------------------------------------------------------------


def test_large_files_are_read_by_a_job(life: Life) -> None:
    client = life.running.client("coordinator")
    content = (RECEIVED / "canal.csv").read_bytes() + b"\n" * (LARGEST_INLINE + 1)
    sent = {"file": ("canal.csv", content)}
    answer = client.post(f"{O}/imports", data={"kind": "capacities"}, files=sent)
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == "reading"
    job = answer.json()["job"]
    run_files(life.running.database)
    assert client.get(f"{API}/jobs/{job}").json()["state"] == "done"
    assert client.get(f"{O}/imports/{answer.json()['id']}").json()["state"] == "ready"


_QUICK = (
    "a number without end",
    "ods with a password",
    "zip of a workbook",
    "xls with a password",
    "endless chain",
    "text with zeros",
    "page",
    "pdf",
)
_CASES = [
    pytest.param(name, marks=() if name in _QUICK else pytest.mark.slow) for name in hostile.HOSTILE
]


@pytest.mark.parametrize("name", _CASES)
def test_hostile_files_are_a_clean_refusal(life: Life, tmp_path: Path, name: str) -> None:
    path, code = hostile.write(name, tmp_path)
    before = snapshot(life)
    for kind in ("capacities", "workbook"):
        client = life.running.client("coordinator")
        sent = {"file": (path.name, path.read_bytes())}
        if kind == "workbook":
            answer = client.post(f"{O}/workbook", files=sent)
        else:
            answer = client.post(f"{O}/imports", data={"kind": kind}, files=sent)
        if answer.status_code == 202:
            run_files(life.running.database)
            found = client.get(f"{O}/imports/{answer.json()['id']}").json()
            assert found["state"] == "refused" or not code, found
        elif answer.status_code == 413:
            assert answer.json()["code"] == "too_large"
        else:
            assert answer.status_code in ((422,) if code else (201, 422)), answer.text
            found = answer.json()
        if code and kind == "capacities" and answer.status_code != 413:
            assert code in {f["code"] for f in found["findings"]}
    assert snapshot(life) == before


# -- follow-up ----------------------------------------------------------------------------------


def test_a_followup_becomes_declarations_and_lots(life: Life) -> None:
    with life.running.database.writing() as session:
        row = repositories.order(session, CONSORTIUM, ORDER)
        assert row is not None
        row.state = "production"
    path = MASKS.parent / "suivi_canal.xlsx"
    client = life.running.client("workshop_b")
    shown = send(life, "workshop_b", path, kind="followup", workshop="canal").json()
    assert "id" in shown, shown
    if shown["state"] == "asking":
        shown = step(life, "workshop_b", shown, "answers", accept=True).json()
    assert shown["state"] == "ready", shown
    new = [r for r in shown["changes"] if r["fate"] == "new"]
    assert new
    applied = step(life, "workshop_b", shown, "apply")
    assert applied.status_code == 200, applied.text
    declared = client.get(f"{O}/production").json()
    assert {d["workshop"] for d in declared} == {"canal"}
    assert len(declared) == len(new)
    assert client.get(f"{O}/lots").json()
    # Sent again it says nothing new.
    again = send(life, "workshop_b", path, kind="followup", workshop="canal").json()
    assert [r for r in again["changes"] if r["fate"] != "same"] == []
    undone = step(life, "workshop_b", applied.json(), "undo")
    assert undone.status_code == 200, undone.text
    assert client.get(f"{O}/production").json() == []
    assert client.get(f"{O}/lots").json() == []
