"""Reading the files of an import: now when they are small, outside of any transaction, else by a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.db import file_rows
from service.usecases import import_looking, import_question, order_imports

if TYPE_CHECKING:
    from service.db.engine import Database


def read(database: Database, number: str) -> str | None:
    """Read what was sent, as far as answers go, and keep what was found.

    Returns:
        the id of the job that reads the files when they are large, None when they were read.

    Raises:
        ServiceRefusalError: a file is gone, or the order's own data are not of the right form.
    """
    with database.reading() as session:
        row = file_rows.one_import(session, number)
        assert row is not None, "it was just written"
        is_small = order_imports.is_small(row)
        asked = import_question.question(session, row) if is_small else {}
    if is_small:
        found = import_looking.look(asked)
        with database.writing() as session:
            row = file_rows.one_import(session, number)
            assert row is not None, "nothing deletes it but its order"
            order_imports.keep(session, row, found)
        return None
    with database.writing() as session:
        row = file_rows.one_import(session, number)
        assert row is not None, "it was just written"
        return order_imports.ask_job(session, row).id
