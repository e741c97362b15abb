"""The way to a first plan, told to a coordination that has never made one: what is done, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from service.db import repositories, tables
from service.i18n import N_
from service.usecases import accounts, orders
from service.usecases.rights import Actor, Extent, Role, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

# ``spare``: not done, but later stages are: it may be done at any time, or never.
When = Literal["done", "next", "later", "spare"]
# A group begins with two.
_FEWEST_WORKSHOPS: Final = 2
_BEFORE_WORK: Final = ("draft", "collecting", "offered", "won")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage of the way.

    Attributes:
        text: what to do, a French sentence of the catalogue; ``values`` fill it.
        why: what it is for, likewise.
        path: where it is done, after the consortium's address.
        is_spared: one may go on without it.
    """

    text: str
    why: str
    path: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    is_spared: bool = False
    when: When = "later"


_CONSORTIUM: Final = Stage(
    text=N_("Créer le groupement"),
    why=N_("Il réunit les ateliers qui prennent des commandes ensemble."),
)
_WORKSHOPS: Final = Stage(
    text=N_("Ajouter les ateliers du groupement"),
    why=N_("Au moins deux ; d'autres peuvent venir plus tard."),
    path="#ateliers",
)
_PEOPLE: Final = Stage(
    text=N_("Inviter une personne dans chaque atelier"),
    why=N_(
        "Elle donnera ses capacités et lira son programme. Sans elle, vous déposez ses fichiers à sa place."
    ),
    path="/personnes#inviter",
    is_spared=True,
)
_ORDER: Final = Stage(
    text=N_("Créer une commande"),
    why=N_("Un nom suffit ; un classeur déjà rempli fait gagner du temps."),
    path="/nouvelle-commande",
)
_DEMAND: Final = Stage(
    text=N_("Décrire ce qui est demandé"),
    why=N_("Quels produits et leurs opérations, combien, pour quelles dates."),
    path="/commande",
)
_ASK: Final = Stage(
    text=N_("Demander leurs capacités aux ateliers"),
    why=N_(
        "Combien de personnes, quelles semaines, quelles opérations. Le service prépare le message."
    ),
    path="/collecte",
)
_ANSWERS: Final = Stage(
    text=N_("Recevoir leurs réponses"),
    why=N_("Ils répondent ici, ou par un fichier que vous déposez."),
    path="/collecte",
)
_PLAN: Final = Stage(
    text=N_("Calculer un premier plan"),
    why=N_(
        "Qui fait quoi, semaine par semaine. Rien n'engage personne tant qu'il n'est pas proposé."
    ),
    path="/plans",
)
_OF_GROUP: Final = (_CONSORTIUM, _WORKSHOPS, _PEOPLE, _ORDER)
_OF_ORDER: Final = (_DEMAND, _ASK, _ANSWERS, _PLAN)


def before_all() -> tuple[Stage, ...]:
    """The way from an empty service."""
    return _told((*_OF_GROUP, *_OF_ORDER), (False,) * (len(_OF_GROUP) + len(_OF_ORDER)))


def stages(session: Session, actor: Actor, order: tables.Order | None = None) -> tuple[Stage, ...]:
    """The way to the first plan of a consortium, or of one of its orders.

    () for who does not lead it, once there is a plan, and when the order is no longer to be planned.

    Args:
        order: the one looked at; None: the newest that is to be planned. When another order of the
            consortium has a plan already, only the stages of the order are told.
    """
    if Role.COORDINATOR not in actor.roles or actor.may_write(Thing.ORDER) is not Extent.ALL:
        return ()
    rows = orders.visible(session, actor)
    planned = {o.id for o in rows if repositories.plans(session, o.id)}
    if order is None:
        if planned:
            return ()
        order = next((o for o in rows if o.state in _BEFORE_WORK), None)
    elif order.id in planned or order.state not in _BEFORE_WORK:
        return ()
    of_order = _of_order(order)
    done = _done_in_order(session, order)
    if planned:
        return _told(of_order, done)
    return _told((*_OF_GROUP, *of_order), (True, *_done_in_group(session, actor, order), *done))


def _of_order(order: tables.Order | None) -> tuple[Stage, ...]:
    """The stages of an order, at its address; without one nobody can go there."""
    at = "" if order is None else f"/o/{order.code}"
    return tuple(replace(s, path=f"{at}{s.path}" if order is not None else "") for s in _OF_ORDER)


def _done_in_group(
    session: Session, actor: Actor, order: tables.Order | None
) -> tuple[bool, bool, bool]:
    """Whether workshops are there, everyone of them has somebody, an order is there."""
    members = {m.workshop for m in repositories.members(session, actor.consortium_id)}
    people = repositories.people_of(session, actor.consortium_id)
    invited = accounts.invitations(session, actor)
    reached = {r.subject for r, _ in people if r.role == Role.WORKSHOP.value}
    reached |= {i.subject for i in invited if i.role == Role.WORKSHOP.value}
    return (
        len(members) >= _FEWEST_WORKSHOPS,
        bool(members) and members <= reached,
        order is not None,
    )


def _done_in_order(session: Session, order: tables.Order | None) -> tuple[bool, bool, bool, bool]:
    """Whether it says what is wanted, workshops were asked, all answered; the plan is never made here."""
    if order is None:
        return False, False, False, False
    kinds = {p.kind for p in repositories.parts(session, order.id)}
    answers = repositories.answers(session, order.id)
    has_all = bool(answers) and all(a.state == "answered" for a in answers)
    return {"product", "demand"} <= kinds, bool(answers), has_all, False


def _told(way: Sequence[Stage], done: Sequence[bool]) -> tuple[Stage, ...]:
    """Stages with where one is: the first that is not done and cannot be spared any more comes next."""
    found: list[Stage] = []
    is_next_told = False
    for k, (stage, is_done) in enumerate(zip(way, done, strict=True)):
        when: When = "later"
        if is_done:
            when = "done"
        elif stage.is_spared and any(done[k + 1 :]):
            when = "spare"
        elif not is_next_told:
            when, is_next_told = "next", True
        found.append(replace(stage, when=when))
    return tuple(found)
