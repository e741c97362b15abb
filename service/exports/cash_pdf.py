"""The cash as a PDF, to take to the bank: the same figures, for the same readers, as the workbook."""

from __future__ import annotations

from pathlib import Path

from optimizer.cash import Cash, CashAccount, FlowKind
from optimizer.weeks import week_monday
from service import messages
from service.exports import cash_workbook as words
from service.exports import cost_words
from service.exports.facts import Facts
from service.exports.money_pdf import PdfBars, PdfPage, PdfTable, write_pages
from service.exports.readers import FEWEST_MEMBERS, Reader, under_title
from service.i18n import Texts


def write_cash_pdf(facts: Facts, found: Cash, reader: Reader, path: Path, texts: Texts) -> None:
    """Write the cash that a reader may see, a page or two for each account.

    Args:
        found: without anything missing for this reader.
    """
    problem = facts.problem
    title = texts.gettext("Trésorerie – {title}", title=problem.title or problem.id)
    pages = []
    if reader.sees_all:
        pages.append(_summary(facts, found, reader, texts))
    elif reader.role != "member":
        pages.append(_group(facts, found, reader, texts))
    pages += [
        account_page(facts, found, account, reader, texts)
        for account in words.accounts_for(found, reader)
    ]
    write_pages(path, title, problem.start, pages, texts)


def account_page(
    facts: Facts, found: Cash, account: CashAccount, reader: Reader, texts: Texts
) -> PdfPage:
    """One account: its lowest point, its weeks as bars, what moves and when."""
    _ = texts.gettext
    kinds: dict[str, dict[FlowKind, None]] = {}
    for flow in account.flows:
        kinds.setdefault(flow.week, {})[flow.kind] = None
    # A week in which nothing moves says nothing that its neighbours do not.
    moving = [w for w in account.weeks if w.week in kinds or w == account.lowest]
    said = words.purchases_line(facts, found, account, texts)
    name = words.account_name(facts, account, texts)
    bars = None
    if account.weeks and any(w.balance_cents for w in account.weeks):
        bars = PdfBars(
            heading=_("Solde à la fin de chaque semaine"),
            weeks=[texts.short_week(w.week) for w in account.weeks],
            cents=[w.balance_cents for w in account.weeks],
        )
    return PdfPage(
        title=_("{workshop} : trésorerie de la commande", workshop=name),
        reader=under_title(reader, facts, texts),
        lead=[(words.need_sentence(account, texts), True), *([(said, False)] if said else [])],
        bars=bars,
        tables=[
            PdfTable(
                heading=_("Par nature, sur toute la commande"),
                heads=[_("Nature"), _("Reçu − payé")],
                align="lr",
                rows=[
                    [_(cost_words.FLOWS[kind]), texts.euros(cents)]
                    for kind, cents in account.by_kind().items()
                    if cents
                ],
                total=[_("Total"), texts.euros(account.change_cents)],
            ),
            PdfTable(
                heading=_("Semaine par semaine"),
                heads=[
                    _("Semaine"),
                    _("Du lundi"),
                    _("Entrées"),
                    _("Sorties"),
                    _("Solde"),
                    _("Ce qui bouge"),
                ],
                align="llrrrw",
                rows=[
                    [
                        texts.week(w.week),
                        texts.day(week_monday(w.week)),
                        texts.euros(w.in_cents),
                        texts.euros(w.out_cents),
                        texts.euros(w.balance_cents),
                        texts.join([_(cost_words.FLOWS[k]) for k in kinds.get(w.week, {})]),
                    ]
                    for w in moving
                ],
                marked=[k for k, w in enumerate(moving) if w == account.lowest],
            ),
        ],
        after=[
            _("En jaune : le point le plus bas."),
            *("• " + messages.sentence(s, texts, facts.names) for s in account.signals),
        ],
    )


def _summary(facts: Facts, found: Cash, reader: Reader, texts: Texts) -> PdfPage:
    _ = texts.gettext
    rows = []
    for account in found.accounts:
        lowest, short = account.lowest, words.first_short(account)
        opening = account.opening_cents
        rows.append(
            [
                words.account_name(facts, account, texts),
                "" if opening is None else texts.euros(opening),
                "" if lowest is None else texts.euros(lowest.balance_cents),
                "" if lowest is None else texts.week(lowest.week),
                texts.euros(account.need_cents or 0),
                texts.week(short) if short else "",
                texts.euros(account.change_cents),
            ]
        )
    changes = texts.euros(sum(a.change_cents for a in found.accounts))
    return PdfPage(
        title=_("Trésorerie : le point le plus bas de chacun"),
        reader=under_title(reader, facts, texts),
        lead=[
            (said, True)
            for said in (
                *words.joint_sentences(found, texts),
                *words.loss_sentences(facts, found, texts),
            )
        ],
        tables=[
            PdfTable(
                heads=[
                    _("Compte"),
                    _("Au départ"),
                    _("Point le plus bas"),
                    _("En"),
                    _("À demander"),
                    _("Avant la semaine"),
                    _("Ce que laisse la commande"),
                ],
                align="wrrrrrr",
                rows=rows,
                total=[_("Total"), "", "", "", "", "", changes],
                marked=[k for k, a in enumerate(found.accounts) if a.need_cents],
            )
        ],
        after=[_("En jaune : une avance est à demander.")]
        if any(a.need_cents for a in found.accounts)
        else [],
    )


def _group(facts: Facts, found: Cash, reader: Reader, texts: Texts) -> PdfPage:
    _ = texts.gettext
    periods = words.group_periods(found)
    total, rows = 0, []
    for period in periods:
        total += period.cents
        rows.append(
            [
                texts.week(period.first),
                texts.week(period.last),
                texts.euros(period.cents),
                texts.euros(total),
            ]
        )
    said = words.group_sentence(bool(periods), FEWEST_MEMBERS, texts)
    return PdfPage(
        title=_("Trésorerie du groupement"),
        reader=under_title(reader, facts, texts),
        lead=[(said, not periods)],
        tables=[
            PdfTable(
                heads=[_("De"), _("À"), _("Entrées − sorties"), _("Cumul")],
                align="llrr",
                rows=rows,
            )
        ],
    )
