"""Parts of an order changed together, and put back; what a workshop may see of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optimizer.opening import OpeningState
from optimizer.problem import Problem
from service.db import repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases.rights import Actor

if TYPE_CHECKING:
    from service.db.engine import Session


def only_own(problem: Problem, own: Sequence[str]) -> Problem:
    """The order as a workshop may know it: what is asked, and nothing of the other workshops."""
    return replace(
        problem,
        workshops=tuple(w for w in problem.workshops if w.id in own),
        capabilities=tuple(c for c in problem.capabilities if c.workshop in own),
        lanes=tuple(x for x in problem.lanes if x.workshop in own),
        station_groups=tuple(
            g for g in problem.station_groups if g.host in own and set(g.users) <= set(own)
        ),
        offers=(),
        suppliers=(),
        opening=OpeningState(),
        payments=None,
        pins=(),
        bans=(),
        plan_in_force=(),
        assumptions=tuple(a for a in problem.assumptions if a.subject in own),
    )


def versions(session: Session, order: tables.Order) -> dict[str, int]:
    """The version of every part, and that of the order's head under ""."""
    found = {f"{p.kind}:{p.code}": p.version for p in repositories.parts(session, order.id)}
    return {**found, "": order.version}


def apply(
    session: Session, order: tables.Order, preview: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Write the parts of a preview; what they replaced, to be put back.

    Raises:
        ServiceRefusalError: ``conflict``: one of them is not what the files were compared with.
    """
    seen: Mapping[str, int] = preview["versions"]
    changes: Sequence[Mapping[str, Any]] = preview["parts"]
    stale = [
        c["code"]
        for c in changes
        if _version(session, order, c) != seen.get(f"{c['kind']}:{c['code']}", 0)
    ]
    head = _new_head(order, preview)
    if preview["head"] is not None and order.version != seen[""]:
        stale.append(order.code)
    if stale:
        raise ServiceRefusalError(
            Refusal.CONFLICT,
            N_("La commande a changé depuis la lecture ({parts}) : relisez les fichiers."),
            parts=", ".join(stale),
        )
    before = [_replace(session, order, c, c["data"]) for c in changes]
    if head != order.head or preview["title"] not in ("", order.title):
        was = {"head": order.head, "title": order.title, "customer": order.customer}
        order.head, order.title = head, preview["title"] or order.title
        order.version += 1
        before.append({"kind": "", "code": "", "was": was, "version": order.version})
    session.flush()
    return before


def undo(session: Session, order: tables.Order, before: Iterable[Mapping[str, Any]]) -> None:
    """Put back what was replaced.

    Raises:
        ServiceRefusalError: ``conflict``: something was changed since.
    """
    before = list(before)
    stale = []
    for item in before:
        now = order.version if not item["kind"] else _version(session, order, item)
        if now != item["version"]:
            stale.append(item["code"] or order.code)
    if stale:
        raise ServiceRefusalError(
            Refusal.CONFLICT,
            N_("Changé depuis, donc gardé : {parts}. Corrigez à la main."),
            parts=", ".join(stale),
        )
    for item in before:
        if not item["kind"]:
            order.head, order.title = item["was"]["head"], item["was"]["title"]
            order.version += 1
        else:
            _replace(session, order, item, item["was"])
    session.flush()


def mark_answered(
    session: Session,
    actor: Actor,
    order: tables.Order,
    changes: Iterable[Mapping[str, Any]],
    told: Iterable[str],
) -> None:
    """The workshops whose capacities came by file have answered, be it with nothing new.

    Args:
        told: those that files told of, beside those that changed.
    """
    changed = {c["code"] for c in changes if c["kind"] == "workshop" and c["data"] is not None}
    for code in sorted({*changed, *told}):
        row = session.get(tables.Answer, (order.id, code))
        if row is None:
            row = tables.Answer(order_id=order.id, workshop=code)
            session.add(row)
        row.state = "answered"
        row.answered_at = tables.now()
        row.answered_by = actor.account_id


def _version(session: Session, order: tables.Order, item: Mapping[str, Any]) -> int:
    row = repositories.part(session, order.id, item["kind"], item["code"])
    return row.version if row is not None else 0


def _replace(
    session: Session, order: tables.Order, item: Mapping[str, Any], data: dict[str, Any] | None
) -> dict[str, Any]:
    """Make a part say something else, or nothing; how to put it back."""
    row = repositories.part(session, order.id, item["kind"], item["code"])
    found: dict[str, Any] = {
        "kind": item["kind"],
        "code": item["code"],
        "position": row.position if row is not None else item["position"],
        "was": row.data if row is not None else None,
        "version": 0,
    }
    if data is None:
        if row is not None:
            session.delete(row)
        return found
    if row is None:
        row = tables.Part(
            order_id=order.id,
            kind=item["kind"],
            code=item["code"],
            position=item["position"],
            data=data,
        )
        session.add(row)
    else:
        row.data = data
        row.version += 1
    session.flush()
    found["version"] = row.version
    return found


def _new_head(order: tables.Order, preview: Mapping[str, Any]) -> dict[str, Any]:
    if preview["head"] is not None:
        return {k: v for k, v in preview["head"].items() if k != "title"}
    told = preview["assumptions"]
    if not told or not (told["gone"] or told["come"]):
        return order.head
    kept = [a for a in order.head.get("assumptions", []) if a not in told["gone"]]
    return {**order.head, "assumptions": kept + [a for a in told["come"] if a not in kept]}
