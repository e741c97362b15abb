"""Follow-up of production: weeks, lots, quantities that must agree, what the order tells."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from decimal import Decimal

from tests.importers.received.supply_grids import CONTEXT, Found, read

D = Decimal
HEADER: list[object] = ["Date", "Semaine", "Structure", "N° lot", "Qté produite", "Qté conforme"]
HEADER += ["Rebut", "Livré le", "N° BL", "Observations"]
GOOD: list[object] = ["14/04/2020", "S16", "Vestali", "L1", "1 200", 1170, 30]


def follow(*rows: list[object], **other: object) -> Found:
    """Rows under the usual header."""
    table = [["Suivi de production"], HEADER, *rows]
    return read("follow_up", table, file="suivi.xlsx", **other)  # type: ignore[arg-type]


def test_a_lot_becomes_a_row_of_the_final_operation() -> None:
    found = follow([*GOOD, datetime(2020, 4, 17), "BL 12", "ok"], ["Total", None, None, None, 1200])
    assert found.only("followup") == {
        "workshop": "vestali",
        "week": "2020-W16",
        "product": "masque",
        "operation": "piquage",
        "lot": "L1",
        "made": D(1200),
        "conforming": D(1170),
        "scrap": D(30),
        "delivered": date(2020, 4, 17),
        "delivery_note": "BL 12",
        "remark": "ok",
    }
    assert found.understood("product") == {"Produit": "masque"}
    assert found.understood("operation") == {"Opération": "piquage"}
    (scope,) = found.scopes
    assert dict(scope.within) == {"workshop": "vestali", "week": ("2020-W16", "2020-W16")}


def test_a_week_that_contradicts_its_day_is_an_error() -> None:
    fault = follow(["15/04/2020", "S17", *GOOD[2:]]).at("import.week_contradicts_day")
    assert (fault.source.cell, fault.params["expected"]) == ("B3", "2020-W16")


def test_quantities_that_contradict_each_other() -> None:
    more = follow([*GOOD[:4], 100, 120, 0])
    assert more.at("import.more_conforming_than_made").source.cell == "F3"
    assert not more.drafts
    less = follow([*GOOD[:4], 100, 90, 5])
    assert less.at("import.made_is_not_the_sum").params["expected"] == "95"
    assert less.only("followup")["made"] == D(100)


def test_what_is_missing_is_worked_out_and_asked_once() -> None:
    found = follow([*GOOD[:4], 1200, None, 30], ["15/04/2020", None, "Sévéa", "L2", 100, None, 4])
    assert [r["conforming"] for r in found.rows("followup")] == [D(1170), D(96)]
    (asked,) = [g for g in found.guesses if g.key == "value:follow_up.conforming:"]
    again = follow([*GOOD[:4], 1200, None, 30], confirmed={asked.key: ""})
    assert again.only("followup")["conforming"] is None


def test_rows_without_a_lot_are_told_apart_by_their_day() -> None:
    found = follow(
        ["14/04/2020", None, "Vestali", None, 100], ["15/04/2020", None, "Vestali", None, 120]
    )
    assert [d.identity[-1] for d in found.drafts] == ["2020-04-14", "2020-04-15"]


def test_the_same_lot_twice() -> None:
    same = follow([*GOOD], [*GOOD])
    assert same.codes == ["import.identical_row"]
    assert len(same.drafts) == 1
    other = follow([*GOOD], [*GOOD[:4], 1300, 1270, 30])
    assert other.at("import.duplicate_row").params["first"] == "D3"
    later = follow([*GOOD], ["21/04/2020", "S17", *GOOD[2:]])
    assert later.codes == ["import.lot_twice"]
    assert len(later.drafts) == 2


def test_the_workshop_may_stand_in_the_name_of_the_file_only() -> None:
    rows: list[list[object]] = [["Semaine", "Qté produite"], ["S16", 100], ["S17", None]]
    found = read("follow_up", rows, file="suivi_Vestali.xlsx")
    assert found.only("followup")["workshop"] == "vestali"
    nobody = read("follow_up", rows, file="suivi.xlsx")
    assert nobody.codes == ["import.workshop_unknown"]


def test_an_unknown_workshop_is_an_error_with_the_nearest() -> None:
    fault = follow(["14/04/2020", None, "Zebra", "L1", 100]).at("import.unknown_reference")
    assert fault.source.cell == "C3"


def test_with_two_products_one_must_be_told() -> None:
    names = {**CONTEXT.names, "products": {"masque": ("masque",), "blouse": ("blouse",)}}
    context = dataclasses.replace(CONTEXT, names=names)
    found = follow([*GOOD], context=context)
    assert found.codes == ["import.column_missing"]
    told = follow([*GOOD], context=context, confirmed={"product:follow_up:": "masque"})
    assert told.only("followup")["product"] == "masque"


def test_before_the_order_is_doubtful() -> None:
    found = follow(["14/04/2019", None, *GOOD[2:]])
    assert found.codes == ["import.before_the_order"]
