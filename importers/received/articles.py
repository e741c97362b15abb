"""Which material of the order an article is, or the new one that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from importers.matching import fold, slug
from importers.received import price_terms
from importers.received.contract import Draft, OrderContext, Topic
from importers.received.members import guess_key, match_name
from importers.received.price_terms import Pack
from importers.received.questions import Questions
from optimizer.diagnostics import Source

_NEW = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A material of the order, or a new one; ``unit`` as the order writes it, "" when unknown."""

    id: str
    unit: str = ""
    is_new: bool = False


class Articles:
    """Finds materials by reference and name; new ones become drafts.

    Args:
        context: the order; its materials are known.
    """

    def __init__(self, context: OrderContext, questions: Questions) -> None:
        self._names: Mapping[str, tuple[str, ...]] = context.names.get("materials", {})
        self._units = {
            str(row["id"]): str(row.get("unit") or "") for row in context.rows.get("materials", ())
        }
        self._questions = questions
        self._exact = {fold(n): i for i, names in self._names.items() for n in (i, *names)}
        self._found: dict[tuple[str, str], Material | None] = {}
        self._new: dict[str, tuple[str, str, Source]] = {}

    def find(
        self, name: str, reference: str, cell: str, unit: str = "", pack: Pack | None = None
    ) -> Material | None:
        """The material of an article; None when it was answered that it is none of the order's.

        ``unit`` and ``pack`` tell the unit of a new material.
        """
        key = (fold(reference), fold(name))
        if key not in self._found:
            self._found[key] = self._find(name, reference, cell, unit, pack)
        return self._found[key]

    def drafts(self) -> list[Draft]:
        """The rows of the new materials."""
        return [
            Draft(
                sheet="materials",
                identity=(id_,),
                values={"id": id_, "name": name, "unit": unit or None},
                places={"name": source, "id": source},
            )
            for id_, (name, unit, source) in self._new.items()
        ]

    def _find(
        self, name: str, reference: str, cell: str, unit: str, pack: Pack | None
    ) -> Material | None:
        questions = self._questions
        if reference and (known := self._exact.get(fold(reference))):
            return Material(id=known, unit=self._units.get(known, ""))
        text = name or reference
        answer = questions.confirmed.get(guess_key(Topic.MATERIAL, text))
        source = questions.source(cell)
        found, guess = match_name(text, self._names, questions.confirmed, Topic.MATERIAL, source)
        if answer == "":
            questions.note(guess)
            return None
        if found in self._names:
            questions.note(guess)
            return Material(id=found, unit=self._units.get(found, ""))
        id_ = found or slug(text)
        choices = guess.choices if guess is not None else ()
        id_ = questions.ask(Topic.MATERIAL, text, id_, cell, choices=choices, confidence=_NEW)
        # Two articles may be called alike: each is told by what the sender calls it first.
        own_unit = _unit_of_new(unit, pack)
        if id_ not in self._new:
            self._new[id_] = (text, own_unit, source)
        return Material(id=id_, unit=self._new[id_][1], is_new=True)


def _unit_of_new(unit: str, pack: Pack | None) -> str:
    """The unit in which a new material is counted: that of prices, else that of packs."""
    measure = price_terms.parse_unit(unit) if unit else None
    if measure is not None and measure.unit and not measure.is_pack:
        return measure.unit
    if pack is not None and pack.content.unit:
        return pack.content.unit
    return measure.unit if measure is not None else ""
