"""What belongs to no part of the order: its frame, where it starts from, what was decided beside it."""

from __future__ import annotations

from typing import Final

from service.i18n import N_
from service.web.order_fields.declaration import Field, Fold, Form, Rows

STOCK: Final = Rows(
    name="materials",
    path="opening.materials",
    label=N_("Matières déjà là"),
    help=N_("Le stock du début, et qui le prête au groupement."),
    columns=(
        Field(name="material", label=N_("Matière"), kind="choice", choices="material", needed=True,
              column="opening.material"),
        Field(name="thousandths", label=N_("Quantité"), kind="thousandths", needed=True,
              column="opening.quantity"),
        Field(name="lender", label=N_("Prêtée par"), kind="choice", choices="workshop", blank="",
              column="opening.workshop"),
    ),
)  # fmt: skip
FRAME: Final = Form(
    kind="head",
    slug="cadre",
    one=N_("Cadre de la commande"),
    new=N_("Changer le cadre"),
    lead=N_("Son nom, quand le travail commence, comment il se partage, et ce qu'on a déjà."),
    folds=(
        Fold(key="navette", title=N_("Navette entre ateliers"),
             when=N_("Quand un atelier coupe et qu'un autre coud : des pièces commencées passent de "
                     "l'un à l'autre par le dépôt commun.")),
        Fold(key="feries", title=N_("Jours fériés, semaines de retard possibles"),
             when=N_("À remplir une fois, pour que personne ne soit compté présent un jour férié.")),
    ),
    fields=(
        Field(name="start", label=N_("Le travail commence le"), kind="day", needed=True,
              column="order.start"),
        Field(name="purchase_from", label=N_("On peut acheter à partir du"), kind="day",
              help=N_("Laissé vide : dès le début du travail."), column="order.purchase_from"),
        Field(name="fairness_key", label=N_("Clé de partage du travail"), kind="choice",
              choices="fairness_key", blank="headcount", needed=True, column="order.fairness_key"),
        Field(name="has_hub", label=N_("Des pièces non terminées peuvent passer d'un atelier à un "
                                       "autre"), kind="present", path="hub", fold="navette",
              column="order.has_hub"),
        Field(name="hub_lead_time_weeks", label=N_("Délai de la navette"), kind="whole",
              path="hub.lead_time_weeks", blank=1, unit=N_("sem."), fold="navette",
              help=N_("Du départ d'un atelier à l'arrivée dans un autre. Laissé vide : 1."),
              column="order.hub_lead_time_weeks"),
        Field(name="hub_cost_per_lot", label=N_("Coût de la navette"), kind="cents",
              path="hub.cost_per_lot_cents", blank=0, unit=N_("€ par paquet"), fold="navette",
              help=N_("Aller au dépôt et distribution compris."), column="order.hub_cost_per_lot"),
        Field(name="late_tail_weeks", label=N_("Semaines de retard possibles"), kind="whole",
              blank=8, help=N_("Le plan peut déborder d'autant après le dernier jalon."),
              fold="feries", column="order.late_tail_weeks"),
        Field(name="public_holidays", label=N_("Jours fériés"), kind="days", blank=(),
              help=N_("Un jour par ligne, par exemple 01/05/2020."), fold="feries",
              column="order.public_holidays"),
    ),
    shortcuts=(
        Field(name="holiday_zone", label=N_("Ajouter les jours fériés de"), kind="choice",
              choices="holiday_zone", fold="feries", column="order.holiday_zone",
              help=N_("Ceux de la première semaine jusqu'à un an après le dernier jalon sont ajoutés à "
                      "la liste en enregistrant.")),
    ),
    rows=(STOCK,),
    # The title stands at the top of this form; choosing a zone asks for its holidays.
    says=("order.title", "order.automatic_holidays"),
)  # fmt: skip


def _product(column: str = "") -> Field:
    return Field(name="product", label=N_("Produit"), kind="choice", choices="product",
                 needed=True, column=column)  # fmt: skip


def _operation(label: str, column: str = "") -> Field:
    return Field(name="operation", label=label, kind="choice", choices="operation",
                 needed=True, column=column)  # fmt: skip


def _units(column: str = "") -> Field:
    return Field(name="units", label=N_("Pièces"), kind="number", needed=True, column=column)


def _arrival() -> Field:
    return Field(name="arrival", label=N_("Semaine d'arrivée"), kind="week", needed=True,
                 column="opening.arrival")  # fmt: skip


def _workshop(column: str, *, needed: bool = True) -> Field:
    return Field(name="workshop", label=N_("Atelier"), kind="choice", choices="workshop",
                 needed=needed, column=column)  # fmt: skip


_DONE: Final = N_("Opération faite")
OPENING: Final = Form(
    kind="head",
    slug="depart",
    one=N_("Situation de départ"),
    new=N_("Changer la situation de départ"),
    lead=N_("Seulement quand la commande est déjà commencée le jour où vous la décrivez ici. Ce qui "
            "se déclare ensuite dans ces pages est compté tout seul."),
    says=("opening.state",),
    folds=(
        Fold(key="achats", title=N_("Achats en cours"),
             when=N_("Quand des matières sont déjà commandées, ou déjà achetées à un prix qui dépend "
                     "du total.")),
        Fold(key="livre", title=N_("Déjà livré, ou en chemin vers le client"),
             when=N_("Quand le client a déjà reçu des pièces, ou va en recevoir.")),
        Fold(key="passe", title=N_("Travail déjà fait par chacun"),
             when=N_("Pour que la clé de partage regarde toute la commande, et pas seulement ce "
                     "qu'il en reste.")),
        Fold(key="figees", title=N_("Premières semaines déjà décidées"),
             when=N_("Quand le travail des premières semaines est distribué et ne changera plus.")),
    ),
    fields=(
        Field(name="frozen_weeks", label=N_("Semaines déjà décidées"), kind="whole",
              path="opening.frozen_weeks", blank=0, unit=N_("sem."), fold="figees",
              column="order.frozen_weeks",
              help=N_("Le nombre de premières semaines : seul ce qui est écrit ici y est fait.")),
    ),
    rows=(
        Rows(
            name="units", path="opening.units", label=N_("Pièces commencées ou terminées"),
            help=N_("Des pièces bonnes qui attendent. Sans atelier : au dépôt commun."),
            columns=(
                _product("opening.product"),
                _operation(_DONE, "opening.operation"),
                Field(name="workshop", label=N_("Où"), kind="choice", choices="workshop", blank="",
                      none=N_("au dépôt commun"), column="opening.workshop"),
                _units("opening.quantity"),
            ),
        ),
        Rows(
            name="hub_transit", path="opening.hub_transit",
            label=N_("Pièces commencées, dans la navette"),
            columns=(
                _product("opening.product"), _operation(_DONE, "opening.operation"),
                _units("opening.quantity"), _arrival(),
            ),
        ),
        Rows(
            name="purchases", path="opening.purchases", fold="achats",
            label=N_("Commandes passées, pas encore reçues"),
            columns=(
                Field(name="material", label=N_("Matière"), kind="choice", choices="material",
                      needed=True, column="opening.material"),
                Field(name="thousandths", label=N_("Quantité"), kind="thousandths", needed=True,
                      column="opening.quantity"),
                Field(name="offer", label=N_("Offre"), kind="choice", choices="offer", blank="",
                      column="opening.offer"),
                _arrival(),
            ),
        ),
        Rows(
            name="bought", path="opening.bought", fold="achats", label=N_("Déjà acheté"),
            help=N_("Compte pour les paliers sur le total, et pour ce qui reste disponible."),
            columns=(
                Field(name="offer", label=N_("Offre"), kind="choice", choices="offer", needed=True,
                      column="opening.offer"),
                Field(name="thousandths", label=N_("Quantité"), kind="thousandths", needed=True,
                      column="opening.quantity"),
            ),
        ),
        Rows(
            name="delivered", path="opening.delivered", fold="livre", label=N_("Déjà livré"),
            columns=(
                Field(name="demand", label=N_("Jalon"), kind="choice", choices="demand",
                      needed=True, column="opening.demand"),
                _units("opening.quantity"),
            ),
        ),
        Rows(
            name="lane_transit", path="opening.lane_transit", fold="livre",
            label=N_("En chemin vers un lieu de livraison"),
            columns=(
                _product("opening.product"),
                Field(name="delivery_point", label=N_("Lieu"), kind="choice",
                      choices="delivery_point", needed=True, column="opening.delivery_point"),
                _units("opening.quantity"), _arrival(),
            ),
        ),
        Rows(
            name="past_work", path="opening.past_work", fold="passe", label=N_("Travail passé"),
            columns=(
                _workshop("past_work.workshop"),
                Field(name="standard_milliminutes", label=N_("Temps gammé fait"),
                      kind="thousandths", blank=0, unit=N_("min"), column="past_work.standard"),
                Field(name="receipts_cents", label=N_("Recettes facturées"), kind="cents", blank=0,
                      unit="€", column="past_work.receipts"),
                Field(name="ramp_up_weeks", label=N_("Semaines de montée en charge passées"),
                      kind="whole", blank=0, is_rare=True, column="past_work.ramp_up_weeks"),
                Field(name="headcount_weeks", label=N_("Somme des effectifs des semaines passées"),
                      kind="number", blank="0", is_rare=True, column="past_work.headcount_weeks"),
                Field(name="productive_minutes", label=N_("Heures productives passées"),
                      kind="hours", blank="0", unit="h", is_rare=True,
                      column="past_work.productive_minutes"),
            ),
        ),
        Rows(
            name="frozen_runs", path="opening.frozen_runs", fold="figees",
            label=N_("Ce qui est fait dans ces semaines"),
            columns=(
                _workshop("frozen.workshop"), _product("frozen.product"),
                _operation(N_("Opération"), "frozen.operation"),
                Field(name="week", label=N_("Semaine"), kind="week", needed=True,
                      column="frozen.week"),
                _units("frozen.units"),
            ),
        ),
    ),
)  # fmt: skip
INSTRUCTIONS: Final = Form(
    kind="head",
    slug="consignes",
    one=N_("Travail imposé ou interdit"),
    new=N_("Changer les consignes"),
    lead=N_("Ce qu'un atelier doit faire exactement, ou ne fera pas, quoi que dise le calcul. La page "
            "du plan en propose aussi, d'un clic."),
    rows=(
        Rows(
            name="pins", label=N_("Travail imposé"),
            help=N_("En tout, sur ces semaines. La dernière laissée vide : une seule semaine."),
            columns=(
                _workshop("pins.workshop"), _product("pins.product"),
                _operation(N_("Opération"), "pins.operation"),
                Field(name="first", label=N_("De la semaine"), kind="week", needed=True,
                      column="pins.first"),
                Field(name="last", label=N_("À la semaine (comprise)"), kind="week", like="first",
                      after="first", column="pins.last"),
                _units("pins.units"),
            ),
        ),
        Rows(
            name="bans", label=N_("Travail interdit"),
            help=N_("Une case laissée vide ne limite pas : tous les produits, dès le début…"),
            columns=(
                _workshop("bans.workshop"),
                Field(name="product", label=N_("Produit"), kind="choice", choices="product",
                      none=N_("tous"), column="bans.product"),
                Field(name="operation", label=N_("Opération"), kind="choice", choices="operation",
                      none=N_("toutes"), column="bans.operation"),
                Field(name="first", label=N_("De la semaine"), kind="week", column="bans.first"),
                Field(name="last", label=N_("À la semaine (comprise)"), kind="week", after="first",
                      column="bans.last"),
            ),
        ),
    ),
    fields=(),
)  # fmt: skip
