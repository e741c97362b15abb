"""Serve the mask order, with an account for each role: ``make serve``.

Two orders of the same consortium: one that is being collected, ready to be planned, and one in
production, with all that comes before it (:mod:`scripts.example_life`). Everything in them is invented.
What is changed stays in the file until it is removed.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from examples.mask_order.costs import mask_costs
from optimizer.problem import Problem
from optimizer.solver.solve import SolveOptions, solve
from scripts import example_life
from service import security
from service.db import conversion, migrating, repositories, tables
from service.db.engine import Database, Session
from service.usecases import access, asking, cost_data, costings, orders
from service.usecases.reading import read_order
from service.usecases.rights import Actor, Role

ROOT = Path(__file__).resolve().parent.parent
MASKS = ROOT / "examples" / "mask_order" / "commande_masques.xlsx"
GROUP, GROUP_NAME = "couture-solidaire", "Couture solidaire (exemple)"
PASSWORD = "masques-2020"
COLLECTED, STARTED = "masques", "masques-en-cours"


@dataclass(frozen=True)
class Person:
    """Somebody of the example."""

    email: str
    name: str
    role: Role
    subject: str = ""


def people(problem: Problem) -> list[Person]:
    """One account for each role, and one for each workshop."""
    customer = next(o.customer for o in problem.orders)
    return [
        Person("coordination@example.org", "Inès (coordination)", Role.COORDINATOR),
        *(
            Person(f"{w.id}@example.org", w.name or w.id, Role.WORKSHOP, w.id)
            for w in problem.workshops
        ),
        Person("accompagnement@example.org", "Paul (accompagnement)", Role.FACILITATOR),
        Person("departement@example.org", "Léa (Département)", Role.BUYER, customer),
    ]


def fill(database: Database, *, seconds: float = 180.0, is_started: bool = True) -> None:
    """Put the example into an empty database.

    Args:
        seconds: at most for the plan of the order in production; it ends as soon as it is a good one.
            On a quiet machine that is some seconds; with too little time the plan is late.
        is_started: the second order, in production, is made too.
    """
    problem = read_order(MASKS).problem
    if problem is None:
        raise ValueError(f"{MASKS} does not read")
    hashed = security.hash_password(PASSWORD)
    with database.writing() as session:
        session.add(tables.Consortium(id=GROUP, name=GROUP_NAME))
        session.flush()
        for workshop in problem.workshops:
            session.add(
                tables.Member(consortium_id=GROUP, workshop=workshop.id, name=workshop.name)
            )
        for person in people(problem):
            account = tables.Account(
                email=person.email,
                name=person.name,
                password_hash=hashed,
                is_operator=person.role is Role.COORDINATOR,
            )
            session.add(account)
            session.flush()
            session.add(
                tables.Role(
                    account_id=account.id,
                    consortium_id=GROUP,
                    role=person.role.value,
                    subject=person.subject,
                )
            )
    with database.writing() as session:
        _collect(session, problem, COLLECTED, problem.title)
    if is_started:
        with database.writing() as session:
            row = _collect(session, problem, STARTED, f"{problem.title} (en production)")
            plan = _plan(session, row, seconds)
            life = example_life.Life(session, row, lambda who: actor(session, f"{who}@example.org"))
            life.submit_costs()
            life.win(plan)
            life.agree(plan)
            life.produce(plan)


def actor(session: Session, email: str) -> Actor:
    """Somebody of the example, in its consortium."""
    account = repositories.account_by_email(session, email)
    if account is None:
        raise ValueError(f"{email} is not of the example")
    return access.actor_in(session, account, GROUP)


def _coordinator(session: Session) -> Actor:
    return actor(session, "coordination@example.org")


def _collect(session: Session, problem: Problem, code: str, title: str) -> tables.Order:
    who = _coordinator(session)
    customer = next(o.customer for o in problem.orders)
    row = orders.create(session, who, title=title, code=code, customer=customer)
    orders.fill(session, who, row, replace(problem, title=title))
    asking.ask(session, who, row, answer_by=datetime.now(UTC) + timedelta(days=7))
    for workshop in problem.workshops:
        asking.confirm(session, actor(session, f"{workshop.id}@example.org"), row, workshop.id)
    for costs in mask_costs():
        own = actor(session, f"{costs.workshop}@example.org")
        data = cost_data.data_of(replace(costs, order=code))
        costings.write(session, own, row, costs.workshop, data, None)
    return row


def _plan(session: Session, row: tables.Order, seconds: float) -> tables.Plan:
    problem = orders.problem(session, row).problem
    if problem is None:
        raise ValueError("the example has errors")
    outcome = solve(problem, SolveOptions(time_limit_seconds=seconds, quick=True))
    plan = tables.Plan(
        order_id=row.id,
        number=repositories.next_plan_number(session, row.id),
        summary={"status": outcome.plan.status},
        **conversion.plan_texts(problem, outcome.plan),
    )
    session.add(plan)
    session.flush()
    return plan


def main() -> int:
    """Fill the file when it is not there, then serve it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", type=Path, default=ROOT / "out" / "serve" / "oeuvre.db")
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args()
    path: Path = asked.database
    if not path.exists():
        print("Préparation de l'exemple (une minute environ)…", flush=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        database = Database(f"sqlite:///{part}")
        migrating.migrate(database)
        fill(database)
        database.close()
        part.rename(path)
    problem = read_order(MASKS).problem
    if problem is None:
        raise ValueError(f"{MASKS} does not read")
    print(f"\nComptes de l'exemple — mot de passe de tous : {PASSWORD}")
    for person in people(problem):
        print(f"  {person.email:<28} {person.name}")
    print()
    from service.cli.serve_command import serve_command

    serve_command(port=asked.port, database=str(path))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
