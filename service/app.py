"""The application: routes, refusals, headers, what starts and stops with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError

from service.api import problems, routes
from service.db.engine import Database, OvertakenError
from service.delivery import Bell
from service.errors import RefusedError
from service.settings import Settings

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
}


def make_app(settings: Settings, database: Database, bell: Bell | None = None) -> FastAPI:
    """The service over a database that has its tables.

    Args:
        database: closed by whoever opened it.
        bell: rung when there is work for the workers of this process.
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
        lifespan=running,
    )
    app.state.settings = settings
    app.state.database = database
    app.state.bell = bell or Bell()
    app.state.is_stopping = False
    app.add_exception_handler(RefusedError, problems.on_refusal)
    app.add_exception_handler(RequestValidationError, problems.on_wrong_request)
    app.add_exception_handler(OvertakenError, problems.on_overtaken)
    app.add_exception_handler(Exception, problems.on_bug)

    @app.middleware("http")
    async def add_headers(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        answer = await call_next(request)
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        if request.url.path.startswith("/api/"):
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    app.include_router(routes.router)
    return app
