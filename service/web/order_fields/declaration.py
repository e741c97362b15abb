"""What a field, a table and a form of the order are: the words with which they are declared.

A field says where its value lies in the data of a part, how it is written there (thousandths, cents,
rates) and how a person writes it (minutes, euros, percent).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from service.db.conversion import PartKind
from service.i18n import N_

FieldKind = Literal[
    "text", "number", "whole", "day", "week", "percent", "percents", "thousandths", "cents",
    "hours", "choice", "names", "days", "lines", "substitutes", "tick", "present",
]  # fmt: skip
# What a form is about: a part of the order, or what belongs to no part.
FormKind = PartKind | Literal["head"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value.

    Attributes:
        name: of the box, and key in the data.
        path: where it lies instead, keys joined by dots.
        kind: how it is written; ``hours`` are minutes in the data, ``present`` tells whether the
            object at ``path`` is there at all.
        choices: kind of part to choose from, ``operation``, or key of ``WORDS``; for ``choice``,
            ``names`` and ``substitutes``.
        blank: what an empty box means in the data.
        like: field of the same line whose value an empty box takes.
        after: field of the same line, or of the form, that may not be later.
        none: what choosing nothing is called.
        fold: key of the fold in which it stands; "" : always seen.
        is_rare: of a table: behind « Plus » at the end of the line.
        column: « sheet.column » of the order workbook that says the same; its bounds hold here.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    path: str = ""
    help: str = ""
    unit: str = ""
    needed: bool = False
    choices: str = ""
    blank: Any = None
    like: str = ""
    after: str = ""
    none: str = ""
    fold: str = ""
    is_rare: bool = False
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A list of the data, as a table to fill in.

    Attributes:
        name: of its boxes, and key in the object, or beside it when ``is_beside``.
        path: where it lies instead, keys joined by dots.
        whose: field that names the part, filled by itself.
        has_ids: rows have an ``id``, made from their name.
        is_in_order: the order of the rows counts.
        is_by_week: rows have a ``week``; neighbours that say the same share a line, up to ``last``.
        says: columns of the order workbook that the place of this table says by itself.
    """

    name: str
    label: str
    columns: tuple[Field, ...]
    path: str = ""
    help: str = ""
    is_beside: bool = False
    whose: str = ""
    has_ids: bool = False
    is_in_order: bool = False
    is_by_week: bool = False
    fold: str = ""
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What is rarely needed, folded under a title.

    Attributes:
        when: one sentence that says who needs it.
        short: a word for it, in a table of many things.
    """

    key: str
    title: str
    when: str
    short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Everything of one kind of part.

    Attributes:
        slug: in addresses.
        one: what people call it; ``new``: the button that adds one.
        shortcuts: boxes that are no data: what they say is written into fields and tables at once.
        within: list of the part in which the object lies ("" : the part itself).
        none_at: what becomes None when nothing at all is filled in, keys joined by dots.
        code: column of the order workbook that holds the code; a new thing may be given one.
        says: columns of the order workbook that the form says by what it is about.
    """

    kind: FormKind
    slug: str
    one: str
    new: str
    fields: tuple[Field, ...]
    rows: tuple[Rows, ...] = ()
    folds: tuple[Fold, ...] = ()
    shortcuts: tuple[Field, ...] = ()
    within: str = ""
    none_at: str = ""
    lead: str = ""
    code: str = ""
    says: tuple[str, ...] = ()

    @property
    def part_kind(self) -> PartKind:
        """Kind of part that it is about.

        Raises:
            ValueError: it is about what belongs to no part.
        """
        if self.kind == "head":
            raise ValueError(f"{self.slug} is about no part")
        return self.kind

    def workbook_columns(self) -> Iterator[str]:
        """Columns of the order workbook that this form can say."""
        every = [*self.fields, *self.shortcuts, *(c for r in self.rows for c in r.columns)]
        yield from (f.column for f in every if f.column)
        yield from (said for r in self.rows for said in r.says)
        yield from self.says
        if self.code:
            yield self.code


def name_field(column: str) -> Field:
    """The name of a thing."""
    return Field(name="name", label=N_("Nom"), needed=True, column=column)
