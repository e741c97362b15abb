"""Every ``import.*`` code, with the parameters that its sentence may use.

``read`` is what the file says, ``expected`` an example or a list of what is accepted,
``suggestion`` a correction or "", ``column`` the header or label as the file writes it, ``first``
another cell.
"""

from __future__ import annotations

from collections.abc import Mapping

CODES: Mapping[str, tuple[str, ...]] = {
    # the file
    "import.file_missing": ("read",),
    "import.file_is_directory": ("read",),
    "import.file_unreadable": ("read",),
    "import.file_empty": ("read",),
    "import.file_too_large": ("read", "expected"),
    "import.not_a_workbook": ("read", "expected"),
    "import.unsupported_format": ("read", "expected"),
    "import.password_protected": ("read",),
    "import.damaged": ("read",),
    "import.zip_bomb": ("read", "expected"),
    "import.too_many_cells": ("read", "expected"),
    "import.too_many_rows": ("read", "expected"),
    # sheets
    "import.no_known_sheet": ("read", "expected"),
    "import.sheet_missing": ("expected",),
    "import.sheet_near": ("read", "suggestion"),
    "import.sheet_unknown": ("read",),
    "import.sheet_duplicate": ("read", "first"),
    "import.header_missing": ("expected",),
    "import.column_missing": ("expected",),
    "import.column_near": ("read", "suggestion"),
    "import.column_unknown": ("read",),
    "import.column_duplicate": ("read", "first"),
    "import.no_row": ("expected",),
    "import.merged_cells": ("read",),
    "import.merged_cells_repeated": ("read", "kept"),
    "import.total_row_skipped": ("read",),
    # cells
    "import.required": ("column", "expected"),
    "import.not_text": ("column", "read", "expected"),
    "import.not_a_number": ("column", "read", "expected", "suggestion"),
    "import.not_an_integer": ("column", "read", "expected", "suggestion"),
    "import.not_a_percent": ("column", "read", "expected", "suggestion"),
    "import.not_money": ("column", "read", "expected", "suggestion"),
    "import.not_hours": ("column", "read", "expected", "suggestion"),
    "import.not_minutes": ("column", "read", "expected", "suggestion"),
    "import.not_a_date": ("column", "read", "expected", "suggestion"),
    "import.not_a_week": ("column", "read", "expected", "suggestion"),
    "import.not_yes_no": ("column", "read", "expected", "suggestion"),
    "import.not_a_choice": ("column", "read", "expected", "suggestion"),
    "import.too_small": ("column", "read", "expected"),
    "import.too_big": ("column", "read", "expected"),
    "import.formula_without_value": ("column", "read"),
    "import.error_value": ("column", "read"),
    "import.percent_guessed": ("column", "read", "kept"),
    "import.date_guessed": ("column", "read", "kept"),
    "import.rounded": ("column", "read", "kept"),
    # rows and what they name
    "import.unknown_reference": ("column", "read", "target", "suggestion"),
    "import.ambiguous_reference": ("column", "read", "target", "expected"),
    "import.duplicate_id": ("column", "read", "first"),
    "import.duplicate_row": ("read", "first"),
    "import.list_lengths": ("column", "read", "expected"),
    "import.needless_cell": ("column", "read", "expected"),
    "import.reversed": ("column", "read", "expected"),
    # writing
    "import.unwritable_text": ("column", "read", "expected"),
}

# Reasons that ``import.unwritable_text`` gives in ``expected``.
UNWRITABLE_REASONS: tuple[str, ...] = (
    "no_control_character",
    "no_blank_at_the_ends",
    "at_most_32767_characters",
    "no_semicolon_nor_line_break",
)

# Where an assumed value comes from: the key that the service translates.
ASSUMPTION_SOURCES: tuple[str, ...] = (
    "assumed.working_days_aci",
    "assumed.working_days_usual",
    "assumed.absence_insertion",
    "assumed.absence_handicap",
    "assumed.absence_ess",
    "assumed.non_production_insertion",
    "assumed.non_production_enterprise",
    "assumed.non_production_none",
    "assumed.pace_insertion",
    "assumed.pace_enterprise",
    "assumed.pace_esat",
    "assumed.pace_ordinary",
    "assumed.late_tail",
    "assumed.fairness_headcount",
    "assumed.public_holidays",
    "assumed.hub",
    "assumed.whole_units",
    "assumed.priority",
    "assumed.only_delivery_point",
    "assumed.default_delivery_point",
    "assumed.lane_to_every_point",
    "assumed.every_operation",
    "assumed.first_operation",
)
