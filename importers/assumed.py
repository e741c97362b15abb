"""What had to be assumed, as it is assumed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from importers.scalars import as_text
from optimizer.problem import Assumption

T = TypeVar("T")


class Assumed:
    """Gathers assumptions, and the values given where one could have been needed."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, str], Assumption] = {}
        self._given: dict[tuple[str, str], set[str]] = {}

    def note(self, subject: str, field: str, value: object, source: str) -> None:
        """Record a value that nobody gave; ``source`` without its prefix ``assumed.``."""
        self._notes.setdefault(
            (subject, field),
            Assumption(
                subject=subject, field=field, value=as_text(value), source=f"assumed.{source}"
            ),
        )

    def given(self, subject: str, field: str, value: object) -> None:
        """Record that somebody gave this value."""
        self._given.setdefault((subject, field), set()).add(as_text(value))

    def unless_given(self, subject: str, field: str, value: T | None, default: T, source: str) -> T:
        """The value, or the default with a note of it."""
        if value is None:
            self.note(subject, field, default, source)
            return default
        self.given(subject, field, value)
        return value

    def listed(self, written: Iterable[Assumption]) -> tuple[Assumption, ...]:
        """Assumptions that the workbook lists already, then the new ones.

        One whose value was since replaced in its cell is no longer an assumption.
        """
        kept = [
            a
            for a in written
            if (a.subject, a.field) not in self._given or a.value in self._given[a.subject, a.field]
        ]
        known = {(a.subject, a.field) for a in kept}
        return (*kept, *(a for key, a in self._notes.items() if key not in known))
