"""Comparing what people type with what is expected: accents, case, spaces and small slips apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_NOT_WORD = re.compile(r"[\W_]+")
_PARENTHESES = re.compile(r"\([^()]*\)")
_TOTAL = re.compile(
    r"^(sous )?(total|totaux|somme|moyenne|cumul|ensemble)( general)?$"
    r"|^(sub ?|grand )?(total|totals|sum|average|mean)$"
)
_EXAMPLE = re.compile(r"^\((exemple|example)\)", re.IGNORECASE)

# Under this likeness two words are no longer taken for a slip of the pen.
_LIKENESS = 0.75


def fold(text: str) -> str:
    """Lower case without accents, every run of blanks or punctuation one space."""
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain.casefold()).strip()


def header_key(text: str) -> str:
    """What a header says once its unit in brackets and its star are removed."""
    return fold(_PARENTHESES.sub(" ", text))


def slug(name: str) -> str:
    """Id that a person can read, made from a name; the name itself when nothing is left of it."""
    return fold(name).replace(" ", "-") or name.strip()


def nearest(text: str, candidates: Iterable[str], by_word: bool = False) -> str:
    """The candidate most like ``text``, as it is written; "" when none is near.

    ``by_word``: a single word of a candidate counts too.
    """
    by_key: dict[str, str] = {}
    known = list(candidates)
    for c in known:
        by_key.setdefault(fold(c), c)
    if by_word:
        for c in known:
            for word in fold(c).split():
                by_key.setdefault(word, c)
    by_key.pop("", None)
    found = get_close_matches(fold(text), list(by_key), n=1, cutoff=_LIKENESS)
    return by_key[found[0]] if found else ""


def is_total_label(text: str) -> bool:
    """Whether a row that begins with this text sums up the others."""
    return bool(_TOTAL.match(fold(text)))


def is_example_label(text: str) -> bool:
    """Whether a row that begins with this text is the example of a template."""
    return bool(_EXAMPLE.match(text.strip()))
