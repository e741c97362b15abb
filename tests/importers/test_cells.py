"""Every form in which a cell is accepted, and those that are refused."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from importers.cells import FAULTY, Calendar, read_cell
from importers.columns import SHEET_BY_KEY
from importers.columns.declaration import Choice, Column, Kind
from importers.workbook import Cell

CALENDAR = Calendar(epoch=datetime(1899, 12, 30), start=date(2020, 3, 30))
NB, NARROW = "\u00a0", "\u202f"


def read(
    kind: Kind, value: object, percent: bool = False, **column: Any
) -> tuple[object, list[str]]:
    declared = Column(key="x", kind=kind, fr="x", en="x", **column)
    found, faults = read_cell(declared, Cell(value=value, is_percent=percent), CALENDAR)
    return found, [f.code for f in faults]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3462.5", "3462.5"),
        ("3462,5", "3462.5"),
        ("3 462,5", "3462.5"),
        (f"3{NB}462,5", "3462.5"),
        (f"3{NARROW}462,5", "3462.5"),
        ("3.462,5", "3462.5"),
        ("3,462.5", "3462.5"),
        ("1 234 567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567", "1234567"),
        ("1'234,5", None),
        ("1'234", "1234"),
        ("1’234’567", "1234567"),
        ("-5", "-5"),
        ("−5,5", "-5.5"),
        ("+7", "7"),
        (",5", "0.5"),
        ("5,", "5"),
        ("0012", "12"),
        ("1,2,3", None),
        ("1.2.3", None),
        ("12,34.56,78", None),
        ("1e5", None),
        ("5 000 000 m", None),
        ("", None),
        ("-", None),
        ("NaN", None),
        ("Infinity", None),
        ("٣", None),
        ("²", None),
        ("9" * 200, None),
    ],
)
def test_numbers(text: str, number: str | None) -> None:
    found, codes = read(Kind.DECIMAL, text)
    if number is None:
        assert (found, codes) == (FAULTY, ["import.not_a_number"])
    else:
        assert (found, codes) == (Decimal(number), [])


@pytest.mark.parametrize(
    ("value", "number"),
    [(26, "26"), (0.1 + 0.2, "0.3"), (1234.5, "1234.5"), (1e14, "100000000000000")],
)
def test_number_cells(value: float, number: str) -> None:
    assert read(Kind.DECIMAL, value) == (Decimal(number), [])


@pytest.mark.parametrize("value", [True, False, date(2020, 1, 1), time(1), timedelta(1)])
def test_cells_that_are_no_number(value: object) -> None:
    assert read(Kind.DECIMAL, value) == (FAULTY, ["import.not_a_number"])


@pytest.mark.parametrize(
    ("value", "percent", "rate", "codes"),
    [
        ("12 %", False, "0.12", []),
        ("12%", False, "0.12", []),
        (f"12,5{NB}%", False, "0.125", []),
        ("0,12", False, "0.12", []),
        (0.12, False, "0.12", []),
        (0.12, True, "0.12", []),
        (1, False, "1", []),
        (12, False, "0.12", ["import.percent_guessed"]),
        ("12", False, "0.12", ["import.percent_guessed"]),
        (12, True, "12", []),
        ("120 %", False, "1.2", []),
        (0, False, "0", []),
    ],
)
def test_percents(value: object, percent: bool, rate: str, codes: list[str]) -> None:
    assert read(Kind.PERCENT, value, percent) == (Decimal(rate), codes)


@pytest.mark.parametrize("value", ["%", "a %", "12 % environ", True, date(2020, 1, 1)])
def test_no_percents(value: object) -> None:
    assert read(Kind.PERCENT, value) == (FAULTY, ["import.not_a_percent"])


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        (26, "26"),
        ("26", "26"),
        ("26,5", "26.5"),
        ("26h", "26"),
        ("26 h", "26"),
        ("26H30", "26.5"),
        ("26 h 30", "26.5"),
        ("26 h 30 min", "26.5"),
        ("26 heures", "26"),
        ("26:30", "26.5"),
        ("26 h 00", "26"),
        ("35 h/sem", "35"),
        ("26,5 h", "26.5"),
        (timedelta(hours=26), "26"),
        (timedelta(hours=26, minutes=30), "26.5"),
        (time(7, 30), "7.5"),
        (datetime(1900, 1, 1, 2), "26"),
    ],
)
def test_hours(value: object, hours: str) -> None:
    assert read(Kind.HOURS, value) == (Decimal(hours), [])


@pytest.mark.parametrize("value", ["h", "26 h 30 h", "3,5 j", "26:75", "26,5 h 30", "plein", True])
def test_no_hours(value: object) -> None:
    assert read(Kind.HOURS, value) == (FAULTY, ["import.not_hours"])


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        (2.5, "2.5"),
        ("2,5", "2.5"),
        ("2,5 min", "2.5"),
        ("2 min 30", "2.5"),
        ("2 mn 30 s", "2.5"),
        ("2'30", "2.5"),
        ("150 s", "2.5"),
        ("1 h 30", "90"),
        ("20 h", "1200"),
        ("250 cmn", "2.5"),
        ("90 s", "1.5"),
        ("1 h 30 min 30 s", "90.5"),
        ("1 h 30 s", "60.5"),
        ("10 ch", "6"),
        ("100 dmh", "0.6"),
        ("0:02:30", "2.5"),
        (time(0, 2, 30), "2.5"),
    ],
)
def test_minutes(value: object, minutes: str) -> None:
    assert read(Kind.MINUTES, value) == (Decimal(minutes), [])


@pytest.mark.parametrize("value", ["min", "2 min env.", "rapide", "a cmn", True])
def test_no_minutes(value: object) -> None:
    assert read(Kind.MINUTES, value) == (FAULTY, ["import.not_minutes"])


@pytest.mark.parametrize(
    "value",
    ["1 250,50 €", "1250,5", "€ 1250.50", "1 250,50 EUR", "1250,50 € HT", "1250,50 €/ml", 1250.5],
)
def test_money(value: object) -> None:
    assert read(Kind.MONEY, value) == (Decimal("1250.5"), [])


@pytest.mark.parametrize("value", ["1250 € TTC", "offert", "€", "5 $"])
def test_no_money(value: object) -> None:
    assert read(Kind.MONEY, value) == (FAULTY, ["import.not_money"])


def test_money_is_rounded_to_the_cent_and_said() -> None:
    assert read(Kind.MONEY, "1,005", places=2) == (Decimal("1.01"), ["import.rounded"])


@pytest.mark.parametrize(
    "value",
    [
        datetime(2020, 4, 14),
        date(2020, 4, 14),
        "14/04/2020",
        "14/4/20",
        "14-04-2020",
        "14.04.2020",
        "2020-04-14",
        "2020-04-14 00:00:00",
        "14 avril 2020",
        "mardi 14 avril 2020",
        "14 April 2020",
        "14 avr. 2020",
        f" 14/04/2020{NB}",
    ],
)
def test_dates(value: object) -> None:
    assert read(Kind.DATE, value) == (date(2020, 4, 14), [])


def test_a_date_without_its_format_is_guessed() -> None:
    assert read(Kind.DATE, 43935) == (date(2020, 4, 14), ["import.date_guessed"])


@pytest.mark.parametrize(
    "value", ["31/02/2020", "04/25/2020", "avril 2020", "14/04", 12, 43935.5, True, "?"]
)
def test_no_dates(value: object) -> None:
    assert read(Kind.DATE, value) == (FAULTY, ["import.not_a_date"])


@pytest.mark.parametrize(
    ("value", "week"),
    [
        ("2020-W14", "2020-W14"),
        ("2020-S14", "2020-W14"),
        ("2020W14", "2020-W14"),
        ("S14-2020", "2020-W14"),
        ("S14 - 2020", "2020-W14"),
        ("S 14 2020", "2020-W14"),
        ("semaine 14 2020", "2020-W14"),
        ("S14", "2020-W14"),
        ("s 14", "2020-W14"),
        ("sem. 14", "2020-W14"),
        ("W14", "2020-W14"),
        ("14", "2020-W14"),
        (14, "2020-W14"),
        ("S10", "2020-W10"),
        ("S53", "2020-W53"),
        ("S1", "2021-W01"),
        ("01/04/2020", "2020-W14"),
        (datetime(2020, 4, 1), "2020-W14"),
    ],
)
def test_weeks(value: object, week: str) -> None:
    assert read(Kind.WEEK, value) == (week, [])


@pytest.mark.parametrize(
    "value", ["S54", "S0", "2021-W53", "avril", 14.5, "S14-20", "du 30/03 au 05/04"]
)
def test_no_weeks(value: object) -> None:
    assert read(Kind.WEEK, value) == (FAULTY, ["import.not_a_week"])


@pytest.mark.parametrize("value", ["oui", "Oui ", "OUI", "yes", "x", "X", "vrai", "O", 1, True])
def test_yes(value: object) -> None:
    assert read(Kind.YES_NO, value) == (True, [])


@pytest.mark.parametrize("value", ["non", "No", "faux", "n", 0, False])
def test_no(value: object) -> None:
    assert read(Kind.YES_NO, value) == (False, [])


@pytest.mark.parametrize("value", ["peut-être", "?", 2, "-"])
def test_neither_yes_nor_no(value: object) -> None:
    assert read(Kind.YES_NO, value) == (FAULTY, ["import.not_yes_no"])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ACI", "ACI"),
        ("aci", "ACI"),
        ("ACI_DC", "ACI"),
        ("Chantier d’insertion", "ACI"),
        ("Entreprise Adaptée Travail Temporaire", "EATT"),
        ("ENTREPRISE ADAPTEE", "EA"),
        ("Association", "ASSO"),
        ("autre", "OTHER"),
        ("other", "OTHER"),
    ],
)
def test_kinds_of_structure_in_words(text: str, kind: str) -> None:
    column = SHEET_BY_KEY["workshops"].column("kind")
    assert read_cell(column, Cell(value=text), CALENDAR) == (kind, [])


def test_a_choice_never_confuses_its_values() -> None:
    choices = (
        Choice(value="a", fr="un", en="one"),
        Choice(value="b", fr="deux", en="two", also=("un",)),
    )
    assert read(Kind.CHOICE, "UN", choices=choices) == ("a", [])


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Kind.DECIMALS, "0; 500; 1 000,5", (Decimal(0), Decimal(500), Decimal("1000.5"))),
        (Kind.DECIMALS, 500, (Decimal(500),)),
        (Kind.DECIMALS, "1,5", (Decimal("1.5"),)),
        (Kind.MONEYS, "4,20 €; 3,80 €", (Decimal("4.2"), Decimal("3.8"))),
        (Kind.PERCENTS, "60 %; 80 %", (Decimal("0.6"), Decimal("0.8"))),
        (Kind.PERCENTS, "60 %, 80 %", (Decimal("0.6"), Decimal("0.8"))),
        (Kind.DATES, "13/04/2020; 01/05/2020", (date(2020, 4, 13), date(2020, 5, 1))),
        (Kind.DATES, datetime(2020, 5, 1), (date(2020, 5, 1),)),
    ],
)
def test_lists(kind: Kind, value: object, expected: tuple[object, ...]) -> None:
    assert read(kind, value) == (expected, [])


@pytest.mark.parametrize("value", ["1; deux", "1; ; x"])
def test_one_bad_item_spoils_its_list(value: str) -> None:
    assert read(Kind.DECIMALS, value)[0] is FAULTY


@pytest.mark.parametrize(
    ("value", "text"),
    [(12, "12"), (12345678900012, "12345678900012"), (1.5, "1.5"), (" a ", "a"), ("0012", "0012")],
)
def test_texts(value: object, text: str) -> None:
    assert read(Kind.TEXT, value) == (text, [])


def test_a_pace_may_be_the_standard_one() -> None:
    assert read(Kind.PACE, "Standard") == ("standard", [])
    assert read(Kind.PACE, "60 %") == (Decimal("0.6"), [])


def test_bounds() -> None:
    assert read(Kind.INTEGER, 0, minimum=Decimal(1)) == (FAULTY, ["import.too_small"])
    assert read(Kind.INTEGER, 8, maximum=Decimal(7)) == (FAULTY, ["import.too_big"])
    assert read(Kind.DECIMAL, 0, minimum=Decimal(0), above=True) == (FAULTY, ["import.too_small"])
    assert read(Kind.DECIMALS, "1; -1", minimum=Decimal(0)) == (FAULTY, ["import.too_small"])
