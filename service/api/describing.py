"""The OpenAPI description: names of operations, who may call them, refusals as they really come."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from service.api import needs
from service.api.problems import MEDIA_TYPE
from service.dependencies import COOKIE

TAGS: Final = {
    "account": "Signing in and out, one's own password and tokens.",
    "people": "Who has which role in a consortium; invitations.",
    "consortia": "Consortia, their workshops, what was done in them.",
    "orders": "Orders and their parts: products, workshops' answers, materials, offers.",
    "plans": "Plans, and the jobs that make them.",
    "studies": "Questions about a plan, answered by jobs.",
    "life of an order": "Steps of an order, from the collection of capacities to its end.",
    "life of a plan": "A plan put to the workshops, and what they say of it.",
    "costs": "Costings and their review: lines for their own workshop and the facilitator only.",
    "quotations": "Offers to the buyer.",
    "purchases": "Orders to suppliers.",
    "production": "What workshops declare that they made.",
    "progress": "How far an order is: what a buyer may see of it too.",
    "lots": "Lots delivered, accepted or refused; recall of a batch.",
    "statements": "What workshops invoice for a period.",
    "files": "Files received and made, each for its reader; workbooks to fill in.",
    "imports": "Files read into an order: looked at, answered, applied, undone.",
    "documents": "Documents made by jobs, each for a reader.",
    "calendars": "Calendars by secret link.",
    "operations": "Whether the service lives and can work.",
}
_PROBLEM: Final = {"$ref": "#/components/schemas/ProblemOut"}
_DOORS_WITHOUT_KEY: Final = ("anyone", "link")
_SCHEMES: Final = {
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    "token": {"type": "http", "scheme": "bearer"},
}


def operation_id(route: APIRoute) -> str:
    """A name that no other operation has: ``purchases_take_step``."""
    return f"{route.endpoint.__module__.rpartition('.')[2]}_{route.name}"


def describe(app: FastAPI) -> dict[str, Any]:
    """The description, made once."""
    if app.openapi_schema is None:
        whole = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes
        )
        used = set()
        for operations in whole["paths"].values():
            for operation in operations.values():
                used |= set(operation.get("tags", ()))
                _say_who(operation)
                _say_kinds(operation)
        whole["tags"] = [
            {"name": name, "description": text} for name, text in TAGS.items() if name in used
        ]
        whole.setdefault("components", {})["securitySchemes"] = _SCHEMES
        app.openapi_schema = whole
    return app.openapi_schema


def _say_who(operation: dict[str, Any]) -> None:
    right = operation.get(needs.RIGHT, "anyone")
    if right in _DOORS_WITHOUT_KEY:
        operation["security"] = []
    elif right == "in_person":
        operation["security"] = [{"session": []}]
    else:
        operation["security"] = [{"session": []}, {"token": []}]


def _say_kinds(operation: dict[str, Any]) -> None:
    """A refusal comes as a problem, never as plain JSON; a file as whatever it is."""
    for answer in operation.get("responses", {}).values():
        content = answer.get("content", {})
        plain = content.get("application/json")
        if plain is not None and plain.get("schema") == _PROBLEM:
            del content["application/json"]
            content[MEDIA_TYPE] = plain
        if "application/octet-stream" in content:
            content["*/*"] = content.pop("application/octet-stream")
