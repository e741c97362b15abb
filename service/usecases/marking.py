"""The files that were received, with what was found in them marked, to be sent back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from importers.archive import NO_TABLE
from importers.markup import marked_suffix, write_marked
from importers.received.contract import Guess
from optimizer.diagnostics import Diagnostic, Severity
from service.errors import RefusedError
from service.i18n import N_, Texts
from service.messages.import_words import NAMED_BY_TOPIC
from service.messages.marked_texts import marked_texts, said
from service.messages.values import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedFile:
    """A file to send back, and sentences about what it does not keep of the one received."""

    path: Path
    losses: tuple[str, ...] = ()


def write_marked_files(
    findings: Iterable[Diagnostic],
    guesses: Iterable[Guess],
    files: Sequence[Path],
    directory: Path,
    texts: Texts,
    names: Names | None = None,
) -> list[MarkedFile]:
    """Write a copy of every file with an error or an unanswered question, its cells marked.

    What was understood well enough is marked in those files, but sends none back. The file that
    was received is never written over.

    Args:
        names: what the order calls its rows; a name that is new to it is nothing to correct.

    Raises:
        RefusedError: the directory cannot be written to.
    """
    found = list(findings)
    asked = [g for g in guesses if not g.is_confirmed and not _is_new(g, names or {})]
    faulty = {d.source.file for d in found if d.severity is Severity.ERROR}
    faulty |= {g.source.file for g in asked if not g.understood}
    no_tables = {d.source.file for d in found if d.code in NO_TABLE}
    words = marked_texts(texts)
    marked: list[MarkedFile] = []
    for path in files:
        if path.name not in faulty or path.name in no_tables:
            continue
        out = _place(path, [*files, *(m.path for m in marked)], directory, texts)
        try:
            directory.mkdir(parents=True, exist_ok=True)
            codes = write_marked(
                path, found, asked, out, lambda about: said(about, texts, names or {}), words
            )
        except OSError as failure:
            raise RefusedError(
                N_(
                    "« {path} » ne peut pas être écrit : vérifiez le dossier, ou fermez le fichier."
                ),
                path=out,
            ) from failure
        marked.append(MarkedFile(path=out, losses=tuple(words[c] for c in codes)))
    return marked


def _is_new(guess: Guess, names: Names) -> bool:
    """Whether somebody is only new to the order: its coordinator's question, not the author's."""
    sheet = NAMED_BY_TOPIC.get(guess.topic, "")
    return bool(sheet and guess.understood) and guess.understood not in names.get(sheet, {})


def _place(path: Path, taken: Sequence[Path], directory: Path, texts: Texts) -> Path:
    """Where the copy of a file goes: a name of its own, the same when it comes back again."""
    end = f" ({texts.gettext(N_('à corriger'))})"
    suffix = marked_suffix(path)
    used = {p.resolve() for p in taken}
    for stem in (path.stem.removesuffix(end), path.name, path.stem + end):
        out = directory / f"{stem}{end}{suffix}"
        if out.resolve() not in used:
            break
    return out
