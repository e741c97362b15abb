"""What people call the things of a problem, by id: for sentences, in which ids mean nothing."""

from __future__ import annotations

from optimizer.problem import Problem


def names_of(problem: Problem) -> dict[str, str]:
    """Display names by id, also of a problem whose references are broken.

    An operation is there when every product that has it calls it the same; an offer is called by
    its supplier and its material.
    """
    found: dict[str, str] = {}
    for group in (
        problem.workshops,
        problem.products,
        problem.materials,
        problem.suppliers,
        problem.delivery_points,
        problem.station_groups,
        problem.orders,
    ):
        for thing in group:
            found.setdefault(thing.id, thing.name or thing.id)
    for offer in problem.offers:
        seller, goods = offer.supplier, offer.material
        found.setdefault(offer.id, f"{found.get(seller, seller)} – {found.get(goods, goods)}")
    operations: dict[str, set[str]] = {}
    for product in problem.products:
        for operation in product.operations:
            operations.setdefault(operation.id, set()).add(operation.name or operation.id)
    for identifier, names in operations.items():
        if len(names) == 1:
            found.setdefault(identifier, *names)
    return found
