"""Statements (états d'acompte): per period who invoices what to whom, and what is taken off it.

The coordinator and the facilitator see every member's; a member its own; the buyer what it is asked for.
Only deliveries, the order's prices and the terms go into them: no figure of cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from optimizer.cost_parameters import OrderTerms
from optimizer.statement_data import (
    BUYER,
    MANDATAIRE,
    PRORATA,
    MemberStatement,
    Period,
    PeriodStatement,
    Statements,
    Transfer,
)
from service.exports import cost_words
from service.exports.cost_words import euros
from service.exports.facts import Facts
from service.exports.readers import Reader, reader_line
from service.exports.sheet import DARK, Book, Column, Page, Value
from service.i18n import N_, Texts

_WIDTHS = (32, 20, 16, 16, 16, 16, 16, 16, 16)
_WHAT = {
    "invoice": N_("facture"),
    "common_call": N_("appel du compte prorata"),
    "common_refund": N_("remboursement du compte prorata"),
    "paid_back": N_("reversement"),
}


def write_statements(
    facts: Facts,
    found: Statements,
    terms: OrderTerms,
    reader: Reader,
    path: Path,
    texts: Texts,
    *,
    is_planned: bool = False,
) -> None:
    """Write the statements that a reader may see, a sheet for each period.

    Args:
        found: without anything missing.
        is_planned: nothing was recorded yet: every page says that its deliveries are the plan's.
    """
    _ = texts.gettext
    problem = facts.problem
    title = _("États – {title}", title=problem.title or problem.id)
    book = Book(path, texts, title, problem.start)
    if reader.role == "member":
        _write_own(book.page(_("Vos états")), facts, found, terms, reader, is_planned)
    else:
        page = book.page(_("Récapitulatif"))
        _write_summary(page, facts, found, terms, reader, is_planned)
        for period in found.periods:
            page = book.page(_("État {name}", name=period_name(period.period, texts)))
            _write_period(page, facts, found, period, terms, reader, is_planned)
    book.close()


def party(facts: Facts, name: str, found: Statements, texts: Texts) -> str:
    """A party of a transfer, as people call it."""
    _ = texts.gettext
    if name == BUYER:
        return _("le client")
    if name == MANDATAIRE:
        return _("le mandataire ({name})", name=facts.workshop_name(found.mandataire))
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


def _say_planned(page: Page) -> None:
    """Nobody may take a forecast for what was delivered, accepted, and is owed."""
    _ = page.book.texts.gettext
    page.line(
        _("Prévision : les livraisons sont celles du plan, comptées comme toutes acceptées."),
        bold=True,
    )


def _write_summary(
    page: Page,
    facts: Facts,
    found: Statements,
    terms: OrderTerms,
    reader: Reader,
    is_planned: bool,
) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    page.title(_("États de la commande, période par période"), reader_line(reader, facts, texts))
    page.line(texts.labelled(_("Circuit"), _(cost_words.CIRCUITS[found.circuit])))
    page.line(
        _("Paiement à {n} jours de la fin de chaque période.", n=texts.number(terms.buyer_days))
    )
    if is_planned:
        _say_planned(page)
    page.gap()
    columns = [
        Column(header=_("Période"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Jours"), kind="wrapped", width=_WIDTHS[1]),
        Column(header=_("HT"), kind="euros"),
        Column(header=_("TVA"), kind="euros"),
        Column(header=_("TTC"), kind="euros"),
        Column(header=_("Acompte déduit"), kind="euros"),
        Column(header=_("Pénalités"), kind="euros"),
        Column(header=_("À payer"), kind="euros"),
        Column(header=_("Au plus tard le"), kind="date"),
    ]
    rows: list[list[Value]] = [
        [
            period_name(p.period, texts),
            f"{texts.short_day(p.period.first)} – {texts.day(p.period.last)}",
            euros(p.ht_cents),
            euros(p.ttc_cents - p.ht_cents),
            euros(p.ttc_cents),
            euros(-sum(m.deposit_cents for m in p.members)),
            euros(-sum(m.penalty_cents for m in p.members)),
            euros(p.payable_cents),
            p.period.last + timedelta(days=terms.buyer_days),
        ]
        for p in found.periods
    ]
    every = [m for p in found.periods for m in p.members]
    total: list[Value] = [_("Total"), None]
    total += [
        euros(found.ht_cents),
        euros(found.ttc_cents - found.ht_cents),
        euros(found.ttc_cents),
    ]
    total += [euros(-sum(m.deposit_cents for m in every))]
    total += [euros(-sum(m.penalty_cents for m in every))]
    page.table(columns, rows, [*total, euros(sum(p.payable_cents for p in found.periods)), None])
    deposit = sum(found.deposits.values())
    if deposit:
        day = texts.day(terms.deposit_day) if terms.deposit_day else "–"
        page.line(
            _(
                "Acompte versé à la signature : {amount}, le {day}.",
                amount=texts.euros(deposit),
                day=day,
            )
        )
    price = texts.euros(found.order_ht_cents)
    page.line(_("Prix de la commande, telle que le plan la livre : {price} HT.", price=price))
    if reader.role != "buyer":
        page.gap()
        _write_by_member(page, facts, found)


def _write_by_member(page: Page, facts: Facts, found: Statements) -> None:
    _ = page.book.texts.gettext
    page.heading(_("Par atelier, pour les périodes ci-dessus"))
    columns = [
        Column(header=_("Atelier"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Acompte reçu"), kind="euros", width=_WIDTHS[1]),
        *_amount_columns(page),
    ]
    rows: list[list[Value]] = []
    sums = [0] * 8
    for workshop in facts.problem.workshops:
        mine = [m for _period, m in found.of_workshop(workshop.id)]
        if not mine:
            continue
        amounts = [sum(column) for column in zip(*map(_amounts, mine), strict=True)]
        deposit = found.deposits.get(workshop.id, 0)
        sums = [a + b for a, b in zip(sums, [deposit, *amounts], strict=True)]
        rows.append([facts.workshop_name(workshop.id), euros(deposit), *map(euros, amounts)])
    page.table(columns, rows, [_("Total"), *map(euros, sums)])


def _amount_columns(page: Page) -> list[Column]:
    _ = page.book.texts.gettext
    heads = (
        _("HT"),
        _("TVA"),
        _("TTC"),
        _("Acompte déduit"),
        _("Pénalités"),
        _("Compte prorata"),
        _("Net"),
    )
    return [Column(header=h, kind="euros") for h in heads]


def _amounts(m: MemberStatement) -> tuple[int, ...]:
    return (
        m.ht_cents,
        m.vat_cents,
        m.ttc_cents,
        -m.deposit_cents,
        -m.penalty_cents,
        m.common_refund_cents - m.common_call_cents,
        m.net_cents,
    )


def _write_period(
    page: Page,
    facts: Facts,
    found: Statements,
    period: PeriodStatement,
    terms: OrderTerms,
    reader: Reader,
    is_planned: bool,
) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    first, last = texts.day(period.period.first), texts.day(period.period.last)
    page.title(
        _("État du {first} au {last}", first=first, last=last), reader_line(reader, facts, texts)
    )
    if is_planned:
        _say_planned(page)
    page.heading(_("Ce que le plan livre") if is_planned else _("Ce qui est livré et accepté"))
    columns = [
        Column(header=_("Produit"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Commande"), kind="wrapped", width=_WIDTHS[1]),
        Column(header=_("Livré"), kind="units"),
        Column(header=_("Accepté"), kind="units"),
        Column(header=_("TVA")),
        Column(header=_("Montant HT"), kind="euros"),
    ]
    rows: list[list[Value]] = [
        [
            facts.product_name(row.product),
            facts.names.get(row.order, row.order),
            row.delivered,
            row.accepted,
            texts.percent(row.vat_rate, 2),
            euros(row.ht_cents),
        ]
        for row in period.products
    ]
    page.table(
        columns,
        rows,
        [_("Total"), None, None, None, None, euros(period.ht_cents)],
        header_height=18,
    )
    due = texts.day(period.period.last + timedelta(days=terms.buyer_days))
    amount = texts.euros(period.payable_cents)
    page.line(
        _("À payer par le client : {amount}, au plus tard le {day}.", amount=amount, day=due),
        bold=True,
    )
    page.gap()
    if reader.role != "buyer":
        page.heading(_("Ce que chaque atelier facture"))
        heads = [Column(header=_("Atelier"), kind="wrapped", width=_WIDTHS[0])]
        table = [
            [facts.workshop_name(m.workshop), *map(euros, _amounts(m))] for m in period.members
        ]
        sums = [sum(c) for c in zip(*map(_amounts, period.members), strict=True)] or [0] * 7
        page.table([*heads, *_amount_columns(page)], table, [_("Total"), *map(euros, sums)])
    if any(v.is_exempt for m in period.members for v in m.vat):
        page.line(
            _(
                "Ateliers sans TVA : chacun indique sur sa facture l'article du code qui le dispense."
            )
        )
        page.gap()
    name = period_name(period.period, texts)
    _write_transfers(page, facts, found, [(name, t) for t in period.transfers], reader)


def _write_transfers(
    page: Page,
    facts: Facts,
    found: Statements,
    transfers: Sequence[tuple[str, Transfer]],
    reader: Reader,
) -> None:
    """Who owes whom, each transfer after the name of its period."""
    texts = page.book.texts
    _ = texts.gettext
    rows: list[list[Value]] = [
        [
            party(facts, t.payer, found, texts),
            name,
            euros(t.cents),
            _(_WHAT[t.what]),
            party(facts, t.payee, found, texts),
        ]
        for name, t in transfers
        if _may_see(t, reader, found)
    ]
    if not rows:
        return
    page.heading(_("Qui paie qui"))
    heads = (_("Qui paie"), _("Période"), _("Montant"), _("Quoi"), _("À qui"))
    spans = ((0, 0), (1, 1), (2, 2), (3, 4), (5, 6))
    page.spans(
        [(a, b, h) for (a, b), h in zip(spans, heads, strict=True)],
        _WIDTHS,
        bold=True,
        bg_color=DARK,
        font_color="#FFFFFF",
    )
    for payer, name, cents, what, payee in rows:
        row = page.row
        page.spans(
            [(0, 0, str(payer)), (1, 1, str(name)), (3, 4, str(what)), (5, 6, str(payee))], _WIDTHS
        )
        page.put(row, 2, cents, "euros")
    page.gap()


def _may_see(transfer: Transfer, reader: Reader, found: Statements) -> bool:
    parties = (transfer.payer, transfer.payee)
    if reader.role == "buyer":
        return BUYER in parties
    if reader.role == "member":
        is_mandataire = found.mandataire == reader.workshop
        return reader.workshop in parties or (is_mandataire and MANDATAIRE in parties)
    return True


def _write_own(
    page: Page,
    facts: Facts,
    found: Statements,
    terms: OrderTerms,
    reader: Reader,
    is_planned: bool,
) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    name = facts.workshop_name(reader.workshop)
    page.title(
        _("{workshop} : vos états, période par période", workshop=name),
        reader_line(reader, facts, texts),
    )
    page.line(texts.labelled(_("Circuit"), _(cost_words.CIRCUITS[found.circuit])))
    if is_planned:
        _say_planned(page)
    deposit = found.deposits.get(reader.workshop, 0)
    if deposit:
        page.line(_("Votre part de l'acompte : {amount}.", amount=texts.euros(deposit)))
    page.gap()
    columns = [
        Column(header=_("Période"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Payé vers le"), kind="date", width=_WIDTHS[1]),
        *_amount_columns(page),
    ]
    mine = found.of_workshop(reader.workshop)
    rows: list[list[Value]] = [
        [period_name(p, texts), p.last + timedelta(days=terms.buyer_days), *map(euros, _amounts(m))]
        for p, m in mine
    ]
    sums = [sum(c) for c in zip(*(_amounts(m) for _p, m in mine), strict=True)] or [0] * 7
    page.table(columns, rows, [_("Total"), None, *map(euros, sums)])
    page.heading(_("Détail de vos factures"))
    detail = [
        Column(header=_("Période"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Produit"), kind="wrapped", width=_WIDTHS[1]),
        Column(header=_("TVA")),
        Column(header=_("Montant HT"), kind="euros"),
    ]
    lines: list[list[Value]] = [
        [
            period_name(p, texts),
            facts.product_name(line.product),
            _("exonéré") if line.is_exempt else texts.percent(line.vat_rate, 2),
            euros(line.ht_cents),
        ]
        for p, m in mine
        for line in m.lines
    ]
    page.table(detail, lines, header_height=18)
    _write_transfers(
        page,
        facts,
        found,
        [(period_name(p.period, texts), t) for p in found.periods for t in p.transfers],
        reader,
    )
