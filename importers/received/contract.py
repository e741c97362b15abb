"""What the reading of a received file says: rows to enter, guesses to confirm, findings.

Every kind of file ends as drafts of rows of the order workbook's own sheets, so that comparing,
merging and applying know nothing of the habits of senders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from optimizer.diagnostics import Diagnostic, Source


class FileKind(Enum):
    """What a received file is about."""

    CAPACITIES = "capacities"
    OFFERS = "offers"
    FOLLOWUP = "followup"


class Topic(Enum):
    """What a guess is about."""

    SHEET = "sheet"
    COLUMN = "column"
    WORKSHOP = "workshop"
    MATERIAL = "material"
    SUPPLIER = "supplier"
    PRODUCT = "product"
    OPERATION = "operation"
    UNIT = "unit"
    BASE = "base"
    WEEK = "week"
    VALUE = "value"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """Something understood without being certain, to be confirmed or corrected.

    Attributes:
        key: the same for the same habit of the same sender, file after file, without row numbers
            where the habit is a column's: ``column:census:nb pers.``, ``workshop:ass vestali``.
        read: text as the file writes it.
        understood: what it was taken for: column key, id, week, number; "" when left aside.
        choices: what else it could be, likeliest first, ``understood`` among them.
        confidence: 0 to 100.
        source: the first place where it stands.
        is_confirmed: somebody has said so before.
    """

    key: str
    topic: Topic
    read: str
    understood: str
    choices: tuple[str, ...] = ()
    confidence: int
    source: Source
    is_confirmed: bool = False


# What was answered to guesses: key of the guess -> what it stands for, "" to leave it aside.
Confirmed = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A row for a sheet of the order workbook, or the part of one that a file tells.

    Attributes:
        sheet: key of a declared sheet of the order workbook.
        identity: ids that tell which row it is, in the order of ``IDENTITY[sheet]``; "" = any.
        values: by column key, typed as :func:`importers.cells.read_cell` returns them, references
            as ids; a column that the file does not tell is absent, one it empties is None.
        places: where each value stands.
    """

    sheet: str
    identity: tuple[str, ...]
    values: Mapping[str, object]
    places: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Rows about which a file is complete: those it does not name any more are removed.

    Attributes:
        sheet: key of the sheet of the order workbook.
        within: values by column key that the rows have; of a column of weeks or days, a tuple
            (first, last).
    """

    sheet: str
    within: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one received file says.

    Attributes:
        file: its name.
        sender: who sent it, as mappings are kept: id of a workshop or supplier, else of the name.
        drafts: rows for the order workbook; empty when ``findings`` hold an error.
        scopes: rows about which the file is complete.
        guesses: everything not certain, confirmed ones included.
        findings: faults and remarks, each in its cell.
    """

    file: str
    sender: str
    drafts: tuple[Draft, ...] = ()
    scopes: tuple[Scope, ...] = ()
    guesses: tuple[Guess, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderContext:
    """What a received file is read against: the order workbook as far as it is filled in.

    Attributes:
        file: its name.
        start: first day of the order, by which weeks without a year are understood.
        last: last day that concerns the order (last due date and the late tail), None if unknown.
        names: sheet key -> id -> how the row is called: id, name, and whatever else tells it.
        sirets: SIRET without blanks -> id of the workshop.
        routing: product id -> ids of its operations in order.
        weekly_hours: workshop id -> usual weekly hours of a person, where known.
        rows: sheet key -> its rows as far as they can be read, values by column key as
            :func:`importers.cells.read_cell` types them, references as ids, ``id`` always filled
            in where the sheet has one; a value with a fault is absent.
    """

    file: str
    start: date | None = None
    last: date | None = None
    names: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    sirets: Mapping[str, str] = field(default_factory=dict)
    routing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weekly_hours: Mapping[str, object] = field(default_factory=dict)
    rows: Mapping[str, tuple[Mapping[str, object], ...]] = field(default_factory=dict)


# The columns that tell one row of a sheet from another.
IDENTITY: Mapping[str, tuple[str, ...]] = {
    "workshops": ("id",),
    "overrides": ("workshop", "week"),
    "closures": ("workshops", "first"),
    "commitments": ("workshop", "first"),
    "capabilities": ("workshop", "operation", "product"),
    "stations": ("id",),
    "materials": ("id",),
    "suppliers": ("id",),
    "offers": ("id",),
    "requests": ("workshop", "material"),
    "followup": ("workshop", "week", "product", "operation", "lot"),
}
