"""``atelier_<id>.xlsx``: what one workshop must know, and nothing about the others.

Three sheets: its share and why, its weeks as a list to follow and tick off, its weeks as a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from optimizer.plan import Fairness
from optimizer.problem import Workshop
from service.exports import schedule, words
from service.exports.assumptions import write_assumptions
from service.exports.facts import ZERO, Facts
from service.exports.sheet import GREY, PALE, Book, Column, Page, Value
from service.exports.workshop_facts import WorkshopWeek, workshop_weeks
from service.i18n import Texts


def write_workshop_workbook(facts: Facts, workshop: Workshop, path: Path, texts: Texts) -> None:
    """Write the workbook of one workshop."""
    _ = texts.gettext
    name = facts.workshop_name(workshop.id)
    title = f"{name} – {facts.problem.title or facts.problem.id}"
    book = Book(path, texts, title, facts.problem.start)
    _write_share(book.page(_("Votre part"), is_landscape=False), facts, workshop)
    _write_list(book.page(_("Semaine par semaine"), is_landscape=False), facts, workshop)
    table = book.page(_("Tableau"))
    table.title(_("{workshop} : tableau des semaines", workshop=name))
    schedule.write_schedule(table, facts, workshop)
    book.close()


# -- the share ----------------------------------------------------------------------------------


def _write_share(page: Page, facts: Facts, workshop: Workshop) -> None:
    texts = page.book.texts
    _ = texts.gettext
    horizon = facts.horizon
    page.widths([38, 18, 16, 18, 28])
    page.title(
        facts.workshop_name(workshop.id),
        _("Sa part de la commande « {title} »", title=facts.problem.title or facts.problem.id),
    )
    for order in facts.problem.orders:
        customer = f" – {order.customer}" if order.customer else ""
        page.line(_("Commande : {order}", order=(order.name or order.id) + customer))
    page.line(
        _(
            "Du {first} au {last} ({first_week} à {last_week})",
            first=texts.day(facts.problem.start),
            last=texts.day(horizon.monday_of(facts.last_week) + timedelta(days=4)),
            first_week=texts.week(horizon.name(0)),
            last_week=texts.week(horizon.name(facts.last_week)),
        )
    )
    page.gap()
    if facts.plan.fairness is not None:
        _share_rows(page, facts.plan.fairness, workshop)
    _work_rows(page, facts, workshop)
    _goods_rows(page, facts, workshop)
    mine = [a for a in facts.problem.assumptions if a.subject == workshop.id]
    if mine:
        page.heading(_("Ce qui a été supposé à votre sujet (à corriger si c'est faux)"))
        write_assumptions(page, facts, mine, has_subject=False)


def _share_rows(page: Page, fairness: Fairness, workshop: Workshop) -> None:
    texts = page.book.texts
    _ = texts.gettext
    share = next(s for s in fairness.shares if s.workshop == workshop.id)
    total = fairness.total_minutes
    page.heading(_("Votre part"))
    page.header([Column(header=_("Quoi")), Column(header=_("Part")), Column(header=_("Heures"))])

    def row(label: str, minutes: Decimal | None, part: Decimal | None, **looks: object) -> None:
        page.put(page.row, 0, label, "text", **looks)
        page.put(page.row, 1, part, "percent", **looks)
        page.put(page.row, 2, None if minutes is None else minutes / 60, "hours", **looks)
        page.row += 1

    row(
        _("part selon la clé ({key})", key=_(words.KEYS[fairness.key])),
        share.weight_share * total,
        share.weight_share,
    )
    row(_("part visée"), share.target_minutes, share.target_minutes / total if total else ZERO)
    row(
        _("part obtenue (temps gammé)"),
        share.load_minutes,
        share.load_minutes / total if total else ZERO,
        bold=True,
        bg_color=PALE,
    )
    row(_("heures réelles que cela prend"), share.real_minutes, None)
    page.gap()
    page.paragraph(
        _("Pourquoi : {reason}.", reason=words.share_reason(share, total, texts)), 5, 105, bold=True
    )
    page.paragraph(
        _(
            "La part compte le travail en temps gammé, le même pour tous ; les heures réelles "
            "dépendent de votre rendement et comptent les mises en route. La part visée est la "
            "plus juste que les capacités, les qualifications et les matières permettent."
        ),
        5,
        105,
        font_color="#555555",
    )
    page.gap()


def _work_rows(page: Page, facts: Facts, workshop: Workshop) -> None:
    texts = page.book.texts
    _ = texts.gettext
    jobs = facts.jobs(workshop)
    if not jobs:
        page.line(_("Rien à fabriquer dans ce plan."), bold=True)
        page.gap()
        return
    page.heading(_("Ce que vous fabriquez en tout"))
    columns = [
        Column(header=_("Produit"), width=38),
        Column(header=_("Opération"), width=18),
        Column(header=_("Unités"), kind="units", width=18),
        Column(header=_("Lots"), width=18),
        Column(header=_("Heures"), kind="hours"),
    ]
    rows: list[list[Value]] = []
    weeks = range(facts.horizon.weeks)
    for product, operation in jobs:
        units = sum(facts.made(workshop.id, product.id, operation.id), start=ZERO)
        minutes = sum(
            (facts.work_minutes(workshop.id, product.id, operation.id, t) for t in weeks),
            start=ZERO,
        )
        rows.append(
            [
                facts.product_name(product.id),
                facts.operation_name(product.id, operation.id),
                units,
                lots_text(facts, product.id, units, texts),
                minutes / 60,
            ]
        )
    whole = sum(facts.ledger.minutes_used[workshop.id], start=ZERO)
    page.table(columns, rows, [_("Total"), None, None, None, whole / 60], header_height=18)


def _goods_rows(page: Page, facts: Facts, workshop: Workshop) -> None:
    """Materials received and units sent over the whole plan."""
    _ = page.book.texts.gettext
    rows: list[list[Value]] = []
    for (w, m), row in facts.ledger.material_needs.items():
        if w == workshop.id:
            rows.append(
                [
                    facts.material_name(m),
                    _("arrive"),
                    sum(row, start=ZERO),
                    facts.materials[m].unit,
                    _("du stock commun"),
                ]
            )
    for (w, product, operation), row in facts.ledger.received.items():
        if w == workshop.id:
            what = f"{facts.product_name(product)} – {facts.operation_name(product, operation)}"
            units = sum(row, start=ZERO)
            rows.append([what, _("arrive"), units, _("unités"), _("par la navette")])
    for (w, product, operation), row in facts.ledger.sent.items():
        if w == workshop.id:
            what = f"{facts.product_name(product)} – {facts.operation_name(product, operation)}"
            units = sum(row, start=ZERO)
            rows.append([what, _("part"), units, _("unités"), _("par la navette")])
    for (w, point, product), row in facts.ledger.shipped.items():
        if w == workshop.id:
            rows.append(
                [
                    facts.product_name(product),
                    _("part"),
                    sum(row, start=ZERO),
                    _("unités"),
                    facts.point_name(point),
                ]
            )
    if rows:
        page.heading(_("Ce qui arrive et ce qui part en tout"))
        columns = [
            Column(header=_("Quoi"), width=38),
            Column(header=_("Sens"), width=18),
            Column(header=_("Quantité"), kind="quantity", width=18),
            Column(header=_("Unité"), width=18),
            Column(header=_("D'où, vers où"), kind="wrapped", width=28),
        ]
        page.table(columns, rows, header_height=18)


def lots_text(facts: Facts, product: str, units: Decimal, texts: Texts) -> str:
    """``12 lots de 100``, ``12 lots de 100 + 40``, or nothing for a divisible product."""
    _ = texts.gettext
    size = facts.products[product].lot_size
    if not size:
        return ""
    lots, beside = int(units // size), units % size
    if not lots:
        return _("lot incomplet")
    said = texts.ngettext("{n} lot de {size}", "{n} lots de {size}", lots, size=texts.number(size))
    return f"{said} + {texts.number(beside)}" if beside else said


# -- week by week ---------------------------------------------------------------------------------


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


_LIST_WIDTHS = (10, 34, 12, 9, 17, 9, 27, 6)


def _write_list(page: Page, facts: Facts, workshop: Workshop) -> None:
    texts = page.book.texts
    _ = texts.gettext
    name = facts.workshop_name(workshop.id)
    page.widths(_LIST_WIDTHS)
    page.title(
        _("{workshop} : semaine par semaine", workshop=name),
        _("Ce qui arrive, ce qu'il faut faire, ce qui part. La dernière colonne se coche."),
    )
    columns = [
        Column(header=_("Action"), width=10),
        Column(header=_("Quoi"), width=34),
        Column(header=_("Quantité"), kind="quantity", width=12),
        Column(header=_("Unité"), width=9),
        Column(header=_("Lots"), width=17),
        Column(header=_("Heures"), kind="hours", width=9),
        Column(header=_("D'où, vers où"), kind="wrapped", width=27),
        Column(header=_("Fait"), width=6),
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
            quiet = _("rien à faire pour cette commande") if week.productive_minutes else _("fermé")
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
    last = monday + timedelta(days=workshop.working_days - 1)
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
        parts.append(
            _(
                "{used} sur {available} (charge {load})",
                used=texts.hours(week.used_minutes),
                available=texts.hours(week.productive_minutes),
                load=texts.percent(week.load, 0),
            )
        )
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
    page.sheet.set_row(page.row, 16 * (1 + len(text) // 118))
    page.sheet.merge_range(page.row, 0, page.row, len(_LIST_WIDTHS) - 1, "", form)
    page.sheet.write_string(page.row, 0, text, form)
    page.row += 1


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
    for m in week.received:
        yield Line(
            action=_("Arrive"),
            what=_("{what} (fait)", what=named(m.product, m.operation)),
            quantity=m.units,
            unit=units(m.units),
            lots=lots_text(facts, m.product, m.units, texts),
            where=_("par la navette"),
        )
    for task in week.tasks:
        yield Line(
            action=_("Faire"),
            what=named(task.product, task.operation),
            quantity=task.units,
            unit=units(task.units),
            lots=lots_text(facts, task.product, task.units, texts),
            where="",
            hours=task.minutes / 60,
        )
    for m in week.sent:
        yield Line(
            action=_("Part"),
            what=_("{what} (fait)", what=named(m.product, m.operation)),
            quantity=m.units,
            unit=units(m.units),
            lots=lots_text(facts, m.product, m.units, texts),
            where=_("par la navette"),
        )
    for m in week.shipped:
        where = _("vers {place}", place=facts.point_name(m.place))
        if m.arrival != week.week:
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
