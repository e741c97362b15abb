"""Whatever a plan says, checking it answers with findings, never with an exception."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from optimizer import verification
from optimizer.diagnostics import Diagnostic
from optimizer.plan import Plan
from tests.builders import rich_problem, small_problem, tiny_problem
from tests.plans import printed_plan, week, worked_problem

D = Decimal
ENTRIES = (
    "runs",
    "hub_sendings",
    "hub_receipts",
    "shipments",
    "deliveries",
    "purchases",
    "substitutions",
    "levels",
)
IDS = ("", "x", "vestali", "esat-lys", "mask", "bag", "cutting", "sewing", "arras", "elastic")
WEEKS = (week(0), week(3), week(7), "2020-W14", "2021-W01", "9999-W52", "0000-W01", "S14", "")
NUMBERS = tuple(
    D(x)
    for x in (
        "0", "-0", "1", "-1", "0.5", "100", "1E-7", "1E-30", "1E+30", "1E+999999", "-1E-999999",
        "NaN", "sNaN", "Infinity", "-Infinity", "99999999999999.999999999999",
    )
)  # fmt: skip


def spoiled(value: Any, name: str, draw: st.DrawFn) -> Any:
    """Another value for a field of an entry."""
    if name in ("week", "arrival"):
        return draw(st.sampled_from(WEEKS))
    if isinstance(value, bool):
        return not value
    if isinstance(value, Decimal):
        return draw(st.sampled_from(NUMBERS))
    if isinstance(value, int):
        return draw(st.sampled_from((0, -1, 1, 10**6, 10**40)))
    if name == "name":
        return draw(st.sampled_from(("unmet", "late", "fast", "cost", "steadiness", "distance")))
    return draw(st.sampled_from(IDS))


@st.composite
def spoiled_plans(draw: st.DrawFn) -> Plan:
    """The good plan with up to six things changed, dropped or said twice."""
    plan = printed_plan()
    for _ in range(draw(st.integers(1, 6))):
        name = draw(st.sampled_from(ENTRIES))
        entries = list(getattr(plan, name))
        if not entries:
            continue
        k = draw(st.integers(0, len(entries) - 1))
        what = draw(st.sampled_from(("change", "drop", "twice")))
        if what == "drop":
            del entries[k]
        elif what == "twice":
            entries.append(entries[k])
        else:
            field = draw(st.sampled_from([f.name for f in fields(entries[k])]))
            value = spoiled(getattr(entries[k], field), field, draw)
            entries[k] = replace(entries[k], **{field: value})
        changed: dict[str, Any] = {name: tuple(entries)}
        plan = replace(plan, **changed)
    return plan


@st.composite
def spoiled_tables(draw: st.DrawFn) -> Plan:
    """The good plan with a figure of its fairness table changed."""
    plan = printed_plan()
    assert plan.fairness is not None
    figures = plan.fairness
    if draw(st.booleans()):
        name = draw(st.sampled_from(("total_minutes", "gap", "jain")))
        changed: dict[str, Any] = {name: draw(st.sampled_from(NUMBERS))}
        figures = replace(figures, **changed)
    k = draw(st.integers(0, 2))
    name = draw(st.sampled_from([f.name for f in fields(figures.shares[k])]))
    value = spoiled(getattr(figures.shares[k], name), name, draw)
    shares = list(figures.shares)
    shares[k] = replace(shares[k], **{name: value})
    return replace(plan, fairness=replace(figures, shares=tuple(shares)))


def assert_findings(found: tuple[Diagnostic, ...]) -> None:
    """Findings, with codes of plans and text as parameters."""
    assert all(d.code.startswith("plan.") for d in found)
    assert all(isinstance(v, str) for d in found for v in d.params.values())


@given(spoiled_plans())
def test_spoiled_plans_are_answered(plan: Plan) -> None:
    assert_findings(verification.check_plan(worked_problem(), plan))


@given(spoiled_tables())
def test_spoiled_tables_are_answered(plan: Plan) -> None:
    assert_findings(verification.check_plan(worked_problem(), plan))


@given(spoiled_plans(), st.sampled_from((small_problem, tiny_problem, rich_problem)))
def test_a_plan_for_another_problem_is_refused(plan: Plan, problem: Any) -> None:
    found = verification.check_plan(problem(), plan)
    assert_findings(found)
    assert found


def test_a_dropped_run_never_goes_unseen() -> None:
    # Everything in the good plan is needed: without any one entry some rule is broken.
    plan = printed_plan(levels=())
    for name in ENTRIES[:-1]:
        entries = getattr(plan, name)
        for k in range(len(entries)):
            spoilt = replace(plan, **{name: entries[:k] + entries[k + 1 :]})
            assert verification.check_plan(worked_problem(), spoilt), (name, entries[k])


def test_every_wrong_reference_is_said_once() -> None:
    plan = printed_plan(levels=())
    run = replace(plan.runs[0], workshop="x", product="y", week="S14", units=D("NaN"))
    found = verification.references(worked_problem(), replace(plan, runs=(run, *plan.runs[1:])))
    assert [(d.params["what"], d.params["field"], d.params["read"]) for d in found] == [
        ("unknown", "workshop", "x"),
        ("unknown", "product", "y"),
        ("unknown", "week", "S14"),
        ("quantity", "quantity", "NaN"),
    ]
    assert {d.params["entry"] for d in found} == {"run"}
