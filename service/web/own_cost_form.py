"""A workshop's own cost figures as a form, and back; what the form does not show is kept as it is.

Amounts are typed in euros, rates in percent, hours as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any, Final

from optimizer.json_text import decimal_text
from service.i18n import N_
from service.web.capacity_form import HUNDRED, shown, shown_day
from service.web.typed import Typed

CENT: Final = Decimal("0.01")
HOURS: Final = ("paid_hours", "presence_hours", "worked_hours", "productive_hours")
RATES: Final = ("overhead_rate", "non_quality", "margin", "receipts_rule")
USES: Final = {
    "labour": N_("production"),
    "supervision": N_("encadrement technique"),
    "overhead": N_("frais généraux"),
}
BASES: Final = {"paid": N_("heures payées"), "worked": N_("heures travaillées")}
EXPENSES: Final = {
    "fixed": N_("frais fixes"),
    "transport": N_("transport"),
    "tests": N_("essais et certification"),
    "packaging": N_("conditionnement"),
}
CONVENTIONS: Final = {
    "on_cost": N_("taux de marge (sur le coût)"),
    "on_price": N_("taux de marque (sur le prix)"),
}
# List of the figures → first letter of its fields, empty rows at its end.
LISTS: Final = {"period_costs": ("p", 3), "aids": ("a", 1), "expenses": ("e", 2)}
_NEEDED: Final = N_("À remplir.")


def empty(workshop: str, order: str) -> dict[str, Any]:
    """The figures of a workshop that has not said any."""
    return {"workshop": workshop, "order": order}


def values(data: Mapping[str, Any]) -> dict[str, str]:
    """Every filled field of the form, by name."""
    hours = data.get("hours") or {}
    found = {name: shown(hours.get(name)) for name in HOURS}
    found |= {name: shown_day(hours.get(name)) for name in ("first", "last")}
    found["hours_source"] = hours.get("source") or ""
    for k, row in enumerate(data.get("period_costs") or ()):
        found |= {f"pl-{k}": row["label"], f"pu-{k}": row["use"]}
        found |= {f"pc-{k}": shown(row["cents"], CENT), f"ps-{k}": row.get("source", "")}
    for k, row in enumerate(data.get("aids") or ()):
        found |= {f"al-{k}": row["label"], f"ab-{k}": row.get("base", "paid")}
        found[f"ac-{k}"] = shown(row.get("cents_per_etp") or None, CENT)
        found[f"ah-{k}"] = shown(_filled(row.get("hours_per_etp")))
        found[f"ap-{k}"] = shown(row.get("cents_per_period") or None, CENT)
        found[f"as-{k}"] = row.get("source", "")
    for k, row in enumerate(data.get("expenses") or ()):
        found |= {f"el-{k}": row["label"], f"ek-{k}": row["kind"]}
        found[f"ec-{k}"] = shown(row.get("cents") or None, CENT)
        found[f"eu-{k}"] = shown(_filled(row.get("cents_per_unit")), CENT)
        found[f"es-{k}"] = row.get("source", "")
    for name in RATES:
        rate = data.get(name)
        found[name] = shown(rate["value"], HUNDRED) if rate else ""
    found["margin_convention"] = data.get("margin_convention") or ""
    vat = data.get("vat")
    found["is_liable"] = "" if vat is None else "1" if vat["is_liable"] else "0"
    found["deduction"] = shown(vat.get("deduction"), HUNDRED) if vat else ""
    for name in ("annual_charges_cents", "opening_cash_cents"):
        found[name] = shown(data.get(name), CENT)
    found["payment_days_suppliers"] = shown(data.get("payment_days_suppliers"))
    return {name: value for name, value in found.items() if value}


def _filled(value: Any) -> Any:
    return value if value and Decimal(str(value)) else None


def rows(kind: str, data: Mapping[str, Any], typed: Typed) -> range:
    """Row numbers of a list: those that are there or were typed, and empty ones."""
    letter, blanks = LISTS[kind]
    numbers = (name.rpartition("-")[2] for name in typed if name.startswith(f"{letter}l-"))
    sent = max((int(n) + 1 for n in numbers if n.isdecimal()), default=0)
    return range(max(len(data.get(kind) or ()) + blanks, min(sent, 200)))


def read(typed: Typed, base: Mapping[str, Any]) -> dict[str, Any]:
    """The figures that a form says; what cannot be read is in ``typed.faults`` afterwards."""
    data: dict[str, Any] = deepcopy(dict(base))
    hours: dict[str, Any] = dict(data.get("hours") or {})
    for name in HOURS:
        hours[name] = _text(typed.number(name, most=10**7))
    for name in ("first", "last"):
        day = typed.day(name)
        hours[name] = None if day is None else day.isoformat()
    hours["source"] = typed.text("hours_source")
    data["hours"] = hours
    data["period_costs"] = _period_costs(typed, base)
    data["aids"] = _aids(typed, base)
    data["expenses"] = _expenses(typed, base)
    for name in RATES:
        rate = typed.number(name, most=100)
        there = dict(data.get(name) or {})
        data[name] = None if rate is None else {**there, "value": decimal_text(rate / HUNDRED)}
    data["margin_convention"] = _one_of(typed, "margin_convention", CONVENTIONS)
    data["vat"] = _vat(typed, data.get("vat"))
    for name in ("annual_charges_cents", "opening_cash_cents"):
        # Cash may be overdrawn.
        least = None if name == "opening_cash_cents" else 0
        data[name] = _cents(typed.number(name, least=least))
    data["payment_days_suppliers"] = typed.whole("payment_days_suppliers", most=365)
    return data


def _there(base: Mapping[str, Any], kind: str, k: int) -> dict[str, Any]:
    known = base.get(kind) or ()
    return dict(known[k]) if k < len(known) else {}


def _is_filled(typed: Typed, letter: str, parts: str, k: int) -> bool:
    return any(typed[f"{letter}{part}-{k}"].strip() for part in parts)


def _label(typed: Typed, name: str) -> str:
    return typed.text(name, needed=True, most=200)


def _period_costs(typed: Typed, base: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for k in rows("period_costs", base, typed):
        if not _is_filled(typed, "p", "lc", k):
            continue
        amount = typed.number(f"pc-{k}", needed=True)
        found.append(
            {
                **_there(base, "period_costs", k),
                "label": _label(typed, f"pl-{k}"),
                "use": _one_of(typed, f"pu-{k}", USES) or "labour",
                "cents": _cents(amount) or 0,
                "source": typed.text(f"ps-{k}"),
            }
        )
    return found


def _aids(typed: Typed, base: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for k in rows("aids", base, typed):
        if not _is_filled(typed, "a", "lchp", k):
            continue
        per_etp, whole = typed.number(f"ac-{k}"), typed.number(f"ap-{k}")
        hours = typed.number(f"ah-{k}", most=10_000)
        if per_etp and whole:
            typed.faults[f"ap-{k}"] = N_("Par ETP ou pour la période : un seul des deux.")
        if per_etp and not hours:
            typed.faults.setdefault(f"ah-{k}", _NEEDED)
        found.append(
            {
                **_there(base, "aids", k),
                "label": _label(typed, f"al-{k}"),
                "cents_per_etp": _cents(per_etp) or 0,
                "hours_per_etp": _text(hours) or "0",
                "base": _one_of(typed, f"ab-{k}", BASES) or "paid",
                "cents_per_period": _cents(whole) or 0,
                "source": typed.text(f"as-{k}"),
            }
        )
    return found


def _expenses(typed: Typed, base: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for k in rows("expenses", base, typed):
        if not _is_filled(typed, "e", "lcu", k):
            continue
        fixed, each = typed.number(f"ec-{k}"), typed.number(f"eu-{k}")
        found.append(
            {
                **_there(base, "expenses", k),
                "label": _label(typed, f"el-{k}"),
                "kind": _one_of(typed, f"ek-{k}", EXPENSES) or "fixed",
                "cents": _cents(fixed) or 0,
                "cents_per_unit": decimal_text(each * 100) if each else "0",
                "source": typed.text(f"es-{k}"),
            }
        )
    return found


def _vat(typed: Typed, there: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if typed["is_liable"] not in ("0", "1"):
        return None
    part = typed.number("deduction", most=100)
    found = {**(there or {}), "is_liable": typed["is_liable"] == "1"}
    if part is not None:
        found["deduction"] = decimal_text(part / HUNDRED)
    return found


def _one_of(typed: Typed, name: str, known: Mapping[str, str]) -> str | None:
    return typed[name] if typed[name] in known else None


def _cents(value: Decimal | None) -> int | None:
    return None if value is None else round(value * 100)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)
