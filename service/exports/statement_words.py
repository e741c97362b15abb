"""Statements in words: parties, periods, columns of amounts, and what each reader may see of them.

Shared by the workbook and the PDF.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from optimizer.cost_parameters import OrderTerms
from optimizer.statement_data import (
    BUYER,
    MANDATAIRE,
    PRORATA,
    PURCHASES,
    MemberStatement,
    PeriodStatement,
    Statements,
    Transfer,
)
from optimizer.statement_periods import Period
from service.exports import settlement_page
from service.exports.facts import Facts
from service.exports.readers import Reader
from service.i18n import N_, Texts

_WHAT = {
    "invoice": N_("facture"),
    "common_call": N_("appel du compte prorata"),
    "common_refund": N_("remboursement du compte prorata"),
    "paid_back": N_("reversement"),
    "settlement": N_("règlement des achats (HT)"),
}


def party(facts: Facts, name: str, found: Statements, texts: Texts, buyer: str = "") -> str:
    """A party of a transfer, as people call it; ``buyer``: which one, told where there are several."""
    _ = texts.gettext
    if name == BUYER:
        return buyer if buyer and len(found.buyers) > 1 else _("le client")
    if name == MANDATAIRE:
        return _("le mandataire ({name})", name=facts.workshop_name(found.mandataire))
    if name == PURCHASES:
        return _("le compte des achats groupés")
    return _("le compte prorata") if name == PRORATA else facts.workshop_name(name)


def period_name(period: Period, texts: Texts) -> str:
    """A period as people say it: ``avril 2020``, or its days."""
    # A month asked for by its two days is that month too.
    next_day = period.last + timedelta(days=1)
    is_month = period.first.day == next_day.day == 1 and (
        (period.first.year, period.first.month) == (period.last.year, period.last.month)
    )
    if is_month:
        return texts.month(period.first)
    return f"{texts.short_day(period.first)} – {texts.day(period.last)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What the deliveries of statements are.

    ``is_planned``: there is no record of deliveries beside the plan. ``done_until``: last day of what was
    done when the plan was made again; None: it never was.
    """

    is_planned: bool
    done_until: date | None = None

    def line(self, first: date, last: date, texts: Texts) -> str:
        """What they are on the days of a page: nobody may take a forecast for what is owed."""
        if not self.is_planned:
            return recorded(texts)
        if self.done_until is None or first > self.done_until:
            return forecast(texts)
        if last <= self.done_until:
            return texts.gettext(
                "Réel : livraisons déclarées avant la replanification du {day}, ou supposées comme "
                "prévu quand rien n'a été dit ; toutes comptées comme acceptées.",
                day=texts.day(self.done_until + timedelta(days=1)),
            )
        return texts.gettext(
            "Réel jusqu'au {day} : livraisons déclarées, ou supposées comme prévu quand rien n'a été "
            "dit. Prévision ensuite : celles du plan. Toutes comptées comme acceptées.",
            day=texts.day(self.done_until),
        )

    def whole(self, found: Statements, texts: Texts) -> str:
        """What they are in all periods together."""
        if not found.periods:
            return forecast(texts) if self.is_planned else recorded(texts)
        days = [p.period for p in found.periods]
        return self.line(min(x.first for x in days), max(x.last for x in days), texts)

    def heading(self, last: date, texts: Texts) -> str:
        """Head of what is delivered in a period that ends on a day."""
        _ = texts.gettext
        if not self.is_planned:
            return _("Ce qui est livré et accepté")
        if self.done_until is not None and last <= self.done_until:
            return _("Ce qui a été livré")
        return _("Ce que le plan livre")


def forecast(texts: Texts) -> str:
    """That the deliveries are the plan's."""
    return texts.gettext(
        "Prévision : les livraisons sont celles du plan, comptées comme toutes acceptées."
    )


def recorded(texts: Texts) -> str:
    """That the deliveries are those of the follow-up."""
    return texts.gettext(
        "Livraisons réelles : ce que le suivi dit livré, moins ce que le client a refusé."
    )


def exempt_line(texts: Texts) -> str:
    """What workshops without VAT write on their invoices."""
    return texts.gettext(
        "Ateliers sans TVA : chacun indique sur sa facture l'article du code qui le dispense."
    )


def what_name(transfer: Transfer, texts: Texts) -> str:
    """What a transfer is for."""
    return texts.gettext(_WHAT[transfer.what])


def order_lines(found: Statements, terms: OrderTerms, texts: Texts) -> list[str]:
    """When statements are paid, the deposit, and what the order comes to."""
    _ = texts.gettext
    said = [
        texts.ngettext(
            "Paiement à {n} jour de la fin de chaque période.",
            "Paiement à {n} jours de la fin de chaque période.",
            terms.buyer_days,
        )
    ]
    deposit = sum(found.deposits.values())
    if deposit:
        said.append(
            _(
                "Acompte versé à la signature : {amount}, le {day}.",
                amount=texts.euros(deposit),
                day=texts.day(terms.deposit_day) if terms.deposit_day else "–",
            )
        )
    if found.order_ht_cents:
        price = texts.euros(found.order_ht_cents)
        said.append(_("Prix de la commande, telle que le plan la livre : {price} HT.", price=price))
    return said


def purchases_line(facts: Facts, found: Statements, reader: Reader, texts: Texts) -> str:
    """How joint purchases are shared, as a reader may know it; "" when the plan buys nothing."""
    if found.settlement is None:
        return settlement_page.one_price_sentence(texts) if facts.plan.purchases else ""
    if reader.role == "member":
        return settlement_page.own_sentence(found.settlement, reader.workshop, texts)
    return settlement_page.total_sentence(found.settlement, reader, texts)


def amount_heads(found: Statements, reader: Reader, texts: Texts) -> list[str]:
    """What stands in each column of amounts, for a reader."""
    _ = texts.gettext
    heads = [
        _("HT"),
        _("TVA"),
        _("TTC"),
        _("Acompte déduit"),
        _("Pénalités"),
        _("Compte prorata"),
    ]
    if found.settlement is None:
        return [*heads, _("Net")]
    if shows_settlement(reader):
        return [*heads, _("Règlement des achats"), _("Net")]
    return [*heads, _("Net avant règlement des achats")]


def amounts(m: MemberStatement, found: Statements, reader: Reader) -> list[int]:
    """The amounts of these columns, cents."""
    common = [
        m.ht_cents,
        m.vat_cents,
        m.ttc_cents,
        -m.deposit_cents,
        -m.penalty_cents,
        m.common_refund_cents - m.common_call_cents,
    ]
    if found.settlement is not None and shows_settlement(reader):
        return [*common, -m.settlement_cents, m.net_cents]
    return [*common, m.paid_back_cents]


def sums_of(
    members: Sequence[MemberStatement], found: Statements, reader: Reader, texts: Texts
) -> list[int]:
    """The same, added up."""
    rows = [amounts(m, found, reader) for m in members]
    empty = [0] * len(amount_heads(found, reader, texts))
    return [sum(column) for column in zip(*rows, strict=True)] or empty


def shows_settlement(reader: Reader) -> bool:
    """Whether a reader may see settlements of joint purchases: its own, or all."""
    return reader.sees_all or reader.role == "member"


def due_lines(
    found: Statements, period: PeriodStatement, terms: OrderTerms, texts: Texts
) -> list[str]:
    """What each buyer owes for a period, and until when."""
    _ = texts.gettext
    day = texts.day(period.period.last + timedelta(days=terms.buyer_days))
    if len(found.buyers) < 2:
        amount = texts.euros(period.payable_cents)
        return [
            _("À payer par le client : {amount}, au plus tard le {day}.", amount=amount, day=day)
        ]
    owed = {
        b: sum(x.payable_cents for m in period.members for x in m.by_buyer if x.buyer == b)
        for b in found.buyers
    }
    return [
        _(
            "À payer par {buyer} : {amount}, au plus tard le {day}.",
            buyer=buyer or _("le client"),
            amount=texts.euros(cents),
            day=day,
        )
        for buyer, cents in owed.items()
        if cents
    ]


def may_see(transfer: Transfer, reader: Reader, found: Statements) -> bool:
    """Whether a transfer concerns a reader."""
    parties = (transfer.payer, transfer.payee)
    if transfer.what == "settlement":
        # It tells what each gains by buying together.
        return reader.sees_all or (reader.role == "member" and reader.workshop in parties)
    if reader.role == "buyer":
        return BUYER in parties
    if reader.role == "member":
        is_mandataire = found.mandataire == reader.workshop
        return reader.workshop in parties or (is_mandataire and MANDATAIRE in parties)
    return True
