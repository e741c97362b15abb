"""What a reader of one sheet asks and finds, each in its cell, answers of before included."""

from __future__ import annotations

from importers.findings import Findings
from importers.received.contract import Confirmed, Guess, Topic
from importers.received.members import guess_key
from optimizer.diagnostics import Source

CERTAIN = 100


class Questions:
    """Gathers the guesses and the findings of one sheet.

    Args:
        findings: of the whole file.
        sheet: title of the sheet as the file writes it.
        confirmed: what was answered before.
    """

    def __init__(self, findings: Findings, sheet: str, confirmed: Confirmed) -> None:
        self.findings = findings
        self.sheet = sheet
        self.confirmed = confirmed
        self._guesses: dict[str, Guess] = {}

    def source(self, cell: str) -> Source:
        """Where a cell of this sheet stands."""
        return Source(file=self.findings.file, sheet=self.sheet, cell=cell)

    def ask(
        self,
        topic: Topic,
        read: str,
        understood: str,
        cell: str,
        *,
        within: str = "",
        choices: tuple[str, ...] = (),
        confidence: int = 70,
    ) -> str:
        """What a text is taken for: what was answered before, else ``understood``, to be listed.

        The same habit is asked once however often it stands in the file.
        """
        key = guess_key(topic, read, within)
        is_confirmed = key in self.confirmed
        taken = self.confirmed[key] if is_confirmed else understood
        self._guesses.setdefault(
            key,
            Guess(
                key=key,
                topic=topic,
                read=read,
                understood=taken,
                choices=tuple(dict.fromkeys(c for c in (taken, understood, *choices) if c)),
                confidence=CERTAIN if is_confirmed else confidence,
                source=self.source(cell),
                is_confirmed=is_confirmed,
            ),
        )
        return taken

    def note(self, guess: Guess | None) -> None:
        """Keep a guess that was made elsewhere."""
        if guess is not None:
            self._guesses.setdefault(guess.key, guess)

    @property
    def guesses(self) -> list[Guess]:
        """Everything not certain, in order of reading."""
        return list(self._guesses.values())

    def error(self, code: str, cell: str, **params: object) -> None:
        """Report what makes the file wrong."""
        self.findings.add(code, sheet=self.sheet, cell=cell, **params)

    def warn(self, code: str, cell: str, **params: object) -> None:
        """Report what was understood, corrected or left aside."""
        self.findings.warn(code, sheet=self.sheet, cell=cell, **params)
