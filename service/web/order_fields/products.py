"""What is asked for: products, milestones, places, the customer's orders."""

from __future__ import annotations

from typing import Final

from service.i18n import N_
from service.web.order_fields.declaration import Field, Fold, Form, Rows, name_field

_MINUTES: Final = N_("min")

PRODUCT: Final = Form(
    kind="product",
    slug="produit",
    one=N_("Produit"),
    new=N_("Ajouter un produit"),
    lead=N_("Ce qu'on fabrique, étape par étape, et ce qu'il y faut comme matières."),
    code="products.id",
    folds=(
        Fold(key="essais", title=N_("Essais, première date, poids"),
             when=N_("Quand la fabrication ne peut pas commencer tout de suite, ou quand il manquera "
                     "peut-être des pièces et que ce produit compte plus que les autres.")),
        Fold(key="normes", title=N_("Normes exigées"),
             when=N_("Quand seuls les ateliers qui tiennent une norme peuvent faire ce produit.")),
    ),
    fields=(
        name_field("products.name"),
        Field(name="lot_size", label=N_("Taille du paquet"), kind="whole", blank=1, unit=N_("pièces"),
              help=N_("On fabrique par paquets entiers. Laissé vide : pièce par pièce."),
              column="products.lot_size"),
        Field(name="selling_price", label=N_("Prix de vente HT"), kind="number",
              unit=N_("€ par pièce"), column="products.selling_price"),
        Field(name="testing_weeks", label=N_("Semaines d'essais"), kind="whole", blank=0,
              help=N_("Rien ne part des ateliers pendant ces premières semaines."), fold="essais",
              column="products.testing_weeks"),
        Field(name="not_before", label=N_("Pas de travail avant le"), kind="day", fold="essais",
              help=N_("Par exemple le jour où le patron paraît."), column="products.not_before"),
        Field(name="weight", label=N_("Poids quand il manque des pièces"), kind="number", blank="1",
              help=N_("2 : une pièce manquante compte double."), fold="essais",
              column="products.weight"),
    ),
    rows=(
        Rows(
            name="operations", label=N_("Opérations, dans l'ordre"), has_ids=True,
            is_in_order=True, says=("operations.product",),
            help=N_("Le temps gammé est le temps de référence d'une pièce, en minutes."),
            columns=(
                Field(name="name", label=N_("Opération"), needed=True, column="operations.name"),
                Field(name="standard_milliminutes", label=N_("Temps gammé"), kind="thousandths",
                      unit=_MINUTES, needed=True, column="operations.standard"),
                Field(name="yield_rate", label=N_("Pièces bonnes"), kind="percent", unit="%",
                      blank="1", column="operations.yield_rate"),
                Field(name="rate", label=N_("Tarif de façon"), kind="number", unit="€",
                      column="operations.rate"),
                Field(name="setup_milliminutes", label=N_("Mise en route par semaine"),
                      kind="thousandths", unit=_MINUTES, blank=0, is_rare=True,
                      column="operations.setup"),
                Field(name="setup_cost_cents", label=N_("Coût de mise en route par semaine"),
                      kind="cents", unit="€", blank=0, is_rare=True,
                      column="operations.setup_cost"),
                Field(name="id", label=N_("Code"), blank="", is_rare=True, column="operations.id"),
            ),
        ),
        Rows(
            name="materials", label=N_("Matières pour une pièce"), says=("bom.product",),
            help=N_("Une opération qui vient d'être ajoutée se choisit après un premier "
                    "enregistrement."),
            columns=(
                Field(name="material", label=N_("Matière"), kind="choice", choices="material",
                      needed=True, column="bom.material"),
                Field(name="quantity", label=N_("Quantité par pièce"), kind="number", needed=True,
                      column="bom.quantity"),
                Field(name="waste_rate", label=N_("Perte"), kind="percent", unit="%", blank="0",
                      column="bom.waste_rate"),
                Field(name="operation", label=N_("Utilisée à l'opération"), kind="choice",
                      choices="operation", none=N_("la première"), column="bom.operation"),
                Field(name="substitutes", label=N_("Peut être remplacée par"), kind="substitutes",
                      choices="material", blank=(), is_rare=True, column="bom.substitutes",
                      help=N_("« Popeline × 1,2 ; Coton » : il faut 1,2 de popeline, ou 1 de coton, "
                              "pour 1 de cette matière.")),
            ),
        ),
        Rows(
            name="qualifications", label=N_("Normes exigées"), fold="normes",
            says=("needs.product",),
            help=N_("Sans opération nommée, la norme vaut pour toutes."),
            columns=(
                Field(name="norm", label=N_("Norme"), needed=True, column="needs.norm"),
                Field(name="operations", label=N_("Opérations"), kind="names", choices="operation",
                      blank=(), column="needs.operations"),
            ),
        ),
    ),
    # The quantity of a substitute stands beside its name.
    says=("bom.ratios",),
)  # fmt: skip
DEMAND: Final = Form(
    kind="demand",
    slug="jalon",
    one=N_("Jalon"),
    new=N_("Ajouter un jalon"),
    lead=N_("Une quantité à livrer pour une date."),
    code="demands.id",
    folds=(
        Fold(key="client", title=N_("Priorité, date au plus tôt, commande du client"),
             when=N_("Quand tout ne pourra pas être livré, quand le client ne reçoit rien avant un "
                     "jour, ou quand plusieurs clients se partagent le plan.")),
    ),
    fields=(
        Field(name="product", label=N_("Produit"), kind="choice", choices="product", needed=True,
              column="demands.product"),
        Field(name="quantity", label=N_("Quantité"), kind="number", needed=True, unit=N_("pièces"),
              column="demands.quantity"),
        Field(name="due", label=N_("À livrer au plus tard le"), kind="day", needed=True,
              column="demands.due"),
        Field(name="delivery_point", label=N_("Lieu de livraison"), kind="choice",
              choices="delivery_point", needed=True, column="demands.delivery_point"),
        Field(name="priority", label=N_("Priorité"), kind="whole", blank=1, fold="client",
              help=N_("1 d'ordinaire ; 2 compte double si tout n'est pas possible."),
              column="demands.priority"),
        Field(name="earliest", label=N_("Pas avant le"), kind="day", fold="client",
              help=N_("Avant cette date, le client ne reçoit rien."), column="demands.earliest"),
        Field(name="order", label=N_("Commande du client"), kind="choice",
              choices="customer_order", blank="", fold="client", column="demands.order"),
    ),
)  # fmt: skip
POINT: Final = Form(
    kind="delivery_point",
    slug="lieu",
    one=N_("Lieu de livraison"),
    new=N_("Ajouter un lieu"),
    code="delivery_points.id",
    folds=(
        Fold(key="garde", title=N_("Coût de garde"),
             when=N_("Quand il coûte quelque chose d'y laisser des pièces livrées en avance.")),
    ),
    fields=(
        name_field("delivery_points.name"),
        Field(name="holding_cost", label=N_("Coût de garde"), kind="number", blank="0",
              fold="garde", unit=N_("€ par pièce et semaine"),
              help=N_("Ce que coûte une pièce livrée avant sa semaine."),
              column="delivery_points.holding_cost"),
    ),
)  # fmt: skip
CUSTOMER_ORDER: Final = Form(
    kind="customer_order",
    slug="client",
    one=N_("Commande du client"),
    new=N_("Ajouter une commande de client"),
    code="orders.id",
    fields=(
        name_field("orders.name"),
        Field(name="customer", label=N_("Client"), blank="", column="orders.customer"),
    ),
)
