"""The worked order of ``tests/plans.py`` with complete money terms and private figures easy to recognise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from importers.costs import write_costs
from optimizer import cost_parameters as money
from optimizer import dossier
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.purchase_settlement import purchase_settlement
from optimizer.studies.joint_purchasing import joint_purchasing
from optimizer.studies.saving import JointPurchasing
from service.exports.money_facts import MoneyFacts, money_facts
from tests.costs import aci, ei, esat, order_terms
from tests.plans import printed_plan, worked_problem

D = Decimal
WORKSHOPS = ("vestali", "fil-rouge", "esat-lys")


def private_costs() -> dict[str, MemberCosts]:
    """Figures and labels that nothing else in the order could show."""
    return {costs.workshop: _odd(costs, k) for k, costs in enumerate((aci(), ei(), esat()))}


def _odd(costs: MemberCosts, k: int) -> MemberCosts:
    name = f"SECRET-{costs.workshop}"
    return replace(
        costs,
        period_costs=tuple(
            replace(
                x, label=f"{name} {x.label}", cents=x.cents + 1_337 + 11 * k, source=f"{name} paie"
            )
            for x in costs.period_costs
        ),
        aids=tuple(
            replace(x, label=f"{name} {x.label}", source=f"{name} aide") for x in costs.aids
        ),
        expenses=tuple(
            replace(x, label=f"{name} {x.label}", cents=x.cents + 7_331 + 13 * k)
            for x in costs.expenses
        ),
        in_kind=(
            money.InKind(label=f"{name} bénévoles", cents=12_357 + k, source=f"{name} fiche"),
        ),
        hours=replace(costs.hours, source=f"{name} temps"),
        payment_days_suppliers=30,
        opening_cash_cents=271_828 + 31 * k,
    )


def complete_terms(**changes: Any) -> OrderTerms:
    """Terms from which statements and cash can be drawn up: mandataire, deposit, penalties."""
    terms = order_terms(
        common_expenses=(
            money.CommonExpense(
                label="Coordination",
                provisional_cents=30_000,
                paid_by="vestali",
                day=date(2020, 4, 20),
            ),
            money.CommonExpense(
                label="Laboratoire",
                provisional_cents=10_000,
                final_cents=10_001,
                paid_by="esat-lys",
                day=date(2020, 4, 20),
            ),
        ),
        circuit="mandataire",
        mandataire="fil-rouge",
        deposit=D("0.2"),
        deposit_day=date(2020, 4, 6),
        wage_days=10,
        exclusions=("le lavage des masques",),
    )
    return replace(terms, **changes)


@lru_cache(maxsize=1)
def worked_money() -> MoneyFacts:
    """Costs and prices of the worked order, complete."""
    return money_of(worked_order(), private_costs())


def worked_order(**terms: Any) -> Problem:
    """The worked problem with its terms."""
    return replace(worked_problem(), payments=complete_terms(**terms))


def worked_printed_plan() -> Plan:
    """The worked plan as the solver would print it."""
    return printed_plan()


def money_of(
    problem: Problem, costs: dict[str, MemberCosts], terms: OrderTerms | None = None
) -> MoneyFacts:
    """Costs and prices of the worked plan for a problem."""
    return money_facts(
        problem, worked_printed_plan(), costs, terms or problem.payments or OrderTerms()
    )


@lru_cache(maxsize=1)
def worked_purchasing() -> JointPurchasing:
    """What buying together brings in the worked order."""
    return joint_purchasing(worked_order(), worked_printed_plan(), complete_terms(), seconds=20)


@lru_cache(maxsize=1)
def settled_purchasing() -> JointPurchasing:
    """The same study of the plan's own orders."""
    return joint_purchasing(
        worked_order(), worked_printed_plan(), complete_terms(), paid="plan", seconds=20
    )


@lru_cache(maxsize=1)
def settled_money() -> MoneyFacts:
    """Costs and prices with the settlement of that study."""
    problem, plan = worked_order(), worked_printed_plan()
    study = settled_purchasing()
    shares = {m.workshop: m.cents for m in study.chosen.members}
    settlement = purchase_settlement(problem, plan, study.key, shares)
    return money_facts(problem, plan, private_costs(), complete_terms(), settlement)


def write_dossier(folder: Path) -> tuple[Path, Path]:
    """A dossier and a directory of cost workbooks, as the commands take them."""
    problem = worked_order()
    plan = replace(worked_printed_plan(), problem_hash=dossier.problem_hash(problem))
    made = dossier.make_dossier(problem, plan, options={}, software={})
    path = folder / "dossier.json"
    path.write_text(dossier.dossier_to_json(made), encoding="utf-8")
    costs = folder / "couts"
    costs.mkdir()
    for workshop, figures in private_costs().items():
        assert write_costs(costs / f"cout_{workshop}.xlsx", figures, problem=problem) == ()
    return path, costs
