"""Money documents in LibreOffice: live formulas give our amounts to the cent, pages are as many as said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from optimizer.cost_parameters import DatedRate, MemberCosts
from optimizer.quotation import quotation
from service.exports.live_costing import write_live_costing
from service.exports.quotation_workbook import write_quotation
from service.exports.readers import Reader
from service.i18n import Texts
from tests.cost_builders import WORKSHOPS, money_of, private_costs, worked_money, worked_order
from tests.libreoffice import convert_all
from tests.service.test_render import pages_of

pytestmark = pytest.mark.slow

FRENCH = Texts("fr")


def live(folder: Path, workshop: str, costs: dict[str, MemberCosts]) -> Path:
    """The live costing without its stored values, so that whoever opens it must reckon."""
    money = money_of(worked_order(), costs)
    path = folder / f"{workshop}.xlsx"
    reader = Reader(role="member", workshop=workshop)
    write_live_costing(money, money.full.member(workshop), reader, path, FRENCH)
    return path


def recalculated(paths: list[Path], folder: Path) -> list[dict[str, Any]]:
    """Values of every cell by « sheet!cell », as LibreOffice reckons them."""
    bare = folder / "bare"
    bare.mkdir()
    for path in paths:
        openpyxl.load_workbook(path).save(bare / path.name)
    convert_all([bare / p.name for p in paths], "xlsx", folder / "out")
    return [values(folder / "out" / path.name) for path in paths]


def values(path: Path) -> dict[str, Any]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    }


def formula_cells(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path)
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def cents(value: Any) -> int:
    assert isinstance(value, int | float), value
    return round(Decimal(str(value)) * 100)


def test_live_formulas_give_our_amounts_to_the_cent(tmp_path: Path) -> None:
    paths = [live(tmp_path, w, private_costs()) for w in WORKSHOPS]
    for path, found in zip(paths, recalculated(paths, tmp_path), strict=True):
        ours = values(path)
        cells = formula_cells(path)
        assert len(cells) > 15
        assert {c: cents(found[c]) for c in cells} == {c: cents(ours[c]) for c in cells}


def test_a_changed_figure_moves_the_price_as_ours_would(tmp_path: Path) -> None:
    """Another margin and another hourly cost, typed in the workbook, against a costing made anew."""
    path = live(tmp_path, "fil-rouge", private_costs())
    book = openpyxl.load_workbook(path)
    data = book["Données"]
    at = {str(row[0].value): row[1] for row in data.iter_rows() if row[0].value}
    at["marge"].value = 0.125
    at["sens de la marge"].value = "taux de marge (sur le coût)"
    at["coût horaire de production"].value = 30
    book.save(tmp_path / "changed.xlsx")
    (found,) = recalculated([tmp_path / "changed.xlsx"], tmp_path)

    costs = private_costs()
    mine = costs["fil-rouge"]
    hours = mine.hours.productive_hours
    assert hours is not None
    others = tuple(x for x in mine.period_costs if x.use != "labour")
    (labour,) = (x for x in mine.period_costs if x.use == "labour")
    costs["fil-rouge"] = replace(
        mine,
        period_costs=(replace(labour, cents=int(hours * 30 * 100)), *others),
        margin=DatedRate(value=Decimal("0.125")),
        margin_convention="on_cost",
    )
    price = money_of(worked_order(), costs).price("fil-rouge")
    assert price is not None
    assert price.ht_cents is not None
    assert price.ttc_cents is not None
    total = next(c for c in found if c.startswith("Prix!A") and found[c] == "Total")
    row = total.removeprefix("Prix!A")
    # The cents that share out roundings are those of the figures as first given.
    assert abs(cents(found[f"Prix!D{row}"]) - price.ht_cents) <= 5
    assert abs(cents(found[f"Prix!F{row}"]) - price.ttc_cents) <= 6
    before = worked_money().price("fil-rouge")
    assert before is not None
    assert abs(cents(found[f"Prix!D{row}"]) - (before.ht_cents or 0)) > 1_000


@pytest.mark.parametrize("role", ["coordinator", "buyer"])
def test_the_offer_prints_on_one_page(role: Any, tmp_path: Path) -> None:
    money = worked_money()
    offer = quotation(
        money.problem, money.plan, money.costs, money.terms, money.full, day=date(2020, 4, 1)
    )
    path = tmp_path / "devis.xlsx"
    write_quotation(money.facts, offer, Reader(role=role), path, FRENCH)
    (page,) = pages_of(path)
    assert "###" not in page
    assert "Total TTC" in page
