"""Scenarios in words, and plans side by side: pure, from what a comparison found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, get_args

from pydantic import TypeAdapter, ValidationError

from optimizer.comparison import PlanFigures, Variant, VariantResult
from optimizer.diagnostics import has_errors
from optimizer.plan import LevelName
from optimizer.problem import Problem
from service import messages
from service.exports import comparison_words, words
from service.exports.display_names import names_of
from service.exports.summary import COSTS
from service.i18n import Texts
from service.usecases import variants
from service.web.job_view import diagnostic, too_old
from service.web.scenario_draft import Draft, Row

_FIGURES: Final[TypeAdapter[PlanFigures]] = TypeAdapter(PlanFigures)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidScenario:
    """A scenario under way: its name, its changes in words, and what is wrong with each ("" nothing)."""

    name: str
    changes: tuple[tuple[str, str], ...]

    @property
    def is_right(self) -> bool:
        """Whether it can be planned."""
        return not any(fault for _text, fault in self.changes)


def said_draft(draft: Draft, problem: Problem, texts: Texts) -> list[SaidScenario]:
    """The scenarios under way in words."""
    return [
        SaidScenario(name=s.name, changes=tuple(said_row(row, problem, texts) for row in s.changes))
        for s in draft.scenarios
    ]


def said_row(row: Row, problem: Problem, texts: Texts) -> tuple[str, str]:
    """A change in words, and what is wrong with it."""
    read, found = variants.understood([{"name": "", "changes": [dict(row)]}], problem)
    names = names_of(problem)
    fault = " ".join(messages.sentence(d, texts, names) for d in found) if has_errors(found) else ""
    if not read:
        return ", ".join(str(v) for v in row["cells"].values()), fault
    return variant_words(read[0], problem, texts), fault


def said_hypothesis(
    supposed: Iterable[Mapping[str, Any]], problem: Problem | None, texts: Texts
) -> list[str]:
    """What a plan supposes, each change in words.

    Args:
        problem: the order, for names; None when it cannot be read.
    """
    if problem is None:
        return [str(s.get("name", "")) for s in supposed if s.get("name")]
    rows = (row for one in supposed for row in one.get("changes", ()))
    return [text for row in rows if (text := said_row(row, problem, texts)[0])]


def variant_words(variant: Variant, problem: Problem, texts: Texts) -> str:
    """What a variant changes, with a capital."""
    return comparison_words.variant_changes(VariantResult(variant=variant), problem, texts)


# -- side by side -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure; ``look``: ``better``, ``worse`` or "" beside the plan in force."""

    text: str
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A table: what it is about, the rows with a cell for each plan."""

    title: str
    first: str
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A plan of the comparison; ``id`` "" for the plan in force and its renewal."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidVariant:
    """A variant: what it is called, what it changes, what comes of it, what is wrong."""

    id: str
    name: str
    changes: str
    outcome: str
    faults: tuple[str, ...]
    has_plan: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """A comparison as its page shows it; ``from_week``: from which on it is the rest, "" for all of it."""

    renewal: str
    from_week: str
    variants: tuple[SaidVariant, ...]
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]


def side_by_side(
    result: Mapping[str, Any], problem: Problem, number: int, texts: Texts
) -> SideBySide:
    """What a job of kind ``compare`` found.

    Args:
        problem: of the plan that was compared with, for names; ``number``: of that plan.

    Raises:
        ServiceRefusalError: ``wrong_state``: an earlier version of the service wrote it.
    """
    _ = texts.gettext
    found, said = result["found"], result["said"][texts.language]
    names = names_of(problem)
    spoken: list[SaidVariant] = []
    columns = [Column(id="", name=_("Plan n° {number}", number=number))]
    plans = [_figures(found["reference"])]
    if found.get("renewed"):
        columns.append(Column(id="", name=_("Sans changement, calculé plus longtemps")))
        plans.append(_figures(found["renewed"]))
    base = plans[-1]
    for one, text in zip(found["variants"], said["variants"], strict=True):
        spoken.append(
            SaidVariant(
                id=one["id"],
                name=text["name"],
                changes=text["changes"],
                outcome=text["outcome"],
                faults=tuple(
                    messages.sentence(diagnostic(f), texts, names) for f in one["findings"]
                ),
                has_plan=bool(one["figures"]),
            )
        )
        if one["figures"]:
            columns.append(Column(id=one["id"], name=f"{len(spoken)}. {text['name']}"))
            plans.append(_figures(one["figures"]))
    return SideBySide(
        renewal=said["renewal"],
        from_week=str(found.get("from_week", "")),
        variants=tuple(spoken),
        columns=tuple(columns),
        blocks=tuple(_blocks(plans, base, problem, names, texts)),
    )


def _figures(plain: Any) -> PlanFigures:
    try:
        # As text: what is strict about classes of a plan lets texts stand for decimals only there.
        return _FIGURES.validate_json(json.dumps(plain))
    except ValidationError as fault:
        raise too_old() from fault


def _blocks(
    plans: Sequence[PlanFigures],
    base: PlanFigures,
    problem: Problem,
    names: Mapping[str, str],
    texts: Texts,
) -> list[Block]:
    _ = texts.gettext

    def row(
        label: str,
        of: Callable[[PlanFigures], Decimal | None],
        show: Callable[[Decimal], str],
        *,
        is_cost: bool = False,
    ) -> tuple[str, tuple[Cell, ...]]:
        """A figure of every plan; where less is better, cells say better or worse."""
        first, cells = of(base), []
        for figures in plans:
            value = of(figures)
            look = ""
            # What reads the same is the same.
            differs = value is not None and first is not None and show(value) != show(first)
            if is_cost and differs and value is not None and first is not None:
                look = "better" if value < first else "worse"
            cells.append(Cell(text="–" if value is None else show(value), look=look))
        return label, tuple(cells)

    deliveries = [
        (_milestone_label(d.id, problem, names, texts), _milestone_cells(plans, base, d.id, texts))
        for d in sorted(problem.demands, key=lambda d: d.due)
    ]
    shares = [
        row(names.get(w, w), lambda f, w=w: _share(f, w), texts.percent)  # type: ignore[misc]
        for w in _ids(w.workshop for f in plans for w in f.workshops)
    ]
    costs = [
        row(
            _(COSTS[kind]),
            lambda f, k=kind: Decimal(dict(f.costs).get(k, 0)),  # type: ignore[misc]
            lambda v: texts.euros(int(v)),
        )
        for kind in dict.fromkeys(k for f in plans for k, _cents in f.costs)
    ]
    costs.append(
        row(
            _("Coût variable"),
            lambda f: Decimal(f.cost_cents),
            lambda v: texts.euros(int(v)),
            is_cost=True,
        )
    )
    bought = [
        row(
            names.get(s, s),
            lambda f, s=s: _bought(f, s),  # type: ignore[misc]
            lambda v: texts.euros(int(v)),
        )
        for s in _ids(s.supplier for f in plans for s in f.suppliers if s.orders)
    ]
    goals = [
        row(
            words.level_name(name, texts),
            lambda f, n=name: _level(f, n),  # type: ignore[misc]
            lambda v, n=name: words.amount(n, v, texts),  # type: ignore[misc]
            is_cost=True,
        )
        for name in get_args(LevelName)
        if any(f.level(name) for f in plans)
    ]
    blocks = [
        Block(title=_("Jalons"), first=_("Jalon"), rows=tuple(deliveries)),
        Block(title=_("Part du travail de chacun"), first=_("Atelier"), rows=tuple(shares)),
        Block(title=_("Coût variable"), first=_("Quoi"), rows=tuple(costs)),
        Block(title=_("Achats, avec les frais"), first=_("Fournisseur"), rows=tuple(bought)),
        Block(title=_("Ce qui a été cherché, dans l'ordre"), first=_("But"), rows=tuple(goals)),
    ]
    return [b for b in blocks if b.rows]


def _milestone_label(demand: str, problem: Problem, names: Mapping[str, str], texts: Texts) -> str:
    found = next(d for d in problem.demands if d.id == demand)
    return texts.gettext(
        "{demand} ({product}, pour le {day})",
        demand=demand,
        product=names.get(found.product, found.product),
        day=texts.short_day(found.due),
    )


def _milestone_cells(
    plans: Sequence[PlanFigures], base: PlanFigures, demand: str, texts: Texts
) -> tuple[Cell, ...]:
    before = next((m for m in base.milestones if m.demand == demand), None)
    cells = []
    for figures in plans:
        found = next((m for m in figures.milestones if m.demand == demand), None)
        if found is None:
            cells.append(Cell(text="–"))
            continue
        look = ""
        if before is not None:
            mine, theirs = (found.missing, found.late), (before.missing, before.late)
            look = "better" if mine < theirs else "worse" if mine > theirs else ""
        cells.append(Cell(text=comparison_words.milestone_words(found, texts), look=look))
    return tuple(cells)


def _share(figures: PlanFigures, workshop: str) -> Decimal | None:
    found = figures.workshop(workshop)
    return None if found is None else found.share


def _bought(figures: PlanFigures, supplier: str) -> Decimal:
    return Decimal(sum(s.cents for s in figures.suppliers if s.supplier == supplier))


def _level(figures: PlanFigures, name: LevelName) -> Decimal | None:
    found = figures.level(name)
    return None if found is None else found.value


def _ids(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))
