"""What workshops send about what they can do: the census of capacities and the load plan by weeks.

These are no sheets of the order workbook: their rows end in its sheets of workshops, weeks,
closures, commitments, capabilities and stations.
"""

from __future__ import annotations

from decimal import Decimal

from importers.columns.declaration import (
    Kind,
    Sheet,
    choice,
    day,
    number,
    ref,
    text,
    week,
    yes_no,
)
from importers.columns.member_sheets import KINDS


def _also(words: str) -> tuple[str, ...]:
    """Other headers that mean the same, one after the other between bars."""
    return tuple(w.strip() for w in words.split("|"))


CENSUS = Sheet(
    key="census",
    fr="Recensement",
    en="Census",
    also=(
        "Recensement des capacités",
        "Capacités des ateliers",
        "Capacités",
        "Ateliers",
        "Structures",
        "Capacity census",
        "Capacities",
    ),
    row_kind="object",
    required=True,
    columns=(
        text(
            "name",
            "Structure",
            "Workshop",
            *_also(
                "nom | nom de la structure | atelier | nom de l'atelier | "
                "raison sociale | dénomination | association | établissement | "
                "entreprise | membre | adhérent | organisme | porteur | SIAE | name | "
                "organisation | company | member"
            ),
            required=True,
            example="Vestali",
        ),
        choice(
            "kind",
            KINDS,
            "Type",
            "Kind",
            *_also(
                "Type (ACI/EI/ESAT/EA) | type de structure | type SIAE | statut | "
                "statut juridique | catégorie | nature | agrément | conventionnement"
            ),
            example="ACI",
        ),
        text("siret", "SIRET", "SIRET", "n° siret", "numéro de siret", "siret de l'établissement"),
        text(
            "city",
            "Commune",
            "Town",
            *_also(
                "ville | lieu | localité | adresse | code postal | CP | département | "
                "city | address | site"
            ),
        ),
        number(
            "headcount",
            Kind.DECIMAL,
            "Effectif atelier couture",
            "Headcount",
            *_also(
                "effectif | effectifs | effectif affecté | effectif couture | "
                "effectif atelier | effectif total | nombre de personnes | "
                "nb personnes | nb pers | personnes | salariés | nombre de salariés | "
                "nb salariés | couturières | nombre de couturières | nb couturières | "
                "opérateurs | opératrices | nb opérateurs | travailleurs | "
                "nombre de travailleurs | people | workers | staff"
            ),
            above=True,
            example="8",
        ),
        number(
            "insertion",
            Kind.DECIMAL,
            "dont en insertion",
            "Of whom in insertion",
            *_also(
                "en insertion | salariés en insertion | "
                "nombre de salariés en insertion | CDDI | dont CDDI | "
                "dont travailleurs handicapés | dont TH | dont RQTH"
            ),
            example="6",
        ),
        number(
            "etp",
            Kind.DECIMAL,
            "ETP",
            "FTE",
            *_also(
                "nb ETP | nombre d'ETP | équivalent temps plein | "
                "équivalents temps plein | ETP atelier | ETP couture | effectif ETP | "
                "effectif en ETP | full time equivalent"
            ),
            above=True,
        ),
        number(
            "weekly_hours",
            Kind.HOURS,
            "Heures/semaine",
            "Weekly hours",
            *_also(
                "heures par semaine | h/sem | h/semaine | heures hebdo | "
                "heures hebdomadaires | horaire hebdo | horaire hebdomadaire | "
                "durée hebdomadaire | durée hebdo | temps de travail | "
                "temps de travail hebdomadaire | heures par personne | hours per week | "
                "hours"
            ),
            above=True,
            maximum=Decimal(168),
            example="26 h",
        ),
        number(
            "working_days",
            Kind.INTEGER,
            "Jours/semaine",
            "Working days",
            *_also(
                "jours par semaine | j/sem | jours travaillés | "
                "nb de jours par semaine | days per week"
            ),
            minimum=Decimal(1),
            maximum=Decimal(7),
            example="4",
        ),
        number(
            "sewing_machines",
            Kind.INTEGER,
            "Nb machines piqueuses",
            "Sewing machines",
            *_also(
                "piqueuses | piqueuses plates | machines piqueuses | "
                "nombre de piqueuses | nb piqueuses | machines à coudre | "
                "nb machines à coudre | nombre de machines à coudre | machines | "
                "nb machines | nombre de machines | MAC"
            ),
            example="7",
        ),
        number(
            "overlockers",
            Kind.INTEGER,
            "Surjeteuses",
            "Overlockers",
            *_also(
                "nb surjeteuses | nombre de surjeteuses | machines surjeteuses | "
                "sergers | overlock machines"
            ),
            example="2",
        ),
        yes_no(
            "cutting_table",
            "Table de coupe (O/N)",
            "Cutting table",
            *_also(
                "table de coupe | tables de coupe | coupe | coupe possible | "
                "coupe en interne | équipement de coupe | cutting"
            ),
        ),
        number(
            "absence_rate",
            Kind.PERCENT,
            "Taux d'absence",
            "Absence rate",
            *_also("absence | absences | absentéisme | taux d'absentéisme | absenteeism"),
            maximum=Decimal(1),
            example="12 %",
        ),
        number(
            "non_production_rate",
            Kind.PERCENT,
            "Temps hors production",
            "Non-production time",
            *_also("hors production | accompagnement et formation | taux de hors production"),
            maximum=Decimal(1),
        ),
        number(
            "pace",
            Kind.PACE,
            "Rendement estimé %",
            "Pace",
            *_also(
                "rendement | rendement estimé | rendement moyen | taux de rendement | "
                "productivité | cadence % | performance | efficiency"
            ),
            above=True,
            plain_up_to=Decimal(3),
            example="60 %",
        ),
        number(
            "largest_share",
            Kind.PERCENT,
            "Part maximale",
            "Largest share",
            *_also(
                "part maximale souhaitée | part max | part maximum | part maximale de la commande | "
                "pas plus de | largest part"
            ),
            maximum=Decimal(1),
            example="30 %",
        ),
        number(
            "units_per_week",
            Kind.DECIMAL,
            "Capacité masques/sem",
            "Units per week",
            *_also(
                "capacité par semaine | capacité hebdo | capacité hebdomadaire | "
                "capacité de production | capacité de production par semaine | "
                "masques par semaine | masques/semaine | pièces par semaine | "
                "pièces/semaine | unités par semaine | production par semaine | "
                "production hebdomadaire | nb masques par semaine | "
                "nombre de masques par semaine | capacity per week | weekly capacity"
            ),
            above=True,
        ),
        day(
            "entry",
            "Disponible à partir du",
            "Available from",
            *_also(
                "disponible le | disponible dès | disponibilité | "
                "date de disponibilité | date de démarrage | démarrage | "
                "démarrage possible | à partir du | entrée | start"
            ),
        ),
        day(
            "leaving",
            "Disponible jusqu'au",
            "Available until",
            *_also("date de fin | sortie | fin de disponibilité"),
        ),
        text(
            "closures",
            "Congés / fermeture",
            "Closures",
            *_also(
                "congés | fermeture | fermetures | période de fermeture | "
                "fermeture annuelle | congés annuels | congés d'été | "
                "dates de fermeture | dates de congés | vacances | holidays"
            ),
        ),
        text(
            "contact",
            "Contact",
            "Contact",
            *_also(
                "nom du contact | référent | référente | responsable | interlocuteur | "
                "encadrant | encadrante | téléphone | tél | portable | mail | e-mail | "
                "courriel | email | phone"
            ),
        ),
        text(
            "remarks",
            "Remarques",
            "Remarks",
            *_also(
                "remarque | observations | observation | commentaires | commentaire | "
                "notes | précisions | divers | comments"
            ),
        ),
    ),
)

LOAD_PLAN = Sheet(
    key="load_plan",
    fr="Plan de charge",
    en="Load plan",
    also=(
        "Planning",
        "Planning de charge",
        "Plan de charge prévisionnel",
        "Charge",
        "Prévisionnel",
        "Disponibilités par semaine",
        "Présences",
        "Workload",
    ),
    required=True,
    columns=(
        ref(
            "workshop",
            "workshops",
            "Structure",
            "Workshop",
            *_also(
                "atelier | nom | nom de la structure | membre | établissement | "
                "association | site | member"
            ),
            example="Vestali",
        ),
        text(
            "job",
            "Chantier",
            "Job",
            *_also(
                "chantiers | affaire | client | clients | commande | commandes | "
                "dossier | activité | activités | tâche | travaux | projet | "
                "prestation | project | customer"
            ),
        ),
        text(
            "measure",
            "Nature",
            "Measure",
            *_also("ligne | libellé | indicateur | rubrique | type | poste"),
        ),
        text("unit", "Unité", "Unit", "unités", "en"),
        week(
            "week",
            "Semaine",
            "Week",
            *_also("sem | n° semaine | numéro de semaine | semaines | période | semaine du | S"),
            example="S18 2020",
        ),
        week("last", "Jusqu'à", "Until", "dernière semaine", "à la semaine"),
        number(
            "people",
            Kind.DECIMAL,
            "Personnes",
            "People",
            *_also(
                "effectif | effectifs | headcount | nb personnes | nb pers | "
                "nombre de personnes | présents | salariés | couturières | opérateurs | "
                "effectif présent | effectif disponible | personnes disponibles | "
                "nb salariés"
            ),
        ),
        number(
            "fte",
            Kind.DECIMAL,
            "ETP",
            "FTE",
            *_also("nb ETP | ETP disponibles | équivalent temps plein"),
        ),
        number(
            "hours",
            Kind.HOURS,
            "Heures",
            "Hours",
            *_also(
                "heures disponibles | total heures | nb heures | nombre d'heures | "
                "volume horaire | capacité | capacité heures | h | hours available"
            ),
        ),
        number(
            "hours_each",
            Kind.HOURS,
            "Heures par personne",
            "Hours per person",
            *_also("heures/semaine | heures par semaine | h/sem | h/pers | horaire | weekly hours"),
            maximum=Decimal(168),
        ),
        number(
            "person_days",
            Kind.DECIMAL,
            "Jours-homme",
            "Person-days",
            *_also(
                "jours homme | jours hommes | jours/homme | j/h | jh | j-h | "
                "jours personne | jours-personnes | hommes jours | person days | "
                "man days"
            ),
        ),
        number(
            "days",
            Kind.DECIMAL,
            "Jours",
            "Days",
            *_also("nb jours | jours ouverts | jours travaillés | jours d'ouverture | j"),
        ),
        number(
            "share",
            Kind.PERCENT,
            "Disponibilité",
            "Availability",
            *_also(
                "taux de disponibilité | % disponible | part disponible | dispo | "
                "disponible | availability rate"
            ),
        ),
        number(
            "load",
            Kind.HOURS,
            "Charge",
            "Load",
            *_also(
                "charge prise | charge déjà prise | engagé | réservé | "
                "heures réservées | occupé | booked"
            ),
        ),
        text(
            "closed",
            "Fermeture",
            "Closed",
            *_also("fermé | congés | congés / fermeture | fermetures | vacances"),
        ),
        text(
            "rate",
            "Taux de charge",
            "Load rate",
            *_also(
                "taux d'occupation | occupation | solde | reste | écart | marge | "
                "total | moyenne | balance"
            ),
        ),
        text(
            "remarks",
            "Remarques",
            "Remarks",
            *_also("remarque | observations | commentaires | commentaire | notes | contact"),
        ),
    ),
)

RECEIVED_SHEETS: tuple[Sheet, ...] = (CENSUS, LOAD_PLAN)
