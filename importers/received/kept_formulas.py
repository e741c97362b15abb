"""Results of formulas kept when a workbook is written by a library that only keeps the formulas.

Without them the order workbook could not be read again before somebody opens it in a spreadsheet,
which computes everything anew.
"""

from __future__ import annotations

import io
import os
import posixpath
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORMULA = re.compile(
    r'<c r="(?P<cell>[A-Z]+\d+)"(?P<style>(?: s="\d+")?)[^>]*>(?P<formula><f(?:>|\s[^>]*>)'
    r"(?:(?!</f>).)*</f>|<f[^>]*/>)<v\s*/>",
    re.DOTALL,
)

# Type and text of a result, as the file writes them.
_Result = tuple[str, str]


def keep_results(made: Path, original: bytes) -> None:
    """Put back into ``made`` the results that formulas had in the original workbook.

    A formula that is not in the original, at the same place of a sheet of the same title, gets
    none. Nothing is rewritten when there is no formula.
    """
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        results = {
            title: found
            for title, part in _sheets(archive).items()
            if b"<f" in (text := archive.read(part)) and (found := _results(text))
        }
    if not results:
        return
    rewritten = made.with_name(made.name + ".kept")
    with zipfile.ZipFile(made) as source:
        parts = {part: title for title, part in _sheets(source).items()}
        with zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as target:
            for member in source.infolist():
                data = source.read(member)
                known = results.get(parts.get(member.filename, ""))
                if known:
                    data = _with_results(data.decode("utf-8"), known).encode("utf-8")
                target.writestr(member, data)
    os.replace(rewritten, made)


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part of every sheet by its title."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id", ""): r.get("Target", "") for r in relations}
    found = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION, ""), "")
        part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        if part in archive.namelist():
            found[sheet.get("name", "")] = part
    return found


def _results(text: bytes) -> dict[str, _Result]:
    found = {}
    for cell in ElementTree.fromstring(text).iter(f"{_MAIN}c"):
        value = cell.find(f"{_MAIN}v")
        if cell.find(f"{_MAIN}f") is not None and value is not None and value.text is not None:
            found[cell.get("r", "")] = (cell.get("t", "n"), value.text)
    return found


def _with_results(text: str, results: dict[str, _Result]) -> str:
    def put(match: re.Match[str]) -> str:
        known = results.get(match["cell"])
        if known is None:
            return match[0]
        kind, value = known
        head = f'<c r="{match["cell"]}"{match["style"]} t="{kind}">'
        return f"{head}{match['formula']}<v>{escape(value)}</v>"

    return _FORMULA.sub(put, text)
