"""What a workshop brings to its bank: its own cash for one order, what it asks for, until when, on what ground.

Nothing of another workshop's stands there. A workshop that collects for all shows that account too: it
passes on what it takes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from optimizer.cash import Cash, CashAccount
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.statement_data import MANDATAIRE
from optimizer.weeks import week_monday
from service.exports import cash_workbook
from service.exports.cash_pdf import account_page
from service.exports.facts import Facts
from service.exports.money_pdf import PdfPage, write_pages
from service.exports.readers import Reader
from service.i18n import Texts


def write_bank_pdf(
    facts: Facts,
    found: Cash,
    terms: OrderTerms,
    costs: MemberCosts,
    path: Path,
    texts: Texts,
    *,
    is_validated: bool = True,
) -> None:
    """Write a workshop's cash for its bank.

    Args:
        found: of which only this workshop's account, and the one it keeps as mandataire, are read.
        costs: the workshop's own figures, without anything missing.
        is_validated: whether somebody validated them as they are.
    """
    problem = facts.problem
    name = facts.workshop_name(costs.workshop)
    reader = Reader(role="member", workshop=costs.workshop)
    pages = [_own(facts, found, terms, costs, reader, texts, is_validated)]
    if terms.circuit == "mandataire" and terms.mandataire == costs.workshop:
        pages.append(_collected(facts, found, reader, texts))
    title = texts.gettext("Pour la banque – {name}", name=name)
    write_pages(path, title, problem.start, pages, texts)


def bank_line(facts: Facts, workshop: str, texts: Texts) -> str:
    """For whom the document is."""
    return texts.gettext(
        "Pour la banque : {name}. Rien n'y est dit des autres ateliers.",
        name=facts.workshop_name(workshop),
    )


def repaid_in(account: CashAccount) -> str | None:
    """The first week from which the account stays above zero; None when it never lacks, or always will."""
    short = [k for k, w in enumerate(account.weeks) if w.balance_cents < 0]
    if not short or short[-1] + 1 >= len(account.weeks):
        return None
    return account.weeks[short[-1] + 1].week


def asked_sentences(account: CashAccount, texts: Texts) -> list[str]:
    """How much is asked, before when, and from when it can be paid back."""
    _ = texts.gettext
    first = cash_workbook.first_short(account)
    if not account.need_cents or first is None:
        return [_("Aucun prêt n'est demandé : le solde ne passe jamais sous zéro.")]
    said = [
        _(
            "Demandé : {amount}, avant {week} (le {day}).",
            amount=texts.euros(account.need_cents),
            week=texts.week(first),
            day=texts.day(week_monday(first)),
        )
    ]
    back = repaid_in(account)
    if back is None:
        said.append(_("Cette commande seule ne suffit pas à le rembourser."))
    else:
        said.append(
            _(
                "Remboursable à partir de {week} (le {day}) : le solde ne repasse plus sous zéro.",
                week=texts.week(back),
                day=texts.day(week_monday(back)),
            )
        )
    return said


def hypotheses(
    terms: OrderTerms, costs: MemberCosts, texts: Texts, *, is_validated: bool = True
) -> Sequence[str]:
    """What the forecast stands on."""
    _ = texts.gettext
    said = [] if is_validated else [_("Les coûts de l'atelier ne sont pas encore validés.")]
    said += [
        _("Les livraisons sont celles du plan, comptées comme toutes acceptées."),
        _("Le client paie à {n} jours de la fin de chaque période.", n=terms.buyer_days),
    ]
    if terms.deposit and terms.deposit_day is not None:
        said.append(
            _(
                "Il verse {part} du total à la signature, le {day}, déduits ensuite des états.",
                part=texts.percent(terms.deposit),
                day=texts.day(terms.deposit_day),
            )
        )
    if costs.payment_days_suppliers is not None:
        said.append(
            _("L'atelier paie ses autres fournisseurs à {n} jours.", n=costs.payment_days_suppliers)
        )
    said.append(
        _("Les salaires sont payés {n} jours après la semaine travaillée.", n=terms.wage_days)
    )
    if costs.aids:
        said.append(
            _("Les aides arrivent {n} jours après la semaine travaillée.", n=terms.aid_days)
        )
    if costs.opening_cash_cents is None:
        said.append(_("La trésorerie de départ n'est pas connue : le solde part de 0."))
    else:
        said.append(
            _("Trésorerie au départ : {amount}.", amount=texts.euros(costs.opening_cash_cents))
        )
    said.append(
        _("Seule cette commande est comptée : ni les autres ventes, ni les autres charges.")
    )
    return said


def _own(
    facts: Facts,
    found: Cash,
    terms: OrderTerms,
    costs: MemberCosts,
    reader: Reader,
    texts: Texts,
    is_validated: bool,
) -> PdfPage:
    _ = texts.gettext
    account = found.account(costs.workshop)
    page = account_page(facts, found, account, reader, texts)
    problem = facts.problem
    order = _("Commande : {title}.", title=problem.title or problem.id)
    customers = list(dict.fromkeys(o.customer for o in problem.orders if o.customer))
    if customers:
        order += " " + texts.labelled(_("Client"), texts.join(customers))
    return replace(
        page,
        title=_(
            "{name} : la trésorerie de cette commande", name=facts.workshop_name(costs.workshop)
        ),
        reader=bank_line(facts, costs.workshop, texts),
        lead=[
            *((said, True) for said in asked_sentences(account, texts)),
            (order, False),
            (_("Hypothèses :"), True),
            *(
                ("• " + said, False)
                for said in hypotheses(terms, costs, texts, is_validated=is_validated)
            ),
        ],
    )


def _collected(facts: Facts, found: Cash, reader: Reader, texts: Texts) -> PdfPage:
    account = found.account(MANDATAIRE)
    page = account_page(facts, found, account, reader, texts)
    said = texts.gettext(
        "{name} encaisse pour tout le groupement, et reverse la même semaine : ce compte n'a pas besoin de "
        "prêt.",
        name=facts.workshop_name(reader.workshop),
    )
    return replace(
        page, reader=bank_line(facts, reader.workshop, texts), lead=[(said, True), *page.lead]
    )
