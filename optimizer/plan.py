"""A plan as data: who makes what and when, what travels, what is ordered, what is late, and how good it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from optimizer.problem import SCHEMA_VERSION, FairnessKey

Status = Literal["optimal", "feasible", "infeasible", "none"]
StoppedBy = Literal["proof", "time", "user"]
Preset = Literal["equitable", "economique", "rapide", "regulier"]
LevelName = Literal[
    "unmet", "late", "fast", "fairness_largest", "fairness_sum", "cost", "steadiness", "distance"
]
Reason = Literal[
    "",
    "capacity",
    "stations",
    "qualification",
    "largest_share",
    "receipts_ceiling",
    "smallest_share",
    "materials",
    "lots",
    "instructions",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """``units`` made (conforming or not) by a workshop at an operation in a week."""

    workshop: str
    product: str
    operation: str
    week: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSending:
    """Conforming semi-finished units after ``operation`` that leave a workshop for the hub in ``week``."""

    workshop: str
    product: str
    operation: str
    week: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class HubReceipt:
    """Semi-finished units after ``operation`` that reach a workshop from the hub, usable in ``week``."""

    workshop: str
    product: str
    operation: str
    week: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """Finished units that leave a workshop for a delivery point in ``week`` (delivered a lead time later)."""

    workshop: str
    delivery_point: str
    product: str
    week: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Units of a demand delivered in ``week``."""

    demand: str
    week: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """An order on an offer, placed in ``week``, received and usable in ``arrival``."""

    offer: str
    week: str
    arrival: str
    thousandths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitution:
    """Of the units a workshop makes in ``week``, those whose bill line ``material`` is served by ``used``."""

    workshop: str
    product: str
    operation: str
    week: str
    material: str
    used: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelResult:
    """What a level reached.

    ``value``: of this plan, recomputed. ``bound``: no plan with the printed values of the levels before
    it can be better. ``gap``: |value − bound| / max(|value|, |bound|). ``slack``: what later levels were
    allowed to give back. ``proven``: value − bound is within the slack (0 for unmet and late).
    ``conditional``: a level before it is not proven. ``seconds``: spent on it.
    Units: unmet weighted units; late weighted unit-weeks; fairness standard minutes; cost cents;
    fast weighted unit-weeks; steadiness points of utilisation (1 = 100 %).
    """

    name: LevelName
    value: Decimal
    bound: Decimal
    gap: Decimal
    slack: Decimal = Decimal(0)
    proven: bool
    conditional: bool = False
    seconds: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopShare:
    """A workshop's part of the order.

    ``weight_share``: by the key, in [0, 1]. ``target_minutes``: leximin target, standard minutes.
    ``load_minutes``: standard minutes of the work it makes, past work included. ``real_minutes``: the
    time that takes it, setups included. ``ratio``: load / (weight share × total standard minutes).
    ``reason``: what holds its target below its key share, "" when nothing does.
    """

    workshop: str
    weight_share: Decimal
    target_minutes: Decimal
    load_minutes: Decimal
    real_minutes: Decimal
    ratio: Decimal
    reason: Reason = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """The split under one key. ``gap``: Σ max(0, key share × work made − load) / work made; ``jain`` index."""

    key: FairnessKey
    total_minutes: Decimal
    shares: tuple[WorkshopShare, ...]
    gap: Decimal
    jain: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOfFairness:
    """The price of fairness lies between these, in cents."""

    lowest_cents: int
    highest_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseTime:
    """Seconds spent in a named phase of planning."""

    phase: str
    seconds: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan for the problem with ``problem_hash``.

    ``status`` describes the plan: ``optimal`` (every level proven), ``feasible`` (it keeps every rule),
    ``infeasible`` (the data admit none), ``none`` (none was found in time). ``fairness_other`` is the same
    split looked at under the other key (productive minutes, or headcount).
    """

    problem_hash: str
    preset: Preset = "equitable"
    status: Status
    stopped_by: StoppedBy
    runs: tuple[Run, ...] = ()
    hub_sendings: tuple[HubSending, ...] = ()
    hub_receipts: tuple[HubReceipt, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    levels: tuple[LevelResult, ...] = ()
    fairness: Fairness | None = None
    fairness_other: Fairness | None = None
    price_of_fairness: PriceOfFairness | None = None
    phases: tuple[PhaseTime, ...] = field(default_factory=tuple)
    seconds: Decimal = Decimal(0)
    schema_version: Literal[1] = SCHEMA_VERSION
