"""Wrong data as values: a code, a place and what is needed to write the sentence, never the sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error stops the work, a warning is shown, a note explains."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a value was read. Empty fields are unknown; ``cell`` is in A1 style."""

    file: str = ""
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: family and rule, such as ``problem.unknown_material`` or ``plan.capacity``.
        severity: see :class:`Severity`.
        subject: id of what is concerned (a workshop, a demand …), "" for the whole.
        source: where it was read, when it came from a file.
        params: values for the sentence (``read``, ``expected``, ``suggestion``, ``week`` …), as text.
    """

    code: str
    severity: Severity = Severity.ERROR
    subject: str = ""
    source: Source = field(default_factory=Source)
    params: Mapping[str, str] = field(default_factory=dict)


def error(code: str, subject: str = "", **params: object) -> Diagnostic:
    """An error about ``subject``; every parameter is kept as text."""
    return Diagnostic(code=code, subject=subject, params={k: str(v) for k, v in params.items()})


def warning(code: str, subject: str = "", **params: object) -> Diagnostic:
    """A warning about ``subject``; every parameter is kept as text."""
    return Diagnostic(
        code=code,
        severity=Severity.WARNING,
        subject=subject,
        params={k: str(v) for k, v in params.items()},
    )


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any finding is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)
