"""Numbers as people write them: decimal comma, any space, units, percent, hours and minutes."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

# Every space of Unicode, and what is not seen at all: zero width, soft hyphen, marks of direction.
BLANKS = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_PLAIN = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)$")
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(?:([.,'’])\d{3})+$")
APOSTROPHES = re.compile("[’‘ʼ′`´]")
# « 1.200 » and « 1,200 » may be twelve hundred; no thousands begin with a zero.
_DOUBTFUL = re.compile(r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$")
_LETTER_O = re.compile(r"^(?=.*\d)[\doO.,+-]+$")
_CURRENCY = re.compile(r"(€|\beuros?\b|\beur\b)(\s*/\s*\w+)?|\bht\b", re.IGNORECASE)
_EUROS_CENTS = re.compile(r"^(\d[\d ]*)\s*€\s*(\d{2})$")
_SIGN_INSIDE = re.compile(r"\d\s*€\s*\d")
_ONE_NUMBER = re.compile(r"\d{1,3}(?:\s\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
# Digits apart that are no groups of three: « 12 15 » is two numbers, not 1215.
_APART = re.compile(r"\d\s+\d")
_GROUPS = re.compile(r"^[^\d]*\d{1,3}(?:\s\d{3})+(?!\d)(?:[.,]\d*)?[^\d]*$")

_HOURS = re.compile(
    r"^(?P<h>[\d.,]+)(?:h|heures?|hours?)(?P<m>\d{1,2})?(?:min|mn|m)?(?:/?(?:sem|semaine|week|wk)\.?)?$"
)
_CLOCK = re.compile(r"^(\d{1,3}):(\d{2})(?::(\d{2}))?$")
_MINUTES = re.compile(
    r"^(?:(?P<h>[\d.,]+)(?:h|heures?|hours?))?"
    r"(?:(?P<m>[\d.,]+)(?:minutes?|min|mn|m|'|’|′))?"
    r"(?:(?P<last>[\d.,]+)(?P<s>secondes?|seconds?|sec|s|\"|″)?)?$"
)
# Time units of the trade, in minutes: hundredths of a minute or hour, ten-thousandths of an hour.
_TRADE_UNITS = {"cmn": Decimal("0.01"), "ch": Decimal("0.6"), "dmh": Decimal("0.006")}
_LONGEST = 80


def from_number(value: int | float) -> Decimal:
    """A number of a cell with the fifteen digits that spreadsheets keep."""
    return Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))


def parse_number(text: str) -> Decimal | None:
    """A decimal number with « , » or « . », thousands apart or not; None when it is not one.

    With both signs the last one is the decimal one; a sign that stands twice separates thousands.
    """
    spaced = BLANKS.sub(" ", text).strip()
    if len(spaced) > _LONGEST or (_APART.search(spaced) and not _GROUPS.match(spaced)):
        return None
    plain = APOSTROPHES.sub("'", spaced.replace(" ", "")).replace("−", "-")
    if "," in plain and "." in plain:
        thousands, decimal = (",", ".") if plain.rindex(".") > plain.rindex(",") else (".", ",")
        whole, _, part = plain.rpartition(decimal)
        if not _THOUSANDS.match(whole) and thousands in whole:
            return None
        plain = whole.replace(thousands, "") + "." + part
    elif plain.count(",") > 1 or plain.count(".") > 1 or "'" in plain:
        if not _THOUSANDS.match(plain):
            return None
        plain = re.sub(r"[.,']", "", plain)
    else:
        plain = plain.replace(",", ".")
    return Decimal(plain) if _PLAIN.match(plain) and plain.isascii() else None


def only_number_in(text: str) -> str:
    """The only number of a text such as « env. 15 », as a suggestion; else ""."""
    zeros = with_zeros(text)
    if zeros:
        return zeros
    found = _ONE_NUMBER.findall(BLANKS.sub(" ", text))
    return BLANKS.sub("", found[0]) if len(found) == 1 else ""


def with_zeros(text: str) -> str:
    """« 3 OOO » as 3000, letters taken for zeros; "" when it is not such a number."""
    plain = BLANKS.sub("", text)
    if not _LETTER_O.match(plain) or plain.isdigit() or not re.search("[oO]", plain):
        return ""
    mended = re.sub("[oO]", "0", plain)
    return mended if parse_number(mended) is not None else ""


def is_doubtful(text: str) -> bool:
    """Whether one cannot tell by looking if the sign of a number separates thousands or decimals.

    « 1.200 » and « 1,200 » are; « 0.125 », « 1 200 », « 1.200,5 » and « 12,50 » are not.
    """
    return bool(_DOUBTFUL.match(BLANKS.sub("", text).replace("−", "-")))


def without_thousands(text: str) -> str:
    """« 1.234 » and « 1,234 » as 1234, as a suggestion; "" when it is not such a number."""
    plain = BLANKS.sub("", text)
    return re.sub(r"[.,'’]", "", plain) if _THOUSANDS.match(plain) else ""


def parse_percent(text: str) -> tuple[Decimal, bool] | None:
    """A rate and whether it carried the percent sign: « 12 % » is 0.12."""
    plain = text.strip()
    if plain.endswith("%"):
        number = parse_number(plain[:-1])
        return None if number is None else (number.scaleb(-2), True)
    number = parse_number(plain)
    return None if number is None else (number, False)


def parse_money(text: str) -> Decimal | None:
    """Euros, with or without the sign and « HT »; « 3€20 » is 3.20."""
    if found := _EUROS_CENTS.match(BLANKS.sub(" ", text).strip()):
        return parse_number(f"{found[1]},{found[2]}")
    if _SIGN_INSIDE.search(text):
        return None
    return parse_number(_CURRENCY.sub("", text))


def parse_hours(text: str) -> Decimal | None:
    """Hours: « 26 », « 26,5 », « 26h », « 26 h 30 », « 26:30 »."""
    plain = BLANKS.sub("", text).casefold()
    if clock := _CLOCK.match(plain):
        return _sexagesimal(clock, Decimal(1))
    if found := _HOURS.match(plain):
        hours = parse_number(found["h"])
        if hours is None or (found["m"] and ("," in found["h"] or "." in found["h"])):
            return None
        return hours + Decimal(found["m"] or 0) / 60
    return parse_number(text)


def parse_minutes(text: str) -> Decimal | None:
    """Minutes: « 2,5 », « 2 min 30 », « 150 s », « 1 h 30 », « 0:02:30 », « 250 cmn »."""
    plain = BLANKS.sub("", text).casefold()
    if clock := _CLOCK.match(plain):
        return _sexagesimal(clock, Decimal(60))
    number = parse_number(text)
    if number is not None:
        return number
    for unit, minutes in _TRADE_UNITS.items():
        if plain.endswith(unit):
            number = parse_number(plain.removesuffix(unit))
            return None if number is None else number * minutes
    found = _MINUTES.match(plain)
    if found is None:
        return None
    # A last number without its unit is in the unit after the one before it: 1 h 30, 2 min 30.
    is_seconds = bool(found["s"] or found["m"])
    total = Decimal(0)
    for name, per_hour in (("h", 1), ("m", 60), ("last", 3600 if is_seconds else 60)):
        value = parse_number(found[name]) if found[name] else Decimal(0)
        if value is None:
            return None
        total += value * 60 / per_hour
    return total if plain else None


def hours_of(value: time | timedelta | datetime) -> Decimal:
    """Hours of a time or duration cell; past a day, spreadsheets may hand over a date of 1900."""
    if isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
    elif isinstance(value, timedelta):
        seconds = round(value.total_seconds())
    else:
        seconds = round((value - datetime(1899, 12, 31)).total_seconds())
    return Decimal(seconds) / 3600


def rounded(value: Decimal, places: int) -> Decimal:
    """The value with at most so many decimals, half-up."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """A number without exponent nor useless zeros: how it is written in texts and parameters."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _sexagesimal(clock: re.Match[str], per_hour: Decimal) -> Decimal | None:
    hours, minutes, seconds = (int(clock[i] or 0) for i in (1, 2, 3))
    if minutes > 59 or seconds > 59:
        return None
    return Decimal(hours * 3600 + minutes * 60 + seconds) * per_hour / 3600
