"""Production declared, lots delivered and decided about, recall of a batch."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from service.db import repositories
from service.usecases import delivered_lots, orders
from tests.plans import worked_plan
from tests.service.living import WORKED, Life
from tests.service.running import API, CONSORTIUM


def _made(**changes: Any) -> dict[str, Any]:
    return {
        "workshop": "vestali",
        "week": "2020-W15",
        "product": "mask",
        "operation": "cutting",
        "made": "300",
        "conforming": "290",
        "scrap": "10",
        "lot": "V-1",
        "batch": "ROULEAU-7",
        **changes,
    }


def _lot(**changes: Any) -> dict[str, Any]:
    return {
        "workshop": "vestali",
        "number": "V-1",
        "demand": "masks-1",
        "units": "300",
        "delivered_on": "2020-04-17",
        **changes,
    }


def test_a_workshop_declares_corrects_and_takes_back(life: Life) -> None:
    life.adopted()
    made = life.post("workshop_a", "/production", **_made())
    assert (made["made"], made["version"]) == ("300", 1)
    path = f"/production/{made['id']}"
    assert life.call("workshop_a", "PUT", path, _made(made="310")).status_code == 428
    stale = life.call("workshop_a", "PUT", path, _made(made="310"), version=9)
    assert (stale.status_code, stale.json()["theirs"]["made"]) == (409, "300")
    done = life.call("workshop_a", "PUT", path, _made(made="310"), version=1)
    assert (done.status_code, done.json()["made"], done.headers["ETag"]) == (200, "310", '"2"')
    again = life.call("workshop_a", "POST", "/production", _made())
    assert (again.status_code, again.json()["theirs"]["id"]) == (409, made["id"])
    assert life.call("workshop_a", "DELETE", path, version=1).status_code == 409
    assert life.call("workshop_a", "DELETE", path, version=2).status_code == 204
    assert life.get("coordinator", "/production") == []


def test_nobody_declares_anothers(life: Life) -> None:
    life.adopted()
    for who, status in {
        "workshop_b": 404,
        "facilitator": 403,
        "buyer": 404,
        "stranger": 404,
        "nobody": 401,
    }.items():
        life.refused(who, "/production", status, **_made())
    made = life.post("coordinator", "/production", **_made())
    path = f"/production/{made['id']}"
    assert life.call("workshop_b", "PUT", path, _made(), version=1).status_code == 404
    # Nor may one's own row become another's.
    to_other = life.call("workshop_a", "PUT", path, _made(workshop="fil-rouge"), version=1)
    assert to_other.status_code == 404
    assert life.get("workshop_b", "/production") == []
    assert len(life.get("workshop_a", "/production")) == 1
    assert len(life.get("facilitator", "/production?workshop=vestali&week=2020-W15")) == 1


def test_everything_wrong_in_a_declaration_is_said_at_once(life: Life) -> None:
    life.adopted()
    wrong = life.refused(
        "coordinator",
        "/production",
        422,
        **_made(workshop="dunes", product="gant", week="2020-W60", scrap="20", made="300.5"),
    )
    codes = [f["code"] for f in wrong["findings"]]
    assert codes == [
        "replan.unknown",
        "replan.unknown",
        "replan.not_a_week",
        "replan.more_than_made",
    ]
    halves = _made(made="300.5", conforming=None, scrap=None)
    wrong = life.refused("coordinator", "/production", 422, **halves)
    assert [f["code"] for f in wrong["findings"]] == ["replan.not_whole"]
    late = life.refused("coordinator", "/production", 422, **_made(week="2021-W10"))
    assert [f["code"] for f in late["findings"]] == ["replan.after_the_plan"]
    early = life.refused("coordinator", "/production", 422, **_made(week="2020-W14"))
    assert [f["code"] for f in early["findings"]] == ["replan.before_the_plan"]


@pytest.mark.parametrize("state", ["draft", "collecting", "offered", "won", "closed", "cancelled"])
def test_production_is_declared_and_delivered_in_production_only(life: Life, state: str) -> None:
    life.set_state(state)
    life.refused("workshop_a", "/production", 409, **_made())
    life.refused("workshop_a", "/lots", 409, **_lot())


def test_the_buyer_accepts_and_refuses_lots(life: Life) -> None:
    life.adopted()
    first = life.post("workshop_a", "/lots", **_lot())
    second = life.post("workshop_b", "/lots", **_lot(workshop="fil-rouge", number="F-1"))
    assert (first["product"], first["state"]) == ("mask", "delivered")
    seen = life.get("buyer", "/lots")
    assert [x["next"] for x in seen] == [["accept_lot", "refuse_lot"]] * 2
    steps = f"/lots/{first['id']}/steps"
    for who, status in {
        "workshop_a": 403,
        "coordinator": 403,
        "facilitator": 403,
        "other_buyer": 404,
        "stranger": 404,
    }.items():
        life.refused(who, steps, status, step="accept_lot")
    life.post("buyer", steps, step="accept_lot")
    life.refused("buyer", steps, 409, step="refuse_lot", reason="Trop courts")
    life.refused("buyer", steps, 422, step="unaccept_lot")
    other = f"/lots/{second['id']}/steps"
    life.refused("buyer", other, 422, step="refuse_lot")
    refused = life.post("buyer", other, step="refuse_lot", reason="Élastiques décousus")
    assert (refused["state"], refused["reason"]) == ("refused", "Élastiques décousus")
    # The maker reads why; another workshop does not see the lot.
    assert [x["reason"] for x in life.get("workshop_b", "/lots")] == ["Élastiques décousus"]
    assert [x["number"] for x in life.get("workshop_a", "/lots")] == ["V-1"]
    assert life.call("workshop_b", "GET", f"/lots/{first['id']}").status_code == 404


def test_a_refused_lot_is_wanted_again(life: Life) -> None:
    life.adopted()
    life.post("workshop_b", "/production", **_made(workshop="fil-rouge", operation="sewing"))
    for number, step in (("F-1", "accept_lot"), ("F-2", "refuse_lot")):
        lot = life.post("workshop_b", "/lots", **_lot(workshop="fil-rouge", number=number))
        life.post("buyer", f"/lots/{lot['id']}/steps", step=step, reason="Décousus")
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        problem = orders.problem(session, order).problem
        assert problem is not None
        # 450 were delivered before this plan, one lot of 300 was accepted.
        before = sum(d.units for d in problem.opening.delivered if d.demand == "masks-1")
        left = delivered_lots.undelivered(session, order, problem)
        assert left["masks-1"] == 1_250 - before - 300
        rows = delivered_lots.declared(session, order, problem).rows
        sewn, taken, refused = rows
        assert (sewn.operation, sewn.made, sewn.delivered_units) == ("sewing", Decimal(300), None)
        assert (taken.operation, taken.delivered_units, taken.refused_units) == (
            "finishing",
            Decimal(300),
            Decimal(0),
        )
        assert (refused.made, refused.refused_units) == (Decimal(0), Decimal(300))
        records = delivered_lots.records(session, order, problem, worked_plan())
        assert [(r.day, r.delivered, r.accepted) for r in records if r.day.day == 17] == [
            (date(2020, 4, 17), Decimal(300), Decimal(300)),
            (date(2020, 4, 17), Decimal(300), Decimal(0)),
        ]


def test_a_lot_that_makes_no_sense_is_refused(life: Life) -> None:
    life.adopted()
    life.post("workshop_a", "/lots", **_lot())
    taken = life.refused("workshop_a", "/lots", 409, **_lot())
    assert taken["theirs"]["number"] == "V-1"
    life.refused("workshop_a", "/lots", 422, **_lot(number="V-2", demand="gants"))
    life.refused("workshop_a", "/lots", 422, **_lot(number="V-2", units="0"))
    life.refused("workshop_a", "/lots", 422, **_lot(number="V-2", units="1.5"))
    life.refused("workshop_b", "/lots", 404, **_lot(number="V-2"))


def test_a_lot_is_taken_back_until_it_is_decided(life: Life) -> None:
    life.adopted()
    lot = life.post("workshop_a", "/lots", **_lot())
    path = f"/lots/{lot['id']}"
    assert life.call("workshop_a", "DELETE", path).status_code == 428
    life.post("buyer", f"{path}/steps", step="accept_lot")
    assert life.call("workshop_a", "DELETE", path, version=2).status_code == 409
    life.post("buyer", f"{path}/steps", step="unaccept_lot", reason="Erreur de saisie")
    assert life.call("workshop_b", "DELETE", path, version=3).status_code == 404
    assert life.call("workshop_a", "DELETE", path, version=3).status_code == 204


def test_recall_by_batch_finds_lots_and_deliveries(life: Life) -> None:
    life.adopted()
    life.post("workshop_a", "/production", **_made())
    life.post("workshop_a", "/production", **_made(lot="V-9", batch="ROULEAU-8"))
    life.post("workshop_a", "/lots", **_lot(delivery_note="BL-12"))
    life.post("workshop_a", "/lots", **_lot(number="V-9"))
    # Named by its number alone, another workshop's lot is not the same lot.
    life.post("workshop_b", "/lots", **_lot(workshop="fil-rouge", number="V-1"))
    named = _lot(workshop="fil-rouge", number="F-2", batch="ROULEAU-7")
    life.post("workshop_b", "/lots", **named)
    found = life.running.client("facilitator").get(f"{API}/recall?batch=ROULEAU-7").json()
    assert [(d["workshop"], d["lot"], d["order"]) for d in found["declarations"]] == [
        ("vestali", "V-1", WORKED)
    ]
    assert [(x["number"], x["delivery_note"], x["delivery_point"]) for x in found["lots"]] == [
        ("F-2", "", "arras"),
        ("V-1", "BL-12", "arras"),
    ]
    own = life.running.client("workshop_a").get(f"{API}/recall?batch=ROULEAU-7").json()
    assert [x["number"] for x in own["lots"]] == ["V-1"]
    elsewhere = life.running.client("other_buyer").get(f"{API}/recall?batch=ROULEAU-7").json()
    assert (elsewhere["declarations"], elsewhere["lots"]) == ([], [])
    assert life.running.client("stranger").get(f"{API}/recall?batch=R").status_code == 404
