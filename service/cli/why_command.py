"""``oeuvre why``: what binds and what would cure it; why a workshop has so little, why a milestone is late."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli import money_input
from service.cli.exits import Exit, default_texts, guarded
from service.cli.money_input import Dossier, WorkshopOption
from service.cli.options import (
    AsJson,
    Debug,
    Force,
    Lang,
    Language,
    plain_console,
    print_json,
    silent_output,
)
from service.i18n import N_, Texts

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.problem import Problem

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext

HELP = _(
    "Pourquoi en retard, si cher ou si peu : ce qui bloque, et le plus petit changement utile."
)


@guarded
def why_command(
    dossier: Dossier,
    workshop: WorkshopOption = "",
    milestone: Annotated[
        str,
        typer.Option("--milestone", help=_("Jalon dont on veut comprendre le retard.")),
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=_("Classeur à écrire (.xlsx)."), show_default=False),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", min=0.1, help=_("Temps de calcul accordé, en secondes.")),
    ] = 20.0,
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read by the guard
) -> Exit:
    """Read the plan, diagnose it, and say it."""
    from service.usecases import near_names
    from service.usecases.reading import read_order

    texts = Texts(lang.value)
    if output is not None:
        money_input.check_output(output, is_forced=force)
    reading = read_order(money_input.dossier_of(dossier))
    if reading.problem is None or reading.has_errors:
        return money_input.refuse(reading.diagnostics, reading.names, texts, is_json=json)
    problem, plan = reading.problem, _kept(reading.problem, reading.plan)
    who = near_names.workshop_of(workshop, problem)
    what = near_names.milestone_of(milestone, problem) if milestone.strip() else ""

    from optimizer.solver.solve import SolveOptions, solve
    from optimizer.studies.diagnosis import diagnose
    from optimizer.studies.why_late import why_late
    from optimizer.studies.why_little import why_little
    from service.cli import why_report
    from service.exports.diagnosis_words import DiagnosisWords
    from service.exports.diagnosis_workbook import write_diagnosis
    from service.usecases.conversion import write_whole

    little, late, diagnosis = None, None, None
    with silent_output():
        if plan is None and (who or what):
            plan = _kept(problem, solve(problem, SolveOptions(time_limit_seconds=time_limit)).plan)
        if who and plan is not None:
            little = why_little(problem, plan, who, seconds=time_limit)
        if what and plan is not None:
            late = why_late(problem, plan, what)
        if not who and not what:
            diagnosis = diagnose(problem, plan, seconds=time_limit)
    if little is None and late is None and diagnosis is None:
        return _no_plan(texts, is_json=json)
    words = DiagnosisWords(problem, texts)
    files = []
    if output is not None:
        write_whole(output, lambda to: write_diagnosis(diagnosis, little, late, words, to))
        files.append(str(output))
    if json:
        print_json({"files": files, **why_report.as_json(diagnosis, little, late, words)})
        return Exit.DONE
    console = plain_console()
    if diagnosis is not None:
        why_report.print_diagnosis(console, diagnosis, words)
    if little is not None:
        why_report.print_little(console, little, words)
    if late is not None:
        why_report.print_late(console, late, words)
    for path in files:
        console.print(texts.gettext(N_("Écrit : {path}"), path=path), soft_wrap=True)
    return Exit.DONE


def _kept(problem: Problem, plan: Plan | None) -> Plan | None:
    """The plan, when it is one and keeps the rules of this very order."""
    from optimizer.diagnostics import has_errors
    from optimizer.verification import check_plan

    if plan is None or plan.status not in ("optimal", "feasible"):
        return None
    return None if has_errors(check_plan(problem, plan)) else plan


def _no_plan(texts: Texts, *, is_json: bool) -> Exit:
    if is_json:
        print_json({"files": []})
    else:
        said = texts.gettext("Aucun plan n'a été trouvé dans le temps accordé.")
        plain_console().print(said, style="bold red")
    return Exit.NO_PLAN
