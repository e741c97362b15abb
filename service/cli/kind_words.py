"""The words by which people call a kind of file, on the command line: in French, or as the code has it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

import typer

_Kind = TypeVar("_Kind", bound=StrEnum)

# By the value of a kind, what else it may be called; accents, case, plural « s » and hyphens apart.
WORDS: dict[str, tuple[str, ...]] = {
    "order": ("commande", "bon-de-commande"),
    "capacities": ("capacités", "recensement", "census"),
    "load-plan": ("plan-de-charge", "plans-de-charge", "charge"),
    "offers": ("offres", "devis", "fournisseurs", "quotations"),
    "grouped-order": ("commande-groupée", "achats-groupés", "bon-groupé"),
    "followup": ("suivi", "suivi-de-production", "production"),
    "costs": ("coûts", "fiche-de-coût", "coût-de-revient"),
}


def kind_parser(
    kinds: type[_Kind], also: Mapping[str, _Kind] | None = None
) -> Callable[[str], _Kind]:
    """How an argument that names a kind is read.

    The parser raises a usage error that lists the choices when nothing is called so.

    Args:
        also: kinds of :data:`WORDS` that are not in ``kinds``, and which one they are a part of.
    """
    values = {kind.value: kind for kind in kinds} | dict(also or {})
    known = {
        _folded(word): kind
        for value, kind in values.items()
        for word in (value, *WORDS.get(value, ()))
    }

    def parse(text: str) -> _Kind:
        kind = known.get(_folded(text))
        if kind is None:
            choices = ", ".join(repr(k.value) for k in kinds)
            # The wording of the command line's own library, which the usage page translates.
            raise typer.BadParameter(f"{text!r} is not one of {choices}.")
        return kind

    return parse


def _folded(text: str) -> str:
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", str(text)) if not unicodedata.combining(c)
    )
    words = re.findall(r"[a-z0-9]+", plain.casefold())
    return "-".join(w.removesuffix("s") for w in words)
