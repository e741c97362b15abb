"""Why a share is what it is: each reason has its figures, and none is said when it is false."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from optimizer import plan as out
from optimizer import problem as data
from optimizer.plan import Plan, Reason
from optimizer.problem import Problem
from service.exports.facts import Facts
from service.exports.own_reasons import OWN, own_causes, own_reason
from service.exports.reasons import REASONS, share_reason
from service.i18n import Texts
from tests.builders import replaced, small_problem
from tests.service.hand_plan import hand_plan

FRENCH = Texts("fr")


def shared(
    problem: Problem,
    targets: dict[str, str],
    reasons: dict[str, Reason] | None = None,
    loads: dict[str, str] | None = None,
    levels: tuple[out.LevelResult, ...] | None = None,
) -> Facts:
    """The hand plan with key shares of 40, 40 and 20 %, and these targets and loads of the whole."""
    plan: Plan = hand_plan(problem)
    keys = {"vestali": "0.4", "fil-rouge": "0.4", "esat-lys": "0.2"}
    total = Decimal(100_000)
    shares = tuple(
        out.WorkshopShare(
            workshop=w,
            weight_share=Decimal(key),
            target_minutes=Decimal(targets.get(w, key)) * total,
            load_minutes=Decimal((loads or targets).get(w, targets.get(w, key))) * total,
            real_minutes=total,
            ratio=Decimal(1),
            reason=(reasons or {}).get(w, ""),
        )
        for w, key in keys.items()
    )
    assert plan.fairness is not None
    fairness = replace(plan.fairness, total_minutes=total, shares=shares)
    return Facts(
        problem,
        replace(plan, fairness=fairness, levels=plan.levels if levels is None else levels),
    )


def why(facts: Facts, workshop: str, *, is_private: bool = False) -> str:
    """What is said of a workshop."""
    assert facts.plan.fairness is not None
    share = next(s for s in facts.plan.fairness.shares if s.workshop == workshop)
    said = (own_reason if is_private else share_reason)(facts, share, FRENCH)
    return said.replace("\u00a0", " ").replace("\u202f", " ")


def with_norm(problem: Problem, *held: data.Qualification) -> Problem:
    """Sewing the masks needs a norm, which only Vestali's qualifications may hold."""
    need = data.QualificationNeed(norm="AFNOR", operations=("sewing",))
    products = replaced(problem.products, "mask", qualifications=(need,))
    workshops = tuple(
        replace(
            w,
            qualifications=held if w.id == "vestali" else (data.Qualification(norm="AFNOR"),),
        )
        for w in problem.workshops
    )
    return replace(problem, products=products, workshops=workshops)


def test_whole_share_is_said_when_nothing_differs() -> None:
    facts = shared(small_problem(), {})
    assert {why(facts, w) for w in ("vestali", "fil-rouge", "esat-lys")} == {"a toute sa part"}


def test_norm_is_said_with_its_date() -> None:
    held = data.Qualification(norm="AFNOR", start=date(2020, 4, 20))
    problem = with_norm(small_problem(), held)
    facts = shared(problem, {"vestali": "0.3"}, {"vestali": "qualification"})
    assert why(facts, "vestali") == "norme AFNOR acquise le 20/04/2020 seulement (sewing)"


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ((), "n'a pas la norme AFNOR (sewing)"),
        (
            (data.Qualification(norm="AFNOR", end=date(2020, 4, 10)),),
            "norme AFNOR valable jusqu'au 10/04/2020 seulement (sewing)",
        ),
        (
            (data.Qualification(norm="AFNOR"),),
            "n'a du travail à sa portée que dans une partie de ses semaines",
        ),
    ],
)
def test_norm_is_said_only_where_it_binds(held: tuple[data.Qualification, ...], said: str) -> None:
    problem = with_norm(small_problem(), *held)
    facts = shared(problem, {"vestali": "0.3"}, {"vestali": "qualification"})
    assert why(facts, "vestali") == said


def test_norm_stands_beside_full_hours() -> None:
    problem = with_norm(small_problem(), data.Qualification(norm="AFNOR", start=date(2020, 4, 20)))
    facts = shared(problem, {"vestali": "0.3"}, {"vestali": "capacity"})
    assert why(facts, "vestali").startswith("ses heures sont pleines dans")
    assert why(facts, "vestali").endswith("; norme AFNOR acquise le 20/04/2020 seulement (sewing)")


def test_full_weeks_are_counted() -> None:
    facts = shared(small_problem(), {"vestali": "0.3"}, {"vestali": "capacity"})
    weeks = range(facts.horizon.last_due + 1)
    full = sum(
        facts.used_minutes("vestali", t) >= Decimal("0.95") * facts.productive_minutes("vestali", t)
        for t in weeks
        if facts.productive_minutes("vestali", t)
    )
    said = why(facts, "vestali")
    if full:
        assert said.startswith(f"ses heures sont pleines dans {full} semaine")
    else:
        assert said == "ses heures sont pleines dans les semaines où il y a du travail pour lui"


def test_ceiling_is_said_with_its_figures() -> None:
    problem = small_problem()
    workshops = replaced(problem.workshops, "vestali", receipts_ceiling_cents=1_000_000)
    facts = shared(
        replace(problem, workshops=workshops), {"vestali": "0.3"}, {"vestali": "receipts_ceiling"}
    )
    assert why(facts, "vestali").endswith("avec ce plan, pour un plafond de 10 000,00 €)")


def test_largest_share_is_said_with_its_figure() -> None:
    problem = small_problem()
    workshops = replaced(problem.workshops, "vestali", largest_share=Decimal("0.3"))
    facts = shared(
        replace(problem, workshops=workshops), {"vestali": "0.3"}, {"vestali": "largest_share"}
    )
    assert why(facts, "vestali") == "a atteint la part maximale fixée (30 %)"


def test_lacking_operations_are_said_instead_of_materials() -> None:
    facts = shared(
        small_problem(),
        {"vestali": "0.3", "fil-rouge": "0.3"},
        {"vestali": "materials", "fil-rouge": "materials"},
    )
    assert why(facts, "fil-rouge") == "ne fait pas toutes les opérations (pas : cutting)"
    assert why(facts, "vestali").startswith("ni ses heures ni ses postes ne l'arrêtent")


def test_more_than_the_key_names_whose_work_it_is_to_the_coordinator_only() -> None:
    facts = shared(small_problem(), {"vestali": "0.3", "fil-rouge": "0.5"}, {"vestali": "capacity"})
    assert why(facts, "fil-rouge") == "prend une part de ce que Vestali ne peut pas faire"
    private = why(facts, "fil-rouge", is_private=True)
    assert private == "vous prenez une part de ce que d'autres ne peuvent pas faire"


def test_more_than_the_target_is_not_put_on_the_others() -> None:
    """Its target is its share: what it has more comes from the plan, not from what others lack."""
    facts = shared(small_problem(), {}, loads={"vestali": "0.35", "fil-rouge": "0.45"})
    assert why(facts, "fil-rouge") == (
        "83,3 h de plus que la part visée (le calcul s'est arrêté avant de prouver qu'on ne peut "
        "pas mieux)"
    )
    assert why(facts, "vestali").startswith("83,3 h de moins que la part visée")


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (("unmet", "late", "cost", "fairness_sum"), "la préférence choisie fait passer le coût"),
        (("unmet", "late", "fairness_sum", "cost"), "prouvé : aucun plan ne partage mieux"),
        (("unmet", "late"), ""),
    ],
)
def test_distance_to_the_target_depends_on_the_goals(
    names: tuple[out.LevelName, ...], reason: str
) -> None:
    levels = tuple(
        out.LevelResult(name=name, value=Decimal(0), bound=Decimal(0), gap=Decimal(0), proven=True)
        for name in names
    )
    facts = shared(small_problem(), {}, loads={"vestali": "0.35"}, levels=levels)
    said = why(facts, "vestali")
    assert said.startswith("83,3 h de moins que la part visée")
    assert (reason in said) if reason else said.endswith("visée")


def test_distance_within_the_slack_is_put_on_the_goals_that_use_it() -> None:
    level = out.LevelResult(
        name="fairness_sum",
        value=Decimal(5_000),
        bound=Decimal(0),
        gap=Decimal(1),
        slack=Decimal(6_000),
        proven=False,
    )
    for load, proven, within in (("0.35", False, True), ("0.3", False, False), ("0.3", True, True)):
        levels = (replace(level, proven=proven),)
        facts = shared(small_problem(), {}, loads={"vestali": load}, levels=levels)
        assert ("dans la tolérance de 100 h" in why(facts, "vestali")) is within


def test_target_below_the_key_without_a_reason_is_no_whole_share() -> None:
    facts = shared(small_problem(), {"vestali": "0.3"})
    assert (
        why(facts, "vestali")
        == "sa part visée est sous la clé, sans qu'une limite à lui l'explique"
    )


def test_a_workshop_reads_its_own_causes_with_figures_and_in_the_second_person() -> None:
    problem = with_norm(small_problem(), data.Qualification(norm="AFNOR", start=date(2020, 4, 20)))
    facts = shared(problem, {"vestali": "0.3"}, {"vestali": "qualification"})
    said = why(facts, "vestali", is_private=True)
    assert said.startswith("norme AFNOR acquise le 20/04/2020 seulement : ")
    assert "sans ce travail (sewing)" in said
    assert "500 h de temps gammé vous prennent 1 666,7 h réelles (rendement de 30 %" in said
    assert all(w not in said for w in ("Fil Rouge", "ESAT"))


def test_a_workshop_with_its_whole_share_has_no_cause_to_read() -> None:
    facts = shared(small_problem(), {})
    assert facts.plan.fairness is not None
    assert all(own_causes(facts, s, FRENCH) == [] for s in facts.plan.fairness.shares)
    assert why(facts, "vestali", is_private=True) == "vous avez toute votre part"


@pytest.mark.parametrize("reason", [r for r in REASONS if r != "qualification"])
def test_every_reason_is_said_to_the_workshop_itself(reason: out.Reason) -> None:
    problem = small_problem()
    workshops = replaced(
        problem.workshops,
        "vestali",
        receipts_ceiling_cents=1_000_000,
        largest_share=Decimal("0.3"),
    )
    facts = shared(replace(problem, workshops=workshops), {"vestali": "0.3"}, {"vestali": reason})
    said = why(facts, "vestali", is_private=True)
    assert set(OWN) == set(REASONS)
    assert "vo" in said or said.startswith("à cause")
    assert not {"ses", "son", "sa", "lui"} & set(said.replace("'", " ").split())
