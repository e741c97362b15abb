"""Censuses of capacities (template 1): formats, what a file hides, files of something else."""

from __future__ import annotations

from importers.received.contract import FileKind
from tests.importers.corpus.case import Case
from tests.importers.corpus.writing import Page

_KIND = FileKind.CAPACITIES

CENSUS_FILES = (
    Case(
        name="vieux fichier.xls",
        kind=_KIND,
        why="made by LibreOffice for Excel 97",
        pages={
            "Recensement": Page(
                text="""
Nom de la structure | Statut | Nb pers. | H/sem | Absentéisme
La Bobine Claire | Chantier d'insertion | 8 | 26h | 11%
"""
            )
        },
        says="""
workshops bobine: kind=ACI; absence_rate=0.11; weekly_hours=26; headcount=8
""",
    ),
    Case(
        name="français.csv",
        kind=_KIND,
        why="what the spreadsheet of a French office writes: semicolons, commas, Windows-1252",
        pages={
            "": Page(
                text="""
Structure | Type | Effectif | Heures/semaine | Taux d'absence | Rendement estimé %
Atelier des Trois Clochers | ACI | 14 | 26,5 | 13,5 % | 0,82
L’Étoile Filée | Entreprise adaptée | 1\u00a0200 | 35,00 | 9 % | 70 %
"""
            )
        },
        encoding="cp1252",
        says="""
workshops clochers: kind=ACI; absence_rate=0.135; pace=0.82; weekly_hours=26.5; headcount=14
workshops l-etoile-filee: name=L’Étoile Filée; kind=EA; absence_rate=0.09; pace=0.7; \
weekly_hours=35; headcount=1200
? value: 0,82 -> 82 %
? workshop: L’Étoile Filée -> l-etoile-filee
warning import.doubtful français!F2
warning import.encoding_guessed
warning import.pace_by_operation français!F2
""",
    ),
    Case(
        name="anglais.csv",
        kind=_KIND,
        why="commas between cells, points in numbers",
        pages={
            "": Page(
                text="""
Workshop | Kind | Headcount | Weekly hours | Absence rate
Couture du Canal | EI | 10 | 35.0 | 0.08
Point des Dunes | EI | 5 | 35 | 0.06
"""
            )
        },
        separator=",",
        encoding="utf-8",
        says="""
workshops canal: kind=EI; absence_rate=0.08; weekly_hours=35; headcount=10
workshops dunes: kind=EI; absence_rate=0.06; weekly_hours=35; headcount=5
warning import.separator_guessed
""",
    ),
    Case(
        name="tabulations.csv",
        kind=_KIND,
        why="tabs, and accents read twice over",
        pages={
            "": Page(
                text="""
Structure | Type | Effectif | Rendement estimé %
Couture du Canal | EI | 10 | 66 %
"""
            )
        },
        separator="\t",
        encoding="twice",
        says="""
workshops canal: kind=EI; pace=0.66; headcount=10
warning import.encoding_guessed
warning import.separator_guessed
warning import.pace_by_operation tabulations!D2
""",
    ),
    Case(
        name="caché.xlsx",
        kind=_KIND,
        why="a hidden row, a hidden column and a hidden sheet are read, and said",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine
Couture du Canal | EI | 10 | 35
La Bobine Claire | ACI | 7 | 26
""",
                hidden_rows=(3,),
                hidden_columns=("B",),
            ),
            "Anciens": Page(
                text="""
Structure | Type | Effectif | Heures/semaine
Point des Dunes | EI | 5 | 35
""",
                hidden=True,
            ),
        },
        says="""
workshops bobine: kind=ACI; weekly_hours=26; headcount=7
workshops canal: kind=EI; weekly_hours=35; headcount=10
workshops dunes: kind=EI; weekly_hours=35; headcount=5
warning import.hidden_columns_read Capacités!
warning import.hidden_rows_read Capacités!
warning import.hidden_sheet_read Anciens!
""",
    ),
    Case(
        name="en commentaire.xlsx",
        kind=_KIND,
        why="the true figure stands in a comment: nothing is guessed from it, and it is pointed at",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine
Couture du Canal | EI | 9 | 35
""",
                comments={"C2": "seulement 7 en juillet !"},
            )
        },
        says="""
workshops canal: kind=EI; weekly_hours=35; headcount=9
warning import.comments_present Capacités!C2
""",
    ),
    Case(
        name="formules.xlsx",
        kind=_KIND,
        why="formulas count by the result kept in the file; a broken reference is a fault",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine
Couture du Canal | EI | =4+6 -> 10 | =7*5 -> 35
La Bobine Claire | ACI | =#REF!+1 -> #REF! | 26
"""
            )
        },
        says="""
error import.error_value Capacités!C3
""",
    ),
    Case(
        name="macros.xlsm",
        kind=_KIND,
        why="macros are not opened, and that is said",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine
Couture du Canal | EI | 10 | 35
"""
            )
        },
        formats=(),
        says="""
workshops canal: kind=EI; weekly_hours=35; headcount=10
warning import.macros_ignored
""",
    ),
    Case(
        name="mac 1904.xlsx",
        kind=_KIND,
        why="days counted from 1904, as spreadsheets of a Mac were",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine | Disponible à partir du
Point des Dunes | EI | 5 | 35 | 2020-05-04
"""
            )
        },
        is_1904=True,
        says="""
workshops dunes: kind=EI; weekly_hours=35; headcount=5; entry=2020-05-04
warning import.mac_calendar
""",
    ),
    Case(
        name="fiche de coût.xlsx",
        kind=_KIND,
        why="a costing sheet (template 3) is no census: nothing of it is taken for one",
        pages={
            "Coût de revient": Page(
                text="""
FICHE DE COÛT DE REVIENT — masque adulte
Réf | Désignation | Fournisseur | Unité | Conso/pièce | % chute | PU HT | Coût
TX | Tissu coton | Tissages de la Lys | m | 0.068 | 5% | 3.9 | 0.28
EL | Élastique plat 5 mm | Comptoir Express | m | 0.4 | 2% | 0.26 | 0.11
Opération | Temps (cmn) | Poste
Coupe | 130 | table
Couture | 540 | piqueuse
Taux horaire | 16,40 €
Frais généraux % | 12 %
Coût de revient | 2,10 €
Marge % | 10 %
PV HT | 2,31 €
TVA 5,5 % | 0,13 €
PV TTC | 2,44 €
"""
            )
        },
        says="""
error import.no_table
warning import.other_kind Coût de revient!A2
""",
    ),
    Case(
        name="rien à voir.xlsx",
        kind=_KIND,
        why="no table of capacities at all",
        pages={"Menu": Page(text="Jour | Plat\nlundi | soupe\nmardi | gratin")},
        says="""
error import.no_table
""",
    ),
)
