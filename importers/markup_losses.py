"""What a workbook had before it was edited and has no more: compared, not assumed.

The library that edits workbooks keeps values, formats, formulas and validations; drawings, controls
and what later versions of Excel added may go.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

# Members of the archive that hold something a person put there.
_MEMBERS: Mapping[str, str] = {
    "marked.lost_images": r"xl/media/.+",
    "marked.lost_charts": r"xl/(?:charts/chart[^/]*|chartsheets/[^/]*)\.xml",
    "marked.lost_new_charts": r"xl/charts/chartEx[^/]*\.xml",
    "marked.lost_pivot_tables": r"xl/pivotTables/[^/]*\.xml",
    "marked.lost_external_links": r"xl/externalLinks/[^/]*\.xml",
    "marked.lost_controls": r"xl/(?:ctrlProps|activeX)/[^/]*\.xml",
    "marked.lost_conversations": r"xl/threadedComments/[^/]*\.xml",
    "marked.lost_slicers": r"xl/(?:slicers|timelines)/[^/]*\.xml",
    "marked.lost_diagrams": r"xl/diagrams/data[^/]*\.xml",
    "marked.lost_objects": r"xl/embeddings/.+",
    "marked.lost_queries": r"xl/(?:connections\.xml|queryTables/.+|model/.+)",
    "marked.lost_macros": r"xl/vbaProject\.bin",
    "marked.lost_signature": r"_xmlsignatures/.+\.xml",
    "marked.lost_tables": r"xl/tables/[^/]*\.xml",
}
# What stands inside members: sheets, and the drawings on them.
_TAGS: Mapping[str, tuple[str, str]] = {
    "marked.lost_images": (r"xl/drawings/drawing[^/]*\.xml", r"<xdr:pic[ >]"),
    "marked.lost_shapes": (r"xl/drawings/drawing[^/]*\.xml", r"<xdr:(?:sp|cxnSp|grpSp)[ >]"),
    "marked.lost_controls": (r"xl/worksheets/[^/]*\.xml", r"<control[ >]"),
    "marked.lost_objects": (r"xl/worksheets/[^/]*\.xml", r"<oleObject[ >]"),
    "marked.lost_conditional_formats": (
        r"xl/worksheets/[^/]*\.xml",
        r"<x14:conditionalFormatting[ >]",
    ),
    "marked.lost_validations": (r"xl/worksheets/[^/]*\.xml", r"<x14:dataValidation[ >]"),
    "marked.lost_sparklines": (r"xl/worksheets/[^/]*\.xml", r"<x14:sparkline[ >]"),
    "marked.lost_scenarios": (r"xl/worksheets/[^/]*\.xml", r"<scenario[ >]"),
}
_CHARTS = "marked.lost_charts"
CHARTS_REDRAWN = "marked.charts_redrawn"
LOSSES: tuple[str, ...] = (*dict.fromkeys((*_MEMBERS, *_TAGS)), CHARTS_REDRAWN)


def lost(original: bytes, made: Path) -> tuple[str, ...]:
    """Codes of :data:`LOSSES` for what ``original`` holds more of than ``made``."""
    before = _counts(original)
    after = _counts(made.read_bytes())
    gone = {code for key, n in before.items() if after.get(key, 0) < n for code in (key[0],)}
    if before.get((_CHARTS, "")) and _CHARTS not in gone:
        gone.add(CHARTS_REDRAWN)
    return tuple(code for code in LOSSES if code in gone)


def _counts(data: bytes) -> dict[tuple[str, str], int]:
    """How many of each are in an archive, members and tags apart."""
    found: dict[tuple[str, str], int] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            for code, pattern in _MEMBERS.items():
                if re.fullmatch(pattern, name):
                    found[code, ""] = found.get((code, ""), 0) + 1
            wanted = [(c, tag) for c, (where, tag) in _TAGS.items() if re.fullmatch(where, name)]
            if not wanted:
                continue
            text = archive.read(name)
            for code, tag in wanted:
                if n := len(re.findall(tag.encode(), text)):
                    found[code, tag] = found.get((code, tag), 0) + n
    return found
