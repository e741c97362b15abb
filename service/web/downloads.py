"""Files handed over to a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.handing_over import handed_over
from service.usecases import access, files, templates

if TYPE_CHECKING:
    from fastapi.responses import Response

    from service.db import tables
    from service.db.engine import Session
    from service.usecases.files import Upload
    from service.web.visits import Visit


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
