"""Writes to a database for ever, one transaction after another, and says which were acknowledged.

Run by the test of durability as a process of its own: ``writer.py URL FIRST_NUMBER``.
"""

from __future__ import annotations

import itertools
import sys

from service.db import repositories, tables
from service.db.engine import Database


def write(url: str, first: int) -> None:
    """Number after number, each with its line of the audit."""
    database = Database(url)
    for number in itertools.count(first):
        with database.writing() as session:
            session.add(
                tables.Part(
                    order_id="order", kind="product", code=str(number), data={"": {"n": number}}
                )
            )
            repositories.note(
                session, account_id="", consortium_id="c", action="write", subject=str(number)
            )
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]))
