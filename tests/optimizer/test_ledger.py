"""The books of the plan worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from optimizer import plan as plans
from optimizer.capacity import Capacities
from optimizer.ledger import Ledger, Series
from optimizer.opening import OpeningState
from tests.builders import replaced
from tests.plans import purchase, week, worked_plan, worked_problem

D = Decimal


def ledger() -> Ledger:
    """Books of the good plan."""
    return Ledger(worked_problem(), worked_plan())


def row(*values: int | str) -> Series:
    """A series of eight weeks, zeros at its end."""
    return tuple(D(v) for v in values) + (D(0),) * (8 - len(values))


def test_weeks() -> None:
    assert ledger().week(week(0)) == 0
    assert ledger().week(week(-1)) == -1
    assert ledger().week(week(8)) == 8


def test_made_and_good() -> None:
    books = ledger()
    assert books.made["fil-rouge", "mask", "sewing"] == row(300, 200, 300, 350)
    assert books.made["esat-lys", "bag", "cutting"] == row(0, 100)
    assert books.good["esat-lys", "bag", "cutting"] == row(0, 80)
    assert ("vestali", "bag", "cutting") not in books.made
    assert books.series(books.made, ("vestali", "bag", "cutting")) == row()


def test_minutes() -> None:
    books = ledger()
    assert books.run_minutes["vestali", "mask", "finishing"] == row(0, 375, 625)
    assert books.setup_minutes["esat-lys", "mask", "cutting"] == row(0, 30, 30)
    used = books.minutes_used["esat-lys"]
    # 600 masks cut at pace 0.6, the setup, 100 bags cut, 40 sewn at pace 0.45
    assert abs(used[1] - (500 + 30 + D("166.667") + D("711.111"))) < D("0.01")
    assert used[3:] == row()[3:]


def test_skills_given_are_used_as_they_are() -> None:
    capacities = Capacities(worked_problem())
    assert Ledger(worked_problem(), worked_plan(), capacities).capacities is capacities


def test_shared_equipment_carries_host_and_users() -> None:
    books = ledger()
    table = books.station_minutes_used["cutting-table"]
    # Vestali cuts 300 in week 0 with its setup; the ESAT cuts in weeks 1 and 2.
    assert abs(table[0] - 180) < D("0.01")
    assert abs(table[1] - D("696.667")) < D("0.01")
    assert abs(table[2] - D("321.667")) < D("0.01")
    assert set(books.station_minutes_used) == {"vestali-machines", "cutting-table"}


def test_a_group_that_does_not_limit_has_no_book() -> None:
    problem = worked_problem()
    groups = replaced(problem.station_groups, "cutting-table", number=None)
    books = Ledger(replace(problem, station_groups=groups), worked_plan())
    assert set(books.station_minutes_used) == {"vestali-machines"}


def test_utilisation_is_nothing_in_closed_weeks() -> None:
    used = ledger().utilisation("esat-lys")
    assert used[3] is None
    assert used[4] == 0
    # 1 407.78 of 14 076 × 4/5 minutes: the Monday is a holiday.
    assert abs((used[1] or D(0)) - D("0.12502")) < D("0.0001")


def test_stock_at_workshops() -> None:
    books = ledger()
    assert books.workshop_stock["fil-rouge", "mask", "finishing"] == row(100, 50, 450, 800)
    assert books.workshop_stock["vestali", "mask", "cutting"] == row(300)
    assert books.workshop_stock["vestali", "mask", "sewing"] == row(200, 200)
    assert books.workshop_stock["esat-lys", "bag", "cutting"] == row(0, 40)
    assert books.workshop_stock["esat-lys", "mask", "cutting"] == row()


def test_hub() -> None:
    books = ledger()
    assert books.hub_in["mask", "cutting"] == tuple(
        map(D, (300, 500, 1100, 1450, 1450, 1450, 1450, 1450))
    )
    assert books.hub_stock["mask", "cutting"] == row()
    waiting = replace(worked_plan(), hub_receipts=worked_plan().hub_receipts[:-1])
    late = Ledger(worked_problem(), waiting).hub_stock["mask", "cutting"]
    assert late == (D(0),) * 3 + (D(350),) * 5


def test_what_comes_after_the_plan_is_not_there() -> None:
    sent = plans.HubSending(
        workshop="esat-lys", product="mask", operation="cutting", week=week(7), units=D(9)
    )
    books = Ledger(worked_problem(), worked_plan(hub_sendings=(sent,)))
    assert books.hub_in["mask", "cutting"] == (D(300),) + (D(500),) * 7


def test_delivery_points() -> None:
    books = ledger()
    assert books.point_arrivals["arras", "mask"] == row(0, 750, 500, 0, 800)
    assert books.point_arrivals["lens", "bag"] == row(0, 20, 40, 40)
    # Due in weeks 3 and 5.
    assert books.point_stock["arras", "mask"] == row(0, 750, 1_250, 0, 800)
    assert books.point_stock["lens", "bag"] == row(0, 20)
    assert books.still_due == {
        "masks-1": D(1_250),
        "masks-2": D(800),
        "bags": D(100),
        "linen": D("250.5"),
    }
    assert set(books.missing.values()) == {D(0)}


def test_materials() -> None:
    books = ledger()
    assert books.material_opening == {
        "fabric": D(130),
        "elastic": D(140),
        "ribbon": D(0),
        "detergent": D(0),
    }
    # In the week of use; the ESAT's is issued a week before.
    assert books.material_needs["esat-lys", "fabric"] == row(0, "100.4", "29.4")
    assert books.material_issues["fabric"] == row("125.6", "29.4")
    # Ribbon, 1.1 m for 1 m, serves Vestali's 300 masks of week 2.
    assert books.material_needs["vestali", "elastic"] == row(0, 120)
    assert books.material_needs["vestali", "ribbon"] == row(0, 0, 132)
    # Bought in the week before the plan: there in week 0.
    assert books.material_arrivals["detergent"] == row(3, 3)
    assert books.material_arrivals["fabric"] == row(5, 20)
    assert books.material_stock["fabric"] == row("9.4")
    assert books.material_stock["elastic"] == tuple(map(D, (20, 120, 0, 60, 60, 60, 60, 60)))


def test_issues_before_the_plan_leave_in_week_0() -> None:
    problem = worked_problem()
    workshops = replaced(problem.workshops, "vestali", issue_lead_weeks=3)
    books = Ledger(replace(problem, workshops=workshops), worked_plan())
    # 100.25 kg used in week 2 and 150.25 in week 3.
    assert books.material_issues["detergent"] == row("5.01")


def test_an_arrival_after_the_plan_brings_nothing() -> None:
    late = worked_plan(purchases=(purchase("detergent-merciers", 7, 8, 1_000),))
    assert "detergent" not in Ledger(worked_problem(), late).material_arrivals


def test_a_shipment_without_a_lane_arrives_nowhere() -> None:
    books = Ledger(worked_problem(lanes=()), worked_plan())
    assert books.point_arrivals == {("lens", "bag"): row(0, 20)}


@given(st.lists(st.integers(0, 7), min_size=19, max_size=19))
def test_nothing_appears_and_nothing_vanishes(weeks: list[int]) -> None:
    # Whenever the work is done, what came in and did not go out is in stock at the end.
    moved = zip(worked_plan().runs, weeks, strict=True)
    runs = tuple(replace(r, week=week(t)) for r, t in moved)
    books = Ledger(worked_problem(), worked_plan(runs=runs))
    for (_, p, o), stock in books.workshop_stock.items():
        assert (p, o) in books.operations
        assert len(stock) == 8
    sewn = [row for (_, p, o), row in books.workshop_stock.items() if (p, o) == ("mask", "sewing")]
    at_end = sum(stock[-1] for stock in sewn)
    assert at_end == 200 + 1_750 - 1_950
    for m, stock in books.material_stock.items():
        used = sum(books.series(books.material_issues, m))
        came = sum(books.series(books.material_arrivals, m))
        assert stock[-1] == books.material_opening[m] + came - used


def test_opening_stock_without_work_stays() -> None:
    nothing = Ledger(worked_problem(), worked_plan(runs=(), shipments=(), hub_receipts=()))
    assert nothing.workshop_stock["vestali", "mask", "sewing"] == (D(200),) * 8
    assert nothing.material_stock["fabric"][0] == 135
    empty = Ledger(worked_problem(opening=OpeningState()), worked_plan(purchases=()))
    assert empty.material_opening["fabric"] == 0
