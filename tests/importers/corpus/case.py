"""One file of the corpus: what is in it, and exactly what must be understood of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from importers.received.contract import FileKind, Reading
from optimizer.diagnostics import Source
from tests.importers.corpus.writing import Page, write_book, write_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A file, read as a kind against the mask order.

    Attributes:
        name: of the file, with its suffix; ``.ods`` and ``.xls`` are saved by LibreOffice.
        why: the habit or trap it stands for.
        pages: its sheets; of a text file the only one.
        says: a line a fact, in any order, and no other facts:
            ``sheet id/id: column=value; …`` a row for the order workbook,
            ``complete sheet: column=value; …`` rows about which the file is complete,
            ``? topic: read -> understood`` a guess, and
            ``error code Sheet!A1`` or ``warning code Sheet!A1``.
        separator, encoding: of a text file.
        is_1904: whether days are counted from 1904.
        formats: other formats in which LibreOffice saves it too, and which must say the same.
    """

    name: str
    kind: FileKind
    why: str
    pages: Mapping[str, Page]
    says: str
    separator: str = ";"
    encoding: str = "utf-8-sig"
    is_1904: bool = False
    formats: tuple[str, ...] = ("ods", "xls")

    @property
    def suffix(self) -> str:
        """Suffix of the name, without the dot."""
        return self.name.rpartition(".")[2]

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        return self.name.rpartition(".")[0]

    @property
    def expected(self) -> list[str]:
        """The facts, sorted."""
        return sorted(line.strip() for line in self.says.strip().split("\n") if line.strip())

    @property
    def wanted_formats(self) -> tuple[str, ...]:
        """Suffixes of every form in which it is read, its own first."""
        if self.suffix == "csv":
            return ("csv",)
        return tuple(dict.fromkeys((self.suffix, *self.formats)))

    def write(self, folder: Path) -> Path:
        """Write it as a text file or a workbook, to be converted where it is neither; its path."""
        if self.suffix == "csv":
            path = folder / self.name
            write_text(path, next(iter(self.pages.values())), self.separator, self.encoding)
            return path
        path = folder / (self.name if self.suffix == "xlsm" else f"{self.stem}.xlsx")
        write_book(path, self.pages, is_1904=self.is_1904)
        return path


def facts(reading: Reading) -> list[str]:
    """What was understood of a file, in the words of :class:`Case`, sorted."""
    found = [
        f"{d.sheet} {'/'.join(d.identity)}: {_values(d.values)}".rstrip() for d in reading.drafts
    ]
    found += [f"complete {s.sheet}: {_values(s.within)}" for s in reading.scopes]
    found += [
        f"? {g.topic.value}: {_one_line(g.read)} -> {g.understood}".rstrip()
        for g in reading.guesses
    ]
    found += [f"{d.severity} {d.code} {_place(d.source)}".rstrip() for d in reading.findings]
    return sorted(found)


def _place(source: Source) -> str:
    return f"{source.sheet}!{source.cell}" if source.sheet or source.cell else ""


def _values(values: Mapping[str, object]) -> str:
    return "; ".join(f"{key}={_text(value)}" for key, value in values.items())


def _text(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, Iterable) and not isinstance(value, str):
        return " + ".join(map(_text, value))
    return _one_line(str(value))


def _one_line(text: str) -> str:
    return "\\n".join(text.split("\n")).strip()
