"""The cost workbook: exact there and back, every fault in its cell, nothing about anybody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from examples.hygiene_bags.costs import bag_costs
from examples.make_workbooks import COSTS, HERE, cost_workbook
from examples.mask_order.costs import mask_costs
from examples.mask_order.order import mask_order
from importers.builder import read_problem
from importers.codes import CODES
from importers.columns import Language
from importers.columns.cost_sheets import (
    COST_INSTRUCTION_KEYS,
    COST_SHEET_BY_KEY,
    COST_SHEETS,
    cost_text_keys,
)
from importers.columns.declaration import Sheet
from importers.costs import read_costs, write_cost_template, write_costs
from importers.matching import fold, header_key
from optimizer.cost_parameters import (
    Aid,
    DatedRate,
    HoursLadder,
    InKind,
    MemberCosts,
    OrderExpense,
    PeriodCost,
    VatStatus,
)
from optimizer.diagnostics import Diagnostic
from optimizer.validation.member_costs import check_costs, productive_hour_cents

PROBLEM = mask_order()
CLOCHERS = mask_costs()[0]


class Book:
    """The cost workbook of the Trois Clochers, whose cells are named by sheet and column key."""

    def __init__(self, path: Path, costs: MemberCosts = CLOCHERS) -> None:
        self.path = path
        assert write_costs(path, costs, "fr", {}, PROBLEM) == ()
        self.wb = openpyxl.load_workbook(path)

    def name(self, sheet: str, column: str, row: int = 2) -> str:
        declared = COST_SHEET_BY_KEY[sheet]
        position = [c.key for c in declared.columns].index(column) + 1
        if declared.row_kind == "labels":
            return f"B{position}"
        return f"{get_column_letter(position)}{row}"

    def put(self, sheet: str, column: str, value: Any, row: int = 2) -> tuple[str, str]:
        """Replace a value; where that is."""
        title = COST_SHEET_BY_KEY[sheet].fr
        name = self.name(sheet, column, row)
        cell = self.wb[title][name]
        cell.number_format, cell.value = "General", value
        return title, name

    def read(self) -> tuple[MemberCosts | None, tuple[Diagnostic, ...]]:
        self.wb.save(self.path)
        return read_costs(self.path, PROBLEM)


# -- there and back --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("costs", [*mask_costs(), *bag_costs()], ids=lambda c: c.workshop)
def test_costs_round_trip(costs: MemberCosts, language: Language, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    assert write_costs(path, costs, language) == ()
    assert read_costs(path) == (costs, ())


def test_almost_nothing_known_round_trips(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    costs = MemberCosts(workshop="clochers")
    assert write_costs(path, costs) == ()
    assert read_costs(path, PROBLEM) == (costs, ())


@pytest.mark.parametrize("folder", COSTS)
def test_the_workbooks_of_the_examples_are_their_figures(folder: str) -> None:
    figures, make = COSTS[folder]
    problem = make()
    assert [c.workshop for c in figures()] == [w.id for w in problem.workshops]
    for costs in figures():
        assert read_costs(HERE / cost_workbook(folder, costs.workshop), problem) == (costs, ())


@pytest.mark.parametrize("folder", COSTS)
def test_the_examples_say_where_each_figure_comes_from_and_agree_with_the_plan(folder: str) -> None:
    figures, make = COSTS[folder]
    hourly = {w.id: w.hourly_cost for w in make().workshops}
    for costs in figures():
        planned = hourly[costs.workshop]
        assert planned is not None
        assert productive_hour_cents(costs) == planned * 100
        sources = [c.source for c in costs.period_costs] + [a.source for a in costs.aids]
        sources += [e.source for e in costs.expenses] + [i.source for i in costs.in_kind]
        assert all(sources)
        assert {c.use for c in costs.period_costs} == {"labour", "supervision", "overhead"}
        assert None not in (costs.vat, costs.margin, costs.margin_convention, costs.non_quality)


TEXTS = st.text(st.sampled_from(list("abcABC019 éèêàçœ'’-+=@%€#/.,;!?()")), max_size=20).map(
    str.strip
)
LABELS = TEXTS.filter(bool)
CENTS = st.integers(0, 10**9)
HOURS = st.none() | st.decimals(0, 10**6, places=3)
RATES = st.decimals(0, 1, places=6)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2050, 12, 31))
DATED = st.none() | st.builds(DatedRate, value=RATES, since=DAYS, source=TEXTS)
DRAWN = st.builds(
    MemberCosts,
    workshop=LABELS,
    order=TEXTS,
    hours=st.builds(
        HoursLadder,
        first=DAYS,
        last=DAYS,
        paid_hours=HOURS,
        presence_hours=HOURS,
        worked_hours=HOURS,
        productive_hours=HOURS,
        source=TEXTS,
    ),
    period_costs=st.lists(
        st.builds(
            PeriodCost,
            label=LABELS,
            use=st.sampled_from(["labour", "supervision", "overhead"]),
            cents=CENTS,
            since=DAYS,
            source=TEXTS,
        ),
        max_size=3,
    ).map(tuple),
    aids=st.lists(
        st.builds(
            Aid,
            label=LABELS,
            cents_per_etp=CENTS,
            hours_per_etp=st.decimals(0, 3000, places=2),
            base=st.sampled_from(["paid", "worked"]),
            share_of_hours=RATES,
            cents_per_period=CENTS,
            since=DAYS,
            until=DAYS,
            source=TEXTS,
        ),
        max_size=3,
    ).map(tuple),
    expenses=st.lists(
        st.builds(
            OrderExpense,
            label=LABELS,
            kind=st.sampled_from(["fixed", "transport", "tests", "packaging"]),
            cents=CENTS,
            cents_per_unit=st.decimals(0, 10_000, places=4),
            product=TEXTS,
            since=DAYS,
            source=TEXTS,
        ),
        max_size=3,
    ).map(tuple),
    in_kind=st.lists(st.builds(InKind, label=LABELS, cents=CENTS, source=TEXTS), max_size=2).map(
        tuple
    ),
    overhead_rate=DATED,
    non_quality=DATED,
    margin=DATED,
    margin_convention=st.sampled_from([None, "on_cost", "on_price"]),
    vat=st.none()
    | st.builds(
        VatStatus,
        is_liable=st.booleans(),
        deduction=RATES,
        franchise_cents=st.none() | CENTS,
        other_receipts_cents=CENTS,
        source=TEXTS,
    ),
    receipts_rule=DATED,
    annual_charges_cents=st.none() | CENTS,
    payment_days_suppliers=st.none() | st.integers(0, 365),
    opening_cash_cents=st.none() | st.integers(-(10**9), 10**9),
)


@given(costs=DRAWN, language=st.sampled_from(["fr", "en"]))
def test_drawn_costs_round_trip(
    costs: MemberCosts, language: Language, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("drawn") / "c.xlsx"
    assert write_costs(path, costs, language) == ()
    with pytest.MonkeyPatch.context() as patch:
        # Drawn figures have faults of their own: here only reading is judged.
        patch.setattr("importers.costs.check_costs", lambda *_: ())
        assert read_costs(path) == (costs, ())


def test_texts_that_no_cell_holds_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    costs = replace(CLOCHERS, in_kind=(InKind(label="a\x07", cents=1),))
    found = write_costs(path, costs)
    assert [(d.code, d.source.sheet) for d in found] == [
        ("import.unwritable_text", "Apports en nature")
    ]
    assert not path.exists()


def test_no_formula_is_ever_written(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    costs = replace(CLOCHERS, in_kind=(InKind(label="=HYPERLINK(1)", cents=1),))
    write_costs(path, costs)
    cells = [c for ws in openpyxl.load_workbook(path) for row in ws.iter_rows() for c in row]
    assert not [c.value for c in cells if c.data_type == "f"]
    assert read_costs(path) == (costs, ())


# -- the template ----------------------------------------------------------------------------------


class Echo(dict[str, str]):
    """Texts that say their key, and remember which were asked."""

    def get(self, key: str, default: object = None) -> str:
        self[key] = key
        return key


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_template_has_every_sheet_and_text_and_asks_for_nothing(
    language: Language, tmp_path: Path
) -> None:
    path, texts = tmp_path / "c.xlsx", Echo()
    write_cost_template(path, language, texts, PROBLEM, "bobine")
    wb = openpyxl.load_workbook(path)
    assert wb.sheetnames[1:] == [s.title(language) for s in COST_SHEETS]
    assert set(texts) == set(cost_text_keys())
    assert [r[0].value for r in wb.worksheets[0].iter_rows()] == list(COST_INSTRUCTION_KEYS)
    assert all(wb[s.title(language)].protection.sheet for s in COST_SHEETS)
    assert read_costs(path, PROBLEM) == (MemberCosts(workshop="bobine", order=PROBLEM.id), ())


def test_a_template_says_nothing_of_other_workshops(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    write_cost_template(path, "fr", {}, PROBLEM, "bobine")
    wb = openpyxl.load_workbook(path)
    said = " ".join(str(c.value) for ws in wb for row in ws.iter_rows() for c in row if c.value)
    others = [w for w in PROBLEM.workshops if w.id != "bobine"]
    assert not [w.id for w in others if w.id in said or w.name in said]
    lists = [v.formula1 for v in wb["Dépenses de la commande"].data_validations.dataValidation]
    assert '"Masque adulte,Masque enfant"' in lists


def test_a_template_for_nobody_of_the_order_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such workshop"):
        write_cost_template(tmp_path / "c.xlsx", "fr", {}, PROBLEM, "personne")


def test_the_order_reader_takes_nothing_from_a_cost_workbook(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    write_costs(path, CLOCHERS)
    problem, found = read_problem(path)
    assert problem is None
    assert [d.code for d in found if d.severity == "error"] == ["import.no_known_sheet"]


def test_titles_and_headers_are_told_apart() -> None:
    titles: dict[str, str] = {}
    for sheet in COST_SHEETS:
        for title in (sheet.fr, sheet.en, *sheet.also):
            assert titles.setdefault(fold(title), sheet.key) == sheet.key, title
            assert len(title) <= 31


@pytest.mark.parametrize("sheet", COST_SHEETS, ids=lambda s: s.key)
def test_headers_and_choices_of_a_sheet_are_told_apart(sheet: Sheet) -> None:
    declared = {header_key(n): c.key for c in sheet.columns for n in (c.fr, c.en)}
    for column in sheet.columns:
        for name in (column.fr, column.en, *column.also):
            assert declared.get(header_key(name), column.key) == column.key, name
        names = [
            n for c in column.choices for n in {fold(x) for x in (c.fr, c.en, c.value, *c.also)}
        ]
        assert len(set(names)) == len(names), names


# -- faults ----------------------------------------------------------------------------------------


SPOILT: dict[str, tuple[str, str, str, Any, int]] = {
    "words_for_money": ("import.not_money", "period_costs", "amount", "beaucoup", 2),
    "blank_amount": ("import.required", "period_costs", "amount", None, 3),
    "unknown_use": ("import.not_a_choice", "period_costs", "use", "cuisine", 2),
    "negative_cost": ("import.too_small", "period_costs", "amount", -5, 2),
    "words_for_hours": ("import.not_hours", "cost_hours", "worked_hours", "beaucoup", 2),
    "rate_in_words": ("import.not_a_percent", "cost_rates", "value", "faible", 2),
    "rate_above_one": ("import.too_big", "cost_rates", "value", "120 %", 3),
    "same_rate_twice": ("import.duplicate_row", "cost_rates", "rate", "non-qualité", 4),
    "aid_of_no_base": ("import.required", "aids", "base", None, 2),
    "vat_of_nobody_knows": ("import.required", "cost_member", "is_liable", None, 2),
    "blank_workshop": ("import.required", "cost_member", "workshop", None, 2),
    "ladder_rises": ("cost.ladder_rises", "cost_hours", "presence_hours", 20_000, 2),
    "no_productive_hours": ("cost.no_productive_hours", "cost_hours", "productive_hours", 0, 2),
    "aid_without_hours": ("cost.aid_without_base", "aids", "hours_per_etp", None, 2),
    "aid_twice": ("cost.aid_twice", "aids", "per_period", 4000, 2),
    "aid_reversed": ("cost.aid_reversed", "aids", "until", date(2019, 1, 1), 3),
    "unknown_product": ("cost.unknown_product", "expenses", "product", "masque-adultes", 2),
    "unknown_workshop": ("cost.unknown_workshop", "cost_member", "workshop", "cloches", 2),
    "margin_of_what": (
        "cost.margin_without_convention",
        "cost_member",
        "margin_convention",
        None,
        2,
    ),
    "period_reversed": ("cost.period_reversed", "cost_hours", "last", date(2019, 12, 31), 2),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_fault_is_found_in_its_cell(case: str, tmp_path: Path) -> None:
    code, sheet, column, value, row = SPOILT[case]
    book = Book(tmp_path / "c.xlsx")
    title, cell = book.put(sheet, column, value, row)
    costs, found = book.read()
    errors = [d for d in found if d.severity == "error"]
    assert costs is None
    assert [(d.code, d.source.sheet, d.source.cell) for d in errors] == [(code, title, cell)]
    assert all(d.source.file == "c.xlsx" for d in found)
    assert all(set(d.params) == set(CODES[d.code]) for d in found if d.code in CODES)


DOUBTFUL: dict[str, tuple[str, str, str, Any, int]] = {
    "aid_of_nothing": ("cost.aid_empty", "aids", "per_period", None, 3),
    "aid_long_over": ("cost.aid_outside_period", "aids", "since", date(2021, 6, 1), 2),
    "expense_of_nothing": ("cost.expense_empty", "expenses", "amount", None, 3),
    "exempt_and_recovering": ("cost.deduction_not_liable", "cost_member", "is_liable", "non", 2),
    "other_hourly_cost": ("cost.hourly_cost_differs", "cost_hours", "productive_hours", 12_000, 2),
    "no_paid_hours": ("cost.aid_base_unknown", "cost_hours", "paid_hours", None, 2),
}


@pytest.mark.parametrize("case", DOUBTFUL)
def test_what_is_doubtful_is_said_and_stands(case: str, tmp_path: Path) -> None:
    code, sheet, column, value, row = DOUBTFUL[case]
    book = Book(tmp_path / "c.xlsx")
    book.put(sheet, column, value, row)
    if case == "aid_long_over":
        book.put("aids", "until", None, row)
    costs, found = book.read()
    assert costs is not None
    assert [d.code for d in found] == [code]
    at = "Aides" if code.startswith("cost.aid") else COST_SHEET_BY_KEY[sheet].fr
    assert found[0].source.sheet == at


def test_figures_made_for_another_order_are_refused_unless_taken_anyway(tmp_path: Path) -> None:
    book = Book(tmp_path / "c.xlsx")
    title, cell = book.put("cost_member", "order", "rideaux-2021", 2)
    costs, found = book.read()
    assert costs is None
    assert [(d.code, d.severity, d.source.sheet, d.source.cell) for d in found] == [
        ("cost.other_order", "error", title, cell)
    ]
    assert found[0].params["order"] == PROBLEM.title
    taken, said = read_costs(book.path, PROBLEM, is_any_order=True)
    assert taken is not None
    assert [(d.code, d.severity) for d in said] == [("cost.other_order", "warning")]


def test_every_fault_is_found_at_once(tmp_path: Path) -> None:
    book = Book(tmp_path / "c.xlsx")
    places = {
        ("import.not_money", *book.put("period_costs", "amount", "?", 2)),
        ("import.not_hours", *book.put("cost_hours", "paid_hours", "plein temps")),
        ("cost.ladder_rises", *book.put("cost_hours", "productive_hours", 15_000)),
        ("cost.unknown_product", *book.put("expenses", "product", "masques", 3)),
        ("cost.aid_without_base", *book.put("aids", "hours_per_etp", None)),
    }
    costs, found = book.read()
    assert costs is None
    assert {(d.code, d.source.sheet, d.source.cell) for d in found} == places


def test_names_of_the_order_are_understood(tmp_path: Path) -> None:
    book = Book(tmp_path / "c.xlsx")
    book.put("cost_member", "workshop", "atelier des 3 clochers")
    assert book.read()[0] is None
    book.put("cost_member", "workshop", "ATELIER des Trois Clochers")
    book.put("cost_member", "order", "90 000 masques")
    book.put("expenses", "product", "Masque Adulte")
    costs, found = book.read()
    assert found == ()
    assert costs is not None
    assert (costs.workshop, costs.order) == ("clochers", "masques-2020")
    assert costs.expenses[0].product == "masque-adulte"


def test_numbers_are_read_as_people_write_them(tmp_path: Path) -> None:
    book = Book(tmp_path / "c.xlsx")
    book.put("cost_hours", "paid_hours", "18 928 h")
    book.put("period_costs", "amount", "192 119,20 €")
    book.put("cost_rates", "value", "3", 4)
    costs, found = book.read()
    assert costs is not None
    assert costs.hours.paid_hours == 18_928
    assert costs.period_costs[0].cents == 19_211_920
    assert costs.margin is not None
    assert costs.margin.value == Decimal("0.03")
    assert [d.code for d in found] == ["import.percent_guessed"]


@pytest.mark.parametrize("name", ["absent.xlsx", "c.txt"])
def test_what_is_no_workbook_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text("Atelier;Coût\n", encoding="utf-8")
    costs, found = read_costs(tmp_path / name)
    assert costs is None
    assert [d.severity for d in found] == ["error"]


def test_another_workbook_is_told_so() -> None:
    costs, found = read_costs(HERE / "mask_order/commande_masques.xlsx")
    assert costs is None
    assert [d.code for d in found] == ["import.no_known_sheet"]


# -- figures that no workbook gave -----------------------------------------------------------------

Change = Callable[[MemberCosts], MemberCosts]
WRONG: dict[str, tuple[str, Change]] = {
    "infinite": (
        "cost.unusable_number",
        lambda c: replace(c, hours=replace(c.hours, paid_hours=Decimal("Infinity"))),
    ),
    "astronomic": ("cost.unusable_number", lambda c: replace(c, opening_cash_cents=10**16)),
    "nameless": (
        "cost.unnamed_line",
        lambda c: replace(c, in_kind=(InKind(label=" ", cents=0),)),
    ),
    "far_away": (
        "cost.date_out_of_range",
        lambda c: replace(c, hours=replace(c.hours, first=date(1820, 1, 1))),
    ),
    "negative_days": ("cost.negative", lambda c: replace(c, payment_days_suppliers=-1)),
    "all_lost": (
        "cost.rate_out_of_range",
        lambda c: replace(c, non_quality=DatedRate(value=Decimal(1))),
    ),
    "whole_price": (
        "cost.rate_out_of_range",
        lambda c: replace(c, margin=DatedRate(value=Decimal(1)), margin_convention="on_price"),
    ),
    "negative_share": (
        "cost.rate_out_of_range",
        lambda c: replace(c, aids=(replace(c.aids[0], share_of_hours=Decimal(-1)),)),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_figures_are_found(case: str) -> None:
    code, change = WRONG[case]
    assert check_costs(CLOCHERS, PROBLEM) == ()
    found = check_costs(change(CLOCHERS), PROBLEM)
    assert [d.code for d in found] == [code]
    assert found[0].subject == "clochers"


def test_an_overdrawn_account_is_no_fault() -> None:
    assert check_costs(replace(CLOCHERS, opening_cash_cents=-500_000), PROBLEM) == ()
