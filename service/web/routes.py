"""All pages of the service."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from fastapi.routing import APIRoute

from service.web import (
    account_pages,
    assets,
    capacity_pages,
    collecting_pages,
    consent_pages,
    consortium_pages,
    declare_pages,
    document_pages,
    ending_pages,
    first_contact_pages,
    fragility_pages,
    guide_pages,
    home_pages,
    import_pages,
    job_pages,
    journal_pages,
    lot_pages,
    monday_pages,
    newcomer_pages,
    order_head_pages,
    order_pages,
    own_cash_pages,
    own_cost_pages,
    own_lot_pages,
    people_pages,
    plan_pages,
    progress_pages,
    proposal_pages,
    purchase_pages,
    quotation_pages,
    replan_pages,
    review_pages,
    scenario_pages,
    statement_pages,
    why_pages,
    workshop_pages,
)

PARTS: Final = (
    assets,
    account_pages,
    guide_pages,
    home_pages,
    collecting_pages,
    consortium_pages,
    document_pages,
    first_contact_pages,
    import_pages,
    order_head_pages,
    order_pages,
    people_pages,
    progress_pages,
    workshop_pages,
    capacity_pages,
    consent_pages,
    declare_pages,
    own_cash_pages,
    own_cost_pages,
    own_lot_pages,
    plan_pages,
    job_pages,
    why_pages,
    scenario_pages,
    fragility_pages,
    ending_pages,
    journal_pages,
    lot_pages,
    monday_pages,
    proposal_pages,
    purchase_pages,
    quotation_pages,
    review_pages,
    replan_pages,
    newcomer_pages,
    statement_pages,
)
"""The families of pages, each with its routes."""

router = APIRouter(include_in_schema=False)
for part in PARTS:
    router.include_router(part.router)


def routes_of_pages() -> tuple[APIRoute, ...]:
    """Every route of a page, in the order in which they are asked."""
    return tuple(r for p in PARTS for r in p.router.routes if isinstance(r, APIRoute))
