"""Who a document is for: what each reader may see of costs, and how a page says it is for her only.

A member's cost lines go to that member and the facilitator. The coordinator and the buyer see totals
over at least three members, or are told why not (DESIGN §5, §7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from optimizer.cost_gaps import rates_together
from optimizer.cost_parameters import OrderTerms
from optimizer.diagnostics import Diagnostic
from optimizer.price_reasons import FEWEST_MEMBERS
from optimizer.product_floors import ProductFloor
from service.exports.facts import Facts
from service.i18n import N_, Texts

__all__ = [
    "FEWEST_MEMBERS",
    "Reader",
    "Role",
    "findings_for",
    "floors_for",
    "reader_line",
    "reader_of",
    "under_title",
]

Role = Literal["member", "facilitator", "coordinator", "buyer"]
ROLES: dict[Role, str] = {
    "member": N_("{workshop}"),
    "facilitator": N_("la personne qui accompagne le groupement"),
    "coordinator": N_("la coordination du groupement"),
    "buyer": N_("le client"),
}
# A finding about one member that says no figure of it: the coordinator may know that it is awaited.
_SAYS_NO_FIGURE = ("cost.no_costs", "cost.missing", "cost.common_key_empty", "cost.nobody_made")
# About what all share, never about one member's figures.
_OF_ALL = (
    "cost.common_provisional",
    "cost.opening_not_costed",
    "cost.stock_without_price",
    "cost.lent_stock_and_key",
    "cost.other_order",
    "cost.too_few_members",
    "cost.not_planned",
    "cost.nothing_ordered",
    "cost.quoted_after_deposit",
    "cost.quoted_after_deliveries",
    "cost.no_vat_rate",
    "cost.negative_saving",
    "cost.empty_core",
    "cost.unproven_coalitions",
    "cost.sampled_values",
    "cost.unknown_mandataire",
    "cost.unknown_payer",
    "cost.periods_overlap",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A reader of money documents; ``workshop``: whose figures a member may see, "" for the others."""

    role: Role
    workshop: str = ""

    @property
    def sees_all(self) -> bool:
        """Whether every member's lines may be shown."""
        return self.role == "facilitator"

    def sees(self, workshop: str) -> bool:
        """Whether the private figures of a workshop may be shown."""
        return self.sees_all or (self.role == "member" and workshop == self.workshop)


def reader_of(role: Role, workshop: str, terms: OrderTerms) -> Reader:
    """The reader; a consortium may have decided that its coordinator sees what a facilitator sees."""
    if role == "coordinator" and terms.opens_costs_to_coordinator:
        return Reader(role="facilitator")
    return Reader(role=role, workshop=workshop if role == "member" else "")


def reader_line(reader: Reader, facts: Facts, texts: Texts) -> str:
    """The line under a title that says who the page is for."""
    _ = texts.gettext
    name = facts.workshop_name(reader.workshop) if reader.workshop else ""
    who = _(ROLES[reader.role], workshop=name)
    if reader.role in ("member", "facilitator"):
        return _("Confidentiel : pour {reader}, et personne d'autre.", reader=who)
    return _("Pour {reader}. Aucun chiffre de coût d'un atelier n'y figure.", reader=who)


def under_title(reader: Reader, facts: Facts, texts: Texts) -> str:
    """The line under a title that says which order the page is about, and who it is for."""
    order = facts.problem.title or facts.problem.id
    return f"{order} – {reader_line(reader, facts, texts)}"


def findings_for(reader: Reader, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """What a reader may be told of some findings, each thing once.

    Findings often bear a figure (a real hourly cost, a price alone): whoever may not see it is told
    only what is missing, from whom.
    """
    kept = []
    for finding in rates_together(found):
        is_shown = (
            reader.sees_all
            or finding.code in _OF_ALL
            or finding.code in _SAYS_NO_FIGURE
            or (reader.sees(finding.subject) and "workshops" not in finding.params)
            # What the order's terms lack is nobody's secret.
            or (finding.code == "cost.missing" and not finding.subject)
        )
        if is_shown and finding not in kept:
            kept.append(finding)
    return tuple(kept)


def floors_for(reader: Reader, floors: Sequence[ProductFloor]) -> tuple[ProductFloor, ...]:
    """The floor prices that a reader may see: all or none, so that no difference tells a member's cost."""
    may_see = reader.sees_all or (
        reader.role == "coordinator" and all(f.members >= FEWEST_MEMBERS for f in floors)
    )
    return tuple(floors) if may_see else ()
