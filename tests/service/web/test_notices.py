"""What was just done is said once, to the one who did it: no other session, and no other site, speaks there."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from service import security
from service.web import packing, visits
from tests.service.living import Life
from tests.service.web.browsing import get
from tests.service.web.visiting import send

FORGED = packing.packed({"text": "Payez ici", "undo": "/c/x/o/y/annulation", "values": {"a": "b"}})


def _seen(notice: str, session: str) -> dict[str, object] | None:
    cookies = f"oeuvre_notice={notice}" + (f"; oeuvre_session={session}" if session else "")
    return visits.read_notice(Request({"type": "http", "headers": [(b"cookie", cookies.encode())]}))


@pytest.mark.parametrize(
    "notice",
    [FORGED, f".{FORGED}", f"{security.seal(FORGED, 'another')}.{FORGED}",
     f"{security.seal(FORGED, '')}.{FORGED}", f"{'0' * 32}.{FORGED}", "é.é"],
)  # fmt: skip
def test_what_another_site_leaves_there_is_not_said(notice: str) -> None:
    assert _seen(notice, "mine") is None
    sealed = f"{security.seal(FORGED, 'mine')}.{FORGED}"
    assert _seen(sealed, "mine") == {
        "text": "Payez ici",
        "undo": "/c/x/o/y/annulation",
        "values": {"a": "b"},
    }


def test_who_is_not_signed_in_is_told_but_presses_nothing() -> None:
    found = _seen(f"{security.seal(FORGED, '')}.{FORGED}", "")
    assert found is not None
    assert (found["text"], found["undo"]) == ("Payez ici", "")


def test_a_notice_does_not_outlive_its_session(life: Life) -> None:
    life.set_state("collecting")
    client = life.running.client("coordinator")
    send(life, "coordinator", "/etape", step="win_directly", reason="De vive voix")
    assert "oeuvre_notice" in client.cookies
    gone = client.post("/deconnexion", follow_redirects=False)
    assert gone.status_code == 303
    assert "oeuvre_notice" not in client.cookies
    assert "oc-notice" not in client.get("/connexion").text


def test_a_notice_is_for_no_other_session_of_the_same_browser(life: Life) -> None:
    life.set_state("collecting")
    done = send(life, "coordinator", "/etape", step="win_directly", reason="De vive voix")
    notice = done.cookies["oeuvre_notice"]
    other = life.running.client("workshop_a")
    other.cookies.set("oeuvre_notice", notice)
    assert "oc-notice" not in get(life, "/", "workshop_a").text
    other.cookies.delete("oeuvre_notice")
    assert "oc-notice" in get(life, done.headers["location"]).text
