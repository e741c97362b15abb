"""The articles of a quotation that is a table, whichever way it writes its quantity breaks.

As columns (« 1-499 », « 500-999 »), as one line per break repeated for an article, as lines under
the article (« à partir de 1 000 m : 3,20 €/ml »), or several in one cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from importers import cell_numbers
from importers.cells import shown
from importers.matching import fold
from importers.received import (
    break_terms,
    delivery_terms,
    price_terms,
    quotation_text,
)
from importers.received.block import Block, text_of
from importers.received.break_terms import Break
from importers.received.contract import Topic
from importers.received.price_terms import Measure, Pack, Price
from importers.received.questions import Questions
from importers.received.quoted import Article, QuotedPrice, Written
from importers.workbook import Cell

_PARTS = re.compile(r"\s*[;\n]\s*")
_NO_PRICE = {"", "nc", "n c", "n a", "na", "sur demande", "nous consulter", "rupture", "x", "sd"}
_NO_PACK = {"vrac", "detail", "au detail", "a la coupe", "a l unite", "au metre", "sans", "libre"}
_LABEL_AND_VALUE = 2
# A line that a layout sets apart may still hold the prices of the article above.
_STILL_READ = {"note", "section", "units"}


def break_columns(block: Block) -> dict[int, Break]:
    """Columns whose header names quantities: each holds the price from there on."""
    found: dict[int, Break] = {}
    for column in block.columns:
        texts = block.headers.get(column, ())
        for text in (*reversed(texts), block.header(column)):
            step = break_terms.header_break(text)
            if step is not None:
                found[column] = step
                break
    return found


@dataclass(slots=True, kw_only=True)
class TableReader:
    """Reads the rows of one quotation table.

    Attributes:
        columns: column key of the quotation sheet -> column of the block.
        steps: columns of prices by quantity.
        rows_of: rows of each article that was read, by its ``id()``.
        conditions: rows of the block that say something of every article, « Franco 500 € ».
    """

    block: Block
    columns: Mapping[str, int]
    steps: Mapping[int, Break]
    questions: Questions
    articles: list[Article] = field(default_factory=list)
    rows_of: dict[int, list[int]] = field(default_factory=dict)
    conditions: set[int] = field(default_factory=set)
    _by_name: dict[tuple[str, ...], Article] = field(default_factory=dict)
    _repeated: set[tuple[str, ...]] = field(default_factory=set)

    def read(self) -> list[Article]:
        """Every article, with or without prices, in order."""
        block = self.block
        self.conditions = {r for r in block.rows if self._is_condition(r)}
        counts: dict[tuple[str, ...], int] = {}
        for row in block.rows:
            key = self._key(row)
            counts[key] = counts.get(key, 0) + 1
        self._repeated = {k for k, n in counts.items() if n > 1}
        body = set(block.rows) - self.conditions
        skipped = {
            s.row for s in block.skipped if s.reason in _STILL_READ and not block.is_transposed
        }
        for row in sorted(body | skipped):
            if row in body and not self._is_break_line(row):
                self._read_row(row)
            else:
                self._read_line(row)
        return self.articles

    # -- rows -----------------------------------------------------------------------------------

    def _key(self, row: int) -> tuple[str, ...]:
        told = ("supplier", "reference", "name", "width", "pack")
        return tuple(fold(self._text(row, k)) for k in told)

    def _is_condition(self, row: int) -> bool:
        """Whether a row is no article but a label, alone or with its value."""
        if self.block.is_transposed:
            return False
        texts = [text_of(cell) for _, cell in self.block.cells(row)]
        return (
            0 < len(texts) <= _LABEL_AND_VALUE and delivery_terms.subject_of(texts[0]) is not None
        )

    def _is_break_line(self, row: int) -> bool:
        """Whether a row of the table is a price of the article above, written as text."""
        texts = [text_of(cell) for _, cell in self.block.cells(row)]
        return len(texts) == 1 and break_terms.parse_line(texts[0]) is not None

    def _read_line(self, row: int) -> None:
        cells = self.block.grid.rows.get(row, {})
        for column in sorted(cells):
            value = cells[column].value
            for part in _PARTS.split(value) if isinstance(value, str) else ():
                found = break_terms.parse_line(part)
                if found is not None and self.articles:
                    told = Written(text=part, cell=self.block.place(row, column))
                    self.articles[-1].prices.append(
                        QuotedPrice(step=found[0], price=found[1], told=told)
                    )

    def _read_row(self, row: int) -> None:
        key = self._key(row)
        article = self._by_name.get(key)
        if not any(key[1:3]):
            # A merged name, or one written once above its breaks.
            article = self.articles[-1] if self.articles else None
            if article is None:
                return
        elif article is None:
            article = self._new(row)
            self._by_name[key] = article
            self.articles.append(article)
        self.rows_of.setdefault(id(article), []).append(row)
        self._read_terms(row, article)
        article.prices += self._prices(row, key)

    def _new(self, row: int) -> Article:
        at = "name" if self._text(row, "name") else "reference"
        name = self._text(row, "name")
        article = Article(
            name=name,
            reference=self._text(row, "reference"),
            width=self._text(row, "width"),
            unit=self._text(row, "unit") or self._header_unit("unit"),
            supplier=self._text(row, "supplier"),
            cell=self._place(row, at),
        )
        text = self._text(row, "pack")
        if text:
            article.pack_cell = self._place(row, "pack")
            header_pack = price_terms.parse_pack(f"{self._header('pack')} {text}")
            article.pack = price_terms.parse_pack(text) or header_pack
            if article.pack is None and fold(text) not in _NO_PACK:
                measure = price_terms.parse_unit(text)
                if measure is None:
                    self.questions.warn("import.term_not_read", article.pack_cell, read=text)
                elif measure.is_pack is False and measure.count != 1:
                    article.pack = Pack(content=measure)
        return article

    # -- prices ---------------------------------------------------------------------------------

    def _prices(self, row: int, key: tuple[str, ...]) -> Iterator[QuotedPrice]:
        rate = self._rate(row)
        for column, step in sorted(self.steps.items()):
            for _, price in self._parts(row, column):
                yield replace(price, step=step, rate=rate)
        at = "price"
        if "price" not in self.columns or self._cell(row, "price") is None:
            at = "price_with_tax"
        if at not in self.columns:
            return
        parts = list(self._parts(row, self.columns[at]))
        steps = self._steps(row, key)
        if at == "price_with_tax":
            parts = [(t, _taxed(p)) for t, p in parts]
        if len(steps) == len(parts) - 1 and steps:
            steps.insert(0, Break(first=Decimal(0)))
        for position, (_, price) in enumerate(parts):
            own = price.step or (steps[position] if position < len(steps) else None)
            yield replace(price, step=own, rate=rate)

    def _parts(self, row: int, column: int) -> Iterator[tuple[str, QuotedPrice]]:
        """The prices of a cell."""
        cell = self._sound(row, column)
        if cell is None:
            return
        place, header = self.block.place(row, column), self.block.header(column)
        value = cell.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            told = Written(text=shown(value), cell=place)
            price = Price(amount=cell_numbers.from_number(value))
            yield told.text, QuotedPrice(price=price, told=told, header=header)
            return
        for text in _PARTS.split(shown(value)):
            if fold(text) in _NO_PRICE:
                continue
            found = quotation_text.price_of(text, Written(text=text, cell=place), header)
            if found is not None:
                yield text, found
                continue
            self.questions.error(
                "import.not_money",
                place,
                column=header,
                read=text,
                expected="3,20 €",
                suggestion=cell_numbers.only_number_in(text),
            )

    def _steps(self, row: int, key: tuple[str, ...]) -> list[Break]:
        """Quantities of a row from which its prices hold."""
        for name in ("from", "quantity"):
            text = self._text(row, name)
            if not text:
                continue
            unit = price_terms.price_unit(f"({self._header_unit_text(name)})")
            found = [break_terms.parse_break(t, alone=True) for t in _PARTS.split(text)]
            steps: list[Break] = [s for s in found if s is not None]
            if len(steps) < len(found):
                self.questions.error(
                    "import.not_a_number",
                    self._place(row, name),
                    column=self._header(name),
                    read=text,
                    expected="1 000",
                    suggestion=cell_numbers.only_number_in(text),
                )
                continue
            if name == "quantity" and not self._is_step(text, key):
                return []
            return [s if s.unit or unit is None else replace(s, unit=unit.unit) for s in steps]
        return []

    def _is_step(self, text: str, key: tuple[str, ...]) -> bool:
        """Whether a quantity is one from which the price holds, not just one that was asked for."""
        if break_terms.parse_break(text) is not None or key in self._repeated:
            return True
        header = self._header("quantity")
        column = self.columns["quantity"]
        place = self.block.header_place(column)
        taken = self.questions.ask(
            Topic.COLUMN,
            header,
            "quantity",
            place,
            within="quotation.quantity",
            choices=("quantity", "from"),
            confidence=65,
        )
        return taken == "from"

    # -- other terms ----------------------------------------------------------------------------

    def _read_terms(self, row: int, article: Article) -> None:
        if text := self._text(row, "delay"):
            told = self._told(row, "delay")
            unit = _delay_unit(self._header("delay"))
            delay = delivery_terms.parse_delay(text, unit)
            if delay is None:
                self._not_read(told)
            else:
                article.delay = article.delay or (delay, told)
        if text := self._text(row, "minimum"):
            told = self._told(row, "minimum")
            amount = delivery_terms.parse_amount(text)
            if amount is None or "€" in text:
                self._not_read(told)
            else:
                measure = amount if isinstance(amount, Measure) else Measure(count=amount)
                article.minimum = article.minimum or (measure, told)
        article.weekly = article.weekly or self._available(row, "weekly", article)
        if delivery_terms.is_weekly(self._text(row, "total")):
            # « 500 m/sem » under « Dispo »: so much a week, not in all.
            article.weekly = article.weekly or self._available(row, "total", article)
        else:
            article.total = article.total or self._available(row, "total", article)
        if (cell := self._cell(row, "until")) is not None:
            told = self._told(row, "until")
            day = _day_of(cell) or delivery_terms.parse_validity(told.text, None)
            if day is None:
                self.questions.warn("import.validity_without_date", told.cell, read=told.text)
            else:
                article.until = article.until or (day, told)

    def _available(self, row: int, key: str, article: Article) -> tuple[Measure, Written] | None:
        text = self._text(row, key)
        if not any(c.isdigit() for c in text):
            if delivery_terms.parse_delay(text) is not None and article.delay is None:
                delay = delivery_terms.parse_delay(text)
                assert delay is not None
                article.delay = delay, self._told(row, key)
            return None
        told = self._told(row, key)
        amount = delivery_terms.parse_amount(text)
        delay = delivery_terms.parse_delay(text)
        if delay is not None and not isinstance(amount, Decimal):
            article.delay = article.delay or (delay, told)
            return None
        if amount is None:
            self._not_read(told)
            return None
        return (amount if isinstance(amount, Measure) else Measure(count=amount)), told

    def _rate(self, row: int) -> Decimal | None:
        cell = self._cell(row, "tax_rate")
        if cell is None:
            return None
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
            number = cell_numbers.from_number(cell.value)
            rate = number / 100 if number >= 1 else number
            return rate if 0 <= rate <= 1 else None
        return delivery_terms.parse_rate(text_of(cell))

    # -- cells ----------------------------------------------------------------------------------

    def _cell(self, row: int, key: str) -> Cell | None:
        return self._sound(row, self.columns[key]) if key in self.columns else None

    def _sound(self, row: int, column: int) -> Cell | None:
        """A cell that holds something; errors and lost formulas are reported."""
        cell = self.block.cell(row, column)
        if cell is None or not (cell.error or cell.formula):
            return cell
        code = "import.error_value" if cell.error else "import.formula_without_value"
        place, header = self.block.place(row, column), self.block.header(column)
        self.questions.error(code, place, column=header, read=cell.error or cell.formula)
        return None

    def _text(self, row: int, key: str) -> str:
        cell = self.block.cell(row, self.columns[key]) if key in self.columns else None
        return "" if cell is None or cell.error or cell.formula else text_of(cell)

    def _told(self, row: int, key: str) -> Written:
        return Written(text=self._text(row, key), cell=self._place(row, key))

    def _place(self, row: int, key: str) -> str:
        return self.block.place(row, self.columns[key])

    def _header(self, key: str) -> str:
        return self.block.header(self.columns[key])

    def _header_unit(self, key: str) -> str:
        """A unit column needs no other; the header of breaks may say in what they are counted."""
        return "" if key in self.columns else self._header_unit_text("from")

    def _header_unit_text(self, key: str) -> str:
        if key not in self.columns:
            return ""
        found = re.search(r"\(([^()]*)\)", self._header(key))
        return found[1] if found else ""

    def _not_read(self, told: Written) -> None:
        self.questions.warn("import.term_not_read", told.cell, read=told.text)


def _taxed(quoted: QuotedPrice) -> QuotedPrice:
    return replace(quoted, price=replace(quoted.price, tax=quoted.price.tax or "TTC"))


def _delay_unit(header: str) -> str:
    folded = fold(header)
    for unit in ("jours ouvres", "jours ouvrables", "jours", "semaines", "mois", "weeks", "days"):
        if unit in folded:
            return unit
    return "jours" if re.search(r"\((?:j|jrs?)\)", header, re.I) else ""


def _day_of(cell: Cell) -> date | None:
    if isinstance(cell.value, datetime):
        return cell.value.date()
    return cell.value if isinstance(cell.value, date) else None
