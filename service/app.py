"""The application: routes, refusals, headers, what starts and stops with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from service.api import describing, health, problems, routes
from service.api.surroundings import Surroundings
from service.db.engine import Database, DatabaseAwayError, OvertakenError, WrongValueError
from service.delivery import Bell
from service.errors import RefusedError
from service.settings import Settings
from service.usecases.health import Hand
from service.web import refused
from service.web import routes as pages


def make_app(
    settings: Settings,
    database: Database,
    bell: Bell | None = None,
    workers: Sequence[Hand] = (),
) -> FastAPI:
    """The service over a database that has its tables.

    Args:
        database: closed by whoever opened it.
        bell: rung when there is work for the workers of this process.
        workers: those of this process, for ``/ready``.
    """

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.is_stopping = True

    app = FastAPI(
        title="Œuvre commune",
        version=version("oeuvre-commune"),
        summary="Take together an order that no workshop would take alone.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=describing.operation_id,
        lifespan=running,
    )
    # An address with one slash too many is another address: nothing is sent elsewhere.
    app.router.redirect_slashes = False
    app.state.settings = settings
    app.state.database = database
    app.state.bell = bell or Bell()
    app.state.workers = tuple(workers)
    app.state.is_stopping = False
    app.state.page_routes = pages.routes_of_pages()
    for kind, to_programs, to_people in (
        (RefusedError, problems.on_refusal, refused.on_refusal),
        (RequestValidationError, problems.on_wrong_request, refused.on_wrong_request),
        (HTTPException, problems.on_http, refused.on_http),
        (OvertakenError, problems.on_overtaken, refused.on_overtaken),
        (DatabaseAwayError, problems.on_away, refused.on_away),
        (WrongValueError, problems.on_wrong_value, refused.on_wrong_value),
        (Exception, problems.on_bug, refused.on_bug),
    ):
        app.add_exception_handler(kind, _either(to_programs, to_people))

    # What is inside the surroundings is compressed; streams of events pass as they come.
    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    app.add_middleware(
        Surroundings, settings=settings, on_bug=_either(problems.on_bug, refused.on_bug)
    )
    app.include_router(health.router)
    app.include_router(routes.router)
    app.include_router(pages.router)
    app.openapi = partial(describing.describe, app)  # type: ignore[method-assign]
    return app


_Answer = Callable[[Request, Exception], Response]


def _either(to_programs: _Answer, to_people: _Answer) -> _Answer:
    """Answers for programs as problem+json, for people as a page."""

    def answer(request: Request, failure: Exception) -> Response:
        chosen = to_people if is_page(request.url.path) else to_programs
        return chosen(request, failure)

    return answer


def is_page(path: str) -> bool:
    """Whether an address is one for people."""
    return not path.startswith(("/api/", "/health", "/ready", "/calendars/"))
