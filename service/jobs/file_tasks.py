"""What a child does with files: reads those received, makes those asked for. Plain values in and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from service.jobs.child import Report, Work

# How long the study of joint purchases may look for better orders.
STUDY_SECONDS: Final = 30.0


def read_files(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """What the files of an import would change; see :mod:`service.usecases.import_looking`."""
    from service.usecases import import_looking

    report({"phase": "read"})
    return import_looking.look(payload)


def make_document(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """A document for its reader; see :mod:`service.usecases.document_making`."""
    from service.usecases import document_making

    report({"phase": "write"})
    if payload["document"] != "purchases":
        return document_making.make(payload)
    from optimizer.cost_parameters import OrderTerms
    from optimizer.studies.joint_purchasing import joint_purchasing

    problem, plan, _past = document_making.Given(payload).planned
    if not plan.purchases:
        return document_making.make(payload)
    terms = problem.payments or OrderTerms()
    seconds = float(payload.get("seconds", STUDY_SECONDS))
    joint = joint_purchasing(problem, plan, terms, paid="plan", seconds=seconds)
    return document_making.make(payload, joint)


def settle(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """What workshops owe each other for what a plan buys, under a key.

    Args:
        payload: ``problem``, ``plan``, ``past``; ``key`` (None: the order's), ``seconds``.

    Returns:
        ``settlement``: see :func:`service.usecases.settlement_file.values_of`; None when nobody at work
        carries the purchases.
    """
    from dataclasses import replace

    from optimizer.cost_parameters import OrderTerms
    from optimizer.past import whole
    from optimizer.studies.joint_purchasing import joint_purchasing
    from service.usecases import document_making, money, settlement_file

    report({"phase": "study", "step": 0, "steps": 1})
    problem, plan = whole(*document_making.Given(payload).planned)
    terms = problem.payments or OrderTerms()
    if payload["key"] is not None:
        terms = replace(terms, sharing_key=payload["key"])
    seconds = float(payload["seconds"])
    joint = joint_purchasing(problem, plan, terms, paid="plan", seconds=seconds)
    found = money.settlement_of(joint, problem, plan)
    told = None if found is None else settlement_file.values_of(found, problem)
    if told is not None:
        # What each would pay alone, for its own page.
        told["alone"] = {m.workshop: m.alone_cents for m in joint.chosen.members}
    return {"settlement": told}


FILES: dict[str, Work] = {
    "read_files": read_files,
    "make_document": make_document,
    "settle": settle,
}
