"""A workshop that joins on the way: entered where one plans again, counted by the next plan, taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from service.db import repositories, tables
from service.exports.facts import Facts
from service.i18n import Texts
from service.usecases import newcomers, orders
from service.web import replan_view
from tests.plans import worked_plan, worked_problem
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM
from tests.service.web.visiting import plain, refusal, send, undo, visit

PATH = "/replanifier/nouveau"


def _given(**changes: str) -> dict[str, Any]:
    return {
        "new_name": "Atelier du Moulin",
        "new_people": "6",
        "new_hours": "32,5",
        "new_week": "2020-W17",
        "new_like": "fil-rouge",
        "new_cost": "21,5",
        "new_norms": "0",
        "semaine": "2020-W17",
        **changes,
    }


def _part(life: Life, code: str) -> dict[str, Any]:
    found: dict[str, Any] = life.get("coordinator", f"/parts/workshop/{code}")["data"]
    return found


def _count(life: Life) -> int:
    with life.running.database.reading() as session:
        row = repositories.order(session, CONSORTIUM, WORKED)
        assert row is not None
        checked = orders.problem(session, row)
        assert checked.is_ready, checked.findings
        assert checked.problem is not None
        return len(checked.problem.workshops)


def test_a_newcomer_is_entered_and_counted_by_the_next_plan(life: Life) -> None:
    life.adopted()
    before = _count(life)
    page = visit(life, "coordinator", "/replanifier?semaine=2020-W17")
    assert "Un nouvel atelier arrive" in page
    assert "arrivés depuis le plan" not in page
    done = send(life, "coordinator", PATH, **_given(new_pace="80", new_learning="1", new_norms="1"))
    assert done.headers["location"].endswith("/replanifier?semaine=2020-W17")
    data, other = _part(life, "atelier-du-moulin"), _part(life, "fil-rouge")
    own = data[""]
    assert (own["headcount"], own["weekly_hours"], own["entry"]) == ("6", "32.5", "2020-04-20")
    assert own["ramp_up"] == ["0.5", "0.75"]
    assert own["hourly_cost"] == "21.5"
    assert {q["norm"] for q in own["qualifications"]} == {
        q["norm"] for q in other[""]["qualifications"]
    }
    # What the other does and where it delivers, at the newcomer's own pace.
    assert [(c["operation"], c["product"]) for c in data["capabilities"]] == [
        (c["operation"], c["product"]) for c in other["capabilities"]
    ]
    assert {c["pace"] for c in data["capabilities"]} == {"0.8"}
    assert [x["delivery_point"] for x in data["lanes"]] == [
        x["delivery_point"] for x in other["lanes"]
    ]
    assert _count(life) == before + 1
    page = visit(life, "coordinator", "/replanifier?semaine=2020-W17")
    assert "arrivés depuis le plan" in page
    assert "La commande a déjà changé" in page
    assert "atelier/capacites?atelier=atelier-du-moulin" in page
    asked = send(life, "coordinator", "/replanifier", from_week="2020-W17")
    job = asked.headers["location"].split("/travaux/")[1].split("?")[0]
    with life.running.database.reading() as session:
        row = session.get(tables.Job, job)
        assert row is not None
        assert "atelier-du-moulin" in row.payload["wish"]["order"]


def test_it_joins_the_consortium_and_is_taken_out_of_the_order_again(life: Life) -> None:
    life.adopted()
    before = _count(life)
    done = send(life, "coordinator", PATH, **_given())
    with life.running.database.reading() as session:
        names = {m.name for m in repositories.members(session, CONSORTIUM)}
    assert "Atelier du Moulin" in names
    undo(life, "coordinator", done)
    assert _count(life) == before
    page = visit(life, "coordinator", "/replanifier")
    assert "arrivés depuis le plan" not in page
    assert '<option value="Atelier du Moulin">' in page
    send(life, "coordinator", PATH, **_given(new_name="atelier du moulin"))
    assert _count(life) == before + 1
    # One that the plan in force counts on leaves by planning again.
    refused = send(life, "coordinator", f"{PATH}/retirer", 409, workshop="vestali", version="1")
    assert "compte sur cet atelier" in refusal(refused)


def test_everything_wrong_is_said_at_once_and_nothing_is_written(life: Life) -> None:
    life.adopted()
    before = _count(life)
    wrong = send(
        life,
        "coordinator",
        PATH,
        422,
        **_given(new_name="", new_people="quelques", new_hours="0", new_like="", new_pace="-5"),
    )
    for name in ("new_name", "new_people", "new_hours", "new_pace"):
        assert f'id="e-{name}"' in wrong.text
    assert 'value="quelques"' in wrong.text
    assert '<details class="oc-card" id="nouveau" open>' in wrong.text
    send(life, "coordinator", PATH, 404, **_given(new_like="inconnu"))
    send(life, "coordinator", PATH, 422, **_given(new_name="!!!"))
    free = send(life, "coordinator", PATH, 422, **_given(new_cost=""))
    assert "paraîtrait gratuit" in refusal(free)
    there = send(life, "coordinator", PATH, 422, **_given(new_name="vestali"))
    assert "déjà dans la commande" in refusal(there)
    assert _count(life) == before
    with life.running.database.reading() as session:
        names = {m.name for m in repositories.members(session, CONSORTIUM)}
    assert "Atelier du Moulin" not in names


def test_norms_that_the_order_demands_are_asked_about(life: Life) -> None:
    life.adopted()
    with life.running.database.reading() as session:
        row = repositories.order(session, CONSORTIUM, WORKED)
        assert row is not None
        asked = {
            p.code: newcomers.norms_asked(session, row, p.code)
            for p in repositories.parts(session, row.id, "workshop")
        }
    like = next(code for code, norms in asked.items() if norms)
    unsaid = send(life, "coordinator", PATH, 422, **_given(new_like=like, new_norms=""))
    assert 'id="e-new_norms"' in unsaid.text
    assert '<details class="oc-card" id="nouveau" open>' in unsaid.text
    done = send(life, "coordinator", PATH, **_given(new_like=like, new_norms="0"))
    page = plain(life.running.client("coordinator").get(done.headers["location"]).text)
    assert f"Sans {asked[like][0]}" in page
    board = visit(life, "coordinator", "/collecte")
    assert "Atelier du Moulin" in board


def test_a_newcomer_without_work_is_named_with_the_reason() -> None:
    before = Facts(worked_problem(), worked_plan())
    new = replace(before.problem.workshops[0], id="moulin", name="Le Moulin")
    problem = replace(before.problem, workshops=(*before.problem.workshops, new))
    after = Facts(problem, worked_plan())
    found = replan_view.arrived(before, after, Texts("fr"))
    assert [(a.name, a.minutes) for a in found] == [("Le Moulin", 0)]
    assert replan_view.arrived(before, before, Texts("fr")) == ()
    same = Texts("fr").gettext("Rien ne change : chacun suit le plan qu'il a déjà.")
    told = {"said": {"headline": [same]}}
    said = replan_view.headline(told, is_otherwise=True, texts=Texts("fr"))
    assert "Rien ne change" not in said[0]
    assert replan_view.headline(told, is_otherwise=False, texts=Texts("fr")) == list(
        told["said"]["headline"]
    )


def test_only_the_coordination_lets_somebody_in(life: Life) -> None:
    life.adopted()
    for who, status in {"facilitator": 403, "workshop_a": 404, "buyer": 404}.items():
        send(life, who, PATH, status, **_given())
        send(life, who, f"{PATH}/retirer", status, workshop="vestali", version="1")
