"""A comparison on a terminal, and for a program."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer.comparison import Comparison, PlanFigures, Variant, VariantResult
from optimizer.problem import Problem
from service import messages
from service.cli import findings
from service.cli.report import orders_json
from service.exports import comparison_words as said
from service.exports.display_names import names_of
from service.i18n import Texts


def progress_line(
    console: Console, problem: Problem, texts: Texts, *, is_quiet: bool
) -> Callable[[Variant, int, int], None]:
    """Says which variant is being planned."""

    def say(variant: Variant, place: int, count: int) -> None:
        if is_quiet:
            return
        if not place:
            again = texts.gettext("Plan en vigueur, calculé aussi longtemps que les variantes")
            console.print(Text(again, style="dim"))
            return
        name = said.variant_name(VariantResult(variant=variant), problem, texts)
        text = texts.gettext(
            "Variante {place} sur {count} : {name}",
            place=texts.number(place),
            count=texts.number(count),
            name=name,
        )
        console.print(Text(text, style="dim"))

    return say


def print_comparison(console: Console, comparison: Comparison, texts: Texts) -> None:
    """What each variant answers in words, then the main figures in one table."""
    problem = comparison.problem
    if renewal := said.renewal(comparison, texts):
        console.print(Text(renewal, style="yellow"))
    for place, result in enumerate(comparison.variants, start=1):
        name = said.variant_name(result, problem, texts)
        console.print(Text(f"{place}. {name}", style="bold"))
        if result.figures is not None:
            is_met = all(m.is_met for m in result.figures.milestones)
            sentence = said.outcome(comparison, result, texts)
            console.print(Text("   " + sentence, style="" if is_met else "red"))
        names = {**names_of(problem), **(names_of(result.problem) if result.problem else {})}
        for d in result.diagnostics:
            console.print(Text("   " + messages.with_command(d, texts, names), style="yellow"))
    if any(r.figures is not None for r in comparison.variants):
        console.print(_table(comparison, texts))


def _table(comparison: Comparison, texts: Texts) -> Table:
    _ = texts.gettext
    table = Table(title=_("Côte à côte"), title_justify="left", title_style="bold", expand=False)
    # Workshops have long names and variants have numbers: names go down the side.
    table.add_column("", overflow="fold")
    names = names_of(comparison.problem)
    workshops = [w.workshop for w in comparison.reference.workshops]
    plans = [(_("Plan en vigueur"), comparison.reference)]
    if comparison.renewed is not None:
        plans.append((_("Sans changement"), comparison.renewed))
    for place, result in enumerate(comparison.variants, start=1):
        if result.figures is not None:
            plans.append((texts.number(place), result.figures))
    for header, _figures_of in plans:
        table.add_column(header, justify="right")
    heads = [_("En retard"), _("Jamais livré"), _("Coût variable")]
    heads += [names.get(w, w) for w in workshops]
    columns = [_cells(figures, workshops, texts) for _header, figures in plans]
    for head, *cells in zip(heads, *columns, strict=True):
        table.add_row(head, *cells)
    return table


def _cells(figures: PlanFigures, workshops: list[str], texts: Texts) -> list[str]:
    cells = [
        texts.number(figures.late) if figures.late else "–",
        texts.number(figures.missing) if figures.missing else "–",
        said.whole_euros(figures.cost_cents, texts),
    ]
    for w in workshops:
        found = figures.workshop(w)
        cells.append(texts.percent(found.share) if found is not None else "–")
    return cells


# -- for a program ---------------------------------------------------------------------------------


def as_json(comparison: Comparison, texts: Texts) -> dict[str, object]:
    """The comparison for a program."""
    problem = comparison.problem
    return {
        "reference": _figures(comparison.reference),
        "renewed": None if comparison.renewed is None else _figures(comparison.renewed),
        "variants": [
            {
                "id": r.variant.id,
                "name": said.variant_name(r, problem, texts),
                "changes": said.variant_changes(r, problem, texts),
                "outcome": said.outcome(comparison, r, texts),
                "figures": _figures(r.figures) if r.figures is not None else None,
                "findings": findings.as_json(r.diagnostics, texts, names_of(problem)),
            }
            for r in comparison.variants
        ],
    }


def _figures(figures: PlanFigures) -> dict[str, object]:
    price = figures.price_of_fairness
    return {
        "status": figures.status,
        "preset": figures.preset,
        "key": figures.key,
        "late_units": str(figures.late),
        "missing_units": str(figures.missing),
        "cost_cents": figures.cost_cents,
        "costs": dict(figures.costs),
        "price_of_fairness": None
        if price is None
        else {"lowest_cents": price.lowest_cents, "highest_cents": price.highest_cents},
        "gap": str(figures.gap),
        "levels": [
            {
                "name": x.name,
                "value": str(x.value),
                "bound": str(x.bound),
                "proven": x.proven,
                "conditional": x.conditional,
            }
            for x in figures.levels
        ],
        "workshops": [
            {
                "workshop": w.workshop,
                "minutes": str(w.minutes),
                "share": str(w.share),
                "real_minutes": str(w.real_minutes),
                "load": str(w.load),
            }
            for w in figures.workshops
        ],
        "milestones": [
            {
                "demand": m.demand,
                "quantity": str(m.quantity),
                "on_time": str(m.on_time),
                "late": str(m.late),
                "missing": str(m.missing),
                "weeks_late": m.weeks_late,
            }
            for m in figures.milestones
        ],
        "suppliers": [
            {"supplier": s.supplier, "orders": s.orders, "cents": s.cents}
            for s in figures.suppliers
        ],
        "orders": orders_json(figures.orders),
    }
