"""An order from its first day to its bilan, in each kind of database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.service.living import SPEAKS, living
from tests.service.running import API

# Many solves or a whole service: together they would make the quick tests too long.
pytestmark = pytest.mark.slow


def test_an_order_goes_all_its_way(database_url: str) -> None:
    with living(database_url) as life:
        life.post("coordinator", "/collecting")
        for workshop, who in SPEAKS.items():
            life.post(who, f"/collecting/{workshop}/confirmation")
        life.give_costs()
        for workshop, who in SPEAKS.items():
            life.post(who, f"/costings/{workshop}/steps", step="submit")
        number = life.add_plan()
        life.post("coordinator", "/quotations", plan=number)
        life.post("coordinator", "/quotations/1/steps", step="send")
        life.post("coordinator", "/quotations/1/steps", step="mark_won")
        life.post("coordinator", f"/plans/{number}/steps", step="propose")
        for workshop, who in SPEAKS.items():
            life.post(who, f"/plans/{number}/consents/{workshop}/steps", step="accept")
        life.post("coordinator", f"/plans/{number}/steps", step="adopt")
        assert life.state() == "production"
        for workshop in SPEAKS:
            life.post("facilitator", f"/costings/{workshop}/review", step="validate")
        for bought in life.get("coordinator", "/purchases"):
            for step in ("place", "receive"):
                life.post("coordinator", f"/purchases/{bought['id']}/steps", step=step)
        work = {"workshop": "vestali", "week": "2020-W17", "product": "mask"}
        made = life.post("workshop_a", "/production", **work, operation="finishing", made="500")
        fixed = {**work, "operation": "finishing", "made": "500", "scrap": "4"}
        path = f"/production/{made['id']}"
        assert life.call("workshop_a", "PUT", path, fixed, version=1).status_code == 200
        for demand, units in (("masks-1", "1250"), ("masks-2", "800"), ("bags", "100")):
            lot = {"workshop": "vestali", "number": demand, "demand": demand, "units": units}
            sent = life.post("workshop_a", "/lots", **lot, delivered_on="2020-05-15")
            life.post("buyer", f"/lots/{sent['id']}/steps", step="accept_lot")
        assert "linen" in life.refused("coordinator", "/steps", 409, step="close")["title"]
        lot = {"workshop": "vestali", "number": "L", "demand": "linen", "units": "250.5"}
        sent = life.post("workshop_a", "/lots", **lot, delivered_on="2020-05-15")
        life.post("buyer", f"/lots/{sent['id']}/steps", step="accept_lot")
        period = {"first": "2020-04-01", "last": "2020-05-31"}
        drawn = life.post("coordinator", "/statements", **period)
        # The price of the whole order to the cent: masks, bags, linen.
        assert sum(s["ht_cents"] for s in drawn) == 594_500 + 65_000 + 25_050
        for row in drawn:
            for step in ("submit_statement", "pay"):
                life.post("coordinator", f"/statements/{row['id']}/steps", step=step)
        life.post("coordinator", "/steps", step="close")
        bilan = life.get("coordinator", "/ending")["bilan"]
        assert bilan["lots"] == {"delivered": 0, "accepted": 4, "refused": 0}
        assert {d["demand"]: d["accepted"] for d in bilan["demands"]}["bags"] == "130"
        actions = [
            line["action"]
            for line in life.running.client("coordinator").get(f"{API}/audit?limit=500").json()
        ]
        for action in ("order.offer", "order.win", "plan.adopt", "order.start", "order.close"):
            assert action in actions


def test_what_several_say_at_once_is_said_once(database_url: str) -> None:
    with living(database_url) as life:
        number = life.add_plan()
        life.adopted()
        made = {
            "workshop": "vestali",
            "week": "2020-W15",
            "product": "mask",
            "operation": "cutting",
        }
        lot = {"workshop": "vestali", "number": "V-1", "demand": "masks-1", "units": "100"}
        calls = [
            ("/production", {**made, "made": "100"}, 201),
            ("/lots", {**lot, "delivered_on": "2020-04-17"}, 201),
            (f"/plans/{number}/steps", {"step": "propose"}, 200),
        ]
        life.running.client("coordinator")
        with ThreadPoolExecutor(6) as pool:
            for path, body, success in calls:
                found = pool.map(
                    lambda _, p=path, b=body: life.call("coordinator", "POST", p, b).status_code,
                    range(6),
                )
                assert sorted(found) == [success, *[409] * 5], path
