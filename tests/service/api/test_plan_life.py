"""A plan is proposed, consented to, adopted; each step refused where it must be."""

from __future__ import annotations

from datetime import timedelta

from service.db import repositories, tables
from tests.service.living import SPEAKS, WORKED, Life, other_plan
from tests.service.running import CONSORTIUM


def _accept_all(life: Life, number: int) -> None:
    for consent in life.get("coordinator", f"/plans/{number}/consents")["consents"]:
        if consent["state"] == "waiting":
            who = SPEAKS[consent["workshop"]]
            path = f"/plans/{number}/consents/{consent['workshop']}/steps"
            life.post(who, path, step="accept")


def test_from_proposal_to_production(life: Life) -> None:
    number = life.add_plan()
    life.set_state("won")
    shown = life.post("coordinator", f"/plans/{number}/steps", step="propose", days=10)
    assert shown["state"] == "proposed"
    asked = life.get("coordinator", f"/plans/{number}/consents")
    assert [c["workshop"] for c in asked["consents"]] == ["esat-lys", "fil-rouge", "vestali"]
    assert {tuple(c["changes"]) for c in asked["consents"]} == {("first",)}
    refused = life.refused("coordinator", f"/plans/{number}/steps", 409, step="adopt")
    assert "esat-lys, fil-rouge, vestali" in refused["title"]
    _accept_all(life, number)
    assert life.post("coordinator", f"/plans/{number}/steps", step="adopt")["state"] == "adopted"
    assert life.state() == "production"
    bought = life.get("coordinator", "/purchases")
    assert [(p["offer"], p["week"], p["thousandths"], p["state"]) for p in bought] == [
        ("detergent-merciers", "2020-W14", 3_000, "to_place"),
        ("elastic-merciers", "2020-W15", 300_000, "to_place"),
        ("fabric-toiles", "2020-W15", 20_000, "to_place"),
        ("detergent-merciers", "2020-W16", 3_000, "to_place"),
        ("elastic-merciers", "2020-W17", 200_000, "to_place"),
        ("ribbon-toiles", "2020-W17", 132_000, "to_place"),
    ]


def test_a_workshop_finds_the_plans_put_to_it(life: Life) -> None:
    number = life.add_plan()
    life.add_plan(other_plan())
    assert [p["number"] for p in life.get("coordinator", "/plans")] == [2, 1]
    assert life.get("workshop_a", "/plans") == []
    life.set_state("won")
    life.post("coordinator", f"/plans/{number}/steps", step="propose")
    (shown,) = life.get("workshop_a", "/plans")
    assert (shown["number"], shown["state"]) == (number, "proposed")
    assert set(shown["summary"]) == {"status"}, "what a whole plan costs is for those who plan"
    life.refused_get("buyer", "/plans", 404)


def test_only_whoever_is_concerned_is_asked_again(life: Life) -> None:
    first = life.adopted()
    number = life.add_plan(other_plan())
    life.post("coordinator", f"/plans/{number}/steps", step="propose")
    asked = life.get("coordinator", f"/plans/{number}/consents")["consents"]
    assert [(c["workshop"], c["changes"]) for c in asked] == [("fil-rouge", ["weeks"])]
    bought = {p["offer"]: p for p in life.get("coordinator", "/purchases")}
    life.post("coordinator", f"/purchases/{bought['fabric-toiles']['id']}/steps", step="place")
    _accept_all(life, number)
    life.post("coordinator", f"/plans/{number}/steps", step="adopt")
    states = {p["number"]: p["state"] for p in life.get("coordinator", "/plans")}
    assert states == {first: "superseded", number: "adopted"}
    placed = {p["offer"]: p["state"] for p in life.get("coordinator", "/purchases")}
    assert placed["fabric-toiles"] == "placed"


def test_an_objection_needs_a_reason_and_stops_the_plan_until_the_deadline(life: Life) -> None:
    number = life.add_plan()
    life.set_state("won")
    life.refused("coordinator", f"/plans/{number}/steps", 422, step="propose", days=0)
    life.post("coordinator", f"/plans/{number}/steps", step="propose", days=3)
    path = f"/plans/{number}/consents/vestali/steps"
    life.refused("workshop_a", path, 422, step="object")
    said = life.post("workshop_a", path, step="object", reason="Deux arrêts longs")
    assert (said["state"], said["reason"]) == ("objected", "Deux arrêts longs")
    for workshop in ("fil-rouge", "esat-lys"):
        life.post("workshop_b", f"/plans/{number}/consents/{workshop}/steps", step="accept")
    steps = f"/plans/{number}/steps"
    # Before the deadline no reason is enough.
    life.refused("coordinator", steps, 409, step="adopt", reason="On ne peut pas attendre")
    _pass_deadline(life, number)
    life.refused("coordinator", steps, 422, step="adopt")
    life.post("coordinator", steps, step="adopt", reason="On ne peut pas attendre")
    assert life.get("coordinator", f"/plans/{number}/consents")["reason"].startswith("On ne peut")


def test_a_workshop_comes_back_on_what_it_said(life: Life) -> None:
    number = life.add_plan()
    life.post("coordinator", "/steps", step="collect")
    life.post("coordinator", f"/plans/{number}/steps", step="propose")
    path = f"/plans/{number}/consents/vestali/steps"
    life.post("workshop_a", path, step="accept")
    back = life.post("workshop_a", path, step="reconsider_accepted")
    assert (back["state"], back["next"]) == ("waiting", ["accept", "object"])
    life.post("coordinator", f"/plans/{number}/steps", step="refuse", reason="Trop tard")
    life.refused("workshop_a", path, 409, step="accept")


def test_who_may_not(life: Life) -> None:
    number = life.add_plan()
    life.post("coordinator", "/steps", step="collect")
    steps = f"/plans/{number}/steps"
    for who, status in {
        "workshop_a": 404,
        "facilitator": 403,
        "buyer": 404,
        "stranger": 404,
    }.items():
        life.refused(who, steps, status, step="propose")
    life.post("coordinator", steps, step="propose")
    path = f"/plans/{number}/consents/vestali/steps"
    for who, status in {
        "workshop_b": 404,
        "coordinator": 403,
        "facilitator": 403,
        "buyer": 404,
        "stranger": 404,
    }.items():
        life.refused(who, path, status, step="accept")
    own = life.get("workshop_a", f"/plans/{number}/consents")["consents"]
    assert [c["workshop"] for c in own] == ["vestali"]
    life.refused("workshop_a", f"/plans/{number}/consents/terrils/steps", 404, step="accept")


def test_another_version_is_a_conflict(life: Life) -> None:
    number = life.add_plan()
    found = life.call(
        "coordinator", "POST", f"/plans/{number}/steps", {"step": "propose"}, version=7
    )
    assert found.status_code == 409
    assert found.json()["theirs"] == {"state": "computed", "version": 1}
    found = life.call(
        "coordinator", "POST", f"/plans/{number}/steps", {"step": "propose"}, version=1
    )
    assert (found.status_code, found.headers["ETag"]) == (200, '"2"')


def test_an_order_that_changed_needs_another_plan(life: Life) -> None:
    number = life.add_plan()
    part = life.get("coordinator", "/parts/workshop/vestali")
    part["data"][""]["headcount"] = "3"
    found = life.call(
        "workshop_a", "PUT", "/parts/workshop/vestali", {"data": part["data"]}, part["version"]
    )
    assert found.status_code == 200, found.text
    life.refused("coordinator", f"/plans/{number}/steps", 409, step="propose")


def test_one_proposal_at_a_time_and_it_can_be_withdrawn(life: Life) -> None:
    first, second = life.add_plan(), life.add_plan(other_plan())
    life.post("coordinator", f"/plans/{first}/steps", step="propose")
    life.refused("coordinator", f"/plans/{second}/steps", 409, step="propose")
    life.post("workshop_a", f"/plans/{first}/consents/vestali/steps", step="accept")
    life.post("coordinator", f"/plans/{first}/steps", step="withdraw")
    assert life.get("coordinator", f"/plans/{first}/consents")["consents"] == []
    life.post("coordinator", f"/plans/{second}/steps", step="propose")


def test_a_new_plan_from_a_counter_capacity(life: Life) -> None:
    number = life.add_plan()
    life.post("coordinator", f"/plans/{number}/steps", step="propose")
    path = f"/plans/{number}/consents/vestali"
    counter = life.get("workshop_a", "/parts/workshop/vestali")["data"]
    life.refused("coordinator", f"{path}/plan", 409)
    counter[""]["headcount"] = "six"
    wrong = life.refused(
        "workshop_a", f"{path}/steps", 422, step="object", reason="Moins", counter=counter
    )
    assert wrong["findings"][0]["code"] == "import.json_type"
    counter[""]["headcount"] = "6"
    life.refused("workshop_a", f"{path}/steps", 422, step="accept", counter=counter)
    life.post("workshop_a", f"{path}/steps", step="object", reason="Moins", counter=counter)
    tried = life.post("coordinator", f"{path}/plan", seconds=5)
    assert (tried["kind"], tried["state"]) == ("plan", "queued")
    with life.running.database.reading() as session:
        job = session.get(tables.Job, tried["id"])
        assert job is not None
        assert '"headcount": "6"' in job.payload["problem"]
    assert life.get("coordinator", "/parts/workshop/vestali")["data"][""]["headcount"] == "8"
    life.post("coordinator", f"{path}/plan", seconds=5, is_kept=True)
    assert life.get("coordinator", "/parts/workshop/vestali")["data"][""]["headcount"] == "6"


def _pass_deadline(life: Life, number: int) -> None:
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        plan = repositories.plan(session, order.id, number)
        assert plan is not None
        plan.consent_by = tables.now() - timedelta(minutes=1)
