"""Amounts of a sheet as the integers that a problem holds, and their text."""

from __future__ import annotations

from decimal import Decimal

from importers.cell_numbers import plain
from optimizer.money import round_half_up


def cents(euros: Decimal | None) -> int:
    """Euros with at most two decimals as cents; nothing is 0."""
    return 0 if euros is None else round_half_up(euros * 100)


def thousandths(amount: Decimal | None) -> int:
    """An amount with at most three decimals as thousandths; nothing is 0."""
    return 0 if amount is None else round_half_up(amount * 1000)


def from_cents(value: int) -> Decimal:
    """Cents as euros."""
    return Decimal(value).scaleb(-2)


def from_thousandths(value: int) -> Decimal:
    """Thousandths as the amount."""
    return Decimal(value).scaleb(-3)


def as_text(value: object) -> str:
    """A value as an assumption quotes it."""
    return plain(value) if isinstance(value, Decimal) else str(value)
