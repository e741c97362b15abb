"""What is said when an order cannot be planned as asked: one sentence per ``solve.*`` code."""

from __future__ import annotations

from service.i18n import N_

TEXTS: dict[str, str] = {
    "solve.no_plan": N_("Aucun plan n'a été trouvé dans le temps accordé. Donnez plus de temps."),
}
