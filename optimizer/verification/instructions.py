"""Rules on what was decided beside the order: work that is held, and work that is ruled out."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.diagnostics import Diagnostic, error
from optimizer.instructions import is_banned
from optimizer.ledger import ZERO, Ledger
from optimizer.verification.comparison import shown, units_differ


def pin(ledger: Ledger) -> Iterator[Diagnostic]:
    """Exactly the pinned units are made, over the weeks of the pin together."""
    for x in ledger.problem.pins:
        first, last = ledger.week(x.first), ledger.week(x.last)
        row = ledger.series(ledger.made, (x.workshop, x.product, x.operation))
        read = sum(row[max(0, first) : last + 1], start=ZERO)
        if units_differ(ledger, x.product, read, x.units):
            yield error(
                "plan.pin",
                x.workshop,
                product=x.product,
                operation=x.operation,
                first=x.first,
                last=x.last,
                weeks=f"{x.first}/{x.last}",
                read=shown(read),
                expected=shown(x.units),
            )


def ban(ledger: Ledger) -> Iterator[Diagnostic]:
    """Nothing is made that a ban names; weeks that are frozen are data."""
    for (w, p, o), row in ledger.made.items():
        own = [x for x in ledger.problem.bans if x.workshop == w]
        if not own:
            continue
        for t in range(min(ledger.problem.opening.frozen_weeks, len(row)), len(row)):
            week = ledger.horizon.name(t)
            if row[t] and is_banned(own, w, p, o, week):
                yield error("plan.ban", w, product=p, operation=o, week=week, read=shown(row[t]))
