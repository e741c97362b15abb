"""What an import found, asks and would change, as plain values in one language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from importers.received.changes import Fate
from importers.received.contract import Topic
from optimizer.diagnostics import Diagnostic
from service import messages
from service.i18n import Texts
from service.messages import import_words
from service.messages.import_words import SaidRow
from service.messages.values import Names
from service.usecases.importing import Asked, Prepared

# So many rows are shown; the rest is counted.
MOST_ROWS = 500


def of_import(prepared: Prepared, texts: Texts) -> dict[str, Any]:
    """Everything that was found, asked and would change; keys of questions are those of answers."""
    names = import_words.names_in(prepared.context, prepared.merged)
    rows = changes(prepared, texts)
    return {
        "findings": findings(prepared.findings, texts),
        "questions": [question(a, texts, names) for a in prepared.asked],
        "changes": rows[:MOST_ROWS],
        "not_shown": max(0, len(rows) - MOST_ROWS),
        "same": same(prepared),
    }


def changes(prepared: Prepared, texts: Texts) -> list[dict[str, Any]]:
    """Every row that is new, changed or removed, its values in the words of its readers."""
    if prepared.changes is None or prepared.tables is None:
        return []
    names = import_words.names_in(prepared.context, prepared.merged)
    rows = import_words.said_rows(prepared.changes, prepared.tables, texts, names)
    return [_row(r) for r in rows]


def same(prepared: Prepared) -> int:
    """How many rows say what the order says already."""
    return len(prepared.changes.of(Fate.SAME)) if prepared.changes is not None else 0


def without_changes(
    found: tuple[Diagnostic, ...],
    texts: Texts,
    names: dict[str, str] | None = None,
    asked: Iterable[Asked] = (),
) -> dict[str, Any]:
    """What was found and asked, where nothing changes or nothing of it may be shown."""
    return {
        "findings": findings(found, texts, names),
        "questions": [question(a, texts, {}) for a in asked],
        "changes": [],
        "not_shown": 0,
        "same": 0,
    }


def findings(
    found: tuple[Diagnostic, ...], texts: Texts, names: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """Diagnostics with their place and sentence."""
    return [
        {
            "code": d.code,
            "severity": d.severity.value,
            "subject": d.subject,
            "place": messages.place(d.source, texts),
            "text": messages.sentence(d, texts, names),
        }
        for d in found
    ]


def _row(row: SaidRow) -> dict[str, Any]:
    return {
        "fate": row.fate.value,
        "sheet": row.sheet,
        "row": row.label,
        "cells": [
            {"column": c.header, "old": c.old, "new": c.new, "place": c.place} for c in row.cells
        ],
        "because": row.because,
    }


def question(asked: Asked, texts: Texts, names: Names) -> dict[str, Any]:
    """A guess or a conflict: what was read, what it is taken for, what else it may be."""
    guess = asked.guess
    found: dict[str, Any] = {
        "file": asked.file,
        "key": guess.key,
        "topic": guess.topic.value,
        "about": import_words.topic(guess, texts),
        "read": guess.read,
        "understood": guess.understood,
        "shown": import_words.understood(guess, guess.understood, texts, names),
        "choices": [
            {"value": c, "shown": import_words.understood(guess, c, texts, names)}
            for c in guess.choices
        ],
        "confidence": guess.confidence,
        "is_confirmed": guess.is_confirmed,
        "place": messages.place(guess.source, texts),
    }
    if asked.conflict is not None and guess.topic is Topic.CONFLICT:
        found["about"] = import_words.conflict_title(asked.conflict, texts, names)
        found["choices"] = [
            {"value": value, "shown": f"{shown} ({places})"}
            for value, shown, places in import_words.conflict_options(asked.conflict, texts, names)
        ]
    return found
