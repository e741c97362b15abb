"""What a sheet and a column are: the words with which every sheet is declared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Literal

Language = Literal["fr", "en"]


class Kind(Enum):
    """How the text of a cell is understood."""

    TEXT = auto()
    TEXTS = auto()
    ID = auto()
    REF = auto()
    REFS = auto()
    INTEGER = auto()
    DECIMAL = auto()
    DECIMALS = auto()
    PERCENT = auto()
    PERCENTS = auto()
    HOURS = auto()
    MINUTES = auto()
    MONEY = auto()
    MONEYS = auto()
    DATE = auto()
    DATES = auto()
    WEEK = auto()
    YES_NO = auto()
    CHOICE = auto()
    PACE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the values of a choice: what the problem holds, its names, other ways to say it."""

    value: str
    fr: str
    en: str
    also: tuple[str, ...] = ()

    def label(self, language: Language) -> str:
        """Its name in a language."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a sheet, or one line of a sheet of labels and values.

    Attributes:
        key: name of the value in a row; ``column.<sheet>.<key>`` is the key of its help text.
        fr, en: headers; ``also``: other headers that mean the same.
        unit: shown in brackets after the header.
        required: a blank is an error (unless the sheet says otherwise).
        to: key of the sheet whose ids a reference names.
        minimum, maximum: bounds of a number; ``above``: the minimum itself is refused.
        places: decimals that the problem can hold, None when it holds any.
        plain_up_to: a number without « % » above this is taken for a percentage.
        is_assumed: a blank is filled with a plausible value, which is then listed.
        example: what the example row of the template shows.
    """

    key: str
    kind: Kind
    fr: str
    en: str
    also: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False
    to: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: Decimal | None = None
    above: bool = False
    maximum: Decimal | None = None
    places: int | None = None
    plain_up_to: Decimal = Decimal(1)
    is_assumed: bool = False
    example: str = ""

    def header(self, language: Language) -> str:
        """Header in a language, its unit in brackets."""
        name = self.fr if language == "fr" else self.en
        return f"{name} ({self.unit})" if self.unit else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: titles, other titles that mean the same, and what a row of it is.

    Attributes:
        row_kind: ``object`` has an id of its own, ``line`` belongs to others, ``labels`` is one
            object written as labels and values.
        required: a workbook without it is refused.
        by_hand: shown in the template that people fill in.
    """

    key: str
    fr: str
    en: str
    also: tuple[str, ...] = ()
    row_kind: Literal["object", "line", "labels"] = "line"
    required: bool = False
    by_hand: bool = True
    columns: tuple[Column, ...]

    def title(self, language: Language) -> str:
        """Title of the sheet in a language."""
        return self.fr if language == "fr" else self.en

    def column(self, key: str) -> Column:
        """The column of that key."""
        return next(c for c in self.columns if c.key == key)


ZERO = Decimal(0)
ONE = Decimal(1)


def text(
    key: str, fr: str, en: str, *also: str, example: str = "", required: bool = False
) -> Column:
    """A free text."""
    return Column(
        key=key, kind=Kind.TEXT, fr=fr, en=en, also=also, example=example, required=required
    )


def own_id(fr: str = "Code", en: str = "Code", *also: str, example: str = "") -> Column:
    """The id of the row; made from the name when blank."""
    return Column(
        key="id",
        kind=Kind.ID,
        fr=fr,
        en=en,
        also=("id", "identifiant", "identifier", "ref", "reference", *also),
        example=example,
    )


def ref(
    key: str,
    to: str,
    fr: str,
    en: str,
    *also: str,
    required: bool = False,
    several: bool = False,
    is_assumed: bool = False,
    example: str = "",
) -> Column:
    """Name or id of a row of another sheet, or several separated by « ; »."""
    return Column(
        key=key,
        kind=Kind.REFS if several else Kind.REF,
        to=to,
        fr=fr,
        en=en,
        also=also,
        required=required,
        is_assumed=is_assumed,
        example=example,
    )


def number(
    key: str,
    kind: Kind,
    fr: str,
    en: str,
    *also: str,
    unit: str = "",
    required: bool = False,
    minimum: Decimal | None = ZERO,
    above: bool = False,
    maximum: Decimal | None = None,
    places: int | None = None,
    plain_up_to: Decimal = ONE,
    is_assumed: bool = False,
    example: str = "",
) -> Column:
    """A number of any kind, not negative unless said otherwise."""
    return Column(
        key=key,
        kind=kind,
        fr=fr,
        en=en,
        also=also,
        unit=unit,
        required=required,
        minimum=minimum,
        above=above,
        maximum=maximum,
        places=places,
        plain_up_to=plain_up_to,
        is_assumed=is_assumed,
        example=example,
    )


def day(
    key: str, fr: str, en: str, *also: str, required: bool = False, example: str = ""
) -> Column:
    """A day."""
    return Column(
        key=key, kind=Kind.DATE, fr=fr, en=en, also=also, required=required, example=example
    )


def week(
    key: str, fr: str, en: str, *also: str, required: bool = False, example: str = ""
) -> Column:
    """An ISO week."""
    return Column(
        key=key, kind=Kind.WEEK, fr=fr, en=en, also=also, required=required, example=example
    )


def yes_no(key: str, fr: str, en: str, *also: str, is_assumed: bool = False) -> Column:
    """Yes or no."""
    return Column(key=key, kind=Kind.YES_NO, fr=fr, en=en, also=also, is_assumed=is_assumed)


def choice(
    key: str,
    choices: tuple[Choice, ...],
    fr: str,
    en: str,
    *also: str,
    required: bool = False,
    is_assumed: bool = False,
    example: str = "",
) -> Column:
    """One value among a few."""
    return Column(
        key=key,
        kind=Kind.CHOICE,
        choices=choices,
        fr=fr,
        en=en,
        also=also,
        required=required,
        is_assumed=is_assumed,
        example=example,
    )
