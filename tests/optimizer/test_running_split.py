"""Amounts shared one after the other: exact sums, no part negative, near the exact shares."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from optimizer.running_split import RunningSplit

amounts = st.lists(
    st.tuples(
        st.fractions(0, 500, max_denominator=40),
        st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9).map(Fraction), min_size=1),
    ),
    max_size=12,
)


def test_cents_do_not_drift_to_the_same_side() -> None:
    split = RunningSplit()
    halves = {"a": Fraction(1), "b": Fraction(1)}
    parts = [split.add(Fraction(1), halves) for _ in range(6)]
    # Each cent by itself would always go to the first.
    assert [p["a"] for p in parts] == [1, 0, 1, 0, 1, 0]
    assert split.cents == 6


@given(amounts)
def test_parts_sum_and_stay_near_the_exact_shares(
    given_amounts: list[tuple[Fraction, dict[str, Fraction]]],
) -> None:
    split = RunningSplit()
    exact: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    total = Fraction(0)
    for amount, weights in given_amounts:
        whole = sum(weights.values(), Fraction(0))
        if not whole:
            assert split.add(Fraction(0), weights) == {}
            continue
        before = split.cents
        parts = split.add(amount, weights)
        total += amount
        assert all(cents >= 0 for cents in parts.values())
        assert sum(parts.values()) == split.cents - before
        for name, weight in weights.items():
            exact[name] += amount * weight / whole  # type: ignore[assignment]
            shared[name] += parts[name]
    assert abs(split.cents - total) <= Fraction(1, 2)
    assert all(abs(shared[name] - exact[name]) < 3 for name in exact)
