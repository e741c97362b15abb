"""Figures of the facilitator's pages, from everybody's costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Any

from optimizer.cash import CashAccount
from optimizer.cost_items import total_cents
from optimizer.cost_parameters import OrderExpense
from optimizer.diagnostics import Diagnostic
from optimizer.pricing import MemberPrice
from optimizer.quotation import Quotation
from optimizer.statement_data import MANDATAIRE
from service import messages
from service.db import life_rows, repositories, tables
from service.exports import bank_pdf, cash_workbook, cost_words, quotation_floors, receipt_words
from service.exports.facts import Facts
from service.exports.readers import Reader
from service.i18n import N_, Texts
from service.usecases import cost_data, waiting
from service.usecases.reviewing import Review
from service.usecases.rights import Actor
from service.web import unit_cost_view
from service.web.charts import Series, chart
from service.web.typed import Typed
from service.web.unit_cost_view import UnitCost

if TYPE_CHECKING:
    from service.db.engine import Session

ZERO = Decimal(0)
CENT = Decimal("0.01")


def workshops(session: Session, order: tables.Order) -> list[dict[str, str]]:
    """Code and name of every workshop of an order."""
    return [
        {"code": p.code, "name": p.data.get("", {}).get("name") or p.code}
        for p in repositories.parts(session, order.id, "workshop")
    ]


def name_of(session: Session, order: tables.Order, workshop: str) -> str:
    """A workshop's name."""
    return next((w["name"] for w in workshops(session, order) if w["code"] == workshop), workshop)


def said(found: Iterable[Diagnostic], review: Review, texts: Texts) -> list[str]:
    """Findings in words, each once."""
    return _told(found, review.money.facts, texts)


def _told(found: Iterable[Diagnostic], facts: Facts, texts: Texts) -> list[str]:
    return list(dict.fromkeys(messages.sentence(d, texts, facts.names) for d in found))


def members(found: Review, texts: Texts) -> list[dict[str, Any]]:
    """One row for each workshop."""
    return [one for w in found.money.full.members if (one := member(found, w.workshop, texts))]


def member(found: Review, workshop: str, texts: Texts) -> dict[str, Any] | None:
    """A workshop's costs and price, cents; None when it has no part in the order."""
    money = found.money
    cost = next((m for m in money.full.members if m.workshop == workshop), None)
    if cost is None:
        return None
    price = money.price(workshop)
    units = sum(cost.units.values(), ZERO)
    row = found.rows.get(workshop)
    minute = {m.use: m for m in cost.coute_minute}
    return {
        "workshop": workshop,
        "name": money.facts.workshop_name(workshop),
        "state": row.state if row is not None else "",
        "is_stale": workshop in found.stale,
        "gross_cents": cost.gross_cents,
        "aid_cents": cost.aid_cents,
        "net_cents": cost.net_cents,
        "in_kind_cents": total_cents(cost.in_kind),
        "hours": cost.minutes_used / 60,
        "units": units,
        "minute": minute,
        "minute_cents": sum((m.cents_per_minute for m in cost.coute_minute), ZERO),
        "price": price,
        "verdict": verdict(price, texts),
        "missing": said((*cost.missing, *(price.missing if price else ())), found, texts),
        "signals": said((*cost.signals, *(price.signals if price else ())), found, texts),
    }


def verdict(price: MemberPrice | None, texts: Texts) -> str:
    """Whether what the order brings a member covers its cost, in one sentence."""
    _ = texts.gettext
    if price is None or price.order_cents is None or price.floor_cents is None:
        return _("On ne peut pas encore le dire.")
    over = price.order_cents - price.floor_cents
    if over < 0:
        return _("Sous le coût net d'aide, de {amount}.", amount=texts.euros(-over))
    if price.distance_cents is not None and price.distance_cents < 0:
        return _(
            "Couvre le coût net d'aide ; il manque {amount} pour la marge voulue.",
            amount=texts.euros(-price.distance_cents),
        )
    return _("Tient, marge comprise.")


def totals(found: Review) -> dict[str, Any]:
    """All members together, cents; None while something is missing."""
    money = found.money
    whole = money.full
    brought = [p.order_cents for p in money.prices]
    known = [c for c in brought if c is not None]
    return {
        "gross_cents": whole.gross_cents,
        "aid_cents": whole.aid_cents,
        "net_cents": whole.net_cents,
        "order_cents": sum(known) if len(known) == len(brought) else None,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Which price can be defended: euros per unit on average over all products, and amounts in cents.

    Attributes:
        price: the order's.
        floor: covers the cost net of aid, no more.
        wanted: likewise with every workshop's margin.
        gross: covers the cost without any aid.
        short: workshops whose part of the price is under their cost net of aid, with how much.
        over: the others, with what each is left with over its own.
    """

    units: Decimal
    price: Decimal
    floor: Decimal
    wanted: Decimal | None
    gross: Decimal
    left_cents: int
    short: tuple[tuple[str, int], ...]
    over: tuple[tuple[str, int], ...]

    @property
    def over_cents(self) -> int:
        """What those over their cost are left with together."""
        return sum(cents for _name, cents in self.over)

    @property
    def short_cents(self) -> int:
        """What those under their cost lack together."""
        return sum(cents for _name, cents in self.short)


def answer(found: Review) -> Answer | None:
    """Which price can be defended; None while something is missing."""
    floors_ = found.money.floors
    units = sum((f.units for f in floors_), start=ZERO)
    whole = totals(found)
    if not units or any(whole[k] is None for k in ("gross_cents", "net_cents", "order_cents")):
        return None
    asked = [p.ht_cents for p in found.money.prices]
    known = [c for c in asked if c is not None]
    gaps = {
        p.workshop: p.order_cents - p.floor_cents
        for p in found.money.prices
        if p.order_cents is not None and p.floor_cents is not None
    }

    def each(cents: int) -> Decimal:
        return (Decimal(cents) / 100 / units).quantize(CENT, rounding=ROUND_CEILING)

    return Answer(
        units=units,
        price=Decimal(whole["order_cents"]) / 100 / units,
        floor=each(whole["net_cents"]),
        wanted=each(sum(known)) if len(known) == len(asked) else None,
        gross=each(whole["gross_cents"]),
        left_cents=whole["order_cents"] - whole["net_cents"],
        short=tuple(
            (found.money.facts.workshop_name(w), -cents) for w, cents in gaps.items() if cents < 0
        ),
        over=tuple(
            (found.money.facts.workshop_name(w), cents) for w, cents in gaps.items() if cents > 0
        ),
    )


def facon_sentence(found: Review, workshop: str, texts: Texts) -> str:
    """What the order brings a workshop beside what its ceiling of receipts counts; "" while not known."""
    price = found.money.price(workshop)
    if price is None or price.order_cents is None:
        return ""
    facts = found.money.facts
    return receipt_words.brought_sentence(facts, workshop, price.order_cents, texts)


def not_validated(found: Review, texts: Texts) -> str:
    """How many workshops of the plan have costs that nobody validated as they are now; "" when none."""
    workshops_ = [m.workshop for m in found.money.full.members]
    open_ = [
        w
        for w in workshops_
        if (row := found.rows.get(w)) is None or row.state != "validated" or w in found.stale
    ]
    if not open_:
        return ""
    return texts.ngettext(
        "Provisoire : {n} fiche de coûts sur {all} n'est pas encore validée.",
        "Provisoire : {n} fiches de coûts sur {all} ne sont pas encore validées.",
        len(open_),
        all=len(workshops_),
    )


def keepers(found: Review, texts: Texts) -> str:
    """Who is left with how much over its cost, the most first: "A garde …, B garde …"."""
    said_ = answer(found)
    if said_ is None:
        return ""
    return texts.join(
        [
            texts.gettext("{name} garde {amount}", name=name, amount=texts.euros(cents))
            for name, cents in sorted(said_.over, key=lambda x: -x[1])
        ]
    )


def below_floor(found: Review, offer: Quotation, texts: Texts) -> list[str]:
    """Products that sell for less than they cost, in the words of the workbook of the offer."""
    reader = Reader(role="facilitator")
    return quotation_floors.floor_sentences(found.money.facts, offer, reader, texts)


def collective(found: Review) -> dict[str, tuple[Decimal, Decimal]]:
    """What a unit costs all workshops together as planned, before and after aid, by product's name."""
    facts = found.money.facts
    return {
        facts.product_name(f.product): (
            Decimal(f.gross_cents) / 100 / f.units,
            Decimal(f.floor_cents) / 100 / f.units,
        )
        for f in found.money.floors
        if f.units
    }


def signals(found: Review, texts: Texts) -> list[str]:
    """What all should know: about what they share."""
    return said(found.money.full.order_signals, found, texts)


def lines(found: Review, workshop: str, texts: Texts) -> list[dict[str, Any]]:
    """Every line of a member's cost: its kind, what it is about, the formula in words, the source."""
    facts = found.money.facts
    cost = next((m for m in found.money.full.members if m.workshop == workshop), None)
    if cost is None:
        return []
    products = {p.id: p for p in facts.problem.products}
    made = unit_cost_view.made_by(facts, workshop)
    shown = []
    for group, items in (("cost", cost.lines), ("aid", cost.aids), ("in_kind", cost.in_kind)):
        for item in items:
            if not item.cents:
                continue
            kind = texts.gettext(cost_words.KINDS[item.kind])
            about = cost_words.item_label(facts, item, texts)
            product = cost_words.product_label(facts, item.product, texts)
            whole = products.get(item.product)
            units = unit_cost_view.units_of(item, whole, made[whole.id]) if whole else None
            shown.append(
                {
                    "group": group,
                    "kind": kind,
                    "about": about,
                    "product": product,
                    "cents": item.cents,
                    "unit": Decimal(item.cents) / 100 / units if units else None,
                    "units": units or ZERO,
                    "formula": cost_words.item_formula(item, texts),
                    "source": item.source,
                    "line": " — ".join(x for x in (kind, product, about) if x)[:200],
                }
            )
    return shown


def unit_costs(found: Review, workshop: str) -> list[UnitCost]:
    """What a unit of each product costs at a workshop; [] when it has no part in the order."""
    return [
        one
        for m in found.money.full.members
        if m.workshop == workshop
        for one in unit_cost_view.unit_costs(found.money.facts, m)
    ]


def parameters(data: Mapping[str, Any], texts: Texts) -> list[dict[str, str]]:
    """The figures that a workshop gave, each with the source it gave."""
    costs, _wrong = cost_data.costs_of(data)
    if costs is None:
        return []
    _ = texts.gettext
    shown: list[dict[str, str]] = []
    for name, hours in (
        (N_("heures payées"), costs.hours.paid_hours),
        (N_("heures de présence"), costs.hours.presence_hours),
        (N_("heures travaillées"), costs.hours.worked_hours),
        (N_("heures productives"), costs.hours.productive_hours),
    ):
        if hours is not None:
            shown.append(
                {
                    "name": _(name),
                    "value": texts.hours(hours * 60),
                    "source": costs.hours.source,
                }
            )
    shown += [
        {"name": c.label, "value": texts.euros(c.cents), "source": c.source}
        for c in costs.period_costs
    ]
    shown += [
        {"name": e.label, "value": _expense(e, texts), "source": e.source} for e in costs.expenses
    ]
    for aid in costs.aids:
        cents = aid.cents_per_period or aid.cents_per_etp
        what = _("{amount} sur la période") if aid.cents_per_period else _("{amount} par ETP et an")
        shown.append(
            {
                "name": aid.label,
                "value": what.format(amount=texts.euros(cents)),
                "source": aid.source,
            }
        )
    return shown


def _expense(expense: OrderExpense, texts: Texts) -> str:
    if not expense.cents_per_unit:
        return texts.euros(expense.cents)
    each = texts.number(expense.cents_per_unit / 100, 4)
    return texts.gettext("{amount} € par unité", amount=each)


def floors(found: Review) -> list[dict[str, Any]]:
    """Each product: price of the order, floor, what is between."""
    return [
        {
            "name": found.money.facts.product_name(f.product),
            "floor": f,
        }
        for f in found.money.floors
    ]


def accounts(facts: Facts, cash: Iterable[CashAccount], texts: Texts) -> list[dict[str, Any]]:
    """Each account: its lowest point, what to borrow and before when, its weeks and their picture."""
    shown = []
    for account in cash:
        name = cash_workbook.account_name(facts, account, texts)
        lowest = account.lowest
        shown.append(
            {
                "id": account.account,
                "name": name,
                "account": account,
                "lowest": lowest,
                "first_short": cash_workbook.first_short(account),
                "sentence": cash_workbook.need_sentence(account, texts)
                if account.is_complete
                else "",
                "missing": _told(account.missing, facts, texts),
                "signals": _told(account.signals, facts, texts),
                "is_mandataire": account.account == MANDATAIRE,
                # A balance that never moves makes no picture.
                "is_moving": len({w.balance_cents for w in account.weeks}) > 1,
                "repaid": bank_pdf.repaid_in(account),
                "picture": _picture(name, account.weeks, texts) if account.weeks else None,
            }
        )
    return shown


def asked(shown: Iterable[Mapping[str, Any]], texts: Texts) -> list[str]:
    """Who has to borrow how much, before which week; the largest loan first."""
    asking = [a for a in shown if a["account"].need_cents]
    return [
        texts.gettext(
            "{name} ({amount} avant {week})",
            name=a["name"],
            amount=texts.euros(a["account"].need_cents),
            week=texts.week(a["first_short"]),
        )
        for a in sorted(asking, key=lambda a: -a["account"].need_cents)
    ]


def _picture(name: str, weeks: Sequence[Any], texts: Texts) -> Any:
    _ = texts.gettext
    return chart(
        _("Trésorerie : {name}", name=name),
        _("Le solde à la fin de chaque semaine ; sous zéro, il faut un prêt."),
        [texts.short_week(w.week) for w in weeks],
        [
            Series(
                name=_("solde en fin de semaine"),
                values=[Decimal(w.balance_cents) / 100 for w in weeks],
                kind="step",
            )
        ],
        texts,
        unit="€",
    )


def factors(typed: Typed, start: str, usual: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Factors typed as percentages; what cannot be read stays as usual, with its fault."""
    found = []
    for at, factor in enumerate(usual):
        given = typed.number(f"{start}{at}", factor * 100, least=1, most=1_000)
        found.append((given if given is not None else factor * 100) / 100)
    return tuple(found)


def order_line(session: Session, actor: Actor, order: tables.Order) -> dict[str, Any]:
    """An order in the list of a territory."""
    rows = life_rows.costings(session, order.id)
    return {
        "row": order,
        "submitted": sum(1 for c in rows if c.state == "submitted"),
        "validated": sum(1 for c in rows if c.state == "validated"),
        "all": len(workshops(session, order)),
        "waiting": waiting.for_person(session, actor, order),
    }
