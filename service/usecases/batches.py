"""Which material a number on a roll is: the supplier's order whose receipt names it.

Whoever receives a material writes the numbers of its rolls into the note of the receipt; workshops say
the number with what they made and delivered. Together they tell what a lot is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from service.db import life_rows
from service.usecases import access
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A material that was received under a number; no price, for the buyer reads it too."""

    material: str
    supplier: str
    received_on: date | None


def receipts(
    session: Session, actor: Actor, order_ids: Iterable[str], batches: Iterable[str]
) -> dict[str, tuple[Receipt, ...]]:
    """What was received under each of these numbers, the earliest first; () where no receipt names it.

    Raises:
        ServiceRefusalError: ``not_found``: no right to read lots.
    """
    access.need_read(actor, Thing.LOTS)
    received = [
        row
        for order_id in order_ids
        for row in life_rows.purchases(session, order_id)
        if row.state == "received" and row.note
    ]
    return {
        batch: tuple(
            Receipt(material=material, supplier=supplier, received_on=day)
            for day, material, supplier in sorted(
                {
                    (row.received_on or date.min, row.material, row.supplier)
                    for row in received
                    if names(row.note, batch)
                }
            )
        )
        for batch in set(batches)
        if batch
    }


def names(note: str, batch: str) -> bool:
    """Whether a note has this number, as a whole: « LYS-04 » is not in « LYS-0412 »."""
    return bool(
        batch and re.search(rf"(?<![\w-]){re.escape(batch)}(?![\w-])", note, flags=re.IGNORECASE)
    )
