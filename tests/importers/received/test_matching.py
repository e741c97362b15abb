"""How near a text is to what it may mean, on one scale."""

from __future__ import annotations

import pytest

from importers.matching import (
    CERTAIN,
    TAKEN,
    Phrases,
    fold,
    header_words,
    is_sum_label,
    is_total_label,
)

PHRASES = Phrases(
    [
        ("Effectif atelier couture", "headcount"),
        ("Heures par semaine", "hours"),
        ("Machines piqueuses", "machines"),
        ("Table de coupe", "table"),
        ("Taux d'absence", "absence"),
    ]
)


@pytest.mark.parametrize(
    ("text", "target", "least", "most"),
    [
        ("Heures par semaine", "hours", 100, 100),
        ("HEURES  PAR SEMAINE *", "hours", 100, 100),
        ("Heures par semaine (h)", "hours", 100, 100),
        ("Heure/sem", "hours", 95, 95),
        ("machine piqueuse", "machines", 95, 95),
        ("Machines piqeuses", "machines", 80, 94),
        ("absence (taux)", "absence", 95, 95),
        ("Avez-vous une table de coupe dans votre local ?", "table", 65, 79),
        ("Effectif", "headcount", 50, 64),
    ],
)
def test_the_scale(text: str, target: str, least: int, most: int) -> None:
    best = PHRASES.rank(text)[0]
    assert best.target == target
    assert least <= best.score <= most


@pytest.mark.parametrize("text", ["", "!!!", "Couleur", "Commune de rattachement"])
def test_what_nothing_resembles_is_not_taken(text: str) -> None:
    assert PHRASES.best(text) < TAKEN


def test_exact_texts_never_lose_to_near_ones() -> None:
    for phrase in ("Effectif atelier couture", "Table de coupe"):
        assert PHRASES.best(phrase) == CERTAIN


@pytest.mark.parametrize(
    "text",
    [
        "Total",
        "TOTAL GÉNÉRAL",
        "Sous-total ACI",
        "S/Total",
        "Total Vestali",
        "Moyenne par semaine",
        "Cumul",
        "Totaux",
        "Somme des heures",
        "Taux d'occupation",
    ],
)
def test_what_sums_up(text: str) -> None:
    assert is_sum_label(text)


@pytest.mark.parametrize(
    "text", ["Totalement bleu", "Vestali", "Sommeil d'or", "Moyennes Collines d'Artois"]
)
def test_what_does_not(text: str) -> None:
    assert not is_sum_label(text)


def test_the_order_workbook_keeps_to_bare_totals() -> None:
    assert is_total_label("Sous-total")
    assert not is_total_label("Total Énergies")


def test_abbreviations_and_small_words() -> None:
    assert header_words("Nbre d'E.T.P.") == header_words("nombre ETP")
    assert header_words("Qté / sem.") == header_words("quantités par semaine")
    assert fold("Œuvre  d’été") == fold("oeuvre d'ete")
