"""``plan.xlsx``: the whole plan for its coordinator."""

from __future__ import annotations

from pathlib import Path

from optimizer.weeks import week_monday
from service.exports import hub_sheet, planning_sheet, schedule, summary, supplies
from service.exports.assumptions import write_assumptions
from service.exports.facts import Facts
from service.exports.names import sheet_names
from service.exports.sheet import Book, Page
from service.i18n import Texts


def write_plan_workbook(facts: Facts, path: Path, texts: Texts) -> None:
    """Write the workbook of the whole plan."""
    _ = texts.gettext
    problem = facts.problem
    book = Book(path, texts, problem.title or problem.id, problem.start)
    summary_page = book.page(_("Synthèse"))
    planning = book.page(_("Planning"))
    fixed = [_("Navette"), _("Matières"), _("Achats"), _("Hypothèses")]
    # The fixed sheets keep their names whatever the workshops are called.
    names = sheet_names(
        (facts.workshop_name(w.id) for w in problem.workshops),
        [summary_page.name, planning.name, *fixed],
    )
    pages = [book.page(name, tab_color="#5B9BAE") for name in names]
    if not facts.handovers:
        fixed = fixed[1:]
    *hub, materials, purchases, assumed = (book.page(name, tab_color="#7A9E7E") for name in fixed)

    progress = planning_sheet.write_planning(planning, facts)
    summary.write_summary(summary_page, facts, planning, progress)
    for workshop, page in zip(problem.workshops, pages, strict=True):
        page.title(facts.workshop_name(workshop.id), problem.title or problem.id)
        schedule.write_schedule(page, facts, workshop)
    for page in hub:
        hub_sheet.write_hub(page, facts)
    supplies.write_materials(materials, facts)
    supplies.write_purchases(purchases, facts)
    _write_assumptions(assumed, facts)
    book.close()


def _write_assumptions(page: Page, facts: Facts) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.title(
        _("Hypothèses : ce que personne n'a donné"),
        _(
            "Corrigez dans le classeur de la commande ce qui n'est pas juste, puis refaites le "
            "plan."
        ),
    )
    if facts.problem.assumptions:
        write_assumptions(page, facts, facts.problem.assumptions)
    else:
        page.widths([28, 30, 18, 70])
        page.line(_("Rien n'a été supposé : toutes les valeurs ont été données."))
        page.gap()
    page.heading(_("Règles du calcul"))
    for line in _rules(facts, texts):
        page.paragraph("• " + line, 4, 135)


def _rules(facts: Facts, texts: Texts) -> list[str]:
    _ = texts.gettext
    horizon = facts.horizon
    lines = [
        _(
            "Les semaines vont du lundi au dimanche ; la semaine d'un jalon est la dernière "
            "dont le vendredi n'est pas après la date."
        ),
        texts.ngettext(
            "Le plan couvre {first} à {last}, dont {n} semaine de retard possible.",
            "Le plan couvre {first} à {last}, dont {n} semaines de retard possible.",
            facts.problem.late_tail_weeks,
            first=texts.week(horizon.name(0)),
            last=texts.week(horizon.name(horizon.weeks - 1)),
        ),
        _(
            "Heures productives = effectif × heures par semaine × jours ouverts / jours habituels "
            "× (1 − absence) × (1 − temps hors production) × montée en charge − engagements."
        ),
        _("Ce qui arrive dans une semaine peut servir dans cette semaine."),
    ]
    if facts.problem.hub is not None:
        lines.append(
            texts.ngettext(
                "Entre ateliers, les pièces passent par la navette en {n} semaine.",
                "Entre ateliers, les pièces passent par la navette en {n} semaines.",
                facts.problem.hub.lead_time_weeks,
            )
        )
    days = [d for d in facts.problem.public_holidays if d >= week_monday(horizon.name(0))]
    last = horizon.monday_of(facts.last_week + 1)
    shown = [texts.day(d) for d in days if d < last]
    if shown:
        lines.append(_("Jours fériés comptés : {days}.", days=texts.join(shown)))
    return lines
