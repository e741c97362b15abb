"""Changes that a study found, said again as the rows that a person writes: so that they can be tried.

The other way is :func:`service.usecases.variants.understood`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

Plain = Mapping[str, Any]
Row = dict[str, Any]


def rows_of(changes: Iterable[Plain]) -> list[Row] | None:
    """The rows of some changes, None when one of them cannot be said in a row.

    Args:
        changes: as the jobs keep them: fields as plain values, ``change`` their kind.

    Returns:
        each with ``what`` and its ``cells``, all of them texts.
    """
    found: list[Row] = []
    for change in changes:
        make = _ROWS.get(str(change.get("change")))
        if make is None or _is_open(change):
            return None
        found += make(change)
    return found


def _is_open(change: Plain) -> bool:
    """From a week on without an end: a row would mean that week alone."""
    is_span = change["change"] in ("MoreStations", "StationHours", "StationStops")
    return is_span and (change.get("first") is None) is not (change.get("last") is None)


def _row(what: str, **cells: str | None) -> Row:
    return {"what": what, "cells": {k: v for k, v in cells.items() if v not in (None, "")}}


def _number(value: Any) -> str:
    """A figure as a French cell holds it."""
    shown = format(Decimal(str(value)), "f")
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return shown.replace(".", ",")


def _percent(value: Any) -> str | None:
    return None if value is None else f"{_number(Decimal(str(value)) * 100)} %"


def _thousandths(value: Any) -> str:
    return _number(Decimal(str(value)) / 1000)


def _euros(cents: Any) -> str | None:
    return None if cents is None else _number(Decimal(str(cents)) / 100)


def _day(value: Any) -> str | None:
    return None if value is None else date.fromisoformat(str(value)).strftime("%d/%m/%Y")


def _signed_percent(rate: Any) -> str:
    more = (Decimal(str(rate)) - 1) * 100
    return f"{_number(more)} %"


def _of(what: str, **cells: str | Callable[[Plain], str | None]) -> Callable[[Plain], list[Row]]:
    """A row whose cells are fields of the change, or come of it."""

    def make(change: Plain) -> list[Row]:
        values = {
            name: (change.get(source) if isinstance(source, str) else source(change))
            for name, source in cells.items()
        }
        return [_row(what, **values)]

    return make


def _value(read: Callable[[Any], str | None], field: str) -> Callable[[Plain], str | None]:
    return lambda change: read(change.get(field))


def _skill(change: Plain) -> list[Row]:
    held = change["capability"]
    pace = held.get("pace")
    cells = {k: held.get(k) for k in ("workshop", "operation", "product")}
    return [_row("skill", **cells, value=_percent(pace))]


def _pin(change: Plain) -> list[Row]:
    pin = change["pin"]
    cells = {k: pin.get(k) for k in ("workshop", "product", "operation", "first", "last")}
    return [_row("pin", **cells, value=_number(pin["units"]))]


def _ban(change: Plain) -> list[Row]:
    names = ("workshop", "product", "operation", "first", "last")
    return [_row("ban", **{k: change["ban"].get(k) for k in names})]


def _agreed(change: Plain) -> list[Row]:
    return [_row("agreed_share", workshop=w, value=_percent(s)) for w, s in change["shares"]]


_SPAN: Final[dict[str, str]] = {"first": "first", "last": "last"}
_ROWS: Final[Mapping[str, Callable[[Plain], list[Row]]]] = {
    "MorePeople": _of("people", workshop="workshop", value=_value(_number, "people"), **_SPAN),
    "MoreHours": _of("hours", workshop="workshop", value=_value(_number, "hours"), **_SPAN),
    "NoClosure": _of(
        "open", workshop="workshop", first=_value(_day, "first_day"), last=_value(_day, "last_day")
    ),
    "Closed": _of(
        "closed",
        workshop="workshop",
        first=_value(_day, "first_day"),
        last=_value(_day, "last_day"),
    ),
    "WorkshopStops": _of("stops", workshop="workshop", first="week"),
    "RemoveWorkshop": _of("without", workshop="workshop"),
    "EarlierEntry": _of("entry", workshop="workshop", first=_value(_day, "day")),
    "MoreStations": _of("stations", about="group", value=_value(_number, "number"), **_SPAN),
    "StationHours": _of("station_hours", about="group", value=_value(_number, "hours"), **_SPAN),
    "StationStops": _of("breakdown", about="group", **_SPAN),
    "MoreMaterial": _of(
        "material", about="offer", value=_value(_thousandths, "thousandths"), first="week"
    ),
    "EarlierSupply": _of("supply", about="offer", value=_value(_number, "weeks")),
    "OrderEarlier": _of("order_from", about="offer", first=_value(_day, "day")),
    "SupplierStops": _of("supplier_stops", about="supplier", first="week"),
    "PriceChange": _of("price", about="offer", value=_value(_signed_percent, "rate")),
    "StockMaterial": _of("stock", about="material", value=_value(_thousandths, "thousandths")),
    "Qualify": _of("qualify", workshop="workshop", about="norm", first=_value(_day, "day")),
    "Skill": _skill,
    "LargestShare": _of("largest_share", workshop="workshop", value=_value(_percent, "share")),
    "SmallestShare": _of("smallest_share", workshop="workshop", value=_value(_percent, "share")),
    "ReceiptsCeiling": _of("ceiling", workshop="workshop", value=_value(_euros, "cents")),
    "SmallestRun": _of(
        "smallest_run",
        workshop="workshop",
        operation="operation",
        product="product",
        value=_value(_number, "units"),
    ),
    "ProductLot": _of("lot", product="product", value=_value(_number, "lot_size")),
    "TestingWeeks": _of("tests", product="product", value=_value(_number, "weeks")),
    "HubLeadTime": _of("hub", value=_value(_number, "weeks")),
    "LaneLeadTime": _of(
        "lane", workshop="workshop", about="delivery_point", value=_value(_number, "weeks")
    ),
    "IssueLead": _of("issue", workshop="workshop", value=_value(_number, "weeks")),
    "DemandQuantity": _of("quantity", about="demand", value=_value(_number, "quantity")),
    "DemandDue": _of("due", about="demand", value=_value(_day, "due")),
    "DemandPriority": _of("priority", about="demand", value=_value(_number, "priority")),
    "Tail": _of("tail", value=_value(_number, "weeks")),
    "SellingPrice": _of("selling_price", product="product", value=_value(_number, "price")),
    "AddPin": _pin,
    "AddBan": _ban,
    "FairnessKeyChange": _of("key", value="key"),
    "AgreedShares": _agreed,
}
"""Kind of change → its rows. A new workshop with all that it can do is no row."""
