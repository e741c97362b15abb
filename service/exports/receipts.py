"""What each workshop may invoice for its part, against the ceiling that it must not pass."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from optimizer import costing
from optimizer.problem import Workshop
from service.exports.facts import ZERO, Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """Cents: invoiced before the plan, brought in by the plan, and the ceiling (None: none)."""

    past_cents: Decimal
    planned_cents: Decimal
    ceiling_cents: Decimal | None

    @property
    def total_cents(self) -> Decimal:
        """Before the plan and in it."""
        return self.past_cents + self.planned_cents

    @property
    def left_cents(self) -> Decimal | None:
        """What may still be invoiced under the ceiling; None without one."""
        return None if self.ceiling_cents is None else self.ceiling_cents - self.total_cents


def receipts_of(facts: Facts, workshop: Workshop) -> Receipts:
    """The receipts of a workshop: façon rates × units made, what was invoiced before beside them."""
    rates = costing.receipts_rates(facts.problem)
    euros = sum(
        (
            sum(facts.made(workshop.id, p.id, o.id), start=ZERO) * rates[p.id, o.id]
            for p, o in facts.jobs(workshop)
        ),
        start=ZERO,
    )
    past = sum(
        p.receipts_cents for p in facts.problem.opening.past_work if p.workshop == workshop.id
    )
    ceiling = workshop.receipts_ceiling_cents
    return Receipts(
        past_cents=Decimal(past),
        planned_cents=(euros * 100).quantize(Decimal(1)),
        ceiling_cents=None if ceiling is None else Decimal(ceiling),
    )


def has_receipts(facts: Facts) -> bool:
    """Whether anything is known of receipts: a rate, a price, a ceiling or past receipts."""
    return (
        any(rate > 0 for rate in costing.receipts_rates(facts.problem).values())
        or any(w.receipts_ceiling_cents is not None for w in facts.problem.workshops)
        or any(p.receipts_cents for p in facts.problem.opening.past_work)
    )
