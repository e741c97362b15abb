"""The fields of the parts of an order, as people fill them in: one table for forms, pages and previews.

A field says where its value lies in the data of a part, how it is written there (thousandths, cents,
rates) and how a person writes it (minutes, euros, percent).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from service.db.conversion import PartKind
from service.i18n import N_

FieldKind = Literal[
    "text", "number", "whole", "day", "percent", "thousandths", "cents", "choice", "names", "days"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value.

    Attributes:
        name: key in the data.
        choices: kind of part to choose from, ``operation``, or key of ``WORDS``; for ``choice`` and
            ``names``.
        blank: what an empty box means in the data.
        none: what choosing nothing is called.
        is_more: beside the usual: folded at first.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    help: str = ""
    unit: str = ""
    needed: bool = False
    choices: str = ""
    blank: Any = None
    none: str = ""
    is_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A list of the data, as a table to fill in.

    Attributes:
        name: key in the object, or beside it when ``is_beside``.
        first: columns that make a row exist; a row without them is left out.
        whose: field that names the part, filled by itself.
        has_ids: rows have an ``id``, made from their name.
        is_in_order: the order of the rows counts.
    """

    name: str
    label: str
    columns: tuple[Field, ...]
    help: str = ""
    is_beside: bool = False
    whose: str = ""
    has_ids: bool = False
    is_in_order: bool = False
    is_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Everything of one kind of part.

    Attributes:
        slug: in addresses.
        one: what people call it; ``new``: the button that adds one; ``gone``: what removing it does.
        within: list of the part in which the object lies ("" : the part itself).
    """

    kind: PartKind
    slug: str
    one: str
    new: str
    fields: tuple[Field, ...]
    rows: tuple[Rows, ...] = ()
    within: str = ""
    lead: str = ""


_NAME = Field(name="name", label=N_("Nom"), needed=True)
_MINUTES: Final = N_("min")

PRODUCT: Final = Form(
    kind="product",
    slug="produit",
    one=N_("Produit"),
    new=N_("Ajouter un produit"),
    lead=N_("Ce qu'on fabrique, étape par étape, et ce qu'il y faut comme matières."),
    fields=(
        _NAME,
        Field(name="lot_size", label=N_("Taille du lot"), kind="whole", blank=1, unit=N_("pièces"),
              help=N_("On fabrique par lots entiers. Laissé vide : pièce par pièce.")),
        Field(name="selling_price", label=N_("Prix de vente HT"), kind="number",
              unit=N_("€ par pièce")),
        Field(name="testing_weeks", label=N_("Semaines d'essais"), kind="whole", blank=0,
              help=N_("Rien ne part des ateliers pendant ces premières semaines."), is_more=True),
        Field(name="not_before", label=N_("Pas de travail avant le"), kind="day", is_more=True),
        Field(name="weight", label=N_("Poids quand il manque des pièces"), kind="number", blank="1",
              help=N_("2 : une pièce manquante compte double."), is_more=True),
    ),
    rows=(
        Rows(
            name="operations", label=N_("Opérations, dans l'ordre"), has_ids=True,
            is_in_order=True,
            help=N_("Le temps gammé est le temps de référence d'une pièce, en minutes."),
            columns=(
                Field(name="name", label=N_("Opération"), needed=True),
                Field(name="standard_milliminutes", label=N_("Temps gammé"), kind="thousandths",
                      unit=_MINUTES, needed=True),
                Field(name="yield_rate", label=N_("Pièces bonnes"), kind="percent", unit="%",
                      blank="1"),
                Field(name="setup_milliminutes", label=N_("Mise en route par semaine"),
                      kind="thousandths", unit=_MINUTES, blank=0),
                Field(name="rate", label=N_("Tarif de façon"), kind="number", unit="€"),
            ),
        ),
        Rows(
            name="materials", label=N_("Matières pour une pièce"),
            columns=(
                Field(name="material", label=N_("Matière"), kind="choice", choices="material",
                      needed=True),
                Field(name="quantity", label=N_("Quantité par pièce"), kind="number", needed=True),
                Field(name="waste_rate", label=N_("Perte"), kind="percent", unit="%", blank="0"),
                Field(name="operation", label=N_("Utilisée à l'opération"), kind="choice",
                      choices="operation", none=N_("la première")),
            ),
        ),
        Rows(
            name="qualifications", label=N_("Normes exigées"), is_more=True,
            help=N_("Sans opération nommée, la norme vaut pour toutes."),
            columns=(
                Field(name="norm", label=N_("Norme"), needed=True),
                Field(name="operations", label=N_("Opérations"), kind="names", choices="operation",
                      blank=()),
            ),
        ),
    ),
)  # fmt: skip
DEMAND: Final = Form(
    kind="demand",
    slug="jalon",
    one=N_("Jalon"),
    new=N_("Ajouter un jalon"),
    lead=N_("Une quantité à livrer pour une date."),
    fields=(
        Field(name="product", label=N_("Produit"), kind="choice", choices="product", needed=True),
        Field(name="quantity", label=N_("Quantité"), kind="number", needed=True, unit=N_("pièces")),
        Field(name="due", label=N_("À livrer au plus tard le"), kind="day", needed=True),
        Field(name="delivery_point", label=N_("Lieu de livraison"), kind="choice",
              choices="delivery_point", needed=True),
        Field(name="priority", label=N_("Priorité"), kind="whole", blank=1, is_more=True,
              help=N_("Le plus grand nombre passe d'abord.")),
        Field(name="earliest", label=N_("Pas avant le"), kind="day", is_more=True),
        Field(name="order", label=N_("Commande du client"), kind="choice",
              choices="customer_order", blank="", is_more=True),
    ),
)  # fmt: skip
POINT: Final = Form(
    kind="delivery_point",
    slug="lieu",
    one=N_("Lieu de livraison"),
    new=N_("Ajouter un lieu"),
    fields=(
        _NAME,
        Field(name="holding_cost", label=N_("Coût de garde"), kind="number", blank="0", is_more=True,
              unit=N_("€ par pièce et semaine"),
              help=N_("Ce que coûte une pièce livrée avant sa semaine.")),
    ),
)  # fmt: skip
CUSTOMER_ORDER: Final = Form(
    kind="customer_order",
    slug="client",
    one=N_("Commande du client"),
    new=N_("Ajouter une commande de client"),
    fields=(_NAME, Field(name="customer", label=N_("Client"), blank="")),
)
MATERIAL: Final = Form(
    kind="material",
    slug="matiere",
    one=N_("Matière"),
    new=N_("Ajouter une matière"),
    fields=(
        _NAME,
        Field(name="unit", label=N_("Unité"), blank="", help=N_("m, kg, pièce, bobine…")),
        Field(name="holding_cost", label=N_("Coût de garde"), kind="number", blank="0", is_more=True,
              unit=N_("€ par unité et semaine")),
    ),
)  # fmt: skip
SUPPLIER: Final = Form(
    kind="supplier",
    slug="fournisseur",
    one=N_("Fournisseur"),
    new=N_("Ajouter un fournisseur"),
    lead=N_("Ses offres s'ajoutent ensuite, une par matière."),
    fields=(
        _NAME,
        Field(name="fee_cents", label=N_("Frais par commande"), kind="cents", blank=0, unit="€"),
        Field(name="minimum_cents", label=N_("Montant minimal d'une commande"), kind="cents",
              blank=0, unit="€"),
    ),
)  # fmt: skip
OFFER: Final = Form(
    kind="supplier",
    slug="offre",
    one=N_("Offre"),
    new=N_("Ajouter une offre"),
    within="offers",
    lead=N_("Le prix d'une matière chez ce fournisseur, et en combien de temps elle arrive."),
    fields=(
        Field(name="material", label=N_("Matière"), kind="choice", choices="material", needed=True),
        Field(name="lead_time_weeks", label=N_("Délai"), kind="whole", blank=0,
              unit=N_("sem."), help=N_("De la commande à la réception.")),
        Field(name="minimum_thousandths", label=N_("Quantité minimale d'une commande"),
              kind="thousandths", blank=0),
        Field(name="multiple_thousandths", label=N_("Vendue par multiples de"), kind="thousandths",
              blank=0),
        Field(name="weekly_thousandths", label=N_("Disponible par semaine, au plus"),
              kind="thousandths", is_more=True),
        Field(name="total_thousandths", label=N_("Disponible en tout, au plus"), kind="thousandths",
              is_more=True),
        Field(name="break_kind", label=N_("Le prix d'un palier vaut pour"), kind="choice",
              choices="break_kind", blank="all_units", is_more=True),
        Field(name="break_basis", label=N_("Les paliers se comptent"), kind="choice",
              choices="break_basis", blank="order", is_more=True),
        Field(name="order_from", label=N_("Commander à partir du"), kind="day", is_more=True),
        Field(name="order_until", label=N_("Commander jusqu'au"), kind="day", is_more=True),
    ),
    rows=(
        Rows(
            name="breaks", label=N_("Prix par quantité commandée"),
            help=N_("Le premier palier part de 0."),
            columns=(
                Field(name="from_thousandths", label=N_("À partir de"), kind="thousandths",
                      blank=0),
                Field(name="unit_price", label=N_("Prix HT de l'unité"), kind="number", unit="€",
                      needed=True),
            ),
        ),
    ),
)  # fmt: skip
WORKSHOP: Final = Form(
    kind="workshop",
    slug="atelier",
    one=N_("Atelier"),
    new=N_("Ajouter un atelier"),
    lead=N_("Ce que l'atelier met dans cette commande : du monde, du temps, ce qu'il sait faire."),
    fields=(
        _NAME,
        Field(name="kind", label=N_("Type de structure"), kind="choice", choices="structure",
              blank="OTHER"),
        Field(name="headcount", label=N_("Effectif affecté"), kind="number", needed=True,
              unit=N_("personnes")),
        Field(name="weekly_hours", label=N_("Heures par semaine et par personne"), kind="number",
              needed=True, unit="h"),
        Field(name="working_days", label=N_("Jours de travail par semaine"), kind="whole", blank=5),
        Field(name="absence_rate", label=N_("Absences"), kind="percent", blank="0", unit="%"),
        Field(name="non_production_rate", label=N_("Temps hors production"), kind="percent",
              blank="0", unit="%", help=N_("Accompagnement, formation, réunions.")),
        Field(name="entry", label=N_("Entre le"), kind="day", is_more=True),
        Field(name="leaving", label=N_("Quitte le"), kind="day", is_more=True),
        Field(name="smallest_share", label=N_("Rien, ou au moins"), kind="percent", unit="%",
              help=N_("Part du travail de la commande."), is_more=True),
        Field(name="largest_share", label=N_("Au plus"), kind="percent", unit="%",
              help=N_("Part du travail de la commande."), is_more=True),
        Field(name="receipts_ceiling_cents", label=N_("Plafond de recettes"), kind="cents",
              unit="€", is_more=True),
        Field(name="agreed_share", label=N_("Part convenue"), kind="number", is_more=True,
              help=N_("Compte seulement quand la clé de répartition est « convenue ».")),
    ),
    rows=(
        Rows(
            name="capabilities", label=N_("Ce qu'il sait faire"), is_beside=True, whose="workshop",
            help=N_("Rendement : 100 % va au temps gammé, 50 % met le double de temps. "
                    "On peut donner à la place les pièces d'une semaine pleine."),
            columns=(
                Field(name="operation", label=N_("Opération"), kind="choice", choices="operation",
                      needed=True),
                Field(name="product", label=N_("Produit"), kind="choice", choices="product",
                      none=N_("tous")),
                Field(name="pace", label=N_("Rendement"), kind="percent", unit="%"),
                Field(name="units_per_week", label=N_("ou pièces par semaine"), kind="number"),
                Field(name="smallest_run_units", label=N_("Plus petite série"), kind="whole",
                      blank=0),
            ),
        ),
        Rows(
            name="lanes", label=N_("Où il livre"), is_beside=True, whose="workshop",
            columns=(
                Field(name="delivery_point", label=N_("Lieu"), kind="choice",
                      choices="delivery_point", needed=True),
                Field(name="cost_per_lot_cents", label=N_("Coût par lot"), kind="cents", unit="€",
                      blank=0),
                Field(name="lead_time_weeks", label=N_("Délai"), kind="whole", blank=0,
                      unit=N_("sem.")),
            ),
        ),
        Rows(
            name="closures", label=N_("Fermetures"),
            columns=(
                Field(name="first", label=N_("Du"), kind="day", needed=True),
                Field(name="last", label=N_("Au (compris)"), kind="day", needed=True),
                Field(name="reason", label=N_("Pourquoi"), blank=""),
            ),
        ),
        Rows(
            name="qualifications", label=N_("Normes tenues"), is_more=True,
            columns=(
                Field(name="norm", label=N_("Norme"), needed=True),
                Field(name="start", label=N_("Depuis le"), kind="day"),
                Field(name="end", label=N_("Jusqu'au"), kind="day"),
            ),
        ),
    ),
)  # fmt: skip
STATION: Final = Form(
    kind="station_group",
    slug="poste",
    one=N_("Poste ou machine"),
    new=N_("Ajouter un poste ou une machine"),
    lead=N_("À décrire seulement quand leur nombre limite le travail."),
    fields=(
        _NAME,
        Field(name="host", label=N_("Chez"), kind="choice", choices="workshop", needed=True),
        Field(name="users", label=N_("Prêté aussi à"), kind="names", choices="workshop", blank=()),
        Field(name="operations", label=N_("Sert aux opérations"), kind="names",
              choices="operation", needed=True, blank=()),
        Field(name="number", label=N_("Nombre"), kind="whole",
              help=N_("Laissé vide : il ne limite pas.")),
        Field(name="opening_hours", label=N_("Heures d'ouverture par semaine"), kind="number",
              unit="h", help=N_("Laissé vide : celles de l'atelier.")),
    ),
)  # fmt: skip
FORMS: Final[Mapping[str, Form]] = {
    f.slug: f
    for f in (
        PRODUCT, DEMAND, POINT, CUSTOMER_ORDER, MATERIAL, SUPPLIER, OFFER, WORKSHOP, STATION
    )
}  # fmt: skip
HEAD: Final = (
    Field(name="start", label=N_("Le travail commence le"), kind="day", needed=True),
    Field(name="purchase_from", label=N_("On peut acheter à partir du"), kind="day",
          help=N_("Laissé vide : dès le début du travail.")),
    Field(name="fairness_key", label=N_("Clé de répartition du travail"), kind="choice",
          choices="fairness_key", blank="headcount", needed=True),
    Field(name="late_tail_weeks", label=N_("Semaines de retard possibles"), kind="whole", blank=8,
          help=N_("Le plan peut déborder d'autant après le dernier jalon."), is_more=True),
    Field(name="public_holidays", label=N_("Jours fériés"), kind="days", blank=(),
          help=N_("Un jour par ligne, par exemple 01/05/2020."), is_more=True),
)  # fmt: skip
STOCK: Final = Rows(
    name="materials",
    label=N_("Matières déjà là"),
    help=N_("Le stock du début, et qui le prête au groupement."),
    columns=(
        Field(name="material", label=N_("Matière"), kind="choice", choices="material", needed=True),
        Field(name="thousandths", label=N_("Quantité"), kind="thousandths", needed=True),
        Field(name="lender", label=N_("Prêtée par"), kind="choice", choices="workshop", blank=""),
    ),
)
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "fairness_key": {
        "headcount": N_("selon l'effectif de chacun"),
        "productive_minutes": N_("selon les heures que chacun peut donner"),
        "equal": N_("à parts égales"),
        "agreed": N_("selon les parts convenues"),
    },
    "break_kind": {
        "all_units": N_("toute la commande"),
        "incremental": N_("les unités au-dessus du palier"),
    },
    "break_basis": {
        "order": N_("par commande"),
        "total": N_("sur tout ce qu'on achète"),
    },
    "structure": {
        "ACI": N_("atelier et chantier d'insertion (ACI)"),
        "EI": N_("entreprise d'insertion (EI)"),
        "EA": N_("entreprise adaptée (EA)"),
        "ESAT": N_("ESAT"),
        "AI": N_("association intermédiaire (AI)"),
        "ETTI": N_("entreprise de travail temporaire d'insertion (ETTI)"),
        "EITI": N_("entreprise d'insertion par le travail indépendant (EITI)"),
        "EATT": N_("entreprise adaptée de travail temporaire (EATT)"),
        "GEIQ": N_("groupement d'employeurs (GEIQ)"),
        "SCOP": N_("SCOP"),
        "SCIC": N_("SCIC"),
        "ASSO": N_("association"),
        "OTHER": N_("autre"),
    },
}  # fmt: skip
"""French words of the choices that are not parts of the order."""
