"""File names and sheet names made from ids: safe on every system, and never the same twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

# Windows keeps these for devices, with any extension.
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)}
_LONGEST_FILE = 60
_LONGEST_SHEET = 31


def file_stems(ids: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A file name without extension for each id: ASCII letters, digits, ``-`` and ``_``.

    Different ids get names that differ even where case does not count; ``taken`` are not given out.
    """
    used = {name.lower() for name in taken}
    found = {}
    for identifier in ids:
        plain = unicodedata.normalize("NFKD", identifier).encode("ascii", "ignore").decode()
        stem = re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("_-")[:_LONGEST_FILE].strip("_-")
        if not stem or stem.lower() in _RESERVED:
            stem = f"{stem}_" if stem else "x"
        found[identifier] = _first_free(stem, used, _LONGEST_FILE, "_{n}")
    return found


def sheet_names(names: Iterable[str], taken: Iterable[str]) -> list[str]:
    """A sheet name for each name: 31 characters at most, none of ``[]:*?/\\``, no end quote."""
    used = {name.lower() for name in taken} | {"history"}
    found = []
    for name in names:
        clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", name)
        clean = " ".join(clean.split()).strip("' ") or "-"
        found.append(_first_free(clean, used, _LONGEST_SHEET, " ({n})", _at_a_word))
    return found


def _at_a_word(text: str, longest: int) -> str:
    """``text``, cut between two words and marked « … » where it is too long; one long word is cut."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    before, _space, after = cut.rpartition(" ")
    is_end = text[longest - 1] == " "
    # A word much longer than what would be left is cut all the same.
    kept = cut if is_end or len(after) > len(before) else before
    return kept.rstrip(" -–—,;:('") + "…"


def _sliced(text: str, longest: int) -> str:
    return text[:longest]


def _first_free(
    name: str,
    used: set[str],
    longest: int,
    suffix: str,
    cut: Callable[[str, int], str] = _sliced,
) -> str:
    """``name``, or ``name`` and a number, whichever is not yet in ``used``; added to it."""
    candidate, n = cut(name, longest), 2
    while candidate.lower() in used:
        end = suffix.format(n=n)
        candidate = cut(name, longest - len(end)) + end
        n += 1
    used.add(candidate.lower())
    return candidate
