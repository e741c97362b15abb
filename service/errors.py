"""Refused actions and broken promises: the only exceptions that the service raises on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from optimizer.diagnostics import Diagnostic


class Word(str):
    """A French text of the catalogue among the values of a sentence: translated with it."""

    __slots__ = ()


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


class Refusal(StrEnum):
    """Why the service says no, as a code that programs can rely on."""

    NOT_SIGNED_IN = "not_signed_in"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    VERSION_NEEDED = "version_needed"
    WRONG_STATE = "wrong_state"
    WRONG_DATA = "wrong_data"
    TOO_LARGE = "too_large"
    TOO_MANY_TRIES = "too_many_tries"
    EXPIRED_LINK = "expired_link"


class ServiceRefusalError(RefusedError):
    """A refusal of the service: a code, a sentence, what was wrong in the data when that is it.

    Args:
        code: the reason.
        text: a French sentence of the catalogue; ``values`` fill it.
        findings: what is wrong in the data.
        theirs: for a conflict, the row as it is now.
        wait_seconds: after how long asking again makes sense, 0 when waiting changes nothing.
    """

    def __init__(
        self,
        code: Refusal,
        text: str,
        /,
        *,
        findings: tuple[Diagnostic, ...] = (),
        theirs: Mapping[str, Any] | None = None,
        wait_seconds: int = 0,
        **values: object,
    ) -> None:
        super().__init__(text, **values)
        self.code = code
        self.findings = findings
        self.theirs = theirs
        self.wait_seconds = wait_seconds
