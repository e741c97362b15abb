"""The *Hypothèses* sheet: the values that nobody gave, why they were taken, where to change them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from importers.columns import SHEET_BY_KEY
from optimizer.problem import Assumption
from service import messages
from service.exports import words
from service.exports.facts import Facts
from service.exports.sheet import Column, Page, Value
from service.i18n import Texts

# Where the order workbook takes the value of a field: sheet and column keys.
_PLACES = {
    "absence_rate": ("workshops", "absence_rate"),
    "non_production_rate": ("workshops", "non_production_rate"),
    "working_days": ("workshops", "working_days"),
    "pace": ("workshops", "pace"),
    "capabilities": ("capabilities", "operations"),
    "lanes": ("lanes", "delivery_points"),
    "lot_size": ("products", "lot_size"),
    "operation": ("bom", "operation"),
    "priority": ("demands", "priority"),
    "delivery_point": ("demands", "delivery_point"),
    "delivery_points": ("delivery_points", "name"),
    "late_tail_weeks": ("order", "late_tail_weeks"),
    "fairness_key": ("order", "fairness_key"),
    "public_holidays": ("order", "automatic_holidays"),
    "hub": ("order", "has_hub"),
    "lead_time_weeks": ("order", "hub_lead_time_weeks"),
    "cost_per_lot": ("order", "hub_cost_per_lot"),
}


def write_assumptions(
    page: Page, facts: Facts, assumptions: Sequence[Assumption], *, is_private: bool = False
) -> None:
    """The table of some assumptions at the page's next row.

    Args:
        is_private: for a workshop, about itself: it has no order workbook to correct.
    """
    texts = page.book.texts
    _ = texts.gettext
    columns = [
        Column(header=_("Donnée"), kind="wrapped", width=38 if is_private else 30),
        Column(header=_("Valeur prise"), kind="wrapped", width=18 if is_private else 24),
        Column(header=_("D'où vient cette valeur"), kind="wrapped", width=62 if is_private else 50),
    ]
    if is_private:
        _private_table(page, facts, assumptions, columns)
        return
    columns.insert(0, Column(header=_("Pour"), kind="wrapped", width=28))
    columns.append(Column(header=_("Pour la changer"), kind="wrapped", width=50))
    page.widths([c.width for c in columns])
    rows: list[list[Value]] = [
        [_about(facts, a, texts), *_said(facts, a, texts), _cure(facts, a, texts)]
        for a in assumptions
    ]
    page.table(columns, rows, header_height=18)


def _about(facts: Facts, a: Assumption, texts: Texts) -> str:
    """Whose value it is: a thing of the order, or the order itself."""
    if a.subject in ("", facts.problem.id):
        return texts.gettext("toute la commande")
    return facts.names.get(a.subject, a.subject)


def _private_table(
    page: Page, facts: Facts, assumptions: Sequence[Assumption], columns: Sequence[Column]
) -> None:
    """The same in the five columns of a sheet that is laid out already, the source over three."""
    texts = page.book.texts
    widths = [columns[0].width, columns[1].width, columns[2].width]
    spans = ((0, 0), (1, 1), (2, 4))
    shape = [widths[0], widths[1], 16, 18, 28]
    heads = tuple((a, b, c.header) for (a, b), c in zip(spans, columns, strict=True))
    page.spans(heads, shape, bold=True, bg_color="#1F4E5F", font_color="#FFFFFF")
    for a in assumptions:
        said = _said(facts, a, texts)
        page.spans(tuple((x, y, t) for (x, y), t in zip(spans, said, strict=True)), shape)
    page.gap()


def _said(facts: Facts, a: Assumption, texts: Texts) -> tuple[str, str, str]:
    """The field, the value taken and where it comes from, in words."""
    head, _dot, last = a.field.rpartition(".")
    field = messages.field_name(a.field, texts)
    if last == "operation" and head:
        field = texts.gettext(
            "opération qui consomme {material}", material=facts.names.get(head, head)
        )
    show = _SHOWN.get(last)
    value = show(facts, a.value, texts) if show is not None else messages.shown(a.value, texts)
    return field, value, messages.assumption_source(a.source, texts)


def _cure(facts: Facts, a: Assumption, texts: Texts) -> str:
    """Where to write the right value: sheet, row and column of the order workbook."""
    _ = texts.gettext
    place = _PLACES.get(a.field.rpartition(".")[2])
    if place is None:
        return _("donnez cette valeur dans la commande")
    sheet = SHEET_BY_KEY[place[0]]
    title = sheet.title(texts.language)
    header = sheet.column(place[1]).header(texts.language)
    if sheet.row_kind == "labels":
        return _("feuille « {sheet} », ligne « {label} »", sheet=title, label=header)
    row = facts.names.get(a.subject, a.subject)
    if place[0] in ("capabilities", "lanes"):
        # Nothing was written about it there: that is why something was assumed.
        return _("feuille « {sheet} » : ajoutez une ligne pour « {row} »", sheet=title, row=row)
    return _(
        "feuille « {sheet} », ligne « {row} », colonne « {column} »",
        sheet=title,
        row=row,
        column=header,
    )


# -- values ---------------------------------------------------------------------------------------


def _rate(_facts: Facts, value: str, texts: Texts) -> str:
    number = messages.decimal_of(value)
    return value if number is None else texts.percent(number)


def _days(_facts: Facts, value: str, texts: Texts) -> str:
    number = messages.decimal_of(value)
    if number is None:
        return value
    return texts.ngettext("{n} jour par semaine", "{n} jours par semaine", number)


def _weeks(_facts: Facts, value: str, texts: Texts) -> str:
    number = messages.decimal_of(value)
    return value if number is None else texts.ngettext("{n} semaine", "{n} semaines", number)


def _lot(_facts: Facts, value: str, texts: Texts) -> str:
    return texts.gettext("à la pièce") if value == "1" else messages.shown(value, texts)


def _euros(_facts: Facts, value: str, texts: Texts) -> str:
    number = messages.decimal_of(value)
    return value if number is None else texts.euros(int(number * 100))


def _named(facts: Facts, value: str, texts: Texts) -> str:
    return texts.join([facts.names.get(part, part) for part in value.split(", ")])


def _key(_facts: Facts, value: str, texts: Texts) -> str:
    return texts.gettext(words.KEYS[value]) if value in words.KEYS else value


def _holidays(_facts: Facts, value: str, texts: Texts) -> str:
    if value in ("", "FR"):
        return texts.gettext("ceux de la France")
    return texts.gettext("ceux du territoire {code}", code=value)


_SHOWN: Mapping[str, Callable[[Facts, str, Texts], str]] = {
    "absence_rate": _rate,
    "non_production_rate": _rate,
    "pace": _rate,
    "working_days": _days,
    "late_tail_weeks": _weeks,
    "lead_time_weeks": _weeks,
    "cost_per_lot": _euros,
    "lot_size": _lot,
    "fairness_key": _key,
    "public_holidays": _holidays,
    "capabilities": _named,
    "lanes": _named,
    "operation": _named,
    "delivery_point": _named,
}
"""How the value of a field is written, by the last word of its path; others as they are."""
