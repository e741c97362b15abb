"""Workshops under other ids: the same problem, and back again."""

from __future__ import annotations

import json

import pytest

from examples.mask_order.order import mask_order
from optimizer import dossier
from optimizer.problem import Problem
from optimizer.renaming import rename_workshops
from optimizer.validation import check_problem
from tests.cost_builders import worked_order

PROBLEMS = [mask_order(), worked_order()]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.id)
def test_renamed_and_back_is_the_same(problem: Problem) -> None:
    there = {w.id: f"{w.id}-autre" for w in problem.workshops}
    renamed = rename_workshops(problem, there)
    assert [w.id for w in renamed.workshops] == list(there.values())
    assert rename_workshops(renamed, {v: k for k, v in there.items()}) == problem


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.id)
def test_nothing_names_a_workshop_that_is_gone(problem: Problem) -> None:
    there = {w.id: f"x{i}x" for i, w in enumerate(problem.workshops)}
    renamed = rename_workshops(problem, there)
    before = sorted(d.code for d in check_problem(problem))
    assert sorted(d.code for d in check_problem(renamed)) == before
    text = json.dumps(json.loads(dossier.problem_to_json(renamed)))
    for gone in there:
        assert f'"{gone}"' not in text, gone


def test_two_never_become_one() -> None:
    first, second = (w.id for w in mask_order().workshops[:2])
    with pytest.raises(ValueError, match="same id"):
        rename_workshops(mask_order(), {first: second})
