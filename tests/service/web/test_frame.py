"""The frame of every page: headers, static files, language, notices, refusals, signing in."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from service import security
from service.app import make_app
from service.db import repositories
from service.handing_over import handed_over
from service.usecases import accounts, signing_in
from service.usecases.rights import Role
from service.web import visits
from tests.service.running import CONSORTIUM, ORDER, Running, service

PASSWORD = "une phrase assez longue"
ORDER_PAGE = f"/c/{CONSORTIUM}/o/{ORDER}"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("frame")
    with service(f"sqlite:///{folder / 'oeuvre.db'}") as found:
        yield found


@pytest.fixture
def browser(running: Running) -> Iterator[TestClient]:
    """A browser that nobody has signed in with."""
    app = make_app(running.settings, running.database, running.bell)
    with TestClient(app, follow_redirects=False) as client:
        yield client


def test_pages_have_strict_headers_and_are_not_kept(running: Running) -> None:
    answer = running.client("coordinator").get(ORDER_PAGE)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/", ORDER_PAGE, f"/c/{CONSORTIUM}", "/compte"])
def test_no_page_asks_anything_of_another_site(running: Running, path: str) -> None:
    text = running.client("coordinator").get(path).text
    found = re.findall(r'(?:src|href|action)="([^"]*)"', text)
    assert found
    assert all(a.startswith(("/", "#")) and not a.startswith("//") for a in found)
    assert " style=" not in text
    assert "<script>" not in text


def test_first_page_is_light(browser: TestClient) -> None:
    page = browser.get("/connexion")
    files = re.findall(r'(?:src|href)="(/static/[^"]*)"', page.text)
    assert len(files) >= 4
    weight = len(gzip.compress(page.content))
    for address in dict.fromkeys(files):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        weight += len(gzip.compress(answer.content))
    assert weight <= 100_000


def test_pages_and_static_files_travel_compressed(browser: TestClient) -> None:
    answer = browser.get("/connexion", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("name", ["nothing.css", "..%2fbase.html", "site.py", "site"])
def test_only_static_files_are_served(browser: TestClient, name: str) -> None:
    assert browser.get(f"/static/x/{name}").status_code == 404


def test_old_address_of_a_static_file_still_gives_it(browser: TestClient) -> None:
    answer = browser.get("/static/000000000000/site.css")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


def test_nobody_is_sent_to_sign_in_and_back(browser: TestClient) -> None:
    answer = browser.get(ORDER_PAGE + "?x=1")
    assert answer.status_code == 303
    parts = urlsplit(answer.headers["location"])
    assert parts.path == "/connexion"
    assert parse_qs(parts.query)["suite"] == [ORDER_PAGE + "?x=1"]
    page = browser.get(answer.headers["location"])
    assert f'value="{ORDER_PAGE}?x=1"' in page.text


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil.example", "x", ""],
)
def test_nobody_is_sent_to_another_site(address: str) -> None:
    assert visits.inside(address) == "/"


def test_another_consortium_does_not_exist(running: Running) -> None:
    answer = running.client("stranger").get(ORDER_PAGE)
    assert answer.status_code == 404
    assert "<html" in answer.text
    assert "Introuvable" in answer.text


def test_an_address_that_is_none_is_a_page_too(running: Running) -> None:
    answer = running.client("coordinator").get("/nulle-part")
    assert answer.status_code == 404
    assert "<h1" in answer.text
    assert running.client("coordinator").get("/api/v1/nowhere").json()["code"] == "not_found"


def test_language_is_chosen_and_kept(running: Running) -> None:
    client = running.client("coordinator")
    assert '<html lang="fr">' in client.get("/").text
    answer = client.post("/langue", data={"langue": "en", "suite": "/compte"})
    assert '<html lang="en">' in answer.text
    assert "Sign out" in client.get("/").text
    client.post("/langue", data={"langue": "fr", "suite": "/"})


def test_a_change_from_another_site_is_refused(running: Running) -> None:
    answer = running.client("coordinator").post(
        f"{ORDER_PAGE}/etape",
        data={"step": "collect"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403


def test_a_step_is_taken_said_and_undone(running: Running) -> None:
    client = running.client("coordinator")
    page = client.post(f"{ORDER_PAGE}/etape", data={"step": "collect"}).text
    assert 'name="step" value="stop_collecting"' in page
    assert "oc-state-collecting" in page
    page = client.post(f"{ORDER_PAGE}/etape", data={"step": "stop_collecting"}).text
    assert "oc-state-draft" in page
    # What was said is said once.
    assert "oc-notice" not in client.get(ORDER_PAGE).text


def test_a_refused_step_says_why_and_changes_nothing(running: Running) -> None:
    answer = running.client("coordinator").post(f"{ORDER_PAGE}/etape", data={"step": "win"})
    assert answer.status_code == 409
    assert "Rien n&#39;a été changé" in answer.text
    assert running.client("workshop_a").post(
        f"{ORDER_PAGE}/etape", data={"step": "collect"}
    ).status_code in (403, 404)


def test_invitation_password_and_sign_in(running: Running, browser: TestClient) -> None:
    with running.database.writing() as session:
        link = accounts.invite(
            session,
            running.actor("coordinator"),
            running.settings,
            role=Role.WORKSHOP,
            subject="dunes",
        )
    address = f"/invitation/{link.secret}"
    page = browser.get(address)
    assert page.status_code == 200
    assert "Dunes" in page.text
    short = {"email": "dunes@example.org", "name": "Zoé", "password": "court"}
    refused = browser.post(address, data=short)
    assert refused.status_code == 422
    assert 'value="Zoé"' in refused.text
    assert "court" not in refused.text.replace("courte", "")
    answer = browser.post(address, data={**short, "password": PASSWORD})
    assert answer.status_code == 303
    assert "Zoé" in browser.get("/").text
    # A link serves once.
    assert browser.post(address, data={**short, "password": PASSWORD}).status_code == 410
    browser.post("/deconnexion")
    assert browser.get("/").headers["location"] == "/connexion"
    wrong = browser.post(
        "/connexion", data={"email": "dunes@example.org", "password": "x", "suite": "/compte"}
    )
    assert wrong.status_code == 422
    assert 'value="dunes@example.org"' in wrong.text
    assert 'value="/compte"' in wrong.text
    right = browser.post(
        "/connexion", data={"email": "dunes@example.org", "password": PASSWORD, "suite": "/compte"}
    )
    assert right.headers["location"] == "/compte"
    cookie = right.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    changed = browser.post("/compte/mot-de-passe", data={"old": PASSWORD, "new": PASSWORD + "!"})
    assert changed.status_code == 303
    bad = browser.post("/compte/mot-de-passe", data={"old": "faux", "new": PASSWORD + "!"})
    assert bad.status_code == 422
    with running.database.reading() as session:
        account = repositories.account_by_email(session, "dunes@example.org")
        assert account is not None
        assert security.is_password(PASSWORD + "!", account.password_hash)


def test_a_link_that_never_was(browser: TestClient) -> None:
    assert browser.get("/invitation/" + "x" * 43).status_code == 410
    answer = browser.post("/mot-de-passe/" + "x" * 43, data={"password": PASSWORD})
    assert answer.status_code == 410


def test_what_was_typed_by_a_mischievous_hand_is_only_text(running: Running) -> None:
    client = running.client("coordinator")
    client.cookies.set("oeuvre_notice", "bm90IGpzb24=")
    assert client.get("/").status_code == 200
    client.cookies.delete("oeuvre_notice")
    answer = client.post("/connexion", data={"email": '"><script>', "password": "x"})
    assert '"><script>' not in answer.text


@pytest.mark.parametrize("address", ["//[", "/a\r\nb: c", "http://[", "/\\/x"])
def test_half_an_address_leads_home(running: Running, address: str) -> None:
    assert visits.inside(address) == "/"
    page = running.client("coordinator").get("/connexion", params={"suite": address})
    assert page.status_code == 200


def test_a_token_opens_no_page(running: Running, browser: TestClient) -> None:
    person = running.actor("coordinator")
    with running.database.writing() as session:
        token = signing_in.new_token(session, person.account_id, name="x", scope="write", days=1)
    headers = {"Authorization": f"Bearer {token.secret}"}
    api = f"/api/v1/consortia/{CONSORTIUM}/orders"
    assert browser.get(api, headers=headers).status_code == 200
    for path in ("/", ORDER_PAGE, "/compte"):
        assert browser.get(path, headers=headers).headers["location"].startswith("/connexion")
    sent = browser.post(f"{ORDER_PAGE}/etape", data={"step": "collect"}, headers=headers)
    assert sent.headers["location"] == "/connexion"
    assert "oc-state-draft" in running.client("coordinator").get(ORDER_PAGE).text


def test_files_are_taken_in_from_nobody(running: Running, browser: TestClient) -> None:
    """Nobody's files stand on our disk, not even while a form is read."""
    for path in (f"{ORDER_PAGE}/imports", "/connexion"):
        answer = browser.post(path, files={"files": ("a.csv", b"a;b")})
        assert answer.status_code == 303
        assert answer.headers["location"] == "/connexion"
    sent = running.client("coordinator").post(
        f"{ORDER_PAGE}/imports",
        files={"files": ("a.csv", b"a;b")},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert sent.status_code == 403


def test_the_language_is_not_chosen_by_another_site(running: Running) -> None:
    answer = running.client("coordinator").post(
        "/langue", data={"langue": "en"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def _noise(length: int) -> str:
    """A text that nothing makes shorter."""
    found = "".join(hashlib.sha256(str(k).encode()).hexdigest() for k in range(length // 64 + 1))
    return base64.b85encode(bytes.fromhex(found)).decode()[:length]


def test_a_notice_is_never_larger_than_a_browser_keeps(running: Running) -> None:
    signed_in = "oeuvre_session=abc"
    headers = [(b"cookie", signed_in.encode())]
    scope = {"type": "http", "headers": headers, "app": running.client("coordinator").app}
    visit = visits.Visit(Request(scope))
    small = visit.to("/", "Fait.", undo="/x", undo_values={"a": "é" * 100})
    large = visit.to("/", "Fait.", undo="/x", undo_values={"a": _noise(8_000)})
    for answer, undo in ((small, "/x"), (large, "")):
        cookie = answer.headers["set-cookie"].split(";")[0]
        assert len(cookie) < 4_000
        sent = f"{signed_in}; {cookie}".encode()
        seen = visits.read_notice(Request({**scope, "headers": [(b"cookie", sent)]}))
        assert seen is not None
        assert (seen["text"], seen["undo"]) == ("Fait.", undo)


@pytest.mark.parametrize(
    "raw", ["not json", "[]", "[" * 50_000, '{"text":"a","undo":"//[","values":{}}', "null"]
)
def test_a_notice_of_any_form_fails_nothing(running: Running, raw: str) -> None:
    packed = base64.urlsafe_b64encode(zlib.compress(raw.encode())).decode()
    sealed = f"oeuvre_session=abc; oeuvre_notice={security.seal(packed, 'abc')}.{packed}"
    scope = {"type": "http", "headers": [(b"cookie", sealed.encode())]}
    seen = visits.read_notice(Request(scope))
    assert seen is None or seen["undo"] == ""


@pytest.mark.parametrize("name", ['a"b.csv', "a\r\nSet-Cookie: x=y.csv", "é€\u202e.csv", "\\"])
def test_a_file_name_never_ends_its_header(name: str) -> None:
    header = handed_over(name, "text/csv", b"").headers["content-disposition"]
    assert re.fullmatch(
        r"attachment; filename=\"[^\"\\\x00-\x1f]*\"; filename\*=UTF-8''[\w.%~-]*", header
    )


@pytest.mark.parametrize(
    "path", ["/journal?avant=99999999999999999999", "/journal?avant=-1", "/devis/99999999999999999999",
             "/plans/99999999999999999999/accord", "/devis/0"]
)  # fmt: skip
def test_a_number_that_no_database_holds_is_not_there(running: Running, path: str) -> None:
    assert running.client("coordinator").get(ORDER_PAGE + path).status_code == 404


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/replanifier/effectif", "/replanifier"),
        ("/scenarios/ajouter", "/scenarios"),
        ("/plans/1/accord/etape", "/plans/1/accord"),
        ("/plans/1/scenario", "/plans/1"),
    ],
)
def test_the_address_of_a_form_leads_to_its_page(running: Running, address: str, page: str) -> None:
    answer = running.client("coordinator").get(ORDER_PAGE + address, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == ORDER_PAGE + page


@pytest.mark.parametrize("address", ["/replanifier/nulle-part", "/scenarios/x", "/plans/77"])
def test_what_is_not_there_leads_nowhere(running: Running, address: str) -> None:
    answer = running.client("coordinator").get(ORDER_PAGE + address, follow_redirects=False)
    assert answer.status_code == 404
