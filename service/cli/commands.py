"""The command ``oeuvre``. Whatever is slow to load is loaded by the command that needs it."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from service.cli import (
    compare_command,
    import_commands,
    money_commands,
    operation_commands,
    replan_command,
    resilience_command,
    serve_command,
    template_command,
    why_command,
)
from service.cli.exits import Exit, default_texts, guarded
from service.cli.options import AsJson, Debug, Force, Lang, Language, silent_output
from service.cli.options import plain_console as _console
from service.cli.options import print_json as _print_json
from service.cli.usage import CommandGroup
from service.i18n import N_, Texts

if TYPE_CHECKING:
    from rich.console import Console

    from service.usecases.planning import Planned
    from service.usecases.reading import Reading

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext


class PresetName(StrEnum):
    """Preferences, as people name them."""

    EQUITABLE = "equitable"
    ECONOMIQUE = "economique"
    RAPIDE = "rapide"
    REGULIER = "regulier"


class KeyName(StrEnum):
    """Fairness keys."""

    HEADCOUNT = "headcount"
    PRODUCTIVE_MINUTES = "productive_minutes"
    EQUAL = "equal"
    AGREED = "agreed"


class SchemaKind(StrEnum):
    """What a schema describes."""

    PROBLEM = "problem"
    PLAN = "plan"
    DOSSIER = "dossier"


Input = Annotated[
    Path,
    typer.Argument(
        metavar=_("COMMANDE"),
        help=_("Classeur de la commande (.xlsx), problème ou dossier (.json)."),
        show_default=False,
    ),
]
app = typer.Typer(
    name="oeuvre",
    cls=CommandGroup,
    help=_("Œuvre commune : planifier ensemble une commande qu'aucun atelier ne prendrait seul."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Entry point of ``oeuvre``."""
    app(prog_name="oeuvre")


@app.command("plan", help=_("Faire le plan : synthèse, planning et un classeur par atelier."))
@guarded
def plan_command(
    order: Input,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help=_("Dossier où écrire le plan."), show_default=False),
    ],
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", min=0.1, help=_("Temps de calcul accordé, en secondes.")),
    ] = 60.0,
    key: Annotated[
        KeyName | None,
        typer.Option("--key", help=_("Clé de partage, au lieu de celle de la commande.")),
    ] = None,
    preset: Annotated[
        PresetName, typer.Option("--preset", help=_("Ce qui passe avant le reste."))
    ] = PresetName.EQUITABLE,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read by the guard
) -> Exit:
    """Read, plan, verify, write."""
    from service.cli import report
    from service.cli.progress import ProgressLine, error_console, stop_on_interrupt
    from service.exports.facts import Facts
    from service.usecases.outputs import check_directory

    texts = Texts(lang.value)
    check_directory(output)
    started = time.monotonic()
    reading = _read(order)
    if key is not None:
        from service.usecases.reading import with_key

        reading = with_key(reading, key.value)
    if reading.problem is None or reading.has_errors:
        return _refuse(reading, texts, json)
    errors = error_console()
    if not json:
        _print_findings(errors, reading, texts)
    read_seconds = time.monotonic() - started

    from optimizer.solver.child import plan_in_child
    from optimizer.solver.solve import SolveOptions
    from service.usecases import planning

    options = SolveOptions(
        preset=preset.value, key=key.value if key else None, time_limit_seconds=time_limit
    )
    problem = reading.problem
    line = ProgressLine(errors, texts, is_quiet=json)
    with stop_on_interrupt(line) as stop:
        with line.shown():
            planned = planning.plan_order(
                problem,
                lambda: plan_in_child(problem, options, line.update, stop.is_set),
            )
        if not planned.has_plan:
            return _say_no_plan(planned, texts, json, is_cancelled=stop.is_set())
        # Planned again from a dossier, the order keeps what was done before.
        planned = replace(planned, past=reading.past)
        before = time.monotonic()
        files = planning.write_outputs(planned, asdict(options), output, texts)
        write_seconds = time.monotonic() - before
        is_cancelled = planned.plan.stopped_by == "user" or stop.is_set()
    facts = Facts(planned.problem, planned.plan, planned.past)
    seconds = [("read", read_seconds), *planned.seconds, ("write", write_seconds)]
    if json:
        _print_json(report.as_json(planned, facts, files, seconds, texts))
    else:
        report.print_plan(_console(), planned, facts, files, seconds, texts)
    return Exit.CANCELLED if is_cancelled else Exit.DONE


@app.command("feasible", help=_("Est-ce possible ? Oui, non, et ce qui manque, en une seconde."))
@guarded
def feasible_command(
    order: Input,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """A first answer from few numbers."""
    from optimizer.solver import feasible
    from service import messages
    from service.cli import findings, report

    texts = Texts(lang.value)
    reading = _read(order)
    if reading.problem is None or reading.has_errors:
        return _refuse(reading, texts, json)
    with silent_output():
        answer = feasible.first_answer(reading.problem)
    names = reading.names
    if json:
        missing = findings.as_json(answer.missing, texts, names)
        _print_json(
            {
                "answer": answer.answer,
                "late_units": str(answer.late_units),
                "weeks_late": answer.weeks_late,
                "missing": missing,
                "seconds": float(answer.seconds),
            }
        )
    else:
        console = _console()
        _print_findings(console, reading, texts)
        said = {
            "yes": N_("Oui : la commande semble faisable dans les temps."),
            "no": N_("Non : la commande n'est pas faisable dans les temps avec ces moyens."),
            "nearly": N_(
                "Presque : il y a assez d'heures et de matières pour être dans les temps."
            ),
            "unknown": N_("On ne peut pas encore le dire : faites le plan (oeuvre plan)."),
        }[answer.answer]
        style = {"yes": "bold green", "no": "bold red"}.get(answer.answer, "bold yellow")
        console.print(texts.gettext(said), style=style)
        if answer.answer == "nearly":
            console.print(
                texts.ngettext(
                    "Le meilleur plan trouvé en quelques secondes livre tout, dont {units} unités "
                    "en retard d'une semaine. « oeuvre plan » cherche plus longtemps.",
                    "Le meilleur plan trouvé en quelques secondes livre tout, dont {units} unités "
                    "en retard de {n} semaines au plus. « oeuvre plan » cherche plus longtemps.",
                    answer.weeks_late,
                    units=texts.number(answer.late_units),
                )
            )
        elif answer.late_units:
            said = N_("Au moins {units} unités seraient en retard ou manqueraient. Il faudrait :")
            console.print(texts.gettext(said, units=texts.number(answer.late_units)))
        for one in answer.missing:
            console.print("  – " + messages.with_command(one, texts, names), highlight=False)
        if answer.answer != "unknown":
            report.print_assumed(console, len(reading.problem.assumptions), texts)
    return Exit.NO_PLAN if answer.answer == "no" else Exit.DONE


@app.command("check", help=_("Vérifier les données : tout ce qui ne va pas, d'un coup."))
@guarded
def check_command(
    order: Input,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """Read and check, nothing else."""
    texts = Texts(lang.value)
    reading = _read(order)
    if reading.problem is None or reading.has_errors:
        return _refuse(reading, texts, json)
    if json:
        from service.cli import findings

        _print_json({"findings": findings.as_json(reading.diagnostics, texts)})
        return Exit.DONE
    console = _console()
    _print_findings(console, reading, texts)
    problem = reading.problem
    counts = [
        texts.ngettext("{n} jalon", "{n} jalons", len(problem.demands)),
        texts.ngettext("{n} produit", "{n} produits", len(problem.products)),
        texts.ngettext("{n} atelier", "{n} ateliers", len(problem.workshops)),
        texts.ngettext("{n} valeur supposée", "{n} valeurs supposées", len(problem.assumptions)),
    ]
    said = texts.gettext("Les données sont bonnes : {counts}.", counts=texts.join(counts))
    console.print(said, style="bold green")
    return Exit.DONE


@app.command("verify", help=_("Vérifier un plan déjà fait : chaque règle, chaque chiffre."))
@guarded
def verify_command(
    dossier: Annotated[
        Path, typer.Argument(metavar=_("DOSSIER"), help=_("Fichier dossier.json d'un plan."))
    ],
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """Check a plan against its problem, without any solver."""
    from optimizer.verification import check_plan
    from service.cli import findings, money_input
    from service.errors import RefusedError
    from service.usecases.reading import read_dossier

    texts = Texts(lang.value)
    reading = read_dossier(money_input.dossier_of(dossier))
    if reading.problem is None or reading.has_errors:
        return _refuse(reading, texts, json)
    if reading.plan is None:
        raise RefusedError(N_("« {path} » ne contient pas de plan."), path=dossier)
    broken = check_plan(reading.problem, reading.plan)
    names = reading.names
    if json:
        _print_json({"findings": findings.as_json(broken, texts, names)})
    elif broken:
        findings.print_findings(_console(), broken, texts, names)
    else:
        said = texts.gettext("Le plan respecte toutes les règles et ses chiffres sont justes.")
        _console().print(said, style="bold green")
    return Exit.DATA if broken else Exit.DONE


@app.command("convert", help=_("Convertir une commande : .xlsx vers .json, ou l'inverse."))
@guarded
def convert_command(
    order: Input,
    output: Annotated[
        Path, typer.Argument(metavar=_("SORTIE"), help=_("Fichier à écrire (.xlsx ou .json)."))
    ],
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """The same order in another format."""
    from service.usecases.conversion import convert, refuse_to_overwrite

    texts = Texts(lang.value)
    if not force:
        refuse_to_overwrite(output)
    reading = _read(order)
    if reading.problem is None or reading.has_errors:
        return _refuse(reading, texts, json)
    found = convert(reading.problem, output, texts)
    if found:
        from service.cli import findings

        findings.print_findings(_console(), found, texts)
        return Exit.DATA
    if json:
        _print_json({"files": [str(output)]})
    else:
        _console().print(texts.gettext("Écrit : {path}", path=output), soft_wrap=True)
    return Exit.DONE


app.command("template", help=template_command.HELP)(template_command.template_command)


@app.command("schema", help=_("Montrer le schéma JSON d'un problème, d'un plan ou d'un dossier."))
@guarded
def schema_command(
    kind: Annotated[
        SchemaKind, typer.Argument(metavar=_("QUOI"), help=_("problem, plan ou dossier."))
    ] = SchemaKind.PROBLEM,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """The published schema."""
    from optimizer.dossier import schema

    names: dict[SchemaKind, Literal["problem", "plan", "dossier"]] = {
        SchemaKind.PROBLEM: "problem",
        SchemaKind.PLAN: "plan",
        SchemaKind.DOSSIER: "dossier",
    }
    _print_json(schema(names[kind]))
    return Exit.DONE


app.command("compare", help=compare_command.HELP)(compare_command.compare_command)
app.command("import", help=import_commands.HELP)(import_commands.import_command)
app.command("replan", help=replan_command.HELP)(replan_command.replan_command)
app.command("resilience", help=resilience_command.HELP)(resilience_command.resilience_command)
app.command("serve", help=serve_command.SERVE_HELP)(serve_command.serve_command)
app.command("why", help=why_command.HELP)(why_command.why_command)
app.command("worker", help=serve_command.WORKER_HELP)(serve_command.worker_command)
for _name, _command in money_commands.COMMANDS.items():
    app.command(_name, help=money_commands.HELP[_name])(_command)
for _name, _command in operation_commands.COMMANDS.items():
    app.command(_name, help=operation_commands.HELP[_name])(_command)


# -- what commands share ----------------------------------------------------------------------


def _read(path: Path) -> Reading:
    from service.usecases.reading import read_order

    return read_order(path)


def _print_findings(console: Console, reading: Reading, texts: Texts) -> None:
    from service.cli import findings

    if reading.diagnostics:
        findings.print_findings(console, reading.diagnostics, texts, reading.names)


def _refuse(reading: Reading, texts: Texts, is_json: bool) -> Exit:
    """Every fault of the data; nothing is written."""
    from service.cli import findings

    if is_json:
        listed = findings.as_json(reading.diagnostics, texts, reading.names)
        _print_json({"findings": listed})
    else:
        console = _console()
        findings.print_findings(console, reading.diagnostics, texts, reading.names)
        said = texts.gettext("Corrigez ces erreurs, puis recommencez ; rien n'a été écrit.")
        console.print(said, style="bold red")
    return Exit.DATA


def _say_no_plan(planned: Planned, texts: Texts, is_json: bool, *, is_cancelled: bool) -> Exit:
    from service.cli import findings
    from service.exports import words
    from service.exports.display_names import names_of

    names = names_of(planned.problem)
    if is_json:
        said = findings.as_json(planned.diagnostics, texts, names)
        _print_json({"status": planned.plan.status, "findings": said})
    else:
        console = _console()
        if is_cancelled:
            console.print(texts.gettext("Arrêté avant le premier plan : rien n'a été écrit."))
        else:
            console.print(words.status_sentence(planned.plan, texts), style="bold red")
        findings.print_findings(console, planned.diagnostics, texts, names)
    return Exit.CANCELLED if is_cancelled else Exit.NO_PLAN
