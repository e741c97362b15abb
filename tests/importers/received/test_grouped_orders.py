"""Joint order forms: members as columns, totals, packs, prices of a named supplier."""

from __future__ import annotations

from decimal import Decimal

from tests.importers.received.supply_grids import Found, read

D = Decimal
HEADER = ["Réf.", "Désignation", "Laize", "Conditionnement", "PU HT", "Vestali", "Mod Cid"]
HEADER += ["Sévéa", "Total qté", "Total HT", "Remise", "TVA", "Total TTC"]


def form(*rows: list[object], confirmed: dict[str, str] | None = None) -> Found:
    """A form with its usual header, under a title that names no supplier."""
    title: list[object] = ["Bon de commande groupé"]
    return read(
        "grouped_order", [title, [*HEADER], *rows], confirmed=confirmed, file="commande.xlsx"
    )


def test_members_as_columns_become_rows() -> None:
    found = form(
        ["T1", "Tissu coton", "160", "rouleau 50 m", 3.2, 500, "300", None, 800, 2560],
        ["B1", "Barrette nasale", None, None, "0,05 €", "-", None, "2 000", 2000, 100],
        [None, "TOTAL", None, None, None, 500, 300, 2000, 2800, 2660],
    )
    asked = {(r["workshop"], r["material"]): r["quantity"] for r in found.rows("requests")}
    assert asked == {
        ("vestali", "tissu"): D(500),
        ("mod-cid", "tissu"): D(300),
        ("sevea", "barrette"): D(2000),
    }
    assert found.codes == []
    assert not found.rows("offers"), "the form names no supplier"
    assert [dict(s.within) for s in found.scopes] == [
        {"material": "tissu"},
        {"material": "barrette"},
    ]


def test_prices_are_offers_of_the_supplier_that_is_named() -> None:
    rows: list[list[object]] = [
        ["Fournisseur : Toiles du Nord"],
        [*HEADER],
        ["T1", "Tissu coton", "160", "rouleau 50 m", 3.2, 500, 300, 200, 1000, 3200, "5 %"],
    ]
    found = read("grouped_order", rows, file="commande.xlsx")
    offer = found.only("offers")
    assert (offer["id"], offer["price"], offer["multiple"]) == ("tissu-toiles", (D("3.2"),), D(50))
    assert {r["supplier"] for r in found.rows("requests")} == {"toiles-du-nord"}
    assert found.codes == ["import.discount_left_out"]
    assert not [s for s in found.scopes if s.sheet == "offers"], "other offers of his stay"


def test_totals_are_checked_with_both_figures() -> None:
    found = form(["T1", "Tissu coton", None, None, 3.2, 500, 300, 200, 900, 3200])
    quantity, amount = found.findings
    assert quantity.source.cell == "I3"
    assert (quantity.params["read"], quantity.params["expected"]) == ("900", "1000")
    assert amount.source.cell == "J3"
    assert (amount.params["read"], amount.params["expected"]) == ("3200", "2880")
    assert {d.severity.value for d in found.findings} == {"warning"}


def test_a_total_that_is_no_whole_number_of_packs() -> None:
    found = form(["T1", "Tissu coton", None, "rouleau 50 m", 3.2, 500, 310, None, 810, 2592])
    assert found.at("import.not_a_multiple").params["suggestion"] == "850"


def test_quantities_in_rolls_become_metres() -> None:
    found = form(
        ["T1", "Tissu coton", None, "rouleau 50 m", 3.2, "4 rouleaux", 100, None, 300, 960]
    )
    assert [r["quantity"] for r in found.rows("requests")] == [D(200), D(100)]
    assert found.codes == []


def test_a_column_of_nobody_is_an_error_unless_left_aside() -> None:
    rows: list[list[object]] = [
        ["Désignation", "PU HT", "Vestali", "Zebra", "Remarques"],
        ["Tissu coton", 3.2, 500, 300, "livrer vite"],
    ]
    found = read("grouped_order", rows, file="commande.xlsx")
    assert found.at("import.unknown_reference").source.cell == "D1"
    aside = read("grouped_order", rows, confirmed={"workshop:zebra": ""}, file="commande.xlsx")
    assert [r["workshop"] for r in aside.rows("requests")] == ["vestali"]
    assert aside.codes == []


def test_two_columns_of_one_member_are_an_error() -> None:
    rows: list[list[object]] = [
        ["Désignation", "PU HT", "Vestali", "Association Vestali"],
        ["Tissu coton", 3.2, 500, 300],
    ]
    found = read("grouped_order", rows, file="commande.xlsx")
    assert found.at("import.same_member").params["first"] == "C1"


def test_an_article_twice_is_an_error() -> None:
    found = form(
        ["T1", "Tissu coton", None, None, 3.2, 500],
        ["T2", "TISSU COTON", None, None, 3.1, 300],
    )
    assert found.at("import.duplicate_row").params["first"] == "F3"


def test_what_is_no_quantity_is_told_in_its_cell() -> None:
    found = form(["T1", "Tissu coton", None, None, 3.2, "environ 500", 300])
    fault = found.at("import.not_a_number")
    assert (fault.source.cell, fault.params["suggestion"]) == ("F3", "500")
