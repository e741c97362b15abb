"""A quoted price to euros before tax per unit of the material."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from importers.cell_numbers import parse_number, plain
from importers.received import price_terms
from importers.received.contract import Topic
from importers.received.price_terms import Measure, Tax
from importers.received.questions import Questions
from importers.received.quoted import Article, Conditions, QuotedPrice

_MILLIONTH = Decimal("0.000001")
_MOST = Decimal(10) ** 9


class NetPrices:
    """Takes the tax off and divides by what the price is for.

    Args:
        around: conditions of the quotation: tax said of every price, and its rate.
    """

    def __init__(self, questions: Questions, around: Conditions) -> None:
        self._questions = questions
        self._around = around

    def of(self, quoted: QuotedPrice, article: Article, unit: str) -> Decimal | None:
        """Euros before tax for one ``unit``, to the millionth; None when a fault was reported."""
        amount = self._before_tax(quoted, article)
        if amount is None:
            return None
        per = self._per(quoted, article)
        found = price_terms.per_unit(amount, per, unit, article.pack)
        if isinstance(found, Measure):
            self._questions.error(
                "import.unit_not_comparable",
                quoted.told.cell,
                column=quoted.header or article.label,
                read=f"{quoted.told.text} / {_said(found)}",
                expected=unit,
                suggestion=_suggested(amount, found, unit, article),
            )
            return None
        return found

    def _per(self, quoted: QuotedPrice, article: Article) -> Measure | None:
        """What a price is for: said in its cell, in its header, in the unit of its row."""
        said = quoted.price.per or price_terms.price_unit(quoted.header)
        own = price_terms.parse_unit(article.unit) if article.unit else None
        if said is not None and not said.unit and own is not None and own.count == 1:
            return Measure(count=said.count, unit=own.unit)
        return said or own

    def _before_tax(self, quoted: QuotedPrice, article: Article) -> Decimal | None:
        amount = quoted.price.amount
        if not 0 < amount < _MOST:
            is_small = amount <= 0
            self._questions.error(
                "import.too_small" if is_small else "import.too_big",
                quoted.told.cell,
                column=quoted.header or article.label,
                read=quoted.told.text,
                expected="> 0 €" if is_small else "< 10^9 €",
            )
            return None
        tax = self._tax(quoted)
        if tax != "TTC":
            return amount
        rate = quoted.rate
        if rate is None and self._around.rate is not None:
            rate = self._around.rate[0]
        if rate is None:
            self._questions.error(
                "import.tax_included",
                quoted.told.cell,
                column=quoted.header or article.label,
                read=quoted.told.text,
            )
            return None
        percent = plain((rate * 100).normalize())
        taken = self._questions.ask(
            Topic.UNIT,
            f"TTC {percent} %",
            "TTC",
            quoted.told.cell,
            within="quotation",
            choices=("TTC", "HT"),
            confidence=75,
        )
        if taken == "HT":
            return amount
        return (amount / (1 + rate)).quantize(_MILLIONTH, rounding=ROUND_HALF_UP)

    def _tax(self, quoted: QuotedPrice) -> Tax:
        """With or without tax: the cell says it, else its header, else the sheet; else without."""
        said = quoted.price.tax or price_terms.parse_tax(quoted.header)
        if said:
            return said
        if self._around.tax is not None:
            return price_terms.parse_tax(self._around.tax.text)
        taken = self._questions.ask(
            Topic.UNIT,
            "€",
            "HT",
            quoted.told.cell,
            within="quotation.tax",
            choices=("HT", "TTC"),
            confidence=75,
        )
        return "TTC" if taken == "TTC" else "HT"


def _said(measure: Measure) -> str:
    count = "" if measure.count == 1 else plain(measure.count) + " "
    return f"{count}{measure.unit}".strip()


def _suggested(amount: Decimal, per: Measure, unit: str, article: Article) -> str:
    """A price by surface as one by length, or the other way, where the width is told."""
    own = price_terms.parse_unit(unit)
    width = _width(article)
    if own is None or width is None or not width:
        return ""
    if per.unit == "m²" and own.unit == "m":
        net = amount / per.count * width
    elif per.unit == "m" and own.unit == "m²":
        net = amount / per.count / width
    else:
        return ""
    return f"{plain(net.quantize(_MILLIONTH, rounding=ROUND_HALF_UP).normalize())} €/{own.unit}"


def _width(article: Article) -> Decimal | None:
    """Width in metres, of the column or in the name: « 160 cm », « 1,60 m », « 160 »."""
    for text in (article.width, article.name):
        found = re.search(r"(\d+(?:[.,]\d+)?)\s*(cm|mm|m)?\b", text, re.I)
        number = parse_number(found[1]) if found else None
        if found is None or number is None or (text is article.name and not found[2]):
            continue
        unit = (found[2] or "").lower()
        if unit == "mm":
            return number / 1000
        return number / 100 if unit == "cm" or (not unit and number > 10) else number
    return None
