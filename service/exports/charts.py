"""Native charts of the workbooks; they read the cells of the sheets, so that both always agree.

Names of series come from cells: a text given to a chart directly could be taken for a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.exports.planning_sheet import ProgressBlock
from service.exports.sheet import Page

_TEAL, _RED, _GREEN = "#5B9BAE", "#C0504D", "#2E7D32"
_MOST_LABELS = 9  # weeks that can be named under a chart
ROWS = 16  # height of a chart, in rows of the sheet


def add_load_chart(page: Page, first: int, last: int, hours: int) -> None:
    """Hours worked as columns and hours available as a line.

    Args:
        page: the sheet of the table, whose first column names the weeks.
        first, last: rows of the weeks; the header is the row above.
        hours: column of the hours worked, the hours available being in the next one.
    """
    _ = page.book.texts.gettext
    columns = page.book.book.add_chart({"type": "column"})
    columns.add_series({**_series(page, first, last, hours), "fill": {"color": _TEAL}, "gap": 40})
    line = page.book.book.add_chart({"type": "line"})
    line.add_series(
        {**_series(page, first, last, hours + 1), "line": {"color": _RED, "width": 2.25}}
    )
    columns.combine(line)
    title = _("Charge et capacité (heures par semaine)")
    _insert(page, columns, title, at=(page.row, 0), width=max(570, 36 * (last - first + 1)))
    page.row += ROWS


def _series(page: Page, first: int, last: int, column: int) -> dict[str, Any]:
    return {
        "name": [page.name, first - 1, column],
        "categories": [page.name, first, 0, last, 0],
        "values": [page.name, first, column, last, column],
    }


def add_workshops_chart(
    page: Page, first: int, last: int, columns: Sequence[int], at: tuple[int, int]
) -> None:
    """Share aimed at and share reached of every workshop, at a cell of the sheet."""
    _ = page.book.texts.gettext
    chart = page.book.book.add_chart({"type": "column"})
    for column, color in zip(columns, ("#B8C7CC", _TEAL), strict=True):
        chart.add_series({**_series(page, first, last, column), "fill": {"color": color}})
    _insert(page, chart, _("Parts visées et parts obtenues"), at=at, num_format="0 %")


def add_progress_chart(
    page: Page, planning: Page, block: ProgressBlock, product: str, at: tuple[int, int]
) -> None:
    """Cumulated production and deliveries of a product against its milestones, at a cell."""
    _ = page.book.texts.gettext
    chart = page.book.book.add_chart({"type": "line"})
    looks = (
        {"color": _TEAL, "width": 2.25},
        {"color": _GREEN, "width": 2.25},
        {"color": _RED, "width": 1.75, "dash_type": "dash"},
    )
    for row, look in enumerate(looks, start=block.row):
        chart.add_series(
            {
                "name": [planning.name, row, block.first - 1],
                "categories": [
                    planning.name,
                    block.header,
                    block.first,
                    block.header,
                    block.last,
                ],
                "values": [planning.name, row, block.first, row, block.last],
                "line": look,
            }
        )
    weeks = block.last - block.first + 1
    columns = {"interval_unit": -(-weeks // _MOST_LABELS), "num_font": {"size": 8}}
    chart.set_x_axis(columns)
    title = _("Production cumulée et jalons : {product}", product=product)
    _insert(page, chart, title, at=at)


def _insert(
    page: Page,
    chart: Any,
    title: str,
    *,
    at: tuple[int, int],
    num_format: str = "#,##0",
    width: int = 570,
    top: float | None = None,
) -> None:
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": True}})
    chart.set_legend({"position": "bottom"})
    grid = {"visible": True, "line": {"color": "#DDDDDD"}}
    chart.set_y_axis({"num_format": num_format, "major_gridlines": grid, "max": top})
    chart.set_size({"width": width, "height": 300})
    # A frame on the very edge of a row would leave its line on the page before.
    page.sheet.insert_chart(*at, chart, {"object_position": 1, "y_offset": 4})


def add_cash_chart(page: Page, first: int, last: int, at: tuple[int, int]) -> None:
    """What comes in and goes out as columns, the balance as a line.

    Args:
        page: the sheet of the table: week, Monday, in, out, balance; the header is the row above.
        first, last: rows of the weeks.
        at: cell of the chart.
    """
    _ = page.book.texts.gettext
    columns = page.book.book.add_chart({"type": "column"})
    for column, color in ((2, _GREEN), (3, _TEAL)):
        columns.add_series(
            {**_series(page, first, last, column), "fill": {"color": color}, "gap": 40}
        )
    line = page.book.book.add_chart({"type": "line"})
    line.add_series({**_series(page, first, last, 4), "line": {"color": _RED, "width": 2.25}})
    columns.combine(line)
    weeks = last - first + 1
    columns.set_x_axis(
        {"label_position": "low", "interval_unit": -(-weeks // 12), "num_font": {"size": 8}}
    )
    _insert(page, columns, _("Entrées, sorties et solde (euros)"), at=at, width=960)


def add_chances_chart(page: Page, first: int, last: int, column: int, at: tuple[int, int]) -> None:
    """Chance of each milestone as columns.

    Args:
        page: the sheet of the table, whose first column names the milestones.
        first, last: rows of the milestones; the header is the row above.
        column: where the chances are.
    """
    _ = page.book.texts.gettext
    chart = page.book.book.add_chart({"type": "column"})
    chart.add_series({**_series(page, first, last, column), "fill": {"color": _TEAL}, "gap": 60})
    _insert(page, chart, _("Chances de tenir chaque jalon"), at=at, num_format="0 %", top=1)


def add_course_chart(page: Page, first: int, last: int, at: tuple[int, int]) -> None:
    """Units delivered in all: planned, and reached in 9, 5 and 1 cases out of ten.

    Args:
        page: the sheet of the table: week, planned, nine in ten, one in two, one in ten.
        first, last: rows of the weeks; the header is the row above.
    """
    _ = page.book.texts.gettext
    chart = page.book.book.add_chart({"type": "line"})
    looks = (
        {"color": _RED, "width": 1.75, "dash_type": "dash"},
        {"color": "#B8C7CC", "width": 1.75},
        {"color": _TEAL, "width": 2.25},
        {"color": _GREEN, "width": 1.75},
    )
    for column, look in enumerate(looks, start=1):
        chart.add_series({**_series(page, first, last, column), "line": look})
    weeks = last - first + 1
    chart.set_x_axis({"interval_unit": -(-weeks // 12), "num_font": {"size": 8}})
    _insert(page, chart, _("Unités livrées, cumulées"), at=at, width=760)


def add_setbacks_chart(page: Page, first: int, last: int, at: tuple[int, int]) -> None:
    """Units late and missing of each failure, as stacked columns.

    Args:
        page: the sheet of the table: who, what, week, units missing, units late.
        first, last: rows of the failures; the header is the row above.
    """
    _ = page.book.texts.gettext
    chart = page.book.book.add_chart({"type": "column", "subtype": "stacked"})
    for column, color in ((3, _RED), (4, "#E0A458")):
        chart.add_series(
            {**_series(page, first, last, column), "fill": {"color": color}, "gap": 60}
        )
    chart.set_x_axis({"num_font": {"size": 8}})
    _insert(page, chart, _("Unités en retard et manquantes, panne par panne"), at=at, width=900)
