"""What a cell of a received file says, and how surely."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from importers.cells import Fault, shown
from importers.workbook import Cell


class Closed(Enum):
    """Stands in a cell of numbers for « fermé », « congés », « férié »: nobody works then."""

    CLOSED = "closed"


CLOSED = Closed.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """One cell of a received file.

    Attributes:
        value: typed as :func:`importers.cells.read_cell` does; None: blank or unknown;
            :data:`CLOSED`; ``FAULTY``: cannot be understood, and ``faults`` says why.
        faults: what there is to say about it; a guess always has one, a warning.
        is_guess: understood without being certain: to be confirmed.
        read: the cell as it is quoted.
        choices: what it may mean, what was understood first, as texts that this reader reads back
            without a doubt; "" stands for a blank. Empty when it is no guess.
        confidence: 0 to 100; 100 when it is no guess.
        unit: the unit written in the cell, ``m``, ``pers``, ``€ HT/m``, or words that are no unit;
            "" when there is none.
    """

    value: object
    faults: tuple[Fault, ...] = ()
    is_guess: bool = False
    read: str = ""
    choices: tuple[str, ...] = ()
    confidence: int = 100
    unit: str = ""


def certain(value: object, cell: Cell, unit: str = "") -> Loose:
    """A value that leaves no doubt."""
    return Loose(value=value, read=shown(cell.value), unit=unit)


def doubtful(
    value: object,
    cell: Cell,
    faults: Iterable[Fault],
    choices: tuple[str, ...],
    confidence: int,
    unit: str = "",
) -> Loose:
    """A value that somebody has to confirm."""
    return Loose(
        value=value,
        faults=tuple(faults),
        is_guess=True,
        read=shown(cell.value),
        choices=tuple(dict.fromkeys(choices)),
        confidence=confidence,
        unit=unit,
    )
