"""A process kept warm for solving: it can be ended at any moment, and ends with its worker.

What it does is named, its arguments and answers are plain values. It knows no database.
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


@dataclass(frozen=True, slots=True)
class Message:
    """What a child says: ``ready``, ``progress``, ``done``, ``failed``."""

    kind: Literal["ready", "progress", "done", "failed"]
    values: Mapping[str, Any]


class ChildEndedError(Exception):
    """The child ended without an answer."""


def _live(connection: Connection) -> None:
    """The child's life: load what is slow to load, then do what it is asked, one thing after another."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - ends with the process
    from service.jobs.tasks import TASKS

    with suppress(BrokenPipeError, EOFError, OSError):
        connection.send(Message("ready", {}))
        while True:
            name, payload = connection.recv()
            try:
                result = TASKS[name](payload, lambda v: connection.send(Message("progress", v)))
                connection.send(Message("done", result))
            except (BrokenPipeError, EOFError):
                raise
            except Exception as fault:
                what = f"{type(fault).__name__}: {fault}"[:2000]
                connection.send(Message("failed", {"fault": what}))
    os._exit(0)  # a solver thread still at work would hold the process back


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


class Child:
    """A process that waits for something to do."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_live, args=(theirs,), daemon=True)
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
        """Begin a task."""
        self._connection.send((task, dict(payload)))

    def messages(self, seconds: float) -> Iterator[Message | None]:
        """What it says, in order, without end; None whenever it was silent for so long.

        Raises:
            ChildEndedError: it ended.
        """
        while True:
            if not self._connection.poll(seconds):
                if not self._process.is_alive():
                    raise ChildEndedError
                yield None
                continue
            try:
                yield self._connection.recv()
            except (EOFError, OSError) as ended:
                raise ChildEndedError from ended

    def end(self) -> None:
        """End it now."""
        if self._process.is_alive():
            self._process.kill()
        self._process.join(2.0)
        self._connection.close()
