"""All routes of the API under one address."""

from __future__ import annotations

from fastapi import APIRouter

from service.api import consortia, orders, people, plans
from service.api.problems import REFUSALS

router = APIRouter(prefix="/api/v1", responses=REFUSALS)
for part in (people, consortia, orders, plans):
    router.include_router(part.router)
