"""Amounts in their own unit, weeks and names, as a diagnosis says them."""

from __future__ import annotations

from decimal import Decimal

from optimizer.diagnosis import Where
from optimizer.problem import Problem
from service.exports.display_names import names_of
from service.i18n import Texts

# Hours from so many on are said without a decimal.
_MANY = 20


class AmountWords:
    """Says amounts, weeks and names of one problem.

    Args:
        problem: for names and units.
    """

    def __init__(self, problem: Problem, texts: Texts) -> None:
        self.problem = problem
        self.texts = texts
        self.names = names_of(problem)
        self._offers = {o.id: o for o in problem.offers}

    def name(self, identifier: str) -> str:
        """What people call it."""
        return self.names.get(identifier, identifier)

    def weeks(self, where: Where) -> str:
        """« en S16 », « de S16 à S20 », "" for always."""
        _, week = self.texts.gettext, self.texts.short_week
        if not where.first:
            return ""
        if where.first == where.last or not where.last:
            return _("en {week}", week=week(where.first))
        return _("de {first} à {last}", first=week(where.first), last=week(where.last))

    def amount(self, value: Decimal, unit: str, measure: str = "") -> str:
        """An amount in its own unit: « 212 h », « 3 400 m », « 2 semaines »."""
        texts = self.texts
        if unit == "hours":
            hours = texts.number(value, 0 if value >= _MANY else 1)
            return f"{hours}\u00a0h"
        if unit == "material":
            shown = texts.number(value, 0 if value >= _MANY else 2)
            return f"{shown}\u00a0{measure}" if measure else shown
        if unit == "share":
            return texts.percent(value)
        if unit == "cents":
            return texts.euros(int(value))
        if unit == "yes":
            return "–"
        if unit == "people":
            return texts.ngettext("{n} personne", "{n} personnes", value)
        if unit == "posts":
            return texts.ngettext("{n} poste", "{n} postes", value)
        if unit == "weeks":
            return texts.ngettext("{n} semaine", "{n} semaines", value)
        if unit == "days":
            return texts.ngettext("{n} jour", "{n} jours", value)
        return texts.ngettext("{n} unité", "{n} unités", value)

    def seller(self, offer: str) -> str:
        """The supplier of an offer."""
        found = self._offers.get(offer)
        return self.name(found.supplier) if found is not None else offer

    def operations(self, names: tuple[str, ...]) -> str:
        """« de couture », "" when it is not one or two."""
        if not 0 < len(names) <= 2:
            return ""
        said = self.texts.join([self.name(o) for o in names])
        return " " + self.texts.gettext("({operations})", operations=said)
