"""The table of steps: nothing leads out of it, what it says it undoes is undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.messages import life_texts
from service.usecases import conditions
from service.usecases.life import LIFE, Living, Step, find, followed, possible, steps_from
from service.usecases.rights import Actor, Extent, Role

STARTS = {
    Living.ORDER: "draft",
    Living.PLAN: "computed",
    Living.CONSENT: "waiting",
    Living.COSTING: "draft",
    Living.QUOTATION: "draft",
    Living.PURCHASE: "to_place",
    Living.LOT: "delivered",
    Living.STATEMENT: "draft",
}


def _name(step: Step) -> str:
    return f"{step.of}.{step.name}"


def test_names_are_unique_for_what_lives() -> None:
    names = [_name(s) for s in LIFE]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("step", LIFE, ids=_name)
def test_every_step_is_whole(step: Step) -> None:
    assert life_texts.STEPS[_name(step)]
    assert {step.source, step.target} <= set(life_texts.STATES)
    assert not step.condition or step.condition in conditions.CONDITIONS
    if step.undone_by:
        back = followed(step.of, step.undone_by)
        assert (back.source, back.target) == (step.target, step.source)


def test_every_condition_and_every_name_serve() -> None:
    assert {s.condition for s in LIFE if s.condition} == set(conditions.CONDITIONS)
    assert {_name(s) for s in LIFE} == set(life_texts.STEPS)


@pytest.mark.parametrize("of", Living)
def test_every_state_is_reached_from_the_start(of: Living) -> None:
    reached, new = {STARTS[of]}, {STARTS[of]}
    while new:
        new = {s.target for s in LIFE if s.of is of and s.source in new} - reached
        reached |= new
    assert reached == {x for s in LIFE if s.of is of for x in (s.source, s.target)}


@given(of=st.sampled_from(Living), choices=st.lists(st.integers(0, 99), max_size=30))
def test_a_walk_never_leaves_the_table_and_undoing_brings_back(
    of: Living, choices: list[int]
) -> None:
    states = {x for s in LIFE if s.of is of for x in (s.source, s.target)}
    state = STARTS[of]
    for choice in choices:
        steps = steps_from(of, state)
        if not steps:
            break
        step = steps[choice % len(steps)]
        assert find(of, step.name) is step
        if step.undone_by:
            assert find(of, step.undone_by) in steps_from(of, step.target)
            assert find(of, step.undone_by).target == state
        state = step.target
        assert state in states


def test_somebody_may_take_every_step() -> None:
    for step in LIFE:
        actors = [
            Actor(
                account_id="a",
                consortium_id="c",
                roles=frozenset({role}),
                workshops=frozenset({"w"}),
            )
            for role in Role
        ]
        takers = [a for a in actors if a.may_write(step.right) is not Extent.NONE]
        assert takers, step
        if not step.is_followed:
            assert step.name in possible(takers[0], step.of, step.source)


@pytest.mark.parametrize(
    ("state", "of", "said"),
    [
        ("won", Living.ORDER, "gagnée"),
        ("declined", Living.ORDER, "perdue"),
        ("cancelled", Living.ORDER, "annulée"),
        ("won", Living.QUOTATION, "accepté"),
        ("declined", Living.QUOTATION, "refusé"),
        ("returned", Living.COSTING, "renvoyés"),
        ("returned", "sheet", "renvoyée"),
        ("received", Living.PURCHASE, "reçue"),
        ("accepted", Living.LOT, "accepté"),
        ("paid", Living.STATEMENT, "payé"),
    ],
)
def test_a_state_agrees_with_what_is_in_it(state: str, of: str, said: str) -> None:
    assert life_texts.state(state, of) == said


def test_every_state_that_is_said_otherwise_is_a_state() -> None:
    for step in LIFE:
        for state in (step.source, step.target):
            assert life_texts.state(state, step.of)
    assert life_texts.state("what is this") == "what is this"
