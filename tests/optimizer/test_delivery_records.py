"""What workshops declare to have delivered, as records of the milestones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from optimizer import problem as data
from optimizer.attribution import DeliveryRecord
from optimizer.declared import Made
from optimizer.delivery_records import delivery_records
from optimizer.diagnostics import Diagnostic, Source
from optimizer.opening import Delivered
from optimizer.statements import statements
from tests.builders import opened
from tests.payments import apron_costs, apron_plan, apron_problem, apron_terms

D = Decimal


def row(day: date | None, units: int | None, **changes: Any) -> Made:
    found = Made(
        workshop="sud",
        week="2020-W16",
        product="apron",
        operation="sewing",
        made=D(units or 0),
        delivered=day,
        delivered_units=None if units is None else D(units),
    )
    return replace(found, **changes)


def told(
    rows: Iterable[Made], problem: data.Problem | None = None
) -> tuple[tuple[DeliveryRecord, ...], tuple[Diagnostic, ...]]:
    return delivery_records(problem or apron_problem(), apron_plan(), list(rows))


def shown(records: Iterable[DeliveryRecord]) -> list[tuple[str, int, int, int]]:
    return [(r.demand, r.day.day, int(r.delivered), int(r.accepted_units)) for r in records]


def test_deliveries_fill_the_earliest_milestones_first() -> None:
    april = date(2020, 4, 17)
    records, found = told([row(date(2020, 4, 24), 30), row(april, 40)])
    assert found == ()
    assert shown(records) == [("first", 17, 40, 40), ("first", 24, 10, 10), ("second", 24, 20, 20)]


def test_what_was_refused_is_delivered_again() -> None:
    rows = [row(date(2020, 4, 17), 50, refused_units=D(10)), row(date(2020, 4, 24), 60)]
    records, found = told(rows)
    assert found == ()
    # 40 accepted, 10 refused; then the 10 again, and the second milestone
    assert shown(records) == [("first", 17, 50, 40), ("first", 24, 10, 10), ("second", 24, 50, 50)]
    invoiced = statements(
        apron_problem(), apron_plan(), apron_costs(), apron_terms(), records=records
    )
    assert invoiced.ht_cents == 40_000
    everything = told([row(date(2020, 4, 17), 50, refused_units=D(50))])[0]
    assert shown(everything) == [("first", 17, 50, 0)]


def test_more_than_ordered_is_said_by_the_statements() -> None:
    records, found = told([row(date(2020, 4, 17), 120)])
    assert found == ()
    refused = statements(
        apron_problem(), apron_plan(), apron_costs(), apron_terms(), records=records
    )
    assert [(d.code, d.subject) for d in refused.missing] == [
        ("cost.record_over_quantity", "second")
    ]


def test_work_passed_on_to_another_workshop_is_no_delivery() -> None:
    rows = [row(date(2020, 4, 10), 100, operation="cutting"), row(date(2020, 4, 17), 50)]
    records, found = told(rows)
    assert shown(records) == [("first", 17, 50, 50)]
    assert [(d.code, d.severity, d.params["units"]) for d in found] == [
        ("cost.followup_passed_on", "note", "100")
    ]


def test_every_fault_is_found_at_once_in_its_place() -> None:
    at = Source(file="suivi.xlsx", sheet="Suivi", cell="J2")
    rows = [
        row(None, 10, source=at),
        row(date(2020, 4, 17), None),
        row(date(2020, 4, 17), 10, refused_units=D(11)),
        row(date(2020, 4, 17), 10, product="gown"),
        row(None, None),
    ]
    records, found = told(rows)
    assert records == ()
    assert [d.code for d in found] == [
        "cost.followup_no_day",
        "cost.followup_no_units",
        "cost.followup_refused",
        "cost.followup_product",
    ]
    assert found[0].source == at


def test_a_follow_up_without_a_delivery_is_said() -> None:
    assert [d.code for d in told([row(None, None)])[1]] == ["cost.followup_empty"]
    assert [d.code for d in told([])[1]] == ["cost.followup_empty"]


def test_what_was_delivered_before_the_plan_counts_once() -> None:
    problem = opened(apron_problem(), delivered=(Delivered(demand="first", units=D(30)),))
    since = [row(date(2020, 4, 17), 40)]
    records, _ = told(since, problem)
    # 30 on the eve of the plan, then 20 more for the first and 20 for the second
    assert shown(records) == [("first", 5, 30, 30), ("first", 17, 20, 20), ("second", 17, 20, 20)]
    # The follow-up tells of them itself, with their true day.
    records, _ = told([row(date(2020, 4, 2), 30), *since], problem)
    assert shown(records) == [("first", 2, 30, 30), ("first", 17, 20, 20), ("second", 17, 20, 20)]
