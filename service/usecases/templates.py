"""Workbooks to fill in and send back, made for an order and prefilled with what it knows."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from importers.costs import write_cost_template
from importers.template import write_problem
from optimizer.diagnostics import Diagnostic
from service.db import tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_, Texts
from service.messages.cost_template_texts import cost_template_texts
from service.messages.template_texts import template_texts
from service.usecases import access, conversion, forms, import_parts, orders
from service.usecases.files import Upload
from service.usecases.rights import Actor, Extent, Thing

if TYPE_CHECKING:
    from service.db.engine import Session


class Template(StrEnum):
    """What there is to fill in."""

    ORDER = "order"
    CAPACITIES = "capacities"
    LOAD_PLAN = "load-plan"
    OFFERS = "offers"
    GROUPED_ORDER = "grouped-order"
    FOLLOWUP = "followup"
    COSTS = "costs"


# Whose data a form is prefilled with, which one must be allowed to look at.
SHOWS: Final = {
    Template.CAPACITIES: Thing.CAPACITIES,
    Template.LOAD_PLAN: Thing.CAPACITIES,
    Template.FOLLOWUP: Thing.PRODUCTION,
    Template.COSTS: Thing.CAPACITIES,
    Template.GROUPED_ORDER: Thing.PURCHASES,
    Template.OFFERS: Thing.PURCHASES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which one, for whom."""

    template: Template
    workshop: str = ""
    supplier: str = ""


def blank(texts: Texts) -> Upload:
    """The blank order workbook."""
    with tempfile.TemporaryDirectory(prefix="oeuvre-") as folder:
        path = Path(folder) / "commande.xlsx"
        conversion.write_blank("order", path, texts)
        return Upload(name=path.name, content=path.read_bytes())


def filled(
    session: Session, actor: Actor, order: tables.Order, asked: Asked, texts: Texts
) -> Upload:
    """A workbook for an order; a workshop's own holds nothing of the others.

    Raises:
        ServiceRefusalError: no right, not for one workshop, an order that is not yet readable.
        RefusedError: nobody is called so, or the order lacks what the form is about.
    """
    workshop = _need_right(actor, asked)
    checked = orders.problem(session, order)
    if checked.problem is None:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("La commande n'est pas encore remplie : complétez-la d'abord."),
            findings=checked.findings,
        )
    problem = checked.problem
    if workshop:
        if workshop not in {w.id for w in problem.workshops}:
            raise access.not_found()
        problem = import_parts.only_own(problem, (workshop,))
    stem = {Template.ORDER: "commande", Template.COSTS: "couts"}.get(asked.template)
    name = "_".join(x for x in (stem or asked.template, workshop or asked.supplier) if x)
    found: tuple[Diagnostic, ...] = ()
    with tempfile.TemporaryDirectory(prefix="oeuvre-") as folder:
        output = Path(folder) / "formulaire.xlsx"
        if asked.template is Template.COSTS:
            words = cost_template_texts(texts)
            write_cost_template(output, texts.language, words, problem, workshop)
        elif asked.template is Template.ORDER:
            found = write_problem(problem, output, texts.language, template_texts(texts))
        else:
            source = Path(folder) / "commande.xlsx"
            found = write_problem(problem, source, texts.language, template_texts(texts))
            if not found:
                found = forms.write_prefilled(
                    asked.template.value, source, output, texts, workshop, asked.supplier
                )
        if found or not output.exists():
            raise _not_writable(found)
        return Upload(name=f"{name}.xlsx", content=output.read_bytes())


def _need_right(actor: Actor, asked: Asked) -> str:
    """The workshop that a form is for, "" for none in particular."""
    if asked.template is Template.ORDER:
        # It holds everybody's capacities.
        if actor.may_read(Thing.CAPACITIES) is not Extent.ALL:
            raise access.not_found()
        return ""
    thing = SHOWS[asked.template]
    workshop = asked.workshop
    extent = actor.may_read(thing)
    if extent is Extent.OWN and not workshop and len(actor.workshops) == 1:
        workshop = next(iter(actor.workshops))
    if extent is not Extent.ALL and not (workshop and actor.may_read_of(thing, workshop)):
        raise access.not_found()
    if asked.template is Template.COSTS and not workshop:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Un classeur de coûts est privé : dites pour quel atelier."),
        )
    return workshop


def _not_writable(found: tuple[Diagnostic, ...]) -> ServiceRefusalError:
    return ServiceRefusalError(
        Refusal.WRONG_DATA,
        N_("Ce classeur ne peut pas être écrit : voyez le détail."),
        findings=found,
    )
