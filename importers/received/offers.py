"""Quotations of suppliers to rows of materials, suppliers and offers of the order workbook.

Prices come out in euros before tax per unit of the material, to the millionth; a price of which the
tax or the unit cannot be told is an error, never a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from importers.cell_numbers import plain
from importers.cells import Calendar
from importers.columns.received_supply_sheets import QUOTATION
from importers.findings import Findings
from importers.matching import fold, slug
from importers.received import (
    break_terms,
    price_terms,
    quotation_conditions,
    quotation_text,
    recognise,
)
from importers.received.articles import Articles, Material
from importers.received.block import Block
from importers.received.contract import Confirmed, Draft, Guess, OrderContext, Scope, Topic
from importers.received.delivery_terms import Delay
from importers.received.net_prices import NetPrices
from importers.received.price_terms import Measure
from importers.received.questions import Questions
from importers.received.quotation_table import TableReader, break_columns
from importers.received.quoted import Article, Conditions, QuotedPrice, Written
from importers.received.sellers import Sellers
from importers.workbook import Grid
from optimizer.diagnostics import Source

Found = tuple[list[Draft], list[Scope], list[Guess]]

_THOUSANDTH = Decimal("0.001")


def knows_header(text: str) -> int:
    """How surely (0 to 100) a text is the header of a column of prices by quantity."""
    return 90 if break_terms.header_break(text) is not None else 0


def price_columns(block: Block) -> int:
    """How many columns hold prices by quantity."""
    return len(break_columns(block))


def read_quotation(
    block: Block,
    context: OrderContext,
    _calendar: Calendar,
    confirmed: Confirmed,
    findings: Findings,
) -> Found:
    """Drafts of materials, suppliers and offers of a quotation that is a table.

    The scope is the offers of its supplier: those it does not name any more are withdrawn.
    """
    questions = Questions(findings, block.grid.title, confirmed)
    columns, guesses, _ = recognise.match_columns(block, QUOTATION, confirmed, findings.file)
    steps = break_columns(block)
    columns = {k: c for k, c in columns.items() if c not in steps}
    headers = {fold(block.header(c)) for c in steps}
    for guess in guesses:
        if fold(guess.read) not in headers:
            questions.note(guess)
    reader = TableReader(block=block, columns=columns, steps=steps, questions=questions)
    if not steps and not {"price", "price_with_tax"} & set(columns):
        at = block.header_place(block.columns[0]) if block.columns else ""
        questions.error("import.column_missing", at, expected=QUOTATION.column("price").fr)
        return [], [], questions.guesses
    articles = reader.read()
    table = rows_of(block) - reader.conditions
    around = quotation_conditions.read_conditions(block.grid, table, questions)
    titles = [
        Written(text=t, cell=c) for t, c in zip(block.titles, block.title_places, strict=False)
    ]
    return Quotation(questions, context, around).drafts(articles, titles)


def read_quotation_text(
    grid: Grid,
    context: OrderContext,
    _calendar: Calendar,
    confirmed: Confirmed,
    findings: Findings,
) -> Found:
    """The same of a sheet without a table: one article or one quantity break a line."""
    questions = Questions(findings, grid.title, confirmed)
    articles = quotation_text.read_lines(grid)
    if not articles:
        return [], [], []
    around = quotation_conditions.read_conditions(grid, (), questions)
    told = {a.cell for a in articles}
    titles = [t for t in around.texts if t.cell not in told]
    return Quotation(questions, context, around).drafts(articles, titles)


def rows_of(block: Block) -> set[int]:
    """Rows of the grid that are the table itself, its header included."""
    if block.is_transposed:
        return {r for r, _ in block.spots.values()}
    return {*range(block.top_row, block.header_row + 1), *block.rows}


@dataclass(slots=True, kw_only=True)
class ArticleOffer:
    """What becomes one offer: an article, where it goes, and its prices by quantity."""

    article: Article
    supplier: str
    material: Material
    prices: dict[Decimal, tuple[Decimal, Written]] = field(default_factory=dict)
    has_fault: bool = False


class Quotation:
    """Turns articles and conditions into drafts."""

    def __init__(self, questions: Questions, context: OrderContext, around: Conditions) -> None:
        self._questions = questions
        self._context = context
        self._around = around
        self.sellers = Sellers(context, questions)
        self.articles = Articles(context, questions)
        self._net = NetPrices(questions, around)

    def drafts(self, articles: Sequence[Article], titles: list[Written]) -> Found:
        """Every draft of a quotation, whole for its suppliers, and what is to be confirmed."""
        common = self._common_supplier(articles, titles)
        offers = [o for a in articles if (o := self.offer(a, common)) is not None]
        suppliers = dict.fromkeys(o.supplier for o in offers)
        scopes = [Scope(sheet="offers", within={"supplier": s}) for s in suppliers]
        return self.rows(offers), scopes, self._questions.guesses

    def rows(self, offers: list[ArticleOffer]) -> list[Draft]:
        """Drafts of new materials, of suppliers and of offers."""
        ids = self._ids(offers)
        rows = [self._draft(o, i) for o, i in zip(offers, ids, strict=True)]
        suppliers = list(dict.fromkeys(o.supplier for o in offers))
        return [*self.articles.drafts(), *self._supplier_drafts(suppliers), *rows]

    # -- who and what ---------------------------------------------------------------------------

    def _common_supplier(self, articles: Sequence[Article], titles: list[Written]) -> str:
        if articles and all(a.supplier for a in articles):
            return ""
        if self._around.supplier is not None:
            return self.sellers.named(self._around.supplier)
        found = self.sellers.guessed(titles, self._questions.sheet, self._questions.findings.file)
        if not found:
            file = self._questions.findings.file
            self._questions.error("import.supplier_unknown", "", read=file)
        return found

    def offer(self, article: Article, common: str) -> ArticleOffer | None:
        """The offer that an article makes, of its own supplier or the common one, if any."""
        supplier = common
        if article.supplier:
            supplier = self.sellers.named(Written(text=article.supplier, cell=article.cell))
        if not article.prices:
            self._questions.warn("import.no_price", article.cell, read=article.label)
            return None
        first = next((p.price.per for p in article.prices if p.price.per), None)
        first = first or next(
            (m for p in article.prices if (m := price_terms.price_unit(p.header))), None
        )
        unit = article.unit or (first.unit if first else "")
        material = self.articles.find(
            article.name, article.reference, article.cell, unit, article.pack
        )
        if material is None:
            return None
        offer = ArticleOffer(article=article, supplier=supplier, material=material)
        for quoted in article.prices:
            self._enter(offer, quoted)
        # Whose it is may be unknown; what is wrong with it is said all the same.
        return None if offer.has_fault or not supplier else offer

    def _enter(self, offer: ArticleOffer, quoted: QuotedPrice) -> None:
        """Add one price at its quantity."""
        net = self._net.of(quoted, offer.article, offer.material.unit)
        start = self._start(offer, quoted)
        if net is None or start is None:
            offer.has_fault = True
            return
        known = offer.prices.get(start)
        if known is None:
            offer.prices[start] = net, quoted.told
        elif known[0] == net:
            self._questions.warn(
                "import.identical_row",
                quoted.told.cell,
                read=f"{offer.article.label} {quoted.told.text}",
                first=known[1].cell,
            )
        else:
            offer.has_fault = True
            self._questions.error(
                "import.two_prices",
                quoted.told.cell,
                read=f"{offer.article.label} : {quoted.told.text}",
                first=known[1].cell,
                expected=known[1].text,
            )

    def _start(self, offer: ArticleOffer, quoted: QuotedPrice) -> Decimal | None:
        """Quantity from which a price holds, in units of the material."""
        if quoted.step is None:
            return Decimal(0)
        article, unit = offer.article, offer.material.unit
        measure = Measure(count=quoted.step.first, unit=quoted.step.unit)
        found = _in_units(measure, offer) if measure.count else Decimal(0)
        if found is None:
            self._questions.error(
                "import.unit_not_comparable",
                quoted.told.cell,
                column=quoted.header or article.label,
                read=f"{plain(quoted.step.first)} {quoted.step.unit}",
                expected=unit,
                suggestion="",
            )
            return None
        return found.quantize(_THOUSANDTH)

    def _ids(self, offers: list[ArticleOffer]) -> list[str]:
        """Ids of the offers: of the one that is there already, else from supplier and material."""
        known: dict[tuple[str, str], list[tuple[str, object]]] = {}
        for row in self._context.rows.get("offers", ()):
            key = str(row.get("supplier", "")), str(row.get("material", ""))
            known.setdefault(key, []).append((str(row["id"]), row.get("multiple")))
        used: set[str] = set()
        numbers: dict[str, int] = {}
        taken = {i for rows in known.values() for i, _ in rows}
        ids: list[str] = []
        for offer in offers:
            there = known.get((offer.supplier, offer.material.id), [])
            multiple = self._multiple(offer)
            left = [i for i, m in there if i not in used and m == multiple]
            left += [i for i, _ in there if i not in used]
            id_ = left[0] if left else f"{offer.supplier}-{offer.material.id}"
            if id_ in used or (not left and id_ in taken):
                id_ = slug(f"{id_} {plain(multiple) if multiple else ''}")
            base = id_
            while id_ in used:
                numbers[base] = numbers.get(base, 1) + 1
                id_ = f"{base}-{numbers[base]}"
            used.add(id_)
            ids.append(id_)
        return ids

    # -- rows -----------------------------------------------------------------------------------

    def _draft(self, offer: ArticleOffer, id_: str) -> Draft:
        article, questions = offer.article, self._questions
        values: dict[str, object] = {
            "id": id_,
            "supplier": offer.supplier,
            "material": offer.material.id,
        }
        places: dict[str, Source] = {"material": questions.source(article.cell)}
        starts = sorted(offer.prices)
        minimum: Decimal | None = None
        if starts:
            if starts[0] > 1:
                # Nothing is quoted below: less cannot be ordered.
                minimum = starts[0]
                questions.warn(
                    "import.minimum_from_break",
                    offer.prices[starts[0]][1].cell,
                    read=article.label,
                    kept=plain(minimum),
                )
            values["from"] = (Decimal(0), *starts[1:])
            values["price"] = tuple(offer.prices[s][0] for s in starts)
            cell = offer.prices[starts[0]][1].cell
            places["price"] = places["from"] = questions.source(cell)
        multiple = self._multiple(offer)
        if multiple:
            values["multiple"] = multiple
            places["multiple"] = questions.source(article.pack_cell)
        minimum = self._minimum(offer, minimum, places)
        if minimum:
            values["minimum"] = minimum
        self._add_terms(offer, values, places)
        return Draft(sheet="offers", identity=(id_,), values=values, places=places)

    def _add_terms(
        self, offer: ArticleOffer, values: dict[str, object], places: dict[str, Source]
    ) -> None:
        article = offer.article
        delay = article.delay or self._around.delay
        if delay is not None:
            weeks = self._weeks(*delay)
            if weeks is not None:
                values["lead_time_weeks"] = weeks
                places["lead_time_weeks"] = self._questions.source(delay[1].cell)
        until: tuple[date, Written] | None = article.until or self._around.until
        if until is not None:
            values["order_until"] = until[0]
            places["order_until"] = self._questions.source(until[1].cell)
        for key, told in (("weekly", article.weekly), ("total", article.total)):
            if told is not None:
                amount = _in_units(told[0], offer)
                if amount is None:
                    self._questions.warn("import.term_not_read", told[1].cell, read=told[1].text)
                    continue
                values[key] = amount.quantize(_THOUSANDTH)
                places[key] = self._questions.source(told[1].cell)

    def _weeks(self, delay: Delay, told: Written) -> int | None:
        """Weeks of a delay; one that had to be rounded or was bare is to be confirmed."""
        if delay.is_exact:
            return delay.weeks
        answer = self._questions.ask(
            Topic.VALUE,
            told.text,
            str(delay.weeks),
            told.cell,
            within="quotation.delay",
            confidence=75,
        )
        return int(answer) if answer.isdigit() else None

    def _multiple(self, offer: ArticleOffer) -> Decimal | None:
        pack = offer.article.pack
        if pack is None:
            return None
        content = price_terms.in_units(pack.content, offer.material.unit, None)
        return None if content is None or content == 1 else content.quantize(_THOUSANDTH)

    def _minimum(
        self, offer: ArticleOffer, minimum: Decimal | None, places: dict[str, Source]
    ) -> Decimal | None:
        article = offer.article
        smallest = self._around.smallest
        told = article.minimum
        if told is None and smallest is not None and isinstance(smallest[0], Measure):
            told = smallest[0], smallest[1]
        if told is None:
            return minimum
        found = _in_units(told[0], offer)
        if found is None:
            self._questions.warn("import.term_not_read", told[1].cell, read=told[1].text)
            return minimum
        places["minimum"] = self._questions.source(told[1].cell)
        return max(found, minimum or Decimal(0)).quantize(_THOUSANDTH)

    def _supplier_drafts(self, suppliers: list[str]) -> list[Draft]:
        found: list[Draft] = []
        around, questions = self._around, self._questions
        for id_ in suppliers:
            values: dict[str, object] = {}
            places: dict[str, Source] = {}
            if (new := self.sellers.new.get(id_)) is not None:
                values |= {"id": id_, "name": new.text}
                places["name"] = questions.source(new.cell)
            if around.fee is not None:
                values["fee"] = around.fee[0].quantize(Decimal("0.01"))
                places["fee"] = questions.source(around.fee[1].cell)
            smallest = self._smallest_order()
            if smallest is not None:
                values["minimum"] = smallest[0].quantize(Decimal("0.01"))
                places["minimum"] = questions.source(smallest[1].cell)
            if values:
                found.append(
                    Draft(sheet="suppliers", identity=(id_,), values=values, places=places)
                )
        return found

    def _smallest_order(self) -> tuple[Decimal, Written] | None:
        """Smallest order in euros: said, or the amount from which carriage is free."""
        around = self._around
        if around.smallest is not None and isinstance(around.smallest[0], Decimal):
            return around.smallest[0], around.smallest[1]
        if around.free_from is None:
            return None
        amount, told = around.free_from
        if around.fee is not None and around.fee[0]:
            # A fee that ends at an amount has no place in an order: it stays due, to be safe.
            self._questions.warn("import.carriage_free_left_out", told.cell, read=told.text)
            return None
        taken = self._questions.ask(
            Topic.VALUE,
            told.text,
            plain(amount),
            told.cell,
            within="quotation.free_from",
            confidence=60,
        )
        return (amount, told) if taken else None


def _in_units(measure: Measure, offer: ArticleOffer) -> Decimal | None:
    """A quantity of an offer in units of its material; a bare one of what is sold by packs in packs."""
    own = price_terms.parse_unit(offer.article.unit) if offer.article.unit else None
    if not measure.unit and own is not None and own.is_pack:
        measure = Measure(count=measure.count, unit=own.unit)
    return price_terms.in_units(measure, offer.material.unit, offer.article.pack)
