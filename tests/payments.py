"""Two orders to invoice and pay: the one of ``tests/plans.py`` with every money term, and a tiny one.

The tiny one is reckoned by hand in the tests: 100 aprons at 4 €, cut by Nord (0.50 € each), sewn by
Sud for 60 of them, then by Nord for 40 (1.50 € each), delivered half and half.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from optimizer import cost_parameters as money
from optimizer import plan as plans
from optimizer import problem as data
from optimizer.cost_parameters import MemberCosts, OrderTerms
from tests.builders import operation
from tests.costs import aci, all_costs, ei, esat, order_terms, rate

D = Decimal


def payment_terms(**changes: Any) -> OrderTerms:
    """The terms of ``tests/costs.py`` with payers, days, a deposit and penalties."""
    terms = order_terms(
        suppliers=(
            money.SupplierTerms(
                supplier="toiles",
                vat_rate=D("0.20"),
                payment_days=30,
                down_payment=D("0.30"),
            ),
            money.SupplierTerms(supplier="merciers", vat_rate=D("0.20")),
        ),
        stock_prices=(money.StockPrice(material="fabric", unit_price=D("4"), lender="vestali"),),
        common_expenses=(
            money.CommonExpense(
                label="Coordination",
                provisional_cents=30_000,
                paid_by="vestali",
                day=date(2020, 4, 10),
            ),
            money.CommonExpense(
                label="Laboratoire",
                provisional_cents=10_000,
                final_cents=12_345,
                paid_by="fil-rouge",
                day=date(2020, 4, 17),
            ),
        ),
        deposit=D("0.30"),
        deposit_day=date(2020, 4, 3),
        penalty_per_unit_week=D("0.10"),
        wage_days=5,
    )
    return replace(terms, **changes)


def paying_costs(**changes: MemberCosts) -> dict[str, MemberCosts]:
    """The figures of the three, with their suppliers' days and their opening cash."""
    known: dict[str, Any] = {"payment_days_suppliers": 30, "opening_cash_cents": 100_000}
    found = all_costs(vestali=aci(**known), fil_rouge=ei(**known), esat_lys=esat(**known))
    return found | {w.replace("_", "-"): costs for w, costs in changes.items()}


# -- the tiny order --------------------------------------------------------------------------------


def apron_problem(**changes: Any) -> data.Problem:
    """100 aprons, 50 by 17 April 2020 and 50 by 1 May; two workshops; no materials."""
    problem = data.Problem(
        id="aprons",
        start=date(2020, 4, 6),
        late_tail_weeks=2,
        products=(
            data.Product(
                id="apron",
                name="Tablier",
                operations=(
                    operation("cutting", 1_000, rate=D("0.50")),
                    operation("sewing", 6_000, rate=D("1.50")),
                ),
                selling_price=D("4.00"),
            ),
        ),
        orders=(data.Order(id="canteen", customer="Cantine"),),
        delivery_points=(data.DeliveryPoint(id="lille"),),
        demands=(_half("first", date(2020, 4, 17)), _half("second", date(2020, 5, 1))),
        workshops=(
            data.Workshop(id="nord", headcount=D(2), weekly_hours=D(35)),
            data.Workshop(id="sud", headcount=D(2), weekly_hours=D(35)),
        ),
        capabilities=(
            data.Capability(workshop="nord", operation="cutting"),
            data.Capability(workshop="nord", operation="sewing"),
            data.Capability(workshop="sud", operation="sewing"),
        ),
        lanes=(
            data.Lane(workshop="nord", delivery_point="lille"),
            data.Lane(workshop="sud", delivery_point="lille"),
        ),
        hub=data.Hub(lead_time_weeks=1),
    )
    return replace(problem, **changes)


def _half(demand: str, due: date) -> data.Demand:
    return data.Demand(
        id=demand,
        product="apron",
        quantity=D(50),
        due=due,
        delivery_point="lille",
        order="canteen",
    )


def apron_plan(**changes: Any) -> plans.Plan:
    """Cut in W15, sewn by Sud in W16 and by Nord in W18, delivered in W16 and W18."""

    def run(workshop: str, op: str, week: str, units: int) -> plans.Run:
        return plans.Run(
            workshop=workshop, product="apron", operation=op, week=week, units=D(units)
        )

    plan = plans.Plan(
        problem_hash="",
        status="feasible",
        stopped_by="time",
        runs=(
            run("nord", "cutting", "2020-W15", 100),
            run("sud", "sewing", "2020-W16", 60),
            run("nord", "sewing", "2020-W18", 40),
        ),
        deliveries=(
            plans.Delivery(demand="first", week="2020-W16", units=D(50)),
            plans.Delivery(demand="second", week="2020-W18", units=D(50)),
        ),
    )
    return replace(plan, **changes)


def apron_costs() -> dict[str, MemberCosts]:
    """Nord at 12 € an hour of work, liable to VAT; Sud at 18 €, not liable; both with 10 € in hand."""
    return {"nord": _apron("nord", 12, is_liable=True), "sud": _apron("sud", 18, is_liable=False)}


def _apron(workshop: str, euros: int, *, is_liable: bool) -> MemberCosts:
    return MemberCosts(
        workshop=workshop,
        hours=money.HoursLadder(productive_hours=D(1_000)),
        period_costs=(
            money.PeriodCost(label="Salaires", use="labour", cents=euros * 100_000),
            money.PeriodCost(label="Encadrement", use="supervision", cents=0),
            money.PeriodCost(label="Loyer", use="overhead", cents=0),
        ),
        expenses=(money.OrderExpense(label="Camionnette", kind="transport", cents=700),),
        non_quality=rate("0"),
        vat=money.VatStatus(is_liable=is_liable),
        payment_days_suppliers=14,
        opening_cash_cents=1_000,
    )


def apron_terms(**changes: Any) -> OrderTerms:
    """VAT at 20 %, a deposit of a quarter on 1 April, paid 30 days after each month."""
    terms = OrderTerms(
        vat_rates=(money.VatRate(rate=D("0.20")),),
        deposit=D("0.25"),
        deposit_day=date(2020, 4, 1),
        buyer_days=30,
        wage_days=7,
    )
    return replace(terms, **changes)
