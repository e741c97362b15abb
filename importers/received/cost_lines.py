"""A workshop's own cost sheet, of any layout: each label with the amount beside it, to be confirmed.

Nothing is taken in silence: what is not written as the cost workbook writes it is a question, what
follows from other lines is said to be left, and every other amount is told by its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeGuard

from importers import cell_numbers
from importers.cells import FAULTY, Calendar, shown
from importers.columns import Column, Kind
from importers.columns.free_cost_labels import DERIVED, FREE_COSTS, PER_UNIT, TARGETS
from importers.findings import Findings
from importers.matching import CERTAIN, TAKEN, Near, Phrases, each, fold, is_sum_label
from importers.own_marks import is_own_sheet
from importers.received.block import Block, place, text_of
from importers.received.contract import Confirmed, Guess, Topic
from importers.received.members import guess_key
from importers.received.sight import is_number, is_unit
from importers.received.told import Told
from importers.workbook import Cell, Grid, RawWorkbook, open_workbook
from optimizer.diagnostics import Diagnostic, Source

# What is worked out again is told from what is entered only where its name is all but exact.
_DERIVED_FROM = 80
# Nobody's own words are certain: a line is entered because somebody said so.
_SUREST = 90
_TOO_CLOSE = 5
_CHOICES = 4
_MOST_LINES = 2_000
_MONTHLY = ("mois", "mensuel", "mensuelle", "mensuels", "mensuelles", "month", "monthly")
_DATES, _YES_NO = (Kind.DATE,), (Kind.YES_NO,)
_FARTHEST_SUM, _CENT = 40, Decimal("0.01")
_PER_ETP = re.compile(r"(?:/|\bpar|\bper)\s*(?:etp|fte)\b", re.IGNORECASE)
_PER_UNIT = re.compile(
    r"(?:/|\bpar|\bper|\bà\s+l['’]|\bà\s+la)\s*"
    r"(?:unité|unite|unit|pièce|piece|pce|article|item|masque|sac|trousse)s?\b",
    re.IGNORECASE,
)
_TOLD_RATE = re.compile(r"\d\s*%")
_MARGINS = ("margin_on_cost", "margin_on_price")
# « Prix de revient » is a cost; « taux de marge » has one meaning only, « marge » has two.
_ON_COST, _ON_PRICE = each("cout couts revient cost"), each("prix vente pv marque price")
_RATE_ON_COST = each("taux markup")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """A line that goes into the cost workbook: key of :data:`FREE_COSTS`, its value, where it stands."""

    key: str
    label: str
    value: object
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLines:
    """What a cost sheet says, as far as it is understood."""

    file: str
    lines: tuple[CostLine, ...] = ()
    guesses: tuple[Guess, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pair:
    """A label and what stands beside it.

    Attributes:
        is_row: amounts go on, as in the row of a table.
        beside: words further on in the row (« sur le prix de vente »).
        is_sum: a total of the amounts right above it, which are lines of their own.
    """

    label: str
    cell: Cell
    at: str
    is_row: bool
    beside: str
    is_sum: bool

    @property
    def text(self) -> str:
        """Every word of the row, its amount's unit included."""
        return f"{self.label} {text_of(self.cell)} {self.beside}"


def read_cost_lines(path: Path, confirmed: Confirmed) -> CostLines:
    """The lines of a cost sheet of any layout and format; never raises for what a file holds.

    Args:
        confirmed: answers to the guesses of an earlier reading, by their keys.
    """
    raw, found = open_workbook(path)
    if raw is None:
        return CostLines(file=path.name, findings=found)
    findings = Findings(path.name)
    reader = _Reader(raw, confirmed, findings)
    for grid in raw.grids:
        if not is_own_sheet(grid):
            reader.read(grid)
    if not reader.lines and not reader.guesses:
        titles = ", ".join(g.title for g in raw.grids)
        findings.add("import.no_cost_line", read=titles)
    return CostLines(
        file=path.name,
        lines=tuple(reader.lines),
        guesses=tuple(reader.guesses.values()),
        findings=(*found, *findings.all),
    )


class _Reader:
    """Goes through the sheets of one file."""

    def __init__(self, raw: RawWorkbook, confirmed: Confirmed, findings: Findings) -> None:
        self.confirmed, self.findings = confirmed, findings
        self.calendar = Calendar(epoch=raw.epoch)
        self.lines: list[CostLine] = []
        self.guesses: dict[str, Guess] = {}
        self._seen: dict[tuple[str, str], tuple[object, str]] = {}

    def read(self, grid: Grid) -> None:
        """Every label of a sheet that has an amount beside it."""
        told = Told(
            Block(grid=grid, headers={}),
            FREE_COSTS,
            {},
            self.calendar,
            self.confirmed,
            self.findings,
        )
        for number, pair in enumerate(_pairs(grid)):
            if number >= _MOST_LINES:
                break
            self._line(told, pair)
        self.guesses |= {k: g for k, g in told.guesses.items() if k not in self.guesses}

    def _line(self, told: Told, pair: _Pair) -> None:
        said = {"column": pair.label, "read": shown(pair.cell.value)}
        ranked = _ranked(pair)
        best = ranked[0].score if ranked else 0
        derived = max((n.score for n in _DERIVED.rank(pair.label)), default=0)
        if ranked and _COLUMNS[ranked[0].target].kind in _YES_NO and _is_word(pair.cell):
            # « TVA : oui » says who is liable; « TVA : 20 % » is the order's.
            derived = 0
        # The same words with « % » and without may be two lines.
        read = pair.label + (" (%)" if _is_rate(pair) else "")
        key = guess_key(Topic.COLUMN, read, FREE_COSTS.key)
        if key not in self.confirmed:
            if pair.is_sum or (derived >= _DERIVED_FROM and derived >= best):
                told.warn("import.cost_line_derived", pair.at, **said)
                return
            if pair.is_row or best < TAKEN:
                if is_number(pair.cell) or text_of(pair.cell)[:1].isdigit():
                    told.warn("import.cost_line_unknown", pair.at, **said)
                return
        wanted = self._wanted(key, pair, ranked, told.source(pair.at))
        if not wanted:
            return
        if TARGETS[wanted].sheet in ("period_costs", "aids") and _is_monthly(pair):
            told.fail("import.cost_not_of_period", pair.at, **said)
            return
        cell = pair.cell
        if wanted == "aid_per_etp" and isinstance(cell.value, str):
            # « 15 585 € / ETP / an »: the line says as much.
            cell = replace(cell, value=_PER_ETP.split(cell.value)[0].strip())
        value = told.read(_COLUMNS[wanted], cell, pair.at, pair.label).value
        if value is None or value is FAULTY:
            return
        self._keep(wanted, pair, value, told)

    def _wanted(self, key: str, pair: _Pair, ranked: tuple[Near, ...], source: Source) -> str:
        """The line of the cost workbook that a label means, "" when that is not known yet."""
        answer = self.confirmed.get(key)
        if answer is None and ranked[0].score == CERTAIN and _is_own_name(pair.label):
            return ranked[0].target
        near = [n.target for n in ranked if n.score >= TAKEN][:_CHOICES]
        rivals = [n for n in ranked[1:] if ranked[0].score - n.score < _TOO_CLOSE]
        confidence = 0 if rivals else min(_SUREST, ranked[0].score if ranked else 0)
        understood = near[0] if near and confidence >= TAKEN else ""
        if answer is not None:
            understood = answer if answer in TARGETS else ""
        self.guesses.setdefault(
            key,
            Guess(
                key=key,
                topic=Topic.COLUMN,
                read=f"{pair.label} : {shown(pair.cell.value)}",
                understood=understood,
                choices=tuple(dict.fromkeys((*([understood] if understood else []), *near))),
                confidence=CERTAIN if answer is not None else confidence,
                source=source,
                is_confirmed=answer is not None,
            ),
        )
        return understood

    def _keep(self, key: str, pair: _Pair, value: object, told: Told) -> None:
        """Enter a line; the same one twice counts once, another value of it is a fault."""
        target = TARGETS[key]
        is_single = target.sheet in ("cost_member", "cost_hours", "cost_rates")
        label = "" if is_single else fold(pair.label)
        name = str(target.values.get("rate", target.column)) if is_single else key
        before = self._seen.get((name, label))
        if before is not None:
            if before[0] != value:
                told.fail(
                    "import.cost_line_twice",
                    pair.at,
                    column=pair.label,
                    read=shown(pair.cell.value),
                    first=before[1],
                )
            return
        self._seen[name, label] = value, pair.at
        self.lines.append(
            CostLine(key=key, label=pair.label, value=value, source=told.source(pair.at))
        )


def _pairs(grid: Grid) -> Iterator[_Pair]:
    """Labels with the next thing that stands on their right, units apart."""
    for number in sorted(grid.rows):
        cells = sorted(grid.rows[number].items())
        for i, (_, cell) in enumerate(cells):
            if not isinstance(cell.value, str) or is_number(cell) or is_unit(cell.value):
                continue
            label = text_of(cell).rstrip(" :=")
            after = [(c, x) for c, x in cells[i + 1 :] if not is_unit(text_of(x))]
            if not label or not after or after[0][1].error or after[0][1].formula:
                continue
            column, value = after[0]
            is_text = isinstance(value.value, str) and not is_number(value)
            says_amount = text_of(value)[:1].isdigit()
            if is_text and not says_amount and not _may_answer(label, value):
                continue
            is_row = len(after) > 1 and is_number(value) and is_number(after[1][1])
            yield _Pair(
                label=label,
                cell=value,
                at=place(number, column),
                is_row=is_row,
                beside=" ".join(text_of(x) for _, x in after[1:] if not is_number(x)),
                is_sum=is_sum_label(label) and _sums_up(grid, number, column, value),
            )


def _sums_up(grid: Grid, row: int, column: int, value: Cell) -> bool:
    """Whether an amount is what at least two amounts right above it come to."""
    wanted, sum_so_far, count = _amount(value), Decimal(0), 0
    if wanted is None:
        return False
    for above in range(row - 1, max(row - _FARTHEST_SUM, 0), -1):
        cell = grid.rows.get(above, {}).get(column)
        amount = _amount(cell) if cell is not None else None
        if amount is None:
            continue
        sum_so_far, count = sum_so_far + amount, count + 1
        if count > 1 and abs(sum_so_far - wanted) < _CENT:
            return True
    return False


def _amount(cell: Cell) -> Decimal | None:
    if isinstance(cell.value, str):
        return cell_numbers.parse_number(cell.value.replace("€", "").strip())
    return cell_numbers.from_number(cell.value) if _is_plain_number(cell.value) else None


def _is_plain_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_word(cell: Cell) -> bool:
    return isinstance(cell.value, bool) or (
        isinstance(cell.value, str) and not any(c.isdigit() for c in cell.value)
    )


def _may_answer(label: str, value: Cell) -> bool:
    """Whether a text may be what a label asks for: a date, yes or no, an amount in words."""
    ranked = _PHRASES.rank(label)
    if not ranked or ranked[0].score < TAKEN:
        return False
    kind = _COLUMNS[ranked[0].target].kind
    return kind in (*_DATES, *_YES_NO) or any(c.isdigit() for c in text_of(value))


def _ranked(pair: _Pair) -> tuple[Near, ...]:
    """What a label may mean, of what its value can be: a rate is no amount."""
    text = text_of(pair.cell)
    is_rate = _is_rate(pair)
    is_amount = "€" in text or "€" in pair.label or "eur" in fold(pair.label).split()
    is_per_unit = _PER_UNIT.search(pair.text) is not None
    found = []
    for meant in _PHRASES.rank(pair.label):
        near = meant
        if near.target in PER_UNIT.values() and not is_per_unit:
            continue
        if is_per_unit and near.target in PER_UNIT:
            near = Near(near.score, PER_UNIT[near.target], near.phrase)
        if near.target == "aid_of_period" and _PER_ETP.search(pair.text):
            # The amount of one post, not that of the period.
            near = Near(near.score, "aid_per_etp", near.phrase)
        kind = _COLUMNS[near.target].kind
        if (is_rate and kind is not Kind.PERCENT) or (is_amount and kind is not Kind.MONEY):
            continue
        if isinstance(pair.cell.value, date) != (kind in _DATES) and not isinstance(
            pair.cell.value, str
        ):
            continue
        if near.target in _MARGINS:
            found += _margins(near, pair)
            continue
        found.append(near)
        # « Marge » is one of two rates, « Frais généraux » a rate or an amount.
        if near.score >= _DERIVED_FROM:
            found += [
                Near(near.score, k, near.phrase)
                for k in _TWINS.get(fold(pair.label).replace("%", "").strip(), ())
                if k != near.target and _suits(_COLUMNS[k], is_rate=is_rate, is_amount=is_amount)
            ]
    best: dict[str, Near] = {}
    for near in found:
        best.setdefault(near.target, near)
    return tuple(sorted(best.values(), key=lambda n: -n.score))


def _margins(near: Near, pair: _Pair) -> list[Near]:
    """On the cost or on the price, as the row says; both where it says neither."""
    words = set(fold(pair.text).split())
    targets: tuple[str, ...] = _MARGINS
    if words & _ON_COST:
        targets = ("margin_on_cost",)
    elif words & _ON_PRICE:
        targets = ("margin_on_price",)
    elif words & _RATE_ON_COST:
        targets = ("margin_on_cost",)
    return [Near(near.score, target, near.phrase) for target in targets]


def _is_rate(pair: _Pair) -> bool:
    # « Heures travaillées (6 % d'absence) » tells a rate and is none.
    label = _TOLD_RATE.sub("", pair.label)
    return pair.cell.is_percent or "%" in text_of(pair.cell) or "%" in label


def _suits(column: Column, *, is_rate: bool, is_amount: bool) -> bool:
    if is_rate:
        return column.kind is Kind.PERCENT
    return not is_amount or column.kind is Kind.MONEY


def _is_monthly(pair: _Pair) -> bool:
    words = fold(f"{pair.label} {text_of(pair.cell)}").split()
    return any(w in _MONTHLY for w in words)


def _is_own_name(label: str) -> bool:
    return fold(label) in _OWN_NAMES


_COLUMNS: Mapping[str, Column] = {c.key: c for c in FREE_COSTS.columns}
_OWN_NAMES = {fold(n) for c in FREE_COSTS.columns for n in (c.fr, c.en)}
_PHRASES = Phrases([(n, c.key) for c in FREE_COSTS.columns for n in (c.fr, c.en, *c.also)])
_DERIVED = Phrases([(text, "derived") for text in DERIVED])
# The same words for two things: neither is taken before somebody says which.
_TWINS: Mapping[str, tuple[str, ...]] = {
    "frais generaux": ("overhead_rate", "overhead"),
}
