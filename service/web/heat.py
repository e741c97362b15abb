"""Load against capacity, workshop by week: tables whose cells are as small as HTML allows.

Fifty workshops over a year are thousands of cells: end tags and quotes that HTML does without are left
out, and the text is put together here, not in a template.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

from markupsafe import Markup, escape

from service.exports.facts import ZERO, Facts
from service.i18n import Texts

STEPS = 10
# Weeks side by side on a screen of 1280 pixels, with the names and the total.
WIDEST = 16
_HALF = Decimal("0.5")


def heat_table(facts: Facts, texts: Texts, caption: str) -> Markup:
    """The tables: a row for each workshop, a column for each week, then what all weeks come to.

    No table has more than :data:`WIDEST` weeks, for it must fit a screen; the last one has the total.
    Each cell says the load in percent and the hours planned; a week without hours is marked.
    """
    number = _whole_numbers(texts)
    blocks = blocks_of(len(facts.weeks))
    made = [
        _block(facts, texts, caption, block, number, is_last=block is blocks[-1])
        for block in blocks
    ]
    # What was escaped is a name, a heading or the caption; the rest is made of numbers.
    return Markup("".join(made))


def blocks_of(weeks: int) -> list[range]:
    """All weeks in as few runs of about the same length as fit a screen."""
    count = max(1, -(-weeks // WIDEST))
    ends = [weeks * k // count for k in range(count + 1)]
    return [range(start, end) for start, end in pairwise(ends)]


def _block(
    facts: Facts,
    texts: Texts,
    caption: str,
    weeks: range,
    number: Callable[[int], str],
    *,
    is_last: bool,
) -> str:
    _ = texts.gettext
    blank = "\u00a0" if texts.language == "fr" else ""
    name = facts.horizon.name
    if len(weeks) < len(facts.weeks):
        caption = _(
            "{caption}, de {first} à {last}",
            caption=caption,
            first=texts.short_week(name(weeks[0])),
            last=texts.short_week(name(weeks[-1])),
        )
    out = [
        f"<table class='oc-table oc-heat'><caption>{escape(caption)}</caption><thead><tr>"
        f"<th scope=col>{escape(_('Atelier'))}"
    ]
    for t in weeks:
        week = texts.short_week(name(t))
        day = texts.short_day(facts.horizon.monday_of(t))
        out.append(f"<th scope=col>{week}<br>{day}")
    if is_last:
        out.append(f"<th scope=col>{escape(_('En tout'))}")
    out.append("<tbody>")
    for workshop in facts.problem.workshops:
        out.append(f"<tr><th scope=row>{escape(facts.workshop_name(workshop.id))}")
        for t in weeks:
            used = facts.used_minutes(workshop.id, t)
            out.append(_cell(used, facts.productive_minutes(workshop.id, t), number, blank))
        if is_last:
            used = sum((facts.used_minutes(workshop.id, t) for t in facts.weeks), start=ZERO)
            there = sum((facts.productive_minutes(workshop.id, t) for t in facts.weeks), start=ZERO)
            out.append(_cell(used, there, number, blank))
    out.append("</table>")
    return "".join(out)


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
