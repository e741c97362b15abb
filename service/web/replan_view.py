"""What is known of an order before it is planned again, and what the new plan changes, as a page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from service.exports.facts import ZERO, Facts
from service.i18n import Texts
from service.web.monday_view import DeclaredRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a workshop declared before a week.

    Attributes:
        last: the last week it declared, "" for none.
        unheard: weeks with work planned of which it said nothing: they count as made.
    """

    workshop: str
    last: str
    unheard: tuple[str, ...]


def known(facts: Facts, declared: Iterable[DeclaredRow], week: str) -> tuple[Known, ...]:
    """Every workshop that had or did something before a week."""
    at = facts.horizon.index(week)
    told: dict[str, set[str]] = {}
    for d in declared:
        if facts.horizon.index(d.week) < at:
            told.setdefault(d.workshop, set()).add(d.week)
    busy: dict[str, set[str]] = {}
    for run in facts.plan.runs:
        if run.units > 0 and facts.horizon.index(run.week) < at:
            busy.setdefault(run.workshop, set()).add(run.week)
    return tuple(
        Known(
            workshop=w.id,
            last=max(told.get(w.id, {""})),
            unheard=tuple(sorted(busy.get(w.id, set()) - told.get(w.id, set()))),
        )
        for w in facts.problem.workshops
        if w.id in told or w.id in busy
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Standard minutes of a workshop from a week on, in the plan before and in the new one."""

    workshop: str
    before: Decimal
    after: Decimal

    @property
    def more(self) -> Decimal:
        """What it gains, negative for less."""
        return self.after - self.before


def hours_taken_over(taken_over: Iterable[Mapping[str, Any]], facts: Facts) -> tuple[Hours, ...]:
    """Who works more, who less, in standard minutes; workshops in the order's order.

    Args:
        taken_over: as the job keeps it: workshop, product, operation, units before and after.
    """
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for x in taken_over:
        operation = facts.operations.get((x["product"], x["operation"]))
        if operation is None:
            continue
        minutes = Decimal(operation.standard_milliminutes) / 1000
        before, after = sums.get(x["workshop"], (ZERO, ZERO))
        sums[x["workshop"]] = (
            before + Decimal(x["before"]) * minutes,
            after + Decimal(x["after"]) * minutes,
        )
    ranks = {w.id: k for k, w in enumerate(facts.problem.workshops)}
    found = [Hours(workshop=w, before=b, after=a) for w, (b, a) in sums.items()]
    return tuple(sorted(found, key=lambda h: ranks.get(h.workshop, len(ranks))))


def staffed_name(name: str, headcount: Decimal, texts: Texts) -> str:
    """« Couture du Canal – 9 personnes d'ordinaire »: who works there, to count those who are left."""
    return texts.ngettext(
        "{name} – {n} personne d'ordinaire",
        "{name} – {n} personnes d'ordinaire",
        headcount,
        name=name,
    )
