"""Files sent and fetched: by whom, for whom, how large, of which kind; workbooks to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from service.db import repositories, tables
from service.usecases import files
from tests.service.living import Life, living_copy
from tests.service.running import API, CONSORTIUM, MASKS, ORDER, OTHER, PEOPLE

O = f"{API}/orders/{ORDER}"  # noqa: E741 - every address of this file begins so


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """The service with the mask order and the worked one."""
    with living_copy(tmp_path) as found:
        yield found


def send(
    life: Life, who: str, name: str = "a.csv", content: bytes = b"a;b\n", **fields: str
) -> Any:
    """Somebody sends a file."""
    client = life.running.client(who)
    return client.post(f"{O}/files", data=fields, files={"file": (name, content)})


@pytest.mark.parametrize(
    ("about", "workshop", "senders", "havers"),
    [
        (
            "capacities",
            "terrils",
            {"coordinator", "workshop_a"},
            {"coordinator", "workshop_a", "facilitator"},
        ),
        ("capacities", "", {"coordinator"}, {"coordinator", "facilitator"}),
        ("offers", "", {"coordinator"}, {"coordinator", "facilitator"}),
        ("workbook", "", {"coordinator"}, {"coordinator", "facilitator"}),
        (
            "followup",
            "canal",
            {"coordinator", "workshop_b"},
            {"coordinator", "workshop_b", "facilitator"},
        ),
        ("costs", "terrils", {"workshop_a"}, {"workshop_a", "facilitator"}),
    ],
)
def test_who_sends_and_who_has(
    life: Life, about: str, workshop: str, senders: set[str], havers: set[str]
) -> None:
    sent = None
    for who in (*PEOPLE, "nobody"):
        answer = send(life, who, about=about, workshop=workshop)
        # Who speaks for two workshops must say which one.
        is_allowed = answer.status_code == 201
        assert is_allowed == (who in senders), (who, answer.text)
        assert answer.status_code in (201, 401, 403, 404, 422)
        sent = answer.json()["id"] if is_allowed else sent
    for who in (*PEOPLE, "nobody"):
        client = life.running.client(who)
        address = (
            f"/api/v1/consortia/{PEOPLE[who][2] if who in PEOPLE else CONSORTIUM}/files/{sent}"
        )
        fetched = client.get(address)
        assert (fetched.status_code == 200) == (who in havers), (who, fetched.text)
        listed = client.get(f"{O}/files")
        ids = [f["id"] for f in listed.json()] if listed.status_code == 200 else []
        assert (sent in ids) == (who in havers), who
        if who in havers:
            assert fetched.content == b"a;b\n"
            assert fetched.headers["content-disposition"].startswith("attachment")
            assert fetched.headers["content-security-policy"] == "sandbox"


def test_a_file_larger_than_the_settings_allow(life: Life) -> None:
    most = life.running.settings.upload_bytes
    for size in (most + 1, most + 3_000_000):
        answer = send(life, "coordinator", content=b"x" * size)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "too_large"
    assert life.running.client("coordinator").get(f"{O}/files").json() == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (MASKS.read_bytes(), files.XLSX),
        (b"PK\x03\x04 nothing of a workbook", files.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/vnd.ms-excel"),
        (b"%PDF-1.7", files.PDF),
        (b'{"a": 1}', files.JSON),
        (b"atelier;effectif\ncanal;4\n", "text/csv"),
        (b"<html><script>alert(1)</script>, </html>", "text/plain"),
        (b"\x7fELF\x00\x00", "application/octet-stream"),
        (b"BEGIN:VCALENDAR\r\n", files.CALENDAR),
    ],
)
def test_kind_is_told_by_content(life: Life, content: bytes, expected: str) -> None:
    answer = send(life, "coordinator", name="image.png", content=content, about="offers")
    assert answer.json()["media_type"] == expected


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\plan.xlsx", "plan.xlsx"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("recensement « été ».xlsx", "recensement « été ».xlsx"),
        ("x" * 400 + ".xlsx", "x" * 188 + ".xlsx"),
        ("…", "…"),
    ],
)
def test_names(name: str, kept: str) -> None:
    assert files.clean_name(name) == kept


def test_what_is_no_file_is_refused(life: Life) -> None:
    client = life.running.client("coordinator")
    assert send(life, "coordinator", content=b"").status_code == 422
    assert send(life, "coordinator", about="holidays").status_code == 422
    assert client.post(f"{O}/files", json={"file": "x"}).status_code == 422
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert client.post(f"{O}/files", content=b"--y\r\n", headers=broken).status_code == 422
    two = [("file", ("a.csv", b"a")), ("file", ("b.csv", b"b"))]
    assert client.post(f"{O}/files", files=two).status_code == 422
    assert client.get(f"{O}/files").json() == []


def test_who_throws_away(life: Life) -> None:
    sent = send(life, "workshop_a", about="capacities", workshop="terrils").json()["id"]
    address = f"{API}/files/{sent}"
    assert life.running.client("workshop_b").delete(address).status_code == 404
    assert life.running.client("facilitator").delete(address).status_code == 403
    assert life.running.client("workshop_a").delete(address).status_code == 204
    assert life.running.client("workshop_a").get(address).status_code == 404


def test_another_consortium_has_nothing(life: Life) -> None:
    sent = send(life, "coordinator", about="offers").json()["id"]
    stranger = life.running.client("stranger")
    assert stranger.get(f"/api/v1/consortia/{OTHER}/files/{sent}").status_code == 404
    assert stranger.get(f"{API}/files/{sent}").status_code == 404


def test_made_files_are_for_their_reader_alone(life: Life) -> None:
    readers = {
        ("coordinator", ""): {"coordinator"},
        ("facilitator", ""): {"facilitator"},
        ("workshop", "terrils"): {"workshop_a"},
        ("buyer", ""): {"buyer"},
    }
    for (reader, workshop), havers in readers.items():
        with life.running.database.writing() as session:
            order = repositories.order(session, CONSORTIUM, ORDER)
            assert order is not None
            upload = files.Upload(name="x.csv", content=b"x")
            row = files.keep(session, order, upload, reader=reader, workshop=workshop, by="")
            number = row.id
        for who in PEOPLE:
            answer = life.running.client(who).get(f"{API}/files/{number}")
            assert (answer.status_code == 200) == (who in havers), (reader, who)


# -- workbooks to fill in -----------------------------------------------------------------------


def texts_of(content: bytes) -> str:
    """Every text of a workbook."""
    book = load_workbook(BytesIO(content))
    cells = (c.value for ws in book for row in ws.iter_rows() for c in row)
    return "\n".join(str(v) for v in cells if v is not None)


@pytest.mark.parametrize("template", ["capacities", "load-plan", "followup", "costs"])
def test_a_workshop_s_form_holds_nothing_of_the_others(life: Life, template: str) -> None:
    client = life.running.client("workshop_a")
    answer = client.get(f"{O}/templates/{template}?workshop=terrils")
    assert answer.status_code == 200, answer.text
    said = texts_of(answer.content)
    assert "terrils" in said.lower()
    for other in ("Canal", "Bobine", "Clochers", "Dunes"):
        assert other not in said
    assert client.get(f"{O}/templates/{template}?workshop=canal").status_code == 404


@pytest.mark.parametrize(
    ("template", "havers"),
    [
        ("order", {"coordinator", "facilitator"}),
        ("offers", {"coordinator", "facilitator"}),
        ("grouped-order", {"coordinator", "facilitator"}),
        ("capacities", {"coordinator", "facilitator"}),
    ],
)
def test_who_has_a_form_for_all(life: Life, template: str, havers: set[str]) -> None:
    for who in (*PEOPLE, "nobody"):
        answer = life.running.client(who).get(f"{O}/templates/{template}?workshop=")
        is_own = template == "capacities" and who in ("workshop_a", "workshop_b")
        if not is_own:
            assert (answer.status_code == 200) == (who in havers), (who, answer.text)


def test_forms_in_english_and_the_blank_one(life: Life) -> None:
    client = life.running.client("workshop_a")
    english = {"accept-language": "en"}
    answer = client.get(f"{O}/templates/capacities?workshop=terrils", headers=english)
    assert "Workshop" in texts_of(answer.content)
    blank = client.get("/api/v1/templates/order", headers=english)
    assert "Headcount" in texts_of(blank.content)
    assert life.running.client("nobody").get("/api/v1/templates/order").status_code == 401


def test_a_form_for_nobody(life: Life) -> None:
    client = life.running.client("coordinator")
    assert client.get(f"{O}/templates/costs").status_code == 422
    assert client.get(f"{O}/templates/capacities?workshop=nemo").status_code == 404
    assert client.get(f"{O}/templates/offers?supplier=nemo").status_code == 422
    assert client.get(f"{O}/templates/poem").status_code == 422
    with life.running.database.writing() as session:
        session.add(tables.Order(consortium_id=CONSORTIUM, code="vide", title="Vide"))
    empty = client.get(f"{API}/orders/vide/templates/capacities")
    assert empty.status_code == 409
