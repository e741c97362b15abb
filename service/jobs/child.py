"""A process that works for a worker: it can be ended at any moment, and ends with its worker.

What it does is named, its arguments and answers are plain values. It knows no database. One that is to
solve loads the solver while it waits.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Literal

Report = Callable[[Mapping[str, Any]], None]
Work = Callable[[Mapping[str, Any], Report], Mapping[str, Any]]
# People who wait for an answer come before a plan that takes a minute anyway.
_NICENESS = 10
# In what a task reports: the answer to keep, should it be ended before it is done.
KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Message:
    """What a child says: ``ready``; ``progress``; ``kept``, what the task would answer if it were ended
    now; ``done``, its answer; ``failed``."""

    kind: Literal["ready", "progress", "kept", "done", "failed"]
    values: Mapping[str, Any]


class ChildEndedError(Exception):
    """The child ended without an answer."""


def _live(connection: Connection, is_solver: bool) -> None:
    """The child's life: load what is slow to load, then do what it is asked, one thing after another."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - ends with the process
    from service.jobs.tasks import TASKS, load_solver

    if is_solver:
        load_solver()
    with suppress(BrokenPipeError, EOFError, OSError):
        connection.send(Message("ready", {}))
        while True:
            name, payload = connection.recv()
            _do(connection, TASKS[name], payload)
    os._exit(0)  # a solver thread still at work would hold the process back


def _do(connection: Connection, work: Work, payload: Mapping[str, Any]) -> None:
    """One task, from what it is given to its answer or its fault."""

    def say(values: Mapping[str, Any]) -> None:
        kept = values.get(KEPT)
        connection.send(Message("progress", values) if kept is None else Message("kept", kept))

    try:
        connection.send(Message("done", work(payload, say)))
    except (BrokenPipeError, EOFError):
        raise
    except Exception as fault:
        what = f"{type(fault).__name__}: {fault}"[:2000]
        connection.send(Message("failed", {"fault": what}))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


class Child:
    """A process that waits for something to do.

    Args:
        is_solver: whether it loads the solver at once.
    """

    def __init__(self, *, is_solver: bool) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_live, args=(theirs, is_solver), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int | None:
        """Number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked anything."""
        return self._process.is_alive()

    def ask(self, task: str, payload: Mapping[str, Any]) -> None:
        """Begin a task.

        Raises:
            ChildEndedError: it ended.
        """
        try:
            self._connection.send((task, dict(payload)))
        except OSError as ended:
            raise ChildEndedError from ended

    def messages(self, seconds: float) -> Iterator[Message | None]:
        """What it says, in order, without end; None whenever it was silent for so long.

        Raises:
            ChildEndedError: it ended.
        """
        while True:
            try:
                message = self._connection.recv() if self._connection.poll(seconds) else None
            except (EOFError, OSError) as ended:
                raise ChildEndedError from ended
            if message is None and not self._process.is_alive():
                raise ChildEndedError
            yield message

    def end(self) -> None:
        """End it now."""
        if self._process.is_alive():
            self._process.kill()
        self._process.join(2.0)
        self._connection.close()
