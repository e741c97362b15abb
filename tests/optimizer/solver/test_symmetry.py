"""The same problem under other names and in another order: the same proven values, the same bounds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from optimizer.plan import Plan, Preset
from optimizer.problem import Problem
from optimizer.solver.solve import SolveOptions, solve
from optimizer.verification import check_plan
from tests.builders import tiny_problem
from tests.optimizer.solver.test_brute_force import CASES

# In these every level is proven within the limit many times over.
NAMES = ("late", "setups of two", "smallest run", "unequal", "hub", "lanes", "two offers", "pieces")


def backwards(problem: Problem) -> Problem:
    """Every list of the problem that says nothing by its order, the other way round."""
    return replace(
        problem,
        workshops=problem.workshops[::-1],
        products=problem.products[::-1],
        demands=problem.demands[::-1],
        capabilities=problem.capabilities[::-1],
        lanes=problem.lanes[::-1],
        offers=problem.offers[::-1],
        suppliers=problem.suppliers[::-1],
        materials=problem.materials[::-1],
    )


def renamed(problem: Problem) -> Problem:
    """The first workshop becomes the last by name, and the other way round."""
    names = [w.id for w in problem.workshops]
    new = {w: f"atelier-{9 - k}" for k, w in enumerate(names)}
    return replace(
        problem,
        workshops=tuple(replace(w, id=new[w.id]) for w in problem.workshops),
        capabilities=tuple(replace(c, workshop=new[c.workshop]) for c in problem.capabilities),
        lanes=tuple(replace(x, workshop=new[x.workshop]) for x in problem.lanes),
        demands=tuple(replace(d, id=f"z-{d.id}") for d in problem.demands),
        offers=tuple(replace(o, id=re.sub("cloth", "tissu", o.id)) for o in problem.offers),
    )


def planned(problem: Problem, preset: Preset) -> Plan:
    outcome = solve(problem, SolveOptions(preset=preset, time_limit_seconds=5))
    assert outcome.diagnostics == ()
    assert check_plan(problem, outcome.plan) == ()
    return outcome.plan


@pytest.mark.parametrize("change", [backwards, renamed], ids=["order", "names"])
@pytest.mark.parametrize("preset", ["equitable", "economique"])
@pytest.mark.parametrize("name", [*NAMES, "tiny"])
def test_neither_order_nor_names_matter(
    name: str, preset: Preset, change: Callable[[Problem], Problem]
):
    problem = tiny_problem() if name == "tiny" else CASES[name]()
    one, other = planned(problem, preset), planned(change(problem), preset)
    same = True
    for a, b in zip(one.levels, other.levels, strict=True):
        assert a.name == b.name
        # Bounds hold given the printed values before them: they compare while these are the same.
        if same and a.name != "steadiness":
            assert a.proven
            assert b.proven
            assert abs(a.value - b.value) <= max(a.slack, b.slack)
            assert float(a.bound) == pytest.approx(float(b.bound), rel=1e-6, abs=1e-3)
        same = same and abs(a.value - b.value) <= 1e-6 * (1 + abs(float(a.value)))
