"""Two people at the same row: the database itself refuses the one who came second."""

from __future__ import annotations

import threading

import pytest

from service.db import repositories, tables
from service.db.engine import Database, DatabaseAwayError, OvertakenError


def _begin(database: Database) -> None:
    with database.writing() as session:
        session.add(tables.Consortium(id="c", name="C"))
        session.flush()
        session.add(tables.Order(id="o", consortium_id="c", code="o", title="O"))


def test_a_change_that_starts_from_an_old_row_is_refused(database: Database) -> None:
    _begin(database)
    with database.reading() as session:
        old = repositories.order(session, "c", "o")
        assert old is not None
    with database.writing() as session:
        row = repositories.order(session, "c", "o")
        assert row is not None
        row.title, row.version = "First", row.version + 1
    old.title, old.version = "Second", old.version + 1
    with pytest.raises(OvertakenError), database.writing() as session:
        session.add(old)
    with database.reading() as session:
        row = repositories.order(session, "c", "o")
        assert row is not None
        assert (row.title, row.version) == ("First", 2)


def test_a_name_that_was_taken_meanwhile_is_overtaken_too(database: Database) -> None:
    _begin(database)
    with pytest.raises(OvertakenError), database.writing() as session:
        session.add(tables.Order(consortium_id="c", code="o", title="Again"))


def test_what_refers_to_nothing_is_a_fault_of_ours(database: Database) -> None:
    with (
        pytest.raises(Exception, match=r"(?i)foreign key") as failure,
        database.writing() as session,
    ):
        session.add(tables.Order(consortium_id="nobody", code="o", title="O"))
    assert not isinstance(failure.value, OvertakenError | DatabaseAwayError)


def test_values_never_stand_in_the_text_of_an_error(database: Database) -> None:
    with (
        pytest.raises(Exception, match=r"(?i)foreign key") as failure,
        database.writing() as session,
    ):
        session.add(tables.Order(consortium_id="nobody", code="o", title="Jeanne Martin"))
    assert "Jeanne" not in str(failure.value)


def _break_off(database: Database) -> None:
    with database.writing() as session:
        session.add(tables.Order(consortium_id="c", code="other", title="Other"))
        session.flush()
        raise ZeroDivisionError


def test_nothing_is_kept_of_a_block_that_failed(database: Database) -> None:
    _begin(database)
    with pytest.raises(ZeroDivisionError):
        _break_off(database)
    with database.reading() as session:
        assert repositories.order(session, "c", "other") is None


def test_whoever_wants_to_write_waits_for_the_other_one(database: Database) -> None:
    _begin(database)
    start = threading.Barrier(8)
    lost: list[BaseException] = []

    def add_one() -> None:
        start.wait()
        for _ in range(5):
            try:
                with database.writing() as session:
                    row = session.get_one(tables.Order, "o", with_for_update=True)
                    row.head = {"n": row.head.get("n", 0) + 1}
                    row.version += 1
            except BaseException as failure:
                lost.append(failure)

    threads = [threading.Thread(target=add_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not lost
    with database.reading() as session:
        assert session.get_one(tables.Order, "o").head == {"n": 40}
