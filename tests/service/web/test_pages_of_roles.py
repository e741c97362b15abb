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
from service.web import order_fields, routes
from tests.cost_builders import WORKSHOPS, private_costs
from tests.service.filled import ANOTHER, HOURLY, ORDER, OWNER, SPEAKERS, Filled, filled_service
from tests.service.running import CONSORTIUM, PEOPLE

pytestmark = pytest.mark.slow

ROLES = [who for who in PEOPLE if who != "stranger"]
_SPACES = re.compile(r"[\u00a0\u202f\u2009 ](?=\d)")


def page_routes() -> list[APIRoute]:
    """Pages of a consortium that are looked at."""
    found = [
        r
        for part in routes.PARTS
        for r in part.router.routes
        if isinstance(r, APIRoute) and "GET" in (r.methods or ()) and r.path.startswith("/c/")
    ]
    assert len(found) > 30
    return found


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
        "slug": [s for s, f in order_fields.FORMS.items() if not f.within],
        "head": [s for s in order_fields.HEADS if s != order_fields.FRAME.slug],
    }
    if "/imports/" in path:
        several["number"] = [v for k, v in values.items() if k.startswith("import ")]
    for chosen in itertools.product(*(several.get(n, [values.get(n, "1")]) for n in names)):
        address = re.sub(r":\w+}", "}", path).format(**dict(zip(names, chosen, strict=True)))
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


# Who is shown something at each address of the pages; everybody else is told that it does not exist, or
# may not be changed by them. A page that stands here under nobody's name fails.
_ALL = "coordinator workshop_a workshop_b facilitator buyer"
_MEMBERS = "coordinator workshop_a workshop_b facilitator"
_ORDER = "/c/{consortium}/o/{order}"
ALLOWED: dict[str, str] = {
    "/c/{consortium}": _ALL + " other_buyer",
    "/c/{consortium}/classeur-vierge": _ALL + " other_buyer",
    "/c/{consortium}/nouvelle-commande": "coordinator",
    "/c/{consortium}/personnes": _MEMBERS,
    "/c/{consortium}/premier-contact": "coordinator",
    _ORDER: _ALL,
    f"{_ORDER}/achats": "coordinator facilitator",
    f"{_ORDER}/achats/{{purchase}}": "coordinator facilitator",
    f"{_ORDER}/atelier": _MEMBERS,
    f"{_ORDER}/atelier/accord": _MEMBERS,
    f"{_ORDER}/atelier/achats": "workshop_a workshop_b facilitator",
    f"{_ORDER}/atelier/capacites": _MEMBERS,
    f"{_ORDER}/atelier/capacites/formulaire": _MEMBERS,
    f"{_ORDER}/atelier/couts": "workshop_a workshop_b facilitator",
    f"{_ORDER}/atelier/couts/formulaire": "workshop_a workshop_b facilitator",
    f"{_ORDER}/atelier/declarer": _MEMBERS,
    f"{_ORDER}/atelier/declarer/formulaire": _MEMBERS,
    f"{_ORDER}/atelier/programme": _MEMBERS,
    f"{_ORDER}/atelier/tresorerie": "workshop_a workshop_b facilitator",
    f"{_ORDER}/cloture": "coordinator facilitator",
    f"{_ORDER}/cloture/annuler": "coordinator",
    f"{_ORDER}/collecte": _MEMBERS,
    f"{_ORDER}/commande": _MEMBERS,
    f"{_ORDER}/commande/cadre": "coordinator",
    f"{_ORDER}/commande/cadre/{{head}}": "coordinator",
    f"{_ORDER}/commande/modele/{{template}}": "coordinator facilitator",
    f"{_ORDER}/commande/{{slug}}": "coordinator",
    f"{_ORDER}/couts": "facilitator",
    f"{_ORDER}/couts/{{workshop}}": "facilitator",
    f"{_ORDER}/devis": "coordinator facilitator buyer",
    f"{_ORDER}/devis/{{number}}": "coordinator facilitator buyer",
    f"{_ORDER}/documents": _ALL,
    f"{_ORDER}/documents/etat": _ALL,
    f"{_ORDER}/etats": _ALL,
    f"{_ORDER}/etats/{{statement}}": "coordinator workshop_a facilitator buyer",
    f"{_ORDER}/fichiers/{{file}}": "coordinator workshop_a facilitator",
    f"{_ORDER}/fragilite": "coordinator facilitator",
    f"{_ORDER}/imports/{{number}}": "coordinator workshop_a facilitator",
    f"{_ORDER}/imports/{{number}}/etat": "coordinator workshop_a facilitator",
    f"{_ORDER}/journal": "coordinator",
    f"{_ORDER}/lots": _ALL,
    f"{_ORDER}/lots/{{lot}}": "coordinator workshop_a facilitator buyer",
    f"{_ORDER}/lundi": "coordinator facilitator",
    f"{_ORDER}/plans": "coordinator facilitator",
    f"{_ORDER}/plans/{{number}}": "coordinator facilitator",
    f"{_ORDER}/plans/{{number}}/accord": "coordinator facilitator",
    f"{_ORDER}/plans/{{number}}/fragilite": "coordinator facilitator",
    f"{_ORDER}/plans/{{number}}/pourquoi": "coordinator facilitator",
    f"{_ORDER}/pourquoi": "coordinator facilitator",
    f"{_ORDER}/prix": "facilitator",
    f"{_ORDER}/replanifier": "coordinator",
    # No job of this kind is there to be shown: tests of these pages have their own.
    f"{_ORDER}/replanifier/{{job}}": "",
    f"{_ORDER}/scenarios": "coordinator facilitator",
    f"{_ORDER}/scenarios/{{job}}": "",
    f"{_ORDER}/suivi": _ALL,
    f"{_ORDER}/travaux/{{job}}": "coordinator facilitator",
    f"{_ORDER}/travaux/{{job}}/etat": "coordinator facilitator",
    f"{_ORDER}/tresorerie": "facilitator",
}


def test_every_page_is_for_those_the_table_names(
    filled: Filled, told: dict[str, dict[str, tuple[int, str]]]
) -> None:
    paths = {route.path for route in page_routes()}
    assert paths == set(ALLOWED)
    for path in sorted(paths):
        found = {
            who
            for who in PEOPLE
            for address in _addresses(filled, path)
            if told[who][address][0] < 400
        }
        assert found == set(ALLOWED[path].split()), path


def test_a_workshop_opens_nothing_of_another(
    filled: Filled, told: dict[str, dict[str, tuple[int, str]]]
) -> None:
    for who, own in SPEAKERS.items():
        for address, (status, _) in told[who].items():
            asked = re.search(r"[?]atelier=(.+)$", address)
            if asked and asked[1] != own:
                assert status == 404, (who, address)
    # What was sent about the order itself, or by another workshop.
    for kind in ("offers", "capacities", "costs", "followup"):
        address = f"/c/{CONSORTIUM}/o/{ORDER}/imports/{filled.values[f'import kind={kind}']}"
        assert told["workshop_b"][address][0] == 404, kind
    for about in ("offers", "workbook", "capacities", "costs", "followup"):
        address = f"/c/{CONSORTIUM}/o/{ORDER}/fichiers/{filled.values[f'file about={about}']}"
        assert told["workshop_b"][address][0] == 404, about


@pytest.mark.parametrize("who", ROLES)
def test_no_link_leads_to_a_closed_door(
    filled: Filled, told: dict[str, dict[str, tuple[int, str]]], who: str
) -> None:
    client = filled.running.client(who)
    closed = set()
    seen = set(told[who])
    for address, (status, text) in [*told[who].items()]:
        if status != 200 or "<html" not in text:
            continue
        for link in re.findall(r'href="(/[^"#]*)', text):
            if link in seen or link.startswith(("/static/", "/api/", "/aide")):
                if link in told[who] and told[who][link][0] in (403, 404):
                    closed.add((address, link))
                continue
            seen.add(link)
            if client.get(link, follow_redirects=False).status_code >= 400:
                closed.add((address, link))
    assert not closed, "\n".join(f"{page} → {link}" for page, link in sorted(closed))


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
