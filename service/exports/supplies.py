"""The *Matières* and *Achats* sheets: what is needed, when it comes, what to order from whom."""

from __future__ import annotations

from decimal import Decimal

from optimizer import purchasing
from optimizer.problem import Material, Offer
from optimizer.weeks import week_monday
from service.exports.facts import ZERO, Facts
from service.exports.sheet import DARK, PALE, Column, Page, Value

_LEFT = 2
_PURCHASE_WIDTHS = (24, 12, 10, 26, 13, 9, 14, 15, 12)


def write_materials(page: Page, facts: Facts) -> None:
    """Needs, arrivals and stock of each material by week."""
    texts = page.book.texts
    _ = texts.gettext
    page.title(
        _("Matières : besoins, arrivées et stock"),
        _("Stock commun du groupement, en fin de semaine ; les besoins comptent les pertes."),
    )
    used = [m for m in facts.problem.materials if _is_used(facts, m)]
    if not used:
        page.line(_("Aucune matière n'est suivie dans cette commande."))
        return
    columns = [
        Column(header=_("Matière"), width=24),
        Column(header="", width=14),
        *(
            Column(
                header=f"{texts.short_week(facts.horizon.name(t))}\n"
                f"{texts.short_day(facts.horizon.monday_of(t))}",
                kind="units",
                width=8,
            )
            for t in facts.weeks
        ),
        Column(header=_("Total"), kind="units", width=10),
    ]
    page.widths([c.width for c in columns])
    page.header(columns)
    page.sheet.repeat_rows(page.row - 1)
    page.sheet.freeze_panes(page.row, _LEFT)
    page.weeks_across(len(facts.weeks), _LEFT)
    for material in used:
        _material_rows(page, facts, material)


def _is_used(facts: Facts, material: Material) -> bool:
    ledger = facts.ledger
    return bool(
        ledger.material_opening[material.id]
        or material.id in ledger.material_issues
        or material.id in ledger.material_arrivals
    )


def _material_rows(page: Page, facts: Facts, material: Material) -> None:
    _ = page.book.texts.gettext
    ledger, weeks = facts.ledger, len(facts.weeks)
    name = facts.material_name(material.id) + (f" ({material.unit})" if material.unit else "")
    opening = ledger.material_opening[material.id]
    needs = ledger.series(ledger.material_issues, material.id)[:weeks]
    arrivals = ledger.series(ledger.material_arrivals, material.id)[:weeks]
    # The tolerance of the rules may leave a hair below zero.
    stock = [max(ZERO, s) for s in ledger.material_stock[material.id][:weeks]]
    if opening:
        start: list[Value] = [opening, *[None] * (weeks - 1)]
        _row(page, name, _("au départ"), start, opening)
    _row(page, name, _("besoin"), [v or None for v in needs], sum(needs, start=ZERO))
    _row(page, name, _("arrivée"), [v or None for v in arrivals], sum(arrivals, start=ZERO))
    _row(page, name, _("stock"), list(stock), stock[-1], shade=PALE)


def _row(
    page: Page, name: str, label: str, weeks: list[Value], total: Value, shade: str = ""
) -> None:
    looks: dict[str, object] = {"bg_color": shade} if shade else {}
    page.put(page.row, 0, name, "text", **looks)
    page.put(page.row, 1, label, "text", **looks)
    for t, value in enumerate(weeks):
        rounded = value.quantize(Decimal("0.1")) if isinstance(value, Decimal) else value
        page.put(page.row, _LEFT + t, rounded, "units", font_size=9, **looks)
    page.put(page.row, _LEFT + len(weeks), total, "quantity", bold=True, **looks)
    page.row += 1


def write_purchases(page: Page, facts: Facts) -> None:
    """Purchase orders by supplier and date: what, how much, at what price, when it comes."""
    texts = page.book.texts
    _ = texts.gettext
    page.title(
        _("Achats : les commandes à passer"),
        _("Par fournisseur et par date ; montants hors taxes, au prix du palier atteint."),
    )
    cost = purchasing.purchase_cost(facts.problem, facts.plan.purchases)
    columns = [
        Column(header=_("Fournisseur")),
        Column(header=_("Commander le"), kind="date"),
        Column(header=_("Semaine")),
        Column(header=_("Matière")),
        Column(header=_("Quantité"), kind="quantity"),
        Column(header=_("Unité")),
        Column(header=_("Prix unitaire"), kind="price"),
        Column(header=_("Montant"), kind="euros"),
        Column(header=_("Arrive en")),
    ]
    page.widths(_PURCHASE_WIDTHS)
    if not cost.lines:
        page.line(_("Rien à commander."))
        return
    page.header(columns)
    page.sheet.repeat_rows(page.row - 1)
    page.sheet.freeze_panes(page.row, 1)
    for supplier in facts.problem.suppliers:
        lines = [line for line in cost.lines if line.supplier == supplier.id]
        if not lines:
            continue
        name = supplier.name or supplier.id
        fees = {f.week: f.cents for f in cost.fees if f.supplier == supplier.id}
        for week in sorted({line.week for line in lines}, key=week_monday):
            for line in (x for x in lines if x.week == week):
                offer = facts.offers[line.offer]
                material = facts.materials[offer.material]
                arrival = facts.horizon.name(facts.horizon.index(line.week) + offer.lead_time_weeks)
                page.cells(
                    columns,
                    [
                        name,
                        week_monday(line.week),
                        texts.week(line.week),
                        material.name or material.id,
                        Decimal(line.thousandths) / 1000,
                        material.unit,
                        line.amount / 100 * 1000 / line.thousandths,
                        Decimal(line.cents) / 100,
                        texts.week(arrival),
                    ],
                )
            if week in fees:
                fee: list[Value] = [name, week_monday(week), texts.week(week)]
                fee += [_("frais de commande"), None, None, None, Decimal(fees[week]) / 100]
                page.cells(columns, [*fee, None])
        cents = sum(line.cents for line in lines) + sum(fees.values())
        total: list[Value] = [_("Total {supplier}", supplier=name), *[None] * 6]
        page.total(columns, [*total, Decimal(cents) / 100, None])
    whole: list[Value] = [_("Total des achats"), *[None] * 6, Decimal(cost.total_cents) / 100]
    page.total(columns, [*whole, None])
    page.gap()
    _terms(page, facts, cost)


def _terms(page: Page, facts: Facts, cost: purchasing.PurchaseCost) -> None:
    """What was bought on each offer in all, and its terms."""
    _ = page.book.texts.gettext
    page.heading(_("Conditions des offres retenues"))
    heads = (
        (0, 0, _("Fournisseur")),
        (1, 3, _("Matière")),
        (4, 4, _("Quantité")),
        (5, 8, _("Conditions")),
    )
    page.spans(heads, _PURCHASE_WIDTHS, bold=True, bg_color=DARK, font_color="#FFFFFF")
    for identifier in dict.fromkeys(line.offer for line in cost.lines):
        offer = facts.offers[identifier]
        bought = sum(line.thousandths for line in cost.lines if line.offer == identifier)
        supplier, material = facts.suppliers[offer.supplier], facts.materials[offer.material]
        quantity = page.book.texts.number(Decimal(bought) / 1000, 3)
        page.spans(
            (
                (0, 0, supplier.name or supplier.id),
                (1, 3, material.name or material.id),
                (4, 4, f"{quantity} {material.unit}".strip()),
                (5, 8, terms(page, offer)),
            ),
            _PURCHASE_WIDTHS,
        )


def terms(page: Page, offer: Offer) -> str:
    """Price breaks, multiple and lead time of an offer, in words."""
    texts = page.book.texts
    _ = texts.gettext
    parts = []
    if len(offer.breaks) > 1:
        steps = [
            _("{price} d'abord", price=texts.unit_price(b.unit_price))
            if not b.from_thousandths
            else _(
                "{price} dès {quantity}",
                price=texts.unit_price(b.unit_price),
                quantity=texts.number(Decimal(b.from_thousandths) / 1000, 3),
            )
            for b in offer.breaks
        ]
        basis = (
            _("paliers sur le total") if offer.break_basis == "total" else _("paliers par commande")
        )
        if offer.break_kind == "incremental":
            basis += " " + _("(par tranche)")
        parts.append(texts.labelled(basis, ", ".join(steps)))
    if offer.multiple_thousandths:
        multiple = texts.number(Decimal(offer.multiple_thousandths) / 1000, 3)
        parts.append(_("par multiple de {quantity}", quantity=multiple))
    parts.append(texts.ngettext("délai {n} semaine", "délai {n} semaines", offer.lead_time_weeks))
    return texts.clauses(parts)
