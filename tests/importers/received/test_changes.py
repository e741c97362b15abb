"""New, changed, the same, removed: values compared as what they mean, rows by what they are about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from importers.received.changes import Fate
from importers.received.contract import Scope
from tests.builders import rich_problem
from tests.importers.received.entering import changes_of, draft, fates, reading, tables_of, told
from tests.importers.workbooks import Book


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path / "commande.xlsx", rich_problem())


@pytest.mark.parametrize(
    ("sheet", "identity", "values"),
    [
        ("workshops", ("vestali",), {"headcount": 8, "weekly_hours": Decimal("26.00")}),
        ("workshops", ("vestali",), {"name": " Vestali ", "siret": None, "pace": ""}),
        ("workshops", ("vestali",), {"ramp_up": (Decimal("0.60"), Decimal("0.8"))}),
        ("capabilities", ("vestali", "cutting", ""), {"pace": "standard", "units_per_week": None}),
        ("stations", ("cutting-table",), {"operations": ("cutting",), "users": ("vestali",)}),
        ("closures", ("esat-lys", "2020-04-20"), {"last": date(2020, 4, 24)}),
        ("overrides", ("vestali", "2020-W18"), {"headcount": Decimal(6), "week": "2020-W18"}),
        ("commitments", ("fil-rouge", "2020-W17"), {"minutes": 1200, "last": "2020-W18"}),
        ("offers", ("fabric-toiles",), {"from": (Decimal(500),), "price": ("4.20", "3.80")}),
        ("offers", ("ribbon-toiles",), {"lead_time_weeks": None, "minimum": Decimal(0)}),
        ("suppliers", ("merciers",), {"fee": Decimal("8.0")}),
    ],
)
def test_same_meaning_is_the_same(
    book: Book, sheet: str, identity: tuple[str, ...], values: dict[str, Any]
) -> None:
    if "price" in values:
        values = {**values, "price": tuple(Decimal(p) for p in values["price"])}
    changes = changes_of(book.path, reading(draft(sheet, identity, **values)))
    assert fates(changes) == {Fate.SAME: 1}
    assert changes.is_empty


def test_changed_values_are_told_from_old_to_new_with_their_place(book: Book) -> None:
    told_by_file = draft("workshops", ("vestali",), "D4", headcount=Decimal(11), kind="ACI")
    (change,) = changes_of(book.path, reading(told_by_file)).entries
    assert change.fate is Fate.CHANGED
    (cell,) = change.cells
    assert (cell.column, cell.old, cell.new, cell.source.cell) == ("headcount", 8, 11, "D4")


def test_emptied_value_is_a_change(book: Book) -> None:
    (change,) = changes_of(
        book.path, reading(draft("workshops", ("vestali",), hourly_cost=None))
    ).entries
    assert [(c.old, c.new) for c in change.cells] == [(Decimal("19.5"), None)]


def test_unknown_row_is_new(book: Book) -> None:
    changes = changes_of(
        book.path,
        reading(
            draft("workshops", ("dunes",), name="Point des Dunes", headcount=Decimal(4)),
            draft("capabilities", ("esat-lys", "sewing", ""), pace=Decimal("0.5")),
        ),
    )
    assert told(changes) == {
        ("new", "workshops", ("dunes",)),
        ("new", "capabilities", ("esat-lys", "sewing", "")),
    }


def test_row_about_several_is_compared_one_by_one(book: Book) -> None:
    """One cell « fil-rouge; esat-lys » × « coupe; finition » is four capabilities."""
    ws = book.sheet("capabilities")
    ws.delete_rows(2, ws.max_row)
    row = {"workshops": "Fil rouge; esat-lys", "operations": "cutting\nfinishing", "pace": "50 %"}
    book.append("capabilities", **row)
    book.save()
    changes = changes_of(
        book.path,
        reading(
            draft("capabilities", ("esat-lys", "cutting", ""), pace=Decimal("0.6")),
            draft("capabilities", ("fil-rouge", "cutting", ""), pace=Decimal("0.5")),
        ),
    )
    assert told(changes) == {("changed", "capabilities", ("esat-lys", "cutting", ""))}
    assert fates(changes) == {Fate.CHANGED: 1, Fate.SAME: 1}


def test_span_of_weeks_is_compared_week_by_week_across_the_year(book: Book) -> None:
    book.append("overrides", workshop="fil-rouge", week="2020-W52", last="2021-W01", headcount=3)
    book.save()
    weeks = ["2020-W52", "2020-W53", "2021-W01", "2021-W02"]
    drafts = [
        draft("overrides", ("fil-rouge", w), headcount=Decimal(n))
        for w, n in zip(weeks, (3, 2, 3, 3), strict=True)
    ]
    assert told(changes_of(book.path, reading(*drafts))) == {
        ("changed", "overrides", ("fil-rouge", "2020-W53")),
        ("new", "overrides", ("fil-rouge", "2021-W02")),
    }


def test_removed_is_only_what_a_complete_file_no_longer_names(book: Book) -> None:
    book.append("closures", workshops="vestali; fil-rouge", first="03/08/2020", last="21/08/2020")
    book.append("closures", first="25/12/2020", reason="Noël")
    book.save()
    scope = Scope(sheet="closures", within={"workshops": "vestali"})
    changes = changes_of(book.path, reading(scopes=(scope,)))
    # Neither the closure of its neighbours nor the one of everybody.
    assert told(changes) == {("removed", "closures", ("vestali", "2020-08-03"))}
    assert changes.entries[0].because == "recu.xlsx"


def test_scope_of_weeks_is_from_first_to_last(book: Book) -> None:
    for week in ("2020-W19", "2020-W25"):
        book.append("overrides", workshop="vestali", week=week, headcount=3)
    book.save()
    scope = Scope(
        sheet="overrides", within={"workshop": "vestali", "week": ("2020-W18", "2020-W20")}
    )
    named = draft("overrides", ("vestali", "2020-W18"), headcount=Decimal(6))
    assert told(changes_of(book.path, reading(named, scopes=(scope,)))) == {
        ("removed", "overrides", ("vestali", "2020-W19"))
    }


def test_scope_of_another_column(book: Book) -> None:
    scope = Scope(sheet="offers", within={"supplier": "merciers"})
    named = draft("offers", ("fabric-framework",), lead_time_weeks=3)
    assert told(changes_of(book.path, reading(named, scopes=(scope,)))) == {
        ("changed", "offers", ("fabric-framework",)),
        ("removed", "offers", ("elastic-merciers",)),
    }


def test_row_written_twice_is_matched_once(book: Book) -> None:
    """The workbook says two commitments from the same week: the one that agrees is the one meant."""
    book.append("commitments", workshop="fil-rouge", first="2020-W17", last="2020-W19", minutes=300)
    book.save()
    named = draft("commitments", ("fil-rouge", "2020-W17"), last="2020-W19", minutes=Decimal(300))
    assert fates(changes_of(book.path, reading(named))) == {Fate.SAME: 1}
    scope = Scope(sheet="commitments", within={"workshop": "fil-rouge"})
    changes = changes_of(book.path, reading(named, scopes=(scope,)))
    assert fates(changes) == {Fate.SAME: 1, Fate.REMOVED: 1}
    assert changes.of(Fate.REMOVED)[0].entry.values["minutes"] == 1200


def test_value_that_cannot_be_read_is_changed(book: Book) -> None:
    book.put("workshops", "headcount", "beaucoup")
    book.save()
    changes = changes_of(book.path, reading(draft("workshops", ("vestali",), headcount=Decimal(8))))
    assert fates(changes) == {Fate.CHANGED: 1}


def test_digest_is_that_of_the_workbook(book: Book) -> None:
    assert changes_of(book.path, reading()).digest == tables_of(book.path).digest
