"""Jobs of the lane of files, done here and now: what a worker and its child would do, one after another."""

from __future__ import annotations

from typing import Any

from service.db import job_rows
from service.db.engine import Database
from service.jobs.kinds import KINDS
from service.jobs.tasks import TASKS


def run_files(database: Database) -> list[dict[str, Any]]:
    """Do every job about files that waits; their results."""
    done = []
    while job := job_rows.claim(database, "test", "files", 600):
        kind = KINDS[job.kind]
        with database.reading() as session:
            payload = kind.prepare(session, job)
        answer = TASKS[kind.task](payload, lambda _said: None)
        with database.writing() as session:
            result, findings = kind.conclude(session, job, answer)
            assert job_rows.finish(session, job, "done", result, findings)
        done.append(dict(result))
    return done
