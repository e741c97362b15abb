"""Who and what a received file names: workshops, suppliers, materials, products by near name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from importers.matching import (
    CERTAIN,
    SAME_WORDS,
    TAKEN,
    Near,
    Phrases,
    each,
    fold,
    slug,
    stem,
    without_dots,
)
from importers.received.contract import Confirmed, Guess, Topic
from optimizer.diagnostics import Source

# Words that tell what a structure is, not which one.
_GENERIC = each(
    "a aci ai ass asso assoc association atelier au aux chantier cie compagnie cooperative d "
    "de des du ea ei en entreprise entr esat et ets etablissement etti eurl groupe insertion "
    "l la le les par pour sa sarl sas scic scop societe ste structure sur the"
)
_SMALL = each("a au aux d de des du en et l la le les of par pour sur the")
_CHOICES = 5
# Two candidates as near as this to each other are a question, not an answer.
_TOO_CLOSE = 6


def guess_key(topic: Topic, read: str, within: str = "") -> str:
    """Key under which the answer to a guess is kept: ``workshop:ass vestali``."""
    parts = [topic.value, *([within] if within else []), " ".join(read.casefold().split())]
    return ":".join(parts)


def match_name(
    text: str,
    names: Mapping[str, tuple[str, ...]],
    confirmed: Confirmed,
    topic: Topic,
    source: Source,
    siret: str = "",
    sirets: Mapping[str, str] | None = None,
) -> tuple[str, Guess | None]:
    """Which id a name means, "" when it is none of them, and the guess when that is not certain.

    The id, the name or another declared way to say it and a known SIRET are certain. A name that
    nothing resembles gives a guess of confidence 0 whose choice is the id it would have as a new
    one; an answer that is no id of ``names`` is such a new id, returned as it is.

    Args:
        names: id -> how it is called; must not change between two calls.
        siret: number written beside the name, blanks allowed.
        sirets: number without blanks -> id.
    """
    key = guess_key(topic, text)
    by_number = (sirets or {}).get("".join(siret.split()), "")
    index = _index_of(names)
    exact = by_number or index.exact(text)
    if key in confirmed:
        answer = confirmed[key]
        if answer == exact:
            return exact, None
        ranked = index.rank(text)
        guess = Guess(
            key=key,
            topic=topic,
            read=text,
            understood=answer,
            choices=_choices(answer, ranked),
            confidence=CERTAIN,
            source=source,
            is_confirmed=True,
        )
        return answer, guess
    if exact:
        return exact, None
    ranked = index.rank(text)
    best = ranked[0] if ranked else Near(0, "", "")
    score = min(best.score, CERTAIN - 1)
    if len(ranked) > 1 and ranked[0].score - ranked[1].score < _TOO_CLOSE and score < SAME_WORDS:
        score = min(score, TAKEN - 1)
    taken = best.target if score >= TAKEN else ""
    new = () if taken else (_new_id(text),)
    return taken, Guess(
        key=key,
        topic=topic,
        read=text,
        understood=taken,
        choices=tuple(dict.fromkeys((*_choices(taken, ranked), *new))),
        confidence=score,
        source=source,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SameName:
    """Several texts of one file that mean the same thing, each with its first place.

    ``id`` is what they mean, "" when none of them is known.
    """

    id: str
    texts: tuple[str, ...]
    sources: tuple[Source, ...]


def same_names(found: Iterable[tuple[str, str, Source]]) -> tuple[SameName, ...]:
    """Different texts that both mean the same in one file: « Vestali » and « Ass. Vestali ».

    Args:
        found: text, id that it was understood as ("" when none) and place, in order of reading.
    """
    first: dict[str, tuple[str, str, Source]] = {}
    for text, id_, source in found:
        first.setdefault(fold(text), (text, id_, source))
    groups: dict[str, list[tuple[str, str, Source]]] = {}
    for text, id_, source in first.values():
        key = f"id {id_}" if id_ else "words " + " ".join(sorted(_telling(text)))
        groups.setdefault(key, []).append((text, id_, source))
    return tuple(
        SameName(
            id=group[0][1],
            texts=tuple(text for text, _, _ in group),
            sources=tuple(source for _, _, source in group),
        )
        for group in groups.values()
        if len(group) > 1
    )


def _new_id(text: str) -> str:
    return slug(text)


def _choices(taken: str, ranked: Sequence[Near]) -> tuple[str, ...]:
    near = [n.target for n in ranked[:_CHOICES] if n.score >= TAKEN // 2]
    return tuple(dict.fromkeys(([taken] if taken else []) + near))


@lru_cache(maxsize=4_096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(stem(w) for w in fold(without_dots(text)).split() if w not in _SMALL)
    )


@lru_cache(maxsize=4_096)
def _telling(text: str) -> tuple[str, ...]:
    """Words that tell which one it is; all of them when no word does."""
    words = _words(text)
    return tuple(w for w in words if w not in _GENERIC) or words


def _initials(text: str) -> str:
    words = [w for w in fold(text).split() if w not in _SMALL]
    return "".join(w[0] for w in words) if len(words) >= 3 else ""


class _Names:
    """The names of one directory, ready to be searched."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        known = [(text, id_) for id_, texts in names.items() for text in (id_, *texts) if text]
        self._phrases = Phrases(known, _telling, has_units=False)
        self._ids = {fold(id_): id_ for id_ in names}
        self._by_text: dict[str, set[str]] = {}
        self._by_telling: dict[tuple[str, ...], set[str]] = {}
        self._by_initials: dict[str, set[str]] = {}
        for text, id_ in known:
            self._by_text.setdefault(fold(without_dots(text)), set()).add(id_)
            self._by_telling.setdefault(tuple(sorted(_telling(text))), set()).add(id_)
            self._by_initials.setdefault(_initials(text), set()).add(id_)

    def exact(self, text: str) -> str:
        """The one thing that is called so, "" when there is none or several."""
        key = fold(without_dots(text))
        found = self._by_text.get(key, set())
        return next(iter(found)) if len(found) == 1 else self._ids.get(key, "")

    def rank(self, text: str) -> list[Near]:
        """Likeliest first; equal but for generic words is 90, a sigle 75."""
        best = {n.target: n for n in self._phrases.rank(text)}
        extra: list[tuple[int, str]] = []
        same = self._by_telling.get(tuple(sorted(_telling(text))), set())
        # Nothing but generic words on one side tells nothing.
        is_plain = all(w in _GENERIC for w in _telling(text))
        extra += [(SAME_WORDS if is_plain else 90, id_) for id_ in same]
        sigle = fold(without_dots(text)).replace(" ", "")
        if 3 <= len(sigle) <= 8:
            extra += [(75, id_) for id_ in self._by_initials.get(sigle, ())]
        if initials := _initials(text):
            extra += [(75, id_) for id_ in self._sigles(initials)]
        for score, id_ in extra:
            if score > best.get(id_, Near(0, "", "")).score or (score == 90 and id_ in same):
                best[id_] = Near(score, id_, text)
        return sorted(best.values(), key=lambda n: -n.score)

    def _sigles(self, initials: str) -> set[str]:
        return self._by_text.get(initials, set())


_RECENT: list[tuple[Mapping[str, tuple[str, ...]], int, _Names]] = []
_MOST_RECENT = 8


def _index_of(names: Mapping[str, tuple[str, ...]]) -> _Names:
    """The index of a directory, made once for the thousands of rows that ask for it."""
    for known, size, index in _RECENT:
        if known is names and size == len(names):
            return index
    index = _Names(names)
    _RECENT.insert(0, (names, len(names), index))
    del _RECENT[_MOST_RECENT:]
    return index
