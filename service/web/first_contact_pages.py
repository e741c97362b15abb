"""First contact: few numbers, the answer at once, and an order from them when it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from service.errors import RefusedError
from service.i18n import N_
from service.usecases import first_contact, orders
from service.usecases.first_contact import Few, Hands, Sort, Step
from service.web import first_contact_view
from service.web.typed import InTyped, Typed, WrongFormError
from service.web.visits import InVisit, Visit

if TYPE_CHECKING:
    from service.db.engine import Session

router = APIRouter()
_STEPS, _MOST_HANDS = 6, 300


@router.get("/c/{consortium}/premier-contact")
def show_first_contact(visit: InVisit, consortium: str) -> Response:
    """The few numbers, and the answer once they are there: an address that can be kept."""
    if visit.refusal is None:
        visit.typed = Typed(FormData(list(visit.request.query_params.multi_items())))
    typed = visit.typed
    with visit.reading(consortium) as session:
        hands = first_contact.known_hands(session, visit.who)
        sorts = first_contact.known_sorts(session, visit.who, visit.texts)
        sort = next((s for s in sorts if s.key == typed["sort"]), sorts[0])
        few = None
        wrong: dict[str, Any] = {}
        if "quantity" in typed and typed["sort"] == typed["sort_before"]:
            few = _read(typed, hands, sort)
            if typed.faults and visit.refusal is None:
                # Asked by an address that can be kept: nothing was refused, the page just says why.
                wrong = {
                    "refusal": visit.said(WrongFormError(typed.faults)),
                    "faults": {k: visit.texts.gettext(v) for k, v in typed.faults.items()},
                }
        estimate = first_contact.estimate(few) if few is not None else None
        return visit.page(
            "consortium/first_contact.html",
            sorts=[(s.key, s.name) for s in sorts],
            sort=sort,
            steps=first_contact_view.step_boxes(sort, typed, _STEPS, visit.texts),
            hands=first_contact_view.hand_boxes(hands, typed, visit.texts),
            start=visit.texts.day(_next_monday()),
            few=few,
            estimate=estimate,
            answer=first_contact_view.answer(few, estimate, visit.texts)
            if few is not None and estimate is not None
            else None,
            weeks=first_contact_view.weeks(few, estimate, visit.texts)
            if few is not None and estimate is not None
            else None,
            **wrong,
            customers=sorted(
                {o.customer for o in orders.visible(session, visit.who) if o.customer}
            ),
        )


@router.post("/c/{consortium}/premier-contact")
def create_order(visit: InVisit, consortium: str, typed: InTyped) -> Response:
    """An order that says these few numbers."""
    try:
        with visit.writing(consortium) as session:
            few = _asked(visit, session, typed)
            title = typed.text("title", needed=True, most=300)
            typed.check()
            assert few is not None, "what cannot be read was refused"
            customer = typed.text("customer", most=200)
            row = first_contact.create(session, visit.who, few, title=title, customer=customer)
            code = row.code
    except RefusedError as refusal:
        return show_first_contact(visit.refused(refusal, typed), consortium)
    return visit.to(
        f"/c/{consortium}/o/{code}/collecte",
        N_("Commande créée avec ces chiffres : demandez maintenant les leurs aux ateliers."),
    )


def _asked(visit: Visit, session: Session, typed: Typed) -> Few | None:
    hands = first_contact.known_hands(session, visit.who)
    sorts = first_contact.known_sorts(session, visit.who, visit.texts)
    sort = next((s for s in sorts if s.key == typed["sort"]), sorts[0])
    return _read(typed, hands, sort)


def _read(typed: Typed, known: Sequence[Hands], sort: Sort) -> Few | None:
    """The few numbers of a form, None when some cannot be read (they are in its faults)."""
    steps = []
    for i in range(_STEPS):
        name = typed.text(f"step-{i}", most=100)
        minutes = typed.number(f"minutes-{i}", Decimal(0), most=10_000) or Decimal(0)
        if minutes > 0:
            steps.append(Step(name=name or f"{sort.name} {i + 1}", minutes=minutes))
    if not steps:
        typed.faults.setdefault("minutes-0", N_("Donnez au moins un temps par pièce."))
    quantity = typed.whole("quantity", least=1, most=100_000_000, needed=True)
    due = typed.day("due", needed=True)
    start = typed.day("start") or _next_monday()
    if due is not None and not start <= due <= start + timedelta(days=5 * 366):
        typed.faults["due"] = N_("La livraison vient après le début, dans les cinq ans.")
    taken = set(typed.texts("with"))
    hands = []
    for h in known[:_MOST_HANDS]:
        if h.code not in taken:
            continue
        heads = typed.number(f"heads-{h.code}", Decimal(0), most=10_000)
        hours = typed.number(f"hours-{h.code}", Decimal(35), most=60)
        productive = typed.number(f"productive-{h.code}", Decimal(80), least=1, most=100)
        pace = typed.number(f"pace-{h.code}", Decimal(100), least=1, most=1000)
        if heads is None or hours is None or productive is None or pace is None:
            continue
        hands.append(
            Hands(
                code=h.code,
                name=h.name,
                headcount=heads,
                weekly_hours=hours,
                productive=productive / 100,
                pace=pace / 100,
                working_days=h.working_days,
            )
        )
    if typed.faults or quantity is None or due is None:
        return None
    return Few(
        product=typed.text("product", most=100) or sort.name.partition(" — ")[0],
        steps=tuple(steps),
        quantity=Decimal(quantity),
        start=start,
        due=due,
        hands=tuple(hands),
    )


def _next_monday() -> date:
    today = date.today()
    return today + timedelta(days=7 - today.weekday())
