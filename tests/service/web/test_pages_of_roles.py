"""Every page is opened as every role: who may see it, and nobody is told a figure that is not for it."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from service.app import make_app
from service.web import routes
from tests.cost_builders import WORKSHOPS, private_costs
from tests.service.filled import ANOTHER, HOURLY, OWNER, SPEAKERS, Filled, filled_service
from tests.service.running import PEOPLE

pytestmark = pytest.mark.slow

ROLES = [who for who in PEOPLE if who != "stranger"]
# Files and parts that pages fetch: read like pages.
_SPACES = re.compile(r"[\u00a0\u202f\u2009 ](?=\d)")


def page_routes() -> list[APIRoute]:
    """Pages of a consortium that are looked at."""
    return [
        r
        for r in _all_routes(routes.router.routes)
        if "GET" in (r.methods or ()) and r.path.startswith("/c/")
    ]


def _all_routes(found: list) -> Iterator[APIRoute]:
    for route in found:
        if isinstance(route, APIRoute):
            yield route
        else:
            yield from _all_routes(getattr(route, "routes", []))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    url = f"sqlite:///{tmp_path_factory.mktemp('roles') / 'oeuvre.db'}"
    with filled_service(url) as found:
        yield found


@pytest.fixture(scope="module")
def told(filled: Filled) -> dict[str, dict[str, tuple[int, str]]]:
    """What each role is answered: address → status and text, without markup or spaces in figures."""
    running = filled.running
    app = make_app(running.settings, running.database)
    found: dict[str, dict[str, tuple[int, str]]] = {who: {} for who in PEOPLE}
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        for route in page_routes():
            for address in _addresses(filled, route.path):
                for who in PEOPLE:
                    client.cookies.clear()
                    cookie = {"cookie": f"oeuvre_session={running.secrets[who]}"}
                    answer = client.get(address, headers=cookie)
                    plain = _SPACES.sub("", html.unescape(answer.text))
                    found[who][address] = (answer.status_code, plain)
    return found


def _addresses(filled: Filled, path: str) -> Iterator[str]:
    names = re.findall(r"{(\w+)(?::\w+)?}", path)
    values = filled.values
    several = {
        "workshop": list(WORKSHOPS),
        "number": ["1", "2"],
        "file": [v for k, v in values.items() if k.startswith("file ")],
        "import_id": [v for k, v in values.items() if k.startswith("import ")],
    }
    aliases = {"job_id": "job", "file_id": "file", "lot_id": "lot", "statement_id": "statement"}
    plain = re.sub(r":\w+}", "}", path)
    for chosen in itertools.product(
        *(several.get(n, [values.get(aliases.get(n, n), "1")]) for n in names)
    ):
        address = plain.format(**dict(zip(names, chosen, strict=True)))
        yield address
        if "/atelier" in path:
            for workshop in (OWNER, ANOTHER):
                yield f"{address}?atelier={workshop}"


def _costs_of(workshop: str) -> list[str]:
    """Labels and figures of a workshop's own costs, as pages write them."""
    costs = private_costs()[workshop]
    amounts = [x.cents for x in costs.period_costs]
    amounts += [x.cents for x in costs.expenses]
    amounts += [x.cents for x in costs.in_kind]
    assert costs.opening_cash_cents is not None
    amounts.append(costs.opening_cash_cents)
    return [
        f"SECRET-{workshop}",
        *(f"{a // 100},{a % 100:02d}" for a in amounts),
        *(f"{a // 100}.{a % 100:02d}" for a in amounts),
        *(f"{a // 100:,}.{a % 100:02d}" for a in amounts),
    ]


def _seen(told: dict[str, tuple[int, str]], word: str) -> list[str]:
    pattern = re.compile(rf"(?<![0-9A-Za-z]){re.escape(word)}(?![0-9])")
    return [address for address, (_, text) in told.items() if pattern.search(text)]


def test_no_page_fails_and_strangers_see_none(
    told: dict[str, dict[str, tuple[int, str]]],
) -> None:
    assert len(told["coordinator"]) > 60
    for who, pages in told.items():
        wrong = {a: s for a, (s, _) in pages.items() if s >= 500}
        assert not wrong, who
    strange = {a: s for a, (s, _) in told["stranger"].items() if s not in (404, 410)}
    assert strange == {}


# Ends of addresses → who finds the page; a page that none of them names is for whoever it answers,
# and must be named here.
ALLOWED: dict[str, set[str]] = {}


@pytest.mark.parametrize("who", ["coordinator", "workshop_a", "workshop_b", "buyer", "other_buyer"])
@pytest.mark.parametrize("whose", WORKSHOPS)
def test_costs_are_for_their_own_workshop(
    told: dict[str, dict[str, tuple[int, str]]], who: str, whose: str
) -> None:
    if SPEAKERS.get(who) == whose:
        return
    for word in _costs_of(whose):
        assert not _seen(told[who], word), f"{who} is told {word}"


@pytest.mark.parametrize("who", ["workshop_a", "workshop_b", "buyer", "other_buyer"])
@pytest.mark.parametrize("whose", WORKSHOPS)
def test_the_hourly_cost_is_for_its_workshop_and_those_who_plan(
    told: dict[str, dict[str, tuple[int, str]]], who: str, whose: str
) -> None:
    if SPEAKERS.get(who) == whose:
        return
    figure = str(HOURLY[whose])
    assert not _seen(told[who], figure) + _seen(told[who], figure.replace(".", ","))


def test_the_search_finds_what_is_there(told: dict[str, dict[str, tuple[int, str]]]) -> None:
    for who, own in SPEAKERS.items():
        assert _seen(told[who], f"SECRET-{own}"), who
    for workshop in WORKSHOPS:
        assert _seen(told["facilitator"], f"SECRET-{workshop}")
        assert any(_seen(told["facilitator"], w) for w in _costs_of(workshop)[1:])
