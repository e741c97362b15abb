"""Where production stands against the plan in force: said with figures, never green when behind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from service.exports.facts import Facts
from service.i18n import Texts
from service.usecases.progress import MilestoneProgress
from service.web import monday_view, overview_view, standing_view
from tests.cost_builders import worked_order
from tests.plans import worked_plan
from tests.service.living import Life
from tests.service.web.visiting import visit

FR = Texts("fr")
FACTS = Facts(worked_order(), worked_plan())


@dataclass
class _Made:
    workshop: str
    week: str
    product: str
    operation: str
    made: Decimal
    conforming: Decimal | None = None
    scrap: Decimal | None = None


def _as_planned(weeks: int) -> list[_Made]:
    return [
        _Made(w, FACTS.horizon.name(t), p, o, row[t])
        for (w, p, o), row in FACTS.ledger.made.items()
        for t in range(weeks)
        if row[t]
    ]


def _following(made: Decimal, delivered: Decimal = Decimal(0)) -> overview_view.Following | None:
    demand = FACTS.problem.demands[0]
    milestone = MilestoneProgress(
        demand=demand.id,
        product="Masque",
        quantity=demand.quantity,
        due=demand.due,
        point="Lille",
        promised=(),
        before=Decimal(0),
        delivered=delivered,
        accepted=delivered,
        refused=Decimal(0),
    )
    return overview_view.following([milestone], {demand.id: demand.product}, {demand.product: made})


def _standing(rows: list[_Made], at: int, made: Decimal = Decimal(0)) -> standing_view.Standing:
    return standing_view.standing(FACTS, rows, [], _following(made), at)


def test_before_the_first_week_the_plan_is_only_a_promise() -> None:
    found = _standing([], 0)
    assert not found.is_behind
    assert "la production commence" in standing_view.sentence(found, FACTS, FR)


def test_work_that_is_behind_is_named_and_never_green() -> None:
    rows = _as_planned(2)
    short = rows[0]
    short.made -= 7
    found = _standing(rows, 2)
    said = standing_view.sentence(found, FACTS, FR)
    assert found.is_behind
    assert found.mood != "good"
    assert f"{FACTS.workshop_name(short.workshop)} a 7 pièces de retard" in said
    assert FR.short_week(FACTS.horizon.name(1)) in said
    told = standing_view.buyer_sentence(found, FR)
    assert "retard" in told
    assert all(FACTS.workshop_name(w.id) not in told for w in FACTS.problem.workshops)


def test_nobody_behind_is_said_and_the_buyer_is_not_alarmed() -> None:
    found = replace(_standing(_as_planned(2), 2), short=())
    assert "personne n'est en retard" in standing_view.sentence(found, FACTS, FR)
    assert found.mood == ("good" if found.is_promised else "bad")
    assert standing_view.buyer_sentence(found, FR) == ""


@pytest.mark.parametrize(
    ("finished", "planned", "text"),
    [
        (100, 0, "Ce qui est fini suffit"),
        (60, 30, "Le plan n'en finit que 30"),
        (60, 40, "il n'y a pas de marge"),
        (60, 50, "la marge est de 10 unités"),
    ],
)
def test_the_next_milestone_says_whether_what_is_finished_suffices(
    finished: int, planned: int, text: str
) -> None:
    due = standing_view.NextDue(
        demand="J1",
        product="Masque",
        due=date(2020, 5, 15),
        quantity=Decimal(100),
        delivered=Decimal(50),
        finished=Decimal(finished),
        to_finish=Decimal(planned),
    )
    said = standing_view.missing_sentence(due, FR)
    assert text in said
    if finished < 100:
        assert "Il manque encore 40 unités finies d'ici vendredi 15/05." in said


def _slipping(gap: int, *, spare: int, at_end: bool = False) -> str:
    """What is said of the next milestone, for so many units behind at an operation of its product."""
    demand = FACTS.problem.demands[0]
    operations = FACTS.products[demand.product].operations
    operation = operations[-1 if at_end else 0].id
    rows = [r for r in _as_planned(2) if (r.product, r.operation) == (demand.product, operation)]
    found = _standing(rows, 2)
    work = monday_view.WorkGap(
        product=demand.product,
        operation=operation,
        planned=Decimal(gap),
        made=Decimal(0),
        minutes=Decimal(1),
    )
    late = monday_view.WorkshopGap(
        workshop="vestali",
        planned_minutes=Decimal(gap),
        made_minutes=Decimal(0),
        works=(work,),
    )
    assert found.next is not None
    due = replace(found.next, to_finish=found.next.missing + spare)
    found = replace(found, late=(late,), next=due)
    return standing_view.verdict_sentence(found, FACTS, FR)


def test_the_next_milestone_holds_by_the_plan_or_only_if_what_is_late_is_made_up_for() -> None:
    assert "(marge de 60)" in _slipping(50, spare=60)
    assert "le retard chez Vestali peut toucher la suite" in _slipping(50, spare=60)
    assert "à condition de rattraper le retard chez Vestali" in _slipping(70, spare=60)
    # What is behind at the last operation is already missing among what is finished.
    assert "peut toucher la suite" in _slipping(70, spare=60, at_end=True)
    assert _slipping(50, spare=0) == ""
    assert standing_view.verdict_sentence(_standing(_as_planned(2), 2), FACTS, FR) == ""


def test_what_the_plan_still_finishes_is_counted_from_now() -> None:
    first = _standing([], 0).next
    later = _standing([], 2).next
    assert first is not None
    assert later is not None
    assert first.to_finish >= later.to_finish
    assert first.missing == first.quantity


def test_pages_of_the_plan_in_force_tell_it(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    of_order = standing_view.of_order

    def promised(*known: Any) -> standing_view.Standing:
        return replace(of_order(*known), is_promised=True)

    number = life.adopted()
    life.post(
        "workshop_a",
        "/production",
        workshop="vestali",
        week=FACTS.horizon.name(1),
        product=FACTS.problem.products[0].id,
        operation=FACTS.problem.products[0].operations[0].id,
        made="1",
    )
    page = visit(life, "coordinator", f"/plans/{number}")
    assert "Ce plan" in page
    assert "de retard en" in page
    assert "Prochain jalon" in page
    assert "de retard en" in visit(life, "coordinator", "")
    assert "a du retard sur lui" in visit(life, "coordinator", "/plans")
    assert "Prochain jalon" in visit(life, "coordinator", "/lundi")
    asks = "ce qui nous remettrait à temps"
    for path in (f"/plans/{number}", "/lundi"):
        # This plan does not promise all on time; behind one that does, the way to replan is shown.
        assert asks not in visit(life, "coordinator", path)
        with monkeypatch.context() as changed:
            changed.setattr(standing_view, "of_order", promised)
            assert asks in visit(life, "coordinator", path)
    for path in ("/suivi", ""):
        told = visit(life, "buyer", path)
        assert "le travail a pris du retard" in told
        assert "de retard en" not in told
