"""Plans side by side: the plan in force and variants of its problem, figure by figure.

Nothing is solved here; ``studies/scenarios.py`` makes what is compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from optimizer.changes import Change
from optimizer.costing import CostKind, ledger_cost
from optimizer.diagnostics import Diagnostic
from optimizer.fairness import loads
from optimizer.ledger import ZERO, Ledger
from optimizer.order_shares import OrderShares, order_shares
from optimizer.plan import (
    LevelName,
    LevelResult,
    Plan,
    Preset,
    PriceOfFairness,
    Status,
)
from optimizer.problem import FairnessKey, Problem
from optimizer.purchasing import purchase_cost

_BILLIONTH = Decimal("1E-9")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Another way to share the order: changes of the problem, another preset or key.

    ``name``: what people call it, "" when its changes say it. ``preset`` and ``key`` None: those of the
    plan in force.
    """

    id: str
    name: str = ""
    changes: tuple[Change, ...] = ()
    preset: Preset | None = None
    key: FairnessKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopFigures:
    """What a workshop does: standard minutes and their part of all that is made, in [0, 1].

    ``real_minutes``: of the plan's runs, setups included. ``load``: these over its productive minutes up
    to the last week somebody works, 0 when it has none.
    """

    workshop: str
    minutes: Decimal
    share: Decimal
    real_minutes: Decimal
    load: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneFigures:
    """What becomes of a demand: units on time (before the plan too), late, never delivered."""

    demand: str
    quantity: Decimal
    on_time: Decimal
    late: Decimal
    missing: Decimal
    weeks_late: int

    @property
    def is_met(self) -> bool:
        """Whether everything is delivered, and in time."""
        return not self.late and not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierFigures:
    """What is bought from a supplier: orders, and their cents with its fees."""

    supplier: str
    orders: int
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigures:
    """The figures of a verified plan.

    ``levels``: of its preset, with bounds. ``gap``: 0 is the fairest split under ``key``, see
    :class:`optimizer.plan.Fairness`. ``orders``: empty unless several orders share the plan.
    """

    status: Status
    preset: Preset
    key: FairnessKey
    levels: tuple[LevelResult, ...]
    workshops: tuple[WorkshopFigures, ...]
    milestones: tuple[MilestoneFigures, ...]
    cost_cents: int
    costs: tuple[tuple[CostKind, int], ...]
    suppliers: tuple[SupplierFigures, ...]
    price_of_fairness: PriceOfFairness | None
    gap: Decimal
    orders: tuple[OrderShares, ...]

    def level(self, name: LevelName) -> LevelResult | None:
        """The result of a level, None when the preset does not have it."""
        return next((x for x in self.levels if x.name == name), None)

    def workshop(self, identifier: str) -> WorkshopFigures | None:
        """The figures of a workshop, None when it is not there."""
        return next((x for x in self.workshops if x.workshop == identifier), None)

    @property
    def late(self) -> Decimal:
        """Units delivered late, all milestones together."""
        return sum((m.late for m in self.milestones), start=ZERO)

    @property
    def missing(self) -> Decimal:
        """Units never delivered, all milestones together."""
        return sum((m.missing for m in self.milestones), start=ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantResult:
    """A variant and its plan; without a plan (``figures`` None), the diagnostics say why."""

    variant: Variant
    problem: Problem | None = None
    plan: Plan | None = None
    figures: PlanFigures | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The plan in force and the variants, in the order asked for.

    ``renewed``: the same problem searched again for as long as a variant, where the plan in force was not
    proven; None where there is nothing to gain. What longer search alone gives is no variant's merit.
    """

    problem: Problem
    plan: Plan
    reference: PlanFigures
    renewed: PlanFigures | None = None
    variants: tuple[VariantResult, ...]

    @property
    def base(self) -> PlanFigures:
        """What variants are compared with: the plan in force, searched as long as they were."""
        return self.reference if self.renewed is None else self.renewed


def figures_of(problem: Problem, plan: Plan, key: FairnessKey | None = None) -> PlanFigures:
    """The figures of a verified plan of a problem without errors.

    Args:
        key: under which it was made; None: that of its fairness table, else of the problem.
    """
    ledger = Ledger(problem, plan)
    cost = ledger_cost(ledger)
    fairness = plan.fairness
    return PlanFigures(
        status=plan.status,
        preset=plan.preset,
        key=key or (fairness.key if fairness is not None else problem.fairness_key),
        levels=plan.levels,
        workshops=_workshops(ledger),
        milestones=tuple(_milestone(ledger, k) for k in range(len(problem.demands))),
        cost_cents=cost.total_cents,
        costs=tuple(cost.by_kind().items()),
        suppliers=_suppliers(problem, plan),
        price_of_fairness=plan.price_of_fairness,
        gap=fairness.gap if fairness is not None else ZERO,
        orders=order_shares(problem, plan),
    )


def _workshops(ledger: Ledger) -> tuple[WorkshopFigures, ...]:
    problem = ledger.problem
    minutes = loads(problem, ledger.plan)
    whole = sum(minutes.values(), start=ZERO)
    weeks = max([ledger.horizon.last_due + 1, *(ledger.week(r.week) + 1 for r in ledger.plan.runs)])
    found = []
    for w in problem.workshops:
        used = sum(ledger.minutes_used[w.id], start=ZERO)
        there = sum(ledger.capacities.productive_minutes[w.id][:weeks], start=ZERO)
        found.append(
            WorkshopFigures(
                workshop=w.id,
                minutes=minutes[w.id],
                share=(minutes[w.id] / whole).quantize(_BILLIONTH) if whole else ZERO,
                real_minutes=used,
                load=(used / there).quantize(_BILLIONTH) if there else ZERO,
            )
        )
    return tuple(found)


def _milestone(ledger: Ledger, place: int) -> MilestoneFigures:
    demand = ledger.problem.demands[place]
    due = ledger.horizon.due_index(demand.due)
    row = ledger.series(ledger.delivered, demand.id)
    before = demand.quantity - ledger.still_due[demand.id]
    late = sum(row[due + 1 :], start=ZERO)
    last = max((t for t, units in enumerate(row) if units), default=due)
    return MilestoneFigures(
        demand=demand.id,
        quantity=demand.quantity,
        on_time=before + sum(row[: due + 1], start=ZERO),
        late=late,
        missing=max(ZERO, ledger.missing[demand.id]),
        weeks_late=last - due if late else 0,
    )


def _suppliers(problem: Problem, plan: Plan) -> tuple[SupplierFigures, ...]:
    bought = purchase_cost(problem, plan.purchases)
    found = []
    for supplier in problem.suppliers:
        lines = [x.cents for x in bought.lines if x.supplier == supplier.id]
        fees = sum(f.cents for f in bought.fees if f.supplier == supplier.id)
        found.append(
            SupplierFigures(supplier=supplier.id, orders=len(lines), cents=sum(lines) + fees)
        )
    return tuple(found)


# -- what differs ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A figure in both plans. ``margin``: as much may come from searches that ended before proof."""

    before: Decimal
    after: Decimal
    margin: Decimal = ZERO

    @property
    def change(self) -> Decimal:
        """What the variant adds."""
        return self.after - self.before

    @property
    def is_sure(self) -> bool:
        """Whether the change cannot be the search's alone."""
        return abs(self.change) > self.margin


def level_difference(
    reference: PlanFigures, figures: PlanFigures, name: LevelName
) -> Difference | None:
    """A level in both plans, None when one of them does not have it."""
    before, after = reference.level(name), figures.level(name)
    if before is None or after is None:
        return None
    margin = (before.value - before.bound) + (after.value - after.bound)
    return Difference(before=before.value, after=after.value, margin=margin)


def cost_difference(reference: PlanFigures, figures: PlanFigures) -> Difference:
    """The variable cost of both plans, cents; a plan without that level has no margin to say."""
    level = level_difference(reference, figures, "cost")
    return Difference(
        before=Decimal(reference.cost_cents),
        after=Decimal(figures.cost_cents),
        margin=level.margin if level is not None else ZERO,
    )


def share_changes(
    reference: PlanFigures, figures: PlanFigures
) -> tuple[tuple[str, Difference], ...]:
    """Each workshop's part of the work in both plans, 0 where it is not there."""
    ids = dict.fromkeys(
        [w.workshop for w in reference.workshops] + [w.workshop for w in figures.workshops]
    )
    found = []
    for identifier in ids:
        before, after = reference.workshop(identifier), figures.workshop(identifier)
        found.append(
            (
                identifier,
                Difference(
                    before=before.share if before is not None else ZERO,
                    after=after.share if after is not None else ZERO,
                ),
            )
        )
    return tuple(found)
