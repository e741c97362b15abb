"""Two hundred files of the corpus spoilt at random, always the same."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tests.importers.corpus import CORPUS
from tests.importers.corpus.case import Case
from tests.libreoffice import convert_all

FORMATS = ("xlsx", "xlsm", "csv", "ods", "xls")
EACH = 10
_SEED = 2020
# What stands in cells where nobody would think of it.
_ODDITIES = (
    *("-1", "0", "0.000001", "1000000000000000000000", "99999999", "1e308", "NaN", "'1/0"),
    *("=1/0 -> #DIV/0!", "=A1 -> ", "'=cmd|calc", "'" + "x" * 40_000, "'\u202e\u0000".rstrip("\0")),
    *("S99", "S0", "32/13/2020", "1900-03-01", "9999-12-31", "'00000000000000", "TOTAL", "'🧵"),
    *(
        "15-20-25",
        "à",
        ";",
        "'\"",
        "\\n\\n",
        "env.",
        "%",
        "100%",
        "oui",
        "'" + "9" * 400,
        "S14 à S9999",
    ),
    *("Structure", "Effectif", "S14", "Atelier des Trois Clochers", "{}", "%s", "[red]", "../.."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A spoilt file and what it is read as."""

    name: str
    kind: str
    path: Path


def mutants(folder: Path) -> Iterator[Mutant]:
    """Write them in ``folder``: ten of each sort in each of the five formats."""
    random = Random(_SEED)
    plans: list[tuple[str, str, Case, Path]] = []
    for suffix in FORMATS:
        for sort in (*_ON_BYTES, *_ON_PAGES):
            for number in range(EACH):
                case = _base(random, suffix)
                if sort in _ON_PAGES:
                    case = _spoilt(case, _ON_PAGES[sort], random)
                name = f"{suffix}-{sort}-{number}"
                case = replace(case, name=f"{name}.{suffix}")
                plans.append((sort, suffix, case, case.write(folder)))
    for suffix in ("ods", "xls"):
        convert_all([p for _, s, _, p in plans if s == suffix], suffix, folder)
    for sort, suffix, case, _ in plans:
        path = folder / f"{case.stem}.{suffix}"
        if sort in _ON_BYTES:
            path.write_bytes(_ON_BYTES[sort](path.read_bytes(), random))
        yield Mutant(name=case.stem, kind=case.kind.value, path=path)


def _base(random: Random, suffix: str) -> Case:
    """A file of the corpus, as text only where it is a single sheet."""
    fitting = [c for c in CORPUS if suffix != "csv" or len(c.pages) == 1]
    return random.choice(fitting)


def _truncated(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data))]


def _flipped(data: bytes, random: Random) -> bytes:
    return _flip(data, random) if random.random() < 0.3 else _flipped_inside(data, random)


def _flip(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 3, 10, 100))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _flipped_inside(data: bytes, random: Random) -> bytes:
    """Bits of a member of an archive, the archive itself being in order."""
    if not data.startswith(b"PK"):
        return _flip(data, random)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        filled = [n for n in old.namelist() if old.getinfo(n).file_size]
        wanted = random.choice([n for n in filled if n.endswith(".xml")])
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, _flip(content, random) if name == wanted else content)
    return out.getvalue()


def _odd_cells(rows: list[list[str]], random: Random) -> list[list[str]]:
    for _ in range(random.choice((1, 2, 5, 20))):
        row = random.choice(rows)
        row[random.randrange(len(row))] = random.choice(_ODDITIES)
    return rows


def _swapped_columns(rows: list[list[str]], random: Random) -> list[list[str]]:
    widest = max(map(len, rows))
    if widest < 2:
        return rows[::-1]
    one, other = random.sample(range(widest), 2)
    for row in rows:
        row += [""] * (widest - len(row))
        row[one], row[other] = row[other], row[one]
    return rows


_ON_BYTES: dict[str, Callable[[bytes, Random], bytes]] = {
    "truncated": _truncated,
    "flipped": _flipped,
}
_ON_PAGES: dict[str, Callable[[list[list[str]], Random], list[list[str]]]] = {
    "cells": _odd_cells,
    "columns": _swapped_columns,
}


def _spoilt(
    case: Case, spoil: Callable[[list[list[str]], Random], list[list[str]]], random: Random
) -> Case:
    pages = {
        title: replace(page, text=_text(spoil(page.rows, random)))
        for title, page in case.pages.items()
    }
    return replace(case, pages=pages, encoding="utf-8-sig")


def _text(rows: list[list[str]]) -> str:
    return "\n".join(" | ".join(row) for row in rows)


__all__ = ["EACH", "FORMATS", "Mutant", "mutants"]
