"""Cents and exact decimals: rounding half-up, and sharing a sum to the last cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def round_half_up(value: Decimal) -> int:
    """Nearest integer; a half goes away from zero, as invoices do."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def euros_to_cents(value: Decimal) -> int:
    """Euros as integer cents, half-up."""
    return round_half_up(value * 100)


def split_cents(total: int, weights: Sequence[Decimal | int | Fraction]) -> tuple[int, ...]:
    """Share ``total`` cents in proportion to ``weights`` so that the parts sum to it exactly.

    Largest remainder; a tie goes to the earlier entry.

    Raises:
        ValueError: a weight is negative, or all are zero while there is something to share.
    """
    parts = [Fraction(w) for w in weights]
    if any(p < 0 for p in parts):
        raise ValueError("weights must not be negative")
    whole = sum(parts, Fraction(0))
    if whole == 0:
        if total:
            raise ValueError("nothing to share by: every weight is zero")
        return tuple(0 for _ in parts)
    exact = [Fraction(total) * p / whole for p in parts]
    floors = [int(e // 1) for e in exact]
    left = total - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: (floors[i] - exact[i], i))
    for i in by_remainder[:left]:
        floors[i] += 1
    return tuple(floors)
