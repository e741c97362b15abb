"""The cost workbook that a workshop is asked to fill in, for one order."""

from __future__ import annotations

from pathlib import Path

from importers.costs import write_cost_template
from importers.matching import fold
from optimizer.diagnostics import Diagnostic
from optimizer.problem import Problem
from service.errors import RefusedError
from service.i18n import N_, Texts
from service.messages.cost_template_texts import cost_template_texts
from service.usecases.conversion import write_whole
from service.usecases.reading import read_order


def write_cost_form(
    order: Path, output: Path, texts: Texts, workshop: str
) -> tuple[Diagnostic, ...]:
    """Write the blank cost workbook of a workshop, with its name and that of the order.

    Args:
        order: order workbook, problem or dossier.
        workshop: id or name.

    Returns:
        Why the order cannot be read; nothing is written then.

    Raises:
        RefusedError: nobody in particular is asked for, the name is not that of a workbook, or the
            file cannot be written.
    """
    if output.suffix.lower() != ".xlsx":
        raise RefusedError(N_("« {path} » : donnez un nom qui finit par .xlsx."), path=output)
    if not workshop:
        raise RefusedError(
            N_("Un classeur de coûts est privé : dites pour quel atelier, avec --workshop.")
        )
    reading = read_order(order)
    if reading.problem is None or reading.has_errors:
        return reading.diagnostics
    problem = reading.problem
    member = _id_of(workshop, problem)
    words = cost_template_texts(texts)
    write_whole(output, lambda to: write_cost_template(to, texts.language, words, problem, member))
    return ()


def _id_of(asked: str, problem: Problem) -> str:
    workshops = problem.workshops
    exact = [w.id for w in workshops if w.id == asked]
    found = exact or [w.id for w in workshops if fold(asked) in (fold(w.id), fold(w.name))]
    if len(found) == 1:
        return found[0]
    raise RefusedError(
        N_("« {asked} » n'est pas un atelier de la commande ({known})."),
        asked=asked,
        known=", ".join(w.id for w in workshops) or "–",
    )
