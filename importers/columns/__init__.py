"""The order workbook, declared once: template, reader and error report all come from these sheets.

Text keys: ``sheet.<sheet>.help``, ``column.<sheet>.<column>.help`` and ``instructions.*``; see
:func:`text_keys`. Sheet titles, headers and choices stand here, in French and in English.
"""

from __future__ import annotations

from importers.columns.declaration import Choice, Column, Kind, Language, Sheet
from importers.columns.demand_sheets import DELIVERY_POINTS, DEMANDS, ORDER, ORDERS
from importers.columns.instruction_sheets import INSTRUCTION_SHEETS
from importers.columns.member_sheets import CLOSURES, COMMITMENTS, HELD, OVERRIDES, WORKSHOPS
from importers.columns.product_sheets import BOM, NEEDS, OPERATIONS, PRODUCTS
from importers.columns.record_sheets import FOLLOWUP, REQUESTS
from importers.columns.skill_sheets import CAPABILITIES, LANES, STATION_WEEKS, STATIONS
from importers.columns.supply_sheets import (
    ASSUMPTIONS,
    AVAILABILITY,
    FROZEN,
    MATERIALS,
    OFFERS,
    OPENING,
    PAST_WORK,
    STATE_COLUMNS,
    SUPPLIERS,
)
from importers.columns.terms_sheets import TERMS_SHEETS

__all__ = [
    "INSTRUCTION_KEYS",
    "INSTRUCTION_TITLES",
    "SHEETS",
    "SHEET_BY_KEY",
    "STATE_COLUMNS",
    "Choice",
    "Column",
    "Kind",
    "Language",
    "Sheet",
    "text_keys",
]

SHEETS: tuple[Sheet, ...] = (
    ORDER,
    DEMANDS,
    DELIVERY_POINTS,
    ORDERS,
    PRODUCTS,
    OPERATIONS,
    BOM,
    NEEDS,
    WORKSHOPS,
    OVERRIDES,
    CLOSURES,
    COMMITMENTS,
    HELD,
    CAPABILITIES,
    STATIONS,
    STATION_WEEKS,
    LANES,
    MATERIALS,
    SUPPLIERS,
    OFFERS,
    AVAILABILITY,
    OPENING,
    PAST_WORK,
    FROZEN,
    *TERMS_SHEETS,
    *INSTRUCTION_SHEETS,
    REQUESTS,
    FOLLOWUP,
    ASSUMPTIONS,
)

SHEET_BY_KEY = {s.key: s for s in SHEETS}

# The sheet that explains the others; the reader leaves it aside.
INSTRUCTION_TITLES = {"fr": "Mode d'emploi", "en": "Instructions"}

INSTRUCTION_KEYS = (
    "instructions.title",
    "instructions.purpose",
    "instructions.minimum",
    "instructions.assumed",
    "instructions.names",
    "instructions.numbers",
    "instructions.dates",
    "instructions.example",
    "instructions.several",
    "instructions.required",
)


def text_keys() -> tuple[str, ...]:
    """Every key that a template asks of its texts, in the order of the workbook."""
    keys = list(INSTRUCTION_KEYS)
    for sheet in SHEETS:
        keys.append(f"sheet.{sheet.key}.help")
        keys += [f"column.{sheet.key}.{c.key}.help" for c in sheet.columns]
    return tuple(keys)
