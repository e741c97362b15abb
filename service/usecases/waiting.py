"""What waits for a person at an order: the one list that the first page of everybody shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from service.db import life_rows, repositories, tables
from service.i18n import N_
from service.usecases import telling, undeclared
from service.usecases.rights import Actor, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.db.engine import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something to do.

    Attributes:
        text: a French sentence of the catalogue; ``values`` fill it.
        path: of the page where it is done, after the order's address.
        week: ISO name, told as ``{week}`` by the text; "" for none.
        is_urgent: somebody else waits for it.
    """

    text: str
    path: str
    values: dict[str, Any] = field(default_factory=dict)
    week: str = ""
    is_urgent: bool = False


def for_person(session: Session, actor: Actor, order: tables.Order) -> list[Waiting]:
    """What this person should do next at an order, the most pressing first."""
    found: list[Waiting] = []
    if Role.COORDINATOR in actor.roles:
        found += _coordinator(session, order)
    for workshop in sorted(actor.workshops):
        found += _workshop(session, order, workshop)
    if Role.FACILITATOR in actor.roles:
        found += _facilitator(session, order)
    if Role.BUYER in actor.roles and order.customer in actor.customers:
        found += _buyer(session, order)
    return sorted(found, key=lambda w: not w.is_urgent)


def _coordinator(session: Session, order: tables.Order) -> Iterator[Waiting]:
    plans = repositories.plans(session, order.id)
    proposed = next((p for p in plans if p.state == "proposed"), None)
    adopted = next((p for p in plans if p.state == "adopted"), None)
    if order.state == "draft":
        if not repositories.parts(session, order.id, "product"):
            yield Waiting(
                text=N_("Décrire la commande : à la main, ou par un classeur."), path="/commande"
            )
        else:
            yield Waiting(text=N_("Demander leurs capacités aux ateliers."), path="/collecte")
        return
    answers = repositories.answers(session, order.id)
    missing = [a.workshop for a in answers if a.state != "answered"]
    if order.state == "collecting" and missing:
        yield Waiting(
            text=N_("Relancer les ateliers qui n'ont pas répondu ({n} sur {all})."),
            values={"n": len(missing), "all": len(answers)},
            path="/collecte",
        )
    if order.state in ("collecting", "offered", "won") and not plans and not missing:
        yield Waiting(text=N_("Calculer un premier plan."), path="/plans", is_urgent=True)
    if proposed is not None:
        yield from _round(session, proposed)
    elif adopted is None and any(p.state == "computed" for p in plans):
        if order.state in ("collecting", "offered", "won"):
            yield Waiting(text=N_("Choisir un plan et le proposer aux ateliers."), path="/plans")
    elif order.state == "won" and adopted is not None:
        yield Waiting(
            text=N_("Un plan est adopté : commencer la production."), path="", is_urgent=True
        )
    untold = telling.untold(session, order) if order.state == "production" else None
    if untold is not None:
        yield Waiting(
            text=N_("Prévenir les ateliers que le plan n° {number} est en vigueur."),
            values={"number": untold.number},
            path=f"/plans/{untold.number}/accord",
            is_urgent=True,
        )
    if order.state == "production":
        yield Waiting(
            text=N_("Le point du lundi : retards, déclarations, commandes à passer."), path="/lundi"
        )


def _round(session: Session, plan: tables.Plan) -> Iterator[Waiting]:
    consents = repositories.consents(session, plan.id)
    objected = [c for c in consents if c.state == "objected"]
    waiting = [c for c in consents if c.state == "waiting"]
    path = f"/plans/{plan.number}/accord"
    if objected:
        yield Waiting(
            text=N_("Répondre aux objections au plan n° {number} ({n})."),
            values={"number": plan.number, "n": len(objected)},
            path=path,
            is_urgent=True,
        )
    elif waiting:
        yield Waiting(
            text=N_("Attendre les ateliers qui n'ont pas répondu au plan n° {number} ({n})."),
            values={"number": plan.number, "n": len(waiting)},
            path=path,
        )
    else:
        yield Waiting(
            text=N_("Tous les ateliers ont accepté le plan n° {number} : l'adopter."),
            values={"number": plan.number},
            path=path,
            is_urgent=True,
        )


def _workshop(session: Session, order: tables.Order, workshop: str) -> Iterator[Waiting]:
    answer = next(
        (a for a in repositories.answers(session, order.id) if a.workshop == workshop), None
    )
    if answer is not None and answer.state != "answered" and order.state == "collecting":
        yield Waiting(
            text=N_("Donner vos capacités pour cette commande."),
            path=f"/atelier/capacites?atelier={workshop}",
            is_urgent=True,
        )
    proposed = repositories.plan_in_state(session, order.id, "proposed")
    if proposed is not None:
        mine = [c for c in repositories.consents(session, proposed.id) if c.workshop == workshop]
        if any(c.state == "waiting" for c in mine):
            yield Waiting(
                text=N_("Un plan vous est proposé : l'accepter, ou dire ce qui ne va pas."),
                path=f"/atelier/accord?atelier={workshop}",
                is_urgent=True,
            )
    costing = life_rows.costing(session, order.id, workshop)
    if costing is not None and costing.state == "returned":
        yield Waiting(
            text=N_("Vos coûts vous ont été renvoyés avec des remarques : les corriger."),
            path=f"/atelier/couts?atelier={workshop}",
            is_urgent=True,
        )
    # Who takes no part in the order has nothing to declare in it.
    takes_part = repositories.part(session, order.id, "workshop", workshop) is not None
    if order.state != "production" or not takes_part:
        return
    changed = telling.changed_from(session, order, workshop)
    if changed:
        yield Waiting(
            text=N_("Votre programme a changé à partir de {week} : le lire."),
            week=changed,
            path=f"/atelier?atelier={workshop}&semaine={changed}",
            is_urgent=True,
        )
    silent = undeclared.weeks(session, order, workshop)
    if silent:
        yield Waiting(
            text=N_("Déclarer ce qui a été fait en {week}.")
            if len(silent) == 1
            else N_("Déclarer ce qui a été fait : {n} semaines, d'abord {week}."),
            values={} if len(silent) == 1 else {"n": len(silent)},
            week=silent[0],
            path=f"/atelier/declarer?atelier={workshop}&semaine={silent[0]}",
        )


def _facilitator(session: Session, order: tables.Order) -> Iterator[Waiting]:
    submitted = [c for c in life_rows.costings(session, order.id) if c.state == "submitted"]
    if submitted:
        yield Waiting(
            text=N_("Relire les coûts remis ({n})."),
            values={"n": len(submitted)},
            path="/couts",
            is_urgent=True,
        )


def _buyer(session: Session, order: tables.Order) -> Iterator[Waiting]:
    if any(q.state == "sent" for q in life_rows.quotations(session, order.id)):
        yield Waiting(text=N_("Un devis vous attend."), path="/devis", is_urgent=True)
    delivered = [x for x in life_rows.lots(session, order.id) if x.state == "delivered"]
    if delivered:
        yield Waiting(
            text=N_("Accepter ou refuser les lots livrés ({n})."),
            values={"n": len(delivered)},
            path="/lots",
            is_urgent=True,
        )
