"""An order and its parts: made, looked at, changed piece by piece, read from a workbook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer import dossier
from optimizer.diagnostics import Diagnostic, error, has_errors
from optimizer.problem import Problem
from optimizer.validation import check_problem
from service.db import conversion, life_rows, repositories, tables
from service.db.conversion import PartData, PartKind
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, audit, plausible
from service.usecases.consortia import code_of
from service.usecases.rights import Actor, Role, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

# Where an order may still be changed by hand: afterwards one replans.
OPEN_STATES = ("draft", "collecting", "offered", "won", "production")
# Kinds of parts that a workshop answers for.
_OF_WORKSHOPS: tuple[PartKind, ...] = ("workshop", "station_group")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """An order as a problem, None while its parts are not of the right form, and what is said of it."""

    problem: Problem | None
    findings: tuple[Diagnostic, ...]

    @property
    def is_ready(self) -> bool:
        """Whether it can be planned."""
        return self.problem is not None and not has_errors(self.findings)

    def needed(self) -> Problem:
        """The problem, for who must plan it.

        Raises:
            ServiceRefusalError: ``wrong_data``: it cannot be planned, with everything that is missing.
        """
        if self.problem is None or not self.is_ready:
            raise ServiceRefusalError(
                Refusal.WRONG_DATA,
                N_("La commande ne peut pas encore être planifiée : voyez ce qui manque."),
                findings=self.findings,
            )
        return self.problem


def create(
    session: Session, actor: Actor, *, title: str, code: str = "", customer: str = ""
) -> tables.Order:
    """A new order, empty.

    Raises:
        ServiceRefusalError: no right, no usable title, a code that is taken.
    """
    access.need_write(actor, Thing.ORDER)
    wanted = code_of(code or title)
    if not wanted:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("Donnez un nom avec au moins une lettre ou un chiffre.")
        )
    if repositories.order(session, actor.consortium_id, wanted) is not None:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("« {name} » existe déjà : choisissez un autre nom."), name=wanted
        )
    row = tables.Order(
        consortium_id=actor.consortium_id, code=wanted, title=title.strip(), customer=customer
    )
    session.add(row)
    session.flush()
    audit.note(session, actor, "create_order", order_id=row.id)
    return row


def visible(session: Session, actor: Actor) -> list[tables.Order]:
    """Orders that this person may see."""
    access.need_read(actor, Thing.ORDER_SUMMARY)
    rows = repositories.orders(session, actor.consortium_id)
    if actor.roles == {Role.BUYER}:
        return [row for row in rows if row.customer in actor.customers]
    return list(rows)


def problem(session: Session, row: tables.Order) -> Checked:
    """An order as the problem that its parts say."""
    if "start" not in row.head:
        return Checked(problem=None, findings=(error("problem.no_start", row.code),))
    parts = [conversion.part_data(p) for p in repositories.parts(session, row.id)]
    head = {"title": row.title, **row.head}
    found, wrong = conversion.problem_of(row.code, head, parts)
    if found is None:
        return Checked(problem=None, findings=wrong)
    return Checked(problem=found, findings=check_problem(found))


def differs_from(session: Session, row: tables.Order, plan: tables.Plan) -> bool:
    """Whether the order is no longer the one that a plan was made for."""
    found = problem(session, row).problem
    return found is not None and is_other(found, plan)


def is_other(order: Problem, plan: tables.Plan) -> bool:
    """Whether this order is not the one that a plan was made for."""
    return dossier.problem_hash(order) != str(plan.options.get("order_hash", plan.problem_hash))


def fill(session: Session, actor: Actor, row: tables.Order, given: Problem) -> Checked:
    """Make an order say what a problem says, whatever it said before.

    Raises:
        ServiceRefusalError: no right, or the order is no longer open.
    """
    access.need_write(actor, Thing.ORDER)
    need_open(row)
    head, parts = conversion.parts_of(given)
    row.head = {k: v for k, v in head.items() if k != "title"}
    row.title = given.title or row.title
    row.customer = row.customer or next((o.customer for o in given.orders if o.customer), "")
    row.version += 1
    repositories.replace_parts(session, row.id, parts)
    audit.note(session, actor, "fill_order", order_id=row.id)
    return problem(session, row)


def change_part(
    session: Session,
    actor: Actor,
    row: tables.Order,
    kind: PartKind,
    code: str,
    data: Mapping[str, Any],
    version: int | None,
) -> tables.Part:
    """Write one part of an order; a new one starts from version 0.

    Raises:
        ServiceRefusalError: no right, not open, another version, data of the wrong form.
    """
    _need_write_of(actor, kind, code)
    need_open(row)
    there = repositories.part(session, row.id, kind, code, hold=True)
    if there is None:
        if version not in (None, 0):
            raise access.not_found()
        if kind in _OF_WORKSHOPS and actor.may_write(Thing.ORDER) is not actor.may_write(
            Thing.CAPACITIES
        ):
            access.need_write(actor, Thing.ORDER)  # only the coordinator adds a workshop
        position = len(repositories.parts(session, row.id, kind))
        there = tables.Part(order_id=row.id, kind=kind, code=code, position=position, data={})
        session.add(there)
    else:
        access.check_version(there, version, {"data": there.data})
    there.data = well_formed(row, kind, code, data, there.position)
    if kind == "workshop":
        plausible.need_people(there.data[""])
        _answered(session, actor, row, code)
    session.flush()
    audit.note(session, actor, "change_part", f"{kind}:{code}", order_id=row.id)
    return there


def remove_part(
    session: Session,
    actor: Actor,
    row: tables.Order,
    kind: PartKind,
    code: str,
    version: int | None,
) -> None:
    """Take one part out of an order.

    Raises:
        ServiceRefusalError: no right, not open, another version, not there.
    """
    access.need_write(actor, Thing.ORDER)
    need_open(row)
    there = repositories.part(session, row.id, kind, code, hold=True)
    if there is None:
        raise access.not_found()
    access.check_version(there, version, {"data": there.data})
    session.delete(there)
    audit.note(session, actor, "remove_part", f"{kind}:{code}", order_id=row.id)


def change_head(
    session: Session, actor: Actor, row: tables.Order, head: Mapping[str, Any], version: int | None
) -> tables.Order:
    """Write what belongs to no part: start, tail, key, holidays, opening state …

    Raises:
        ServiceRefusalError: no right, not open, another version, data of the wrong form.
    """
    access.need_write(actor, Thing.ORDER)
    need_open(row)
    life_rows.hold(session, row)
    access.check_version(row, version, {"head": row.head})
    found, wrong = conversion.problem_of(row.code, {"title": row.title, **head}, [])
    if found is None:
        raise _wrong_form(wrong)
    kept, _ = conversion.parts_of(found)
    row.head = {k: v for k, v in kept.items() if k != "title"}
    audit.note(session, actor, "change_order", order_id=row.id)
    return row


def rename(
    session: Session,
    actor: Actor,
    row: tables.Order,
    *,
    title: str,
    customer: str,
    version: int | None,
) -> tables.Order:
    """Give an order another title or customer: who buys for that customer may look at it.

    Raises:
        ServiceRefusalError: no right, not open, another version, no title.
    """
    access.need_write(actor, Thing.ORDER)
    need_open(row)
    if not title.strip():
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("Donnez un nom avec au moins une lettre ou un chiffre.")
        )
    life_rows.hold(session, row)
    access.check_version(row, version, {"title": row.title, "customer": row.customer})
    row.title, row.customer = title.strip(), customer.strip()
    audit.note(session, actor, "rename_order", order_id=row.id)
    return row


def problem_with(
    session: Session, row: tables.Order, kind: PartKind, code: str, data: Mapping[str, Any]
) -> Checked:
    """An order as the problem that its parts say, were one of them otherwise."""
    there = [conversion.part_data(p) for p in repositories.parts(session, row.id)]
    position = next((p.position for p in there if (p.kind, p.code) == (kind, code)), len(there))
    parts = [p for p in there if (p.kind, p.code) != (kind, code)]
    parts.append(PartData(kind=kind, code=code, position=position, data=dict(data)))
    found, wrong = conversion.problem_of(row.code, {"title": row.title, **row.head}, parts)
    if found is None:
        return Checked(problem=None, findings=wrong)
    return Checked(problem=found, findings=check_problem(found))


def well_formed(
    row: tables.Order, kind: PartKind, code: str, data: Mapping[str, Any], position: int = 0
) -> dict[str, Any]:
    """The data of a part as they are kept, every field written; names only its own things.

    Raises:
        ServiceRefusalError: ``wrong_data``, everything that is wrong with the form.
    """
    part = PartData(kind=kind, code=code, position=position, data=dict(data))
    if not isinstance(part.data.get(""), Mapping) or part.data[""].get("id") != code:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Le code écrit dans les données doit être celui de l'adresse : « {code} »."),
            code=code,
        )
    blank = {"start": row.head.get("start", "2000-01-03")}
    try:
        found, wrong = conversion.problem_of(row.code, blank, [part])
    except (TypeError, AttributeError, KeyError):
        found, wrong = None, ()
    if found is None:
        raise _wrong_form(wrong)
    head, kept = conversion.parts_of(found)
    if any(head.get(name) for name in ("capabilities", "lanes", "offers")):
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Ces données parlent d'un autre que « {code} » : écrivez-les chez lui."),
            code=code,
        )
    return kept[0].data


def _wrong_form(wrong: tuple[Diagnostic, ...]) -> ServiceRefusalError:
    return ServiceRefusalError(
        Refusal.WRONG_DATA,
        N_("Les données n'ont pas la forme attendue : voyez le détail."),
        findings=wrong,
    )


def _need_write_of(actor: Actor, kind: PartKind, code: str) -> None:
    if kind == "workshop":
        access.need_write(actor, Thing.CAPACITIES, code)
    else:
        access.need_write(actor, Thing.ORDER)


def need_open(row: tables.Order) -> None:
    """Nothing while an order may still be changed by hand.

    Raises:
        ServiceRefusalError: ``wrong_state``: it is over.
    """
    if row.state not in OPEN_STATES:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("Cette commande est terminée : elle ne change plus.")
        )


def _answered(session: Session, actor: Actor, row: tables.Order, workshop: str) -> None:
    """A workshop that writes its own capacities has answered."""
    if workshop not in actor.workshops:
        return
    answer = session.get(tables.Answer, (row.id, workshop))
    if answer is None:
        answer = tables.Answer(order_id=row.id, workshop=workshop)
        session.add(answer)
    answer.state = "answered"
    answer.answered_at = tables.now()
    answer.answered_by = actor.account_id


def problem_json(given: Problem) -> dict[str, Any]:
    """A problem as JSON values."""
    whole: dict[str, Any] = json.loads(dossier.problem_to_json(given))
    return whole


def summary(session: Session, row: tables.Order) -> dict[str, Any]:
    """What is asked, for everybody who may know of the order: no price of inputs, nobody's capacities.

    Returns:
        ``demands``: product's name, quantity, due day, delivery point's name; ``products``, ``start``.
    """
    parts: dict[str, dict[str, dict[str, Any]]] = {}
    for part in repositories.parts(session, row.id):
        if part.kind in ("product", "demand", "delivery_point"):
            parts.setdefault(part.kind, {})[part.code] = part.data.get("", {})
    products = parts.get("product", {})
    points = parts.get("delivery_point", {})
    return {
        "start": row.head.get("start"),
        "products": {k: v.get("name") or k for k, v in products.items()},
        "demands": [
            {
                "id": key,
                "product": products.get(d["product"], {}).get("name") or d["product"],
                "quantity": d["quantity"],
                "due": d["due"],
                "point": points.get(d["delivery_point"], {}).get("name") or d["delivery_point"],
            }
            for key, d in sorted(parts.get("demand", {}).items(), key=lambda x: x[1]["due"])
        ],
    }
