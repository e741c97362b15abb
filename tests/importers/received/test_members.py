"""Which workshop, supplier or material a name means."""

from __future__ import annotations

import pytest

from importers.received.contract import Topic
from importers.received.members import guess_key, match_name, same_names
from optimizer.diagnostics import Source

NAMES = {
    "vestali": ("Vestali",),
    "ricochets": ("Les Ricochets",),
    "apsi": ("Association pour la promotion sociale et l'insertion",),
    "fripvie": ("Fripvie",),
    "dahlia-lens": ("Atelier Dahlia Lens",),
    "dahlia-arras": ("Atelier Dahlia Arras",),
}
PLACE = Source(file="f.xlsx", sheet="F", cell="A2")


def match(text: str, confirmed: dict[str, str] | None = None, siret: str = ""):
    return match_name(
        text,
        NAMES,
        confirmed or {},
        Topic.WORKSHOP,
        PLACE,
        siret,
        {"12345678900012": "ricochets"},
    )


@pytest.mark.parametrize("text", ["Vestali", "VESTALI ", "vestali", "Véstali"])
def test_the_same_name_is_certain(text: str) -> None:
    assert match(text) == ("vestali", None)


def test_a_siret_is_certain() -> None:
    assert match("Quelque chose", siret="123 456 789 00012") == ("ricochets", None)


@pytest.mark.parametrize(
    ("text", "id_", "least"),
    [
        ("Ass. Vestali", "vestali", 90),
        ("Association VESTALI", "vestali", 90),
        ("Atelier Vestali", "vestali", 90),
        ("Vestalli", "vestali", 80),
        ("Ricochet", "ricochets", 90),
        ("A.P.S.I.", "apsi", 75),
        ("Vestali Lens", "vestali", 50),
        ("Fripvie (Béthune)", "fripvie", 50),
        ("Dahlia Arras", "dahlia-arras", 90),
    ],
)
def test_near_names_are_guessed(text: str, id_: str, least: int) -> None:
    found, guess = match(text)
    assert found == id_
    if guess is not None:
        assert guess.understood == id_
        assert least <= guess.confidence < 100
        assert id_ in guess.choices
        assert guess.source == PLACE
        assert guess.key == guess_key(Topic.WORKSHOP, text)


def test_two_that_are_as_near_are_asked() -> None:
    found, guess = match("Atelier Dahlia")
    assert found == ""
    assert guess is not None
    assert guess.confidence < 50
    assert {"dahlia-lens", "dahlia-arras"} <= set(guess.choices)


def test_an_unknown_name_offers_a_new_id() -> None:
    found, guess = match("Couture Solidaire")
    assert found == ""
    assert guess is not None
    assert (guess.understood, guess.confidence) == ("", 0)
    assert guess.choices == ("couture-solidaire",)


def test_the_answer_wins() -> None:
    key = guess_key(Topic.WORKSHOP, "Ass. Vestali")
    assert key == "workshop:ass. vestali"
    found, guess = match("Ass. Vestali", {key: "fripvie"})
    assert found == "fripvie"
    assert guess is not None
    assert guess.is_confirmed
    assert guess.choices[0] == "fripvie"


def test_a_new_id_may_be_answered() -> None:
    found, guess = match("Couture Solidaire", {"workshop:couture solidaire": "couture-solidaire"})
    assert found == "couture-solidaire"
    assert guess is not None
    assert guess.is_confirmed


def test_an_answer_that_changes_nothing_is_not_listed() -> None:
    assert match("Vestali", {"workshop:vestali": "vestali"}) == ("vestali", None)


def test_two_texts_for_one_member_are_told() -> None:
    other = Source(file="f.xlsx", sheet="F", cell="A5")
    (double,) = same_names(
        [
            ("Vestali", "vestali", PLACE),
            ("VESTALI", "vestali", PLACE),
            ("Ricochets", "ricochets", PLACE),
            ("Ass. Vestali", "vestali", other),
        ]
    )
    assert double.id == "vestali"
    assert double.texts == ("Vestali", "Ass. Vestali")
    assert double.sources == (PLACE, other)


def test_two_unknown_names_that_differ_by_generic_words_are_told() -> None:
    (double,) = same_names([("Lilas", "", PLACE), ("Association Lilas", "", PLACE)])
    assert double.texts == ("Lilas", "Association Lilas")


def test_materials_are_matched_the_same_way() -> None:
    names = {"elastique": ("Élastique plat 5 mm",), "tissu": ("Tissu coton 120 g",)}
    found, guess = match_name("ELASTIQUE", names, {}, Topic.MATERIAL, PLACE)
    assert (found, guess) == ("elastique", None)
    found, guess = match_name("Elastique plat", names, {}, Topic.MATERIAL, PLACE)
    assert found == "elastique"
    assert guess is not None
    assert guess.topic is Topic.MATERIAL


def test_a_name_that_two_have_is_asked() -> None:
    names = {"a": ("Fil blanc",), "b": ("Fil blanc",)}
    found, guess = match_name("fil blanc", names, {}, Topic.MATERIAL, PLACE)
    assert found == ""
    assert guess is not None
    assert set(guess.choices) >= {"a", "b"}
    assert match_name("B", names, {}, Topic.MATERIAL, PLACE) == ("b", None)


def test_what_stands_in_brackets_tells_two_apart() -> None:
    names = {"lens": ("Emmaüs (Lens)",), "arras": ("Emmaüs (Arras)",)}
    assert match_name("EMMAUS Arras", names, {}, Topic.WORKSHOP, PLACE) == ("arras", None)
    found, guess = match_name("Emmaüs", names, {}, Topic.WORKSHOP, PLACE)
    assert found == ""
    assert guess is not None
    assert {"lens", "arras"} <= set(guess.choices)


def test_a_long_directory_is_searched_once() -> None:
    names = {f"atelier-{i}": (f"Atelier numéro {i}",) for i in range(3000)}
    for i in range(0, 3000, 7):
        assert match_name(f"ATELIER NUMERO {i}", names, {}, Topic.WORKSHOP, PLACE) == (
            f"atelier-{i}",
            None,
        )
