"""Several orders in one plan: what each gets and who works for it; nothing for a single order."""

from __future__ import annotations

from decimal import Decimal

from optimizer.order_shares import OrderShares, OrderWork, all_orders_work, order_shares
from service.exports.facts import ZERO, Facts
from service.exports.sheet import RED, Column, Page, Value
from service.i18n import Texts

_NAME_WIDTH = 24


def order_name(facts: Facts, order: str, texts: Texts) -> str:
    """An order and its customer, as people call them."""
    found = next((o for o in facts.problem.orders if o.id == order), None)
    if found is None:
        return texts.gettext("sans commande")
    name = found.name or found.id
    return f"{name} – {found.customer}" if found.customer else name


def order_state(order: OrderShares, texts: Texts) -> str:
    """What becomes of an order: kept, late, short."""
    parts = []
    if order.missing:
        parts.append(texts.ngettext("manque {n} unité", "manque {n} unités", order.missing))
    if order.late:
        parts.append(texts.ngettext("{n} unité en retard", "{n} unités en retard", order.late))
    return ", ".join(parts) or texts.gettext("tenue")


def priorities(order: OrderShares, texts: Texts) -> str:
    """The priorities of its milestones, the highest first."""
    return ", ".join(texts.number(p) for p in order.priorities)


def write_orders(page: Page, facts: Facts) -> None:
    """Two tables on the *Synthèse*: each order's deliveries, and each workshop's part of it."""
    texts = page.book.texts
    _ = texts.gettext
    orders = order_shares(facts.problem, facts.plan)
    if not orders:
        return
    page.heading(_("Les commandes de ce plan"))
    columns = [
        Column(header=_("Commande"), kind="wrapped", width=_NAME_WIDTH),
        Column(header=_("Priorité")),
        Column(header=_("Quantité"), kind="units"),
        Column(header=_("Livré à temps"), kind="units"),
        Column(header=_("Livré en retard"), kind="units"),
        Column(header=_("Manque"), kind="units"),
    ]
    page.header(columns)
    for order in orders:
        values: list[Value] = [
            order_name(facts, order.order, texts),
            priorities(order, texts),
            order.units,
            order.on_time,
            order.late,
            order.missing,
        ]
        look = {"bg_color": RED} if order.late or order.missing else {}
        page.cells(columns, values, **look)
    page.gap()
    _write_shares(page, facts, orders)


def _write_shares(page: Page, facts: Facts, orders: tuple[OrderShares, ...]) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.heading(_("Qui travaille pour quelle commande (temps gammé)"))
    columns = [
        Column(header=_("Atelier"), width=_NAME_WIDTH),
        *(Column(header=order_name(facts, o.order, texts), kind="percent") for o in orders),
        Column(header=_("En tout"), kind="percent"),
    ]
    longest = max(len(c.header) for c in columns)
    page.header(columns, height=15 * max(2, -(-longest // 10)))
    whole = all_orders_work(facts.problem, facts.plan)
    for place, work in enumerate(whole):
        parts: list[Value] = [o.work[place].share for o in orders]
        page.cells(columns, [facts.workshop_name(work.workshop), *parts, work.share])
    hours: list[Value] = [
        texts.hours(minutes) for minutes in [*(o.minutes for o in orders), _sum(whole)]
    ]
    page.total(columns, [_("Heures gammées"), *hours])
    page.gap()


def _sum(work: tuple[OrderWork, ...]) -> Decimal:
    return sum((w.minutes for w in work), start=ZERO)
