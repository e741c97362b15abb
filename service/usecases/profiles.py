"""What a consortium learns from an order, and an order that starts from what was learnt."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from service.db import repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, audit
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

# Belong to the weeks of one order: the next one has others.
_DATED: Final = ("overrides", "closures", "commitments", "ramp_up")
# Kinds of parts that the next order starts from.
_CARRIED: Final = (
    "product",
    "delivery_point",
    "workshop",
    "station_group",
    "material",
    "supplier",
)
# Of the head, what is a habit and not a date.
_HABITS: Final = ("fairness_key", "hub", "late_tail_weeks", "payments")


def learn(session: Session, actor: Actor, order: tables.Order, found: Mapping[str, Any]) -> None:
    """Keep with each member of the consortium its part of the order and what its *bilan* says."""
    told = {m["workshop"]: m for m in found["members"]}
    for member in repositories.members(session, order.consortium_id):
        part = repositories.part(session, order.id, "workshop", member.workshop)
        if part is None:
            continue
        mine = told.get(member.workshop, {})
        member.profile = {
            "order": order.code,
            "closed_on": tables.now().date().isoformat(),
            "workshop": undated(part.data),
            "learned": {
                "absence_rate": mine.get("absence"),
                "works": [
                    {k: w[k] for k in ("product", "operation", "pace", "scrap")}
                    for w in mine.get("works", ())
                ],
            },
        }
        member.version += 1
        audit.note(session, actor, "learn_profile", member.workshop, order_id=order.id)


def undated(data: Mapping[str, Any]) -> dict[str, Any]:
    """A workshop's part without what belongs to the weeks of one order."""
    kept: dict[str, Any] = deepcopy(dict(data))
    kept[""] |= {name: [] for name in _DATED}
    kept[""] |= {"entry": None, "leaving": None}
    return kept


def learned(profile: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """A member's part as the next order starts from it, and the values that come from the *bilan*.

    Paces and absence that were declared stand in place of those that were planned.
    """
    data: dict[str, Any] = deepcopy(dict(profile["workshop"]))
    code, source = str(data[""]["id"]), f"bilan {profile.get('order', '')}"
    assumed: list[dict[str, str]] = []

    def assume(field: str, value: str) -> None:
        assumed.append({"subject": code, "field": field, "value": value, "source": source})

    told = profile.get("learned", {})
    absence = told.get("absence_rate")
    if absence is not None and Decimal(absence) < 1:
        data[""]["absence_rate"] = absence
        assume("workshop.absence_rate", absence)
    for skill in data.get("capabilities", ()):
        paces = [
            w["pace"]
            for w in told.get("works", ())
            if w["operation"] == skill["operation"]
            and skill["product"] in (None, w["product"])
            and w["pace"] is not None
            and Decimal(w["pace"]) > 0
        ]
        # Several products under one capability: no single pace was learnt.
        if len(paces) == 1:
            skill["pace"], skill["units_per_week"] = paces[0], None
            assume(f"capability.{skill['operation']}.pace", paces[0])
    return data, assumed


def start_from(
    session: Session, actor: Actor, order: tables.Order, former_code: str
) -> tables.Order:
    """Fill a new order with what a former one knew: products, offers, workshops as they are today.

    Demands, dates and opening state are the new order's own: they are left out.

    Raises:
        ServiceRefusalError: no right, or no such order in the consortium.
    """
    access.need_write(actor, Thing.ORDER)
    former = access.order_of(session, actor, former_code, Thing.ORDER)
    if former.id == order.id or repositories.parts(session, order.id):
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("On part d'une autre commande pour une commande encore vide.")
        )
    members = {m.workshop: m for m in repositories.members(session, order.consortium_id)}
    assumed: list[dict[str, str]] = []
    for part in repositories.parts(session, former.id):
        if part.kind not in _CARRIED:
            continue
        data: dict[str, Any] = deepcopy(part.data)
        if part.kind == "workshop":
            member = members.get(part.code)
            if member is not None and member.profile.get("workshop"):
                data, values = learned(member.profile)
                assumed += values
            else:
                data = undated(data)
        elif part.kind == "supplier":
            for offer in data.get("offers", ()):
                offer |= {"availability": [], "order_from": None, "order_until": None}
        elif part.kind == "product":
            data[""]["not_before"] = None
        elif part.kind == "station_group":
            data[""]["overrides"] = []
        session.add(
            tables.Part(
                order_id=order.id,
                kind=part.kind,
                code=part.code,
                position=part.position,
                data=data,
            )
        )
    head: dict[str, Any] = {
        name: deepcopy(former.head[name]) for name in _HABITS if name in former.head
    }
    if head.get("payments"):
        # Expenses, stock and the day of the deposit were those of the former order.
        head["payments"] |= {"common_expenses": [], "stock_prices": [], "deposit_day": None}
    order.head = {**head, "assumptions": assumed} if assumed else head
    order.version += 1
    session.flush()
    audit.note(session, actor, "start_from", former.code, order_id=order.id)
    return order
