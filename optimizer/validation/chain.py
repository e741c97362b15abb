"""Somebody can do each operation, hand it on and deliver what comes out."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.diagnostics import Diagnostic, error
from optimizer.problem import Product
from optimizer.validation.facts import Facts, closest


def nobody_able(facts: Facts) -> Iterator[Diagnostic]:
    """No workshop can do an operation that must be done."""
    for p in facts.demanded:
        for o in p.operations:
            if facts.must_make(p.id, o.id) and not facts.able[p.id, o.id]:
                yield error("problem.nobody_able", p.id, operation=o.id)


def norm_of_nobody(facts: Facts) -> Iterator[Diagnostic]:
    """A product needs a norm that no workshop holds at any time, for work that must be done."""
    for p in facts.demanded:
        bound: dict[str, list[str]] = {}
        for need in p.qualifications:
            if need.norm not in facts.norms:
                bound.setdefault(need.norm, []).extend(
                    o.id
                    for o in p.operations
                    if (not need.operations or o.id in need.operations)
                    and facts.must_make(p.id, o.id)
                )
        for norm, operations in bound.items():
            if operations:
                yield error(
                    "problem.norm_of_nobody",
                    p.id,
                    norm=norm,
                    operations=", ".join(dict.fromkeys(operations)),
                    suggestion=closest(norm, facts.norms),
                )


def nobody_qualified(facts: Facts) -> Iterator[Diagnostic]:
    """Workshops can do an operation, but none of them holds what binds it in any week of the plan.

    A norm that nobody holds at all is said once, of the product.
    """
    capacities = facts.capacities
    if capacities is None:
        return
    sound = {w.id for w in facts.sound.workshops}
    for p in facts.demanded:
        for o in p.operations:
            able = facts.able[p.id, o.id]
            if not able or not facts.must_make(p.id, o.id) or not sound.issuperset(able):
                continue
            weeks = range(capacities.horizon.weeks)
            norms = [n.norm for n in p.qualifications if not n.operations or o.id in n.operations]
            if not facts.norms.issuperset(norms):
                continue
            if not any(capacities.is_qualified(w, p, o.id, t) for w in able for t in weeks):
                yield error(
                    "problem.nobody_qualified", p.id, operation=o.id, norms=", ".join(norms)
                )


def nobody_available(facts: Facts) -> Iterator[Diagnostic]:
    """Workshops are able and qualified, but have no productive minute in a week where they are."""
    capacities = facts.capacities
    if capacities is None:
        return
    sound = {w.id for w in facts.sound.workshops}
    minutes = capacities.productive_minutes
    for p in facts.demanded:
        for o in p.operations:
            able = facts.able[p.id, o.id]
            if not able or not facts.must_make(p.id, o.id) or not sound.issuperset(able):
                continue
            qualified = [
                (w, t)
                for w in able
                for t in range(capacities.horizon.weeks)
                if capacities.is_qualified(w, p, o.id, t)
            ]
            if qualified and not any(minutes[w][t] > 0 for w, t in qualified):
                yield error(
                    "problem.nobody_available", p.id, operation=o.id, workshops=", ".join(able)
                )


def no_chain(facts: Facts) -> Iterator[Diagnostic]:
    """Without a hub, no single workshop can do all operations of a product."""
    if facts.problem.hub is not None:
        return
    for p in facts.demanded:
        if _each_has_somebody(facts, p) and not _finishers(facts, p):
            yield error("problem.no_chain", p.id)


def no_lane(facts: Facts) -> Iterator[Diagnostic]:
    """No workshop that can finish a product has a lane to where a demand wants it."""
    lanes = {(x.workshop, x.delivery_point) for x in facts.problem.lanes}
    points = {k.id for k in facts.problem.delivery_points}
    for d in facts.problem.demands:
        p = facts.products.get(d.product)
        if p is None or not p.operations or d.delivery_point not in points:
            continue
        if not facts.must_make(p.id, p.operations[-1].id):
            continue
        finishers = _finishers(facts, p)
        if finishers and not any((w, d.delivery_point) in lanes for w in finishers):
            yield error(
                "problem.no_lane",
                d.id,
                product=p.id,
                delivery_point=d.delivery_point,
                workshops=", ".join(finishers),
            )


def _each_has_somebody(facts: Facts, p: Product) -> bool:
    return bool(p.operations) and all(
        facts.able[p.id, o.id] for o in p.operations if facts.must_make(p.id, o.id)
    )


def _finishers(facts: Facts, p: Product) -> tuple[str, ...]:
    """Workshops that can bring a product to its end, alone when there is no hub."""
    last = facts.able[p.id, p.operations[-1].id]
    # Stock after an earlier operation lets a workshop finish units that it could not have begun.
    begun = any(u.product == p.id and u.workshop in last for u in facts.problem.opening.units)
    if facts.problem.hub is not None or begun:
        return last
    return tuple(
        w
        for w in last
        if all(w in facts.able[p.id, o.id] for o in p.operations if facts.must_make(p.id, o.id))
    )


RULES = (nobody_able, norm_of_nobody, nobody_qualified, nobody_available, no_chain, no_lane)
