"""Censuses of capacities (template 1): where the table is, and whom it speaks of."""

from __future__ import annotations

from importers.received.contract import FileKind
from tests.importers.corpus.case import Case
from tests.importers.corpus.writing import Page

_KIND = FileKind.CAPACITIES

CENSUS_LAYOUTS = (
    Case(
        name="le modèle du recensement.xlsx",
        kind=_KIND,
        why="every column of the census that goes round, filled in without a fault",
        pages={
            "Recensement": Page(
                text="""
Structure | Type (ACI/EI/ESAT/EA) | SIRET | Commune | Effectif atelier couture | \
dont en insertion | ETP | Heures/semaine | Nb machines piqueuses | Surjeteuses | \
Table de coupe (O/N) | Taux d'absence | Rendement estimé % | Capacité masques/sem | \
Disponible à partir du | Congés / fermeture | Contact | Remarques
Couture du Canal | EI | '732 829 320 00074 | Béthune | 9 | 6 | 8.5 | 35 | 8 | 2 | O | 8% | 64% | \
2000 | 2020-03-30 | du 10/08 au 21/08 | Mme Petit | deux apprenties en juin
"""
            )
        },
        says="""
capabilities canal/coupe/:
capabilities canal/couture/: units_per_week=2000
closures canal/2020-08-10: first=2020-08-10; last=2020-08-21
complete closures: workshops=canal
stations piqueuses-canal: number=8; host=canal; name=Piqueuses Couture du Canal; operations=couture
workshops canal: siret=73282932000074; kind=EI; absence_rate=0.08; pace=0.64; weekly_hours=35; \
headcount=9; entry=2020-03-30
? operation: Capacité masques/sem -> couture
? operation: Nb machines piqueuses -> couture
? operation: Surjeteuses ->
? product: Capacité masques/sem -> *
warning import.column_not_kept Recensement!D1
warning import.column_not_kept Recensement!F1
warning import.machines_without_operation Recensement!J2
warning import.personal_data_left Recensement!Q1
warning import.remark_shown Recensement!R2
warning import.pace_by_operation Recensement!M2
""",
    ),
    Case(
        name="titre et totaux.xlsx",
        kind=_KIND,
        why="a merged title, a blank line, a spacer row, a mean, a total and a note under the table",
        pages={
            "Feuil1": Page(
                text="""
RECENSEMENT DES CAPACITÉS DE COUTURE — commande de 90 000 masques

Structure | Type | Effectif atelier couture | Heures/semaine | Taux d'absence
Atelier des Trois Clochers | ACI | 15 | 26 | 14%
 | | | |
La Bobine Claire | ACI | 6 | 26 | 12%
Sous-total ACI | | 21 | |
Point des Dunes | EI | 4 | 35 | 6%
Moyenne | | 8.33 | 29 | 10.7%
TOTAL | | =SUM(C4:C8) -> 25 | |
Nous contacter au moindre doute, merci.
""",
                merged=("A1:E1",),
            )
        },
        says="""
workshops bobine: kind=ACI; absence_rate=0.12; weekly_hours=26; headcount=6
workshops clochers: kind=ACI; absence_rate=0.14; weekly_hours=26; headcount=15
workshops dunes: kind=EI; absence_rate=0.06; weekly_hours=35; headcount=4
""",
    ),
    Case(
        name="en-têtes sur deux lignes.xlsx",
        kind=_KIND,
        why="two lines of headers, the upper one merged over its columns",
        pages={
            "Ateliers": Page(
                text="""
Structure | | Personnel | | Machines |
Nom | Type | Effectif | Heures hebdo | Piqueuses | Surjeteuses
Les Terrils Textile | EA | 8 | 35 | 7 | 0
Couture du Canal | EI | 10 | 35 | 8 | 0
""",
                merged=("A1:B1", "C1:D1", "E1:F1"),
            )
        },
        says="""
stations piqueuses-canal: number=8; host=canal; name=Piqueuses Couture du Canal; operations=couture
stations piqueuses-terrils: number=7; host=terrils; name=Piqueuses Les Terrils Textile; \
operations=couture
workshops canal: kind=EI; weekly_hours=35; headcount=10
workshops terrils: kind=EA; weekly_hours=35; headcount=8
? operation: Machines Piqueuses -> couture
? operation: Machines Surjeteuses ->
""",
    ),
    Case(
        name="fiche en colonne.xlsx",
        kind=_KIND,
        why="one workshop, labels down a column and figures beside",
        pages={
            "Fiche": Page(
                text="""
FICHE ATELIER
Raison sociale : | Point des Dunes
Type de structure | EI
Effectif | 5
Heures par semaine | 35 h
Taux d'absence | 6 %
Disponible dès le | 27/04/2020
Fermeture | du 10/08 au 28/08
"""
            )
        },
        says="""
closures dunes/2020-08-10: first=2020-08-10; last=2020-08-28
complete closures: workshops=dunes
workshops dunes: kind=EI; absence_rate=0.06; weekly_hours=35; headcount=5; entry=2020-04-27
? column: Disponible dès le -> entry
""",
    ),
    Case(
        name="deux tableaux.xlsx",
        kind=_KIND,
        why="two tables on a sheet, one below the other, each under its title",
        pages={
            "Feuil1": Page(
                text="""
Ateliers du littoral
Structure | Type | Effectif | Heures/semaine
Point des Dunes | EI | 5 | 35

Ateliers du bassin
Structure | Type | Effectif | Heures/semaine
La Bobine Claire | ACI | 7 | 26
Les Terrils Textile | EA | 8 | 35
"""
            )
        },
        says="""
workshops bobine: kind=ACI; weekly_hours=26; headcount=7
workshops dunes: kind=EI; weekly_hours=35; headcount=5
workshops terrils: kind=EA; weekly_hours=35; headcount=8
""",
    ),
    Case(
        name="deux tableaux côte à côte.xlsx",
        kind=_KIND,
        why="two tables side by side, a blank column between them",
        pages={
            "Feuil1": Page(
                text="""
Structure | Type | Effectif | Heures/semaine | | Structure | Type | Effectif | Heures/semaine
Point des Dunes | EI | 5 | 35 | | La Bobine Claire | ACI | 7 | 26
Couture du Canal | EI | 10 | 35 | | |
"""
            )
        },
        says="""
workshops bobine: kind=ACI; weekly_hours=26; headcount=7
workshops canal: kind=EI; weekly_hours=35; headcount=10
workshops dunes: kind=EI; weekly_hours=35; headcount=5
""",
    ),
    Case(
        name="fusion verticale.xlsx",
        kind=_KIND,
        why="merged cells over members: a word is true of each, so are hours, once confirmed",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine
Couture du Canal | EI | 10 | 35
Point des Dunes | | 5 |
La Bobine Claire | ACI | 7 | 26
""",
                merged=("B2:B3", "D2:D3"),
            )
        },
        says="""
workshops bobine: kind=ACI; weekly_hours=26; headcount=7
workshops canal: kind=EI; weekly_hours=35; headcount=10
workshops dunes: kind=EI; weekly_hours=35; headcount=5
? value: 35 (D2:D3) -> each
""",
    ),
    Case(
        name="en-têtes à la ligne.xlsx",
        kind=_KIND,
        why="ends of lines within headers, units in brackets, minutes in hours, a rate without %",
        pages={
            "Capacités": Page(
                text="""
Nom de la\\nstructure | Type de\\nstructure | Effectif\\n(personnes) | Heures hebdo\\n(h) | \
Taux d'absence\\n(%) | Temps hors production
Couture du Canal | EI | 10 pers. | 34:30 | 8 | 12
"""
            )
        },
        says="""
workshops canal: kind=EI; absence_rate=0.08; non_production_rate=0.12; weekly_hours=34.5; headcount=10
? value: 12 -> 12 %
warning import.approximate Capacités!F2
""",
    ),
    Case(
        name="grandes questions.xlsx",
        kind=_KIND,
        why="headers as long questions, as forms on the web make them",
        pages={
            "Réponses au formulaire 1": Page(
                text="""
Horodateur | Quel est le nom de votre structure ? | Votre type de structure | \
Combien de personnes travaillent dans votre atelier couture ? | \
Combien d'heures par semaine travaille chaque personne ?
2020-03-20 | Couture du Canal | Entreprise d'insertion | 11 | 35
"""
            )
        },
        says="""
workshops canal: kind=EI; weekly_hours=35
? column: Combien d'heures par semaine travaille chaque personne ? -> weekly_hours
? column: Combien de personnes travaillent dans votre atelier couture ? ->
? column: Quel est le nom de votre structure ? -> name
? column: Votre type de structure -> kind
warning import.column_unknown Réponses au formulaire 1!A1
warning import.column_unknown Réponses au formulaire 1!D1
""",
    ),
    Case(
        name="noms approchés.xlsx",
        kind=_KIND,
        why="« Ass. », a missing article, capitals, a typing mistake, and one nobody knows",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine
Ass. Les Terrils Textile | EA | 9 | 35
BOBINE CLAIRE | ACI | 7 | 26
Couture du Cannal | EI | 10 | 35
Fil en Scène | ACI | 12 | 26
"""
            )
        },
        says="""
workshops bobine: kind=ACI; weekly_hours=26; headcount=7
workshops canal: kind=EI; weekly_hours=35; headcount=10
workshops fil-en-scene: name=Fil en Scène; kind=ACI; weekly_hours=26; headcount=12
workshops terrils: kind=EA; weekly_hours=35; headcount=9
? workshop: Ass. Les Terrils Textile -> terrils
? workshop: BOBINE CLAIRE -> bobine
? workshop: Couture du Cannal -> canal
? workshop: Fil en Scène -> fil-en-scene
""",
    ),
    Case(
        name="deux noms.xlsx",
        kind=_KIND,
        why="one workshop under its name and under that of its association, with other figures",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine
La Bobine Claire | ACI | 6 | 26
Association La Bobine Claire | ACI | 7 | 26
"""
            )
        },
        says="""
? workshop: Association La Bobine Claire -> bobine
error import.workshop_twice Capacités!A3
""",
    ),
    Case(
        name="lignes doubles.xlsx",
        kind=_KIND,
        why="the very same line twice, as State exports have them",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine
La Bobine Claire | ACI_DC | 7 | 26
La Bobine Claire | ACI_DC | 7 | 26
"""
            )
        },
        says="""
workshops bobine: kind=ACI; weekly_hours=26; headcount=7
warning import.duplicate_row Capacités!A3
""",
    ),
)
