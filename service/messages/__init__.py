"""Sentences: each code of a diagnostic said to the person who can do something about it.

A template may say how a parameter is shown, after a colon: ``{week:week}``, ``{minutes:hours}``,
``{product:name}``. ``{subject}`` is the subject of the diagnostic. Without anything, the parameter
is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from string import Formatter
from typing import Any

from optimizer.diagnostics import Diagnostic, Source
from optimizer.weeks import is_week_name
from service.i18n import N_, Texts
from service.messages import (
    change_texts,
    command_texts,
    cost_texts,
    field_texts,
    import_texts,
    instruction_texts,
    job_texts,
    money_texts,
    plan_texts,
    problem_texts,
    replan_texts,
    solve_texts,
    supply_import_texts,
    terms_texts,
)

TEMPLATES: Mapping[str, str] = {
    **import_texts.TEXTS,
    **supply_import_texts.TEXTS,
    **problem_texts.TEXTS,
    **plan_texts.TEXTS,
    **solve_texts.TEXTS,
    **terms_texts.TEXTS,
    **cost_texts.TEXTS,
    **money_texts.TEXTS,
    **change_texts.TEXTS,
    **instruction_texts.TEXTS,
    **replan_texts.TEXTS,
    **job_texts.TEXTS,
}
"""French template by ``code``, or by ``code:reason`` where the reason changes the sentence."""

_EXPECTED = N_("Attendu : {expected}.")
# What is not filled in has no right answer, only an example.
_EXAMPLE = N_("Par exemple : {expected}.")
# What a missing figure is about: any of these parameters may say it.
_ABOUT, _ABOUT_KEYS = N_("À propos de : {about}."), ("label", "supplier", "product")
_SUGGESTION = N_("Vouliez-vous dire « {suggestion} » ?")
_IN_WEEK, _FROM_TO = N_("en {week}"), N_("de {first} à {last}")
_UNKNOWN = N_("Anomalie {code} ({details}).")


def template_of(diagnostic: Diagnostic) -> str | None:
    """The French template of a diagnostic, None when there is none."""
    reason = diagnostic.params.get("reason", "")
    return TEMPLATES.get(f"{diagnostic.code}:{reason}") or TEMPLATES.get(diagnostic.code)


def sentence(diagnostic: Diagnostic, texts: Texts, names: Mapping[str, str] | None = None) -> str:
    """What a diagnostic says: what is wrong, where in the order, and the cure.

    Args:
        names: names to show instead of ids, when the problem is known.
    """
    template = template_of(diagnostic)
    if template is None:
        details = ", ".join(f"{k} = {v}" for k, v in diagnostic.params.items())
        return texts.gettext(_UNKNOWN, code=diagnostic.code, details=details)
    filled = _Filler(texts, names or {}).vformat(
        texts.gettext(template), (), {**diagnostic.params, "subject": diagnostic.subject}
    )
    expected = diagnostic.params.get("expected")
    if expected and diagnostic.code.startswith("import.") and "{expected" not in template:
        template = _EXAMPLE if diagnostic.code == "import.required" else _EXPECTED
        filled += " " + texts.gettext(template, expected=shown(expected, texts))
    if diagnostic.code == "cost.missing":
        about = [diagnostic.params[k] for k in _ABOUT_KEYS if diagnostic.params.get(k)]
        if about:
            known = texts.join([(names or {}).get(a, a) for a in about])
            filled += " " + texts.gettext(_ABOUT, about=known)
    suggestion = diagnostic.params.get("suggestion")
    if suggestion and "{suggestion" not in template:
        filled += " " + texts.gettext(_SUGGESTION, suggestion=suggestion)
    return filled


def with_command(
    diagnostic: Diagnostic, texts: Texts, names: Mapping[str, str] | None = None
) -> str:
    """The same for somebody at a terminal: with the command or the option that helps, if there is one."""
    said = sentence(diagnostic, texts, names)
    reason = diagnostic.params.get("reason", "")
    hints = command_texts.HINTS
    hint = hints.get(f"{diagnostic.code}:{reason}") or hints.get(diagnostic.code)
    if hint is None:
        return said
    params = {**diagnostic.params, "subject": diagnostic.subject}
    return f"{said} {_Filler(texts, names or {}).vformat(texts.gettext(hint), (), params)}"


def place(source: Source, texts: Texts) -> str:
    """Where a value was read, as people say it; "" when nothing is known."""
    _ = texts.gettext
    parts = [source.file] if source.file else []
    if source.sheet:
        parts.append(_("feuille « {sheet} »", sheet=source.sheet))
    if source.cell:
        parts.append(_("cellule {cell}", cell=source.cell))
    return ", ".join(parts)


def shown(value: str, texts: Texts) -> str:
    """A value that code wrote as text, as the reader writes it: week, day, number or as it is."""
    if is_week_name(value):
        return texts.week(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return _day(value, texts)
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        return texts.number(Decimal(value), 4)
    if re.fullmatch(r"(≤ )?-?\d+(\.\d+)? %", value):
        sign, number = re.match(r"(≤ )?(.*) %", value).groups()  # type: ignore[union-attr]
        return (sign or "") + texts.percent(Decimal(number) / 100, 4)
    return value


def field_name(path: str, texts: Texts) -> str:
    """What people call a field: ``workshop.weekly_hours`` is « heures par semaine »."""
    if path in field_texts.FIELDS:
        return texts.gettext(field_texts.FIELDS[path])
    steps = [s for s in re.split(r"[.\[\]]+", path) if s]
    last = steps[-1] if steps else path
    return texts.gettext(field_texts.FIELDS[last]) if last in field_texts.FIELDS else last


def assumption_source(source: str, texts: Texts) -> str:
    """Where an assumed value comes from."""
    known = field_texts.SOURCES.get(source)
    return texts.gettext(known) if known is not None else source


# -- how parameters are shown -----------------------------------------------------------------


class _Filler(Formatter):
    """Fills a template; a parameter that is not there shows as « ? »."""

    def __init__(self, texts: Texts, names: Mapping[str, str]) -> None:
        self.texts = texts
        self.names = names

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:  # noqa: ARG002
        return kwargs.get(str(key), "?")

    def format_field(self, value: Any, format_spec: str) -> str:
        text = str(value)
        if not format_spec:
            return text
        if format_spec == "name":
            return self._name(text)
        if format_spec == "names":
            return self.texts.join([self._name(part.strip()) for part in text.split(",")])
        return SHOW[format_spec](text, self.texts)

    def _name(self, identifier: str) -> str:
        return self.names.get(identifier, identifier) or self.texts.gettext(N_("le plan"))


def decimal_of(value: str) -> Decimal | None:
    """The number that a parameter writes, None when it is none."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _number(value: str, texts: Texts, scale: int = 1, decimals: int = 3) -> str:
    number = decimal_of(value)
    return value if number is None else texts.number(number / scale, decimals)


def _euros(value: str, texts: Texts) -> str:
    """Cents as euros, without decimals when there are only euros."""
    number = decimal_of(value)
    if number is None:
        return value + "\u00a0€"
    return (
        _number(value, texts, 100, 0) + "\u00a0€" if number % 100 == 0 else texts.euros(int(number))
    )


def _price(value: str, texts: Texts) -> str:
    """Euros of a unit: two decimals, or four where two would not tell it."""
    number = decimal_of(value)
    if number is None:
        return value + "\u00a0€"
    if (number * 100) % 1 == 0:
        return texts.euros(int(number * 100))
    return texts.number(number, 4) + "\u00a0€"


def _day(value: str, texts: Texts) -> str:
    try:
        return texts.day(date.fromisoformat(value))
    except ValueError:
        return value or "–"


def _week(value: str, texts: Texts) -> str:
    return texts.week(value) if is_week_name(value) else value


def _weeks(value: str, texts: Texts) -> str:
    """Two weeks joined by a stroke as a span: « en S16 », « de S16 à S18 »."""
    first, _, last = value.partition("/")
    if first == last or not last:
        return texts.gettext(_IN_WEEK, week=_week(first, texts))
    return texts.gettext(_FROM_TO, first=_week(first, texts), last=_week(last, texts))


def _short_week(value: str, texts: Texts) -> str:
    return texts.short_week(value) if is_week_name(value) else value


def _named(table: Mapping[str, str]) -> Callable[[str, Texts], str]:
    return lambda value, texts: texts.gettext(table[value]) if value in table else value


def _percent(value: str, texts: Texts) -> str:
    number = decimal_of(value)
    return value or "–" if number is None else texts.percent(number, 2)


SHOW: Mapping[str, Callable[[str, Texts], str]] = {
    "number": _number,
    "thousandths": lambda v, t: _number(v, t, 1000),
    "euros": lambda v, t: _euros(v, t),
    "price": lambda v, t: _price(v, t),
    "hours": lambda v, t: _number(v, t, 60, 1) + "\u00a0h",
    "bytes": lambda v, t: _number(v, t, 1_000_000, 1) + "\u00a0Mo",
    "percent": _percent,
    "percents": lambda v, t: t.join([_percent(part.strip(), t) for part in v.split(",")]),
    "day": _day,
    "week": _week,
    "weeks": _weeks,
    "week_list": lambda v, t: t.join([_short_week(part.strip(), t) for part in v.split(",")]),
    "field": lambda v, t: field_name(v, t),
    "fields": lambda v, t: t.join([field_name(part.strip(), t) for part in v.split(",")]),
    "cost_kinds": lambda v, t: t.join(
        [_named(field_texts.EXPENSE_KINDS)(part.strip(), t) for part in v.split(",")]
    ),
    "kind": _named(field_texts.KINDS),
    "level": _named(field_texts.LEVELS),
    "value": lambda v, t: shown(v, t),
    "unwritable": _named(field_texts.UNWRITABLE),
    "json_type": _named(field_texts.JSON_TYPES),
}
"""How a parameter is shown, by the word after the colon (``name`` and ``names`` beside these)."""
