"""The *Navette* sheet: which semi-finished units go from whom to whom, and when."""

from __future__ import annotations

from service.exports.facts import Facts
from service.exports.sheet import Column, Page
from service.exports.week_list import lots_text


def write_hub(page: Page, facts: Facts) -> None:
    """Every hand-over between workshops, by week of arrival."""
    texts = page.book.texts
    _ = texts.gettext
    page.title(
        _("Navette : qui remet quoi à qui"),
        _(
            "Ce qui attend depuis le plus longtemps est remis d'abord ; chaque atelier le lit aussi."
        ),
    )
    columns = [
        Column(header=_("Part en"), width=12),
        Column(header=_("De"), kind="wrapped", width=30),
        Column(header=_("Pour"), kind="wrapped", width=30),
        Column(header=_("Arrive en"), width=12),
        Column(header=_("Produit"), kind="wrapped", width=28),
        Column(header=_("Opération faite"), kind="wrapped", width=18),
        Column(header=_("Unités"), kind="units", width=12),
        Column(header=_("Lots"), width=22),
    ]
    page.widths([c.width for c in columns])
    page.header(columns, height=18)
    page.sheet.repeat_rows(page.row - 1)
    page.sheet.freeze_panes(page.row, 0)
    for i, h in enumerate(facts.handovers):
        left = _("avant ce plan") if h.left is None else texts.week(facts.horizon.name(h.left))
        arrival = "" if h.arrival is None else texts.week(facts.horizon.name(h.arrival))
        page.cells(
            columns,
            [
                left,
                facts.workshop_name(h.sender) if h.sender else _("la navette"),
                facts.workshop_name(h.receiver) if h.receiver else _("reste à la navette"),
                arrival,
                facts.product_name(h.product),
                facts.operation_name(h.product, h.operation),
                h.units,
                lots_text(facts, h.product, h.units, texts),
            ],
            **({"bg_color": "#F3F8F9"} if i % 2 else {}),
        )
