"""``atelier_<id>.xlsx``: what one workshop must know; of the others, only who hands over to it.

Three sheets: its share and why, its weeks as a list to follow and tick off, its weeks as a table.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from optimizer.plan import Fairness
from optimizer.problem import Workshop
from service.exports import own_reasons, schedule, words
from service.exports.assumptions import write_assumptions
from service.exports.facts import ZERO, Facts
from service.exports.receipts import has_receipts, receipts_of
from service.exports.sheet import PALE, Book, Column, Page, Value
from service.exports.week_list import lots_text, write_week_list
from service.i18n import Texts


def write_workshop_workbook(facts: Facts, workshop: Workshop, path: Path, texts: Texts) -> None:
    """Write the workbook of one workshop."""
    _ = texts.gettext
    name = facts.workshop_name(workshop.id)
    title = f"{name} – {facts.problem.title or facts.problem.id}"
    book = Book(path, texts, title, facts.problem.start)
    _write_share(book.page(_("Votre part"), is_landscape=False), facts, workshop)
    write_week_list(book.page(_("Semaine par semaine")), facts, workshop)
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
        _("Votre part de la commande « {title} »", title=facts.problem.title or facts.problem.id),
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
        _share_rows(page, facts, facts.plan.fairness, workshop)
    _receipts_rows(page, facts, workshop)
    _work_rows(page, facts, workshop)
    _goods_rows(page, facts, workshop)
    mine = [a for a in facts.problem.assumptions if a.subject == workshop.id]
    if mine:
        page.heading(
            _("Ce qui a été supposé à votre sujet : dites au coordinateur ce qui est faux")
        )
        write_assumptions(page, facts, mine, is_private=True)


def _share_rows(page: Page, facts: Facts, fairness: Fairness, workshop: Workshop) -> None:
    texts = page.book.texts
    _ = texts.gettext
    share = next(s for s in fairness.shares if s.workshop == workshop.id)
    total = fairness.total_minutes
    page.heading(_("Votre part"))
    heads = (_("Quoi"), _("Part du travail"), _("Heures"))
    page.header([Column(header=head) for head in heads], height=18)

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
        _(
            "Pourquoi : {reason}.",
            reason=own_reasons.own_reason(facts, share, texts),
        ),
        5,
        105,
        bold=True,
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


def _receipts_rows(page: Page, facts: Facts, workshop: Workshop) -> None:
    """What it may invoice and what its ceiling leaves; nothing when no rate is known."""
    texts = page.book.texts
    _ = texts.gettext
    found = receipts_of(facts, workshop)
    if not has_receipts(facts):
        return
    page.heading(_("Vos recettes (façon, hors taxes)"))
    page.header([Column(header=_("Quoi")), Column(header=_("Montant"))], height=18)

    def row(label: str, cents: Decimal, **looks: object) -> None:
        page.put(page.row, 0, label, "text", **looks)
        page.put(page.row, 1, cents / 100, "euros", **looks)
        page.row += 1

    if found.past_cents:
        row(_("avant ce plan"), found.past_cents)
    row(_("avec ce plan"), found.planned_cents, bold=True, bg_color=PALE)
    if found.ceiling_cents is not None and found.left_cents is not None:
        row(_("votre plafond"), found.ceiling_cents)
        row(_("reste sous le plafond"), found.left_cents)
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
        Column(header=_("Paquets"), width=18),
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
    for (way, product, operation, partner), units in _handed_over(facts, workshop).items():
        what = f"{facts.product_name(product)} – {facts.operation_name(product, operation)}"
        if way == "in":
            where = _("de chez {workshop}", workshop=partner) if partner else _("de la navette")
            rows.append([what, _("arrive"), units, _("unités"), where])
        else:
            where = _("pour {workshop}", workshop=partner) if partner else _("à la navette")
            rows.append([what, _("part"), units, _("unités"), where])
    for (w, point, product), row in facts.ledger.shipped.items():
        if w == workshop.id:
            rows.append(
                [
                    facts.product_name(product),
                    _("part"),
                    sum(row, start=ZERO),
                    _("unités"),
                    _("vers {place}", place=facts.point_name(point)),
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


def _handed_over(facts: Facts, workshop: Workshop) -> dict[tuple[str, str, str, str], Decimal]:
    """Units by (``in`` or ``out``, product, operation, partner's name or "")."""
    found: dict[tuple[str, str, str, str], Decimal] = {}
    for way in ("in", "out"):
        for h in facts.handovers:
            mine, other = (h.receiver, h.sender) if way == "in" else (h.sender, h.receiver)
            if mine == workshop.id:
                name = facts.workshop_name(other) if other else ""
                key = way, h.product, h.operation, name
                found[key] = found.get(key, ZERO) + h.units
    return found
