"""A workshop's own cash for an order, for that workshop and the facilitator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.cash import CashAccount, cash
from optimizer.diagnostics import Diagnostic
from optimizer.statements import statements
from service.db import tables
from service.exports.money_facts import MoneyFacts
from service.exports.readers import Reader, findings_for
from service.usecases import access, costings
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCash:
    """A workshop's cash; ``account`` None while something is missing, or without a part in the plan."""

    money: MoneyFacts
    account: CashAccount | None
    missing: tuple[Diagnostic, ...] = ()


def of_workshop(
    session: Session, actor: Actor, order: tables.Order, workshop: str
) -> OwnCash | None:
    """What a workshop pays and receives week by week with the plan in force; None without one.

    Raises:
        ServiceRefusalError: ``not_found``: another's.
    """
    access.need_read(actor, Thing.COST_LINES, workshop)
    money = costings.facts(session, order, costings.figures(session, order))
    if money is None:
        return None
    problem, plan, costs, terms = money.problem, money.plan, money.costs, money.terms
    invoiced = statements(problem, plan, costs, terms, settlement=money.full.settlement)
    found = cash(problem, plan, costs, terms, money.full, invoiced)
    reader = Reader(role="member", workshop=workshop)
    if found.missing:
        return OwnCash(money=money, account=None, missing=findings_for(reader, found.missing))
    account = next((a for a in found.accounts if a.account == workshop), None)
    if account is None or not account.is_complete:
        lacking = account.missing if account is not None else ()
        return OwnCash(money=money, account=None, missing=findings_for(reader, lacking))
    return OwnCash(money=money, account=account)
