"""Costings and their review, offers, purchases, statements."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.db import repositories, tables
from service.usecases import cost_data
from tests.cost_builders import private_costs
from tests.costs import aci
from tests.service.living import SPEAKS, WORKED, Life
from tests.service.running import API, CONSORTIUM


def _submit_all(life: Life) -> None:
    life.give_costs()
    for workshop, who in SPEAKS.items():
        life.post(who, f"/costings/{workshop}/steps", step="submit")


def _data(**changes: Any) -> dict[str, Any]:
    return {"data": cost_data.data_of(aci()) | changes}


def test_costs_are_kept_as_they_were_given() -> None:
    for costs in private_costs().values():
        assert cost_data.costs_of(cost_data.data_of(costs)) == (costs, ())


def test_everything_wrong_in_the_form_of_costs_is_said_at_once() -> None:
    data = cost_data.data_of(aci())
    data["margin_convention"] = "both"
    data["vat"]["deduction"] = 1
    data["periodcosts"] = []
    data["hours"]["first"] = "1/1/2019"
    del data["aids"][0]["label"]
    found, wrong = cost_data.costs_of(data)
    assert found is None
    assert {(d.code, d.params["place"]) for d in wrong} == {
        ("import.json_choice", "$.margin_convention"),
        ("import.json_unknown_field", "$.periodcosts"),
        ("import.json_missing_field", "$.aids[0].label"),
        ("import.json_type", "$.hours.first"),
        ("import.json_type", "$.vat.deduction"),
    }


def test_a_workshop_writes_its_own_figures(life: Life) -> None:
    path = "/costings/vestali"
    first = life.call("workshop_a", "PUT", path, _data())
    assert (first.status_code, first.headers["ETag"]) == (200, '"1"')
    assert life.call("workshop_a", "PUT", path, _data()).status_code == 428
    assert life.call("workshop_a", "PUT", path, _data(), version=4).status_code == 409
    assert life.call("workshop_a", "PUT", path, _data(), version=1).headers["ETag"] == '"2"'
    negative = _data(annual_charges_cents=-5)
    wrong = life.call("workshop_a", "PUT", path, negative, version=2)
    assert (wrong.status_code, wrong.json()["findings"][0]["code"]) == (422, "cost.negative")
    other = life.call("workshop_a", "PUT", path, _data(workshop="fil-rouge"), version=2)
    assert other.status_code == 422
    for who, status in {
        "workshop_b": 404,
        "coordinator": 404,
        "facilitator": 403,
        "buyer": 404,
        "stranger": 404,
    }.items():
        assert life.call(who, "PUT", path, _data(), version=2).status_code == status, who
    assert life.call("workshop_a", "PUT", "/costings/inconnu", _data()).status_code == 404


def test_the_review_of_a_costing(life: Life) -> None:
    life.give_costs()
    own, review = "/costings/vestali/steps", "/costings/vestali/review"
    life.refused("workshop_a", own, 409, step="take_back")
    assert life.post("workshop_a", own, step="submit")["state"] == "submitted"
    blocked = life.call("workshop_a", "PUT", "/costings/vestali", _data(), version=2)
    assert blocked.status_code == 409
    life.refused("workshop_a", review, 403, step="validate")
    life.refused("facilitator", own, 403, step="take_back")
    life.refused("facilitator", review, 422, step="return")
    remarks = [{"line": "period_costs[1]", "text": "Le salaire SECRET de 2018 ?"}]
    back = life.post("facilitator", review, step="return", remarks=remarks)
    assert (back["state"], back["next"]) == ("returned", [])
    shown = life.get("workshop_a", "/costings/vestali")
    assert [(r["line"], r["text"]) for r in shown["remarks"]] == [
        ("period_costs[1]", "Le salaire SECRET de 2018 ?")
    ]
    life.post("workshop_a", "/costings/vestali/remarks", line="period_costs[1]", text="Corrigé")
    life.refused("coordinator", "/costings/vestali/remarks", 404, text="Et moi ?")
    life.refused("workshop_b", "/costings/vestali/remarks", 404, text="Et moi ?")
    life.post("workshop_a", own, step="submit_again")
    # Without a plan in force there is nothing to validate it for.
    life.refused("facilitator", review, 409, step="validate")
    life.adopted()
    done = life.post("facilitator", review, step="validate")
    assert (done["state"], done["is_stale"]) == ("validated", False)
    life.refused("workshop_a", own, 422, step="correct")
    life.post("workshop_a", own, step="correct", reason="Prime oubliée SECRET")
    assert life.get("facilitator", "/costings/vestali")["is_stale"]
    audit = life.running.client("coordinator").get(f"{API}/audit?limit=500").text
    assert "costing.return" in audit
    assert "SECRET" not in audit


def test_another_plan_in_force_makes_a_validation_stale(life: Life) -> None:
    first = life.adopted()
    _submit_all(life)
    life.post("facilitator", "/costings/vestali/review", step="validate")
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        plan = repositories.plan(session, order.id, first)
        assert plan is not None
        plan.state = "superseded"
    life.add_plan(state="adopted")
    stale = {c["workshop"]: c["is_stale"] for c in life.get("facilitator", "/costings")}
    assert stale == {"vestali": True, "fil-rouge": False, "esat-lys": False}
    renewed = life.post("facilitator", "/costings/vestali/review", step="renew")
    assert not renewed["is_stale"]
    life.refused("facilitator", "/costings/vestali/review", 422, step="invalidate")
    life.post("facilitator", "/costings/vestali/review", step="invalidate", reason="À revoir")


def test_an_incomplete_costing_is_not_submitted(life: Life) -> None:
    life.adopted()
    life.call("workshop_a", "PUT", "/costings/vestali", _data(hours={}))
    wrong = life.refused("workshop_a", "/costings/vestali/steps", 422, step="submit")
    assert {f["code"] for f in wrong["findings"]} == {"cost.missing"}


def test_a_member_and_the_facilitator_see_what_it_costs(life: Life) -> None:
    life.give_costs()
    life.refused_get("workshop_a", "/costings/vestali/cost", 409)
    life.adopted()
    found = life.get("workshop_a", "/costings/vestali/cost")
    assert found == life.get("facilitator", "/costings/vestali/cost")
    assert found["gross_cents"] == sum(x["cents"] for x in found["lines"])
    assert found["net_cents"] == found["gross_cents"] - found["aid_cents"]
    for who in ("coordinator", "workshop_b", "buyer"):
        life.refused_get(who, "/costings/vestali/cost", 404)


def test_declared_hours_cost_what_a_minute_costs(life: Life) -> None:
    life.adopted()
    life.call("workshop_a", "PUT", "/costings/vestali", _data())
    assert life.get("workshop_a", "/costings/vestali/cost")["declared_minutes"] is None
    work = {"workshop": "vestali", "week": "2020-W15", "product": "mask", "operation": "cutting"}
    life.post("workshop_a", "/production", **work, made="300", worked_hours="10")
    found = life.get("workshop_a", "/costings/vestali/cost")
    # 140 400 € a year for 7 200 productive hours: 19.50 € each.
    assert (found["declared_minutes"], found["declared_labour_cents"]) == ("600", 19_500)
    assert found["planned_labour_cents"] > 0


def test_totals_are_those_of_at_least_three(life: Life) -> None:
    life.adopted()
    life.give_costs()
    life.refused_get("workshop_a", "/costs/totals", 404)
    before = life.get("coordinator", "/costs/totals")
    assert before["totals"] is None
    assert {f["code"] for f in before["findings"]} >= {"cost.no_costs"}
    for workshop, who in SPEAKS.items():
        life.post(who, f"/costings/{workshop}/steps", step="submit")
    after = life.get("coordinator", "/costs/totals")
    own = [life.get("facilitator", f"/costings/{w}/cost") for w in SPEAKS]
    assert after["totals"]["gross_cents"] == sum(x["gross_cents"] for x in own)
    assert set(after["states"].values()) == {"submitted"}


@pytest.mark.parametrize("opens", [False, True])
def test_no_route_shows_a_members_figures_to_another(life: Life, opens: bool) -> None:
    life.set_state("draft")
    if opens:
        # Terms that the coordinator writes must not open what is not the coordinator's.
        head = life.get("coordinator", "/head")["head"]
        head["payments"]["opens_costs_to_coordinator"] = True
        version = life.get("coordinator", "")["version"]
        assert life.call("coordinator", "PUT", "/head", {"head": head}, version).status_code == 200
    number = life.adopted()
    _submit_all(life)
    quoted = life.call("coordinator", "POST", "/quotations", {"plan": number})
    assert quoted.status_code == 409
    secret = [
        str(line["cents"])
        for costs in private_costs().values()
        for name in ("period_costs", "expenses", "in_kind")
        for line in cost_data.data_of(costs)[name]
        if line["cents"] > 1_000
    ]
    assert len(secret) >= 10
    paths = ["", "/costs/totals", "/statements", "/purchases", "/ending", "/collecting", "/head"]
    paths += ["/steps", "/costings", "/quotations", "/plans", f"/plans/{number}/consents", "/lots"]
    paths += [f"/costings/{w}{x}" for w in SPEAKS for x in ("", "/cost")]
    for who in ("coordinator", "buyer", "stranger", "nobody"):
        texts = [life.call(who, "GET", p).text for p in paths]
        texts.append(life.running.client(who).get(f"{API}/audit?limit=500").text)
        said = "\n".join(texts)
        assert "SECRET" not in said, who
        assert [x for x in secret if x in said] == [], who
    said = "\n".join(life.call("workshop_a", "GET", p).text for p in paths)
    assert "SECRET-vestali" in said
    assert "SECRET-fil-rouge" not in said
    assert "SECRET-esat-lys" not in said


def test_a_quotation_takes_the_order_with_it(life: Life) -> None:
    number = life.add_plan()
    life.refused("coordinator", "/quotations", 409, plan=number)
    life.post("coordinator", "/steps", step="collect")
    missing = life.refused("coordinator", "/quotations", 422, plan=number)
    assert {f["code"] for f in missing["findings"]} == {"cost.missing"}
    _submit_all(life)
    drawn = life.post("coordinator", "/quotations", plan=number)
    assert (drawn["number"], drawn["state"]) == (1, "draft")
    # 1 250 + 800 masks at 2.90, 130 bags at 5.00, 250.5 kg at 1.00.
    assert drawn["content"]["ht_cents"] == 594_500 + 65_000 + 25_050
    assert life.get("buyer", "/quotations") == []
    assert life.call("buyer", "GET", "/quotations/1").status_code == 404
    steps = "/quotations/1/steps"
    life.refused("facilitator", steps, 403, step="send")
    life.refused("coordinator", steps, 409, step="mark_won")
    life.post("coordinator", steps, step="send")
    assert life.state() == "offered"
    assert [q["number"] for q in life.get("buyer", "/quotations")] == [1]
    assert life.get("buyer", "/quotations/1")["next"] == []
    life.refused("other_buyer", steps, 404, step="mark_won")
    life.refused("coordinator", steps, 422, step="unsend")
    life.post("coordinator", steps, step="unsend", reason="Prix à revoir")
    assert life.state() == "collecting"
    life.post("coordinator", steps, step="send")
    life.refused("coordinator", steps, 422, step="mark_declined")
    life.post("coordinator", steps, step="mark_declined", reason="Trop cher")
    assert life.state() == "declined"
    life.post("coordinator", steps, step="unmark_declined")
    assert life.state() == "offered"
    life.post("coordinator", steps, step="mark_won")
    assert life.state() == "won"
    # An order does not come back to where its offer is not.
    for step in ("unwin", "unwin_directly"):
        wrong = life.refused("coordinator", "/steps", 409, step=step, reason="Erreur")
        assert "devis 1" in wrong["title"]
    assert life.post("coordinator", "/quotations", plan=number)["number"] == 2
    life.post("coordinator", steps, step="unmark_won", reason="Erreur")
    assert life.state() == "offered"
    life.post("coordinator", steps, step="mark_won")
    life.set_state("production")
    life.refused("coordinator", steps, 409, step="unmark_won", reason="Trop tard")
    life.refused("coordinator", "/quotations", 409, plan=number)


def test_a_purchase_is_placed_and_received(life: Life) -> None:
    life.adopted()
    bought = life.get("coordinator", "/purchases")[0]
    steps = f"/purchases/{bought['id']}/steps"
    for who, status in {"workshop_a": 404, "facilitator": 403, "buyer": 404}.items():
        life.refused(who, steps, status, step="place")
    life.refused("coordinator", steps, 409, step="receive")
    placed = life.post("coordinator", steps, step="place", thousandths=3_500, day="2020-03-31")
    assert (placed["thousandths"], placed["placed_on"]) == (3_500, "2020-03-31")
    got = life.post("coordinator", steps, step="receive", thousandths=3_400, day="2020-04-02")
    assert (got["received_thousandths"], got["received_on"]) == (3_400, "2020-04-02")
    back = life.post("coordinator", steps, step="unreceive")
    assert (back["state"], back["received_on"]) == ("placed", None)
    life.refused("coordinator", steps, 422, step="call_off")
    off = life.post("coordinator", steps, step="call_off", reason="Fournisseur en rupture")
    assert off["next"] == ["put_back", "place_again"]
    found = life.call("coordinator", "POST", steps, {"step": "put_back"}, version=1)
    assert found.status_code == 409
    life.refused("coordinator", "/purchases/0000/steps", 404, step="place")


def _delivered(life: Life) -> None:
    for workshop, number, units, day, step in (
        ("vestali", "V-1", "300", "2020-04-24", "accept_lot"),
        ("fil-rouge", "F-1", "450", "2020-04-24", "accept_lot"),
        ("vestali", "V-2", "500", "2020-05-01", "accept_lot"),
        ("fil-rouge", "F-2", "100", "2020-05-04", "refuse_lot"),
    ):
        lot = life.post(
            SPEAKS[workshop],
            "/lots",
            workshop=workshop,
            number=number,
            demand="masks-1",
            units=units,
            delivered_on=day,
        )
        life.post("buyer", f"/lots/{lot['id']}/steps", step=step, reason="Non conforme")


def test_statements_from_accepted_lots(life: Life) -> None:
    body = {"first": "2020-04-01", "last": "2020-05-31"}
    life.refused("coordinator", "/statements", 409, **body)
    life.adopted()
    _submit_all(life)
    _delivered(life)
    for who, status in {"workshop_a": 403, "facilitator": 403, "buyer": 404}.items():
        life.refused(who, "/statements", status, **body)
    drawn = life.post("coordinator", "/statements", **body)
    # 750 masks accepted in April and 500 in May, at 2.90; 30 bags before the plan, at 5.00.
    sums = {"2020-04": 0, "2020-05": 0}
    for row in drawn:
        sums[row["period"]] += row["ht_cents"]
    assert sums == {"2020-04": 217_500 + 15_000, "2020-05": 145_000}
    assert life.get("buyer", "/statements") == []
    own = life.get("workshop_a", "/statements")
    assert {s["workshop"] for s in own} == {"vestali"}
    steps = f"/statements/{own[0]['id']}/steps"
    life.refused("workshop_b", steps, 404, step="submit_statement")
    life.refused("facilitator", steps, 403, step="submit_statement")
    life.refused("workshop_a", steps, 409, step="pay")
    life.post("workshop_a", steps, step="submit_statement")
    life.refused("workshop_a", steps, 422, step="recall_statement")
    seen = life.get("buyer", "/statements")
    assert [(s["period"], s["state"]) for s in seen] == [("2020-04", "submitted")]
    life.refused("buyer", steps, 403, step="pay")
    assert life.post("coordinator", steps, step="pay")["state"] == "paid"
    life.refused("coordinator", steps, 422, step="unpay")
    again = life.post("coordinator", "/statements", **body)
    assert len(again) == len(drawn)
    assert {s["state"] for s in again if s["id"] == own[0]["id"]} == {"paid"}


def test_what_was_invoiced_no_longer_changes(life: Life) -> None:
    life.adopted()
    _submit_all(life)
    _delivered(life)
    body = {"first": "2020-04-01", "last": "2020-04-30"}
    drawn = life.post("coordinator", "/statements", **body)
    life.post("coordinator", f"/statements/{drawn[0]['id']}/steps", step="submit_statement")
    lots = {x["number"]: x["id"] for x in life.get("buyer", "/lots")}
    april = f"/lots/{lots['V-1']}/steps"
    life.refused("buyer", april, 409, step="unaccept_lot", reason="Décousus")
    late = {"workshop": "vestali", "number": "V-7", "demand": "masks-1", "units": "100"}
    life.refused("workshop_a", "/lots", 409, **late, delivered_on="2020-04-20")
    life.post("workshop_a", "/lots", **late, delivered_on="2020-05-20")
    # Nobody decided about it yet.
    may = {"first": "2020-05-01", "last": "2020-05-31"}
    wrong = life.refused("coordinator", "/statements", 409, **may)
    assert "V-7" in wrong["title"]
    life.refused("coordinator", "/statements", 409, first="2020-04-10", last="2020-04-30")


def test_a_period_without_deliveries_is_refused(life: Life) -> None:
    life.adopted()
    _submit_all(life)
    _delivered(life)
    wrong = life.refused("coordinator", "/statements", 422, first="2021-04-01", last="2021-05-31")
    assert (
        "du 24/04/2020 au 04/05/2020" in wrong["title"] or "/2020 au 04/05/2020" in wrong["title"]
    )
    life.refused("coordinator", "/statements", 422, first="2020-05-31", last="2020-04-01")


def test_rows_of_another_order_are_not_found(life: Life) -> None:
    life.adopted()
    made = life.get("coordinator", "/purchases")[0]["id"]
    client = life.running.client("coordinator")
    elsewhere = f"{API}/orders/masques/purchases/{made}/steps"
    assert client.post(elsewhere, json={"step": "place"}).status_code == 404
    with life.running.database.reading() as session:
        row = session.get(tables.PurchaseOrder, made)
        assert row is not None
        assert row.state == "to_place"
    assert json.loads(client.get(f"{API}/orders/masques/purchases").text) == []
