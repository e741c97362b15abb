"""Censuses of capacities (template 1): what is written in their cells."""

from __future__ import annotations

from importers.received.contract import FileKind
from tests.importers.corpus.case import Case
from tests.importers.corpus.writing import Page

_KIND = FileKind.CAPACITIES

CENSUS_CELLS = (
    Case(
        name="à peu près.xlsx",
        kind=_KIND,
        why="« env. 15 », « 15-20 », « ≈ », « une dizaine »: taken and asked, the lower of a span",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine | Taux d'absence
Atelier des Trois Clochers | ACI | env. 15 | 26h | 12 à 15 %
Couture du Canal | EI | 8-10 | 35 h 00 | 8%
Les Terrils Textile | EA | ≈ 8 | 35:00 | 9
La Bobine Claire | ACI | une dizaine | 26 h 30 | 0.12
"""
            )
        },
        says="""
workshops bobine: kind=ACI; absence_rate=0.12; weekly_hours=26.5; headcount=10
workshops canal: kind=EI; absence_rate=0.08; weekly_hours=35; headcount=8
workshops clochers: kind=ACI; absence_rate=0.15; weekly_hours=26; headcount=15
workshops terrils: kind=EA; absence_rate=0.09; weekly_hours=35; headcount=8
? value: 12 à 15 % -> 15 %
? value: 8-10 -> 8
? value: 9 -> 9 %
? value: env. 15 -> 15
? value: une dizaine -> 10
? value: ≈ 8 -> 8
warning import.approximate Capacités!C2
warning import.approximate Capacités!C4
warning import.approximate Capacités!C5
warning import.approximate Capacités!E4
warning import.range_prudent Capacités!C3
warning import.range_prudent Capacités!E2
""",
    ),
    Case(
        name="on ne sait pas.xlsx",
        kind=_KIND,
        why="NC, n/a, ? and a blank are unknown and change nothing; only 0 is zero",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine | Taux d'absence | Rendement
Atelier des Trois Clochers | ACI | 14 | 26 | NC | n/a
Couture du Canal | EI | ? | | à préciser | -
Les Terrils Textile | EA | 8 | 35 | 0 |
"""
            )
        },
        says="""
workshops canal: kind=EI
workshops clochers: kind=ACI; weekly_hours=26; headcount=14
workshops terrils: kind=EA; absence_rate=0; weekly_hours=35; headcount=8
warning import.value_unknown Capacités!C3
warning import.value_unknown Capacités!E2
warning import.value_unknown Capacités!E3
warning import.value_unknown Capacités!F2
""",
    ),
    Case(
        name="fautes.xlsx",
        kind=_KIND,
        why="faults that nobody can guess: each in its cell, all at once, and nothing is taken",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine | Taux d'absence | Disponible à partir du | \
Congés / fermeture
Atelier des Trois Clochers | ACI | beaucoup | 26 | 14% | 31/04/2020 | du 03/08 au 21/08
Couture du Canal | SARL | 9 | 350 | 130% | 2020-03-30 | voir avec Léa
Les Terrils Textile | EA | -8 | tous les jours | =1/0 -> #DIV/0! | | du 21/08 au 03/08
"""
            )
        },
        says="""
? value: du 21/08 au 03/08 ->
? value: voir avec Léa ->
error import.error_value Capacités!E4
error import.not_a_choice Capacités!B3
error import.not_a_date Capacités!F2
error import.not_a_number Capacités!C2
error import.not_hours Capacités!D4
error import.too_big Capacités!D3
error import.too_big Capacités!E3
error import.too_small Capacités!C4
warning import.closure_unclear Capacités!G3
warning import.closure_unclear Capacités!G4
""",
    ),
    Case(
        name="etp.xlsx",
        kind=_KIND,
        why="FTE beside headcount is a check: more FTE than people cannot be",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | ETP | Heures/semaine
La Bobine Claire | ACI | 1 | 0.74 | 26
Point des Dunes | EI | 4 | 5.5 | 35
"""
            )
        },
        says="""
workshops bobine: kind=ACI; weekly_hours=26; headcount=1
workshops dunes: kind=EI; weekly_hours=35; headcount=4
warning import.etp_above_headcount Capacités!D3
""",
    ),
    Case(
        name="etp seul.xlsx",
        kind=_KIND,
        why="FTE without a headcount: of how many hours is asked",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | ETP | Heures/semaine
La Bobine Claire | ACI | 4.46 | 26
"""
            )
        },
        says="""
workshops bobine: kind=ACI; weekly_hours=26; headcount=6
? base: ETP 4.46 -> 35
""",
    ),
    Case(
        name="siret.xlsx",
        kind=_KIND,
        why="a SIRET with no-break spaces, one as a number that lost its zero, one too short",
        pages={
            "Capacités": Page(
                text="""
Structure | SIRET | Type | Effectif | Heures/semaine
Couture du Canal | 732\u00a0829\u202f320\u00a000074 | EI | 9 | 35
Les Terrils Textile | 5520841100011 | EA | 8 | 35
La Bobine Claire | 1234 | ACI | 6 | 26
"""
            )
        },
        says="""
workshops bobine: kind=ACI; weekly_hours=26; headcount=6
workshops canal: siret=73282932000074; kind=EI; weekly_hours=35; headcount=9
workshops terrils: siret=05520841100011; kind=EA; weekly_hours=35; headcount=8
warning import.siret_unreadable Capacités!B4
""",
    ),
    Case(
        name="heures en jours.xlsx",
        kind=_KIND,
        why="3,5 j a week, a header in short and apostrophes of every sort",
        pages={
            "Capacités": Page(
                text="""
structure  | type | effectif  | Heures / semaine | taux d’absence
  point des dunes  | ei | 5 | 3,5 j | 6 %
"""
            )
        },
        says="""
workshops dunes: kind=EI; absence_rate=0.06; weekly_hours=24.5; headcount=5
? value: 3,5 j -> 24.5
warning import.approximate Capacités!D2
""",
    ),
    Case(
        name="fermetures.xlsx",
        kind=_KIND,
        why="holidays in words: spans, weeks, days and a month",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine | Congés / fermeture
Atelier des Trois Clochers | ACI | 14 | 26 | 3-21 août
Couture du Canal | EI | 9 | 35 | S33, S34
Les Terrils Textile | EA | 8 | 35 | 13/4 ; 1/5 ; du 03/08 au 14/08
La Bobine Claire | ACI | 6 | 26 | août
Point des Dunes | EI | 4 | 35 | aucune
"""
            )
        },
        says="""
closures bobine/2020-08-01: first=2020-08-01; last=2020-08-31
closures canal/2020-08-10: first=2020-08-10; last=2020-08-14
closures canal/2020-08-17: first=2020-08-17; last=2020-08-21
closures clochers/2020-08-03: first=2020-08-03; last=2020-08-21
closures terrils/2020-04-13: first=2020-04-13; last=2020-04-13
closures terrils/2020-05-01: first=2020-05-01; last=2020-05-01
closures terrils/2020-08-03: first=2020-08-03; last=2020-08-14
complete closures: workshops=bobine
complete closures: workshops=canal
complete closures: workshops=clochers
complete closures: workshops=dunes
complete closures: workshops=terrils
workshops bobine: kind=ACI; weekly_hours=26; headcount=6
workshops canal: kind=EI; weekly_hours=35; headcount=9
workshops clochers: kind=ACI; weekly_hours=26; headcount=14
workshops dunes: kind=EI; weekly_hours=35; headcount=4
workshops terrils: kind=EA; weekly_hours=35; headcount=8
? value: août -> 2020-08-01/2020-08-31
""",
    ),
    Case(
        name="masques par semaine.xlsx",
        kind=_KIND,
        why="a capability told in a remark: taken as a guess, never in silence",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine | Remarques
La Bobine Claire | ACI | 6 | 26 | on peut faire 600 masques par semaine
"""
            )
        },
        says="""
capabilities bobine/couture/: units_per_week=600
workshops bobine: kind=ACI; weekly_hours=26; headcount=6
? operation: on peut faire 600 masques par semaine -> couture
? product: on peut faire 600 masques par semaine -> *
? value: on peut faire 600 masques par semaine -> 600
warning import.remark_shown Capacités!E2
""",
    ),
    Case(
        name="dates.xlsx",
        kind=_KIND,
        why="days as serial numbers, two-digit years, weeks, in words, and one that cannot be",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine | Disponible à partir du
Atelier des Trois Clochers | ACI | 14 | 26 | 43948
Couture du Canal | EI | 9 | 35 | 27/04/20
Les Terrils Textile | EA | 8 | 35 | S18
La Bobine Claire | ACI | 6 | 26 | immédiatement
Point des Dunes | EI | 4 | 35 | mi-mai
"""
            )
        },
        says="""
workshops bobine: kind=ACI; weekly_hours=26; headcount=6
workshops canal: kind=EI; weekly_hours=35; headcount=9; entry=2020-04-27
workshops clochers: kind=ACI; weekly_hours=26; headcount=14; entry=2020-04-27
workshops dunes: kind=EI; weekly_hours=35; headcount=4; entry=2020-05-15
workshops terrils: kind=EA; weekly_hours=35; headcount=8; entry=2020-04-27
? value: 43948 -> 2020-04-27
? value: S18 -> 2020-04-27
? value: mi-mai -> 2020-05-15
warning import.date_guessed Capacités!E2
warning import.date_guessed Capacités!E4
warning import.date_guessed Capacités!E6
""",
    ),
    Case(
        name="nombres.xlsx",
        kind=_KIND,
        why="« 3 462,5 », « 3.462,5 », « 3462.5 » and « 1 200 » with three sorts of space",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine | Capacité masques/sem
Atelier des Trois Clochers | ACI | 14,0 | 26,0 | 3 462,5
Couture du Canal | EI | 9 | 35 | 3.462,5
Les Terrils Textile | EA | 8 | 35 | 3462.5
La Bobine Claire | ACI | 6 | 26 | 1\u00a0200
Point des Dunes | EI | 4 | 35 | 1\u202f200
"""
            )
        },
        says="""
capabilities bobine/couture/: units_per_week=1200
capabilities canal/couture/: units_per_week=3462.5
capabilities clochers/couture/: units_per_week=3462.5
capabilities dunes/couture/: units_per_week=1200
capabilities terrils/couture/: units_per_week=3462.5
workshops bobine: kind=ACI; weekly_hours=26; headcount=6
workshops canal: kind=EI; weekly_hours=35; headcount=9
workshops clochers: kind=ACI; weekly_hours=26; headcount=14
workshops dunes: kind=EI; weekly_hours=35; headcount=4
workshops terrils: kind=EA; weekly_hours=35; headcount=8
? operation: Capacité masques/sem -> couture
? product: Capacité masques/sem -> *
""",
    ),
    Case(
        name="nouvel atelier incomplet.xlsx",
        kind=_KIND,
        why="a workshop that the order does not know must have its kind, people and hours",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine
Fil en Scène | ACI | | 26
Les Petites Mains | | 7 | NC
"""
            )
        },
        says="""
? workshop: Fil en Scène -> fil-en-scene
? workshop: Les Petites Mains -> les-petites-mains
error import.required Capacités!B3
error import.required Capacités!C2
error import.required Capacités!D3
warning import.value_unknown Capacités!D3
""",
    ),
)
