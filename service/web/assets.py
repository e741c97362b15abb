"""Static files: our own, and those that other packages carry; each under an address of its content."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response

from service.usecases import access

router = APIRouter(include_in_schema=False)

_HERE: Final = Path(str(files("service") / "web" / "static"))
_NAME: Final = re.compile(r"[a-z0-9_-]{1,60}\.[a-z0-9]{1,5}")
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
# Name → package and file in it. The packages are looked for, never imported: of one of them only
# the script is wanted, not the framework that it was made for.
_PACKAGED: Final = {
    "bootstrap.css": ("bootstrap", "css/bootstrap.min.css"),
    "htmx.js": ("js_lib_htmx", "static/htmx/htmx.min.js"),
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file, as it is sent."""

    name: str
    content: bytes
    digest: str

    @property
    def address(self) -> str:
        """Where browsers fetch it; another content has another address."""
        return f"/static/{self.digest}/{self.name}"


@cache
def asset(name: str) -> Asset:
    """A static file by its name.

    Raises:
        FileNotFoundError: there is none.
    """
    content = _path(name).read_bytes()
    if name.endswith(".css"):
        # The map of the stylesheet is not served: browsers need not ask for it.
        content = content.split(b"/*# sourceMappingURL=")[0]
    return Asset(name, content, hashlib.sha256(content).hexdigest()[:12])


def _path(name: str) -> Path:
    if name not in _PACKAGED:
        path = _HERE / name
        # Some names that nobody gave a file cannot even be looked for: too long, with a zero byte.
        if not _NAME.fullmatch(name) or path.suffix not in _TYPES:
            raise FileNotFoundError(name)
        return path
    package, inside = _PACKAGED[name]
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(name)
    return Path(next(iter(spec.submodule_search_locations))) / inside


@router.get("/static/{digest}/{name}")
def send(digest: str, name: str) -> Response:
    """A static file, to be kept for good; an address of an earlier version still gives the file."""
    try:
        found = asset(name)
    except FileNotFoundError:
        raise access.not_found() from None
    kept = "public, max-age=31536000, immutable" if digest == found.digest else "no-cache"
    return Response(
        found.content, media_type=_TYPES[Path(name).suffix], headers={"Cache-Control": kept}
    )


@router.get("/favicon.ico")
def icon() -> Response:
    """The sign of the service in the tabs of browsers."""
    found = asset("sign.svg")
    return Response(found.content, media_type=_TYPES[".svg"])
