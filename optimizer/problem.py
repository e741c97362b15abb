"""A shared order as data: what is to be made, by whom it can be made, and with what.

Ids are strings that a person can read. Weeks are ISO names (``2020-W14``). Units of products are exact
decimals (whole unless the product is divisible), materials integer thousandths of their unit, standard
times integer thousandths of a minute, money integer cents, unit prices exact decimals in euros.
Empty tuples and None mean "nothing said"; every default is the neutral value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from optimizer.cost_parameters import OrderTerms
from optimizer.instructions import Ban, Pin, PlannedRun
from optimizer.opening import OpeningState

SCHEMA_VERSION: Final = 1

Kind = Literal[
    "ACI", "EI", "EA", "ESAT", "AI", "ETTI", "EITI", "EATT", "GEIQ", "SCOP", "SCIC", "ASSO", "OTHER"
]
FairnessKey = Literal["headcount", "productive_minutes", "equal", "agreed"]
BreakKind = Literal["all_units", "incremental"]
BreakBasis = Literal["order", "total"]

ONE = Decimal(1)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One step of a routing, in its order.

    Attributes:
        standard_milliminutes: standard time per unit made, thousandths of a minute.
        yield_rate: conforming units / units made, in (0, 1].
        setup_milliminutes: labour per workshop and week in which it runs, thousandths of a minute.
        setup_cost_cents: likewise, cents.
        rate: façon rate in euros per unit made, None when not agreed.
    """

    id: str
    name: str = ""
    standard_milliminutes: int
    yield_rate: Decimal = ONE
    setup_milliminutes: int = 0
    setup_cost_cents: int = 0
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """A material that may replace another; ``ratio`` units of it do the work of one."""

    material: str
    ratio: Decimal = ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class BomLine:
    """What one unit made at ``operation`` consumes: ``quantity`` of ``material``, waste beside it."""

    material: str
    quantity: Decimal
    waste_rate: Decimal = ZERO
    operation: str
    substitutes: tuple[Substitute, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationNeed:
    """A norm that binds the named operations of a product (none named: all of them)."""

    norm: str
    operations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What is made. ``lot_size`` 0 means divisible; ``selling_price`` in euros per unit, before tax.

    ``testing_weeks``: nothing of it leaves a workshop in the first so many weeks of the plan, unless
    some of it was already delivered. ``not_before``: no operation of it in a week before the one that
    holds this day. ``weight`` counts when units are missing.
    """

    id: str
    name: str = ""
    lot_size: int = 0
    operations: tuple[Operation, ...]
    materials: tuple[BomLine, ...] = ()
    qualifications: tuple[QualificationNeed, ...] = ()
    testing_weeks: int = 0
    not_before: date | None = None
    selling_price: Decimal | None = None
    weight: Decimal = ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order of one customer; several may share a plan."""

    id: str
    name: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPoint:
    """Where finished units go. ``holding_cost``: euros per unit and week lying there before its due week."""

    id: str
    name: str = ""
    holding_cost: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A milestone: ``quantity`` conforming units of a product, due on a day at a delivery point."""

    id: str
    product: str
    quantity: Decimal
    due: date
    priority: int = 1
    delivery_point: str
    earliest: date | None = None
    order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A way from a workshop to a delivery point; made in ``t``, delivered in ``t + lead_time_weeks``."""

    workshop: str
    delivery_point: str
    cost_per_lot_cents: int = 0
    lead_time_weeks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """How semi-finished units travel between workshops: made in ``t``, usable elsewhere from ``t + L``.

    ``lead_time_weeks`` ≥ 1 and ``cost_per_lot_cents`` are for both legs together.
    """

    lead_time_weeks: int = 1
    cost_per_lot_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekOverride:
    """Headcount or weekly hours of one week, in place of the usual ones."""

    week: str
    headcount: Decimal | None = None
    weekly_hours: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Days on which a workshop is closed, both ends included."""

    first: date
    last: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """Productive minutes already promised elsewhere, every week from ``first`` to ``last``."""

    first: str
    last: str
    minutes: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """A norm that a workshop holds; None leaves that side open. Counted in weeks held from Monday to Friday."""

    norm: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """A member of the consortium.

    Attributes:
        kind: structure kind, as the State codes it.
        headcount: people assigned to this work.
        working_days: usual days a week, from Monday (4 = Monday to Thursday).
        weekly_hours: paid hours per person and week.
        absence_rate, non_production_rate: parts of that time, in [0, 1).
        ramp_up: factors of its first weeks at work, 1 afterwards.
        entry, leaving: first and last day in the consortium (None: from the start, to the end).
        hourly_cost: euros per productive hour, gross of aid; None: not given.
        smallest_share: "nothing or at least" this part of the order's standard minutes.
        largest_share: at most this part.
        receipts_ceiling_cents: ceiling on what it may invoice.
        agreed_share: its weight under the key "agreed".
        holding_cost: euros per finished unit and week lying there.
        issue_lead_weeks: what it uses in ``t`` left the pool in ``t − issue_lead_weeks``.
    """

    id: str
    name: str = ""
    kind: Kind = "OTHER"
    siret: str = ""
    headcount: Decimal
    working_days: int = 5
    weekly_hours: Decimal
    absence_rate: Decimal = ZERO
    non_production_rate: Decimal = ZERO
    overrides: tuple[WeekOverride, ...] = ()
    closures: tuple[Closure, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    ramp_up: tuple[Decimal, ...] = ()
    entry: date | None = None
    leaving: date | None = None
    qualifications: tuple[Qualification, ...] = ()
    hourly_cost: Decimal | None = None
    smallest_share: Decimal | None = None
    largest_share: Decimal | None = None
    receipts_ceiling_cents: int | None = None
    agreed_share: Decimal | None = None
    holding_cost: Decimal = ZERO
    issue_lead_weeks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """A workshop can do an operation (of one product, or of every product that has it).

    ``pace`` 1 = standard time; ``units_per_week`` may stand instead of it (of a normal full week).
    With neither, the pace is 1. Setups left None are the operation's. ``piece_cost`` in euros per
    unit made. ``smallest_run_units``: least units in a week it runs, on a final operation.
    """

    workshop: str
    operation: str
    product: str | None = None
    pace: Decimal | None = None
    units_per_week: Decimal | None = None
    setup_milliminutes: int | None = None
    setup_cost_cents: int | None = None
    piece_cost: Decimal = ZERO
    smallest_run_units: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StationOverride:
    """Number of posts or opening hours of one week, in place of the usual ones."""

    week: str
    number: int | None = None
    opening_hours: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StationGroup:
    """Posts or machines of a host workshop, serving some operations of it and of other ``users``.

    ``number`` None does not limit, in no week; 0 is none. ``opening_hours`` a week; None: the host's
    weekly hours.
    """

    id: str
    name: str = ""
    host: str
    users: tuple[str, ...] = ()
    operations: tuple[str, ...]
    number: int | None = None
    opening_hours: Decimal | None = None
    overrides: tuple[StationOverride, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A supply, counted in thousandths of ``unit``. ``holding_cost``: euros per unit and week."""

    id: str
    name: str = ""
    unit: str = ""
    holding_cost: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """Who sells. ``fee_cents`` and ``minimum_cents`` apply to each week in which one orders from it."""

    id: str
    name: str = ""
    fee_cents: int = 0
    minimum_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBreak:
    """From ``from_thousandths`` on, ``unit_price`` euros per unit of the material."""

    from_thousandths: int = 0
    unit_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What a supplier can hand over in one named week."""

    week: str
    thousandths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A supplier's offer of one material.

    Attributes:
        breaks: price breaks from the lowest quantity up, the first from 0.
        break_kind: ``all_units`` (the price reached holds for all) or ``incremental``.
        break_basis: per ``order``, or on the ``total`` bought over the plan.
        minimum_thousandths, multiple_thousandths: of each order; 0 = none.
        lead_time_weeks: ordered in ``t``, received and usable in ``t + lead_time_weeks``.
        weekly_thousandths: at most received in a week (None: any), unless ``availability`` says otherwise.
        total_thousandths: at most bought in all.
        order_from, order_until: days within which one may order.
    """

    id: str
    supplier: str
    material: str
    breaks: tuple[PriceBreak, ...]
    break_kind: BreakKind = "all_units"
    break_basis: BreakBasis = "order"
    minimum_thousandths: int = 0
    multiple_thousandths: int = 0
    lead_time_weeks: int = 0
    weekly_thousandths: int | None = None
    availability: tuple[Availability, ...] = ()
    total_thousandths: int | None = None
    order_from: date | None = None
    order_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A value that nobody gave: of which object and field, what was taken, and where that comes from."""

    subject: str
    field: str
    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A whole problem. ``start`` lies in week 0; ``late_tail_weeks`` follow the last due week.

    ``pins`` and ``bans`` bind; a plan moves from ``plan_in_force``, when there is one, as little as it can.
    ``hub`` None: semi-finished units do not travel. ``payments`` None: no money terms are known; they
    never change the plan. ``costs`` is reserved: members' figures never travel with the order.
    """

    id: str
    title: str = ""
    start: date
    late_tail_weeks: int = 8
    purchase_from: date | None = None
    fairness_key: FairnessKey = "headcount"
    public_holidays: tuple[date, ...] = ()
    products: tuple[Product, ...] = ()
    orders: tuple[Order, ...] = ()
    delivery_points: tuple[DeliveryPoint, ...] = ()
    demands: tuple[Demand, ...] = ()
    workshops: tuple[Workshop, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    station_groups: tuple[StationGroup, ...] = ()
    lanes: tuple[Lane, ...] = ()
    hub: Hub | None = None
    materials: tuple[Material, ...] = ()
    suppliers: tuple[Supplier, ...] = ()
    offers: tuple[Offer, ...] = ()
    opening: OpeningState = field(default_factory=OpeningState)
    pins: tuple[Pin, ...] = ()
    bans: tuple[Ban, ...] = ()
    plan_in_force: tuple[PlannedRun, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    costs: None = None
    payments: OrderTerms | None = None
    schema_version: Literal[1] = SCHEMA_VERSION
