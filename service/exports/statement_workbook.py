"""Statements (états d'acompte): per period who invoices what to whom, and what is taken off it.

The coordinator and the facilitator see every member's; a member its own; the buyer what it is asked for.
Only deliveries, the order's prices and the terms go into them: no figure of cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from optimizer.cost_parameters import OrderTerms
from optimizer.statement_data import (
    PeriodStatement,
    Statements,
    Transfer,
)
from service.exports import cost_words
from service.exports import statement_words as words
from service.exports.cost_words import euros
from service.exports.facts import Facts
from service.exports.readers import Reader, under_title
from service.exports.sheet import DARK, Book, Column, Page, Value
from service.i18n import Texts

_WIDTHS = (32, 20, 16, 16, 16, 16, 16, 16, 16, 16)


def write_statements(
    facts: Facts,
    found: Statements,
    terms: OrderTerms,
    reader: Reader,
    path: Path,
    texts: Texts,
    *,
    is_planned: bool = False,
    done_until: date | None = None,
) -> None:
    """Write the statements that a reader may see, a sheet for each period.

    Args:
        found: without anything missing.
        is_planned: nothing was recorded yet: every page says that its deliveries are the plan's.
        done_until: last day of what was done when the plan was made again; pages say so.
    """
    _ = texts.gettext
    basis = words.Basis(is_planned=is_planned, done_until=done_until)
    problem = facts.problem
    title = _("États – {title}", title=problem.title or problem.id)
    book = Book(path, texts, title, problem.start)
    if reader.role == "member":
        _write_own(book.page(_("Vos états")), facts, found, terms, reader, basis)
    else:
        page = book.page(_("Récapitulatif"))
        _write_summary(page, facts, found, terms, reader, basis)
        for period in found.periods:
            page = book.page(_("État {name}", name=words.period_name(period.period, texts)))
            _write_period(page, facts, found, period, terms, reader, basis)
    book.close()


def _say_basis(page: Page, said: str, basis: words.Basis) -> None:
    """Nobody may take a forecast for what was delivered, accepted, and is owed."""
    page.line(said, bold=basis.is_planned)


def _write_summary(
    page: Page,
    facts: Facts,
    found: Statements,
    terms: OrderTerms,
    reader: Reader,
    basis: words.Basis,
) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    page.title(_("États d'acompte, période par période"), under_title(reader, facts, texts))
    page.line(texts.labelled(_("Circuit"), _(cost_words.CIRCUITS[found.circuit])))
    page.line(words.order_lines(found, terms, texts)[0])
    _say_basis(page, basis.whole(found, texts), basis)
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
            words.period_name(p.period, texts),
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
    for said in words.order_lines(found, terms, texts)[1:]:
        page.line(said)
    if reader.role != "buyer":
        said = words.purchases_line(facts, found, reader, texts)
        if said:
            page.line(said)
        page.gap()
        _write_by_member(page, facts, found, reader)


def _write_by_member(page: Page, facts: Facts, found: Statements, reader: Reader) -> None:
    _ = page.book.texts.gettext
    page.heading(_("Par atelier, pour les périodes ci-dessus"))
    columns = [
        Column(header=_("Atelier"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Acompte reçu"), kind="euros", width=_WIDTHS[1]),
        *_amount_columns(page, found, reader),
    ]
    rows: list[list[Value]] = []
    texts = page.book.texts
    received = 0
    for workshop in facts.problem.workshops:
        mine = [m for _period, m in found.of_workshop(workshop.id)]
        deposit = found.deposits.get(workshop.id, 0)
        # Who has invoiced nothing yet had its part of the deposit all the same.
        if not mine and not deposit:
            continue
        received += deposit
        own = words.sums_of(mine, found, reader, texts)
        rows.append([facts.workshop_name(workshop.id), euros(deposit), *map(euros, own)])
    every = words.sums_of([m for p in found.periods for m in p.members], found, reader, texts)
    page.table(columns, rows, [_("Total"), euros(received), *map(euros, every)])


def _amount_columns(page: Page, found: Statements, reader: Reader) -> list[Column]:
    heads = words.amount_heads(found, reader, page.book.texts)
    return [Column(header=h, kind="euros") for h in heads]


def _write_period(
    page: Page,
    facts: Facts,
    found: Statements,
    period: PeriodStatement,
    terms: OrderTerms,
    reader: Reader,
    basis: words.Basis,
) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    first, last = texts.day(period.period.first), texts.day(period.period.last)
    page.title(
        _("État d'acompte du {first} au {last}", first=first, last=last),
        under_title(reader, facts, texts),
    )
    days = period.period
    _say_basis(page, basis.line(days.first, days.last, texts), basis)
    page.heading(basis.heading(days.last, texts))
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
    for said in words.due_lines(found, period, terms, texts):
        page.line(said, bold=True)
    page.gap()
    if reader.role != "buyer":
        page.heading(_("Ce que chaque atelier facture"))
        heads = [Column(header=_("Atelier"), kind="wrapped", width=_WIDTHS[0])]
        table = [
            [facts.workshop_name(m.workshop), *map(euros, words.amounts(m, found, reader))]
            for m in period.members
        ]
        sums = words.sums_of(period.members, found, reader, texts)
        columns = [*heads, *_amount_columns(page, found, reader)]
        page.table(columns, table, [_("Total"), *map(euros, sums)])
    if any(v.is_exempt for m in period.members for v in m.vat):
        page.line(words.exempt_line(texts))
        page.gap()
    name = words.period_name(period.period, texts)
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
            words.party(facts, t.payer, found, texts, t.buyer),
            name,
            euros(t.cents),
            words.what_name(t, texts),
            words.party(facts, t.payee, found, texts),
        ]
        for name, t in transfers
        if words.may_see(t, reader, found)
    ]
    if not rows:
        return
    page.heading(_("Qui paie qui"))
    heads = (_("Qui paie"), _("Période"), _("Montant"), _("Quoi"), _("À qui"))
    spans = ((0, 0), (1, 1), (2, 2), (3, 4), (5, 6))
    if reader.role == "member":
        page.sheet.repeat_rows(page.row)
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


def _write_own(
    page: Page,
    facts: Facts,
    found: Statements,
    terms: OrderTerms,
    reader: Reader,
    basis: words.Basis,
) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    name = facts.workshop_name(reader.workshop)
    page.title(
        _("{workshop} : vos états d'acompte, période par période", workshop=name),
        under_title(reader, facts, texts),
    )
    page.line(texts.labelled(_("Circuit"), _(cost_words.CIRCUITS[found.circuit])))
    _say_basis(page, basis.whole(found, texts), basis)
    deposit = found.deposits.get(reader.workshop, 0)
    if deposit:
        page.line(_("Votre part de l'acompte : {amount}.", amount=texts.euros(deposit)))
    said = words.purchases_line(facts, found, reader, texts)
    if said:
        page.line(said)
    page.gap()
    columns = [
        Column(header=_("Période"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Payé vers le"), kind="date", width=_WIDTHS[1]),
        *_amount_columns(page, found, reader),
    ]
    mine = found.of_workshop(reader.workshop)
    rows: list[list[Value]] = [
        [
            words.period_name(p, texts),
            p.last + timedelta(days=terms.buyer_days),
            *map(euros, words.amounts(m, found, reader)),
        ]
        for p, m in mine
    ]
    sums = words.sums_of([m for _p, m in mine], found, reader, texts)
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
            words.period_name(p, texts),
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
        [(words.period_name(p.period, texts), t) for p in found.periods for t in p.transfers],
        reader,
    )
