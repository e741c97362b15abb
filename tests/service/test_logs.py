"""The log says what happened, in both forms, and nothing of anybody."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
from fastapi.testclient import TestClient

from service import logs
from service.app import make_app
from service.db import migrating
from service.db.engine import Database
from service.settings import Settings, WrongSettingError, read_settings


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("oeuvre")
    before, levels = list(root.handlers), (root.level, ours.level)
    yield
    root.handlers[:] = before
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def _client() -> tuple[TestClient, Database]:
    database = Database("sqlite://")
    migrating.migrate(database)
    return TestClient(make_app(Settings(), database), raise_server_exceptions=False), database


def test_requests_are_told_by_route_without_what_was_typed() -> None:
    stream = io.StringIO()
    logs.prepare("json", stream=stream)
    client, database = _client()
    client.get("/api/v1/invitations/a-secret-of-an-invitation", params={"q": "typed"})
    client.post(
        "/api/v1/session",
        json={"email": "claire@terrils.example", "password": "une phrase assez longue"},
    )
    database.close()
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    told = [line for line in lines if line["message"] == "request"]
    assert [(t["method"], t["route"], t["status"]) for t in told] == [
        ("GET", "/invitations/{secret}", 410),
        ("POST", "/session", 401),
    ]
    assert all(t["milliseconds"] >= 0 and t["level"] == "info" and t["at"] for t in told)
    for typed in ("a-secret", "typed", "claire", "phrase", "testclient"):
        assert typed not in stream.getvalue()


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("detail", [False, True])
def test_of_a_failure_the_place_is_told_and_not_the_words(
    form: Literal["text", "json"], detail: bool
) -> None:
    stream = io.StringIO()
    logs.prepare(form, detail=detail, stream=stream)
    try:
        raise ValueError("17,83 € de l'heure, claire@terrils.example")
    except ValueError:
        logging.getLogger("oeuvre").exception("it broke", extra={"values": {"job": "j1"}})
    said = stream.getvalue()
    assert "ValueError" in said
    assert "test_logs.py" in said
    assert "j1" in said
    assert ("17,83" in said) == detail
    assert ("claire" in said) == detail


def test_a_bug_in_a_request_is_in_the_log_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    logs.prepare("json", stream=stream)
    client, database = _client()

    def broken(*_: object) -> None:
        raise RuntimeError("claire@terrils.example")

    monkeypatch.setattr("service.usecases.accounts.opened_invitation", broken)
    answer = client.get("/api/v1/invitations/a-secret-of-an-invitation")
    database.close()
    assert (answer.status_code, answer.json()["code"]) == (500, "bug")
    assert "claire" not in answer.text
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    broken_lines = [line for line in lines if "fault" in line]
    assert len(broken_lines) == 1
    assert broken_lines[0]["fault"] == "RuntimeError"
    assert [x["status"] for x in lines if x["message"] == "request"] == [500]
    assert "claire" not in stream.getvalue()


def test_settings_of_the_log() -> None:
    found = read_settings({"OEUVRE_LOG": "JSON", "OEUVRE_LOG_DETAIL": "oui"})
    assert (found.log, found.log_detail) == ("json", True)
    for name, value in (("LOG", "xml"), ("LOG_DETAIL", "maybe"), ("BODY_BYTES", "1")):
        with pytest.raises(WrongSettingError, match=f"OEUVRE_{name}"):
            read_settings({f"OEUVRE_{name}": value})
