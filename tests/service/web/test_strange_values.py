"""What no page of ours would send is refused like anything else: it never makes the service fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from service.app import make_app
from service.web import routes
from tests.service.filled import OWNER, Filled, filled_service

pytestmark = pytest.mark.slow

STRANGE = [
    "-1",
    "99999999999999999999",
    "NaN",
    "2020-W53",
    "9999-W52",
    "%00",
    "//[",
    "a|%|2020-W15|'|<é>",
]
# Fields of every kind of form, with what would be a right beginning.
FIELDS = sorted({
    "step", "reason", "version", "plan", "workshop", "atelier", "semaine", "week", "first", "last",
    "day", "quantity", "note", "lot", "what", "scenario", "changement", "nom", "seconds", "variante",
    "garder", "interdire", "kind", "title", "customer", "begins", "former", "name", "email", "role",
    "subject", "account", "invitation", "document", "reader", "format", "lang", "suite", "langue",
    "preset", "key", "from_week", "frozen", "leaver", "stop_workshop", "stop_first", "stop_last",
    "people_workshop", "people_first", "people_last", "people_headcount", "answer_by", "workshops",
    "lot_day", "lot_units", "lot_number", "lot_demand", "what-0", "made-0", "id-0", "version-0",
    "retirer", "headcount", "weekly_hours", "due", "start", "sort", "sort_before", "minutes-0",
    "quoi", "jalon", "reponse", "rows", "text", "line", "k0-quantity", "o0-euros", "id", "price",
    "margin", "feed", "materials-0-was", "materials-0-place", "operations-0-place", "operations-0-name",
    "operations-0-was", "accept", "question", "raison", "remede", "hours",
})  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    url = f"sqlite:///{tmp_path_factory.mktemp('strange') / 'oeuvre.db'}"
    with filled_service(url) as found:
        yield found


@pytest.fixture(scope="module")
def browser(filled: Filled) -> Iterator[TestClient]:
    app = make_app(filled.running.settings, filled.running.database)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


def _routes(method: str) -> list[APIRoute]:
    found = [
        r
        for part in routes.PARTS
        for r in part.router.routes
        if isinstance(r, APIRoute) and method in (r.methods or ())
    ]
    assert len(found) > 40
    return found


def _path(filled: Filled, route: APIRoute, **strange: str) -> str:
    values = {"slug": "produit", "digest": "x", "name": "x", **filled.values}
    if "/imports/" in route.path:
        values["number"] = values["import kind=capacities"]
    return re.sub(
        r"{(\w+)(?::\w+)?}", lambda m: strange.get(m[1], quote(values.get(m[1], "1"))), route.path
    )


def _quoted(value: str) -> str:
    return value if "%" in value and value != "%" else quote(value, safe="")


@pytest.mark.parametrize("who", ["coordinator", "workshop_a", "facilitator"])
def test_strange_addresses_are_pages_that_are_not_there(
    filled: Filled, browser: TestClient, who: str
) -> None:
    session = {"cookie": f"oeuvre_session={filled.running.secrets[who]}"}
    failed = []
    for route in _routes("GET"):
        names = [p.name for p in route.dependant.query_params]
        paths = [_path(filled, route) + f"?{n}={_quoted(v)}" for n in names for v in STRANGE]
        for name in re.findall(r"{(\w+)(?::\w+)?}", route.path):
            paths += [_path(filled, route, **{name: _quoted(v)}) for v in STRANGE if v]
        if not names:
            paths.append(_path(filled, route) + "?" + "&".join(f"{f}=1/1/9999" for f in FIELDS))
        failed += [
            (path, answer.status_code)
            for path in paths
            if (answer := browser.get(path, headers=session)).status_code >= 500
        ]
    assert not failed, "\n".join(f"{status} {path}" for path, status in failed)


@pytest.mark.parametrize("value", STRANGE)
def test_strange_forms_are_refused(filled: Filled, browser: TestClient, value: str) -> None:
    failed = []
    for who in ("coordinator", "workshop_a"):
        headers = {
            "cookie": f"oeuvre_session={filled.running.secrets[who]}",
            "content-type": "application/x-www-form-urlencoded",
        }
        # The right workshop, so that what comes after it is read too.
        known = {"atelier": OWNER, "workshop": OWNER, "stop_workshop": OWNER}
        body = "&".join(f"{f}={known.get(f) or _quoted(value)}" for f in FIELDS)
        for route in _routes("POST"):
            if route.path in ("/connexion", "/deconnexion") or "secret" in route.path:
                continue
            path = _path(filled, route)
            sent = browser.post(path, content=body, headers=headers)
            if sent.status_code >= 500:
                failed.append((who, path, sent.status_code))
    assert not failed, "\n".join(map(str, failed))
