"""Refused actions and broken promises: the only exceptions that the service raises on purpose."""

from __future__ import annotations

from optimizer.diagnostics import Diagnostic


class RefusedError(Exception):
    """What was asked cannot be done, and the person who asked can change that.

    Args:
        text: a French sentence of the catalogue; ``values`` fill it.
    """

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.text = text
        self.values = values


class BrokenPlanError(Exception):
    """A plan that breaks a rule came out of our own solver: a bug, never shown as a plan."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(", ".join(sorted({d.code for d in diagnostics})))
        self.diagnostics = diagnostics
