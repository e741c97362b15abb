"""Pins, bans and the plan in force: what is refused, what is accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from optimizer import problem as data
from optimizer.diagnostics import Severity
from optimizer.instructions import Ban, Pin, PlannedRun
from optimizer.problem import Problem
from optimizer.validation import check_problem, instructions
from optimizer.validation.facts import Facts
from tests.builders import at, opened, replaced, rich_problem, running_problem

D = Decimal
# Weeks 2020-W15 (frozen) to 2020-W24; masks in lots of 100, the incomplete one of 50.
RUNNING = running_problem()
RICH = rich_problem()


def pin(**changes: Any) -> Pin:
    usual = Pin(
        workshop="fil-rouge",
        product="mask",
        operation="sewing",
        first="2020-W16",
        last="2020-W17",
        units=D(600),
    )
    return replace(usual, **changes)


def pinned(*pins: Pin, base: Problem = RUNNING, **changes: Any) -> Problem:
    return replace(base, pins=pins, **changes)


def banned(*bans: Ban, **changes: Any) -> Problem:
    return replace(RUNNING, bans=bans, **changes)


def without_norm() -> Problem:
    """Fil rouge holds the norm of masks from May on."""
    norm = (data.Qualification(norm="AFNOR SPEC S76-001", start=date(2020, 5, 4)),)
    workshops = replaced(RUNNING.workshops, "fil-rouge", qualifications=norm)
    return replace(RUNNING, workshops=workshops, opening=replace(RUNNING.opening, frozen_runs=()))


def closed() -> Problem:
    days = (data.Closure(first=date(2020, 4, 13), last=date(2020, 4, 24)),)
    return replace(RUNNING, workshops=replaced(RUNNING.workshops, "fil-rouge", closures=days))


ONE_WEEK = {"first": "2020-W16", "last": "2020-W16"}
REFUSED = [
    ("duplicate_instruction", "fil-rouge", pinned(pin(), pin(units=D(700)))),
    ("duplicate_instruction", "vestali", banned(Ban(workshop="vestali"), Ban(workshop="vestali"))),
    (
        "duplicate_instruction",
        "vestali",
        replace(RICH, plan_in_force=(*RICH.plan_in_force, RICH.plan_in_force[0])),
    ),
    ("pin_reversed", "fil-rouge", pinned(pin(first="2020-W18"))),
    ("ban_reversed", "vestali", banned(Ban(workshop="vestali", first="2020-W18", last="2020-W17"))),
    ("pin_outside_plan", "fil-rouge", pinned(pin(last="2020-W25"))),
    ("pin_outside_plan", "fil-rouge", pinned(pin(first="2020-W14"))),
    ("pin_frozen", "fil-rouge", pinned(pin(first="2020-W15"))),
    ("pin_unable", "fil-rouge", pinned(pin(operation="cutting"))),
    (
        "pin_banned",
        "fil-rouge",
        pinned(pin(), bans=(Ban(workshop="fil-rouge", last="2020-W17"),)),
    ),
    (
        "pin_banned",
        "fil-rouge",
        pinned(
            pin(),
            bans=(
                Ban(workshop="fil-rouge", product="mask", last="2020-W16"),
                Ban(workshop="fil-rouge", operation="sewing", first="2020-W17"),
            ),
        ),
    ),
    ("pin_unqualified", "fil-rouge", pinned(pin(), base=without_norm())),
    ("pin_without_time", "fil-rouge", pinned(pin(), base=closed())),
    (
        "pin_without_time",
        "vestali",
        pinned(
            pin(workshop="vestali"),
            base=replace(
                RUNNING,
                products=replaced(RUNNING.products, "mask", not_before=date(2020, 4, 27)),
            ),
        ),
    ),
    # W16 has a holiday: 4 days of 5 × 7 h × 60 × 0.94 = 7 896 min; 1 400 × 5 / 0.85 = 8 235 min.
    ("pin_over_capacity", "fil-rouge", pinned(pin(**ONE_WEEK, units=D(1_400)))),
    # The closed week does not help: 9 870 min in W17 alone.
    (
        "pin_over_capacity",
        "fil-rouge",
        pinned(pin(units=D(1_700)), bans=(Ban(workshop="fil-rouge", last="2020-W16"),)),
    ),
    (
        "pin_over_capacity",
        "fil-rouge",
        pinned(
            pin(**ONE_WEEK, units=D(900)),
            pin(**ONE_WEEK, operation="finishing", units=D(2_700)),
        ),
    ),
    ("pin_overproduction", "bag", pinned(pin(product="bag", last="2020-W22", units=D(380)))),
    (
        "pin_overproduction",
        "bag",
        pinned(
            pin(product="bag", last="2020-W20", units=D(200)),
            pin(product="bag", workshop="vestali", last="2020-W22", units=D(180)),
        ),
    ),
    ("pin_not_lots", "fil-rouge", pinned(pin(units=D(620)))),
    (
        "banned_everywhere",
        "mask",
        banned(Ban(workshop="vestali", operation="sewing"), Ban(workshop="fil-rouge")),
    ),
]


@pytest.mark.parametrize(("rule", "subject", "problem"), REFUSED)
def test_refused(rule: str, subject: str, problem: Problem) -> None:
    found = list(getattr(instructions, rule)(Facts(problem)))
    assert [(d.code, d.subject) for d in found] == [(f"problem.{rule}", subject)]
    expected = Severity.WARNING if rule == "banned_everywhere" else Severity.ERROR
    assert found[0].severity is expected


def test_every_rule_is_refused_somewhere() -> None:
    assert {rule for rule, _, _ in REFUSED} == {r.__name__ for r in instructions.RULES}


ACCEPTED = [
    RICH,
    RUNNING,
    pinned(pin()),
    pinned(pin(**ONE_WEEK)),
    # The last week of the plan, and the first that is not frozen.
    pinned(pin(first="2020-W16", last="2020-W24")),
    # One week inside several, of the same work.
    pinned(pin(), pin(**ONE_WEEK, units=D(300))),
    # The one incomplete lot.
    pinned(pin(units=D(650))),
    # Banned in one of two weeks, or for other work.
    pinned(pin(), bans=(Ban(workshop="fil-rouge", first="2020-W17"),)),
    pinned(pin(), bans=(Ban(workshop="fil-rouge", product="bag"),)),
    pinned(pin(), bans=(Ban(workshop="fil-rouge", operation="finishing"),)),
    pinned(pin(), bans=(Ban(workshop="vestali"),)),
    # 1 300 × 5 / 0.85 = 7 647 of 7 896 minutes.
    pinned(pin(**ONE_WEEK, units=D(1_300))),
    # Weeks outside the plan do not count; nor need anybody be able to do it still.
    replace(
        RUNNING,
        plan_in_force=(
            PlannedRun(
                workshop="fil-rouge",
                product="mask",
                operation="cutting",
                week="2019-W02",
                units=D(100),
            ),
        ),
    ),
]


@pytest.mark.parametrize("problem", ACCEPTED)
@pytest.mark.parametrize("rule", instructions.RULES)
def test_accepted(rule: Any, problem: Problem) -> None:
    assert list(rule(Facts(problem))) == []


@pytest.mark.parametrize("problem", ACCEPTED)
def test_accepted_by_every_rule(problem: Problem) -> None:
    assert [d for d in check_problem(problem) if d.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("unknown_workshop", {"pins": at(RICH.pins, 0, workshop="fil rouge")}),
        ("unknown_product", {"pins": at(RICH.pins, 0, product="masks")}),
        ("unknown_operation", {"pins": at(RICH.pins, 0, operation="sewin")}),
        ("unknown_week", {"pins": at(RICH.pins, 0, first="2020-16")}),
        ("unknown_week", {"pins": at(RICH.pins, 0, last="2020-W54")}),
        ("not_positive", {"pins": at(RICH.pins, 0, units=D(0))}),
        ("not_positive", {"pins": at(RICH.pins, 0, units=D(-100))}),
        ("quantity_not_whole", {"pins": at(RICH.pins, 0, units=D("400.5"))}),
        ("unusable_number", {"pins": at(RICH.pins, 0, units=D("NaN"))}),
        ("unknown_workshop", {"bans": at(RICH.bans, 0, workshop="x")}),
        ("unknown_product", {"bans": at(RICH.bans, 0, product="x")}),
        ("unknown_operation", {"bans": at(RICH.bans, 1, operation="x")}),
        ("unknown_week", {"bans": at(RICH.bans, 1, last="x")}),
        ("unknown_week", {"bans": at(RICH.bans, 3, first="x")}),
        ("unknown_workshop", {"plan_in_force": at(RICH.plan_in_force, 0, workshop="x")}),
        ("unknown_product", {"plan_in_force": at(RICH.plan_in_force, 0, product="x")}),
        ("unknown_operation", {"plan_in_force": at(RICH.plan_in_force, 0, operation="x")}),
        ("unknown_week", {"plan_in_force": at(RICH.plan_in_force, 0, week="x")}),
        ("not_positive", {"plan_in_force": at(RICH.plan_in_force, 0, units=D(0))}),
        ("quantity_not_whole", {"plan_in_force": at(RICH.plan_in_force, 0, units=D("0.5"))}),
        ("unusable_number", {"plan_in_force": at(RICH.plan_in_force, 0, units=D("Infinity"))}),
    ],
)
def test_what_cannot_be_read_is_named(code: str, changes: dict[str, Any]) -> None:
    found = [d for d in check_problem(replace(RICH, **changes)) if d.severity is Severity.ERROR]
    assert {d.code for d in found} == {f"problem.{code}"}


def test_a_pin_counts_the_setup() -> None:
    """3 000 × 0.5 / 0.6 minutes and 30 of setup; a person has 1 126.08 in the four days of W16."""
    held = pin(workshop="esat-lys", operation="cutting", **ONE_WEEK, units=D(3_000))
    base = opened(RUNNING, frozen_runs=())
    minutes = 3_000 * D("0.833333") + 30
    for headcount, refused in ((D("2.24"), True), (D("2.25"), False)):
        workshops = replaced(base.workshops, "esat-lys", headcount=headcount)
        problem = pinned(held, base=replace(base, workshops=workshops))
        found = list(instructions.pin_over_capacity(Facts(problem)))
        assert bool(found) is refused
        if found:
            assert D(found[0].params["minutes"]) == minutes
