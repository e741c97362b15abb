"""The load plan by weeks, in every direction that people draw it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from importers.received.contract import Confirmed, OrderContext, Topic
from importers.received.load_plan import read_load_plan
from tests.importers.received.capacity_grids import ORDER, Said, grid_of, said

Rows = Sequence[Any]


def plan(
    rows: Rows,
    merged: tuple[tuple[int, int, int, int], ...] = (),
    context: OrderContext = ORDER,
    confirmed: Confirmed | None = None,
    file: str = "recu.xlsx",
    title: str = "Feuil1",
) -> Said:
    """Read the only table of a sheet as a load plan."""
    return said(read_load_plan, grid_of(rows, title, merged), context, confirmed, file)


def people(found: Said) -> dict[tuple[str, ...], object]:
    """Headcount of each week told."""
    return {k: v["headcount"] for k, v in found.of("overrides").items() if "headcount" in v}


def hours(found: Said) -> dict[tuple[str, ...], object]:
    """Weekly hours of each week told."""
    return {k: v["weekly_hours"] for k, v in found.of("overrides").items() if "weekly_hours" in v}


def spans(found: Said, sheet: str) -> list[tuple[object, ...]]:
    """Weeks about which the file is complete."""
    return [tuple(s.within.values()) for s in found.scopes if s.sheet == sheet]


TWO = [
    ["Plan de charge (en personnes)"],
    ["Structure", "S14", "S15", "S16"],
    ["Vestali", 8, 8, 6],
    ["Couture du Canal", 9, None, 9],
]


def test_workshops_by_weeks() -> None:
    found = plan(TWO)
    assert found.errors == set()
    assert people(found) == {
        ("vestali", "2020-W14"): 8,
        ("vestali", "2020-W15"): 8,
        ("vestali", "2020-W16"): 6,
        ("canal", "2020-W14"): 9,
        ("canal", "2020-W16"): 9,
    }
    assert found.of("commitments") == {}


def test_a_blank_week_says_nothing() -> None:
    found = plan(TWO)
    told = [d for d in found.findings if d.code == "import.blank_is_unknown"]
    assert [(d.source.cell, d.params["read"]) for d in told] == [("C4", "1")]
    assert spans(found, "overrides") == [
        ("vestali", ("2020-W14", "2020-W16")),
        ("canal", ("2020-W14", "2020-W14")),
        ("canal", ("2020-W16", "2020-W16")),
    ]


def test_titles_months_spacers_and_totals() -> None:
    rows = [
        ["Plan de charge prévisionnel - personnes", None, None, None, None, None],
        [None, "Avril 2020", None, None, "Mai 2020", None],
        ["Structure", "S14", "S15", "S16", "S19", "TOTAL"],
        ["Vestali", 8, 8, "fermé", 6, 22],
        [],
        ["Couture du Canal", 9, 9, 9, 9, 35],
        ["TOTAL", 17, 17, 9, 16, 57],
    ]
    found = plan(rows, merged=((1, 1, 1, 6), (2, 2, 2, 4)))
    assert found.errors == set()
    assert ("vestali", "2020-W19") in people(found)
    assert found.of("closures") == {
        ("vestali", "2020-04-13"): {
            "first": date(2020, 4, 13),
            "last": date(2020, 4, 17),
            "reason": "fermé",
        }
    }
    wrong = {d.source.cell: dict(d.params) for d in found.findings if "total" in d.code}
    assert wrong == {
        "F6": {"read": "35", "expected": "36"},
        "E7": {"read": "16", "expected": "15"},
    }


def test_weeks_in_rows_and_measures_in_columns() -> None:
    rows = [
        ["Plan de charge Vestali"],
        ["Semaine", "Effectif", "Heures/semaine", "Remarques"],
        ["S14", 8, "26h", None],
        ["du 06/04 au 12/04", 7, 26, "Léa absente"],
        ["S32 à S33", "congés", None, None],
    ]
    found = plan(rows)
    assert found.errors == set()
    assert people(found) == {("vestali", "2020-W14"): 8, ("vestali", "2020-W15"): 7}
    assert set(hours(found).values()) == {Decimal(26)}
    closure = found.of("closures")["vestali", "2020-08-03"]
    assert (closure["last"], closure["reason"]) == (date(2020, 8, 14), "congés")
    assert found.guesses["workshop:load_plan:whose"].understood == "vestali"


def test_weeks_in_rows_and_members_in_columns() -> None:
    rows = [
        ["Présences, en heures"],
        ["Semaine", "Vestali", "Couture du Canal"],
        ["S14", 208, 315],
        ["S15", 104, "fermé"],
    ]
    found = plan(rows)
    assert people(found) == {
        ("vestali", "2020-W14"): 8,
        ("vestali", "2020-W15"): 4,
        ("canal", "2020-W14"): 9,
    }
    assert set(found.of("closures")) == {("canal", "2020-04-06")}


def test_one_line_a_week_and_workshop() -> None:
    rows = [
        ["Structure", "Semaine", "Jours-homme"],
        ["Vestali", "S14", 26],
        ["Couture du Canal", "S14 à S15", 40],
    ]
    found = plan(rows)
    assert people(found) == {
        ("vestali", "2020-W14"): 7,
        ("canal", "2020-W14"): 8,
        ("canal", "2020-W15"): 8,
    }
    assert found.guesses["base:load_plan:day"].understood == "7"
    other = plan(rows, confirmed={"base:load_plan:day": "6.5"})
    assert people(other)["vestali", "2020-W14"] == Decimal("6.5")


def test_measures_of_one_workshop() -> None:
    rows = [
        ["Vestali"],
        ["Plan de charge", "S14", "S15", "S16"],
        ["Effectif", 8, 7, 8],
        ["Heures", 208, 182, 104],
        ["Charge hôpital", "40 h", "40 h", None],
        ["Taux de charge", "19 %", "22 %", "0 %"],
    ]
    found = plan(rows)
    assert found.errors == set()
    assert list(people(found).values()) == [8, 7, 8]
    assert list(hours(found).values()) == [26, 26, 13]
    assert found.of("commitments") == {
        ("vestali", "2020-W14"): {
            "workshop": "vestali",
            "first": "2020-W14",
            "last": "2020-W15",
            "minutes": 2400,
        }
    }


JOBS = [
    ["Vestali : plan de charge (heures)"],
    ["Chantier", "S14", "S15", "S16", "S17"],
    ["Hôpital", 40, 40, 40, None],
    ["Retouches", 10, 10, "-", None],
    ["90 000 masques", 100, 100, 100, None],
    ["TOTAL", 150, 150, 140, None],
]


class TestWorksOfOneWorkshop:
    def test_they_are_taken_together(self) -> None:
        found = plan(JOBS)
        told = {k[1]: (v["last"], v["minutes"]) for k, v in found.of("commitments").items()}
        assert told == {"2020-W14": ("2020-W15", 3000), "2020-W16": ("2020-W16", 2400)}
        assert found.of("overrides") == {}
        assert spans(found, "commitments") == [("vestali", ("2020-W14", "2020-W16"))]
        assert "import.total_differs" not in found.codes()

    def test_the_order_itself_is_not_taken(self) -> None:
        key = "job:load_plan:90 000 masques"
        assert plan(JOBS).guesses[key].understood == "this_order"
        other = plan(JOBS, confirmed={key: "other_work"})
        assert other.of("commitments")["vestali", "2020-W14"]["minutes"] == 9000

    def test_what_the_order_knows_of_other_weeks_stays(self) -> None:
        known: Mapping[str, object] = {
            "workshop": "vestali",
            "first": "2020-W15",
            "last": "2020-W20",
            "minutes": Decimal(600),
        }
        context = replace(ORDER, rows={**ORDER.rows, "commitments": (known,)})
        rest = plan(JOBS, context=context).of("commitments")["vestali", "2020-W17"]
        assert (rest["last"], rest["minutes"]) == ("2020-W20", 600)

    def test_planned_goes_before_needed(self) -> None:
        rows = [
            ["Plan de charge Vestali"],
            ["Chantier", "S14", None, "S15", None],
            [None, "Planifié", "Besoin", "Planifié", "Besoin"],
            ["Hôpital", "40 h", "50 h", "40 h", "40 h"],
            ["Mairie", "3 j", None, None, "2 j"],
        ]
        found = plan(rows, merged=((2, 2, 2, 3), (2, 4, 2, 5)))
        minutes = {k[1]: v["minutes"] for k, v in found.of("commitments").items()}
        assert minutes == {"2020-W14": 40 * 60 + 21 * 60, "2020-W15": 40 * 60 + 14 * 60}
        told = [d for d in found.findings if d.code == "import.need_above_planned"]
        assert [(d.source.cell, dict(d.params)) for d in told] == [
            ("C4", {"read": "50", "expected": "40"})
        ]

    def test_the_same_work_in_two_rows_counts_twice(self) -> None:
        rows = [
            ["Plan de charge Vestali"],
            ["Chantier", "S14", None, "S15", None],
            [None, "Planifié", "Besoin", "Planifié", "Besoin"],
            ["Hôpital", "40 h", "40 h", "40 h", None],
            ["Hôpital", "10 h", "15 h", None, "5 h"],
        ]
        found = plan(rows, merged=((2, 2, 2, 3), (2, 4, 2, 5)))
        minutes = {k[1]: v["minutes"] for k, v in found.of("commitments").items()}
        assert minutes == {"2020-W14": 50 * 60, "2020-W15": 40 * 60}
        told = [d for d in found.findings if d.code == "import.need_above_planned"]
        assert [dict(d.params) for d in told] == [{"read": "55", "expected": "50"}]

    def test_needed_is_nobody(self) -> None:
        rows = [
            ["Atelier", "Ligne", "S14", "S15"],
            ["Vestali", "Planifié (pers.)", 8, 8],
            [None, "Besoin (pers.)", 10, 8],
        ]
        assert list(people(plan(rows)).values()) == [8, 8]

    def test_whose_it_is(self) -> None:
        rows = [["Plan de charge en heures"], *JOBS[1:4]]
        assert plan(rows).errors == {"import.plan_of_nobody"}
        assert plan(rows, file="plan_vestali.xlsx").of("commitments")
        assert plan(rows, title="Vestali").of("commitments")
        answered = plan(rows, confirmed={"workshop:load_plan:whose": "canal"})
        assert {k[0] for k in answered.of("commitments")} == {"canal"}


class TestUnits:
    def test_hours_of_one_or_of_all(self) -> None:
        rows = [
            ["Plan de charge en heures"],
            ["Structure", "S14", "S15", "S16"],
            ["Vestali", 26, 26, 20],
        ]
        found = plan(rows)
        (guess,) = [g for g in found.guesses.values() if g.topic is Topic.UNIT]
        assert guess.understood == "hours_each"
        assert list(hours(found).values()) == [26, 26, 20]
        together = plan(rows, confirmed={guess.key: "hours"})
        assert list(people(together).values()) == [1, 1, Decimal("0.76")]

    def test_many_hours_are_of_all(self) -> None:
        rows = [["Plan de charge (h)"], ["Structure", "S14", "S15"], ["Vestali", 208, "130 h"]]
        found = plan(rows)
        assert list(people(found).values()) == [8, 5]
        assert not any(g.topic is Topic.UNIT for g in found.guesses.values())

    def test_small_numbers_without_a_unit_are_people(self) -> None:
        rows = [["Structure", "S14", "S15"], ["Vestali", 8, 6]]
        found = plan(rows)
        assert list(people(found).values()) == [8, 6]
        (guess,) = [g for g in found.guesses.values() if g.topic is Topic.UNIT]
        assert guess.understood == "people"

    def test_a_part_of_the_usual(self) -> None:
        rows = [["Structure", "S14", "S15"], ["Vestali", "50 %", "100 %"]]
        assert list(people(plan(rows)).values()) == [4, 8]

    def test_equivalents_ask_for_their_base(self) -> None:
        rows = [["Structure", "Semaine", "ETP"], ["Vestali", "S14", "5,94"]]
        found = plan(rows)
        assert people(found) == {("vestali", "2020-W14"): Decimal("7.99")}
        assert any(g.topic is Topic.BASE for g in found.guesses.values())

    def test_pieces_are_a_capability(self) -> None:
        rows = [
            ["Plan de charge (personnes)"],
            ["Structure", "S14", "S15"],
            ["Vestali", "600 masques par semaine", "600 masques"],
            ["Couture du Canal", 9, 9],
        ]
        found = plan(rows)
        assert found.of("capabilities") == {
            ("vestali", "couture", ""): {"units_per_week": Decimal(600)}
        }
        assert found.of("workshops") == {("vestali",): {"every_operation": True}}
        assert "import.units_in_plan" in found.codes()

    def test_hours_of_a_workshop_without_usual_hours(self) -> None:
        context = replace(ORDER, weekly_hours={}, rows={})
        rows = [["Plan de charge (h)"], ["Structure", "S14", "S15"], ["Vestali", 208, 208]]
        assert plan(rows, context=context).errors == {"import.plan_needs_usual"}


class TestCells:
    @pytest.mark.parametrize("word", ["fermé", "Congés", "CP", "vacances"])
    def test_words_that_close_a_week(self, word: str) -> None:
        rows = [["Structure (pers.)", "S14", "S15"], ["Vestali", 8, word]]
        found = plan(rows)
        assert set(found.of("closures")) == {("vestali", "2020-04-06")}
        assert set(people(found)) == {("vestali", "2020-W14")}

    def test_a_holiday_is_no_week(self) -> None:
        rows = [["Structure (pers.)", "S14", "S15"], ["Vestali", 8, "férié"]]
        found = plan(rows)
        assert found.of("closures") == {}
        assert "import.plan_word_left" in found.codes()

    def test_a_closure_that_the_order_knows(self) -> None:
        known: Mapping[str, object] = {
            "workshops": ("vestali",),
            "first": date(2020, 8, 1),
            "last": date(2020, 8, 23),
        }
        context = replace(ORDER, rows={**ORDER.rows, "closures": (known,)})
        rows = [["Structure (pers.)", "S32", "S33", "S35"], ["Vestali", "fermé", "fermé", 8]]
        # Said again as it is: the same, and not given up.
        assert plan(rows, context=context).of("closures") == {
            ("vestali", "2020-08-01"): {"first": date(2020, 8, 1), "last": date(2020, 8, 23)}
        }

    def test_a_dash_is_asked(self) -> None:
        rows = [["Structure (pers.)", "S14", "S15"], ["Vestali", 8, "-"]]
        found = plan(rows)
        assert people(found)["vestali", "2020-W15"] == 0
        key = "value:load_plan.people:-"
        assert found.guesses[key].choices == ("0", "")
        left = plan(rows, confirmed={key: ""})
        assert set(people(left)) == {("vestali", "2020-W14")}

    def test_zero_is_nobody(self) -> None:
        rows = [["Structure (pers.)", "S14", "S15"], ["Vestali", 8, 0]]
        assert people(plan(rows))["vestali", "2020-W15"] == 0

    def test_faults_of_cells(self) -> None:
        rows = [["Structure (pers.)", "S14", "S15"], ["Vestali", "voir Léa", 8]]
        found = plan(rows)
        assert found.errors == {"import.not_a_number"}
        assert [d.source.cell for d in found.findings if d.code == "import.not_a_number"] == ["B2"]


class TestWeeks:
    def test_weeks_outside_the_order(self) -> None:
        rows = [["Structure (pers.)", "S12", "S13", "S14", "S15"], ["Vestali", 8, 8, 8, 8]]
        found = plan(rows)
        assert set(people(found)) == {("vestali", "2020-W14"), ("vestali", "2020-W15")}
        told = [dict(d.params) for d in found.findings if d.code == "import.weeks_outside"]
        assert told == [{"first": "2020-W12", "last": "2020-W13"}]

    def test_over_the_end_of_a_year_with_a_week_53(self) -> None:
        context = replace(ORDER, start=date(2020, 11, 30), last=date(2021, 2, 26))
        rows = [
            [None, "Décembre 2020", None, None, "Janvier 2021", None],
            ["Structure (pers.)", "S51", "S52", "S53", "S1", "S2"],
            ["Vestali", 8, 8, 8, 8, 7],
        ]
        found = plan(rows, merged=((1, 2, 1, 4), (1, 5, 1, 6)), context=context)
        assert [k[1] for k in people(found)] == [
            "2020-W51",
            "2020-W52",
            "2020-W53",
            "2021-W01",
            "2021-W02",
        ]

    def test_a_week_told_twice(self) -> None:
        rows = [
            ["Structure", "Semaine", "Personnes"],
            ["Vestali", "S14", 8],
            ["Vestali", "S14", 7],
        ]
        found = plan(rows)
        assert found.errors == {"import.week_twice"}

    def test_no_week_at_all(self) -> None:
        assert plan([["Structure", "Personnes"], ["Vestali", 8]]).errors == {
            "import.column_missing"
        }

    def test_a_week_that_does_not_exist(self) -> None:
        rows = [
            ["Structure", "Semaine", "Personnes"],
            ["Vestali", "S14", 8],
            ["Vestali", "S99", 7],
        ]
        found = plan(rows)
        assert [(d.code, d.source.cell) for d in found.findings if d.code.endswith("week")] == [
            ("import.not_a_week", "B3")
        ]


class TestWho:
    def test_a_workshop_that_nobody_knows(self) -> None:
        found = plan([*TWO, ["Les Terrils", 5, 5, 5]])
        told = [d for d in found.findings if d.code == "import.unknown_reference"]
        assert [(d.source.cell, d.params["read"]) for d in told] == [("A5", "Les Terrils")]
        answered = plan([*TWO, ["Les Terrils", 5, 5, 5]], confirmed={"workshop:les terrils": ""})
        assert answered.errors == set()
        assert {k[0] for k in people(answered)} == {"vestali", "canal"}

    def test_a_unit_beside_the_name(self) -> None:
        rows = [["Structure", "S14", "S15"], ["Vestali (h)", 208, 104]]
        assert list(people(plan(rows)).values()) == [8, 4]

    def test_a_near_name(self) -> None:
        found = plan([*TWO[:2], ["Ass. Vestali", 8, 8, 8]])
        assert {k[0] for k in people(found)} == {"vestali"}
        assert found.guesses["workshop:ass. vestali"].understood == "vestali"
