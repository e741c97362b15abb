"""What each workshop does in a plan, summed over the weeks: what its costs are reckoned from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from optimizer.costing import receipts_rates
from optimizer.ledger import Ledger, Series

ZERO = Decimal(0)
# (product, operation)
Step = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberWork:
    """The work of one workshop in a plan.

    ``run_minutes`` and ``setup_minutes``: own minutes per (product, operation); ``starts``: weeks in
    which each ran; ``setup_cost_cents``: of one start. ``made``: units made, conforming or not.
    ``standard_minutes`` per product; ``finished``: units made at the last operation, per product.
    ``receipts``: euros by the façon rates, per product. ``weekly_minutes``: own minutes per product and
    week, setups included.
    """

    workshop: str
    run_minutes: dict[Step, Decimal]
    setup_minutes: dict[Step, Decimal]
    starts: dict[Step, int]
    setup_cost_cents: dict[Step, int]
    piece_cost: dict[Step, Decimal]
    made: dict[Step, Decimal]
    standard_minutes: dict[str, Decimal]
    finished: dict[str, Decimal]
    receipts: dict[str, Decimal]
    weekly_minutes: dict[str, Series]

    @property
    def minutes(self) -> dict[str, Decimal]:
        """Own minutes per product, setups included."""
        return {p: sum(row, start=ZERO) for p, row in self.weekly_minutes.items()}

    @property
    def total_minutes(self) -> Decimal:
        """Own minutes, setups included."""
        return sum(self.minutes.values(), start=ZERO)

    @property
    def load(self) -> Decimal:
        """Standard minutes of the work made."""
        return sum(self.standard_minutes.values(), start=ZERO)


def member_works(ledger: Ledger) -> dict[str, MemberWork]:
    """The work of every workshop, in the order of the problem; idle ones have empty books."""
    rates = receipts_rates(ledger.problem)
    return {w.id: _work(ledger, w.id, rates) for w in ledger.problem.workshops}


def _work(ledger: Ledger, workshop: str, rates: Mapping[Step, Decimal]) -> MemberWork:
    skills = ledger.capacities.skills
    made: dict[Step, Decimal] = {}
    starts: dict[Step, int] = {}
    standard: dict[str, Decimal] = defaultdict(Decimal)
    finished: dict[str, Decimal] = defaultdict(Decimal)
    receipts: dict[str, Decimal] = defaultdict(Decimal)
    weekly: dict[str, list[Decimal]] = {}
    for (w, p, o), row in ledger.made.items():
        units = sum(row, start=ZERO)
        if w != workshop or not units:
            continue
        made[p, o] = units
        starts[p, o] = sum(1 for quantity in row if quantity > 0)
        standard[p] += units * ledger.operations[p, o].standard_milliminutes / 1000
        receipts[p] += units * rates[p, o]
        if ledger.is_final(p, o):
            finished[p] += units
        total = weekly.setdefault(p, list(ledger.zeros))
        for book in (ledger.run_minutes, ledger.setup_minutes):
            for t, minutes in enumerate(ledger.series(book, (w, p, o))):
                total[t] += minutes
    known = {step: skills[workshop, *step] for step in made if (workshop, *step) in skills}
    return MemberWork(
        workshop=workshop,
        run_minutes={s: made[s] * skill.unit_minutes for s, skill in known.items()},
        setup_minutes={s: starts[s] * skill.setup_minutes for s, skill in known.items()},
        starts=starts,
        setup_cost_cents={s: skill.setup_cost_cents for s, skill in known.items()},
        piece_cost={s: skill.piece_cost for s, skill in known.items()},
        made=made,
        standard_minutes=dict(standard),
        finished=dict(finished),
        receipts=dict(receipts),
        weekly_minutes={p: tuple(row) for p, row in weekly.items()},
    )
