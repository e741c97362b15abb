"""What follows from buying together: purchase orders, a sheet per supplier, and a delivery list each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from optimizer.purchase_orders import DeliveryList, NextBreak, OfferComparison, PurchaseOrder
from optimizer.weeks import week_monday
from service.exports.cost_words import euros
from service.exports.facts import Facts
from service.exports.sheet import Column, Page, Value
from service.i18n import Texts

_ORDER_WIDTHS = (40, 16, 12, 18, 18, 20)
# Rows of a landscape page, some of which are two lines high.
_ROWS_A_PAGE = 30
_LIST_WIDTHS = (16, 18, 44, 18, 12)


def quantity(thousandths: int) -> Decimal:
    """Thousandths as units."""
    return Decimal(thousandths) / 1000


def by_supplier(orders: Iterable[PurchaseOrder]) -> dict[str, list[PurchaseOrder]]:
    """The orders to each supplier, in their order."""
    found: dict[str, list[PurchaseOrder]] = {}
    for order in orders:
        found.setdefault(order.supplier, []).append(order)
    return found


def write_orders(page: Page, facts: Facts, orders: Sequence[PurchaseOrder]) -> None:
    """The purchase orders to one supplier, ready to be sent: none is split over two printed pages."""
    texts = page.book.texts
    _ = texts.gettext
    supplier = facts.suppliers[orders[0].supplier]
    page.widths(_ORDER_WIDTHS)
    page.title(
        _("Bons de commande : {supplier}", supplier=supplier.name or supplier.id),
        _(
            "Groupement d'ateliers, commande « {title} »",
            title=facts.problem.title or facts.problem.id,
        ),
    )
    top = 0
    for order in orders:
        # Date, head, lines, fee, total, and the gap after them.
        rows = len(order.lines) + bool(order.fee_cents) + 4
        if page.row - top + rows > _ROWS_A_PAGE and order is not orders[0]:
            page.break_before()
            top = page.row
        _write_order(page, facts, order)
    page.line(_("Montants hors taxes."))


def _write_order(page: Page, facts: Facts, order: PurchaseOrder) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.heading(
        _("À passer le {day} ({week})", day=texts.day(order.day), week=texts.week(order.week))
    )
    columns = [
        Column(header=_("Article"), kind="wrapped", width=_ORDER_WIDTHS[0]),
        Column(header=_("Quantité"), kind="quantity"),
        Column(header=_("Unité")),
        Column(header=_("Prix unitaire HT"), kind="price"),
        Column(header=_("Montant HT"), kind="euros"),
        Column(header=_("Arrivée attendue"), kind="wrapped", width=_ORDER_WIDTHS[5]),
    ]
    rows: list[list[Value]] = []
    for line in order.lines:
        monday = texts.day(week_monday(line.arrival))
        rows.append(
            [
                facts.material_name(line.material),
                quantity(line.thousandths),
                facts.materials[line.material].unit,
                line.unit_price,
                euros(line.cents),
                _("{week}, du {day}", week=texts.week(line.arrival), day=monday),
            ]
        )
    if order.fee_cents:
        rows.append([_("frais de commande"), None, None, None, euros(order.fee_cents), None])
    total: list[Value] = [_("Total HT"), None, None, None, euros(order.total_cents), None]
    page.table(columns, rows, total, header_height=18)


def write_deliveries(page: Page, facts: Facts, deliveries: DeliveryList) -> None:
    """What one workshop is handed out of the common stock, week by week."""
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_LIST_WIDTHS)
    name = facts.workshop_name(deliveries.workshop)
    page.title(
        _("{workshop} : matières à recevoir", workshop=name),
        _(
            "« {title} » : du stock commun du groupement, semaine par semaine ; les quantités comptent "
            "les pertes.",
            title=facts.problem.title or facts.problem.id,
        ),
    )
    columns = [
        Column(header=_("Semaine")),
        Column(header=_("Du lundi"), kind="date"),
        Column(header=_("Matière"), kind="wrapped", width=_LIST_WIDTHS[2]),
        Column(header=_("Quantité"), kind="quantity"),
        Column(header=_("Unité")),
    ]
    page.sheet.repeat_rows(page.row)
    rows: list[list[Value]] = [
        [
            texts.week(line.week),
            week_monday(line.week),
            facts.material_name(line.material),
            quantity(line.thousandths),
            facts.materials[line.material].unit,
        ]
        for line in deliveries.lines
    ]
    page.table(columns, rows, header_height=18)
    page.heading(_("En tout"))
    totals: dict[str, int] = {}
    for line in deliveries.lines:
        totals[line.material] = totals.get(line.material, 0) + line.thousandths
    sums: list[list[Value]] = [
        [None, None, facts.material_name(m), quantity(t), facts.materials[m].unit]
        for m, t in totals.items()
    ]
    for values in sums:
        page.cells(columns, values)


def write_offers(
    page: Page, facts: Facts, offers: tuple[OfferComparison, ...], widths: tuple[float, ...]
) -> None:
    """The offers of each material side by side, for what the group needs."""
    texts = page.book.texts
    _ = texts.gettext
    page.heading(_("Offres comparées, pour le besoin du groupe"))
    columns = [
        Column(header=_("Matière"), kind="wrapped", width=widths[0]),
        Column(header=_("Fournisseur"), kind="wrapped", width=widths[1]),
        Column(header=_("Besoin du groupe"), kind="quantity"),
        Column(header=_("Prix unitaire pour tout ce besoin"), kind="price"),
        Column(header=_("Peut encore fournir"), kind="quantity"),
        Column(header=_("Au plus tôt en")),
        Column(header=_("Acheté"), kind="quantity"),
        Column(header=_("Montant HT"), kind="euros"),
    ]
    rows: list[list[Value]] = []
    for x in offers:
        supplier = facts.suppliers[x.supplier]
        price = None if x.price_at_need is None else x.price_at_need.quantize(Decimal("0.0001"))
        rows.append(
            [
                facts.material_name(x.material),
                supplier.name or supplier.id,
                quantity(x.need),
                price if price is not None else _("ne peut tout fournir"),
                _("sans limite") if x.most is None else quantity(x.most),
                texts.week(x.earliest) if x.earliest else _("jamais"),
                quantity(x.bought),
                euros(x.bought_cents),
            ]
        )
    page.table(columns, rows)


def break_sentence(facts: Facts, found: NextBreak, texts: Texts) -> str:
    """What one more price break would need, and whether it pays."""
    _ = texts.gettext
    offer = facts.offers[found.offer]
    unit = facts.materials[offer.material].unit
    name = facts.names.get(found.offer, found.offer)
    more = f"{texts.number(quantity(found.missing), 3)} {unit}".strip()
    start = f"{texts.number(quantity(found.from_thousandths), 3)} {unit}".strip()
    where = (
        _("sur la commande de {week}", week=texts.week(found.week)) if found.week else _("en tout")
    )
    said = _(
        "{offer} : {more} de plus {where} pour le palier de {start} à {price}",
        offer=name,
        more=more,
        where=where,
        start=start,
        price=texts.unit_price(found.unit_price),
    )
    if found.extra_cents < 0:
        saved = texts.euros(-found.extra_cents)
        return said + _(" ; la marchandise coûterait {saved} de moins.", saved=saved)
    return said + _(
        " ; la marchandise coûterait {extra} de plus.", extra=texts.euros(found.extra_cents)
    )
