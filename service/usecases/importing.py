"""Files that members and suppliers sent, read into an order workbook: prepare, look, apply, undo.

Nothing changes before :func:`apply_prepared`, and then all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from importers.received.applying import Applied, apply
from importers.received.changes import Changes, compare
from importers.received.context import OrderTables, read_context
from importers.received.contract import (
    Confirmed,
    Draft,
    FileKind,
    Guess,
    OrderContext,
    Reading,
    Topic,
)
from importers.received.mappings import Mappings, read_mappings, write_mappings
from importers.received.merging import Conflict, Merged, merge
from importers.received.reading import Received, open_received, read_opened
from optimizer.diagnostics import Diagnostic, Severity, has_errors
from service.errors import RefusedError
from service.i18n import N_
from service.usecases import versions
from service.usecases.collecting import collector_paused

# Answers may raise new questions: a column understood names workshops. Never more than a few turns.
_MOST_TURNS = 5
_SUFFIXES = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A guess or a conflict, and the file that it is about ("" for what several files say)."""

    file: str
    guess: Guess
    conflict: Conflict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What the files would do to the order workbook.

    Attributes:
        readings: what each file says, in the order they were given.
        changes: None when there is an error.
        findings: of the order workbook and of every file.
    """

    order: Path
    kind: FileKind
    context: OrderContext | None = None
    tables: OrderTables | None = None
    readings: tuple[Reading, ...] = ()
    merged: Merged = field(default_factory=Merged)
    changes: Changes | None = None
    findings: tuple[Diagnostic, ...] = ()

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Every guess and conflict, file by file."""
        return (
            *(Asked(file=r.file, guess=g) for r in self.readings for g in r.guesses),
            *(Asked(file="", guess=c.guess, conflict=c) for c in self.merged.conflicts),
        )

    @property
    def open_questions(self) -> tuple[Asked, ...]:
        """What nobody has confirmed yet."""
        return tuple(a for a in self.asked if not a.guess.is_confirmed)


class Import:
    """The files of one import, opened once and read as often as answers come.

    Args:
        kind: what they are about.
        files: as many as were sent.
        order: the order workbook, perhaps far from complete.
        mappings: answers kept from earlier files of the same senders.
        answers: by file name, "" for all files: see ``read_answers``.
    """

    def __init__(
        self,
        kind: FileKind,
        files: Sequence[Path],
        order: Path,
        mappings: Mappings,
        answers: Mapping[str, Confirmed],
    ) -> None:
        self.kind = kind
        self.order = order
        self.mappings = mappings
        self.answers = {file: dict(found) for file, found in answers.items()}
        self._context, self._tables, self._found = read_context(order)
        self._received: tuple[Received, ...] = ()
        if self._context is not None:
            with collector_paused():
                self._received = tuple(open_received(path) for path in files)

    def answer(self, asked: Asked, value: str) -> None:
        """Note an answer; it counts in the next :meth:`prepare`."""
        self.answers.setdefault(asked.file, {})[asked.guess.key] = value

    def prepare(self) -> Prepared:
        """Read, merge and compare with what is answered so far."""
        with collector_paused():
            return self._prepare()

    def _prepare(self) -> Prepared:
        context, tables = self._context, self._tables
        if context is None or tables is None:
            return Prepared(order=self.order, kind=self.kind, findings=self._found)
        readings = self._read_all(context)
        # Faults of the order workbook itself are its coordinator's: shown, no obstacle.
        own = tuple(
            replace(d, severity=Severity.WARNING)
            for d in self._found
            if d.severity is Severity.ERROR
        )
        findings = (*own, *(d for r in readings for d in r.findings))
        if has_errors(findings):
            return Prepared(
                order=self.order,
                kind=self.kind,
                context=context,
                tables=tables,
                readings=readings,
                findings=findings,
            )
        merged = merge(readings, self.answers.get("", {}))
        return Prepared(
            order=self.order,
            kind=self.kind,
            context=context,
            tables=tables,
            readings=readings,
            merged=merged,
            changes=compare(merged, tables),
            findings=(*findings, *merged.findings),
        )

    def prepare_accepting(self) -> Prepared:
        """Accept every guess that was taken, and that what nothing resembles is new (``--yes``)."""
        prepared = self.prepare()
        for _ in range(_MOST_TURNS):
            answered = False
            for asked in prepared.open_questions:
                value = acceptable(asked.guess)
                if value is not None:
                    self.answer(asked, value)
                    answered = True
            if not answered:
                break
            prepared = self.prepare()
        return prepared

    def kept_mappings(self, prepared: Prepared) -> Mappings:
        """The mappings with everything confirmed here."""
        found = self.mappings
        for reading in prepared.readings:
            found = found.adding(reading.sender, reading.guesses)
        return found

    def _read_all(self, context: OrderContext) -> tuple[Reading, ...]:
        """Every file; one with faults is read again knowing the workshops that others bring."""
        readings = [self._read(r, context) for r in self._received]
        told = [d for r in readings for d in r.drafts if d.sheet == "workshops"]
        if told and self.kind is FileKind.CAPACITIES:
            for at, reading in enumerate(readings):
                if has_errors(reading.findings):
                    readings[at] = self._read(self._received[at], context, told)
        return tuple(readings)

    def _read(
        self, received: Received, context: OrderContext, workshops: Sequence[Draft] = ()
    ) -> Reading:
        given = {**self.answers.get("", {}), **self.answers.get(received.file, {})}
        reading = read_opened(received, self.kind, context, given, workshops)
        kept = self.mappings.of(reading.sender)
        if not kept:
            return reading
        # Who sent it is known only once it is read.
        return read_opened(received, self.kind, context, {**kept, **given}, workshops)


def acceptable(guess: Guess) -> str | None:
    """What saying yes to a guess means; None when it needs an answer of its own."""
    if guess.topic is Topic.CONFLICT:
        return None
    if guess.understood:
        return guess.understood
    if guess.confidence == 0 and len(guess.choices) == 1:
        return guess.choices[0]
    return None


def start_import(
    kind: FileKind,
    files: Sequence[Path],
    order: Path,
    mappings: Path | None = None,
    answers: Mapping[str, Confirmed] | None = None,
) -> tuple[Import | None, tuple[Diagnostic, ...]]:
    """Open everything; None when the mappings cannot be used.

    Raises:
        RefusedError: the order is no workbook that could be written.
    """
    if order.suffix.lower() not in _SUFFIXES:
        raise RefusedError(
            N_("« {path} » : l'import complète un classeur de commande (.xlsx ou .xlsm)."),
            path=order,
        )
    names = [f.name for f in files]
    twice = next((n for n in names if names.count(n) > 1), "")
    if twice:
        raise RefusedError(N_("Deux fichiers s'appellent « {path} » : renommez-en un."), path=twice)
    kept, found = read_mappings(mappings) if mappings is not None else (Mappings(), ())
    if kept is None:
        return None, found
    return Import(kind, files, order, kept, answers or {}), ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What applying wrote; ``previous`` is where the former order workbook is kept, if it was."""

    applied: Applied
    previous: Path | None = None


def check_output(order: Path, output: Path, *, may_overwrite: bool) -> None:
    """Refuse at once what could only fail at the end.

    Raises:
        RefusedError: not the name of such a workbook, or another file would be written over.
    """
    if output.suffix.lower() != order.suffix.lower():
        raise RefusedError(
            N_("« {path} » : donnez un nom qui finit par {suffix}, comme la commande."),
            path=output,
            suffix=order.suffix.lower(),
        )
    if output.exists() and not may_overwrite and not _is_same_file(order, output):
        raise RefusedError(
            N_("« {path} » existe déjà : donnez un autre nom, ou ajoutez --force pour l'écraser."),
            path=output,
        )


def is_needless(prepared: Prepared, output: Path | None) -> bool:
    """Whether the order workbook would be written over with what it says already."""
    has_changes = prepared.changes is not None and not prepared.changes.is_empty
    return not has_changes and output is not None and _is_same_file(prepared.order, output)


def apply_prepared(prepared: Prepared, output: Path) -> Written:
    """Write the changes; the former version is kept when the order workbook itself is written over.

    Raises:
        RefusedError: the place cannot be written to, or the workbook is open elsewhere.
    """
    assert prepared.changes is not None, "what has errors is not applied"
    assert prepared.tables is not None, "the order was read"
    order = prepared.order
    versions.refuse_open(output)
    previous = None
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        if _is_same_file(order, output):
            previous = versions.keep(output)
        applied = apply(prepared.changes, prepared.tables, order, output)
    except OSError as failure:
        if previous is not None:
            previous.unlink(missing_ok=True)
        raise RefusedError(
            N_("« {path} » ne peut pas être écrit : vérifiez le dossier, ou fermez le fichier."),
            path=output,
        ) from failure
    if applied.refused and previous is not None:
        previous.unlink(missing_ok=True)
        previous = None
    return Written(applied=applied, previous=previous)


def save_mappings(mappings: Mappings, path: Path) -> None:
    """Keep what was confirmed.

    Raises:
        RefusedError: the place cannot be written to.
    """
    try:
        write_mappings(mappings, path)
    except OSError as failure:
        raise RefusedError(
            N_("« {path} » ne peut pas être écrit : vérifiez le dossier, ou fermez le fichier."),
            path=path,
        ) from failure


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()


def questions_by_file(asked: Iterable[Asked]) -> dict[str, list[Asked]]:
    """Questions grouped by the file they are about, in order."""
    found: dict[str, list[Asked]] = {}
    for one in asked:
        found.setdefault(one.file, []).append(one)
    return found
