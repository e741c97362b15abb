"""*Résilience*: how likely the plan is on time, what holds it up, and what each failure leads to."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from optimizer.fragility import Chances, MilestoneAfter, Resilience, Setback
from service import messages
from service.exports import resilience_words as words
from service.exports.charts import (
    ROWS,
    add_chances_chart,
    add_course_chart,
    add_setbacks_chart,
)
from service.exports.facts import Facts
from service.exports.sheet import AMBER, GREEN, RED, Book, Column, Page, Value
from service.i18n import Texts

_WIDE = (9, 150)
_SURE, _LIKELY = Decimal("0.9"), Decimal("0.5")


def write_resilience(facts: Facts, found: Resilience, path: Path, texts: Texts) -> None:
    """Write the workbook of a plan's resilience."""
    _ = texts.gettext
    problem = facts.problem
    title = _("Fragilité – {title}", title=problem.title or problem.id)
    book = Book(path, texts, title, problem.start)
    if found.chances is not None:
        _write_chances(book.page(_("Chances")), facts, found.chances)
        _write_course(book.page(_("Déroulement")), found.chances)
    if found.setbacks or found.diagnostics:
        _write_setbacks(book.page(_("Pannes")), facts, found)
    if found.setbacks:
        _write_by_milestone(book.page(_("Pannes par jalon")), facts, found.setbacks)
    if found.chances is not None:
        _write_suppositions(book.page(_("Suppositions")), found.chances)
    book.close()


# -- chances ------------------------------------------------------------------------------------------


def _write_chances(page: Page, facts: Facts, chances: Chances) -> None:
    texts = page.book.texts
    _ = texts.gettext
    widths = (14, 24, 12, 12, 12, 12, 12, 14, 14, 38)
    page.widths(widths)
    page.title(
        _("Le plan tient-il si tout ne va pas comme prévu ?"),
        facts.problem.title or facts.problem.id,
    )
    page.paragraph(words.overall_sentence(chances, texts), *_WIDE, bold=True)
    if chances.buffer is not None:
        page.paragraph(words.buffer_sentence(chances.buffer, texts), *_WIDE, bold=True)
    page.gap()
    columns = [
        Column(header=_("Jalon"), width=widths[0]),
        Column(header=_("Produit"), kind="wrapped", width=widths[1]),
        Column(header=_("Quantité"), kind="quantity"),
        Column(header=_("À livrer le"), kind="date"),
        Column(header=_("Chance d'être à temps"), kind="percent"),
        Column(header=_("entre"), kind="percent"),
        Column(header=_("et"), kind="percent"),
        Column(header=_("Retard moyen (semaines)"), kind="hours"),
        Column(header=_("Livré à la date 9 fois sur 10, au moins"), kind="quantity"),
        Column(header=_("Cause la plus fréquente"), kind="wrapped", width=widths[9]),
    ]
    page.header(columns, height=58)
    first = page.row
    demands = {d.id: d for d in facts.problem.demands}
    for m in chances.milestones:
        demand = demands[m.demand]
        # What was delivered before the plan is there at the date, too.
        before = demand.quantity - facts.ledger.still_due[m.demand]
        cause = words.cause_text(m.causes[0], facts, texts) if m.causes else ""
        cause = words.capitalised(cause)
        color = GREEN if m.on_time.value >= _SURE else RED
        if color == RED and m.on_time.value >= _LIKELY:
            color = AMBER
        page.cells(
            columns,
            [
                m.demand,
                facts.product_name(demand.product),
                demand.quantity,
                demand.due,
                m.on_time.value,
                m.on_time.low,
                m.on_time.high,
                m.mean_weeks_late,
                before + m.units_90.quantize(Decimal(1)),
                cause,
            ],
            bg_color=color,
        )
    last = page.row - 1
    page.line(
        _(
            "Vert : à temps au moins {sure} fois sur 10 ; jaune : au moins {likely} fois sur 10 ; rouge : "
            "moins souvent.",
            sure=texts.number(_SURE * 10, 0),
            likely=texts.number(_LIKELY * 10, 0),
        ),
        font_color="#555555",
    )
    page.gap()
    add_chances_chart(page, first, last, 4, (page.row, 0))
    page.row += ROWS
    _write_causes(page, facts, chances)
    if chances.buffer is not None and len(chances.buffer.tried) > 1:
        _write_tried(page, chances)


def _write_causes(page: Page, facts: Facts, chances: Chances) -> None:
    texts = page.book.texts
    _ = texts.gettext
    if not chances.causes:
        return
    page.break_before()
    page.heading(_("Ce qui retient le plus, dans les cas où un jalon au moins est en retard"))
    columns = [
        Column(header=_("Quoi")),
        Column(header=_("Nom"), kind="wrapped", width=24),
        Column(header=_("Part des cas"), kind="percent"),
    ]
    rows: list[list[Value]] = [
        [
            _(words.KINDS[c.kind]),
            words.subject_name(c.kind, c.subject, facts, texts),
            c.share,
        ]
        for c in chances.causes
    ]
    page.table(columns, rows)


def _write_tried(page: Page, chances: Chances) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.heading(_("Marges essayées, dans les mêmes cas"))
    columns = [
        Column(header=_("Heures en plus"), kind="percent"),
        Column(header=_("Matières plus tôt (semaines)"), kind="units", width=24),
        Column(header=_("Tout à temps"), kind="percent"),
    ]
    tried = chances.buffer.tried if chances.buffer is not None else ()
    page.table(columns, [[t.rate, t.weeks_earlier, t.reached] for t in tried])


def _write_course(page: Page, chances: Chances) -> None:
    _ = page.book.texts.gettext
    page.widths((12, 14, 22, 22, 22))
    page.title(_("Ce qui sera livré, semaine après semaine"))
    columns = [
        Column(header=_("Semaine")),
        Column(header=_("Prévu"), kind="units"),
        Column(header=_("Dépassé 9 fois sur 10"), kind="units"),
        Column(header=_("Dépassé 1 fois sur 2"), kind="units"),
        Column(header=_("Dépassé 1 fois sur 10"), kind="units"),
    ]
    texts = page.book.texts
    chart = page.row
    page.row += ROWS
    page.sheet.repeat_rows(page.row)
    page.header(columns, height=32)
    first = page.row
    end = max((x.planned for x in chances.progress), default=Decimal(0))
    for x in chances.progress:
        values = (x.planned, x.nine_in_ten, x.one_in_two, x.one_in_ten)
        whole = [v.quantize(Decimal(1)) for v in values]
        page.cells(columns, [texts.short_week(x.week), *whole])
        if min(values) >= end - 1:
            break
    add_course_chart(page, first, page.row - 1, (chart, 0))


# -- failures -----------------------------------------------------------------------------------------


def _write_setbacks(page: Page, facts: Facts, found: Resilience) -> None:
    texts = page.book.texts
    _ = texts.gettext
    widths = (30, 13, 10, 13, 13, 12, 15, 48)
    page.widths(widths)
    page.title(
        _("Et si l'un de nous s'arrête ?"),
        _("Tout va comme prévu jusqu'à la semaine dite, puis la suite est replanifiée sans lui."),
    )
    columns = [
        Column(header=_("Qui ou quoi"), kind="wrapped", width=widths[0]),
        Column(header=_("Sorte")),
        Column(header=_("À partir de")),
        Column(header=_("Unités manquantes"), kind="units"),
        Column(header=_("Unités en retard"), kind="units"),
        Column(header=_("Semaines de retard"), kind="units"),
        Column(header=_("Coût en plus, environ"), kind="euros"),
        Column(header=_("Repris par"), kind="wrapped", width=widths[7]),
    ]
    page.header(columns, height=32)
    first = page.row
    for s in found.setbacks:
        page.cells(columns, _setback_row(s, facts, texts), bg_color=_color(s))
    if found.setbacks:
        last = page.row - 1
        page.line(
            _(
                "Vert : tout reste à temps ; jaune : du retard ; rouge : des unités manquent à la fin."
            ),
            font_color="#555555",
        )
        page.gap()
        add_setbacks_chart(page, first, last, (page.row, 0))
        page.row += ROWS
    for s in found.setbacks:
        page.paragraph("• " + words.setback_sentence(s, facts, texts), 8, 145)
    if found.diagnostics:
        page.gap()
        page.heading(_("À regarder"))
        for finding in found.diagnostics:
            page.paragraph("• " + messages.sentence(finding, texts, facts.names), 8, 145)


def _setback_row(s: Setback, facts: Facts, texts: Texts) -> list[Value]:
    _ = texts.gettext
    return [
        words.subject_name(s.failure.kind, s.failure.subject, facts, texts),
        _(words.KINDS[s.failure.kind]),
        texts.short_week(s.failure.week),
        s.unmet_units,
        s.late_units,
        s.most_weeks_late,
        None if s.extra_cents is None else Decimal(s.extra_cents) / 100,
        words.takers(s, facts, texts),
    ]


def _color(s: Setback) -> str:
    if s.is_harmless:
        return GREEN
    return RED if not s.has_plan or s.unmet_units > s.planned_unmet_units else AMBER


def _write_by_milestone(page: Page, facts: Facts, setbacks: tuple[Setback, ...]) -> None:
    texts = page.book.texts
    _ = texts.gettext
    demands = [m.demand for m in setbacks[0].milestones]
    page.widths((30, 10, *(15 for _d in demands)))
    page.title(
        _("Chaque jalon, panne par panne"),
        _("Unités en retard et semaines, ou unités qui manquent à la fin ; vide : à temps."),
    )
    columns = [
        Column(header=_("Qui ou quoi"), kind="wrapped", width=30),
        Column(header=_("À partir de")),
        *(Column(header=d, kind="wrapped", width=15) for d in demands),
    ]
    page.sheet.repeat_rows(page.row)
    page.header(columns, height=20)
    for s in setbacks:
        after = {m.demand: m for m in s.milestones}
        row: list[Value] = [
            words.subject_name(s.failure.kind, s.failure.subject, facts, texts),
            texts.short_week(s.failure.week),
            *(_after_text(after[d], texts) for d in demands),
        ]
        page.cells(columns, row)


def _after_text(after: MilestoneAfter, texts: Texts) -> str:
    _ = texts.gettext
    if after.missing_units:
        return _("manque {units}", units=texts.number(after.missing_units, 0))
    if after.late_units:
        units = texts.number(after.late_units, 0)
        return texts.ngettext(
            "{units} (+{n} sem.)", "{units} (+{n} sem.)", after.weeks_late, units=units
        )
    return ""


# -- what was supposed --------------------------------------------------------------------------------


def _write_suppositions(page: Page, chances: Chances) -> None:
    texts = page.book.texts
    _ = texts.gettext
    widths = (70, 14, 60)
    page.widths(widths)
    page.title(
        _("Ce qui a été supposé"),
        _(
            "{draws} cas tirés au sort, tirage n° {seed}.",
            draws=texts.number(chances.draws),
            seed=chances.seed,
        ),
    )
    columns = [
        Column(header=_("Supposition"), kind="wrapped", width=widths[0]),
        Column(header=_("Valeur")),
        Column(header=_("D'où elle vient"), kind="wrapped", width=widths[2]),
    ]
    page.table(columns, [list(row) for row in words.hazard_rows(chances.hazards, texts)])
    page.heading(_("Comment chaque cas se déroule"))
    for line in (
        _("Chacun suit le plan, semaine après semaine, sans savoir ce qui vient."),
        _(
            "Quand les heures, les postes ou les matières manquent, tout ce qui était prévu cette "
            "semaine-là est réduit d'autant, en paquets entiers."
        ),
        _(
            "Ce qui n'a pas pu être fait est repris les semaines suivantes par les ateliers qualifiés "
            "à qui il reste du temps : d'abord ce qui est dû le plus tôt, et d'abord chez qui a le "
            "moins fait de sa part."
        ),
        _(
            "Rien de plus n'est acheté, personne ne prend d'avance sur le plan ; les trajets, les "
            "qualifications, les paquets et les plafonds restent ceux de la commande."
        ),
    ):
        page.paragraph("• " + line, 3, 140)
