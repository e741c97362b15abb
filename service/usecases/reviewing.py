"""What the facilitator looks at: everybody's costs side by side, what a price leaves, who must borrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from optimizer.cash import Cash, cash
from optimizer.cost_parameters import OrderTerms
from optimizer.past import whole
from optimizer.quotation import Quotation, quotation
from optimizer.statement_data import Statements
from optimizer.statements import statements
from service.db import conversion, life_rows, repositories, tables
from service.exports.money_facts import MoneyFacts, money_facts
from service.usecases import access, costings, settling
from service.usecases.rights import Actor, Extent, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

# A plan that an order is reckoned with, the most binding first.
_ORDER_OF_PLANS = ("adopted", "proposed", "computed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Everybody's figures for one plan; only for who sees every line.

    Attributes:
        plan: the plan in force, else the one proposed, else the newest.
        rows: costings by workshop; a workshop that gave none is not there.
        stale: workshops whose validation is no longer for this plan or these figures.
    """

    plan: tables.Plan
    money: MoneyFacts
    rows: dict[str, tables.Costing]
    stale: frozenset[str]


def need_every_line(actor: Actor) -> None:
    """Nothing for somebody who may see every workshop's lines.

    Raises:
        ServiceRefusalError: ``not_found``.
    """
    if actor.may_read(Thing.COST_LINES) is not Extent.ALL:
        raise access.not_found()


def reference_plan(session: Session, order: tables.Order) -> tables.Plan | None:
    """The plan that costs are reckoned with: in force, else proposed, else the newest computed."""
    plans = repositories.plans(session, order.id)
    for state in _ORDER_OF_PLANS:
        found = next((p for p in plans if p.state == state), None)
        if found is not None:
            return found
    return None


def review(session: Session, actor: Actor, order: tables.Order) -> Review | None:
    """Everybody's costs and prices side by side, whatever the state of each; None without a plan.

    Raises:
        ServiceRefusalError: ``not_found``: not for this person.
    """
    need_every_line(actor)
    row = reference_plan(session, order)
    if row is None:
        return None
    problem, plan = whole(*conversion.plan_of(row), conversion.past_of(row.past))
    figures = costings.figures(session, order)
    settlement = settling.of_plan(session, order, problem, plan)
    terms = problem.payments or OrderTerms()
    rows = {c.workshop: c for c in life_rows.costings(session, order.id)}
    return Review(
        plan=row,
        money=money_facts(problem, plan, figures, terms, settlement),
        rows=rows,
        stale=frozenset(w for w, c in rows.items() if costings.is_stale(session, order, c)),
    )


def offer(
    found: Review,
    day: date,
    *,
    quantities: Sequence[Decimal],
    prices: Sequence[Decimal],
) -> Quotation:
    """The order at several quantities and prices, the plan's unit costs unchanged.

    Args:
        quantities, prices: factors: 1 is what is ordered, at the order's price.
    """
    money = found.money
    return quotation(
        money.problem,
        money.plan,
        money.costs,
        money.terms,
        money.full,
        day=day,
        quantity_factors=quantities,
        price_factors=prices,
    )


def invoices_of(found: Review) -> Statements:
    """What the deliveries of the plan come to, period by period, all counted as accepted."""
    money = found.money
    return statements(
        money.problem,
        money.plan,
        money.costs,
        money.terms,
        settlement=money.full.settlement,
    )


def cash_of(found: Review, invoices: Statements | None = None) -> Cash:
    """What each member and the mandataire pay and receive, week by week."""
    money = found.money
    invoices = invoices_of(found) if invoices is None else invoices
    return cash(money.problem, money.plan, money.costs, money.terms, money.full, invoices)
