"""A workshop's weeks as a list to follow and tick off: what arrives, what to make, what leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from optimizer.problem import Workshop
from service.exports import schedule
from service.exports.facts import ZERO, Facts
from service.exports.sheet import GREY, PALE, Column, Kind, Page
from service.exports.workshop_facts import Movement, WorkshopWeek, last_day, workshop_weeks
from service.i18n import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing to do in a week, as printed."""

    action: str
    what: str
    quantity: Decimal
    unit: str
    lots: str
    where: str
    hours: Decimal | None = None


_WIDTHS = (9, 34, 11, 8, 18, 8, 58, 6)


def write_week_list(page: Page, facts: Facts, workshop: Workshop) -> None:
    """The list of a workshop's weeks at the page's next row."""
    texts = page.book.texts
    _ = texts.gettext
    name = facts.workshop_name(workshop.id)
    page.widths(_WIDTHS)
    page.title(
        _("{workshop} : semaine par semaine", workshop=name),
        _(
            "Ce qui arrive, ce qu'il faut faire, ce qui part ; la dernière colonne se coche. Entre "
            "parenthèses : la semaine où c'est parti, ou celle où c'est attendu."
        ),
    )
    heads: tuple[tuple[str, Kind], ...] = (
        (_("Action"), "text"),
        (_("Quoi"), "wrapped"),
        (_("Quantité"), "quantity"),
        (_("Unité"), "text"),
        (_("Paquets"), "text"),
        (_("Heures"), "hours"),
        (_("D'où, vers où, à savoir"), "wrapped"),
        (_("Fait"), "text"),
    )
    columns = [
        Column(header=header, kind=kind, width=width)
        for (header, kind), width in zip(heads, _WIDTHS, strict=True)
    ]
    page.header(columns, height=18)
    page.sheet.repeat_rows(page.row - 1)
    page.sheet.freeze_panes(page.row, 0)
    weeks = workshop_weeks(facts, workshop)
    while weeks and weeks[-1].is_quiet:
        weeks.pop()
    if not weeks:
        page.line(_("Rien à fabriquer dans ce plan."), bold=True)
    for week in weeks:
        _week_header(page, facts, workshop, week)
        lines = list(week_lines(facts, week, texts))
        if not lines:
            quiet = quiet_text(week, texts)
            page.cells(columns, ["", quiet, None, None, None, None, None, None], italic=True)
        for line in lines:
            kind = {"bg_color": "#FFFFFF", "bold": True} if line.hours is not None else {}
            page.cells(
                columns,
                [
                    line.action,
                    line.what,
                    line.quantity,
                    line.unit,
                    line.lots,
                    line.hours,
                    line.where,
                    "☐",
                ],
                **kind,
            )


def _week_header(page: Page, facts: Facts, workshop: Workshop, week: WorkshopWeek) -> None:
    texts = page.book.texts
    _ = texts.gettext
    monday = facts.horizon.monday_of(week.week)
    last = last_day(workshop, monday)
    parts = [
        _(
            "{week}, du {first} au {last}",
            week=texts.week(facts.horizon.name(week.week)),
            first=texts.short_day(monday),
            last=texts.short_day(last),
        ),
        texts.ngettext("{n} jour ouvert", "{n} jours ouverts", week.open_days),
    ]
    if week.load is not None:
        parts.append(load_text(week, week.load, texts))
    remark = schedule.remarks(week, workshop, facts, texts)
    if remark:
        parts.append(remark)
    text = " – ".join(parts)
    form = page.book.format(
        bold=True,
        bg_color=PALE if week.productive_minutes else GREY,
        border=1,
        border_color="#B8C7CC",
        text_wrap=True,
    )
    page.sheet.set_row(page.row, 16 * (1 + len(text) // 150))
    page.sheet.merge_range(page.row, 0, page.row, len(_WIDTHS) - 1, "", form)
    page.sheet.write_string(page.row, 0, text, form)
    page.row += 1


def quiet_text(week: WorkshopWeek, texts: Texts) -> str:
    """Why nothing stands under a week."""
    _ = texts.gettext
    if week.productive_minutes:
        return _("rien à faire pour cette commande")
    return _("pas d'heures cette semaine")


def load_text(week: WorkshopWeek, load: Decimal, texts: Texts) -> str:
    """How full a week is: ``121,9 h sur 123,6 h (charge 99 %)``."""
    return texts.gettext(
        "{used} sur {available} (charge {load})",
        used=texts.hours(week.used_minutes),
        available=texts.hours(week.productive_minutes),
        load=texts.percent(load, 0),
    )


def week_lines(facts: Facts, week: WorkshopWeek, texts: Texts) -> Iterator[Line]:
    """What arrives, what is to be made, what leaves, in this order."""
    _ = texts.gettext

    def units(quantity: Decimal) -> str:
        return texts.ngettext("unité", "unités", quantity)

    def named(product: str, operation: str) -> str:
        done = facts.operation_name(product, operation)
        return f"{facts.product_name(product)} – {done}"

    for issue in week.issues:
        where = _("du stock commun")
        if issue.issue_week != week.week:
            left = texts.week(facts.horizon.name(issue.issue_week))
            where = _("du stock commun, parti en {week}", week=left)
        if issue.replaces:
            where += _(
                " (à la place de : {material})", material=facts.material_name(issue.replaces)
            )
        yield Line(
            action=_("Arrive"),
            what=facts.material_name(issue.material),
            quantity=issue.quantity,
            unit=facts.materials[issue.material].unit,
            lots="",
            where=where,
        )
    for (product, operation), group in _grouped(week.received):
        quantity = sum((m.units for m in group), start=ZERO)
        yield Line(
            action=_("Arrive"),
            what=_("{what} (fait)", what=named(product, operation)),
            quantity=quantity,
            unit=units(quantity),
            lots=lots_text(facts, product, quantity, texts),
            where=_came_from(facts, group, texts),
        )
    for task in week.tasks:
        yield Line(
            action=_("Faire"),
            what=named(task.product, task.operation),
            quantity=task.units,
            unit=units(task.units),
            lots=lots_text(facts, task.product, task.units, texts),
            where=_(
                "petite série : à voir avec la coordination, pour la regrouper avec une autre semaine"
            )
            if task.is_small
            else "",
            hours=task.minutes / 60,
        )
    for (product, operation), group in _grouped(week.sent):
        quantity = sum((m.units for m in group), start=ZERO)
        yield Line(
            action=_("Part"),
            what=_("{what} (fait)", what=named(product, operation)),
            quantity=quantity,
            unit=units(quantity),
            lots=lots_text(facts, product, quantity, texts),
            where=_goes_to(facts, group, texts),
        )
    for m in week.shipped:
        where = _("vers {place}", place=facts.point_name(m.place))
        if m.arrival is not None and m.arrival != week.week:
            arrival = texts.week(facts.horizon.name(m.arrival))
            where = _(
                "vers {place}, livré en {week}", place=facts.point_name(m.place), week=arrival
            )
        yield Line(
            action=_("Part"),
            what=_("{product} (terminé)", product=facts.product_name(m.product)),
            quantity=m.units,
            unit=units(m.units),
            lots=lots_text(facts, m.product, m.units, texts),
            where=where,
        )


def _grouped(movements: tuple[Movement, ...]) -> Iterator[tuple[tuple[str, str], list[Movement]]]:
    """What moves by (product, operation): one line of the list each."""
    for kind in dict.fromkeys((m.product, m.operation) for m in movements):
        yield kind, [m for m in movements if (m.product, m.operation) == kind]


def _came_from(facts: Facts, group: list[Movement], texts: Texts) -> str:
    """Who handed units over, and when they left: the workshop must know whom to ask."""
    _ = texts.gettext
    known = [(m.partner, m.left, m.units) for m in group if m.partner and m.left is not None]
    lead = facts.problem.hub.lead_time_weeks if facts.problem.hub else 0
    here = group[0].arrival or 0

    def when(left: int) -> str:
        week = texts.short_week(facts.horizon.name(left))
        return _("{week}, au dépôt depuis", week=week) if left + lead < here else week

    before = sum((m.units for m in group), start=ZERO) - sum((u for *_w, u in known), start=ZERO)
    parts = []
    if known:
        said = _by_partner(facts, known, texts, when)
        parts.append(_("par la navette, de chez {workshops}", workshops=said))
    if before:
        parts.append(
            texts.ngettext(
                "{n} unité était à la navette avant ce plan",
                "{n} unités étaient à la navette avant ce plan",
                before,
            )
        )
    return texts.clauses(parts)


def _goes_to(facts: Facts, group: list[Movement], texts: Texts) -> str:
    """For whom units leave, and when they are there."""
    _ = texts.gettext
    known = [(m.partner, m.arrival, m.units) for m in group if m.partner and m.arrival is not None]
    left = sum((m.units for m in group), start=ZERO) - sum((u for *_w, u in known), start=ZERO)
    lead = facts.problem.hub.lead_time_weeks if facts.problem.hub else 0
    here = group[0].left or 0

    def when(arrival: int) -> str:
        week = texts.short_week(facts.horizon.name(arrival))
        return _("reste au dépôt jusqu'à {week}", week=week) if here + lead < arrival else week

    parts = []
    if known:
        said = _by_partner(facts, known, texts, when)
        parts.append(_("par la navette, pour {workshops}", workshops=said))
    if left:
        parts.append(
            texts.ngettext(
                "{n} unité reste à la navette : personne ne la prend dans ce plan",
                "{n} unités restent à la navette : personne ne les prend dans ce plan",
                left,
            )
        )
    return texts.clauses(parts)


def _by_partner(
    facts: Facts,
    moves: list[tuple[str, int, Decimal]],
    texts: Texts,
    when: Callable[[int], str],
) -> str:
    """``Vestali 400 (S16) et 50 (S17) ; Fil rouge 100 (S18)``; no figure where there is only one."""
    weeks: dict[str, dict[int, Decimal]] = {}
    for partner, week, units in moves:
        mine = weeks.setdefault(partner, {})
        mine[week] = mine.get(week, ZERO) + units
    is_single = len(weeks) == 1 and all(len(mine) == 1 for mine in weeks.values())
    return texts.clauses(
        [
            facts.workshop_name(partner)
            + " "
            + texts.join(
                [
                    ("" if is_single else texts.number(units) + "\u00a0") + f"({when(week)})"
                    for week, units in sorted(mine.items())
                ]
            )
            for partner, mine in weeks.items()
        ]
    )


def lots_text(facts: Facts, product: str, units: Decimal, texts: Texts) -> str:
    """``12 paquets de 100``, ``12 paquets de 100 + 40``, or nothing for a divisible product."""
    _ = texts.gettext
    size = facts.products[product].lot_size
    if not size:
        return ""
    lots, beside = int(units // size), units % size
    if not lots:
        return _("paquet incomplet")
    said = texts.ngettext(
        "{n} paquet de {size}", "{n} paquets de {size}", lots, size=texts.number(size)
    )
    return f"{said} + {texts.number(beside)}" if beside else said
