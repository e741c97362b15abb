"""``oeuvre replan``: on Monday, the rest of the order from where everybody really is."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli import money_input
from service.cli.exits import Exit, default_texts, guarded
from service.cli.money_input import Dossier
from service.cli.options import AsJson, Debug, Lang, Language, plain_console, print_json
from service.i18n import N_, Texts

if TYPE_CHECKING:
    from optimizer.diagnostics import Diagnostic
    from optimizer.problem import Problem
    from optimizer.studies.replanning import Prepared, Wish
    from service.usecases.planning import Planned
    from service.usecases.reading import Reading

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext

HELP = _("Replanifier le reste de la commande, d'où chacun en est vraiment.")


@guarded
def replan_command(
    dossier: Dossier,
    from_week: Annotated[
        str,
        typer.Option(
            "--from",
            help=_("Première semaine à replanifier : 2020-W22, S22 ou un de ses jours."),
            show_default=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help=_("Dossier où écrire le nouveau plan."), show_default=False
        ),
    ],
    followup: Annotated[
        list[Path] | None,
        typer.Option(
            "--followup",
            help=_(
                "Suivi de production : classeur de la commande, ou fichier reçu d'un atelier ; peut se "
                "répéter. Sans lui, tout est supposé fait comme prévu."
            ),
            show_default=False,
        ),
    ] = None,
    order: Annotated[
        Path | None,
        typer.Option(
            "--order",
            help=_("Classeur de la commande à jour : capacités, nouveaux ateliers, offres."),
            show_default=False,
        ),
    ] = None,
    freeze: Annotated[
        int,
        typer.Option(
            "--freeze",
            min=0,
            help=_("Nombre de semaines, à partir de --from, qui restent comme prévu."),
        ),
    ] = 0,
    leaver: Annotated[
        str,
        typer.Option("--leaver", help=_("Atelier qui part, code ou nom."), show_default=False),
    ] = "",
    lost: Annotated[
        bool,
        typer.Option("--lost/--recovered", help=_("Ce qui est chez lui est perdu, ou récupéré.")),
    ] = False,
    reduce: Annotated[
        list[str] | None,
        typer.Option(
            "--reduce",
            help=_("Commande réduite, JALON:QUANTITÉ en tout ; peut se répéter."),
            show_default=False,
        ),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", min=0.1, help=_("Temps de calcul accordé, en secondes.")),
    ] = 60.0,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read by the guard
) -> Exit:
    """Read what was done, plan the rest, say what changes for whom."""
    from service.errors import RefusedError
    from service.usecases.outputs import check_directory
    from service.usecases.reading import read_dossier

    texts = Texts(lang.value)
    check_directory(output)
    started = time.monotonic()
    path = money_input.dossier_of(dossier)
    reading = read_dossier(path)
    if reading.problem is None or reading.has_errors:
        return money_input.refuse(reading.diagnostics, reading.names, texts, is_json=json)
    if reading.plan is None:
        raise RefusedError(N_("« {path} » ne contient pas de plan."), path=path)
    problem = reading.problem

    from optimizer.studies.replanning import Wish, prepare
    from optimizer.verification import check_plan
    from service.usecases import near_names

    broken = check_plan(problem, reading.plan)
    if broken:
        return money_input.refuse(broken, reading.names, texts, is_json=json)
    if lost and not leaver:
        raise RefusedError(N_("--lost dit ce que devient l'atelier qui part : ajoutez --leaver."))

    wish = Wish(
        from_week=_week(from_week, problem),
        leaver=near_names.workshop_of(leaver, problem),
        is_lost=lost,
        quantities=_quantities(reduce or (), problem),
        frozen_weeks=freeze,
    )
    wish, said, names = _with_files(wish, reading, followup or (), order, texts)
    prepared, found = prepare(problem, reading.plan, reading.past, wish)
    is_unread = any(d.severity == "error" for d in said)
    # While a file cannot be read, nobody was silent.
    found = (*said, *(d for d in found if d.severity == "error" or not is_unread))
    if prepared is None or is_unread:
        return money_input.refuse(found, names, texts, is_json=json)
    prepared = replace(prepared, assumed=tuple(d for d in found if d.severity != "error"))
    return _solved(prepared, reading, output, time_limit, texts, started, is_json=json)


def _with_files(
    wish: Wish, reading: Reading, followup: Sequence[Path], order: Path | None, texts: Texts
) -> tuple[Wish, tuple[Diagnostic, ...], dict[str, str]]:
    """The wish with what was declared and the order as it now is, and what is wrong with the files."""
    from optimizer.declared import Declared
    from optimizer.past import whole
    from service.usecases.production import read_production
    from service.usecases.reading import read_order

    assert reading.problem is not None
    said: tuple[Diagnostic, ...] = ()
    names = dict(reading.names)
    if followup:
        begun = reading.problem
        if reading.plan is not None:
            # Sheets of follow-up go on from the first day of the order.
            begun, _entries = whole(begun, reading.plan, reading.past)
        rows, said = read_production(followup, begun, texts)
        wish = replace(wish, declared=Declared(rows=rows))
    if order is not None:
        now = read_order(order)
        names = {**names, **now.names}
        said = (*said, *now.diagnostics)
        wish = replace(wish, order=now.problem)
    return wish, said, names


def _solved(
    prepared: Prepared,
    reading: Reading,
    output: Path,
    time_limit: float,
    texts: Texts,
    started: float,
    *,
    is_json: bool,
) -> Exit:
    """Plan, verify, write, report."""
    from optimizer.solver.child import plan_in_child
    from optimizer.solver.solve import SolveOptions
    from service.cli import findings
    from service.cli.progress import ProgressLine, error_console, stop_on_interrupt
    from service.usecases import planning

    assert reading.plan is not None
    problem = prepared.problem
    fairness = reading.plan.fairness
    options = SolveOptions(
        preset=reading.plan.preset,
        key=fairness.key if fairness and fairness.key != problem.fairness_key else None,
        time_limit_seconds=time_limit,
    )
    errors = error_console()
    if not is_json and prepared.assumed:
        findings.print_findings(errors, prepared.assumed, texts, reading.names)
    line = ProgressLine(errors, texts, is_quiet=is_json)
    read_seconds = time.monotonic() - started
    with stop_on_interrupt(line) as stop:
        with line.shown():
            planned = planning.plan_order(
                problem,
                lambda: plan_in_child(
                    problem, options, line.update, stop.is_set, start=prepared.later
                ),
            )
        if not planned.has_plan:
            return _no_plan(planned, prepared, texts, is_json=is_json, is_cancelled=stop.is_set())
        planned = replace(planned, past=prepared.past)
        return _written(
            planned,
            prepared,
            asdict(options),
            output,
            texts,
            read_seconds,
            is_json=is_json,
            is_cancelled=planned.plan.stopped_by == "user" or stop.is_set(),
        )


def _written(
    planned: Planned,
    prepared: Prepared,
    options: dict[str, object],
    output: Path,
    texts: Texts,
    read_seconds: float,
    *,
    is_json: bool,
    is_cancelled: bool,
) -> Exit:
    from optimizer.studies.replanning import concluded
    from service.cli import findings, report
    from service.exports import replan_words
    from service.usecases import planning, replan_outputs

    found = concluded(prepared, planned.plan)
    compared = replan_words.Compared(found)
    before = time.monotonic()
    files = planning.write_outputs(
        planned,
        options,  # type: ignore[arg-type]
        output,
        texts,
        beside=lambda to: replan_outputs.write_changes(compared, to, texts),
        stale=replan_outputs.earlier_files(output),
    )
    seconds = [("read", read_seconds), *planned.seconds, ("write", time.monotonic() - before)]
    facts = compared.facts
    if is_json:
        whole = report.as_json(planned, facts, files, seconds, texts)
        listed = findings.as_json(prepared.assumed, texts, facts.names)
        print_json({**whole, **replan_outputs.as_json(compared, texts), "findings": listed})
    else:
        console = plain_console()
        report.print_plan(console, planned, facts, files, seconds, texts)
        console.print("")
        for text in replan_words.headline(compared, texts)[1:]:
            console.print(text, style="bold")
        for text in replan_outputs.spoken(compared, texts):
            console.print(text)
    return Exit.CANCELLED if is_cancelled else Exit.DONE


def _no_plan(
    planned: Planned, prepared: Prepared, texts: Texts, *, is_json: bool, is_cancelled: bool
) -> Exit:
    from service.cli import findings
    from service.exports import words
    from service.exports.display_names import names_of

    names = names_of(planned.problem)
    if is_json:
        said = findings.as_json(planned.diagnostics, texts, names)
        print_json({"status": planned.plan.status, "findings": said})
    else:
        console = plain_console()
        console.print(words.status_sentence(planned.plan, texts), style="bold red")
        findings.print_findings(console, planned.diagnostics, texts, names)
        if prepared.problem.opening.frozen_weeks:
            console.print(
                texts.gettext(
                    "Des semaines sont figées (--freeze) : ce qui y est prévu n'est peut-être plus "
                    "possible. Figez-en moins, ou aucune."
                )
            )
    return Exit.CANCELLED if is_cancelled else Exit.NO_PLAN


# -- what the options say -------------------------------------------------------------------------


def _week(text: str, problem: Problem) -> str:
    """``2020-W22``, ``S22`` or ``S22-2020`` as the name of a week; what is none is said later."""
    from optimizer.capacity import horizon_of

    return money_input.week_of(text, horizon_of(problem).names)


def _quantities(given: Sequence[str], problem: Problem) -> dict[str, Decimal]:
    """``JALON:QUANTITÉ`` by milestone.

    Raises:
        RefusedError: one cannot be read, or names no milestone.
    """
    from service.errors import RefusedError
    from service.usecases import near_names

    found: dict[str, Decimal] = {}
    for text in given:
        name, sign, number = text.rpartition(":")
        try:
            plain = re.sub(r"\s", "", number).replace(",", ".")
            quantity = Decimal(plain)
        except InvalidOperation:
            quantity = Decimal("NaN")
        if not sign or not quantity.is_finite():
            example = problem.demands[0].id
            raise RefusedError(
                N_(
                    "--reduce « {given} » : écrivez JALON:QUANTITÉ, la quantité que ce jalon demande "
                    "désormais en tout, livrée ou non. Par exemple {example}:1000."
                ),
                given=text,
                example=example,
            )
        milestone = near_names.milestone_of(name, problem)
        if milestone in found:
            raise RefusedError(N_("Le jalon « {name} » est donné deux fois."), name=milestone)
        found[milestone] = quantity
    return found
