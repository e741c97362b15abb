"""Costs of coalitions are kept, asked for within the clock, and never dearer than orders put together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from benchmarks.coalitions import buying_group
from optimizer.coalitions import needs_of
from optimizer.ledger import Ledger
from optimizer.sharing import coalitions
from optimizer.studies.coalition_costs import CoalitionCosts
from tests.buying import group, offer

NO_TIME, SOME_TIME = 0.0, 20.0


def costs_of(problem, plan, seconds: float) -> CoalitionCosts:
    return CoalitionCosts(
        problem,
        needs_of(Ledger(problem, plan)),
        emergency_factor=Decimal("1.5"),
        seconds=seconds,
        known=plan.purchases,
    )


def test_a_coalition_is_solved_once() -> None:
    problem, plan = group({"a": {"fabric": [10]}, "b": {"fabric": [5]}}, [offer("2")])
    costs = costs_of(problem, plan, SOME_TIME)
    pair = frozenset("ab")
    assert costs[pair] is costs[pair]
    assert dict(costs.found) == {pair: costs[pair]}
    assert (costs[pair].members, costs[pair].cents, costs[pair].bound_cents) == (
        ("a", "b"),
        3_000,
        3_000,
    )


def test_who_buys_nothing_has_no_cost() -> None:
    problem, plan = group({"a": {"fabric": [10]}, "b": {}}, [offer("2")])
    with pytest.raises(KeyError):
        costs_of(problem, plan, SOME_TIME)[frozenset("b")]


def test_without_time_there_are_answers_bounds_and_no_dearer_groups() -> None:
    """What one member and the rest order, put together, is an answer wherever it is allowed."""
    problem, plan = buying_group(3)
    costs = costs_of(problem, plan, NO_TIME)
    for s in coalitions(costs.members):
        assert 0 < costs[s].bound_cents <= costs[s].cents
    before = {s: (c.cents, c.bound_cents) for s, c in costs.found.items()}
    costs.refine()
    assert before == {s: (c.cents, c.bound_cents) for s, c in costs.found.items()}


def test_time_left_is_spent_on_what_is_not_proven() -> None:
    problem, plan = buying_group(2)
    hurried, patient = (costs_of(problem, plan, s) for s in (NO_TIME, SOME_TIME))
    for s in coalitions(hurried.members):
        assert patient[s].cents <= hurried[s].cents
    patient.refine()
    for s in coalitions(hurried.members):
        assert patient[s].cents <= hurried[s].cents
        assert patient[s].bound_cents >= patient[s].cents - 5
        # Bounds hold, whoever told them.
        assert hurried[s].bound_cents <= patient[s].cents
