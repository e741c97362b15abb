"""A typed value of a column as the reader writes it, and what rows and guesses are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from importers.cells import FAULTY
from importers.columns import Column, Kind
from optimizer.weeks import is_week_name
from service.i18n import N_, Texts

# Sheet key -> id -> name to show.
Names = Mapping[str, Mapping[str, str]]

_PLACES = 6
_RATES = (Kind.PERCENT, Kind.PERCENTS, Kind.PACE)
_HELD_UNITS = {Kind.HOURS: "h", Kind.MINUTES: "min", Kind.MONEY: "€", Kind.MONEYS: "€"}

BLANK = N_("(vide)")
UNREADABLE = N_("(illisible)")
_YES, _NO = N_("oui"), N_("non")


def shown_value(column: Column, value: object, texts: Texts, names: Names) -> str:
    """A value in the words of whoever fills in that column: ``26 h``, ``12 %``, ``S14 2020``."""
    if value is FAULTY:
        return texts.gettext(UNREADABLE)
    if value in (None, "", ()):
        return texts.gettext(BLANK)
    if isinstance(value, tuple):
        return " ; ".join(shown_value(column, v, texts, names) for v in value)
    if isinstance(value, bool):
        return texts.gettext(_YES if value else _NO)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return texts.day(value)
    if isinstance(value, Decimal | int):
        return _number(column, Decimal(value), texts)
    text = str(value)
    if column.kind in (Kind.REF, Kind.REFS):
        return names.get(column.to, {}).get(text, text)
    if column.kind is Kind.CHOICE:
        return next((c.label(texts.language) for c in column.choices if c.value == text), text)
    return texts.week(text) if column.kind is Kind.WEEK and is_week_name(text) else text


def _number(column: Column, value: Decimal, texts: Texts) -> str:
    if column.kind in _RATES:
        return texts.percent(value, 2)
    unit = _HELD_UNITS.get(column.kind, "")
    shown = texts.number(value, _PLACES)
    return f"{shown}\u00a0{unit}" if unit else shown
