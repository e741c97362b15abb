"""How what we wrote into somebody's workbook is known when it comes back.

Comments may lose their author and cells move; these texts stay.
"""

from __future__ import annotations

import re

from importers.grids import Grid

# Opens what we say in a comment, and stands in the first cell of the sheets that are ours.
MARK = "[Œuvre commune]"
_END = "―――"
_BLOCK = re.compile(rf"\s*{re.escape(MARK)}.*?(?:{_END}|\Z)\s*", re.DOTALL)


def marked_text(said: str, before: str = "") -> str:
    """A comment that says ``said`` as ours, after what stood there before."""
    block = f"{MARK}\n{said}\n{_END}"
    return f"{before}\n\n{block}" if before else block


def without_mark(text: str) -> str:
    """What a comment says besides what is ours."""
    return _BLOCK.sub("\n", text).strip() if MARK in text else text


def is_own_sheet(grid: Grid) -> bool:
    """Whether a sheet is one that we added, with nothing for readers."""
    cell = grid.rows.get(1, {}).get(1)
    return cell is not None and isinstance(cell.value, str) and MARK in cell.value
