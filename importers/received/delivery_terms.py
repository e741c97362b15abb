"""What a quotation says beside its prices: delay, carriage, smallest order, validity, tax."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from importers import cell_dates
from importers.cell_numbers import parse_number
from importers.matching import fold
from importers.received import price_terms
from importers.received.price_terms import Measure

Subject = Literal[
    "delay", "fee", "free_from", "minimum", "validity", "date", "tax", "tax_rate", "supplier"
]

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_SPAN = re.compile(
    rf"^(?P<about>env\w*\.?\s+|~\s*|≈\s*)?(?:sous\s+|de\s+)?{_NUMBER}(?:\s*(?:-|–|à|a|/|ou)\s*{_NUMBER})?\s*"
    r"(semaines?|sem\.?|s|weeks?|jours?|j|days?|mois|months?|heures?|h)\b\.?\s*(.*)$",
    re.I,
)
# Days that count, by week: « 10 jours ouvrés » are two weeks of five, « ouvrables » of six.
_DAYS_A_WEEK = {"ouvres": 5, "ouvre": 5, "ouvrables": 6, "ouvrable": 6, "working": 5}
_A_WEEK = re.compile(
    r"\d.*(?:/|\bpar\s|\bchaque\s|\ba\s|\bper\s)\s*(?:sem\b|semaine|hebdo|week)|hebdo", re.I
)
_AT_ONCE = {"en stock", "immediat", "immediate", "sur stock", "disponible", "de suite", "stock"}

# What is longer is a letter, not a condition; and nothing here may take long to read.
_LONGEST = 200
_MOST = Decimal(10) ** 12
_MOST_WEEKS = 520

# Words by which a label or the beginning of a line tells its subject, the longer ones first.
_LABELS: tuple[tuple[Subject, str], ...] = (
    (
        "free_from",
        r"franco(?: de port)?(?: a partir de| des)?|port offert(?: des| a partir de)?|livraison (?:offerte|"
        r"gratuite)|port gratuit",
    ),
    (
        "minimum",
        r"minimum de facturation|mini de facturation|"
        r"(?:montant )?mini(?:mum|mal|male)?(?: de)?(?: la)?(?: commande)?(?: ht)?|"
        r"commande mini(?:mum|male)?|cde mini",
    ),
    (
        "delay",
        r"delais? (?:de |d )?(?:livraison|approvisionnement|expedition)|delais?|lead time|"
        r"livraison sous",
    ),
    (
        "fee",
        r"frais de (?:port|livraison|transport|dossier|facturation)|port(?: et emballage)?|"
        r"forfait (?:de )?(?:port|transport|livraison)|frais d expedition|livraison|transport",
    ),
    (
        "validity",
        r"(?:offre |devis |prix |tarifs? )?valables?(?: jusqu au| pendant| jusque)?|"
        r"(?:duree de )?validite(?: de l offre| du devis| des prix)?|valid until",
    ),
    ("date", r"date(?: du devis| de l offre)?|(?:fait|etabli)(?: a \w+)? (?:du|le)|le"),
    ("tax_rate", r"(?:taux de )?tva|vat"),
    ("supplier", r"fournisseur|supplier|societe|emetteur|vendeur"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """A delay in whole weeks, and whether that is exactly what is written."""

    weeks: int
    is_exact: bool


def parse_delay(text: str, default: str = "") -> Delay | None:
    """« 2 semaines », « 15 j ouvrés », « 10-15 jours », « 48 h », « en stock »; else None.

    The longest of two delays, rounded up to weeks. A bare number is in ``default`` ("" weeks).
    """
    plain = " ".join(text.split()).strip(" .:")
    if len(plain) > _LONGEST:
        return None
    if fold(plain) in _AT_ONCE:
        return Delay(weeks=0, is_exact=False)
    number = parse_number(plain)
    if number is not None:
        found = _SPAN.match(f"{number} {default or 'semaines'}")
        is_bare = not default
    else:
        found, is_bare = _SPAN.match(plain), False
    if found is None:
        return None
    amounts = [n for n in (parse_number(x) for x in found.groups()[1:3] if x) if n is not None]
    most, unit = max(amounts), fold(found[4])
    if unit.startswith(("s", "w")):
        weeks = most
        is_exact = len(amounts) == 1 and most == int(most) and not is_bare and not found["about"]
    else:
        is_exact = False
        words = set(fold(found[5] or "").split())
        a_week = next((n for w, n in _DAYS_A_WEEK.items() if w in words), 7)
        if unit.startswith("m"):
            weeks = most * 31 / 7
        elif unit.startswith("h"):
            weeks = most / 24 / a_week
        else:
            weeks = most / a_week
    if weeks > _MOST_WEEKS:
        return None
    whole = int(weeks.to_integral_value(rounding=ROUND_CEILING))
    return Delay(weeks=whole, is_exact=is_exact)


def parse_validity(text: str, quoted: date | None) -> date | None:
    """Last day of an offer: « 30/04/2020 », « 30 jours », « 1 mois » after the day it was made."""
    plain = " ".join(text.split()).strip(" .:")
    plain = re.sub(r"^(?:jusqu['’]?au|jusqu['’]?à|au|le|pendant|until)\s+", "", plain, flags=re.I)
    day = cell_dates.parse_date(plain)
    if day is not None:
        return day
    found = _SPAN.match(plain)
    if found is None or quoted is None:
        return None
    number = parse_number(found[2])
    if number is None or number > _MOST_WEEKS:
        return None
    unit = fold(found[4])
    if unit.startswith("mo"):
        return _months_later(quoted, int(number))
    days = {"s": 7, "w": 7}.get(unit[0], 1)
    return quoted + timedelta(days=int(number * days))


def parse_rate(text: str) -> Decimal | None:
    """A rate of tax: « 20 % », « 0,2 », « 5,5 »; else None."""
    found = re.search(r"\d+(?:[.,]\d+)?\s*%?", text)
    number = parse_number(found[0].rstrip("% ")) if found else None
    if number is None or number > 100:
        return None
    return number / 100 if "%" in text or number >= 1 else number


def parse_amount(text: str) -> Decimal | Measure | None:
    """Euros (« 15 € HT », « 300 ») or a quantity (« 100 m »); 0 for « offert »; else None."""
    plain = text.strip(" .:")
    if fold(plain) in {"offert", "offerts", "gratuit", "gratuits", "inclus", "compris", "franco"}:
        return Decimal(0)
    found = re.search(r"\d+(?:[\s.,\u00a0\u202f]\d+)*", plain)
    if found is None:
        return None
    number = parse_number(found[0])
    if number is None or number > _MOST or plain.startswith("-"):
        return None
    rest = re.sub(r"€|\beuros?\b|\beur\b|\bh\.?t\b\.?", " ", plain[found.end() :], flags=re.I)
    is_money = "€" in plain or bool(re.search(r"\beur", plain, re.I))
    words = fold(rest)
    measure = price_terms.parse_unit(words) if words and not is_money else None
    if measure is not None:
        return Measure(count=number * measure.count, unit=measure.unit)
    return number


def is_weekly(text: str) -> bool:
    """Whether a quantity is said by week: « 500 m/sem », « 500 m par semaine »."""
    return bool(_A_WEEK.search(text[:_LONGEST]))


def subject_of(text: str) -> tuple[Subject, str] | None:
    """What a line or a label speaks of, and what it says of it ("" for a label alone)."""
    if len(text) > _LONGEST:
        return None
    for subject, words in _LABELS:
        pattern = words.replace(" ", r"[\W_]+")
        found = re.match(
            rf"(?:{pattern})(?=\W|$)\s*(?:[:=]|est de\b|a partir de\b|a\b|de\b|des\b|sous\b)?\s*",
            _unaccented(text),
            re.I,
        )
        if found is not None:
            return subject, text.strip()[found.end() :].strip(" :")
    dated = re.match(
        r"(?:devis|offre|proposition|tarifs?)\b.*?\b(?:du|le)\s+(\d\S*)$", text.strip(), re.I
    )
    if dated is not None:
        return "date", dated[1]
    named = re.search(r"\bfournisseur\s*[:=]\s*(.+)$", text, re.I)
    if named is not None:
        return "supplier", named[1].strip()
    tax = price_terms.parse_tax(text)
    if tax and re.search(r"\b(?:prix|tarifs?|montants?|pu)\b", text, re.I):
        return "tax", tax
    return None


def _unaccented(text: str) -> str:
    """The text of the same length without accents, so that places in it stay right."""
    accents = str.maketrans("éèêëàâäîïôöûüùç", "eeeeaaaiioouuuc")
    return text.strip().lower().translate(accents)


def _months_later(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    # The 31st of a shorter month is its last day.
    after = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), after - timedelta(days=1))
