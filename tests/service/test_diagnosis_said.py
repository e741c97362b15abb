"""A diagnosis comes to one conclusion, and the lines of a share read as one sum."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimizer.changes import MorePeople
from optimizer.diagnosis import Cure, Diagnosis, ShareStep, Where
from service.exports.diagnosis_words import DiagnosisWords
from service.i18n import Texts
from tests.builders import small_problem

D = Decimal


def words() -> DiagnosisWords:
    return DiagnosisWords(small_problem(), Texts("fr"), is_typed=False)


def cure(late: str) -> Cure:
    change = MorePeople(workshop="vestali", first="2020-W17", last="2020-W19", people=D(2))
    return Cure(
        kind="people",
        where=Where(workshop="vestali"),
        changes=(change,),
        amount=D(2),
        unit="people",
        unmet=D(0),
        late=D(late),
        cost_cents=1000,
        is_verified=True,
    )


def late(*cures: Cure) -> Diagnosis:
    return Diagnosis(state="late", unmet=D(0), late=D(400), bound=D(0), cures=cures)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ("0", "voici le remède le moins cher qui suffit : avec 2 personnes de plus"),
        ("100", "ce qui aide le plus pour son coût : avec 2 personnes de plus"),
    ],
)
def test_cures_of_what_need_not_be_late_are_part_of_the_one_conclusion(
    left: str, said: str
) -> None:
    found = late(cure(left))
    sentence = words().headline(found).replace("\u00a0", " ")
    assert sentence.startswith("Rien ne prouve que ce plan doive être en retard")
    assert said in sentence
    assert "suffisent" not in sentence
    assert words().proof(found) == ""


def test_without_any_cure_more_time_is_the_conclusion() -> None:
    sentence = words().headline(late()).replace("\u00a0", " ")
    assert sentence.endswith("Refaites le plan avec plus de temps.")


def test_a_share_reads_as_a_subtraction() -> None:
    steps = (
        ShareStep(kind="all_hours", minutes=D(6000)),
        ShareStep(kind="closures", minutes=D(600)),
        ShareStep(kind="open_hours", minutes=D(5400), weeks=("2020-W16",), is_result=True),
        ShareStep(kind="qualification", norm="N", minutes=D(1200)),
        ShareStep(kind="no_work", minutes=D(600)),
        ShareStep(kind="useful_hours", minutes=D(3600), weeks=("2020-W16",)),
    )
    said = [words().step(s).replace("\u00a0", " ") for s in steps]
    assert said == [
        "ses heures du début à la fin du plan, sans aucune absence : 100 h",
        "− 10 h : ses fermetures",
        "= 90 h productives pendant le plan, en 1 semaine",
        "− 20 h : n'a pas la norme N",
        "− 10 h : aucun travail à sa portée ces semaines-là",
        "= 60 h avec du travail à sa portée, en 1 semaine",
    ]
    alone = words().step(ShareStep(kind="open_hours", minutes=D(5400), weeks=("2020-W16",)))
    assert alone.startswith("ses heures productives pendant le plan")
    assert words().step(ShareStep(kind="qualification", norm="N")) == "n'a pas la norme N"
