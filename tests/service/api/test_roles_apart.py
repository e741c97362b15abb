"""Whoever facilitates a consortium neither coordinates it nor speaks for a workshop of it, nor the reverse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service import security
from service.db import repositories, tables
from service.errors import ServiceRefusalError
from service.usecases import accounts, apart
from service.usecases.rights import RIGHTS, Extent, Role, Thing
from tests.service.api.doors import CHEAP, MINE, PASSWORD, Doors, doors_copy, email
from tests.service.running import CONSORTIUM, OTHER


@pytest.fixture
def doors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doors]:
    """A service of one's own, whose passwords cost little."""
    monkeypatch.setattr(security, "_hasher", lambda: CHEAP)
    security._nobody.cache_clear()
    with doors_copy(tmp_path) as found:
        yield found
    security._nobody.cache_clear()


def take_up(doors: Doors, secret: str, who: str) -> Any:
    """Somebody with an account takes an invitation up."""
    given = {"email": email(who), "password": PASSWORD}
    return doors.browser().post(f"/api/v1/invitations/{secret}", json=given)


def roles(doors: Doors, who: str) -> set[tuple[str, str]]:
    """Somebody's roles, by consortium."""
    with doors.running.database.reading() as session:
        account = repositories.account_by_email(session, email(who))
        assert account is not None
        return {(r.consortium_id, r.role) for r in repositories.roles_of(session, account.id)}


@pytest.mark.parametrize(
    ("who", "role", "subject"),
    [
        ("coordinator", Role.FACILITATOR, ""),
        ("workshop_a", Role.FACILITATOR, ""),
        ("facilitator", Role.COORDINATOR, ""),
        ("facilitator", Role.WORKSHOP, "terrils"),
    ],
)
def test_nobody_takes_up_a_role_that_shows_the_costs_of_others(
    doors: Doors, who: str, role: Role, subject: str
) -> None:
    before = roles(doors, who)
    secret = doors.invitation(role, subject)
    answer = take_up(doors, secret, who)
    assert answer.status_code == 409, answer.text
    assert "coûts de chacun" in answer.json()["title"]
    assert roles(doors, who) == before
    # The link still works for whom it should have been for.
    given = {"email": "autre@example.org", "password": PASSWORD, "name": "Autre"}
    done = doors.browser().post(f"/api/v1/invitations/{secret}", json=given)
    assert done.status_code == 200, done.text


@pytest.mark.parametrize(
    ("who", "role", "subject"),
    [
        ("coordinator", Role.WORKSHOP, "terrils"),
        ("workshop_a", Role.COORDINATOR, ""),
        ("coordinator", Role.COORDINATOR, ""),
        ("facilitator", Role.BUYER, "Un client"),
    ],
)
def test_other_roles_add_up(doors: Doors, who: str, role: Role, subject: str) -> None:
    assert take_up(doors, doors.invitation(role, subject), who).status_code == 200
    assert (CONSORTIUM, role.value) in roles(doors, who)


def test_a_coordinator_elsewhere_may_facilitate(doors: Doors) -> None:
    with doors.running.database.writing() as session:
        account = repositories.account_by_email(session, email("buyer"))
        assert account is not None
        session.add(
            tables.Role(account_id=account.id, consortium_id=OTHER, role=Role.COORDINATOR.value)
        )
    assert take_up(doors, doors.invitation(Role.FACILITATOR, ""), "buyer").status_code == 200


def test_it_is_said_before_the_link_is_handed_on(doors: Doors) -> None:
    client = doors.signed_in("coordinator")
    given = {"role": "facilitator", "email": email("coordinator").upper()}
    answer = client.post(f"{MINE}/invitations", json=given)
    assert answer.status_code == 409
    assert client.get(f"{MINE}/invitations").json() == []


def test_who_gives_a_role_up_may_take_the_other(doors: Doors) -> None:
    secret = doors.invitation(Role.FACILITATOR, "")
    assert take_up(doors, secret, "workshop_a").status_code == 409
    actor = doors.running.actor("coordinator")
    account = doors.running.actor("workshop_a").account_id
    with doors.running.database.writing() as session:
        accounts.remove_role(session, actor, account, Role.WORKSHOP, "terrils")
    assert take_up(doors, secret, "workshop_a").status_code == 200
    assert roles(doors, "workshop_a") == {(CONSORTIUM, "facilitator")}


def test_the_rule_covers_whoever_could_learn_costs_by_two_roles(doors: Doors) -> None:
    """Roles that read everybody's cost lines stand apart from those that set or give prices and roles."""
    reads = {r for r, right in RIGHTS[Thing.COST_LINES].items() if right.read is Extent.ALL}
    writes = {r for r, right in RIGHTS[Thing.COST_LINES].items() if right.write is not Extent.NONE}
    gives = {r for r, right in RIGHTS[Thing.PEOPLE].items() if right.write is not Extent.NONE}
    for reader in reads:
        assert apart.APART[reader] == writes | gives
        for other in writes | gives:
            assert reader in apart.APART[other]
    facilitator = doors.running.actor("facilitator").account_id
    with doors.running.database.writing() as session, pytest.raises(ServiceRefusalError):
        apart.need_apart(session, facilitator, CONSORTIUM, Role.COORDINATOR)
