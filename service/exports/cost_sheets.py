"""The *Coûts* and *Prix* sheets of one workshop: every line, how it is reckoned, where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from optimizer.cost_items import CostItem, total_cents
from optimizer.diagnostics import Diagnostic
from optimizer.full_cost import MemberCost
from optimizer.pricing import BreakEven, MemberPrice
from service import messages
from service.exports import cost_words, settlement_page
from service.exports.cost_words import euros
from service.exports.money_facts import MoneyFacts
from service.exports.readers import Reader, under_title
from service.exports.sheet import AMBER, PALE, Column, Page, Value
from service.i18n import Texts

_WIDTHS = (25, 16, 24, 68, 14, 44)
_PRICE_WIDTHS = (44, 22, 18, 18, 18, 18, 18)
_WIDE = (6, 165)  # columns, and characters that a line of them holds
_PRICE_WIDE = (7, 128)


def write_costs(page: Page, money: MoneyFacts, member: MemberCost, reader: Reader) -> None:
    """Every line of a member's cost, gross, then what is taken off it, then what stands beside it."""
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    name = money.facts.workshop_name(member.workshop)
    page.title(
        _("{workshop} : coûts de sa part", workshop=name), under_title(reader, money.facts, texts)
    )
    _totals(page, member)
    if any(x.kind == "materials" for x in member.lines) or money.full.settlement is not None:
        others = "" if reader.role == "member" else name
        settlement_page.say_own(page, money.full.settlement, member.workshop, others)
        page.gap()
    _minute_costs(page, member)
    page.heading(_("Chaque ligne, et comment elle se calcule"))
    columns = [
        Column(header=_("Nature"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Produit"), kind="wrapped", width=_WIDTHS[1]),
        Column(header=_("À propos de"), kind="wrapped", width=_WIDTHS[2]),
        Column(header=_("Calcul, de gauche à droite"), kind="wrapped", width=_WIDTHS[3]),
        Column(header=_("Montant"), kind="euros", width=_WIDTHS[4]),
        Column(header=_("Source"), kind="wrapped", width=_WIDTHS[5]),
    ]
    page.sheet.repeat_rows(page.row)
    page.header(columns, height=18)
    for _kind, group in groupby(member.lines, key=lambda x: x.kind):
        items = list(group)
        above = None
        for item in items:
            row = _cells(money, item, texts)
            # A long source told again on each line would hide the figures.
            is_same = item.source == above and item.source
            page.cells(columns, [*row[:5], _("idem") if is_same else item.source])
            above = item.source
        if len(items) > 1:
            label = _("Total {kind}", kind=_(cost_words.KINDS[items[0].kind]))
            page.cells(
                columns,
                [label, None, None, None, euros(total_cents(items)), None],
                bold=True,
                bg_color=PALE,
            )
    page.total(columns, [_("Coût brut"), None, None, None, euros(member.gross_cents), None])
    for item in member.aids:
        row = _cells(money, item, texts)
        page.cells(columns, [*row[:4], euros(-item.cents), row[5]])
    page.total(columns, [_("Coût net d'aide"), None, None, None, euros(member.net_cents), None])
    page.gap()
    _in_kind(page, money, member, columns)
    _signals(page, money, member.signals, _WIDE)


def _cells(money: MoneyFacts, item: CostItem, texts: Texts) -> list[Value]:
    return [
        texts.gettext(cost_words.KINDS[item.kind]),
        cost_words.product_label(money.facts, item.product, texts),
        cost_words.item_label(money.facts, item, texts),
        cost_words.item_formula(item, texts),
        euros(item.cents),
        item.source,
    ]


def _totals(page: Page, member: MemberCost) -> None:
    texts = page.book.texts
    _ = texts.gettext
    minutes = texts.hours(member.minutes_used)
    page.line(
        _(
            "Coût brut {gross}, aides {aid}, coût net d'aide {net}, pour {hours} de travail.",
            gross=texts.euros(member.gross_cents or 0),
            aid=texts.euros(member.aid_cents or 0),
            net=texts.euros(member.net_cents or 0),
            hours=minutes,
        ),
        bold=True,
        font_size=11,
    )
    page.gap()


def _minute_costs(page: Page, member: MemberCost) -> None:
    texts = page.book.texts
    _ = texts.gettext
    uses = {
        "labour": _("production"),
        "supervision": _("encadrement technique"),
        "overhead": _("frais généraux"),
    }
    page.heading(_("Coût minute : coûts de la période ÷ minutes productives"))
    for minute in member.coute_minute:
        page.line(
            _(
                "{use} : {cost} ÷ {minutes} min = {per_minute} € la minute, soit {per_hour} l'heure",
                use=uses[minute.use],
                cost=texts.euros(minute.period_cents),
                minutes=texts.number(minute.productive_minutes, 1),
                per_minute=texts.number(minute.cents_per_minute / 100, 4),
                per_hour=texts.euros(round(minute.cents_per_minute * 60)),
            )
        )
    page.gap()


def _in_kind(page: Page, money: MoneyFacts, member: MemberCost, columns: Sequence[Column]) -> None:
    if not member.in_kind:
        return
    _ = page.book.texts.gettext
    page.heading(_("À côté du coût : bénévolat et apports en nature, jamais comptés dedans"))
    for item in member.in_kind:
        page.cells(columns, _cells(money, item, page.book.texts))
    page.gap()


def _signals(
    page: Page, money: MoneyFacts, found: Sequence[Diagnostic], wide: tuple[int, int]
) -> None:
    if not found:
        return
    _ = page.book.texts.gettext
    page.heading(_("À regarder"))
    for finding in found:
        said = messages.sentence(finding, page.book.texts, money.facts.names)
        page.paragraph("• " + said, *wide)
    page.gap()


# -- price ----------------------------------------------------------------------------------------


def write_price(page: Page, money: MoneyFacts, price: MemberPrice, reader: Reader) -> None:
    """From the cost to the price of a member's part: margin, VAT, floor, break-even, distance."""
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_PRICE_WIDTHS)
    name = money.facts.workshop_name(price.workshop)
    page.title(
        _("{workshop} : prix de sa part", workshop=name), under_title(reader, money.facts, texts)
    )
    page.paragraph(_margin_sentence(price, texts), *_PRICE_WIDE)
    page.gap()
    columns = [
        Column(header=_("Produit"), kind="wrapped", width=_PRICE_WIDTHS[0]),
        Column(header=_("Coût net d'aide"), kind="euros"),
        Column(header=_("Marge"), kind="euros"),
        Column(header=_("Prix HT"), kind="euros"),
        Column(header=_("Prix TTC"), kind="euros"),
        Column(header=_("Ce que la commande apporte (HT)"), kind="euros"),
        Column(header=_("Écart au prix"), kind="euros"),
    ]
    rows: list[list[Value]] = []
    for line in price.lines:
        gap = None if line.order_cents is None else line.order_cents - line.ht_cents
        rows.append(
            [
                cost_words.product_label(money.facts, line.product, texts),
                euros(line.cost_cents),
                euros(line.margin_cents),
                euros(line.ht_cents),
                euros(line.ttc_cents),
                euros(line.order_cents),
                euros(gap),
            ]
        )
    page.table(
        columns,
        rows,
        [
            _("Total"),
            euros(price.cost_cents),
            euros(price.margin_cents),
            euros(price.ht_cents),
            euros(price.ttc_cents),
            euros(price.order_cents),
            euros(price.distance_cents),
        ],
    )
    _vat_rows(page, money, price)
    _key_figures(page, price)
    _signals(page, money, price.signals, _PRICE_WIDE)


def _margin_sentence(price: MemberPrice, texts: Texts) -> str:
    _ = texts.gettext
    rate = texts.percent(price.margin_rate or Decimal(0), 2)
    if price.convention == "on_price":
        return _(
            "Prix HT = coût net d'aide ÷ (1 − {rate}) : {rate} de taux de marque, sur le prix.",
            rate=rate,
        )
    return _(
        "Prix HT = coût net d'aide × (1 + {rate}) : {rate} de taux de marge, sur le coût.",
        rate=rate,
    )


def _vat_rows(page: Page, money: MoneyFacts, price: MemberPrice) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.heading(_("TVA, par taux en vigueur à la livraison"))
    columns = [
        Column(header=_("Produit"), kind="wrapped", width=_PRICE_WIDTHS[0]),
        Column(header=_("Taux")),
        Column(header=_("Livré depuis le"), kind="date"),
        Column(header=_("Unités livrées par tous"), kind="quantity"),
        Column(header=_("Base HT"), kind="euros"),
        Column(header=_("TVA"), kind="euros"),
        Column(header=_("TTC"), kind="euros"),
    ]
    rows: list[list[Value]] = [
        [
            cost_words.product_label(money.facts, line.product, texts),
            _("non assujetti") if part.is_exempt else texts.percent(part.rate, 2),
            part.since,
            part.units,
            euros(part.ht_cents),
            euros(part.vat_cents),
            euros(part.ttc_cents),
        ]
        for line in price.lines
        for part in line.vat
    ]
    total: list[Value] = [_("Total"), None, None, None, euros(price.ht_cents)]
    page.table(columns, rows, [*total, euros(price.vat_cents), euros(price.ttc_cents)])


def _key_figures(page: Page, price: MemberPrice) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.heading(_("Repères"))

    def row(label: str, value: Value, **looks: object) -> None:
        page.put(page.row, 0, label, "wrapped", **looks)
        page.put(page.row, 1, value, "text" if isinstance(value, str) else "euros", **looks)
        page.row += 1

    row(_("Prix plancher (coût net d'aide, sans marge)"), euros(price.floor_cents))
    row(_("Prix demandé HT"), euros(price.ht_cents), bold=True)
    if price.order_cents is not None:
        row(_("Ce que la commande apporte"), euros(price.order_cents))
        looks = {"bg_color": AMBER} if (price.distance_cents or 0) < 0 else {}
        row(
            _("Écart au prix (négatif : trop peu)"), euros(price.distance_cents), bold=True, **looks
        )
    for label, found in (
        (_("Seuil de rentabilité au prix demandé"), price.break_even),
        (_("Seuil de rentabilité au prix de la commande"), price.break_even_at_order),
    ):
        if found is not None:
            row(
                label,
                _("jamais atteint")
                if found.receipts_cents is None
                else euros(found.receipts_cents),
            )
            row(_("   atteint en"), _point(found, texts))
    page.gap()


def _point(found: BreakEven, texts: Texts) -> str:
    if found.week is None:
        return texts.gettext("pas dans cette commande")
    return texts.week(found.week)
