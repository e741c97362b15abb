"""Small slips that pages once made: what no browser of ours sends, limits, plurals, links in two halves."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from service.db import repositories, tables
from service.errors import ServiceRefusalError
from service.i18n import Texts
from service.usecases import lengths, quotations
from service.usecases.rights import Role
from service.web import people_view
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM
from tests.service.web.browsing import WORK, get, part, post
from tests.service.web.studied import add_job, plan_of
from tests.service.web.visiting import plain


def _order(life: Life, session: Any) -> tables.Order:
    found = repositories.order(session, CONSORTIUM, WORKED)
    assert found is not None
    return found


# -- what a browser never sends by itself ----------------------------------------------------------


@pytest.mark.parametrize("rows", ["[" * 90_000, "[" * 900 + "]" * 900, '{"a":' * 50_000, "x", "7"])
def test_lists_in_lists_without_end_are_refused(life: Life, rows: str) -> None:
    life.adopted()
    before = part(life, "workshop", "vestali", WORKED)
    assert before is not None
    form = {"workshop": "vestali", "what": "closures", "version": str(before.version)}
    found = post(life, f"{WORK}/replanifier/remettre", **form, rows=rows)
    assert found.status_code in (404, 422), found.text[:2000]
    after = part(life, "workshop", "vestali", WORKED)
    assert after is not None
    assert after.version == before.version


def test_where_to_go_after_a_job_stays_in_one_piece(life: Life) -> None:
    number = life.add_plan()
    plan_id, _problem, _plan = plan_of(life, number)
    job = add_job(life, "why", payload={"plan_id": plan_id}, result={}, state="queued")
    there = f"{WORK}/plans/{number}/pourquoi?jalon=a&atelier=b#c"
    page = life.running.client("coordinator").get(f"{WORK}/travaux/{job}", params={"suite": there})
    assert page.status_code == 200
    again = re.search(r'class="btn btn-secondary" href="([^"]+)"', page.text)
    assert again is not None
    kept = parse_qs(urlsplit(unescape(again[1])).query)
    assert kept == {"suite": [there]}


def test_an_offer_that_is_not_there_is_not_said_to_be_removed(life: Life) -> None:
    with life.running.database.reading() as session:
        (supplier, *_) = repositories.parts(session, _order(life, session).id, "supplier")
        code, version, offers = supplier.code, supplier.version, len(supplier.data["offers"])
    assert offers
    for n in ("", "&n=-1", f"&n={offers}"):
        found = post(life, f"{WORK}/commande/offre/retirer?code={code}{n}", version=str(version))
        assert found.status_code == 404
    there = part(life, "supplier", code, WORKED)
    assert there is not None
    assert len(there.data["offers"]) == offers


# -- limits, plurals --------------------------------------------------------------------------------


def test_boxes_take_no_more_than_is_kept(life: Life) -> None:
    number = life.add_plan()
    life.set_state("won")
    life.post("coordinator", f"/plans/{number}/steps", step="propose")
    consent = get(life, f"{WORK}/atelier/accord?atelier=vestali", "workshop_a").text
    assert re.search(rf'<textarea[^>]*name="reason"[^>]*maxlength="{lengths.REASON}"', consent)
    asked = get(life, f"{WORK}/plans/{number}/accord").text
    assert re.search(rf'name="reason"[^>]*maxlength="{lengths.REASON}"', asked)


def test_one_person_is_not_told_of_as_several(life: Life) -> None:
    life.adopted()
    form = {"people_workshop": "vestali", "people_first": "2020-W18", "people_last": "2020-W18"}
    for headcount, said in (("1", "1 personne chez"), ("2", "2 personnes chez")):
        made = post(life, f"{WORK}/replanifier/effectif", **form, people_headcount=headcount)
        assert made.status_code == 303
        assert f"Noté : {said}" in plain(get(life, made.headers["location"]).text)


@pytest.mark.parametrize(("days", "said"), [(1, "depuis hier"), (3, "depuis 3 jours")])
def test_a_quotation_that_just_ended_says_since_when(life: Life, days: int, said: str) -> None:
    with life.running.database.writing() as session:
        order, until = _order(life, session), date(2020, 5, 1)
        session.add(tables.Quotation(order_id=order.id, number=1, valid_until=until))
        session.flush()
        who = life.running.actor("coordinator")
        with pytest.raises(ServiceRefusalError) as refused:
            quotations.take_step(session, who, order, 1, "send", day=until + timedelta(days=days))
    assert said in Texts("fr").gettext(refused.value.text, **refused.value.values)


def test_a_link_of_one_day_says_so() -> None:
    texts = Texts("fr")
    said = [
        people_view.invitation_message("G", Role.WORKSHOP, "http://x", n, texts) for n in (1, 7)
    ]
    assert "valable 1 jour." in said[0]
    assert "valable 7 jours." in said[1]
