"""The menu of an order: what each role finds there, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from service.db import tables
from service.i18n import N_
from service.usecases.rights import Actor, Role


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the menu of an order.

    Attributes:
        key: what a page says to be in this section.
        path: after the order's address.
        roles: who finds it.
        states: states of the order in which it has a use; () for all.
    """

    key: str
    text: str
    path: str
    roles: tuple[Role, ...]
    states: tuple[str, ...] = ()


_C, _W, _F, _B = Role.COORDINATOR, Role.WORKSHOP, Role.FACILITATOR, Role.BUYER
_ON: Final = ("won", "production", "closed", "cancelled")
_OFFER: Final = ("collecting", "offered", "won", "production", "closed", "declined", "cancelled")

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry("overview", N_("Vue d'ensemble"), "", (_C, _W, _F, _B)),
    Entry("data", N_("Commande"), "/commande", (_C, _F)),
    Entry("collecting", N_("Collecte"), "/collecte", (_C, _F)),
    Entry("plan", N_("Plan"), "/plans", (_C, _F)),
    Entry("quotation", N_("Devis"), "/devis", (_C, _F, _B), _OFFER),
    Entry("purchases", N_("Achats"), "/achats", (_C, _F), _ON),
    Entry("monday", N_("Lundi"), "/lundi", (_C, _F), _ON),
    Entry("week", N_("Ma semaine"), "/atelier", (_W,)),
    Entry("capacities", N_("Mes capacités"), "/atelier/capacites", (_W,)),
    Entry("declare", N_("Déclarer"), "/atelier/declarer", (_W,), _ON),
    Entry("own_costs", N_("Mes coûts"), "/atelier/couts", (_W,)),
    Entry("own_cash", N_("Ma trésorerie"), "/atelier/tresorerie", (_W,), _ON),
    Entry("costings", N_("Coûts"), "/couts", (_F,)),
    Entry("price", N_("Prix"), "/prix", (_F,)),
    Entry("cash", N_("Trésorerie"), "/tresorerie", (_F,)),
    Entry("fragility", N_("Fragilité"), "/fragilite", (_F,)),
    Entry("progress", N_("Avancement"), "/suivi", (_B,)),
    Entry("lots", N_("Lots"), "/lots", (_C, _F, _B), _ON),
    Entry("statements", N_("Factures"), "/etats", (_C, _W, _F, _B), _ON),
    Entry("documents", N_("Documents"), "/documents", (_C, _W, _F, _B)),
    Entry("ending", N_("Clôture"), "/cloture", (_C,), ("production", "closed", "cancelled")),
)
"""In the order of the work. The pages themselves ask the rights again."""


def menu(actor: Actor | None, order: tables.Order | None) -> list[Entry]:
    """Entries that a person finds at an order."""
    if actor is None or order is None:
        return []
    return [
        e
        for e in ENTRIES
        if actor.roles & set(e.roles) and (not e.states or order.state in e.states)
    ]
