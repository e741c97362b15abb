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
            "Ce qui attend au dépôt depuis le plus longtemps est remis d'abord ; chaque atelier le lit "
            "aussi."
        ),
    )
    columns = [
        Column(header=_("Part de l'atelier en"), kind="wrapped", width=12),
        Column(header=_("De"), kind="wrapped", width=30),
        Column(header=_("Pour"), kind="wrapped", width=30),
        Column(header=_("Reste au dépôt jusqu'à"), kind="wrapped", width=14),
        Column(header=_("Arrive en"), width=12),
        Column(header=_("Produit"), kind="wrapped", width=28),
        Column(header=_("Opération faite"), kind="wrapped", width=18),
        Column(header=_("Unités"), kind="units", width=12),
        Column(header=_("Paquets"), width=22),
    ]
    page.widths([c.width for c in columns])
    page.header(columns, height=32)
    page.sheet.repeat_rows(page.row - 1)
    page.sheet.freeze_panes(page.row, 0)
    lead = facts.problem.hub.lead_time_weeks if facts.problem.hub else 0
    for i, h in enumerate(facts.handovers):
        left = _("avant ce plan") if h.left is None else texts.week(facts.horizon.name(h.left))
        arrival = "" if h.arrival is None else texts.week(facts.horizon.name(h.arrival))
        waits = arrival if h.waits(lead) else ""
        if h.arrival is None:
            waits = _("la fin")
        page.cells(
            columns,
            [
                left,
                facts.workshop_name(h.sender) if h.sender else _("le dépôt"),
                facts.workshop_name(h.receiver) if h.receiver else _("personne dans ce plan"),
                waits,
                arrival,
                facts.product_name(h.product),
                facts.operation_name(h.product, h.operation),
                h.units,
                lots_text(facts, h.product, h.units, texts),
            ],
            **({"bg_color": "#F3F8F9"} if i % 2 else {}),
        )
