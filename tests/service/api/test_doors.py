"""What somebody who means harm would try at the doors: passwords, links, sessions, tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service import security
from service.db import repositories, tables
from service.db.base import now
from service.usecases.rights import Role
from tests.service.api.doors import CHEAP, MINE, PASSWORD, Doors, doors_copy, email, sign_in
from tests.service.running import service

WRONG = "une tout autre phrase"


@pytest.fixture
def doors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doors]:
    with _cheap(monkeypatch), doors_copy(tmp_path) as found:
        yield found


@pytest.fixture
def both_doors(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doors]:
    """On SQLite, then on PostgreSQL."""
    with _cheap(monkeypatch), service(database_url) as running:
        found = Doors(running)
        found.choose_passwords()
        yield found


@contextmanager
def _cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(security, "_hasher", lambda: CHEAP)
    security._nobody.cache_clear()
    yield
    security._nobody.cache_clear()


# -- signing in ---------------------------------------------------------------------------------


def test_a_session_is_always_new_and_the_former_one_ends(doors: Doors) -> None:
    client = doors.browser()
    client.cookies.set("oeuvre_session", "chosen-by-somebody-else-in-advance")
    assert sign_in(client, "buyer").status_code == 200
    first = client.cookies.get("oeuvre_session", domain="testserver.local")
    assert first not in (None, "chosen-by-somebody-else-in-advance")
    other = doors.browser()
    other.cookies.set("oeuvre_session", first)
    assert other.get("/api/v1/me").status_code == 200
    client.cookies.clear()
    client.cookies.set("oeuvre_session", first)
    assert sign_in(client, "buyer").status_code == 200
    assert other.get("/api/v1/me").status_code == 401


def test_the_cookie_is_kept_from_scripts_and_other_sites(doors: Doors) -> None:
    settings = replace(doors.running.settings, is_https=True)
    answer = sign_in(doors.browser(settings), "buyer")
    said = answer.headers["set-cookie"].lower()
    assert all(word in said for word in ("httponly", "samesite=lax", "secure", "path=/"))
    assert answer.headers["strict-transport-security"]


def test_who_does_not_exist_is_refused_alike(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    verify = CHEAP.verify

    def counted(password: str, kept: str) -> bool:
        hashed.append(kept)
        return verify(password, kept)

    monkeypatch.setattr(CHEAP, "verify", counted)
    known = sign_in(doors.browser(), "buyer", WRONG)
    unknown = sign_in(doors.browser(), "personne", WRONG)
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    assert known.status_code == 401
    assert len(hashed) == 2, "as much work for both"
    assert all(kept.startswith("$argon2id$") for kept in hashed)


def test_wrong_tries_are_counted_for_a_person_at_a_place(doors: Doors) -> None:
    client = doors.browser()
    most = doors.running.settings.login_tries
    for _ in range(most):
        assert sign_in(client, "buyer", WRONG).status_code == 401
    stopped = sign_in(client, "buyer", WRONG)
    assert stopped.status_code == 429
    assert stopped.headers["Retry-After"] == str(60 * doors.running.settings.login_minutes)
    assert sign_in(client, "buyer").status_code == 429, "even with the right one"
    assert sign_in(client, "workshop_a").status_code == 200, "a colleague is not locked out"
    elsewhere = doors.browser(place="203.0.113.9")
    assert sign_in(elsewhere, "buyer").status_code == 200, "nor the person, elsewhere"


def test_changing_places_within_a_network_gains_nothing(doors: Doors) -> None:
    most = doors.running.settings.login_tries
    answers = [
        sign_in(doors.browser(place=f"2001:db8:1:2::{k:x}"), "buyer", WRONG).status_code
        for k in range(1, most + 2)
    ]
    assert answers[-1] == 429
    assert answers[0] == 401


def test_trying_one_password_on_everybody_is_stopped(doors: Doors) -> None:
    client = doors.browser(settings=replace(doors.running.settings, login_tries=1))
    answers = [sign_in(client, f"personne{k}", WRONG).status_code for k in range(6)]
    assert answers == [401] * 5 + [429]


def test_a_right_password_makes_earlier_tries_count_no_more(both_doors: Doors) -> None:
    client = both_doors.browser()
    for _ in range(3):
        for _ in range(both_doors.running.settings.login_tries - 1):
            assert sign_in(client, "buyer", WRONG).status_code == 401
        assert sign_in(client, "buyer").status_code == 200


def test_nobody_waits_while_a_password_is_compared(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another change goes through in the middle of it: no transaction is held open."""
    written: list[str] = []

    def looked_at(password: str, kept: str | None) -> bool:
        with doors.running.database.writing() as session:
            session.add(tables.LoginTry(key=f"meanwhile{len(written)}"))
        written.append(password)
        return password == PASSWORD

    monkeypatch.setattr(security, "is_password", looked_at)
    assert sign_in(doors.browser(), "buyer").status_code == 200
    secret = doors.invitation(to=email("buyer"))
    given = {"password": PASSWORD}
    assert doors.browser().post(f"/api/v1/invitations/{secret}", json=given).status_code == 200
    assert len(written) == 2


@pytest.mark.parametrize("password", [PASSWORD + " " * 300, "x" * 900, "\x00" * 20])
def test_a_password_is_compared_whole(doors: Doors, password: str) -> None:
    assert sign_in(doors.browser(), "buyer", password).status_code == 401
    assert not security.is_password("a" * 201, security.hash_password("a" * 200))
    assert not security.is_password(PASSWORD, "*")


# -- other sites --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"sec-fetch-site": "same-origin"}, 201),
        ({"sec-fetch-site": "none"}, 201),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"origin": "http://testserver"}, 201),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://testserver.evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_a_change_comes_from_a_page_of_ours(
    doors: Doors, headers: dict[str, str], status: int
) -> None:
    client = doors.browser()
    client.cookies.set("oeuvre_session", doors.running.secrets["coordinator"])
    answer = client.post(f"{MINE}/invitations", json={"role": "facilitator"}, headers=headers)
    assert answer.status_code == status
    assert sign_in(doors.browser(), "buyer", **headers).status_code == (
        200 if status == 201 else 403
    )
    assert client.get("/api/v1/me", headers=headers).status_code == 200, "looking is harmless"


def test_behind_a_proxy_the_address_of_the_settings_counts(doors: Doors) -> None:
    settings = replace(doors.running.settings, base_url="https://oeuvre.example")
    answers = {
        origin: sign_in(doors.browser(settings), "buyer", origin=origin).status_code
        for origin in ("https://oeuvre.example", "http://oeuvre.example", "http://testserver")
    }
    assert list(answers.values()) == [200, 403, 403]


def test_links_bear_the_address_of_the_settings_whatever_the_request_says(doors: Doors) -> None:
    client = doors.browser()
    client.cookies.set("oeuvre_session", doors.running.secrets["coordinator"])
    answer = client.post(
        f"{MINE}/invitations",
        json={"role": "facilitator"},
        headers={"host": "evil.example", "x-forwarded-host": "evil.example"},
    )
    assert answer.json()["link"].startswith("http://127.0.0.1:8000/invitation/")


# -- invitations --------------------------------------------------------------------------------


def test_the_password_of_an_account_is_not_tried_at_an_invitation(doors: Doors) -> None:
    secret = doors.invitation()
    client = doors.browser()
    given = {"email": email("buyer"), "password": WRONG}
    for _ in range(doors.running.settings.login_tries):
        assert client.post(f"/api/v1/invitations/{secret}", json=given).status_code == 422
    assert client.post(f"/api/v1/invitations/{secret}", json=given).status_code == 429
    assert sign_in(client, "buyer").status_code == 429, "the same count"


def test_an_invitation_is_taken_up_once(both_doors: Doors) -> None:
    secret = both_doors.invitation()
    client = both_doors.browser()
    given = {"email": "neuf@example.org", "name": "Neuf", "password": PASSWORD}
    answer = client.post(f"/api/v1/invitations/{secret}", json=given)
    assert answer.json()["roles"] == [
        {"consortium": "couture-solidaire", "role": "workshop", "subject": "terrils"}
    ]
    assert client.get("/api/v1/me").status_code == 200
    again = both_doors.browser().post(
        f"/api/v1/invitations/{secret}", json={**given, "email": "autre@example.org"}
    )
    assert again.status_code == 410
    assert both_doors.browser().get(f"/api/v1/invitations/{secret}").status_code == 410


def test_an_invitation_to_an_address_is_for_that_address(doors: Doors) -> None:
    secret = doors.invitation(to="Invitee@Example.org")
    given = {"email": "autre@example.org", "password": PASSWORD}
    answer = doors.browser().post(f"/api/v1/invitations/{secret}", json=given)
    assert answer.json()["email"] == "invitee@example.org"


def test_an_account_without_a_password_is_not_for_the_first_comer(doors: Doors) -> None:
    with doors.running.database.writing() as session:
        row = repositories.account_by_email(session, email("facilitator"))
        assert row is not None
        row.password_hash = None
    secret = doors.invitation()
    given = {"email": email("facilitator"), "password": PASSWORD}
    assert doors.browser().post(f"/api/v1/invitations/{secret}", json=given).status_code == 422


def test_an_old_invitation_is_worth_nothing(doors: Doors) -> None:
    secret = doors.invitation()
    with doors.running.database.writing() as session:
        row = repositories.invitation(session, security.hash_secret(secret))
        assert row is not None
        row.expires_at = now() - timedelta(seconds=1)
    given = {"email": "neuf@example.org", "password": PASSWORD}
    assert doors.browser().post(f"/api/v1/invitations/{secret}", json=given).status_code == 410
    assert doors.signed_in("coordinator").get(f"{MINE}/invitations").json() == []


def test_invitations_are_listed_without_their_secrets_and_withdrawn(doors: Doors) -> None:
    secret = doors.invitation(to="invitee@example.org")
    client = doors.signed_in("coordinator")
    listed = client.get(f"{MINE}/invitations")
    assert [i["email"] for i in listed.json()] == ["invitee@example.org"]
    assert secret not in listed.text
    address = f"{MINE}/invitations/{listed.json()[0]['id']}"
    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == 404
    assert doors.browser().get(f"/api/v1/invitations/{secret}").status_code == 410


# -- passwords ----------------------------------------------------------------------------------


def test_a_password_link_ends_everything_that_was_open(both_doors: Doors) -> None:
    client = both_doors.signed_in("buyer")
    token = client.post("/api/v1/tokens", json={"name": "tableur"}).json()["secret"]
    first, second = both_doors.reset("buyer"), both_doors.reset("buyer")
    given = {"password": "une nouvelle phrase"}
    browser = both_doors.browser()
    assert browser.post("/api/v1/password", json={**given, "secret": first}).status_code == 410
    assert browser.post("/api/v1/password", json={**given, "secret": second}).status_code == 204
    assert browser.post("/api/v1/password", json={**given, "secret": second}).status_code == 410
    assert client.get("/api/v1/me").status_code == 401
    bearer = {"authorization": f"Bearer {token}"}
    assert both_doors.browser().get("/api/v1/me", headers=bearer).status_code == 401
    assert sign_in(browser, "buyer").status_code == 401
    assert sign_in(browser, "buyer", "une nouvelle phrase").status_code == 200


def test_ones_own_password_is_changed_with_the_old_one(doors: Doors) -> None:
    here, elsewhere = doors.signed_in("buyer"), doors.signed_in("buyer")
    link = doors.reset("buyer")
    new = "une nouvelle phrase"
    assert here.put("/api/v1/me/password", json={"old": WRONG, "new": new}).status_code == 422
    assert here.put("/api/v1/me/password", json={"old": PASSWORD, "new": "bref"}).status_code == 422
    assert here.put("/api/v1/me/password", json={"old": PASSWORD, "new": new}).status_code == 204
    assert here.get("/api/v1/me").status_code == 200
    assert elsewhere.get("/api/v1/me").status_code == 401
    given = {"secret": link, "password": "encore une autre"}
    assert doors.browser().post("/api/v1/password", json=given).status_code == 410


def test_the_old_password_is_not_tried_from_an_open_session(doors: Doors) -> None:
    client = doors.signed_in("buyer")
    given = {"old": WRONG, "new": "une nouvelle phrase"}
    answers = {
        client.put("/api/v1/me/password", json=given).status_code
        for _ in range(doors.running.settings.login_tries + 1)
    }
    assert answers == {422, 429}


def test_signing_out_everywhere(doors: Doors) -> None:
    here, elsewhere = doors.signed_in("buyer"), doors.signed_in("buyer")
    bearer = {
        "authorization": f"Bearer {here.post('/api/v1/tokens', json={'name': 'a'}).json()['secret']}"
    }
    assert here.delete("/api/v1/sessions").status_code == 204
    assert elsewhere.get("/api/v1/me").status_code == 401
    assert doors.browser().get("/api/v1/me", headers=bearer).status_code == 401


def test_a_coordinator_makes_no_link_for_who_is_also_elsewhere(doors: Doors) -> None:
    client = doors.signed_in("coordinator")
    account = doors.running.actor("workshop_a").account_id
    assert client.post(f"{MINE}/people/{account}/reset").status_code == 201
    with doors.running.database.writing() as session:
        session.add(
            tables.Role(account_id=account, consortium_id="autre-groupement", role="coordinator")
        )
    assert client.post(f"{MINE}/people/{account}/reset").status_code == 403
    stranger = doors.running.actor("stranger").account_id
    assert client.post(f"{MINE}/people/{stranger}/reset").status_code == 404


def test_a_coordinator_makes_no_link_for_who_sees_everybody_s_costs(doors: Doors) -> None:
    account = doors.running.actor("facilitator").account_id
    refused = doors.signed_in("coordinator").post(f"{MINE}/people/{account}/reset")
    assert refused.status_code == 403
    assert refused.json()["code"] == "not_allowed"


# -- roles and tokens ---------------------------------------------------------------------------


def test_a_role_that_is_taken_away_is_gone_at_once(doors: Doors) -> None:
    client, theirs = doors.signed_in("coordinator"), doors.signed_in("workshop_a")
    account = doors.running.actor("workshop_a").account_id
    address = f"{MINE}/people/{account}/roles/workshop"
    assert theirs.get(f"{MINE}/orders").status_code == 200
    assert client.delete(address, params={"subject": "canal"}).status_code == 404
    assert client.delete(address, params={"subject": "terrils"}).status_code == 204
    assert theirs.get(f"{MINE}/orders").status_code == 404
    assert theirs.get("/api/v1/me").json()["roles"] == []


def test_the_last_coordinator_stays(both_doors: Doors) -> None:
    client = both_doors.signed_in("coordinator")
    account = both_doors.running.actor("coordinator").account_id
    address = f"{MINE}/people/{account}/roles/coordinator"
    assert client.delete(address).status_code == 409
    secret = both_doors.invitation(Role.COORDINATOR, "")
    given = {"email": "neuf@example.org", "password": PASSWORD}
    assert both_doors.browser().post(f"/api/v1/invitations/{secret}", json=given).status_code == 200
    assert client.delete(address).status_code == 204


def test_a_workshop_sees_who_could_see_its_figures(doors: Doors) -> None:
    seen = doors.signed_in("workshop_a").get(f"{MINE}/people").json()
    assert {(p["name"], p["email"]) for p in seen} == {
        ("coordinator", ""),
        ("facilitator", ""),
        ("workshop_a", email("workshop_a")),
    }


def test_tokens_are_listed_and_revoked_by_their_owner(doors: Doors) -> None:
    client = doors.signed_in("buyer")
    made = client.post("/api/v1/tokens", json={"name": "tableur", "scope": "write"}).json()
    listed = client.get("/api/v1/tokens")
    assert [(t["name"], t["scope"]) for t in listed.json()] == [("tableur", "write")]
    assert made["secret"] not in listed.text
    address = f"/api/v1/tokens/{made['id']}"
    assert doors.signed_in("workshop_a").delete(address).status_code == 404
    bearer = {"authorization": f"Bearer {made['secret']}"}
    assert doors.browser().delete(address, headers=bearer).status_code == 403
    assert client.delete(address).status_code == 204
    assert doors.browser().get("/api/v1/me", headers=bearer).status_code == 401


def test_a_token_counts_alone_even_beside_a_cookie(doors: Doors) -> None:
    client = doors.signed_in("buyer")
    wrong = {"authorization": "Bearer nothing-that-was-ever-made"}
    assert client.get("/api/v1/me", headers=wrong).status_code == 401


def test_secrets_are_kept_as_hashes_only(doors: Doors) -> None:
    client = doors.signed_in("buyer")
    secrets = [
        client.cookies["oeuvre_session"],
        client.post("/api/v1/tokens", json={"name": "a"}).json()["secret"],
        doors.invitation(),
        doors.reset("buyer"),
    ]
    with doors.running.database.reading() as session:
        kept = {
            str(value)
            for table in (
                tables.SignIn,
                tables.ApiToken,
                tables.Invitation,
                tables.PasswordReset,
                tables.AuditEntry,
                tables.LoginTry,
            )
            for row in session.query(table)
            for value in vars(row).values()
        }
    assert not kept & set(secrets)
    assert {security.hash_secret(s) for s in secrets} <= kept
    assert not any("@" in value for value in kept), "no address in counts or audit"


# -- requests -----------------------------------------------------------------------------------


def test_a_request_that_is_too_large_is_refused_before_it_is_read(doors: Doors) -> None:
    client = doors.browser(replace(doors.running.settings, body_bytes=10_000))
    client.cookies.set("oeuvre_session", doors.running.secrets["coordinator"])
    answer = client.post(f"{MINE}/orders", json={"title": "x" * 20_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    parts = (b"x" * 1_000 for _ in range(50))
    streamed = client.post(
        f"{MINE}/orders", content=parts, headers={"content-type": "application/json"}
    )
    assert streamed.status_code == 413
    assert streamed.headers["content-type"] == "application/problem+json"


def test_every_answer_bears_the_headers_that_protect(doors: Doors) -> None:
    client = doors.browser()
    for path in ("/api/v1/me", "/api/v1/nothing", "/nothing", "/health"):
        answer = client.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert client.get("/api/v1/me").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/me/"])
def test_what_is_not_there_is_a_problem_too(doors: Doors, path: str) -> None:
    answer = doors.browser().get(path, follow_redirects=False)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
