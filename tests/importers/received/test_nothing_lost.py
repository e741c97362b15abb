"""What a file says is read, or said not to be: nothing is lost or turned without a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from importers.received.capacities import read_census
from importers.received.contract import FileKind, Topic
from importers.received.load_plan import read_load_plan
from importers.received.price_terms import parse_price
from importers.received.reading import read_received
from tests.importers.received.capacity_grids import ORDER, Said, grid_of, said
from tests.importers.received.supply_grids import read

D = Decimal


def found_at(found: Said, code: str) -> list[str]:
    """Cells in which something is found."""
    return [d.source.cell for d in found.findings if d.code == code]


def test_what_is_not_known_does_not_end_a_form(tmp_path: Path) -> None:
    """« NC » is a header elsewhere, that of rejects."""
    rows = [
        ["Nom de la structure", "Couture du Canal"],
        ["SIRET", "732 829 320 00074"],
        ["Nombre de machines à coudre", "7"],
        ["Taux d'absentéisme", "8,5 %"],
        ["Rendement", "NC"],
        ["Disponible à partir du", "06/04/2020"],
        ["Couleur de la façade", "30 %"],
    ]
    path = tmp_path / "fiche.csv"
    path.write_text("\r\n".join(";".join(r) for r in rows), encoding="utf-8")
    found = read_received(path, FileKind.CAPACITIES, ORDER, {})
    (workshop,) = [d for d in found.drafts if d.sheet == "workshops"]
    assert (workshop.identity, workshop.values["entry"]) == (("canal",), date(2020, 4, 6))
    at = {d.code: d.source.cell for d in found.findings}
    assert (at["import.value_unknown"], at["import.column_unknown"]) == ("B5", "A7")


CORNER = [
    ["Couture du Canal - prévision de charge 2020"],
    ["Semaine", "S14", "S15", "S16"],
    ["Effectif couture", 8, 6, "fermé"],
    ["Heures par personne", "35 h", "35 h", "35 h"],
    ["Heures déjà engagées", 40, 40, 0],
]


def test_week_in_the_corner_names_the_columns() -> None:
    found = said(read_load_plan, grid_of(CORNER, "Charge", ()), ORDER, None, "charge.xlsx")
    assert found.errors == set()
    assert {
        k[1]: (v["headcount"], v["weekly_hours"]) for k, v in found.of("overrides").items()
    } == {
        "2020-W14": (8, 35),
        "2020-W15": (6, 35),
    }
    assert found.of("commitments")["canal", "2020-W14"]["minutes"] == 2400
    assert not [g for g in found.guesses.values() if g.topic is Topic.UNIT]


@pytest.mark.parametrize(
    ("named", "is_said"), [(("canal",), True), (("vestali",), False), ((), True)]
)
def test_people_while_the_order_is_closed_are_said(named: tuple[str, ...], is_said: bool) -> None:
    known = {"workshops": named, "first": date(2020, 4, 6), "last": date(2020, 4, 12)}
    context = replace(ORDER, rows={**ORDER.rows, "closures": (known,)})
    found = said(read_load_plan, grid_of(CORNER, "Charge", ()), context, None, "charge.xlsx")
    assert found_at(found, "import.plan_in_closure") == (["C3"] if is_said else [])


REOPEN = "value:reopen:load_plan:canal:2020-03-30"
CLOSED = {
    "workshops": ("canal",),
    "first": date(2020, 3, 30),
    "last": date(2020, 4, 19),
    "reason": "congés",
}


@pytest.mark.parametrize("answer", ["", "closed", "reopen"])
def test_a_closure_in_which_people_come_may_be_reopened(answer: str) -> None:
    context = replace(ORDER, rows={**ORDER.rows, "closures": (CLOSED,)})
    grid = grid_of(
        [CORNER[0], ["Semaine", "S14", "S15", "S16"], ["Effectif couture", None, 6, None]]
    )
    found = said(read_load_plan, grid, context, {REOPEN: answer} if answer else None, "charge.xlsx")
    asked = found.guesses[REOPEN]
    assert asked.read == "30/03/2020 – 19/04/2020"
    assert set(asked.choices) == {"closed", "reopen"}
    assert asked.is_confirmed == bool(answer)
    spans = sorted((v["first"], v["last"]) for v in found.of("closures").values())
    if answer == "reopen":
        # The week from 6 to 12 April is taken out of the three.
        assert spans == [
            (date(2020, 3, 30), date(2020, 4, 5)),
            (date(2020, 4, 13), date(2020, 4, 19)),
        ]
        assert [s.within for s in found.scopes if s.sheet == "closures"] == [
            {"workshops": "canal", "first": (date(2020, 3, 30), date(2020, 3, 30))}
        ]
        assert found_at(found, "import.plan_in_closure") == []
    else:
        assert spans == []
        assert found_at(found, "import.plan_in_closure") == ["C3"]


def test_an_answer_that_cannot_be_read_is_a_fault() -> None:
    rows = [["Structure", "Effectif", "Heures/semaine"], ["Vestali", "env. 15", "26 h"]]
    grid = grid_of(rows, "Feuil1", ())
    key = next(k for k in said(read_census, grid, ORDER, None, "r.xlsx").guesses if "15" in k)
    answered = said(read_census, grid, ORDER, {key: "peut-être"}, "r.xlsx")
    assert found_at(answered, "import.not_a_number") == ["B2"]
    assert not said(read_census, grid, ORDER, {key: "14"}, "r.xlsx").errors


def test_so_much_a_week_is_not_so_much_in_all() -> None:
    rows: list[list[object]] = [
        ["Désignation", "PU HT", "Dispo"],
        ["Tissu coton", 3.8, "500 m/sem"],
    ]
    (offer,) = [d for d in read("quotation", rows).drafts if d.sheet == "offers"]
    assert (offer.values.get("weekly"), offer.values.get("total")) == (500, None)
    rows[1][2] = "500 m"
    (offer,) = [d for d in read("quotation", rows).drafts if d.sheet == "offers"]
    assert (offer.values.get("weekly"), offer.values.get("total")) == (None, 500)


@pytest.mark.parametrize(
    ("text", "amount", "per"),
    [
        ("14 cts", D("0.14"), None),
        ("14 centimes/m", D("0.14"), D(1)),
        ("4,50 € le cent", D("4.5"), D(100)),
        ("12 € le carton de 100", D(12), D(100)),
    ],
)
def test_cents(text: str, amount: Decimal, per: Decimal | None) -> None:
    price = parse_price(text)
    assert price is not None
    assert (price.amount, price.per.count if price.per else None) == (amount, per)


def test_columns_of_a_follow_up_that_nobody_reads_are_said() -> None:
    rows: list[list[object]] = [
        ["Atelier", "Semaine", "Produit", "Opération", "Fait", "Conformes", "Rebut", "Humeur"],
        ["Vestali", "S15", "Masque à plis", "Piquage", 800, 760, 40, "bonne"],
        ["Vestali", "S16", "Sarrau", "Piquage", 800, 800, 0, None],
    ]
    found = read("follow_up", rows, file="suivi.xlsx")
    assert found.only("followup")["made"] == 800
    assert found.at("import.column_unknown").source.cell == "H1"
    assert found.at("import.unknown_reference").params["target"] == "Produits"


def test_an_order_form_that_nobody_filled_in_has_its_workshops() -> None:
    rows: list[list[object]] = [
        ["Désignation", "Unité", "Vestali", "Mod'Cid"],
        ["Tissu coton", "m", None, None],
    ]
    assert "import.no_member_column" not in read("grouped_order", rows).codes


def test_a_pace_that_every_operation_has_already_is_said_to_change_nothing() -> None:
    rows = [["Structure", "Effectif", "Rendement estimé %"], ["Vestali", 8, "55 %"]]
    known = {"workshops": ("vestali",), "operations": ("couture",), "pace": D("0.48")}
    for pace, is_said in ((D("0.48"), True), (D("0.55"), False), (None, False)):
        rows_known = {**ORDER.rows, "capabilities": ({**known, "pace": pace},)}
        found = said(read_census, grid_of(rows), replace(ORDER, rows=rows_known))
        assert found_at(found, "import.pace_by_operation") == (["C2"] if is_said else [])
