"""*Trésorerie*: week by week what comes in and goes out, the lowest point, with native charts.

A member sees its own account, the facilitator all of them. The coordinator sees the mandataire's account
and what the order changes for all together, by periods in which at least three members have private
flows, so that nobody's own can be read off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from optimizer.cash import Cash, CashAccount, FlowKind
from optimizer.statement_data import MANDATAIRE
from optimizer.weeks import week_monday
from service import messages
from service.exports import cost_words, settlement_page
from service.exports.charts import add_cash_chart
from service.exports.cost_words import euros
from service.exports.facts import Facts
from service.exports.readers import FEWEST_MEMBERS, Reader, under_title
from service.exports.sheet import AMBER, Book, Column, Page, Value
from service.i18n import Texts

_WIDTHS = (32, 13, 15, 15, 16, 62)
_WIDE = (6, 140)
# What a member pays and receives by its own figures; the rest follows from statements and orders.
_PRIVATE: tuple[FlowKind, ...] = ("wages", "expense", "aid")


def write_cash_workbook(
    facts: Facts, found: Cash, reader: Reader, path: Path, texts: Texts
) -> None:
    """Write the cash that a reader may see.

    Args:
        found: without anything missing for this reader.
    """
    _ = texts.gettext
    problem = facts.problem
    title = _("Trésorerie – {title}", title=problem.title or problem.id)
    book = Book(path, texts, title, problem.start)
    shown = accounts_for(found, reader)
    if reader.sees_all:
        _write_summary(book.page(_("Trésorerie")), facts, found, reader)
    elif reader.role != "member":
        _write_group(book.page(_("Trésorerie")), facts, found, reader)
    for account in shown:
        name = _("Trésorerie") if reader.role == "member" else account_name(facts, account, texts)
        _write_account(book.page(name), facts, found, account, reader)
    book.close()


def accounts_for(found: Cash, reader: Reader) -> tuple[CashAccount, ...]:
    """The accounts that a reader may see line by line."""
    return tuple(
        a
        for a in found.accounts
        if reader.sees(a.account) or (a.account == MANDATAIRE and reader.role == "coordinator")
    )


def account_name(facts: Facts, account: CashAccount, texts: Texts) -> str:
    """Whose account it is."""
    if account.account == MANDATAIRE:
        return texts.gettext("Compte du mandataire")
    return facts.workshop_name(account.account)


# -- one account ------------------------------------------------------------------------------------


def purchases_line(facts: Facts, found: Cash, account: CashAccount, texts: Texts) -> str:
    """How the purchases of an account are shared; "" when there are none, or they are not its own."""
    if account.account == MANDATAIRE or not facts.plan.purchases:
        return ""
    if found.settlement is None:
        return settlement_page.one_price_sentence(texts)
    return settlement_page.key_line(found.settlement, texts)


def _write_account(
    page: Page, facts: Facts, found: Cash, account: CashAccount, reader: Reader
) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    name = account_name(facts, account, texts)
    page.title(
        _("{workshop} : trésorerie de la commande", workshop=name),
        under_title(reader, facts, texts),
    )
    page.paragraph(need_sentence(account, texts), *_WIDE, bold=True)
    said = purchases_line(facts, found, account, texts)
    if said:
        page.line(said)
    page.gap()
    chart_row = page.row
    page.gap(17)
    page.heading(_("Par nature, sur toute la commande"))
    columns = [
        Column(header=_("Nature"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Reçu − payé"), kind="euros"),
    ]
    rows: list[list[Value]] = [
        [_(cost_words.FLOWS[kind]), euros(cents)]
        for kind, cents in account.by_kind().items()
        if cents
    ]
    page.table(columns, rows, [_("Total"), euros(account.change_cents)], header_height=18)
    for signal in account.signals:
        page.paragraph("• " + messages.sentence(signal, texts, facts.names), *_WIDE)
    page.break_before()
    page.heading(_("Semaine par semaine"))
    columns = [
        Column(header=_("Semaine")),
        Column(header=_("Du lundi"), kind="date"),
        Column(header=_("Entrées"), kind="euros"),
        Column(header=_("Sorties"), kind="euros"),
        Column(header=_("Solde"), kind="euros"),
        Column(header=_("Ce qui bouge"), kind="wrapped", width=_WIDTHS[5]),
    ]
    page.line(_("En jaune : le point le plus bas."), font_color="#555555")
    page.sheet.repeat_rows(page.row)
    page.header(columns, height=18)
    first = page.row
    lowest = account.lowest
    kinds: dict[str, dict[FlowKind, None]] = {}
    for flow in account.flows:
        kinds.setdefault(flow.week, {})[flow.kind] = None
    for week in account.weeks:
        looks = {"bg_color": AMBER, "bold": True} if week == lowest else {}
        what = texts.join([_(cost_words.FLOWS[k]) for k in kinds.get(week.week, {})])
        page.cells(
            columns,
            [
                texts.week(week.week),
                week_monday(week.week),
                euros(week.in_cents),
                euros(week.out_cents),
                euros(week.balance_cents),
                what,
            ],
            **looks,
        )
    if account.weeks:
        add_cash_chart(page, first, page.row - 1, at=(chart_row, 0))


def need_sentence(account: CashAccount, texts: Texts) -> str:
    _ = texts.gettext
    lowest = account.lowest
    if lowest is None:
        return _("Aucun mouvement.")
    opening = account.opening_cents
    point = "" if opening is None else _("Au départ : {amount}.", amount=texts.euros(opening)) + " "
    point += _(
        "Point le plus bas : {amount}, en {week}.",
        amount=texts.euros(lowest.balance_cents),
        week=texts.week(lowest.week),
    )
    if account.opening_cents is None:
        point += " " + _("La trésorerie de départ n'est pas connue : le solde part de 0.")
    need = account.need_cents
    if need:
        asked = _(
            "À demander à un prêteur : {amount}, avant {week}.",
            amount=texts.euros(need),
            week=texts.week(first_short(account) or lowest.week),
        )
        return f"{point} {asked}"
    return point + " " + _("Aucune avance à demander.")


def first_short(account: CashAccount) -> str | None:
    """The first week that ends below zero: before it the loan has to be there."""
    return next((w.week for w in account.weeks if w.balance_cents < 0), None)


# -- the facilitator's first sheet --------------------------------------------------------------------


def _write_summary(page: Page, facts: Facts, found: Cash, reader: Reader) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths((34, 18, 18, 14, 18, 18, 18))
    page.title(_("Trésorerie : le point le plus bas de chacun"), under_title(reader, facts, texts))
    columns = [
        Column(header=_("Compte"), kind="wrapped", width=34),
        Column(header=_("Au départ"), kind="euros"),
        Column(header=_("Point le plus bas"), kind="euros"),
        Column(header=_("En")),
        Column(header=_("À demander"), kind="euros"),
        Column(header=_("Avant la semaine")),
        Column(header=_("Ce que laisse la commande"), kind="euros"),
    ]
    page.header(columns)
    for account in found.accounts:
        lowest, short = account.lowest, first_short(account)
        page.cells(
            columns,
            [
                account_name(facts, account, texts),
                euros(account.opening_cents),
                None if lowest is None else euros(lowest.balance_cents),
                "" if lowest is None else texts.week(lowest.week),
                euros(account.need_cents),
                texts.week(short) if short else "",
                euros(account.change_cents),
            ],
            **({"bg_color": AMBER} if account.need_cents else {}),
        )
    changes = euros(sum(a.change_cents for a in found.accounts))
    page.total(columns, [_("Total"), None, None, None, None, None, changes])
    if any(a.need_cents for a in found.accounts):
        page.line(_("En jaune : une avance est à demander."), font_color="#555555")
        page.gap()
    for said in (*joint_sentences(found, texts), *loss_sentences(facts, found, texts)):
        page.paragraph(said, 7, 128, bold=True)
    page.gap()


def joint_sentences(found: Cash, texts: Texts) -> list[str]:
    """What all together must borrow: the worst week, beside the sum of each one's own worst week."""
    _ = texts.gettext
    joint = found.joint_need
    if joint is None or not joint.cents:
        return []
    peaks = sum(a.need_cents or 0 for a in found.members)
    said = _(
        "Tous ensemble, au plus fort : {amount} à emprunter la même semaine, en {week}.",
        amount=texts.euros(joint.cents),
        week=texts.week(joint.week),
    )
    if peaks == joint.cents:
        return [said]
    return [
        said,
        _(
            "Si chacun emprunte de son côté ce qu'il lui faut dans sa propre semaine la plus basse : "
            "{amount} de prêts en tout, jamais tirés tous à la fois.",
            amount=texts.euros(peaks),
        ),
    ]


def loss_sentences(facts: Facts, found: Cash, texts: Texts) -> list[str]:
    """Whom the order leaves with less than it had: cash of its own hides that until the end."""
    losing = [a for a in found.members if a.change_cents < 0]
    if not losing:
        return []
    named = [f"{account_name(facts, a, texts)} ({texts.euros(-a.change_cents)})" for a in losing]
    return [
        texts.gettext(
            "Une fois tout encaissé et tout payé, la commande aura coûté de l'argent à {names}.",
            names=texts.join(named),
        )
    ]


# -- the coordinator's --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPeriod:
    """Consecutive weeks, and what they change for all members together."""

    first: str
    last: str
    cents: int


def group_periods(found: Cash) -> tuple[GroupPeriod, ...]:
    """The change for all by periods of about four weeks; () when too few members have private flows.

    A period goes on until at least three members have private flows in it; what is left at the end joins
    the last one.
    """
    members = [a for a in found.accounts if a.account != MANDATAIRE]
    periods = list(_cut(found.weeks, members))
    if len(periods) > 1 and not _is_wide(periods[-1], members):
        periods[-2:] = [periods[-2] + periods[-1]]
    if not periods or not _is_wide(periods[-1], members):
        return ()
    return tuple(
        GroupPeriod(
            first=weeks[0],
            last=weeks[-1],
            cents=sum(f.cents for a in members for f in a.flows if f.week in weeks),
        )
        for weeks in periods
    )


def _cut(weeks: tuple[str, ...], members: list[CashAccount]) -> Iterator[list[str]]:
    current: list[str] = []
    for week in weeks:
        current.append(week)
        if len(current) >= 4 and _is_wide(current, members):
            yield current
            current = []
    if current:
        yield current


def _is_wide(weeks: list[str], members: list[CashAccount]) -> bool:
    """Whether enough members pay or receive, in these weeks, what only their own figures say."""
    having = [a for a in members if any(f.kind in _PRIVATE and f.week in weeks for f in a.flows)]
    return len(having) >= FEWEST_MEMBERS


def _write_group(page: Page, facts: Facts, found: Cash, reader: Reader) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths((22, 22, 20, 20, 20))
    page.title(_("Trésorerie du groupement"), under_title(reader, facts, texts))
    periods = group_periods(found)
    page.paragraph(group_sentence(bool(periods), FEWEST_MEMBERS, texts), 5, 105, bold=not periods)
    if not periods:
        return
    page.gap()
    columns = [
        Column(header=_("De")),
        Column(header=_("À")),
        Column(header=_("Entrées − sorties"), kind="euros"),
        Column(header=_("Cumul"), kind="euros"),
    ]
    total = 0
    rows: list[list[Value]] = []
    for period in periods:
        total += period.cents
        row: list[Value] = [texts.week(period.first), texts.week(period.last)]
        rows.append([*row, euros(period.cents), euros(total)])
    page.table(columns, rows, header_height=18)


def group_sentence(is_shown: bool, fewest: int, texts: Texts) -> str:
    """What the totals of the group are, or why they are not shown."""
    _ = texts.gettext
    if is_shown:
        return _(
            "Ce que la commande change pour tous les ateliers ensemble (sans leur trésorerie de départ), "
            "par périodes où au moins {n} ateliers ont des mouvements.",
            n=fewest,
        )
    return _(
        "Moins de {n} ateliers ont une trésorerie à montrer : un total dirait celle d'un seul. "
        "La personne qui accompagne le groupement la voit.",
        n=fewest,
    )
