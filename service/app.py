"""The application: routes, refusals, headers, what starts and stops with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from service.api import describing, health, problems, routes
from service.api.surroundings import Surroundings
from service.db.engine import Database, DatabaseAwayError, OvertakenError, WrongValueError
from service.delivery import Bell
from service.errors import RefusedError
from service.settings import Settings
from service.usecases.health import Hand


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
    app.add_exception_handler(RefusedError, problems.on_refusal)
    app.add_exception_handler(RequestValidationError, problems.on_wrong_request)
    app.add_exception_handler(HTTPException, problems.on_http)
    app.add_exception_handler(OvertakenError, problems.on_overtaken)
    app.add_exception_handler(DatabaseAwayError, problems.on_away)
    app.add_exception_handler(WrongValueError, problems.on_wrong_value)
    app.add_exception_handler(Exception, problems.on_bug)

    app.add_middleware(Surroundings, settings=settings)
    app.include_router(health.router)
    app.include_router(routes.router)
    app.openapi = partial(describing.describe, app)  # type: ignore[method-assign]
    return app
