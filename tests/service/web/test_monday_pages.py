"""The Monday page and its figures, purchases, planning again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from optimizer.purchase_settlement import MemberSettlement, PurchaseSettlement
from optimizer.weeks import Horizon
from service.db import repositories, tables
from service.exports.facts import Facts
from service.usecases import settlement_file, settling
from service.web import monday_view, replan_view
from tests.cost_builders import worked_order
from tests.plans import worked_plan
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM
from tests.service.web.visiting import AT, refusal, send, undo, visit


@dataclass
class _Made:
    workshop: str
    week: str
    product: str
    operation: str
    made: Decimal


@dataclass
class _Lot:
    demand: str
    units: Decimal
    delivered_on: date
    state: str = "delivered"
    refused_units: Decimal = Decimal(0)


def _facts() -> Facts:
    return Facts(worked_order(), worked_plan())


def _as_planned(facts: Facts, weeks: int) -> list[_Made]:
    return [
        _Made(w, facts.horizon.name(t), p, o, row[t])
        for (w, p, o), row in facts.ledger.made.items()
        for t in range(weeks)
        if row[t]
    ]


@pytest.mark.parametrize(
    ("today", "declared", "week"),
    [
        (date(2020, 4, 22), [], "2020-W17"),  # inside the plan: today's
        (date(2026, 1, 1), ["2020-W15", "2020-W16"], "2020-W17"),  # after it: the one to declare
        (date(2026, 1, 1), [], "2020-W15"),  # nothing declared: the first
        (date(2026, 1, 1), ["2020-W19"], "2020-W19"),  # never past the last
    ],
)
def test_which_week_is_now(today: date, declared: list[str], week: str) -> None:
    horizon = Horizon(monday=date(2020, 4, 6), weeks=5, last_due=4)
    assert monday_view.week_now(horizon, today, declared) == week


def test_nothing_is_late_when_all_is_made_as_planned() -> None:
    facts = _facts()
    gaps = monday_view.workshop_gaps(facts, _as_planned(facts, 3), 3)
    assert {g.workshop for g in gaps} == {"vestali", "fil-rouge", "esat-lys"}
    assert all(not g.late and g.planned_minutes == g.made_minutes for g in gaps)


def test_more_of_one_thing_does_not_make_up_for_another() -> None:
    facts = _facts()
    rows = _as_planned(facts, 3)
    short, long = [r for r in rows if r.workshop == "vestali"][:2]
    short.made -= 10
    long.made += 1000
    first = monday_view.workshop_gaps(facts, rows, 3)[0]
    assert first.workshop == "vestali"
    assert [w.gap for w in first.late] == [10]
    assert first.late_minutes == 10 * first.late[0].minutes
    assert first.made_minutes > first.planned_minutes


def test_a_refused_lot_is_missing_at_its_milestone() -> None:
    facts = _facts()
    sent = [
        _Lot("masks-1", Decimal(500), date(2020, 4, 20)),
        _Lot("masks-1", Decimal(200), date(2020, 4, 21), "refused"),
        _Lot("masks-1", Decimal(60), date(2020, 4, 21), refused_units=Decimal(40)),
        _Lot("masks-1", Decimal(900), date(2020, 6, 21)),  # of a later week
    ]
    found = {m.demand: m for m in monday_view.milestone_gaps(facts, sent, 3)}
    mine = found["masks-1"]
    before = sum(d.units for d in facts.problem.opening.delivered if d.demand == "masks-1")
    assert mine.delivered == before + 520
    assert mine.gap == max(0, mine.planned - mine.delivered)
    assert monday_view.milestone_gaps(facts, [], 0)[0].planned <= before + 1000


def test_who_is_silent_and_what_leaves() -> None:
    facts = _facts()
    week = facts.horizon.name(1)
    rows = [r for r in _as_planned(facts, 2) if r.workshop != "esat-lys"]
    busy = {r.workshop for r in facts.plan.runs if r.week == week}
    assert monday_view.silent(facts, rows, week) == tuple(sorted(busy & {"esat-lys"}))
    found = monday_view.leaving(facts, week)
    assert sum(x.units for x in found) == sum(
        s.units for s in facts.plan.shipments if s.week == week
    )
    known = replan_view.known(facts, rows, facts.horizon.name(2))
    silent = next(k for k in known if k.workshop == "esat-lys")
    assert silent.last == ""
    assert silent.unheard


def test_the_page_says_who_is_late_and_what_to_order(life: Life) -> None:
    assert "Aucun plan n'est en vigueur" in visit(life, "coordinator", "/lundi")
    life.adopted()
    page = visit(life, "coordinator", "/lundi?semaine=2020-W17")
    assert "n'ont pas déclaré la semaine passée" in page
    assert f"{AT}/atelier/declarer" in page
    assert "À commander cette semaine" in page
    assert "Replanifier à partir de S17" in page
    assert "Replanifier à partir" not in visit(life, "facilitator", "/lundi?semaine=2020-W17")
    visit(life, "coordinator", "/lundi?semaine=jamais")
    visit(life, "coordinator", "/lundi?semaine=1999-W01")
    visit(life, "workshop_a", "/lundi", 404)
    visit(life, "buyer", "/lundi", 404)


def test_purchases_are_placed_received_and_taken_back(life: Life) -> None:
    assert "rien à acheter" in visit(life, "coordinator", "/achats")
    life.adopted()
    page = visit(life, "coordinator", "/achats")
    assert "À passer" in page
    row = life.get("coordinator", "/purchases")[0]
    path = f"/achats/{row['id']}"
    wrong = send(
        life, "coordinator", f"{path}/etape", 422, step="place", quantity="beaucoup", day="demain"
    )
    assert 'value="beaucoup"' in wrong.text
    assert 'value="demain"' in wrong.text
    done = send(
        life,
        "coordinator",
        f"{path}/etape",
        step="place",
        quantity="2,5",
        day="30/03/2020",
        note="BC 12",
    )
    there = life.get("coordinator", "/purchases")[0]
    assert (there["state"], there["thousandths"], there["placed_on"], there["note"]) == (
        "placed",
        2500,
        "2020-03-30",
        "BC 12",
    )
    undo(life, "coordinator", done)
    assert life.get("coordinator", "/purchases")[0]["state"] == "to_place"
    back = send(life, "coordinator", f"{path}/etape", step="place", back="lundi")
    assert back.headers["location"] == f"{AT}/lundi"
    version = life.get("coordinator", "/purchases")[0]["version"]
    send(life, "coordinator", f"{path}/promesse", week="2020-W17", version=version)
    assert life.get("coordinator", "/purchases")[0]["promised"] == "2020-W17"
    assert "S17 2020" in visit(life, "coordinator", path)
    send(life, "coordinator", f"{path}/etape", 422, step="call_off")
    send(life, "coordinator", f"{path}/etape", step="receive")
    assert "commande reçue" in visit(life, "coordinator", "/achats")
    for who, status in {"facilitator": 403, "workshop_a": 404, "buyer": 404}.items():
        send(life, who, f"{path}/etape", status, step="unreceive")
    visit(life, "coordinator", "/achats/inconnu", 404)
    assert "Passée</button>" not in visit(life, "facilitator", "/achats")


def test_a_stop_and_fewer_people_are_written_and_taken_back(life: Life) -> None:
    assert "Aucun plan n'est en vigueur" in visit(life, "coordinator", "/replanifier")
    life.adopted()
    part = "/parts/workshop/vestali"
    before = life.get("coordinator", part)["data"]
    wrong = send(
        life,
        "coordinator",
        "/replanifier/arret",
        422,
        stop_workshop="vestali",
        stop_first="20/04/2020",
        stop_last="10/04/2020",
    )
    assert "finit avant de commencer" in refusal(wrong)
    assert 'value="10/04/2020"' in wrong.text
    assert life.get("coordinator", part)["data"] == before
    done = send(
        life,
        "coordinator",
        "/replanifier/arret",
        stop_workshop="vestali",
        stop_first="20/04/2020",
        stop_last="01/05/2020",
        stop_reason="Panne",
        semaine="2020-W17",
    )
    closed = life.get("coordinator", part)["data"][""]["closures"]
    assert closed[-1] == {"first": "2020-04-20", "last": "2020-05-01", "reason": "Panne"}
    undo(life, "coordinator", done)
    assert life.get("coordinator", part)["data"] == before
    assert "a déjà changé" not in visit(life, "coordinator", "/replanifier")
    assert "ont changé depuis le plan" not in visit(life, "coordinator", "/lundi")
    send(
        life,
        "coordinator",
        "/replanifier/effectif",
        people_workshop="vestali",
        people_first="2020-W17",
        people_last="2020-W18",
        people_headcount="5",
    )
    weeks = life.get("coordinator", part)["data"][""]["overrides"]
    assert {(w["week"], w["headcount"]) for w in weeks} >= {("2020-W17", "5"), ("2020-W18", "5")}
    assert "a déjà changé" in life.running.client("coordinator").get(f"{AT}/replanifier").text
    fewer = send(
        life,
        "coordinator",
        "/replanifier/effectif",
        people_workshop="vestali",
        people_first="2020-W17",
        people_last="2020-W18",
        people_headcount="4",
    )
    undo(life, "coordinator", fewer)
    assert life.get("coordinator", part)["data"][""]["overrides"] == weeks
    refused = send(
        life,
        "coordinator",
        "/replanifier/effectif",
        422,
        people_workshop="vestali",
        people_first="2020-W18",
        people_last="2020-W17",
        people_headcount="5",
    )
    assert "vérifiez les deux" in refusal(refused)


def test_planning_again_is_asked_for_as_it_was_typed(life: Life) -> None:
    life.adopted()
    asked = send(
        life,
        "coordinator",
        "/replanifier",
        from_week="2020-W17",
        frozen="1",
        seconds="5",
        leaver="vestali",
        is_lost="1",
        name="après la panne",
        fields={"q-masks-2": "700"},
    )
    job_id = asked.headers["location"].split("/travaux/")[1].split("?")[0]
    assert asked.headers["location"].endswith(f"suite={AT}/replanifier/{job_id}")
    with life.running.database.reading() as session:
        job = session.get(tables.Job, job_id)
        assert job is not None
        wish = job.payload["wish"]
        assert (wish["from_week"], wish["leaver"], wish["is_lost"]) == ("2020-W17", "vestali", True)
        assert wish["quantities"] == {"masks-2": "700"}
        assert (wish["frozen_weeks"], job.payload["name"]) == (1, "après la panne")
    wrong = send(
        life, "coordinator", "/replanifier", 422, from_week="2020-W17", **{"q-masks-2": "peu"}
    )
    assert 'value="peu"' in wrong.text
    send(life, "coordinator", "/replanifier", 422, from_week="2031-W02")
    for who, status in {"facilitator": 403, "workshop_a": 404, "buyer": 404}.items():
        visit(life, who, "/replanifier", status)
        send(life, who, "/replanifier", status, from_week="2020-W17")


def test_what_a_new_plan_changes_is_told_from_its_job(life: Life) -> None:
    number = life.adopted()
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        plan = repositories.plan(session, order.id, number)
        assert plan is not None
        former = plan.id
        job = tables.Job(
            kind="replan",
            lane="solve",
            consortium_id=CONSORTIUM,
            order_id=order.id,
            state="done",
            payload={
                "plan_id": former,
                "wish": {"from_week": "2020-W17"},
                "options": {"time_limit_seconds": 80.0},
            },
            result={
                "plan": number,
                "found": {
                    "fr": {
                        "taken_over": [
                            {
                                "workshop": "vestali",
                                "product": "mask",
                                "operation": "sewing",
                                "before": "100",
                                "after": "160",
                                "cents": 1,
                            }
                        ],
                        "happened": [],
                        "changes": [
                            {"workshop": "vestali", "week": f"2020-W{w}"} for w in (17, 18, 18, 20)
                        ],
                        "said": {
                            "headline": ["Tout est livré à temps."],
                            "departed": [],
                            "reduced": [],
                            "orders": ["S20 : commander 10 m"],
                            "assumed": [],
                            "workshops": [
                                {
                                    "workshop": "vestali",
                                    "name": "Vestali",
                                    "intro": ["60 pièces de plus."],
                                    "weeks": ["S20 : 60 de plus"],
                                }
                            ],
                        },
                    }
                },
            },
        )
        session.add(job)
        session.flush()
        path = f"/replanifier/{job.id}"
    page = visit(life, "coordinator", path)
    assert "/replanifier?semaine=2020-W17&secondes=240" in page
    for text in ("Tout est livré à temps.", "commander 10 m", "S20 : 60 de plus", "+"):
        assert text in page
    # Beside the plan before, milestone by milestone: here the same plan, so nothing moves.
    assert "Les jalons, avant et maintenant" in page
    assert "jalons restent à temps" in page or "les retards restent les mêmes" in page
    message = page.split('id="m-tous"')[1].split("</details>")[0]
    for text in ("est en vigueur", "à partir de S17", "Vestali : 60 pièces", "S17 à S18 et S20"):
        assert text in message
    assert "S20 : 60 de plus" not in message, "one line for each"
    assert re.search("Rien ne change pour .* et .*\\.", message)
    assert "Vestali" not in message.split("Rien ne change pour")[1]
    assert 'data-copy="m-tous"' in page
    assert path in visit(life, "coordinator", f"/plans/{number}/accord")
    visit(life, "workshop_a", path, 404)
    visit(life, "coordinator", "/replanifier/inconnu", 404)


def test_the_settlement_is_asked_for_and_only_the_facilitator_reads_it(life: Life) -> None:
    life.adopted()
    asked = send(life, "coordinator", "/achats/reglement", step="ask")
    assert asked.headers["location"].endswith(f"?suite={AT}/achats")
    assert "Pas de règlement" in visit(life, "facilitator", "/achats")
    send(life, "coordinator", "/achats/reglement", 404, step="forget")
    for who, status in {"facilitator": 403, "workshop_a": 404, "buyer": 404}.items():
        send(life, who, "/achats/reglement", status, step="ask")
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        plan = repositories.plan_in_state(session, order.id, "adopted")
        assert plan is not None
        found = PurchaseSettlement(
            key="shapley",
            members=(
                MemberSettlement(workshop="vestali", key_cents=45_678, counted_cents=33_333),
                MemberSettlement(workshop="fil-rouge", key_cents=10_000, counted_cents=22_345),
            ),
        )
        told = settlement_file.values_of(found, worked_order())
        settling.keep(session, plan.id, told)
    assert "123,45 €" in visit(life, "facilitator", "/achats")
    seen = visit(life, "coordinator", "/achats")
    assert "Le règlement est fait" in seen
    assert "123,45" not in seen
    send(life, "coordinator", "/achats/reglement", step="forget")
    assert "Pas de règlement" in visit(life, "coordinator", "/achats")
