"""Rules on what a workshop may take: shares of the order and receipts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimizer.costing import receipts_rates
from optimizer.diagnostics import Diagnostic, error
from optimizer.fairness import loads, run_loads
from optimizer.ledger import ZERO, Ledger
from optimizer.requirements import total_standard_minutes
from optimizer.verification.comparison import CENTS, MINUTES, exceeds, shown


def shares(ledger: Ledger) -> Iterator[Diagnostic]:
    """A load is at most the largest share, and nothing or at least the smallest; past work counts.

    Work already made above the largest share cannot be taken back: there is only no more of it.
    """
    total = total_standard_minutes(ledger.problem)
    load = loads(ledger.problem, ledger.plan)
    past = run_loads(ledger.problem, ())
    for w in ledger.problem.workshops:
        if w.largest_share is not None:
            most = max(w.largest_share * total, past[w.id])
            if exceeds(load[w.id], most, MINUTES):
                yield error(
                    "plan.shares",
                    w.id,
                    reason="largest",
                    read=shown(load[w.id]),
                    expected=shown(most),
                )
        if w.smallest_share and load[w.id] > 0:
            least = w.smallest_share * total
            if exceeds(least, load[w.id], MINUTES):
                yield error(
                    "plan.shares",
                    w.id,
                    reason="smallest",
                    read=shown(load[w.id]),
                    expected=shown(least),
                )


def receipts(ledger: Ledger) -> Iterator[Diagnostic]:
    """Past receipts and what the work brings in stay under the ceiling."""
    if all(w.receipts_ceiling_cents is None for w in ledger.problem.workshops):
        return
    rates = receipts_rates(ledger.problem)
    past = dict.fromkeys((w.id for w in ledger.problem.workshops), ZERO)
    for x in ledger.problem.opening.past_work:
        past[x.workshop] = past.get(x.workshop, ZERO) + x.receipts_cents
    cents = dict(past)
    for (w, p, o), row in ledger.made.items():
        cents[w] += sum(row, start=ZERO) * rates[p, o] * 100
    for workshop in ledger.problem.workshops:
        if workshop.receipts_ceiling_cents is None:
            continue
        most = max(Decimal(workshop.receipts_ceiling_cents), past[workshop.id])
        if exceeds(cents[workshop.id], most, CENTS):
            yield error(
                "plan.receipts",
                workshop.id,
                read=shown(cents[workshop.id] / 100),
                expected=shown(most / 100),
            )
