"""Orders of several buyers: each is named to those who see all, and sees nothing of another."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from optimizer.problem import Order
from optimizer.statement_data import Statements
from optimizer.statements import statements
from service.errors import RefusedError
from service.exports.facts import Facts
from service.exports.readers import Reader
from service.exports.statement_pdf import write_statements_pdf
from service.exports.statement_workbook import write_statements
from service.i18n import Texts
from service.usecases.money import for_buyer
from tests.payments import apron_costs, apron_plan, apron_problem, apron_terms

FRENCH, ENGLISH = Texts("fr"), Texts("en")
COORDINATOR = Reader(role="coordinator")


def opened(folder: Path, write: Callable[[Path], object]) -> Workbook:
    write(folder / "x.xlsx")
    return openpyxl.load_workbook(folder / "x.xlsx")


def words_of(book: Workbook) -> str:
    cells = (c.value for sheet in book for row in sheet.iter_rows() for c in row)
    return " ".join(str(c) for c in cells if c is not None)


def two_buyers() -> tuple[Facts, Statements]:
    problem = apron_problem()
    problem = replace(
        problem,
        orders=(*problem.orders, Order(id="ward", customer="Hôpital")),
        demands=(problem.demands[0], replace(problem.demands[1], order="ward")),
    )
    plan = apron_plan()
    return Facts(problem, plan), statements(problem, plan, apron_costs(), apron_terms())


@pytest.mark.parametrize("texts", [FRENCH, ENGLISH])
def test_each_buyer_is_named_where_there_are_several(texts: Texts, tmp_path: Path) -> None:
    facts, found = two_buyers()
    coordinator = opened(
        tmp_path, lambda p: write_statements(facts, found, apron_terms(), COORDINATOR, p, texts)
    )
    said = words_of(coordinator)
    assert "Cantine" in said
    assert "Hôpital" in said
    buyer = Reader(role="buyer")
    own = for_buyer(found, buyer, "hopital")
    alone = opened(tmp_path, lambda p: write_statements(facts, own, apron_terms(), buyer, p, texts))
    shown = words_of(alone)
    assert "Cantine" not in shown
    with pytest.raises(RefusedError):
        for_buyer(found, buyer, "")
    with pytest.raises(RefusedError):
        for_buyer(found, buyer, "personne")
    assert for_buyer(found, COORDINATOR, "") == found


@pytest.mark.parametrize(("name", "other"), [("Cantine", "Hôpital"), ("Hôpital", "Cantine")])
def test_the_pdf_for_a_buyer_holds_nothing_of_another(
    name: str, other: str, tmp_path: Path
) -> None:
    facts, found = two_buyers()
    own = for_buyer(found, Reader(role="buyer"), name)
    path = tmp_path / "x.pdf"
    write_statements_pdf(facts, own, apron_terms(), Reader(role="buyer"), path, FRENCH)
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
    )
    said = " ".join(done.stdout.split())
    (period,) = own.periods
    shown = FRENCH.euros(period.payable_cents)
    assert " ".join(shown.split()) in said
    assert other not in said
    assert (
        FRENCH.day(next(p for p in found.periods if p.period != period.period).period.last)
        not in said
    )
