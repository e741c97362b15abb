"""Orders to suppliers: what was really ordered is where planning again starts from, and is never lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from optimizer import dossier
from optimizer.past import Past, begin
from optimizer.plan import Plan
from service.db import conversion, job_rows, life_rows, repositories, tables
from service.exports.facts import Facts
from service.i18n import Texts
from service.jobs.kinds import KINDS
from service.jobs.tasks import TASKS
from service.usecases import calendars, document_making, exporting, supplier_orders
from service.usecases.rights import Role
from tests.plans import week, worked_plan
from tests.service.living import WORKED, Life, living_copy
from tests.service.running import CONSORTIUM


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """The worked order in production."""
    with living_copy(tmp_path) as found:
        found.adopted()
        yield found


def purchase(life: Life, offer: str, t: int) -> dict[str, Any]:
    """The purchase of an offer in a week of the plan."""
    (found,) = (
        p
        for p in life.get("coordinator", "/purchases")
        if (p["offer"], p["week"]) == (offer, week(t)) and p["state"] != "cancelled"
    )
    return dict(found)


def take(life: Life, row: dict[str, Any], step: str, **more: Any) -> dict[str, Any]:
    """A step of a purchase."""
    found = life.post("coordinator", f"/purchases/{row['id']}/steps", step=step, **more)
    return dict(found)


def supplied(life: Life) -> dict[tuple[str, str], tuple[str, str, int, bool]]:
    """What planning again is told, by offer and planned week."""
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        plan = repositories.plan_in_state(session, order.id, "adopted")
        assert plan is not None
        problem, _ = conversion.plan_of(plan)
        found = supplier_orders.supplied(session, order, problem)
    return {
        (x.offer, x.planned): (x.week, x.arrival, x.thousandths, x.is_received)
        for x in found.orders
    }


def adopt(life: Life, plan: Plan, past: Past | None) -> int:
    """Bring another plan into force, over the consent of everybody."""
    number = life.add_plan(plan, past=None if past is None else conversion.past_text(past))
    life.post("coordinator", f"/plans/{number}/steps", step="propose")
    for consent in life.get("coordinator", f"/plans/{number}/consents")["consents"]:
        who = {"vestali": "workshop_a"}.get(consent["workshop"], "workshop_b")
        path = f"/plans/{number}/consents/{consent['workshop']}/steps"
        life.post(who, path, step="accept")
    life.post("coordinator", f"/plans/{number}/steps", step="adopt")
    return number


def test_weeks_are_those_in_which_it_really_was(life: Life) -> None:
    assert supplied(life) == {}
    fabric = purchase(life, "fabric-toiles", 0)
    placed = take(life, fabric, "place", day="2020-04-14", thousandths=21_000)
    # A week late: it is expected a week later than planned.
    assert (fabric["expected"], placed["expected"]) == (week(1), week(2))
    key = ("fabric-toiles", week(0))
    assert supplied(life)[key] == (week(1), week(2), 21_000, False)
    path = f"/purchases/{fabric['id']}/promise"
    for wrong in ("2020-W99", week(-1), "demain"):
        answer = life.call("coordinator", "PUT", path, {"week": wrong}, placed["version"])
        assert answer.status_code == 422, wrong
    assert life.call("coordinator", "PUT", path, {"week": week(4)}).status_code == 428
    said = life.call("coordinator", "PUT", path, {"week": week(4)}, placed["version"]).json()
    assert (said["promised"], said["expected"], said["arrival"]) == (week(4), week(4), week(1))
    assert supplied(life)[key] == (week(1), week(4), 21_000, False)
    take(life, said, "receive", day="2020-04-29", thousandths=20_500)
    assert supplied(life)[key] == (week(1), week(3), 20_500, True)
    answer = life.call("coordinator", "PUT", path, {"week": week(5)}, said["version"] + 1)
    assert answer.status_code == 409


def test_a_day_after_the_order_says_nothing_of_its_weeks(life: Life) -> None:
    placed = take(life, purchase(life, "fabric-toiles", 0), "place", day="2026-01-05")
    assert supplied(life)["fabric-toiles", week(0)] == (week(0), week(1), 20_000, False)
    take(life, placed, "receive", day="2026-01-05")
    at, came, _, is_received = supplied(life)["fabric-toiles", week(0)]
    assert (at, is_received) == (week(0), True)
    assert came > week(10)


def test_the_rest_is_planned_from_what_was_ordered(life: Life) -> None:
    fabric = take(life, purchase(life, "fabric-toiles", 0), "place", day="2020-04-06")
    take(life, fabric, "receive", day="2020-04-16", thousandths=19_000)
    for offer, t in (("elastic-merciers", 0), ("detergent-merciers", -1)):
        row = take(life, purchase(life, offer, t), "place", day="2020-04-06")
        if offer.startswith("detergent"):
            take(life, row, "receive", day="2020-04-06")
    asked = {"from_week": week(2), "seconds": 1}
    answer = life.call("coordinator", "POST", "/studies/replan", asked)
    assert answer.status_code == 202, answer.text
    database = life.running.database
    job = job_rows.claim(database, "test", "solve", 600)
    assert job is not None
    kind = KINDS[job.kind]
    with database.reading() as session:
        payload = kind.prepare(session, job)
    found = TASKS[kind.task](payload, lambda _said: None)
    assert found["status"] in ("optimal", "feasible"), found["findings"]
    said = {(f["code"], f["subject"]) for f in found["findings"]}
    assert ("replan.purchase_overdue", "elastic") in said
    assert ("replan.purchase_not_placed", "detergent") in said
    with database.writing() as session:
        result, findings = kind.conclude(session, job, found)
        assert job_rows.finish(session, job, "done", result, findings)
    with database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        made = repositories.plan(session, order.id, int(result["plan"]))
        assert made is not None
        problem, _ = conversion.plan_of(made)
        past = conversion.past_of(made.past)
    opening = problem.opening
    open_orders = {(x.offer, x.arrival): x.thousandths for x in opening.purchases}
    assert open_orders["elastic-merciers", week(2)] == 300_000
    bought = {b.offer: b.thousandths for b in opening.bought}
    assert (bought["fabric-toiles"], bought["elastic-merciers"]) == (19_000, 350_000)
    assert past is not None
    assert {(p.offer, p.thousandths) for p in past.purchases} == {
        ("fabric-toiles", 19_000),
        ("elastic-merciers", 300_000),
        ("detergent-merciers", 3_000),
    }


def test_the_rest_of_an_order_buys_beside_what_is_ordered(life: Life) -> None:
    ahead = purchase(life, "elastic-merciers", 2)
    take(life, ahead, "place", day="2020-04-20")
    # The rest, planned again, wants still more of it in the same week.
    plan = worked_plan()
    more = replace(next(p for p in plan.purchases if p.week == week(2)), thousandths=50_000)
    assert more.offer == "elastic-merciers"
    rest = replace(plan, purchases=(more,))
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        row = repositories.plan(session, order.id, 1)
        assert row is not None
        past = begin(conversion.plan_of(row)[0])
    adopt(life, rest, past)
    rows = [
        (p["thousandths"], p["state"])
        for p in life.get("coordinator", "/purchases")
        if (p["offer"], p["week"]) == ("elastic-merciers", week(2))
    ]
    assert sorted(rows) == [(50_000, "to_place"), (200_000, "placed")]
    others = {p["state"] for p in life.get("coordinator", "/purchases") if p["week"] != week(2)}
    assert others == {"cancelled"}


def test_a_plan_of_the_whole_order_buys_what_is_not_ordered_yet(life: Life) -> None:
    take(life, purchase(life, "fabric-toiles", 0), "place", day="2020-04-06", thousandths=15_000)
    take(life, purchase(life, "elastic-merciers", 0), "place", day="2020-04-06")
    adopt(life, worked_plan(), None)
    rows = [
        (p["offer"], p["thousandths"], p["state"])
        for p in life.get("coordinator", "/purchases")
        if p["week"] == week(0)
    ]
    assert sorted(rows) == [
        ("elastic-merciers", 300_000, "placed"),
        ("fabric-toiles", 5_000, "to_place"),
        ("fabric-toiles", 15_000, "placed"),
    ]


def test_documents_of_a_plan_made_again_count_what_was_delivered_before(life: Life) -> None:
    from optimizer.studies.replanning import Wish, prepare

    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        row = repositories.plan(session, order.id, 1)
        assert row is not None
        problem, plan = conversion.plan_of(row)
    prepared, said = prepare(problem, plan, None, Wish(from_week=week(4)))
    assert prepared is not None, said
    later = replace(prepared.later, problem_hash=dossier.problem_hash(prepared.problem))
    expected = {m.demand.id: (m.on_time, m.late) for m in Facts(problem, plan).milestones}
    assert any(late for _, late in expected.values())
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        made = tables.Plan(
            order_id=order.id,
            number=2,
            state="adopted",
            past=conversion.past_text(prepared.past),
            **conversion.plan_texts(prepared.problem, later),
        )
        session.add(made)
        first = repositories.plan(session, order.id, 1)
        assert first is not None
        first.state = "superseded"
        session.flush()
        payload = {
            "document": "plan",
            "reader": Role.COORDINATOR,
            "workshop": "",
            "format": "xlsx",
            "lang": "fr",
            "plan_id": made.id,
            "order_id": order.id,
        }
        values = exporting.gather(session, payload)
        secret = calendars.renew(session, life.running.actor("coordinator"), order, "vestali")
    facts = document_making.Given(values).facts
    assert {m.demand.id: (m.on_time, m.late) for m in facts.milestones} == expected
    # Without its past the same plan would call everything that came before it on time.
    alone = Facts(prepared.problem, later)
    assert {m.demand.id: (m.on_time, m.late) for m in alone.milestones} != expected
    assert document_making.make(values)["is_complete"]
    with life.running.database.reading() as session:
        name, content = calendars.fetch(session, secret, Texts("fr"))
    assert name.endswith("vestali.ics")
    assert content.startswith(b"BEGIN:VCALENDAR")


def test_purchases_are_in_time_order(life: Life) -> None:
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        weeks = [p.week for p in life_rows.purchases(session, order.id)]
    assert weeks == sorted(weeks)
