"""What was answered to the guesses about each sender's files, kept to be reused.

A small JSON file: ``{"version": 1, "senders": {"vestali": {"column:census:nb pers.": "headcount"}}}``.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from importers.findings import Findings
from importers.received.contract import Confirmed, Guess, Topic
from optimizer.diagnostics import Diagnostic

VERSION = 1
MAX_BYTES = 5_000_000

# What is true of one delivery of files only.
_NOT_KEPT = {Topic.CONFLICT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mappings:
    """Answers by sender and key of the guess."""

    senders: Mapping[str, Confirmed] = field(default_factory=dict)

    def of(self, sender: str) -> Confirmed:
        """What was confirmed about the files of a sender."""
        return self.senders.get(sender, {})

    def adding(self, sender: str, guesses: Iterable[Guess]) -> Mappings:
        """With the confirmed ones among these guesses."""
        new = {g.key: g.understood for g in guesses if g.is_confirmed and g.topic not in _NOT_KEPT}
        if not new:
            return self
        return Mappings(senders={**self.senders, sender: {**self.of(sender), **new}})


def read_mappings(path: Path) -> tuple[Mappings | None, tuple[Diagnostic, ...]]:
    """The mappings kept in a file, none when there is no file yet; or why it cannot be used."""
    findings = Findings(path.name)
    try:
        if not path.exists():
            return Mappings(), ()
        if path.stat().st_size > MAX_BYTES:
            raise ValueError("too large")
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        findings.add("import.mappings_unreadable", read=path.name)
        return None, findings.all
    senders = data.get("senders") if isinstance(data, dict) else None
    if not isinstance(senders, dict) or data.get("version") != VERSION:
        findings.add("import.mappings_unreadable", read=path.name)
        return None, findings.all
    kept = {
        str(sender): {str(k): v for k, v in answers.items() if isinstance(v, str)}
        for sender, answers in senders.items()
        if isinstance(answers, dict)
    }
    return Mappings(senders=kept), ()


def write_mappings(mappings: Mappings, path: Path) -> None:
    """Write the mappings, whole or not at all.

    Raises:
        OSError: the place cannot be written to.
    """
    senders = {s: dict(sorted(a.items())) for s, a in sorted(mappings.senders.items())}
    text = json.dumps({"version": VERSION, "senders": senders}, ensure_ascii=False, indent=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".oeuvre-", dir=path.parent) as beside:
        made = Path(beside) / path.name
        made.write_text(text + "\n", encoding="utf-8")
        os.replace(made, path)


def read_answers(path: Path) -> tuple[Mapping[str, Confirmed], tuple[Diagnostic, ...]]:
    """Answers to guesses that somebody wrote: ``{key: value}``, or by file ``{file: {key: value}}``.

    Returns:
        answers by file name, "" for those that hold for every file, and what is wrong.
    """
    findings = Findings(path.name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError("too large")
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        findings.add("import.file_missing", read=path.name)
        return {}, findings.all
    except (OSError, ValueError, RecursionError):
        findings.add("import.answers_unreadable", read=path.name)
        return {}, findings.all
    if not isinstance(data, dict):
        findings.add("import.answers_unreadable", read=path.name)
        return {}, findings.all
    found: dict[str, dict[str, str]] = {"": {}}
    for key, value in data.items():
        if isinstance(value, str):
            found[""][key] = value
        elif isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
            found[key] = dict(value)
        else:
            findings.add("import.answers_unreadable", read=f"{path.name}, {key}"[:200])
    return found, findings.all
