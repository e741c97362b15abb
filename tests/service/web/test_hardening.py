"""What went wrong once: texts no column holds, files nobody would read, settlements in two halves."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from optimizer.purchase_settlement import purchase_settlement
from service.db import conversion, life_rows, repositories, tables
from service.i18n import Texts
from service.usecases import lengths, reminding, settlement_file, settling, waiting
from tests.service.living import SPEAKS, WORKED, Life
from tests.service.running import CONSORTIUM
from tests.service.web.browsing import C, get, part, post
from tests.service.web.visiting import plain, refusal, send, visit

ALL_DAYS = {"first": "2020-04-01", "last": "2020-06-30"}
LONG = "trop " * 400


def _order(life: Life, session: Any) -> tables.Order:
    found = repositories.order(session, CONSORTIUM, WORKED)
    assert found is not None
    return found


# -- texts that no column of the database holds --------------------------------------------------


def test_no_limit_of_texts_is_wider_than_its_columns() -> None:
    widths = {
        (tables.Consent, "reason"): lengths.REASON,
        (tables.Plan, "reason"): lengths.REASON,
        (tables.Lot, "reason"): lengths.REASON,
        (tables.Costing, "reason"): lengths.REASON,
        (tables.CostingComment, "text"): lengths.REMARK,
        (tables.Declaration, "remark"): lengths.NOTE,
        (tables.Account, "name"): lengths.NAME,
        (tables.Invitation, "subject"): lengths.NAME,
    }
    for name in ("lot", "batch", "pattern"):
        widths[tables.Declaration, name] = lengths.CODE
    for name in ("number", "batch", "pattern", "delivery_note"):
        widths[tables.Lot, name] = lengths.CODE
    for (table, name), most in widths.items():
        column = table.__table__.columns.get(name)
        assert column is None or getattr(column.type, "length", 0) >= most, (table, name)


def test_an_objection_that_is_too_long_is_refused_in_words_and_kept(life: Life) -> None:
    number = life.add_plan()
    life.set_state("won")
    life.post("coordinator", f"/plans/{number}/steps", step="propose")
    answer = send(
        life,
        "workshop_a",
        "/atelier/accord",
        422,
        step="object",
        plan=number,
        atelier="vestali",
        reason=LONG,
    )
    assert "trop long : 1999 caractères, au plus 1000" in refusal(answer)
    # What took an hour to write is still in its box.
    assert LONG.strip() in answer.text
    with life.running.database.reading() as session:
        assert session.scalars(select(tables.Consent.reason)).all() == ["", "", ""]


@pytest.mark.parametrize("cell", ["lot_number", "lot_batch", "lot_delivery_note"])
def test_a_lot_with_a_number_that_is_too_long_is_refused_in_words(life: Life, cell: str) -> None:
    life.adopted()
    with life.running.database.reading() as session:
        plan = repositories.plan_in_state(session, _order(life, session).id, "adopted")
        assert plan is not None
        demand = conversion.plan_of(plan)[0].demands[0].id
    form = {
        "lot_day": "20/04/2020",
        "lot_units": "10",
        "lot_number": "L-1",
        "lot_demand": demand,
        "atelier": "vestali",
        cell: "7" * 150,
    }
    answer = send(life, "workshop_a", "/atelier/declarer/lot", 422, fields=form)
    assert "trop long : 150 caractères, au plus 100" in refusal(answer)
    assert "7" * 150 in answer.text


def test_a_row_with_a_batch_that_is_too_long_says_so_beside_it(life: Life) -> None:
    life.adopted()
    form = {"atelier": "vestali", "semaine": "2020-W16", "what-0": "mask/sewing", "made-0": "5"}
    answer = send(
        life, "workshop_a", "/atelier/declarer", 422, fields={**form, "batch-0": "R" * 150}
    )
    assert "trop long : 150 caractères, au plus 100" in plain(answer.text)
    with life.running.database.reading() as session:
        assert not life_rows.declarations(session, _order(life, session).id)


def test_a_customer_with_a_name_that_is_too_long_is_not_invited(life: Life) -> None:
    answer = post(life, f"{C}/personnes/inviter", role="buyer", customer="c" * 500)
    assert answer.status_code == 422
    assert "trop long : 500 caractères, au plus 200" in refusal(answer)


# -- addresses that no page has -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["a%00.css", "a" * 300 + ".css", "..%2Fvisits.py", "%2e%2e"])
def test_static_files_with_impossible_names_are_not_there(life: Life, name: str) -> None:
    assert get(life, f"/static/x/{name}", "nobody").status_code == 404


# -- files ----------------------------------------------------------------------------------------


def test_files_for_an_order_that_says_nothing_are_not_kept(life: Life) -> None:
    made = post(life, f"{C}/nouvelle-commande", begins="empty", title="Vide")
    at = made.headers["location"].removesuffix("/commande")
    answer = life.running.client("coordinator").post(
        f"{at}/imports",
        data={"kind": "capacities"},
        files={"files": ("x.csv", b"Atelier;Effectif\nTerrils;12")},
        follow_redirects=False,
    )
    assert answer.status_code == 409
    with life.running.database.reading() as session:
        assert not session.scalars(select(tables.Import)).all()
        assert not session.scalars(select(tables.File)).all()


# -- days and plurals -----------------------------------------------------------------------------


def test_a_deadline_is_told_as_the_day_that_it_is_in_france() -> None:
    # Midnight of 1 May in Paris.
    order = tables.Order(
        consortium_id="x", code="y", title="T", answer_by=datetime(2020, 4, 30, 22, 0, tzinfo=UTC)
    )
    said = reminding.invitation(order, "http://ici", Texts("fr"))
    assert "avant le 01/05/2020" in said


def test_one_workshop_is_not_told_of_as_several(life: Life) -> None:
    life.set_state("collecting")
    send(life, "coordinator", "/collecte/demander", workshops="vestali")
    assert "1 atelier est consulté. Envoyez-lui" in visit(life, "coordinator", "/collecte")
    number = life.add_plan()
    life.set_state("won")
    life.post("coordinator", f"/plans/{number}/steps", step="propose")
    for workshop in ("fil-rouge", "esat-lys"):
        life.post("workshop_b", f"/plans/{number}/consents/{workshop}/steps", step="accept")
    with life.running.database.reading() as session:
        found = waiting.for_person(
            session, life.running.actor("coordinator"), _order(life, session)
        )
    said = [w.text.format(**w.values) for w in found]
    assert f"Attendre les ateliers qui n'ont pas répondu au plan n° {number} (1)." in said


# -- the settlement of joint purchases, once and whole ------------------------------------------------


def _delivered(life: Life) -> None:
    """Everything delivered in April and May and accepted, everybody's costs told."""
    life.adopted()
    life.give_costs()
    for workshop, who in SPEAKS.items():
        life.post(who, f"/costings/{workshop}/steps", step="submit")
    with life.running.database.reading() as session:
        plan = repositories.plan_in_state(session, _order(life, session).id, "adopted")
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


def _settle(life: Life, *shares: int) -> dict[str, int]:
    """Keep a settlement as its job would, the standalone prices being these; what each owes."""
    with life.running.database.writing() as session:
        row = repositories.plan_in_state(session, _order(life, session).id, "adopted")
        assert row is not None
        problem, plan = conversion.plan_of(row)
        alone = dict(zip(SPEAKS, shares, strict=True))
        found = purchase_settlement(problem, plan, "equal", alone)
        assert found is not None
        settling.keep(session, row.id, settlement_file.values_of(found, problem))
        kept = settling.of_row(row)
        assert kept is not None
        return {m.workshop: m.owed_cents for m in kept.members}


def _sums(life: Life) -> dict[str, int]:
    found: dict[str, int] = dict.fromkeys(SPEAKS, 0)
    for s in life.get("facilitator", "/statements"):
        found[s["workshop"]] += s["settlement_cents"]
    return found


def _submit(life: Life, statement: dict[str, Any]) -> None:
    who = SPEAKS[statement["workshop"]]
    life.post(who, f"/statements/{statement['id']}/steps", step="submit_statement")


def test_a_settlement_that_comes_after_a_statement_is_not_split(life: Life) -> None:
    _delivered(life)
    drawn = life.post("coordinator", "/statements", **ALL_DAYS)
    last = max(s["period"] for s in drawn)
    sent = next(s for s in drawn if s["period"] == last and s["workshop"] == "vestali")
    _submit(life, sent)
    owed = _settle(life, 100_00, 100_00, 100_00)
    assert owed["vestali"]
    # Without its part the others would owe to nobody.
    said = life.refused("coordinator", "/statements", 409, **ALL_DAYS)
    assert "remis avec un autre règlement" in said["title"]
    assert set(_sums(life).values()) == {0}
    life.post("workshop_a", f"/statements/{sent['id']}/steps", step="recall_statement", reason="r")
    life.post("coordinator", "/statements", **ALL_DAYS)
    assert _sums(life) == owed


def test_what_was_settled_is_not_settled_again_by_a_later_lot(life: Life) -> None:
    _delivered(life)
    with life.running.database.writing() as session:
        for lot in life_rows.lots(session, _order(life, session).id):
            lot.delivered_on = date(2020, 4, 20)
    owed = _settle(life, 100_00, 100_00, 100_00)
    drawn = life.post("coordinator", "/statements", **ALL_DAYS)
    # One is sent, the others stay drafts.
    _submit(life, next(s for s in drawn if s["workshop"] == "vestali"))
    with life.running.database.writing() as session:
        lots = life_rows.lots(session, _order(life, session).id)
        lots[0].delivered_on = date(2020, 5, 20)
    life.post("coordinator", "/statements", first="2020-05-01", last="2020-05-31")
    assert _sums(life) == owed


def test_a_job_that_ends_after_the_statements_changes_no_settlement(life: Life) -> None:
    _delivered(life)
    owed = _settle(life, 100_00, 100_00, 100_00)
    for statement in life.post("coordinator", "/statements", **ALL_DAYS):
        _submit(life, statement)
    # It was asked for while everything was in draft.
    assert _settle(life, 10_00, 200_00, 50_00) == owed == _sums(life)


# -- what a workshop says after its objection ---------------------------------------------------------


def _closed(data: dict[str, Any]) -> list[str]:
    return [c["first"] for c in data[""]["closures"]]


def test_an_objection_takes_back_nothing_that_was_said_after_it(life: Life) -> None:
    number = life.add_plan()
    life.set_state("won")
    life.post("coordinator", f"/plans/{number}/steps", step="propose")
    before = part(life, "workshop", "vestali", WORKED)
    assert before is not None
    counter = deepcopy(before.data)
    counter[""]["headcount"] = "3"
    life.post(
        "workshop_a",
        f"/plans/{number}/consents/vestali/steps",
        step="object",
        reason="trop",
        counter=counter,
    )
    after = deepcopy(before.data)
    after[""]["closures"] = [{"first": "2020-05-04", "last": "2020-05-08", "reason": "congés"}]
    said = life.call(
        "workshop_a", "PUT", "/parts/workshop/vestali", {"data": after}, version=before.version
    )
    assert said.status_code == 200
    path = f"/plans/{number}/accord/contre-proposition"
    send(life, "coordinator", path, atelier="vestali", keep="1")
    kept = part(life, "workshop", "vestali", WORKED)
    assert kept is not None
    assert kept.data[""]["headcount"] == "3"
    assert _closed(kept.data) == ["2020-05-04"]
