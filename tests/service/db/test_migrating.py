"""Migrations: up, down and up again on both databases; what the tables say; an audit that stays."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from service.db import life_rows, migrating, repositories, tables
from service.db.engine import Database


def _fill(database: Database) -> None:
    with database.writing() as session:
        session.add(tables.Consortium(id="c", name="Couture", policy={"a": [1, {"b": None}]}))
        session.add(tables.Member(consortium_id="c", workshop="terrils", name="Les Terrils"))
        session.flush()
        order = tables.Order(consortium_id="c", code="masques", title="Masques", head={"x": 1})
        session.add(order)
        session.flush()
        session.add(
            tables.Part(order_id=order.id, kind="product", code="masque", data={"": {"id": "é"}})
        )
        repositories.note(session, account_id="", consortium_id="c", action="created")


def test_the_database_has_exactly_the_tables_of_the_code(database: Database) -> None:
    assert migrating.current(database) == migrating.newest()
    assert migrating.differences(database) == []


def test_a_missing_column_is_a_difference(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("ALTER TABLE jobs DROP COLUMN worker"))
    assert migrating.differences(database) != []


def test_migrating_again_changes_nothing(database: Database) -> None:
    _fill(database)
    migrating.migrate(database)
    with database.reading() as session:
        assert repositories.order(session, "c", "masques") is not None


def test_processes_that_start_together_migrate_once(database_url: str) -> None:
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def migrate() -> None:
        mine = Database(database_url)
        try:
            start.wait()
            migrating.migrate(mine)
        except BaseException as failure:
            failures.append(failure)
        finally:
            mine.close()

    threads = [threading.Thread(target=migrate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    database = Database(database_url)
    assert migrating.differences(database) == []
    database.close()


def test_down_and_up_again_leaves_usable_tables(database: Database) -> None:
    migrating.migrate(database, "base")
    assert migrating.current(database) is None
    migrating.migrate(database)
    assert migrating.differences(database) == []
    _fill(database)
    with database.reading() as session:
        row = repositories.order(session, "c", "masques")
        assert row is not None
        assert row.head == {"x": 1}


def _fill_the_life(database: Database) -> datetime:
    """An order at work: a plan in force, purchases, a lot, a statement; when the plan was adopted."""
    with database.writing() as session:
        order = repositories.order(session, "c", "masques")
        assert order is not None
        plan = tables.Plan(
            order_id=order.id, number=1, state="adopted", problem_hash="h", problem="{}", plan="{}"
        )
        session.add(plan)
        session.flush()
        session.add(tables.Consent(plan_id=plan.id, workshop="terrils", state="accepted"))
        for part, thousandths in enumerate((500_000, 20_000)):
            session.add(
                tables.PurchaseOrder(
                    order_id=order.id,
                    plan_id=plan.id,
                    offer="élastique",
                    material="elastic",
                    supplier="mercerie",
                    week="2020-W15",
                    arrival="2020-W16",
                    part=part,
                    thousandths=thousandths,
                )
            )
        session.add(
            tables.Lot(
                order_id=order.id,
                workshop="terrils",
                number="L-1",
                demand="d",
                product="masque",
                units=Decimal("0.123456"),
                delivered_on=date(2020, 4, 20),
            )
        )
        session.add(
            tables.Statement(
                order_id=order.id,
                period="2020-04",
                workshop="terrils",
                ht_cents=10**12,
                vat_cents=1,
                payable_cents=2,
                content={"lines": []},
            )
        )
        repositories.note(
            session,
            account_id="",
            consortium_id="c",
            order_id=order.id,
            action="plan.adopt",
            subject="plan:1",
        )
    with database.reading() as session:
        return next(e.at for e in repositories.audit(session, "c") if e.action == "plan.adopt")


def _everything(database: Database, columns: dict[str, list[str]]) -> dict[str, list[Any]]:
    """Every row of every table, in these columns."""
    with database.engine.connect() as connection:
        return {
            table: sorted(
                connection.execute(text(f"SELECT {', '.join(names)} FROM {table}")).all(), key=str
            )
            for table, names in columns.items()
        }


def _columns(database: Database) -> dict[str, list[str]]:
    found = inspect(database.engine)
    return {t: [c["name"] for c in found.get_columns(t)] for t in found.get_table_names()}


def test_a_step_down_and_up_keeps_the_data(database: Database) -> None:
    _fill(database)
    adopted = _fill_the_life(database)
    newest = _columns(database)
    migrating.migrate(database, "0001")
    assert migrating.current(database) == "0001"
    older = _columns(database)
    assert {t for t in newest if set(newest[t]) != set(older[t])} == {
        "lots",
        "plans",
        "purchase_orders",
        "statements",
    }
    kept = _everything(database, {t: c for t, c in older.items() if t != "alembic_version"})
    # A version that knows one purchase a week still has both.
    assert len(kept["purchase_orders"]) == 2
    migrating.migrate(database)
    assert migrating.differences(database) == []
    kept.pop("purchase_orders")
    again = _everything(database, {t: older[t] for t in kept})
    assert again == kept
    with database.reading() as session:
        order = repositories.order(session, "c", "masques")
        assert order is not None
        assert [p.data for p in repositories.parts(session, order.id)] == [{"": {"id": "é"}}]
        plan = repositories.plan(session, order.id, 1)
        assert plan is not None
        assert (plan.adopted_at, plan.settlement) == (adopted, None)
        bought = [(p.offer, p.part, p.thousandths) for p in life_rows.purchases(session, order.id)]
        assert sorted(bought) == [("élastique", 0, 500_000), ("élastique", 1, 20_000)]
        lot = life_rows.lots(session, order.id)[0]
        assert (lot.units, lot.refused_units) == (Decimal("0.123456"), 0)
        assert lot.said_at == datetime(2020, 4, 20, tzinfo=UTC)
        assert life_rows.statements(session, order.id)[0].settlement_cents == 0


@pytest.mark.parametrize("change", ["UPDATE audit SET action = 'other'", "DELETE FROM audit"])
def test_lines_of_the_audit_are_never_changed(database: Database, change: str) -> None:
    _fill(database)
    with (
        pytest.raises(DBAPIError, match="rows of the audit are never changed"),
        database.writing() as session,
    ):
        session.execute(text(change))
    with database.reading() as session:
        assert [entry.action for entry in repositories.audit(session, "c")] == ["created"]
