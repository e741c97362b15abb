"""Ways to spoil the plan of tests.plans, or the problem it answers, in one place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from optimizer import plan as plans
from optimizer import problem as data
from optimizer import verification
from optimizer.plan import Plan
from optimizer.problem import Problem
from tests.builders import replaced
from tests.plans import week, worked_plan, worked_problem

D = Decimal
Case = tuple[Problem, Plan]
NORM = "AFNOR SPEC S76-001"


def codes(case: Case) -> set[str]:
    """Codes of everything found."""
    return {d.code for d in verification.check_plan(*case)}


def planned(entry: str, where: dict[str, Any], **changes: Any) -> Case:
    """The good plan with the one entry that matches changed."""
    return worked_problem(), edited(worked_plan(), entry, where, **changes)


def edited(plan: Plan, entry: str, where: dict[str, Any], **changes: Any) -> Plan:
    """A plan with the one entry that matches changed (dropped, when there is nothing to change)."""
    entries = getattr(plan, entry)
    matching = [e for e in entries if all(getattr(e, k) == v for k, v in where.items())]
    assert len(matching) == 1, f"{len(matching)} entries match {where}"
    kept = tuple(
        replace(e, **changes) if e is matching[0] else e
        for e in entries
        if changes or e is not matching[0]
    )
    changed: dict[str, Any] = {entry: kept}
    return replace(plan, **changed)


def added(entry: str, *more: Any) -> Case:
    """The good plan with entries added."""
    plan = worked_plan()
    return worked_problem(), replace(plan, **{entry: getattr(plan, entry) + more})


def asked(**changes: Any) -> Case:
    """The good plan held against a problem that is not quite the same."""
    return worked_problem(**changes), worked_plan()


def workshop(id: str, **changes: Any) -> Case:
    """The good plan, with one workshop that is not the same."""
    return asked(workshops=replaced(worked_problem().workshops, id, **changes))


def opening(**changes: Any) -> Case:
    """The good plan, from another start."""
    return asked(opening=replace(worked_problem().opening, **changes))


def product(id: str, **changes: Any) -> Case:
    """The good plan, of one product that is not the same."""
    return asked(products=replaced(worked_problem().products, id, **changes))


def offer(id: str, **changes: Any) -> Case:
    """The good plan, on one offer that is not the same."""
    return asked(offers=replaced(worked_problem().offers, id, **changes))


def run(w: str, p: str, o: str, t: int) -> dict[str, Any]:
    """Which run."""
    return {"workshop": w, "product": p, "operation": o, "week": week(t)}


def smaller_lot_of_bags() -> Case:
    """Bags in lots of 100: two runs of 40 are then no whole lots."""
    return product("bag", lot_size=100)


def two_incomplete_runs() -> Case:
    """The 50 masks of the last lot finished twice: 350 + 450 where 300 + 500 stood."""
    plan = edited(worked_plan(), "runs", run("vestali", "mask", "finishing", 1), units=D(350))
    return worked_problem(), edited(
        plan, "runs", run("vestali", "mask", "finishing", 2), units=D(450)
    )


def finishing_that_does_not_complete() -> Case:
    """Fil rouge finishes its small run in week 3, Vestali goes on after it."""
    plan = edited(worked_plan(), "runs", run("vestali", "mask", "finishing", 2), week=week(4))
    plan = edited(
        plan,
        "shipments",
        {"workshop": "vestali", "product": "mask", "week": week(2)},
        week=week(4),
    )
    plan = edited(plan, "deliveries", {"demand": "masks-1", "week": week(2)}, week=week(4))
    return worked_problem(), plan


def without_a_hub() -> Case:
    """The same moves where there is no hub."""
    return asked(hub=None)


def finished_units_in_the_hub() -> Case:
    """Finished masks sent through the hub."""
    return added(
        "hub_sendings",
        plans.HubSending(
            workshop="fil-rouge", product="mask", operation="finishing", week=week(1), units=D(50)
        ),
    )


def delivered_beyond_the_order() -> Case:
    """Fifty of the masks of May taken for April, which asked for no more."""
    plan = edited(worked_plan(), "deliveries", {"demand": "masks-2", "week": week(4)}, units=D(750))
    more = plans.Delivery(demand="masks-1", week=week(4), units=D(50))
    return worked_problem(), replace(plan, deliveries=(*plan.deliveries, more))


def delivered_too_early() -> Case:
    """Masks of May delivered in April, in place of April's."""
    plan = edited(
        worked_plan(), "deliveries", {"demand": "masks-1", "week": week(2)}, demand="masks-2"
    )
    plan = edited(plan, "deliveries", {"demand": "masks-2", "week": week(4)}, units=D(300))
    more = plans.Delivery(demand="masks-1", week=week(4), units=D(500))
    return worked_problem(), replace(plan, deliveries=(*plan.deliveries, more))


def half_the_bags() -> Case:
    """Bags cut for 80, sewn for 40: forty cut pieces are left over."""
    plan = edited(worked_plan(), "runs", run("esat-lys", "bag", "sewing", 2))
    plan = edited(plan, "shipments", {"workshop": "esat-lys", "week": week(2)})
    return (
        asked(workshops=replaced(worked_problem().workshops, "esat-lys", smallest_share=None))[0],
        edited(plan, "deliveries", {"demand": "bags", "week": week(3)}),
    )


def finished_and_kept() -> Case:
    """Forty bags sewn that are never shipped."""
    plan = edited(worked_plan(), "shipments", {"workshop": "esat-lys", "week": week(2)})
    return worked_problem(), edited(plan, "deliveries", {"demand": "bags", "week": week(3)})


def held_until(norm_end: date) -> Case:
    """Fil rouge's norm ends on a day."""
    return workshop("fil-rouge", qualifications=(data.Qualification(norm=NORM, end=norm_end),))


def unserved() -> Case:
    """Linen washed by the ESAT, which cannot wash and is a week further away."""
    plan = edited(
        worked_plan(), "runs", run("vestali", "laundry", "washing", 3), workshop="esat-lys"
    )
    return worked_problem(), edited(
        plan,
        "shipments",
        {"product": "laundry", "week": week(3)},
        workshop="esat-lys",
        week=week(3),
    )


def frozen_run_moved() -> Case:
    """What is frozen in week 0 is cut in week 1."""
    return planned("runs", run("vestali", "mask", "cutting", 0), week=week(1))


def late_arrival() -> Case:
    """Linen that leaves in the last week, for a place a week away."""
    lanes = tuple(
        replace(lane, lead_time_weeks=5) if lane.delivery_point == "lens" else lane
        for lane in worked_problem().lanes
    )
    return asked(lanes=lanes)


def supplier(id: str, **changes: Any) -> Case:
    """The good plan, with one supplier that is not the same."""
    return asked(suppliers=replaced(worked_problem().suppliers, id, **changes))


ELASTIC = {"offer": "elastic-merciers", "week": week(0)}
DETERGENT = {"offer": "detergent-merciers", "week": week(1)}
RIBBON = {"offer": "ribbon-toiles"}
