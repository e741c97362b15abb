"""The costing workbook that lives: change a figure on *Données*, and costs and prices follow.

Every amount is an Excel formula of ours with our value beside it; what people typed stays text. With the
figures as given, each amount is ours to the cent: a line rounds what its formula gives and adds the cent
that the totals asked for (``CostItem.adjustment_cents``).
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.cost_items import CostItem, ItemKind, Term
from optimizer.full_cost import MemberCost
from optimizer.own_costs import productive_minutes
from optimizer.pricing import MemberPrice
from service.exports import cost_words, live_price
from service.exports.cost_words import euros
from service.exports.live_cells import put_formula
from service.exports.live_inputs import Inputs
from service.exports.money_facts import MoneyFacts
from service.exports.readers import Reader, under_title
from service.exports.sheet import PALE, Book, Column, Page
from service.i18n import Texts

_LINE_WIDTHS = (27, 18, 30, 60, 15)
AMOUNT = 4  # column of the amounts on *Calcul*


def write_live_costing(
    money: MoneyFacts, member: MemberCost, reader: Reader, path: Path, texts: Texts
) -> None:
    """Write the live costing of one workshop.

    Args:
        money: without anything missing for this member.
    """
    _ = texts.gettext
    name = money.facts.workshop_name(member.workshop)
    title = _("Coût vivant – {name}", name=name)
    book = Book(path, texts, title, money.problem.start)
    data = Inputs(book.page(_("Données")), money, money.costs[member.workshop], reader)
    lines = Lines(book.page(_("Calcul")), money, member, data, reader)
    price = money.price(member.workshop)
    if price is not None:
        _write_price(book.page(_("Prix")), money, price, data, lines, reader)
    book.close()


# -- the lines --------------------------------------------------------------------------------------


class Lines:
    """The sheet *Calcul*: one live line per amount; ``rows``: cells by product and kind."""

    def __init__(
        self,
        page: Page,
        money: MoneyFacts,
        member: MemberCost,
        data: Inputs,
        reader: Reader,
    ) -> None:
        self.page, self.money, self.data = page, money, data
        self.texts = page.book.texts
        self.rows: dict[tuple[str, ItemKind], list[str]] = {}
        self.costs = money.costs[member.workshop]
        _ = self.texts.gettext
        page.widths(_LINE_WIDTHS)
        name = money.facts.workshop_name(member.workshop)
        page.title(
            _("{workshop} : le calcul, ligne par ligne", workshop=name),
            under_title(reader, money.facts, self.texts),
        )
        heads = (
            _("Nature"),
            _("Produit"),
            _("À propos de"),
            _("Calcul, avec les chiffres donnés"),
            _("Montant"),
        )
        page.header([Column(header=h, kind="wrapped") for h in heads], height=18)
        page.sheet.repeat_rows(page.row - 1)
        page.sheet.freeze_panes(page.row, 0)
        first = page.row
        for item in member.lines:
            self._line(item)
        self.gross = self._sum(_("Coût brut"), first, page.row, member.gross_cents or 0)
        start = page.row
        for item in member.aids:
            self._line(item)
        self.aid = self._sum(_("Aides"), start, page.row, member.aid_cents or 0)
        row = page.row
        formula = f"={self.gross}-{self.aid}"
        self._label(_("Coût net d'aide"))
        put_formula(
            page, row, AMOUNT, formula, euros(member.net_cents), "euros", bold=True, bg_color=PALE
        )
        page.row += 1

    def _label(self, text: str) -> None:
        for c in range(AMOUNT):
            self.page.put(
                self.page.row, c, text if c == 0 else None, "wrapped", bold=True, bg_color=PALE
            )

    def _sum(self, label: str, first: int, last: int, cents: int) -> str:
        row = self.page.row
        self._label(label)
        span = f"{xl_rowcol_to_cell(first, AMOUNT)}:{xl_rowcol_to_cell(last - 1, AMOUNT)}"
        formula = f"=SUM({span})" if last > first else "=0"
        put_formula(
            self.page, row, AMOUNT, formula, euros(cents), "euros", bold=True, bg_color=PALE
        )
        self.page.row += 1
        return str(xl_rowcol_to_cell(row, AMOUNT))

    def _line(self, item: CostItem) -> None:
        texts, page = self.texts, self.page
        looks = {"bg_color": "#FFFFFF"}
        values = (
            texts.gettext(cost_words.KINDS[item.kind]),
            cost_words.product_label(self.money.facts, item.product, texts),
            cost_words.item_label(self.money.facts, item, texts),
            cost_words.item_formula(item, texts),
        )
        longest = max(len(values[3]) / 68, len(values[2]) / 32, len(values[0]) / 30)
        if longest > 1:
            page.sheet.set_row(page.row, 13.5 * -(-longest // 1) + 2)
        for c, value in enumerate(values):
            page.put(page.row, c, value, "wrapped", **looks)
        put_formula(page, page.row, AMOUNT, self.formula(item), euros(item.cents), "euros")
        cell = xl_rowcol_to_cell(page.row, AMOUNT)
        self.rows.setdefault((item.product, item.kind), []).append(cell)
        page.row += 1

    def cells_of(self, product: str, *, is_aid: bool) -> list[str]:
        """Cells of a product's lines on this sheet."""
        return [
            cell
            for (p, kind), cells in self.rows.items()
            if p == product and (kind == "aid") == is_aid
            for cell in cells
        ]

    def formula(self, item: CostItem) -> str:
        """The formula of a line in euros, rounded, with its cent of adjustment."""
        exact = self._exact(item)
        cents = item.adjustment_cents
        end = f"{'+' if cents > 0 else '-'}{abs(Decimal(cents)) / 100}" if cents else ""
        return f"=ROUND({exact},2){end}"

    def _exact(self, item: CostItem) -> str:
        found = ""
        terms = list(item.formula)
        for k, term in enumerate(terms):
            value = self._value(item, term)
            if term.name.startswith("period_") and k + 1 < len(terms):
                use = term.name.removeprefix("period_")
                hourly = self.data.of(f"hourly_{use}")
                # Minutes × costs of the period ÷ productive minutes = minutes × hourly cost ÷ 60.
                if hourly is not None and terms[k + 1].name == "productive_minutes":
                    found += f"*{hourly}/60"
                    continue
            before = terms[k - 1].name if k else ""
            if term.name == "productive_minutes" and before.startswith("period_"):
                continue
            sign = {"": "*", "×": "*", "÷": "/", "+": "+", "−": "-"}[term.operator]
            if k == 0:
                found = value
            elif sign in "+-":
                found = f"{found}{sign}{value}"
            else:
                # Read from left to right: a sum is closed before it is multiplied.
                is_sum = any(t.operator in ("+", "−") for t in terms[1:k])
                found = f"({found}){sign}{value}" if is_sum else f"{found}{sign}{value}"
        return found or "0"

    def _value(self, item: CostItem, term: Term) -> str:
        if term.name in ("productive_minutes", "not_recovered"):
            return self._derived(term)
        if term.name in cost_words.KINDS and term.unit == "cent":
            cells = self.rows.get((item.product, term.name), [])
            return f"SUM({','.join(cells)})" if cells else self._plain(term)
        if term.name == "minutes_per_hour":
            return "60"
        cell = self.data.of(term.name, item.label, term.value)
        return cell if cell is not None else self._plain(term)

    def _derived(self, term: Term) -> str:
        if term.name == "not_recovered":
            cell = self.data.of("recovered")
            return f"(1-{cell})" if cell else self._plain(term)
        hours = self.data.of("productive_hours")
        assert productive_minutes(self.costs) == term.value
        return f"({hours}*60)" if hours else self._plain(term)

    @staticmethod
    def _plain(term: Term) -> str:
        """A figure of the plan, in euros where it is money; written so that no program rounds it."""
        value = term.value / 100 if term.unit == "cent" else term.value
        return f"{value:f}"


# -- the price --------------------------------------------------------------------------------------


def _write_price(
    page: Page, money: MoneyFacts, price: MemberPrice, data: Inputs, lines: Lines, reader: Reader
) -> None:
    live_price.write(
        page,
        money,
        price,
        margin=data.of("margin") or "0",
        convention=data.of("convention") or '""',
        costs={
            line.product: (
                live_price.sum_of(lines.page.name, lines.cells_of(line.product, is_aid=False)),
                live_price.sum_of(lines.page.name, lines.cells_of(line.product, is_aid=True)),
            )
            for line in price.lines
        },
        reader=reader,
    )
