"""What is said of work done apart that came to no good end: one sentence per ``job.*`` code."""

from __future__ import annotations

from service.i18n import N_

TEXTS: dict[str, str] = {
    "job.failed": N_(
        "Une erreur du logiciel a arrêté ce travail ({fault}) ; rien n'a été changé. Relancez-le ; si elle "
        "revient, signalez-la avec l'heure et ce que vous demandiez."
    ),
    "job.worker_lost": N_(
        "Le service s'est arrêté plusieurs fois pendant ce travail (machine redémarrée ou surchargée) ; "
        "rien n'a été changé et il n'est plus repris. Relancez-le ; si cela recommence, prévenez qui tient "
        "le service."
    ),
    "job.child_lost": N_(
        "Ce travail s'est interrompu plusieurs fois (trop de mémoire ou trop de temps) ; rien n'a été "
        "changé et il n'est plus repris. Demandez-en moins (moins de variantes, des fichiers plus petits, "
        "un temps de calcul plus court), ou prévenez qui tient le service."
    ),
}
