"""Load plans by weeks (template 2), as workshops keep them."""

from __future__ import annotations

from importers.received.contract import FileKind
from tests.importers.corpus.case import Case
from tests.importers.corpus.writing import Page

_KIND = FileKind.CAPACITIES

LOAD_PLANS = (
    Case(
        name="semaines en colonnes.xlsx",
        kind=_KIND,
        why="a merged title, a merged row of months above the weeks, « fermé », « - » and totals",
        pages={
            "Plan de charge": Page(
                text="""
PLAN DE CHARGE PRÉVISIONNEL (personnes)
 | Avril 2020 | | | | Mai 2020 | | TOTAL
Structure | S14 | S15 | S16 | S17 | S18 | S19 |
La Bobine Claire | 6 | 5 | fermé | 6 | - | 4 | 21

Point des Dunes | | | 4 | 4 | 3 | congés | 11
TOTAL | 6 | 5 | 4 | 10 | 3 | 4 | 32
""",
                merged=("A1:H1", "B2:E2", "F2:G2"),
            )
        },
        says="""
closures bobine/2020-04-13: first=2020-04-13; last=2020-04-17; reason=fermé
closures dunes/2020-05-04: first=2020-05-04; last=2020-05-08; reason=congés
complete overrides: workshop=bobine; week=2020-W14 + 2020-W19
complete overrides: workshop=dunes; week=2020-W16 + 2020-W19
overrides bobine/2020-W14: workshop=bobine; week=2020-W14; headcount=6
overrides bobine/2020-W15: workshop=bobine; week=2020-W15; headcount=5
overrides bobine/2020-W17: workshop=bobine; week=2020-W17; headcount=6
overrides bobine/2020-W18: workshop=bobine; week=2020-W18; headcount=0
overrides bobine/2020-W19: workshop=bobine; week=2020-W19; headcount=4
overrides dunes/2020-W16: workshop=dunes; week=2020-W16; headcount=4
overrides dunes/2020-W17: workshop=dunes; week=2020-W17; headcount=4
overrides dunes/2020-W18: workshop=dunes; week=2020-W18; headcount=3
? value: - -> 0
warning import.approximate Plan de charge!F4
warning import.blank_is_unknown Plan de charge!B6
""",
    ),
    Case(
        name="semaines en lignes.xlsx",
        kind=_KIND,
        why="weeks down, workshops across",
        pages={
            "Présences": Page(
                text="""
Semaine | La Bobine Claire | Point des Dunes
S14-2020 | 5 | 4
sem. 15 | 6 | 3
16 | 6 | 4
"""
            )
        },
        says="""
complete overrides: workshop=bobine; week=2020-W14 + 2020-W16
complete overrides: workshop=dunes; week=2020-W14 + 2020-W16
overrides bobine/2020-W14: workshop=bobine; week=2020-W14; headcount=5
overrides bobine/2020-W15: workshop=bobine; week=2020-W15; headcount=6
overrides bobine/2020-W16: workshop=bobine; week=2020-W16; headcount=6
overrides dunes/2020-W14: workshop=dunes; week=2020-W14; headcount=4
overrides dunes/2020-W15: workshop=dunes; week=2020-W15; headcount=3
overrides dunes/2020-W16: workshop=dunes; week=2020-W16; headcount=4
? unit: Présences -> people
""",
    ),
    Case(
        name="Plan de charge La Bobine Claire.xlsx",
        kind=_KIND,
        why="one workshop, its works down the rows, planned beside needed",
        pages={
            "Charge": Page(
                text="""
Chantier | S30 - 2020 | | S31 - 2020 |
 | Planifié | Besoin | Planifié | Besoin
Hôpital (heures) | 40 | 42 | 30 | 30
Retouches (heures) | 10 | 10 | | 12
Commande masques (heures) | 60 | 60 | 80 | 80
TOTAL | 110 | 112 | 110 | 122
""",
                merged=("B1:C1", "D1:E1"),
            )
        },
        says="""
commitments bobine/2020-W30: workshop=bobine; first=2020-W30; last=2020-W30; minutes=3000
commitments bobine/2020-W31: workshop=bobine; first=2020-W31; last=2020-W31; minutes=2520
complete commitments: workshop=bobine; first=2020-W30 + 2020-W31
? column: needed / planned -> planned
? unit: load Charge -> hours
? value: Commande masques -> this_order
? workshop: Plan de charge La Bobine Claire -> bobine
warning import.need_above_planned Charge!C3
""",
    ),
    Case(
        name="en heures.xlsx",
        kind=_KIND,
        why="hours of a workshop each week, a date above each column",
        pages={
            "Plan de charge": Page(
                text="""
Heures disponibles par semaine
Structure | 2020-04-27 | 2020-05-04 | 2020-05-11
Point des Dunes | 140 | 105 | 70
"""
            )
        },
        says="""
complete overrides: workshop=dunes; week=2020-W18 + 2020-W20
overrides dunes/2020-W18: workshop=dunes; week=2020-W18; headcount=4
overrides dunes/2020-W19: workshop=dunes; week=2020-W19; headcount=3
overrides dunes/2020-W20: workshop=dunes; week=2020-W20; headcount=2
? unit: Heures disponibles par semaine -> hours
""",
    ),
    Case(
        name="semaine 53.ods",
        kind=_KIND,
        why="2020 has a week 53; what lies after the order is left out and said",
        pages={
            "Plan de charge": Page(
                text="""
Plan de charge (personnes)
Structure | S39-2020 | S40-2020 | S53-2020 | S1-2021
Point des Dunes | 3 | 4 | 2 | 4
"""
            )
        },
        says="""
complete overrides: workshop=dunes; week=2020-W39 + 2020-W40
overrides dunes/2020-W39: workshop=dunes; week=2020-W39; headcount=3
overrides dunes/2020-W40: workshop=dunes; week=2020-W40; headcount=4
warning import.weeks_outside Plan de charge!D3
""",
    ),
    Case(
        name="semaines doubles.xlsx",
        kind=_KIND,
        why="the same week twice with other figures, and a workshop nobody knows",
        pages={
            "Plan de charge": Page(
                text="""
Plan de charge (personnes)
Structure | S18 | S19 | S18
Point des Dunes | 3 | 4 | 2
Fil en Scène | 3 | 4 | 3
"""
            )
        },
        says="""
? workshop: Fil en Scène ->
error import.unknown_reference Plan de charge!A4
error import.week_twice Plan de charge!D3
""",
    ),
    Case(
        name="périodes.xlsx",
        kind=_KIND,
        why="weeks as « du 30/03 au 05/04 », figures as texts; people during a closure of the order",
        pages={
            "Plan de charge": Page(
                text="""
Structure | Semaine | Personnes | Remarques
La Bobine Claire | du 30/03 au 05/04 | 5 pers. | reprise
La Bobine Claire | semaine du 06/04 | '6 |
La Bobine Claire | S 16 | congés |
La Bobine Claire | S32 à S34 | 3 | vacances scolaires
"""
            )
        },
        says="""
closures bobine/2020-04-13: first=2020-04-13; last=2020-04-17; reason=congés
complete overrides: workshop=bobine; week=2020-W14 + 2020-W16
complete overrides: workshop=bobine; week=2020-W32 + 2020-W34
overrides bobine/2020-W14: workshop=bobine; week=2020-W14; headcount=5
overrides bobine/2020-W15: workshop=bobine; week=2020-W15; headcount=6
overrides bobine/2020-W32: workshop=bobine; week=2020-W32; headcount=3
overrides bobine/2020-W33: workshop=bobine; week=2020-W33; headcount=3
overrides bobine/2020-W34: workshop=bobine; week=2020-W34; headcount=3
? value: 27/07/2020 – 07/08/2020 -> closed
warning import.plan_in_closure Plan de charge!C5
""",
    ),
    Case(
        name="sous chaque mois.xlsx",
        kind=_KIND,
        why="two sub-totals by month, one of which is not the sum; a word where people are counted",
        pages={
            "Plan": Page(
                text="""
Disponibilités 2020 (personnes)
Structure | S14 | S15 | Total avril | S19 | S20 | Total mai
Couture du Canal | 9 | 8 | 17 | 9 | 9 | 20
Les Terrils Textile | 8 | plein | 8 | 8 | 7 | 15
"""
            )
        },
        says="""
error import.not_a_number Plan!C4
warning import.total_differs Plan!G3
""",
    ),
    Case(
        name="total faux.xlsx",
        kind=_KIND,
        why="a total that is not the sum of what was read: said with both figures",
        pages={
            "Plan": Page(
                text="""
Disponibilités 2020 (personnes)
Structure | S14 | S15 | Total
Couture du Canal | 9 | 8 | 20
Les Terrils Textile | 8 | 7 | 15
TOTAL | 17 | 15 | 32
"""
            )
        },
        says="""
complete overrides: workshop=canal; week=2020-W14 + 2020-W15
complete overrides: workshop=terrils; week=2020-W14 + 2020-W15
overrides canal/2020-W14: workshop=canal; week=2020-W14; headcount=9
overrides canal/2020-W15: workshop=canal; week=2020-W15; headcount=8
overrides terrils/2020-W14: workshop=terrils; week=2020-W14; headcount=8
overrides terrils/2020-W15: workshop=terrils; week=2020-W15; headcount=7
warning import.total_differs Plan!D3
""",
    ),
    Case(
        name="jours-homme.xlsx",
        kind=_KIND,
        why="person-days: how long a day is is asked",
        pages={
            "Plan de charge": Page(
                text="""
Plan de charge en jours-homme
Structure | S18 | S19
Point des Dunes | 20 | 12
"""
            )
        },
        says="""
complete overrides: workshop=dunes; week=2020-W18 + 2020-W19
overrides dunes/2020-W18: workshop=dunes; week=2020-W18; headcount=4
overrides dunes/2020-W19: workshop=dunes; week=2020-W19; headcount=2.4
? base: S18 20 -> 7
""",
    ),
    Case(
        name="recensement et plan.xlsx",
        kind=_KIND,
        why="a new workshop on one sheet, its weeks on another",
        pages={
            "Plan de charge": Page(
                text="""
Plan de charge (personnes)
Structure | S18 | S19
Fil en Scène | 9 | 12
"""
            ),
            "Recensement": Page(
                text="""
Structure | Type | Effectif | Heures/semaine
Fil en Scène | ACI | 12 | 26
"""
            ),
        },
        says="""
complete overrides: workshop=fil-en-scene; week=2020-W18 + 2020-W19
overrides fil-en-scene/2020-W18: workshop=fil-en-scene; week=2020-W18; headcount=9
overrides fil-en-scene/2020-W19: workshop=fil-en-scene; week=2020-W19; headcount=12
workshops fil-en-scene: name=Fil en Scène; kind=ACI; weekly_hours=26; headcount=12
? workshop: Fil en Scène -> fil-en-scene
""",
    ),
)
