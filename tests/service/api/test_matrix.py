"""Every role calls every route, of its own consortium and of another: the answer is what RIGHTS says.

Routes come from the application, rights from the table: a new route without a declaration fails here.
Nothing is kept: each request sees the same data. Both databases answer (PostgreSQL among the slow tests).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service import dependencies
from service.api import needs
from service.app import make_app
from service.db.engine import Database
from service.settings import Settings
from service.usecases import signing_in
from service.usecases.rights import NONE, RIGHTS, Actor, Extent, Role, Thing
from tests.service.api.bodies import sample_body, sample_query
from tests.service.filled import ORDER, OWNER, SPEAKERS, Filled, filled_service
from tests.service.running import OTHER, PEOPLE

_METHODS = ("get", "put", "post", "delete", "patch")
_DOORS = ("anyone", "link", "signed_in", "in_person", "operator")
# Values in an address that name a thing which belongs to the workshop « OWNER ».
_OWNED = ("workshop", "declaration", "lot", "statement", "feed")
# Names in an address that stand for a row.
_ROWS = ("declaration", "lot", "statement", "purchase", "job", "file", "imported", "feed", "account",
         "invitation")  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A route, for one value of the parameter on which its right depends."""

    method: str
    path: str
    right: str
    values: tuple[tuple[str, str], ...] = ()
    or_owner: bool = False
    besides: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path} {dict(self.values) or ''}".rstrip()

    @property
    def asked(self) -> list[tuple[Thing, str]]:
        """One right after the other."""
        rights = [r.partition(":") for r in (self.right, self.besides) if r]
        return [(Thing(thing), verb) for thing, _, verb in rights]

    @property
    def names(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)


def _openapi() -> dict[str, Any]:
    database = Database("sqlite://")
    try:
        return make_app(Settings(), database).openapi()
    finally:
        database.close()


OPENAPI = _openapi()
OPERATIONS = {
    (method, path): operation
    for path, operations in OPENAPI["paths"].items()
    for method, operation in operations.items()
    if method in _METHODS
}
# A step that each life knows.
_STEPS = {
    "/statements/": "recall_statement",
    "/lots/": "accept",
    "/purchases/": "place",
    "/quotations/": "mark_won",
    "/review": "validate",
    "/costings/": "take_back",
}
# What stands for the code of a part of each kind.
_CODES = {"workshop": OWNER, "product": "mask", "station_group": "none"}


def _cases() -> Iterator[Case]:
    for (method, path), operation in OPERATIONS.items():
        right = operation.get(needs.RIGHT, "")
        or_owner = operation.get(needs.OR_OWNER, False)
        besides = operation.get(needs.BESIDES, "")
        yield Case(method, path, right, (), or_owner, besides)
        for name, values in operation.get(needs.RIGHT_WHEN, {}).items():
            for value, other in values.items():
                if value == "station_group" and "{code}" in path:
                    continue  # the order has none
                yield Case(method, path, other, ((name, value),), or_owner, besides)


CASES = list(_cases())
BOUND = [c for c in CASES if c.right not in _DOORS and c.right]


@dataclass
class World:
    """One application for all: what a request changes is taken back."""

    filled: Filled
    client: TestClient

    def ask_as(self, who: str, case: Case, **changes: str) -> Any:
        """What a role is answered."""
        cookie = f"oeuvre_session={self.filled.running.secrets[who]}" if who != "nobody" else ""
        return self.ask({"cookie": cookie} if cookie else {}, case, **changes)

    def ask(self, headers: dict[str, str], case: Case, **changes: str) -> Any:
        filled = self.filled.values
        values = {"kind": "product", **filled, **dict(case.values)}
        if "code" in case.names:
            values["code"] = _CODES[values["kind"]]
        if "/consents" in case.path:
            values["number"] = "2"
        if "/imports/" in case.path:
            values["number"] = filled[f"import kind={dict(case.values).get('kind', 'capacities')}"]
        if case.path.endswith("/reset"):
            # Nobody in the consortium makes a link for the one who sees everybody's costs.
            values["account"] = filled["speaker"]
        for name, value in case.values:
            values |= {"file": filled.get(f"file {name}={value}", filled["file"])}
        values.update(changes)
        missing = [n for n in case.names if n not in values]
        assert not missing, f"tests/service/filled.py does not say what {missing} stands for"
        operation = OPERATIONS[case.method, case.path]
        query = sample_query(operation, OPENAPI)
        if "template" in case.names:
            query["workshop"] = OWNER
        self.client.cookies.clear()
        return self.client.request(
            case.method,
            case.path.format(**values),
            params=query,
            headers=headers,
            **self.body(case, operation),
        )

    def body(self, case: Case, operation: dict[str, Any]) -> dict[str, Any]:
        body = sample_body(operation, OPENAPI)
        given = body.get("json", {})
        if "workshop" in given:
            given["workshop"] = OWNER
        if "plan" in given:
            given["plan"] = 1
        if "document" in given:
            given |= {**dict(case.values), "workshop": OWNER}
        if "step" in given:
            given["step"] = next((s for p, s in _STEPS.items() if p in case.path), given["step"])
        if "data" in body:
            body["data"] |= dict(case.values) or {"kind": "capacities"}
            if not {"offers", "workbook"} & {v for _, v in case.values}:
                body["data"]["workshop"] = OWNER
        return body


@pytest.fixture(scope="module")
def world(module_url: str) -> Iterator[World]:
    with filled_service(module_url) as filled:
        running = filled.running
        app = make_app(running.settings, running.database)

        def taken_back() -> Iterator[Any]:
            with running.database.reading() as session:
                yield session

        app.dependency_overrides[dependencies.get_session] = taken_back
        with TestClient(app, raise_server_exceptions=False) as client:
            yield World(filled, client)


def expected(who: str, case: Case, *, is_owned: bool) -> int:
    """What the table says: 200 stands for « not refused for want of a right »."""
    if who == "nobody":
        return 401
    role, _, consortium = PEOPLE[who]
    if consortium == OTHER:
        return 404
    if who == "other_buyer" and "{order}" in case.path:
        return 404
    is_mine = role is not Role.WORKSHOP or not is_owned or SPEAKERS[who] == OWNER
    for thing, verb in case.asked:
        right = RIGHTS[thing].get(role, NONE)
        if right.read is Extent.NONE or (right.read is Extent.OWN and not is_mine):
            return 404
        may_write = right.write is Extent.ALL or (right.write is Extent.OWN and is_mine)
        if verb == "write" and not may_write:
            return 403
    return 200


def _is_owned(case: Case) -> bool:
    """Whether the request is about what belongs to one workshop, « OWNER »."""
    body = sample_body(OPERATIONS[case.method, case.path], OPENAPI)
    is_of_nobody = {"offers", "workbook"} & {v for _, v in case.values}
    return (
        any(n in _OWNED for n in case.names)
        or bool({"workshop", "document"} & {*body.get("json", {})})
        or (("kind", "workshop") in case.values and "{code}" in case.path)
        or (bool({"file", "template"} & {*case.names}) and not is_of_nobody)
        or (("data" in body or "/imports/" in case.path) and not is_of_nobody)
    )


def test_every_route_declares_its_right() -> None:
    without = [str(c) for c in CASES if not c.right]
    assert not without, f"openapi_extra=needs(…) or open_to(…) is missing: {without}"
    assert len(BOUND) > 40


def test_declarations_are_of_the_table() -> None:
    for case in BOUND:
        assert case.path.startswith("/api/v1/consortia/{consortium}"), case
        for thing, verb in case.asked:
            assert thing in RIGHTS
            assert verb in ("read", "write")
            assert verb == "read" or case.method != "get", f"{case} changes something by GET"


def test_each_thing_has_a_reader() -> None:
    assert set(RIGHTS) == set(Thing)
    for thing, by_role in RIGHTS.items():
        assert any(r.read is not Extent.NONE for r in by_role.values()), thing
        assert all(r.write <= r.read for r in by_role.values()), thing


@pytest.mark.parametrize("case", BOUND, ids=str)
def test_answer_of_every_role(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: set[Thing] = set()
    for name in ("may_read", "may_write", "may_read_of", "may_write_of"):
        real = getattr(Actor, name)

        def seen(actor: Actor, thing: Thing, *rest: Any, _real: Any = real) -> Any:
            looked.add(thing)
            return _real(actor, thing, *rest)

        monkeypatch.setattr(Actor, name, seen)
    is_owned = _is_owned(case)
    wrong = []
    is_ever_allowed = False
    for who in (*PEOPLE, "nobody"):
        answer = world.ask_as(who, case)
        wanted = expected(who, case, is_owned=is_owned)
        if wanted == 200:
            is_ever_allowed = True
            is_right = answer.status_code not in (401, 403, 404, 500)
        else:
            is_right = answer.status_code == wanted
        if not is_right:
            wrong.append(f"{who}: {answer.status_code} for {wanted}: {answer.text[:200]}")
    assert not wrong, "\n".join([f"{case} needs {case.right}", *wrong])
    assert is_ever_allowed or case.or_owner, "nobody may"
    assert case.asked[0][0] in looked, f"{case.asked} is declared, {sorted(looked)} is looked at"


@pytest.mark.parametrize("case", BOUND, ids=str)
def test_rows_of_another_consortium_do_not_exist(world: World, case: Case) -> None:
    """Somebody coordinates elsewhere, and puts our ids into addresses of its own consortium."""
    changed = {"consortium": OTHER}
    if any(n in _ROWS for n in case.names):
        for order in ("ailleurs", ORDER):
            assert world.ask_as("stranger", case, **changed, order=order).status_code in (
                403,
                404,
            ), order
    elif "order" in case.names:
        assert world.ask_as("stranger", case, **changed, order=ORDER).status_code == 404


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.right in ("signed_in", "in_person", "operator")], ids=str
)
def test_doors_for_oneself(world: World, case: Case) -> None:
    assert world.ask_as("nobody", case).status_code == 401
    answer = world.ask_as("buyer", case)
    assert answer.status_code not in (401, 500)
    assert (answer.status_code == 403) == (case.right == "operator")


@pytest.mark.parametrize("case", [c for c in CASES if c.right in ("anyone", "link")], ids=str)
def test_open_doors(world: World, case: Case) -> None:
    answer = world.ask_as("nobody", case)
    # A wrong password is 401 too.
    assert answer.status_code not in (403, 500)
    assert answer.status_code != 401 or case.path.endswith("/session")


@pytest.fixture(scope="module")
def tokens(world: World) -> dict[str, str]:
    running = world.filled.running
    account = running.actor("coordinator").account_id
    with running.database.writing() as session:
        return {
            scope: signing_in.new_token(session, account, name="t", scope=scope, days=1).secret
            for scope in ("read", "write")
        }


@pytest.mark.parametrize("case", [c for c in CASES if c.right not in ("anyone", "link")], ids=str)
def test_a_token_that_reads_changes_nothing(
    world: World, tokens: dict[str, str], case: Case
) -> None:
    headers = {"authorization": f"Bearer {tokens['read']}"}
    answer = world.ask(headers, case)
    if case.method == "get":
        assert answer.status_code not in (401, 403, 500)
    else:
        assert answer.status_code == 403


def test_a_token_that_writes_touches_no_account(world: World, tokens: dict[str, str]) -> None:
    headers = {"authorization": f"Bearer {tokens['write']}"}
    tried = 0
    for case in CASES:
        if case.right == "in_person" or case.right == f"{Thing.PEOPLE}:write":
            tried += 1
            assert world.ask(headers, case).status_code == 403, case
    assert tried >= 7
