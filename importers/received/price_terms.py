"""What a price is for, as suppliers write it: « 3,20 €/ml », « 4,50 € le cent », « rouleau 50 m »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from importers.cell_numbers import parse_number
from importers.matching import fold

Tax = Literal["", "HT", "TTC"]

ONE = Decimal(1)
# Unit prices are held to the millionth of a euro, as cost sheets of small supplies need.
_MILLIONTH = Decimal("0.000001")
# What is longer is a sentence; and nothing here may take long to read.
_LONGEST = 160
# Nothing is counted beyond these, and what is divided by them keeps its digits.
_LEAST, _MOST = Decimal("0.000001"), Decimal(10) ** 12
_NUMBER = r"\d+(?:[\s.,\u00a0\u202f]\d+)*"
_MONEY = re.compile(rf"(?P<before>€\s*)?(?P<n>{_NUMBER})\s*(?P<after>€|euros?\b|eur\b)?", re.I)
_TAX = re.compile(r"\b(?:(h\.?\s?t\.?)|(t\.?\s?t\.?\s?c\.?))(?!\w)", re.I)
# « 14 cts », « 14 c€ »; « 4,50 le cent » is a price for a hundred.
_CENTS = re.compile(r"(?:centimes?|cts?|cents|c\s*€|c)(?![^\W\d_])\.?", re.I)
_CURRENCY = re.compile(r"€|\beuros?\b|\beur\b", re.I)
_PER = re.compile(
    r"(?:/|\bpar\b|\ble\b|\bla\b|\bles\b|\bl['’]|\bau\b|\bdu\b|\bde\b|\bpour\b|\bl\b)\s*", re.I
)
_PACKS = {
    "rouleau": ("rouleau", "rouleaux", "rlx", "rlt", "roll"),
    "bobine": ("bobine", "bobines", "bob"),
    "cône": ("cone", "cones"),
    "carton": ("carton", "cartons", "ctn"),
    "boîte": ("boite", "boites", "bte"),
    "paquet": ("paquet", "paquets", "pqt", "pack"),
    "sachet": ("sachet", "sachets"),
    "lot": ("lot", "lots"),
    "colis": ("colis",),
    "palette": ("palette", "palettes"),
    "sac": ("sac", "sacs"),
}
# Unit as written -> (unit it counts, how many of them). « ml » is the linear metre of the trade.
_UNITS: dict[str, tuple[str, Decimal]] = {
    **dict.fromkeys(
        ("m", "ml", "metre", "metres", "m lin", "metre lineaire", "metres lineaires", "mtr"),
        ("m", ONE),
    ),
    **dict.fromkeys(("cm", "centimetre", "centimetres"), ("m", Decimal("0.01"))),
    **dict.fromkeys(("mm", "millimetre", "millimetres"), ("m", Decimal("0.001"))),
    **dict.fromkeys(("km",), ("m", Decimal(1000))),
    **dict.fromkeys(("m2", "metre carre", "metres carres", "mq"), ("m²", ONE)),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogramme", "kilogrammes"), ("kg", ONE)),
    **dict.fromkeys(("g", "gramme", "grammes", "gr"), ("kg", Decimal("0.001"))),
    **dict.fromkeys(("t", "tonne", "tonnes"), ("kg", Decimal(1000))),
    **dict.fromkeys(("l", "litre", "litres"), ("l", ONE)),
    **dict.fromkeys(
        ("piece", "pieces", "pce", "pces", "pc", "pcs", "u", "un", "unite", "unites", "pu", "p"),
        ("pièce", ONE),
    ),
    **dict.fromkeys(("paire", "paires"), ("paire", ONE)),
    **{word: (pack, ONE) for pack, words in _PACKS.items() for word in words},
}
_COUNTS = {
    "mille": Decimal(1000),
    "millier": Decimal(1000),
    "milliers": Decimal(1000),
    "cent": Decimal(100),
    "centaine": Decimal(100),
    "centaines": Decimal(100),
    "douzaine": Decimal(12),
    "dizaine": Decimal(10),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """So many of a unit: « 100 m » is 100 of ``m``; ``unit`` "" is the unit of the material."""

    count: Decimal = ONE
    unit: str = ""

    @property
    def is_pack(self) -> bool:
        """Whether it is counted in rolls, boxes and the like."""
        return self.unit in _PACKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """How a material is sold: ``name`` of the pack ("" when only a number is told) and content."""

    name: str = ""
    content: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """An amount of euros as written: for what, with or without tax; ``per`` None when not said."""

    amount: Decimal
    tax: Tax = ""
    per: Measure | None = None


def parse_unit(text: str) -> Measure | None:
    """A unit or a number of them: « ml », « m² », « 100 m », « mille », « rouleau »; else None."""
    if len(text) > _LONGEST:
        return None
    plain = fold(text.replace("²", "2").replace("€", " "))
    plain = re.sub(r"^(?:le|la|les|l|un|une|au|par|du|de) (?=\S)", "", plain)
    if not plain:
        return None
    if plain in _COUNTS:
        return Measure(count=_COUNTS[plain])
    if plain in _UNITS:
        unit, count = _UNITS[plain]
        return Measure(count=count, unit=unit)
    words = plain.split()
    if words[0] in _COUNTS and len(words) > 1:
        rest = parse_unit(" ".join(w for w in words[1:] if w not in {"de", "d"}))
        return Measure(count=_COUNTS[words[0]] * rest.count, unit=rest.unit) if rest else None
    found = re.match(rf"^({_NUMBER})\s*(.*)$", text.strip())
    if found is None:
        return None
    number = parse_number(found[1])
    if number is None or not _LEAST <= number <= _MOST:
        return None
    if not fold(found[2]):
        return Measure(count=number)
    rest = parse_unit(found[2])
    return Measure(count=number * rest.count, unit=rest.unit) if rest else None


def parse_pack(text: str) -> Pack | None:
    """« rouleau 50 m », « carton de 1 000 », « par 50 », « 50 m/rouleau », « 50 »; else None."""
    if len(text) > _LONGEST:
        return None
    plain = re.sub(r"[()]", " ", text.replace("²", "2")).strip()
    swapped = re.match(rf"^({_NUMBER}[^/]*?)\s*(?:/|par)\s*(\w+)$", plain)
    if swapped and (fold(swapped[2]) in _UNITS):
        plain = f"{swapped[2]} {swapped[1]}"
    plain = re.sub(
        r"^(?:vendus?e?s?\s+)?(?:par|en|x|cdt|cond\.?|conditionnement)\s*:?\s*",
        "",
        plain,
        flags=re.I,
    )
    found = re.match(
        rf"^(?P<name>[^\d:]*?)\s*(?:\b(?:de|à|x)\b|[:=])?\s*(?P<rest>{_NUMBER}.*)$", plain
    )
    if found is None:
        return None
    content = parse_unit(found["rest"])
    word = fold(found["name"]).removesuffix(" de").strip()
    unit = _UNITS.get(word)
    if content is None or (word and (unit is None or unit[0] not in _PACKS)):
        return None
    return Pack(name=unit[0] if unit else "", content=content)


def parse_tax(text: str) -> Tax:
    """HT or TTC, as a text says."""
    found = _TAX.search(text)
    return "" if found is None else ("HT" if found[1] else "TTC")


def parse_price(text: str) -> Price | None:
    """« 3,20 €/ml », « 4,50 € HT le cent », « 12 € le rouleau de 50 m », « 3,20 »; else None."""
    if len(text) > _LONGEST:
        return None
    tax = parse_tax(text)
    plain = " ".join(_TAX.sub(" ", text).split())
    found = _MONEY.match(plain)
    if found is None:
        return None
    amount = parse_number(found["n"])
    if amount is None:
        return None
    rest = _CURRENCY.sub(" ", plain[found.end() :]).strip()
    cents = None if found["after"] or found["before"] else _CENTS.match(rest)
    if cents is not None:
        amount, rest = amount / 100, rest[cents.end() :].strip()
    if not rest:
        return Price(amount=amount, tax=tax)
    per = _PER.match(rest)
    measure = _measure_of(rest[per.end() :]) if per else None
    return Price(amount=amount, tax=tax, per=measure) if measure else None


def price_unit(text: str) -> Measure | None:
    """What prices under a header are for: « PU HT (€/100) », « prix au mille », « €/ml »."""
    plain = _TAX.sub(" ", text[:_LONGEST])
    for pattern in (r"/\s*([^/()]+)", r"\b(?:au|par|le|la|les|du)\s+([^/()]+)", r"\(([^()]*)\)"):
        for found in re.findall(pattern, plain, flags=re.I):
            measure = _measure_of(found)
            if measure is not None:
                return measure
    return None


def _measure_of(text: str) -> Measure | None:
    """A unit, or a pack with what it holds: « rouleau de 50 m » is 50 m."""
    pack = parse_pack(text)
    if pack is not None and pack.name:
        return pack.content
    return parse_unit(text)


def per_unit(
    amount: Decimal, per: Measure | None, unit: str, pack: Pack | None
) -> Decimal | Measure:
    """Price of one unit of a material, to the millionth; the measure when it cannot be compared.

    Args:
        per: what the amount is for; None, or without unit: units of the material.
        unit: unit of the material as written, "" when unknown.
        pack: what one pack holds, where told.
    """
    content = in_units(per or Measure(), unit, pack)
    if content is None:
        return per or Measure()
    return (amount / content).quantize(_MILLIONTH, rounding=ROUND_HALF_UP)


def in_units(measure: Measure, unit: str, pack: Pack | None) -> Decimal | None:
    """How many units of a material a measure is; None when that cannot be told."""
    own = parse_unit(unit) if unit else None
    if not measure.unit or own is None:
        # Of an unknown unit nothing can be said against what is written; a pack still counts.
        if measure.is_pack and pack is not None:
            return measure.count * pack.content.count
        return measure.count
    if measure.unit == own.unit:
        return measure.count / own.count
    if measure.is_pack and pack is not None and pack.name in ("", measure.unit):
        inside = pack.content
        if not inside.is_pack:
            inner = in_units(inside, unit, None)
            return None if inner is None else measure.count * inner
    return None
