"""Migrations: up, down and up again on both databases; what the tables say; an audit that stays."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.db import migrating, repositories, tables
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


def test_a_step_down_and_up_keeps_what_does_not_belong_to_it(database: Database) -> None:
    """A step after the first, as later versions will bring: it adds a column with a batch, as SQLite
    needs, and the rows that refer to the table stay."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from sqlalchemy import Column, String

    _fill(database)
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        writing = connection.execution_options(immediate=True)
        with writing.begin():
            operations = Operations(MigrationContext.configure(writing))
            with operations.batch_alter_table("orders", recreate="auto") as batch:
                batch.add_column(Column("extra", String(10), nullable=True))
            with operations.batch_alter_table("orders", recreate="auto") as batch:
                batch.drop_column("extra")
        if database.is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
    with database.reading() as session:
        row = repositories.order(session, "c", "masques")
        assert row is not None
        assert [p.data for p in repositories.parts(session, row.id)] == [{"": {"id": "é"}}]
    assert migrating.differences(database) == []


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
