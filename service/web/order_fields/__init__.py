"""The fields of an order, as people fill them in: one table for forms, pages and previews.

An order typed in these forms can say whatever an order workbook can: every field names the column of
the workbook that says the same, and :data:`NOT_ASKED` why a column has no field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.web.order_fields.declaration import Field, FieldKind, Fold, Form, FormKind, Rows
from service.web.order_fields.frame import FRAME, INSTRUCTIONS, OPENING, STOCK
from service.web.order_fields.members import STATION, WORKSHOP
from service.web.order_fields.money import MONEY
from service.web.order_fields.products import CUSTOMER_ORDER, DEMAND, POINT, PRODUCT
from service.web.order_fields.supply import MATERIAL, OFFER, SUPPLIER
from service.web.order_fields.words import WORDS

__all__ = [
    "CUSTOMER_ORDER", "DEMAND", "FORMS", "FRAME", "HEADS", "INSTRUCTIONS", "MATERIAL", "MONEY",
    "NOT_ASKED", "OFFER", "OPENING", "POINT", "PRODUCT", "STATION", "STOCK", "SUPPLIER", "WORDS",
    "WORKSHOP", "Field", "FieldKind", "Fold", "Form", "FormKind", "Rows",
]  # fmt: skip

FORMS: Final[Mapping[str, Form]] = {
    f.slug: f
    for f in (
        PRODUCT, DEMAND, POINT, CUSTOMER_ORDER, MATERIAL, SUPPLIER, OFFER, WORKSHOP, STATION
    )
}  # fmt: skip
"""Forms of parts, by their place in addresses."""
HEADS: Final[Mapping[str, Form]] = {f.slug: f for f in (FRAME, MONEY, OPENING, INSTRUCTIONS)}
"""Forms of what belongs to no part."""
NOT_ASKED: Final[Mapping[str, str]] = {
    "order.id": "the code of an order is given when it is made, and stands in its address",
    "in_force": "the plan in force is the one that was adopted here; replanning starts from it",
    "requests": "what a joint order was made of: a record of files received, no part of the order",
    "followup": "what was made and delivered is declared in pages of its own",
    "assumptions": "written by the reader of the workbook; a form shows what an empty box means",
}
"""Columns of the order workbook, or whole sheets, without a field: why."""
