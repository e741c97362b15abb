"""The settlement of joint purchases as a small JSON file, from the study to the money documents.

It tells what each workshop gains: it is for the facilitator, like the study itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

from optimizer.cost_parameters import SharingKey
from optimizer.dossier import problem_hash
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.purchase_settlement import (
    MemberSettlement,
    PurchaseSettlement,
    is_of_plan,
    is_whole,
)
from service.errors import RefusedError
from service.i18n import N_

VERSION = 1
MAX_BYTES = 1_000_000


def values_of(settlement: PurchaseSettlement, problem: Problem) -> dict[str, Any]:
    """A settlement as plain values; :func:`settlement_of` gives it back."""
    return {
        "settlement_version": VERSION,
        "problem_hash": problem_hash(problem),
        "key": settlement.key,
        "members": [
            {
                "workshop": m.workshop,
                "key_cents": m.key_cents,
                "counted_cents": m.counted_cents,
            }
            for m in settlement.members
        ],
    }


def write_settlement(settlement: PurchaseSettlement, problem: Problem, path: Path) -> None:
    """Write what :func:`read_settlement` reads."""
    data = values_of(settlement, problem)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_settlement(path: Path, problem: Problem, plan: Plan) -> PurchaseSettlement:
    """The settlement that a file holds.

    Raises:
        RefusedError: it is no such file, changed by hand, or that of another plan.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError("too large")
        raw = json.loads(path.read_text(encoding="utf-8-sig"))
        found = settlement_of(raw)
    except FileNotFoundError:
        raise RefusedError(N_("« {path} » n'existe pas."), path=path) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise RefusedError(
            N_(
                "« {path} » n'est pas un règlement des achats. Écrivez-le avec oeuvre purchases "
                "--settlement."
            ),
            path=path,
        ) from None
    if not is_whole(found, problem) and raw["problem_hash"] == problem_hash(problem):
        raise RefusedError(
            N_(
                "« {path} » a été modifié à la main : ses montants ne vont plus ensemble. "
                "Refaites-le avec oeuvre purchases --settlement."
            ),
            path=path,
        )
    if raw["problem_hash"] != problem_hash(problem) or not is_of_plan(found, problem, plan):
        raise RefusedError(
            N_(
                "« {path} » est le règlement des achats d'un autre plan. Refaites-le avec oeuvre "
                "purchases --settlement."
            ),
            path=path,
        )
    return found


def settlement_of(raw: object) -> PurchaseSettlement:
    """The settlement that plain values say.

    Raises:
        ValueError, KeyError, TypeError: they are none.
    """
    if not isinstance(raw, dict) or raw.get("settlement_version") != VERSION:
        raise ValueError("not a settlement")
    key = next((k for k in get_args(SharingKey) if k == raw["key"]), None)
    if key is None:
        raise ValueError("unknown key")
    members = []
    for m in raw["members"]:
        amounts = (m["key_cents"], m["counted_cents"])
        if not isinstance(m["workshop"], str) or any(type(x) is not int for x in amounts):
            raise ValueError("not an amount")
        members.append(
            MemberSettlement(workshop=m["workshop"], key_cents=amounts[0], counted_cents=amounts[1])
        )
    return PurchaseSettlement(key=key, members=tuple(members))
