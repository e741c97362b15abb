"""What somebody at a terminal types about a finding: said after its sentence, by the command line only.

The sentences themselves name no command: they are read on pages and in files too.
"""

from __future__ import annotations

from typing import Final

from service.i18n import N_

HINTS: Final[dict[str, str]] = {
    "import.no_known_sheet": N_("Pour l'avoir : oeuvre template -o modele.xlsx."),
    "import.no_known_sheet:costs": N_(
        "Pour l'avoir : oeuvre template costs --order COMMANDE.xlsx --workshop ATELIER -o couts.xlsx ; "
        "pour y reprendre une fiche : oeuvre import costs FICHE --into couts.xlsx."
    ),
    "import.json_syntax:not_text": N_("C'est « oeuvre plan » qui l'écrit."),
    "import.other_kind": N_("Commande : oeuvre import {expected}."),
    "cost.no_costs": N_(
        "Pour le préparer : oeuvre template costs --order COMMANDE.xlsx --workshop {subject} -o couts.xlsx."
    ),
    "cost.other_order": N_("Ou ajoutez --anyway."),
    "cost.quoted_after_deposit": N_("Option : --day."),
    "cost.quoted_after_deliveries": N_("Option : --day."),
    "replan.followup_unclear": N_("Commande : oeuvre import followup."),
    "replan.workshop_gone": N_("Option : --leaver {suggestion}."),
    "replan.leaver_back": N_("Option : --leaver {suggestion}."),
    "replan.not_less": N_("Option : --order."),
    "solve.none": N_("Option : --time-limit."),
}
"""French template by ``code``, or by ``code:reason`` where the reason changes the hint."""
