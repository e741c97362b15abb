"""Plausible values for what nobody said, by kind of structure, each with the key of its source.

They are working values to plan with until the workshop gives its own; the service shows every one
that was used, and its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from optimizer.problem import Kind

LATE_TAIL_WEEKS = 8
DELIVERY_POINT_ID = "livraison"


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """A value and the key of the sentence that says where it comes from."""

    value: Decimal
    source: str


def _by_kind(
    groups: dict[tuple[str, ...], tuple[str, str]], rest: tuple[str, str]
) -> dict[str, Default]:
    found = {
        k: Default(value=Decimal(rest[0]), source=f"assumed.{rest[1]}") for k in get_args(Kind)
    }
    for kinds, (value, source) in groups.items():
        for kind in kinds:
            found[kind] = Default(value=Decimal(value), source=f"assumed.{source}")
    return found


# Many ACI work from Monday to Thursday; everybody else the usual five days.
WORKING_DAYS = _by_kind({("ACI",): ("4", "working_days_aci")}, ("5", "working_days_usual"))

# ESS 4.3 % over all, handicap branch 4.6 %, insertion and ESAT plausibly 8 to 20 %.
ABSENCE_RATE = _by_kind(
    {
        ("ACI", "ESAT", "AI"): ("0.12", "absence_insertion"),
        ("EI", "ETTI", "EITI", "GEIQ"): ("0.08", "absence_insertion"),
        ("EA", "EATT"): ("0.046", "absence_handicap"),
    },
    ("0.043", "absence_ess"),
)

# Accompaniment and training: about 5 to 15 % of paid time in insertion.
NON_PRODUCTION_RATE = _by_kind(
    {
        ("ACI", "ESAT", "AI"): ("0.1", "non_production_insertion"),
        ("EI", "EA", "ETTI", "EITI", "EATT", "GEIQ"): ("0.05", "non_production_enterprise"),
    },
    ("0", "non_production_none"),
)

# Between 0.4 and 0.85 of the standard pace.
PACE = _by_kind(
    {
        ("ACI", "AI"): ("0.55", "pace_insertion"),
        ("EI", "EA", "ETTI", "EITI", "EATT", "GEIQ"): ("0.7", "pace_enterprise"),
        ("ESAT",): ("0.45", "pace_esat"),
    },
    ("0.85", "pace_ordinary"),
)
