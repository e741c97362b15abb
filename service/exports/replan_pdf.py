"""What changes for one workshop as a PDF, to send; texts travel as data, never as markup."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import typst

from optimizer.problem import Workshop
from service.exports import replan_words as said
from service.exports.replan_words import Compared
from service.exports.workshop_facts import last_day
from service.i18n import Texts

TEMPLATE = "replan.typ"


def write_workshop_changes(
    compared: Compared, workshop: Workshop, path: Path, texts: Texts
) -> None:
    """Write the same page as the workshop's sheet of ``changements.xlsx``, without its table."""
    template = files("service.exports") / "templates" / TEMPLATE
    data = json.dumps(page_data(compared, workshop, texts), ensure_ascii=False)
    path.write_bytes(
        typst.compile(
            template.read_bytes(), format="pdf", sys_inputs={"data": data}, ignore_system_fonts=True
        )
    )


def page_data(compared: Compared, workshop: Workshop, texts: Texts) -> dict[str, object]:
    """Everything the template shows, in words."""
    _ = texts.gettext
    title, subtitle = said.workshop_titles(compared, workshop, texts)
    horizon = compared.facts.horizon
    start = compared.found.problem.start
    weeks = []
    for week, changes in said.weeks_of(compared.changes, workshop.id).items():
        monday = horizon.monday_of(horizon.index(week))
        last = last_day(workshop, monday)
        label = f"{texts.short_week(week)}\n{texts.short_day(monday)} – {texts.short_day(last)}"
        weeks.append([label, said.week_parts(changes, compared, texts)])
    return {
        "lang": texts.language,
        "date": [start.year, start.month, start.day],
        "title": title,
        "subtitle": subtitle,
        "intro": said.workshop_intro(compared, workshop, texts),
        "heads": [_("Semaine"), _("Ce qui change")],
        "weeks": weeks,
    }
