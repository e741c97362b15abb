"""An order from draft to its end, by the API; who is asked, who answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.living import WORKED, Life
from tests.service.running import API


def _steps(life: Life, who: str = "coordinator") -> dict[str, Any]:
    return {s["step"]: s for s in life.get(who, "/steps")}


def test_what_may_come_next_and_who(life: Life) -> None:
    steps = _steps(life)
    assert set(steps) == {"collect", "cancel_draft"}
    assert steps["collect"]["label"] == "ouvrir la collecte"
    assert (steps["collect"]["roles"], steps["collect"]["is_mine"]) == (["coordinator"], True)
    assert not _steps(life, "workshop_a")["collect"]["is_mine"]
    life.set_state("won")
    assert "adopté" in _steps(life)["start"]["in_the_way"]
    assert _steps(life, "facilitator")["start"]["in_the_way"] is None


def test_an_empty_order_says_what_to_begin_with(life: Life) -> None:
    client = life.running.client("coordinator")
    client.post(f"{API}/orders", json={"title": "Vide", "code": "vide"})
    found = client.get(f"{API}/orders/vide/check").json()
    assert not found["is_ready"]
    assert [f["code"] for f in found["findings"]] == ["problem.no_start"]
    assert "classeur" in found["findings"][0]["text"]


def test_what_is_wrong_with_a_request_is_said_in_the_language_of_the_person(life: Life) -> None:
    """A field that does not exist is told too: a word mistyped would do something else than was meant."""
    client = life.running.client("coordinator")
    address = f"{API}/orders/{WORKED}/plans"
    body = {"second": 20, "seconds": 0, "preset": "vite", "name": 3}
    said = {
        language: {
            f["place"].removeprefix("body."): f["text"]
            for f in client.post(address, json=body, headers={"Accept-Language": language}).json()[
                "findings"
            ]
        }
        for language in ("fr", "en")
    }
    assert said["fr"]["second"] == "Ce champ n'existe pas."
    assert said["fr"]["seconds"] == "Au moins 1."
    assert said["fr"]["preset"] == "Un de\xa0: equitable, economique, rapide, regulier."
    assert said["fr"]["name"] == "Un texte."
    assert said["en"]["second"] == "There is no such field."


def test_refused_steps_say_why(life: Life) -> None:
    life.refused("coordinator", "/steps", 422, step="fly")
    wrong = life.refused("coordinator", "/steps", 409, step="win")
    assert wrong["code"] == "wrong_state"
    for word in ("marquer la commande gagnée", "brouillon", "ouvrir la collecte, annuler"):
        assert word in wrong["title"]
    life.refused("coordinator", "/steps", 422, step="cancel_draft", reason="Non")
    for who, status in {"workshop_a": 403, "facilitator": 403, "buyer": 404, "nobody": 401}.items():
        life.refused(who, "/steps", status, step="collect")
    life.post("coordinator", "/steps", step="collect")
    life.refused("coordinator", "/steps", 409, step="offer")
    life.refused("coordinator", "/steps", 422, step="win_directly")
    life.post("coordinator", "/steps", step="win_directly", reason="Marché signé")
    life.refused("coordinator", "/steps", 409, step="start")
    life.refused("coordinator", "/steps", 422, step="unwin_directly")
    life.post("coordinator", "/steps", step="unwin_directly", reason="Signature reportée")
    assert life.state() == "collecting"


def test_a_step_heeds_the_version_when_it_is_given(life: Life) -> None:
    found = life.call("coordinator", "POST", "/steps", {"step": "collect"}, version=99)
    assert found.status_code == 409
    assert found.json()["theirs"]["state"] == "draft"
    assert life.state() == "draft"


def test_every_step_is_audited(life: Life) -> None:
    life.post("coordinator", "/steps", step="collect")
    life.post("coordinator", "/steps", step="win_directly", reason="Marché signé")
    lines = life.running.client("coordinator").get(f"{API}/audit").json()
    found = [x for x in lines if x["action"] == "order.win_directly"]
    assert [x["detail"] for x in found] == [
        {"from": "collecting", "to": "won", "reason": "Marché signé"}
    ]


def test_the_board_says_who_answered(life: Life) -> None:
    board = life.post("coordinator", "/collecting", answer_by="2020-04-03T18:00:00Z")
    assert {a["workshop"]: a["state"] for a in board} == {
        "esat-lys": "asked",
        "fil-rouge": "asked",
        "vestali": "asked",
    }
    assert life.state() == "collecting"
    assert life.post("workshop_a", "/collecting/vestali/confirmation")["state"] == "answered"
    life.refused("workshop_a", "/collecting/fil-rouge/confirmation", 404)
    life.refused("coordinator", "/collecting/vestali/reminders", 409)
    life.refused("coordinator", "/collecting/terrils/reminders", 404)
    life.refused("workshop_a", "/collecting/fil-rouge/reminders", 403)
    assert life.post("coordinator", "/collecting/fil-rouge/reminders")["reminded_at"]
    part = life.get("workshop_b", "/parts/workshop/fil-rouge")
    life.call("workshop_b", "PUT", "/parts/workshop/fil-rouge", {"data": part["data"]}, 1)
    board = {a["workshop"]: a["state"] for a in life.get("facilitator", "/collecting")}
    assert board == {"esat-lys": "asked", "fil-rouge": "answered", "vestali": "answered"}
    assert [a["workshop"] for a in life.get("workshop_a", "/collecting")] == ["vestali"]
    assert life.call("buyer", "GET", "/collecting").status_code == 404


def test_a_workshop_of_the_consortium_may_join_by_being_asked(life: Life) -> None:
    life.refused("coordinator", "/collecting", 422, workshops=["inconnu"])
    board = life.post("coordinator", "/collecting", workshops=["terrils"])
    assert [a["workshop"] for a in board] == sorted([a["workshop"] for a in board])
    assert life.get("workshop_a", "/parts/workshop/terrils")["data"][""]["headcount"] == "0"


@pytest.mark.parametrize("state", ["draft", "collecting", "offered", "won", "production"])
def test_cancelling_writes_down_who_keeps_what(life: Life, state: str) -> None:
    life.set_state(state)
    body = {
        "reason": "Le client renonce",
        "kept": [{"workshop": "vestali", "what": "fabric", "quantity": "120.5", "unit": "m"}],
        "owed": [{"payer": "client", "payee": "vestali", "cents": 45_000, "what": "tissu coupé"}],
    }
    assert life.post("coordinator", "/cancellation", **body)["state"] == "cancelled"
    found = life.get("facilitator", "/ending")
    assert found["kind"] == "cancelled"
    assert found["kept"][0]["quantity"] == "120.5"
    assert life.get("workshop_a", "/ending")["owed"] == found["owed"]
    assert life.get("workshop_b", "/ending")["kept"] == []
    life.refused("coordinator", "/cancellation", 409, **body)


def test_a_cancellation_that_makes_no_sense_is_refused(life: Life) -> None:
    life.refused("coordinator", "/cancellation", 422, reason=" ")
    kept = [{"workshop": "vestali", "what": "velours", "quantity": "1"}]
    life.refused("coordinator", "/cancellation", 422, reason="Non", kept=kept)
    kept = [{"workshop": "vestali", "what": "fabric", "quantity": "0"}]
    life.refused("coordinator", "/cancellation", 422, reason="Non", kept=kept)
    for who, status in {"workshop_a": 403, "facilitator": 403, "buyer": 404}.items():
        life.refused(who, "/cancellation", status, reason="Non")
    assert life.state() == "draft"


def test_closing_needs_everything_accepted_or_a_reason(life: Life) -> None:
    life.adopted()
    wrong = life.refused("coordinator", "/steps", 409, step="close")
    assert "masks-2" in wrong["title"]
    life.post("coordinator", "/steps", step="close", reason="Le client prend ce qui est fait")
    assert life.get("coordinator", "/ending")["reason"].startswith("Le client")
    life.refused("coordinator", "/steps", 422, step="reopen_production")
    life.post("coordinator", "/steps", step="reopen_production", reason="Il reste un lot")
    assert life.get("coordinator", "/ending")["kind"] == ""


def test_the_bilan_teaches_the_next_order(life: Life) -> None:
    life.adopted()
    work = {"workshop": "vestali", "week": "2020-W15", "product": "mask", "operation": "cutting"}
    hours = {"worked_hours": "4", "absent_hours": "1"}
    life.post("workshop_a", "/production", **work, made="300", scrap="15", **hours)
    life.post("coordinator", "/steps", step="close", reason="Essai")
    bilan = life.get("facilitator", "/ending")["bilan"]
    vestali = next(m for m in bilan["members"] if m["workshop"] == "vestali")
    cutting = next(w for w in vestali["works"] if w["operation"] == "cutting")
    # 300 × 0.5 min in 240 minutes; 15 of 300 lost; 1 h absent for 4 worked.
    assert (cutting["planned_units"], cutting["made_units"]) == ("300", "300")
    assert (cutting["planned_pace"], cutting["pace"]) == ("1", "0.625")
    assert (cutting["planned_scrap"], cutting["scrap"]) == ("0", "0.05")
    assert (vestali["absence"], vestali["worked_hours"]) == ("0.2", "4")
    own = life.get("workshop_a", "/ending")["bilan"]["members"]
    assert [m["workshop"] for m in own] == ["vestali"]
    client = life.running.client("coordinator")
    body = {"title": "Masques bis", "from_order": "worked"}
    assert client.post(f"{API}/orders", json=body).status_code == 201
    address = f"{API}/orders/masques-bis"
    part = client.get(f"{address}/parts/workshop/vestali").json()["data"]
    assert part[""]["absence_rate"] == "0.2"
    paces = {c["operation"]: c["pace"] for c in part["capabilities"]}
    assert (paces["cutting"], paces["sewing"]) == ("0.625", "0.7")
    assumed = client.get(f"{address}/head").json()["head"]["assumptions"]
    assert {a["source"] for a in assumed} == {"bilan worked"}
    assert len(client.get(f"{address}/parts/supplier").json()) == 2
    assert client.get(f"{address}/parts/demand").json() == []
    # Dates and demands are its own; with them it can be planned.
    head = client.get(f"{address}/head")
    changed = {"head": {**head.json()["head"], "start": "2021-01-04"}}
    client.put(f"{address}/head", json=changed, headers={"If-Match": head.headers["ETag"]})
    wanted = {"id": "J1", "product": "mask", "quantity": "500", "due": "2021-03-05"}
    part = {"data": {"": {**wanted, "delivery_point": "arras"}}}
    assert client.put(f"{address}/parts/demand/J1", json=part).status_code == 200
    assert client.get(f"{address}/check").json()["is_ready"]


def test_an_order_starts_from_one_of_its_own_consortium(life: Life) -> None:
    client = life.running.client("coordinator")
    body = {"title": "Copie", "from_order": "ailleurs"}
    assert client.post(f"{API}/orders", json=body).status_code == 404
    assert client.get(f"{API}/orders/copie").status_code == 404
