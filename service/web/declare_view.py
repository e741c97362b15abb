"""What a workshop declares of a week: a row for each thing planned, each thing declared, and one more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from optimizer.weeks import week_monday
from service.db import tables
from service.exports.facts import Facts
from service.i18n import N_, Texts
from service.web.capacity_form import shown

# Cells of a row: the field that each holds, and what to call it.
_NUMBERS: Final = {
    "made": ("made", N_("Fait")),
    "scrap": ("scrap", N_("dont rebut")),
    "hours": ("worked_hours", N_("Heures passées")),
}
_TEXTS: Final = {
    "batch": ("batch", N_("N° de rouleau")),
    "lot": ("lot", N_("N° de lot")),
    "remark": ("remark", N_("Remarque")),
}
_MOST_ROWS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareRow:
    """A row of the form.

    Attributes:
        number: in the names of its fields (``made-0``).
        what: ``product/operation``, "" where it is to be chosen.
        planned: units of the plan, None where nothing was planned or it is told by the row above.
        id, version: of what was declared already, "" and 0 for nothing.
        values: what its fields start from, by name.
    """

    number: int
    what: str
    label: str
    planned: Decimal | None = None
    lot_size: int = 0
    id: str = ""
    version: int = 0
    values: dict[str, str] = field(default_factory=dict)


def rows_of(
    facts: Facts, workshop: str, week: str, declared: Sequence[tables.Declaration]
) -> list[DeclareRow]:
    """The rows of a week, the planned ones first, an empty one last.

    Args:
        facts: of the plan that was in force in that week.
        declared: by this workshop in that week.
    """
    planned = planned_units(facts, workshop, week)
    there: dict[tuple[str, str], list[tables.Declaration]] = {}
    for d in declared:
        there.setdefault((d.product, d.operation), []).append(d)
    found: list[DeclareRow] = []
    for product, operation in dict.fromkeys([*planned, *there]):
        told: list[tables.Declaration | None] = [*there.get((product, operation), [])]
        for position, one in enumerate(told or [None]):
            found.append(
                DeclareRow(
                    number=len(found),
                    what=f"{product}/{operation}",
                    label=label_of(facts, product, operation),
                    planned=planned.get((product, operation)) if position == 0 else None,
                    lot_size=_lot_size(facts, product),
                    id=one.id if one is not None else "",
                    version=one.version if one is not None else 0,
                    values=_values(one, len(found)) if one is not None else {},
                )
            )
    found.append(DeclareRow(number=len(found), what="", label=""))
    return found


def as_planned(rows: Iterable[DeclareRow]) -> list[DeclareRow]:
    """The same rows, what was planned standing as made where nothing is declared yet."""
    return [
        replace(r, values={**r.values, f"made-{r.number}": shown(r.planned)})
        if r.planned is not None and not r.id
        else r
        for r in rows
    ]


def versions_said(rows: Iterable[tables.Declaration]) -> str:
    """Which rows, in which version: ``id@version id@version``."""
    return " ".join(f"{d.id}@{d.version}" for d in rows)


def versions_of(said: str) -> dict[str, int]:
    """What :func:`versions_said` wrote; nothing of what it never writes."""
    pairs = (one.partition("@") for one in said.split()[:_MOST_ROWS])
    return {
        row_id: int(version)
        for row_id, _at, version in pairs
        if version.isascii() and version.isdecimal() and len(version) < 10
    }


def typed_over(rows: Iterable[DeclareRow], wanted: Mapping[str, Any]) -> dict[str, str]:
    """The cells of rows as if somebody had typed what they should say.

    Args:
        wanted: by row, as :func:`service.usecases.declarations.shown` says it; None: nothing declared.
    """
    found: dict[str, str] = {}
    for r in rows:
        if wanted.get(r.id) is not None:
            found |= {f"{cell}-{r.number}": then for cell, then in _cells(wanted[r.id]).items()}
    return found


def both(
    rows: Iterable[DeclareRow], wanted: Mapping[str, Any], texts: Texts
) -> list[tuple[str, str, str]]:
    """Where rows differ from what they should say: what, as it is declared now, as it should be."""
    found = []
    for r in (r for r in rows if r.id in wanted):
        for cell, then in _cells(wanted[r.id]).items():
            now = r.values.get(f"{cell}-{r.number}", "")
            if now != then:
                _field, name = (_NUMBERS | _TEXTS)[cell]
                found.append((texts.labelled(r.label, texts.gettext(name)), now, then))
    return found


def _cells(wanted: object) -> dict[str, str]:
    """What the cells of a row hold for what it should say, "" for nothing; whatever a browser sent."""
    values = wanted if isinstance(wanted, Mapping) else {}
    found = {cell: str(values.get(name) or "") for cell, (name, _) in _TEXTS.items()}
    for cell, (name, _) in _NUMBERS.items():
        try:
            found[cell] = shown(values.get(name))
        except (ArithmeticError, ValueError):
            found[cell] = str(values.get(name))
    return found


def planned_units(facts: Facts, workshop: str, week: str) -> dict[tuple[str, str], Decimal]:
    """Units to make in a week by (product, operation), in routing order."""
    at = facts.horizon.index(week)
    own = facts.workshops.get(workshop)
    if own is None or not 0 <= at < facts.horizon.weeks:
        return {}
    made = {(p.id, o.id): facts.made(workshop, p.id, o.id)[at] for p, o in facts.jobs(own)}
    return {key: units for key, units in made.items() if units}


def label_of(facts: Facts, product: str, operation: str) -> str:
    """« Masque adulte – Couture », or the codes of what the plan does not know."""
    if (product, operation) not in facts.operations:
        return f"{product} – {operation}"
    return f"{facts.product_name(product)} – {facts.operation_name(product, operation)}"


def works(facts: Facts, workshop: str) -> list[tuple[str, str]]:
    """What the workshop can do: ``product/operation`` and its name."""
    able = {(c.operation, c.product) for c in facts.problem.capabilities if c.workshop == workshop}
    return [
        (f"{p.id}/{o.id}", label_of(facts, p.id, o.id))
        for p in facts.problem.products
        for o in p.operations
        if (o.id, None) in able or (o.id, p.id) in able
    ]


def silent_weeks(facts: Facts, workshop: str, declared: Iterable[str], today: date) -> list[str]:
    """Weeks that are over, with work planned, of which nothing was declared."""
    told = set(declared)
    return [
        name
        for name in facts.horizon.names
        if name not in told
        and week_monday(name) + timedelta(days=7) <= today
        and planned_units(facts, workshop, name)
    ]


def _lot_size(facts: Facts, product: str) -> int:
    return facts.products[product].lot_size if product in facts.products else 0


def _values(d: tables.Declaration, number: int) -> dict[str, str]:
    return {
        f"made-{number}": shown(d.made),
        f"scrap-{number}": shown(d.scrap),
        f"hours-{number}": shown(d.worked_hours),
        f"batch-{number}": d.batch,
        f"lot-{number}": d.lot,
        f"remark-{number}": d.remark,
    }
