"""Units as people write them, in a header or after a number, and what they are worth.

A unit is named ``h``, ``m``, ``€ HT``, ``%``… with what it is counted by after a slash: ``€ HT/m``,
``h/sem``, ``u/sem``. ``ml`` is always the running metre: no workshop buys millilitres.
"""

from __future__ import annotations

import re
from fractions import Fraction

from importers.matching import fold

# Canonical name -> every way it is written, folded.
_WRITTEN = {
    "h": "h|hr|hrs|heure|heures|hour|hours",
    "min": "min|mn|minute|minutes",
    "s": "s|sec|seconde|secondes|second|seconds",
    "cmn": "cmn|centiminute|centiminutes|centieme de minute|centiemes de minute",
    "ch": "ch|centieme d heure|centiemes d heure|centieme heure|centiemes heure",
    "dmh": "dmh|dix millieme d heure|dix milliemes d heure",
    "jh": "jh|hj|j h|h j|jour homme|jours homme|jours hommes|jour hommes|homme jour|hommes jours"
    "|jour personne|jours personne|jours personnes|man day|man days",
    "j": "j|jr|jrs|jour|jours|day|days|journee|journees",
    "sem": "sem|semaine|semaines|week|weeks|wk|hebdo|hebdomadaire|hebdomadaires",
    "mois": "mois|month|months",
    "an": "an|ans|annee|year",
    "m": "m|ml|mlin|m l|m lin|metre|metres|metre lineaire|metres lineaires|meter|meters|mt|mts",
    "cm": "cm|centimetre|centimetres",
    "mm": "mm|millimetre|millimetres",
    "km": "km|kilometre|kilometres",
    "m²": "m2|m carre|metre carre|metres carres|sqm",
    "kg": "kg|kilo|kilos|kilogramme|kilogrammes",
    "g": "g|gr|gramme|grammes",
    "pers": "pers|personne|personnes|people|salarie|salaries|salarie e s|salariees|agent|agents"
    "|operateur|operateurs|operatrice|operatrices|couturier|couturiers|couturiere|couturieres"
    "|piqueur|piqueurs|piqueuse|piqueuses|tete|tetes",
    "ETP": "etp|etps|fte|equivalent temps plein|equivalents temps plein",
    "u": "u|un|unite|unites|unit|units|piece|pieces|pce|pces|pc|pcs|article|articles|ex"
    "|exemplaire|exemplaires|qte|nb|nbre|nombre",
    "lot": "lot|lots",
    "rouleau": "rouleau|rouleaux|rlx|roll|rolls",
    "bobine": "bobine|bobines|reel|reels",
    "carton": "carton|cartons|colis",
    "€": "€|euro|euros|eur",
    "k€": "k€|keuro|keuros|keur",
    "c€": "c€|cts|ct|cent|cents|centime|centimes",
    "%": "%|pourcent|pour cent|pourcentage|pct|percent",
}
_UNITS = {word: unit for unit, words in _WRITTEN.items() for word in words.split("|")}

# (dimension, how many of its first unit): only these can be turned into each other.
_WORTH = {
    "h": ("time", Fraction(60)),
    "min": ("time", Fraction(1)),
    "s": ("time", Fraction(1, 60)),
    "cmn": ("time", Fraction(1, 100)),
    "ch": ("time", Fraction(3, 5)),
    "dmh": ("time", Fraction(6, 1000)),
    "m": ("length", Fraction(1)),
    "cm": ("length", Fraction(1, 100)),
    "mm": ("length", Fraction(1, 1000)),
    "km": ("length", Fraction(1000)),
    "m²": ("area", Fraction(1)),
    "kg": ("mass", Fraction(1)),
    "g": ("mass", Fraction(1, 1000)),
    "€": ("money", Fraction(1)),
    "€ HT": ("money", Fraction(1)),
    "k€": ("money", Fraction(1000)),
    "c€": ("money", Fraction(1, 100)),
}
_LONGEST = 200
_TAX = re.compile(r"\b(h\.?t|t\.?t\.?c)\b\.?", re.IGNORECASE)
_PER = re.compile(r"\s*/\s*|\s+(?:par|per|le|la|l['’]|les)\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_IN = re.compile(r"(?:^|\s)(?:en|in)\s+(.+)$", re.IGNORECASE)
_WEEKLY = re.compile(r"\s+(?:hebdo(?:madaires?)?|hebdos)$", re.IGNORECASE)
# Alone at the end of a header these letters are more often an initial or a plural than a unit.
_ONLY_IN_BRACKETS = {"u", "j", "g", "s", "m", "an", "p", "pers", "sem", "lot", "carton", "mois"}


def unit_of(text: str) -> str:
    """The unit that a text is, ``€ HT/m`` for « € HT / ml »; "" when it is none."""
    if len(text) > _LONGEST:
        return ""
    text = _WEEKLY.sub(" / sem", text)
    tax = _TAX.search(text)
    what, *by = [p for p in _PER.split(_TAX.sub(" ", text)) if p.strip()] or [""]
    unit = _single(what)
    if tax:
        if unit not in ("", "€") or (what.strip() and not unit):
            return ""
        unit = "€ TTC" if tax[0].lower().startswith("t") else "€ HT"
    if not unit or len(by) > 1:
        return ""
    if not by:
        return unit
    per = _single(by[0])
    return f"{unit}/{per}" if per else ""


def header_unit(text: str) -> str:
    """The unit that a header announces: « Quantité (ml) » is ``m``, « PU HT » is ``€ HT``.

    In brackets first, then after « en », then in its last words; "" when it announces none. What is
    counted by the week without its unit being known, « masques/sem », is ``u/sem``.
    """
    if len(text) > _LONGEST:
        return ""
    brackets = [found.strip() for found in _BRACKETS.findall(text)]
    for part in brackets:
        unit = unit_of(part) or unit_of(_IN.sub(r"\1", part))
        if unit:
            return unit if not _TAX.search(text) else _taxed(unit, text)
    plain = _WEEKLY.sub(" / sem", " ".join(_BRACKETS.sub(" ", text).split()))
    if (found := _IN.search(plain)) and (unit := unit_of(found[1])):
        return _taxed(unit, plain)
    if _TAX.search(plain) or "€" in plain:
        return _money_header(plain)
    words = plain.split()
    for length in (4, 3, 2, 1):
        last = " ".join(words[-length:])
        unit = unit_of(last) if length <= len(words) else ""
        if unit and (unit not in _ONLY_IN_BRACKETS or "/" in unit):
            return unit
    pieces = _PER.split(plain)
    if len(pieces) == 2 and _single(pieces[1]) in ("sem", "j", "mois", "h"):
        left = unit_of(pieces[0].split()[-1]) if pieces[0].split() else ""
        return f"{left or 'u'}/{_single(pieces[1])}"
    return ""


def unit_after(text: str) -> str:
    """The unit of what follows a number in its cell; other words as they are, folded."""
    return unit_of(text) or fold(text)


def worth(unit: str, wanted: str) -> Fraction | None:
    """How many ``wanted`` one ``unit`` is, None when one cannot be turned into the other."""
    if unit == wanted:
        return Fraction(1)
    known, target = _WORTH.get(unit), _WORTH.get(wanted)
    if known is None or target is None or known[0] != target[0]:
        return None
    return known[1] / target[1]


def is_physical(unit: str) -> bool:
    """Whether a unit measures something, so that it can contradict another one."""
    return unit.partition("/")[0] in _WORTH or unit in (
        "%",
        "€ TTC",
        "j",
        "jh",
        "sem",
        "mois",
        "an",
    )


def _single(text: str) -> str:
    plain = text.strip().strip(".").strip()
    if plain in ("€", "%", "k€", "K€", "c€"):
        return plain.lower()
    if plain.replace(" ", "").lower() in ("m²", "m2"):
        return "m²"
    if "€" in plain or "%" in plain:
        return ""
    return _UNITS.get(fold(plain), "")


def _taxed(unit: str, text: str) -> str:
    """« PU HT (€/ml) »: the tax stands elsewhere in the header."""
    found = _TAX.search(text)
    money, slash, per = unit.partition("/")
    if found is None or money != "€":
        return unit
    return ("€ TTC" if found[0].lower().startswith("t") else "€ HT") + slash + per


def _money_header(text: str) -> str:
    tail = text[text.index("€") :] if "€" in text else ""
    per = _PER.split(_TAX.sub(" ", tail))
    by = _single(per[1]) if len(per) == 2 else ""
    return _taxed("€/" + by if by else "€", text)
