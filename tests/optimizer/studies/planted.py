"""Small orders that are late for one planted cause, and how much of it lacks.

Everything else is generous, so that the amount can be worked out by hand: it stands in each docstring.
Weeks run from 2020-W15 (position 0); a workshop's minutes are those of one person; lots of 10 units.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from optimizer import problem as data
from optimizer.diagnosis import BottleneckKind, Unit
from optimizer.opening import OpeningState, OpenPurchase
from optimizer.problem import Problem
from tests.optimizer.solver import tiny

D = Decimal
NORM = "AFNOR SPEC S76-001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """An order, and what its diagnosis must name first."""

    problem: Problem
    kind: BottleneckKind
    place: str
    missing: Decimal
    unit: Unit
    weeks: tuple[str, str] = ("", "")


def monday(week: int) -> date:
    """Monday of a week of the plan."""
    return tiny.START + timedelta(weeks=week)


def sewn(minutes: int = 6, **changes: Any) -> data.Product:
    """Sewn in one operation of so many minutes."""
    return tiny.product(tiny.operation("sew", minutes), **changes)


def cut_and_sewn() -> data.Product:
    """Cut in 1 minute, sewn in 6."""
    return tiny.product(tiny.operation("cut", 1), tiny.operation("sew", 6))


def cloth(**changes: Any) -> dict[str, Any]:
    """One offer of cloth, a metre a unit, at 1 € a metre, in tens."""
    return {
        "products": (sewn(materials=(tiny.cloth(),)),),
        "materials": (data.Material(id="cloth", unit="m"),),
        "suppliers": (data.Supplier(id="s"),),
        "offers": (tiny.offer((0, "1.00"), **changes),),
    }


def station() -> Planted:
    """10 h of sewing due in week 0, the machine open for 3 h of 20 then: 7 h lack."""
    group = data.StationGroup(
        id="machines",
        host="a",
        operations=("sew",),
        number=1,
        opening_hours=D(20),
        overrides=(data.StationOverride(week=tiny.week(0), opening_hours=D(3)),),
    )
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 1200),),
        products=(sewn(),),
        demands=(tiny.demand("d0", 100, 0), tiny.demand("d2", 100, 2)),
        station_groups=(group,),
    )
    week = tiny.week(0)
    return Planted(
        problem=problem,
        kind="station",
        place="machines",
        missing=D(7),
        unit="hours",
        weeks=(week, week),
    )


def material() -> Planted:
    """40 units a week for 100 in three weeks; 80 m of cloth come by then: 20 m lack."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 240),),
        demands=(tiny.demand("d", 100, 2),),
        **cloth(
            availability=(
                data.Availability(week=tiny.week(0), thousandths=40_000),
                data.Availability(week=tiny.week(1), thousandths=0),
                data.Availability(week=tiny.week(2), thousandths=40_000),
            )
        ),
    )
    return Planted(problem=problem, kind="material", place="cloth", missing=D(20), unit="material")


def qualification() -> Planted:
    """Two workshops of 40 units a week, one with the norm from week 3 only: 200 by week 2 need it in 1."""
    product = sewn(qualifications=(data.QualificationNeed(norm=NORM),))
    workshops = (
        tiny.workshop("a", 240, qualifications=(data.Qualification(norm=NORM),)),
        tiny.workshop("b", 240, qualifications=(data.Qualification(norm=NORM, start=monday(3)),)),
    )
    # Nobody can be added: there is one machine each.
    groups = tuple(
        data.StationGroup(
            id=f"machine-{w}", host=w, operations=("sew",), number=1, opening_hours=D(4)
        )
        for w in ("a", "b")
    )
    problem = tiny.problem(
        workshops=workshops,
        products=(product,),
        demands=(tiny.demand("d", 200, 2),),
        station_groups=groups,
    )
    return Planted(problem=problem, kind="qualification", place="b", missing=D(2), unit="weeks")


def share_limit() -> Planted:
    """200 units, of which b can make 100 by week 1 and a may make 40 %: a tenth of the work lacks."""
    problem = tiny.problem(
        workshops=(
            tiny.workshop("a", 600, largest_share=D("0.4")),
            tiny.workshop("b", 300),
        ),
        products=(sewn(),),
        demands=(tiny.demand("d", 200, 1),),
    )
    return Planted(problem=problem, kind="largest_share", place="a", missing=D("0.1"), unit="share")


def euro_ceiling() -> Planted:
    """50 cents a unit; b can make 100 of 200 by week 1 and a may invoice 40 €: 10 € lack."""
    operation = tiny.operation("sew", 6, rate=D("0.5"))
    problem = tiny.problem(
        workshops=(
            tiny.workshop("a", 600, receipts_ceiling_cents=4000),
            tiny.workshop("b", 300),
        ),
        products=(tiny.product(operation),),
        demands=(tiny.demand("d", 200, 1),),
    )
    return Planted(
        problem=problem, kind="receipts_ceiling", place="a", missing=D(1000), unit="cents"
    )


def closure() -> Planted:
    """100 units a week, 300 by week 2, and one week of five days closed."""
    closed = data.Closure(first=monday(1), last=monday(1) + timedelta(days=4))
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 600, closures=(closed,)),),
        products=(sewn(),),
        demands=(tiny.demand("d", 300, 2),),
    )
    return Planted(problem=problem, kind="closure", place="a", missing=D(5), unit="days")


def hub() -> Planted:
    """Cut at a, sewn at b by week 1, but pieces travel two weeks: one week lacks."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 300), tiny.workshop("b", 1200)),
        products=(cut_and_sewn(),),
        demands=(tiny.demand("d", 100, 1),),
        capabilities=(
            data.Capability(workshop="a", operation="cut"),
            data.Capability(workshop="b", operation="sew"),
        ),
        hub=data.Hub(lead_time_weeks=2),
    )
    return Planted(problem=problem, kind="hub", place="", missing=D(1), unit="weeks")


def smallest_run() -> Planted:
    """80 units a week of 160 are due, and a week's run must be 100: 20 too many."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 480),),
        products=(sewn(),),
        demands=(tiny.demand("d0", 80, 0), tiny.demand("d1", 80, 1), tiny.demand("d2", 80, 2)),
        capabilities=(data.Capability(workshop="a", operation="sew", smallest_run_units=100),),
    )
    return Planted(problem=problem, kind="smallest_run", place="a", missing=D(20), unit="units")


def lane() -> Planted:
    """Due in week 1, and two weeks on the way: one week lacks."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 1200),),
        products=(sewn(),),
        demands=(tiny.demand("d", 100, 1),),
        lanes=(data.Lane(workshop="a", delivery_point="k", lead_time_weeks=2),),
        tail=3,
    )
    return Planted(problem=problem, kind="lane", place="a", missing=D(1), unit="weeks")


def entry() -> Planted:
    """Only b sews, it comes in week 3, and the pieces are due in week 1: two weeks lack."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 300), tiny.workshop("b", 1200, entry=monday(3))),
        products=(cut_and_sewn(),),
        demands=(tiny.demand("d", 100, 1),),
        capabilities=(
            data.Capability(workshop="a", operation="cut"),
            data.Capability(workshop="b", operation="sew"),
        ),
        hub=data.Hub(),
        tail=3,
    )
    return Planted(problem=problem, kind="entry", place="b", missing=D(2), unit="weeks")


def testing() -> Planted:
    """Nothing may leave in the first four weeks, and the pieces are due in week 2: two weeks lack."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 1200),),
        products=(sewn(testing_weeks=4),),
        demands=(tiny.demand("d", 100, 2),),
        tail=3,
    )
    return Planted(problem=problem, kind="testing", place="p", missing=D(2), unit="weeks")


def people() -> Planted:
    """40 units a week for 150 by week 2: 30 units lack, 3 h."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 240),),
        products=(sewn(),),
        demands=(tiny.demand("d", 150, 2),),
    )
    return Planted(problem=problem, kind="labour", place="a", missing=D(3), unit="hours")


def order_date() -> Planted:
    """Cloth may be ordered from week 3, comes a week later, and is needed in week 1: three weeks."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 1200),),
        demands=(tiny.demand("d", 100, 1),),
        tail=5,
        **cloth(lead_time_weeks=1, order_from=monday(3)),
    )
    return Planted(problem=problem, kind="order_date", place="cloth-1", missing=D(3), unit="weeks")


def supply() -> Planted:
    """Cloth comes four weeks after its order, and is needed in week 2: two weeks."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 1200),),
        demands=(tiny.demand("d", 100, 2),),
        tail=5,
        **cloth(lead_time_weeks=4),
    )
    return Planted(problem=problem, kind="lead_time", place="cloth-1", missing=D(2), unit="weeks")


def issue() -> Planted:
    """Cloth arrives in week 1 and goes to the workshop three weeks before use; due in week 2."""
    fields = cloth()
    fields["offers"] = ()
    fields["opening"] = OpeningState(
        purchases=(OpenPurchase(material="cloth", thousandths=100_000, arrival=tiny.week(1)),)
    )
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 1200, issue_lead_weeks=3),),
        demands=(tiny.demand("d", 100, 2),),
        tail=5,
        **fields,
    )
    return Planted(problem=problem, kind="issue_lead", place="a", missing=D(2), unit="weeks")


def smallest_share() -> Planted:
    """a can make 160 of 200 by week 1 and b 40, but b would make nothing or half: 0.3 too many."""
    problem = tiny.problem(
        workshops=(
            tiny.workshop("a", 480),
            tiny.workshop("b", 120, smallest_share=D("0.5")),
        ),
        products=(sewn(),),
        demands=(tiny.demand("d", 200, 1),),
        tail=4,
    )
    return Planted(
        problem=problem, kind="smallest_share", place="b", missing=D("0.3"), unit="share"
    )


def lots() -> Planted:
    """A week holds 40 units and lots are of 50: none fits before the lots are of 40."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 240),),
        products=(sewn(lot_size=50),),
        demands=(tiny.demand("d", 120, 2),),
    )
    return Planted(problem=problem, kind="lot_size", place="p", missing=D(10), unit="units")


CASES: tuple[Callable[[], Planted], ...] = (
    station,
    material,
    qualification,
    share_limit,
    euro_ceiling,
    closure,
    hub,
    smallest_run,
    lane,
    entry,
    testing,
    people,
    order_date,
    supply,
    issue,
    smallest_share,
    lots,
)
