"""Units in headers and after numbers, and what they are worth."""

from __future__ import annotations

from fractions import Fraction

import pytest

from importers.units import header_unit, unit_after, unit_of, worth


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Longueur (en m)", "m"),
        ("Quantité (ml)", "m"),
        ("Quantité (mètres linéaires)", "m"),
        ("Tissu [m²]", "m²"),
        ("Laize en cm", "cm"),
        ("PU HT", "€ HT"),
        ("PU H.T.", "€ HT"),
        ("Total TTC", "€ TTC"),
        ("PU HT (€/ml)", "€ HT/m"),
        ("Prix € HT / ml", "€ HT/m"),
        ("Prix (€/ml HT)", "€ HT/m"),
        ("Coût horaire (en € / heure)", "€/h"),
        ("Délai (j)", "j"),
        ("Délai en semaines", "sem"),
        ("Charge (jours-homme)", "jh"),
        ("Effectif (pers.)", "pers"),
        ("Effectif en ETP", "ETP"),
        ("ETP", "ETP"),
        ("Rendement estimé %", "%"),
        ("Absence (%)", "%"),
        ("Heures/semaine", "h/sem"),
        ("Heures hebdo", "h/sem"),
        ("Temps (cmn)", "cmn"),
        ("Temps (centièmes d’heure)", "ch"),
        ("Temps unitaire (min/pce)", "min/u"),
        ("Minutes par pièce", "min/u"),
        ("Capacité masques/sem", "u/sem"),
        ("Masques par semaine", "u/sem"),
        ("Nom", ""),
        ("Structure A", ""),
        ("Structure M", ""),
        ("dont en insertion", ""),
        ("Nb machines piqueuses", ""),
        ("Contact (téléphone)", ""),
        ("", ""),
    ],
)
def test_headers(text: str, unit: str) -> None:
    assert header_unit(text) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [("ml", "m"), ("pers.", "pers"), ("€ HT/ml", "€ HT/m"), ("Masques", "masques")],
)
def test_what_follows_a_number(text: str, unit: str) -> None:
    assert unit_after(text) == unit


@pytest.mark.parametrize("text", ["", "€ / m / h", "HT masques", "litre de lait"])
def test_no_unit(text: str) -> None:
    assert unit_of(text) == ""


def test_worth() -> None:
    assert worth("h", "min") == 60
    assert worth("s", "h") == Fraction(1, 3600)
    assert worth("cm", "m") == Fraction(1, 100)
    assert worth("rouleau", "rouleau") == 1
    assert worth("m²", "m") is None
    assert worth("h", "m") is None
    assert worth("€ TTC", "€") is None
