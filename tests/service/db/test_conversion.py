"""An order in the tables is the order that was put there, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import dossier
from optimizer.declared import Declared, Made
from optimizer.past import begin
from optimizer.problem import Problem
from service.db import conversion, repositories, tables
from service.db.engine import Database
from tests import builders
from tests.service.running import mask_problem

PROBLEMS: tuple[Callable[[], Problem], ...] = (
    builders.tiny_problem,
    builders.small_problem,
    builders.running_problem,
    builders.rich_problem,
    mask_problem,
)
_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


def _in_order(problem: Problem) -> Problem:
    """The same, with what parts hold in the order of the parts: that is all that may change."""
    workshops = [w.id for w in problem.workshops]
    suppliers = [s.id for s in problem.suppliers]
    return replace(
        problem,
        capabilities=tuple(
            sorted(problem.capabilities, key=lambda x: _place(workshops, x.workshop))
        ),
        lanes=tuple(sorted(problem.lanes, key=lambda x: _place(workshops, x.workshop))),
        offers=tuple(sorted(problem.offers, key=lambda x: _place(suppliers, x.supplier))),
    )


def _place(names: list[str], name: str) -> int:
    return names.index(name) if name in names else len(names)


def _again(problem: Problem) -> Problem | None:
    head, parts = conversion.parts_of(problem)
    # As a database keeps them: as JSON, in whatever order.
    stored = [replace(p, data=json.loads(json.dumps(p.data))) for p in reversed(parts)]
    return conversion.problem_of(problem.id, json.loads(json.dumps(head)), stored)[0]


@pytest.mark.parametrize("make", PROBLEMS)
def test_a_problem_comes_back_the_same(make: Callable[[], Problem]) -> None:
    problem = make()
    assert _again(problem) == _in_order(problem)


@given(data=st.data())
def test_a_changed_problem_comes_back_the_same(data: st.DataObject) -> None:
    """Whatever is taken away, moved or called: also what names a part that is no longer there."""
    problem = builders.rich_problem()
    changes: dict[str, Any] = {}
    for name in ("products", "demands", "workshops", "materials", "suppliers", "offers", "lanes",
                 "capabilities", "station_groups", "delivery_points"):  # fmt: skip
        items = getattr(problem, name)
        chosen = data.draw(st.lists(st.sampled_from(items), unique_by=lambda x: str(x)))
        changes[name] = tuple(chosen)
    changes["title"] = data.draw(_TEXT)
    changes["workshops"] = tuple(replace(w, name=data.draw(_TEXT)) for w in changes["workshops"])
    changed = replace(problem, **changes)
    assert _again(changed) == _in_order(changed)


@pytest.mark.parametrize("make", PROBLEMS)
def test_both_databases_keep_a_problem_and_its_hash(
    database: Database, make: Callable[[], Problem]
) -> None:
    problem = make()
    head, parts = conversion.parts_of(problem)
    with database.writing() as session:
        session.add(tables.Consortium(id="c", name="C"))
        session.flush()
        session.add(tables.Order(id="o", consortium_id="c", code="o", title="O", head=head))
        session.flush()
        repositories.replace_parts(session, "o", parts)
    with database.reading() as session:
        row = repositories.order(session, "c", "o")
        assert row is not None
        stored = [conversion.part_data(p) for p in repositories.parts(session, "o")]
        found, wrong = conversion.problem_of(problem.id, row.head, stored)
    assert wrong == ()
    assert found == _in_order(problem)
    assert found is not None
    assert dossier.problem_hash(found) == dossier.problem_hash(_in_order(problem))


@pytest.mark.parametrize("make", PROBLEMS)
def test_the_past_of_a_plan_comes_back_the_same(make: Callable[[], Problem]) -> None:
    past = begin(make())
    assert conversion.past_of(conversion.past_text(past)) == past
    assert conversion.past_of(None) is None


def test_what_was_declared_comes_back_the_same() -> None:
    from datetime import date
    from decimal import Decimal

    declared = Declared(
        rows=(
            Made(
                workshop="a",
                week="2020-W16",
                product="p",
                operation="o",
                made=Decimal("1234.500000"),
                conforming=Decimal("1E+3"),
                delivered=date(2020, 4, 20),
            ),
            Made(workshop="b", week="2020-W17", product="p", operation="o", made=Decimal(0)),
        )
    )
    values = json.loads(json.dumps(conversion.declared_values(declared)))
    assert conversion.declared_of(values) == declared
