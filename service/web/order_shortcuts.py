"""Boxes of a form that are no data: « sait tout faire », « livre partout », the holidays of a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from importers.assemble import automatic_holidays
from optimizer.problem import Problem
from service.i18n import N_
from service.web import order_fields
from service.web.order_fields import Field
from service.web.order_values import Known, read_value
from service.web.typed import Typed

_WEEKS_AFTER: Final = 52


def complete_workshop(data: dict[str, Any], code: str, typed: Typed, known: Known) -> None:
    """Add to a workshop what its shortcuts say: operations, their pace, places."""
    told = {f.name: read_value(f, f.name, typed, known) for f in order_fields.WORKSHOP.shortcuts}
    can, lanes = data.setdefault("capabilities", []), data.setdefault("lanes", [])
    if told["every_operation"]:
        there = {c["operation"] for c in can if not c.get("product")}
        codes = (value for value, _ in known.options.get("operation", ()))
        can += [{"workshop": code, "operation": o} for o in codes if o not in there]
    if told["usual_pace"] is not None:
        for line in can:
            if line.get("pace") is None and line.get("units_per_week") is None:
                line["pace"] = told["usual_pace"]
    if told["every_point"]:
        there = {lane["delivery_point"] for lane in lanes}
        points = (value for value, _ in known.options.get("delivery_point", ()))
        lanes += [{"workshop": code, "delivery_point": p} for p in points if p not in there]


def add_holidays(head: dict[str, Any], problem: Problem | None, typed: Typed, known: Known) -> None:
    """Add the public holidays of the zone that was chosen to those that the head names.

    Args:
        problem: the order as it will be, None while it cannot be read; it says how long it may last.
    """
    field = _zone()
    zone = read_value(field, field.name, typed, known)
    if not zone or field.name in typed.faults:
        return
    if problem is None:
        typed.faults[field.name] = N_("Dites d'abord quand le travail commence.")
        return
    # The frame is often written before the milestones: a year is added, so that none is missed later.
    lasting = replace(problem, late_tail_weeks=max(problem.late_tail_weeks, _WEEKS_AFTER))
    head["public_holidays"] = _together(
        head.get("public_holidays") or (), automatic_holidays(lasting, zone)
    )


def _zone() -> Field:
    return next(f for f in order_fields.FRAME.shortcuts if f.choices == "holiday_zone")


def _together(there: Iterable[str], more: Iterable[date]) -> list[str]:
    return sorted({*there, *(day.isoformat() for day in more)})
