"""Diagnostics on a terminal: all of them, grouped by file, sheet and column, errors first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from optimizer.diagnostics import Diagnostic, Severity
from service import messages
from service.i18n import Texts
from service.messages.grouped import grouped

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def print_findings(
    console: Console,
    diagnostics: Iterable[Diagnostic],
    texts: Texts,
    names: Mapping[str, str] | None = None,
) -> None:
    """Every finding: a line of counts per file, then one block per sheet."""
    found = list(diagnostics)
    for file in dict.fromkeys(d.source.file for d in found):
        mine = [d for d in found if d.source.file == file]
        counts = texts.join([c for c in (_count(mine, s, texts) for s in _ORDER) if c])
        console.print(Text(texts.labelled(file, counts) if file else counts, style="bold"))
        for severity in _ORDER:
            of_kind = [d for d in mine if d.severity is severity]
            # Sheets stay in the order of reading, what has no sheet comes first.
            sheets = list(dict.fromkeys(d.source.sheet for d in of_kind))
            of_kind.sort(key=lambda d: (bool(d.source.sheet), sheets.index(d.source.sheet)))
            for sheet, group in groupby(of_kind, key=lambda d: d.source.sheet):
                _print_sheet(console, sheet, list(group), severity, texts, names)


def _print_sheet(
    console: Console,
    sheet: str,
    found: list[Diagnostic],
    severity: Severity,
    texts: Texts,
    names: Mapping[str, str] | None,
) -> None:
    style = _STYLES[severity]
    if sheet:
        console.print(Text("  " + texts.gettext("feuille « {sheet} »", sheet=sheet), style=style))
    table = Table.grid(padding=(0, 1))
    table.add_column(style=style, no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    for group in grouped(found):
        sign = {"error": "✗", "warning": "!", "note": "·"}[severity.value]
        said = messages.with_command(group.finding, texts, names)
        table.add_row(sign, group.place(texts), Text(said))
    console.print(Padding(table, (0, 0, 0, 4), expand=False))


def _count(found: list[Diagnostic], severity: Severity, texts: Texts) -> str:
    n = sum(d.severity is severity for d in found)
    if not n:
        return ""
    if severity is Severity.ERROR:
        return texts.ngettext("{n} erreur", "{n} erreurs", n)
    if severity is Severity.WARNING:
        return texts.ngettext("{n} avertissement", "{n} avertissements", n)
    return texts.ngettext("{n} remarque", "{n} remarques", n)


def as_json(
    diagnostics: Iterable[Diagnostic], texts: Texts, names: Mapping[str, str] | None = None
) -> list[dict[str, object]]:
    """The same findings for a program."""
    return [
        {
            "code": d.code,
            "severity": d.severity.value,
            "subject": d.subject,
            "file": d.source.file,
            "sheet": d.source.sheet,
            "cell": d.source.cell,
            "params": dict(d.params),
            "sentence": messages.with_command(d, texts, names),
        }
        for d in diagnostics
    ]
