"""An adoption is undone while nothing was done under the plan: the former one is in force again."""

from __future__ import annotations

from typing import Any

import pytest

from service.db import repositories
from tests.service.api.test_plan_life import _accept_all
from tests.service.living import Life, other_plan
from tests.service.running import CONSORTIUM

REASON = "Adopté par erreur"


def _states(life: Life) -> dict[int, str]:
    return {p["number"]: p["state"] for p in life.get("coordinator", "/plans")}


def _open_purchases(life: Life) -> dict[tuple[str, str], int]:
    return {
        (p["offer"], p["week"]): p["thousandths"]
        for p in life.get("coordinator", "/purchases")
        if p["state"] == "to_place"
    }


def _adopt_another(life: Life) -> int:
    number = life.add_plan(other_plan())
    life.post("coordinator", f"/plans/{number}/steps", step="propose")
    _accept_all(life, number)
    life.post("coordinator", f"/plans/{number}/steps", step="adopt")
    return number


def test_the_plan_before_is_in_force_again(life: Life) -> None:
    first = life.adopted()
    bought = _open_purchases(life)
    second = _adopt_another(life)
    assert _states(life) == {first: "superseded", second: "adopted"}
    steps = f"/plans/{second}/steps"
    life.refused("coordinator", steps, 422, step="unadopt")
    for who, status in {
        "workshop_a": 404,
        "facilitator": 403,
        "buyer": 404,
        "stranger": 404,
    }.items():
        life.refused(who, steps, status, step="unadopt", reason=REASON)
    life.refused("coordinator", f"/plans/{first}/steps", 409, step="unadopt", reason=REASON)
    back = life.post("coordinator", steps, step="unadopt", reason=REASON)
    assert back["state"] == "proposed"
    assert _states(life) == {first: "adopted", second: "proposed"}
    assert life.state() == "production"
    assert _open_purchases(life) == bought
    # What workshops said stands: it can be adopted again, or set aside.
    said = life.get("coordinator", f"/plans/{second}/consents")["consents"]
    assert {c["state"] for c in said} == {"accepted"}
    with life.running.database.reading() as session:
        kept = [e for e in repositories.audit(session, CONSORTIUM) if "adopt" in e.action]
        assert [(e.action, e.detail["reason"]) for e in kept[:1]] == [("plan.unadopt", REASON)]
    life.post("coordinator", steps, step="adopt")
    assert _states(life) == {first: "superseded", second: "adopted"}


def test_the_first_plan_leaves_the_order_won(life: Life) -> None:
    number = life.adopted()
    life.post("coordinator", f"/plans/{number}/steps", step="unadopt", reason=REASON)
    assert life.state() == "won"
    assert _states(life) == {number: "proposed"}
    assert _open_purchases(life) == {}
    life.post("coordinator", f"/plans/{number}/steps", step="adopt")
    assert life.state() == "production"
    assert len(_open_purchases(life)) == 6


def _declare(life: Life) -> None:
    life.post(
        "workshop_a",
        "/production",
        workshop="vestali",
        week="2020-W15",
        product="mask",
        operation="cutting",
        made="300",
    )


def _deliver(life: Life) -> Any:
    return life.post(
        "workshop_a",
        "/lots",
        workshop="vestali",
        number="V-1",
        demand="masks-1",
        units="300",
        delivered_on="2020-04-17",
    )


def _order(life: Life) -> None:
    bought = life.get("coordinator", "/purchases")[0]
    life.post("coordinator", f"/purchases/{bought['id']}/steps", step="place", day="2020-04-06")


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (_declare, "de la production déclarée"),
        (_deliver, "des lots livrés"),
        (_order, "des achats passés"),
    ],
)
def test_what_was_done_since_keeps_it_in_force(life: Life, done: Any, said: str) -> None:
    life.adopted()
    number = _adopt_another(life)
    done(life)
    steps = f"/plans/{number}/steps"
    wrong = life.refused("coordinator", steps, 409, step="unadopt", reason=REASON)
    assert said in wrong["title"]
    assert _states(life)[number] == "adopted"


def test_what_was_done_before_is_no_obstacle(life: Life) -> None:
    first = life.adopted()
    _declare(life)
    _deliver(life)
    _order(life)
    number = _adopt_another(life)
    life.post("coordinator", f"/plans/{number}/steps", step="unadopt", reason=REASON)
    assert _states(life)[first] == "adopted"
    # The purchase that was placed stays placed, and is not to be placed once more.
    states = sorted(p["state"] for p in life.get("coordinator", "/purchases"))
    assert states == ["placed", *["to_place"] * 5]
    # Under the plan that is in force again things were done: that one stays.
    life.post("coordinator", f"/plans/{number}/steps", step="refuse", reason=REASON)
    life.refused("coordinator", f"/plans/{first}/steps", 409, step="unadopt", reason=REASON)


def test_what_was_taken_back_is_no_obstacle(life: Life) -> None:
    number = life.adopted()
    lot = _deliver(life)
    life.refused("coordinator", f"/plans/{number}/steps", 409, step="unadopt", reason=REASON)
    gone = life.call("workshop_a", "DELETE", f"/lots/{lot['id']}", version=lot["version"])
    assert gone.status_code == 204
    life.post("coordinator", f"/plans/{number}/steps", step="unadopt", reason=REASON)


def test_not_while_another_plan_is_proposed(life: Life) -> None:
    number = life.adopted()
    other = life.add_plan(other_plan())
    life.post("coordinator", f"/plans/{other}/steps", step="propose")
    steps = f"/plans/{number}/steps"
    wrong = life.refused("coordinator", steps, 409, step="unadopt", reason=REASON)
    assert str(other) in wrong["title"]
