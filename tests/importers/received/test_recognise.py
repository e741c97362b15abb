"""Which header is which column, and which columns are weeks."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from importers.cells import Calendar
from importers.columns.received_sheets import CENSUS
from importers.received import recognise
from importers.received.contract import Guess, Topic
from importers.received.layout import Block, find_blocks
from tests.importers.received.drawn import sheet

KNOWS = recognise.vocabulary([CENSUS])
CALENDAR = Calendar(epoch=datetime(1899, 12, 30), start=date(2020, 3, 30))


def block_of(drawing: str, merged: list[tuple[int, int, int, int]] | None = None) -> Block:
    return find_blocks(sheet(drawing, merged or []), KNOWS)[0]


def one_header(header: str) -> tuple[dict[str, int], tuple[Guess, ...]]:
    """What a single unusual header between two plain ones is taken for."""
    block = block_of(f"Structure | Type | {header} | SIRET\nVestali | ACI | 8 | 12")
    found, guesses, _ = recognise.match_columns(block, CENSUS, {}, "f.xlsx")
    return found, guesses


@pytest.mark.parametrize(
    "header",
    ["Effectif", "EFFECTIFS ", "effectif (pers.)", "Nb personnes", "nombre de salariés", "Staff"],
)
def test_declared_headers_are_certain(header: str) -> None:
    found, guesses = one_header(header)
    assert found["headcount"] == 3
    assert all(g.confidence >= 95 for g in guesses)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Efectif", "headcount"),
        ("Effectifs de l'atelier de couture", "headcount"),
        ("Combien de salariés en insertion composent votre atelier ?", "insertion"),
        ("Combien d'heures par semaine travaillez-vous ?", "weekly_hours"),
        ("Heures / sem.", "weekly_hours"),
        ("Nbre d'E.T.P. de l'atelier", "etp"),
        ("Nb. salariés", "headcount"),
    ],
)
def test_other_headers_are_guessed(header: str, key: str) -> None:
    found, guesses = one_header(header)
    assert found.get(key) == 3, (found, guesses)
    for guess in guesses:
        assert guess.topic is Topic.COLUMN
        assert guess.understood == key
        assert 50 <= guess.confidence < 100
        assert guess.source.cell == "C1"


@pytest.mark.parametrize("header", ["Couleur préférée", "Signe", "xyz"])
def test_what_nothing_resembles_is_left_over(header: str) -> None:
    block = block_of(f"Structure | Type | {header} | SIRET\nVestali | ACI | 8 | 12")
    found, _, left = recognise.match_columns(block, CENSUS, {}, "f.xlsx")
    assert found == {"name": 1, "kind": 2, "siret": 4}
    assert left == ((3, header),)


def test_a_confirmed_answer_wins_and_is_listed() -> None:
    block = block_of("Structure | Type | Couleur préférée\nVestali | ACI | 8")
    key = recognise.column_key(block, 3, CENSUS)
    assert key == "column:census:couleur préférée"
    found, guesses, left = recognise.match_columns(block, CENSUS, {key: "headcount"}, "f.xlsx")
    assert found["headcount"] == 3
    assert [(g.understood, g.is_confirmed, g.confidence) for g in guesses] == [
        ("headcount", True, 100)
    ]
    assert left == ()


def test_a_column_may_be_left_aside_by_the_answer() -> None:
    block = block_of("Structure | Type | Efectif\nVestali | ACI | 8")
    key = recognise.column_key(block, 3, CENSUS)
    found, guesses, left = recognise.match_columns(block, CENSUS, {key: ""}, "f.xlsx")
    assert "headcount" not in found
    assert [(g.understood, g.is_confirmed) for g in guesses] == [("", True)]
    assert left == ()


def test_one_column_stands_for_one_thing() -> None:
    block = block_of("Structure | Type | Effectif | Effectif\nVestali | ACI | 8 | 9")
    found, _, left = recognise.match_columns(block, CENSUS, {}, "f.xlsx")
    assert found["headcount"] == 3
    assert left == ((4, "Effectif"),)


def test_levels_of_a_header_are_read_together() -> None:
    block = block_of(
        "Structure | Effectif | | SIRET\n| total | dont insertion | \nVestali | 8 | 6 | 1",
        [(1, 2, 1, 3), (1, 1, 2, 1), (1, 4, 2, 4)],
    )
    found, _, left = recognise.match_columns(block, CENSUS, {}, "f.xlsx")
    assert found == {"name": 1, "headcount": 2, "insertion": 3, "siret": 4}
    assert left == ()


@pytest.mark.parametrize(
    ("headers", "weeks"),
    [
        ("S14 | S15 | S16", ["2020-W14", "2020-W15", "2020-W16"]),
        ("sem. 14 | Semaine 15 | s16", ["2020-W14", "2020-W15", "2020-W16"]),
        ("14 | 15 | 16", ["2020-W14", "2020-W15", "2020-W16"]),
        ("S52 - 2020 | S53 - 2020 | S01 - 2021", ["2020-W52", "2020-W53", "2021-W01"]),
        ("S52 | S53 | S1", ["2020-W52", "2020-W53", "2021-W01"]),
        ("52 | 53 | 1", ["2020-W52", "2020-W53", "2021-W01"]),
        ("2020-W14 | 2020-W15 | 2020-W16", ["2020-W14", "2020-W15", "2020-W16"]),
        ("30/03/2020 | 06/04/2020 | 13/04/2020", ["2020-W14", "2020-W15", "2020-W16"]),
        (
            "du 30/03 au 05/04 | du 06/04 au 12/04 | du 13/04 au 19/04",
            ["2020-W14", "2020-W15", "2020-W16"],
        ),
        ("30/03 | 06/04 | 13/04", ["2020-W14", "2020-W15", "2020-W16"]),
        ("S14 (30/03) | S15 (06/04) | S16 (13/04)", ["2020-W14", "2020-W15", "2020-W16"]),
    ],
)
def test_weeks_as_columns(headers: str, weeks: list[str]) -> None:
    block = block_of(f"Structure | {headers} | Total\nVestali | 1 | 2 | 3 | 6")
    assert list(recognise.week_columns(block, CALENDAR).values()) == weeks
    assert list(recognise.week_columns(block, CALENDAR)) == [2, 3, 4]


def test_the_month_above_tells_the_year() -> None:
    block = block_of(
        "| Décembre 2025 | | Janvier 2026 |\nStructure | S51 | S52 | S1 | S2\nVestali|1|2|3|4"
    )
    assert list(recognise.week_columns(block, CALENDAR).values()) == [
        "2025-W51",
        "2025-W52",
        "2026-W01",
        "2026-W02",
    ]


def test_the_year_in_the_title_tells_it_too() -> None:
    block = block_of("Plan de charge 2025\nStructure | S14 | S15 | S16\nVestali|1|2|3")
    assert recognise.week_columns(block, CALENDAR)[2] == "2025-W14"


def test_paired_columns_have_the_same_week() -> None:
    block = block_of(
        "Structure | S14 | | S15 |\n| Planifié | Besoin | Planifié | Besoin\nVestali|1|2|3|4",
        [(1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)],
    )
    assert recognise.week_columns(block, CALENDAR) == {
        2: "2020-W14",
        3: "2020-W14",
        4: "2020-W15",
        5: "2020-W15",
    }


def test_without_any_year_no_week_is_invented() -> None:
    block = block_of("Structure | S14 | S15 | S16\nVestali|1|2|3")
    assert recognise.week_columns(block, Calendar(epoch=datetime(1899, 12, 30))) == {}


def test_numbers_that_are_no_weeks() -> None:
    block = block_of("Structure | Type | SIRET\nVestali | ACI | 3")
    assert recognise.week_columns(block, CALENDAR) == {}


def test_weeks_are_not_left_over() -> None:
    block = block_of("Structure | S14 | S15 | S16\nVestali|1|2|3")
    found, guesses, left = recognise.match_columns(block, CENSUS, {}, "f.xlsx")
    assert (found, guesses, left) == ({"name": 1}, (), ())
