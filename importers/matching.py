"""Comparing what people type with what is expected: accents, case, spaces and small slips apart.

Confidences are whole numbers from 0 to 100, the same scale everywhere:

====== ==========================================================================================
100    the same text, accents, case, punctuation, unit in brackets apart: certain, never listed
95     the same words: plural, order, small words (« de », « par »), usual abbreviations apart
80-94  one letter wrong, or the same but for words that say nothing (« Association », « Atelier »)
65-79  most words are the same: a long question that holds the whole name, a sigle
50-64  likely, half of the words are the same; taken, and listed for confirmation
1-49   only a suggestion: asked, never taken
0      nothing like it
====== ==========================================================================================
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

CERTAIN = 100
SAME_WORDS = 95
# From here on something is understood; below, it is asked.
TAKEN = 50

_ACCENTS = re.compile("[\u0300-\u036f]+")
_NOT_WORD = re.compile(r"[\W_]+")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_PARENTHESES = re.compile(r"\([^()]*\)")
_TOTAL = re.compile(
    r"^(sous )?(total|totaux|somme|moyenne|cumul|ensemble)( general)?$"
    r"|^(sub ?|grand )?(total|totals|sum|average|mean)$"
)
# People add to these words what is summed: « Total ACI », « Sous-total avril », « Moyenne/sem ».
_SUM = re.compile(
    r"^((sous|s|ss|sub|grand) ?)?(total|totaux|totals)\b"
    r"|^(somme|moyenne|moy|cumul|ecart type|mediane|average|mean|sum)( (des?|du|par|of)\b.*| \w+)?$"
    r"|^(ensemble)( (des?|du)\b.*)?$"
    r"|^(taux d occupation|taux de charge|solde|reste a faire)( moyen| global| total)?$"
)
_EXAMPLE = re.compile(r"^\((exemple|example)\)", re.IGNORECASE)


def each(words: str) -> frozenset[str]:
    """The words of a text one by one."""
    return frozenset(words.split())


# Under this likeness two words are no longer taken for a slip of the pen.
_LIKENESS = 0.75

_SMALL_WORDS = each(
    "a ai au aux avec avez ce ces cet cette combien comme d dans de des dont du elle en est "
    "et etes for how il in is l la le les leur leurs lors many more of on ou par per pour "
    "pouvez prevu prevue qu que quel quelle quelles quels qui sa ses si son sont sur the to "
    "un une vos votre vous your do does are you what which notre nos y"
)
_SHORT = {
    "nb": "nombre",
    "nbr": "nombre",
    "nbre": "nombre",
    "no": "numero",
    "num": "numero",
    "n°": "numero",
    "qte": "quantite",
    "qt": "quantite",
    "qty": "quantite",
    "qtte": "quantite",
    "quant": "quantite",
    "s": "semaine",
    "sem": "semaine",
    "hebdo": "semaine",
    "hebdomadaire": "semaine",
    "weekly": "semaine",
    "week": "semaine",
    "h": "heure",
    "hr": "heure",
    "hre": "heure",
    "horaire": "heure",
    "hour": "heure",
    "j": "jour",
    "journalier": "jour",
    "quotidien": "jour",
    "mn": "minute",
    "min": "minute",
    "pers": "personne",
    "eff": "effectif",
    "mach": "machine",
    "dispo": "disponible",
    "disponibilite": "disponible",
    "cde": "commande",
    "cmde": "commande",
    "commande": "commande",
    "rem": "remarque",
    "obs": "remarque",
    "observation": "remarque",
    "commentaire": "remarque",
    "comment": "remarque",
    "note": "remarque",
    "tel": "telephone",
    "ref": "reference",
    "design": "designation",
    "libelle": "designation",
    "px": "prix",
    "pu": "prix unitaire",
    "puht": "prix unitaire ht",
    "fourn": "fournisseur",
    "frs": "fournisseur",
    "four": "fournisseur",
    "cond": "conditionnement",
    "condt": "conditionnement",
    "livr": "livraison",
    "cap": "capacite",
    "capa": "capacite",
    "max": "maximum",
    "maxi": "maximum",
    "mini": "minimum",
    "abs": "absence",
    "absenteisme": "absence",
    "salaries": "salarie",
    "rdt": "rendement",
    "asso": "association",
    "ass": "association",
    "assoc": "association",
}


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Lower case without accents, every run of blanks or punctuation one space."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    plain = _ACCENTS.sub("", decomposed)
    if not plain.isascii():
        plain = "".join(c for c in plain if not unicodedata.combining(c))
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


def is_sum_label(text: str) -> bool:
    """The same in a file that somebody laid out himself: « Total ACI », « Moyenne par semaine »."""
    return bool(_SUM.match(fold(text)))


def is_example_label(text: str) -> bool:
    """Whether a row that begins with this text is the example of a template."""
    return bool(_EXAMPLE.match(text.strip()))


def without_dots(text: str) -> str:
    """The text with its initials written together: « E.T.P. » is ETP."""
    return _DOTTED.sub(lambda m: m[0].replace(".", ""), text)


def stem(word: str) -> str:
    """A word without the marks of plural and feminine."""
    if len(word) > 3 and word[-1] in "sx":
        word = word[:-1]
    return word[:-1] if word.endswith("ee") else word


def header_words(text: str) -> tuple[str, ...]:
    """The words of a header that count: no small words, abbreviations in full, singular."""
    found: list[str] = []
    for word in fold(without_dots(text)).split():
        if word in _SMALL_WORDS:
            continue
        full = _SHORT.get(word, _SHORT.get(stem(word), word)).split()
        found += [stem(w) for w in full if w not in _SMALL_WORDS]
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Near:
    """What a text may stand for: ``target``, by which of its ``phrase`` s, how surely."""

    score: int
    target: str
    phrase: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    target: str
    words: frozenset[str]
    squeezed: str
    pairs: frozenset[str]


class Phrases:
    """Ways to say things, searched by exact text, by words, by near spelling.

    A look-up costs no more with thousands of phrases than with ten, so that a file of any length
    can be compared with any directory.

    Args:
        phrases: what people may write, and what it stands for; the first of equals wins.
        words: the words of a text that count.
        has_units: what stands in brackets is a unit and may be left out; of names it may not.
    """

    # Comparing letter by letter with each phrase is for short lists only.
    _MOST_SPELT = 400
    # Answers kept, of however many files.
    _MOST_KEPT = 20_000
    # A word that more phrases share does not tell which is meant.
    _MOST_SHARED = 200

    def __init__(
        self,
        phrases: Iterable[tuple[str, str]],
        words: Callable[[str], tuple[str, ...]] = header_words,
        has_units: bool = True,
    ) -> None:
        self._words = words
        self._has_units = has_units
        self._exact: dict[str, str] = {}
        self._phrases: list[_Phrase] = []
        self._by_word: dict[str, list[int]] = {}
        self._squeezed: dict[str, list[_Phrase]] = {}
        self._memo: dict[tuple[str, bool], tuple[Near, ...]] = {}
        targets: dict[str, set[str]] = {}
        for text, target in phrases:
            key = fold(text)
            if not key or self._exact.setdefault(key, target) != target:
                continue
            bare = header_key(text)
            if bare and has_units:
                self._exact.setdefault(bare, target)
            squeezed = key.replace(" ", "")
            phrase = _Phrase(text, target, frozenset(words(text)), squeezed, _pairs(squeezed))
            for word in phrase.words:
                self._by_word.setdefault(word, []).append(len(self._phrases))
                targets.setdefault(word, set()).add(target)
            self._phrases.append(phrase)
            # « 145g » and « 145 g »: the same but for where blanks are.
            self._squeezed.setdefault(squeezed, []).append(phrase)
        # A word that many things share tells little about which is meant.
        self._weights = {w: 1 / (1 + 0.25 * (min(len(t), 9) - 1)) for w, t in targets.items()}
        self._sorted = sorted(self._by_word)
        self._shortened: dict[str, set[str]] = {}
        for word in self._by_word:
            for less in _one_less(word):
                self._shortened.setdefault(less, set()).add(word)

    def exact(self, text: str) -> str:
        """What the text stands for without any doubt, else ""."""
        found = self._exact.get(fold(text), "")
        return found or (self._exact.get(header_key(text), "") if self._has_units else "")

    def rank(self, text: str, spelt: bool = True) -> tuple[Near, ...]:
        """What the text may stand for, each thing once, likeliest first; scores as above.

        ``spelt``: compare also letter by letter, for slips of more than one letter.
        """
        found = self._memo.get((text, spelt))
        if found is None:
            if len(self._memo) >= self._MOST_KEPT:
                self._memo.clear()
            found = self._memo[text, spelt] = self._rank(text, spelt)
        return found

    def best(self, text: str) -> int:
        """How surely the text is one of the phrases."""
        if self.exact(text):
            return CERTAIN
        ranked = self.rank(text, spelt=False)
        return ranked[0].score if ranked else 0

    def _rank(self, text: str, spelt: bool) -> tuple[Near, ...]:
        best: dict[str, Near] = {}

        def note(score: float, phrase: _Phrase) -> None:
            near = Near(int(score), phrase.target, phrase.text)
            if near.score > 0 and near.score > best.get(phrase.target, _NOTHING).score:
                best[phrase.target] = near

        exact = self.exact(text)
        if exact:
            best[exact] = Near(CERTAIN, exact, text)
        read = self._words(text)
        known = [self._alike(w) for w in read]
        for n in self._touched(known):
            note(self._score(known, self._phrases[n]), self._phrases[n])
        squeezed = fold(text).replace(" ", "")
        for phrase in self._squeezed.get(squeezed, ()):
            note(SAME_WORDS, phrase)
        if spelt and not exact and len(self._phrases) <= self._MOST_SPELT:
            pairs = _pairs(squeezed)
            for phrase in self._phrases:
                if 4 * len(pairs & phrase.pairs) >= len(pairs) + len(phrase.pairs):
                    note(_spelling(squeezed, phrase.squeezed), phrase)
        return tuple(sorted(best.values(), key=lambda x: -x.score))

    def _touched(self, known: list[dict[str, float]]) -> set[int]:
        """Phrases that share a word, found by the rare ones when there are many."""
        found: set[int] = set()
        for postings in sorted((self._by_word[w] for alike in known for w in alike), key=len):
            if found and len(postings) > self._MOST_SHARED:
                break
            found.update(postings[: self._MOST_SHARED])
        return found

    def _alike(self, word: str) -> dict[str, float]:
        """Words of the phrases that this word may be, and how surely (0 to 1)."""
        if word in self._by_word:
            return {word: 1.0}
        found: dict[str, float] = {}
        if len(word) >= 3 and word.isalpha():
            at = bisect_left(self._sorted, word)
            while at < len(self._sorted) and self._sorted[at].startswith(word):
                found[self._sorted[at]] = 0.85
                at += 1
        if len(word) >= 5:
            for less in _one_less(word):
                for other in self._shortened.get(less, ()):
                    if len(other) >= 5:
                        found[other] = 0.9
        return found

    def _score(self, known: list[dict[str, float]], phrase: _Phrase) -> float:
        common: dict[str, float] = {}
        read, hits = 0.0, 0
        for alike in known:
            shared = [w for w in alike if w in phrase.words and w not in common]
            if shared:
                word = max(shared, key=lambda w: alike[w])
                common[word] = alike[word]
                read += self._weights[word]
                hits += 1
            else:
                read += max((self._weights[w] for w in alike), default=0.8)
        if not hits:
            return 0.0
        surely = sum(common.values()) / hits
        both = sum(self._weights[w] for w in common)
        declared = sum(self._weights[w] for w in phrase.words)
        if hits == len(known) == len(phrase.words):
            return SAME_WORDS * surely
        if hits == len(phrase.words):
            score = (35 + 55 * both / read) * surely
            # « Étiquettes tissées » is no « tissu »: one word, and not even the same one.
            is_weak = hits == 1 and surely < 1 and not self._has_units
            return min(score, TAKEN - 1) if is_weak else score
        if hits == len(known):
            part = (40 + 45 * both / declared) * surely
            # One word of several is never most of them, however much it tells.
            return min(part, 64) if hits == 1 else part
        return 80 * both / (read + declared - both) * surely


_NOTHING = Near(0, "", "")


def _one_less(word: str) -> set[str]:
    """The word, and the word without each one of its letters."""
    if len(word) < 5:
        return {word}
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _pairs(text: str) -> frozenset[str]:
    """Letters two by two."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _spelling(read: str, declared: str) -> float:
    """Score of two texts by their letters alone."""
    longest = max(len(read), len(declared))
    if longest < 5 or abs(len(read) - len(declared)) > longest // 4:
        return 0.0
    # « Semaine » is no slip of « h/semaine ».
    if read in declared or declared in read:
        return 0.0
    pairs = SequenceMatcher(None, read, declared, autojunk=False)
    if pairs.real_quick_ratio() < _LIKENESS or pairs.quick_ratio() < _LIKENESS:
        return 0.0
    return max(0.0, 240 * pairs.ratio() - 145)
