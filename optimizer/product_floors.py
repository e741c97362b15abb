"""Whether each product pays for itself: its price beside its floor, the cost net of aid.

A price below its floor is paid for by the other products, or by nobody. Totals of a product tell no
member's figure where ``FEWEST_MEMBERS`` of them have a part in it: who shows them must look at ``members``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from optimizer.cost_items import CostItem, round_fraction
from optimizer.diagnostics import Diagnostic, warning

_CENT = Decimal("0.01")
_TEN_THOUSANDTH = Decimal("0.0001")
# What a product carries of the common costs may be rounded a cent apart.
_LEAST_CENTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFloor:
    """A product of an offer: price before tax, full cost gross and net of aid (the floor), cents.

    ``members``: how many of them have a part in its cost.
    """

    product: str
    units: Decimal
    ht_cents: int
    gross_cents: int
    floor_cents: int
    members: int

    @property
    def margin_cents(self) -> int:
        """Price − floor."""
        return self.ht_cents - self.floor_cents

    @property
    def unit_floor(self) -> Decimal | None:
        """Floor price of a unit in euros, to a hundredth of a cent; None without units."""
        return self._per_unit(self.floor_cents)

    @property
    def unit_price(self) -> Decimal | None:
        """Price of a unit in euros, likewise."""
        return self._per_unit(self.ht_cents)

    @property
    def price_that_holds(self) -> Decimal | None:
        """The least price of a unit, in whole cents, that covers the floor."""
        if not self.units:
            return None
        exact = Decimal(self.floor_cents) / 100 / self.units
        return exact.quantize(_CENT, rounding=ROUND_CEILING)

    def _per_unit(self, cents: int) -> Decimal | None:
        return (Decimal(cents) / 100 / self.units).quantize(_TEN_THOUSANDTH) if self.units else None


def product_floors(
    parts: Sequence[tuple[CostItem, Fraction]],
    units: Mapping[str, Decimal],
    ht_cents: Mapping[str, int],
) -> tuple[ProductFloor, ...]:
    """The floor of each product that is sold.

    Args:
        parts: items of cost and of aid, each with the part of it that counts here. What no product
            carries is left out.
        units, ht_cents: sold, and its price before tax, by product.
    """
    found = []
    for product, cents in ht_cents.items():
        own = [(x, part) for x, part in parts if x.product == product]
        gross = sum((x.cents * part for x, part in own if x.kind != "aid"), Fraction(0))
        aid = sum((x.cents * part for x, part in own if x.kind == "aid"), Fraction(0))
        found.append(
            ProductFloor(
                product=product,
                units=units[product],
                ht_cents=cents,
                gross_cents=round_fraction(gross),
                floor_cents=round_fraction(gross - aid),
                members=len({x.workshop for x, _ in own if x.workshop and x.cents}),
            )
        )
    return tuple(found)


def below_floor(floors: Sequence[ProductFloor]) -> Iterator[Diagnostic]:
    """Each product that sells below its floor: what is missing, who pays it, which price would hold."""
    payers = [f for f in floors if f.margin_cents >= _LEAST_CENTS]
    for f in floors:
        if f.margin_cents > -_LEAST_CENTS or f.price_that_holds is None:
            continue
        whole = sum(x.margin_cents for x in floors)
        reason = "unpaid" if not payers else "paid" if whole >= 0 else "partly"
        yield warning(
            "cost.product_below_floor",
            f.product,
            reason=reason,
            unit_price=f.unit_price,
            unit_floor=f.unit_floor,
            holds=f.price_that_holds,
            units=f.units,
            lost_cents=-f.margin_cents,
            payers=", ".join(x.product for x in payers),
            paid_cents=sum(x.margin_cents for x in payers),
        )
