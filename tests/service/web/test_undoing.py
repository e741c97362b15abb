"""What was just done is taken back by the button of its notice, unless somebody else came in between."""

from __future__ import annotations

import hashlib
import re
from copy import deepcopy
from html import unescape
from typing import Any

import httpx2 as httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from service.db import life_rows, repositories, tables
from service.errors import ServiceRefusalError
from service.usecases import life as order_life
from service.usecases import putting_back
from service.usecases.life import LIFE, Living, Step
from service.web import visits
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM
from tests.service.web import studied
from tests.service.web.page_forms import Form, forms
from tests.service.web.page_forms import send as send_form
from tests.service.web.test_plan_pages import jobs, read
from tests.service.web.test_scenario_pages import study
from tests.service.web.visiting import AT, plain, send, undo

CAPACITIES = f"{AT}/atelier/capacites"
COSTS = f"{AT}/atelier/couts"
DECLARED = f"{AT}/atelier/declarer"


def part(life: Life, workshop: str = "vestali") -> tuple[dict[str, Any], int]:
    """A workshop's capacities, and their version."""
    found = life.get("coordinator", f"/parts/workshop/{workshop}")
    return found["data"], found["version"]


def costing(life: Life, workshop: str = "vestali") -> tuple[dict[str, Any], int] | None:
    """A workshop's costs, and their version; None without any."""
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        row = life_rows.costing(session, order.id, workshop)
        return (deepcopy(row.data), row.version) if row is not None else None


def actions(life: Life) -> list[str]:
    """What the audit says of the order, the newest first."""
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        return [e.action for e in repositories.audit(session, CONSORTIUM, order_id=order.id)]


def saved(life: Life, address: str, who: str = "workshop_a", **changes: str) -> httpx.Response:
    """What comes of saving the form of a page of Vestali with some of its fields changed."""
    client = life.running.client(who)
    page = client.get(f"{address}?atelier=vestali")
    name = address.rpartition("/")[2]
    found = send_form(client, forms(page, f"/{name}")[0], **changes)
    assert found.status_code == 303, found.text
    return found


def button(life: Life, answer: httpx.Response, who: str = "workshop_a") -> tuple[str, Any]:
    """Address and fields of the button that takes it back, without pressing it."""
    page = life.running.client(who).get(answer.headers["location"])
    found = re.search(r'oc-notice.*?action="([^"]+)"[^>]*>(.*?)</form>', page.text, re.S)
    assert found is not None, page.text[:3000]
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', found.group(2))
    return found.group(1), {k: unescape(v) for k, v in fields}


def pressed(life: Life, where: tuple[str, Any], who: str = "workshop_a") -> httpx.Response:
    """What comes of pressing a button."""
    found: httpx.Response = life.running.client(who).post(
        where[0], data=where[1], follow_redirects=False
    )
    return found


# -- steps --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "step", [s for s in LIFE if not s.is_followed], ids=lambda s: f"{s.of}.{s.name}"
)
def test_a_reason_goes_along_where_taking_back_needs_one(life: Life, step: Step) -> None:
    scope = {"type": "http", "headers": [], "app": life.running.client("coordinator").app}
    found = visits.Visit(Request(scope)).undoing(step, atelier="vestali")
    if not step.undone_by:
        assert found == {}
        return
    back = order_life.find(step.of, step.undone_by)
    assert found.pop("step") == back.name
    assert bool(found.pop("reason", "").strip()) == back.needs_reason
    assert found == {"atelier": "vestali"}


def test_nothing_is_offered_for_what_nothing_takes_back(life: Life) -> None:
    life.set_state("offered")
    life.add_plan()
    done = send(life, "coordinator", "/etape", step="decline", reason="Trop tard pour eux")
    undo(life, "coordinator", done)
    assert life.state() == "offered"
    life.set_state("declined")
    done = send(life, "coordinator", "/etape", step="reopen")
    page = life.running.client("coordinator").get(done.headers["location"])
    notice = page.text.partition('class="oc-notice"')[2].partition("</div>")[0]
    assert "Fait." in notice
    assert "<form" not in notice


def test_a_step_of_an_order_that_needs_a_reason_to_be_undone_is_undone_at_once(life: Life) -> None:
    life.set_state("collecting")
    done = send(life, "coordinator", "/etape", step="win_directly", reason="Accord de vive voix")
    assert life.state() == "won"
    undo(life, "coordinator", done)
    assert life.state() == "collecting"
    assert actions(life)[0] == "order.unwin_directly"


# -- capacities ---------------------------------------------------------------------------------


def test_capacities_just_saved_are_put_back(life: Life) -> None:
    before, version = part(life)
    weeks = {"n-2020-W17": "4", "h-2020-W18": "20"}
    closed = {"cf-5": "18/05/2020", "cl-5": "20/05/2020", "cr-5": "Pont"}
    done = saved(life, CAPACITIES, headcount="3", absence_rate="7,5", **weeks, **closed)
    assert part(life)[0] != before
    undo(life, "workshop_a", done)
    assert part(life) == (before, version + 2)
    assert actions(life)[0] == "undo_capacities"


def test_an_answer_that_was_saved_by_mistake_is_awaited_again(life: Life) -> None:
    life.post("coordinator", "/collecting")

    def state() -> str:
        found = life.get("coordinator", "/collecting")
        return next(str(a["state"]) for a in found if a["workshop"] == "vestali")

    first = saved(life, CAPACITIES, headcount="3")
    assert state() == "answered"
    undo(life, "workshop_a", first)
    assert state() == "asked"
    saved(life, CAPACITIES, headcount="3")
    undo(life, "workshop_a", saved(life, CAPACITIES, headcount="4"))
    assert state() == "answered"
    assert part(life)[0][""]["headcount"] == "3"


def test_who_was_never_asked_has_not_answered_either(life: Life) -> None:
    undo(life, "workshop_a", saved(life, CAPACITIES, headcount="3"))
    assert life.get("coordinator", "/collecting") == []


def test_saving_what_was_there_leaves_nothing_to_undo(life: Life) -> None:
    saved(life, CAPACITIES)
    done = saved(life, CAPACITIES)
    page = life.running.client("workshop_a").get(done.headers["location"])
    assert "Annuler ce que je viens de faire" not in page.text


def test_what_somebody_else_saved_since_is_shown_beside_it(life: Life) -> None:
    was = part(life)[0][""]["headcount"]
    where = button(life, saved(life, CAPACITIES, headcount="3"))
    saved(life, CAPACITIES, "coordinator", weekly_hours="21")
    now = part(life)
    late = pressed(life, where)
    assert late.status_code == 409
    assert part(life) == now
    text = plain(late.text)
    assert "Deux versions" in text
    assert f"<td>3</td><td>{was.replace('.', ',')}</td>" in text
    assert "<td>21</td>" not in text  # what both agree on
    again = send_form(life.running.client("workshop_a"), forms(late, "/capacites")[0])
    assert again.status_code == 303
    kept = part(life)[0][""]
    assert (kept["headcount"], kept["weekly_hours"]) == (was, "21")


def test_only_who_may_change_capacities_puts_them_back(life: Life) -> None:
    where = button(life, saved(life, CAPACITIES, headcount="3"))
    now = part(life)
    assert pressed(life, where, "workshop_b").status_code == 404
    assert pressed(life, where, "facilitator").status_code == 403
    assert pressed(life, where, "stranger").status_code == 404
    assert part(life) == now


@pytest.mark.parametrize(
    "way",
    ["x", "[]", "7", '"a"', "null", '{"":3}', '{"":[3]}', '{"":[]}', '{"capabilities":[{"a":1}]}',
     '{"":{"headcount":["douze"]}}', '{"":{"headcount":[1,2]}}', '{"":{"id":["fil-rouge"]}}',
     "[" * 5_000, '{"":' * 3_000 + "1" + "}" * 3_000, '{"lanes":["x"]}'],
)  # fmt: skip
def test_a_way_back_of_any_form_fails_nothing(life: Life, way: str) -> None:
    before = part(life)
    form = {"avant": way, "version": str(before[1]), "atelier": "vestali"}
    found = pressed(life, (f"{CAPACITIES}/annuler", form))
    assert found.status_code == 422
    assert "oc-refusal" in found.text
    assert part(life) == before


def test_a_year_of_weeks_is_put_back(life: Life) -> None:
    """A browser keeps what it takes, however much was typed."""
    weeks = [f"2020-W{n}" for n in range(2, 53)]
    before = {
        "": {
            "headcount": "7.5",
            "overrides": [
                {
                    "week": w,
                    "headcount": f"{int(_noise(w)[:2], 16) / 8}",
                    "weekly_hours": f"{int(_noise(w)[2:4], 16) / 8}",
                }
                for w in weeks
            ],
        }
    }
    way = putting_back.way_back(before, {"": {"headcount": "8", "overrides": []}})
    signed_in = (b"cookie", b"oeuvre_session=abc")
    scope = {"type": "http", "headers": [signed_in], "app": life.running.client("coordinator").app}
    visit = visits.Visit(Request(scope))
    answer = visit.to("/", "Fait.", undo="/x", undo_values={"avant": way})
    cookie = signed_in[1] + b"; " + answer.headers["set-cookie"].split(";")[0].encode()
    seen = visits.read_notice(Request({**scope, "headers": [(b"cookie", cookie)]}))
    assert seen is not None
    assert seen["values"] == {"avant": way}


def _noise(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()


_values = st.recursive(
    st.none() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)
_documents = st.dictionaries(st.text(max_size=2), _values, max_size=4)


@given(before=_documents, after=_documents)
def test_the_way_back_leads_back(before: dict[str, Any], after: dict[str, Any]) -> None:
    way = putting_back.way_back(before, after)
    assert putting_back.restored(after, way) == before
    assert (way == "") == (before == after)


@given(st.text(max_size=20))
def test_what_is_no_way_back_is_refused(text: str) -> None:
    try:
        found = putting_back.restored({"a": 1}, text)
    except ServiceRefusalError as refusal:
        assert refusal.code == "wrong_data"  # noqa: PT017 - either is right
    else:
        assert isinstance(found, dict)


# -- costs --------------------------------------------------------------------------------------


def test_costs_just_saved_are_put_back(life: Life) -> None:
    life.give_costs()
    life.adopted()
    found = costing(life)
    assert found is not None
    before, version = found
    done = saved(life, COSTS, paid_hours="20000", margin="", **{"pl-0": "Autre", "pc-0": "12"})
    undo(life, "workshop_a", done)
    assert costing(life) == (before, version + 2)
    assert actions(life)[:2] == ["undo_costs", "write_costs"]


def test_the_first_costs_of_all_are_removed_again(life: Life) -> None:
    done = saved(life, COSTS, paid_hours="20000")
    assert costing(life) is not None
    where = button(life, done)
    assert pressed(life, where).status_code == 303
    assert costing(life) is None
    assert actions(life)[0] == "undo_costs"
    assert pressed(life, where).status_code == 404
    assert costing(life) is None


def test_costs_that_were_saved_again_since_are_kept(life: Life) -> None:
    life.give_costs()
    life.adopted()
    found = costing(life)
    assert found is not None
    was = found[0]["hours"]["paid_hours"]
    where = button(life, saved(life, COSTS, paid_hours="20000"))
    saved(life, COSTS, payment_days_suppliers="45")
    now = costing(life)
    late = pressed(life, where)
    assert late.status_code == 409
    assert costing(life) == now
    assert "20000" in late.text
    assert f'value="{was}"' in late.text
    again = send_form(life.running.client("workshop_a"), forms(late, "/couts")[0])
    assert again.status_code == 303
    kept = costing(life)
    assert kept is not None
    assert kept[0]["hours"]["paid_hours"] == was
    assert kept[0]["payment_days_suppliers"] == 45


def test_costs_in_review_are_not_put_back(life: Life) -> None:
    life.give_costs()
    life.adopted()
    where = button(life, saved(life, COSTS, paid_hours="20000"))
    life.post("workshop_a", "/costings/vestali/steps", step="submit")
    now = costing(life)
    late = pressed(life, where)
    assert late.status_code == 409
    assert "reprenez-les d'abord" in plain(late.text)
    assert costing(life) == now


def test_nobody_else_puts_costs_back(life: Life) -> None:
    life.give_costs()
    life.adopted()
    where = button(life, saved(life, COSTS, paid_hours="20000"))
    now = costing(life)
    assert pressed(life, where, "workshop_b").status_code == 404
    assert pressed(life, where, "coordinator").status_code == 404
    assert pressed(life, where, "facilitator").status_code == 403
    assert costing(life) == now


@pytest.mark.parametrize("way", ["x", "[]", '{"hours":["a"]}', '{"hours":{"paid_hours":["x"]}}'])
def test_a_way_back_of_costs_of_any_form_fails_nothing(life: Life, way: str) -> None:
    life.give_costs()
    life.adopted()
    before = costing(life)
    assert before is not None
    form = {"avant": way, "version": str(before[1]), "atelier": "vestali"}
    found = pressed(life, (f"{COSTS}/annuler", form))
    assert found.status_code == 422
    assert costing(life) == before


# -- scenarios and remedies ---------------------------------------------------------------------


def parts(life: Life) -> dict[str, Any]:
    """Every part of the order as it is kept, and its head."""
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        found = {f"{p.kind}:{p.code}": p.data for p in repositories.parts(session, order.id)}
        return deepcopy({**found, "": order.head})


def test_a_scenario_that_was_kept_is_taken_out_again(life: Life) -> None:
    number = life.add_plan()
    job = study(life, number)
    before = parts(life)
    done = send(life, "coordinator", f"/scenarios/{job}/garder", variante="v1")
    assert parts(life) != before
    undo(life, "coordinator", done)
    assert parts(life) == before
    (made,) = [j for j in jobs(life) if j.kind == "plan"]
    assert made.state == "cancelled"
    assert actions(life)[:2] == ["take_back_scenario", "cancel_job"]
    again = send(life, "coordinator", f"/scenarios/{job}/rendre", 409)
    assert "n'est pas, ou plus, dans la commande" in plain(again.text)


def test_a_scenario_that_was_kept_says_so_as_long_as_it_stands(life: Life) -> None:
    number = life.add_plan()
    job = study(life, number)
    assert "Le retirer de la commande" not in read(life, "coordinator", f"/scenarios/{job}")[1]
    send(life, "coordinator", f"/scenarios/{job}/garder", variante="v1")
    text = read(life, "coordinator", f"/scenarios/{job}")[1]
    assert "« Renfort » est inscrit dans la commande" in plain(text)
    assert "Le retirer de la commande" in text
    assert "Le retirer de la commande" not in read(life, "facilitator", f"/scenarios/{job}")[1]
    send(life, "facilitator", f"/scenarios/{job}/rendre", 403)
    send(life, "workshop_a", f"/scenarios/{job}/rendre", 404)
    send(life, "coordinator", f"/scenarios/{job}/rendre")
    assert "Le retirer de la commande" not in read(life, "coordinator", f"/scenarios/{job}")[1]


def test_what_was_changed_since_a_scenario_was_kept_stays(life: Life) -> None:
    number = life.add_plan()
    job = study(life, number)
    done = send(life, "coordinator", f"/scenarios/{job}/garder", variante="v1")
    saved(life, CAPACITIES, weekly_hours="21")
    now = parts(life)
    where = button(life, done, "coordinator")
    late = pressed(life, where, "coordinator")
    assert late.status_code == 409
    assert "vestali" in late.text
    assert parts(life) == now


def test_a_scenario_kept_in_production_is_taken_out_again(life: Life) -> None:
    number = life.adopted()
    job = study(life, number)
    before = parts(life)
    done = send(life, "coordinator", f"/scenarios/{job}/garder", variante="v1")
    assert done.headers["location"] == f"{AT}/lundi"
    assert not any(j.kind == "plan" for j in jobs(life))
    undo(life, "coordinator", done)
    assert parts(life) == before


@pytest.mark.parametrize(
    "change",
    [
        {"what": "newcomer", "cells": {"workshop": "Nouvel atelier", "about": "vestali"}},
        {"what": "due", "cells": {"about": "masks-1", "value": "30/06/2020"}},
        {"what": "ban", "cells": {"workshop": "vestali", "operation": "sewing"}},
    ],
    ids=lambda c: str(c["what"]),
)
def test_whatever_a_scenario_changed_comes_back(life: Life, change: dict[str, Any]) -> None:
    number = life.add_plan()
    _, _, made = studied.plan_of(life, number)
    job = studied.compared(life, number, [{"name": "", "changes": [change]}], made)
    before = parts(life)
    done = send(life, "coordinator", f"/scenarios/{job}/garder", variante="v1")
    assert parts(life) != before
    undo(life, "coordinator", done)
    assert parts(life) == before


def test_a_remedy_that_was_kept_is_taken_out_again(life: Life) -> None:
    number = life.add_plan()
    job = studied.why_whole(life, number)
    before = parts(life)
    done = send(life, "coordinator", f"/remedes/{job}/garder", remede="cures.0")
    assert parts(life) != before
    undo(life, "coordinator", done)
    assert parts(life) == before
    send(life, "facilitator", f"/remedes/{job}/rendre", 403)
    send(life, "coordinator", f"/remedes/{job}/rendre", 409)


def test_only_a_study_of_this_order_gives_something_back(life: Life) -> None:
    with life.running.database.writing() as session:
        row = tables.Job(kind="compare", lane="solve", consortium_id=CONSORTIUM, order_id=None)
        session.add(row)
        session.flush()
        job = row.id
    send(life, "coordinator", f"/scenarios/{job}/rendre", 404)
    send(life, "coordinator", "/scenarios/nothing/rendre", 404)


# -- lots ---------------------------------------------------------------------------------------


def test_a_lot_just_noted_is_taken_back(life: Life) -> None:
    life.adopted()
    done = send(
        life,
        "workshop_a",
        "/atelier/declarer/lot",
        atelier="vestali",
        semaine="2020-W17",
        lot_number="V-1",
        lot_demand="masks-1",
        lot_units="10",
        lot_day="17/04/2020",
    )
    assert len(life.get("workshop_a", "/lots")) == 1
    undo(life, "workshop_a", done)
    assert life.get("workshop_a", "/lots") == []


def test_every_step_that_is_undone_at_once_is_one_of_the_same_thing() -> None:
    for step in LIFE:
        if step.undone_by:
            back = order_life.followed(step.of, step.undone_by)
            assert (back.source, back.target) == (step.target, step.source)
    assert {s.of for s in LIFE} == set(Living)


# -- production declared ------------------------------------------------------------------------


def declared(life: Life) -> list[dict[str, Any]]:
    """Everything that is declared, without versions."""
    rows = life.get("coordinator", "/production")
    return [{k: v for k, v in r.items() if k not in ("version", "declared_at")} for r in rows]


def week_form(life: Life, who: str = "workshop_a") -> Form:
    """The form of a week of Vestali."""
    page = life.running.client(who).get(f"{DECLARED}?atelier=vestali&semaine=2020-W17")
    return next(f for f in forms(page, "/declarer") if "semaine" in f.fields)


def week_saved(life: Life, who: str = "workshop_a", **cells: str) -> httpx.Response:
    """What comes of saving the week of Vestali with some of its cells changed."""
    found = send_form(life.running.client(who), week_form(life, who), **cells)
    assert found.status_code == 303, found.text
    return found


def test_a_week_that_was_declared_by_mistake_is_not_declared_any_more(life: Life) -> None:
    life.adopted()
    done = week_saved(life, **{"made-0": "890", "scrap-0": "12", "batch-0": "007"})
    assert [r["made"] for r in declared(life)] == ["890"]
    undo(life, "workshop_a", done)
    assert declared(life) == []
    assert actions(life)[:2] == ["undo_declarations", "remove_declaration"]


def test_a_correction_of_a_week_is_put_back_with_what_was_added(life: Life) -> None:
    life.adopted()
    week_saved(life, **{"made-0": "890", "scrap-0": "12", "batch-0": "007", "hours-0": "30,5"})
    before = declared(life)
    form = week_form(life)
    last = max(n for n in form.fields if n.startswith("what-")).removeprefix("what-")
    what = form.fields["what-0"]
    done = week_saved(
        life,
        **{"made-0": "700", "batch-0": "", "hours-0": ""},
        **{f"what-{last}": what, f"made-{last}": "70", f"lot-{last}": "L2"},
    )
    assert [r["made"] for r in declared(life)] == ["700", "70"]
    undo(life, "workshop_a", done)
    assert declared(life) == before


def test_saving_a_week_as_it_was_leaves_nothing_to_undo(life: Life) -> None:
    life.adopted()
    week_saved(life, **{"made-0": "890"})
    done = week_saved(life)
    page = life.running.client("workshop_a").get(done.headers["location"])
    assert "est déclarée" in page.text
    assert "Annuler ce que je viens de faire" not in page.text


def test_a_week_corrected_since_is_shown_in_both_versions(life: Life) -> None:
    life.adopted()
    week_saved(life, **{"made-0": "890", "batch-0": "007"})
    where = button(life, week_saved(life, **{"made-0": "700", "batch-0": ""}))
    week_saved(life, "coordinator", **{"made-0": "280"})
    now = declared(life)
    late = pressed(life, where)
    assert late.status_code == 409
    assert declared(life) == now
    text = plain(late.text)
    assert "Deux versions" in text
    assert "<td>280</td><td>890</td>" in text
    assert "<td>—</td><td>007</td>" in text
    again = next(f for f in forms(late, "/declarer") if "semaine" in f.fields)
    assert send_form(life.running.client("workshop_a"), again).status_code == 303
    assert [(r["made"], r["batch"]) for r in declared(life)] == [("890", "007")]


def test_a_row_that_was_removed_since_is_not_declared_again(life: Life) -> None:
    life.adopted()
    where = button(life, week_saved(life, **{"made-0": "890"}))
    assert pressed(life, where).status_code == 303
    late = pressed(life, where)
    assert late.status_code == 409
    assert "retirée entre-temps" in plain(late.text)
    assert declared(life) == []


def test_only_who_may_declare_puts_a_week_back(life: Life) -> None:
    life.adopted()
    where = button(life, week_saved(life, **{"made-0": "890"}))
    now = declared(life)
    assert pressed(life, where, "workshop_b").status_code == 404
    assert pressed(life, where, "facilitator").status_code == 403
    assert pressed(life, where, "stranger").status_code == 404
    # A row of another's, said to be one's own.
    stolen = {**where[1], "atelier": "fil-rouge"}
    assert pressed(life, (where[0], stolen), "workshop_b").status_code == 409
    life.set_state("closed")
    late = pressed(life, where)
    assert late.status_code == 409
    assert "pendant la production" in plain(late.text)
    assert declared(life) == now


def test_a_way_back_of_a_week_of_any_form_fails_nothing(life: Life) -> None:
    life.adopted()
    where = button(life, week_saved(life, **{"made-0": "890"}))
    now, row = declared(life), where[1]["lignes"].partition("@")[0]
    ways = [
        "x", "[]", "null", "[" * 5_000, '{"ROW":{"made":["beaucoup"]}}', '{"ROW":{"made":[]}}',
        '{"ROW":{"made":["NaN"]}}', '{"ROW":{"made":["1e999999"]}}', '{"ROW":{"made":[{"a":1}]}}',
        '{"ROW":{"lot":[7]}}', '{"ROW":[7]}', '{"ROW":["x"]}', '{"ROW":{"week":["x"]}}',
        '{"ROW":{"product":["x"]}}', '{"other":[{"made":"1"}]}', '{"other":{"made":["1"]}}',
    ]  # fmt: skip
    rows = ["", "ROW@x", "ROW@7", "other@1", "@", "ROW", "other@1 ROW@1"]
    for way, said in [*((w, "ROW@1") for w in ways), *((where[1]["avant"], r) for r in rows)]:
        fields = {**where[1], "avant": way.replace("ROW", row), "lignes": said.replace("ROW", row)}
        found = pressed(life, (where[0], fields))
        assert found.status_code in (409, 422), (way, said, found.text[:3000])
        assert "oc-refusal" in found.text
        assert declared(life) == now
