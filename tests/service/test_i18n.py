"""Numbers, plurals and the English catalogue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from babel.messages.catalog import Catalog

from scripts import check_catalogue
from service.i18n import Texts, language_of

FRENCH, ENGLISH = Texts("fr"), Texts("en")


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("n", "french", "english"),
    [
        (0, "0 jalon", "0 milestones"),
        (1, "1 jalon", "1 milestone"),
        (Decimal("1.5"), "1,5 jalon", "1.5 milestones"),
        (2, "2 jalons", "2 milestones"),
        (1000, "1 000 jalons", "1,000 milestones"),
    ],
)
def test_plurals_follow_the_language(n: int | Decimal, french: str, english: str) -> None:
    assert plain(FRENCH.ngettext("{n} jalon", "{n} jalons", n)) == french
    assert plain(ENGLISH.ngettext("{n} jalon", "{n} jalons", n)) == english


def test_numbers_follow_the_language() -> None:
    assert plain(FRENCH.number(Decimal("1234.56"))) == "1 234,56"
    assert ENGLISH.number(Decimal("1234.56")) == "1,234.56"
    assert plain(FRENCH.euros(123_450)) == "1 234,50 €"
    assert plain(FRENCH.percent(Decimal("0.125"))) == "12,5 %"
    assert ENGLISH.percent(Decimal("0.125")) == "12.5%"
    assert plain(FRENCH.hours(Decimal(90))) == "1,5 h"


def test_weeks_and_days() -> None:
    assert FRENCH.week("2020-W14") == "S14 2020"
    assert ENGLISH.week("2020-W14") == "W14 2020"
    assert FRENCH.day(date(2020, 3, 30)) == "30/03/2020"


def test_enumerations() -> None:
    assert FRENCH.join([]) == ""
    assert FRENCH.join(["a"]) == "a"
    assert FRENCH.join(["a", "b", "c"]) == "a, b et c"
    assert ENGLISH.join(["a", "b"]) == "a and b"


def test_language_names() -> None:
    assert language_of("en_GB.UTF-8") == "en"
    assert language_of("FR") == "fr"
    assert language_of("de") is None
    assert language_of("") is None


def test_french_punctuation_keeps_to_its_word() -> None:
    assert FRENCH.gettext("« {x} » : oui ?", x="a b") == "«\u00a0a b\u00a0»\u00a0: oui\u00a0?"


def test_english_catalogue_is_complete() -> None:
    used = check_catalogue.used_messages()
    assert len(used) > 300
    assert list(check_catalogue.faults(used, check_catalogue.read_catalogue())) == []


def test_catalogue_faults_are_found() -> None:
    catalogue = Catalog(locale="en")
    catalogue.add("Bonjour {name}", "Hello")
    catalogue.add("vieux", "old")
    catalogue.add(("{n} lot", "{n} lots"), ("{n} lot", ""))
    used: dict[check_catalogue.Message, list[tuple[str, int]]] = {
        "Bonjour {name}": [("a.py", 1)],
        ("{n} lot", "{n} lots"): [("a.py", 2)],
        "absent": [("a.py", 3)],
    }
    found = list(check_catalogue.faults(used, catalogue))
    assert len(found) == 4
    assert any("other values" in f for f in found)
    assert any("no English" in f for f in found)
    assert any("not in the catalogue" in f for f in found)
    assert any("no longer used" in f for f in found)


def test_a_unit_price_has_its_cents_and_no_more_than_it_needs() -> None:
    french, english = Texts("fr"), Texts("en")
    assert french.unit_price(Decimal("3.9")) == "3,90\u00a0€"
    assert french.unit_price(Decimal("0.165")) == "0,165\u00a0€"
    assert english.unit_price(Decimal("1234.5")) == "€1,234.50"
