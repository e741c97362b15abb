"""Every id names one thing, and every reference names something that exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from optimizer.diagnostics import Diagnostic, error
from optimizer.validation.facts import Facts, closest

Place = tuple[str, str, str]
"""Subject, field path such as ``capability.workshop``, and the id that was read."""


def _repeated(keys: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Keys that stand more than once, each named once, in the order of the data."""
    counts = Counter(keys)
    yield from (key for key, count in counts.items() if count > 1)


def _identified(facts: Facts) -> Iterator[tuple[str, tuple[str, ...]]]:
    p = facts.problem
    yield "product", tuple(x.id for x in p.products)
    yield "order", tuple(x.id for x in p.orders)
    yield "delivery_point", tuple(x.id for x in p.delivery_points)
    yield "demand", tuple(x.id for x in p.demands)
    yield "workshop", tuple(x.id for x in p.workshops)
    yield "station_group", tuple(x.id for x in p.station_groups)
    yield "material", tuple(x.id for x in p.materials)
    yield "supplier", tuple(x.id for x in p.suppliers)
    yield "offer", tuple(x.id for x in p.offers)


# -- ids and keys -------------------------------------------------------------------------------


def empty_id(facts: Facts) -> Iterator[Diagnostic]:
    """An object has no id."""
    for kind, ids in _identified(facts):
        for position, i in enumerate(ids):
            if not i.strip():
                yield error("problem.empty_id", kind=kind, position=position + 1)
    for p in facts.problem.products:
        for position, o in enumerate(p.operations):
            if not o.id.strip():
                yield error("problem.empty_id", p.id, kind="operation", position=position + 1)


def duplicate_id(facts: Facts) -> Iterator[Diagnostic]:
    """Two objects of a kind carry the same id."""
    for kind, ids in _identified(facts):
        for i, count in Counter(ids).items():
            if count > 1:
                yield error("problem.duplicate_id", i, kind=kind, count=count)


def duplicate_operation(facts: Facts) -> Iterator[Diagnostic]:
    """A product names an operation twice."""
    for p in facts.problem.products:
        for (o,) in _repeated((o.id,) for o in p.operations):
            yield error("problem.duplicate_operation", p.id, operation=o)


def duplicate_capability(facts: Facts) -> Iterator[Diagnostic]:
    """A workshop says twice how it does an operation of a product."""
    keys = ((c.workshop, c.operation, c.product or "") for c in facts.problem.capabilities)
    for workshop, operation, product in _repeated(keys):
        yield error("problem.duplicate_capability", workshop, operation=operation, product=product)


def duplicate_lane(facts: Facts) -> Iterator[Diagnostic]:
    """Two lanes join the same workshop and delivery point."""
    keys = ((x.workshop, x.delivery_point) for x in facts.problem.lanes)
    for workshop, point in _repeated(keys):
        yield error("problem.duplicate_lane", workshop, delivery_point=point)


def duplicate_override(facts: Facts) -> Iterator[Diagnostic]:
    """A workshop has two overrides for one week."""
    for w in facts.problem.workshops:
        for (week,) in _repeated((o.week,) for o in w.overrides):
            yield error("problem.duplicate_override", w.id, week=week)


def duplicate_station_override(facts: Facts) -> Iterator[Diagnostic]:
    """A station group has two overrides for one week."""
    for g in facts.problem.station_groups:
        for (week,) in _repeated((o.week,) for o in g.overrides):
            yield error("problem.duplicate_station_override", g.id, week=week)


def duplicate_bom_line(facts: Facts) -> Iterator[Diagnostic]:
    """A product consumes a material twice at one operation."""
    for p in facts.problem.products:
        for material, operation in _repeated((b.material, b.operation) for b in p.materials):
            yield error("problem.duplicate_bom_line", p.id, material=material, operation=operation)


def wrong_substitute(facts: Facts) -> Iterator[Diagnostic]:
    """A bill line names a substitute twice, or replaces a material by itself."""
    for p in facts.problem.products:
        for b in p.materials:
            named = [(b.material,), *((s.material,) for s in b.substitutes)]
            for (material,) in _repeated(named):
                yield error(
                    "problem.wrong_substitute", p.id, material=b.material, substitute=material
                )


def duplicate_availability(facts: Facts) -> Iterator[Diagnostic]:
    """An offer says twice what is available in a week."""
    for o in facts.problem.offers:
        for (week,) in _repeated((a.week,) for a in o.availability):
            yield error("problem.duplicate_availability", o.id, week=week)


def duplicate_opening(facts: Facts) -> Iterator[Diagnostic]:
    """The opening state says the same thing twice where only one line can count."""
    opening = facts.problem.opening
    lines: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
        ("delivered", tuple((x.demand,) for x in opening.delivered)),
        ("bought", tuple((x.offer,) for x in opening.bought)),
        ("past_work", tuple((x.workshop,) for x in opening.past_work)),
        ("units", tuple((x.workshop, x.product, x.operation) for x in opening.units)),
        (
            "frozen_runs",
            tuple((x.workshop, x.product, x.operation, x.week) for x in opening.frozen_runs),
        ),
    )
    for kind, keys in lines:
        for key in _repeated(keys):
            yield error("problem.duplicate_opening", key[0], kind=kind, key=" / ".join(key))


# -- references ---------------------------------------------------------------------------------


def _unknown(code: str, places: Iterable[Place], known: Collection[str]) -> Iterator[Diagnostic]:
    for subject, place, read in places:
        if read not in known:
            yield error(code, subject, field=place, read=read, suggestion=closest(read, known))


def unknown_product(facts: Facts) -> Iterator[Diagnostic]:
    """A product that does not exist is named."""
    p, opening = facts.problem, facts.problem.opening
    places: list[Place] = [(d.id, "demand.product", d.product) for d in p.demands]
    places += [
        (c.workshop, "capability.product", c.product)
        for c in p.capabilities
        if c.product is not None
    ]
    places += [(x.workshop, "units.product", x.product) for x in opening.units]
    places += [("", "hub_transit.product", x.product) for x in opening.hub_transit]
    places += [(x.delivery_point, "lane_transit.product", x.product) for x in opening.lane_transit]
    places += [(x.workshop, "frozen_run.product", x.product) for x in opening.frozen_runs]
    places += [(x.workshop, "pin.product", x.product) for x in p.pins]
    places += [(x.workshop, "ban.product", x.product) for x in p.bans if x.product is not None]
    places += [(x.workshop, "planned_run.product", x.product) for x in p.plan_in_force]
    if p.payments is not None:
        places += [("", "vat_rate.product", x.product) for x in p.payments.vat_rates if x.product]
    return _unknown("problem.unknown_product", places, facts.products)


def unknown_operation(facts: Facts) -> Iterator[Diagnostic]:
    """An operation is named that the product (or any product) does not have."""
    p, opening = facts.problem, facts.problem.opening
    places: list[tuple[Place, str | None]] = []
    for product in p.products:
        places += [
            ((product.id, "bom_line.operation", b.operation), product.id) for b in product.materials
        ]
        places += [
            ((product.id, "qualification_need.operations", o), product.id)
            for n in product.qualifications
            for o in n.operations
        ]
    places += [
        ((c.workshop, "capability.operation", c.operation), c.product) for c in p.capabilities
    ]
    places += [
        ((g.id, "station_group.operations", o), None)
        for g in p.station_groups
        for o in g.operations
    ]
    places += [((x.workshop, "units.operation", x.operation), x.product) for x in opening.units]
    places += [(("", "hub_transit.operation", x.operation), x.product) for x in opening.hub_transit]
    places += [
        ((x.workshop, "frozen_run.operation", x.operation), x.product) for x in opening.frozen_runs
    ]
    places += [((x.workshop, "pin.operation", x.operation), x.product) for x in p.pins]
    places += [
        ((x.workshop, "ban.operation", x.operation), x.product)
        for x in p.bans
        if x.operation is not None
    ]
    places += [
        ((x.workshop, "planned_run.operation", x.operation), x.product) for x in p.plan_in_force
    ]
    for place, owner in places:
        yield from _unknown("problem.unknown_operation", [place], facts.operations_of(owner))


def unknown_workshop(facts: Facts) -> Iterator[Diagnostic]:
    """A workshop that does not exist is named."""
    p, opening = facts.problem, facts.problem.opening
    places: list[Place] = [(c.operation, "capability.workshop", c.workshop) for c in p.capabilities]
    for g in p.station_groups:
        places.append((g.id, "station_group.host", g.host))
        places += [(g.id, "station_group.users", u) for u in g.users]
    places += [(x.delivery_point, "lane.workshop", x.workshop) for x in p.lanes]
    # "" is the hub for units, and the common pool for materials.
    places += [(x.product, "units.workshop", x.workshop) for x in opening.units if x.workshop]
    places += [(x.material, "materials.lender", x.lender) for x in opening.materials if x.lender]
    places += [(x.workshop, "past_work.workshop", x.workshop) for x in opening.past_work]
    places += [(x.product, "frozen_run.workshop", x.workshop) for x in opening.frozen_runs]
    places += [(x.product, "pin.workshop", x.workshop) for x in p.pins]
    places += [(x.product or "", "ban.workshop", x.workshop) for x in p.bans]
    places += [(x.product, "planned_run.workshop", x.workshop) for x in p.plan_in_force]
    terms = p.payments
    if terms is not None:
        if terms.mandataire:
            places.append(("", "payments.mandataire", terms.mandataire))
        places += [
            (x.label, "common_expense.paid_by", x.paid_by)
            for x in terms.common_expenses
            if x.paid_by
        ]
        places += [
            (x.material, "stock_price.lender", x.lender) for x in terms.stock_prices if x.lender
        ]
    return _unknown("problem.unknown_workshop", places, facts.workshops)


def unknown_delivery_point(facts: Facts) -> Iterator[Diagnostic]:
    """A delivery point that does not exist is named."""
    p = facts.problem
    places: list[Place] = [(d.id, "demand.delivery_point", d.delivery_point) for d in p.demands]
    places += [(x.workshop, "lane.delivery_point", x.delivery_point) for x in p.lanes]
    places += [
        (x.product, "lane_transit.delivery_point", x.delivery_point) for x in p.opening.lane_transit
    ]
    known = [x.id for x in p.delivery_points]
    return _unknown("problem.unknown_delivery_point", places, known)


def unknown_order(facts: Facts) -> Iterator[Diagnostic]:
    """A demand belongs to an order that does not exist."""
    places = [(d.id, "demand.order", d.order) for d in facts.problem.demands if d.order]
    return _unknown("problem.unknown_order", places, [o.id for o in facts.problem.orders])


def unknown_material(facts: Facts) -> Iterator[Diagnostic]:
    """A material that does not exist is named."""
    p, opening = facts.problem, facts.problem.opening
    places: list[Place] = []
    for product in p.products:
        for b in product.materials:
            places.append((product.id, "bom_line.material", b.material))
            places += [(product.id, "substitute.material", s.material) for s in b.substitutes]
    places += [(o.id, "offer.material", o.material) for o in p.offers]
    places += [(x.lender, "materials.material", x.material) for x in opening.materials]
    places += [(x.offer, "purchases.material", x.material) for x in opening.purchases]
    if p.payments is not None:
        places += [(x.lender, "stock_price.material", x.material) for x in p.payments.stock_prices]
    return _unknown("problem.unknown_material", places, [m.id for m in p.materials])


def unknown_supplier(facts: Facts) -> Iterator[Diagnostic]:
    """A supplier that does not exist is named."""
    places = [(o.id, "offer.supplier", o.supplier) for o in facts.problem.offers]
    if facts.problem.payments is not None:
        places += [
            ("", "supplier_terms.supplier", x.supplier) for x in facts.problem.payments.suppliers
        ]
    return _unknown("problem.unknown_supplier", places, [s.id for s in facts.problem.suppliers])


def unknown_offer(facts: Facts) -> Iterator[Diagnostic]:
    """The opening state names an offer that does not exist."""
    opening = facts.problem.opening
    places = [(x.offer, "bought.offer", x.offer) for x in opening.bought]
    places += [(x.material, "purchases.offer", x.offer) for x in opening.purchases if x.offer]
    return _unknown("problem.unknown_offer", places, [o.id for o in facts.problem.offers])


def unknown_demand(facts: Facts) -> Iterator[Diagnostic]:
    """Something was delivered for a demand that does not exist."""
    places = [(x.demand, "delivered.demand", x.demand) for x in facts.problem.opening.delivered]
    return _unknown("problem.unknown_demand", places, [d.id for d in facts.problem.demands])


# -- presence -----------------------------------------------------------------------------------


def no_demands(facts: Facts) -> Iterator[Diagnostic]:
    """Nothing is asked for."""
    if not facts.problem.demands:
        yield error("problem.no_demands")


def no_products(facts: Facts) -> Iterator[Diagnostic]:
    """There is no product."""
    if not facts.problem.products:
        yield error("problem.no_products")


def no_workshops(facts: Facts) -> Iterator[Diagnostic]:
    """There is no workshop."""
    if not facts.problem.workshops:
        yield error("problem.no_workshops")


def no_operations(facts: Facts) -> Iterator[Diagnostic]:
    """A product has no operation."""
    for p in facts.problem.products:
        if not p.operations:
            yield error("problem.no_operations", p.id)


RULES = (
    no_demands,
    no_products,
    no_workshops,
    no_operations,
    empty_id,
    duplicate_id,
    duplicate_operation,
    duplicate_capability,
    duplicate_lane,
    duplicate_override,
    duplicate_station_override,
    duplicate_bom_line,
    wrong_substitute,
    duplicate_availability,
    duplicate_opening,
    unknown_product,
    unknown_operation,
    unknown_workshop,
    unknown_delivery_point,
    unknown_order,
    unknown_material,
    unknown_supplier,
    unknown_offer,
    unknown_demand,
)
