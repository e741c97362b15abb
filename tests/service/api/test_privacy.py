"""Every route is walked as every role; nobody is told a figure that is not for it.

What is private was planted so that nothing else could show it: labels and amounts of costs, remarks on
them, the hourly cost that the order itself holds of each workshop. The facilitator's answers hold them,
so that the search is known to look.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.app import make_app
from service.db import repositories
from service.db.conversion import PART_KINDS
from tests.cost_builders import WORKSHOPS, private_costs
from tests.service.api.bodies import sample_query
from tests.service.filled import ANOTHER, HOURLY, ORDER, OWNER, SPEAKERS, Filled, filled_service
from tests.service.running import CONSORTIUM, PEOPLE

# Many solves or a whole service: together they would make the quick tests too long.
pytestmark = pytest.mark.slow

ROLES = [who for who in PEOPLE if who != "stranger"]


@pytest.fixture(scope="module")
def filled(module_url: str) -> Iterator[Filled]:
    with filled_service(module_url) as found:
        yield found


@pytest.fixture(scope="module")
def told(filled: Filled) -> dict[str, dict[str, str]]:
    """All that each role can read: address → text."""
    running = filled.running
    app = make_app(running.settings, running.database)
    openapi = app.openapi()
    found: dict[str, dict[str, str]] = {who: {} for who in ROLES}
    with TestClient(app, raise_server_exceptions=False) as client:
        for path, operations in openapi["paths"].items():
            if "get" not in operations:
                continue
            for address, query in _addresses(filled, path, operations["get"], openapi):
                for who in ROLES:
                    client.cookies.clear()
                    cookie = {"cookie": f"oeuvre_session={running.secrets[who]}"}
                    answer = client.get(address, params=query, headers=cookie)
                    assert answer.status_code != 500, address
                    found[who][f"{address} {query or ''}"] = _text(answer)
    return found


def _addresses(
    filled: Filled, path: str, operation: dict[str, Any], openapi: dict[str, Any]
) -> Iterator[tuple[str, dict[str, str]]]:
    """The addresses of a route: for every value that its parameters take in the order."""
    names = re.findall(r"{(\w+)}", path)
    values = filled.values
    several: dict[str, list[str]] = {
        "workshop": list(WORKSHOPS),
        "number": ["1", "2"],
        "kind": list(PART_KINDS),
        "file": [v for k, v in values.items() if k.startswith("file ")],
    }
    if "/imports/" in path:
        several["number"] = [v for k, v in values.items() if k.startswith("import ")]
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path" and "enum" in _schema(parameter, openapi):
            several[parameter["name"]] = _schema(parameter, openapi)["enum"]
    query = sample_query(operation, openapi)
    optional = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
    queries = [query]
    if "workshop" in optional:
        queries += [{**query, "workshop": w} for w in (OWNER, ANOTHER)]
    products: Iterable[tuple[str, ...]] = itertools.product(
        *(several.get(n, [values.get(n, "1")]) for n in names)
    )
    if "code" in names:
        products = [(values["consortium"], ORDER, kind, code) for kind, code in _parts(filled)]
    for chosen in products:
        for asked in queries:
            yield path.format(**dict(zip(names, chosen, strict=True))), asked


def _parts(filled: Filled) -> list[tuple[str, str]]:
    with filled.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, ORDER)
        assert order is not None
        return [(p.kind, p.code) for p in repositories.parts(session, order.id)]


def _schema(parameter: dict[str, Any], openapi: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = parameter["schema"]
    if "$ref" in schema:
        schema = openapi["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _text(answer: Any) -> str:
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            return "\n".join(
                archive.read(name).decode(errors="replace") for name in archive.namelist()
            )
    return answer.content.decode(errors="replace")


def _costs_of(workshop: str) -> list[str]:
    """Figures and labels of a workshop's own costs."""
    costs = private_costs()[workshop]
    amounts = [x.cents for x in costs.period_costs]
    amounts += [x.cents for x in costs.expenses]
    amounts += [x.cents for x in costs.in_kind]
    assert costs.opening_cash_cents is not None
    return [f"SECRET-{workshop}", *(str(a) for a in (*amounts, costs.opening_cash_cents))]


def _seen(told: dict[str, str], word: str) -> list[str]:
    pattern = re.compile(rf"(?<![0-9A-Za-z]){re.escape(word)}(?![0-9])")
    return [address for address, text in told.items() if pattern.search(text)]


@pytest.mark.parametrize("who", ["coordinator", "workshop_a", "workshop_b", "buyer", "other_buyer"])
@pytest.mark.parametrize("whose", WORKSHOPS)
def test_costs_are_for_their_own_workshop(
    told: dict[str, dict[str, str]], who: str, whose: str
) -> None:
    for word in _costs_of(whose):
        places = _seen(told[who], word)
        if SPEAKERS.get(who) == whose:
            continue
        assert not places, f"{who} is told {word} by {places}"


@pytest.mark.parametrize("who", ["workshop_a", "workshop_b", "buyer", "other_buyer"])
@pytest.mark.parametrize("whose", WORKSHOPS)
def test_the_hourly_cost_in_the_order_is_for_its_workshop_and_those_who_plan(
    told: dict[str, dict[str, str]], who: str, whose: str
) -> None:
    figure = str(HOURLY[whose])
    places = _seen(told[who], figure) + _seen(told[who], figure.replace(".", ","))
    assert bool(places) == (SPEAKERS.get(who) == whose), places


def test_the_cost_of_a_whole_plan_is_for_those_who_plan(told: dict[str, dict[str, str]]) -> None:
    told_to = {who for who in ROLES if _seen(told[who], "31415927")}
    assert told_to == {"coordinator", "facilitator"}


def test_a_workshop_is_told_of_others_their_names_and_shares_only(
    told: dict[str, dict[str, str]],
) -> None:
    """Nothing of another's capacities, hours, past work or weeks stands in any answer to it."""
    for who, own in SPEAKERS.items():
        others = [w for w in WORKSHOPS if w != own]
        for address, text in told[who].items():
            if "/head" in address or "/check" in address or "/plans/" in address:
                for field in ("headcount", "hours", "productive_minutes", "past_work", "runs"):
                    for other in others:
                        near = re.compile(
                            rf'"{field}"[^{{}}]{{0,200}}"{other}"|"{other}"[^{{}}]{{0,200}}"{field}"'
                        )
                        assert not near.search(text), f"{who}: {address} tells {field} of {other}"


def test_the_search_finds_what_is_there(told: dict[str, dict[str, str]]) -> None:
    for workshop in WORKSHOPS:
        for word in (*_costs_of(workshop), str(HOURLY[workshop])):
            assert _seen(told["facilitator"], word), word
    assert all(len(pages) > 100 for pages in told.values())
    assert any(text.startswith("[Content") or "sheetData" in text
               for text in told["coordinator"].values()), "workbooks are opened"  # fmt: skip


def test_what_another_lends_is_not_told(filled: Filled) -> None:
    running = filled.running
    lent = {"material": "fabric", "thousandths": 27_182_000, "lender": OWNER}
    with running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, ORDER)
        assert order is not None
        opening = {**order.head["opening"], "materials": [lent]}
        order.head = {**order.head, "opening": opening}
    address = f"/api/v1/consortia/{CONSORTIUM}/orders/{ORDER}/head"
    told = {who for who in ROLES if "27182000" in running.client(who).get(address).text}
    assert told == {"coordinator", "facilitator", "workshop_a"}


def test_what_is_wrong_with_another_is_not_told(filled: Filled) -> None:
    """A finding about a workshop's answer is for it and for those who plan."""
    running = filled.running
    with running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, ORDER)
        assert order is not None
        row = repositories.part(session, order.id, "workshop", OWNER)
        assert row is not None
        row.data = {**row.data, "": {**row.data[""], "hourly_cost": "9871.25", "absence_rate": "7"}}
    address = f"/api/v1/consortia/{CONSORTIUM}/orders/{ORDER}/check"
    said = {who: running.client(who).get(address).json()["findings"] for who in SPEAKERS}
    assert any(f["subject"] == OWNER for f in said["workshop_a"])
    assert not any(OWNER in str(f) for f in said["workshop_b"])
    assert any(
        f["subject"] == OWNER for f in running.client("coordinator").get(address).json()["findings"]
    )
