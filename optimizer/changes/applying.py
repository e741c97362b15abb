"""From a problem and changes to the changed problem, or every reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from typing import Any, Final

from optimizer.changes import apply_means as means
from optimizer.changes import apply_terms as terms
from optimizer.changes import apply_workshops as workshops
from optimizer.changes import kinds
from optimizer.changes.editing import Result, changes_nothing
from optimizer.changes.kinds import Change
from optimizer.diagnostics import Diagnostic, has_errors
from optimizer.problem import Problem
from optimizer.validation import check_problem

_APPLY: Final[dict[type, Callable[[Problem, Any], Result]]] = {
    kinds.MorePeople: workshops.more_people,
    kinds.MoreHours: workshops.more_hours,
    kinds.NoClosure: workshops.no_closure,
    kinds.Closed: workshops.closed,
    kinds.WorkshopStops: workshops.workshop_stops,
    kinds.RemoveWorkshop: workshops.remove_workshop,
    kinds.AddWorkshop: workshops.add_workshop,
    kinds.EarlierEntry: workshops.earlier_entry,
    kinds.MoreStations: means.more_stations,
    kinds.StationHours: means.station_hours,
    kinds.StationStops: means.station_stops,
    kinds.MoreMaterial: means.more_material,
    kinds.EarlierSupply: means.earlier_supply,
    kinds.OrderEarlier: means.order_earlier,
    kinds.SupplierStops: means.supplier_stops,
    kinds.PriceChange: means.price_change,
    kinds.StockMaterial: means.stock_material,
    kinds.Qualify: terms.qualify,
    kinds.Skill: terms.skill,
    kinds.LargestShare: terms.largest_share,
    kinds.SmallestShare: terms.smallest_share,
    kinds.ReceiptsCeiling: terms.receipts_ceiling,
    kinds.SmallestRun: terms.smallest_run,
    kinds.ProductLot: terms.product_lot,
    kinds.TestingWeeks: terms.testing_weeks,
    kinds.HubLeadTime: terms.hub_lead_time,
    kinds.LaneLeadTime: terms.lane_lead_time,
    kinds.IssueLead: terms.issue_lead,
    kinds.DemandQuantity: terms.demand_quantity,
    kinds.DemandDue: terms.demand_due,
    kinds.DemandPriority: terms.demand_priority,
    kinds.Tail: terms.tail,
    kinds.SellingPrice: terms.selling_price,
    kinds.AddPin: terms.add_pin,
    kinds.AddBan: terms.add_ban,
    kinds.FairnessKeyChange: terms.fairness_key,
    kinds.AgreedShares: terms.agreed_shares,
}


def apply(
    problem: Problem, changes: Iterable[Change]
) -> tuple[Problem | None, tuple[Diagnostic, ...]]:
    """The problem with every change made, in their order; each sees what those before it did.

    Args:
        problem: one without errors.

    Returns:
        the changed problem, None when something is refused; and what is to be said: ``change.*``, and
        what the rules of :func:`check_problem` find that they did not find in ``problem``. An error
        among them means None. Changes that change nothing are said (``change.no_effect``).
    """
    changed = problem
    found: list[Diagnostic] = []
    for change in changes:
        result = _APPLY[type(change)](changed, change)
        if isinstance(result, tuple):
            found += result
            continue
        if result == changed:
            found.append(changes_nothing(subject_of(change), change))
        changed = result
    if has_errors(found):
        return None, tuple(found)
    if changed != problem:
        before = set(map(repr, check_problem(problem)))
        found += [d for d in check_problem(changed) if repr(d) not in before]
    return (None if has_errors(found) else changed), tuple(found)


def subject_of(change: Change) -> str:
    """The id that a change is about, "" for the whole order."""
    first: object = getattr(change, fields(change)[0].name)
    if is_dataclass(first) and not isinstance(first, type):
        first = getattr(first, "workshop", None) or getattr(first, "id", "")
    return (
        first if isinstance(first, str) and not isinstance(change, kinds.FairnessKeyChange) else ""
    )
