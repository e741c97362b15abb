"""A workshop's part of an order as a form, and back: general figures, weeks, closures, paces.

What the form does not show is kept as it is. Numbers are written as French people write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from optimizer.capacity import horizon_of
from optimizer.json_text import decimal_text
from optimizer.problem import Problem
from optimizer.validation.facts import LONGEST_PLAN_WEEKS
from service.i18n import N_, Texts
from service.usecases import plausible
from service.web.typed import Typed

HUNDRED: Final = Decimal(100)
_LONGEST_WEEK: Final = 60
# Empty rows at the end of each list, to be filled in.
_BLANKS: Final = {"closures": 2, "commitments": 2, "qualifications": 1}
_REVERSED = N_("La fin est avant le début.")
_MISSING = N_("À remplir.")

GENERAL: Final[Mapping[str, str]] = {
    "headcount": N_("Personnes affectées à ce travail"),
    "weekly_hours": N_("Heures par personne et par semaine"),
    "working_days": N_("Jours travaillés par semaine"),
    "absence_rate": N_("Absences"),
    "non_production_rate": N_("Temps hors production"),
    "ramp_up": N_("Montée en charge des premières semaines"),
    "entry": N_("Disponible à partir du"),
    "leaving": N_("Disponible jusqu'au"),
    "smallest_share": N_("Part minimale de la commande"),
    "largest_share": N_("Part maximale de la commande"),
    "receipts_ceiling": N_("Plafond de recettes"),
    "hourly_cost": N_("Coût horaire"),
    "issue_lead_weeks": N_("Délai pour recevoir les matières"),
}
"""Fields of the workshop itself, with their labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """An operation that the workshop can do or could tick; ``product`` "" : of every product."""

    operation: str
    product: str
    label: str


def skills(problem: Problem | None, data: Mapping[str, Any]) -> list[Skill]:
    """Operations of the order in routing order, then what the workshop says of single products."""
    names: dict[str, str] = {}
    products = problem.products if problem is not None else ()
    for product in products:
        for operation in product.operations:
            names.setdefault(operation.id, operation.name or operation.id)
    titles = {p.id: p.name or p.id for p in products}
    told = data.get("capabilities", [])
    codes = list(dict.fromkeys([*names, *(c["operation"] for c in told if not c.get("product"))]))
    found = [Skill(operation=c, product="", label=names.get(c, c)) for c in codes]
    return found + [
        Skill(
            operation=c["operation"],
            product=c["product"],
            label=f"{names.get(c['operation'], c['operation'])} – "
            f"{titles.get(c['product'], c['product'])}",
        )
        for c in told
        if c.get("product")
    ]


def weeks_of(problem: Problem | None) -> list[str]:
    """Names of the weeks that the order may last; of mistyped dates no more than a plan may have."""
    if problem is None:
        return []
    horizon = horizon_of(problem)
    return [horizon.name(t) for t in range(min(horizon.weeks, LONGEST_PLAN_WEEKS))]


# -- from the part to the form ------------------------------------------------------------------


def shown(value: Any, factor: Decimal = Decimal(1)) -> str:
    """A number as it is typed: ``12,5``; "" for none."""
    if value is None or value == "":
        return ""
    found = Decimal(str(value)) * factor
    return decimal_text(found.normalize() if found else Decimal(0)).replace(".", ",")


def _hours(minutes: Any) -> str:
    return shown((Decimal(str(minutes)) / 60).quantize(Decimal("0.0001")))


def shown_day(value: str | None) -> str:
    """A day as it is typed: ``30/04/2020``."""
    return date.fromisoformat(value).strftime("%d/%m/%Y") if value else ""


def values(data: Mapping[str, Any], known: Sequence[Skill]) -> dict[str, str]:
    """Every filled field of the form, by name."""
    w = data[""]
    found = {
        "headcount": shown(w["headcount"]),
        "weekly_hours": shown(w["weekly_hours"]),
        "working_days": str(w.get("working_days", 5)),
        "absence_rate": shown(w.get("absence_rate") or 0, HUNDRED),
        "non_production_rate": shown(w.get("non_production_rate") or 0, HUNDRED),
        "ramp_up": " ; ".join(shown(x, HUNDRED) for x in w.get("ramp_up", [])),
        "entry": shown_day(w.get("entry")),
        "leaving": shown_day(w.get("leaving")),
        "smallest_share": shown(w.get("smallest_share"), HUNDRED),
        "largest_share": shown(w.get("largest_share"), HUNDRED),
        "receipts_ceiling": shown(w.get("receipts_ceiling_cents"), Decimal("0.01")),
        "hourly_cost": shown(w.get("hourly_cost")),
        "issue_lead_weeks": str(w.get("issue_lead_weeks", 0)),
    }
    for o in w.get("overrides", []):
        found[f"n-{o['week']}"] = shown(o.get("headcount"))
        found[f"h-{o['week']}"] = shown(o.get("weekly_hours"))
    for k, c in enumerate(w.get("closures", [])):
        found |= {f"cf-{k}": shown_day(c["first"]), f"cl-{k}": shown_day(c["last"])}
        found[f"cr-{k}"] = c.get("reason", "")
    for k, c in enumerate(w.get("commitments", [])):
        found |= {f"kf-{k}": c["first"], f"kl-{k}": c["last"]}
        found[f"kh-{k}"] = _hours(c["minutes"])
    for k, q in enumerate(w.get("qualifications", [])):
        found |= {f"qn-{k}": q["norm"], f"qs-{k}": shown_day(q.get("start"))}
        found[f"qe-{k}"] = shown_day(q.get("end"))
    told = {(c["operation"], c.get("product") or ""): c for c in data.get("capabilities", [])}
    for k, skill in enumerate(known):
        c = told.get((skill.operation, skill.product))
        if c is not None:
            found[f"do-{k}"] = "1"
            found[f"pace-{k}"] = shown(c.get("pace"), HUNDRED)
            found[f"upw-{k}"] = shown(c.get("units_per_week"))
            found[f"run-{k}"] = shown(c.get("smallest_run_units") or None)
    return {name: value for name, value in found.items() if value}


def rows(kind: str, data: Mapping[str, Any], typed: Typed, first: str) -> range:
    """Row numbers of a list: those that are there, those that were typed, and empty ones."""
    there = len(data[""].get(kind, [])) + _BLANKS[kind]
    numbers = (name.rpartition("-")[2] for name in typed if name.startswith(f"{first}-"))
    sent = max((int(n) + 1 for n in numbers if n.isdecimal()), default=0)
    return range(max(there, min(sent, 200)))


# -- from the form to the part ------------------------------------------------------------------


def read(
    typed: Typed, base: Mapping[str, Any], known: Sequence[Skill], weeks: Sequence[str]
) -> dict[str, Any]:
    """The part that a form says; what cannot be read or be right is in ``typed.faults`` afterwards."""
    data: dict[str, Any] = deepcopy(dict(base))
    w = data[""]
    _read_usual(typed, w)
    w["working_days"] = typed.whole("working_days", w.get("working_days", 5), least=1, most=7)
    for name in ("absence_rate", "non_production_rate"):
        rate = typed.number(name, Decimal(0), most=Decimal("99.9")) or Decimal(0)
        w[name] = decimal_text(rate / HUNDRED)
    w["ramp_up"] = _ramp_up(typed)
    entry, leaving = typed.day("entry"), typed.day("leaving")
    if entry and leaving and leaving < entry:
        typed.faults["leaving"] = _REVERSED
    w["entry"], w["leaving"] = _iso(entry), _iso(leaving)
    for name in ("smallest_share", "largest_share"):
        share = typed.number(name, most=100)
        w[name] = None if share is None else decimal_text(share / HUNDRED)
    ceiling = typed.number("receipts_ceiling")
    w["receipts_ceiling_cents"] = None if ceiling is None else round(ceiling * 100)
    w["hourly_cost"] = _text(typed.number("hourly_cost", most=10_000))
    w["issue_lead_weeks"] = typed.whole("issue_lead_weeks", 0, most=52)
    _read_weeks(typed, w, weeks)
    w["closures"] = _closures(typed, base)
    w["commitments"] = _commitments(typed, base)
    w["qualifications"] = _qualifications(typed, base)
    data["capabilities"] = _capabilities(typed, data, known)
    return data


def read_simple(typed: Typed, base: Mapping[str, Any], weeks: Sequence[str]) -> dict[str, Any]:
    """The same from the short form of a counter-proposal: usual people and hours, and by week."""
    data: dict[str, Any] = deepcopy(dict(base))
    _read_usual(typed, data[""])
    _read_weeks(typed, data[""], weeks)
    return data


def _read_usual(typed: Typed, w: dict[str, Any]) -> None:
    count = people(typed, "headcount", needed=True)
    hours = typed.number("weekly_hours", needed=True, most=_LONGEST_WEEK)
    for name, found in (("headcount", count), ("weekly_hours", hours)):
        if found == 0:
            typed.faults[name] = N_("Plus que zéro.")
        if found is not None:
            w[name] = decimal_text(found)


def people(typed: Typed, name: str, *, needed: bool = False) -> Decimal | None:
    """A headcount that a workshop can have."""
    count = typed.number(name, needed=needed)
    if count is not None and count > plausible.MOST_PEOPLE:
        typed.faults[name] = plausible.TOO_MANY_PEOPLE
        return None
    return count


def doubtful_weeks(
    data: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, plausible.Doubt]:
    """Weeks of a part with so many people that it is asked back, by name; those that stood there are known."""
    usual = Decimal(str(data[""].get("headcount") or 0))
    known = {(o["week"], o.get("headcount")) for o in before[""].get("overrides", [])}
    found = {}
    for o in data[""].get("overrides", []):
        if o.get("headcount") is None or (o["week"], o["headcount"]) in known:
            continue
        doubt = plausible.people_doubt(Decimal(str(o["headcount"])), usual)
        if doubt is not None:
            found[o["week"]] = doubt
    return found


def _read_weeks(typed: Typed, w: dict[str, Any], weeks: Sequence[str]) -> None:
    asked = set(weeks)
    kept = [o for o in w.get("overrides", []) if o["week"] not in asked]
    for week in weeks:
        count = people(typed, f"n-{week}")
        hours = typed.number(f"h-{week}", most=_LONGEST_WEEK)
        if count is not None or hours is not None:
            kept.append({"week": week, "headcount": _text(count), "weekly_hours": _text(hours)})
    w["overrides"] = sorted(kept, key=lambda o: str(o["week"]))


def _ramp_up(typed: Typed) -> list[str]:
    found = []
    for piece in typed["ramp_up"].replace("%", "").split(";"):
        if not piece.strip():
            continue
        try:
            rate = Decimal(piece.strip().replace(",", ".")) / HUNDRED
        except ArithmeticError:
            rate = Decimal(-1)
        if not 0 <= rate <= 1:
            typed.faults["ramp_up"] = N_(
                "Des pourcentages séparés par des points-virgules : 60 ; 80."
            )
            return []
        found.append(decimal_text(rate))
    return found


def _closures(typed: Typed, base: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for k in rows("closures", base, typed, "cf"):
        first, last = typed.day(f"cf-{k}"), typed.day(f"cl-{k}")
        reason = typed.text(f"cr-{k}", most=200)
        if not (typed[f"cf-{k}"].strip() or typed[f"cl-{k}"].strip() or reason):
            continue
        last = last or (first if not typed[f"cl-{k}"].strip() else None)
        if first is None:
            typed.faults.setdefault(f"cf-{k}", _MISSING)
        elif last is not None and last < first:
            typed.faults[f"cl-{k}"] = _REVERSED
        found.append({"first": _iso(first), "last": _iso(last), "reason": reason})
    return found


def _commitments(typed: Typed, base: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    told = base[""].get("commitments", [])
    for k in rows("commitments", base, typed, "kf"):
        first, last = typed.week(f"kf-{k}"), typed.week(f"kl-{k}")
        hours = typed.number(f"kh-{k}", most=10**6)
        if not (first or last or typed[f"kh-{k}"].strip()):
            continue
        last = last or first
        for name, value in ((f"kf-{k}", first), (f"kh-{k}", hours)):
            if value is None:
                typed.faults.setdefault(name, _MISSING)
        if first is not None and last is not None and last < first:
            typed.faults[f"kl-{k}"] = _REVERSED
        minutes = decimal_text((hours or Decimal(0)) * 60)
        if k < len(told) and typed[f"kh-{k}"].strip() == _hours(told[k]["minutes"]):
            minutes = told[k]["minutes"]  # not what rounding for reading made of it
        found.append({"first": first, "last": last, "minutes": minutes})
    return found


def _qualifications(typed: Typed, base: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for k in rows("qualifications", base, typed, "qn"):
        norm = typed.text(f"qn-{k}", most=200)
        start, end = typed.day(f"qs-{k}"), typed.day(f"qe-{k}")
        if not norm:
            if start or end:
                typed.faults[f"qn-{k}"] = _MISSING
            continue
        if start and end and end < start:
            typed.faults[f"qe-{k}"] = _REVERSED
        found.append({"norm": norm, "start": _iso(start), "end": _iso(end)})
    return found


def _capabilities(
    typed: Typed, data: Mapping[str, Any], known: Sequence[Skill]
) -> list[dict[str, Any]]:
    told = {(c["operation"], c.get("product") or ""): c for c in data.get("capabilities", [])}
    found = []
    for k, skill in enumerate(known):
        pace = typed.number(f"pace-{k}", most=1_000)
        units = typed.number(f"upw-{k}", most=10**8)
        least = typed.whole(f"run-{k}", 0, most=10**8)
        for name, value in ((f"pace-{k}", pace), (f"upw-{k}", units)):
            if value == 0:
                typed.faults[name] = N_("Plus que zéro.")
        if not typed[f"do-{k}"]:
            if pace or units or least:
                typed.faults[f"do-{k}"] = N_("Cochez, ou effacez les chiffres de la ligne.")
            continue
        there = told.get((skill.operation, skill.product)) or {
            "workshop": data[""]["id"],
            "operation": skill.operation,
            "product": skill.product or None,
        }
        found.append(
            {
                **there,
                "pace": None if pace is None else decimal_text(pace / HUNDRED),
                "units_per_week": _text(units),
                "smallest_run_units": least,
            }
        )
    return found


def _text(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# -- two versions -------------------------------------------------------------------------------


def labels(known: Sequence[Skill], names: Iterable[str], texts: Texts) -> dict[str, str]:
    """What fields are called, for a list of what differs between two versions."""
    _ = texts.gettext
    found = {}
    for name in names:
        kind, _dash, rest = name.partition("-")
        if name in GENERAL:
            found[name] = _(GENERAL[name])
        elif kind in _WEEKLY:
            found[name] = texts.labelled(texts.week(rest), _(_WEEKLY[kind]))
        elif kind in _OF_SKILL and rest.isdecimal() and int(rest) < len(known):
            found[name] = texts.labelled(known[int(rest)].label, _(_OF_SKILL[kind]))
        elif kind in _LISTED and rest.isdecimal():
            label, text = _LISTED[kind]
            found[name] = texts.labelled(f"{_(label)} {int(rest) + 1}", _(text))
    return found


_WEEKLY: Final = {"n": N_("personnes"), "h": N_("heures")}
_OF_SKILL: Final = {
    "do": N_("sait faire"),
    "pace": N_("rendement"),
    "upw": N_("unités par semaine"),
    "run": N_("plus petite série"),
}
_LISTED: Final = {
    "cf": (N_("Fermeture"), N_("premier jour")),
    "cl": (N_("Fermeture"), N_("dernier jour")),
    "cr": (N_("Fermeture"), N_("raison")),
    "kf": (N_("Engagement"), N_("première semaine")),
    "kl": (N_("Engagement"), N_("dernière semaine")),
    "kh": (N_("Engagement"), N_("heures par semaine")),
    "qn": (N_("Qualification"), N_("norme")),
    "qs": (N_("Qualification"), N_("depuis")),
    "qe": (N_("Qualification"), N_("jusqu'au")),
}


def differences(
    typed: Typed, theirs: Mapping[str, str], known: Sequence[Skill], texts: Texts
) -> dict[str, tuple[str, str, str]]:
    """Field → its label, what the service has now, what was typed; only where they differ."""
    names = list(dict.fromkeys([*theirs, *typed]))
    said = labels(known, names, texts)
    return {
        name: (said[name], theirs.get(name, ""), typed[name].strip())
        for name in said
        if theirs.get(name, "") != typed[name].strip()
    }
