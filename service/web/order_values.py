"""One value of an order: from the data to the text of its box, and from what was typed back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from importers.cell_dates import parse_week
from importers.cell_numbers import parse_hours
from importers.columns import SHEET_BY_KEY, Column
from optimizer.json_text import decimal_text
from service.i18n import N_, Texts
from service.web.order_fields import Field
from service.web.typed import Fault, Typed, outside

Options = Mapping[str, Sequence[tuple[str, str]]]
NUMBERS: Final = ("number", "whole", "percent", "thousandths", "cents", "hours")
# So many powers of ten stand between what is in the data and what is written.
_POWERS: Final = {"thousandths": 3, "cents": 2, "percent": -2}
_CLOCK: Final = re.compile(r"(\d{1,6})\s*h\s*(\d{1,2}(?:[.,]\d+)?)?$")
_TIMES: Final = re.compile(r"^(.*\S)\s*[×x*]\s*([\d.,\s]+)$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What must be known to read a form: what can be chosen, the language, when the order starts."""

    options: Options
    texts: Texts
    start: date | None = None


# -- from the data to the box -------------------------------------------------------------------


def text_of(given: Field, value: Any, options: Options, texts: Texts) -> str:
    """A value as it stands in its box; a text that :func:`read_value` reads back."""
    if value is None or value == "":
        return ""
    if given.kind == "hours":
        return _localized(_clock(Decimal(str(value))), texts)
    if given.kind in NUMBERS:
        return _localized(decimal_text(_written(given, value)), texts)
    if given.kind == "percents":
        return " ; ".join(_localized(decimal_text(Decimal(v).scaleb(2)), texts) for v in value)
    if given.kind == "day":
        return texts.day(date.fromisoformat(value))
    if given.kind == "week":
        return texts.week(value) if "-W" in value else str(value)
    if given.kind == "days":
        return "\n".join(texts.day(date.fromisoformat(v)) for v in value)
    if given.kind == "lines":
        return "\n".join(value)
    if given.kind == "names":
        names = [_called(v, options.get(given.choices, ())) for v in value]
        return (" ; " if any("," in n for n in names) else ", ").join(names)
    if given.kind == "substitutes":
        return " ; ".join(_substitute(given, v, options, texts) for v in value)
    if given.kind in ("tick", "present"):
        return "1" if value or (given.kind == "present" and value is not None) else ""
    return str(value)


def said(given: Field, value: Any, options: Options, texts: Texts) -> str:
    """A value as it is read on a page: chosen things by their names, units beside numbers."""
    if given.kind == "choice":
        return dict(options.get(given.choices, ())).get(value, str(value or ""))
    if given.kind in ("tick", "present"):
        return texts.gettext(N_("oui")) if text_of(given, value, options, texts) else ""
    unit = texts.gettext(given.unit) if given.unit else ""
    if given.kind in NUMBERS and given.kind != "hours" and value is not None:
        plain = _written(given, value)
        if unit.startswith("€") and plain * 100 == int(plain * 100):
            return texts.euros(int(plain * 100)) + unit.removeprefix("€")
        shown = texts.number(plain, 6)
        return f"{shown}\u00a0{unit}" if unit else shown
    if given.kind in ("days", "lines"):
        return texts.join([str(x) for x in text_of(given, value, options, texts).splitlines()])
    shown = text_of(given, value, options, texts)
    is_bare = bool(shown) and bool(unit) and not re.search("[a-z]", shown)
    return f"{shown}\u00a0{unit}" if is_bare else shown


def is_said(given: Field, value: Any) -> bool:
    """Whether a value says more than an empty box."""
    if given.kind == "present":
        return value is not None
    return value not in (None, "", given.blank, 0, False) and value != [] and value != ()


def _written(given: Field, value: Any) -> Decimal:
    return Decimal(str(value)).scaleb(-_POWERS.get(given.kind, 0))


def _localized(text: str, texts: Texts) -> str:
    return text.replace(".", ",") if texts.language == "fr" else text


def _clock(minutes: Decimal) -> str:
    """Minutes as hours: 20.5, or « 20 h 20 » where decimals would go on for ever."""
    hours = minutes / 60
    short = hours.quantize(Decimal("0.0001")) if abs(hours) < 10**9 else hours
    if short * 60 == minutes:
        return decimal_text(short)
    whole = minutes // 60
    return f"{whole} h {decimal_text(minutes - whole * 60)}"


def _called(code: str, choices: Sequence[tuple[str, str]]) -> str:
    """The name of a thing where it cannot be mistaken, else its code."""
    name = dict(choices).get(code, code)
    is_plain = not re.search(r"[;\n×*]", name) and name == name.strip()
    return name if is_plain and _finder(choices)(name) == code else code


def _substitute(given: Field, value: Mapping[str, Any], options: Options, texts: Texts) -> str:
    name = _called(value["material"], options.get(given.choices, ()))
    ratio = Decimal(value["ratio"])
    return name if ratio == 1 else f"{name} × {_localized(decimal_text(ratio), texts)}"


# -- from what was typed to the data ------------------------------------------------------------


def read_value(one: Field, name: str, typed: Typed, known: Known, before: Any = None) -> Any:
    """What a box says, as it is kept in the data; a box that was left as it was, what was there.

    Args:
        name: of the box; its fault is kept under it.
        before: what the data say now.
    """
    raw = typed[name].strip()
    if one.kind == "tick":
        return name in typed
    if (
        _alike(raw) == _alike(text_of(one, before, known.options, known.texts))
        and before is not None
    ):
        return before
    if not raw:
        if one.needed:
            typed.faults[name] = N_("À remplir.")
        return list(one.blank) if isinstance(one.blank, tuple) else one.blank
    if one.kind == "text":
        return typed.text(name, most=1_000)
    if one.kind == "day":
        day = typed.day(name)
        return day.isoformat() if day is not None else None
    if one.kind == "week":
        return _week(raw, name, typed, known)
    if one.kind == "days":
        return _days(raw, name, typed)
    if one.kind == "lines":
        return [line.strip() for line in raw.splitlines() if line.strip()]
    if one.kind == "percents":
        return _percents(raw, name, typed)
    choices = known.options.get(one.choices, ())
    if one.kind == "choice":
        if raw not in {v for v, _ in choices}:
            typed.faults[name] = N_("Choisissez dans la liste.")
        return raw
    if one.kind == "names":
        return _names(raw, name, typed, choices)
    if one.kind == "substitutes":
        return _substitutes(raw, name, typed, choices)
    return _number(one, name, typed)


def bounds_of(one: Field) -> Column | None:
    """The column of the order workbook that a field stands for."""
    if not one.column:
        return None
    sheet, _, column = one.column.partition(".")
    return SHEET_BY_KEY[sheet].column(column)


def _alike(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def _outside(one: Field, column: Column) -> str:
    """What to say of a number beyond the bounds of its column, in the unit of the box."""
    factor = {"percent": Decimal(100), "hours": Decimal(1) / 60}.get(one.kind, Decimal(1))
    least = None if column.minimum is None else column.minimum * factor
    most = None if column.maximum is None else column.maximum * factor
    if column.above and least is not None:
        if most is None:
            return Fault(N_("Ce nombre est hors des limites : plus que {least}."), least=least)
        return Fault(
            N_("Ce nombre est hors des limites : plus que {least}, {most} au plus."),
            least=least,
            most=most,
        )
    return outside(least, most)


def _number(one: Field, name: str, typed: Typed) -> Any:
    raw = typed[name].strip()
    number: Decimal | None
    if one.kind == "hours" and (clock := _CLOCK.match(raw)):
        number = Decimal(clock[1]) * 60 + Decimal((clock[2] or "0").replace(",", "."))
    elif one.unit == "h" and one.kind == "number" and re.search("[h:]", raw):
        number = parse_hours(raw)
        if number is None:
            typed.faults[name] = N_("Des heures sont attendues, par exemple 26 h 30 ou 26,5.")
    else:
        number = typed.number(name)
        if number is not None and one.kind == "hours":
            number *= 60
    if number is None:
        return one.blank
    value = number.scaleb(-2) if one.kind == "percent" else number
    column = bounds_of(one)
    if column is not None and (
        (column.minimum is not None and value < column.minimum)
        or (column.above and value == column.minimum)
        or (column.maximum is not None and value > column.maximum)
    ):
        typed.faults[name] = _outside(one, column)
    if one.kind in ("number", "percent", "hours"):
        return decimal_text(value)
    scaled = value.scaleb(_POWERS.get(one.kind, 0))
    if scaled != int(scaled):
        typed.faults[name] = _FINER[one.kind]
    return int(scaled)


_FINER: Final = {
    "whole": N_("Un nombre entier est attendu."),
    "cents": N_("Deux chiffres après la virgule au plus."),
    "thousandths": N_("Trois chiffres après la virgule au plus."),
}


def _week(raw: str, name: str, typed: Typed, known: Known) -> str | None:
    found = parse_week(raw, known.start)
    if found is None or not 1990 <= int(found[:4]) <= 2199:
        typed.faults[name] = N_("Une semaine est attendue, par exemple S18 2020.")
        return None
    return found


def _days(raw: str, name: str, typed: Typed) -> list[str]:
    found = []
    for word in re.split(r"[\s,;]+", raw):
        one = Typed()
        one.data = type(typed.data)([("day", word)])
        day = one.day("day")
        if one.faults:
            typed.faults[name] = N_("Une date est attendue sur chaque ligne : 01/05/2020.")
        elif day is not None:
            found.append(day.isoformat())
    return sorted(set(found))


def _percents(raw: str, name: str, typed: Typed) -> list[str]:
    found = []
    for piece in raw.replace("%", "").split(";"):
        one = Typed()
        one.data = type(typed.data)([("rate", piece)])
        rate = one.number("rate", most=100)
        if one.faults:
            typed.faults[name] = N_("Des pourcentages séparés par des points-virgules : 60 ; 80.")
        elif rate is not None:
            found.append(decimal_text(rate.scaleb(-2)))
    return found


def _finder(choices: Sequence[tuple[str, str]]) -> Callable[[str], str | None]:
    """Which thing a word means: its code, its name where only one is called so."""
    codes = {code: code for code, _ in choices}
    names: dict[str, str | None] = {}
    for code, name in choices:
        for word in {name.casefold(), code.casefold()}:
            names[word] = code if names.get(word, code) == code else None
    return lambda word: codes.get(word, names.get(word.casefold()))


def _names(raw: str, name: str, typed: Typed, choices: Sequence[tuple[str, str]]) -> list[str]:
    find = _finder(choices)
    found = []
    for piece in re.split(r"[;\n]+", raw):
        words = [piece] if find(piece.strip()) is not None else piece.split(",")
        for word in filter(None, (w.strip() for w in words)):
            code = find(word)
            if code is None:
                typed.faults[name] = _UNKNOWN
            else:
                found.append(code)
    return list(dict.fromkeys(found))


_UNKNOWN: Final = N_("Un de ces noms n'est pas connu : écrivez-le comme ailleurs.")


def _substitutes(
    raw: str, name: str, typed: Typed, choices: Sequence[tuple[str, str]]
) -> list[dict[str, str]]:
    find = _finder(choices)
    found = []
    for piece in filter(None, (p.strip() for p in re.split(r"[;\n]+", raw))):
        word, ratio = piece, Decimal(1)
        if find(word) is None and (times := _TIMES.match(piece)):
            word = times[1].strip()
            one = Typed()
            one.data = type(typed.data)([("ratio", times[2])])
            read = one.number("ratio")
            if not read:
                typed.faults[name] = N_("Un nombre est attendu après « × » : Popeline × 1,2.")
            ratio = read or ratio
        code = find(word)
        if code is None:
            typed.faults[name] = _UNKNOWN
        else:
            found.append({"material": code, "ratio": decimal_text(ratio)})
    return found
