"""Orders to suppliers of the plan in force: to place, placed, received."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter
from fastapi.responses import Response

from optimizer.attribution import friday
from service.db import life_rows, repositories, tables
from service.errors import RefusedError
from service.exports import cost_words
from service.i18n import N_, Texts
from service.usecases import access, life, settling, supplier_orders
from service.usecases.life import Living
from service.usecases.rights import Extent, Thing
from service.web import monday_view, planned, purchase_view
from service.web.life_names import names_of
from service.web.typed import InTyped, Typed
from service.web.visits import InVisit, Visit

if TYPE_CHECKING:
    from service.db.engine import Session

router = APIRouter(prefix="/c/{consortium}/o/{order}/achats")

NEAR_WEEKS: Final = 4
"""Orders of so many weeks are shown at once; the later ones are folded."""
_SAID: Final = {
    "place": N_("Noté : commande passée."),
    "receive": N_("Noté : matière reçue."),
    "unplace": N_("La commande est de nouveau à passer."),
    "unreceive": N_("La réception est annulée."),
    "drop": N_("Noté : on renonce à cet achat."),
    "call_off": N_("Noté : commande annulée chez le fournisseur."),
    "put_back": N_("L'achat est de nouveau à passer."),
    "place_again": N_("L'achat est de nouveau passé."),
}


@router.get("")
def show_purchases(visit: InVisit, consortium: str, order: str) -> Response:
    """Everything to order, ordered and received, in time order."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PURCHASES)
        rows = life_rows.purchases(session, row.id)
        plan = repositories.plan_in_state(session, row.id, "adopted")
        facts = planned.whole_facts(plan) if plan is not None else None
        found = purchase_view.bundles(rows, facts.problem if facts is not None else None)
        now = ""
        if facts is not None:
            declared = [d.week for d in life_rows.declarations(session, row.id)]
            now = monday_view.week_now(facts.horizon, tables.now().date(), declared)
        soon = monday_view.week_after(now, facts.horizon, 1) if facts is not None else ""
        return visit.page(
            "life/achats.html",
            section="purchases",
            plan=plan,
            now=now,
            soon=soon,
            horizon=monday_view.week_after(now, facts.horizon, NEAR_WEEKS - 1)
            if facts is not None
            else "",
            to_place=[b for b in found if b.in_state("to_place")],
            placed=[line for b in found for line in b.in_state("placed")],
            received=[line for b in found for line in b.in_state("received")],
            given_up=[r for r in rows if r.state == "cancelled"],
            totals={s: purchase_view.total(found, s) for s in ("to_place", "placed", "received")},
            names=names_of(session, row),
            expected=supplier_orders.expected,
            may_write=visit.who.may_write(Thing.PURCHASES) is Extent.ALL,
            is_settled=plan is not None and plan.settlement is not None,
            settlement=_settlement(visit, session, row, plan),
            settled_by=settled_by,
            settles=settles_in(plan, visit.texts) if plan is not None else "",
        )


@router.post("/reglement")
def settle(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Ask what workshops owe each other for what is bought together, or settle nothing."""
    at = f"/c/{consortium}/o/{order}/achats"
    is_off = typed["step"] == "forget"
    job_id = ""
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PURCHASES, write=True)
            if is_off:
                settling.forget(session, visit.who, row)
            else:
                job_id = settling.ask(session, visit.who, row).id
    except RefusedError as refusal:
        return show_purchases(visit.refused(refusal, typed), consortium, order)
    if is_off:
        return visit.to(at, N_("Chacun reprend les achats au prix du groupe."))
    return visit.to(f"/c/{consortium}/o/{order}/travaux/{job_id}?suite={at}")


@router.get("/{purchase}")
def show_purchase(visit: InVisit, consortium: str, order: str, purchase: str) -> Response:
    """One purchase: what was planned, ordered, promised, received."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PURCHASES)
        found = _of_id(session, row, purchase)
        plan = repositories.plan_in_state(session, row.id, "adopted")
        weeks = planned.whole_facts(plan).horizon.names if plan is not None else ()
        promised = {w for w in weeks if w >= found.week} | {found.promised or found.arrival}
        return visit.page(
            "life/achat.html",
            section="purchases",
            purchase=found,
            names=names_of(session, row),
            expected=supplier_orders.expected(found),
            weeks=[(w, visit.texts.week(w)) for w in sorted(promised)],
            steps=life.possible(visit.who, Living.PURCHASE, found.state),
        )


@router.post("/{purchase}/etape")
def take_step(
    visit: InVisit, consortium: str, order: str, purchase: str, typed: InTyped
) -> Response:
    """Place, receive, give up, or take that back."""
    step = typed.text("step")
    try:
        thousandths, day, version = _figures(typed)
        typed.check()
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PURCHASES, write=True)
            supplier_orders.take_step(
                session,
                visit.who,
                row,
                purchase,
                step,
                reason=typed.text("reason"),
                thousandths=thousandths,
                day=day,
                note=typed.text("note", most=500) if "note" in typed else None,
                version=version,
            )
    except RefusedError as refusal:
        return show_purchase(visit.refused(refusal, typed), consortium, order, purchase)
    at = f"/c/{consortium}/o/{order}/achats"
    return visit.to(
        f"/c/{consortium}/o/{order}/lundi" if typed["back"] == "lundi" else at,
        _SAID.get(step, N_("Fait.")),
        undo=f"{at}/{purchase}/etape",
        undo_values=visit.undoing(life.find(Living.PURCHASE, step)),
    )


@router.post("/{purchase}/promesse")
def promise(visit: InVisit, consortium: str, order: str, purchase: str, typed: InTyped) -> Response:
    """Write down the week that a supplier promises; none: that of the plan."""
    try:
        week = typed.week("week", None)
        version = typed.whole("version", None)
        typed.check()
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PURCHASES, write=True)
            supplier_orders.promise(session, visit.who, row, purchase, week, version)
    except RefusedError as refusal:
        return show_purchase(visit.refused(refusal, typed), consortium, order, purchase)
    said = (
        N_("Noté : le plan comptera sur cette semaine quand vous replanifierez.")
        if week
        else N_("Noté : l'arrivée est de nouveau celle du plan.")
    )
    return visit.to(f"/c/{consortium}/o/{order}/achats/{purchase}", said)


def _figures(typed: Typed) -> tuple[int | None, date | None, int | None]:
    """What was really ordered or received, its day, and the version that was seen."""
    quantity = typed.number("quantity", None, most=Decimal(10) ** 9)
    thousandths = None if quantity is None else int(quantity * 1000)
    return thousandths, typed.day("day", None), typed.whole("version", None)


def _of_id(session: Session, order: tables.Order, row_id: str) -> tables.PurchaseOrder:
    found = life_rows.purchase(session, order.id, row_id)
    if found is None:
        raise access.not_found()
    return found


def _settlement(
    visit: Visit, session: Session, order: tables.Order, plan: tables.Plan | None
) -> settling.Seen | None:
    """Who owes whom for joint purchases, for who may know; None without one."""
    if plan is None or plan.settlement is None:
        return None
    is_shown = visit.who.may_read(Thing.PURCHASE_GAIN) is Extent.ALL
    return settling.seen(session, visit.who, order) if is_shown else None


def settles_in(plan: tables.Plan, texts: Texts) -> str:
    """The month whose statement settles joint purchases: that of the plan's last delivery; "" without one."""
    days = [friday(d.week) for d in planned.whole_facts(plan).plan.deliveries]
    return texts.month(max(days)) if days else ""


def settled_by(found: settling.Seen, texts: Texts) -> str:
    """The key under which the saving is shared, in words."""
    return texts.gettext(cost_words.SHARING_KEYS[found.key])
