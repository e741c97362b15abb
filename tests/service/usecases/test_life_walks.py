"""Random walks over real rows: nobody leaves the table, undoing brings back, refusing changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.db import repositories, tables
from service.db.engine import Session
from service.errors import Refusal, ServiceRefusalError
from service.usecases import life
from service.usecases.life import LIFE, Living, Step
from service.usecases.rights import RIGHTS, Actor, Extent, Role, Thing
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM, CUSTOMER

WORKSHOP = "vestali"
OWNED = (Living.CONSENT, Living.COSTING, Living.STATEMENT)


class _Undone(Exception):  # noqa: N818 - not an error: the end of a test
    """Takes back everything that a test did."""


@contextmanager
def _trying(found: Life) -> Iterator[Session]:
    try:
        with found.running.database.writing() as session:
            yield session
            raise _Undone
    except _Undone:
        pass


def _actor(role: Role, **more: Any) -> Actor:
    return Actor(
        account_id="someone",
        consortium_id=CONSORTIUM,
        roles=frozenset({role}),
        workshops=frozenset({WORKSHOP} if role is Role.WORKSHOP else ()),
        customers=frozenset({CUSTOMER} if role is Role.BUYER else ()),
        **more,
    )


ACTORS = {role: _actor(role) for role in Role}


def _taker(step: Step) -> Actor:
    return next(a for a in ACTORS.values() if a.may_write(step.right) is not Extent.NONE)


def _row(session: Session, order: tables.Order, of: Living) -> Any:
    plan = tables.Plan(
        order_id=order.id, number=1, state="computed", problem_hash="", problem="", plan=""
    )
    session.add(plan)
    session.flush()
    rows: dict[Living, Any] = {
        Living.ORDER: order,
        Living.PLAN: plan,
        Living.CONSENT: tables.Consent(plan_id=plan.id, workshop=WORKSHOP),
        Living.COSTING: tables.Costing(order_id=order.id, workshop=WORKSHOP),
        Living.QUOTATION: tables.Quotation(order_id=order.id, number=1),
        Living.PURCHASE: tables.PurchaseOrder(
            order_id=order.id,
            offer="o",
            material="m",
            supplier="s",
            week="2020-W15",
            arrival="2020-W16",
            thousandths=1,
        ),
        Living.LOT: tables.Lot(
            order_id=order.id,
            workshop=WORKSHOP,
            number="1",
            demand="masks-1",
            product="mask",
            units=Decimal(1),
            delivered_on=date(2020, 4, 17),
        ),
        Living.STATEMENT: tables.Statement(
            order_id=order.id,
            period="2020-04",
            workshop=WORKSHOP,
            ht_cents=0,
            vat_cents=0,
            payable_cents=0,
        ),
    }
    row = rows[of]
    session.add(row)
    session.flush()
    return row


def _take(session: Session, order: tables.Order, row: Any, step: Step, reason: str) -> bool:
    """Whether a step was taken; a refusal leaves the state as it was."""
    before, refused = row.state, None
    workshop = WORKSHOP if step.of in OWNED else None
    try:
        life.take(session, _taker(step), order, row, step, workshop=workshop, reason=reason)
    except ServiceRefusalError as refusal:
        refused = refusal.code
    if refused is None:
        return True
    assert row.state == before
    assert refused in (Refusal.WRONG_STATE, Refusal.WRONG_DATA)
    return False


@pytest.mark.parametrize("of", Living)
@given(choices=st.lists(st.integers(0, 99), max_size=14))
@settings(max_examples=8)
def test_walks_stay_in_the_table_and_undoing_brings_back(
    shared_life: Life, of: Living, choices: list[int]
) -> None:
    with _trying(shared_life) as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        row = _row(session, order, of)
        for choice in choices:
            steps = life.steps_from(of, row.state)
            if not steps:
                break
            step = steps[choice % len(steps)]
            before, version = row.state, row.version
            if not _take(session, order, row, step, "parce que"):
                # Only what a condition forbids is refused here.
                assert step.condition
                continue
            assert (before, row.state) == (step.source, step.target)
            assert row.version == version + 1
            if step.undone_by and choice % 2:
                back = life.find(of, step.undone_by)
                if _take(session, order, row, back, "erreur"):
                    assert row.state == before
                else:
                    assert back.condition


@pytest.mark.parametrize("step", LIFE, ids=lambda s: f"{s.of}.{s.name}")
def test_each_step_is_refused_to_who_may_not_and_from_elsewhere(step: Step) -> None:
    for role, actor in ACTORS.items():
        right = RIGHTS[step.right].get(role)
        workshop = WORKSHOP if step.of in OWNED else None
        may_read = right is not None and right.read is not Extent.NONE
        may_write = right is not None and right.write is not Extent.NONE
        if may_write:
            life.check_step(actor, step, step.source, workshop=workshop, reason="oui")
            with pytest.raises(ServiceRefusalError) as elsewhere:
                life.check_step(actor, step, _other_state(step), workshop=workshop)
            assert elsewhere.value.code is Refusal.WRONG_STATE
            if step.needs_reason:
                with pytest.raises(ServiceRefusalError) as silent:
                    life.check_step(actor, step, step.source, workshop=workshop, reason="  ")
                assert silent.value.code is Refusal.WRONG_DATA
            continue
        with pytest.raises(ServiceRefusalError) as refused:
            life.check_step(actor, step, step.source, workshop=workshop, reason="oui")
        wanted = Refusal.NOT_ALLOWED if may_read else Refusal.NOT_FOUND
        assert refused.value.code is wanted, role


def _other_state(step: Step) -> str:
    return next(s.source for s in LIFE if s.of is step.of and s.source != step.source)


@pytest.mark.parametrize("step", LIFE, ids=lambda s: f"{s.of}.{s.name}")
def test_who_may_only_look_takes_no_step(step: Step) -> None:
    for role in Role:
        with pytest.raises(ServiceRefusalError):
            life.check_step(
                _actor(role, is_read_only=True), step, step.source, workshop=WORKSHOP, reason="oui"
            )


def test_a_workshop_takes_no_step_of_another() -> None:
    actor = ACTORS[Role.WORKSHOP]
    own = [s for s in LIFE if actor.may_write(s.right) is Extent.OWN]
    assert {s.right for s in own} == {Thing.CONSENT, Thing.COST_LINES, Thing.STATEMENTS}
    for step in own:
        with pytest.raises(ServiceRefusalError) as refused:
            life.check_step(actor, step, step.source, workshop="fil-rouge", reason="oui")
        assert refused.value.code is Refusal.NOT_FOUND


def test_a_private_reason_never_reaches_the_audit(shared_life: Life) -> None:
    with _trying(shared_life) as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        row = _row(session, order, Living.COSTING)
        row.state = "submitted"
        assert _take(session, order, row, life.find(Living.COSTING, "return"), "payé 19,50 €")
        line = repositories.audit(session, CONSORTIUM)[0]
        assert line.action == "costing.return"
        assert line.detail["reason"] == ""


def test_the_deadline_counts_only_once_it_is_passed(shared_life: Life) -> None:
    adopt = life.find(Living.PLAN, "adopt")
    with _trying(shared_life) as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        row = _row(session, order, Living.PLAN)
        row.state = "proposed"
        session.add(tables.Consent(plan_id=row.id, workshop=WORKSHOP))
        session.flush()
        for moment in (None, tables.now() + timedelta(minutes=5)):
            row.consent_by = moment
            assert not _take(session, order, row, adopt, "pressé")
        row.consent_by = tables.now() - timedelta(minutes=5)
        assert not _take(session, order, row, adopt, " ")
        assert _take(session, order, row, adopt, "pressé")
