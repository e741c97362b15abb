"""Questions about a plan: each answers with a job whose result is the study."""

from __future__ import annotations

from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field, field_validator

from service.api.asked import Asked
from service.api.needs import needs
from service.api.plans import JobOut, job_out
from service.dependencies import InActor, InSession, InTexts
from service.usecases import access, plans, studies, variants
from service.usecases.rights import Thing

router = APIRouter(prefix="/consortia/{consortium}/orders/{order}/studies", tags=["studies"])

Code = Annotated[str, Field(max_length=100)]
Week = Annotated[str, Field(pattern=r"^[0-9]{4}-W[0-9]{2}$", examples=["2020-W20"])]
Seconds = Annotated[int, Field(ge=plans.SHORTEST_SECONDS, le=plans.LONGEST_SECONDS)]
What = Annotated[str, Field(json_schema_extra={"enum": list(variants.WHAT)})]
Cell = Literal["workshop", "product", "operation", "about", "first", "last", "value"]
Quantity = Annotated[Decimal, Field(ge=0, le=10**9, decimal_places=6)]


class StudyIn(Asked):
    """Of which plan: the one in force, else the newest, when no number is given."""

    plan: int | None = Field(default=None, ge=1, le=10**6)


class WhyIn(StudyIn):
    """Why late, so dear; or why a workshop has so little, why a milestone is late."""

    workshop: Code = ""
    milestone: Code = ""
    seconds: Seconds = 20


class ChangeIn(Asked):
    """One change, said like a row of the workbook of variants."""

    what: What = Field(examples=["people"])
    cells: dict[Cell, Code] = Field(
        examples=[{"workshop": "canal", "first": "2020-W16", "last": "2020-W20", "value": "2"}]
    )

    @field_validator("what")
    @classmethod
    def _is_known(cls, what: str) -> str:
        if what not in variants.WHAT:
            raise ValueError(f"one of {', '.join(variants.WHAT)}")
        return what


class VariantIn(Asked):
    """Changes that are tried together."""

    name: Annotated[str, Field(max_length=200)] = ""
    changes: Annotated[list[ChangeIn], Field(min_length=1, max_length=30)]


class CompareIn(StudyIn):
    """What if; ``seconds`` for each variant."""

    variants: Annotated[list[VariantIn], Field(min_length=1, max_length=variants.MOST_VARIANTS)]
    seconds: Seconds = 20


class ResilienceIn(StudyIn):
    """Failures in a week (without one, the worst of some); cases drawn by lot (0: none)."""

    week: Week | Literal[""] = ""
    is_lost: bool = False
    draws: int = Field(default=1000, ge=0, le=studies.MOST_DRAWS)
    seed: int = Field(default=1, ge=0, le=2**31)
    seconds: Annotated[int, Field(ge=0, le=plans.LONGEST_SECONDS)] = 60


class ReplanIn(StudyIn):
    """The rest of the order again, from a week on."""

    from_week: Week
    leaver: Code = ""
    is_lost: bool = False
    quantities: dict[Code, Quantity] = Field(default={}, max_length=1000)
    frozen_weeks: int = Field(default=0, ge=0, le=100)
    seconds: Seconds = 60
    name: Annotated[str, Field(max_length=200)] = ""


@router.post(
    "/why",
    status_code=HTTPStatus.ACCEPTED,
    summary="Why late, so dear, so little",
    openapi_extra=needs(Thing.PLAN, "write"),
)
def ask_why(order: str, given: WhyIn, actor: InActor, session: InSession, texts: InTexts) -> JobOut:
    """What binds, what would cure it; of the order itself while it has no plan."""
    row = access.order_of(session, actor, order, Thing.PLAN, write=True)
    return job_out(studies.ask_why(session, actor, row, **given.model_dump()), texts)


@router.post(
    "/compare",
    status_code=HTTPStatus.ACCEPTED,
    summary="What if",
    openapi_extra=needs(Thing.PLAN, "write"),
)
def ask_compare(
    order: str, given: CompareIn, actor: InActor, session: InSession, texts: InTexts
) -> JobOut:
    """Variants of a plan beside it."""
    row = access.order_of(session, actor, order, Thing.PLAN, write=True)
    asked: list[dict[str, Any]] = [v.model_dump() for v in given.variants]
    job = studies.ask_compare(
        session, actor, row, asked=asked, plan=given.plan, seconds=given.seconds
    )
    return job_out(job, texts)


@router.post(
    "/resilience",
    status_code=HTTPStatus.ACCEPTED,
    summary="What if somebody drops out",
    openapi_extra=needs(Thing.FRAGILITY, "write"),
)
def ask_resilience(
    order: str, given: ResilienceIn, actor: InActor, session: InSession, texts: InTexts
) -> JobOut:
    """Each failure, the worst first; the chances of being on time."""
    row = access.order_of(session, actor, order, Thing.FRAGILITY, write=True)
    return job_out(studies.ask_resilience(session, actor, row, **given.model_dump()), texts)


@router.post(
    "/replan",
    status_code=HTTPStatus.ACCEPTED,
    summary="Plan the rest again",
    openapi_extra=needs(Thing.PLAN, "write"),
)
def ask_replan(
    order: str, given: ReplanIn, actor: InActor, session: InSession, texts: InTexts
) -> JobOut:
    """From what was declared and from the order as it is now; a new numbered plan comes of it."""
    row = access.order_of(session, actor, order, Thing.PLAN, write=True)
    return job_out(studies.ask_replan(session, actor, row, **given.model_dump()), texts)
