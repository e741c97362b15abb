"""What was made and delivered: a week at a time, all rows or none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import httpx2 as httpx

from service.db import tables
from service.exports.facts import Facts
from service.web import declare_view
from tests.plans import worked_plan, worked_problem
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM
from tests.service.web.page_forms import Form, forms, send

AT = f"/c/{CONSORTIUM}/o/{WORKED}/atelier/declarer"


def get(
    life: Life, who: str = "workshop_a", workshop: str = "vestali", week: str = "2020-W17"
) -> httpx.Response:
    """The page of a week."""
    found: httpx.Response = life.running.client(who).get(f"{AT}?atelier={workshop}&semaine={week}")
    return found


def week_form(page: httpx.Response) -> Form:
    """The form with the rows of the week."""
    return next(f for f in forms(page, "/declarer") if "semaine" in f.fields)


def declared(life: Life) -> list[tuple[str, str, str, str]]:
    """Everything that is declared: week, product, operation, units."""
    rows = life.get("coordinator", "/production")
    return [(r["week"], r["product"], r["operation"], r["made"]) for r in rows]


# -- figures ------------------------------------------------------------------------------------


def test_rows_are_those_planned_then_those_declared_then_an_empty_one() -> None:
    facts = Facts(worked_problem(), worked_plan())
    planned = declare_view.planned_units(facts, "vestali", "2020-W17")
    assert planned
    (product, operation), units = next(iter(planned.items()))
    told = [
        tables.Declaration(
            id=str(k),
            version=k + 1,
            workshop="vestali",
            week="2020-W17",
            product=p,
            operation=o,
            made=Decimal(10),
            lot=f"L{k}",
            batch="",
            remark="",
        )
        for k, (p, o) in enumerate(
            [(product, operation), (product, operation), ("mask", "unknown")]
        )
    ]
    rows = declare_view.rows_of(facts, "vestali", "2020-W17", told)
    assert [r.number for r in rows] == list(range(len(rows)))
    assert rows[-1].what == ""
    same = [r for r in rows if r.what == f"{product}/{operation}"]
    assert [r.planned for r in same] == [units, None]
    assert [r.id for r in same] == ["0", "1"]
    assert next(r for r in rows if r.what == "mask/unknown").planned is None
    assert len(rows) == len(planned) + 3


def test_silent_weeks_are_over_and_had_work() -> None:
    facts = Facts(worked_problem(), worked_plan())
    busy = [w for w in facts.horizon.names if declare_view.planned_units(facts, "vestali", w)]
    assert declare_view.silent_weeks(facts, "vestali", [], date(2020, 4, 1)) == []
    assert declare_view.silent_weeks(facts, "vestali", busy[:1], date(2021, 1, 1)) == busy[1:]
    in_week = date(2020, 4, 24)  # a Friday of week 17
    assert "2020-W17" not in declare_view.silent_weeks(facts, "vestali", [], in_week)


# -- the page -----------------------------------------------------------------------------------


def test_nothing_is_declared_before_production(life: Life) -> None:
    page = get(life)
    assert page.status_code == 200
    assert "encore rien à déclarer" in page.text


def test_a_week_is_declared_corrected_and_taken_back(life: Life) -> None:
    life.adopted()
    client = life.running.client("workshop_a")
    page = get(life)
    assert "ne sont pas encore déclarées" in page.text
    form = week_form(page)
    what = form.fields["what-0"]
    sent = send(
        client, form, **{"made-0": "800", "scrap-0": "12", "hours-0": "30,5", "batch-0": "B-7"}
    )
    assert sent.status_code == 303
    product, operation = what.split("/")
    assert declared(life) == [("2020-W17", product, operation, "800")]
    again = week_form(get(life))
    assert again.fields["hours-0"] == "30,5"
    assert send(client, again, **{"made-0": "700"}).status_code == 303
    assert declared(life) == [("2020-W17", product, operation, "700")]
    stale = send(client, again, **{"made-0": "900"})
    assert stale.status_code == 422
    assert "entre-temps" in stale.text
    assert declared(life)[0][3] == "700"
    now = week_form(get(life))
    button = next(v for name, v in now.buttons if name == "retirer")
    gone = send(client, now, retirer=button)
    assert gone.status_code == 303
    assert declared(life) == []
    after = client.get(gone.headers["location"])
    back = next(f for f in forms(after, "/declarer") if f.fields.get("made-0") == "700")
    assert send(client, back).status_code == 303
    assert declared(life) == [("2020-W17", product, operation, "700")]


def test_what_was_planned_fills_the_cells_but_is_not_kept(life: Life) -> None:
    life.adopted()
    filled = get(life, week="2020-W17&prevu=1")
    form = week_form(filled)
    assert form.fields["made-0"]
    assert "Rien n&#39;est encore enregistré" in filled.text
    assert declared(life) == []
    assert send(life.running.client("workshop_a"), form, **{"made-0": "7"}).status_code == 303
    assert "7" in [row[3] for row in declared(life)]
    # What is declared is never covered by what was planned.
    assert week_form(get(life, week="2020-W17&prevu=1")).fields["made-0"] == "7"


def test_all_rows_or_none(life: Life) -> None:
    life.adopted()
    client = life.running.client("workshop_a")
    form = week_form(get(life))
    last = max(int(n.split("-")[1]) for n in form.fields if n.startswith("what-"))
    assert last > 0
    other = next(
        v
        for v, _ in declare_view.works(Facts(worked_problem(), worked_plan()), "vestali")
        if v != form.fields["what-0"]
    )
    wrong = {
        "made-0": "100",
        f"what-{last}": other,
        f"made-{last}": "50",
        f"scrap-{last}": "80",
    }
    refused = send(client, form, **wrong)
    assert refused.status_code == 422
    assert 'value="100"' in refused.text
    assert "80" in refused.text
    assert declared(life) == []
    unreadable = send(client, form, **{"made-0": "beaucoup", "hours-0": "x"})
    assert unreadable.status_code == 422
    assert 'id="e-made-0"' in unreadable.text
    assert 'id="e-hours-0"' in unreadable.text
    assert "beaucoup" in unreadable.text
    nothing = send(client, form)
    assert nothing.status_code == 422
    assert declared(life) == []


def test_another_s_rows_cannot_be_reached(life: Life) -> None:
    life.adopted()
    form = week_form(get(life))
    assert send(life.running.client("workshop_a"), form, **{"made-0": "5"}).status_code == 303
    mine = week_form(get(life))
    theirs = week_form(get(life, "workshop_b", "fil-rouge"))
    stolen = send(
        life.running.client("workshop_b"),
        theirs,
        **{"id-0": mine.fields["id-0"], "version-0": "1", "made-0": "7"},
    )
    assert stolen.status_code in (403, 404)
    button = next(v for name, v in mine.buttons if name == "retirer")
    assert send(life.running.client("workshop_b"), theirs, retirer=button).status_code in (403, 404)
    assert [r[3] for r in declared(life)] == ["5"]


def test_lots_are_noted_and_taken_back(life: Life) -> None:
    life.adopted()
    client = life.running.client("workshop_a")
    page = get(life)
    form = forms(page, "/declarer/lot")[0]
    empty = send(client, form, lot_units="deux", lot_day="hier", lot_number="L-7")
    assert empty.status_code == 422
    assert 'value="L-7"' in empty.text
    assert 'id="e-lot_units"' in empty.text
    demand = worked_problem().demands[0].id
    filled = {
        "lot_number": "L-7",
        "lot_units": "100",
        "lot_day": "04/05/2020",
        "lot_demand": demand,
    }
    assert send(client, form, **filled).status_code == 303
    twice = send(client, form, **filled)
    assert twice.status_code == 409
    there = get(life)
    remove = forms(there, "/declarer/lot/retirer")[0]
    gone = send(client, remove)
    assert gone.status_code == 303
    assert life.get("coordinator", "/lots") == []
    after = client.get(gone.headers["location"])
    back = next(
        f
        for f in forms(after, "/declarer/lot")
        if f.fields.get("lot_number") == "L-7"
        and "lot_delivery_note" in f.fields
        and "semaine" not in f.fields
    )
    assert send(client, back).status_code == 303
    assert [x["number"] for x in life.get("coordinator", "/lots")] == ["L-7"]


def test_files_that_a_workshop_sends_are_its_own_to_look_at(life: Life) -> None:
    life.give_costs()
    life.adopted()
    client = life.running.client("workshop_a")
    at = AT.removesuffix("/declarer")
    for page, kind in (("declarer", "followup"), ("capacites", "capacities"), ("couts", "costs")):
        shown = client.get(f"{at}/{page}?atelier=vestali")
        form = next(f for f in forms(shown, "/imports") if f.fields["kind"] == kind)
        made = client.get(f"{at}/{page}/formulaire?atelier=vestali")
        assert made.content.startswith(b"PK"), kind
        files = {"files": ("retour.xlsx", made.content)}
        sent = client.post(form.action, data=form.fields, files=files, follow_redirects=False)
        assert sent.status_code == 303, sent.text
        where = sent.headers["location"]
        assert client.get(where).status_code == 200
        assert life.running.client("workshop_b").get(where).status_code == 404
        asked = life.running.client("coordinator").get(where).status_code
        assert asked == (404 if kind == "costs" else 200)
