"""Workbooks of Excel since 2007: every sheet as values, in time and memory that grow with them.

Formulas are read by the result kept in the file; external links and macros are not opened.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from datetime import datetime

from importers.archive import Package, RefusedError, may_be_sheet, range_of
from importers.findings import Findings
from importers.grids import EPOCH_1900, EPOCH_1904, Grid, RawWorkbook
from importers.openxml_sheet import Book, hidden_columns, plain_text, read_sheet
from importers.remarks import Comment, kept_comments
from importers.serials import Style, style_of
from importers.xml_pass import is_true, local_attributes, read_xml

_WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class _SheetEntry:
    title: str
    is_hidden: bool
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Relation:
    kind: str
    target: str


def read_openxml(name: str, data: bytes, findings: Findings) -> RawWorkbook:
    """Every sheet of an ``.xlsx`` or ``.xlsm``, remarks going to ``findings``.

    Raises:
        RefusedError: beyond the limits of :mod:`importers.archive`.
        Exception: whatever a damaged file makes its parsers stumble on.
    """
    package = Package(data, name)
    package.check_texts()
    entries, epoch = _entries(package)
    relations = _relations(package, _WORKBOOK)
    targets = {relation.kind: relation.target for relation in relations.values()}
    book = Book(
        texts=_texts(package, targets.get("sharedStrings", "xl/sharedStrings.xml")),
        styles=_styles(package, targets.get("styles", "xl/styles.xml")),
        epoch=epoch,
    )
    grids = []
    used: set[str] = set()
    for entry in entries:
        relation = relations[entry.relation]
        if relation.kind == "worksheet" and not may_be_sheet(relation.target):
            # Its cells were not counted.
            raise RefusedError("import.damaged", read=relation.target)
        if relation.target in used:
            # A thousand sheets of the same text would be parsed a thousand times.
            raise RefusedError("import.damaged", read=relation.target)
        used.add(relation.target)
        if relation.kind == "worksheet":
            grids.append(_grid(package, entry, relation.target, book, used, findings))
    has_macros = any(n.endswith("vbaProject.bin") for n in package.names)
    if has_macros:
        findings.warn("import.macros_ignored", read=name)
    links = sum(n.startswith("xl/externalLinks/") and n.endswith(".xml") for n in package.names)
    if links:
        findings.warn("import.external_links_ignored", read=links)
    is_xlsm = has_macros or name.casefold().endswith(".xlsm")
    return RawWorkbook(
        file=name, grids=tuple(grids), epoch=epoch, format="xlsm" if is_xlsm else "xlsx"
    )


def _grid(
    package: Package,
    entry: _SheetEntry,
    part: str,
    book: Book,
    used: set[str],
    findings: Findings,
) -> Grid:
    found = read_sheet(package.chunks(part), book)
    comments: list[Comment] = []
    for relation in _relations(package, part).values():
        if relation.kind == "comments" and relation.target in package.names - used:
            used.add(relation.target)
            comments += _comments(package, relation.target)
    return Grid(
        title=entry.title,
        is_hidden=entry.is_hidden,
        rows=dict(sorted(found.rows.items())),
        merged=tuple(found.merged),
        hidden_rows=frozenset(found.hidden_rows & found.rows.keys()),
        hidden_columns=hidden_columns(found, found.rows),
        comments=kept_comments(comments, entry.title, findings),
    )


def _entries(package: Package) -> tuple[list[_SheetEntry], datetime]:
    entries: list[_SheetEntry] = []
    epoch = EPOCH_1900

    def start(name: str, attributes: list[str]) -> None:
        nonlocal epoch
        if name == "sheet":
            given = local_attributes(attributes)
            entries.append(
                _SheetEntry(
                    title=given["name"],
                    is_hidden=given.get("state", "visible") != "visible",
                    relation=given["id"],
                )
            )
        elif name == "workbookPr" and is_true(local_attributes(attributes).get("date1904", "")):
            epoch = EPOCH_1904

    read_xml(package.chunks(_WORKBOOK), start, _nothing, _nothing)
    return entries, epoch


def _relations(package: Package, part: str) -> dict[str, _Relation]:
    """What a part refers to inside the workbook, by the id it uses."""
    folder, _, base = part.rpartition("/")
    relations: dict[str, _Relation] = {}

    def start(name: str, attributes: list[str]) -> None:
        given = local_attributes(attributes)
        if name == "Relationship" and given.get("TargetMode") != "External":
            relations[given["Id"]] = _Relation(
                kind=given["Type"].rpartition("/")[2],
                target=posixpath.normpath(posixpath.join("/", folder, given["Target"]))[1:],
            )

    path = f"{folder}/_rels/{base}.rels"
    if path in package.names:
        read_xml(package.chunks(path), start, _nothing, _nothing)
    return relations


def _texts(package: Package, part: str) -> list[str]:
    """The texts that cells refer to by number, without their phonetic guides."""
    texts: list[str] = []
    pieces: list[str] = []
    current = ""
    in_phonetic = False

    def start(name: str, _: list[str]) -> None:
        nonlocal current, in_phonetic
        if name == "t":
            pieces.clear()
        elif name == "si":
            current = ""
        elif name == "rPh":
            in_phonetic = True

    def end(name: str) -> None:
        nonlocal current, in_phonetic
        if name == "t":
            if not in_phonetic:
                current += "".join(pieces)
        elif name == "si":
            texts.append(plain_text(current))
        elif name == "rPh":
            in_phonetic = False

    if part in package.names:
        read_xml(package.chunks(part), start, end, pieces.append)
    return texts


def _styles(package: Package, part: str) -> list[Style]:
    """What each style of the workbook makes of a number, in the order cells refer to them."""
    codes: dict[int, str] = {}
    styles: list[Style] = []
    in_cells = False

    def start(name: str, attributes: list[str]) -> None:
        nonlocal in_cells
        if name == "cellXfs":
            in_cells = True
        elif name == "numFmt":
            given = local_attributes(attributes)
            if "numFmtId" in given:
                codes[int(given["numFmtId"])] = given.get("formatCode", "")
        elif name == "xf" and in_cells:
            given = local_attributes(attributes)
            number = int(given.get("numFmtId", 0))
            is_quoted = is_true(given.get("quotePrefix", ""))
            styles.append(style_of(codes.get(number), number, is_quoted))

    def end(name: str) -> None:
        nonlocal in_cells
        if name == "cellXfs":
            in_cells = False

    if part in package.names:
        read_xml(package.chunks(part), start, end, _nothing)
    return styles


def _comments(package: Package, part: str) -> list[Comment]:
    authors: list[str] = []
    comments: list[Comment] = []
    pieces: list[str] = []
    place: tuple[int, int] = (0, 0)
    author = 0

    def start(name: str, attributes: list[str]) -> None:
        nonlocal place, author
        if name == "comment":
            given = local_attributes(attributes)
            found = range_of(given.get("ref", ""))
            if found is None:
                raise RefusedError("import.damaged", read=part)
            place, author = found[:2], int(given.get("authorId", 0))
        if name in ("comment", "author"):
            pieces.clear()

    def end(name: str) -> None:
        if name == "author":
            authors.append("".join(pieces))
        elif name == "comment":
            known = authors[author] if author < len(authors) else ""
            comments.append(Comment(place=place, author=known, text="".join(pieces)))

    read_xml(package.chunks(part), start, end, pieces.append)
    return comments


def _nothing(*_: object) -> None:
    """For the events that a pass does not look at."""
