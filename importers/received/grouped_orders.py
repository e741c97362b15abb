"""Joint order forms, members as columns, to one row a member and article: who wants how much.

The totals written in the form are checked against what it says line by line; prices become offers
of the supplier when the form names one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from importers import cell_numbers
from importers.cell_numbers import plain
from importers.cells import Calendar
from importers.columns.received_supply_sheets import GROUPED_ORDER
from importers.findings import Findings
from importers.matching import fold
from importers.received import price_terms, quotation_conditions, recognise
from importers.received.articles import Articles, Material
from importers.received.block import Block, text_of
from importers.received.contract import Confirmed, Draft, Guess, OrderContext, Scope, Topic
from importers.received.members import guess_key, match_name, same_names
from importers.received.net_prices import NetPrices
from importers.received.offers import Quotation, rows_of
from importers.received.price_terms import Measure
from importers.received.questions import Questions
from importers.received.quotation_table import TableReader
from importers.received.quoted import Article, Conditions, QuotedPrice, Written
from importers.workbook import Cell
from optimizer.diagnostics import Source

# A total written to the cent may differ by what was rounded.
_CENT = Decimal("0.011")
_HALF = 2
_MOST = Decimal(10) ** 12


def read_grouped_order(
    block: Block,
    context: OrderContext,
    _calendar: Calendar,
    confirmed: Confirmed,
    findings: Findings,
) -> tuple[list[Draft], list[Scope], list[Guess]]:
    """Drafts of joint orders, and of materials, suppliers and offers that the form tells.

    Quantities come out in units of the material. The form is complete for each article it names.
    """
    questions = Questions(findings, block.grid.title, confirmed)
    columns, guesses, left = recognise.match_columns(block, GROUPED_ORDER, confirmed, findings.file)
    members = _Members(block, context, questions, set(columns.values()))
    by_column = members.columns(left)
    taken = {fold(block.header(c)) for c in members.seen}
    for guess in guesses:
        if fold(guess.read) not in taken:
            questions.note(guess)
    columns = {k: c for k, c in columns.items() if c not in members.seen}
    if not members.seen:
        at = block.header_place(block.columns[0]) if block.columns else ""
        questions.error("import.no_member_column", at, expected=_example(context))
        return [], [], questions.guesses
    # Quantities are those of the members: prices do not depend on them.
    told = {k: c for k, c in columns.items() if k != "quantity"}
    reader = TableReader(block=block, columns=told, steps={}, questions=questions)
    articles = reader.read()
    table = rows_of(block) - reader.conditions
    around = quotation_conditions.read_conditions(block.grid, table, questions)
    return _Form(reader, context, around, columns, members, by_column).read(articles)


def _example(context: OrderContext) -> str:
    names = [texts[-1] for texts in context.names.get("workshops", {}).values() if texts]
    return ", ".join(names[:3])


class _Members:
    """Which columns hold the quantities of which member."""

    def __init__(
        self, block: Block, context: OrderContext, questions: Questions, matched: set[int]
    ) -> None:
        self._block, self._questions, self._matched = block, questions, matched
        self._names = context.names.get("workshops", {})
        self.seen: set[int] = set()
        self.is_complete = True

    def columns(self, left: tuple[tuple[int, str], ...]) -> dict[int, str]:
        """Workshop of each column of quantities; a column of nobody known is an error."""
        found: dict[int, str] = {}
        told: list[tuple[str, str, Source]] = []
        # « Structure A » stands under « Quantités »: the lowest text names the member.
        over = {c: self._block.headers.get(c, ())[-1:] for c in self._block.columns}
        candidates = [c for c, _ in left if c not in self._matched]
        exact = {fold(n) for i, names in self._names.items() for n in (i, *names)}
        # A member's column may hold nothing yet, or be taken for another by its name.
        named = [c for c in self._block.columns if over.get(c) and fold(over[c][0]) in exact]
        candidates += named
        for column in sorted(set(candidates)):
            text = over[column][0] if over.get(column) else ""
            if not text or not (fold(text) in exact or self._has_quantities(column)):
                continue
            workshop = self._member(column, text)
            if workshop:
                found[column] = workshop
                told.append((text, workshop, self._source(column)))
        for same in same_names(told):
            if same.id:
                self._questions.error(
                    "import.same_member",
                    same.sources[1].cell,
                    read=same.texts[1],
                    first=same.sources[0].cell,
                    expected=same.texts[0],
                )
        return found

    def _member(self, column: int, text: str) -> str:
        source = self._source(column)
        workshop, guess = match_name(
            text, self._names, self._questions.confirmed, Topic.WORKSHOP, source
        )
        self.seen.add(column)
        self._questions.note(guess)
        if workshop in self._names:
            return workshop
        if self._questions.confirmed.get(guess_key(Topic.WORKSHOP, text)) != "":
            self.is_complete = False
            near = [c for c in guess.choices if c in self._names] if guess else []
            self._questions.error(
                "import.unknown_reference",
                source.cell,
                column=self._block.header(column),
                read=text,
                target=GROUPED_ORDER.fr,
                suggestion=near[0] if near else "",
            )
        return ""

    def _has_quantities(self, column: int) -> bool:
        """Whether most of what stands below is numbers, as remarks are not."""
        texts = [text_of(self._block.cell(r, column)) for r in self._block.rows]
        filled = [t for t in texts if t]
        numbers = [t for t in filled if t[:1].isdigit() or t in {"-", "–", "/"}]
        return bool(filled) and _HALF * len(numbers) >= len(filled)

    def _source(self, column: int) -> Source:
        return self._questions.source(self._block.header_place(column))


@dataclass(slots=True, kw_only=True)
class _Line:
    """What one row of the form says: quantities by workshop in units of the material."""

    row: int
    article: Article
    material: Material
    quantities: dict[str, tuple[Decimal, str]] = field(default_factory=dict)
    left_aside: Decimal = Decimal(0)


class _Form:
    """Reads the rows of one form."""

    def __init__(
        self,
        reader: TableReader,
        context: OrderContext,
        around: Conditions,
        columns: Mapping[str, int],
        members: _Members,
        by_column: Mapping[int, str],
    ) -> None:
        self._by_column = by_column
        self._columns = columns
        self._reader, self._context, self._around = reader, context, around
        self._members = members
        self._block, self._questions = reader.block, reader.questions
        self._quotation = Quotation(self._questions, context, around)
        self._articles: Articles = self._quotation.articles
        self._net = NetPrices(self._questions, around)

    def read(self, articles: list[Article]) -> tuple[list[Draft], list[Scope], list[Guess]]:
        """Drafts, scopes and guesses of the form."""
        rows = self._reader.rows_of
        lines: list[_Line] = []
        requests: dict[tuple[str, str], Draft] = {}
        for article in articles:
            for row in rows[id(article)]:
                line = self._line(row, article)
                if line is not None:
                    lines.append(line)
                    self._check(line)
        supplier = self._supplier()
        for line in lines:
            self._enter(line, supplier, requests)
        drafts = [*self._offers(articles, supplier), *requests.values()]
        materials = list(dict.fromkeys(x.material.id for x in lines))
        scopes = [Scope(sheet="requests", within={"material": m}) for m in materials]
        return drafts, scopes, self._questions.guesses

    # -- rows -----------------------------------------------------------------------------------

    def _line(self, row: int, article: Article) -> _Line | None:
        material = self._articles.find(
            article.name, article.reference, article.cell, article.unit, article.pack
        )
        if material is None:
            return None
        line = _Line(row=row, article=article, material=material)
        for column, workshop in self._by_column.items():
            cell = self._block.cell(row, column)
            if cell is None or text_of(cell) in {"-", "–", "/", "x", ""}:
                continue
            amount = self._quantity(row, column, cell, article, material)
            if amount is not None and amount:
                place = self._block.place(row, column)
                before = line.quantities.get(workshop)
                total = amount + (before[0] if before else Decimal(0))
                line.quantities[workshop] = total, place
        return line

    def _quantity(
        self, row: int, column: int, cell: Cell, article: Article, material: Material
    ) -> Decimal | None:
        place, header = self._block.place(row, column), self._block.header(column)
        if cell.error or cell.formula:
            code = "import.error_value" if cell.error else "import.formula_without_value"
            self._questions.error(code, place, column=header, read=cell.error or cell.formula)
            return None
        value = cell.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            measure: Measure | None = Measure(count=cell_numbers.from_number(value))
        else:
            measure = price_terms.parse_unit(text_of(cell))
        if measure is not None and not 0 <= measure.count <= _MOST:
            code = "import.too_small" if measure.count < 0 else "import.too_big"
            bound = 0 if measure.count < 0 else _MOST
            self._questions.error(
                code, place, column=header, read=text_of(cell), expected=str(bound)
            )
            return None
        if measure is None:
            suggestion = cell_numbers.only_number_in(text_of(cell))
            self._questions.error(
                "import.not_a_number",
                place,
                column=header,
                read=text_of(cell),
                expected="120",
                suggestion=suggestion,
            )
            return None
        if not measure.unit and (own := price_terms.parse_unit(article.unit)) is not None:
            measure = Measure(count=measure.count, unit=own.unit)
        found = price_terms.in_units(measure, material.unit, article.pack)
        if found is None:
            self._questions.error(
                "import.unit_not_comparable",
                place,
                column=header,
                read=f"{text_of(cell)} {measure.unit}",
                expected=material.unit,
                suggestion="",
            )
        return found

    def _check(self, line: _Line) -> None:
        """Compare the totals of a line with what it says."""
        article, material = line.article, line.material
        total = sum((q for q, _ in line.quantities.values()), Decimal(0))
        written = self._amount(line.row, "quantity")
        own = price_terms.parse_unit(article.unit) if article.unit else None
        if written is not None:
            measure = Measure(count=written, unit=own.unit if own else "")
            in_units = price_terms.in_units(measure, material.unit, article.pack)
            if in_units is not None and in_units != total and self._members.is_complete:
                self._differs(line.row, "quantity", in_units, total)
        if article.pack is not None and total:
            multiple = price_terms.in_units(article.pack.content, material.unit, None)
            if multiple and total % multiple:
                packs = (total / multiple).to_integral_value(rounding=ROUND_CEILING)
                self._questions.warn(
                    "import.not_a_multiple",
                    article.pack_cell,
                    read=plain(total),
                    expected=plain(multiple),
                    suggestion=plain(packs * multiple),
                )
        price = next((p for p in article.prices if p.step is None), None)
        amount = self._amount(line.row, "amount")
        if price is None or amount is None or not total:
            return
        # The written total counts even where it is wrong: two faults are not one.
        count = total if written is None else written
        due = self._due(price, article, material, count if written is None else None, written)
        if due is not None and abs(due - amount) > _CENT:
            self._differs(line.row, "amount", amount, due.quantize(Decimal("0.01")))

    def _due(
        self,
        price: QuotedPrice,
        article: Article,
        material: Material,
        in_units: Decimal | None,
        written: Decimal | None,
    ) -> Decimal | None:
        """Euros that so many units cost."""
        net = self._net.of(price, article, material.unit)
        if net is None:
            return None
        count = in_units
        if count is None and written is not None:
            own = price_terms.parse_unit(article.unit) if article.unit else None
            measure = Measure(count=written, unit=own.unit if own else "")
            count = price_terms.in_units(measure, material.unit, article.pack)
        return None if count is None else net * count

    def _differs(self, row: int, key: str, written: Decimal, worked_out: Decimal) -> None:
        column = self._columns[key]
        self._questions.warn(
            "import.total_mismatch",
            self._block.place(row, column),
            column=self._block.header(column),
            read=plain(written),
            expected=plain(worked_out),
        )

    def _amount(self, row: int, key: str) -> Decimal | None:
        column = self._columns.get(key)
        cell = self._block.cell(row, column) if column is not None else None
        if cell is None or cell.error or cell.formula:
            return None
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
            return cell_numbers.from_number(cell.value)
        price = price_terms.parse_price(text_of(cell))
        return None if price is None else price.amount

    # -- results --------------------------------------------------------------------------------

    def _enter(self, line: _Line, supplier: str, requests: dict[tuple[str, str], Draft]) -> None:
        for workshop, (quantity, place) in line.quantities.items():
            key = (workshop, line.material.id)
            before = requests.get(key)
            if before is not None:
                first = before.places["quantity"].cell
                self._questions.error(
                    "import.duplicate_row", place, read=" / ".join(key), first=first
                )
                continue
            values: dict[str, object] = {
                "workshop": workshop,
                "material": line.material.id,
                "quantity": quantity.quantize(Decimal("0.001")),
                "file": self._questions.findings.file,
            }
            if supplier:
                values["supplier"] = supplier
            if line.article.reference:
                values["reference"] = line.article.reference
            source = self._questions.source(place)
            requests[key] = Draft(
                sheet="requests", identity=key, values=values, places={"quantity": source}
            )

    def _supplier(self) -> str:
        """The supplier, only where the form names him."""
        if self._around.supplier is not None:
            return self._quotation.sellers.named(self._around.supplier)
        titles = [
            Written(text=t, cell=c)
            for t, c in zip(self._block.titles, self._block.title_places, strict=False)
        ]
        return self._quotation.sellers.known(titles)

    def _offers(self, articles: list[Article], supplier: str) -> list[Draft]:
        """What the form tells of materials, and prices where the supplier is named."""
        priced = [a for a in articles if a.prices]
        if not supplier and not any(a.supplier for a in priced):
            return self._articles.drafts()
        for row in self._block.rows:
            if "discount" in self._columns:
                column = self._columns["discount"]
                text = text_of(self._block.cell(row, column))
                if text and any(c in "123456789" for c in text):
                    place = self._block.place(row, column)
                    self._questions.warn("import.discount_left_out", place, read=text)
        found = [x for a in priced if (x := self._quotation.offer(a, supplier)) is not None]
        return self._quotation.rows(found)
