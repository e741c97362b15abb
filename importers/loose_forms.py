"""The ways of not quite saying a number: « env. 15 », « 15 à 20 », « dix », « NC », « fermé »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from importers.cell_numbers import APOSTROPHES, BLANKS, with_zeros
from importers.matching import fold


class Why(Enum):
    """What makes a form less than certain."""

    APPROXIMATE = "approximate"
    RANGE = "range"
    IN_WORDS = "in_words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peeled:
    """What is left of a text once its hesitation is taken off: one number, or both of a range."""

    parts: tuple[str, ...]
    why: Why
    confidence: int


_UNKNOWN = {
    *("nc", "n c", "na", "n a", "nr", "n r", "nd", "n d", "nsp", "tbd", "tbc", "xx", "xxx"),
    *("non communique", "non connu", "non connue", "non renseigne", "non renseignee"),
    *("non disponible", "non defini", "non determine", "ne sait pas", "je ne sait pas"),
    *("je ne sais pas", "inconnu", "inconnue", "unknown", "not available", "not known"),
}
_LATER = re.compile(
    r"^(?:a|to be) (?:preciser|definir|confirmer|completer|determiner|voir|venir|renseigner"
    r"|remplir|defined|confirmed|determined)\b"
)
_ONLY_MARKS = re.compile(r"^[?.…\s]*[?…][?.…\s]*$|^\.{2,}$")
_DASH = re.compile(r"^[-–—−_/]+$")
_CLOSED = re.compile(
    r"^(?:ferme|fermee|fermes|fermeture|closed|conge|conges|cp|c p|vacances|holidays?|ferie"
    r"|feries|jour ferie|pont|rtt|chome|chomee|chomage|arret|inventaire)\b"
)
_FREE = {"offert", "offerte", "gratuit", "gratuite", "franco", "franco de port", "inclus", "free"}
_NOTHING = {"aucun", "aucune", "neant", "zero", "nul", "rien", "none", "nil", "pas de", "non", "no"}

_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "zero",
            "un une one",
            "deux two",
            "trois three",
            "quatre four",
            "cinq five",
            "six",
            "sept seven",
            "huit eight",
            "neuf nine",
            "dix ten",
            "onze eleven",
            "douze twelve",
            "treize thirteen",
            "quatorze fourteen",
            "quinze fifteen",
            "seize sixteen",
            "dix-sept seventeen",
            "dix-huit eighteen",
            "dix-neuf nineteen",
            "vingt twenty",
        )
    )
    for word in (w.replace("-", " ") for w in words.split())
} | {"trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "mille": 1000}
_ABOUT_SO_MANY = {
    f"une {word}": number
    for word, number in (
        ("dizaine", 10),
        ("douzaine", 12),
        ("quinzaine", 15),
        ("vingtaine", 20),
        ("trentaine", 30),
        ("quarantaine", 40),
        ("cinquantaine", 50),
        ("soixantaine", 60),
        ("centaine", 100),
    )
}

_ABOUT = re.compile(
    r"^(?:[~≈≃±]|\+/-|env\.?(?:iron)?(?=[\s\d])|approx\.?(?:imativement)?(?=[\s\d])|about\s|circa\s"
    r"|autour de\s|à peu près\s|a peu pres\s|presque\s|quasi\s|dans les\s|vers\s|ca\.\s)\s*"
    r"|\s*(?:[~≈±]|\+/-|env\.?|environ|approx\.?|à peu près|a peu pres|ou plus|\*+)$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"^(?:>=?|≥|\+ de\s|plus de\s|au moins\s|minimum\s|mini?\.?\s|à partir de\s|over\s|at least\s)\s*"
    r"|\s*(?:\+|minimum|mini|et plus|et \+|au moins)$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"^(?:<=?|≤|- de\s|moins de\s|au plus\s|maximum\s|maxi?\.?\s|jusqu['’]à\s|jusqu['’]a\s"
    r"|under\s|at most\s|up to\s)\s*|\s*(?:maximum|maxi|max\.?|au plus|au maximum|grand max)$",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"^(?:entre\s|de\s|between\s|from\s)?\s*(?P<a>[^a-zà-ÿ]*\d[^–—]*?)"
    r"(?:\s*[-–—]\s*|\s*(?:à|ou|et|to|or|and)\s+|\s+a\s+|\s*\.\.+\s*)(?P<b>[<≈~]?\s*\d.*)$",
    re.IGNORECASE,
)
_YES_THEN = re.compile(r"^(?:oui|yes|ok|x)\b[\s,:;=/-]*\(?\s*(?P<n>\d.*?)\s*\)?$", re.IGNORECASE)
_REMARK = re.compile(r"^(?P<n>[^()]*\d[^()]*?)\s*\([^()]*\)\s*\*?$")
_LONGEST_NUMBER = 120
_FRACTIONS = {"½": "5", "¼": "25", "¾": "75"}
_FRACTION = re.compile(r"(\d*)\s?([½¼¾])")
_UNIT_AT_END = re.compile(r"\s*[^\d\s.,][^\d]*$")


def tidy(text: str) -> str:
    """The text with plain spaces and apostrophes, without those at its ends."""
    plain = APOSTROPHES.sub("'", BLANKS.sub(" ", text)).strip().removeprefix("'").strip()
    if len(plain) > _LONGEST_NUMBER:
        return plain
    return _FRACTION.sub(lambda found: f"{found[1] or 0},{_FRACTIONS[found[2]]}", plain)


def is_unknown(text: str, is_whole: bool = False) -> bool:
    """Whether the sender says that he does not know: « NC », « n/a », « ? », « à préciser ».

    ``is_whole``: nothing may follow, for « à voir avec Léa » is a remark.
    """
    key = fold(text)
    later = _LATER.match(key)
    is_later = later is not None and (not is_whole or later.end() == len(key))
    return bool(key in _UNKNOWN or is_later or _ONLY_MARKS.match(text))


def is_dash(text: str) -> bool:
    """Whether a cell holds nothing but a stroke."""
    return bool(_DASH.match(text.replace(" ", "")))


def is_closed(text: str) -> bool:
    """Whether a cell says that nobody works then: « fermé », « congés », « férié »."""
    return bool(_CLOSED.match(fold(text)))


def is_nothing(text: str) -> bool:
    """Whether a text says zero: « aucun », « néant », « non »."""
    return fold(text) in _NOTHING


def is_free(text: str) -> bool:
    """Whether a price is said to be nothing: « offert », « franco », « inclus »."""
    return fold(text) in _FREE


def peel(text: str) -> Peeled | None:
    """Takes one hesitation off a text; None when it has none that is known."""
    key = fold(text)
    if key in _NUMBERS:
        return Peeled(parts=(str(_NUMBERS[key]),), why=Why.IN_WORDS, confidence=100)
    if key in _ABOUT_SO_MANY:
        return Peeled(parts=(str(_ABOUT_SO_MANY[key]),), why=Why.APPROXIMATE, confidence=70)
    if zeros := with_zeros(text):
        return Peeled(parts=(zeros,), why=Why.APPROXIMATE, confidence=80)
    for pattern, confidence in ((_ABOUT, 75), (_AT_LEAST, 70), (_AT_MOST, 60)):
        inner = pattern.sub("", text).strip()
        if inner != text and inner:
            return Peeled(parts=(inner,), why=Why.APPROXIMATE, confidence=confidence)
    if found := _YES_THEN.match(text):
        return Peeled(parts=(found["n"],), why=Why.APPROXIMATE, confidence=75)
    if found := _REMARK.match(text):
        return Peeled(parts=(found["n"],), why=Why.APPROXIMATE, confidence=65)
    if found := _RANGE.match(text):
        first, last = found["a"].strip(), found["b"].strip()
        end = _UNIT_AT_END.search(last)
        if end and not re.search(r"[^\W\d_]|[€%]", first):
            first += end[0]
        return Peeled(parts=(first, last), why=Why.RANGE, confidence=60)
    two = [_NUMBERS.get(w) for w in re.split(r" (?:ou|a|et|or|to) ", key)]
    if len(two) == 2 and two[0] is not None and two[1] is not None:
        return Peeled(parts=(str(two[0]), str(two[1])), why=Why.RANGE, confidence=60)
    return None


def listed(text: str) -> list[str]:
    """The items of a list: between « ; », new lines, « et », or commas followed by a space."""
    text = re.sub(r"[^\S\n]+", " ", text)
    parts = re.split(r"[;\n]|,\s+|\s+(?:et|and|puis)\s+", text)
    return [p.strip() for p in parts if p.strip()]
