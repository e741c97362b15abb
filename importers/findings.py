"""The findings of one file, gathered in the order of reading."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.diagnostics import Diagnostic, Severity, Source


class Findings:
    """Collects diagnostics of one file.

    Args:
        file: name of the file, as the user knows it.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: dict[tuple[str, str, str, str], Diagnostic] = {}

    def record(
        self,
        code: str,
        sheet: str,
        cell: str,
        params: Mapping[str, object],
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Record a finding; the same code about the same cell and text is recorded once."""
        texts = {k: str(v) for k, v in params.items()}
        key = (code, sheet, cell, texts.get("read", ""))
        self._found.setdefault(
            key,
            Diagnostic(
                code=code,
                severity=severity,
                source=Source(file=self.file, sheet=sheet, cell=cell),
                params=texts,
            ),
        )

    def add(self, code: str, *, sheet: str = "", cell: str = "", **params: object) -> None:
        """Record an error."""
        self.record(code, sheet, cell, params)

    def warn(self, code: str, *, sheet: str = "", cell: str = "", **params: object) -> None:
        """Record something that was understood, guessed or left aside."""
        self.record(code, sheet, cell, params, Severity.WARNING)

    @property
    def all(self) -> tuple[Diagnostic, ...]:
        """Everything recorded so far."""
        return tuple(self._found.values())

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(d.severity is Severity.ERROR for d in self._found.values())
