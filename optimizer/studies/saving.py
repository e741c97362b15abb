"""What a study of joint purchasing finds, as data (:mod:`optimizer.studies.joint_purchasing`)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from optimizer.cost_parameters import SharingKey
from optimizer.diagnostics import Diagnostic
from optimizer.purchase_orders import (
    DeliveryList,
    MaterialPrice,
    NextBreak,
    OfferComparison,
    PurchaseOrder,
)

Paid = Literal["least", "plan"]
KeyName = SharingKey | Literal["same_price"]
"""A key that may be chosen, or the same unit price for all, shown to be compared with."""

ROUNDING_CENTS = 5
"""A cost so little above its bound is proven: lines are rounded, quantities too (to a thousandth)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberShare:
    """What one buyer pays under a key, cents.

    ``alone_cents``: what it would pay alone, as found, at least ``alone_bound_cents``. ``gain_cents``:
    below zero when it pays more than alone. ``lowest_cents`` … ``highest_cents``: between what ``cents``
    would lie if every coalition's cost were known exactly (``cents`` as said when all are proven).
    ``standard_error``: of a sampled Shapley value, cents (None: not sampled); not in that interval.
    """

    workshop: str
    alone_cents: int
    alone_bound_cents: int
    cents: int
    gain_cents: int
    lowest_cents: int
    highest_cents: int
    standard_error: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BetterAlone:
    """A coalition that pays more than it would alone.

    ``surely_cents``: beyond orders that were found for it; ``possibly_cents``: beyond its bound. A
    ``surely_cents`` of 0 or less says that only the bound leaves it possible.
    """

    members: tuple[str, ...]
    surely_cents: int
    possibly_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyShares:
    """The shares under one key (they sum to what is paid) and the coalitions they do not suit.

    ``better_alone``: single workshops included, the one that loses most first.
    """

    key: KeyName
    members: tuple[MemberShare, ...]
    better_alone: tuple[BetterAlone, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoalitionView:
    """What a coalition would pay alone: at most ``cents``, at least ``bound_cents``."""

    members: tuple[str, ...]
    cents: int
    bound_cents: int
    gap: Decimal
    emergency_cents: int

    @property
    def is_proven(self) -> bool:
        """Whether nothing but rounding lies between cost and bound."""
        return self.cents - self.bound_cents <= ROUNDING_CENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class NotBoughtAlone:
    """A need that a workshop could not have bought alone, priced at the emergency price.

    ``thousandths`` of ``unit``, the material's own.
    """

    workshop: str
    material: str
    thousandths: int
    unit: str
    weeks: tuple[str, ...]
    unit_price: Decimal | None
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreCheck:
    """Whether any shares at all leave every coalition no worse off than alone.

    ``is_empty``: True, False, or None when the bounds (or the coalitions not solved) leave it open.
    ``epsilon_cents``: what the worst-off coalition pays beyond its cost as found, whatever the shares;
    0 or less when some shares satisfy all (None: a single buyer). ``checked`` of ``coalitions``.
    """

    is_empty: bool | None
    epsilon_cents: Decimal | None
    checked: int
    coalitions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JointPurchasing:
    """What buying together brings.

    Attributes:
        members: the buyers, in the order of the problem; everything below follows it.
        paid_cents: what the group pays and the keys share; ``paid``: of the cheapest orders found for
            the plan's needs, or of the plan's own.
        group: those cheapest orders; ``plan_cents``: the plan's own, counted alike.
        saving_cents: stand-alone costs less ``paid_cents``, below zero for a loss; it lies between
            ``lowest_saving_cents`` and itself.
        coalitions: every coalition solved, small ones first.
        keys: the shares under each key; ``key`` is the one chosen.
        orders, deliveries, offers, breaks, prices: of the orders that are paid.
        sampled_orders: orders of arrival sampled for Shapley values, 0 when they are exact.
    """

    members: tuple[str, ...]
    key: SharingKey
    paid: Paid
    paid_cents: int
    plan_cents: int
    group: CoalitionView
    saving_cents: int
    lowest_saving_cents: int
    coalitions: tuple[CoalitionView, ...]
    keys: tuple[KeyShares, ...]
    core: CoreCheck
    not_bought_alone: tuple[NotBoughtAlone, ...]
    orders: tuple[PurchaseOrder, ...]
    deliveries: tuple[DeliveryList, ...]
    offers: tuple[OfferComparison, ...]
    breaks: tuple[NextBreak, ...]
    prices: tuple[MaterialPrice, ...]
    sampled_orders: int
    diagnostics: tuple[Diagnostic, ...]

    @property
    def chosen(self) -> KeyShares:
        """The shares under the chosen key."""
        return next(k for k in self.keys if k.key == self.key)
