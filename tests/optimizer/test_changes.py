"""Every kind of change: what it makes of a problem, and when it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from optimizer import changes as c
from optimizer.capacity import Capacities
from optimizer.changes import Change, apply
from optimizer.changes.applying import _APPLY
from optimizer.cost_parameters import OrderTerms
from optimizer.diagnostics import Severity
from optimizer.instructions import Ban, Pin
from optimizer.opening import OpenPurchase
from optimizer.problem import Availability, Capability, Closure, Lane, Problem, Workshop
from optimizer.solver.solve import SolveOptions, solve
from tests.builders import opened, replaced, running_problem, small_problem, vestali

D = Decimal
SMALL = small_problem()
RUNNING = running_problem()


def changed(*changes: Change, problem: Problem = SMALL) -> Problem:
    """The changed problem; nothing is an error."""
    found, said = apply(problem, changes)
    assert found is not None, said
    return found


def refusals(*changes: Change, problem: Problem = SMALL) -> list[tuple[str, str]]:
    found, said = apply(problem, changes)
    assert found is None
    return [(d.code, d.subject) for d in said if d.severity is Severity.ERROR]


def workshop(problem: Problem, identifier: str) -> Workshop:
    return next(w for w in problem.workshops if w.id == identifier)


def minutes(problem: Problem, identifier: str) -> tuple[Decimal, ...]:
    return Capacities(problem).productive_minutes[identifier]


def offer(problem: Problem, identifier: str):
    return next(o for o in problem.offers if o.id == identifier)


def test_every_change_can_be_applied() -> None:
    assert set(_APPLY) == set(get_args(Change))


def test_no_change_is_the_problem_itself() -> None:
    assert apply(SMALL, ()) == (SMALL, ())


# -- workshops ------------------------------------------------------------------------------------


def test_people_come_on_top_of_each_week() -> None:
    problem = changed(
        c.MorePeople(workshop="vestali", first="2020-W16", last="2020-W17", people=D(2)),
        c.MorePeople(workshop="vestali", first="2020-W17", last="2020-W18", people=D(-20)),
    )
    capacities = Capacities(problem)
    people = [capacities.headcount(workshop(problem, "vestali"), t) for t in range(5)]
    assert people == [8, 10, 0, 0, 8]


def test_hours_come_on_top_and_people_stay() -> None:
    problem = changed(
        c.MorePeople(workshop="vestali", first="2020-W16", last="2020-W16", people=D(1)),
        c.MoreHours(workshop="vestali", first="2020-W16", last="2020-W16", hours=D("-3.5")),
    )
    (override,) = workshop(problem, "vestali").overrides
    assert (override.headcount, override.weekly_hours) == (9, D("22.5"))


def test_days_open_after_all_cut_a_closure_in_two() -> None:
    closure = Closure(first=date(2020, 4, 20), last=date(2020, 5, 1), reason="congés")
    start = replaced(SMALL.workshops, "vestali", closures=(closure,))
    problem = changed(
        c.NoClosure(workshop="vestali", first_day=date(2020, 4, 22), last_day=date(2020, 4, 23)),
        problem=replace(SMALL, workshops=start),
    )
    assert [(x.first.day, x.last.day) for x in workshop(problem, "vestali").closures] == [
        (20, 21),
        (24, 1),
    ]
    assert Capacities(problem).open_days(workshop(problem, "vestali"), 2) == 2


def test_a_closure_takes_its_week() -> None:
    problem = changed(
        c.Closed(workshop="vestali", first_day=date(2020, 4, 20), last_day=date(2020, 4, 26))
    )
    assert minutes(problem, "vestali")[2] == 0
    assert minutes(problem, "vestali")[3] == minutes(SMALL, "vestali")[3]


def test_who_stops_works_until_the_sunday_before() -> None:
    problem = changed(c.WorkshopStops(workshop="vestali", week="2020-W17"))
    assert workshop(problem, "vestali").leaving == date(2020, 4, 19)
    there = [m > 0 for m in minutes(problem, "vestali")]
    assert there == [True, True] + [False] * 8


def test_who_stops_before_it_came_never_comes() -> None:
    start = replaced(SMALL.workshops, "vestali", entry=date(2020, 5, 4))
    problem = changed(
        c.WorkshopStops(workshop="vestali", week="2020-W17"),
        problem=replace(SMALL, workshops=start),
    )
    assert not any(minutes(problem, "vestali"))


def test_a_workshop_removed_leaves_nothing_behind() -> None:
    problem = changed(c.RemoveWorkshop(workshop="fil-rouge"))
    assert "fil-rouge" not in repr(problem)


TIED = {
    "units": ("vestali", RUNNING),
    "stock": ("vestali", SMALL),
    "past_work": ("vestali", RUNNING),
    "frozen": ("fil-rouge", RUNNING),
    "stations": ("esat-lys", SMALL),
    "money": (
        "fil-rouge",
        replace(SMALL, payments=OrderTerms(mandataire="fil-rouge")),
    ),
    "pinned": (
        "fil-rouge",
        replace(
            SMALL,
            pins=(
                Pin(
                    workshop="fil-rouge",
                    product="mask",
                    operation="sewing",
                    first="2020-W16",
                    last="2020-W16",
                    units=D(100),
                ),
            ),
        ),
    ),
}


@pytest.mark.parametrize("reason", TIED)
def test_what_depends_on_a_workshop_holds_it(reason: str) -> None:
    identifier, problem = TIED[reason]
    found, said = apply(problem, (c.RemoveWorkshop(workshop=identifier),))
    assert found is None
    assert reason in {d.params["reason"] for d in said}
    assert {(d.code, d.subject) for d in said} == {("change.workshop_tied", identifier)}


def test_a_newcomer_brings_what_is_its_own() -> None:
    new = c.AddWorkshop(
        workshop=Workshop(id="neuf", headcount=D(4), weekly_hours=D(35)),
        capabilities=(Capability(workshop="neuf", operation="finishing"),),
        lanes=(Lane(workshop="neuf", delivery_point="arras"),),
    )
    assert minutes(changed(new), "neuf")[2] > 0
    assert refusals(replace(new, workshop=vestali()))[0] == ("change.exists", "vestali")
    others = replace(new, capabilities=(Capability(workshop="vestali", operation="x"),))
    assert refusals(others) == [("change.not_its_own", "neuf")]


def test_entry_is_only_ever_moved_forward() -> None:
    start = replace(SMALL, workshops=replaced(SMALL.workshops, "vestali", entry=date(2020, 5, 4)))
    sooner = c.EarlierEntry(workshop="vestali", day=date(2020, 4, 20))
    assert workshop(changed(sooner, problem=start), "vestali").entry == date(2020, 4, 20)
    same, said = apply(SMALL, (sooner,))
    assert same == SMALL
    assert [(d.code, d.severity) for d in said] == [("change.no_effect", Severity.WARNING)]


# -- posts ----------------------------------------------------------------------------------------


def posts(problem: Problem) -> tuple[Decimal, ...]:
    return Capacities(problem).station_minutes["cutting-table"]


def test_posts_more_or_fewer_by_week_or_for_good() -> None:
    before = posts(SMALL)
    week = c.MoreStations(group="cutting-table", number=1, first="2020-W16", last="2020-W16")
    assert posts(changed(week))[1] == before[1] * 3 / 2
    assert posts(changed(week))[2] == before[2]
    always = c.MoreStations(group="cutting-table", number=-1)
    assert posts(changed(week, always))[:3] == (before[0] / 2, before[1], before[2] / 2)


def test_hours_of_posts() -> None:
    before = posts(SMALL)
    week = c.StationHours(group="cutting-table", hours=D(15), first="2020-W16", last="2020-W16")
    found = posts(changed(week))
    assert (found[1], found[2]) == (before[1] / 2, before[2])
    always = c.StationHours(group="cutting-table", hours=D(60))
    assert posts(changed(week, always)) == tuple(2 * m for m in before)


def test_a_breakdown_of_counted_and_uncounted_posts() -> None:
    stop = c.StationStops(group="cutting-table", first="2020-W16", last="2020-W17")
    assert [m > 0 for m in posts(changed(stop))][:4] == [True, False, False, True]
    groups = replaced(SMALL.station_groups, "cutting-table", number=None)
    free = replace(SMALL, station_groups=groups)
    bans = changed(stop, problem=free).bans
    assert {(b.workshop, b.operation, b.first, b.last) for b in bans} == {
        (w, "cutting", "2020-W16", "2020-W17") for w in ("esat-lys", "vestali")
    }
    more = c.MoreStations(group="cutting-table", number=1)
    assert refusals(more, problem=free) == [("change.station_unlimited", "cutting-table")]


# -- materials ------------------------------------------------------------------------------------


def test_more_of_a_material() -> None:
    week = changed(c.MoreMaterial(offer="elastic-merciers", thousandths=300_000, week="2020-W17"))
    found = offer(week, "elastic-merciers")
    assert found.availability == (Availability(week="2020-W17", thousandths=300_000),)
    assert found.total_thousandths == 4_300_000
    total = changed(c.MoreMaterial(offer="elastic-merciers", thousandths=300_000))
    assert offer(total, "elastic-merciers").total_thousandths == 4_300_000
    weekly = changed(c.MoreMaterial(offer="fabric-framework", thousandths=-500_000))
    assert offer(weekly, "fabric-framework").weekly_thousandths == 0


def test_lead_time_prices_and_stock() -> None:
    sooner = changed(c.EarlierSupply(offer="fabric-framework", weeks=5))
    assert offer(sooner, "fabric-framework").lead_time_weeks == 0
    dearer = changed(c.PriceChange(offer="fabric-toiles", rate=D("1.1")))
    prices = [b.unit_price for b in offer(dearer, "fabric-toiles").breaks]
    assert prices == [D("4.620"), D("4.180")]
    stocked = changed(
        c.StockMaterial(material="fabric", thousandths=40_000),
        c.StockMaterial(material="elastic", thousandths=-900_000),
    )
    assert {(s.material, s.lender): s.thousandths for s in stocked.opening.materials} == {
        ("fabric", ""): 100_000,
        ("elastic", "vestali"): 400_000,
    }


def test_ordering_earlier_is_for_that_offer_alone() -> None:
    problem = changed(c.OrderEarlier(offer="fabric-toiles", day=date(2020, 3, 16)))
    first = {o.id: o.order_from for o in problem.offers}
    assert problem.purchase_from == date(2020, 3, 16)
    assert first["fabric-toiles"] == date(2020, 3, 16)
    assert set(first.values()) == {date(2020, 3, 16), date(2020, 3, 30)}


def test_a_supplier_that_stops_hands_over_nothing_more() -> None:
    problem = changed(
        c.SupplierStops(supplier="merciers", week="2020-W16"),
        problem=opened(
            RUNNING,
            purchases=(
                *RUNNING.opening.purchases,
                OpenPurchase(
                    material="elastic",
                    offer="elastic-merciers",
                    thousandths=100_000,
                    arrival="2020-W16",
                ),
            ),
        ),
    )
    assert [p.arrival for p in problem.opening.purchases] == ["2020-W15"]
    for name in ("fabric-framework", "elastic-merciers"):
        weeks = {a.week: a.thousandths for a in offer(problem, name).availability}
        assert set(weeks.values()) == {0}
        assert "2020-W16" in weeks
        assert "2020-W15" not in weeks
    assert offer(problem, "fabric-toiles") == offer(RUNNING, "fabric-toiles")


# -- terms ----------------------------------------------------------------------------------------


def test_a_norm_held_earlier_takes_the_place_of_a_later_one() -> None:
    norm = "AFNOR SPEC S76-001"
    held = changed(c.Qualify(workshop="esat-lys", norm=norm, day=date(2020, 4, 20)))
    assert workshop(held, "esat-lys").qualifications[0].start == date(2020, 4, 20)
    sooner = changed(c.Qualify(workshop="esat-lys", norm=norm), problem=held)
    (only,) = workshop(sooner, "esat-lys").qualifications
    assert only.start is None
    assert refusals(c.Qualify(workshop="vestali", norm="ISO")) == [("change.unknown", "ISO")]


def test_skills_and_smallest_runs() -> None:
    new = Capability(workshop="vestali", operation="cutting", pace=D("0.5"))
    problem = changed(c.Skill(capability=new))
    assert new in problem.capabilities
    assert len(problem.capabilities) == len(SMALL.capabilities)
    own = changed(
        c.SmallestRun(workshop="vestali", operation="finishing", product="mask", units=200)
    )
    skills = Capacities(own).skills
    assert skills["vestali", "mask", "finishing"].smallest_run_units == 200
    assert skills["vestali", "bag", "finishing"].smallest_run_units == 0
    assert skills["vestali", "mask", "finishing"].pace == D("0.8")
    every = changed(c.SmallestRun(workshop="vestali", operation="finishing", units=200))
    assert Capacities(every).skills["vestali", "bag", "finishing"].smallest_run_units == 200
    nobody = c.SmallestRun(workshop="fil-rouge", operation="cutting", units=1)
    assert refusals(nobody) == [("change.no_capability", "fil-rouge")]


FIELDS = [
    (c.LargestShare(workshop="vestali", share=D("0.4")), "workshops[0].largest_share", D("0.4")),
    (c.SmallestShare(workshop="vestali", share=D("0.1")), "workshops[0].smallest_share", D("0.1")),
    (
        c.ReceiptsCeiling(workshop="vestali", cents=900_000),
        "workshops[0].receipts_ceiling_cents",
        900_000,
    ),
    (c.IssueLead(workshop="vestali", weeks=1), "workshops[0].issue_lead_weeks", 1),
    (c.AgreedShares(shares=(("vestali", D("0.5")),)), "workshops[0].agreed_share", D("0.5")),
    (c.ProductLot(product="mask", lot_size=50), "products[0].lot_size", 50),
    (c.TestingWeeks(product="mask", weeks=0), "products[0].testing_weeks", 0),
    (c.SellingPrice(product="mask", price=D(3)), "products[0].selling_price", D(3)),
    (c.HubLeadTime(weeks=2), "hub.lead_time_weeks", 2),
    (
        c.LaneLeadTime(workshop="vestali", delivery_point="arras", weeks=1),
        "lanes[0].lead_time_weeks",
        1,
    ),
    (c.DemandQuantity(demand="masks-april", quantity=D(5_000)), "demands[0].quantity", D(5_000)),
    (
        c.DemandDue(demand="masks-april", due=date(2020, 5, 8)),
        "demands[0].due",
        date(2020, 5, 8),
    ),
    (c.DemandPriority(demand="masks-april", priority=3), "demands[0].priority", 3),
    (c.Tail(weeks=4), "late_tail_weeks", 4),
    (c.FairnessKeyChange(key="equal"), "fairness_key", "equal"),
]


@pytest.mark.parametrize(("change", "path", "value"), FIELDS)
def test_a_change_of_one_field_changes_that_field(change: Change, path: str, value: object) -> None:
    problem = changed(change)
    item: object = problem
    for step in path.split("."):
        name, _, place = step.partition("[")
        item = getattr(item, name)
        if place:
            assert isinstance(item, tuple)
            item = item[int(place[:-1])]
    assert item == value
    again, said = apply(problem, (change,))
    assert again == problem
    assert [d.code for d in said] == ["change.no_effect"]


def test_pins_and_bans_are_added() -> None:
    pin = Pin(
        workshop="vestali",
        product="mask",
        operation="sewing",
        first="2020-W16",
        last="2020-W16",
        units=D(300),
    )
    ban = Ban(workshop="esat-lys", product="mask", operation="cutting")
    problem = changed(c.AddPin(pin=pin), c.AddBan(ban=ban))
    assert (problem.pins, problem.bans) == ((pin,), (ban,))


# -- refused --------------------------------------------------------------------------------------

DAY = date(2020, 4, 20)
UNKNOWN: list[Change] = [
    c.MorePeople(workshop="?", first="2020-W16", last="2020-W16", people=D(1)),
    c.Closed(workshop="?", first_day=DAY, last_day=DAY),
    c.WorkshopStops(workshop="?", week="2020-W16"),
    c.RemoveWorkshop(workshop="?"),
    c.EarlierEntry(workshop="?", day=DAY),
    c.MoreStations(group="?", number=1),
    c.MoreMaterial(offer="?", thousandths=1),
    c.EarlierSupply(offer="?", weeks=1),
    c.OrderEarlier(offer="?", day=DAY),
    c.SupplierStops(supplier="?", week="2020-W16"),
    c.PriceChange(offer="?", rate=D(1)),
    c.StockMaterial(material="?", thousandths=1),
    c.Skill(capability=Capability(workshop="vestali", operation="?")),
    c.LargestShare(workshop="?", share=None),
    c.SmallestShare(workshop="?", share=None),
    c.ReceiptsCeiling(workshop="?", cents=None),
    c.IssueLead(workshop="?", weeks=1),
    c.AgreedShares(shares=(("?", D(1)),)),
    c.ProductLot(product="?", lot_size=1),
    c.TestingWeeks(product="?", weeks=1),
    c.SellingPrice(product="?", price=D(1)),
    c.LaneLeadTime(workshop="vestali", delivery_point="?", weeks=1),
    c.DemandQuantity(demand="?", quantity=D(1)),
    c.DemandDue(demand="?", due=DAY),
    c.DemandPriority(demand="?", priority=1),
    c.AddBan(ban=Ban(workshop="vestali", product="?")),
]


@pytest.mark.parametrize("change", UNKNOWN, ids=lambda x: type(x).__name__)
def test_what_does_not_exist_is_refused_by_name(change: Change) -> None:
    assert refusals(change) == [("change.unknown", "?")]


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    _, (said,) = apply(SMALL, (c.RemoveWorkshop(workshop="vestalie"),))
    assert said.params["suggestion"] == "vestali"


def people(first: str, last: str) -> Change:
    return c.MorePeople(workshop="vestali", first=first, last=last, people=D(1))


REFUSED: list[tuple[str, Change]] = [
    ("unknown_week", people("S16", "2020-W16")),
    ("weeks_reversed", people("2020-W18", "2020-W16")),
    ("outside_plan", people("2021-W01", "2021-W02")),
    ("days_reversed", c.Closed(workshop="vestali", first_day=DAY, last_day=SMALL.start)),
    ("negative_rate", c.PriceChange(offer="fabric-toiles", rate=D("-0.1"))),
    ("no_lane", c.LaneLeadTime(workshop="fil-rouge", delivery_point="lens", weeks=1)),
]


@pytest.mark.parametrize(("code", "change"), REFUSED)
def test_refusals(code: str, change: Change) -> None:
    assert [found for found, _ in refusals(change)] == [f"change.{code}"]


def test_without_a_hub_it_has_no_delay() -> None:
    problem = changed(problem=replace(SMALL, hub=None))
    assert refusals(c.HubLeadTime(weeks=2), problem=problem) == [("change.no_hub", "")]


def test_every_refusal_is_said_at_once_and_the_rules_of_the_data_hold() -> None:
    assert refusals(UNKNOWN[0], UNKNOWN[5], people("S16", "S16")) == [
        ("change.unknown", "?"),
        ("change.unknown", "?"),
        ("change.unknown_week", "vestali"),
    ]
    too_much = c.LargestShare(workshop="vestali", share=D(3))
    assert refusals(too_much) == [("problem.share_out_of_range", "vestali")]


def test_what_was_already_said_of_the_problem_is_not_said_again() -> None:
    doubtful = replace(SMALL, workshops=replaced(SMALL.workshops, "vestali", headcount=D(900)))
    _, said = apply(doubtful, (c.Tail(weeks=3),))
    assert said == ()


def test_posts_of_one_week_limit_that_week() -> None:
    """What the capacities say is what a plan keeps."""
    stop = c.StationStops(group="cutting-table", first="2020-W15", last="2020-W16")
    problem = changed(stop)
    plan = solve(problem, SolveOptions(time_limit_seconds=5, only_on_time=True)).plan
    cut = {r.week for r in plan.runs if r.operation == "cutting"}
    assert cut
    assert not cut & {"2020-W15", "2020-W16"}
