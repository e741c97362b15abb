"""*Pourquoi*: the answer, what binds, what cures it and what it costs, on pages to print."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from optimizer.diagnosis import Cure, Diagnosis, WhyLate, WhyLittle
from service.exports.diagnosis_words import DiagnosisWords
from service.exports.sheet import GREEN, Book, Column, Page, Value

_WIDTHS = (56, 30, 14, 34)
_WIDE = (4, 130)


def write_diagnosis(
    found: Diagnosis | None,
    little: WhyLittle | None,
    late: WhyLate | None,
    words: DiagnosisWords,
    path: Path,
) -> None:
    """Write what was asked: the diagnosis, one workshop's share, one milestone."""
    texts = words.texts
    _ = texts.gettext
    problem = words.problem
    title = _("Pourquoi ? – {title}", title=problem.title or problem.id)
    book = Book(path, texts, title, problem.start)
    if found is not None:
        _write_answer(book.page(_("Pourquoi")), found, words)
        if found.prices:
            _write_prices(book.page(_("Prix supposés")), found, words)
    if little is not None:
        name = words.name(little.workshop)
        _write_little(book.page(_("Part : {workshop}", workshop=name)), little, words)
    if late is not None:
        _write_late(book.page(_("Jalon {demand}", demand=late.demand)), late, words)
    book.close()


def _write_answer(page: Page, found: Diagnosis, words: DiagnosisWords) -> None:
    _ = words.texts.gettext
    page.widths(_WIDTHS)
    page.title(_("Qu'est-ce qui bloque, et qu'est-ce qui aiderait ?"), _order(words))
    page.paragraph(words.headline(found), *_WIDE, bold=True)
    if proof := words.proof(found):
        page.paragraph(proof, *_WIDE)
    page.gap()
    # Without proof the amounts are those of a larger order: nothing is said to be missing.
    if found.bottlenecks and found.is_proven:
        page.heading(_("Ce qui bloque"))
        columns = [
            Column(header=_("Quoi"), kind="wrapped", width=_WIDTHS[0]),
            Column(header=_("Ce qui manque"), width=_WIDTHS[1]),
            Column(header=_("À lui seul, part du retard"), kind="percent", width=_WIDTHS[2]),
        ]
        rows: list[list[Value]] = [
            [words.bottleneck(b), words.amount(b.missing, b.unit, b.measure), b.blame]
            for b in found.bottlenecks
        ]
        page.table(columns, rows)
    if found.cures:
        page.heading(words.cures_title(found))
        _table(page, found.cures, found, words)
    if found.concessions:
        page.heading(_("Ou demander au client"))
        _table(page, found.concessions, found, words)
    if found.price_parts:
        page.heading(_("Ce qu'un changement pourrait réduire dans le coût"))
        columns = [
            Column(header=_("Quoi"), kind="wrapped", width=_WIDTHS[0]),
            Column(header=_("Montant"), kind="euros", width=_WIDTHS[1]),
        ]
        rows = [[words.part(p), _euros(p.cents)] for p in found.price_parts]
        page.table(columns, rows, header_height=18)
    if found.savings:
        page.heading(_("Ce qui ferait baisser le coût, vérifié"))
        columns = [
            Column(header=_("Changement"), kind="wrapped", width=_WIDTHS[0]),
            Column(header=_("Économie"), kind="euros", width=_WIDTHS[1]),
            Column(header=_("Coûte"), kind="euros", width=_WIDTHS[2]),
        ]
        rows = [
            [words.change(s), _euros(s.saving_cents), _euros(s.cost_cents)] for s in found.savings
        ]
        page.table(columns, rows, header_height=18)
    if not found.is_complete:
        page.line(_("Le temps accordé n'a pas suffi à tout essayer."), italic=True)


def _table(page: Page, cures: tuple[Cure, ...], found: Diagnosis, words: DiagnosisWords) -> None:
    _ = words.texts.gettext
    columns = [
        Column(header=_("Changement"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Résultat"), kind="wrapped", width=_WIDTHS[1]),
        Column(header=_("Coût indicatif"), kind="euros", width=_WIDTHS[2]),
        Column(header=_("Vérification"), kind="wrapped", width=_WIDTHS[3]),
    ]
    page.header(columns)
    for c in cures:
        values: list[Value] = [
            words.change(c),
            words.effect(c, found),
            _euros(c.cost_cents),
            words.minimal(c),
        ]
        page.cells(columns, values, **({"bg_color": GREEN} if c.removes_all else {}))
    if any(c.removes_all for c in cures):
        page.line(_("En vert : ce changement suffit à lui seul."), font_color="#555555")
    page.gap()


def _write_prices(page: Page, found: Diagnosis, words: DiagnosisWords) -> None:
    _ = words.texts.gettext
    page.widths((60, 18, 24))
    page.title(
        _("Les prix qui servent à comparer les changements"),
        _("Un vrai devis les remplace ; ce qui est supposé l'est pour tous de la même façon."),
    )
    columns = [
        Column(header=_("Quoi"), kind="wrapped", width=60),
        Column(header=_("Prix"), width=18),
        Column(header=_("D'où il vient"), width=24),
    ]
    rows: list[list[Value]] = [list(words.price(p)) for p in found.prices]
    page.table(columns, rows, header_height=18)
    if words.paid_hours(found):
        page.paragraph(words.paid_hours(found), 3, 100)


def _write_little(page: Page, why: WhyLittle, words: DiagnosisWords) -> None:
    _ = words.texts.gettext
    page.widths(_WIDTHS)
    name = words.name(why.workshop)
    page.title(_("Pourquoi cette part pour {name} ?", name=name), _order(words))
    page.paragraph(words.little(why), *_WIDE, bold=True)
    page.gap()
    page.heading(_("De la clé à la part"))
    for step in why.steps:
        page.paragraph("• " + words.step(step), *_WIDE)
    page.gap()
    page.heading(_("Ce qui lui en donnerait plus (vérifié)"))
    if not why.more:
        page.line(_("Aucun changement essayé ne lui en donne plus."))
    for m in why.more:
        page.paragraph("• " + words.more(m), *_WIDE)


def _write_late(page: Page, why: WhyLate, words: DiagnosisWords) -> None:
    _ = words.texts.gettext
    page.widths((18, 70, 12))
    page.title(_("Pourquoi le jalon {name} est-il en retard ?", name=why.demand), _order(words))
    page.paragraph(words.late(why), 3, 95, bold=True)
    page.gap()
    if not why.chain:
        return
    page.heading(_("Ce qui l'a retenu, en remontant le temps"))
    columns = [
        Column(header=_("Semaines"), width=18),
        Column(header=_("Ce qui était plein"), kind="wrapped", width=70),
        Column(header=_("Poids"), kind="percent", width=12),
    ]
    rows: list[list[Value]] = [[words.weeks(x.where), words.link(x), x.weight] for x in why.chain]
    page.table(columns, rows, header_height=18)


def _order(words: DiagnosisWords) -> str:
    """Which order it is about."""
    return words.problem.title or words.problem.id


def _euros(cents: int) -> Value:
    return Decimal(cents) / 100
