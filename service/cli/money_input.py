"""What the commands about money share: their options, how they read, refuse and report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.weeks import week_name
from service.cli.exits import Exit, default_texts
from service.cli.options import plain_console, print_json
from service.i18n import Texts

if TYPE_CHECKING:
    from optimizer.diagnostics import Diagnostic
    from service.usecases.money import MoneyReading

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext


class ReaderName(StrEnum):
    """Who a document is for."""

    MEMBER = "member"
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"
    BUYER = "buyer"


Dossier = Annotated[
    Path, typer.Argument(metavar=_("DOSSIER"), help=_("Fichier dossier.json d'un plan."))
]
Output = Annotated[
    Path,
    typer.Option("--output", "-o", help=_("Classeur à écrire (.xlsx)."), show_default=False),
]
Costs = Annotated[
    list[Path],
    typer.Option(
        "--costs",
        help=_("Classeur de coûts d'un atelier, ou dossier de classeurs ; peut se répéter."),
        show_default=False,
    ),
]
Anyway = Annotated[
    bool,
    typer.Option("--anyway", help=_("Prendre aussi des coûts faits pour une autre commande.")),
]
Settlement = Annotated[
    Path | None,
    typer.Option(
        "--settlement",
        help=_("Règlement des achats groupés, écrit par oeuvre purchases --settlement."),
        show_default=False,
    ),
]
Pdf = Annotated[bool, typer.Option("--pdf", help=_("Écrire aussi le PDF, à côté."))]
ReaderOption = Annotated[
    ReaderName,
    typer.Option(
        "--reader",
        help=_(
            "Pour qui : un atelier (member), l'accompagnateur (facilitator), la coordination ou le client."
        ),
    ),
]
WorkshopOption = Annotated[
    str,
    typer.Option("--workshop", help=_("Code ou nom de l'atelier."), show_default=False),
]


_SHORT_WEEK = re.compile(r"[SsWw]\s?([0-9]{1,2})(?:[-/ ]([0-9]{4}))?")
_WEEK_OF_YEAR = re.compile(r"([0-9]{1,2})[-/ ]([0-9]{4})")
_DAY = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


def week_of(text: str, weeks: Sequence[str]) -> str:
    """``2020-W22``, ``S22``, ``S22-2020``, ``22-2020``, or a day (``25/05/2020``), as the name of a week.

    What is none of these is given back, for whoever says so.

    Args:
        weeks: of the plan, ``2020-W14`` …; a week without a year is looked for among them.
    """
    given = text.strip()
    day = _day_of(given)
    if day is not None:
        return week_name(day)
    match = _SHORT_WEEK.fullmatch(given) or _WEEK_OF_YEAR.fullmatch(given)
    if match is None:
        return given.upper()
    number, year = int(match[1]), match[2]
    if year:
        return f"{year}-W{number:02d}"
    wanted = f"-W{number:02d}"
    return next((name for name in weeks if name.endswith(wanted)), f"{weeks[0][:4]}{wanted}")


def _day_of(given: str) -> date | None:
    """A day written as people do or as machines do; None: it is none, or there is no such day."""
    match, iso = _DAY.fullmatch(given), _ISO_DAY.fullmatch(given)
    try:
        if match is not None:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return None if iso is None else date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError:
        return None


def dossier_of(path: Path) -> Path:
    """The dossier file: itself, or the one of the directory that a plan was written to."""
    return path / "dossier.json" if path.is_dir() else path


def check_output(output: Path, *, is_forced: bool) -> None:
    """Refuse at once what could only fail after the reckoning."""
    from service.usecases.conversion import refuse_to_overwrite
    from service.usecases.money import check_workbook_name

    check_workbook_name(output)
    if not is_forced:
        refuse_to_overwrite(output)


def refuse(
    found: Iterable[Diagnostic], names: Mapping[str, str], texts: Texts, *, is_json: bool
) -> Exit:
    """Everything that is wrong or missing; nothing is written."""
    from service.cli import findings

    listed = list(found)
    if is_json:
        print_json({"findings": findings.as_json(listed, texts, names)})
    else:
        console = plain_console()
        findings.print_findings(console, listed, texts, names)
        said = texts.gettext("Corrigez ou complétez, puis recommencez ; rien n'a été écrit.")
        console.print(said, style="bold red")
    return Exit.DATA


def report(
    files: Iterable[Path],
    found: Iterable[Diagnostic],
    summary: Mapping[str, object],
    reading: MoneyReading,
    texts: Texts,
    *,
    is_json: bool,
) -> Exit:
    """What was written, and what is worth looking at for this reader."""
    from service.cli import findings

    listed = list(found)
    written = [str(f) for f in files]
    if is_json:
        said = findings.as_json(listed, texts, reading.names)
        print_json({"files": written, **summary, "findings": said})
        return Exit.DONE
    console = plain_console()
    findings.print_findings(console, listed, texts, reading.names)
    if not reading.has_terms:
        console.print(
            texts.gettext(
                "La commande ne dit rien de ses conditions (paiement, TVA, fournisseurs) : l'usage est supposé."
            )
        )
    for path in written:
        console.print(texts.gettext("Écrit : {path}", path=path), soft_wrap=True)
    return Exit.DONE
