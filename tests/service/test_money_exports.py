"""Documents about money say what was reckoned, and nothing that somebody typed becomes a formula."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from importers.columns.terms_sheets import VAT_RATES
from optimizer.attribution import planned_records
from optimizer.cash import Cash, CashAccount, CashWeek, cash
from optimizer.cost_items import Term
from optimizer.cost_parameters import Aid, MemberCosts
from optimizer.diagnostics import error, warning
from optimizer.purchase_orders import PurchaseOrder
from optimizer.quotation import quotation
from optimizer.statement_data import MANDATAIRE
from optimizer.statements import statements
from optimizer.studies.saving import JointPurchasing
from service import messages
from service.errors import RefusedError
from service.exports import cost_words
from service.exports.cash_workbook import first_short, group_periods, write_cash_workbook
from service.exports.cost_workbook import can_show_totals, write_cost_workbook
from service.exports.group_purchases import write_group_purchases
from service.exports.live_costing import write_live_costing
from service.exports.money_facts import MoneyFacts
from service.exports.purchase_pages import by_supplier, write_orders
from service.exports.quotation_pdf import quotation_data, write_quotation_pdf
from service.exports.quotation_workbook import write_quotation
from service.exports.readers import Reader, findings_for, floors_for, reader_of
from service.exports.sheet import Book
from service.exports.statement_workbook import write_statements
from service.i18n import Texts
from service.usecases.money import statements_of
from tests.cost_builders import (
    WORKSHOPS,
    complete_terms,
    money_of,
    private_costs,
    worked_money,
    worked_order,
    worked_purchasing,
)

D = Decimal
FRENCH, ENGLISH = Texts("fr"), Texts("en")
FACILITATOR, COORDINATOR = Reader(role="facilitator"), Reader(role="coordinator")
HOSTILE = '=HYPERLINK("http://example.org","x")'


def opened(tmp_path: Path, write: Callable[[Path], object]) -> Workbook:
    write(tmp_path / "out.xlsx")
    return openpyxl.load_workbook(tmp_path / "out.xlsx")


def charts_in(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return sum("charts/chart" in name for name in archive.namelist())


def rows_of(book: Workbook, sheet: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def row_with(rows: list[list[Any]], start: str) -> list[Any]:
    found = [row for row in rows if row[0] == start]
    assert len(found) == 1, (start, found)
    return found[0]


def cents(value: Any) -> int:
    return round(Decimal(str(value)) * 100)


def formulas(book: Workbook) -> list[str]:
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or cell.hyperlink is not None
    ]


# -- costs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"), [("95044.4152", "95 044,42 min"), ("0.0833", "0,0833 min")]
)
def test_a_sum_of_minutes_is_rounded_and_minutes_of_a_unit_are_not(value: str, text: str) -> None:
    said = cost_words.figure(Term(name="minutes", value=Decimal(value), unit="min"), FRENCH)
    assert said.replace("\u202f", " ").replace("\u00a0", " ") == text


@pytest.mark.parametrize("workshop", WORKSHOPS)
def test_each_line_of_a_member_stands_with_its_formula(workshop: str, tmp_path: Path) -> None:
    money = worked_money()
    reader = Reader(role="member", workshop=workshop)
    book = opened(tmp_path, lambda p: write_cost_workbook(money, reader, p, FRENCH))
    assert book.sheetnames == ["Coûts", "Prix"]
    rows = rows_of(book, "Coûts")
    member = money.full.member(workshop)
    for item in member.lines:
        said = cost_words.item_formula(item, FRENCH)
        assert any(row[3] == said and cents(row[4]) == item.cents for row in rows), item
    assert cents(row_with(rows, "Coût brut")[4]) == member.gross_cents
    assert cents(row_with(rows, "Coût net d'aide")[4]) == member.net_cents
    price = money.price(workshop)
    assert price is not None
    totals = [row for row in rows_of(book, "Prix") if row[0] == "Total"]
    assert [cents(x) for x in totals[0][1:5]] == [
        price.cost_cents,
        price.margin_cents,
        price.ht_cents,
        price.ttc_cents,
    ]


def test_the_facilitator_sees_all_and_the_sums(tmp_path: Path) -> None:
    money = worked_money()
    book = opened(tmp_path, lambda p: write_cost_workbook(money, FACILITATOR, p, FRENCH))
    assert len(book.sheetnames) == 1 + 2 * len(WORKSHOPS)
    rows = rows_of(book, "Ensemble")
    total = next(row for row in rows if row[0] == "Total")
    assert [cents(x) for x in total[1:4]] == [
        money.full.gross_cents,
        money.full.aid_cents,
        money.full.net_cents,
    ]
    plan = [row for row in rows if row[0] == "Total"][1]
    assert cents(plan[1]) == money.full.variable_cents


def test_the_coordinator_sees_totals_that_sum(tmp_path: Path) -> None:
    money = worked_money()
    book = opened(tmp_path, lambda p: write_cost_workbook(money, COORDINATOR, p, FRENCH))
    assert book.sheetnames == ["Totaux"]
    rows = rows_of(book, "Totaux")
    assert cents(row_with(rows, "Coût brut")[1]) == money.full.gross_cents
    asked = sum(p.ht_cents or 0 for p in money.prices)
    assert cents(row_with(rows, "Prix demandé par les ateliers")[1]) == asked
    start = next(i for i, row in enumerate(rows) if row[0] == "Groupe de coûts")
    end = next(i for i, row in enumerate(rows) if row[0] == "Prix demandé HT")
    assert sum(cents(row[1]) for row in rows[start + 1 : end]) == asked


def test_two_members_are_too_few_for_totals(tmp_path: Path) -> None:
    money = worked_money()
    two = replace(money.full, members=money.full.members[:2], unallocated=())
    few = replace(money, full=two)
    assert can_show_totals(money)
    assert not can_show_totals(few)
    book = opened(tmp_path, lambda p: write_cost_workbook(few, COORDINATOR, p, FRENCH))
    values = [c for row in rows_of(book, "Totaux") for c in row if c is not None]
    assert any("Moins de 3 ateliers" in str(v).replace("\u00a0", " ") for v in values)
    assert not [v for v in values if isinstance(v, int | float)]


def test_a_consortium_may_open_its_costs_to_the_coordinator() -> None:
    assert reader_of("coordinator", "", complete_terms()).role == "coordinator"
    opens = complete_terms(opens_costs_to_coordinator=True)
    assert reader_of("coordinator", "", opens).sees("vestali")
    assert not reader_of("member", "vestali", opens).sees("fil-rouge")


def test_findings_with_figures_are_for_those_who_may_see_them() -> None:
    found = (
        warning("cost.hourly_cost_differs", "vestali", planned="19.50", reckoned="24.30"),
        warning("cost.missing", "vestali", field="margin"),
        warning("cost.better_alone", "vestali", workshops="vestali", key="equal", cents=12),
        warning("cost.common_provisional", label="x", cents=1),
    )
    assert findings_for(FACILITATOR, found) == found
    assert findings_for(COORDINATOR, found) == (found[1], found[3])
    own = findings_for(Reader(role="member", workshop="vestali"), found)
    assert own == (found[0], found[1], found[3])
    other = findings_for(Reader(role="member", workshop="fil-rouge"), found)
    assert other == (found[1], found[3])


def _purchases(found: JointPurchasing, reader: Reader, path: Path) -> None:
    write_group_purchases(worked_money().facts, found, reader, path, FRENCH)


def _cash(found: Cash, reader: Reader, path: Path) -> None:
    write_cash_workbook(worked_money().facts, found, reader, path, FRENCH)


# -- buying together --------------------------------------------------------------------------------


def test_purchase_orders_are_one_sheet_a_supplier_and_sum(tmp_path: Path) -> None:
    found, facts = worked_purchasing(), worked_money().facts
    book = opened(tmp_path, lambda p: write_group_purchases(facts, found, COORDINATOR, p, FRENCH))
    totals = []
    for sheet in book.worksheets:
        rows = [[c.value for c in row] for row in sheet.iter_rows()]
        totals += [cents(row[4]) for row in rows if row[0] == "Total HT"]
    told = by_supplier(found.orders)
    assert totals == [order.total_cents for orders in told.values() for order in orders]
    assert {facts.suppliers[s].name or s for s in told} <= set(book.sheetnames)
    assert len(told) < len(found.orders)
    lists = [name for name in book.sheetnames if name.startswith("Reçoit")]
    assert len(lists) == len(found.deliveries)


def many_orders(lines: int, orders: int) -> list[PurchaseOrder]:
    """Orders to one supplier, each of so many lines."""
    first = worked_purchasing().orders[0]
    return [replace(first, lines=first.lines[:1] * lines) for _ in range(orders)]


@pytest.mark.parametrize(("lines", "orders", "pages"), [(1, 20, 5), (12, 3, 3), (1, 1, 1)])
def test_many_small_orders_share_printed_pages(
    lines: int, orders: int, pages: int, tmp_path: Path
) -> None:
    path = tmp_path / "o.xlsx"
    book = Book(path, FRENCH, "Bons", date(2020, 4, 1))
    write_orders(book.page("Bons"), worked_money().facts, many_orders(lines, orders))
    book.close()
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert len(sheet.row_breaks.brk) + 1 == pages
    starts = {row for row, c in enumerate(sheet["A"], 1) if str(c.value).startswith("À passer")}
    assert {b.id + 1 for b in sheet.row_breaks.brk} <= starts


def test_a_column_of_sampling_errors_only_where_there_was_sampling(tmp_path: Path) -> None:
    found = worked_purchasing()
    exact = opened(tmp_path, partial(_purchases, found, FACILITATOR))
    assert "Erreur type" not in {c for row in rows_of(exact, "Chaque atelier") for c in row}
    first = found.keys[0]
    guessed = replace(first, members=tuple(replace(m, standard_error=D(3)) for m in first.members))
    sampled = opened(
        tmp_path, partial(_purchases, replace(found, keys=(guessed, *found.keys[1:])), FACILITATOR)
    )
    assert "Erreur type" in {c for row in rows_of(sampled, "Chaque atelier") for c in row}


def test_a_member_sees_its_own_price_alone_and_gain(tmp_path: Path) -> None:
    found = worked_purchasing()
    for share in found.chosen.members:
        reader = Reader(role="member", workshop=share.workshop)
        book = opened(tmp_path, partial(_purchases, found, reader))
        rows = rows_of(book, "Achats groupés")
        assert cents(row_with(rows, "Seul, vous paieriez")[1]) == share.alone_cents
        assert cents(row_with(rows, "Votre gain")[1]) == share.gain_cents
        assert len(book.sheetnames) == 2


# -- offer, statements, cash ---------------------------------------------------------------------------


def offer_of(money: MoneyFacts) -> Any:
    return quotation(
        money.problem, money.plan, money.costs, money.terms, money.full, day=date(2020, 4, 1)
    )


def test_the_offer_sums_and_keeps_reasons_from_the_buyer(tmp_path: Path) -> None:
    money = worked_money()
    offer = offer_of(money)
    inner = opened(tmp_path, lambda p: write_quotation(money.facts, offer, COORDINATOR, p, FRENCH))
    outer = opened(
        tmp_path, lambda p: write_quotation(money.facts, offer, Reader(role="buyer"), p, FRENCH)
    )
    for book in (inner, outer):
        assert cents(row_with(rows_of(book, "Devis"), "Total TTC")[3]) == offer.ttc_cents
    said = " ".join(str(c) for row in rows_of(outer, "Devis") for c in row if c is not None)
    assert "Pourquoi" not in said
    assert "aide" not in said
    reasons = quotation_data(money.facts, offer, COORDINATOR, FRENCH)["reasons"]
    assert reasons is not None
    assert quotation_data(money.facts, offer, Reader(role="buyer"), FRENCH)["reasons"] is None
    assert quotation_data(money.facts, offer, Reader(role="buyer"), FRENCH)["grid"] is None


def test_the_facilitator_has_floor_and_margin_of_each_product(tmp_path: Path) -> None:
    money = worked_money()
    offer = offer_of(money)
    book = opened(tmp_path, lambda p: write_quotation(money.facts, offer, FACILITATOR, p, FRENCH))
    assert book.sheetnames == ["Devis", "Plancher et marge"]
    rows = rows_of(book, "Plancher et marge")
    assert "pour la personne qui accompagne le groupement" in str(rows[1][0])
    for f in offer.floors:
        row = row_with(rows, money.facts.product_name(f.product))
        assert [cents(x) for x in row[6:10]] == [
            f.ht_cents,
            f.gross_cents,
            f.floor_cents,
            f.margin_cents,
        ]
    assert cents(row_with(rows, "Total")[8]) == sum(f.floor_cents for f in offer.floors)
    # Every kind of line apart: the other readers have groups of at least three members.
    first = rows_of(book, "Devis")
    for kind in offer.kinds:
        if kind.kind not in ("margin", "aid"):
            assert cents(row_with(first, cost_words.KINDS[kind.kind])[1]) == kind.cents
    assert sum(k.cents for k in offer.kinds) == offer.ht_cents
    inner = quotation_data(money.facts, offer, COORDINATOR, FRENCH)["reasons"]
    assert isinstance(inner, dict)
    assert len(inner["rows"]) == len(offer.reasons)
    # One member washes alone: its floor would tell its cost.
    assert {f.members for f in offer.floors} >= {1}
    assert floors_for(COORDINATOR, offer.floors) == ()
    shared = tuple(replace(f, members=3) for f in offer.floors)
    assert floors_for(COORDINATOR, shared) == shared
    assert floors_for(Reader(role="buyer"), shared) == ()
    assert floors_for(Reader(role="member", workshop="vestali"), shared) == ()
    inner = opened(tmp_path, lambda p: write_quotation(money.facts, offer, COORDINATOR, p, FRENCH))
    assert inner.sheetnames == ["Devis"]
    # The PDF has the same page, for the same reader alone.
    page = quotation_data(money.facts, offer, FACILITATOR, FRENCH)["floors"]
    assert isinstance(page, dict)
    floors = [FRENCH.euros(f.floor_cents) for f in offer.floors]
    assert [row[8] for row in page["rows"]] == floors
    assert page["total"][8] == FRENCH.euros(sum(f.floor_cents for f in offer.floors))
    for other in (COORDINATOR, Reader(role="buyer")):
        assert quotation_data(money.facts, offer, other, FRENCH)["floors"] is None


@pytest.mark.parametrize("role", ["member", "facilitator", "coordinator", "buyer"])
def test_a_missing_vat_rate_is_asked_once_with_its_sheet_and_columns(role: Any) -> None:
    found = [
        *(
            error("cost.missing", w, field="vat_rate", product=p)
            for w in WORKSHOPS
            for p in ("mask", "bag")
        ),
        error("cost.missing", "bag", field="vat_rate"),
        error("cost.missing", "vestali", field="margin"),
    ]
    said = findings_for(Reader(role=role, workshop="vestali" if role == "member" else ""), found)
    assert [d.code for d in said] == ["cost.no_vat_rate", "cost.missing"]
    assert said[0].params["products"] == "mask, bag"
    for texts, language in ((FRENCH, "fr"), (ENGLISH, "en")):
        sentence = messages.sentence(said[0], texts, worked_money().facts.names)
        assert "Masque à plis" in sentence
        assert getattr(VAT_RATES, language) in sentence
        for column in VAT_RATES.columns[:3]:
            assert getattr(column, language) in sentence


@pytest.mark.parametrize("texts", [FRENCH, ENGLISH])
@pytest.mark.parametrize("role", ["coordinator", "buyer"])
def test_the_pdf_is_one_page_and_the_same_twice(role: Any, texts: Texts, tmp_path: Path) -> None:
    money = worked_money()
    offer = offer_of(money)
    for name in ("a.pdf", "b.pdf"):
        write_quotation_pdf(money.facts, offer, Reader(role=role), tmp_path / name, texts)
    made = (tmp_path / "a.pdf").read_bytes()
    assert made == (tmp_path / "b.pdf").read_bytes()
    assert made.count(b"/Type /Page\n") + made.count(b"/Type/Page/") <= 1
    assert b"/Count 1" in made.replace(b"/Count  1", b"/Count 1")


def test_statements_sum_to_the_order(tmp_path: Path) -> None:
    money = worked_money()
    found = statements(money.problem, money.plan, money.costs, money.terms)
    book = opened(
        tmp_path,
        lambda p: write_statements(money.facts, found, money.terms, COORDINATOR, p, FRENCH),
    )
    totals = [row for row in rows_of(book, "Récapitulatif") if row[0] == "Total"]
    assert cents(totals[0][2]) == found.ht_cents == found.order_ht_cents
    assert cents(totals[0][4]) == found.ttc_cents
    assert cents(totals[1][2]) == found.ht_cents
    assert len(book.sheetnames) == 1 + len(found.periods)


def test_one_period_of_the_statements_is_that_of_the_whole() -> None:
    money = worked_money()
    whole = statements_of(money)
    first = whole.periods[0]
    alone = statements_of(money, first.period.first, first.period.last)
    assert [p.ht_cents for p in alone.periods] == [first.ht_cents]
    assert [m.net_cents for m in alone.periods[0].members] == [m.net_cents for m in first.members]


def test_days_without_deliveries_say_when_there_are_some() -> None:
    money = worked_money()
    with pytest.raises(RefusedError) as refused:
        statements_of(money, date(2031, 1, 1), date(2031, 1, 31))
    days = [r.day for r in planned_records(money.problem, money.plan)]
    assert "Il y a des livraisons du {first_day} au {last_day}" in refused.value.text
    assert refused.value.values == {
        "first_day": f"{min(days):%d/%m/%Y}",
        "last_day": f"{max(days):%d/%m/%Y}",
    }
    with pytest.raises(RefusedError, match="Aucune livraison"):
        statements_of(money, date(2031, 1, 1), records=[])


def test_cash_of_a_member_ends_where_its_flows_end(tmp_path: Path) -> None:
    money = worked_money()
    invoiced = statements(money.problem, money.plan, money.costs, money.terms)
    found = cash(money.problem, money.plan, money.costs, money.terms, money.full, invoiced)
    for workshop in WORKSHOPS:
        account = found.account(workshop)
        reader = Reader(role="member", workshop=workshop)
        book = opened(tmp_path, partial(_cash, found, reader))
        rows = [row for row in rows_of(book, "Trésorerie") if isinstance(row[4], int | float)]
        assert [cents(row[4]) for row in rows] == [w.balance_cents for w in account.weeks]
        assert charts_in(tmp_path / "out.xlsx") == 1
    periods = group_periods(found)
    members = [a for a in found.accounts if a.account != MANDATAIRE]
    assert sum(p.cents for p in periods) == sum(a.change_cents for a in members)
    few = replace(found, accounts=tuple(members[:2]))
    assert group_periods(few) == ()


# -- what people typed ---------------------------------------------------------------------------------


def hostile_money() -> MoneyFacts:
    problem = worked_order()
    problem = replace(
        problem,
        title=HOSTILE,
        workshops=tuple(replace(w, name=HOSTILE + w.id) for w in problem.workshops),
        products=tuple(replace(p, name=HOSTILE) for p in problem.products),
        materials=tuple(replace(m, name=HOSTILE, unit=HOSTILE) for m in problem.materials),
        suppliers=tuple(replace(s, name=HOSTILE + s.id) for s in problem.suppliers),
    )
    costs = {w: hostile(c) for w, c in private_costs().items()}
    return money_of(problem, costs, complete_terms(exclusions=(HOSTILE,)))


def hostile(costs: MemberCosts) -> MemberCosts:
    def named(x: Any) -> Any:
        return replace(x, label=HOSTILE + x.label, source=HOSTILE)

    return replace(
        costs,
        period_costs=tuple(map(named, costs.period_costs)),
        expenses=tuple(map(named, costs.expenses)),
        aids=tuple(map(named, costs.aids)),
        in_kind=tuple(map(named, costs.in_kind)),
    )


def test_nothing_typed_becomes_a_formula(tmp_path: Path) -> None:
    money = hostile_money()
    invoiced = statements(money.problem, money.plan, money.costs, money.terms)
    found = cash(money.problem, money.plan, money.costs, money.terms, money.full, invoiced)
    offer, facts, own = offer_of(money), money.facts, Reader(role="member", workshop="vestali")
    bought = worked_purchasing()
    for write in (
        lambda p: write_cost_workbook(money, FACILITATOR, p, FRENCH),
        lambda p: write_cost_workbook(money, own, p, FRENCH),
        lambda p: write_group_purchases(facts, bought, FACILITATOR, p, FRENCH),
        lambda p: write_statements(facts, invoiced, money.terms, COORDINATOR, p, FRENCH),
        lambda p: write_cash_workbook(facts, found, FACILITATOR, p, FRENCH),
        lambda p: write_quotation(facts, offer, COORDINATOR, p, FRENCH),
    ):
        assert formulas(opened(tmp_path, write)) == []
    write_quotation_pdf(facts, offer, COORDINATOR, tmp_path / "q.pdf", FRENCH)
    assert (tmp_path / "q.pdf").stat().st_size > 0


def test_live_formulas_hold_references_and_figures_only(tmp_path: Path) -> None:
    money = hostile_money()
    member = money.full.member("vestali")
    reader = Reader(role="member", workshop="vestali")
    book = opened(tmp_path, lambda p: write_live_costing(money, member, reader, p, FRENCH))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert "HYPERLINK" not in str(cell.value)
                    assert "://" not in str(cell.value)


def test_live_costing_names_two_aids_of_the_same_label_apart(tmp_path: Path) -> None:
    # A revaluation is written as two aids, often under one name.
    costs = private_costs()
    first = costs["vestali"].aids[0]
    before = replace(first, until=date(2020, 4, 26))
    after: Aid = replace(first, since=date(2020, 4, 27), cents_per_etp=first.cents_per_etp + 50_000)
    costs["vestali"] = replace(costs["vestali"], aids=(before, after))
    money = money_of(worked_order(), costs)
    reader = Reader(role="member", workshop="vestali")
    write_live_costing(money, money.full.member("vestali"), reader, tmp_path / "l.xlsx", FRENCH)
    book = openpyxl.load_workbook(tmp_path / "l.xlsx")
    aids = money.full.member("vestali").aids
    rows = [row for row in rows_of(book, "Calcul") if row[0] == "aides"]
    assert len(rows) == len(aids)
    cells = {str(row[4]) for row in rows if "aide par ETP" in str(row[3])}
    assert len({formula.split("*")[-1] for formula in cells}) == len(
        {x.formula[5].value for x in aids}
    )


def test_a_sum_stands_in_brackets_before_it_is_multiplied() -> None:
    terms = [
        Term(name="goods", value=Decimal(2_041_250), unit="cent"),
        Term(name="fees", value=Decimal(7_420), unit="cent", operator="+"),
        Term(name="used", value=Decimal(1260), unit="m"),
        Term(name="used_total", value=Decimal(5972), unit="m", operator="÷"),
    ]
    said = cost_words.formula(terms, FRENCH).replace("\u202f", " ").replace("\u00a0", " ")
    assert said == (
        "[achats du groupe (20 412,50 €) + frais de commande (74,20 €)] × utilisé par l'atelier "
        "(1 260 m) ÷ utilisé par tous (5 972 m)"
    )


@pytest.mark.parametrize("role", ["coordinator", "facilitator", "buyer"])
def test_planned_statements_say_that_they_are_a_forecast(role: Any, tmp_path: Path) -> None:
    money = worked_money()
    found = statements_of(money)
    for is_planned in (True, False):
        book = opened(
            tmp_path,
            lambda to, is_planned=is_planned: write_statements(  # type: ignore[misc]
                money.facts,
                found,
                money.terms,
                Reader(role=role),
                to,
                FRENCH,
                is_planned=is_planned,
            ),
        )
        for sheet in book:
            told = [str(c.value) for row in sheet.iter_rows() for c in row if c.value]
            assert any(x.startswith("Prévision") for x in told) is is_planned
            assert ("Ce qui est livré et accepté" in told) is (
                not is_planned and sheet.title != "Récapitulatif"
            )


def test_the_loan_is_asked_before_the_first_week_below_zero() -> None:
    weeks = [("2020-W14", 5), ("2020-W15", -2), ("2020-W16", -9), ("2020-W17", 1)]
    account = CashAccount(
        account="a",
        opening_cents=5,
        weeks=tuple(CashWeek(week=w, in_cents=0, out_cents=0, balance_cents=b) for w, b in weeks),
    )
    assert first_short(account) == "2020-W15"
    assert account.lowest == account.weeks[2]
    assert first_short(replace(account, weeks=account.weeks[:1])) is None
