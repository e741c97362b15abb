"""Pins, bans and the plan in force, from lines without fault and back into rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.instructions import Ban, Pin, PlannedRun
from optimizer.problem import Problem

Values = Mapping[str, Any]
Lines = Mapping[str, list[tuple[str, Values]]]


def pins_of(lines: Lines) -> tuple[Pin, ...]:
    """Work that is held; without a last week, that of one week."""
    return tuple(
        Pin(
            workshop=v["workshop"],
            product=v["product"],
            operation=v["operation"],
            first=v["first"],
            last=v["last"] or v["first"],
            units=v["units"],
        )
        for _, v in lines["pins"]
    )


def bans_of(lines: Lines) -> tuple[Ban, ...]:
    """Work that is ruled out; what is blank is not limited."""
    return tuple(
        Ban(
            workshop=v["workshop"],
            product=v["product"],
            operation=v["operation"],
            first=v["first"],
            last=v["last"],
        )
        for _, v in lines["bans"]
    )


def in_force_of(lines: Lines) -> tuple[PlannedRun, ...]:
    """The runs of the plan in force."""
    return tuple(
        PlannedRun(
            workshop=v["workshop"],
            product=v["product"],
            operation=v["operation"],
            week=v["week"],
            units=v["units"],
        )
        for _, v in lines["in_force"]
    )


def rows_of_instructions(problem: Problem) -> dict[str, list[dict[str, Any]]]:
    """The rows of the three sheets."""
    return {
        "pins": [
            {
                "workshop": x.workshop,
                "product": x.product,
                "operation": x.operation,
                "first": x.first,
                "last": x.last,
                "units": x.units,
            }
            for x in problem.pins
        ],
        "bans": [
            {
                "workshop": x.workshop,
                "product": x.product,
                "operation": x.operation,
                "first": x.first,
                "last": x.last,
            }
            for x in problem.bans
        ],
        "in_force": [
            {
                "workshop": x.workshop,
                "product": x.product,
                "operation": x.operation,
                "week": x.week,
                "units": x.units,
            }
            for x in problem.plan_in_force
        ],
    }
