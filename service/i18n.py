"""Languages: French is written in the code, English comes from a catalogue; numbers follow too.

In the code a text is marked in one of three ways, which ``scripts/check_catalogue.py`` looks for:
``_("…")`` and ``ngettext("…", "…", n)`` translate at once, ``N_("…")`` only marks a text that is
translated later. Values go in by name: ``_("Semaine {week}", week=…)``.
"""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from babel.support import Translations

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# Dates are written day first in both languages: the readers are in France.
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}


def N_(text: str) -> str:  # noqa: N802 - the name that gettext gives to this marker
    """The text itself; marks it for translation elsewhere."""
    return text


def language_of(name: str) -> Language | None:
    """The language that a name or a locale asks for (``fr``, ``en_GB.UTF-8``), None if unknown."""
    start = name.strip().lower()[:2]
    return next((language for language in LANGUAGES if language == start), None)


@lru_cache(maxsize=1)
def _english() -> Translations:
    """The English catalogue, compiled in memory from its text."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    path = files("service") / "locale" / "en" / "LC_MESSAGES" / "messages.po"
    compiled = io.BytesIO()
    with path.open("rb") as text:
        write_mo(compiled, read_po(text, locale="en"))
    compiled.seek(0)
    return Translations(fp=compiled)


def _bound(text: str) -> str:
    """French text whose double punctuation does not leave its word at the end of a line."""
    for mark in ":;?!»":
        text = text.replace(f" {mark}", f"\u00a0{mark}")
    return text.replace("« ", "«\u00a0")


class Texts:
    """The words and the number habits of one language.

    Args:
        language: ``fr`` or ``en``.
    """

    def __init__(self, language: Language = "fr") -> None:
        self.language: Language = language
        self.locale = _LOCALES[language]

    # -- words --------------------------------------------------------------------------------

    def gettext(self, text: str, /, **values: object) -> str:
        """``text`` in this language, with its values filled in."""
        found = _bound(text) if self.language == "fr" else _english().gettext(text)
        return found.format(**values) if values else found

    def ngettext(self, one: str, several: str, n: int | Decimal, /, **values: object) -> str:
        """The right form for ``n``; the forms may use ``{n}``. In French 0 and 1,5 are singular."""
        if self.language == "fr":
            found = _bound(one if abs(Decimal(n)) < 2 else several)
        else:
            # A fraction is plural in English: « 0.5 hours ».
            found = _english().ngettext(one, several, int(n) if n == int(n) else 2)
        shown = values.pop("n", None) or self.number(n)
        return found.format(n=shown, **values)

    # -- numbers ------------------------------------------------------------------------------

    def number(self, value: Decimal | int, decimals: int = 2) -> str:
        """A number with at most so many decimals: ``1 234,5``."""
        from babel.numbers import format_decimal

        pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
        return format_decimal(value, format=pattern, locale=self.locale)

    def percent(self, rate: Decimal, decimals: int = 1) -> str:
        """A rate as a percentage: ``12,5 %``."""
        from babel.numbers import format_percent

        pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
        pattern += "\u00a0%" if self.language == "fr" else "%"
        return format_percent(rate, format=pattern, locale=self.locale)

    def euros(self, cents: int) -> str:
        """Cents as euros: ``1 234,50 €``."""
        from babel.numbers import format_currency

        return format_currency(Decimal(cents) / 100, "EUR", locale=self.locale)

    def unit_price(self, value: Decimal) -> str:
        """Euros for one unit, cents and below: ``3,90 €``, ``0,165 €``."""
        from babel.numbers import format_currency

        pattern = "#,##0.00##\u00a0¤" if self.language == "fr" else "¤#,##0.00##"
        return format_currency(
            value, "EUR", format=pattern, locale=self.locale, currency_digits=False
        )

    def hours(self, minutes: Decimal) -> str:
        """Minutes as hours with one decimal: ``212,5 h``."""
        return self.number(minutes / 60, 1) + "\u00a0h"

    def seconds(self, value: Decimal | float) -> str:
        """Seconds with one decimal: ``3,2 s``."""
        return self.number(Decimal(str(round(float(value), 1))), 1) + "\u00a0s"

    # -- time ---------------------------------------------------------------------------------

    def day(self, value: date) -> str:
        """A day: ``30/03/2020``."""
        return value.strftime("%d/%m/%Y")

    def short_day(self, value: date) -> str:
        """A day without its year: ``30/03``."""
        return value.strftime("%d/%m")

    def month(self, value: date) -> str:
        """A month: ``avril 2020``."""
        from babel.dates import format_date

        return format_date(value, "LLLL yyyy", locale=self.locale)

    def week(self, name: str) -> str:
        """An ISO week as people say it: ``S14 2020`` (English ``W14 2020``)."""
        year, number = name.split("-W")
        return f"{self._week_letter}{number} {year}"

    def short_week(self, name: str) -> str:
        """An ISO week without its year: ``S14``."""
        return f"{self._week_letter}{name.split('-W')[1]}"

    @property
    def _week_letter(self) -> str:
        return "S" if self.language == "fr" else "W"

    def join(self, parts: list[str]) -> str:
        """An enumeration: ``a, b et c``."""
        if len(parts) < 2:
            return "".join(parts)
        word = "et" if self.language == "fr" else "and"
        return f"{', '.join(parts[:-1])} {word} {parts[-1]}"

    def clauses(self, parts: list[str]) -> str:
        """Several statements in one sentence: ``a ; b``."""
        return ("\u00a0; " if self.language == "fr" else "; ").join(parts)

    def labelled(self, label: str, text: str) -> str:
        """A text after what it is about: ``label : text``."""
        return label + ("\u00a0: " if self.language == "fr" else ": ") + text
