"""A worker: takes jobs from the queue, has a child do them, writes what came of it.

A worker that dies loses its lease and another takes the job up. One that was only asleep finds that
the job is no longer its own: it ends its child and writes nothing. A database that cannot be reached
for a while costs no work: the child goes on, its answer is written as soon as that can be done.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from service.db import job_rows
from service.db.engine import Database, DatabaseAwayError, Session
from service.db.job_rows import Claimed, Lane
from service.delivery import Bell
from service.jobs.child import Child, ChildEndedError

_log = logging.getLogger("oeuvre.jobs")
# How long between two looks at the queue when no bell rings.
_POLL_SECONDS: Final = 1.0
_LISTEN_SECONDS: Final = 0.25
# How often a worker looks whether its job is to be stopped, and writes what is new.
_BEAT_SECONDS: Final = 0.5
# A child that reads and writes files is let go when it had nothing to do for so long.
_IDLE_SECONDS: Final = 60.0


class Kind(Protocol):
    """How a kind of job is done; see :mod:`service.jobs.kinds`."""

    task: str

    def prepare(self, session: Session, job: Claimed) -> Mapping[str, Any]:
        """What the child is given."""

    def longest(self, job: Claimed) -> float:
        """Seconds after which the child is ended, and what it has so far is kept."""

    def conclude(
        self, session: Session, job: Claimed, answer: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
        """Keep what it answered: the job's result, and findings.

        ``stopped_by`` in the answer says that it was ended before it was done: ``user``, ``time``.
        """


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
        self.lane: Lane = lane
        self.lease_seconds = lease_seconds
        self.bell = bell or Bell()
        self.name = f"{socket.gethostname()}:{os.getpid()}:{lane}"
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._child: Child | None = None

    @property
    def child_pid(self) -> int | None:
        """Number of the process that works for it, None while there is none."""
        child = self._child
        return child.pid if child is not None else None

    def start(self) -> None:
        """Work in a thread until stopped."""
        self._thread = threading.Thread(target=self.run, name=f"worker-{self.lane}", daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether its thread still runs."""
        return self._thread is not None and self._thread.is_alive()

    def ask_stop(self) -> None:
        """Have it put the job in hand back in the queue and end; returns at once."""
        self._stopping.set()
        self.bell.ring()

    def stop(self, seconds: float = 5.0) -> None:
        """Have it end, and wait for that."""
        self.ask_stop()
        if self._thread is not None:
            self._thread.join(seconds)

    def run(self) -> None:
        """Work until stopped."""
        self.name = f"{self.name}:{threading.get_native_id()}"
        heard, idle_since = 0, time.monotonic()
        while not self._stopping.is_set():
            try:
                if self.lane == "solve":
                    self._warm()
                job = job_rows.claim(self.database, self.name, self.lane, self.lease_seconds)
                if job is not None:
                    self.work(job)
                    idle_since = time.monotonic()
                    continue
            except Exception:
                # The database may be away for a moment: the queue is still there afterwards.
                _log.exception(
                    "the worker goes on after a fault", extra={"values": {"lane": self.lane}}
                )
            if self.lane != "solve" and time.monotonic() - idle_since > _IDLE_SECONDS:
                self._drop()
            heard = self.bell.wait(heard, _POLL_SECONDS)
        self._drop()

    def work(self, job: Claimed) -> None:
        """Do one job to its end, unless it is taken away."""
        started = time.monotonic()
        kind = self.kinds.get(job.kind)
        if kind is None:
            self._fail(job, f"no job is of kind {job.kind}")
            return
        try:
            with self.database.reading() as session:
                payload = kind.prepare(session, job)
        except DatabaseAwayError:
            raise  # the lease runs out, then somebody takes it up
        except Exception as fault:
            self._fail(job, f"{type(fault).__name__}: {fault}")
            return
        ended = self._listen(job, kind, payload)
        if ended is None:
            _log.info("job left", extra=_said(job))
            return
        if ended.end == "failed":
            self._fail(job, str(ended.answer.get("fault", "")))
            return
        try:
            self._surely(job, lambda: self._conclude(job, kind, ended))
        except _TakenAwayError:
            _log.warning("job taken away before its end", extra=_said(job))
        except DatabaseAwayError:
            raise
        except Exception as fault:
            self._fail(job, f"{type(fault).__name__}: {fault}")
        else:
            seconds = round(time.monotonic() - started, 3)
            _log.info("job ended", extra=_said(job, end=ended.end, seconds=seconds))

    def _conclude(self, job: Claimed, kind: Kind, ended: _Ended) -> None:
        """Keep the answer and the end together, or neither."""
        with self.database.writing() as session:
            result: Mapping[str, Any] = {}
            findings: list[Mapping[str, Any]] = []
            if ended.answer:
                result, findings = kind.conclude(session, job, ended.answer)
            if not job_rows.finish(session, job, ended.end, result, findings):
                raise _TakenAwayError

    def _fail(self, job: Claimed, fault: str) -> None:
        # Of what kind it was, never its text: that may tell figures of a file to who follows the job.
        kind = fault.partition(":")[0][:100]
        _log.error("job failed", extra=_said(job, fault=kind, text=fault), exc_info=True)
        findings = [{"code": "job.failed", "severity": "error", "params": {"fault": kind}}]

        def write() -> None:
            with self.database.writing() as session:
                job_rows.finish(session, job, "failed", findings=findings)

        self._surely(job, write)

    def _surely(self, job: Claimed, write: Callable[[], None]) -> None:
        """Write, again and again while the database is away and the lease may still be ours."""
        end = time.monotonic() + self.lease_seconds
        while True:
            try:
                write()
            except DatabaseAwayError:
                if time.monotonic() > end or self._stopping.is_set():
                    raise
                _log.warning("the database is away", extra=_said(job))
                time.sleep(_LISTEN_SECONDS)
            else:
                return

    def _listen(self, job: Claimed, kind: Kind, payload: Mapping[str, Any]) -> _Ended | None:
        """What the child answers; None when the job is no longer ours or was put back.

        However it ends, a child that still works on this job is ended with it: the next job never
        hears what belongs to this one.
        """
        is_idle = False
        try:
            ended = self._heard(job, kind, payload)
            is_idle = ended is not None and "stopped_by" not in ended.answer
            return ended
        except ChildEndedError:
            _log.warning("the child ended", extra=_said(job))
            self._surely(job, lambda: job_rows.lose(self.database, job))
            return None
        finally:
            if not is_idle:
                self._drop()

    def _heard(self, job: Claimed, kind: Kind, payload: Mapping[str, Any]) -> _Ended | None:
        child = self._warm()
        child.ask(kind.task, payload)
        hold = _Hold(self.database, job, self.lease_seconds)
        longest = kind.longest(job)
        kept: Mapping[str, Any] | None = None
        for message in child.messages(_LISTEN_SECONDS):
            if message is not None and message.kind in ("done", "failed"):
                return _Ended("done" if message.kind == "done" else "failed", message.values)
            if message is not None and message.kind == "kept":
                kept = message.values
            if message is not None and message.kind == "progress":
                hold.news = message.values
            if self._stopping.is_set():
                self._surely(job, lambda: job_rows.let_go(self.database, job))
                return None
            answer = hold.beat()
            if not answer.is_mine:
                return None
            if answer.is_cancel_asked:
                return _Ended("cancelled", {**(kept or {}), "stopped_by": "user"})
            if time.monotonic() - hold.begun > longest:
                if kept is None:
                    raise ChildEndedError
                return _Ended("done", {**kept, "stopped_by": "time"})
        return None

    def _warm(self) -> Child:
        """A child that waits."""
        if self._child is not None and not self._child.is_alive:
            self._drop()
        if self._child is None:
            self._child = Child(is_solver=self.lane == "solve")
        return self._child

    def _drop(self) -> None:
        """End the child, in the middle of what it does."""
        child, self._child = self._child, None
        if child is not None:
            child.end()


class _Hold:
    """Signs of life for the job in hand, no more often than is needed.

    Attributes:
        begun: when it was taken, on the machine's own clock.
        news: progress to tell with the next one.
    """

    def __init__(self, database: Database, job: Claimed, lease_seconds: float) -> None:
        self.database = database
        self.job = job
        self.lease_seconds = lease_seconds
        self.begun = self._told = self._looked = time.monotonic()
        self.news: Mapping[str, Any] | None = None

    def beat(self) -> job_rows.Beat:
        """Tell and ask when it is time; otherwise, or while the database is away, all is well."""
        moment = time.monotonic()
        if moment - self._looked < min(_BEAT_SECONDS, self.lease_seconds / 4):
            return job_rows.Beat(True)
        try:
            if self.news is None and moment - self._told < self.lease_seconds / 4:
                answer = job_rows.look(self.database, self.job)
            else:
                answer = job_rows.beat(self.database, self.job, self.lease_seconds, self.news)
                self._told, self.news = moment, None
            self._looked = moment
        except DatabaseAwayError:
            _log.warning("the database is away", extra=_said(self.job))
            return job_rows.Beat(True)
        return answer


def stop_all(workers: Iterable[Worker], seconds: float = 5.0) -> None:
    """Have workers end, all at the same time."""
    there = list(workers)
    for worker in there:
        worker.ask_stop()
    end = time.monotonic() + seconds
    for worker in there:
        worker.stop(max(0.0, end - time.monotonic()))


def _said(job: Claimed, **more: object) -> dict[str, Any]:
    """What the log says of a job."""
    return {"values": {"job": job.id, "kind": job.kind, "attempt": job.attempt, **more}}
