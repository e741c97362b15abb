"""The calendar of a workshop by a secret address: made, renewed, stopped, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from service.db import repositories
from tests.service.living import WORKED, Life, living_copy, other_plan
from tests.service.running import CONSORTIUM

OWN, OTHERS = "vestali", ("Fil rouge", "fil-rouge", "ESAT de la Lys", "esat-lys")


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """The worked order."""
    with living_copy(tmp_path) as found:
        yield found


def fetch(life: Life, link: str, lang: str = "fr") -> Any:
    """What a calendar program, which is signed in nowhere, is answered."""
    return life.running.client("nobody").get(f"{urlsplit(link).path}?lang={lang}")


def events(content: bytes) -> list[Any]:
    """The events of a calendar."""
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_weeks_stand_in_it_as_whole_days(life: Life) -> None:
    life.adopted()
    link = life.post("workshop_a", f"/calendars/{OWN}")["link"]
    answer = fetch(life, link)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    found = events(answer.content)
    assert found
    for event in found:
        first, last = event.decoded("dtstart"), event.decoded("dtend")
        assert type(first) is date
        assert first.weekday() == 0
        assert timedelta(days=1) <= last - first <= timedelta(days=7)
        assert str(event["summary"]).startswith("S")
    said = "\n".join(str(e["description"]) for e in found)
    for word in ("Faire", "Arrive", "Part"):
        assert word in said
    assert len({str(e["uid"]) for e in found}) == len(found)


def test_nothing_of_the_others_stands_in_it(life: Life) -> None:
    life.adopted()
    link = life.post("workshop_a", f"/calendars/{OWN}")["link"]
    made = [
        line
        for event in events(fetch(life, link).content)
        for line in str(event["description"]).splitlines()
        if line.startswith("Faire")
    ]
    assert made
    # Who hands over to whom must be known; what others make must not.
    assert not any(other in line for line in made for other in OTHERS)


def test_an_event_keeps_its_name_when_the_plan_changes(life: Life) -> None:
    life.adopted()
    link = life.post("workshop_a", f"/calendars/{OWN}")["link"]
    before = {str(e["uid"]): int(e["sequence"]) for e in events(fetch(life, link).content)}
    number = life.add_plan(other_plan())
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        for row in repositories.plans(session, order.id):
            row.state = "adopted" if row.number == number else "superseded"
    after = {str(e["uid"]): int(e["sequence"]) for e in events(fetch(life, link).content)}
    assert after.keys() & before.keys()
    assert all(after[uid] > before[uid] for uid in after.keys() & before.keys())


def test_it_is_renewed_and_stopped(life: Life) -> None:
    life.adopted()
    path = f"/calendars/{OWN}"
    assert life.get("workshop_a", path) == {"exists": False, "created_at": None}
    first = life.post("workshop_a", path)["link"]
    second = life.post("coordinator", path)["link"]
    assert life.get("workshop_a", path)["exists"]
    assert fetch(life, first).status_code == 404
    assert fetch(life, second).status_code == 200
    assert life.call("workshop_a", "DELETE", path).status_code == 204
    assert fetch(life, second).status_code == 404
    assert life.call("workshop_a", "DELETE", path).status_code == 404
    assert fetch(life, "http://x/api/v1/calendars/nothing.ics").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 201),
        ("workshop_a", 201),
        ("workshop_b", 404),
        ("facilitator", 403),
        ("buyer", 404),
        ("stranger", 404),
        ("nobody", 401),
    ],
)
def test_who_makes_one(life: Life, who: str, status: int) -> None:
    assert life.call(who, "POST", f"/calendars/{OWN}").status_code == status


def test_a_workshop_that_is_not_there(life: Life) -> None:
    assert life.call("coordinator", "POST", "/calendars/nemo").status_code == 404


def test_without_a_plan_in_force_it_is_empty(life: Life) -> None:
    life.add_plan()  # only computed: nobody has consented
    link = life.post("workshop_a", f"/calendars/{OWN}")["link"]
    answer = fetch(life, link)
    assert answer.status_code == 200
    assert events(answer.content) == []
    assert b"VCALENDAR" in answer.content


def test_it_speaks_english(life: Life) -> None:
    life.adopted()
    link = life.post("workshop_a", f"/calendars/{OWN}")["link"]
    found = events(fetch(life, link, "en").content)
    assert all(str(e["summary"]).startswith("W") for e in found)
    assert any("Make" in str(e["description"]) for e in found)
