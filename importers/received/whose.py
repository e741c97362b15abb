"""Whose file it is, where no cell of the table says so: from titles, sheet names, file names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from importers.matching import fold
from importers.received.contract import Topic
from importers.received.members import match_name
from importers.received.told import Told

_LABEL = re.compile(
    r"^(?:structure|atelier|nom(?: de la structure| de l'atelier)?|association|établissement|membre"
    r"|workshop)\s*[:=]\s*(?P<name>.+)$",
    re.IGNORECASE,
)
_APART = re.compile(r"\s*(?:[:;|/()\n]|\s[-–—]\s|_)\s*")
_EXTENSION = re.compile(r"\.\w{2,5}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """The workshop a table is about; ``id`` is "" when nobody can be told."""

    id: str = ""
    read: str = ""


def whose(told: Told, names: Mapping[str, tuple[str, ...]], hint: str = "") -> Whose:
    """The workshop that the texts around the table name, nearest first; a guess is listed.

    The title of the sheet and the name of the file count last. The order's only workshop is not
    taken for granted.
    """
    block = told.block
    near = list(zip(reversed(block.titles), reversed(block.title_places), strict=False))
    texts = [(hint, "A1")] if hint else []
    texts += near
    texts += [(block.grid.title, "A1"), (_EXTENSION.sub("", told.findings.file), "A1")]
    key = f"workshop:{told.sheet.key}:whose"
    if key in told.confirmed:
        answer = told.confirmed[key]
        told.guess(key, Topic.WORKSHOP, "A1", answer, answer, tuple(names), 100)
        return Whose(id=answer, read=answer)
    for text, place in texts:
        labelled = _LABEL.match(text.strip())
        if labelled:
            id, guess = match_name(
                labelled["name"], names, told.confirmed, Topic.WORKSHOP, told.source(place)
            )
            told.keep(guess)
            return Whose(id=id, read=labelled["name"])
    for text, place in texts:
        found = _named_in(text, names)
        if len(found) == 1:
            if fold(text) not in _exact(names):
                told.guess(key, Topic.WORKSHOP, place, text, found[0], tuple(names), 80)
            return Whose(id=found[0], read=text)
    for text, place in texts:
        for part in _parts(text):
            id, guess = match_name(part, names, {}, Topic.WORKSHOP, told.source(place))
            if id and guess is not None and guess.confidence >= _NEAR:
                told.guess(
                    key, Topic.WORKSHOP, place, text, id, guess.choices, guess.confidence - 10
                )
                return Whose(id=id, read=part)
    return Whose()


_NEAR = 70


def _parts(text: str) -> Iterable[str]:
    return (p for p in _APART.split(text) if len(p) > 2)


def _exact(names: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {fold(t) for id, texts in names.items() for t in (id, *texts)}


def _named_in(text: str, names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Workshops whose whole id or name stands in a text; the longest name where one holds another."""
    padded = f" {fold(text)} "
    found: dict[str, int] = {}
    for id, texts in names.items():
        for name in (id, *texts):
            key = fold(name)
            if len(key) > 2 and f" {key} " in padded:
                found[id] = max(found.get(id, 0), len(key))
    longest = max(found.values(), default=0)
    return tuple(i for i, n in found.items() if n == longest)
