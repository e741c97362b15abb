"""Every form of a cell that people send, and what it is taken for: the table of the docs."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.cells import FAULTY, Calendar
from importers.columns.declaration import Choice, Column, Kind
from importers.loose_cells import CLOSED, Loose, read_loosely
from importers.workbook import Cell

CALENDAR = Calendar(epoch=datetime(1899, 12, 30), start=date(2020, 3, 30))
NB, NARROW, THIN, ZERO_WIDTH = "\u00a0", "\u202f", "\u2009", "\u200b"
OPTIONS = {"unit", "hours_per_day", "dash_is_zero"}
D = Decimal


def loose(kind: Kind, value: object, *, percent: bool = False, **given: Any) -> Loose:
    options = {k: v for k, v in given.items() if k in OPTIONS}
    declared: dict[str, Any] = {"key": "x", "minimum": D(0), "fr": "x", "en": "x"}
    declared |= {k: v for k, v in given.items() if k not in OPTIONS}
    if "column_unit" in declared:
        declared["unit"] = declared.pop("column_unit")
    column = Column(kind=kind, **declared)
    return read_loosely(column, Cell(value=value, is_percent=percent), CALENDAR, **options)


def codes(read: Loose) -> list[str]:
    return [f.code.removeprefix("import.") for f in read.faults]


def assert_certain(read: Loose, value: object) -> None:
    assert (read.value, codes(read), read.is_guess, read.choices) == (value, [], False, ())


def assert_guess(read: Loose, value: object, choices: tuple[str, ...], code: str) -> None:
    assert (read.value, read.choices, codes(read)) == (value, choices, [code])
    assert read.is_guess
    assert 50 <= read.confidence < 100
    assert all(f.is_warning for f in read.faults)


def assert_refused(read: Loose, code: str) -> None:
    assert read.value is FAULTY
    assert codes(read) == [code]
    assert not any(f.is_warning for f in read.faults)


# -- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3 462,5", "3462.5"),
        (f"3{NB}462,5", "3462.5"),
        (f"3{NARROW}462,5", "3462.5"),
        (f"3{THIN}462,5", "3462.5"),
        (f"{ZERO_WIDTH}3462,5 ", "3462.5"),
        ("3.462,5", "3462.5"),
        ("3,462.5", "3462.5"),
        ("3462.5", "3462.5"),
        ("1 200", "1200"),
        ("12'500", "12500"),
        ("12’500", "12500"),
        ("12ʼ500", "12500"),
        ("0,125", "0.125"),
        ("12,50", "12.5"),
        ("'12", "12"),
        ("12 ½", "12.5"),
        ("½", "0.5"),
        ("dix", "10"),
        ("Dix-sept", "17"),
    ],
)
def test_numbers_that_leave_no_doubt(text: str, number: str) -> None:
    assert_certain(loose(Kind.DECIMAL, text), D(number))


@pytest.mark.parametrize(
    ("kind", "text", "value", "choices", "code"),
    [
        (Kind.DECIMAL, "1.200", D(1200), ("1200", "1.2"), "doubtful"),
        (Kind.DECIMAL, "1,200", D("1.2"), ("1.2", "1200"), "doubtful"),
        (Kind.MONEY, "1.200 €", D("1.2"), ("1.2", "1200"), "doubtful"),
        (Kind.HOURS, "1.200", D("1.2"), ("1.2", "1200"), "doubtful"),
        (Kind.INTEGER, "1.200", 1200, ("1200",), "approximate"),
        (Kind.INTEGER, "2.000", 2000, ("2000",), "approximate"),
        (Kind.DECIMAL, "3 OOO", D(3000), ("3000",), "approximate"),
        (Kind.DECIMAL, "1O", D(10), ("10",), "approximate"),
    ],
)
def test_numbers_in_doubt(
    kind: Kind, text: str, value: object, choices: tuple[str, ...], code: str
) -> None:
    assert_guess(loose(kind, text), value, choices, code)


@pytest.mark.parametrize(
    ("text", "number", "choices"),
    [
        ("env. 15", "15", ("15",)),
        ("environ 15", "15", ("15",)),
        ("≈ 15", "15", ("15",)),
        ("~15", "15", ("15",)),
        ("15 env.", "15", ("15",)),
        ("+/- 15", "15", ("15",)),
        ("une quinzaine", "15", ("15",)),
        (">15", "15", ("15",)),
        ("+ de 15", "15", ("15",)),
        ("plus de 15", "15", ("15",)),
        ("au moins 15", "15", ("15",)),
        ("15+", "15", ("15",)),
        ("15 mini", "15", ("15",)),
        ("15 max", "15", ("15",)),
        ("max. 15", "15", ("15",)),
        ("jusqu’à 15", "15", ("15",)),
        ("12*", "12", ("12",)),
        ("15 (dont 3 en insertion)", "15", ("15",)),
        ("oui (2)", "2", ("2",)),
        ("oui, 2", "2", ("2",)),
        ("non", "0", ("0",)),
        ("aucune", "0", ("0",)),
        ("néant", "0", ("0",)),
    ],
)
def test_hesitations(text: str, number: str, choices: tuple[str, ...]) -> None:
    assert_guess(loose(Kind.DECIMAL, text), D(number), choices, "approximate")


@pytest.mark.parametrize(
    "text",
    ["15-20", "15 à 20", "15–20", "15 a 20", "15 ou 20", "entre 15 et 20", "de 15 à 20", "15..20"],
)
def test_the_lower_end_of_a_range_can_be_promised(text: str) -> None:
    assert_guess(loose(Kind.DECIMAL, text), D(15), ("15", "20"), "range_prudent")


def test_small_ranges_in_words() -> None:
    assert_guess(loose(Kind.INTEGER, "1 ou 2"), 1, ("1", "2"), "range_prudent")
    assert_guess(loose(Kind.INTEGER, "deux ou trois"), 2, ("2", "3"), "range_prudent")


@pytest.mark.parametrize(
    ("kind", "text", "key", "value"),
    [
        (Kind.PERCENT, "10-15 %", "absence", D("0.15")),
        (Kind.PERCENT, "70-80 %", "pace", D("0.7")),
        (Kind.MINUTES, "2 à 3 min", "standard", D(3)),
        (Kind.MONEY, "3 à 4 €", "price", D(4)),
        (Kind.INTEGER, "1 à 2", "lead_time_weeks", 2),
        (Kind.HOURS, "26 h 30 à 35 h", "weekly_hours", D("26.5")),
    ],
)
def test_of_times_costs_and_losses_the_higher_end_is_prudent(
    kind: Kind, text: str, key: str, value: object
) -> None:
    read = loose(kind, text, key=key)
    assert (read.value, codes(read)) == (value, ["range_prudent"])


@pytest.mark.parametrize(
    "text", ["a", "oui", "12 15", "1e5", "10/12", "1-2-3", "lundi", "5 rouleaux de 50 m", "1er"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert_refused(loose(Kind.DECIMAL, text), "not_a_number")


def test_bounds_hold_for_guesses_too() -> None:
    assert_refused(loose(Kind.INTEGER, "env. 9", maximum=D(7)), "too_big")
    assert_refused(loose(Kind.DECIMAL, "-5"), "too_small")
    # Of two readings the one that is possible is taken.
    assert loose(Kind.HOURS, "1.200", minimum=D(10)).value == 1200


# -- nothing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["NC", "n/a", "N.C.", "?", "??", "…", "à préciser", "nsp", "NR"])
def test_unknown_is_neither_blank_nor_zero(text: str) -> None:
    read = loose(Kind.DECIMAL, text)
    assert (read.value, codes(read), read.is_guess) == (None, ["value_unknown"], False)
    assert read.faults[0].is_warning
    assert_refused(loose(Kind.DECIMAL, text, required=True), "value_unknown")


@pytest.mark.parametrize("text", ["-", "–", "—", "--", " - "])
def test_a_stroke_is_a_blank_unless_a_zero_is_expected(text: str) -> None:
    assert_certain(loose(Kind.DECIMAL, text), None)
    assert_guess(loose(Kind.DECIMAL, text, required=True), D(0), ("0", ""), "approximate")
    assert_guess(loose(Kind.INTEGER, text, dash_is_zero=True), 0, ("0", ""), "approximate")
    assert_certain(loose(Kind.DECIMAL, text, required=True, dash_is_zero=False), None)
    assert_certain(loose(Kind.DECIMAL, text, required=True, above=True), None)


def test_blank_and_zero_differ() -> None:
    assert_certain(loose(Kind.DECIMAL, f" {NB}"), None)
    assert_certain(loose(Kind.DECIMAL, 0), D(0))


@pytest.mark.parametrize(
    "text", ["fermé", "FERMÉ", "Fermeture annuelle", "congés", "congés d’été", "CP", "férié"]
)
@pytest.mark.parametrize("kind", [Kind.DECIMAL, Kind.HOURS, Kind.INTEGER])
def test_closed_in_a_number(kind: Kind, text: str) -> None:
    assert_certain(loose(kind, text), CLOSED)


def test_texts_are_left_alone() -> None:
    assert_certain(loose(Kind.TEXT, " Élastique "), "Élastique")
    assert_certain(loose(Kind.TEXT, "à voir avec Léa"), "à voir avec Léa")
    assert_certain(loose(Kind.TEXT, "fermé en août"), "fermé en août")
    assert_certain(loose(Kind.TEXT, "NC"), None)
    assert loose(Kind.REF, "?").value is None


def test_errors_and_formulas_without_result_are_refused() -> None:
    column = Column(key="x", kind=Kind.DECIMAL, fr="x", en="x")
    for cell, code in (
        (Cell(error="#REF!"), "import.error_value"),
        (Cell(formula="=A1"), "import.formula_without_value"),
    ):
        read = read_loosely(column, cell, CALENDAR)
        assert (read.value, [f.code for f in read.faults]) == (FAULTY, [code])


# -- units ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("12 pers.", 12, "pers"),
        ("2 100 ml", 2100, "m"),
        ("50 m", 50, "m"),
        ("50 m²", 50, "m²"),
        ("2 lots", 2, "lot"),
    ],
)
def test_units_in_the_cell_are_told(text: str, number: int, unit: str) -> None:
    read = loose(Kind.DECIMAL, text)
    assert_certain(read, D(number))
    assert read.unit == unit


def test_words_that_are_no_unit_name_what_is_counted() -> None:
    read = loose(Kind.DECIMAL, "600 masques par semaine")
    assert_guess(read, D(600), ("600",), "approximate")
    assert read.unit == "masques par semaine"


def test_full_time_equivalents_are_no_people() -> None:
    read = loose(Kind.DECIMAL, "3,5 ETP")
    assert_guess(read, D("3.5"), ("3.5",), "approximate")
    assert (read.unit, read.confidence) == ("ETP", 50)


@pytest.mark.parametrize(
    ("text", "number"), [("50 m", "50"), ("100 ml", "100"), ("350 cm", "3.5"), ("2,1 km", "2100")]
)
def test_units_are_turned_into_that_of_the_column(text: str, number: str) -> None:
    assert_certain(loose(Kind.DECIMAL, text, column_unit="m"), D(number))


@pytest.mark.parametrize("text", ["50 m²", "12 kg", "3 rouleaux", "12 pers"])
def test_units_that_contradict_the_column_are_refused(text: str) -> None:
    assert_refused(loose(Kind.DECIMAL, text, column_unit="m"), "unit_mismatch")


@pytest.mark.parametrize(
    ("kind", "value", "unit", "expected"),
    [
        (Kind.HOURS, 90, "min", "1.5"),
        (Kind.HOURS, "90", "min", "1.5"),
        (Kind.HOURS, 26, "h/sem", "26"),
        (Kind.MINUTES, 250, "cmn", "2.5"),
        (Kind.MINUTES, 10, "ch", "6"),
        (Kind.MINUTES, 0.1, "h", "6"),
        (Kind.MINUTES, 90, "s", "1.5"),
        (Kind.MINUTES, 2.5, "min/u", "2.5"),
        (Kind.MONEY, 12, "k€", "12000"),
        (Kind.MONEY, 3.2, "€ HT/m", "3.2"),
        (Kind.PERCENT, 12, "%", "0.12"),
        (Kind.PERCENT, 0, "%", "0"),
        # A unit in the cell goes before that of the header.
        (Kind.MINUTES, "150 s", "h", "2.5"),
    ],
)
def test_units_in_the_header(kind: Kind, value: object, unit: str, expected: str) -> None:
    assert_certain(loose(kind, value, unit=unit), D(expected))


# -- time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        ("26h", "26"),
        ("26 h 00", "26"),
        ("26 h 30", "26.5"),
        ("26:00", "26"),
        ("7:30", "7.5"),
        ("7,50", "7.5"),
        ("7,25 h", "7.25"),
        ("7,75", "7.75"),
        ("35 h/sem", "35"),
        ("35 h hebdo", "35"),
        ("90 min", "1.5"),
        (time(7, 30), "7.5"),
        (7.3, "7.3"),
    ],
)
def test_hours(value: object, hours: str) -> None:
    assert_certain(loose(Kind.HOURS, value), D(hours))


@pytest.mark.parametrize("text", ["7,30", "7,30 h", "7.30", "7,30h"])
def test_hundredths_of_hours_or_minutes(text: str) -> None:
    assert_guess(loose(Kind.HOURS, text), D("7.3"), ("7.3", "7.5"), "doubtful")


@pytest.mark.parametrize(
    ("text", "value", "choices"),
    [
        ("2,30", D("2.3"), ("2.3", "2.5")),
        ("0,10 h", D(6), ("6", "10")),
        ("2:30", D(150), ("150", "2.5")),
    ],
)
def test_minutes_in_doubt(text: str, value: Decimal, choices: tuple[str, ...]) -> None:
    assert_guess(loose(Kind.MINUTES, text), value, choices, "doubtful")


def test_a_time_where_minutes_are_expected() -> None:
    assert_guess(loose(Kind.MINUTES, time(2, 30)), D(150), ("150", "2.5"), "doubtful")
    assert_certain(loose(Kind.MINUTES, time(0, 2, 30)), D("2.5"))


def test_days_are_hours_where_the_day_is_known() -> None:
    assert_guess(
        loose(Kind.HOURS, "3,5 j", hours_per_day=D(7)), D("24.5"), ("24.5",), "approximate"
    )
    assert_guess(
        loose(Kind.HOURS, 3.5, unit="j", hours_per_day=D(7)), D("24.5"), ("24.5",), "approximate"
    )
    assert_refused(loose(Kind.HOURS, "3,5 j"), "day_length_unknown")
    assert_refused(loose(Kind.HOURS, 3.5, unit="jh"), "day_length_unknown")


@pytest.mark.parametrize("text", ["7 h/jour", "3 pers", "50 m"])
def test_no_hours_a_week(text: str) -> None:
    assert_refused(loose(Kind.HOURS, text), "unit_mismatch")


# -- rates and money ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "percent", "rate"),
    [("12 %", False, "0.12"), ("0,12", False, "0.12"), (0.12, True, "0.12"), (0.12, False, "0.12")],
)
def test_rates(value: object, percent: bool, rate: str) -> None:
    assert_certain(loose(Kind.PERCENT, value, percent=percent), D(rate))


def test_rates_in_doubt() -> None:
    assert_guess(loose(Kind.PERCENT, 12), D("0.12"), ("12 %",), "approximate")
    assert_guess(loose(Kind.PERCENT, "12"), D("0.12"), ("12 %",), "approximate")
    assert_guess(loose(Kind.PERCENT, 1), D(1), ("100 %", "1 %"), "doubtful")
    assert_guess(loose(Kind.PERCENT, 0.12, unit="%"), D("0.12"), ("12 %", "0.12 %"), "doubtful")
    assert_guess(loose(Kind.PERCENT, "env. 12 %"), D("0.12"), ("12 %",), "approximate")


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("3,20 €", "3.2"),
        ("3,20 €/ml", "3.2"),
        ("3,20 € HT / ml", "3.2"),
        ("3€20", "3.2"),
        ("3 € 20", "3.2"),
        ("32 cts", "0.32"),
        ("12 k€", "12000"),
        ("1 250,50 EUR", "1250.5"),
    ],
)
def test_money(text: str, euros: str) -> None:
    assert_certain(loose(Kind.MONEY, text), D(euros))


def test_prices_by_something_and_prices_of_nothing() -> None:
    assert loose(Kind.MONEY, "3,20 € le mètre").unit == "€/m"
    assert_guess(loose(Kind.MONEY, "offert"), D(0), ("0",), "approximate")
    assert_refused(loose(Kind.MONEY, "3,20 € TTC"), "tax_included")
    assert_refused(loose(Kind.MONEY, 3.2, unit="€ TTC"), "tax_included")
    assert_refused(loose(Kind.MONEY, "3 € 5 €"), "not_money")


# -- yes, no and choices --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [("oui", True), ("O", True), ("x", True), (1, True), ("non", False), (0, False), ("NC", None)],
)
def test_yes_and_no(value: object, expected: object) -> None:
    assert loose(Kind.YES_NO, value).value is expected
    assert not loose(Kind.YES_NO, value).is_guess


@pytest.mark.parametrize(
    ("value", "expected"),
    [("oui (2)", True), ("2", True), ("2 tables", True), ("aucune", False), ("0 table", False)],
)
def test_yes_and_no_with_more(value: object, expected: bool) -> None:
    kept = "oui" if expected else "non"
    assert_guess(loose(Kind.YES_NO, value), expected, (kept, ""), "approximate")


def test_choices_with_a_remark_or_a_slip() -> None:
    choices = (
        Choice(value="ACI", fr="ACI", en="ACI", also=("chantier d'insertion",)),
        Choice(value="EA", fr="Entreprise adaptée", en="EA"),
    )
    for text in ("ACI (depuis 2015)", "Atelier (chantier d’insertion)", "chantier d'insersion"):
        assert_guess(
            loose(Kind.CHOICE, text, choices=choices),
            "ACI",
            ("ACI", "Entreprise adaptée"),
            "approximate",
        )
    assert_refused(loose(Kind.CHOICE, "banque", choices=choices), "not_a_choice")


def test_lists_with_a_guess() -> None:
    read = loose(Kind.DATES, "13/04 et 01/05")
    days = (date(2020, 4, 13), date(2020, 5, 1))
    assert_guess(read, days, ("2020-04-13; 2020-05-01",), "date_guessed")
    assert_certain(loose(Kind.DECIMALS, "1; 2,5"), (D(1), D("2.5")))
    assert_refused(loose(Kind.DECIMALS, "1; beaucoup"), "not_a_number")


# -- every guess can be answered ------------------------------------------------------------------

KINDS = [Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT, Kind.HOURS, Kind.MINUTES, Kind.MONEY]


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    whole=st.integers(0, 5000),
    part=st.sampled_from(["", ",5", ".5", ",30", ".45", ",125", ".200", "½"]),
    before=st.sampled_from(["", "env. ", "~", ">", "max ", "entre 2 et ", "1 à "]),
    after=st.sampled_from(
        ["", " h", " min", " €", " %", " max", " pers", " masques", " (1)", " j"]
    ),
)
def test_each_choice_is_read_back_without_a_doubt(
    kind: Kind, whole: int, part: str, before: str, after: str
) -> None:
    read = loose(kind, f"{before}{whole}{part}{after}", hours_per_day=D(7))
    assert read.is_guess == bool(read.choices)
    answers = [loose(kind, choice) for choice in read.choices]
    assert [(a.is_guess, a.value is FAULTY, codes(a)) for a in answers] == [
        (False, False, []) for _ in answers
    ]
    if answers:
        assert answers[0].value == read.value


@settings(max_examples=200, deadline=None)
@given(
    kind=st.sampled_from(list(Kind)),
    text=st.text(alphabet="0123456789,.-/ :%€hjmnoSàeuNC?~()\u00a0'½", max_size=12),
)
def test_any_text_is_read_without_failing(kind: Kind, text: str) -> None:
    read = loose(kind, text)
    assert read.value is not FAULTY or read.faults or kind is Kind.WEEK
    assert not (read.is_guess and read.value is FAULTY)


@pytest.mark.parametrize("text", ["1 à " * 8000, "1" * 32_000, "(1" * 16_000, "a-" * 16_000])
def test_a_page_of_text_is_no_number(text: str) -> None:
    assert_refused(loose(Kind.DECIMAL, text), "not_a_number")
