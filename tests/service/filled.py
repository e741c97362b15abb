"""A service in which an order has gone all its way: one of everything, with private figures in it.

The order is the worked one of ``tests/cost_builders.py``: three workshops, costs complete. What is a
workshop's own belongs to ``vestali``, for which workshop A speaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from optimizer import dossier
from optimizer.purchase_settlement import purchase_settlement
from service.db import conversion, tables
from service.db.base import now
from service.db.engine import Session
from service.usecases import accounts, cost_data, orders, settlement_file, signing_in
from service.usecases import files as files_use
from service.usecases.rights import Role
from tests.cost_builders import private_costs, worked_order, worked_printed_plan
from tests.service.running import CONSORTIUM, CUSTOMER, OTHER, Running, service

ORDER = "ouvrage"
# Whose everything is, and whose nothing is.
OWNER, ANOTHER, THIRD = "vestali", "fil-rouge", "esat-lys"
SPEAKERS = {"workshop_a": OWNER, "workshop_b": ANOTHER}
# Euros per hour in the order itself, by workshop: figures that nothing else could show.
HOURLY = {OWNER: Decimal("17.8371"), ANOTHER: Decimal("18.9173"), THIRD: Decimal("16.7319")}


@dataclass
class Filled:
    """The service, and what each name in a route's address stands for."""

    running: Running
    values: dict[str, str] = field(default_factory=dict)


@contextmanager
def filled_service(url: str) -> Iterator[Filled]:
    """The service with one of everything."""
    with service(url) as running:
        filled = Filled(running)
        with running.database.writing() as session:
            _fill(session, filled)
        yield filled


def _fill(session: Session, filled: Filled) -> None:
    running, values = filled.running, filled.values
    for workshop in (OWNER, ANOTHER, THIRD):
        session.add(tables.Member(consortium_id=CONSORTIUM, workshop=workshop, name=workshop))
    for who, workshop in SPEAKERS.items():
        session.add(
            tables.Role(
                account_id=running.actor(who).account_id,
                consortium_id=CONSORTIUM,
                role=Role.WORKSHOP.value,
                subject=workshop,
            )
        )
    session.flush()
    coordinator = running.actor("coordinator")
    problem = worked_order()
    problem = replace(
        problem,
        workshops=tuple(replace(w, hourly_cost=HOURLY[w.id]) for w in problem.workshops),
    )
    order = orders.create(session, coordinator, title="Ouvrage", code=ORDER, customer=CUSTOMER)
    orders.fill(session, coordinator, order, problem)
    order.state = "production"
    solved = replace(problem, id=ORDER, title="Ouvrage")
    plan = replace(worked_printed_plan(), problem_hash=dossier.problem_hash(solved))
    row = tables.Plan(
        order_id=order.id,
        number=1,
        state="adopted",
        summary={"status": plan.status, "cost_cents": 31_415_927},
        **conversion.plan_texts(solved, plan),
    )
    proposed = tables.Plan(
        order_id=order.id,
        number=2,
        state="proposed",
        consent_by=now() + timedelta(days=5),
        summary={"status": plan.status},
        **conversion.plan_texts(solved, plan),
    )
    settled = purchase_settlement(
        solved, plan, "equal", dict.fromkeys((OWNER, ANOTHER, THIRD), 123_45)
    )
    assert settled is not None
    row.settlement = settlement_file.values_of(settled, solved)
    session.add_all([row, proposed])
    session.flush()
    for workshop in (OWNER, ANOTHER, THIRD):
        session.add(tables.Consent(plan_id=proposed.id, workshop=workshop))
        session.add(tables.Answer(order_id=order.id, workshop=workshop))
        session.add(
            tables.Costing(
                order_id=order.id,
                workshop=workshop,
                state="submitted",
                data=cost_data.data_of(private_costs()[workshop]),
            )
        )
        session.add(
            tables.CostingComment(
                order_id=order.id,
                workshop=workshop,
                text=f"SECRET-{workshop} {HOURLY[workshop]} € de l'heure",
                said_by=coordinator.account_id,
            )
        )
    purchase = tables.PurchaseOrder(
        order_id=order.id,
        plan_id=row.id,
        offer="fabric-toiles",
        material="fabric",
        supplier="toiles",
        week="2020-W15",
        arrival="2020-W16",
        thousandths=40_000,
    )
    declaration = tables.Declaration(
        order_id=order.id,
        workshop=OWNER,
        week="2020-W15",
        product="mask",
        operation="sewing",
        made=Decimal(100),
        batch="B-7",
    )
    lot = tables.Lot(
        order_id=order.id,
        workshop=OWNER,
        number="L-1",
        demand="masks-1",
        product="mask",
        units=Decimal(100),
        batch="B-7",
        delivered_on=date(2020, 4, 20),
    )
    quotation = tables.Quotation(
        order_id=order.id, number=1, state="sent", plan_id=row.id, content={"ht_cents": 100}
    )
    statement = tables.Statement(
        order_id=order.id,
        period="2020-03",
        workshop=OWNER,
        state="submitted",
        ht_cents=100,
        vat_cents=20,
        payable_cents=120,
        content={"first": "2020-03-01", "last": "2020-03-31"},
    )
    files = {
        about: tables.File(
            consortium_id=CONSORTIUM,
            order_id=order.id,
            name=f"{about}.csv",
            media_type="text/csv",
            size=3,
            sha256="0" * 64,
            reader=files_use.ABOUT[about][1].value,
            workshop="" if about in ("offers", "workbook") else OWNER,
            content=(f"SECRET-{OWNER};{HOURLY[OWNER]}" if about == "costs" else "a;b").encode(),
            created_by="0" * 16,
        )
        for about in files_use.ABOUT
    }
    imports = {
        kind: tables.Import(
            order_id=order.id, kind=kind, workshop="" if kind == "offers" else OWNER, state="ready"
        )
        for kind in ("capacities", "followup", "offers", "costs")
    }
    feed = tables.Feed(token_hash="0" * 64, order_id=order.id, workshop=OWNER)
    job = tables.Job(
        kind="plan",
        lane="solve",
        consortium_id=CONSORTIUM,
        order_id=order.id,
        state="done",
        created_by="0" * 16,
        result={"plan": 1},
    )
    made = [purchase, declaration, lot, quotation, statement, feed, job]
    made += [*files.values(), *imports.values()]
    session.add_all(made)
    session.flush()
    invitation = accounts.invite(
        session, coordinator, running.settings, role=Role.WORKSHOP, subject=OWNER
    )
    stranger = running.actor("stranger")
    token = signing_in.new_token(session, stranger.account_id, name="x", scope="read", days=1)
    values.update(
        consortium=CONSORTIUM,
        other_consortium=OTHER,
        order=ORDER,
        kind="product",
        code="mask",
        template="capacities",
        number="1",
        workshop=OWNER,
        account=running.actor("facilitator").account_id,
        speaker=running.actor("workshop_b").account_id,
        role="facilitator",
        secret=invitation.secret,
        invitation=invitation.id,
        token=token.id,
        purchase=purchase.id,
        declaration=declaration.id,
        lot=lot.id,
        statement=statement.id,
        file=files["capacities"].id,
        **{f"file about={about}": row.id for about, row in files.items()},
        **{f"import kind={kind}": row.id for kind, row in imports.items()},
        feed=feed.id,
        job=job.id,
    )
