"""The example that ``make serve`` shows: on time, in its own days, and something on every page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from scripts import example_life, serve_example
from service.db import life_rows, migrating, repositories, tables
from service.db.engine import Database, Session
from service.usecases import invoicing, lots, progress, settling

pytestmark = pytest.mark.slow

SPRING = (date(2020, 3, 1), date(2020, 5, 15))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path_factory.mktemp('served')}/oeuvre.db")
    migrating.migrate(found)
    # A busy machine needs more of it; it ends as soon as the plan is a good one.
    serve_example.fill(found, seconds=240.0)
    yield found
    found.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.reading() as opened:
        yield opened


@pytest.fixture
def order(session: Session) -> tables.Order:
    found = repositories.order(session, serve_example.GROUP, serve_example.STARTED)
    assert found is not None
    return found


def test_it_is_in_production_after_an_offer_that_was_won(
    session: Session, order: tables.Order
) -> None:
    assert order.state == "production"
    (offer,) = life_rows.quotations(session, order.id)
    assert offer.state == "won"
    assert offer.content["day"] == example_life.OFFERED.isoformat()
    collected = repositories.order(session, serve_example.GROUP, serve_example.COLLECTED)
    assert collected is not None
    assert collected.state == "collecting"
    assert not repositories.plans(session, collected.id)


def test_no_milestone_is_late(session: Session, order: tables.Order) -> None:
    who = serve_example.actor(session, "coordination@example.org")
    milestones = progress.of_order(session, who, order)
    assert len(milestones) == 10
    assert [m.demand for m in milestones if m.is_promised_late] == []


def test_purchases_and_lots_are_of_their_own_time(session: Session, order: tables.Order) -> None:
    purchases = life_rows.purchases(session, order.id)
    assert {p.state for p in purchases} == {"to_place", "placed", "received"}
    days = [d for p in purchases for d in (p.placed_on, p.received_on) if d is not None]
    delivered = life_rows.lots(session, order.id)
    days += [x.delivered_on for x in delivered]
    assert SPRING[0] < min(days) <= max(days) < SPRING[1]
    assert {x.state for x in delivered} == {"accepted", "delivered"}
    who = serve_example.actor(session, "departement@example.org")
    for lot in delivered:
        assert lot.id in {x.id for x in lots.recall(session, who, lot.batch).lots}


def test_each_state_of_costs_and_statements_is_there(session: Session, order: tables.Order) -> None:
    costings = life_rows.costings(session, order.id)
    assert {c.state for c in costings} == {"validated", "returned", "submitted"}
    for workshop in ("bobine", "clochers"):
        # A remark stands on a line that the page really has.
        assert any(r.line for r in life_rows.comments(session, order.id, workshop)), workshop
    buyer = serve_example.actor(session, "departement@example.org")
    assert {s.state for s in invoicing.visible(session, buyer, order)} == {"submitted", "paid"}
    plan = repositories.plan_in_state(session, order.id, "adopted")
    assert plan is not None
    assert settling.of_row(plan) is not None


def test_everybody_of_the_example_may_enter(session: Session) -> None:
    accounts = [a for _, a in repositories.people_of(session, serve_example.GROUP)]
    assert len(accounts) == 8
    assert {a.password_hash != "" for a in accounts} == {True}
