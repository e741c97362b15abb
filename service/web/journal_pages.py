"""Who did what of an order, when, in words; for the coordinator."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import Response

from service.db import repositories
from service.usecases.rights import Thing
from service.web import journal_words
from service.web.life_names import names_of
from service.web.visits import InVisit

router = APIRouter(prefix="/c/{consortium}/o/{order}/journal")

LINES = 100
"""Lines on one page."""
# No line has a larger number: databases count so far.
_MOST: Final = 2**53


@router.get("")
def show_journal(
    visit: InVisit,
    consortium: str,
    order: str,
    avant: Annotated[int, Query(ge=0, le=_MOST)] = 0,
) -> Response:
    """The newest first; ``avant`` goes on before a line."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.AUDIT)
        found = repositories.audit(
            session, visit.who.consortium_id, avant or None, LINES + 1, order_id=row.id
        )
        names = names_of(session, row)
        people: dict[str, str] = {}
        for line in found:
            if line.account_id and line.account_id not in people:
                account = repositories.account(session, line.account_id)
                people[line.account_id] = account.name if account is not None else ""
        return visit.page(
            "life/journal.html",
            section="ending",
            lines=[
                {
                    "at": line.at,
                    "who": people.get(line.account_id, ""),
                    "what": journal_words.action_words(line.action, visit.texts),
                    "subject": journal_words.subject_words(line.subject, names, visit.texts),
                    "reason": journal_words.detail_words(line.detail),
                }
                for line in found[:LINES]
            ],
            more=found[LINES - 1].id if len(found) > LINES else 0,
            avant=avant,
        )
