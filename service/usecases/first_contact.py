"""First contact: few numbers, and at once whether it can be done, or what is missing; no solver.

Every workshop that is counted does every operation at one pace. So what it can make in a week is a
division, and what all can make until a day a sum: nobody waits for anybody, nothing is rounded to
lots. Materials count by the day on which they are there, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any, Final

from importers.assemble import automatic_holidays
from optimizer.capacity import Capacities
from optimizer.problem import (
    Capability,
    DeliveryPoint,
    Demand,
    Lane,
    Operation,
    Order,
    Problem,
    Product,
    Workshop,
)
from optimizer.requirements import stages
from service.db import repositories, tables
from service.i18n import N_, Texts
from service.usecases import access, asking, orders
from service.usecases.consortia import code_of
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

# So far after the day that was asked for one looks for the week in which it is done.
_MOST_WEEKS_LATE: Final = 104
# A plan never uses every minute: below this part left over, « yes » is close.
CLOSE: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An operation: its name and its minutes per unit."""

    name: str
    minutes: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A kind of product with times that are usual for it."""

    key: str
    name: str
    steps: tuple[Step, ...]
    lot_size: int = 1


def _steps(*told: tuple[str, str]) -> tuple[Step, ...]:
    return tuple(Step(name=name, minutes=Decimal(minutes)) for name, minutes in told)


SORTS: Final[tuple[Sort, ...]] = (
    Sort(key="mask", name=N_("Masque en tissu"),
         steps=_steps((N_("Coupe"), "1.3"), (N_("Couture"), "5.4"), (N_("Finition"), "1.5"))),
    Sort(key="gown", name=N_("Surblouse"),
         steps=_steps((N_("Coupe"), "3"), (N_("Couture"), "14"), (N_("Finition"), "2"))),
    Sort(key="bag", name=N_("Sac en tissu"),
         steps=_steps((N_("Coupe"), "1.5"), (N_("Couture"), "7"), (N_("Finition"), "1"))),
    Sort(key="other", name=N_("Autre chose"),
         steps=_steps((N_("Coupe"), "0"), (N_("Couture"), "0"), (N_("Finition"), "0"))),
)  # fmt: skip
"""Times to start from, before anything was timed: plausible, to be put right by whoever knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """A workshop that could take part.

    Attributes:
        weekly_hours: paid, per person.
        productive: part of them that goes to work, in (0, 1].
        pace: 1 = the standard time.
    """

    code: str
    name: str
    headcount: Decimal
    weekly_hours: Decimal
    productive: Decimal = Decimal("0.8")
    pace: Decimal = Decimal(1)
    working_days: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Few:
    """The few numbers of a first contact."""

    product: str
    steps: tuple[Step, ...]
    quantity: Decimal
    start: date
    due: date
    hands: tuple[Hands, ...]
    title: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a workshop could make until the day; ``hours``: productive ones, of its own."""

    code: str
    name: str
    hours: Decimal
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Units that all could have made by the end of a week, from the beginning."""

    name: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Whether it can be done, in numbers.

    Attributes:
        possible: whole units that could be made until the day.
        needed_hours: of work, at the pace of those who would do it, for all of it.
        missing_hours: of their own productive hours that are missing, at their mean pace; 0 when none.
        missing_people: more people like theirs, from the first week to the last; None: no week at all.
        done_in: first week by whose Friday all is made, None: not within two years.
        weeks: until the due week, or until all is made.
        margin: part of what they could do that would be left.
    """

    is_possible: bool
    possible: Decimal
    needed_hours: Decimal
    there_hours: Decimal
    missing_hours: Decimal
    missing_people: int | None
    done_in: str | None
    parts: tuple[Part, ...]
    weeks: tuple[Week, ...]
    n_weeks: int
    margin: Decimal


def problem_of(few: Few, code: str = "premier-contact") -> Problem:
    """The few numbers as a problem: one product, one milestone, everybody does everything."""
    operations = tuple(
        Operation(
            id=code_of(s.name) or f"operation-{i}",
            name=s.name,
            standard_milliminutes=int(s.minutes * 1000),
        )
        for i, s in enumerate(few.steps)
        if s.minutes > 0
    )
    product = code_of(few.product) or "produit"
    problem = Problem(
        id=code,
        title=few.title,
        start=few.start,
        products=(
            Product(id=product, name=few.product, lot_size=1, operations=_distinct(operations)),
        ),
        orders=(Order(id=code, name=few.title or few.product, customer=few.customer),),
        delivery_points=(DeliveryPoint(id="livraison", name=few.customer or "Livraison"),),
        demands=(
            Demand(
                id="J1",
                product=product,
                quantity=few.quantity,
                due=few.due,
                delivery_point="livraison",
                order=code,
            ),
        ),
        workshops=tuple(
            Workshop(
                id=h.code,
                name=h.name,
                headcount=h.headcount,
                weekly_hours=h.weekly_hours,
                working_days=h.working_days,
                non_production_rate=1 - h.productive,
            )
            for h in few.hands
        ),
        lanes=tuple(Lane(workshop=h.code, delivery_point="livraison") for h in few.hands),
    )
    capabilities = tuple(
        Capability(workshop=h.code, operation=o.id, pace=h.pace)
        for h in few.hands
        for o in problem.products[0].operations
    )
    problem = replace(problem, capabilities=capabilities)
    return replace(problem, public_holidays=automatic_holidays(problem, "FR"))


def estimate(few: Few) -> Estimate:
    """Can it be done until the day, and if not, what is missing?

    Args:
        few: something to make, with a time; perhaps nobody to make it.
    """
    far = replace(few, due=few.due + timedelta(weeks=_MOST_WEEKS_LATE))
    problem = problem_of(far)
    capacities = Capacities(problem)
    minutes = sum((s.standard_minutes for s in stages(problem).values()), start=Decimal(0))
    unit = minutes / few.quantity
    due = capacities.horizon.due_index(few.due)
    by_week = [
        sum((capacities.productive_minutes[h.code][t] * h.pace for h in few.hands), Decimal(0))
        for t in range(capacities.horizon.weeks)
    ]
    done, total, weeks = None, Decimal(0), []
    for t, there in enumerate(by_week):
        total += there
        weeks.append(Week(name=capacities.horizon.name(t), units=total / unit))
        if done is None and total >= minutes:
            done = t
        if t >= due and (done is not None or t >= due + _SHOWN_AFTER):
            break
    in_time = range(due + 1)
    there_minutes = sum((by_week[t] for t in in_time), start=Decimal(0))
    own = {h.code: sum((capacities.productive_minutes[h.code][t] for t in in_time), Decimal(0))
           for h in few.hands}  # fmt: skip
    own_minutes = sum(own.values(), start=Decimal(0))
    pace = there_minutes / own_minutes if own_minutes else Decimal(1)
    missing = max(Decimal(0), minutes - there_minutes)
    done = done if done is not None else _first(by_week, minutes)
    return Estimate(
        is_possible=there_minutes >= minutes,
        possible=(there_minutes / unit).to_integral_value(rounding=ROUND_FLOOR),
        needed_hours=minutes / pace / 60,
        there_hours=own_minutes / 60,
        missing_hours=missing / pace / 60,
        missing_people=_people(few, own_minutes, missing / pace),
        done_in=capacities.horizon.name(done) if done is not None else None,
        parts=tuple(
            Part(
                code=h.code,
                name=h.name,
                hours=own[h.code] / 60,
                units=(own[h.code] * h.pace / unit).to_integral_value(rounding=ROUND_FLOOR),
            )
            for h in few.hands
        ),
        weeks=tuple(weeks),
        n_weeks=due + 1,
        margin=1 - minutes / there_minutes if there_minutes > minutes else Decimal(0),
    )


_SHOWN_AFTER: Final = 8


def create(
    session: Session, actor: Actor, few: Few, *, title: str, customer: str = ""
) -> tables.Order:
    """A new order that says these few numbers; the workshops are asked for their own afterwards.

    Raises:
        ServiceRefusalError: no right, no usable title, a title that is taken.
    """
    row = orders.create(session, actor, title=title, customer=customer)
    given = replace(few, title=row.title, customer=customer)
    orders.fill(session, actor, row, problem_of(given, row.code))
    if few.hands:
        asking.ask(session, actor, row, workshops=[h.code for h in few.hands])
    return row


def known_hands(session: Session, actor: Actor) -> list[Hands]:
    """Every workshop of the consortium with what its profile, or the newest order, says of it.

    Raises:
        ServiceRefusalError: no right over everybody's capacities.
    """
    access.need_write(actor, Thing.ORDER)
    access.need_read(actor, Thing.CAPACITIES)
    newest: dict[str, Mapping[str, Any]] = {}
    for row in repositories.orders(session, actor.consortium_id):
        for part in repositories.parts(session, row.id, "workshop"):
            newest.setdefault(part.code, part.data)
    return [
        _hands(m, m.profile.get("workshop") or newest.get(m.workshop) or {})
        for m in repositories.members(session, actor.consortium_id)
    ]


def known_sorts(session: Session, actor: Actor, texts: Texts) -> list[Sort]:
    """Kinds of products to start from: those of former orders, then the usual ones."""
    found = []
    for row in repositories.orders(session, actor.consortium_id):
        for part in repositories.parts(session, row.id, "product"):
            thing = part.data.get("", {})
            steps = tuple(
                Step(
                    name=o.get("name") or o["id"],
                    minutes=Decimal(o["standard_milliminutes"]) / 1000,
                )
                for o in thing.get("operations", ())
            )
            name = thing.get("name") or part.code
            found.append(Sort(key=f"{row.code}/{part.code}", name=f"{name} — {row.title}",
                              steps=steps))  # fmt: skip
    usual = [
        replace(
            s,
            name=texts.gettext(s.name),
            steps=tuple(replace(x, name=texts.gettext(x.name)) for x in s.steps),
        )
        for s in SORTS
    ]
    return [*usual, *found[:20]]


def _hands(member: tables.Member, data: Mapping[str, Any]) -> Hands:
    thing = data.get("", {})
    absent = Decimal(str(thing.get("absence_rate") or 0))
    other = Decimal(str(thing.get("non_production_rate") or 0))
    paces = [Decimal(str(c["pace"])) for c in data.get("capabilities", ()) if c.get("pace")]
    # The harmonic mean: times add up, paces do not.
    pace = len(paces) / sum(1 / p for p in paces) if paces else Decimal(1)
    return Hands(
        code=member.workshop,
        name=member.name,
        headcount=Decimal(str(thing.get("headcount") or 0)),
        weekly_hours=Decimal(str(thing.get("weekly_hours") or 35)),
        productive=((1 - absent) * (1 - other)) if thing else Decimal("0.8"),
        pace=Decimal(pace).quantize(Decimal("0.01")),
        working_days=int(thing.get("working_days") or 5),
    )


def _distinct(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """Two steps of one name stay two operations."""
    found: list[Operation] = []
    for one in operations:
        n, wanted = 2, one.id
        while any(o.id == wanted for o in found):
            wanted, n = f"{one.id}-{n}", n + 1
        found.append(replace(one, id=wanted))
    return tuple(found)


def _first(by_week: Sequence[Decimal], minutes: Decimal) -> int | None:
    total = Decimal(0)
    for t, there in enumerate(by_week):
        total += there
        if total >= minutes:
            return t
    return None


def _people(few: Few, own_minutes: Decimal, missing: Decimal) -> int | None:
    """How many more people like theirs, at their mean hours, over the same weeks."""
    heads = sum((h.headcount for h in few.hands), start=Decimal(0))
    if not missing:
        return 0
    if not heads or not own_minutes:
        return None
    each = own_minutes / heads
    return int((missing / each).to_integral_value(rounding=ROUND_CEILING))
