"""French words of the choices that are not parts of the order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

from optimizer.cost_parameters import SharingKey
from service.exports import cost_words
from service.i18n import N_

WORDS: Final[Mapping[str, Mapping[Any, str]]] = {
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
    "holiday_zone": {
        "FR": N_("France"),
        "6AE": N_("Alsace"),
        "57": N_("Moselle"),
        "971": N_("Guadeloupe"),
        "972": N_("Martinique"),
        "973": N_("Guyane"),
        "974": N_("La Réunion"),
        "976": N_("Mayotte"),
    },
    "circuit": cost_words.CIRCUITS,
    "common_key": cost_words.COMMON_KEYS,
    "sharing_key": {key: cost_words.SHARING_KEYS[key] for key in get_args(SharingKey)},
}  # fmt: skip
"""By key of :attr:`Field.choices`: value in the data → word."""
