"""One received file to what it says: its tables found, each given to the reader of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from importers.cells import Calendar
from importers.columns import Sheet
from importers.columns.received_sheets import CENSUS, LOAD_PLAN
from importers.columns.received_supply_sheets import FOLLOW_UP, GROUPED_ORDER, QUOTATION
from importers.findings import Findings
from importers.matching import CERTAIN, fold, slug
from importers.own_marks import is_own_sheet
from importers.received import (
    capacities,
    followup,
    grouped_orders,
    load_plan,
    offers,
    recognise,
)
from importers.received.context import with_newcomers
from importers.received.contract import (
    Confirmed,
    Draft,
    FileKind,
    Guess,
    OrderContext,
    Reading,
    Scope,
)
from importers.received.layout import Block, find_blocks
from importers.workbook import MAX_RECEIVED_ROWS, Grid, RawWorkbook, open_workbook
from optimizer.diagnostics import Diagnostic

# A table must share more with its kind than one word.
_LEAST = 120

BlockReader = Callable[
    [Block, OrderContext, Calendar, Confirmed, Findings],
    tuple[list[Draft], list[Scope], list[Guess]],
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A kind of table that files of a kind may hold, and who reads it."""

    kind: FileKind
    sheet: Sheet
    read: BlockReader


TABLES: tuple[Table, ...] = (
    Table(kind=FileKind.CAPACITIES, sheet=CENSUS, read=capacities.read_census),
    Table(kind=FileKind.CAPACITIES, sheet=LOAD_PLAN, read=load_plan.read_load_plan),
    Table(kind=FileKind.OFFERS, sheet=QUOTATION, read=offers.read_quotation),
    Table(kind=FileKind.OFFERS, sheet=GROUPED_ORDER, read=grouped_orders.read_grouped_order),
    Table(kind=FileKind.FOLLOWUP, sheet=FOLLOW_UP, read=followup.read_follow_up),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A received file, opened but not yet understood; ``raw`` is None when it cannot be opened."""

    file: str
    raw: RawWorkbook | None
    findings: tuple[Diagnostic, ...] = ()


def open_received(path: Path) -> Received:
    """Open a received file of any format; whatever is wrong with it is in the findings."""
    raw, found = open_workbook(path, max_rows=MAX_RECEIVED_ROWS)
    if raw is not None:
        # Instructions, and the list of a file that comes back corrected.
        raw = replace(raw, grids=tuple(g for g in raw.grids if not is_own_sheet(g)))
    return Received(file=path.name, raw=raw, findings=found)


def read_received(
    path: Path, kind: FileKind, context: OrderContext, confirmed: Confirmed
) -> Reading:
    """What a file says, read as a file of that kind and against the order.

    Never raises for what a file holds; ``drafts`` is empty when a finding is an error.
    """
    return read_opened(open_received(path), kind, context, confirmed)


def read_opened(
    received: Received,
    kind: FileKind,
    context: OrderContext,
    confirmed: Confirmed,
    workshops: Iterable[Draft] = (),
) -> Reading:
    """The same for a file that is open already.

    Args:
        workshops: what other files say of workshops: a load plan may name those that are new.
    """
    stem = slug(Path(received.file).stem)
    if received.raw is None:
        return Reading(file=received.file, sender=stem, findings=received.findings)
    findings = Findings(received.file)
    calendar = Calendar(epoch=received.raw.epoch, start=context.start)
    told = _Told(kind, context, calendar, confirmed, findings)
    told.read(received.raw.grids, workshops)
    if not told.tables:
        titles = ", ".join(g.title for g in received.raw.grids)
        expected = ", ".join(t.sheet.fr for t in TABLES if t.kind is kind)
        findings.add("import.no_table", read=titles, expected=expected)
    everything = (*received.findings, *findings.all)
    is_faulty = findings.has_errors
    return Reading(
        file=received.file,
        sender=_sender(told.drafts) or stem,
        drafts=() if is_faulty else tuple(told.drafts),
        scopes=() if is_faulty else tuple(told.scopes),
        guesses=tuple(told.guesses.values()),
        findings=everything,
    )


class _Told:
    """What the sheets of one file say, table by table."""

    def __init__(
        self,
        kind: FileKind,
        context: OrderContext,
        calendar: Calendar,
        confirmed: Confirmed,
        findings: Findings,
    ) -> None:
        self.kind = kind
        self.context = context
        self.calendar = calendar
        self.confirmed = confirmed
        self.findings = findings
        self.drafts: list[Draft] = []
        self.scopes: list[Scope] = []
        self.guesses: dict[str, Guess] = {}
        self.tables = 0
        names = context.names.get("workshops", {}).values()
        self.members = [n for told in names for n in told]
        # Members stand above columns in the form of a joint order, nowhere else.
        words = recognise.vocabulary(
            [t.sheet for t in TABLES], self.members if kind is FileKind.OFFERS else ()
        )
        self.knows = words
        if kind is FileKind.OFFERS:
            # Prices by quantity are headed by quantities: « 500-999 ».
            self.knows = lambda text: max(words(text), offers.knows_header(text))

    def read(self, grids: Sequence[Grid], workshops: Iterable[Draft]) -> None:
        """Every table of every sheet; tables of another kind are said and left."""
        found = [(g, b, t) for g in grids for b in find_blocks(g, self.knows) if (t := self._of(b))]
        mine = [(b, t) for _, b, t in found if t.kind is self.kind]
        # Workshops come in by a census: what else speaks of them is read when they are known.
        mine.sort(key=lambda x: x[1].sheet is not CENSUS)
        known = with_newcomers(self.context, workshops)
        for block, table in mine:
            self.tables += 1
            context = self.context
            if table.sheet is not CENSUS:
                context = known = with_newcomers(known, self.drafts)
            self._keep(table.read(block, context, self.calendar, self.confirmed, self.findings))
        if self.kind is FileKind.OFFERS:
            told = {id(g) for g, _, t in found if t.kind is self.kind}
            self._read_sentences(g for g in grids if id(g) not in told)
        for grid, block, table in found:
            if table.kind is not self.kind:
                self.findings.warn(
                    "import.other_kind",
                    sheet=grid.title,
                    cell=block.header_place(min(block.headers, default=1)),
                    read=grid.title,
                    expected=table.kind.value,
                )

    def _read_sentences(self, grids: Iterable[Grid]) -> None:
        """Prices may stand in sentences, one below the other."""
        for grid in grids:
            told = offers.read_quotation_text(
                grid, self.context, self.calendar, self.confirmed, self.findings
            )
            if told[0] or told[2]:
                self.tables += 1
                self._keep(told)

    def _keep(self, told: tuple[list[Draft], list[Scope], list[Guess]]) -> None:
        drafts, scopes, guesses = told
        self.drafts += drafts
        self.scopes += scopes
        for guess in guesses:
            self.guesses.setdefault(guess.key, guess)

    def _of(self, block: Block) -> Table | None:
        """The table that most headers speak of, one of the wanted kind where both could be."""
        weeks = len(recognise.week_columns(block, self.calendar))
        best: tuple[int, bool] = (_LEAST, False)
        found = None
        for table in TABLES:
            columns, guesses, _ = recognise.match_columns(
                block, table.sheet, self.confirmed, self.findings.file
            )
            doubtful = {g.understood: g.confidence for g in guesses if g.understood}
            score = sum(doubtful.get(key, CERTAIN) for key in columns)
            if table.sheet is LOAD_PLAN:
                # Without any week it is none, and weeks as columns are nothing else.
                score = score + CERTAIN * weeks if weeks > 1 or "week" in columns else 0
            if table.sheet is QUOTATION and self.kind is FileKind.OFFERS:
                score += CERTAIN * offers.price_columns(block)
            if table.sheet is GROUPED_ORDER:
                score += CERTAIN * self._members_above(block)
            if fold(block.grid.title) in {fold(t) for t in (table.sheet.fr, *table.sheet.also)}:
                score += CERTAIN
            if (score, table.kind is self.kind) > best:
                best, found = (score, table.kind is self.kind), table
        return found

    def _members_above(self, block: Block) -> int:
        """How many columns are headed by a workshop of the order."""
        known = {fold(n) for n in self.members}
        return sum(any(fold(t) in known for t in texts) for texts in block.headers.values())


def _sender(drafts: list[Draft]) -> str:
    """The one workshop or supplier that everything is about, "" when there are several."""
    for sheet, column in (("workshops", "workshop"), ("suppliers", "supplier")):
        named = set()
        for draft in drafts:
            if draft.sheet == sheet:
                named.add(draft.identity[0])
            elif isinstance(value := draft.values.get(column), str):
                named.add(value)
        if len(named) == 1:
            return named.pop()
    return ""
