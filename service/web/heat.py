"""Load against capacity, workshop by week: a table whose cells are as small as HTML allows.

Fifty workshops over a year are thousands of cells: end tags and quotes that HTML does without are left
out, and the text is put together here, not in a template.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from markupsafe import Markup, escape

from service.exports.facts import ZERO, Facts
from service.i18n import Texts

STEPS = 10
_HALF = Decimal("0.5")


def heat_table(facts: Facts, texts: Texts, caption: str) -> Markup:
    """The table: a row for each workshop, a column for each week, then what it comes to.

    Each cell says the load in percent and the hours planned; a week without hours is marked.
    """
    _ = texts.gettext
    number = _whole_numbers(texts)
    blank = "\u00a0" if texts.language == "fr" else ""
    out = [
        f"<table class='oc-table oc-heat'><caption>{escape(caption)}</caption><thead><tr>"
        f"<th scope=col>{escape(_('Atelier'))}"
    ]
    for t in facts.weeks:
        week = texts.short_week(facts.horizon.name(t))
        day = texts.short_day(facts.horizon.monday_of(t))
        out.append(f"<th scope=col>{week}<br>{day}")
    out.append(f"<th scope=col>{escape(_('En tout'))}<tbody>")
    for workshop in facts.problem.workshops:
        out.append(f"<tr><th scope=row>{escape(facts.workshop_name(workshop.id))}")
        used_in_all = there_in_all = ZERO
        for t in facts.weeks:
            used = facts.used_minutes(workshop.id, t)
            there = facts.productive_minutes(workshop.id, t)
            used_in_all += used
            there_in_all += there
            out.append(_cell(used, there, number, blank))
        out.append(_cell(used_in_all, there_in_all, number, blank))
    out.append("</table>")
    # What was escaped is a name, a heading or the caption; the rest is made of numbers.
    return Markup("".join(out))


def step_of(used: Decimal, there: Decimal) -> str:
    """How dark a cell is: ``0`` nothing, ``1`` to ``10`` (full), ``x`` no hours that week."""
    if not there:
        return "x"
    if not used:
        return "0"
    return str(max(1, min(STEPS, _percent(used, there) // 10)))


def _percent(used: Decimal, there: Decimal) -> int:
    return int(used * 100 / there + _HALF)


def _cell(used: Decimal, there: Decimal, number: Callable[[int], str], blank: str) -> str:
    step = step_of(used, there)
    if step == "x":
        return "<td class=heat-x>–"
    if step == "0":
        return f"<td class=heat-0>0{blank}%"
    hours = number(int(used / 60 + _HALF))
    return f"<td class=heat-{step}>{_percent(used, there)}{blank}%<br>{hours}\u00a0h"


def _whole_numbers(texts: Texts) -> Callable[[int], str]:
    """Whole numbers as texts, the same one said once only: saying one is slow."""
    known: dict[int, str] = {}

    def said(value: int) -> str:
        found = known.get(value)
        if found is None:
            found = known[value] = texts.number(value)
        return found

    return said
