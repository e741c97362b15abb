"""Production as it was declared: the follow-up of an order workbook, or files as workshops send them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from optimizer.declared import Made, costs_instead, only_new, unclear, understood
from optimizer.diagnostics import Diagnostic, Source
from optimizer.problem import Problem
from service.errors import RefusedError
from service.i18n import N_, Texts


def read_production(
    paths: Sequence[Path], problem: Problem, texts: Texts
) -> tuple[tuple[Made, ...], tuple[Diagnostic, ...]]:
    """Every row of follow-up that can be read, in the order of the files, and every finding.

    In received files, what is guessed is taken and said; what cannot be guessed is an error.

    Raises:
        RefusedError: a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise RefusedError(N_("« {path} » n'existe pas."), path=path)
    from importers.costs import is_cost_workbook

    rows: list[Made] = []
    findings: list[Diagnostic] = []
    received = []
    for path in {path.resolve(): path for path in paths}.values():
        if is_cost_workbook(path):
            findings.append(costs_instead(Source(file=path.name)))
        elif _is_order(path):
            read, found = _of_order(path)
            new, again = only_new(rows, read)
            rows += new
            findings += (*found, *again)
        else:
            received.append(path)
    if received:
        read, found = _of_received(received, problem, texts)
        new, again = only_new(rows, read)
        rows += new
        findings += (*found, *again)
    return tuple(rows), tuple(findings)


def _is_order(path: Path) -> bool:
    """Whether it is an order workbook: received files have no sheet that says when the order starts."""
    from importers.received.context import read_context

    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return False
    _context, tables, _found = read_context(path)
    return tables is not None and bool(tables.lines.get("order"))


def _of_order(path: Path) -> tuple[list[Made], tuple[Diagnostic, ...]]:
    from importers.records import read_followup

    found, diagnostics = read_followup(path)
    rows = [
        Made(
            workshop=x.workshop,
            week=x.week,
            product=x.product,
            operation=x.operation,
            made=x.made,
            conforming=x.conforming,
            scrap=x.scrap,
            delivered=x.delivered,
            delivered_units=x.delivered_units,
            refused_units=x.refused_units,
            lot=x.lot,
            source=x.source,
        )
        for x in found
    ]
    return rows, diagnostics


def _of_received(
    paths: Sequence[Path], problem: Problem, texts: Texts
) -> tuple[list[Made], tuple[Diagnostic, ...]]:
    """Files as workshops send them, read against an order workbook written from the problem."""
    from importers.matching import fold
    from importers.received.contract import FileKind
    from importers.template import write_problem
    from service.messages import import_words
    from service.usecases.importing import acceptable, start_import

    with tempfile.TemporaryDirectory() as folder:
        order = Path(folder) / "commande.xlsx"
        unwritable = write_problem(problem, order)
        if unwritable:
            return [], unwritable
        started, refused = start_import(FileKind.FOLLOWUP, paths, order)
        if started is None:
            return [], refused
        prepared = started.prepare_accepting()
    findings = list(prepared.findings)
    names = import_words.names_in(prepared.context, prepared.merged)
    for asked in prepared.asked:
        guess = asked.guess
        meaning = import_words.understood(guess, guess.understood, texts, names)
        if acceptable(guess) is None:
            findings.append(unclear(guess.read, guess.source))
        elif fold(guess.read) not in (fold(meaning), fold(guess.understood)):
            findings.append(understood(guess.read, meaning, guess.source))
    rows = []
    for entry in prepared.merged.entries:
        workshop, week, product, operation, *lot = entry.key
        values = entry.values
        rows.append(
            Made(
                workshop=workshop,
                week=week,
                product=product,
                operation=operation,
                lot="".join(lot[:1]),
                made=_number(values.get("made")) or Decimal(0),
                conforming=_number(values.get("conforming")),
                scrap=_number(values.get("scrap")),
                delivered=_day(values.get("delivered")),
                delivered_units=_number(values.get("delivered_units")),
                refused_units=_number(values.get("refused_units")),
                source=_first(
                    entry.places.get(k) for k in ("made", "conforming", "delivered_units")
                ),
            )
        )
    return rows, tuple(findings)


def _first(sources: Iterable[Source | None]) -> Source:
    return next((s for s in sources if s is not None), Source())


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return None
    return Decimal(value)
