"""Quantities from which a price holds, as suppliers write them: « 500-999 », « à partir de 1 000 m »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from importers.cell_numbers import parse_number
from importers.received import price_terms
from importers.received.price_terms import Measure, Price

_N = r"(\d+(?:[\s.,\u00a0\u202f]\d+)*)"
_UNIT = r"((?!(?:et|ou|and|a|à)\b)[a-zA-Zéèêô²]+\.?)?"
_TO = r"\s*(?:-|–|—|à|a|jusqu['’]?\s*[àa]|et|et moins de)\s*"
_FROM_WORDS = (
    r"(?:à\s*partir\s*de|a\s*partir\s*de|àpd|apd|dès|des|au[- ]delà\s*de|au[- ]dela\s*de|"
    r"minimum|mini|min\.?|plus\s+de\s+ou\s+égal\s+à|from|≥|>=|=>|\+\s*de)"
)
_FROM = re.compile(rf"^{_FROM_WORDS}\s*{_N}\s*{_UNIT}$", re.I)
_ABOVE = re.compile(rf"^(?:>|plus\s+de|supérieur\s+à|superieur\s+a|over)\s*{_N}\s*{_UNIT}$", re.I)
_AND_MORE = re.compile(rf"^{_N}\s*{_UNIT}\s*(?:et\s*\+|et\s+plus|ou\s+plus|\+|and\s+more)$", re.I)
_UP_TO = re.compile(
    rf"^(?:jusqu['’]?\s*[àa]|<=|≤|au\s+plus|maximum|maxi|max\.?|<|moins\s+de|-\s*de|up\s+to)"
    rf"\s*{_N}\s*{_UNIT}$",
    re.I,
)
_RANGE = re.compile(rf"^(?:de\s+|entre\s+|from\s+)?{_N}\s*{_UNIT}{_TO}{_N}\s*{_UNIT}$", re.I)
_ALONE = re.compile(rf"^{_N}\s*{_UNIT}$")
_HEADER_WORDS = re.compile(
    r"^(?:pu|p\.u\.|prix(?:\s+unitaires?)?|tarif|qté|qte|quantité|palier|tranche)?\s*"
    r"(?:h\.?t\.?|t\.?t\.?c\.?)?\s*(?:€)?\s*(?:pour)?\s*[:(]?\s*",
    re.I,
)
_LINE = re.compile(r"^(?P<left>.+?)\s*(?::|=|→|->|\s[-–—]\s)\s*(?P<right>[€\d].*)$")
_PRICE_FIRST = re.compile(rf"^(?P<right>\S.*?)\s+(?:{_FROM_WORDS}|pour|par)\s*(?P<n>{_N}.*)$", re.I)

# What is longer is a sentence; and nothing here may take long to read.
_LONGEST = 160
_MOST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Quantities from ``first`` to ``last`` (None: without end); ``unit`` "" when not written."""

    first: Decimal
    last: Decimal | None = None
    unit: str = ""


def parse_break(text: str, alone: bool = False) -> Break | None:
    """« 500-999 », « ≥ 1000 », « à partir de 1 000 m », « < 500 », « 500 et + »; else None.

    ``alone``: a bare number is a quantity from which a price holds.
    """
    plain = " ".join(text.split()).strip(" .:")
    if len(plain) > _LONGEST:
        return None
    if found := _RANGE.match(plain):
        first, last = _number(found[1]), _number(found[3])
        if first is None or last is None or last < first:
            return None
        return _break(first, last, found[4] or found[2])
    if (found := _FROM.match(plain)) or (found := _AND_MORE.match(plain)):
        return _break(_number(found[1]), None, found[2])
    if found := _ABOVE.match(plain):
        number = _number(found[1])
        # What is sold by whole units changes price at the next one.
        return None if number is None else _break(number + 1, None, found[2])
    if found := _UP_TO.match(plain):
        return _break(Decimal(0), _number(found[1]), found[2])
    if alone and (found := _ALONE.match(plain)):
        return _break(_number(found[1]), None, found[2])
    return None


def header_break(text: str) -> Break | None:
    """The quantities that a header names: « PU HT 500-999 », « 1 à 499 m », « ≥ 1000 »."""
    if len(text) > _LONGEST or not any(c.isdigit() for c in text):
        return None
    plain = re.sub(r"\(\s*€[^()]*\)", " ", " ".join(text.split())).strip()
    for candidate in (plain, _HEADER_WORDS.sub("", plain, count=1).rstrip(" )")):
        found = parse_break(candidate)
        if found is not None:
            return found
    return None


def parse_line(text: str) -> tuple[Break, Price] | None:
    """A price and the quantity from which it holds, in one text; else None.

    « à partir de 1 000 m : 3,20 €/ml », « 500-999 : 3,50 € », « 3,20 €/ml à partir de 1 000 m ».
    """
    plain = " ".join(text.split()).strip(" -•*·")
    if len(plain) > _LONGEST:
        return None
    if found := _LINE.match(plain):
        step, price = parse_break(found["left"]), price_terms.parse_price(found["right"])
        if step is not None and price is not None:
            return step, price
    if found := _PRICE_FIRST.match(plain):
        step = parse_break("≥ " + found["n"])
        price = price_terms.parse_price(found["right"].rstrip(" ,;"))
        if step is not None and price is not None:
            return step, price
    return None


def _number(text: str) -> Decimal | None:
    return parse_number(text)


def _break(first: Decimal | None, last: Decimal | None, unit: str | None) -> Break | None:
    word = (unit or "").rstrip(".")
    measure = price_terms.parse_unit(word) if word else Measure()
    if first is None or measure is None or max(first, last or first) > _MOST:
        return None
    return Break(
        first=first * measure.count,
        last=None if last is None else last * measure.count,
        unit=measure.unit,
    )
