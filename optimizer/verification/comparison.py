"""How quantities of a plan are compared, and how they are shown (docs/model.md, tolerances)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from optimizer.ledger import Ledger

RELATIVE = Decimal("0.000001")
MINUTES = Decimal("0.01")
MATERIAL = Decimal("0.01")
CENTS = Decimal(1)
_PART_OF_A_UNIT = Decimal("0.001")
_THOUSANDTH = Decimal("0.001")


def exceeds(value: Decimal, limit: Decimal, absolute: Decimal) -> bool:
    """Whether a value is above a limit by more than the tolerance."""
    return value - limit > absolute + RELATIVE * abs(limit)


def differs(value: Decimal, expected: Decimal, absolute: Decimal) -> bool:
    """Whether two values are further apart than the tolerance."""
    return abs(value - expected) > absolute + RELATIVE * max(abs(value), abs(expected))


def is_whole(ledger: Ledger, product: str) -> bool:
    """Whether every quantity of a product is a whole number of units."""
    data = ledger.products[product]
    return data.lot_size > 0 and all(o.yield_rate == 1 for o in data.operations)


def units_exceed(ledger: Ledger, product: str, value: Decimal, limit: Decimal) -> bool:
    """Whether units are above a limit: exactly where everything is whole, else by the tolerance."""
    if is_whole(ledger, product):
        return value > limit
    return exceeds(value, limit, _PART_OF_A_UNIT)


def units_differ(ledger: Ledger, product: str, value: Decimal, expected: Decimal) -> bool:
    """Whether two numbers of units are not the same."""
    return units_exceed(ledger, product, value, expected) or units_exceed(
        ledger, product, expected, value
    )


def shown(value: Decimal) -> str:
    """A number as text: at most three decimals, none that say nothing."""
    text = f"{value.quantize(_THOUSANDTH, rounding=ROUND_HALF_EVEN):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
