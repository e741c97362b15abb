"""What a job that came to no good end says: what happened, what to do, no figure of anybody."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from service.db import job_rows, repositories
from service.jobs.kinds import KINDS
from service.jobs.worker import Worker
from service.logs import JsonLines
from tests.service.living import WORKED, Life, living_copy
from tests.service.running import API, CONSORTIUM


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """The service with the worked order."""
    with living_copy(tmp_path) as found:
        yield found


def _claimed(life: Life) -> job_rows.Claimed:
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        job_rows.add(
            session,
            kind="export",
            lane="files",
            consortium_id=CONSORTIUM,
            order_id=order.id,
            payload={},
            created_by=life.running.actor("workshop_a").account_id,
        )
    found = job_rows.claim(life.running.database, "test", "files", 60)
    assert found is not None
    return found


def _shown(life: Life, job: str, lang: str) -> dict[str, Any]:
    client = life.running.client("coordinator")
    answer = client.get(f"{API}/jobs/{job}", headers={"Accept-Language": lang})
    assert answer.status_code == 200
    (finding,) = answer.json()["findings"]
    return dict(finding)


def test_a_failure_tells_its_kind_and_never_its_text(life: Life) -> None:
    job = _claimed(life)
    worker = Worker(life.running.database, KINDS, lane="files", lease_seconds=30.0)
    worker._fail(job, "ValueError: vestali pays 17.8371 an hour")
    french, english = _shown(life, job.id, "fr"), _shown(life, job.id, "en")
    assert (french["code"], french["params"]) == ("job.failed", {"fault": "ValueError"})
    assert "17.8371" not in str(french) + str(english)
    assert "Relancez" in french["text"]
    assert french["text"] != english["text"]
    listed = life.get("coordinator", "/jobs")
    assert [f["text"] for j in listed for f in j["findings"]] == [french["text"]]


@pytest.mark.parametrize("code", [job_rows.WORKER_LOST, job_rows.CHILD_LOST])
def test_what_was_lost_says_what_to_do(life: Life, code: str) -> None:
    job = _claimed(life)
    with life.running.database.writing() as session:
        lost = {"code": code, "severity": "error", "params": {}}
        assert job_rows.finish(session, job, "failed", findings=[lost])
    french, english = _shown(life, job.id, "fr"), _shown(life, job.id, "en")
    assert "Anomalie" not in french["text"]
    assert "rien n'a été changé" in french["text"]
    assert "nothing" in english["text"]


@pytest.mark.parametrize("detail", [False, True])
def test_the_log_tells_the_text_of_a_failure_when_it_may(life: Life, detail: bool) -> None:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(detail=detail))
    log = logging.getLogger("oeuvre.jobs")
    log.addHandler(handler)
    try:
        worker = Worker(life.running.database, KINDS, lane="files", lease_seconds=30.0)
        worker._fail(_claimed(life), "ValueError: vestali pays 17.8371 an hour")
    finally:
        log.removeHandler(handler)
    said = json.loads(stream.getvalue().splitlines()[0])
    assert said["fault"] == "ValueError"
    assert ("17.8371" in stream.getvalue()) == detail
