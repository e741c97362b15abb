"""What is found on a sheet, whatever stands around the table."""

from __future__ import annotations

import pytest

from importers.columns import SHEET_BY_KEY
from importers.received import recognise
from importers.received.layout import MOST_TABLES, Block, find_blocks
from importers.workbook import Cell, Grid
from tests.importers.received.drawn import sheet

KNOWS = recognise.vocabulary([SHEET_BY_KEY["workshops"]])


def blocks(grid: Grid) -> tuple[Block, ...]:
    return find_blocks(grid, KNOWS)


def only(grid: Grid) -> Block:
    found = blocks(grid)
    assert len(found) == 1, [dict(b.headers) for b in found]
    return found[0]


def column(block: Block, header: str) -> int:
    return next(c for c in block.columns if header in block.headers[c])


def values(block: Block, header: str) -> list[object]:
    at = column(block, header)
    cells = [block.cell(r, at) for r in block.rows]
    return [None if c is None else c.value for c in cells]


CENSUS = """
Structure | Type | Effectif | Heures par semaine
Vestali   | ACI  | 8        | 26
Ricochets | EI   | 4        | 30
"""


def test_a_plain_table() -> None:
    block = only(sheet(CENSUS))
    assert [block.header(c) for c in block.columns] == [
        "Structure",
        "Type",
        "Effectif",
        "Heures par semaine",
    ]
    assert values(block, "Structure") == ["Vestali", "Ricochets"]
    assert block.titles == ()
    assert block.skipped == ()
    assert not block.is_transposed
    assert block.place(block.rows[0], 3) == "C2"


def test_titles_above_and_notes_below_are_no_rows() -> None:
    block = only(
        sheet(
            """
LOGO
Recensement des capacités des ateliers couture
Mise à jour | 12 mars

Structure | Type | Effectif | Heures par semaine
Vestali   | ACI  | 8        | 26
Ricochets | EI   | 4        | 30
Total     |      | 12       | 56

Merci de renvoyer ce tableau avant le 3 avril.
* hors encadrants
Fait à Lens | le 3 avril
"""
        )
    )
    assert block.titles[:2] == ("LOGO", "Recensement des capacités des ateliers couture")
    assert block.title_places[1] == "A2"
    assert values(block, "Structure") == ["Vestali", "Ricochets"]
    assert [(s.reason, s.place) for s in block.skipped] == [
        ("total", "A8"),
        ("note", "A10"),
        ("note", "A11"),
        ("note", "A12"),
    ]


def test_a_table_may_start_anywhere() -> None:
    block = only(sheet(CENSUS, top=7, left=3))
    assert block.rows == (8, 9)
    assert block.columns == (3, 4, 5, 6)
    assert block.place(8, 3) == "C8"


def test_spacer_rows_and_columns_change_nothing() -> None:
    block = only(
        sheet(
            """
Structure | | Type | | Effectif | Heures par semaine

Vestali   | | ACI  | | 8        | 26

Ricochets | | EI   | | 4        | 30
"""
        )
    )
    assert values(block, "Structure") == ["Vestali", "Ricochets"]
    assert values(block, "Heures par semaine") == [26, 30]
    assert block.columns == (1, 3, 5, 6)


def test_months_above_weeks_merged() -> None:
    block = only(
        sheet(
            """
Plan de charge |
          | Avril 2020 |     |     |     | Mai 2020 |     | TOTAL
Structure | S14        | S15 | S16 | S17 | S18      | S19 |
Vestali   | 10         | 20  | 30  | 40  | 50       | 60  | 210
TOTAL     | 10         | 20  | 30  | 40  | 50       | 60  | 210
""",
            merged=[(1, 1, 1, 8), (2, 2, 2, 5), (2, 6, 2, 7), (2, 8, 3, 8)],
        )
    )
    assert block.headers[1] == ("Structure",)
    assert block.headers[2] == ("Avril 2020", "S14")
    assert block.headers[5] == ("Avril 2020", "S17")
    assert block.headers[7] == ("Mai 2020", "S19")
    assert block.totals == (8,)
    assert block.rows == (4,)
    assert block.titles == ("Plan de charge",)


def test_months_above_weeks_without_merging() -> None:
    block = only(
        sheet(
            """
          | Avril 2020 |     |     |     | Mai 2020 |     |
Structure | S14        | S15 | S16 | S17 | S18      | S19 | Total
Vestali   | 10         | 20  | 30  | 40  | 50       | 60  | 210
"""
        )
    )
    assert block.headers[4] == ("Avril 2020", "S16")
    assert block.headers[7] == ("Mai 2020", "S19")
    assert block.headers[8] == ("Total",)
    assert block.totals == (8,)


def test_pairs_of_columns_under_a_week() -> None:
    block = only(
        sheet(
            """
          | Avril 2020
Structure | S14      |        | S15      |
          | Planifié | Besoin | Planifié | Besoin
Vestali   | 10       | 12     | 20       | 22
Ricochets | 1        | 2      | 3        | 4
""",
            merged=[(1, 2, 1, 5), (2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 2, 5)],
        )
    )
    assert block.headers == {
        1: ("Structure",),
        2: ("Avril 2020", "S14", "Planifié"),
        3: ("Avril 2020", "S14", "Besoin"),
        4: ("Avril 2020", "S15", "Planifié"),
        5: ("Avril 2020", "S15", "Besoin"),
    }
    assert block.rows == (4, 5)


def test_an_empty_corner_above_the_names() -> None:
    block = only(
        sheet(
            """
          | S14 | S15 | S16
Vestali   | 10  | 20  | 30
Ricochets | 1   |     | 3
"""
        )
    )
    assert block.columns == (1, 2, 3, 4)
    assert block.headers[1] == ()
    assert block.rows == (2, 3)


def test_two_header_rows_under_a_merged_group() -> None:
    block = only(
        sheet(
            """
Structure | Effectif |                  | Heures par semaine
          | total    | dont insertion   | (h)
Vestali   | 8        | 6                | 26
Ricochets | 4        | 3                | 30
""",
            merged=[(1, 1, 2, 1), (1, 2, 1, 3)],
        )
    )
    assert block.headers[2] == ("Effectif", "total")
    assert block.headers[3] == ("Effectif", "dont insertion")
    assert block.headers[4] == ("Heures par semaine", "(h)")
    assert block.totals == ()
    assert block.rows == (3, 4)


def test_subtotals_averages_and_unlabelled_totals_are_left_out() -> None:
    block = only(
        sheet(
            """
Structure       | Type | Effectif | Heures par semaine
Vestali         | ACI  | 8        | 26
Ricochets       | ACI  | 4        | 30
Sous-total ACI  |      | 12       | 56
Fripvie         | EI   | 3        | 35
Lilas           | EI   | 2        | 35
                |      | 5        | 70
TOTAL GÉNÉRAL   |      | 17       | 126
Moyenne         |      | 4.25     | 31.5
"""
        )
    )
    assert values(block, "Structure") == ["Vestali", "Ricochets", "Fripvie", "Lilas"]
    assert [s.reason for s in block.skipped] == ["total"] * 4


def test_a_workshop_that_answered_nothing_is_still_a_row() -> None:
    block = only(sheet(CENSUS + "Lilas |\n"))
    assert values(block, "Structure") == ["Vestali", "Ricochets", "Lilas"]


def test_sections_over_the_whole_width_are_no_rows() -> None:
    block = only(
        sheet(
            """
Structure | Type | Effectif | Heures par semaine
Chantiers d'insertion
Vestali   | ACI  | 8        | 26
Entreprises d'insertion
Ricochets | EI   | 4        | 30
""",
            merged=[(2, 1, 2, 4), (4, 1, 4, 4)],
        )
    )
    assert values(block, "Structure") == ["Vestali", "Ricochets"]
    assert [s.reason for s in block.skipped] == ["section", "section"]


def test_a_header_repeated_for_printing_is_no_row() -> None:
    block = only(
        sheet(
            """
Structure | Type | Effectif | Heures par semaine
Vestali   | ACI  | 8        | 26

Page 2
Structure | Type | Effectif | Heures par semaine
Ricochets | EI   | 4        | 30
Structure | Type | Effectif | Heures par semaine
Lilas     | EI   | 4        | 30
"""
        )
    )
    assert values(block, "Structure") == ["Vestali", "Ricochets", "Lilas"]
    assert [s.reason for s in block.skipped] == ["note", "header", "header"]


def test_two_tables_one_under_the_other() -> None:
    first, second = blocks(
        sheet(
            """
Capacités
Structure | Type | Effectif | Heures par semaine
Vestali   | ACI  | 8        | 26
Total     |      | 8        | 26

Plan de charge
          | Avril 2020 |     |
Structure | S14        | S15 | S16
Vestali   | 10         | 20  | 30
"""
        )
    )
    assert first.titles == ("Capacités",)
    assert first.rows == (3,)
    assert second.titles == ("Plan de charge",)
    assert second.headers[2] == ("Avril 2020", "S14")
    assert second.rows == (9,)


def test_the_same_header_under_another_title_is_another_table() -> None:
    first, second = blocks(
        sheet(
            """
Chantiers
Structure | Type | Effectif
Vestali   | ACI  | 8

Entreprises
Structure | Type | Effectif
Ricochets | EI   | 4
"""
        )
    )
    assert (first.titles, first.rows) == (("Chantiers",), (3,))
    assert (second.titles, second.rows) == (("Entreprises",), (7,))


def test_two_tables_side_by_side() -> None:
    left, right = blocks(
        sheet(
            """
Chantiers |          |   | Entreprises |
Structure | Effectif |   | Structure   | Effectif
Vestali   | 8        |   | Ricochets   | 4
Lilas     | 3        |   | Fripvie     | 5
Total     | 11       |   |             |
          |          |   | Dahlia      | 1
"""
        )
    )
    assert left.columns == (1, 2)
    assert left.rows == (3, 4)
    assert right.columns == (4, 5)
    assert right.rows == (3, 4, 6)
    assert right.place(3, 4) == "D3"


def test_names_merged_over_several_rows_are_repeated() -> None:
    block = only(
        sheet(
            """
Structure | Type  | Effectif
Vestali   | coupe | 8
          | pose  | 4
Ricochets | coupe | 2
""",
            merged=[(2, 1, 3, 1), (2, 3, 3, 3)],
        )
    )
    assert values(block, "Structure") == ["Vestali", "Vestali", "Ricochets"]
    # A merged number might be meant for both together.
    assert values(block, "Effectif") == [8, 4, 2]
    assert block.merged_over(3, 1) == (2, 1, 3, 1)


def test_a_text_merged_over_weeks_stands_in_each() -> None:
    block = only(
        sheet(
            """
Structure | S14 | S15    | S16 | S17
Vestali   | 10  | congés |     | 5
""",
            merged=[(2, 3, 2, 4)],
        )
    )
    assert values(block, "S16") == ["congés"]


def test_one_workshop_as_labels_and_values() -> None:
    block = only(
        sheet(
            """
Fiche de capacité
                    | Réponse        | Unité     | Remarques
Structure :         | Vestali        |           |
Type                | ACI            |           |
SIRET               | 123 456        |           |
Moyens humains
Effectif            | 8              | personnes | dont deux à mi-temps
Heures par semaine  | 26             | h         |
"""
        )
    )
    assert block.is_transposed
    assert block.rows == (1,)
    assert values(block, "Effectif") == [8]
    assert values(block, "Structure") == ["Vestali"]
    at = column(block, "Effectif")
    assert block.units[at] == "personnes"
    assert block.place(1, at) == "B7"
    assert block.header_place(at) == "A7"
    assert [s.reason for s in block.skipped] == ["units", "note"]


def test_several_workshops_as_columns() -> None:
    block = only(
        sheet(
            """
Structure           | Vestali | Ricochets | Total
Type                | ACI     | EI        |
Effectif            | 8       | 4         | 12
Heures par semaine  | 26      | 30        |
"""
        )
    )
    assert block.is_transposed
    assert block.rows == (1, 2)
    assert values(block, "Structure") == ["Vestali", "Ricochets"]
    assert values(block, "Effectif") == [8, 4]
    assert [s.reason for s in block.skipped] == ["total"]


def test_labels_in_two_columns() -> None:
    block = only(
        sheet(
            """
Structure | Vestali | | SIRET              | 123 456
Type      | ACI     | | Effectif           | 8
Date d'entrée | 01/04/2020 | | Heures par semaine | 26
"""
        )
    )
    assert block.is_transposed
    assert values(block, "Structure") == ["Vestali"]
    assert values(block, "Effectif") == [8]
    assert block.place(1, column(block, "Effectif")) == "E2"


def test_two_forms_one_under_the_other() -> None:
    first, second = blocks(
        sheet(
            """
Structure           | Vestali
Type                | ACI
Effectif            | 8

Structure           | Ricochets
Type                | EI
Effectif            | 4
"""
        )
    )
    assert values(first, "Structure") == ["Vestali"]
    assert values(second, "Effectif") == [4]


def test_a_form_above_a_table() -> None:
    form, table = blocks(
        sheet(
            """
Structure : | Vestali
Type :      | ACI
SIRET :     | 123

Poste       | S14 | S15 | S16
couture     | 10  | 20  | 30
"""
        )
    )
    assert form.is_transposed
    assert values(form, "Type") == ["ACI"]
    assert "Vestali" in table.titles
    assert table.rows == (6,)


def test_labels_above_a_table_are_no_header() -> None:
    block = only(
        sheet(
            """
Structure : | Vestali | Type : | ACI
Semaine | S14 | S15 | S16
Heures par semaine | 10 | 20 | 30
"""
        )
    )
    assert block.header_row == 2
    assert block.titles == ("Structure :", "Vestali", "Type :", "ACI")


@pytest.mark.parametrize(
    "drawing",
    [
        "",
        "Bonjour, voici la structure de notre atelier, son effectif et son type.",
        """
Bonjour,
Nous avons 8 personnes dans notre atelier et 26 heures par semaine.
Cordialement, | Mme Dupont
""",
        "Structure",
        """
1 | 2 | 3
4 | 5 | 6
""",
        "Vestali | 03 21 00 00 00",
    ],
)
def test_prose_is_no_table(drawing: str) -> None:
    assert blocks(sheet(drawing)) == ()


def test_a_quoted_total_is_a_name() -> None:
    grid = sheet(CENSUS + "Total | ACI | 3 | 20\n")
    rows = {n: dict(cells) for n, cells in grid.rows.items()}
    rows[4][1] = Cell(value="Total", is_quoted=True)
    block = only(Grid(title="F", rows=rows))
    assert values(block, "Structure") == ["Vestali", "Ricochets", "Total"]


def test_numbered_lines_left_blank_are_no_rows() -> None:
    block = only(
        sheet(
            """
N° | Structure | Type | Effectif
1  | Vestali   | ACI  | 8
2  | Ricochets | EI   | 4
3  |           |      |
4  |           |      |
"""
        )
    )
    assert values(block, "Structure") == ["Vestali", "Ricochets"]


def test_weeks_as_rows_and_members_as_columns() -> None:
    block = only(
        sheet(
            """
Plan de charge en heures
Semaine | Vestali | Ricochets | TOTAL
Avril 2020
S14     | 120     | 20        | 140
S15     | 120     | 40        | 160
Moyenne | 120     | 30        | 150
"""
        )
    )
    assert values(block, "Vestali") == [120, 120]
    assert [(s.reason, s.text) for s in block.skipped] == [
        ("section", "Avril 2020"),
        ("total", "Moyenne"),
    ]


def test_weeks_as_rows_under_members_alone() -> None:
    block = only(sheet("| Vestali | Ricochets\nS14 | 120 | 20\nS15 | 120 | 40\nS16 | 1 | 2\n"))
    assert block.columns == (1, 2, 3)
    assert values(block, "Ricochets") == [20, 40, 2]


def test_a_table_of_headers_known_by_one_alone() -> None:
    block = only(sheet("Structure | Chiffre du mois\nVestali | 12\nRicochets | 14\n"))
    assert values(block, "Chiffre du mois") == [12, 14]


def test_measures_down_under_weeks_are_no_form() -> None:
    block = only(
        sheet(
            """
                   | S14 | S15 | S16

Effectif           | 8   | 8   | 7

Heures par semaine | 26  | 26  | 20

Type               | 1   | 2   | 3
"""
        )
    )
    assert not block.is_transposed
    assert len(block.rows) == 3


def test_conditions_below_are_notes() -> None:
    block = only(sheet(CENSUS + "\nValidité : 30/04/2020\nConditions : 30 jours\n"))
    assert [s.reason for s in block.skipped] == ["note", "note"]


def test_a_pair_above_without_colons_is_a_title() -> None:
    block = only(sheet("Structure | Vestali\n" + CENSUS.strip()))
    assert block.header_row == 2
    assert block.titles == ("Structure", "Vestali")


def test_members_as_columns_between_columns_of_the_order_form() -> None:
    block = only(
        sheet(
            """
Nom | Type | Effectif | Vestali | Ricochets | Total qté
Toile | ACI | 3 | 100 | 200 | 300
Élastique | ACI | 3 | 100 | | 100
"""
        )
    )
    assert block.totals == (6,)
    assert values(block, "Ricochets") == [200, None]


def test_headers_written_over_two_rows() -> None:
    block = only(
        sheet(
            """
Structure | Effectif | Heures par | Nombre de
          | atelier  | semaine    | lots
Vestali   | 8        | 26         | 3
Ricochets | 4        | 30         | 2
"""
        )
    )
    assert block.header(3) == "Heures par semaine"
    assert block.header(4) == "Nombre de lots"
    assert values(block, "Structure") == ["Vestali", "Ricochets"]


def test_a_first_row_of_closed_weeks_is_no_header() -> None:
    block = only(
        sheet(
            """
Structure       | S14   |       | S15 |
Atelier couture | fermé | fermé | 3   | 4
Ricochets       | 4     | 30    | 2   | 1
""",
            merged=[(1, 2, 1, 3), (1, 4, 1, 5)],
        )
    )
    assert block.rows == (2, 3)
    assert block.headers[3] == ("S14",)


def test_no_more_tables_than_anybody_makes() -> None:
    one = sheet(CENSUS)
    rows = {n + 5 * i: cells for i in range(2 * MOST_TABLES) for n, cells in one.rows.items()} | {
        5 * i: {1: Cell(value=f"Feuille {i}")} for i in range(2 * MOST_TABLES)
    }
    found = blocks(Grid(title="F", rows={n: rows[n] for n in sorted(rows) if n}))
    assert len(found) == MOST_TABLES
    assert found[1].titles == ("Feuille 1",)
