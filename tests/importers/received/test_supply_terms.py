"""How suppliers write prices, packs, quantity breaks, delays and conditions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from importers.received.break_terms import Break, header_break, parse_break, parse_line
from importers.received.delivery_terms import (
    Delay,
    parse_amount,
    parse_delay,
    parse_rate,
    parse_validity,
    subject_of,
)
from importers.received.price_terms import (
    Measure,
    Pack,
    in_units,
    parse_pack,
    parse_price,
    per_unit,
    price_unit,
)

D = Decimal


@pytest.mark.parametrize(
    ("text", "amount", "tax", "count", "unit"),
    [
        ("3,20 €/ml", "3.20", "", "1", "m"),
        ("3,20 €/m²", "3.20", "", "1", "m²"),
        ("4,50 € HT le cent", "4.50", "HT", "100", ""),
        ("4,50€/100", "4.50", "", "100", ""),
        ("9 € le mille", "9", "", "1000", ""),
        ("12 € le rouleau de 50 m", "12", "", "50", "m"),
        ("1 200,50 € TTC / rouleau", "1200.50", "TTC", "1", "rouleau"),
        ("3,2 euros par mètre", "3.2", "", "1", "m"),
        ("0,12 € les 100 g", "0.12", "", "0.1", "kg"),
    ],
)
def test_a_price_says_what_it_is_for(
    text: str, amount: str, tax: str, count: str, unit: str
) -> None:
    price = parse_price(text)
    assert price is not None
    assert (price.amount, price.tax) == (D(amount), tax)
    assert price.per == Measure(count=D(count), unit=unit)


@pytest.mark.parametrize("text", ["nous consulter", "3,20 €/lune", "", "3,20 $"])
def test_what_is_no_price_in_euros_is_none(text: str) -> None:
    assert parse_price(text) is None


def test_a_bare_price_says_neither_tax_nor_unit() -> None:
    price = parse_price("3,20")
    assert price is not None
    assert (price.amount, price.tax, price.per) == (D("3.20"), "", None)


@pytest.mark.parametrize(
    ("text", "name", "count", "unit"),
    [
        ("rouleau 50 m", "rouleau", "50", "m"),
        ("Rlx 50m", "rouleau", "50", "m"),
        ("50 m/rouleau", "rouleau", "50", "m"),
        ("carton de 1 000", "carton", "1000", ""),
        ("boîte de 500 pièces", "boîte", "500", "pièce"),
        ("par 50", "", "50", ""),
        ("x100", "", "100", ""),
    ],
)
def test_a_pack_says_what_it_holds(text: str, name: str, count: str, unit: str) -> None:
    assert parse_pack(text) == Pack(name=name, content=Measure(count=D(count), unit=unit))


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("PU HT (€/100)", Measure(count=D(100))),
        ("Prix au mille", Measure(count=D(1000))),
        ("€ HT/ml", Measure(unit="m")),
        ("PU HT", None),
    ],
)
def test_a_header_says_what_prices_are_for(header: str, found: Measure | None) -> None:
    assert price_unit(header) == found


def test_prices_are_divided_exactly_to_the_millionth() -> None:
    roll = parse_pack("rouleau de 50 m")
    assert per_unit(D("4.5"), Measure(count=D(100)), "pièce", None) == D("0.045")
    assert per_unit(D(160), Measure(unit="rouleau"), "m", roll) == D("3.2")
    assert per_unit(D(10), Measure(count=D(3)), "pièce", None) == D("3.333333")
    assert per_unit(D("0.02"), Measure(count=D("0.01"), unit="m"), "cm", None) == D("0.02")


def test_units_of_different_kinds_are_not_compared() -> None:
    square = Measure(unit="m²")
    assert per_unit(D(2), square, "m", None) == square
    assert in_units(Measure(unit="rouleau"), "m", None) is None
    assert in_units(Measure(count=D(3), unit="kg"), "g", None) == D(3000)


@pytest.mark.parametrize(
    ("text", "first", "last", "unit"),
    [
        ("1-499", "1", "499", ""),
        ("de 500 à 999 m", "500", "999", "m"),
        ("≥1000", "1000", None, ""),
        ("à partir de 1 000 m", "1000", None, "m"),
        ("1\u202f000 ml et plus", "1000", None, "m"),
        ("500 et +", "500", None, ""),
        ("500+", "500", None, ""),
        ("> 500", "501", None, ""),
        ("moins de 500", "0", "500", ""),
        ("10 rouleaux et plus", "10", None, "rouleau"),
    ],
)
def test_quantities_from_which_a_price_holds(
    text: str, first: str, last: str | None, unit: str
) -> None:
    expected = Break(first=D(first), last=None if last is None else D(last), unit=unit)
    assert parse_break(text) == expected


@pytest.mark.parametrize("text", ["01/04", "Laize 160", "999-500", "S14", "1 200", "9" * 5000])
def test_what_is_no_quantity_break_is_none(text: str) -> None:
    assert parse_break(text) is None


def test_a_header_and_a_line_hold_a_break() -> None:
    assert header_break("PU HT 500-999") == Break(first=D(500), last=D(999))
    assert header_break("à partir de 500 m (€/ml)") == Break(first=D(500), unit="m")
    assert header_break("Total HT") is None
    found = parse_line("- à partir de 1 000 m : 3,20 €/ml")
    assert found is not None
    assert (found[0].first, found[1].amount) == (D(1000), D("3.20"))
    assert parse_line("3,20 €/ml à partir de 1 000 m") == found
    assert parse_line("Franco à partir de 500 € HT") is None


@pytest.mark.parametrize(
    ("text", "weeks", "is_exact"),
    [
        ("2 semaines", 2, True),
        ("env. 2 semaines", 2, False),
        ("2-3 sem.", 3, False),
        ("1,5 sem", 2, False),
        ("15 j ouvrés", 3, False),
        ("12 jours ouvrables", 2, False),
        ("15 jours", 3, False),
        ("48 h", 1, False),
        ("1 mois", 5, False),
        ("en stock", 0, False),
        ("3", 3, False),
    ],
)
def test_delays_are_weeks_rounded_up(text: str, weeks: int, is_exact: bool) -> None:
    assert parse_delay(text) == Delay(weeks=weeks, is_exact=is_exact)


def test_a_bare_delay_is_in_the_unit_of_its_header() -> None:
    assert parse_delay("10", "jours ouvrés") == Delay(weeks=2, is_exact=False)
    assert parse_delay("S14") is None


@pytest.mark.parametrize(
    ("text", "subject", "rest"),
    [
        ("Franco de port à partir de 500 € HT", "free_from", "500 € HT"),
        ("Port offert dès 500 €", "free_from", "500 €"),
        ("Frais de port : 15 € HT", "fee", "15 € HT"),
        ("Minimum de commande : 300 € HT", "minimum", "300 € HT"),
        ("Offre valable 1 mois", "validity", "1 mois"),
        ("Validité : 30 jours", "validity", "30 jours"),
        ("Délai de livraison : 2 semaines", "delay", "2 semaines"),
        ("Livraison sous 10 jours", "delay", "10 jours"),
        ("Devis n° D2020-12 du 01/04/2020", "date", "01/04/2020"),
        ("TVA : 20 %", "tax_rate", "20 %"),
        ("Prix TTC", "tax", "TTC"),
        ("Bon groupé - Fournisseur : Toiles du Nord", "supplier", "Toiles du Nord"),
    ],
)
def test_a_line_of_conditions_has_a_subject(text: str, subject: str, rest: str) -> None:
    assert subject_of(text) == (subject, rest)


@pytest.mark.parametrize("text", ["Tissu coton", "Portes", "Devis", "Levier"])
def test_other_lines_have_none(text: str) -> None:
    assert subject_of(text) is None


def test_validity_counts_from_the_day_of_the_quotation() -> None:
    assert parse_validity("30 jours", date(2020, 4, 1)) == date(2020, 5, 1)
    assert parse_validity("1 mois", date(2020, 1, 31)) == date(2020, 2, 29)
    assert parse_validity("jusqu'au 30/04/2020", None) == date(2020, 4, 30)
    assert parse_validity("30 jours", None) is None


def test_amounts_and_rates() -> None:
    assert parse_amount("500 € HT") == D(500)
    assert parse_amount("100 m") == Measure(count=D(100), unit="m")
    assert parse_amount("offert") == D(0)
    assert parse_rate("TVA 20 %") == D("0.2")
    assert parse_rate("0,055") == D("0.055")
