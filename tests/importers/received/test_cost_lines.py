"""A workshop's own cost sheet: what is taken, what is asked, what is told by its cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.columns.cost_sheets import COST_SHEET_BY_KEY
from importers.columns.free_cost_labels import DERIVED, FREE_COSTS, TARGETS
from importers.costs import read_costs, write_costs
from importers.matching import fold
from importers.received.contract import Confirmed
from importers.received.cost_filling import fill
from importers.received.cost_lines import CostLines, read_cost_lines
from optimizer.cost_parameters import MemberCosts, PeriodCost
from optimizer.diagnostics import Severity

D = Decimal


def sheet(tmp_path: Path, *rows: list[Any], confirmed: Confirmed | None = None) -> CostLines:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    path = tmp_path / "fiche.xlsx"
    book.save(path)
    return read_cost_lines(path, confirmed or {})


def key(label: str) -> str:
    return f"column:free_costs:{label}"


def codes(found: CostLines) -> dict[str, str]:
    return {d.source.cell: d.code for d in found.findings}


def test_names_of_the_cost_workbook_are_certain(tmp_path: Path) -> None:
    found = sheet(
        tmp_path,
        ["Fiche de coût de revient"],
        ["Période du", date(2020, 1, 1)],
        ["Heures payées", "16 380 h"],
        ["Heures productives :", 10_900, "h"],
        ["Assujetti à la TVA", "oui"],
    )
    assert [(x.key, x.value, x.source.cell) for x in found.lines] == [
        ("first", date(2020, 1, 1), "B2"),
        ("paid_hours", D(16_380), "B3"),
        ("productive_hours", D(10_900), "B4"),
        ("is_liable", True, "B5"),
    ]
    assert found.guesses == ()
    assert found.findings == ()


@pytest.mark.parametrize(
    ("label", "value", "target", "read"),
    [
        ("Salaires production", "192 000 €", "labour", D(192_000)),
        ("Salaires et charges MOD", 192_000, "labour", D(192_000)),
        ("Encadrement technique", 41_000.5, "supervision", D("41000.5")),
        ("Loyer", 14_400, "overhead", D(14_400)),
        ("Assurances", 900, "overhead", D(900)),
        ("Aides au poste", 120_000, "aid_of_period", D(120_000)),
        ("Taux de marge", "5 %", "margin_on_cost", D("0.05")),
        ("Taux de marque", "4 %", "margin_on_price", D("0.04")),
        ("Frais généraux", "12 %", "overhead_rate", D("0.12")),
        ("Frais généraux %", 0.12, "overhead_rate", D("0.12")),
        ("Frais généraux", "24 000 €", "overhead", D(24_000)),
        ("Taux de rebut", "2 %", "non_quality", D("0.02")),
        ("Frais de port", "350 €", "transport", D(350)),
        ("Emballages", 600, "packaging", D(600)),
        ("Sachets", "0,05 € / masque", "packaging_per_unit", D("0.05")),
        ("Transport par pièce", 0.1, "transport_per_unit", D("0.1")),
        ("Sachets pour les masques", 600, "packaging", D(600)),
        ("Navette supplémentaire", "180 €", "transport", D(180)),
        ("Aide au poste", "15 585 € / ETP / an", "aid_per_etp", D(15_585)),
        ("Aides au poste (8 ETP)", 82_000, "aid_of_period", D(82_000)),
        ("Direction et administratif", 10_000, "overhead", D(10_000)),
        ("Heures travaillées (après 6 % d'absence)", 11_800, "worked_hours", D(11_800)),
        ("TVA", "oui", "is_liable", True),
        ("Heures payees", 16_380, "paid_hours", D(16_380)),
    ],
)
def test_other_words_are_questions_with_what_they_are_taken_for(
    label: str, value: object, target: str, read: object, tmp_path: Path
) -> None:
    found = sheet(tmp_path, [label, value])
    (line,) = found.lines
    assert (line.key, line.value, line.label) == (target, read, label)
    if fold(label) not in {fold(c.fr) for c in FREE_COSTS.columns}:
        asked = found.guesses[0]
        assert asked.understood == target
        assert asked.source.cell == "B1"
        assert not asked.is_confirmed


@pytest.mark.parametrize(
    ("label", "choices"),
    [
        ("Marge", {"margin_on_cost", "margin_on_price"}),
        ("Marge %", {"margin_on_cost", "margin_on_price"}),
        ("Marge souhaitée %", {"margin_on_cost", "margin_on_price"}),
        ("Frais généraux", {"overhead", "overhead_rate"}),
    ],
)
def test_what_means_two_things_is_not_taken_before_it_is_said(
    label: str, choices: set[str], tmp_path: Path
) -> None:
    value = 0.12
    found = sheet(tmp_path, [label, value])
    assert found.lines == ()
    (asked,) = found.guesses
    assert asked.understood == ""
    assert choices <= set(asked.choices)
    for answer in choices:
        told = sheet(tmp_path, [label, value], confirmed={asked.key: answer})
        assert [x.key for x in told.lines] == [answer]
        assert told.guesses[0].is_confirmed


@pytest.mark.parametrize(
    ("beside", "target"),
    [
        ("sur le prix de vente", "margin_on_price"),
        ("sur le prix de revient", "margin_on_cost"),
        ("du coût", "margin_on_cost"),
    ],
)
def test_words_further_on_say_of_what_a_margin_is(beside: str, target: str, tmp_path: Path) -> None:
    found = sheet(tmp_path, ["Marge souhaitée", "5 %", beside])
    assert [x.key for x in found.lines] == [target]


def test_an_expense_per_unit_is_not_taken_for_the_whole_order(tmp_path: Path) -> None:
    told = sheet(tmp_path, ["Sachets", "0,05 € / masque"], ["Emballages", 600])
    costs, _ = fill(MemberCosts(workshop="canal", order="masques"), told.lines)
    assert [(e.kind, e.cents, e.cents_per_unit) for e in costs.expenses] == [
        ("packaging", 0, D(5)),
        ("packaging", 600_00, D(0)),
    ]


def test_a_total_of_lines_above_is_not_counted_again(tmp_path: Path) -> None:
    lines: list[list[Any]] = [
        ["Loyer", 22_800],
        ["Assurances", "9 600 €"],
        ["Entretien machines", 8_000],
    ]
    found = sheet(tmp_path, *lines, ["TOTAL frais généraux", 40_400])
    assert sum(x.value for x in found.lines if isinstance(x.value, Decimal)) == D(40_400)
    assert codes(found) == {"B4": "import.cost_line_derived"}
    # A total of nothing that stands above is a line like another.
    alone = sheet(tmp_path, ["Loyer", 22_800], ["TOTAL frais généraux", 50_400])
    assert [x.key for x in alone.lines] == ["overhead", "overhead"]


def test_a_line_may_be_left_out_or_meant_otherwise(tmp_path: Path) -> None:
    rows = ["Loyer", 14_400]
    assert sheet(tmp_path, rows, confirmed={key("loyer"): ""}).lines == ()
    other = sheet(tmp_path, rows, confirmed={key("loyer"): "supervision"})
    assert [x.key for x in other.lines] == ["supervision"]


def test_the_rest_is_told_by_its_cell(tmp_path: Path) -> None:
    found = sheet(
        tmp_path,
        ["Taux horaire", 21.5],
        ["Prix de vente HT", "3,90 €"],
        ["Piquage", "5,4 min"],
        ["Café", 30],
        ["Loyer mensuel", 1_200],
        ["Heures payées", "beaucoup 3"],
        ["Réf", "Désignation", "Unité", "Conso/pièce", "PU HT"],
        ["T1", "Tissu coton", "m", 0.068, 3.9],
    )
    assert found.lines == ()
    assert codes(found) == {
        "B1": "import.cost_line_derived",
        "B2": "import.cost_line_derived",
        "B3": "import.cost_line_derived",
        "B4": "import.cost_line_unknown",
        "B5": "import.cost_not_of_period",
        "B6": "import.not_hours",
        "D8": "import.cost_line_unknown",
    }


def test_the_same_line_twice(tmp_path: Path) -> None:
    same = sheet(tmp_path, ["Heures payées", 100], ["Heures payées", "100 h"])
    assert len(same.lines) == 1
    assert same.findings == ()
    other = sheet(tmp_path, ["Heures payées", 100], ["Heures payées", 120])
    assert codes(other) == {"B2": "import.cost_line_twice"}
    # Two lines of costs are two lines: only a label told twice is one.
    both = sheet(tmp_path, ["Loyer", 100], ["Assurances", 100])
    assert len(both.lines) == 2


def test_a_file_without_any_cost_is_refused(tmp_path: Path) -> None:
    found = sheet(tmp_path, ["Bonjour"], ["à tous"])
    assert [d.code for d in found.findings] == ["import.no_cost_line"]
    absent = read_cost_lines(tmp_path / "absent.xlsx", {})
    assert [d.severity for d in absent.findings] == [Severity.ERROR]


def test_lines_fill_the_figures_and_leave_the_rest(tmp_path: Path) -> None:
    before = MemberCosts(
        workshop="canal",
        order="masques",
        period_costs=(
            PeriodCost(label="loyer", use="overhead", cents=100_00, source="bail"),
            PeriodCost(label="Paie", use="labour", cents=5_000_00),
        ),
    )
    told = sheet(tmp_path, ["Loyer", 120], ["Salaires production", 900], ["Taux de marque", "4 %"])
    after, changes = fill(before, told.lines)
    assert [(c.label, c.use, c.cents, c.source) for c in after.period_costs] == [
        ("loyer", "overhead", 120_00, "bail"),
        ("Paie", "labour", 5_000_00, ""),
        ("Salaires production", "labour", 900_00, "fiche.xlsx Sheet B2"),
    ]
    assert after.margin is not None
    assert (after.margin.value, after.margin_convention) == (D("0.04"), "on_price")
    assert [(c.column, c.old, c.new) for c in changes] == [
        ("amount", D(100), D(120)),
        ("amount", None, D(900)),
        ("value", None, D("0.04")),
        ("margin_convention", None, "on_price"),
    ]
    assert fill(after, told.lines) == (after, ())
    # And the figures stand in a cost workbook.
    path = tmp_path / "couts.xlsx"
    assert write_costs(path, after) == ()
    assert read_costs(path)[0] == after


def test_every_line_goes_to_a_cell_that_exists() -> None:
    for column in FREE_COSTS.columns:
        target = TARGETS[column.key]
        declared = {c.key for c in COST_SHEET_BY_KEY[target.sheet].columns}
        assert {target.column, *target.values} <= declared
        assert COST_SHEET_BY_KEY[target.sheet].column(target.column).kind is column.kind or (
            target.sheet == "cost_rates"
        )
        for place, name in target.also:
            assert name in {c.key for c in COST_SHEET_BY_KEY[place].columns}


def test_what_is_worked_out_is_no_name_of_a_line() -> None:
    names = {fold(n) for c in FREE_COSTS.columns for n in (c.fr, c.en, *c.also)}
    # « TVA » alone is an amount here, though the cost workbook knows it for yes or no.
    assert names & {fold(text) for text in DERIVED} == {"tva"}


_LABELS = st.sampled_from(
    [n for c in FREE_COSTS.columns for n in (c.fr, *c.also)] + list(DERIVED) + ["", "Total", "€"]
)
_CELLS = st.one_of(
    _LABELS,
    st.text(max_size=12).filter(lambda t: t.isprintable()),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.none(),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.lists(_CELLS, min_size=1, max_size=5), max_size=8))
def test_nothing_a_sheet_holds_is_taken_in_silence(rows: list[list[Any]], tmp_path: Path) -> None:
    found = sheet(tmp_path, *rows)
    own = {fold(n) for c in FREE_COSTS.columns for n in (c.fr, c.en)}
    asked = {g.source.cell for g in found.guesses}
    told = {g.read.split(" : ")[0] for g in found.guesses}
    for line in found.lines:
        assert fold(line.label) in own or line.source.cell in asked or line.label in told
