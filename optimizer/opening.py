"""Where a plan starts from: what lies where, what is on its way, what was done, what is already decided.

Empty for a new order; what replanning starts from. Ids, weeks and quantities are those of the problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialStock:
    """Opening stock of a material; ``lender`` is the workshop that lent it, "" when it is common."""

    material: str
    thousandths: int
    lender: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStock:
    """Conforming units after ``operation`` lying at a workshop, or at the hub when ``workshop`` is ""."""

    workshop: str = ""
    product: str
    operation: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class HubTransit:
    """Semi-finished units on their way, usable by any workshop from ``arrival``."""

    product: str
    operation: str
    units: Decimal
    arrival: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneTransit:
    """Finished units on their way to a delivery point, delivered in ``arrival``."""

    product: str
    delivery_point: str
    units: Decimal
    arrival: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPurchase:
    """A purchase placed before the plan and not yet received."""

    material: str
    offer: str = ""
    thousandths: int
    arrival: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What an offer already sold: counts for breaks on the total and for its availability in all."""

    offer: str
    thousandths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Conforming units of a demand delivered before the plan starts."""

    demand: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PastWork:
    """What a workshop did before the plan: standard minutes, receipts, ramp-up weeks already used.

    ``headcount_weeks`` and ``productive_minutes`` are those of the weeks of the order before the plan:
    with them a key looks at the whole order, not only at what is left of it.
    """

    workshop: str
    standard_milliminutes: int = 0
    receipts_cents: int = 0
    ramp_up_weeks: int = 0
    headcount_weeks: Decimal = Decimal(0)
    productive_minutes: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenRun:
    """Production already decided in a frozen week."""

    workshop: str
    product: str
    operation: str
    week: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningState:
    """Where the plan starts from. In the first ``frozen_weeks`` weeks exactly ``frozen_runs`` are made."""

    units: tuple[UnitStock, ...] = ()
    hub_transit: tuple[HubTransit, ...] = ()
    lane_transit: tuple[LaneTransit, ...] = ()
    materials: tuple[MaterialStock, ...] = ()
    purchases: tuple[OpenPurchase, ...] = ()
    bought: tuple[Bought, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    past_work: tuple[PastWork, ...] = ()
    frozen_weeks: int = 0
    frozen_runs: tuple[FrozenRun, ...] = ()
