"""The *Planning* sheet: workshop × week, units, hours and load, and each product's progress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.problem import Product, Workshop
from service.exports.facts import ZERO, Facts
from service.exports.progress import progress_of
from service.exports.sheet import GREY, PALE, Column, Kind, Page, Value

LEFT = 3  # columns before the weeks: workshop, product, what


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressBlock:
    """Where the cumulated figures of a product stand: three rows (finished, delivered, due).

    ``header`` is the row of the week names; weeks go from column ``first`` to column ``last``.
    """

    product: str
    header: int
    row: int
    first: int
    last: int


def write_planning(page: Page, facts: Facts) -> list[ProgressBlock]:
    """Fill the sheet; where each product's progress stands is returned, for its chart."""
    texts = page.book.texts
    _ = texts.gettext
    page.title(
        _("Planning : qui fait quoi, semaine par semaine"),
        _(
            "Unités fabriquées par atelier, produit et opération ; heures et charge dessous. En gris : "
            "semaine sans heures."
        ),
    )
    columns = [
        Column(header=_("Atelier"), width=_width(w.name or w.id for w in facts.problem.workshops)),
        Column(header=_("Produit"), width=_width(p.name or p.id for p in facts.problem.products)),
        Column(header=_("Opération"), width=16),
        *(
            Column(
                header=f"{texts.short_week(facts.horizon.name(t))}\n"
                f"{texts.short_day(facts.horizon.monday_of(t))}",
                kind="units",
                width=7.2,
            )
            for t in facts.weeks
        ),
        Column(header=_("Total"), kind="units", width=9.5),
    ]
    page.widths([c.width for c in columns])
    header = page.row
    page.header(columns)
    page.sheet.repeat_rows(page.row - 1)
    page.sheet.freeze_panes(page.row, LEFT)
    page.weeks_across(len(facts.weeks), LEFT)
    for workshop in facts.problem.workshops:
        _workshop_rows(page, facts, workshop)
    page.gap()
    page.heading(_("Avancement cumulé (unités)"))
    return [
        ProgressBlock(
            product=p.id,
            header=header,
            row=_progress_rows(page, facts, p),
            first=LEFT,
            last=LEFT + len(facts.weeks) - 1,
        )
        for p in facts.problem.products
    ]


def _width(names: Iterable[str]) -> float:
    """Room for the longest of some names, within reason."""
    return min(34, max(14, *(len(name) * 1.1 + 2 for name in names)))


def _workshop_rows(page: Page, facts: Facts, workshop: Workshop) -> None:
    _ = page.book.texts.gettext
    name = facts.workshop_name(workshop.id)
    for product, operation in facts.jobs(workshop):
        made = facts.made(workshop.id, product.id, operation.id)
        weeks: list[Value] = [made[t] or None for t in facts.weeks]
        left = [
            name,
            facts.product_name(product.id),
            facts.operation_name(product.id, operation.id),
        ]
        closed = [not facts.productive_minutes(workshop.id, t) for t in facts.weeks]
        _row(page, left, weeks, sum(made, start=ZERO), closed=closed)
    used = [facts.used_minutes(workshop.id, t) for t in facts.weeks]
    free = [facts.productive_minutes(workshop.id, t) for t in facts.weeks]
    load = sum(used, start=ZERO) / sum(free, start=ZERO) if sum(free) else None
    hours: list[Value] = [u / 60 for u in used]
    available: list[Value] = [f / 60 for f in free]
    loads: list[Value] = [u / f if f else None for u, f in zip(used, free, strict=True)]
    total = sum(used, start=ZERO) / 60
    _row(page, [name, "", _("heures prévues")], hours, total, kind="hours", shade=PALE)
    total = sum(free, start=ZERO) / 60
    _row(page, [name, "", _("heures disponibles")], available, total, kind="hours", shade=PALE)
    _row(page, [name, "", _("charge")], loads, load, kind="percent", shade=PALE, is_bold=True)


def _progress_rows(page: Page, facts: Facts, product: Product) -> int:
    _ = page.book.texts.gettext
    name = facts.product_name(product.id)
    progress = progress_of(facts, product)
    first = page.row
    for label, weeks in (
        (_("terminé, cumulé"), progress.finished),
        (_("livré, cumulé"), progress.delivered),
        (_("attendu, cumulé"), progress.due),
    ):
        _row(page, [name, "", label], list(weeks), weeks[-1])
    return first


def _row(
    page: Page,
    left: list[str],
    weeks: list[Value],
    total: Value,
    *,
    kind: Kind = "units",
    shade: str = "",
    is_bold: bool = False,
    closed: list[bool] | None = None,
) -> None:
    looks: dict[str, object] = {"bg_color": shade} if shade else {}
    if is_bold:
        looks["bold"] = True
    for c, text in enumerate(left):
        page.put(page.row, c, text, "text", **looks)
    for t, value in enumerate(weeks):
        grey = {"bg_color": GREY} if closed and closed[t] else {}
        page.put(page.row, LEFT + t, value, kind, font_size=9, **{**looks, **grey})
    page.put(page.row, LEFT + len(weeks), total, kind, **{**looks, "bold": True})
    page.row += 1
