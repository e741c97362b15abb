"""A worker: takes jobs from the queue, has a child do them, writes what came of it.

A worker that dies loses its lease and another takes the job up. One that was only asleep finds that
the job is no longer its own: it ends its child and writes nothing.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from service.db import job_rows
from service.db.engine import Database, Session
from service.db.job_rows import Claimed, Lane
from service.delivery import Bell
from service.jobs.child import Child, ChildEndedError

_log = logging.getLogger("oeuvre.jobs")
# How long between two looks at the queue when no bell rings.
_POLL_SECONDS: Final = 1.0
_LISTEN_SECONDS: Final = 0.25


class Kind(Protocol):
    """How a kind of job is done; see :mod:`service.jobs.kinds`."""

    task: str

    def prepare(self, session: Session, job: Claimed) -> Mapping[str, Any]:
        """What the child is given."""

    def conclude(
        self, session: Session, job: Claimed, answer: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
        """Keep what it answered: the job's result, and findings."""


@dataclass(frozen=True, slots=True)
class _Ended:
    end: job_rows.End
    answer: Mapping[str, Any]


class _TakenAwayError(Exception):
    """Another worker holds the job now."""


class Worker:
    """One thread and its child, for one lane.

    Args:
        kinds: kinds of jobs by name.
        lease_seconds: how long a job is held without a sign of life.
    """

    def __init__(
        self,
        database: Database,
        kinds: Mapping[str, Kind],
        *,
        lane: Lane,
        lease_seconds: float,
        bell: Bell | None = None,
    ) -> None:
        self.database = database
        self.kinds = kinds
        self.lane = lane
        self.lease_seconds = lease_seconds
        self.bell = bell or Bell()
        self.name = f"{socket.gethostname()}:{os.getpid()}:{threading.get_native_id()}:{lane}"
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._child: Child | None = None

    def start(self) -> None:
        """Work in a thread until stopped."""
        self._thread = threading.Thread(target=self.run, name=f"worker-{self.lane}", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """Put the job in hand back in the queue and end."""
        self._stopping.set()
        self.bell.ring()
        if self._thread is not None:
            self._thread.join(seconds)

    def run(self) -> None:
        """Work until stopped."""
        self._warm()
        heard = 0
        while not self._stopping.is_set():
            try:
                job = job_rows.claim(self.database, self.name, self.lane, self.lease_seconds)
            except Exception:
                # The database may be away for a moment: the queue is still there afterwards.
                _log.exception("the queue cannot be read")
                job = None
            if job is None:
                heard = self.bell.wait(heard, _POLL_SECONDS)
                continue
            try:
                self.work(job)
            except Exception:
                _log.exception("job %s", job.id)
                time.sleep(_LISTEN_SECONDS)
        if self._child is not None:
            self._child.end()

    def work(self, job: Claimed) -> None:
        """Do one job to its end, unless it is taken away."""
        kind = self.kinds.get(job.kind)
        if kind is None:
            self._fail(job, f"no job is of kind {job.kind}")
            return
        try:
            with self.database.reading() as session:
                payload = kind.prepare(session, job)
        except Exception as fault:
            _log.exception("job %s", job.id)
            self._fail(job, f"{type(fault).__name__}: {fault}")
            return
        ended = self._listen(job, kind, payload)
        if ended is None:
            return
        if ended.end == "failed":
            self._fail(job, str(ended.answer.get("fault", "")))
            return
        try:
            with self.database.writing() as session:
                self._conclude(session, job, kind, ended)
        except _TakenAwayError:
            _log.warning("job %s was taken away before its end", job.id)
        except Exception as fault:
            _log.exception("job %s", job.id)
            self._fail(job, f"{type(fault).__name__}: {fault}")

    def _conclude(self, session: Session, job: Claimed, kind: Kind, ended: _Ended) -> None:
        """Keep the answer and the end together, or neither."""
        result: Mapping[str, Any] = {}
        findings: list[Mapping[str, Any]] = []
        if ended.answer:
            result, findings = kind.conclude(session, job, ended.answer)
        if not job_rows.finish(session, job, ended.end, result, findings):
            raise _TakenAwayError

    def _listen(self, job: Claimed, kind: Kind, payload: Mapping[str, Any]) -> _Ended | None:
        """What the child answers; None when the job is no longer ours or was put back."""
        child = self._warm()
        child.ask(kind.task, payload)
        told = 0.0
        news: Mapping[str, Any] | None = None
        kept: Mapping[str, Any] = {}
        try:
            for message in child.messages(_LISTEN_SECONDS):
                if message is not None and message.kind == "done":
                    return _Ended("done", message.values)
                if message is not None and message.kind == "failed":
                    return _Ended("failed", message.values)
                if message is not None and message.kind == "progress":
                    if "plan" in message.values:
                        kept = message.values
                    else:
                        news = message.values
                if self._stopping.is_set():
                    job_rows.let_go(self.database, job)
                    self._drop()
                    return None
                if time.monotonic() - told < min(0.5, self.lease_seconds / 4):
                    continue
                told = time.monotonic()
                answer = job_rows.beat(self.database, job, self.lease_seconds, news)
                news = None
                if not answer.is_mine:
                    self._drop()
                    return None
                if answer.is_cancel_asked:
                    self._drop()
                    return _Ended("cancelled", kept)
        except ChildEndedError:
            self._drop()
            return _Ended("failed", {"fault": "the process that did it ended"})
        return None

    def _fail(self, job: Claimed, fault: str) -> None:
        findings = [{"code": "job.failed", "severity": "error", "params": {"fault": fault}}]
        with self.database.writing() as session:
            job_rows.finish(session, job, "failed", findings=findings)

    def _warm(self) -> Child:
        """A child that waits."""
        if self._child is None or not self._child.is_alive:
            self._child = Child()
        return self._child

    def _drop(self) -> None:
        """End the child in the middle of what it does; a new one is made ready."""
        if self._child is not None:
            self._child.end()
            self._child = None
        if not self._stopping.is_set():
            self._warm()
