"""Numbers as people write them: decimal comma, any space, units, percent, hours and minutes."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

_BLANKS = re.compile(r"\s+")
_PLAIN = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)$")
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(?:([.,'’])\d{3})+$")
_CURRENCY = re.compile(r"(€|\beuros?\b|\beur\b)(\s*/\s*\w+)?|\bht\b", re.IGNORECASE)
_ONE_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")

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
    plain = _BLANKS.sub("", text).replace("−", "-")
    if len(plain) > _LONGEST:
        return None
    if "," in plain and "." in plain:
        thousands, decimal = (",", ".") if plain.rindex(".") > plain.rindex(",") else (".", ",")
        whole, _, part = plain.rpartition(decimal)
        if not _THOUSANDS.match(whole) and thousands in whole:
            return None
        plain = whole.replace(thousands, "") + "." + part
    elif plain.count(",") > 1 or plain.count(".") > 1 or "'" in plain or "’" in plain:
        if not _THOUSANDS.match(plain):
            return None
        plain = re.sub(r"[.,'’]", "", plain)
    else:
        plain = plain.replace(",", ".")
    return Decimal(plain) if _PLAIN.match(plain) and plain.isascii() else None


def only_number_in(text: str) -> str:
    """The only number of a text such as « env. 15 », as a suggestion; else ""."""
    found = _ONE_NUMBER.findall(_BLANKS.sub("", text))
    return found[0] if len(found) == 1 else ""


def without_thousands(text: str) -> str:
    """« 1.234 » and « 1,234 » as 1234, as a suggestion; "" when it is not such a number."""
    plain = _BLANKS.sub("", text)
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
    """Euros, with or without the sign and « HT »."""
    return parse_number(_CURRENCY.sub("", text))


def parse_hours(text: str) -> Decimal | None:
    """Hours: « 26 », « 26,5 », « 26h », « 26 h 30 », « 26:30 »."""
    plain = _BLANKS.sub("", text).casefold()
    if clock := _CLOCK.match(plain):
        return _sexagesimal(clock, Decimal(1))
    if found := _HOURS.match(plain):
        hours = parse_number(found["h"])
        if hours is None or (found["m"] and ("," in found["h"] or "." in found["h"])):
            return None
        return hours + Decimal(found["m"] or 0) / 60
    return parse_number(plain)


def parse_minutes(text: str) -> Decimal | None:
    """Minutes: « 2,5 », « 2 min 30 », « 150 s », « 1 h 30 », « 0:02:30 », « 250 cmn »."""
    plain = _BLANKS.sub("", text).casefold()
    if clock := _CLOCK.match(plain):
        return _sexagesimal(clock, Decimal(60))
    number = parse_number(plain)
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
