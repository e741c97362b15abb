"""Quotations with quantity breaks (template 6) and joint order forms (template 4)."""

from __future__ import annotations

from importers.received.contract import FileKind
from tests.importers.corpus.case import Case
from tests.importers.corpus.writing import Page

_KIND = FileKind.OFFERS

SUPPLIES = (
    Case(
        name="devis Tissages de la Lys.xlsx",
        kind=_KIND,
        why="one column a break, under a merged heading",
        pages={
            "Devis": Page(
                text="""
Tissages de la Lys — devis n° 2020-118
Désignation | Unité | PU HT | | | Délai | Conditionnement
 | | 1-999 | 1000-2499 | ≥ 2500 | |
Tissu coton 145 g, laize 140 | m | 3.95 | 3.65 | 3.4 | 3 semaines | rouleau 50 m
""",
                merged=("C2:E2",),
            )
        },
        says="""
complete offers: supplier=lys
offers lys-tissu: id=lys-tissu; supplier=lys; material=tissu; from=0 + 1000 + 2500; \
price=3.95 + 3.65 + 3.4; multiple=50; lead_time_weeks=3
""",
    ),
    Case(
        name="devis paliers en lignes.xlsx",
        kind=_KIND,
        why="one line a break, the article merged over them",
        pages={
            "Devis": Page(
                text="""
Fournisseur : Élastiques de l'Escaut
Désignation | À partir de | PU HT (€/ml) | Délai
Élastique plat 5 mm | 1 | 0.19 | 2 semaines
 | 10 000 m | 0.165 |
 | 20 000 m | 0.14 |
""",
                merged=("A3:A5",),
            )
        },
        says="""
complete offers: supplier=escaut
offers escaut-elastique: id=escaut-elastique; supplier=escaut; material=elastique; \
from=0 + 10000 + 20000; price=0.19 + 0.165 + 0.14; lead_time_weeks=2
""",
    ),
    Case(
        name="devis en phrases.xlsx",
        kind=_KIND,
        why="no table: « à partir de 1 000 m : 3,20 €/ml » line after line",
        pages={
            "Feuil1": Page(
                text="""
Comptoir Express
Tissu coton 145 g, laize 140 : 4,50 €/ml HT
à partir de 1\u202f000 m : 4,20 €/ml HT
Livraison sous 1 semaine
"""
            )
        },
        says="""
complete offers: supplier=express
offers express-tissu: id=express-tissu; supplier=express; material=tissu; from=0 + 1000; \
price=4.5 + 4.2; lead_time_weeks=1
""",
    ),
    Case(
        name="devis TTC.xlsx",
        kind=_KIND,
        why="before and after tax on the same sheet, the VAT of one told and of the other not",
        pages={
            "Devis": Page(
                text="""
Fournisseur | Désignation | Unité | Prix | TVA
Comptoir Express | Tissu coton 145 g, laize 140 | m | 4,80 € TTC | 20 %
Comptoir Express | Élastique plat 5 mm | m | 0,30 € TTC |
"""
            )
        },
        says="""
? unit: TTC 20 % -> TTC
error import.tax_included Devis!D3
""",
    ),
    Case(
        name="devis au mètre carré.xlsx",
        kind=_KIND,
        why="a price by m² for a fabric counted in metres; one for a hundred; an unknown article",
        pages={
            "Devis": Page(
                text="""
Fournisseur : Maille du Littoral
Désignation | PU HT | Unité
Lien en jersey | 12,00 €/100 m | m
Tissu coton 145 g, laize 140 | 2,80 €/m² | m²
Fil polyester | 1.9 | bobine
"""
            )
        },
        says="""
? material: Fil polyester -> fil-polyester
error import.unit_not_comparable Devis!B4
""",
    ),
    Case(
        name="devis à la centaine.xlsx",
        kind=_KIND,
        why="« €/100 », the roll, ELASTIQUE without its accent, trailing spaces, `ml` = metre",
        pages={
            "Devis": Page(
                text="""
Fournisseur : COMPTOIR EXPRESS
Désignation | Conditionnement | PU HT | Qté mini
'ELASTIQUE PLAT 5MM   | bobine 250 m | 27,00 €/100 ml | 250 ml
Tissu coton 145g laize 140 | rouleau 50 m | 225 € le rouleau | 1 rouleau
Étiquettes tissées | | 0,04 € la pièce |
"""
            )
        },
        says="""
complete offers: supplier=express
materials etiquettes-tissees: id=etiquettes-tissees; name=Étiquettes tissées; unit=pièce
offers express-elastique: id=express-elastique; supplier=express; material=elastique; from=0; \
price=0.27; multiple=250; minimum=250
offers express-etiquettes-tissees: id=express-etiquettes-tissees; supplier=express; \
material=etiquettes-tissees; from=0; price=0.04
offers express-tissu: id=express-tissu; supplier=express; material=tissu; from=0; price=4.5; \
multiple=50; minimum=50
? material: ELASTIQUE PLAT 5MM -> elastique
? material: Tissu coton 145g laize 140 -> tissu
? material: Étiquettes tissées -> etiquettes-tissees
""",
    ),
    Case(
        name="devis.csv",
        kind=_KIND,
        why="decimal commas, euros in the cell, a supplier that nobody knows",
        pages={
            "": Page(
                text="""
Fournisseur | Désignation | Unité | PU HT | Minimum | Validité
Filature du Ternois | Tissu coton 145 g, laize 140 | m | 3,72 € | 400 | 30/06/20
"""
            )
        },
        encoding="cp1252",
        says="""
complete offers: supplier=filature-du-ternois
offers filature-du-ternois-tissu: id=filature-du-ternois-tissu; supplier=filature-du-ternois; \
material=tissu; from=0; price=3.72; minimum=400; order_until=2020-06-30
suppliers filature-du-ternois: id=filature-du-ternois; name=Filature du Ternois
? supplier: Filature du Ternois -> filature-du-ternois
warning import.encoding_guessed
""",
    ),
    Case(
        name="prix.xlsx",
        kind=_KIND,
        why="a price in words, a break twice with two prices, nobody knows whose quotation it is",
        pages={
            "Feuil1": Page(
                text="""
Désignation | À partir de | PU HT
Élastique plat 5 mm | 1 | 0.19
Élastique plat 5 mm | 1 | 0.18
Lien en jersey | 1 | nous consulter
"""
            )
        },
        says="""
error import.supplier_unknown Feuil1!
error import.two_prices Feuil1!C3
warning import.no_price Feuil1!A4
""",
    ),
    Case(
        name="bon de commande groupé.xlsx",
        kind=_KIND,
        why="members as columns, totals of rows and columns, a discount and VAT that are not taken",
        pages={
            "Bon de commande groupé": Page(
                text="""
Réf. | Désignation | Laize | Conditionnement | PU HT | Atelier des Trois Clochers | \
Couture du Canal | Point des Dunes | Total qté | Total HT | Remise | TVA | Total TTC
TX140 | Tissu coton 145 g, laize 140 | 140 cm | rouleau 50 m | 3.9 | 400 | 250 | | 650 | 2535 | \
5 % | 20 % | 2889.9
EL5 | Élastique plat 5 mm | | bobine 500 m | 0.19 | 3000 | 1000 | 500 | 4500 | 855 | | 20 % | 1026
TOTAL | | | | | 3400 | 1250 | 500 | 5150 | 3390 | | | 3915.9
"""
            )
        },
        says="""
complete requests: material=elastique
complete requests: material=tissu
requests canal/elastique: workshop=canal; material=elastique; quantity=1000; \
file=bon de commande groupé.xlsx; reference=EL5
requests canal/tissu: workshop=canal; material=tissu; quantity=250; \
file=bon de commande groupé.xlsx; reference=TX140
requests clochers/elastique: workshop=clochers; material=elastique; quantity=3000; \
file=bon de commande groupé.xlsx; reference=EL5
requests clochers/tissu: workshop=clochers; material=tissu; quantity=400; \
file=bon de commande groupé.xlsx; reference=TX140
requests dunes/elastique: workshop=dunes; material=elastique; quantity=500; \
file=bon de commande groupé.xlsx; reference=EL5
""",
    ),
    Case(
        name="bon groupé faux total.ods",
        kind=_KIND,
        why="a total that is not the sum, a dash, and a quantity that makes no whole roll",
        pages={
            "Commande groupée": Page(
                text="""
Désignation | Unité | Conditionnement | La Bobine Claire | Les Terrils Textile | Total qté
Élastique plat 5 mm | m | bobine 500 m | 500 | 900 | 1500
Lien en jersey | m | | - | 300 | 300
"""
            )
        },
        says="""
complete requests: material=elastique
complete requests: material=lien-jersey
requests bobine/elastique: workshop=bobine; material=elastique; quantity=500; \
file=bon groupé faux total.ods
requests terrils/elastique: workshop=terrils; material=elastique; quantity=900; \
file=bon groupé faux total.ods
requests terrils/lien-jersey: workshop=terrils; material=lien-jersey; quantity=300; \
file=bon groupé faux total.ods
warning import.not_a_multiple Commande groupée!C2
warning import.total_mismatch Commande groupée!F2
""",
    ),
    Case(
        name="bon groupé fautif.xlsx",
        kind=_KIND,
        why="a quantity in words, another below zero, somebody whom the order does not know",
        pages={
            "Commande groupée": Page(
                text="""
Désignation | Unité | La Bobine Claire | Les Terrils Textile | Fil en Scène
Élastique plat 5 mm | m | 500 | -1000 | 200
Lien en jersey | m | un peu | 300 |
"""
            )
        },
        says="""
? workshop: Fil en Scène ->
error import.not_a_number Commande groupée!C3
error import.too_small Commande groupée!D2
error import.unknown_reference Commande groupée!E1
""",
    ),
    Case(
        name="bon groupé sans faute.xls",
        kind=_KIND,
        why="a form that names its supplier: quantities asked for, and an offer",
        pages={
            "Commande groupée": Page(
                text="""
Bon de commande groupé
Fournisseur : Maille du Littoral
Désignation | Conditionnement | PU HT | La Bobine Claire | Terrils Textile | Total qté
Lien en jersey | par 100 m | 0.115 | 500 | 1 200 | 1700
"""
            )
        },
        says="""
complete requests: material=lien-jersey
offers maille-liens: id=maille-liens; supplier=maille; material=lien-jersey; from=0; price=0.115; \
multiple=100
requests bobine/lien-jersey: workshop=bobine; material=lien-jersey; quantity=500; \
file=bon groupé sans faute.xls; supplier=maille
requests terrils/lien-jersey: workshop=terrils; material=lien-jersey; quantity=1200; \
file=bon groupé sans faute.xls; supplier=maille
? workshop: Terrils Textile -> terrils
""",
    ),
)
