"""What is bought, and from whom: materials, suppliers, their offers."""

from __future__ import annotations

from typing import Final

from service.i18n import N_
from service.web.order_fields.declaration import Field, Fold, Form, Rows, name_field

MATERIAL: Final = Form(
    kind="material",
    slug="matiere",
    one=N_("Matière"),
    new=N_("Ajouter une matière"),
    code="materials.id",
    folds=(
        Fold(key="garde", title=N_("Coût de garde"),
             when=N_("Quand il coûte quelque chose d'en garder en stock : place, avance d'argent.")),
    ),
    fields=(
        name_field("materials.name"),
        Field(name="unit", label=N_("Unité"), blank="", help=N_("m, kg, pièce, bobine…"),
              column="materials.unit"),
        Field(name="holding_cost", label=N_("Coût de garde"), kind="number", blank="0",
              fold="garde", unit=N_("€ par unité et semaine"), column="materials.holding_cost"),
    ),
)  # fmt: skip
SUPPLIER: Final = Form(
    kind="supplier",
    slug="fournisseur",
    one=N_("Fournisseur"),
    new=N_("Ajouter un fournisseur"),
    lead=N_("Ses offres s'ajoutent ensuite, une par matière."),
    code="suppliers.id",
    fields=(
        name_field("suppliers.name"),
        Field(name="fee_cents", label=N_("Frais par commande"), kind="cents", blank=0, unit="€",
              help=N_("Port ou dossier, comptés à chaque semaine où l'on commande."),
              column="suppliers.fee"),
        Field(name="minimum_cents", label=N_("Montant minimal d'une commande"), kind="cents",
              blank=0, unit="€", column="suppliers.minimum"),
    ),
)  # fmt: skip
OFFER: Final = Form(
    kind="supplier",
    slug="offre",
    one=N_("Offre"),
    new=N_("Ajouter une offre"),
    within="offers",
    lead=N_("Le prix d'une matière chez ce fournisseur, et en combien de temps elle arrive."),
    code="offers.id",
    says=("offers.supplier",),
    folds=(
        Fold(key="limites", title=N_("Quantités limitées, dates, façon de compter les paliers"),
             when=N_("Quand le fournisseur ne peut pas livrer autant qu'on veut, ou quand on veut, ou "
                     "quand ses paliers se comptent autrement.")),
        Fold(key="semaines", title=N_("Disponible certaines semaines"),
             when=N_("Quand le fournisseur annonce ce qu'il livrera telle ou telle semaine.")),
    ),
    fields=(
        Field(name="material", label=N_("Matière"), kind="choice", choices="material", needed=True,
              column="offers.material"),
        Field(name="lead_time_weeks", label=N_("Délai"), kind="whole", blank=0,
              unit=N_("sem."), help=N_("De la commande à la réception."),
              column="offers.lead_time_weeks"),
        Field(name="minimum_thousandths", label=N_("Quantité minimale d'une commande"),
              kind="thousandths", blank=0, column="offers.minimum"),
        Field(name="multiple_thousandths", label=N_("Vendue par multiples de"), kind="thousandths",
              blank=0, help=N_("50 pour des rouleaux de 50 m."), column="offers.multiple"),
        Field(name="weekly_thousandths", label=N_("Disponible par semaine, au plus"),
              kind="thousandths", fold="limites", help=N_("Laissé vide : autant qu'on veut."),
              column="offers.weekly"),
        Field(name="total_thousandths", label=N_("Disponible en tout, au plus"), kind="thousandths",
              fold="limites", help=N_("Laissé vide : autant qu'on veut."), column="offers.total"),
        Field(name="break_kind", label=N_("Le prix d'un palier vaut pour"), kind="choice",
              choices="break_kind", blank="all_units", fold="limites", column="offers.break_kind"),
        Field(name="break_basis", label=N_("Les paliers se comptent"), kind="choice",
              choices="break_basis", blank="order", fold="limites", column="offers.break_basis"),
        Field(name="order_from", label=N_("Commander à partir du"), kind="day", fold="limites",
              column="offers.order_from"),
        Field(name="order_until", label=N_("Commander jusqu'au"), kind="day", fold="limites",
              after="order_from", column="offers.order_until"),
    ),
    rows=(
        Rows(
            name="breaks", label=N_("Prix par quantité commandée"),
            help=N_("Le premier palier part de 0."),
            columns=(
                Field(name="from_thousandths", label=N_("À partir de"), kind="thousandths",
                      blank=0, column="offers.from"),
                Field(name="unit_price", label=N_("Prix HT de l'unité"), kind="number", unit="€",
                      needed=True, column="offers.price"),
            ),
        ),
        Rows(
            name="availability", label=N_("Ce qui peut arriver, semaine par semaine"),
            fold="semaines", is_by_week=True, says=("availability.offer",),
            help=N_("0 : rien cette semaine-là. Une semaine qui n'est pas nommée suit la limite par "
                    "semaine."),
            columns=(
                Field(name="week", label=N_("Semaine d'arrivée"), kind="week", needed=True,
                      column="availability.week"),
                Field(name="last", label=N_("Jusqu'à (comprise)"), kind="week", after="week"),
                Field(name="thousandths", label=N_("Quantité par semaine"), kind="thousandths",
                      needed=True, column="availability.quantity"),
            ),
        ),
    ),
)  # fmt: skip
