"""The follow-up of the mask order: four files read as sent, whatever plan was in force."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from examples.mask_order.followup import declared
from examples.mask_order.order import ADULT, CHILD, mask_order
from optimizer.capacity import horizon_of
from optimizer.declared import Declared, Made
from optimizer.fairness import key_weights
from optimizer.plan import Plan
from optimizer.requirements import total_standard_minutes
from optimizer.solver.solve import SolveOptions, solve
from optimizer.studies.replanning import remainder
from optimizer.verification import check_plan
from service.i18n import Texts
from service.usecases.production import read_production

HERE = Path(__file__).parents[2] / "examples" / "mask_order"
FILES = sorted(HERE.glob("suivi_*.xlsx"))
FROM = "2020-W22"


@pytest.fixture(scope="module")
def in_force() -> Plan:
    plan = solve(mask_order(), SolveOptions(time_limit_seconds=2.5, quick=True)).plan
    assert plan.status in ("optimal", "feasible")
    return plan


@pytest.fixture(scope="module")
def told() -> tuple[Made, ...]:
    rows, found = read_production(FILES, mask_order(), Texts("fr"))
    assert {d.severity.value for d in found} <= {"note"}
    return rows


def test_every_row_is_read_as_it_was_written(told: tuple[Made, ...]) -> None:
    sizes = {"Masque adulte": ADULT, "Masque enfant": CHILD}
    meant = sorted(
        (w, f"2020-W{week}", operation.lower(), sizes[size], made, scrap, delivered)
        for w, (week, operation, size, made, scrap, delivered) in declared()
    )
    read = sorted(
        (
            row.workshop,
            row.week,
            row.operation,
            row.product,
            int(row.made),
            int(row.scrap or 0),
            int(row.delivered_units or 0),
        )
        for row in told
    )
    assert read == meant


def test_the_rest_of_the_order_starts_from_what_they_declared(
    in_force: Plan, told: tuple[Made, ...]
) -> None:
    rest, found = remainder(mask_order(), in_force, FROM, Declared(rows=told))
    assert rest is not None, found
    said = {(d.code, d.subject): d.params for d in found}
    assert said["replan.nothing_declared", "bobine"]["weeks"] == "2020-W21"
    delivered = {x.demand: x.units for x in rest.problem.opening.delivered}
    # 7 500 in time for the first milestone (and what silent weeks are taken to have brought), the
    # others a week later.
    in_time = sum(
        x.units for x in rest.past.deliveries if x.demand == "J1-A" and x.week <= "2020-W20"
    )
    assert 7_500 <= in_time < 9_000
    assert delivered["J1-A"] == 9_000
    cut = sum(r.units for r in rest.past.runs if (r.workshop, r.operation) == ("canal", "coupe"))
    assert cut == 3_700 + 3_450 + 4_300 + 300 + 3_000 + 900
    scrap = rest.done.more_good
    assert scrap["bobine", ADULT, "couture"] == -50
    assert scrap["clochers", ADULT, "couture"] == -30
    total = total_standard_minutes(mask_order())
    again = (50 * Decimal("6.7")) + 30 * Decimal("6.7")
    # What was spoilt is cut and sewn again, give or take the box it goes into.
    assert abs(total_standard_minutes(rest.problem) - total - again) < 50 * Decimal("8.2")


@pytest.mark.parametrize("position", [0, 3, 8, 14, 20, 26, 33])
def test_the_plan_s_later_part_keeps_every_rule_of_what_is_left(
    in_force: Plan, position: int
) -> None:
    problem = mask_order()
    rest, found = remainder(problem, in_force, horizon_of(problem).name(position))
    assert rest is not None, found
    assert found == ()
    assert check_plan(rest.problem, rest.later) == ()
    assert total_standard_minutes(rest.problem) == total_standard_minutes(problem)
    weights = key_weights(problem)
    assert all(abs(w - weights[k]) < Decimal("1E-9") for k, w in key_weights(rest.problem).items())
