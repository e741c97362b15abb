"""The figures of a money document for another program, no more than its reader may see."""

from __future__ import annotations

from optimizer.cash import Cash
from optimizer.purchase_settlement import PurchaseSettlement
from optimizer.quotation import Quotation
from optimizer.statement_data import Statements
from optimizer.studies.saving import JointPurchasing
from service.exports.cash_workbook import accounts_for, group_periods
from service.exports.cost_workbook import can_show_totals
from service.exports.money_facts import MoneyFacts
from service.exports.readers import FEWEST_MEMBERS, Reader, floors_for

Summary = dict[str, object]


def costs(money: MoneyFacts, reader: Reader) -> Summary:
    """Costs and prices, cents."""
    members: list[Summary] = []
    for member in money.members_for(reader):
        price = money.price(member.workshop)
        members.append(
            {
                "workshop": member.workshop,
                "gross_cents": member.gross_cents,
                "aid_cents": member.aid_cents,
                "net_cents": member.net_cents,
                "ht_cents": price.ht_cents if price else None,
                "ttc_cents": price.ttc_cents if price else None,
                "order_cents": price.order_cents if price else None,
                "distance_cents": price.distance_cents if price else None,
            }
        )
    found: Summary = {"reader": reader.role, "members": members}
    if reader.sees_all or (reader.role == "coordinator" and can_show_totals(money)):
        found["totals"] = {
            "gross_cents": money.full.gross_cents,
            "aid_cents": money.full.aid_cents,
            "net_cents": money.full.net_cents,
            "ht_cents": sum(p.ht_cents or 0 for p in money.prices),
        }
    return found


def purchases(
    found: JointPurchasing, reader: Reader, settlement: PurchaseSettlement | None = None
) -> Summary:
    """What the group pays, and the shares that this reader may see."""
    said: Summary = {"reader": reader.role, "key": found.key}
    if reader.role != "member":
        said |= {
            "paid_cents": found.paid_cents,
            "plan_cents": found.plan_cents,
            "orders": len(found.orders),
        }
        if reader.sees_all or len(found.members) >= FEWEST_MEMBERS:
            said["saving_cents"] = found.saving_cents
    said["members"] = [
        {
            "workshop": m.workshop,
            "alone_cents": m.alone_cents,
            "cents": m.cents,
            "gain_cents": m.gain_cents,
            "settlement_cents": None if settlement is None else settlement.owed(m.workshop),
        }
        for m in found.chosen.members
        if reader.sees(m.workshop)
    ]
    if reader.sees_all and settlement is not None:
        said["settlement"] = [
            {"payer": t.payer, "payee": t.payee, "cents": t.cents} for t in settlement.transfers
        ]
    return said


def quote(found: Quotation, reader: Reader) -> Summary:
    """The price, and for the coordinator what it pays."""
    said: Summary = {
        "reader": reader.role,
        "day": found.day.isoformat(),
        "valid_until": found.valid_until.isoformat(),
        "ht_cents": found.ht_cents,
        "vat_cents": found.vat_cents,
        "ttc_cents": found.ttc_cents,
        "deposit_cents": found.deposit_cents,
    }
    if reader.role != "buyer":
        said["reasons"] = {r.group: r.cents for r in found.reasons}
        if reader.sees_all:
            said["kinds"] = {k.kind: k.cents for k in found.kinds}
        said["grid"] = [
            {
                "quantity": str(c.quantity_factor),
                "price": str(c.price_factor),
                "ht_cents": c.ht_cents,
                "result_cents": c.result_cents,
            }
            for c in found.grid
        ]
        said["floors"] = [
            {
                "product": f.product,
                "ht_cents": f.ht_cents,
                "floor_cents": f.floor_cents,
                "margin_cents": f.margin_cents,
                "price_that_holds": str(f.price_that_holds),
            }
            for f in floors_for(reader, found.floors)
        ]
    return said


def statement(found: Statements, reader: Reader) -> Summary:
    """Each period, cents."""
    periods: list[Summary] = []
    for p in found.periods:
        period: Summary = {"first": p.period.first.isoformat(), "last": p.period.last.isoformat()}
        if reader.role != "member":
            period |= {
                "ht_cents": p.ht_cents,
                "ttc_cents": p.ttc_cents,
                "payable_cents": p.payable_cents,
            }
        if reader.role != "buyer":
            period["members"] = {
                m.workshop: {
                    "ht_cents": m.ht_cents,
                    "vat_cents": m.vat_cents,
                    # The settlement of purchases tells what each gains: only its owner's net holds it.
                    "net_cents": m.net_cents if reader.sees(m.workshop) else m.paid_back_cents,
                }
                for m in p.members
                if reader.role != "member" or m.workshop == reader.workshop
            }
        periods.append(period)
    key = None if found.settlement is None else found.settlement.key
    return {
        "reader": reader.role,
        "circuit": found.circuit,
        "purchases_key": key,
        "periods": periods,
    }


def cash(found: Cash, reader: Reader) -> Summary:
    """The lowest point of each account that may be seen, and the group's periods."""
    accounts: list[Summary] = []
    for account in accounts_for(found, reader):
        lowest = account.lowest
        accounts.append(
            {
                "account": account.account,
                "lowest_cents": None if lowest is None else lowest.balance_cents,
                "lowest_week": None if lowest is None else lowest.week,
                "need_cents": account.need_cents,
                "change_cents": account.change_cents,
            }
        )
    said: Summary = {"reader": reader.role, "accounts": accounts}
    joint = found.joint_need
    if reader.sees_all and joint is not None:
        said["joint_need_cents"], said["joint_need_week"] = joint.cents, joint.week
    if reader.role == "coordinator":
        said["group"] = [
            {"first": p.first, "last": p.last, "cents": p.cents} for p in group_periods(found)
        ]
    return said
