"""Parts of a plan, and what is held while one of them is solved."""

from __future__ import annotations

import itertools

import numpy as np

from optimizer.solver import objective
from optimizer.solver.bounds import build_variables
from optimizer.solver.search import Goal, Parts, Search
from tests.optimizer.solver import tiny

PROBLEM = tiny.problem(
    workshops=(tiny.workshop("a", 60), tiny.workshop("b", 60)),
    demands=(tiny.demand("d", 40, 2),),
)
V = build_variables(PROBLEM)
ARRAYS = V.model.freeze()
PARTS = Parts(V, ARRAYS)


def columns(mask: np.ndarray) -> set[int]:
    return set(np.flatnonzero(mask).tolist())


def test_only_whole_columns_are_in_a_part():
    parts = [columns(p.free) for p in itertools.islice(PARTS.rounds("cost", [], []), 30)]
    assert any(parts)
    for part in parts:
        assert part <= columns(ARRAYS.integer)


def test_windows_cover_every_week_once():
    windows = list(PARTS.windows(2, 1))
    assert len(windows) == 3  # weeks -1 and 0, 1 and 2, 3
    assert np.sum(windows, axis=0)[ARRAYS.integer].tolist() == [1] * PARTS.size
    first = {t for (_, _, _, t), c in V.lots.items() if windows[0][c]}
    assert first == {0}


def test_alone_is_one_workshop():
    (part,) = PARTS.alone(["b"], PARTS.weeks, 0)
    assert {w for (w, _, _, _), c in V.lots.items() if part[c]} == {"b"}
    assert {t for (_, _, _, t), c in V.lots.items() if part[c]} == {0, 1, 2, 3}


def test_before_is_the_weeks_up_to_one():
    (part,) = PARTS.before([2], 2)
    assert {t for (_, _, _, t), c in V.lots.items() if part[c]} == {1, 2}


def test_what_is_outside_a_part_is_held():
    x = np.full(len(ARRAYS.lower), 0.9999999)
    (free,) = PARTS.alone(["a"], PARTS.weeks, 0)
    lower, upper = Search(ARRAYS, PARTS).held(x, free)
    for (w, _, _, _), c in V.lots.items():
        ends = (0.0, ARRAYS.upper[c]) if w == "a" else (1.0, 1.0)
        assert (lower[c], upper[c]) == ends
    continuous = ~ARRAYS.integer
    assert np.array_equal(upper[continuous], ARRAYS.upper[continuous])


def settled(**lots: int) -> np.ndarray | None:
    terms, offset = objective.unmet(V)
    x = np.zeros(len(ARRAYS.lower))
    for name, n in lots.items():
        w, t = name.split("_")
        x[V.lots[w, "p", "sew", int(t)]] = n
    goal = Goal(V.model.dense(terms), offset, [])
    found = Search(ARRAYS, PARTS).settle(x, goal, 5)
    assert found is None or goal.value(found) >= -1e-9
    return found


def test_settle_delivers_what_the_runs_make():
    found = settled(a_0=1, b_3=2)
    assert found is not None
    assert found[V.lots["a", "p", "sew", 0]] == 1
    assert sum(found[c] for c in V.delivered.values()) == 30
    assert ARRAYS.violation(found) < 1e-6


def test_settle_refuses_runs_that_break_a_rule():
    assert settled(a_0=3, b_0=2) is None  # 50 of 40


def test_improve_ends_when_it_is_good_enough():
    terms, offset = objective.late(V)
    goal = Goal(V.model.dense(terms), offset, [])
    start = settled(a_3=4)
    assert start is not None
    assert goal.value(start) == 40
    better: list[np.ndarray] = []
    found = Search(ARRAYS, PARTS).improve(
        start,
        goal,
        enough=lambda x: goal.value(x) < 1e-6,
        seconds_left=lambda: 5.0,
        on_better=better.append,
        level="late",
        weeks=[3],
    )
    assert goal.value(found) == 0
    assert better
    assert ARRAYS.violation(found) < 1e-6
