"""Joint purchases settled between workshops: kept, on the last statement, told to its owner alone."""

from __future__ import annotations

import json
import re
from typing import Any

from optimizer.purchase_settlement import purchase_settlement
from service.db import conversion, repositories, tables
from service.jobs.tasks import TASKS
from service.usecases import settlement_file, settling
from tests.service.file_jobs import run_files
from tests.service.living import SPEAKS, WORKED, Life
from tests.service.running import CONSORTIUM

YEAR = {"first": "2020-04-01", "last": "2020-06-30"}


def _ready(life: Life) -> None:
    """In production, everybody's costs told, everything delivered and accepted."""
    life.adopted()
    life.give_costs()
    for workshop, who in SPEAKS.items():
        life.post(who, f"/costings/{workshop}/steps", step="submit")
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        plan = repositories.plan_in_state(session, order.id, "adopted")
        assert plan is not None
        problem, _ = conversion.plan_of(plan)
    before = {d.demand: d.units for d in problem.opening.delivered}
    makers = {"mask": "vestali", "bag": "esat-lys", "laundry": "vestali"}
    for n, demand in enumerate(problem.demands):
        lot = life.post(
            "coordinator",
            "/lots",
            workshop=makers[demand.product],
            number=f"L-{n}",
            demand=demand.id,
            units=str(demand.quantity - before.get(demand.id, 0)),
            delivered_on=f"2020-0{4 + n % 2}-2{n}",
        )
        life.post("buyer", f"/lots/{lot['id']}/steps", step="accept_lot")


def _settle(life: Life) -> dict[str, int]:
    """Keep a settlement beside the plan, as its job would; what each owes."""
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        row = repositories.plan_in_state(session, order.id, "adopted")
        assert row is not None
        problem, plan = conversion.plan_of(row)
        shares = dict.fromkeys(SPEAKS, 100_00)
        found = purchase_settlement(problem, plan, "equal", shares)
        assert found is not None
        settling.keep(session, row.id, settlement_file.values_of(found, problem))
        return {m.workshop: m.owed_cents for m in found.members}


def test_the_last_statement_settles_what_was_bought_together(life: Life) -> None:
    _ready(life)
    plain = life.post("coordinator", "/statements", **YEAR)
    assert {s["settlement_cents"] for s in life.get("facilitator", "/statements")} == {0}
    owed = _settle(life)
    assert any(owed.values())
    assert sum(owed.values()) == 0
    drawn = life.post("coordinator", "/statements", **YEAR)
    # The buyer pays the same; who owes what stands on the last period alone.
    for name in ("ht_cents", "vat_cents", "payable_cents"):
        assert [s[name] for s in drawn if s["ht_cents"]] == [
            s[name] for s in plain if s["ht_cents"]
        ]
    last = max(s["period"] for s in drawn)
    seen = {(s["period"], s["workshop"]): s for s in life.get("facilitator", "/statements")}
    for (period, workshop), row in seen.items():
        assert row["settlement_cents"] == (owed[workshop] if period == last else 0)
        assert row["net_cents"] == row["content"]["paid_back_cents"] - row["settlement_cents"]
    assert {w for p, w in seen if p == last} == set(SPEAKS)


def test_each_reads_its_own_and_nobody_anothers(life: Life) -> None:
    _ready(life)
    owed = _settle(life)
    life.post("coordinator", "/statements", **YEAR)
    for row in life.get("facilitator", "/statements"):
        who = SPEAKS[row["workshop"]]
        life.post(who, f"/statements/{row['id']}/steps", step="submit_statement")
    for who in ("workshop_a", "workshop_b"):
        mine = {w for w, speaker in SPEAKS.items() if speaker == who}
        rows = life.get(who, "/statements")
        assert {s["workshop"] for s in rows} == mine
        assert all(s["settlement_cents"] is not None for s in rows)
        members = life.get(who, "/purchases/settlement")["members"]
        assert {m["workshop"]: m["owed_cents"] for m in members} == {w: owed[w] for w in mine}
        assert life.get(who, "/purchases/settlement")["transfers"] == []
    figures = {str(abs(cents)) for cents in owed.values() if cents}
    for who in ("coordinator", "buyer"):
        rows = life.get(who, "/statements")
        assert {(s["settlement_cents"], s["net_cents"]) for s in rows} == {(None, None)}
        assert not figures & set(re.findall(r"[0-9]+", json.dumps([r["content"] for r in rows])))
    life.refused_get("coordinator", "/purchases/settlement", 404)
    life.refused_get("buyer", "/purchases/settlement", 404)
    assert sum(t["cents"] for t in life.get("facilitator", "/purchases/settlement")["transfers"])
    with life.running.database.reading() as session:
        audit = json.dumps([e.detail for e in repositories.audit(session, CONSORTIUM)])
    assert not figures & set(re.findall(r"[0-9]+", audit))


def test_what_a_statement_settles_is_not_settled_otherwise(life: Life) -> None:
    _ready(life)
    owed = _settle(life)
    drawn = life.post("coordinator", "/statements", **YEAR)
    last = max(s["period"] for s in drawn)
    row = next(
        s
        for s in life.get("facilitator", "/statements")
        if s["period"] == last and owed[s["workshop"]]
    )
    steps = f"/statements/{row['id']}/steps"
    life.post(SPEAKS[row["workshop"]], steps, step="submit_statement")
    wrong = life.refused("coordinator", "/purchases/settlement", 409)
    assert last in wrong["title"]
    assert life.call("coordinator", "DELETE", "/purchases/settlement").status_code == 409
    life.post("coordinator", steps, step="recall_statement", reason="Trop tôt")
    assert life.call("coordinator", "DELETE", "/purchases/settlement").status_code == 204
    assert life.call("coordinator", "DELETE", "/purchases/settlement").status_code == 404
    life.post("coordinator", "/statements", **YEAR)
    assert {s["settlement_cents"] for s in life.get("facilitator", "/statements")} == {0}


def test_a_settlement_is_a_job_that_tells_nothing(life: Life) -> None:
    life.refused("coordinator", "/purchases/settlement", 409)
    life.adopted()
    for who, status in {"workshop_a": 404, "facilitator": 403, "buyer": 404}.items():
        life.refused(who, "/purchases/settlement", status)
    life.refused("coordinator", "/purchases/settlement", 422, key="magic")
    asked = life.post("coordinator", "/purchases/settlement", key="quantity", seconds=2)
    (result,) = run_files(life.running.database)
    assert result == {"plan": 1, "is_settled": True}
    with life.running.database.reading() as session:
        job = session.get(tables.Job, asked["id"])
        assert job is not None
        assert "cents" not in json.dumps([job.payload, job.result, job.findings])
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        plan = repositories.plan_in_state(session, order.id, "adopted")
        assert plan is not None
        found = settling.of_row(plan)
    assert found is not None
    assert found.key == "quantity"
    assert sum(m.owed_cents for m in found.members) == 0
    shown = life.get("facilitator", "/purchases/settlement")
    assert (shown["plan"], shown["key"]) == (1, "quantity")
    assert {m["workshop"]: m["owed_cents"] for m in shown["members"]} == {
        m.workshop: m.owed_cents for m in found.members
    }
    assert "settle" in TASKS


def test_costs_and_documents_count_the_settlement(life: Life) -> None:
    _ready(life)

    def own(workshop: str) -> dict[str, Any]:
        found = life.get(SPEAKS[workshop], f"/costings/{workshop}/cost")
        return dict(found)

    before = {w: own(w) for w in SPEAKS}
    owed = _settle(life)
    for workshop, cents in owed.items():
        now = own(workshop)
        lines = sum(x["cents"] for x in now["lines"] if x["kind"] == "settlement")
        assert lines == cents
        changed = now["gross_cents"] - before[workshop]["gross_cents"]
        assert (changed > 0) == (cents > 0)
        assert (changed < 0) == (cents < 0)
    for who in ("facilitator", "coordinator", "workshop_a"):
        for document in ("statements", "costing", "cash"):
            body = {"document": document, "format": "xlsx", "workshop": ""}
            if who == "workshop_a":
                body["workshop"] = "vestali"
            asked = life.call(who, "POST", "/documents", body)
            assert asked.status_code in (200, 201, 202), asked.text
    done = run_files(life.running.database)
    assert len(done) == 9
    assert all(d["is_complete"] for d in done), done
