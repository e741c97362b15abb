"""Sharing a cost: published games, published apportionments, and what must hold of any game.

Sources, by name: Littlechild & Owen (1973), the airport game; the glove game (Shapley & Shubik 1969);
Schotanus (2005), a purchasing group at the same price for all; Balinski & Young (*Fair Representation*,
1982) and the Alabama paradox of 1880 they tell. The small figures are worked out by hand below.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import sharing
from optimizer.sharing import Coalition

F = Fraction
games = st.lists(st.integers(0, 5_000), min_size=15, max_size=15)


def from_list(values: list[int], members: str = "abcd") -> Callable[[Coalition], int]:
    known = dict(zip(sharing.coalitions(members), values, strict=True))
    return lambda s: known[s]


# -- Shapley values -------------------------------------------------------------------------------


def test_airport_game_shares_each_stretch_among_those_who_need_it() -> None:
    """Littlechild & Owen 1973: a runway as long as its most demanding user.

    Runways of 12, 20, 33 and 46: the first 12 among four (3 each), the next 8 among three (8/3), the
    next 13 among two (13/2), the last 13 for one.
    """
    runway = {"a": 12, "b": 20, "c": 33, "d": 46}
    values = sharing.shapley("abcd", lambda s: max(runway[i] for i in s))
    expected = {"a": F(3), "b": 3 + F(8, 3), "c": 3 + F(8, 3) + F(13, 2)}
    expected["d"] = expected["c"] + 13
    assert values == expected


def glove_cost(s: Coalition) -> int:
    """One left glove (l), two right ones: a pair saves 6 to whoever holds it."""
    return 6 * len(s) - (6 if "l" in s and len(s) > 1 else 0)


def test_glove_game_gives_two_thirds_to_the_scarce_glove() -> None:
    """Shapley & Shubik: the left glove's value is 4/6 of the pair, each right one's 1/6."""
    values = sharing.shapley(("l", "r", "s"), glove_cost)
    assert {i: 6 - v for i, v in values.items()} == {"l": 4, "r": 1, "s": 1}


def test_glove_game_core_is_one_point_and_shapley_is_outside() -> None:
    members = ("l", "r", "s")
    known = tuple(sharing.coalitions(members, proper=True))
    all_to_left = {"l": 0, "r": 6, "s": 6}
    found = sharing.excesses(all_to_left, known, glove_cost, glove_cost)
    assert max(e.surely for e in found) == 0
    values = sharing.shapley(members, glove_cost)
    worst = sharing.excesses(values, known, glove_cost, glove_cost)[0]
    # {l, r} would pay 6 alone and pays (6 − 4) + (6 − 1) = 7.
    assert worst.surely == 1
    assert worst.coalition == frozenset("lr")


@given(games)
def test_shapley_is_the_mean_over_all_orders_of_arrival(values: list[int]) -> None:
    cost = from_list(values)
    total = dict.fromkeys("abcd", F(0))
    for order in permutations("abcd"):
        before = 0
        for k, i in enumerate(order):
            after = cost(frozenset(order[: k + 1]))
            total[i] += F(after - before, 24)
            before = after
    assert sharing.shapley("abcd", cost) == total


@given(games, st.lists(st.integers(0, 300), min_size=15, max_size=15), st.randoms())
def test_bounds_hold_whatever_the_costs_in_between(values, gaps, random) -> None:
    highest = from_list(values)
    lowest = from_list([v - g for v, g in zip(values, gaps, strict=True)])
    between = from_list([v - random.randint(0, g) for v, g in zip(values, gaps, strict=True)])
    ends = sharing.shapley_bounds("abcd", lowest, highest)
    for i, value in sharing.shapley("abcd", between).items():
        assert ends[i][0] <= value <= ends[i][1]


def test_bounds_are_reached() -> None:
    """Two members: value of a = (v(a) + v(ab) − v(b)) / 2."""
    lowest = {frozenset("a"): 8, frozenset("b"): 5, frozenset("ab"): 12}
    highest = {frozenset("a"): 10, frozenset("b"): 6, frozenset("ab"): 12}
    ends = sharing.shapley_bounds("ab", lowest.__getitem__, highest.__getitem__)
    assert ends == {"a": (F(8 + 12 - 6, 2), F(10 + 12 - 5, 2)), "b": (F(7, 2), F(5))}


@given(games, st.integers(0, 1_000))
def test_sampled_values_sum_to_the_cost_and_repeat(values: list[int], seed: int) -> None:
    cost = from_list(values)
    found = sharing.sampled_shapley("abcd", cost, pairs=3, seed=seed)
    assert sum(found.values.values()) == cost(frozenset("abcd"))
    assert found == sharing.sampled_shapley("abcd", cost, pairs=3, seed=seed)
    assert found.orders == 6


def test_sampling_comes_near_with_the_error_it_states() -> None:
    """A saving that depends on who meets whom: a cost falling with the square of what is together."""
    weights = {f"m{k}": k + 1 for k in range(10)}

    def cost(s: Coalition) -> int:
        volume = sum(weights[i] for i in s)
        return 1_000 * volume - 8 * volume * volume + (700 if "m3" in s and "m7" not in s else 0)

    exact = sharing.shapley(tuple(weights), cost)
    found = sharing.sampled_shapley(tuple(weights), cost, pairs=60, seed=4)
    for i, value in exact.items():
        error = found.errors[i]
        assert error is not None
        assert abs(found.values[i] - value) <= 4 * F(error) + F(1, 10**6)


def test_antithetic_orders_are_exact_when_only_pairs_interact() -> None:
    """A square of the volume is a sum over pairs: an order and its reverse see each pair both ways."""
    weights = {"a": 3, "b": 5, "c": 7, "d": 11}
    volume = lambda s: sum(weights[i] for i in s)  # noqa: E731
    cost = lambda s: 900 * volume(s) - volume(s) ** 2  # noqa: E731
    found = sharing.sampled_shapley("abcd", cost, pairs=1)
    assert found.values == sharing.shapley("abcd", cost)
    assert set(found.errors.values()) == {None}


def test_sampling_stops_when_told_and_keeps_two_pairs() -> None:
    found = sharing.sampled_shapley("abc", len, pairs=50, goes_on=lambda: False)
    assert found.orders == 4
    assert found.errors == dict.fromkeys("abc", Decimal(0))


def test_sampled_bounds_widen_by_the_gaps() -> None:
    found = sharing.sampled_shapley(
        "ab", lambda s: 10 * len(s), lowest=lambda s: 10 * len(s) - (len(s) == 1), pairs=2
    )
    # Arriving first costs between 9 and 10, second between 20 − 10 and 20 − 9.
    assert found.bounds == {"a": (F(19, 2), F(21, 2)), "b": (F(19, 2), F(21, 2))}


# -- purchasing groups ----------------------------------------------------------------------------


def discounted(volume: F) -> F:
    """Price of a unit that falls linearly with the volume of the whole group (Schotanus 2005)."""
    return 2 - volume


def gain_at_one_price(own: F) -> F:
    """Gain of a buyer of ``own`` in a group of volume 1 in which a unit costs all the same."""
    total = sharing.same_price({"a": own, "rest": 1 - own}, 10**9)
    return own * discounted(own) - F(total["a"], 10**9)


def test_same_price_for_all_pays_half_of_the_volume_best_with_a_linear_price() -> None:
    """At price 2 − volume, a buyer of x saves x(1 − x) at the group's price: most at one half.

    Bigger buyers gain less although they bring more: at 90 % a third of the gain at 50 %.
    """
    gains = {x: gain_at_one_price(F(x, 100)) for x in range(0, 101, 5)}
    assert max(gains, key=gains.__getitem__) == 50
    assert gains[90] == F(9, 100)
    assert gains[50] == F(1, 4)


def schotanus_price(volume: float) -> float:
    """Price as a base and a part falling with the root of the volume."""
    return 1 + 1 / volume**0.5


def test_same_price_for_all_penalises_buyers_above_a_quarter_of_a_constant_total() -> None:
    """Schotanus 2005: price = a + b / √volume. In a group of volume 1 a buyer of x gains √x − x.

    Its gain is largest at x = 1/4 (derivative 1/(2√x) = 1) and falls beyond.
    """

    def gain(x: float) -> float:
        paid = sharing.same_price({"a": F(x), "rest": 1 - F(x)}, 2 * 10**9)["a"] / 10**9
        return x * schotanus_price(x) - paid

    gains = {x: gain(x / 100) for x in range(1, 100)}
    assert max(gains, key=gains.__getitem__) == 25
    assert gains[25] == pytest.approx(0.25)


def test_same_price_for_all_penalises_a_growing_buyer_above_38_percent() -> None:
    """Schotanus 2005: others buy a fixed volume, one grows. Its gain turns down past 38 % of the total.

    Others buy 1, it buys y: gain = √y − y/√(1 + y). The derivative vanishes when
    (1 + y)³ = y (2 + y)², that is y² + y − 1 = 0 (the cubic terms cancel): y = 0.618, and
    y / (1 + y) = 0.382.
    """

    def gain(y: float) -> float:
        total = round((1 + y) * schotanus_price(1 + y) * 10**9)
        paid = sharing.same_price({"a": F(y), "rest": F(1)}, total)["a"] / 10**9
        return y * schotanus_price(y) - paid

    volumes = [k / 1000 for k in range(1, 3000)]
    best = max(volumes, key=gain)
    assert best == pytest.approx(0.618, abs=0.002)
    assert best / (1 + best) == pytest.approx(0.382, abs=0.001)


def test_above_that_share_proportional_to_stand_alone_cost_leaves_more() -> None:
    """a buys 60, b and c 20 each at 4 € up to 50, 3 € for all from 50, 2.50 € from 100.

    Alone 180, 80, 80; together 250. One price: 150, 50, 50, so a gains 30 of 90 for 60 % of the
    volume. In proportion to stand-alone costs it pays 250 × 180/340 and gains 47.65.
    """
    alone = {"a": 18_000, "b": 8_000, "c": 8_000}
    assert sharing.same_price({"a": 60, "b": 20, "c": 20}, 25_000)["a"] == 15_000
    paid = sharing.split_saving(alone, 25_000, alone)
    assert paid == {"a": 13_235, "b": 5_882, "c": 5_883}
    assert sum(paid.values()) == 25_000


# -- keys -----------------------------------------------------------------------------------------

amounts = st.lists(st.integers(0, 10**7), min_size=1, max_size=7)


@given(amounts, st.integers(0, 10**8), st.data())
def test_shares_of_the_saving_sum_to_the_cent(alone: list[int], total: int, data) -> None:
    costs = {f"m{k}": c for k, c in enumerate(alone)}
    weights = {i: data.draw(st.integers(0, 100)) for i in costs}
    paid = sharing.split_saving(costs, total, weights)
    assert sum(paid.values()) == total


@given(amounts, st.data())
def test_nobody_pays_more_than_alone_when_there_is_a_saving(alone: list[int], data) -> None:
    costs = {f"m{k}": c for k, c in enumerate(alone)}
    total = data.draw(st.integers(0, sum(alone)))
    paid = sharing.split_saving(costs, total, costs)
    assert all(0 <= paid[i] <= costs[i] for i in costs)


def test_a_loss_is_shared_not_hidden() -> None:
    paid = sharing.split_saving({"a": 300, "b": 100}, 440, {"a": 300, "b": 100})
    assert paid == {"a": 330, "b": 110}


def test_without_weights_parts_are_equal() -> None:
    assert sharing.split_saving({"a": 10, "b": 20}, 20, {"a": 0, "b": 0}) == {"a": 5, "b": 15}


@given(st.lists(st.fractions(-100, 100, max_denominator=97), min_size=1, max_size=8))
def test_values_become_cents_that_sum(values: list[Fraction]) -> None:
    total = round(sum(values))
    named = {f"m{k}": v for k, v in enumerate(values)}
    named["m0"] += total - sum(values)
    found = sharing.whole_cents(named, total)
    assert sum(found.values()) == total
    assert all(abs(found[i] - v) < 1 for i, v in named.items())


def test_values_that_do_not_sum_are_refused() -> None:
    with pytest.raises(ValueError, match="do not sum"):
        sharing.whole_cents({"a": F(1), "b": F(1)}, 5)


# -- seats ----------------------------------------------------------------------------------------


def test_largest_remainder_on_a_vector_of_balinski_and_young() -> None:
    """Balinski & Young: 26 seats over states of 9061, 7179, 5259, 3319 and 1182 thousands.

    Quotas 9.061, 7.179, 5.259, 3.319, 1.182: one seat is left, for the remainder .319. Webster gives
    the last one to 9061: 9061/19 = 476.9 beats 3319/7 = 474.1, 7179/15 = 478.6 beats both.
    """
    votes = (9_061, 7_179, 5_259, 3_319, 1_182)
    assert sum(votes) == 26_000
    assert sharing.largest_remainder(26, votes) == (9, 7, 5, 4, 1)
    assert sharing.webster(26, votes) == (9, 8, 5, 3, 1)


def test_largest_remainder_loses_a_seat_when_there_are_more() -> None:
    """The Alabama paradox of 1880 in small: 6, 6, 2 get 4-4-2 of ten seats and 5-5-1 of eleven."""
    assert sharing.largest_remainder(10, (6, 6, 2)) == (4, 4, 2)
    assert sharing.largest_remainder(11, (6, 6, 2)) == (5, 5, 1)
    assert sharing.webster(10, (6, 6, 2))[2] <= sharing.webster(11, (6, 6, 2))[2]


def test_webster_on_the_textbook_vote_of_sainte_lague() -> None:
    """53, 24, 23 thousand votes, 7 seats: quotients /1, /3, /5 give 3-2-2; remainders give 4-2-1."""
    assert sharing.webster(7, (53_000, 24_000, 23_000)) == (3, 2, 2)
    assert sharing.largest_remainder(7, (53_000, 24_000, 23_000)) == (4, 2, 1)


weight_lists = st.lists(st.integers(0, 1_000), min_size=1, max_size=8).filter(any)


@given(st.integers(0, 200), weight_lists)
def test_webster_never_takes_a_seat_back(seats: int, weights: list[int]) -> None:
    fewer, more = sharing.webster(seats, weights), sharing.webster(seats + 1, weights)
    assert sum(fewer) == seats
    assert all(a <= b for a, b in zip(fewer, more, strict=True))


@given(st.integers(1, 60), weight_lists)
def test_webster_is_the_rule_of_quotients(seats: int, weights: list[int]) -> None:
    held = [0] * len(weights)
    for _ in range(seats):
        k = max(range(len(weights)), key=lambda i: (F(weights[i], 2 * held[i] + 1), weights[i], -i))
        held[k] += 1
    assert sharing.webster(seats, weights) == tuple(held)


def test_seats_without_weights_are_refused() -> None:
    assert sharing.webster(0, (0, 0)) == (0, 0)
    for method in (sharing.webster, sharing.largest_remainder):
        with pytest.raises(ValueError, match="every weight is zero"):
            method(3, (0, 0))
        with pytest.raises(ValueError, match="negative"):
            method(3, (1, -1))
