"""``changements.xlsx``: what a plan made again changes, for the coordinator, then a sheet per workshop."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from optimizer.plan_changes import WrittenOff
from optimizer.problem import Workshop
from service import messages
from service.exports import replan_words as said
from service.exports import words
from service.exports.facts import ZERO
from service.exports.replan_words import Compared
from service.exports.sheet import AMBER, GREEN, RED, Book, Column, Page, Value
from service.i18n import N_, Texts

_WIDTHS = (26, 22, 24, 13, 13, 13, 34)
_ALL = len(_WIDTHS)
_CHARACTERS = 175
KINDS = {
    "receive": N_("recevoir"),
    "make": N_("faire"),
    "send": N_("envoyer"),
    "ship": N_("livrer"),
}


def write_replan_workbook(compared: Compared, path: Path, texts: Texts) -> None:
    """Write the coordinator's sheets, then one sheet to send to each workshop that works or changes."""
    _ = texts.gettext
    problem = compared.found.problem
    book = Book(
        path,
        texts,
        _("{title} – ce qui change", title=problem.title or problem.id),
        problem.start,
    )
    _write_changes(book.page(_("Ce qui change")), compared)
    _write_past(book.page(_("Ce qui s'est passé")), compared)
    for workshop in concerned(compared):
        name = compared.facts.workshop_name(workshop.id)
        _write_workshop(book.page(name), compared, workshop)
    book.close()


def concerned(compared: Compared) -> list[Workshop]:
    """Workshops that something changes for, or that work in the new plan."""
    touched = {c.workshop for c in compared.changes}
    touched |= {r.workshop for r in compared.found.plan.runs}
    return [w for w in compared.found.problem.workshops if w.id in touched]


# -- the coordinator's page ---------------------------------------------------------------------


def _write_changes(page: Page, compared: Compared) -> None:
    texts = page.book.texts
    _ = texts.gettext
    found, facts = compared.found, compared.facts
    page.widths(_WIDTHS)
    page.title(
        _("Ce qui change à partir de {week}", week=texts.week(found.from_week)),
        found.problem.title or found.problem.id,
    )
    is_late = any(not m.is_met for m in facts.milestones)
    first, *others = said.headline(compared, texts)
    page.paragraph(
        first, _ALL, _CHARACTERS, bold=True, font_size=12, bg_color=RED if is_late else GREEN
    )
    for text in others:
        page.paragraph(text, _ALL, _CHARACTERS)
    page.gap()
    _milestones(page, compared)
    if found.departed is not None:
        _departed(page, compared)
    if found.reduced:
        _reduced(page, compared)
    _shares(page, compared)
    _taken_over(page, compared)
    if found.orders:
        page.heading(_("Achats qui changent"))
        for change in found.orders:
            page.paragraph("– " + said.order_sentence(change, facts, texts), _ALL, _CHARACTERS)
        page.gap()
    if found.assumed:
        page.heading(_("Ce qui a été supposé : à vérifier"))
        for one in found.assumed:
            text = messages.sentence(one, texts, facts.names)
            place = messages.place(one.source, texts)
            page.paragraph(
                f"– {text} ({place})" if place else f"– {text}", _ALL, _CHARACTERS, bg_color=AMBER
            )
        page.gap()


def _milestones(page: Page, compared: Compared) -> None:
    texts = page.book.texts
    _ = texts.gettext
    facts = compared.whole_facts
    page.heading(_("Jalons de toute la commande, ce qui est déjà livré compris"))
    columns = [
        Column(header=_("Jalon"), width=_WIDTHS[0]),
        Column(header=_("Produit"), kind="wrapped", width=_WIDTHS[1]),
        Column(header=_("Pour le"), kind="date"),
        Column(header=_("Quantité"), kind="units"),
        Column(header=_("À temps"), kind="units"),
        Column(header=_("En retard"), kind="units"),
        Column(header=_("Résultat"), kind="wrapped", width=_WIDTHS[6]),
    ]
    page.header(columns, height=18)
    for m in facts.milestones:
        values: list[Value] = [
            m.demand.id,
            facts.product_name(m.demand.product),
            m.demand.due,
            m.demand.quantity,
            m.on_time,
            m.late,
            words.milestone_state(m, texts),
        ]
        page.cells(columns, values, **({} if m.is_met else {"bg_color": RED}))
    page.gap()


def _departed(page: Page, compared: Compared) -> None:
    texts = page.book.texts
    _ = texts.gettext
    departed = compared.found.departed
    assert departed is not None
    page.heading(_("Un atelier part"))
    for text in said.departed_sentences(departed, compared.facts, texts):
        page.paragraph(text, _ALL, _CHARACTERS)
    if departed.goods:
        _goods(page, compared, departed.goods)
    page.gap()


def _goods(page: Page, compared: Compared, goods: tuple[WrittenOff, ...]) -> None:
    texts = page.book.texts
    _ = texts.gettext
    columns = [
        Column(header=_("Quoi"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Quantité"), width=_WIDTHS[1]),
        Column(header=_("Matières"), kind="euros"),
        Column(header=_("Travail fait"), kind="euros"),
        Column(header=_("En tout"), kind="euros"),
    ]
    rows: list[list[Value]] = [
        [
            said.goods_name(g, compared.facts, texts),
            said.goods_quantity(g, compared.facts, texts),
            _euros(g.material_cents),
            _euros(g.work_cents),
            _euros(g.cents),
        ]
        for g in goods
    ]
    total: list[Value] = [
        _("Total"),
        None,
        _euros(sum(g.material_cents for g in goods)),
        _euros(sum(g.work_cents for g in goods)),
        _euros(said.total_cents(goods)),
    ]
    page.table(columns, rows, total, header_height=18)


def _reduced(page: Page, compared: Compared) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.heading(_("La commande est réduite ; les prix unitaires restent ceux du contrat"))
    columns = [
        Column(header=_("Jalon"), width=_WIDTHS[0]),
        Column(header=_("Avant"), kind="units"),
        Column(header=_("Maintenant"), kind="units"),
        Column(header=_("En moins, HT"), kind="euros"),
    ]
    rows: list[list[Value]] = [
        [
            r.demand,
            r.before,
            r.after,
            _("pas de prix") if r.price_cents is None else _euros(r.price_cents),
        ]
        for r in compared.found.reduced
    ]
    page.table(columns, rows, header_height=18)
    goods = said.left_difference(compared.found)
    if goods:
        page.line(_("Ce qui restera en trop à la fin, de plus qu'avant :"))
        _goods(page, compared, goods)
    else:
        page.line(_("Rien de plus ne restera en trop à la fin."))
        page.gap()


def _shares(page: Page, compared: Compared) -> None:
    texts = page.book.texts
    _ = texts.gettext
    fairness = compared.found.plan.fairness
    shares = {s.workshop: s for s in fairness.shares} if fairness is not None else {}
    total = fairness.total_minutes if fairness is not None else ZERO
    page.heading(_("Le travail qui reste, atelier par atelier (temps gammé)"))
    columns = [
        Column(header=_("Atelier"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Prévu avant (h)"), kind="hours"),
        Column(header=_("Maintenant (h)"), kind="hours"),
        Column(header=_("Différence (h)"), kind="hours"),
        Column(header=_("Part visée"), kind="percent"),
        Column(header=_("Part obtenue"), kind="percent"),
    ]
    rows: list[list[Value]] = []
    for w in compared.found.problem.workshops:
        before, after = said.load_minutes(compared, w.id)
        share = shares.get(w.id)
        rows.append(
            [
                compared.facts.workshop_name(w.id),
                before / 60,
                after / 60,
                (after - before) / 60,
                share.target_minutes / total if share and total else None,
                share.load_minutes / total if share and total else None,
            ]
        )
    page.table(columns, rows)
    page.paragraph(
        _("Les parts comptent toute la commande, le travail déjà fait compris."),
        _ALL,
        _CHARACTERS,
        font_color="#555555",
    )
    page.gap()


def _taken_over(page: Page, compared: Compared) -> None:
    texts = page.book.texts
    _ = texts.gettext
    found, facts = compared.found, compared.facts
    if not found.taken_over:
        return
    page.heading(_("Qui reprend quoi"))
    columns = [
        Column(header=_("Opération"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Produit"), kind="wrapped", width=_WIDTHS[1]),
        Column(header=_("Atelier"), kind="wrapped", width=_WIDTHS[2]),
        Column(header=_("Avant"), kind="units"),
        Column(header=_("Maintenant"), kind="units"),
        Column(header=_("Différence"), kind="units"),
        Column(header=_("Façon en plus, HT"), kind="euros"),
    ]
    operations = {
        (p.id, o.id): k for p in found.problem.products for k, o in enumerate(p.operations)
    }
    ordered = sorted(
        found.taken_over, key=lambda x: (operations[x.product, x.operation], x.product)
    )
    rows: list[list[Value]] = [
        [
            facts.operation_name(x.product, x.operation),
            facts.product_name(x.product),
            facts.workshop_name(x.workshop),
            x.before,
            x.after,
            x.after - x.before,
            _euros(x.cents),
        ]
        for x in ordered
    ]
    page.table(columns, rows, header_height=18)


# -- what happened ------------------------------------------------------------------------------


def _write_past(page: Page, compared: Compared) -> None:
    texts = page.book.texts
    _ = texts.gettext
    facts = compared.facts
    page.widths(_WIDTHS)
    page.title(
        _("Ce qui s'est passé avant {week}", week=texts.week(compared.found.from_week)),
        _("Depuis le plan précédent : prévu, fait, conforme."),
    )
    columns = [
        Column(header=_("Atelier"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Opération"), kind="wrapped", width=_WIDTHS[1]),
        Column(header=_("Produit"), kind="wrapped", width=_WIDTHS[2]),
        Column(header=_("Prévu"), kind="units"),
        Column(header=_("Fait"), kind="units"),
        Column(header=_("Conforme"), kind="units"),
        Column(header=_("Fait – prévu"), kind="units"),
    ]
    rows: list[list[Value]] = [
        [
            facts.workshop_name(x.workshop),
            facts.operation_name(x.product, x.operation),
            facts.product_name(x.product),
            x.planned,
            x.made,
            x.good,
            x.made - x.planned,
        ]
        for x in compared.found.happened
    ]
    if rows:
        page.table(columns, rows)
    else:
        page.line(_("Rien n'était encore prévu."))


# -- one workshop -------------------------------------------------------------------------------


def _write_workshop(page: Page, compared: Compared, workshop: Workshop) -> None:
    """What changes for one workshop: nothing about the others but who hands over to it."""
    texts = page.book.texts
    _ = texts.gettext
    facts = compared.facts
    page.widths(_WIDTHS)
    page.title(*said.workshop_titles(compared, workshop, texts))
    weeks = said.weeks_of(compared.changes, workshop.id)
    for text in said.workshop_intro(compared, workshop, texts):
        page.paragraph(text, _ALL, _CHARACTERS, bold=True)
    page.gap()
    if not weeks:
        return
    page.heading(_("Semaine par semaine"))
    for line in said.week_lines(compared, workshop, texts):
        page.paragraph(line, _ALL, _CHARACTERS)
    page.gap()
    columns = [
        Column(header=_("Semaine"), width=_WIDTHS[0]),
        Column(header=_("Quoi"), width=_WIDTHS[1]),
        Column(header=_("Produit"), kind="wrapped", width=_WIDTHS[2]),
        Column(header=_("Avant"), kind="units"),
        Column(header=_("Maintenant"), kind="units"),
        Column(header=_("Différence"), kind="units"),
        Column(header=_("Opération, ou lieu"), kind="wrapped", width=_WIDTHS[6]),
    ]
    rows: list[list[Value]] = []
    for week, changes in weeks.items():
        for c in changes:
            place = (
                facts.point_name(c.place)
                if c.kind == "ship"
                else facts.operation_name(c.product, c.operation)
            )
            rows.append(
                [
                    texts.week(week),
                    _(KINDS[c.kind]),
                    facts.product_name(c.product),
                    c.before,
                    c.after,
                    c.after - c.before,
                    place,
                ]
            )
    page.table(columns, rows, header_height=18)


def _euros(cents: int) -> Decimal:
    return Decimal(cents) / 100
