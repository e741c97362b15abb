"""``oeuvre import coûts``: a workshop's own cost sheet into its cost workbook, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from service.cli.exits import Exit
from service.cli.options import plain_console, print_json
from service.i18n import N_, Texts

if TYPE_CHECKING:
    from importers.received.contract import Confirmed
    from importers.received.cost_filling import CostChange
    from service.usecases.cost_importing import PreparedCosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for; ``output`` None: only to look."""

    output: Path | None
    answers: Mapping[str, Confirmed]
    accepts: bool
    applies: bool
    is_json: bool


def import_costs(sheet: Path, workbook: Path, wish: Wish, texts: Texts) -> Exit:
    """Read, show, and write once everything is confirmed."""
    from service.usecases.cost_importing import apply_costs, prepare_costs

    prepared = prepare_costs(sheet, workbook, wish.answers, accepts=wish.accepts)
    can_apply = prepared.costs is not None and not prepared.open_guesses
    if not wish.is_json:
        _show(plain_console(), prepared, texts)
    if not (wish.applies and can_apply and wish.output is not None and prepared.changes):
        return _not_written(prepared, wish, texts)
    previous, refused = apply_costs(prepared, wish.output, texts)
    if wish.is_json:
        found = _as_json(prepared, texts)
        found["applied"] = None if refused else str(wish.output)
        found["previous"] = str(previous) if previous is not None else None
        print_json(found)
        return Exit.DATA if refused else Exit.DONE
    console = plain_console()
    if refused:
        from service.cli import findings

        findings.print_findings(console, refused, texts)
        return Exit.DATA
    console.print(texts.gettext("Écrit : {path}", path=wish.output), style="bold green")
    if previous is not None:
        said = texts.gettext(
            "La version précédente est gardée : {path} (oeuvre import --undo la remet).",
            path=previous.name,
        )
        console.print(said, soft_wrap=True)
    return Exit.DONE


def _show(console: Console, prepared: PreparedCosts, texts: Texts) -> None:
    from service.cli import findings, import_report
    from service.usecases.importing import Asked

    if prepared.findings:
        findings.print_findings(console, prepared.findings, texts)
    if prepared.guesses:
        said = texts.gettext("{file} : compris sans certitude", file=prepared.file)
        console.print(Text(said, style="bold"))
        for guess in prepared.guesses:
            asked = Asked(file=prepared.file, guess=guess)
            import_report.print_question(console, asked, texts, {})
    title = ""
    for change in prepared.changes:
        sheet, line = _said(change, texts)
        if sheet != title:
            title = sheet
            console.print(Text(texts.gettext("feuille « {sheet} »", sheet=sheet), style="bold"))
        style = "green" if change.is_new else "yellow"
        console.print(Text(f"  {'+' if change.is_new else '~'} {line}", style=style))


def _said(change: CostChange, texts: Texts) -> tuple[str, str]:
    """The sheet that a change is in, and what it is."""
    from importers.columns.cost_choices import RATE_KINDS
    from importers.columns.cost_sheets import COST_SHEET_BY_KEY
    from service.messages.values import shown_value

    sheet = COST_SHEET_BY_KEY[change.sheet]
    column = sheet.column(change.column)
    rates = {c.value: c.label(texts.language) for c in RATE_KINDS}
    label = rates.get(change.label, change.label)
    label = label or (column.fr if texts.language == "fr" else column.en)
    new = shown_value(column, change.new, texts, {})
    if not change.is_new:
        new = f"{shown_value(column, change.old, texts, {})} → {new}"
    where = ", ".join(p for p in (change.source.sheet, change.source.cell) if p)
    return sheet.title(texts.language), f"{texts.labelled(label, new)} ({where})"


def _not_written(prepared: PreparedCosts, wish: Wish, texts: Texts) -> Exit:
    is_open = bool(prepared.open_guesses)
    is_wrong = prepared.costs is None
    code = Exit.DATA if is_wrong or (wish.applies and is_open) else Exit.DONE
    if wish.is_json:
        print_json(_as_json(prepared, texts))
        return code
    if is_wrong:
        said = N_("Corrigez ces erreurs, puis recommencez ; rien n'a été écrit.")
    elif is_open:
        said = N_(
            "Rien n'a été écrit : confirmez d'abord ce qui est marqué « ? » (--yes pour tout ce qui "
            "est compris, --answers pour répondre)."
        )
    elif not prepared.changes:
        said = N_("Le classeur de coûts dit déjà tout cela : il n'y a rien à écrire.")
    else:
        said = N_("Rien n'a été écrit : ajoutez --apply et -o pour appliquer.")
    plain_console().print(texts.gettext(said), style="bold red" if code else "bold")
    return code


def _as_json(prepared: PreparedCosts, texts: Texts) -> dict[str, object]:
    from service.cli import findings, import_report
    from service.usecases.importing import Asked

    return {
        "file": prepared.file,
        "findings": findings.as_json(prepared.findings, texts),
        "questions": [
            import_report.question_json(Asked(file=prepared.file, guess=g), texts, {})
            for g in prepared.guesses
        ],
        "changes": [
            {
                "sheet": c.sheet,
                "column": c.column,
                "label": c.label,
                "old": None if c.old is None else str(c.old),
                "new": str(c.new),
                "cell": c.source.cell,
            }
            for c in prepared.changes
        ],
        "applied": None,
    }
