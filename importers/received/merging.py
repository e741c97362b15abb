"""Several files made one: what they agree on, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from importers.columns import SHEET_BY_KEY
from importers.received.contract import Confirmed, Guess, Reading, Scope, Topic
from importers.received.entries import Entry, Key, entries_of_draft, normal, said
from importers.received.scopes import Scopes
from optimizer.diagnostics import Diagnostic, Severity, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the values that files give, and every place where it stands."""

    value: object
    places: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One value that files say differently; nothing is taken until somebody has chosen.

    ``guess`` has the topic CONFLICT: its choices are the options as text, "" keeps the order's.
    """

    guess: Guess
    sheet: str
    key: Key
    column: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What all the files say together: one entry for each row of the order workbook.

    ``findings``: what one file tells and another, which should know it, does not.
    """

    entries: tuple[Entry, ...] = ()
    scopes: tuple[tuple[str, Scope], ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


def merge(readings: Sequence[Reading], confirmed: Confirmed) -> Merged:
    """Put the readings of several files together.

    Args:
        confirmed: also what was chosen in conflicts: one of the choices, or the name of the file
            to believe, by the key of the guess.
    """
    told: dict[tuple[str, Key], list[Entry]] = {}
    for reading in readings:
        for draft in reading.drafts:
            for entry in entries_of_draft(draft):
                told.setdefault((entry.sheet, entry.key), []).append(entry)
    entries: list[Entry] = []
    conflicts: list[Conflict] = []
    for (sheet, key), said_of_it in told.items():
        if len(said_of_it) == 1:
            entries += said_of_it
            continue
        values: dict[str, object] = {}
        places: dict[str, Source] = {}
        for column in dict.fromkeys(c for e in said_of_it for c in e.values):
            options = _options(sheet, column, said_of_it)
            if len(options) > 1:
                conflict = _conflict(sheet, key, column, options, confirmed)
                conflicts.append(conflict)
                chosen = _chosen(conflict)
                if chosen is None:
                    continue
                options = (chosen,)
            values[column] = options[0].value
            if options[0].places:
                places[column] = options[0].places[0]
        everywhere = {k: s for e in said_of_it for k, s in e.places.items()}
        entries.append(Entry(sheet=sheet, key=key, values=values, places={**everywhere, **places}))
    scopes = tuple((r.file, s) for r in readings for s in r.scopes)
    return Merged(
        entries=tuple(entries),
        scopes=scopes,
        conflicts=tuple(conflicts),
        findings=tuple(_left_out(told, readings)),
    )


def _left_out(
    told: Mapping[tuple[str, Key], Sequence[Entry]], readings: Sequence[Reading]
) -> Iterator[Diagnostic]:
    """What a file leaves out though it tells all of its like, and another file tells."""
    if len({r.file for r in readings}) < 2:
        return
    complete = Scopes((r.file, s) for r in readings for s in r.scopes)
    by_file: dict[tuple[str, Key], set[str]] = {}
    for r in readings:
        for draft in r.drafts:
            for entry in entries_of_draft(draft):
                by_file.setdefault((entry.sheet, entry.key), set()).add(r.file)
    for (sheet, key), entries in told.items():
        files = by_file[sheet, key]
        silent = next((f for f in complete.files(entries[0]) if f not in files), "")
        if silent:
            yield Diagnostic(
                code="import.told_by_one_file",
                severity=Severity.WARNING,
                source=next(iter(entries[0].places.values()), Source(file=min(files))),
                params={"read": ", ".join(sorted(files)), "first": silent},
            )


def _options(sheet: str, column: str, entries: Sequence[Entry]) -> tuple[Option, ...]:
    """The different values of a column; a blank contradicts nobody."""
    declared = SHEET_BY_KEY[sheet].column(column)
    found: dict[str, tuple[object, list[Source]]] = {}
    for entry in entries:
        if column in entry.values:
            value = entry.values[column]
            known = found.setdefault(said(normal(sheet, declared, value)), (value, []))
            if column in entry.places:
                known[1].append(entry.places[column])
    filled = {text: v for text, v in found.items() if v[0] not in (None, "", ())}
    return tuple(
        Option(value=value, places=tuple(dict.fromkeys(places)))
        for value, places in (filled or found).values()
    )


def _conflict(
    sheet: str, key: Key, column: str, options: tuple[Option, ...], confirmed: Confirmed
) -> Conflict:
    name = f"conflict:{sheet}:{'/'.join(key)}:{column}"
    choices = tuple(said(o.value) for o in options)
    answer = confirmed.get(name)
    if answer is not None and answer and answer not in choices:
        by_file = {p.file: said(o.value) for o in reversed(options) for p in o.places}
        answer = by_file.get(answer)
    places = options[0].places
    return Conflict(
        guess=Guess(
            key=name,
            topic=Topic.CONFLICT,
            read=" / ".join(choices),
            understood=answer or "",
            choices=choices,
            confidence=0,
            source=places[0] if places else Source(),
            is_confirmed=answer is not None,
        ),
        sheet=sheet,
        key=key,
        column=column,
        options=options,
    )


def _chosen(conflict: Conflict) -> Option | None:
    wanted = conflict.guess.understood
    return next((o for o in conflict.options if wanted and said(o.value) == wanted), None)
