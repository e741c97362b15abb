"""All routes of the API under one address."""

from __future__ import annotations

from fastapi import APIRouter

from service.api import (
    calendars,
    collecting,
    consortia,
    costings,
    endings,
    exports,
    files,
    imports,
    lots,
    orders,
    people,
    plans,
    production,
    progress,
    proposals,
    purchases,
    quotations,
    sessions,
    statements,
    steps,
    studies,
)
from service.api.problems import REFUSALS

router = APIRouter(prefix="/api/v1", responses=REFUSALS)
for part in (
    sessions,
    people,
    consortia,
    orders,
    plans,
    studies,
    files,
    imports,
    exports,
    calendars,
):
    router.include_router(part.router)
# The life of an order, from the collection of capacities to its end.
for step in (
    steps,
    collecting,
    proposals,
    costings,
    quotations,
    purchases,
    production,
    progress,
    lots,
    statements,
    endings,
):
    router.include_router(step.router)
