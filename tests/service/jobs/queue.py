"""A queue with orders to work on, and looking at it until something is so."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from service.db import job_rows, tables
from service.db.engine import Database
from service.db.job_rows import Lane
from service.usecases import orders
from service.usecases.rights import Actor, Role
from tests.service.running import mask_problem

CONSORTIUM = "couture-solidaire"
COORDINATOR = Actor(account_id="", consortium_id=CONSORTIUM, roles=frozenset({Role.COORDINATOR}))
# Far longer than anything here takes on a busy machine: only a test that hangs gets there.
_PATIENCE = 120.0
ENDS = ("done", "failed", "cancelled")


def with_orders(database: Database, codes: tuple[str, ...] = ("masques",)) -> list[str]:
    """A consortium with orders, empty; their ids."""
    with database.writing() as session:
        session.add(tables.Consortium(id=CONSORTIUM, name="Couture solidaire"))
        session.flush()
        rows = [orders.create(session, COORDINATOR, title=c, code=c) for c in codes]
        return [row.id for row in rows]


def fill(database: Database, order_id: str) -> None:
    """Make an order the one of the masks."""
    with database.writing() as session:
        row = session.get(tables.Order, order_id)
        assert row is not None
        orders.fill(session, COORDINATOR, row, mask_problem())


def add(
    database: Database,
    order_id: str,
    *,
    kind: str = "wait",
    lane: Lane = "files",
    payload: Mapping[str, Any] | None = None,
) -> str:
    """A job that waits; its id."""
    with database.writing() as session:
        job = job_rows.add(
            session,
            kind=kind,
            lane=lane,
            consortium_id=CONSORTIUM,
            order_id=order_id,
            payload=payload or {},
        )
        return job.id


def job(database: Database, job_id: str) -> tables.Job:
    """A job as it is now."""
    with database.reading() as session:
        row = session.get(tables.Job, job_id)
        assert row is not None
        return row


def until(is_so: Callable[[], object]) -> None:
    """Look again and again until it is so."""
    end = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > end:
            pytest.fail("it never came to be so")
        time.sleep(0.02)


def until_over(database: Database, job_id: str) -> tables.Job:
    """The job at its end."""
    until(lambda: job(database, job_id).state in ENDS)
    return job(database, job_id)
