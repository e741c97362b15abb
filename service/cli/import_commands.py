"""``oeuvre import``: files as they were sent, into the order workbook; nothing before --apply."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.exits import Exit, default_texts, guarded
from service.cli.kind_words import kind_parser
from service.cli.options import AsJson, Debug, Force, Lang, Language, plain_console, print_json
from service.i18n import N_, Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.usecases.importing import Import, Prepared
    from service.usecases.marking import MarkedFile

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext

HELP = _("Importer les fichiers reçus dans la commande : capacités, offres ou suivi.")


class ImportKind(StrEnum):
    """What the received files are about."""

    CAPACITIES = "capacities"
    OFFERS = "offers"
    FOLLOWUP = "followup"
    COSTS = "costs"


@guarded
def import_command(
    kind: Annotated[
        ImportKind | None,
        typer.Argument(
            metavar=_("QUOI"),
            parser=kind_parser(
                ImportKind,
                {"load-plan": ImportKind.CAPACITIES, "grouped-order": ImportKind.OFFERS},
            ),
            help=_(
                "Ce que disent les fichiers : capacités (capacities), offres (offers), suivi (followup) "
                "ou coûts (costs : la fiche d'un atelier, vers son classeur de coûts)."
            ),
            show_default=False,
        ),
    ] = None,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar=_("FICHIERS"),
            help=_("Fichiers reçus : .xlsx, .xlsm, .xls, .ods ou .csv."),
            show_default=False,
        ),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            help=_("Classeur à compléter : la commande, ou le classeur de coûts d'un atelier."),
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help=_("Classeur à écrire ; ce peut être la commande elle-même."),
            show_default=False,
        ),
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help=_("Écrire les changements ; sinon, les montrer."))
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help=_("Confirmer tout ce qui a été compris sans certitude."))
    ] = False,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", help=_("Réponses aux questions, en JSON."), show_default=False),
    ] = None,
    mappings: Annotated[
        Path | None,
        typer.Option(
            "--mappings",
            help=_("Où garder, par expéditeur, ce qui a été confirmé (JSON)."),
            show_default=False,
        ),
    ] = None,
    marked: Annotated[
        Path | None,
        typer.Option(
            "--marked",
            help=_("Dossier où écrire les fichiers reçus, cellules fautives marquées."),
            show_default=False,
        ),
    ] = None,
    undo: Annotated[
        Path | None,
        typer.Option(
            "--undo", help=_("Remettre la version précédente de ce classeur."), show_default=False
        ),
    ] = None,
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read by the guard
) -> Exit:
    """Read, ask, show, apply."""
    texts = Texts(lang.value)
    if undo is not None:
        return _undo(undo, texts, json)
    from importers.received.contract import FileKind
    from importers.received.mappings import read_answers
    from service.errors import RefusedError
    from service.usecases import importing

    if kind is None or not files or into is None:
        raise RefusedError(
            N_("Dites quoi importer : oeuvre import capacities FICHIERS --into COMMANDE.xlsx.")
        )
    if apply and output is None:
        raise RefusedError(N_("Avec --apply, dites où écrire avec -o."))
    if output is not None:
        importing.check_output(into, output, may_overwrite=force)
    given, found = read_answers(answers) if answers is not None else ({}, ())
    if kind is ImportKind.COSTS:
        if found:
            return _say_faults(found, texts, json)
        if len(files) != 1:
            raise RefusedError(
                N_("Donnez une seule fiche de coût, celle de l'atelier du classeur.")
            )
        from service.cli.cost_import import Wish, import_costs

        wish = Wish(output=output, answers=given, accepts=yes, applies=apply, is_json=json)
        return import_costs(files[0], into, wish, texts)
    started, wrong = importing.start_import(FileKind(kind.value), files, into, mappings, given)
    if started is None or found:
        return _say_faults((*found, *wrong), texts, json)
    prepared = started.prepare_accepting() if yes else started.prepare()
    is_asking = not (json or yes) and is_terminal()
    if is_asking:
        from service.cli.import_questions import ask

        prepared = ask(started, prepared, plain_console(), texts)
    is_refused = prepared.changes is None
    copies = _mark(prepared, files, marked, texts) if marked is not None else []
    if not json:
        _show(prepared, copies, texts)
    is_open = bool(prepared.open_questions)
    wants = apply or (is_asking and not is_refused and not is_open and output is not None)
    if wants and not apply:
        from service.cli.import_questions import wants_to_apply

        wants = wants_to_apply(prepared, texts)
    # The order itself is not written again to say what it says; a copy is written all the same.
    is_needless = not is_refused and importing.is_needless(prepared, output)
    if is_refused or not wants or is_open or output is None or is_needless:
        return _say_not_written(prepared, copies, texts, json, is_applying=wants)
    return _apply(started, prepared, output, mappings, copies, texts, json)


def is_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def _apply(
    started: Import,
    prepared: Prepared,
    output: Path,
    mappings: Path | None,
    copies: Sequence[MarkedFile],
    texts: Texts,
    is_json: bool,
) -> Exit:
    from service.cli import findings, import_report
    from service.usecases import importing

    written = importing.apply_prepared(prepared, output)
    applied = written.applied
    if applied.refused:
        return _say_faults(applied.refused, texts, is_json)
    if mappings is not None:
        importing.save_mappings(started.kept_mappings(prepared), mappings)
    if is_json:
        report = import_report.as_json(prepared, texts, copies)
        report["remaining"] = findings.as_json(applied.remaining, texts)
        report["applied"] = str(output)
        report["losses"] = list(applied.losses)
        report["previous"] = str(written.previous) if written.previous is not None else None
        print_json(report)
        return Exit.DONE
    console = plain_console()
    if applied.remaining:
        console.print(texts.gettext("Ce qui reste à compléter dans la commande :"), style="bold")
        findings.print_findings(console, applied.remaining, texts)
    console.print(texts.gettext("Écrit : {path}", path=output), soft_wrap=True, style="bold green")
    if applied.losses:
        from service.messages.marked_texts import marked_texts

        words = marked_texts(texts)
        said = texts.gettext("Ce que ce classeur ne garde pas de la commande :")
        console.print(said, soft_wrap=True)
        for loss in applied.losses:
            console.print(f"  – {words[loss]}", soft_wrap=True)
    if written.previous is not None:
        said = texts.gettext(
            "La version précédente est gardée : {path} (oeuvre import --undo la remet).",
            path=written.previous.name,
        )
        console.print(said, soft_wrap=True)
    return Exit.DONE


def _undo(path: Path, texts: Texts, is_json: bool) -> Exit:
    from service.usecases import versions

    former, aside = versions.undo(path)
    if is_json:
        print_json({"restored": str(path), "from": str(former), "kept": str(aside)})
        return Exit.DONE
    console = plain_console()
    said = texts.gettext("« {path} » est revenu à sa version précédente.", path=path)
    console.print(said, soft_wrap=True, style="bold green")
    said = texts.gettext(
        "Celle qu'il remplace est gardée : {path} (recommencez pour la remettre).",
        path=aside.name,
    )
    console.print(said, soft_wrap=True)
    return Exit.DONE


def _show(prepared: Prepared, copies: Sequence[MarkedFile], texts: Texts) -> None:
    from service.cli import findings, import_report

    console = plain_console()
    if prepared.findings:
        findings.print_findings(console, prepared.findings, texts)
    import_report.print_questions(console, prepared, texts)
    import_report.print_changes(console, prepared, texts)
    for copy in copies:
        said = texts.gettext("À renvoyer à son auteur : {path}", path=copy.path)
        console.print(said, soft_wrap=True)
        if copy.losses:
            console.print("  " + texts.gettext("Cette copie ne garde pas tout :"), soft_wrap=True)
        for loss in copy.losses:
            console.print(f"    – {loss}", soft_wrap=True)


def _say_not_written(
    prepared: Prepared,
    copies: Sequence[MarkedFile],
    texts: Texts,
    is_json: bool,
    *,
    is_applying: bool,
) -> Exit:
    """Why nothing was written: faults, open questions, or nobody asked."""
    from service.cli import import_report

    is_refused = prepared.changes is None
    is_open = bool(prepared.open_questions)
    code = Exit.DATA if is_refused or (is_applying and is_open) else Exit.DONE
    if is_json:
        print_json(import_report.as_json(prepared, texts, copies))
        return code
    console = plain_console()
    if is_refused:
        said = N_("Corrigez ces erreurs, puis recommencez ; rien n'a été écrit.")
        console.print(texts.gettext(said), style="bold red")
        if is_open:
            said = N_("Répondre à ce qui est marqué « ? » peut suffire (--answers).")
            console.print(texts.gettext(said))
    elif is_open:
        said = N_(
            "Rien n'a été écrit : confirmez d'abord ce qui est marqué « ? » (--yes pour tout ce qui "
            "est compris, --answers pour répondre)."
        )
        console.print(texts.gettext(said), style="bold red" if is_applying else "bold")
    elif prepared.changes is not None and prepared.changes.is_empty:
        said = N_("La commande dit déjà tout cela : il n'y a rien à écrire.")
        console.print(texts.gettext(said), style="bold green")
    else:
        said = N_("Rien n'a été écrit : ajoutez --apply et -o pour appliquer.")
        console.print(texts.gettext(said), style="bold")
    return code


def _say_faults(found: Sequence[object], texts: Texts, is_json: bool) -> Exit:
    from optimizer.diagnostics import Diagnostic
    from service.cli import findings

    faults = [d for d in found if isinstance(d, Diagnostic)]
    if is_json:
        print_json({"findings": findings.as_json(faults, texts)})
        return Exit.DATA
    console = plain_console()
    findings.print_findings(console, faults, texts)
    said = N_("Corrigez ces erreurs, puis recommencez ; rien n'a été écrit.")
    console.print(texts.gettext(said), style="bold red")
    return Exit.DATA


def _mark(
    prepared: Prepared, files: Sequence[Path], directory: Path, texts: Texts
) -> list[MarkedFile]:
    """The sender's own files with what was found in them, to be sent back."""
    from importers.received.merging import Merged
    from service.messages.import_words import names_in
    from service.usecases.marking import write_marked_files

    names = names_in(prepared.context, Merged())
    guesses = [g for r in prepared.readings for g in r.guesses]
    return write_marked_files(prepared.findings, guesses, files, directory, texts, names)
