"""Messages to workshops about their capacities: who has not answered, the link, the deadline."""

from __future__ import annotations

from service.web.capacity_pages import router as capacity_pages
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM

ASKED = {"workshops": ["vestali", "fil-rouge", "esat-lys"], "answer_by": "2020-04-03T16:00:00Z"}


def test_a_message_for_each_that_has_not_answered(life: Life) -> None:
    life.post("coordinator", "/collecting", **ASKED)
    life.post("workshop_a", "/collecting/vestali/confirmation")
    told = life.get("coordinator", "/collecting/messages?lang=fr")
    assert [m["workshop"] for m in told["reminders"]] == ["esat-lys", "fil-rouge"]
    message = told["reminders"][1]
    address = f"http://127.0.0.1:8000/c/{CONSORTIUM}/o/{WORKED}/atelier/capacites"
    assert f"{address}?atelier=fil-rouge" in message["text"]
    assert "03/04/2020" in message["text"]
    assert message["name"] in message["text"]
    assert "«\u00a0Atelier\u00a0»" in message["text"]
    assert address in told["invitation"]
    english = life.get("coordinator", "/collecting/messages?lang=en")
    assert [m["workshop"] for m in english["reminders"]] == ["esat-lys", "fil-rouge"]
    assert english["reminders"][1]["text"] != message["text"]
    assert f"{address}?atelier=fil-rouge" in english["reminders"][1]["text"]
    assert english["invitation"] != told["invitation"]


def test_without_a_deadline_none_is_told(life: Life) -> None:
    life.post("coordinator", "/collecting", workshops=["vestali"])
    told = life.get("coordinator", "/collecting/messages")
    assert told["answer_by"] is None
    assert "avant le" not in told["reminders"][0]["text"]


def test_the_reminder_comes_with_its_message(life: Life) -> None:
    life.post("coordinator", "/collecting", **ASKED)
    done = life.post("coordinator", "/collecting/vestali/reminders")
    assert done["reminded_at"] is not None
    (same,) = (
        m["text"]
        for m in life.get("coordinator", "/collecting/messages")["reminders"]
        if m["workshop"] == "vestali"
    )
    assert done["message"] == same
    life.post("workshop_a", "/collecting/vestali/confirmation")
    life.refused("coordinator", "/collecting/vestali/reminders", 409)


def test_a_workshop_sees_only_its_own(life: Life) -> None:
    life.post("coordinator", "/collecting", **ASKED)
    own = life.get("workshop_a", "/collecting/messages")["reminders"]
    assert [m["workshop"] for m in own] == ["vestali"]
    life.refused_get("buyer", "/collecting/messages", 404)
    life.refused_get("stranger", "/collecting/messages", 404)


def test_the_link_is_that_of_a_page() -> None:
    assert capacity_pages.prefix == "/c/{consortium}/o/{order}/atelier/capacites"
