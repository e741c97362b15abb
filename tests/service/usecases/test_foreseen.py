"""Who pays whom after what is real: the plan foresees the rest, each sees what concerns it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.attribution import DeliveryRecord, planned_records
from optimizer.statement_data import BUYER
from service.db import repositories
from service.exports.facts import Facts
from service.i18n import Texts
from service.usecases import foreseen
from service.usecases.foreseen import Course
from service.web import statement_view
from tests.plans import worked_plan, worked_problem
from tests.service.living import SPEAKS, WORKED, Life, living_copy
from tests.service.running import CONSORTIUM, CUSTOMER
from tests.service.web.visiting import send, visit

FRENCH = Texts("fr")


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Life]:
    """The worked order with one lot accepted in April, its statements drawn up."""
    with living_copy(tmp_path) as life:
        life.give_costs()
        life.adopted()
        lot = life.post(
            "workshop_a",
            "/lots",
            workshop="vestali",
            number="V-1",
            demand="masks-1",
            units="100",
            delivered_on="2020-04-17",
        )
        send(life, "buyer", f"/lots/{lot['id']}/etape", step="accept_lot")
        send(life, "coordinator", "/etats", fields={"first": "01/04/2020", "last": "30/04/2020"})
        yield life


def _course(life: Life, who: str) -> Course:
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        found = foreseen.course(session, life.running.actor(who), order)
    assert found is not None
    return found


def test_what_is_accepted_is_taken_from_the_first_deliveries() -> None:
    problem, plan = worked_problem(), worked_plan()
    planned = planned_records(problem, plan)
    first = planned[0]
    real = DeliveryRecord(demand=first.demand, day=first.day, delivered=Decimal(1))
    rest, late = foreseen.still_planned(problem, plan, [real], date.min)
    assert late is None
    assert sum(r.delivered for r in rest) == sum(r.delivered for r in planned) - 1
    # All that should have come by a day comes after it.
    rest, late = foreseen.still_planned(problem, plan, [], planned[-1].day)
    assert late is not None
    assert {r.day for r in rest} == {late}


def test_real_statements_come_first_and_the_order_is_paid_whole(begun: Life) -> None:
    found = _course(begun, "facilitator")
    assert found.months[0].basis == "drawn"
    assert {m.basis for m in found.months[1:]} == {"foreseen"}
    paid = sum(t.cents for m in found.months for t in m.statement.transfers if t.payer == BUYER)
    assert paid + sum(found.found.deposits.values()) == sum(
        x.ttc_cents for m in found.months for x in m.statement.members
    )
    assert sum(x.ht_cents for m in found.months for x in m.statement.members) == (
        found.found.order_ht_cents
    )


def test_each_sees_only_payments_that_concern_it(begun: Life) -> None:
    facts = Facts(worked_problem(), worked_plan())

    def seen(who: str) -> list[statement_view.Payment]:
        readers = statement_view.readers(begun.running.actor(who), CUSTOMER)
        return statement_view.payments(_course(begun, who), facts, readers, FRENCH)

    all_of_it = seen("coordinator")
    assert {p.stands for p in all_of_it} >= {"draft", "foreseen"}
    own = [w for w, who in SPEAKS.items() if who == "workshop_a"]
    names = {facts.workshop_name(w) for w in own}
    mine = seen("workshop_a")
    assert mine
    assert all({p.payer, p.payee} & names for p in mine)
    # A draft is nothing to the buyer yet: to it that month is still accepted, not invoiced.
    theirs = seen("buyer")
    assert theirs
    assert all(p.is_by_buyer for p in theirs)
    assert "draft" not in {p.stands for p in theirs}
    assert statement_view.foreseen_from_buyer(theirs) > 0


def test_the_page_answers_for_months_in_which_nothing_was_delivered(begun: Life) -> None:
    days = {"first": "01/06/2020", "last": "30/06/2020"}
    refused = send(begun, "coordinator", "/etats", 422, **days)
    assert "qui-paie" in refused.text
    assert "prévu par le plan" in visit(begun, "workshop_a", "/etats")
    statement = next(
        s for s in begun.get("coordinator", "/statements") if s["workshop"] == "vestali"
    )
    page = visit(begun, "workshop_a", f"/etats/{statement['id']}")
    assert "V-1" in page
    assert "Part (Vestali) : " in page


def test_a_workshop_reads_its_own_cash_and_nobody_elses(begun: Life) -> None:
    page = visit(begun, "workshop_a", "/atelier/tresorerie")
    assert "la trésorerie de cette commande" in page
    assert "Préparer le PDF pour ma banque" in page
    visit(begun, "workshop_a", "/atelier/tresorerie?atelier=fil-rouge", 404)
    visit(begun, "coordinator", "/atelier/tresorerie", 404)
    visit(begun, "buyer", "/atelier/tresorerie", 404)
