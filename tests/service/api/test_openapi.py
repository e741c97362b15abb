"""The OpenAPI description is whole, and what the service answers is what it says.

Requests of every form, right and wrong, are sent to every operation as every role: no answer is a fault
of ours, and each has the status, the kind and the form that the description promises.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import checks as known
from schemathesis.specs.openapi import checks as openapi_checks

from service.api import describing
from service.app import make_app
from service.db.engine import Database
from service.delivery import Bell
from service.settings import Settings
from tests.service.api.test_matrix import OPENAPI, OPERATIONS
from tests.service.filled import ORDER, Filled, filled_service
from tests.service.postgres import Postgres
from tests.service.running import CONSORTIUM, PEOPLE

CHECKS = [
    known.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
]
# Who sends the same requests to the same database, one after the other.
_TOGETHER = (
    ("nobody", "stranger", "workshop_b", "workshop_a"),
    ("other_buyer", "buyer", "facilitator"),
    ("coordinator",),
)
EVERYBODY = [who for together in _TOGETHER for who in together]
_TURN = {"GET": 0, "DELETE": 2}


def test_operations_have_names_of_their_own_and_are_told() -> None:
    ids = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(ids)) == len(ids)
    for (method, path), operation in OPERATIONS.items():
        place = f"{method} {path}"
        assert operation["summary"], place
        assert operation["description"], place
        assert set(operation["tags"]) <= set(describing.TAGS), place
        assert "security" in operation, place
    summaries = [(tuple(o["tags"]), o["summary"]) for o in OPERATIONS.values()]
    assert len(set(summaries)) == len(summaries), "two operations that nobody can tell apart"


def test_refusals_are_problems() -> None:
    for (method, path), operation in OPERATIONS.items():
        for status, answer in operation["responses"].items():
            if status[0] in "45" and path.startswith("/api/"):
                assert list(answer["content"]) == ["application/problem+json"], (method, path)
    problem = OPENAPI["components"]["schemas"]["ProblemOut"]["properties"]
    assert {"type", "title", "status", "code", "findings", "theirs"} <= set(problem)


def test_what_is_sent_has_examples() -> None:
    """Every body shows, in one of its fields at least, what it looks like."""
    without = []
    for place, operation in OPERATIONS.items():
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            text = json.dumps(_whole(content["application/json"]["schema"]))
            if not any(f'"{word}":' in text for word in ("examples", "enum", "const", "default")):
                without.append(place)
    assert not without


def _whole(schema: Any, depth: int = 6) -> Any:
    """A schema with those that it refers to."""
    if isinstance(schema, list):
        return [_whole(s, depth) for s in schema]
    if not isinstance(schema, dict) or not depth:
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _whole(OPENAPI["components"]["schemas"][name], depth - 1)
    return {k: _whole(v, depth) for k, v in schema.items()}


# -- what is answered ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    file = tmp_path_factory.mktemp("openapi") / "filled.db"
    with filled_service(f"sqlite:///{file}") as found:
        found.running.database.close()
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("roles", _TOGETHER, ids=" ".join)
def test_every_answer_is_what_the_description_says(
    filled_file: Filled, roles: tuple[str, ...], tmp_path: Path
) -> None:
    """In a file of their own: who may change everything takes nothing away from the others."""
    file = filled_file.running.database.url.removeprefix("sqlite:///")
    copy = tmp_path / "copy.db"
    shutil.copy(file, copy)
    wrong = _wrong_answers(f"sqlite:///{copy}", filled_file, roles, examples=12)
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.slow
def test_every_answer_is_what_the_description_says_on_postgresql(postgres: Postgres) -> None:
    """What differs there is which values the database refuses: each request as every role in turn."""
    url = postgres.new_url()
    with filled_service(url) as filled:
        wrong = _wrong_answers(url, filled, EVERYBODY, examples=4)
    postgres.drop(url)
    assert not wrong, "\n\n".join(wrong)


def test_everybody_is_somewhere() -> None:
    assert sorted(EVERYBODY) == sorted([*PEOPLE, "nobody"])


def _wrong_answers(url: str, filled: Filled, roles: Sequence[str], *, examples: int) -> list[str]:
    """Send requests of every form to every operation; what does not fit what is described.

    Args:
        roles: who sends each request, one after the other.
        examples: requests to each operation.
    """
    database = Database(url)
    settings = Settings(database_url=url, workers=0, disk_megabytes=0, login_tries=1_000)
    app = make_app(settings, database, Bell())
    # What comes as it is made has no end to wait for.
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app).exclude(
        path_regex="/events$"
    )
    secrets = filled.running.secrets
    wrong: list[str] = []
    found = [result.ok() for result in schema.get_all_operations()]  # type: ignore[union-attr]
    assert len(found) >= len(OPERATIONS) - 1
    # What looks comes first, what takes away last.
    for operation in sorted(found, key=lambda o: _TURN.get(o.method.upper(), 1)):

        @hypothesis.settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            _aim(case, filled.values)
            if case.path.endswith(("/sessions", "/session")) and case.method == "DELETE":
                return  # signing out would make all that follows the same refusal
            for who in roles:
                cookie = {"cookie": f"oeuvre_session={secrets[who]}"} if who in secrets else {}
                response = case.call(headers=cookie)
                try:
                    case.validate_response(response, checks=CHECKS)
                except (Exception, BaseExceptionGroup) as failure:
                    failure.add_note(f"asked as {who}")
                    raise

        try:
            ask()
        except (Exception, BaseExceptionGroup) as failure:
            notes = " ".join(getattr(failure, "__notes__", []))
            wrong.append(f"{operation.label} {notes}\n{str(failure)[:1500]}")
    database.close()
    return wrong


def _aim(case: schemathesis.Case, values: dict[str, str]) -> None:
    """Mostly at what is there: another name would only ever be « not found »."""
    given: dict[str, Any] = case.path_parameters or {}
    aimed = {"consortium": CONSORTIUM, "order": ORDER}
    for name in given:
        if name in ("kind", "template", "role"):
            continue
        if name == "number" and "/imports/" in case.path:
            given[name] = values["import kind=capacities"]
        elif name in aimed or name in values:
            given[name] = aimed.get(name, values.get(name))
