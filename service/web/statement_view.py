"""Statements as pages show them: from what is invoiced to what is left, and who pays whom, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from optimizer.cost_parameters import OrderTerms
from optimizer.statement_data import BUYER, MANDATAIRE, Statements, Transfer
from optimizer.statement_periods import Period
from service import messages
from service.db import tables
from service.exports import statement_words as words
from service.exports.facts import Facts
from service.exports.readers import Reader, findings_for
from service.i18n import N_, Texts
from service.usecases.foreseen import Course, Month, member_of
from service.usecases.rights import Actor, Extent, Thing

_PENALTIES: Final = 4
STANDS: Final[Mapping[str, str]] = {
    "paid": N_("réel : payé"),
    "passed_on": N_("réel : reversé"),
    "submitted": N_("réel : remis, à payer"),
    "to_pass_on": N_("réel : à reverser"),
    "draft": N_("réel : en brouillon"),
    "accepted": N_("réel : accepté, à facturer"),
    "foreseen": N_("prévu par le plan"),
    "agreed": N_("à la signature"),
}
"""What a payment stands on, and how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Who pays whom, what, how much (cents), when, and what that stands on (of :data:`STANDS`).

    ``own_cents``: what it brings the workshops of its reader, negative when they pay it.
    """

    period: str
    payer: str
    payee: str
    what: str
    cents: int
    day: date | None
    stands: str
    is_by_buyer: bool = False
    own_cents: int = 0

    @property
    def is_real(self) -> bool:
        """Whether it is no forecast."""
        return self.stands != "foreseen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Columns from what is invoiced to what is left, and the amounts of each statement by its id."""

    heads: tuple[str, ...]
    rows: Mapping[str, tuple[int, ...]]
    total: tuple[int, ...]


def readers(actor: Actor, customer: str) -> list[Reader]:
    """As whom somebody reads statements; who sees more comes first."""
    if actor.may_read(Thing.STATEMENTS) is Extent.ALL:
        sees_gains = actor.may_read(Thing.PURCHASE_GAIN) is Extent.ALL
        found = [Reader(role="facilitator" if sees_gains else "coordinator")]
    elif actor.buys(customer):
        found = [Reader(role="buyer")]
    else:
        found = []
    return [*found, *(Reader(role="member", workshop=w) for w in sorted(actor.workshops))]


def ladder(
    rows: Sequence[tables.Statement], found: Statements, reader: Reader, texts: Texts
) -> Ladder:
    """The columns of the printed statements, for some statements of one period.

    A buyer's stops at what it pays; penalties stand there only when there are some.
    """
    _ = texts.gettext
    heads = words.amount_heads(found, reader, texts)
    amounts = {s.id: words.amounts(member_of(s), found, reader) for s in rows}
    payable = {s.id: s.payable_cents for s in rows}
    kept = list(range(len(heads)))
    if not any(a[_PENALTIES] for a in amounts.values()):
        kept.remove(_PENALTIES)
    is_buyer = reader.role == "buyer"
    if is_buyer:
        kept = [k for k in kept if k <= _PENALTIES]
    before = [k for k in kept if k <= _PENALTIES]
    after = [k for k in kept if k > _PENALTIES]
    # With a mandataire the buyer pays no workshop.
    owes = is_buyer or found.circuit != "mandataire"
    middle = [_("À payer par le client")] if owes else []

    def line(row_id: str) -> tuple[int, ...]:
        a = amounts[row_id]
        return (
            *(a[k] for k in before),
            *([payable[row_id]] if owes else []),
            *(a[k] for k in after),
        )

    shown = {s.id: line(s.id) for s in rows}
    width = len(before) + len(middle) + len(after)
    return Ladder(
        heads=(*(heads[k] for k in before), *middle, *(heads[k] for k in after)),
        rows=shown,
        total=tuple(sum(r[k] for r in shown.values()) for k in range(width)),
    )


def payments(
    course: Course, facts: Facts, seen_by: Iterable[Reader], texts: Texts
) -> list[Payment]:
    """Every payment that somebody may see, in time order: the deposit, then period by period."""
    as_readers = tuple(seen_by)
    found = _deposit(course, facts, as_readers, texts)
    for month in course.months:
        for t in month.statement.transfers:
            if any(words.may_see(t, r, course.found) for r in as_readers):
                own = frozenset(r.workshop for r in as_readers if r.role == "member")
                found.append(_payment(course, month, t, facts, texts, own))
    return found


def foreseen_from_buyer(found: Iterable[Payment]) -> int:
    """What the buyer will still pay by the plan, beside what was accepted, cents."""
    return sum(p.cents for p in found if p.is_by_buyer and not p.is_real)


def foreseen_for_own(found: Iterable[Payment]) -> int:
    """What the plan will still bring the workshops of a reader, what they pay taken off, cents."""
    return sum(p.own_cents for p in found if not p.is_real)


def by_period(found: Iterable[Payment]) -> list[tuple[str, list[Payment]]]:
    """Payments put together by period, in time order."""
    periods: dict[str, list[Payment]] = {}
    for p in found:
        periods.setdefault(p.period, []).append(p)
    return list(periods.items())


def lacking(course: Course, facts: Facts, reader: Reader, texts: Texts) -> list[str]:
    """What statements lack, as a reader may be told; a buyer learns nothing of a workshop."""
    if not course.missing:
        return []
    if reader.role == "buyer":
        return [
            texts.gettext(
                "Les états ne peuvent pas encore être faits : il manque une donnée à la coordination, qui "
                "la demande."
            )
        ]
    told = findings_for(reader, course.missing)
    return [messages.sentence(d, texts, facts.names) for d in told]


def _payment(
    course: Course, month: Month, t: Transfer, facts: Facts, texts: Texts, own: frozenset[str]
) -> Payment:
    return Payment(
        period=words.period_name(month.statement.period, texts),
        payer=words.party(facts, t.payer, course.found, texts, t.buyer),
        payee=words.party(facts, t.payee, course.found, texts),
        what=words.what_name(t, texts),
        cents=t.cents,
        day=month.day,
        stands=_stands(month, t),
        is_by_buyer=t.payer == BUYER,
        own_cents=t.cents * ((t.payee in own) - (t.payer in own)),
    )


def _stands(month: Month, t: Transfer) -> str:
    if month.basis != "drawn":
        return month.basis
    states = {m.workshop: "" for m in month.statement.members}
    states |= month.states
    told = {s for s in states.values() if s}
    if t.payer == BUYER and t.payee == MANDATAIRE:
        # The buyer pays once: what is passed on to one workshop came from it.
        if "paid" in told:
            return "paid"
        return "draft" if "draft" in told else "submitted"
    own = states.get(t.payee, "") or states.get(t.payer, "")
    if not own:
        own = next(iter(sorted(told)), "submitted")
    if t.payer == MANDATAIRE:
        return {"paid": "passed_on", "submitted": "to_pass_on"}.get(own, "draft")
    return own


def _deposit(
    course: Course, facts: Facts, as_readers: tuple[Reader, ...], texts: Texts
) -> list[Payment]:
    """The deposit, as it goes round the same way as invoices."""
    terms, found = course.terms, course.found
    shares = {w: c for w, c in found.deposits.items() if c}
    moved: list[tuple[Transfer, str]] = []
    if terms.circuit == "mandataire":
        moved += [
            (
                Transfer(payer=BUYER, payee=MANDATAIRE, what="invoice", cents=c, buyer=b),
                N_("acompte"),
            )
            for b, c in found.buyer_deposits.items()
            if c
        ]
        moved += [
            (
                Transfer(payer=MANDATAIRE, payee=w, what="paid_back", cents=c),
                N_("part de l'acompte"),
            )
            for w, c in shares.items()
        ]
    else:
        moved += [
            (Transfer(payer=BUYER, payee=w, what="invoice", cents=c), N_("acompte"))
            for w, c in shares.items()
        ]
    return [
        Payment(
            period=texts.gettext("Acompte"),
            payer=words.party(facts, t.payer, found, texts, t.buyer),
            payee=words.party(facts, t.payee, found, texts),
            what=texts.gettext(what),
            cents=t.cents,
            day=terms.deposit_day,
            stands="agreed",
            is_by_buyer=t.payer == BUYER,
        )
        for t, what in moved
        if any(words.may_see(t, r, found) for r in as_readers)
    ]


# -- one statement ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedLot:
    """A lot that a period invoices: units accepted, price each (euros), what they come to (cents)."""

    id: str
    number: str
    workshop: str
    product: str
    day: date
    units: Decimal
    unit_price: Decimal
    cents: int


def accepted_lots(
    lots: Iterable[tables.Lot], prices: Mapping[str, Decimal | None], period: Period
) -> list[AcceptedLot]:
    """The lots whose units a period invoices, in time order; those without an accepted unit are left out."""
    found = []
    for lot in sorted(lots, key=lambda x: (x.delivered_on, x.workshop, x.number)):
        price = prices.get(lot.product)
        units = lot.units - lot.refused_units
        if lot.state != "accepted" or units <= 0 or price is None:
            continue
        if period.first <= lot.delivered_on <= period.last:
            found.append(
                AcceptedLot(
                    id=lot.id,
                    number=lot.number,
                    workshop=lot.workshop,
                    product=lot.product,
                    day=lot.delivered_on,
                    units=units,
                    unit_price=price,
                    cents=int((price * units * 100).quantize(Decimal(1), rounding="ROUND_HALF_UP")),
                )
            )
    return found


def put_together(every: Iterable[AcceptedLot], named: Iterable[AcceptedLot]) -> list[AcceptedLot]:
    """Lots that somebody may not see one by one, as one line for each product."""
    shown = {x.id for x in named}
    found: dict[str, AcceptedLot] = {}
    for x in every:
        if x.id in shown:
            continue
        before = found.get(x.product)
        found[x.product] = replace(
            x,
            number="",
            workshop="",
            units=x.units + (before.units if before else 0),
            cents=x.cents + (before.cents if before else 0),
        )
    return list(found.values())


def circuit_sentence(terms: OrderTerms, mandataire: str, texts: Texts) -> str:
    """Who is paid by the buyer; ``mandataire``: its name."""
    if terms.circuit == "mandataire":
        return texts.gettext(
            "Le client paie une seule fois par période, au mandataire ({name}), qui reverse à chaque "
            "atelier ce qui lui revient.",
            name=mandataire,
        )
    return texts.gettext("Le client paie à chaque atelier sa facture.")
