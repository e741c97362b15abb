"""One amount of a full cost and the figures it was reckoned from, so that anybody can do it again.

A formula is read from left to right, as on an adding machine: the first figure, then each figure with
its operator. It gives the exact amount in cents; ``cents`` is that amount after rounding. A part of a
rounded total may differ from its own rounding by a cent, two where the total was itself a part
(largest remainder).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeVar

from optimizer.money import split_cents

ItemKind = Literal[
    "labour",  # main-d'œuvre de production, at the coût minute
    "setup",  # mises en route: the minutes of each week in which an operation runs
    "setup_cost",  # likewise, the money
    "supervision",  # encadrement technique
    "piece",  # coût à la pièce
    "materials",  # goods and order fees, at what the group really pays
    "settlement",  # règlement des achats: paid to other workshops, or by them, as the chosen key says
    "stock",  # opening stock that was used, at its agreed price
    "vat",  # TVA non récupérée on materials
    "movement",  # lanes (label: the delivery point) and shuttle (label: "hub")
    "holding",  # keeping finished units and materials
    "transport",  # own expenses of the member …
    "tests",
    "packaging",
    "fixed",
    "overhead",  # frais généraux: label "amount" or "rate"
    "non_quality",
    "common",  # compte prorata
    "aid",  # taken off the cost, shown apart
    "in_kind",  # never in the cost
]
# Whether an amount moves with the quantities of this order: what the break-even asks.
Behaviour = Literal["variable", "fixed"]
Operator = Literal["", "×", "÷", "+", "−"]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One figure of a formula: a code for its name, its value, its unit.

    ``operator``: what is done with it to what stands before (means nothing on the first). ``unit``: "min", "h",
    "cent", "unit" (of a product), "lot", "start", "unit-week", "" (a rate), else a material's own.
    """

    name: str
    value: Decimal
    unit: str = ""
    operator: Operator = "×"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostItem:
    """One amount of one workshop for one product.

    ``workshop`` and ``product`` are "" when nobody, or no product in particular, carries it. ``label``:
    which material, expense, aid or part. ``variable_cents``: what of it the plan's cost level counts.
    ``source``: where its parameters come from, as given.
    """

    kind: ItemKind
    workshop: str
    product: str
    label: str = ""
    cents: int
    variable_cents: int = 0
    behaviour: Behaviour = "variable"
    formula: tuple[Term, ...] = ()
    source: str = ""

    @property
    def exact_cents(self) -> Fraction:
        """The amount before rounding, from the formula."""
        return evaluate(self.formula)

    @property
    def adjustment_cents(self) -> int:
        """What largest remainder added to the rounded formula so that totals hold: −2 … 2 cents."""
        return self.cents - round_fraction(self.exact_cents)


def evaluate(formula: Sequence[Term]) -> Fraction:
    """The exact result of a formula, read from left to right; 0 for an empty one.

    Raises:
        ZeroDivisionError: a figure divides and is zero.
    """
    total = Fraction(0)
    for k, term in enumerate(formula):
        value = Fraction(term.value)
        if k == 0:
            total = value
        elif term.operator == "÷":
            total /= value
        elif term.operator == "+":
            total += value
        elif term.operator == "−":
            total -= value
        else:
            total *= value
    return total


def round_fraction(value: Fraction) -> int:
    """Nearest integer; a half goes away from zero, as invoices do."""
    nearest = int((abs(value) * 2 + 1) // 2)
    return nearest if value >= 0 else -nearest


def spread(parts: Mapping[Key, Fraction]) -> dict[Key, int]:
    """Exact amounts as cents whose sum is the rounded sum of all (largest remainder).

    Amounts must not be negative.
    """
    return share(round_fraction(sum(parts.values(), Fraction(0))), parts)


def share(total: int, weights: Mapping[Key, Fraction]) -> dict[Key, int]:
    """``total`` cents in proportion to weights, exactly; nothing when every weight is zero."""
    if not any(weights.values()):
        return dict.fromkeys(weights, 0)
    return dict(zip(weights, split_cents(total, list(weights.values())), strict=True))


def total_cents(items: Iterable[CostItem]) -> int:
    """Sum of some items."""
    return sum(item.cents for item in items)


def by_kind(items: Iterable[CostItem]) -> dict[ItemKind, int]:
    """Cents per kind, in the order of the items."""
    found: dict[ItemKind, int] = {}
    for item in items:
        found[item.kind] = found.get(item.kind, 0) + item.cents
    return found


def by_product(items: Iterable[CostItem]) -> dict[str, int]:
    """Cents per product, in the order of the items."""
    found: dict[str, int] = {}
    for item in items:
        found[item.product] = found.get(item.product, 0) + item.cents
    return found
