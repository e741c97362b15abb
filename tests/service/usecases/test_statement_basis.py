"""Statements of an order that was planned again say which days are real and which are foreseen."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from optimizer import dossier
from service.db import conversion, life_rows, repositories, tables
from service.usecases import document_making, exporting
from service.usecases.rights import Role
from tests.service.living import WORKED, Life, living_copy
from tests.service.running import CONSORTIUM


def _plan_again(life: Life, from_week: str) -> None:
    """Another plan into force, which carries on the first one from a week on."""
    from optimizer.studies.replanning import Wish, prepare

    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        first = repositories.plan(session, order.id, 1)
        assert first is not None
        prepared, said = prepare(*conversion.plan_of(first), None, Wish(from_week=from_week))
        assert prepared is not None, said
        later = replace(prepared.later, problem_hash=dossier.problem_hash(prepared.problem))
        first.state = "superseded"
        session.add(
            tables.Plan(
                order_id=order.id,
                number=2,
                state="adopted",
                past=conversion.past_text(prepared.past),
                **conversion.plan_texts(prepared.problem, later),
            )
        )


def _made(life: Life, document: str, reader: Role, **more: str) -> tuple[bool, str]:
    """Whether a document came, and what it starts with."""
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        plan = repositories.plan_in_state(session, order.id, "adopted")
        assert plan is not None
        payload = {
            "document": document,
            "reader": reader,
            "workshop": "",
            "format": "xlsx",
            "lang": "fr",
            "plan_id": plan.id,
            "order_id": order.id,
            **more,
        }
        given = exporting.gather(session, payload)
    made = document_making.make(given)
    [file] = made["files"]
    return made["is_complete"], base64.b64decode(file["content"])[:2000].decode("utf-8", "replace")


def _statements(life: Life) -> str:
    """Every text of the workbook of statements."""
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        plan = repositories.plan_in_state(session, order.id, "adopted")
        assert plan is not None
        payload = {
            "document": "statements",
            "reader": Role.COORDINATOR,
            "workshop": "",
            "format": "xlsx",
            "lang": "fr",
            "plan_id": plan.id,
            "order_id": order.id,
        }
        given = exporting.gather(session, payload)
    made = document_making.make(given)
    [file] = made["files"]
    content = base64.b64decode(file["content"])
    assert made["is_complete"], content.decode()
    book = load_workbook(BytesIO(content))
    cells = (c.value for ws in book for row in ws.iter_rows() for c in row)
    said = "\n".join(str(v) for v in cells if v is not None)
    return said.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[Life]:
    """The worked order in production, with everybody's costs handed in."""
    with living_copy(tmp_path) as life:
        life.give_costs()
        life.adopted()
        with life.running.database.writing() as session:
            order = repositories.order(session, CONSORTIUM, WORKED)
            assert order is not None
            for costing in life_rows.costings(session, order.id):
                costing.state = "submitted"
        yield life


def test_a_costing_in_review_does_not_hide_who_carries_vat(at_work: Life) -> None:
    with at_work.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        life_rows.costings(session, order.id)[0].state = "returned"
    for role in (Role.COORDINATOR, Role.BUYER):
        done, text = _made(at_work, "statements", role)
        assert done, text
    done, text = _made(at_work, "quotation", Role.BUYER, day="2020-03-30")
    assert done, text
    # What the offer's price pays is still told only from figures that were handed in.
    done, text = _made(at_work, "quotation", Role.COORDINATOR, day="2020-03-30")
    assert not done
    assert "Il manque" in text


def test_a_first_plan_only_foresees(at_work: Life) -> None:
    said = _statements(at_work)
    assert "Prévision : les livraisons sont celles du plan" in said
    assert "Réel" not in said


def test_after_planning_again_what_was_done_is_told_apart(at_work: Life) -> None:
    _plan_again(at_work, "2020-W18")
    said = _statements(at_work)
    assert "Réel jusqu'au 26/04/2020" in said
    assert "Prévision ensuite" in said
