"""A workshop that joins an order on the way, from the little that is known of it on the first call."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from optimizer.json_text import decimal_text
from optimizer.weeks import week_monday
from service.db import conversion, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, consortia, orders
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

# What a workshop is paced at while it learns: half a week's work, then three quarters.
LEARNING = ("0.5", "0.75")


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What is known of a workshop that joins.

    Attributes:
        name: of a workshop of the consortium, or of one that joins that too.
        from_week: ISO name of the first week in which it works.
        like: code of the workshop of the order whose operations and delivery points it takes up.
        pace: part of the standard pace, 1 = standard time.
        hourly_cost: euros of a productive hour; None: as it said in another order, if ever.
        has_norms: it holds the norms that the other one holds.
        is_learning: it starts slowly.
    """

    name: str
    headcount: Decimal
    weekly_hours: Decimal
    from_week: str
    like: str
    pace: Decimal = Decimal(1)
    hourly_cost: Decimal | None = None
    has_norms: bool = False
    is_learning: bool = False


def enter(session: Session, actor: Actor, order: tables.Order, given: Newcomer) -> tables.Part:
    """Let a workshop join an order; the next plan counts on it from its first week.

    Of the other workshop's figures only what it does and where it delivers is taken, never its paces
    nor its costs: the newcomer reads its own part.

    Raises:
        ServiceRefusalError: no right, the order is over, a name without letters or already in the order,
            no such workshop, no hourly cost where all others have one, figures that no plan could be made
            from.
    """
    access.need_write(actor, Thing.ORDER)
    orders.need_open(order)
    other = repositories.part(session, order.id, "workshop", given.like)
    if other is None:
        raise access.not_found()
    member = _member(session, actor, given.name)
    if repositories.part(session, order.id, "workshop", member.workshop) is not None:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("« {name} » est déjà dans la commande : changez ses capacités."),
            name=member.name,
        )
    data = _data(given, member, other.data)
    there = repositories.parts(session, order.id, "workshop")
    if data[""].get("hourly_cost") is None and all(p.data[""].get("hourly_cost") for p in there):
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_(
                "Donnez son coût horaire, même estimé : sans lui son travail paraîtrait gratuit, et le plan "
                "lui en donnerait trop."
            ),
        )
    checked = orders.problem_with(session, order, "workshop", member.workshop, data)
    wrong = [
        d
        for d in checked.findings
        if d.severity.value == "error" and (checked.problem is None or d.subject == member.workshop)
    ]
    if wrong:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Ces capacités contiennent des erreurs : rien n'est enregistré."),
            findings=tuple(wrong),
        )
    return orders.change_part(session, actor, order, "workshop", member.workshop, data, 0)


def norms_asked(session: Session, order: tables.Order, like: str) -> list[str]:
    """Norms that a workshop of the order holds and that what is ordered demands, in its own order.

    Who takes up its work without them may do nothing of what they bind.
    """
    other = repositories.part(session, order.id, "workshop", like)
    if other is None:
        return []
    parts = repositories.parts(session, order.id)
    ordered = {p.data[""]["product"] for p in parts if p.kind == "demand"}
    asked = {
        q["norm"]
        for p in parts
        if p.kind == "product" and p.code in ordered
        for q in p.data[""].get("qualifications", ())
    }
    held = dict.fromkeys(q["norm"] for q in other.data[""].get("qualifications", ()))
    return [norm for norm in held if norm in asked]


def take_out(
    session: Session, actor: Actor, order: tables.Order, workshop: str, version: int | None
) -> None:
    """Take a newcomer out of an order again; it stays in the consortium.

    Raises:
        ServiceRefusalError: no right, not there, in the plan in force, another version.
    """
    access.need_write(actor, Thing.ORDER)
    plan = repositories.plan_in_state(session, order.id, "adopted")
    known = conversion.plan_of(plan)[0].workshops if plan is not None else ()
    if any(w.id == workshop for w in known):
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("Le plan en vigueur compte sur cet atelier : replanifiez avec son départ."),
        )
    orders.remove_part(session, actor, order, "workshop", workshop, version)
    answer = session.get(tables.Answer, (order.id, workshop))
    if answer is not None:
        session.delete(answer)


def _member(session: Session, actor: Actor, name: str) -> tables.Member:
    """The workshop of the consortium that a name or a code means; a new one when it knows none."""
    wanted = consortia.code_of(name)
    for member in repositories.members(session, actor.consortium_id):
        if wanted and wanted in (member.workshop, consortia.code_of(member.name)):
            return member
    return consortia.add_member(session, actor, name)


def _data(given: Newcomer, member: tables.Member, other: dict[str, Any]) -> dict[str, Any]:
    code = member.workshop
    data: dict[str, Any] = deepcopy(member.profile.get("workshop") or {})
    own = {k: v for k, v in data.get("", {}).items() if k not in ("leaving", "overrides")}
    own |= {
        "id": code,
        "name": member.name,
        "headcount": decimal_text(given.headcount),
        "weekly_hours": decimal_text(given.weekly_hours),
        "entry": week_monday(given.from_week).isoformat(),
        "ramp_up": list(LEARNING) if given.is_learning else [],
    }
    if given.hourly_cost is not None:
        own["hourly_cost"] = decimal_text(given.hourly_cost)
    if given.has_norms:
        norms = dict.fromkeys(q["norm"] for q in other[""].get("qualifications", ()))
        own["qualifications"] = [{"norm": norm, "start": None, "end": None} for norm in norms]
    return {
        "": own,
        "capabilities": [
            {
                "workshop": code,
                "operation": c["operation"],
                "product": c.get("product"),
                "pace": decimal_text(given.pace),
            }
            for c in other.get("capabilities", ())
        ],
        "lanes": [{**lane, "workshop": code} for lane in other.get("lanes", ())],
    }
