"""Jobs about files: reading those that were received, making those that were asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from service.db import file_rows, life_rows
from service.db.engine import Session
from service.db.job_rows import Claimed
from service.usecases import exporting, import_question, order_imports, settling

Kept = tuple[Mapping[str, Any], list[Mapping[str, Any]]]
_LONGEST_SECONDS: Final = 180.0


class ImportKind:
    """Read the files of an import; what they would change is kept as its preview."""

    task = "read_files"

    def prepare(self, session: Session, job: Claimed) -> Mapping[str, Any]:
        """The order as it is now, and the files."""
        row = file_rows.one_import(session, str(job.payload["import"]))
        if row is None:
            raise ValueError("the import is gone")
        return import_question.question(session, row)

    def longest(self, job: Claimed) -> float:  # noqa: ARG002
        """Files are limited in size: nothing good comes of waiting longer."""
        return _LONGEST_SECONDS

    def conclude(self, session: Session, job: Claimed, answer: Mapping[str, Any]) -> Kept:
        """The preview; what it says is for who may look at the import."""
        row = file_rows.one_import(session, str(job.payload["import"]))
        if row is None:
            raise ValueError("the import is gone")
        if "state" in answer:
            order_imports.keep(session, row, answer)
        return {"import": row.id, "state": row.state}, []


class ExportKind:
    """Make a document; it is kept for its reader."""

    task = "make_document"

    def prepare(self, session: Session, job: Claimed) -> Mapping[str, Any]:
        """The plan and whatever else goes into it."""
        return exporting.gather(session, job.payload)

    def longest(self, job: Claimed) -> float:  # noqa: ARG002
        """A document is made in seconds, the study of joint purchases in a minute."""
        return _LONGEST_SECONDS

    def conclude(self, session: Session, job: Claimed, answer: Mapping[str, Any]) -> Kept:
        """Its files, for their reader."""
        if "files" not in answer:
            return {}, []
        return exporting.keep(session, job.payload, answer, job.created_by), []


class SettlementKind:
    """What workshops owe each other for joint purchases; kept beside the plan, told to nobody here."""

    task = "settle"

    def prepare(self, session: Session, job: Claimed) -> Mapping[str, Any]:
        """The plan, with its problem and past."""
        row = life_rows.plan_by_id(session, str(job.payload["plan_id"]))
        if row is None:
            raise ValueError("the plan is gone")
        return {**job.payload, "problem": row.problem, "plan": row.plan, "past": row.past}

    def longest(self, job: Claimed) -> float:
        """What the study was given, and a little."""
        return float(job.payload["seconds"]) + _LONGEST_SECONDS

    def conclude(self, session: Session, job: Claimed, answer: Mapping[str, Any]) -> Kept:
        """Whether there is something to settle; who owes what stands with the plan."""
        if "settlement" not in answer:
            return {}, []
        row = settling.keep(session, str(job.payload["plan_id"]), answer["settlement"])
        number = row.number if row is not None else None
        is_settled = row is not None and row.settlement is not None
        return {"plan": number, "is_settled": is_settled}, []
