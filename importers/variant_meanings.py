"""What each kind of row of the variants means: the cells that it needs, and the change they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from importers.columns import Kind
from importers.matching import slug
from optimizer import changes as c
from optimizer.changes import Change
from optimizer.instructions import Ban, Pin
from optimizer.problem import Capability, Problem, StationGroup

About = Literal[
    "",
    "demand",
    "offer",
    "supplier",
    "station_group",
    "material",
    "norm",
    "delivery_point",
    "workshop",
]
ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The cells of a row, understood: ids, weeks by name or days, a value of the kind asked for."""

    problem: Problem
    workshop: str = ""
    product: str | None = None
    operation: str | None = None
    about: str = ""
    first: Any = None
    last: Any = None
    value: Any = None

    @property
    def until(self) -> Any:
        """The end of a span of one when no end is given."""
        return self.first if self.last is None else self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """The cells that a kind of row must have and may have, and what it makes of them.

    ``about``: what the cell of that name names. ``when``: what De and À are. ``value``: how the value is
    read, with an example. ``is_new``: the workshop's name is a new one.
    ``is_for_all``: what names several things means all of them.
    """

    needs: tuple[str, ...]
    may: tuple[str, ...] = ()
    about: About = ""
    when: Kind = Kind.WEEK
    value: Kind = Kind.DECIMAL
    example: str = "2"
    is_new: bool = False
    is_for_all: bool = False
    make: Callable[[Given], Change] | None = None


def _thousandths(value: Decimal) -> int:
    return int((value * 1000).to_integral_value())


def _newcomer(g: Given) -> Change:
    """A workshop like another: its skills, ways and own posts, its usual weeks, no private limit."""
    problem, model = g.problem, next(w for w in g.problem.workshops if w.id == g.about)
    new = slug(g.workshop) or g.workshop
    groups = tuple(x for x in problem.station_groups if x.host == model.id)
    return c.AddWorkshop(
        workshop=replace(
            model,
            id=new,
            name=g.workshop,
            siret="",
            headcount=model.headcount if g.value is None else g.value,
            overrides=(),
            closures=(),
            commitments=(),
            entry=g.first,
            leaving=None,
            smallest_share=None,
            largest_share=None,
            receipts_ceiling_cents=None,
        ),
        capabilities=tuple(
            replace(x, workshop=new) for x in problem.capabilities if x.workshop == model.id
        ),
        station_groups=tuple(_own_posts(x, new) for x in groups),
        lanes=tuple(replace(x, workshop=new) for x in problem.lanes if x.workshop == model.id),
    )


def _own_posts(group: StationGroup, host: str) -> StationGroup:
    return replace(group, id=f"{group.id}-{host}", name="", host=host, users=(), overrides=())


def _pin(g: Given) -> Change:
    return c.AddPin(
        pin=Pin(
            workshop=g.workshop,
            product=str(g.product),
            operation=str(g.operation),
            first=g.first,
            last=g.until,
            units=g.value,
        )
    )


def _ban(g: Given) -> Change:
    return c.AddBan(
        ban=Ban(
            workshop=g.workshop,
            product=g.product,
            operation=g.operation,
            first=g.first,
            last=g.last,
        )
    )


def _skill(g: Given) -> Change:
    return c.Skill(
        capability=Capability(
            workshop=g.workshop, operation=str(g.operation), product=g.product, pace=g.value
        )
    )


_SPAN = ("workshop", "value", "first")
MEANINGS: Mapping[str, Meaning] = {
    "people": Meaning(
        needs=_SPAN,
        may=("last",),
        make=lambda g: c.MorePeople(
            workshop=g.workshop, first=g.first, last=g.until, people=g.value
        ),
    ),
    "hours": Meaning(
        needs=_SPAN,
        may=("last",),
        example="3,5",
        make=lambda g: c.MoreHours(workshop=g.workshop, first=g.first, last=g.until, hours=g.value),
    ),
    "closed": Meaning(
        needs=("workshop", "first"),
        may=("last",),
        when=Kind.DATE,
        make=lambda g: c.Closed(workshop=g.workshop, first_day=g.first, last_day=g.until),
    ),
    "open": Meaning(
        needs=("workshop", "first"),
        may=("last",),
        when=Kind.DATE,
        make=lambda g: c.NoClosure(workshop=g.workshop, first_day=g.first, last_day=g.until),
    ),
    "stops": Meaning(
        needs=("workshop", "first"),
        make=lambda g: c.WorkshopStops(workshop=g.workshop, week=g.first),
    ),
    "without": Meaning(needs=("workshop",), make=lambda g: c.RemoveWorkshop(workshop=g.workshop)),
    "newcomer": Meaning(
        needs=("workshop", "about"),
        may=("value", "first"),
        about="workshop",
        when=Kind.DATE,
        example="8",
        is_new=True,
        make=_newcomer,
    ),
    "entry": Meaning(
        needs=("workshop", "first"),
        when=Kind.DATE,
        make=lambda g: c.EarlierEntry(workshop=g.workshop, day=g.first),
    ),
    "stations": Meaning(
        needs=("about", "value"),
        may=("first", "last"),
        about="station_group",
        value=Kind.INTEGER,
        make=lambda g: c.MoreStations(group=g.about, number=g.value, first=g.first, last=g.until),
    ),
    "station_hours": Meaning(
        needs=("about", "value"),
        may=("first", "last"),
        about="station_group",
        value=Kind.HOURS,
        example="35",
        make=lambda g: c.StationHours(group=g.about, hours=g.value, first=g.first, last=g.until),
    ),
    "breakdown": Meaning(
        needs=("about",),
        may=("first", "last"),
        about="station_group",
        make=lambda g: c.StationStops(group=g.about, first=g.first, last=g.until),
    ),
    "material": Meaning(
        needs=("about", "value"),
        may=("first",),
        about="offer",
        example="500",
        make=lambda g: c.MoreMaterial(
            offer=g.about, thousandths=_thousandths(g.value), week=g.first
        ),
    ),
    "supply": Meaning(
        needs=("about", "value"),
        about="offer",
        value=Kind.INTEGER,
        example="1",
        make=lambda g: c.EarlierSupply(offer=g.about, weeks=g.value),
    ),
    "order_from": Meaning(
        needs=("about", "first"),
        about="offer",
        when=Kind.DATE,
        make=lambda g: c.OrderEarlier(offer=g.about, day=g.first),
    ),
    "supplier_stops": Meaning(
        needs=("about", "first"),
        about="supplier",
        make=lambda g: c.SupplierStops(supplier=g.about, week=g.first),
    ),
    "price": Meaning(
        needs=("about", "value"),
        about="offer",
        value=Kind.PERCENT,
        example="+10 %",
        is_for_all=True,
        make=lambda g: c.PriceChange(offer=g.about, rate=ONE + g.value),
    ),
    "stock": Meaning(
        needs=("about", "value"),
        about="material",
        example="200",
        make=lambda g: c.StockMaterial(material=g.about, thousandths=_thousandths(g.value)),
    ),
    "qualify": Meaning(
        needs=("workshop", "about"),
        may=("first",),
        about="norm",
        when=Kind.DATE,
        make=lambda g: c.Qualify(workshop=g.workshop, norm=g.about, day=g.first),
    ),
    "skill": Meaning(
        needs=("workshop", "operation"),
        may=("product", "value"),
        value=Kind.PERCENT,
        example="70 %",
        make=_skill,
    ),
    "largest_share": Meaning(
        needs=("workshop",),
        may=("value",),
        value=Kind.PERCENT,
        example="40 %",
        make=lambda g: c.LargestShare(workshop=g.workshop, share=g.value),
    ),
    "smallest_share": Meaning(
        needs=("workshop",),
        may=("value",),
        value=Kind.PERCENT,
        example="10 %",
        make=lambda g: c.SmallestShare(workshop=g.workshop, share=g.value),
    ),
    "agreed_share": Meaning(
        needs=("workshop", "value"),
        value=Kind.PERCENT,
        example="25 %",
        make=lambda g: c.AgreedShares(shares=((g.workshop, g.value),)),
    ),
    "ceiling": Meaning(
        needs=("workshop",),
        may=("value",),
        value=Kind.MONEY,
        example="20 000",
        make=lambda g: c.ReceiptsCeiling(
            workshop=g.workshop,
            cents=None if g.value is None else int((g.value * 100).to_integral_value()),
        ),
    ),
    "smallest_run": Meaning(
        needs=("workshop", "operation", "value"),
        may=("product",),
        value=Kind.INTEGER,
        example="100",
        make=lambda g: c.SmallestRun(
            workshop=g.workshop, operation=str(g.operation), product=g.product, units=g.value
        ),
    ),
    "lot": Meaning(
        needs=("product", "value"),
        value=Kind.INTEGER,
        example="100",
        make=lambda g: c.ProductLot(product=str(g.product), lot_size=g.value),
    ),
    "tests": Meaning(
        needs=("product", "value"),
        value=Kind.INTEGER,
        example="1",
        make=lambda g: c.TestingWeeks(product=str(g.product), weeks=g.value),
    ),
    "hub": Meaning(
        needs=("value",),
        value=Kind.INTEGER,
        example="1",
        make=lambda g: c.HubLeadTime(weeks=g.value),
    ),
    "lane": Meaning(
        needs=("workshop", "about", "value"),
        about="delivery_point",
        value=Kind.INTEGER,
        example="1",
        make=lambda g: c.LaneLeadTime(workshop=g.workshop, delivery_point=g.about, weeks=g.value),
    ),
    "issue": Meaning(
        needs=("workshop", "value"),
        value=Kind.INTEGER,
        example="1",
        make=lambda g: c.IssueLead(workshop=g.workshop, weeks=g.value),
    ),
    "quantity": Meaning(
        needs=("about", "value"),
        about="demand",
        example="12 000",
        make=lambda g: c.DemandQuantity(demand=g.about, quantity=g.value),
    ),
    "due": Meaning(
        needs=("about", "value"),
        about="demand",
        value=Kind.DATE,
        example="31/07/2020",
        make=lambda g: c.DemandDue(demand=g.about, due=g.value),
    ),
    "priority": Meaning(
        needs=("about", "value"),
        about="demand",
        value=Kind.INTEGER,
        make=lambda g: c.DemandPriority(demand=g.about, priority=g.value),
    ),
    "tail": Meaning(
        needs=("value",), value=Kind.INTEGER, example="8", make=lambda g: c.Tail(weeks=g.value)
    ),
    "selling_price": Meaning(
        needs=("product", "value"),
        value=Kind.MONEY,
        example="2,90",
        make=lambda g: c.SellingPrice(product=str(g.product), price=g.value),
    ),
    "pin": Meaning(
        needs=("workshop", "product", "operation", "first", "value"),
        may=("last",),
        example="1 200",
        make=_pin,
    ),
    "ban": Meaning(needs=("workshop",), may=("product", "operation", "first", "last"), make=_ban),
    # These two set how a variant is planned, and are no change of the problem.
    "key": Meaning(needs=("value",), value=Kind.CHOICE, example="parts égales"),
    "preset": Meaning(needs=("value",), value=Kind.CHOICE, example="économique"),
}
