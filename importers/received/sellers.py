"""Whose quotation it is: a column or a label says so, else a title, the sheet or the file's name."""

from __future__ import annotations

import re
from pathlib import PurePath

from importers.matching import each, fold, slug
from importers.received.contract import OrderContext, Topic
from importers.received.members import guess_key, match_name
from importers.received.questions import Questions
from importers.received.quoted import Written

# Words of titles and file names that tell what it is, not whose.
_NOT_A_NAME = each(
    "devis prix tarif tarifs offre offres proposition cotation liste catalogue commerciale "
    "feuille sheet classeur copie"
)
_TAKEN = 50
_NEW = 55


class Sellers:
    """Finds suppliers by name and remembers those that are new.

    Args:
        context: the order; its suppliers are known.
    """

    def __init__(self, context: OrderContext, questions: Questions) -> None:
        self._names = context.names.get("suppliers", {})
        self._questions = questions
        self.new: dict[str, Written] = {}

    def named(self, told: Written) -> str:
        """The supplier that a text names outright, a new one when nobody is called so.

        "" when it was answered that the text is no supplier.
        """
        found, guess = match_name(
            told.text,
            self._names,
            self._questions.confirmed,
            Topic.SUPPLIER,
            self._questions.source(told.cell),
        )
        if found:
            self._questions.note(guess)
            if found not in self._names:
                self.new.setdefault(found, told)
            return found
        if self._questions.confirmed.get(guess_key(Topic.SUPPLIER, told.text)) == "":
            return ""
        return self._as_new(told, 80, guess.choices if guess else ())

    def known(self, titles: list[Written]) -> str:
        """The supplier of the order whom a title names, "" when none of them does."""
        for told in titles:
            padded = f" {fold(told.text)} "
            for id_, names in self._names.items():
                if any(f" {fold(n)} " in padded for n in (id_, *names) if fold(n)):
                    return id_
        return ""

    def guessed(self, titles: list[Written], sheet: str, file: str) -> str:
        """The supplier that titles, sheet or file name tell; "" when none of them does."""
        if known := self.known([*titles, Written(text=sheet), Written(text=PurePath(file).stem)]):
            return known
        said = [Written(text=t.text.strip(), cell=t.cell) for t in titles]
        said += [Written(text=sheet), Written(text=PurePath(file).stem)]
        cleaned = [Written(text=t, cell=x.cell) for x in said if (t := _bare(x.text))]
        best, best_guess = "", None
        for told in cleaned:
            found, guess = match_name(
                told.text,
                self._names,
                self._questions.confirmed,
                Topic.SUPPLIER,
                self._questions.source(told.cell),
            )
            if not found:
                continue
            if guess is None or guess.is_confirmed:
                self._questions.note(guess)
                if found not in self._names:
                    self.new.setdefault(found, told)
                return found
            if best_guess is None or guess.confidence > best_guess.confidence:
                best, best_guess = found, guess
        if best_guess is not None and best_guess.confidence >= _TAKEN:
            self._questions.note(best_guess)
            return best
        # A file is named after who sent it more often than a title is.
        for told in [*reversed(cleaned[len(titles) :]), *cleaned]:
            if any(len(w) > 2 for w in told.text.split()):
                return self._as_new(told, _NEW, ())
        return ""

    def _as_new(self, told: Written, confidence: int, choices: tuple[str, ...]) -> str:
        taken = self._questions.ask(
            Topic.SUPPLIER,
            told.text,
            slug(told.text),
            told.cell,
            choices=choices,
            confidence=confidence,
        )
        if taken and taken not in self._names:
            self.new.setdefault(taken, told)
        return taken


def _bare(text: str) -> str:
    """A title without what tells that it is a quotation, of when, under which number."""
    words = [w for w in re.split(r"[\s_\-–—:,;/]+", text) if w]
    kept = [w for w in words if fold(w) not in _NOT_A_NAME and not any(c.isdigit() for c in w)]
    kept = [w for w in kept if fold(w)]
    return " ".join(kept) if len(kept) <= 6 else ""
