"""How an order ends: closed with its *bilan*, or cancelled with who keeps what and what is owed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from fastapi.responses import Response

from service import messages
from service.db import repositories, tables
from service.errors import RefusedError
from service.i18n import N_
from service.usecases import conditions, endings, life, order_steps, profiles
from service.usecases.life import Living
from service.usecases.rights import Extent, Thing
from service.web.counter_words import value_words
from service.web.life_names import LifeNames, names_of
from service.web.typed import InTyped, Typed
from service.web.visits import InVisit, Visit

if TYPE_CHECKING:
    from service.db.engine import Session

router = APIRouter(prefix="/c/{consortium}/o/{order}/cloture")

ROWS: Final = 5
"""Empty rows of the tables of a cancellation."""


@router.get("")
def show_ending(visit: InVisit, consortium: str, order: str) -> Response:
    """The *bilan* so far or as it was closed, what is missing to close, what the next order takes over."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN)
        found = endings.visible(session, visit.who, row)
        may_write = visit.who.may_write(Thing.ORDER) is Extent.ALL
        lacking = None
        if row.state == "production":
            lacking = conditions.lacking(
                session, "all_delivered_or_reason", conditions.Case(order=row, row=row)
            )
        return visit.page(
            "life/cloture.html",
            section="ending",
            ending=found,
            bilan=bilan_rows(found.get("bilan")),
            names=names_of(session, row),
            lacking=visit.said(lacking),
            left=units_left(found.get("bilan")),
            learned=_learned(visit, session, row) if row.state == "closed" else [],
            may_write=may_write,
            may_cancel=may_write
            and any(s.target == "cancelled" for s in life.steps_from(Living.ORDER, row.state)),
        )


@router.post("")
def close(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Close the order, or open its production again."""
    step = "reopen_production" if typed["step"] == "reopen_production" else "close"
    try:
        version = typed.whole("version", None)
        typed.check()
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.ORDER, write=True)
            order_steps.take(
                session, visit.who, row, step, reason=typed.text("reason"), version=version
            )
    except RefusedError as refusal:
        return show_ending(visit.refused(refusal, typed), consortium, order)
    at = f"/c/{consortium}/o/{order}/cloture"
    if step == "reopen_production":
        return visit.to(at, N_("La production est rouverte."))
    return visit.to(
        at,
        N_("Commande close : son bilan est gardé, la prochaine commande en partira."),
        undo=at,
        undo_values=visit.undoing(life.find(Living.ORDER, step)),
    )


@router.get("/annuler")
def show_cancelling(visit: InVisit, consortium: str, order: str) -> Response:
    """What is at stake when the order stops now; who keeps what, what is owed."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.ORDER, write=True)
        names = names_of(session, row)
        return visit.page(
            "life/annuler.html",
            section="ending",
            stake=_stake(endings.at_stake(session, visit.who, row)),
            names=names,
            workshops=sorted(names.workshops.items(), key=lambda x: x[1]),
            things=[*names.materials.items(), *names.products.items()],
            parties=_parties(names, row),
            rows=range(ROWS),
            may_cancel=any(
                s.target == "cancelled" for s in life.steps_from(Living.ORDER, row.state)
            ),
        )


@router.post("/annuler")
def cancel(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Cancel the order; this is not undone."""
    try:
        kept, owed = _kept(typed), _owed(typed)
        reason = typed.text("reason", needed=True)
        version = typed.whole("version", None)
        typed.check()
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.ORDER, write=True)
            endings.cancel(
                session, visit.who, row, reason=reason, kept=kept, owed=owed, version=version
            )
    except RefusedError as refusal:
        return show_cancelling(visit.refused(refusal, typed), consortium, order)
    return visit.to(f"/c/{consortium}/o/{order}/cloture", N_("Commande annulée."))


def bilan_rows(found: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The members of a *bilan* with numbers instead of texts; whoever did and had nothing is left out."""
    rows = []
    for member in (found or {}).get("members", ()):
        works = [
            {k: v if k in ("product", "operation") else _number(v) for k, v in work.items()}
            for work in member["works"]
        ]
        if works:
            plain = {k: _number(v) for k, v in member.items() if k not in ("workshop", "works")}
            rows.append({**plain, "workshop": member["workshop"], "works": works})
    return rows


def units_left(found: Mapping[str, Any] | None) -> Decimal:
    """Units that the buyer has not accepted yet, by a *bilan*."""
    gaps = (
        Decimal(d["quantity"]) - Decimal(d["accepted"]) for d in (found or {}).get("demands", ())
    )
    return sum((g for g in gaps if g > 0), start=Decimal(0))


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _learned(visit: Visit, session: Session, order: tables.Order) -> list[tuple[str, str]]:
    """What the next order starts from, member by member, in words."""
    texts = visit.texts
    found = []
    for member in repositories.members(session, order.consortium_id):
        if member.profile.get("order") != order.code or not member.profile.get("workshop"):
            continue
        _data, assumed = profiles.learned(member.profile)
        parts = []
        for value in assumed:
            field = value["field"]
            steps = field.split(".")
            name = messages.field_name(steps[-1], texts)
            if steps[0] == "capability":
                name = f"{name} ({steps[1]})"
            parts.append(texts.labelled(name, value_words(steps[-1], value["value"], texts)))
        found.append((member.name, ", ".join(parts)))
    return found


def _stake(found: Mapping[str, Any]) -> dict[str, Any]:
    """What is at stake with numbers instead of texts."""
    return {
        "purchases": found["purchases"],
        **{
            key: [{**x, "units": Decimal(x["units"])} for x in found[key]]
            for key in ("made", "delivered")
        },
    }


def _parties(names: LifeNames, order: tables.Order) -> list[tuple[str, str]]:
    found = sorted(names.workshops.items(), key=lambda x: x[1])
    found += sorted(names.suppliers.items(), key=lambda x: x[1])
    return [*found, (order.customer, order.customer)] if order.customer else found


def _kept(typed: Typed) -> list[endings.Kept]:
    """Rows in which something was typed."""
    found = []
    for k in range(ROWS):
        workshop, what = typed.text(f"k{k}-workshop"), typed.text(f"k{k}-what")
        quantity = typed.number(f"k{k}-quantity", None, most=Decimal(10) ** 9)
        if not (workshop or what or quantity):
            continue
        typed.text(f"k{k}-workshop", needed=True)
        typed.text(f"k{k}-what", needed=True)
        quantity = typed.number(f"k{k}-quantity", None, most=Decimal(10) ** 9, needed=True)
        found.append(
            endings.Kept(
                workshop=workshop,
                what=what,
                quantity=quantity or Decimal(0),
                note=typed.text(f"k{k}-note", most=500),
            )
        )
    return found


def _owed(typed: Typed) -> list[endings.Owed]:
    """Rows in which something was typed."""
    found = []
    for k in range(ROWS):
        payer, payee = typed.text(f"o{k}-payer"), typed.text(f"o{k}-payee")
        euros = typed.number(f"o{k}-euros", None, most=Decimal(10) ** 11)
        if not (payer or payee or euros):
            continue
        typed.text(f"o{k}-payer", needed=True)
        typed.text(f"o{k}-payee", needed=True)
        euros = typed.number(f"o{k}-euros", None, most=Decimal(10) ** 11, needed=True)
        cents = ((euros or Decimal(0)) * 100).quantize(Decimal(1), ROUND_HALF_UP)
        found.append(
            endings.Owed(
                payer=payer,
                payee=payee,
                cents=int(cents),
                what=typed.text(f"o{k}-what", most=500),
            )
        )
    return found
