"""The sheet *Prix* of the live costing: margin, VAT and distance follow the cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.cost_items import round_fraction
from optimizer.pricing import MemberPrice, PriceLine
from service.exports import cost_words
from service.exports.cost_words import euros
from service.exports.live_cells import INPUT, put_formula
from service.exports.money_facts import MoneyFacts
from service.exports.readers import Reader, under_title
from service.exports.sheet import PALE, Column, Page

_WIDTHS = (44, 18, 18, 18, 18, 18, 18)
COST, MARGIN, HT, VAT, TTC, ORDER = range(1, 7)


def sum_of(sheet: str, cells: Sequence[str]) -> str:
    """The sum of some cells of another sheet."""
    return "SUM(" + ",".join(f"'{sheet}'!{cell}" for cell in cells) + ")" if cells else "0"


def write(
    page: Page,
    money: MoneyFacts,
    price: MemberPrice,
    *,
    margin: str,
    convention: str,
    costs: Mapping[str, tuple[str, str]],
    reader: Reader,
) -> None:
    """Write the sheet.

    Args:
        margin, convention: references to their cells.
        costs: gross cost and aid of each product, as formulas.
    """
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    name = money.facts.workshop_name(price.workshop)
    page.title(
        _("{workshop} : le prix, qui suit les données", workshop=name),
        under_title(reader, money.facts, texts),
    )
    heads = (
        _("Produit"),
        _("Coût net d'aide"),
        _("Marge"),
        _("Prix HT"),
        _("TVA"),
        _("Prix TTC"),
        _("Ce que la commande apporte (HT)"),
    )
    page.header([Column(header=h, kind="wrapped") for h in heads], height=44)
    convention_name = cost_words.CONVENTIONS["on_price"]
    on_price = _(convention_name).replace('"', '""')
    first = page.row
    parts_at = first + len(price.lines) + 4
    for line in price.lines:
        row = page.row
        cell = {c: xl_rowcol_to_cell(row, c) for c in range(7)}
        gross, aid = costs[line.product]
        page.put(row, 0, cost_words.product_label(money.facts, line.product, texts), "wrapped")
        put_formula(page, row, COST, f"={gross}-{aid}", euros(line.cost_cents), "euros")
        asked = (
            f'=ROUND(IF({convention}="{on_price}",{cell[COST]}/(1-{margin}),'
            f"{cell[COST]}*(1+{margin})),2)"
        )
        put_formula(
            page, row, MARGIN, f"={cell[HT]}-{cell[COST]}", euros(line.margin_cents), "euros"
        )
        put_formula(page, row, HT, asked, euros(line.ht_cents), "euros", bold=True)
        span = (
            f"{xl_rowcol_to_cell(parts_at, 5)}:{xl_rowcol_to_cell(parts_at + len(line.vat) - 1, 5)}"
        )
        put_formula(page, row, VAT, f"=SUM({span})", euros(line.vat_cents), "euros")
        put_formula(page, row, TTC, f"={cell[HT]}+{cell[VAT]}", euros(line.ttc_cents), "euros")
        page.put(row, ORDER, euros(line.order_cents), "euros")
        parts_at += len(line.vat)
        page.row += 1
    last = page.row - 1
    page.put(page.row, 0, _("Total"), "wrapped", bold=True, bg_color=PALE)
    amounts = (
        price.cost_cents,
        price.margin_cents,
        price.ht_cents,
        price.vat_cents,
        price.ttc_cents,
    )
    for c, cents in enumerate((*amounts, price.order_cents), start=1):
        total = f"=SUM({xl_rowcol_to_cell(first, c)}:{xl_rowcol_to_cell(last, c)})"
        if c == ORDER and cents is None:
            page.put(page.row, c, None, "euros", bg_color=PALE)
        else:
            put_formula(page, page.row, c, total, euros(cents), "euros", bold=True, bg_color=PALE)
    totals = page.row
    page.row += 1
    page.gap()
    _write_vat(page, money, price, first)
    _write_marks(page, price, totals)


def _write_vat(page: Page, money: MoneyFacts, price: MemberPrice, first: int) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.heading(_("TVA, par taux en vigueur à la livraison"))
    heads = (
        _("Produit"),
        _("Taux"),
        _("Livré depuis le"),
        _("Unités livrées par tous"),
        _("Base HT"),
    )
    page.header([Column(header=h, kind="wrapped") for h in (*heads, _("TVA"))])
    for k, line in enumerate(price.lines):
        ht = xl_rowcol_to_cell(first + k, HT)
        start = page.row
        for n, part in enumerate(line.vat):
            row = page.row
            page.put(row, 0, cost_words.product_label(money.facts, line.product, texts), "wrapped")
            page.put(row, 1, part.rate, "percent", bg_color=INPUT, num_format="0.00##\\ %")
            page.put(row, 2, part.since, "date")
            page.put(row, 3, part.units, "quantity")
            base = _base(line, n, ht, start)
            put_formula(page, row, 4, base, euros(part.ht_cents), "euros")
            rate, amount = xl_rowcol_to_cell(row, 1), xl_rowcol_to_cell(row, 4)
            formula = f"=ROUND({amount}*{rate},2)"
            put_formula(page, row, 5, formula, euros(part.vat_cents), "euros")
            page.row += 1
    page.gap()


def _base(line: PriceLine, n: int, ht: str, start: int) -> str:
    """A part of the price by units; the last one is what is left, so that the parts sum to it."""
    if n == len(line.vat) - 1:
        taken = "".join(f"-{xl_rowcol_to_cell(start + k, 4)}" for k in range(n))
        return f"={ht}{taken}"
    total = sum((part.units for part in line.vat), start=Decimal(0))
    part = line.vat[n]
    exact = round_fraction(Fraction(line.ht_cents) * Fraction(part.units) / Fraction(total))
    cents = part.ht_cents - exact
    end = f"{'+' if cents > 0 else '-'}{abs(Decimal(cents)) / 100}" if cents else ""
    return f"=ROUND({ht}*{part.units:f}/{total:f},2){end}"


def _write_marks(page: Page, price: MemberPrice, totals: int) -> None:
    _ = page.book.texts.gettext
    page.heading(_("Repères"))
    cost, ht = xl_rowcol_to_cell(totals, COST), xl_rowcol_to_cell(totals, HT)
    page.put(page.row, 0, _("Prix plancher (coût net d'aide, sans marge)"), "wrapped")
    put_formula(page, page.row, 1, f"={cost}", euros(price.floor_cents), "euros")
    page.row += 1
    if price.order_cents is not None:
        page.put(page.row, 0, _("Écart au prix (négatif : trop peu)"), "wrapped", bold=True)
        formula = f"={xl_rowcol_to_cell(totals, ORDER)}-{ht}"
        put_formula(page, page.row, 1, formula, euros(price.distance_cents), "euros", bold=True)
        page.row += 1
