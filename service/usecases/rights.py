"""Who may do what, as data: one table, asked by every query and every action.

A right is over nothing, over what is one's own, or over all of a consortium. What belongs to another
consortium does not exist for the one who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final


class Role(StrEnum):
    """Roles in a consortium; a person may have several, which add up."""

    COORDINATOR = "coordinator"
    WORKSHOP = "workshop"
    FACILITATOR = "facilitator"
    BUYER = "buyer"


class Extent(IntEnum):
    """How far a right goes."""

    NONE = 0
    OWN = 1
    ALL = 2


class Thing(StrEnum):
    """What rights are about."""

    CONSORTIUM = "consortium"  # its name, policy and workshops
    PEOPLE = "people"  # roles and invitations
    ORDER = "order"  # products, routings, materials, offers, demands
    ORDER_SUMMARY = "order_summary"  # title, products, quantities and dates, no price of inputs
    CAPACITIES = "capacities"  # a workshop's answer, and the files it sends
    COLLECTING = "collecting"  # who has answered
    IMPORTS = "imports"  # files about the order itself: offers, joint orders
    PLAN = "plan"  # the whole plan, studies of it
    FRAGILITY = "fragility"  # what if somebody drops out: asked of a plan, changes nothing
    SCHEDULE = "schedule"  # a workshop's own part of a plan
    SHARES = "shares"  # the table of shares, without anybody's capacities
    PROGRESS = "progress"  # milestones, deliveries
    CONSENT = "consent"  # accept a plan, or object
    COST_LINES = "cost_lines"  # a workshop's cost parameters and costing
    COST_REVIEW = "cost_review"  # comment, return, validate
    COST_TOTALS = "cost_totals"  # totals over at least three members, the price
    PURCHASES = "purchases"  # orders to suppliers, the group's figures
    PURCHASE_GAIN = "purchase_gain"  # a workshop's stand-alone price and what it gains
    PRODUCTION = "production"  # what was made
    LOTS = "lots"  # what was delivered
    LOT_DECISION = "lot_decision"  # accept or refuse a lot
    QUOTATION = "quotation"
    STATEMENTS = "statements"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Right:
    """How far one may look, and how far one may change."""

    read: Extent = Extent.NONE
    write: Extent = Extent.NONE


NONE = Right()
READ = Right(Extent.ALL)
READ_OWN = Right(Extent.OWN)
WRITE = Right(Extent.ALL, Extent.ALL)
WRITE_OWN = Right(Extent.OWN, Extent.OWN)

_C, _W, _F, _B = Role.COORDINATOR, Role.WORKSHOP, Role.FACILITATOR, Role.BUYER
# A role that is not named has no right.
RIGHTS: Final[Mapping[Thing, Mapping[Role, Right]]] = {
    Thing.CONSORTIUM: {_C: WRITE, _W: READ, _F: READ},
    Thing.PEOPLE: {_C: WRITE, _W: READ_OWN, _F: READ},
    Thing.ORDER: {_C: WRITE, _W: READ, _F: READ},
    Thing.ORDER_SUMMARY: {_C: READ, _W: READ, _F: READ, _B: READ_OWN},
    Thing.CAPACITIES: {_C: WRITE, _W: WRITE_OWN, _F: READ},
    Thing.COLLECTING: {_C: WRITE, _W: READ_OWN, _F: READ},
    Thing.IMPORTS: {_C: WRITE, _F: READ},
    Thing.PLAN: {_C: WRITE, _F: READ},
    Thing.FRAGILITY: {_C: WRITE, _F: WRITE},
    Thing.SCHEDULE: {_C: READ, _W: READ_OWN, _F: READ},
    Thing.SHARES: {_C: READ, _W: READ, _F: READ},
    Thing.PROGRESS: {_C: READ, _W: READ, _F: READ, _B: READ_OWN},
    Thing.CONSENT: {_C: READ, _W: WRITE_OWN, _F: READ},
    Thing.COST_LINES: {_W: WRITE_OWN, _F: READ},
    Thing.COST_REVIEW: {_W: READ_OWN, _F: WRITE},
    Thing.COST_TOTALS: {_C: READ, _F: READ},
    Thing.PURCHASES: {_C: WRITE, _F: READ},
    Thing.PURCHASE_GAIN: {_W: READ_OWN, _F: READ},
    Thing.PRODUCTION: {_C: WRITE, _W: WRITE_OWN, _F: READ},
    Thing.LOTS: {_C: WRITE, _W: WRITE_OWN, _F: READ, _B: READ_OWN},
    Thing.LOT_DECISION: {_C: READ, _W: READ_OWN, _F: READ, _B: WRITE_OWN},
    Thing.QUOTATION: {_C: WRITE, _F: READ, _B: READ_OWN},
    Thing.STATEMENTS: {_C: WRITE, _W: WRITE_OWN, _F: READ, _B: READ_OWN},
    Thing.AUDIT: {_C: READ},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks, in one consortium.

    Attributes:
        workshops: those for which this person speaks.
        customers: names of the customers for which this person buys.
        is_read_only: signed in by a token that may only look.
    """

    account_id: str
    consortium_id: str
    name: str = ""
    roles: frozenset[Role] = frozenset()
    workshops: frozenset[str] = frozenset()
    customers: frozenset[str] = field(default_factory=frozenset)
    is_read_only: bool = False

    def may_read(self, thing: Thing) -> Extent:
        """How far this person may look at a thing."""
        return max((_right(thing, r).read for r in self.roles), default=Extent.NONE)

    def may_write(self, thing: Thing) -> Extent:
        """How far this person may change a thing."""
        if self.is_read_only:
            return Extent.NONE
        return max((_right(thing, r).write for r in self.roles), default=Extent.NONE)

    def may_read_of(self, thing: Thing, workshop: str) -> bool:
        """Whether this person may look at a workshop's thing."""
        extent = self.may_read(thing)
        return extent is Extent.ALL or (extent is Extent.OWN and workshop in self.workshops)

    def may_write_of(self, thing: Thing, workshop: str) -> bool:
        """Whether this person may change a workshop's thing."""
        extent = self.may_write(thing)
        return extent is Extent.ALL or (extent is Extent.OWN and workshop in self.workshops)

    def buys(self, customer: str) -> bool:
        """Whether this person buys for a customer."""
        return bool(customer) and Role.BUYER in self.roles and customer in self.customers


def _right(thing: Thing, role: Role) -> Right:
    return RIGHTS[thing].get(role, NONE)
