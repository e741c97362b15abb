"""The census of capacities: what each column becomes, and what is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from importers.columns.declaration import Sheet
from importers.columns.received_sheets import RECEIVED_SHEETS
from importers.matching import header_key
from importers.received.capacities import read_census
from importers.received.closure_terms import parse_closures, parse_span_text, span_text
from importers.received.context import with_newcomers
from importers.received.contract import Confirmed, OrderContext, Topic
from importers.received.equipment import pieces_in
from importers.received.siret import read_siret
from importers.workbook import Cell
from tests.importers.received.capacity_grids import CALENDAR, ORDER, Said, grid_of, said

TEMPLATE = [
    "Structure",
    "Type (ACI/EI/ESAT/EA)",
    "SIRET",
    "Commune",
    "Effectif atelier couture",
    "dont en insertion",
    "ETP",
    "Heures/semaine",
    "Nb machines piqueuses",
    "Surjeteuses",
    "Table de coupe (O/N)",
    "Taux d'absence",
    "Rendement estimé %",
    "Capacité masques/sem",
    "Disponible à partir du",
    "Congés / fermeture",
    "Contact",
    "Remarques",
]
# A SIRET whose key is right.
SIRET = "732 829 320 00074"


def census(
    *rows: dict[str, object],
    context: OrderContext = ORDER,
    confirmed: Confirmed | None = None,
) -> Said:
    """Read a census with the headers of the template."""
    told = list(dict.fromkeys(h for row in rows for h in row))
    headers = [*TEMPLATE, *(h for h in told if h not in TEMPLATE)]
    grid = grid_of(
        [["Recensement des capacités"], headers, *([r.get(h) for h in headers] for r in rows)]
    )
    return said(read_census, grid, context, confirmed)


def one(**cells: object) -> Said:
    """A census of Vestali alone, cells by short names."""
    names = {
        "people": "Effectif atelier couture",
        "etp": "ETP",
        "hours": "Heures/semaine",
        "machines": "Nb machines piqueuses",
        "overlockers": "Surjeteuses",
        "table": "Table de coupe (O/N)",
        "units": "Capacité masques/sem",
        "entry": "Disponible à partir du",
        "closed": "Congés / fermeture",
        "remarks": "Remarques",
        "siret": "SIRET",
        "kind": "Type (ACI/EI/ESAT/EA)",
    }
    confirmed = cells.pop("confirmed", None)
    context = cells.pop("context", ORDER)
    assert isinstance(context, OrderContext)
    row = {"Structure": "Vestali", **{names[k]: v for k, v in cells.items()}}
    return census(row, context=context, confirmed=confirmed)  # type: ignore[arg-type]


@pytest.mark.parametrize("sheet", RECEIVED_SHEETS, ids=lambda s: s.key)
def test_headers_are_told_apart(sheet: Sheet) -> None:
    seen: dict[str, str] = {}
    for column in sheet.columns:
        for name in (column.fr, column.en, *column.also):
            assert seen.setdefault(header_key(name), column.key) == column.key, name


def test_every_column_of_the_template() -> None:
    found = census(
        {
            "Structure": "Vestali",
            "Type (ACI/EI/ESAT/EA)": "ACI_DC",
            "SIRET": SIRET,
            "Commune": "Arras",
            "Effectif atelier couture": 8,
            "dont en insertion": 6,
            "ETP": "5,94",
            "Heures/semaine": "26h",
            "Nb machines piqueuses": 7,
            "Taux d'absence": "12 %",
            "Rendement estimé %": 60,
            "Disponible à partir du": "06/04/20",
            "Congés / fermeture": "du 3 au 21 août",
            "Contact": "Léa, 06 00 00 00 00",
            "Remarques": "voir avec la coupe",
        }
    )
    assert found.errors == set()
    assert found.of("workshops") == {
        ("vestali",): {
            "kind": "ACI",
            "siret": "73282932000074",
            "headcount": Decimal(8),
            "weekly_hours": Decimal(26),
            "absence_rate": Decimal("0.12"),
            "pace": Decimal("0.6"),
            "entry": date(2020, 4, 6),
        }
    }
    assert found.of("closures") == {
        ("vestali", "2020-08-03"): {"first": date(2020, 8, 3), "last": date(2020, 8, 21)}
    }
    assert found.of("stations")["piqueuses-vestali",]["number"] == 7
    assert {
        "import.remark_shown",
        "import.personal_data_left",
        "import.column_not_kept",
    } <= found.codes()
    kept = [str(v) for d in found.drafts for v in d.values.values()]
    assert not any("Léa" in v or "06 00" in v for v in kept)


def test_one_workshop_down_a_column() -> None:
    rows = [
        ["Recensement 2020"],
        ["Structure", "Vestali"],
        ["Type", "ACI"],
        ["Effectif", "8"],
        ["Heures par semaine", "26 h 30"],
        ["Piqueuses", 7],
        ["Congés", "S32 à S34"],
    ]
    found = said(read_census, grid_of(rows))
    assert found.errors == set()
    assert found.of("workshops")["vestali",]["weekly_hours"] == Decimal("26.5")
    assert ("vestali", "2020-08-03") in found.of("closures")


class TestWho:
    def test_a_new_workshop_is_entered_and_asked(self) -> None:
        row = {
            "Structure": "Les Terrils",
            "Type (ACI/EI/ESAT/EA)": "EA",
            "Effectif atelier couture": 8,
            "Heures/semaine": 35,
        }
        found = census(row)
        assert found.errors == set()
        assert found.of("workshops")["les-terrils",]["name"] == "Les Terrils"
        guess = found.guesses["workshop:les terrils"]
        assert (guess.topic, guess.understood) == (Topic.WORKSHOP, "les-terrils")
        assert guess.confidence >= 50

    def test_a_near_name_is_the_known_workshop(self) -> None:
        found = census({"Structure": "Ass. Vestali", "Effectif atelier couture": 7})
        assert found.of("workshops") == {("vestali",): {"headcount": Decimal(7)}}
        assert found.guesses["workshop:ass. vestali"].understood == "vestali"

    def test_an_answer_leaves_the_row_aside(self) -> None:
        found = census(
            {"Structure": "Les Terrils", "Effectif atelier couture": 7},
            confirmed={"workshop:les terrils": ""},
        )
        assert found.drafts == []
        assert found.errors == set()

    def test_the_siret_goes_before_the_name(self) -> None:
        context = replace(ORDER, sirets={"73282932000074": "canal"})
        found = census({"Structure": "CdC", "SIRET": SIRET}, context=context)
        assert list(found.of("workshops")) == [("canal",)]

    def test_what_a_new_workshop_must_say(self) -> None:
        found = census({"Structure": "Les Terrils", "Effectif atelier couture": 8})
        assert [d.params["column"] for d in found.findings if d.code == "import.required"] == [
            "Type (ACI/EI/ESAT/EA)",
            "Heures/semaine",
        ]

    def test_the_same_line_twice_is_said_and_another_is_a_fault(self) -> None:
        row = {"Structure": "Vestali", "Effectif atelier couture": 8}
        again = census(row, row)
        assert again.errors == set()
        assert "import.duplicate_row" in again.codes()
        other = census(row, {**row, "Structure": "Ass. Vestali", "Effectif atelier couture": 9})
        assert other.errors == {"import.workshop_twice"}

    def test_a_line_without_a_name(self) -> None:
        row = {"Structure": "Vestali", "Effectif atelier couture": 8}
        found = census(row, {"Effectif atelier couture": 5, "Heures/semaine": 26})
        assert found.errors == {"import.required"}

    def test_a_total_is_no_workshop(self) -> None:
        row = {"Structure": "Vestali", "Effectif atelier couture": 8}
        found = census(row, {"Structure": "TOTAL", "Effectif atelier couture": 8})
        assert list(found.of("workshops")) == [("vestali",)]


class TestHowMany:
    def test_headcount_goes_before_equivalents(self) -> None:
        found = one(people=8, etp=9)
        assert found.of("workshops")["vestali",]["headcount"] == 8
        assert "import.etp_above_headcount" in found.codes()
        assert "import.etp_above_headcount" not in one(people=8, etp="5,9").codes()

    @pytest.mark.parametrize(
        ("answer", "people"),
        [(None, "7.99"), ("35", "7.99"), ("own", "5.94"), ("39", "8.91"), ("", None)],
    )
    def test_equivalents_alone_ask_for_their_base(
        self, answer: str | None, people: str | None
    ) -> None:
        confirmed = {} if answer is None else {"base:census:etp": answer}
        found = one(etp="5,94", hours=26, confirmed=confirmed)
        told = found.of("workshops")["vestali",].get("headcount")
        assert told == (None if people is None else Decimal(people))
        guess = found.guesses["base:census:etp"]
        assert guess.topic is Topic.BASE
        assert guess.is_confirmed is (answer is not None)

    def test_equivalents_use_the_hours_of_the_order(self) -> None:
        assert one(etp=26).of("workshops")["vestali",]["headcount"] == 35

    def test_equivalents_written_as_people(self) -> None:
        found = one(people="5,2 ETP", hours=26)
        assert found.of("workshops")["vestali",]["headcount"] == 7
        assert any(g.topic is Topic.BASE for g in found.guesses.values())

    def test_about_so_many_is_asked(self) -> None:
        found = one(people="env. 15")
        assert found.of("workshops")["vestali",]["headcount"] == 15
        guess = found.guesses["value:census.headcount:env. 15"]
        assert guess.topic is Topic.VALUE
        assert (
            one(people="env. 15", confirmed={guess.key: "14"}).of("workshops")["vestali",][
                "headcount"
            ]
            == 14
        )

    def test_unknown_is_not_zero(self) -> None:
        found = one(people="NC", hours=26)
        assert "headcount" not in found.of("workshops")["vestali",]

    def test_an_error_of_a_formula(self) -> None:
        assert one(people=Cell(error="#REF!")).errors == {"import.error_value"}

    def test_days_become_hours(self) -> None:
        found = one(hours="3,5 j")
        assert found.of("workshops")["vestali",]["weekly_hours"] == Decimal("24.5")
        assert found.guesses["value:census.weekly_hours:3,5 j"].confidence < 100


class TestEquipment:
    def test_machines_serve_sewing(self) -> None:
        found = one(machines=7)
        assert found.of("stations") == {
            ("piqueuses-vestali",): {
                "host": "vestali",
                "name": "Piqueuses Vestali",
                "number": 7,
                "operations": ("couture",),
            }
        }
        assert found.guesses["operation:census:sewing_machines"].understood == "couture"

    def test_the_group_that_the_order_has(self) -> None:
        known = {"id": "p1", "name": "Piqueuses plates", "host": "vestali", "number": 5}
        context = replace(ORDER, rows={**ORDER.rows, "stations": (known,)})
        found = one(machines=7, context=context)
        assert found.of("stations") == {("p1",): {"host": "vestali", "number": 7}}

    def test_overlockers_do_not_limit_sewing(self) -> None:
        found = one(overlockers=2)
        assert found.of("stations") == {}
        assert found.guesses["operation:census:overlockers"].understood == ""
        assert "import.machines_without_operation" in found.codes()
        answered = one(overlockers=2, confirmed={"operation:census:overlockers": "finition"})
        assert answered.of("stations")["surjeteuses-vestali",]["operations"] == ("finition",)

    def test_no_cutting_table_is_everything_else(self) -> None:
        found = one(table="N")
        assert set(found.of("capabilities")) == {
            ("vestali", "couture", ""),
            ("vestali", "finition", ""),
        }
        assert found.of("workshops")["vestali",]["every_operation"] is False
        assert {s.sheet for s in found.scopes} == {"capabilities"}

    def test_a_cutting_table_changes_nothing_for_who_does_everything(self) -> None:
        found = one(table="O")
        assert found.of("capabilities") == {}
        told = {"workshops": ("vestali",), "operations": ("couture",)}
        context = replace(ORDER, rows={**ORDER.rows, "capabilities": (told,)})
        assert set(one(table="oui", context=context).of("capabilities")) == {
            ("vestali", "coupe", "")
        }

    def test_so_many_a_week(self) -> None:
        found = one(units=600)
        assert found.of("capabilities") == {
            ("vestali", "couture", ""): {"units_per_week": Decimal(600)}
        }
        # That one alone must not mean that it can do nothing else.
        assert found.of("workshops")["vestali",]["every_operation"] is True

    def test_so_many_of_which_product(self) -> None:
        products = {"adulte": ("adulte", "Masque adulte"), "sac": ("sac", "Sac de linge")}
        context = replace(
            ORDER,
            names={**ORDER.names, "products": products},
            routing={"adulte": ("coupe", "couture"), "sac": ("couture",)},
        )
        found = one(units=600, context=context)
        assert set(found.of("capabilities")) == {("vestali", "couture", "adulte")}
        key = "product:census:capacite masques sem"
        assert found.guesses[key].choices == ("adulte", "*", "sac")
        other = one(units=600, context=context, confirmed={key: "*"})
        assert set(other.of("capabilities")) == {("vestali", "couture", "")}

    def test_said_in_a_remark(self) -> None:
        found = one(remarks="environ 600 masques par semaine")
        assert found.of("capabilities")["vestali", "couture", ""] == {
            "units_per_week": Decimal(600)
        }
        assert one(remarks="26 heures par semaine").of("capabilities") == {}

    def test_an_order_without_products_yet(self) -> None:
        context = OrderContext(file="commande.xlsx", start=ORDER.start)
        row = {
            "Structure": "Vestali",
            "Type (ACI/EI/ESAT/EA)": "ACI",
            "Effectif atelier couture": 8,
            "Heures/semaine": 26,
            "Nb machines piqueuses": 7,
            "Table de coupe (O/N)": "N",
            "Capacité masques/sem": 600,
        }
        found = census(row, context=context)
        assert found.errors == set()
        assert found.of("stations") == {}
        assert found.of("capabilities") == {}
        assert found.of("workshops")["vestali",]["headcount"] == 8


class TestWhen:
    @pytest.mark.parametrize(
        ("text", "spans"),
        [
            ("du 3 au 21 août", ["2020-08-03/2020-08-21"]),
            ("03/08 au 21/08", ["2020-08-03/2020-08-21"]),
            ("03/08/20 - 21/08/20", ["2020-08-03/2020-08-21"]),
            ("du 27 juillet au 7 août", ["2020-07-27/2020-08-07"]),
            ("S32 à S34", ["2020-08-03/2020-08-21"]),
            ("S32-S34", ["2020-08-03/2020-08-21"]),
            ("1er mai", ["2020-05-01/2020-05-01"]),
            ("13/4 ; 1/5", ["2020-04-13/2020-04-13", "2020-05-01/2020-05-01"]),
            ("du 24/12 au 03/01", ["2020-12-24/2021-01-03"]),
            (
                "congés du 3 au 7 août et du 24 au 31 décembre",
                ["2020-08-03/2020-08-07", "2020-12-24/2020-12-31"],
            ),
            ("août", ["2020-08-01/2020-08-31"]),
            ("aucun", []),
            ("NC", []),
        ],
    )
    def test_closures(self, text: str, spans: list[str]) -> None:
        found = parse_closures(text, CALENDAR)
        assert [span_text(s) for s in found.spans] == spans
        assert found.unclear == ()
        assert [parse_span_text(t) for t in spans] == list(found.spans)

    @pytest.mark.parametrize(
        "text", ["oui", "en été", "du 21 au 3 août", "31/02", "3 semaines en août"]
    )
    def test_closures_that_are_asked(self, text: str) -> None:
        found = parse_closures(text, CALENDAR)
        assert found.spans == ()
        assert found.unclear == (text,)
        shown = one(closed=text)
        assert "import.closure_unclear" in shown.codes()
        assert shown.scopes == []

    def test_the_answer_is_entered(self) -> None:
        key = "value:census.closures:3 semaines en août"
        guess = one(closed="3 semaines en août").guesses[key]
        assert guess.understood == ""
        assert "2020-08-03/2020-08-21" in guess.choices
        found = one(closed="3 semaines en août", confirmed={key: "2020-08-10/2020-08-28"})
        assert set(found.of("closures")) == {("vestali", "2020-08-10")}

    def test_a_whole_month_is_a_guess(self) -> None:
        found = one(closed="août")
        assert found.guesses["value:census.closures:août"].understood == "2020-08-01/2020-08-31"
        assert len(found.of("closures")) == 1

    def test_the_closures_told_are_all(self) -> None:
        assert [s.within for s in one(closed="aucun").scopes] == [{"workshops": "vestali"}]
        assert one(closed=None).scopes == []

    def test_at_once_is_no_day(self) -> None:
        found = one(people=8, entry="immédiatement")
        assert "entry" not in found.of("workshops")["vestali",]
        assert found.errors == set()


@pytest.mark.parametrize(
    ("value", "digits", "code"),
    [
        (SIRET, "73282932000074", ""),
        (73282932000074, "73282932000074", ""),
        (73282932000074.0, "73282932000074", ""),
        ("732\u00a0829\u202f320 00074", "73282932000074", ""),
        ("73282932000075", "73282932000075", "import.siret_key"),
        ("732829320", "", "import.siret_unreadable"),
        ("7,32829E+13", "", "import.siret_unreadable"),
        ("en cours", "", "import.siret_unreadable"),
        (5720103900012, "05720103900012", None),
        ("35600000000048", "35600000000048", ""),
        ("356 000 000 12342", "35600000012342", None),
    ],
)
def test_siret(value: object, digits: str, code: str | None) -> None:
    found = read_siret(Cell(value=value))
    assert found.digits == digits
    if code is not None:
        assert found.code == code


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("600 masques par semaine", "600"),
        ("env. 1 200 pièces/semaine", "1200"),
        ("600/sem", "600"),
        ("35 heures par semaine", None),
        ("ouvert la semaine", None),
    ],
)
def test_pieces_in_a_sentence(text: str, pieces: str | None) -> None:
    assert pieces_in(text) == (None if pieces is None else Decimal(pieces))


def test_the_order_with_its_new_workshops() -> None:
    row = {
        "Structure": "Les Terrils",
        "Type (ACI/EI/ESAT/EA)": "EA",
        "Effectif atelier couture": 8,
        "Heures/semaine": 35,
    }
    context = with_newcomers(ORDER, census(row).drafts)
    assert context.names["workshops"]["les-terrils"] == ("les-terrils", "Les Terrils")
    assert context.weekly_hours["les-terrils"] == 35
    assert ORDER.names["workshops"].keys() == {"vestali", "canal"}


@pytest.mark.parametrize(
    "rows",
    [
        [["Recensement"], ["Capacité masques/sem", "S15"], ["fermé", 1e18], ["9" * 20, ""]],
        [["Semaine", "Rendement"], ["3 j", "9" * 40], ["1/0", "99999999999999999999"]],
        [["Structure", "Rendement", "Effectif"], ["Vestali", "9" * 30, 1e18]],
    ],
)
def test_nonsense_is_a_finding(rows: list[list[object]]) -> None:
    assert said(read_census, grid_of(rows)).errors


# -- numbers merged over several workshops ------------------------------------------------------------


def merged_over(kind: str, value: object, confirmed: Confirmed | None = None) -> Said:
    """Two known workshops whose cells of one column are one."""
    rows: list[list[Any]] = [
        ["Structure", kind, "Taux d'absence"],
        ["Vestali", value, 0.1],
        ["Canal", None, 0.1],
    ]
    rows[2][0] = "Couture du Canal"
    return said(read_census, grid_of(rows, merged=((2, 2, 3, 2),)), ORDER, confirmed)


PEOPLE = "value:merged:census.headcount:b2:b3"


@pytest.mark.parametrize(
    ("answer", "vestali", "canal"),
    [("", None, None), ("each", 12, 12), ("split", 6, 6), ("first", 12, None)],
)
def test_people_merged_over_two_workshops_are_asked(
    answer: str, vestali: int | None, canal: int | None
) -> None:
    found = merged_over("Effectif", 12, {PEOPLE: answer} if answer else None)
    asked = found.guesses[PEOPLE]
    assert (asked.read, asked.source.cell) == ("12 (B2:B3)", "B2:B3")
    assert set(asked.choices) == {"each", "split", "first"}
    # Until somebody says it, nobody has these people, and the import cannot be applied.
    assert asked.understood == answer
    assert asked.is_confirmed == bool(answer)
    told = found.of("workshops")
    assert told["vestali",].get("headcount") == vestali
    assert told["canal",].get("headcount") == canal


def test_hours_merged_over_two_workshops_are_those_of_each_until_corrected() -> None:
    found = merged_over("Heures/semaine", 26)
    (asked,) = (g for k, g in found.guesses.items() if "merged" in k)
    assert (asked.understood, asked.is_confirmed) == ("each", False)
    assert {v["weekly_hours"] for v in found.of("workshops").values()} == {Decimal(26)}


def test_a_number_that_cannot_be_split_into_whole_ones_is_not_offered_split() -> None:
    found = merged_over("Jours/semaine", 5)
    (asked,) = (g for k, g in found.guesses.items() if "merged" in k)
    assert asked.choices == ("each", "first")


def test_a_merged_text_and_a_single_merged_row_ask_nothing() -> None:
    assert not [k for k in merged_over("Type", "ACI").guesses if "merged" in k]
    rows = [["Structure", "Effectif", "Heures/semaine"], ["Vestali", 12, None]]
    found = said(read_census, grid_of(rows, merged=((2, 2, 2, 3),)))
    assert not [k for k in found.guesses if "merged" in k]


# -- share and number -------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["Part maximale", "Part max.", "Part maximale souhaitée"])
def test_the_largest_share_is_read(header: str) -> None:
    found = census({"Structure": "Vestali", header: "30 %"})
    assert found.of("workshops")["vestali",]["largest_share"] == Decimal("0.3")
    assert "import.column_unknown" not in found.codes()


@pytest.mark.parametrize(
    ("number", "errors"),
    [
        ("732 829 320 00074", set()),
        ("732 829 320 00075", {"import.siret_key"}),
        # La Poste: the usual key does not hold, the digits sum to a multiple of five.
        ("356 000 000 00065", set()),
        ("356 000 000 00064", {"import.siret_key"}),
        ("1234", set()),
    ],
)
def test_a_siret_that_is_certainly_wrong_is_an_error(number: str, errors: set[str]) -> None:
    assert census({"Structure": "Vestali", "SIRET": number}).errors == errors
