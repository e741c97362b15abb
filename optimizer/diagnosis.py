"""What a diagnosis says: what binds and by how much, which least change cures it, and why so little or late.

Data only: no solver is loaded by reading it. Amounts stand in the unit that belongs to what they count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from optimizer.changes import Change
from optimizer.plan import Reason

BottleneckKind = Literal[
    "labour",
    "station",
    "material",
    "lead_time",
    "order_date",
    "qualification",
    "skill",
    "largest_share",
    "smallest_share",
    "receipts_ceiling",
    "closure",
    "entry",
    "hub",
    "lane",
    "issue_lead",
    "testing",
    "smallest_run",
    "lot_size",
    "demand",
]
CureKind = Literal[
    "people",
    "hours",
    "posts",
    "station_hours",
    "stock",
    "availability",
    "earlier_supply",
    "order_earlier",
    "qualify",
    "skill",
    "largest_share",
    "smallest_share",
    "receipts_ceiling",
    "no_closure",
    "earlier_entry",
    "hub_lead_time",
    "lane_lead_time",
    "issue_lead",
    "testing_weeks",
    "smallest_run",
    "lot_size",
    "later_due",
]
# "material": the unit of the material, in ``measure``. "share": part of the whole order, 1 = all.
Unit = Literal[
    "people", "hours", "posts", "material", "weeks", "days", "share", "cents", "units", "yes"
]
# "replan": the plan in hand is late, and a plan that is on time was found with nothing changed.
State = Literal["on_time", "replan", "late", "unmet", "no_plan"]
Minimal = Literal["proven", "not_proven"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What a bottleneck or a cure is about; "" where it does not matter. Weeks are ISO names."""

    workshop: str = ""
    group: str = ""
    material: str = ""
    offer: str = ""
    product: str = ""
    operation: str = ""
    norm: str = ""
    delivery_point: str = ""
    demand: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One line of what a cure costs by the price list.

    ``item``: code of the price; ``quantity`` × ``price_cents`` = the cost before rounding.
    """

    item: str
    quantity: Decimal
    price_cents: Decimal
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """One change that helps.

    Attributes:
        amount: how much of it, in ``unit`` (``measure``: the material's own unit).
        before, after: of what is changed, where it has a value of its own (a share, a lead time, …).
        unmet, late: levels of the plan found with it (weighted units, weighted unit-weeks).
        cost_cents: by the price list; ``charges`` says how.
        is_verified: a plan with these levels was found, and keeps every rule.
        minimal: whether it is proven that a tenth less (or one step less) does not do as much.
        least: below this amount it is proven that it does not do as much.
        may_suffice: it is not refuted that with this amount everything could be on time.
        is_pair: two changes at once; ``amount`` is that of the first, a tenth less is of both.
    """

    kind: CureKind
    where: Where
    changes: tuple[Change, ...]
    amount: Decimal
    unit: Unit
    measure: str = ""
    before: str = ""
    after: str = ""
    unmet: Decimal
    late: Decimal
    cost_cents: int
    charges: tuple[Charge, ...] = ()
    is_verified: bool
    minimal: Minimal = "not_proven"
    least: Decimal = Decimal(0)
    may_suffice: bool = False
    is_pair: bool = False

    @property
    def removes_all(self) -> bool:
        """Whether everything is delivered in time with it."""
        return self.is_verified and self.unmet == 0 and self.late == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottleneck:
    """Something that binds.

    Attributes:
        missing: how much of it lacks, in ``unit``: what its least cure brings.
        blame: part of the lateness that goes when there is enough of it alone, in [0, 1].
        operations: what is done there that nobody else can do fast enough, most hours first.
        cures: what helps here, the cheapest first.
    """

    kind: BottleneckKind
    where: Where
    missing: Decimal
    unit: Unit
    measure: str = ""
    blame: Decimal
    operations: tuple[str, ...] = ()
    cures: tuple[Cure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """One price of the list by which cures are ranked; ``is_default``: nobody gave it."""

    item: str
    subject: str = ""
    cents: Decimal
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Why a plan is late, incomplete or dear, and what cures it.

    Attributes:
        unmet, late: of the plan (weighted units, weighted unit-weeks).
        unmet_bound, late_bound: no plan is better; lateness is *proven* when one of them is above 0.
        bottlenecks: the worst first.
        cures: all of them: those that remove all lateness by cost, then the others by effect per euro.
        concessions: what the customer could be asked for instead, verified too.
        prices: the price list in use.
        is_complete: every candidate was examined before the time ran out.
    """

    state: State
    unmet: Decimal
    late: Decimal
    bound: Decimal
    bottlenecks: tuple[Bottleneck, ...] = ()
    cures: tuple[Cure, ...] = ()
    concessions: tuple[Cure, ...] = ()
    savings: tuple[Saving, ...] = ()
    cost_cents: int = 0
    price_parts: tuple[PricePart, ...] = ()
    prices: tuple[Price, ...] = ()
    is_complete: bool = True
    solves: int = 0

    @property
    def is_proven(self) -> bool:
        """Whether it is proven that nothing can be on time as things are."""
        return self.bound > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePart:
    """A part of the cost that a change might cure: what it is, where, and how much it costs."""

    kind: Literal[
        "setups", "dear_offer", "small_orders", "transport", "holding", "fees", "fairness"
    ]
    where: Where
    cents: int
    quantity: Decimal
    measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """A change that makes an order cheaper which is on time already.

    ``saving_cents``: cost of the plan in hand − cost of the plan found with it, both verified;
    ``charges`` is what the change itself costs.
    """

    kind: CureKind
    where: Where
    changes: tuple[Change, ...]
    amount: Decimal
    unit: Unit
    measure: str = ""
    before: str = ""
    after: str = ""
    saving_cents: int
    cost_cents: int
    charges: tuple[Charge, ...] = ()


# -- why so little, why so late --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareStep:
    """One link of the chain from the key to the hours that a workshop gets.

    ``minutes``: standard minutes for ``key``, ``pace``, ``largest_share``, ``target`` and ``load``, its own
    for its hours; ``day``: an ISO date, where one matters. ``all_hours`` − ``entry`` − ``closures`` −
    ``commitments`` = ``open_hours``, − ``qualification`` − ``no_work`` = ``useful_hours``, exactly;
    ``is_result``: what is left of the lines above.
    """

    kind: Literal[
        "key",
        "all_hours",
        "open_hours",
        "useful_hours",
        "pace",
        "qualification",
        "no_work",
        "entry",
        "closures",
        "commitments",
        "largest_share",
        "receipts_ceiling",
        "stations",
        "operations",
        "held",
        "target",
        "load",
    ]
    minutes: Decimal = Decimal(0)
    reason: Reason = ""
    norm: str = ""
    day: str = ""
    share: Decimal = Decimal(0)
    cents: int = 0
    weeks: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    is_result: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreWork:
    """A change that gives a workshop more; ``minutes``: its standard minutes with it, verified."""

    kind: CureKind
    where: Where
    changes: tuple[Change, ...]
    amount: Decimal
    unit: Unit
    measure: str = ""
    before: str = ""
    after: str = ""
    minutes: Decimal
    more_minutes: Decimal
    is_still_on_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyLittle:
    """Why a workshop has the work it has. Minutes are standard minutes."""

    workshop: str
    load_minutes: Decimal
    key_minutes: Decimal
    total_minutes: Decimal
    steps: tuple[ShareStep, ...]
    more: tuple[MoreWork, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """What bound in a week on the way to a milestone.

    ``weight``: part of what binds it in all, in [0, 1]. ``used`` of ``available`` in ``unit``.
    """

    kind: BottleneckKind
    where: Where
    used: Decimal
    available: Decimal
    unit: Unit
    measure: str = ""
    weight: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyLate:
    """Why a milestone is late: deliveries by week, and the chain of what bound before it, by week.

    ``weeks_early``: from the week of the last delivery to the due one, negative when that is late;
    ``last_units``: what is delivered in that week.
    """

    demand: str
    due_week: str
    on_time: Decimal
    late: Decimal
    missing: Decimal
    last_week: str
    weeks_early: int = 0
    last_units: Decimal = Decimal(0)
    is_proven: bool
    chain: tuple[ChainLink, ...]


def ranked(cures: Iterable[Cure], unmet: Decimal, late: Decimal) -> tuple[Cure, ...]:
    """Cures that remove all lateness by cost, then the others by what they take away per euro.

    Those that are alike keep their order.

    Args:
        unmet, late: without a cure. Units never delivered go before units late.
    """

    def key(c: Cure) -> tuple[int, Decimal, int]:
        if c.removes_all:
            return 0, Decimal(c.cost_cents), 0
        gain = (unmet - c.unmet) * 1000 + (late - c.late)
        return 1, -gain / (c.cost_cents + 100), c.cost_cents

    return tuple(sorted(cures, key=key))
