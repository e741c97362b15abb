"""The log, on the error output: one line an event, without anything about a person.

Messages are fixed texts; what varies stands beside them in named values (``extra={"values": {…}}``):
ids, numbers, routes as they are declared (never an address with its secrets). Of an exception the class
and the places in our code are written; its text, which may hold personal data, only on demand.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import IO, Any, Literal

_MOST_PLACES = 12


class JsonLines(logging.Formatter):
    """A record as one line of JSON, for programs.

    Args:
        detail: whether the text of exceptions is written.
    """

    def __init__(self, *, detail: bool = False) -> None:
        super().__init__()
        self.detail = detail

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **self.values(record),
            **self.fault(record),
        }
        return json.dumps(said, ensure_ascii=False, default=str)

    def values(self, record: logging.LogRecord) -> dict[str, Any]:
        """What a record says beside its message; its ``text`` may tell of people, so it needs leave."""
        told: dict[str, Any] = getattr(record, "values", {})
        return {k: v for k, v in told.items() if k != "text" or self.detail}

    def fault(self, record: logging.LogRecord) -> dict[str, Any]:
        """The exception of a record, nothing when there is none."""
        if not record.exc_info or record.exc_info[0] is None:
            return {}
        kind, failure, trace = record.exc_info
        found: dict[str, Any] = {"fault": kind.__name__, "places": _places(trace)}
        if self.detail:
            found["text"] = str(failure)
        return found


class TextLines(JsonLines):
    """A record as one line of text, for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(" ", "seconds")
        values = {**self.values(record), **self.fault(record)}
        told = " ".join(f"{name}={_flat(value)}" for name, value in values.items())
        return (
            f"{at} {record.levelname.lower()} {record.name} {record.getMessage()} {told}".rstrip()
        )


def _flat(value: object) -> str:
    return " < ".join(reversed(value)) if isinstance(value, list) else str(value)


def _places(trace: TracebackType | None) -> list[str]:
    """Where it was raised, the innermost last."""
    return [
        f"{'/'.join(f.filename.split('/')[-3:])}:{f.lineno} {f.name}"
        for f in traceback.extract_tb(trace)[-_MOST_PLACES:]
    ]


def prepare(
    log: Literal["text", "json"] = "text",
    *,
    detail: bool = False,
    stream: IO[str] | None = None,
) -> None:
    """Write the log of this process to its error output.

    Args:
        log: for people or for programs.
        detail: whether the text of exceptions is written.
        stream: another place for it.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter((JsonLines if log == "json" else TextLines)(detail=detail))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("oeuvre").setLevel(logging.INFO)
