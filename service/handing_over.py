"""A file as an answer of the service, whoever asked for it: a program or a browser."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from fastapi import Response


def handed_over(name: str, media_type: str, content: bytes) -> Response:
    """A file as an answer: to be kept, never to be shown by the browser as a page of ours."""
    # What cannot be seen would end the header or fool who reads the name.
    seen = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    plain = seen.encode("ascii", "replace").decode()
    for mark in '?"\\':
        plain = plain.replace(mark, "_")
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{plain}"; '
            f"filename*=UTF-8''{quote(seen, safe='')}",
            "Content-Security-Policy": "sandbox",
            "Cache-Control": "private, no-store",
        },
    )
