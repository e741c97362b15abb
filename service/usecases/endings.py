"""How an order ends: closed with its *bilan*, or cancelled with who keeps what and what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from service.db import life_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, bilan, life, profiles
from service.usecases.life import Living
from service.usecases.rights import Actor, Extent, Thing

if TYPE_CHECKING:
    from service.db.engine import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a workshop keeps when the order is cancelled: a material, or pieces of a product."""

    workshop: str
    what: str
    quantity: Decimal
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Money that one owes another; ``payer`` and ``payee``: a workshop, a supplier, or a name."""

    payer: str
    payee: str
    cents: int
    what: str = ""


def at_stake(session: Session, actor: Actor, order: tables.Order) -> dict[str, Any]:
    """What is there when an order stops now: purchases placed and received, pieces not delivered."""
    access.need_read(actor, Thing.PLAN)
    purchases = [
        {
            "supplier": p.supplier,
            "material": p.material,
            "state": p.state,
            "thousandths": p.received_thousandths or p.thousandths,
        }
        for p in life_rows.purchases(session, order.id)
        if p.state in ("placed", "received")
    ]
    made: dict[tuple[str, str, str], Decimal] = {}
    for d in life_rows.declarations(session, order.id):
        key = (d.workshop, d.product, d.operation)
        good = d.conforming if d.conforming is not None else d.made - (d.scrap or Decimal(0))
        made[key] = made.get(key, Decimal(0)) + good
    sent: dict[tuple[str, str], Decimal] = {}
    for lot in life_rows.lots(session, order.id):
        if lot.state != "refused":
            pair = (lot.workshop, lot.product)
            sent[pair] = sent.get(pair, Decimal(0)) + lot.units
    return {
        "purchases": purchases,
        "made": [
            {"workshop": w, "product": p, "operation": o, "units": f"{units:f}"}
            for (w, p, o), units in sorted(made.items())
        ],
        "delivered": [
            {"workshop": w, "product": p, "units": f"{units:f}"}
            for (w, p), units in sorted(sent.items())
        ],
    }


def cancel(
    session: Session,
    actor: Actor,
    order: tables.Order,
    *,
    reason: str,
    kept: Sequence[Kept] = (),
    owed: Sequence[Owed] = (),
    version: int | None = None,
) -> tables.Order:
    """Cancel an order, and write down who keeps which stock and fabric and what is owed.

    Raises:
        ServiceRefusalError: no right, already over, no reason, names or amounts that are none.
    """
    access.need_write(actor, Thing.ORDER)
    possible = [s for s in life.steps_from(Living.ORDER, order.state) if s.target == "cancelled"]
    if not possible:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("Cette commande est terminée : elle ne change plus.")
        )
    _check(session, order, kept, owed)
    stake = at_stake(session, actor, order)
    record = {
        "kind": "cancelled",
        "reason": reason.strip(),
        "from": order.state,
        "kept": [
            {
                "workshop": k.workshop,
                "what": k.what,
                "quantity": f"{k.quantity:f}",
                "unit": k.unit,
                "note": k.note,
            }
            for k in kept
        ],
        "owed": [
            {"payer": o.payer, "payee": o.payee, "cents": o.cents, "what": o.what} for o in owed
        ],
        "at_stake": stake,
    }
    life.take(
        session,
        actor,
        order,
        order,
        possible[0],
        subject=order.code,
        reason=reason,
        version=version,
        detail={"kept": record["kept"], "owed": record["owed"]},
    )
    order.ending = record
    session.flush()
    return order


def closed(session: Session, actor: Actor, order: tables.Order, *, reason: str) -> None:
    """Write down the *bilan* of an order just closed, and what its members learnt."""
    found = bilan.of_order(session, order)
    order.ending = {"kind": "closed", "reason": reason.strip(), "bilan": found}
    profiles.learn(session, actor, order, found)
    session.flush()


def visible(session: Session, actor: Actor, order: tables.Order) -> dict[str, Any]:
    """How an order ended, as far as this person may know.

    A workshop sees its own lines. Before the end: the *bilan* as it would be now.
    """
    access.need_read(actor, Thing.SCHEDULE)
    found: dict[str, Any] = dict(order.ending)
    if not found:
        found = {"kind": "", "bilan": bilan.of_order(session, order)}
    if actor.may_read(Thing.SCHEDULE) is Extent.ALL:
        return found
    mine = actor.workshops
    if "bilan" in found:
        members = [m for m in found["bilan"]["members"] if m["workshop"] in mine]
        found["bilan"] = {**found["bilan"], "members": members}
    if "kept" in found:
        found["kept"] = [k for k in found["kept"] if k["workshop"] in mine]
        found["owed"] = [o for o in found["owed"] if {o["payer"], o["payee"]} & mine]
        found.pop("at_stake", None)
    return found


def _check(
    session: Session, order: tables.Order, kept: Sequence[Kept], owed: Sequence[Owed]
) -> None:
    codes = {
        kind: {p.code for p in repositories.parts(session, order.id, kind)}
        for kind in ("workshop", "material", "product")
    }
    things = codes["material"] | codes["product"]
    unknown = [k.workshop for k in kept if k.workshop not in codes["workshop"]]
    unknown += [k.what for k in kept if k.what not in things]
    if unknown:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("La commande n'a pas « {names} »."),
            names=", ".join(dict.fromkeys(unknown)),
        )
    amounts_ok = all(k.quantity.is_finite() and k.quantity > 0 for k in kept)
    if not amounts_ok or any(o.cents <= 0 for o in owed):
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Les quantités gardées et les sommes dues sont plus grandes que 0."),
        )
