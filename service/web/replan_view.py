"""What is known of an order before it is planned again, and what the new plan changes, as a page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from service.exports import reasons
from service.exports.facts import ZERO, Facts
from service.i18n import Texts
from service.web.monday_view import DeclaredRow


class PartRow(Protocol):
    """A part of the order as it is kept."""

    code: str
    data: Any
    version: int


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


def weeks_left(facts: Facts, now: str, declared: Iterable[str]) -> list[str]:
    """Weeks from which on the rest can be planned again: neither over nor declared; at least the last one."""
    horizon = facts.horizon
    told = max((horizon.index(w) for w in declared), default=-1)
    first = min(max(horizon.index(now), told + 1), horizon.weeks - 1)
    return list(horizon.names[max(0, first) :])


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A workshop that joined the order since the plan in force."""

    code: str
    name: str
    headcount: Decimal
    entry: date | None
    version: int


def joined(facts: Facts, parts: Iterable[PartRow]) -> tuple[Joined, ...]:
    """Workshops of the order, as it is now, that the plan in force does not know."""
    known = {w.id for w in facts.problem.workshops}
    found = []
    for part in parts:
        own = part.data[""]
        if part.code in known:
            continue
        found.append(
            Joined(
                code=part.code,
                name=own.get("name") or part.code,
                headcount=Decimal(own["headcount"]),
                entry=date.fromisoformat(own["entry"]) if own.get("entry") else None,
                version=part.version,
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A workshop that the plan before did not know.

    Attributes:
        minutes: standard minutes that the plan gives it.
        reason: why it has none, "" when it has some or nobody knows.
    """

    name: str
    minutes: Decimal
    reason: str


def arrived(before: Facts, after: Facts, texts: Texts) -> tuple[Arrived, ...]:
    """Workshops of the new plan that the plan before did not know, with or without work."""
    known = {w.id for w in before.problem.workshops}
    found = []
    for w in after.problem.workshops:
        if w.id in known:
            continue
        minutes = sum(
            (
                r.units * Decimal(after.operations[r.product, r.operation].standard_milliminutes)
                for r in after.plan.runs
                if r.workshop == w.id
            ),
            start=ZERO,
        )
        fairness = after.plan.fairness
        shares = fairness.shares if fairness is not None and not minutes else ()
        share = next((s for s in shares if s.workshop == w.id), None)
        found.append(
            Arrived(
                name=after.workshop_name(w.id),
                minutes=minutes / 1000,
                reason=reasons.share_reason(after, share, texts) if share is not None else "",
            )
        )
    return tuple(found)


def headline(told: Mapping[str, Any], *, is_otherwise: bool, texts: Texts) -> list[str]:
    """What matters of the new plan; it does not say that nothing changes when something does.

    Args:
        told: what the job that planned again keeps, in the reader's language.
        is_otherwise: a milestone moves, or a workshop is new.
    """
    said = list(told.get("said", {}).get("headline", ()))
    same = texts.gettext("Rien ne change : chacun suit le plan qu'il a déjà.")
    if not is_otherwise or same not in said:
        return said
    other = texts.gettext("Aucun atelier ne change de programme, mais tout n'est pas comme avant.")
    return [other if x == same else x for x in said]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What changes for a workshop in one line; ``weeks``: « S20 à S24 et S30 », "" for none."""

    name: str
    said: str
    weeks: str


def in_brief(told: Mapping[str, Any], facts: Facts, texts: Texts) -> tuple[list[Brief], list[str]]:
    """A line for each workshop that a new plan changes, and the names of those that it leaves alone.

    Args:
        told: what the job that planned again keeps, in the reader's language.
    """
    weeks: dict[str, set[int]] = {}
    for change in told.get("changes", ()):
        if isinstance(change, Mapping):
            weeks.setdefault(change["workshop"], set()).add(facts.horizon.index(change["week"]))
    leaving = (told.get("departed") or {}).get("workshop", "")
    found, touched = [], set()
    for one in told.get("said", {}).get("workshops", ()):
        code = one["workshop"]
        if not one["weeks"] and code != leaving:
            continue
        touched.add(code)
        said = " ".join(one["intro"][:1])
        found.append(
            Brief(name=one["name"], said=said, weeks=_spans(weeks.get(code, set()), facts, texts))
        )
    return found, [
        facts.workshop_name(w.id) for w in facts.problem.workshops if w.id not in touched
    ]


def _spans(weeks: set[int], facts: Facts, texts: Texts) -> str:
    """Weeks, those that follow one another as a span."""
    spans: list[list[int]] = []
    for t in sorted(weeks):
        if spans and t == spans[-1][1] + 1:
            spans[-1][1] = t
        else:
            spans.append([t, t])
    names = [[texts.short_week(facts.horizon.name(t)) for t in span] for span in spans]
    return texts.join(
        [a if a == b else texts.gettext("{first} à {last}", first=a, last=b) for a, b in names]
    )


def staffed_name(name: str, headcount: Decimal, texts: Texts) -> str:
    """« Couture du Canal – 9 personnes d'ordinaire »: who works there, to count those who are left."""
    return texts.ngettext(
        "{name} – {n} personne d'ordinaire",
        "{name} – {n} personnes d'ordinaire",
        headcount,
        name=name,
    )
