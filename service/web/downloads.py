"""Files handed over to a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi.responses import Response

from service.usecases import access, files, templates

if TYPE_CHECKING:
    from service.db import tables
    from service.db.engine import Session
    from service.usecases.files import Upload
    from service.web.visits import Visit


def handed_over(name: str, media_type: str, content: bytes) -> Response:
    """A file as an answer: to be kept, never to be shown by the browser as a page of ours."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{plain}"; '
            f"filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": "sandbox",
            "Cache-Control": "private, no-store",
        },
    )


def workbook(made: Upload) -> Response:
    """A workbook that was made here."""
    return handed_over(made.name, files.XLSX, made.content)


def template(
    session: Session,
    visit: Visit,
    order: tables.Order,
    name: str,
    workshop: str = "",
    supplier: str = "",
) -> Response:
    """A workbook to fill in, for an order.

    Raises:
        ServiceRefusalError: no such workbook, no right, an order that it cannot be made of.
    """
    if name not in {t.value for t in templates.Template}:
        raise access.not_found()
    asked = templates.Asked(template=templates.Template(name), workshop=workshop, supplier=supplier)
    return workbook(templates.filled(session, visit.who, order, asked, visit.texts))
