"""Quotations: tables with breaks in every shape, lines of text, tax, units, conditions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from optimizer.diagnostics import Severity
from tests.importers.received.supply_grids import Found, read

D = Decimal


def quoted(rows: list[list[object]], **other: object) -> Found:
    """A quotation read against the order of the tests."""
    return read("quotation", rows, **other)  # type: ignore[arg-type]


THREE = ((D(0), D(500), D(1000)), (D("3.8"), D("3.5"), D("3.2")))


@pytest.mark.parametrize(
    "rows",
    [
        # one column a break
        [
            ["Désignation", "Unité", "1-499", "500-999", "≥ 1000"],
            ["Tissu coton", "m", 3.8, 3.5, 3.2],
        ],
        [
            ["Désignation", "PU HT", "à partir de 500 m", "à partir de 1 000 m"],
            ["Tissu coton", 3.8, 3.5, 3.2],
        ],
        # one line a break
        [
            ["Article", "À partir de", "Prix HT"],
            ["Tissu coton", 0, 3.8],
            ["Tissu coton", "500 m", 3.5],
            ["TISSU COTON", "≥ 1 000", "3,20 €"],
        ],
        [
            ["Article", "Quantité", "Prix HT"],
            ["Tissu coton", "1 à 499", 3.8],
            [None, "500 à 999", 3.5],
            [None, "1000 et +", 3.2],
        ],
        # breaks in lines under the article, or in its cell
        [
            ["Réf.", "Désignation", "PU HT"],
            ["T1", "Tissu coton", "3,80 €/ml"],
            [None, "à partir de 500 m : 3,50 €/ml"],
            [None, "à partir de 1 000 m : 3,20 €/ml"],
        ],
        [
            ["Réf.", "Désignation", "PU HT"],
            ["T1", "Tissu coton", "3,80 €\ndès 500 m : 3,50 €\ndès 1 000 m : 3,20 €"],
        ],
        [["Désignation", "À partir de", "PU HT"], ["Tissu coton", "500; 1000", "3,80; 3,50; 3,20"]],
        # no table at all
        [
            ["Tissu coton : 3,80 € HT/ml"],
            ["à partir de 500 m : 3,50 € HT/ml"],
            ["- à partir de 1 000 m : 3,20 € HT/ml"],
        ],
        [["Tissu coton : 3,80 €/ml, 3,50 € à partir de 500 m, 3,20 € à partir de 1 000 m"]],
    ],
)
def test_breaks_are_the_same_however_written(rows: list[list[object]]) -> None:
    found = quoted(rows)
    offer = found.only("offers")
    assert (offer["from"], offer["price"]) == THREE
    assert offer["id"] == "tissu-toiles", "the offer that is there already"
    assert not [d for d in found.findings if d.severity is Severity.ERROR]
    assert [dict(s.within) for s in found.scopes] == [{"supplier": "toiles-du-nord"}]


def test_merged_header_over_the_breaks() -> None:
    rows: list[list[object]] = [
        ["Désignation", "Prix unitaire HT", None, None, "Conditionnement"],
        [None, "1 à 499 m", "500 à 999 m", "1 000 m et plus"],
        ["Tissu coton", 3.8, 3.5, 3.2, "rouleau 50 m"],
    ]
    found = quoted(rows, merged=((1, 1, 2, 1), (1, 2, 1, 4), (1, 5, 2, 5)))
    offer = found.only("offers")
    assert (offer["from"], offer["price"]) == THREE
    assert offer["multiple"] == D(50)
    assert not found.guesses


def test_a_price_for_a_hundred_a_thousand_or_a_roll() -> None:
    found = quoted(
        [
            ["Désignation", "Unité", "Conditionnement", "PU HT"],
            ["Barrette nasale", None, "boîte de 1 000", "4,50 €/100"],
            ["Tissu coton", "rouleau", "rouleau de 50 m", "160,00"],
            ["Élastique plat 5 mm", "le mille", None, 95],
        ]
    )
    by_material = {r["material"]: r for r in found.rows("offers")}
    assert by_material["barrette"]["price"] == (D("0.045"),)
    assert by_material["barrette"]["multiple"] == D(1000)
    assert by_material["tissu"]["price"] == (D("3.2"),)
    assert by_material["elastique"]["price"] == (D("0.095"),)


def test_breaks_of_what_is_sold_by_the_roll_count_rolls() -> None:
    found = quoted(
        [
            ["Désignation", "Unité", "Conditionnement", "1-9", "10 et +"],
            ["Tissu coton", "rouleau", "rouleau de 50 m", 190, 160],
        ]
    )
    assert found.only("offers")["from"] == (D(0), D(500))


def test_a_price_by_surface_is_refused_with_its_price_by_length() -> None:
    found = quoted([["Article", "Laize", "PU HT (€/m²)"], ["Tissu coton", "160 cm", "2,00"]])
    fault = found.at("import.unit_not_comparable")
    assert (fault.source.cell, fault.params["suggestion"]) == ("C2", "3.2 €/m")
    assert not found.rows("offers")


def test_tax_is_taken_off_only_where_its_rate_is_told() -> None:
    told = quoted([["Article", "Prix TTC", "TVA"], ["Tissu coton", "4,56", "20 %"]])
    assert told.only("offers")["price"] == (D("3.8"),)
    assert told.understood("unit") == {"TTC 20 %": "TTC"}
    silent = quoted([["Article", "Prix TTC"], ["Tissu coton", "4,56"]])
    assert silent.at("import.tax_included").source.cell == "B2"
    below = quoted([["Article", "Prix TTC"], ["Tissu coton", "4,56"], [], ["TVA : 20 %"]])
    assert below.only("offers")["price"] == (D("3.8"),)


def test_prices_with_and_without_tax_in_one_column() -> None:
    found = quoted(
        [["Article", "Prix"], ["Tissu coton", "3,80 € HT"], ["Barrette nasale", "0,06 € TTC"]]
    )
    assert found.codes == ["import.tax_included"]
    assert found.at("import.tax_included").source.cell == "B3"


def test_a_price_that_does_not_say_is_taken_without_tax_and_asked() -> None:
    rows: list[list[object]] = [["Article", "Prix"], ["Tissu coton", "3,60"], [], ["TVA 20 %"]]
    found = quoted(rows)
    (asked,) = [g for g in found.guesses if g.key.startswith("unit:quotation.tax")]
    assert (asked.understood, asked.choices) == ("HT", ("HT", "TTC"))
    again = quoted(rows, confirmed={asked.key: "TTC"})
    assert again.only("offers")["price"] == (D(3),)


def test_conditions_around_the_table() -> None:
    found = quoted(
        [
            ["DEVIS n° D2020-12 du 01/04/2020"],
            ["Désignation", "PU HT"],
            ["Tissu coton", 3.8],
            [],
            ["Délai de livraison", None, "15 j ouvrés"],
            ["Franco de port à partir de 500 € HT"],
            ["Validité : 30 jours"],
        ]
    )
    offer = found.only("offers")
    assert (offer["lead_time_weeks"], offer["order_until"]) == (3, date(2020, 5, 1))
    assert found.only("suppliers") == {"minimum": D("500.00")}
    assert found.understood("value") == {
        "15 j ouvrés": "3",
        "Franco de port à partir de 500 € HT": "500",
    }
    assert found.codes == []


def test_a_fee_goes_before_the_amount_that_ends_it() -> None:
    found = quoted(
        [["Article", "PU HT"], ["Tissu coton", 3.8], [], ["Port : 15 € HT - franco à 500 €"]]
    )
    assert found.only("suppliers") == {"fee": D("15.00")}
    assert found.codes == ["import.carriage_free_left_out"]


def test_validity_without_any_date_is_said() -> None:
    found = quoted([["Article", "PU HT"], ["Tissu coton", 3.8], [], ["Validité : 30 jours"]])
    assert found.codes == ["import.validity_without_date"]
    assert "order_until" not in found.only("offers")


def test_terms_of_an_article() -> None:
    found = quoted(
        [
            ["Article", "PU HT", "Délai (jours)", "Qté mini", "Dispo/sem", "Stock", "Validité"],
            ["Tissu coton", 3.8, "10", "100 m", "2 000 m", "12 000", "30/04/2020"],
        ]
    )
    offer = found.only("offers")
    assert offer["lead_time_weeks"] == 2
    assert offer["minimum"] == D(100)
    assert (offer["weekly"], offer["total"]) == (D(2000), D(12000))
    assert offer["order_until"] == date(2020, 4, 30)


def test_nothing_quoted_below_the_first_break_is_a_minimum() -> None:
    found = quoted([["Article", "≥ 200", "≥ 1000"], ["Tissu coton", 3.5, 3.2]])
    offer = found.only("offers")
    assert (offer["from"], offer["minimum"]) == ((D(0), D(1000)), D(200))
    assert found.at("import.minimum_from_break").params["kept"] == "200"


def test_two_prices_for_one_quantity_are_an_error_and_a_repetition_is_not() -> None:
    rows: list[list[object]] = [
        ["Article", "À partir de", "PU HT"],
        ["Tissu coton", 0, 3.8],
        ["Tissu coton", 0, 3.8],
    ]
    assert quoted(rows).codes == ["import.identical_row"]
    rows[2][2] = 3.9
    fault = quoted(rows).at("import.two_prices")
    assert (fault.source.cell, fault.params["first"]) == ("C3", "C2")


def test_an_unreadable_price_and_no_price() -> None:
    found = quoted(
        [["Article", "PU HT"], ["Tissu coton", "env 3 ou 4 €"], ["Barrette nasale", "NC"]]
    )
    assert {(d.code, d.source.cell) for d in found.findings} == {
        ("import.not_money", "B2"),
        ("import.no_price", "A2"),
        ("import.no_price", "A3"),
    }


def test_a_new_material_and_a_new_supplier_are_guesses() -> None:
    found = quoted(
        [["Fournisseur : Mercerie Lilloise"], ["Article", "Unité", "PU HT"], ["Cordon", "m", 0.2]],
        file="devis.csv",
    )
    assert found.only("materials") == {"id": "cordon", "name": "Cordon", "unit": "m"}
    assert found.only("suppliers") == {"id": "mercerie-lilloise", "name": "Mercerie Lilloise"}
    assert found.only("offers")["id"] == "mercerie-lilloise-cordon"
    assert found.understood("material") == {"Cordon": "cordon"}
    assert found.understood("supplier") == {"Mercerie Lilloise": "mercerie-lilloise"}


def test_answers_about_a_material_are_followed() -> None:
    rows: list[list[object]] = [["Article", "PU HT"], ["Cordon", 0.2]]
    taken = quoted(rows, confirmed={"material:cordon": "elastique"})
    assert taken.only("offers")["material"] == "elastique"
    assert not taken.rows("materials")
    aside = quoted(rows, confirmed={"material:cordon": ""})
    assert not aside.drafts


def test_a_near_name_is_a_guess_and_a_file_of_nobody_an_error() -> None:
    near = quoted([["Article", "PU HT"], ["Barette nasale", 0.05]])
    assert near.understood("material") == {"Barette nasale": "barrette"}
    nobody = quoted([["Article", "PU HT"], ["Tissu coton", 3.8]], file="devis.xlsx")
    assert nobody.codes == ["import.supplier_unknown"]


def test_a_quantity_asked_for_is_no_break_unless_answered_so() -> None:
    rows: list[list[object]] = [["Article", "Qté", "PU HT"], ["Tissu coton", 3000, 3.2]]
    found = quoted(rows)
    assert found.only("offers")["from"] == (D(0),)
    (asked,) = [g for g in found.guesses if g.topic.value == "column"]
    again = quoted(rows, confirmed={asked.key: "from"})
    assert again.only("offers")["minimum"] == D(3000)
