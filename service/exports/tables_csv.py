"""Everything of an order as CSV files in one archive, a file for each list, to open anywhere."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

# What makes a spreadsheet take a text for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# The same bytes for the same data: archives bear no clock.
_DAY = (1980, 1, 1, 0, 0, 0)


def tables_archive(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    """An archive with ``<name>.csv`` for each list of rows; UTF-8 with its mark, ``;`` between cells.

    What lies deeper than a row is written as JSON in its cell. Nothing becomes a formula.
    """
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            if not rows:
                continue
            entry = zipfile.ZipInfo(f"{name}.csv", _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, "\ufeff" + table_text(rows))
    return held.getvalue()


def table_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """One list as CSV, a column for every field that any row has."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    held = io.StringIO()
    writer = csv.writer(held, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(c)) for c in columns])
    return held.getvalue()


def lists_of(whole: Mapping[str, Any], prefix: str = "") -> dict[str, list[dict[str, Any]]]:
    """The lists of objects of a JSON object, by name; what stands alone is the list ``prefix``."""
    found: dict[str, list[dict[str, Any]]] = {}
    alone: dict[str, Any] = {}
    for name, value in whole.items():
        if isinstance(value, list) and value and all(isinstance(x, Mapping) for x in value):
            found[f"{prefix}_{name}" if prefix else name] = [dict(x) for x in value]
        elif not isinstance(value, list) or value:
            alone[name] = value
    return {prefix or "order": [alone], **found}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (Mapping, list, tuple)):
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = str(value)
    if isinstance(value, int | float) or not text.startswith(_FORMULA):
        return text
    return text if _is_number(text) else "'" + text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
