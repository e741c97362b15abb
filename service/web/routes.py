"""All pages of the service."""

from __future__ import annotations

from fastapi import APIRouter

from service.web import account_pages, assets, home_pages

router = APIRouter(include_in_schema=False)
for part in (assets, account_pages, home_pages):
    router.include_router(part.router)
