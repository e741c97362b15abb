"""``oeuvre compare``: what if, side by side with the plan in force."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli import money_input
from service.cli.exits import Exit, default_texts, guarded
from service.cli.money_input import Dossier
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
    from optimizer.comparison import Comparison

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext

HELP = _("Comparer des variantes au plan : qui fait quoi, à quel coût, avec quel retard.")
_Several = list[str] | None


def _option(name: str, help_text: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, help=help_text, show_default=False)
    return option


@guarded
def compare_command(
    dossier: Dossier,
    variants: Annotated[
        Path | None,
        typer.Argument(
            metavar=_("VARIANTES"), help=_("Classeur de variantes (.xlsx)."), show_default=False
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=_("Classeur à écrire (.xlsx)."), show_default=False),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            help=_("Écrire un classeur de variantes à remplir, et rien d'autre."),
            show_default=False,
        ),
    ] = None,
    without: Annotated[_Several, _option("--without", _("Sans cet atelier."))] = None,
    people: Annotated[
        _Several, _option("--people", _("Des personnes en plus : ATELIER:+2:2020-W16:2020-W20."))
    ] = None,
    key: Annotated[_Several, _option("--key", _("Une autre clé de partage."))] = None,
    preset: Annotated[_Several, _option("--preset", _("Une autre préférence."))] = None,
    quantity: Annotated[
        _Several, _option("--quantity", _("Une autre quantité : JALON:12000."))
    ] = None,
    due: Annotated[_Several, _option("--due", _("Une autre date : JALON:2020-07-31."))] = None,
    price: Annotated[_Several, _option("--price", _("Un autre prix : OFFRE:+10%."))] = None,
    pin: Annotated[
        _Several,
        _option("--pin", _("Imposer : ATELIER:PRODUIT:OPÉRATION:2020-W16:1200.")),
    ] = None,
    ban: Annotated[_Several, _option("--ban", _("Exclure : ATELIER:PRODUIT:OPÉRATION."))] = None,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit", min=0.1, help=_("Temps accordé à chaque variante, en secondes.")
        ),
    ] = 20.0,
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read by the guard
) -> Exit:
    """Solve each variant from the plan in force, and compare."""
    from optimizer.diagnostics import has_errors
    from service.cli import findings
    from service.cli.progress import error_console
    from service.usecases import comparing
    from service.usecases.conversion import write_whole

    texts = Texts(lang.value)
    for path in (output, template):
        if path is not None:
            money_input.check_output(path, is_forced=force)
    reading = comparing.read_planned(dossier)
    if reading.problem is None or reading.plan is None or reading.has_errors:
        return money_input.refuse(reading.diagnostics, reading.names, texts, is_json=json)
    if template is not None:
        comparing.write_template(reading.problem, template, texts)
        return _written([template], texts, is_json=json)
    given = {
        "--without": without,
        "--people": people,
        "--key": key,
        "--preset": preset,
        "--quantity": quantity,
        "--due": due,
        "--price": price,
        "--pin": pin,
        "--ban": ban,
    }
    options = [(name, one) for name, several in given.items() for one in several or ()]
    asked, found = comparing.asked_variants(variants, options, reading.problem, texts)
    if not asked or has_errors(found):
        return money_input.refuse(found, reading.names, texts, is_json=json)
    errors = error_console()
    if not json and found:
        findings.print_findings(errors, found, texts, reading.names)

    from optimizer.studies.scenarios import compare
    from service.cli import compare_report
    from service.exports.comparison_workbook import write_comparison

    line = compare_report.progress_line(errors, reading.problem, texts, is_quiet=json)
    with silent_output():
        comparison = compare(
            reading.problem, reading.plan, asked, seconds=time_limit, on_variant=line
        )
    files = []
    if output is not None:
        write_whole(output, lambda to: write_comparison(comparison, to, texts))
        files.append(output)
    if json:
        listed = findings.as_json(found, texts, reading.names)
        summary = compare_report.as_json(comparison, texts)
        print_json({"files": [str(f) for f in files], **summary, "findings": listed})
    else:
        compare_report.print_comparison(plain_console(), comparison, texts)
        _written(files, texts, is_json=False)
    return _exit(comparison)


def _exit(comparison: Comparison) -> Exit:
    """Without a single plan there is nothing to compare."""
    is_any = any(r.figures is not None for r in comparison.variants)
    return Exit.DONE if is_any else Exit.NO_PLAN


def _written(files: list[Path], texts: Texts, *, is_json: bool) -> Exit:
    if is_json:
        print_json({"files": [str(f) for f in files]})
        return Exit.DONE
    for path in files:
        plain_console().print(texts.gettext(N_("Écrit : {path}"), path=path), soft_wrap=True)
    return Exit.DONE
