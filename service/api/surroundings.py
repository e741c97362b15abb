"""Around every request: how large it may be, the headers of every answer, the line in the log.

Plain ASGI, so that streams pass through as they come.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api import problems
from service.settings import Settings

_log = logging.getLogger("oeuvre.requests")
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'; object-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
# What surrounds files in a form: names, separators, other fields.
_AROUND_FILES: Final = 1_000_000


class Surroundings:
    """The application, with what surrounds each request.

    Args:
        app: what answers.
        settings: how large a request may be, whether the service is reached by https.
        on_bug: what is answered for a fault of ours.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        on_bug: Callable[[Request, Exception], Response] = problems.on_bug,
    ) -> None:
        self.app = app
        self.on_bug = on_bug
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin = time.monotonic()
        status = 0

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(scope, message)
            await send(message)

        try:
            await self.app(scope, self._limited(scope, receive), told)
        except Exception as failure:
            # Written here, with the route and without what was typed; the server need not say it again.
            _log.exception("bug", extra={"values": {"route": _route(scope)}})
            if status:
                raise  # half an answer has left already: the server must break it off
            await self.on_bug(Request(scope), failure)(scope, receive, told)
        finally:
            self._note(scope, status, time.monotonic() - begin)

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """The request's body, refused as soon as it is larger than it may be."""
        kind = _header(scope, b"content-type").split(b";")[0].strip().lower()
        most = self.settings.body_bytes
        if kind in (b"multipart/form-data", b"application/octet-stream"):
            most = max(most, self.settings.upload_bytes + _AROUND_FILES)
        said = _header(scope, b"content-length")
        is_said_too_large = said.isdigit() and (len(said) > 15 or int(said) > most)
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            if is_said_too_large:
                raise HTTPException(413)
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(413)
            return message

        return counted

    def _add_headers(self, scope: Scope, message: Message) -> None:
        there = {name.lower() for name, _ in message.get("headers", [])}
        wanted = dict(HEADERS)
        if self.settings.is_https:
            wanted["Strict-Transport-Security"] = "max-age=31536000"
        if scope["path"].startswith("/api/"):
            wanted["Cache-Control"] = "no-store"
        message["headers"] = [
            *message.get("headers", []),
            *(
                (name.lower().encode(), value.encode())
                for name, value in wanted.items()
                if name.lower().encode() not in there
            ),
        ]

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        """Which route, never which address: addresses hold secrets of links and names of people."""
        values = {
            "method": scope["method"],
            "route": _route(scope),
            "status": status,
            "milliseconds": round(seconds * 1000),
        }
        level = logging.WARNING if status >= 500 else logging.INFO
        _log.log(level, "request", extra={"values": values})


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "-"))


def _header(scope: Scope, name: bytes) -> bytes:
    return next((bytes(v) for n, v in scope["headers"] if n == name), b"")
