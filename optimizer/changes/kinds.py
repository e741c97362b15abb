"""What may be changed in a problem, as data: one class per kind of change.

Weeks are ISO names, both ends included; ids are those of the problem. ``None`` as a week means the
plan's first or last. What each does exactly is said where it is applied (``apply_*.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from optimizer.instructions import Ban, Pin
from optimizer.problem import Capability, FairnessKey, Lane, StationGroup, Workshop

# -- workshops ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MorePeople:
    """``people`` more in each week (fewer when negative, never below 0)."""

    workshop: str
    first: str
    last: str
    people: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreHours:
    """``hours`` more a week per person (fewer when negative)."""

    workshop: str
    first: str
    last: str
    hours: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NoClosure:
    """Days on which it is open after all; public holidays stay closed."""

    workshop: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Days on which it is closed."""

    workshop: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopStops:
    """It makes nothing from ``week`` on; what lies there may still leave."""

    workshop: str
    week: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveWorkshop:
    """As if it had never been there; refused when something lies there or depends on it."""

    workshop: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWorkshop:
    """A newcomer, what it can do, its posts and its ways to the delivery points."""

    workshop: Workshop
    capabilities: tuple[Capability, ...] = ()
    station_groups: tuple[StationGroup, ...] = ()
    lanes: tuple[Lane, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierEntry:
    """It enters on ``day``."""

    workshop: str
    day: date


# -- posts and machines ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreStations:
    """``number`` more posts (fewer when negative, never below 0) in these weeks."""

    group: str
    number: int
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StationHours:
    """Posts open ``hours`` a week in these weeks."""

    group: str
    hours: Decimal
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StationStops:
    """No post works in these weeks: a breakdown."""

    group: str
    first: str | None = None
    last: str | None = None


# -- materials and suppliers ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreMaterial:
    """``thousandths`` more that a supplier can hand over, in a week of arrival or in every week."""

    offer: str
    thousandths: int
    week: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierSupply:
    """A lead time ``weeks`` shorter (longer when negative, never below 0)."""

    offer: str
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEarlier:
    """One may order from ``day`` on."""

    offer: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierStops:
    """Nothing more is handed over by a supplier from ``week`` on."""

    supplier: str
    week: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChange:
    """Every price of an offer × ``rate``."""

    offer: str
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMaterial:
    """``thousandths`` more of a material in common stock at the start (fewer when negative)."""

    material: str
    thousandths: int


# -- skills, shares, lots, ways -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualify:
    """A norm held from ``day`` on (None: from the start)."""

    workshop: str
    norm: str
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """A workshop can do an operation; stands in place of the same capability if there is one."""

    capability: Capability


@dataclass(frozen=True, slots=True, kw_only=True)
class LargestShare:
    """At most this part of the order; None takes the limit away."""

    workshop: str
    share: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallestShare:
    """Nothing, or at least this part of the order; None takes the limit away."""

    workshop: str
    share: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsCeiling:
    """A ceiling on what it may invoice; None takes it away."""

    workshop: str
    cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallestRun:
    """Least units in a week it runs an operation (of one product, or of all)."""

    workshop: str
    operation: str
    product: str | None = None
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLot:
    """Another lot size; 0 means divisible."""

    product: str
    lot_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TestingWeeks:
    """Nothing of a product leaves a workshop in the first so many weeks."""

    # It is a change, whatever pytest thinks of its name.
    __test__ = False

    product: str
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HubLeadTime:
    """Semi-finished units take so many weeks between workshops."""

    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneLeadTime:
    """Finished units take so many weeks on a lane."""

    workshop: str
    delivery_point: str
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLead:
    """Materials leave the pool so many weeks before they are used there."""

    workshop: str
    weeks: int


# -- what is asked --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandQuantity:
    """Another quantity for a milestone."""

    demand: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandDue:
    """Another due day for a milestone."""

    demand: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandPriority:
    """Another priority for a milestone."""

    demand: str
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """So many weeks after the last due week in which late work may still be done."""

    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SellingPrice:
    """Another selling price, euros per unit before tax."""

    product: str
    price: Decimal


# -- who does it ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPin:
    """Work held as it is said."""

    pin: Pin


@dataclass(frozen=True, slots=True, kw_only=True)
class AddBan:
    """Work ruled out."""

    ban: Ban


@dataclass(frozen=True, slots=True, kw_only=True)
class FairnessKeyChange:
    """Another fairness key."""

    key: FairnessKey


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedShares:
    """Agreed weights of the workshops named, (workshop, share); the others keep theirs."""

    shares: tuple[tuple[str, Decimal], ...]


Change = (
    MorePeople
    | MoreHours
    | NoClosure
    | Closed
    | WorkshopStops
    | RemoveWorkshop
    | AddWorkshop
    | EarlierEntry
    | MoreStations
    | StationHours
    | StationStops
    | MoreMaterial
    | EarlierSupply
    | OrderEarlier
    | SupplierStops
    | PriceChange
    | StockMaterial
    | Qualify
    | Skill
    | LargestShare
    | SmallestShare
    | ReceiptsCeiling
    | SmallestRun
    | ProductLot
    | TestingWeeks
    | HubLeadTime
    | LaneLeadTime
    | IssueLead
    | DemandQuantity
    | DemandDue
    | DemandPriority
    | Tail
    | SellingPrice
    | AddPin
    | AddBan
    | FairnessKeyChange
    | AgreedShares
)
