"""A job in words: what is being looked for, the best so far, how far it can still get better."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, get_args

from optimizer.diagnostics import Diagnostic, Severity
from optimizer.plan import LevelName
from service import messages
from service.db import tables
from service.errors import Refusal, ServiceRefusalError
from service.exports import words
from service.i18n import N_, Texts

TITLES: Final[Mapping[str, str]] = {
    "plan": N_("Calcul d'un plan"),
    "replan": N_("Nouveau calcul du reste de la commande"),
    "why": N_("Recherche de ce qui bloque"),
    "compare": N_("Comparaison de scénarios"),
    "resilience": N_("Épreuve du plan"),
    "import": N_("Lecture d'un fichier"),
    "export": N_("Préparation d'un document"),
    "wait": N_("Essai"),
}
_PHASES: Final[Mapping[str, str]] = {
    "start": N_("Les données sont lues et vérifiées."),
    "build": N_("Les données sont lues et vérifiées."),
    "relax": N_("Première estimation de ce qui est possible."),
    "warm_plan": N_("Un plan déjà trouvé est repris comme point de départ."),
    "first_plan": N_("Un premier plan complet est cherché."),
    "search": N_("De meilleurs plans sont cherchés."),
    "final": N_("Le plan est vérifié une dernière fois."),
    "study": N_("Les cas sont essayés un par un."),
    "draws": N_("Des déroulements possibles sont tirés au sort."),
}
_DOES: Final[Mapping[str, str]] = {
    "why": N_("Chaque remède est essayé en recalculant un plan : cela prend une minute ou deux."),
    "compare": N_("Un plan est calculé pour chaque variante."),
}
_FAULTS: Final[Mapping[str, str]] = {
    "job.worker_lost": N_(
        "Le calcul s'est arrêté plusieurs fois de suite, sans doute faute de mémoire. Demandez-le de "
        "nouveau ; si cela recommence, prévenez qui s'occupe du service."
    ),
    "job.child_lost": N_(
        "Le calcul s'est arrêté plusieurs fois de suite, sans doute faute de mémoire. Demandez-le de "
        "nouveau ; si cela recommence, prévenez qui s'occupe du service."
    ),
    "job.failed": N_("Le calcul s'est arrêté sur une erreur de notre part : elle est notée."),
}
_OVER = ("done", "failed", "cancelled")
# What a value of a level hardly differs by is not worth a word.
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A job as its page says it.

    Attributes:
        doing: what goes on, in one sentence.
        goal, best, left: of a plan: what is being looked for, the best so far, what may still be won.
        seconds, most: since it began, and allowed in all (0: not said).
        faults: why it failed.
    """

    id: str
    kind: str
    title: str
    state: str
    doing: str
    goal: str
    best: str
    left: str
    seconds: int
    most: int
    is_over: bool
    is_stopping: bool
    faults: tuple[str, ...]


def said(row: tables.Job, texts: Texts, names: Mapping[str, str] | None = None) -> Said:
    """What a job's page says of it now."""
    _ = texts.gettext
    progress = row.progress
    goal, best, left = _search(progress, texts)
    return Said(
        id=row.id,
        kind=row.kind,
        title=_(TITLES.get(row.kind, N_("Calcul"))),
        state=row.state,
        doing=_doing(row, texts),
        goal=goal,
        best=best,
        left=left,
        seconds=_elapsed(row),
        most=int(float(row.payload.get("options", {}).get("time_limit_seconds", 0))),
        is_over=row.state in _OVER,
        is_stopping=row.is_cancel_asked and row.state not in _OVER,
        faults=tuple(faults(row, texts, names)),
    )


def _doing(row: tables.Job, texts: Texts) -> str:
    _ = texts.gettext
    if row.state == "queued":
        return _(
            "En attente : ce calcul commence dès que celui d'avant est fini (un seul à la fois par "
            "commande)."
        )
    progress = row.progress
    parts = []
    phase = _PHASES.get(str(progress.get("phase", "")), _PHASES["start"])
    if progress.get("phase") == "study" and row.kind in _DOES:
        phase = _DOES[row.kind]
    parts.append(_(phase))
    step, steps = progress.get("step"), progress.get("steps")
    if step and steps and steps > 1:
        parts.append(_("{step} sur {steps}.", step=int(step), steps=int(steps)))
    elif step:
        parts.append(
            texts.ngettext("{n} cas essayé.", "{n} cas essayés.", int(step))
            if row.kind == "resilience"
            else ""
        )
    return " ".join(p for p in parts if p)


def _search(progress: Mapping[str, Any], texts: Texts) -> tuple[str, str, str]:
    """The goal under way, the best value of it so far, what may still be won."""
    _ = texts.gettext
    name = next((n for n in get_args(LevelName) if n == progress.get("level")), None)
    found = (
        _("Un plan complet est trouvé : il est gardé si vous arrêtez.")
        if progress.get("plan_found")
        else ""
    )
    if name is None:
        return "", found, ""
    goal = words.level_name(name, texts)
    value, bound = _figure(progress.get("value")), _figure(progress.get("bound"))
    if value is None:
        return goal, found, ""
    best = _("Trouvé jusqu'ici : {value}.", value=_amount(name, value, texts))
    if found:
        best = f"{best} {found}"
    if bound is None:
        return goal, best, ""
    distance = abs(value - bound)
    if distance <= _NOTHING * max(1.0, abs(value)):
        return goal, best, _("On ne peut pas faire mieux sur ce point : c'est prouvé.")
    left = _("On peut encore gagner au plus {amount}.", amount=_amount(name, distance, texts))
    return goal, best, left


def _figure(value: object) -> float | None:
    if not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _amount(name: LevelName, value: float, texts: Texts) -> str:
    # The last digits of a figure under way mean nothing to who waits.
    return words.amount(name, Decimal(str(round(value, 2))), texts)


def _elapsed(row: tables.Job) -> int:
    if row.started_at is None:
        return 0
    end = row.finished_at or datetime.now(UTC)
    return max(0, int((_aware(end) - _aware(row.started_at)).total_seconds()))


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def faults(row: tables.Job, texts: Texts, names: Mapping[str, str] | None = None) -> list[str]:
    """What a job says is wrong, one sentence each."""
    _ = texts.gettext
    found = []
    for one in row.findings:
        code = str(one.get("code", ""))
        if code in _FAULTS:
            found.append(_(_FAULTS[code]))
        else:
            found.append(messages.sentence(diagnostic(one), texts, names))
    if not found and row.state == "failed":
        found.append(_("Le calcul s'est arrêté sur une erreur de notre part : elle est notée."))
    return list(dict.fromkeys(found))


def too_old() -> ServiceRefusalError:
    """The refusal for an answer that an earlier version of the service wrote in another form."""
    return ServiceRefusalError(
        Refusal.WRONG_STATE,
        N_("Cette réponse date d'une version d'avant du service : posez la question de nouveau."),
    )


def diagnostic(plain: Mapping[str, Any]) -> Diagnostic:
    """A finding of a job as it was before it was written down."""
    return Diagnostic(
        code=str(plain.get("code", "")),
        severity=Severity(plain.get("severity", "error")),
        subject=str(plain.get("subject", "")),
        params={str(k): str(v) for k, v in dict(plain.get("params", {})).items()},
    )
