"""Follow-ups of production and deliveries (template 5)."""

from __future__ import annotations

from importers.received.contract import FileKind
from tests.importers.corpus.case import Case
from tests.importers.corpus.writing import Page

_KIND = FileKind.FOLLOWUP

FOLLOW_UPS = (
    Case(
        name="suivi.xlsx",
        kind=_KIND,
        why="every column of the follow-up, a total below",
        pages={
            "Suivi de production": Page(
                text="""
Date | Semaine | Structure | Produit | Opération | N° lot | Qté produite | Qté conforme | Rebut | \
Livré le | N° BL | Observations
2020-04-14 | S16 | Couture du Canal | Masque adulte | Couture | L-0412 | 1200 | 1170 | 30 | \
2020-04-17 | BL 31 |
15/04/20 | 16 | Couture du Canal | Masque adulte | Couture | L-0413 | 1\u202f100 | 1\u202f100 | \
0 | | | aiguille changée
TOTAL | | | | | | 2300 | 2270 | 30 | | |
"""
            )
        },
        says="""
complete followup: workshop=canal; week=2020-W16 + 2020-W16
followup canal/2020-W16/masque-adulte/couture/L-0412: workshop=canal; week=2020-W16; \
product=masque-adulte; operation=couture; lot=L-0412; made=1200; conforming=1170; scrap=30; \
delivered=2020-04-17; delivery_note=BL 31; remark=nothing
followup canal/2020-W16/masque-adulte/couture/L-0413: workshop=canal; week=2020-W16; \
product=masque-adulte; operation=couture; lot=L-0413; made=1100; conforming=1100; scrap=0; \
delivered=nothing; delivery_note=nothing; remark=aiguille changée
""",
    ),
    Case(
        name="suivi La Bobine Claire.xls",
        kind=_KIND,
        why="no column of workshops, operations or scrap",
        pages={
            "Avril": Page(
                text="""
Date | Produit | N° lot | Qté produite | Qté conforme
2020-05-12 | Masque enfant | 1 | 310 | 300
2020-05-13 | masques enfants | 2 | 290 | 290
"""
            )
        },
        says="""
complete followup: workshop=bobine; week=2020-W20 + 2020-W20
followup bobine/2020-W20/masque-enfant/finition/1: workshop=bobine; week=2020-W20; \
product=masque-enfant; operation=finition; lot=1; made=310; conforming=300
followup bobine/2020-W20/masque-enfant/finition/2: workshop=bobine; week=2020-W20; \
product=masque-enfant; operation=finition; lot=2; made=290; conforming=290
? operation: Opération -> finition
? product: masques enfants -> masque-enfant
? workshop: suivi La Bobine Claire -> bobine
""",
    ),
    Case(
        name="suivi contradictoire.xlsx",
        kind=_KIND,
        why="a day outside its week, more conforming than made, sums that do not agree",
        pages={
            "Suivi": Page(
                text="""
Date | Semaine | Structure | Produit | N° lot | Qté produite | Qté conforme | Rebut
2020-04-14 | S17 | Couture du Canal | Masque adulte | 1 | 100 | 90 | 10
2020-04-15 | S16 | Couture du Canal | Masque adulte | 2 | 100 | 110 | 0
2020-04-16 | S16 | Couture du Canal | Masque adulte | 3 | 100 | 90 | 5
"""
            )
        },
        says="""
? operation: Opération -> finition
error import.more_conforming_than_made Suivi!G3
error import.week_contradicts_day Suivi!B2
warning import.made_is_not_the_sum Suivi!F4
""",
    ),
    Case(
        name="suivi doublons.csv",
        kind=_KIND,
        why="the same line twice, and the same lot with other figures",
        pages={
            "": Page(
                text="""
Semaine | Structure | Produit | N° lot | Qté produite | Qté conforme | Rebut
S16-2020 | Couture du Canal | Masque adulte | A1 | 100 | 98 | 2
S16-2020 | Couture du Canal | Masque adulte | A1 | 100 | 98 | 2
S17-2020 | Couture du Canal | Masque adulte | A2 | 50 | 50 | 0
S17-2020 | Couture du Canal | Masque adulte | A2 | 60 | 60 | 0
"""
            )
        },
        says="""
? operation: Opération -> finition
error import.duplicate_row suivi doublons!D5
warning import.identical_row suivi doublons!D3
""",
    ),
    Case(
        name="suivi incomplet.ods",
        kind=_KIND,
        why="made and scrap only; a product, a week and a workshop that cannot be",
        pages={
            "Suivi": Page(
                text="""
Semaine | Structure | Produit | Lot | Qté fabriquée | Rebuts
S20 | La Bobine Claire | Masque adulte | 7 | 400 | 12
S61 | La Bobine Claire | Masque adulte | 8 | 400 | 12
S20 | Les Mains d'Or | Blouse | 9 | 400 | 12
"""
            )
        },
        says="""
? operation: Opération -> finition
? product: Blouse ->
? value: Qté conforme -> made - scrap
? workshop: Les Mains d'Or ->
error import.not_a_week Suivi!A3
error import.unknown_reference Suivi!B4
error import.unknown_reference Suivi!C4
""",
    ),
    Case(
        name="suivi en recensement.xlsx",
        kind=_KIND,
        why="a census sent as a follow-up: said, and not read",
        pages={
            "Capacités": Page(
                text="""
Structure | Type | Effectif | Heures/semaine
Couture du Canal | EI | 10 | 35
"""
            )
        },
        says="""
error import.no_table
warning import.other_kind Capacités!A1
""",
    ),
)
