"""The scenarios that a person is putting together, kept in the browser until they are compared.

They are written nowhere else: another browser begins with none. What comes back is read as anything that
comes from outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.settings import Settings
from service.usecases import variants
from service.web import packing

COOKIE: Final = "oeuvre_scenarios"
MOST_CHANGES: Final = 30
_LONGEST_NAME, _LONGEST_CELL = 100, 100
_CELLS = ("workshop", "product", "operation", "about", "first", "last", "value")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario under way: its name ("" : said by its changes) and its changes, row by row."""

    name: str = ""
    changes: tuple[Row, ...] = ()

    def as_asked(self) -> dict[str, Any]:
        """As :func:`service.usecases.variants.understood` takes it."""
        return {"name": self.name, "changes": [dict(c) for c in self.changes]}


@dataclass(frozen=True, slots=True)
class Draft:
    """Scenarios under way beside the plan of this number (0: none yet)."""

    plan: int = 0
    scenarios: tuple[Scenario, ...] = ()

    @property
    def count(self) -> int:
        """Changes in all."""
        return sum(len(s.changes) for s in self.scenarios)

    def beside(self, plan: int) -> Draft:
        """The same scenarios beside another plan."""
        return replace(self, plan=plan)

    def added(self, rows: Sequence[Row], at: int | None, name: str = "") -> Draft:
        """With more changes, in the scenario of that position, or in a new one (None).

        Raises:
            ServiceRefusalError: ``wrong_data``: too many.
        """
        scenarios = list(self.scenarios)
        if at is None or not 0 <= at < len(scenarios):
            scenarios.append(Scenario(name[:_LONGEST_NAME], tuple(rows)))
        else:
            there = scenarios[at]
            fresh = [r for r in rows if r not in there.changes]
            scenarios[at] = Scenario(there.name, (*there.changes, *fresh))
        found = Draft(self.plan, tuple(scenarios))
        if len(scenarios) > variants.MOST_VARIANTS or any(
            len(s.changes) > MOST_CHANGES for s in scenarios
        ):
            raise _too_many()
        return found

    def without(self, at: int, change: int | None = None) -> Draft:
        """Without a scenario, or without one of its changes; an empty one goes."""
        scenarios = list(self.scenarios)
        if not 0 <= at < len(scenarios):
            return self
        kept = scenarios[at].changes
        if change is None or not 0 <= change < len(kept) or len(kept) == 1:
            del scenarios[at]
        else:
            scenarios[at] = Scenario(scenarios[at].name, (*kept[:change], *kept[change + 1 :]))
        return Draft(self.plan, tuple(scenarios))

    def renamed(self, at: int, name: str) -> Draft:
        """With another name for a scenario."""
        scenarios = list(self.scenarios)
        if 0 <= at < len(scenarios):
            scenarios[at] = Scenario(name[:_LONGEST_NAME], scenarios[at].changes)
        return Draft(self.plan, tuple(scenarios))


def read(request: Request) -> Draft:
    """The draft of a browser; an empty one when there is none that can be read."""
    values = packing.unpacked(request.cookies.get(COOKIE, ""))
    try:
        scenarios = tuple(_scenario(s) for s in values["s"])[: variants.MOST_VARIANTS]
        return Draft(int(values["p"]), tuple(s for s in scenarios if s.changes))
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        return Draft()


def _scenario(values: Mapping[str, Any]) -> Scenario:
    changes = []
    for what, cells in values["c"][:MOST_CHANGES]:
        if what not in variants.WHAT:
            continue
        kept = {k: str(v)[:_LONGEST_CELL] for k, v in cells.items() if k in _CELLS}
        changes.append({"what": str(what), "cells": kept})
    return Scenario(str(values.get("n", ""))[:_LONGEST_NAME], tuple(changes))


def write(answer: Response, settings: Settings, draft: Draft, at: str) -> Response:
    """Keep a draft in the browser, for the pages of one order.

    Args:
        at: address of the order.

    Raises:
        ServiceRefusalError: ``wrong_data``: it is longer than a browser keeps.
    """
    if not draft.scenarios:
        answer.delete_cookie(COOKIE, path=at)
        return answer
    values = {
        "p": draft.plan,
        "s": [
            {"n": s.name, "c": [[c["what"], c["cells"]] for c in s.changes]}
            for s in draft.scenarios
        ],
    }
    packed = packing.packed(values)
    if not packed:
        raise _too_many()
    answer.set_cookie(
        COOKIE,
        packed,
        max_age=7 * 24 * 3600,
        path=at,
        httponly=True,
        samesite="lax",
        secure=settings.is_https,
    )
    return answer


def _too_many() -> ServiceRefusalError:
    return ServiceRefusalError(
        Refusal.WRONG_DATA,
        N_("Trop de changements à la fois : comparez d'abord ceux-ci, ou enlevez-en."),
    )
