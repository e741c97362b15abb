"""The fourteen digits of an establishment, as spreadsheets spoil them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from importers.workbook import Cell

_LENGTH = 14
_SEPARATORS = re.compile(r"[\s.\-_/'’]")
_EXPONENT = re.compile(r"^\d+([.,]\d+)?[eE]\+?\d+$")
# La Poste has more establishments than the usual key allows: its digits add up to a multiple of 5.
_LA_POSTE = "356000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Siret:
    """What a cell says: ``digits`` are "" when they cannot be told; ``code`` says what is odd."""

    digits: str = ""
    code: str = ""


def read_siret(cell: Cell) -> Siret:
    """The number of a cell: text with any separators, or a number that lost its first zeros."""
    value = cell.value
    if isinstance(value, bool) or value is None:
        return Siret()
    if isinstance(value, int | float):
        if value != int(value) or value < 0:
            return Siret(code="import.siret_unreadable")
        digits = format(Decimal(int(value)), "f")
        # Zeros in front are lost, one or two at most: no departement begins with more.
        digits = digits.zfill(_LENGTH) if len(digits) in (_LENGTH - 1, _LENGTH - 2) else digits
    elif isinstance(value, str):
        if _EXPONENT.match(value.strip()):
            return Siret(code="import.siret_unreadable")
        digits = _SEPARATORS.sub("", value.casefold().replace("siret", "").replace(":", ""))
    else:
        return Siret(code="import.siret_unreadable")
    if not digits:
        return Siret()
    if not digits.isascii() or not digits.isdigit() or len(digits) != _LENGTH:
        return Siret(code="import.siret_unreadable")
    return Siret(digits=digits, code="" if is_valid(digits) else "import.siret_key")


def is_valid(digits: str) -> bool:
    """Whether fourteen digits carry the right key (Luhn, but for La Poste)."""
    if digits.startswith(_LA_POSTE) and sum(int(d) for d in digits) % 5 == 0:
        return True
    total = 0
    for position, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + position % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0
