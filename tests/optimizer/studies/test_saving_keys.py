"""What unproven costs do to each member's share: the ends hold whatever lies in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from optimizer.coalitions import needs_of
from optimizer.ledger import Ledger
from optimizer.sharing import Coalition, coalitions, sampled_shapley
from optimizer.studies.coalition_costs import CoalitionCosts
from optimizer.studies.saving_keys import Game, shares_by_key
from tests.buying import group, offer

MEMBERS = ("a", "b", "c")


@dataclass
class Costs:
    """Coalition costs that are given."""

    highest: Mapping[Coalition, int]
    lowest: Mapping[Coalition, int]
    found: dict[Coalition, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.found = dict.fromkeys(self.highest)

    def __getitem__(self, s: Coalition) -> Any:
        return Solved(self.highest[s], self.lowest[s])


@dataclass
class Solved:
    cents: int
    bound_cents: int


def shares(highest: list[int], gaps: list[int], sampled: bool = False) -> dict[str, list]:
    """Shares per key of three members with weights 1, 2, 3 by quantity; the group pays the last."""
    every = list(coalitions(MEMBERS))
    costs = Costs(
        dict(zip(every, highest, strict=True)),
        {s: h - g for s, h, g in zip(every, highest, gaps, strict=True)},
    )
    game = Game(members=MEMBERS, total=highest[-1], costs=cast(CoalitionCosts, costs))
    problem, plan = group({w: {"fabric": [k + 1]} for k, w in enumerate(MEMBERS)}, [offer("1")])
    values = None
    if sampled:
        values = sampled_shapley(MEMBERS, game.highest, lowest=game.lowest, pairs=4)
    found = shares_by_key(
        game,
        needs_of(Ledger(problem, plan)),
        {w: Fraction(k + 1) for k, w in enumerate(MEMBERS)},
        {"fabric": highest[-1]},
        values,
    )
    return {k.key: list(k.members) for k in found}


def test_ends_of_each_key_by_hand() -> None:
    """Alone 90 … 100, 200, 300; pairs proven; together 480 is paid."""
    found = shares([100, 200, 300, 280, 390, 490, 480], [10, 0, 0, 0, 0, 0, 0])
    a, b, _ = found["stand_alone_cost"]
    # 480 × 90/590 = 73.2 … 480 × 100/600 = 80; b: 480 × 200/600 = 160 … 480 × 200/590 = 162.7.
    assert (a.lowest_cents, a.cents, a.highest_cents) == (73, 80, 80)
    assert (b.lowest_cents, b.cents, b.highest_cents) == (160, 160, 163)
    a, b, _ = found["equal"]
    # a: 90 − (590 − 480)/3 … 100 − (600 − 480)/3; b: 200 − 40 … 200 − 110/3.
    assert (a.lowest_cents, a.cents, a.highest_cents) == (53, 60, 60)
    assert (b.lowest_cents, b.cents, b.highest_cents) == (160, 160, 164)
    a, _, _ = found["quantity"]
    assert (a.lowest_cents, a.cents, a.highest_cents) == (71, 80, 80)
    # Shapley of a takes a third of its own cost: 10/3 less at the bound.
    a, b, _ = found["shapley"]
    assert a.highest_cents - a.lowest_cents in (4, 5)
    # b follows a in one order of six: 10/6 more.
    assert b.highest_cents - b.lowest_cents in (2, 3)
    assert all(m.lowest_cents == m.cents == m.highest_cents for m in found["same_price"])


costs = st.lists(st.integers(500, 2_000), min_size=7, max_size=7)
gaps = st.lists(st.integers(0, 400), min_size=7, max_size=7)


@given(costs, gaps, st.booleans(), st.randoms())
def test_ends_hold_whatever_the_costs_in_between(highest, gap, sampled, random) -> None:
    gap[-1] = 0  # what is paid is known
    between = [h - random.randint(0, g) for h, g in zip(highest, gap, strict=True)]
    wide = shares(highest, gap, sampled)
    exact = shares(between, [0] * 7, sampled)
    for key, members in wide.items():
        for m, truth in zip(members, exact[key], strict=True):
            assert m.lowest_cents - 1 <= truth.cents <= m.highest_cents + 1
            assert m.lowest_cents <= m.cents <= m.highest_cents


@given(costs)
def test_proven_costs_leave_no_doubt(highest) -> None:
    for members in shares(highest, [0] * 7).values():
        for m in members:
            assert m.lowest_cents == m.cents == m.highest_cents
            assert m.gain_cents == m.alone_cents - m.cents
        assert sum(m.cents for m in members) == highest[-1]
