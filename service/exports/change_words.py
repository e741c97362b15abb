"""Changes in words: « 2 personnes de plus chez Vestali de S16 à S20 »."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from optimizer.changes import kinds
from optimizer.changes.kinds import Change
from optimizer.problem import Problem
from service.exports.display_names import names_of
from service.exports.words import KEYS
from service.i18n import Texts


def changes_words(changes: Iterable[Change], problem: Problem, texts: Texts) -> str:
    """Changes in one phrase without a capital or a full stop, "" when there is none.

    Args:
        problem: the one they are made in, for names and units.
    """
    said = ChangeWords(problem, texts)
    return texts.clauses([said.of(change) for change in changes])


class ChangeWords:
    """Says changes of a problem.

    Args:
        problem: for names and units; ids that it does not have are shown as they are.
    """

    def __init__(self, problem: Problem, texts: Texts) -> None:
        self.problem = problem
        self.texts = texts
        self.names = names_of(problem)
        self._units = {m.id: m.unit for m in problem.materials}
        self._goods = {o.id: o.material for o in problem.offers}

    def of(self, change: Change) -> str:
        """One change, without a capital or a full stop."""
        return _WORDS[type(change)](self, change)

    def _name(self, identifier: str) -> str:
        return self.names.get(identifier, identifier)

    def _weeks(self, first: str | None, last: str | None) -> str:
        """« en S16 », « de S16 à S20 », « à partir de S16 », "" for always; with a blank before."""
        _, week = self.texts.gettext, self.texts.short_week
        if first is not None and first == last:
            return " " + _("en {week}", week=week(first))
        if first is not None and last is not None:
            return " " + _("de {first} à {last}", first=week(first), last=week(last))
        if first is not None:
            return " " + _("à partir de {week}", week=week(first))
        return "" if last is None else " " + _("jusqu'à {week}", week=week(last))

    def _days(self, first: object, last: object) -> str:
        _, day = self.texts.gettext, self.texts.day
        if first == last:
            return _("le {day}", day=day(first))  # type: ignore[arg-type]
        return _("du {first} au {last}", first=day(first), last=day(last))  # type: ignore[arg-type]

    def _amount(self, thousandths: int, material: str) -> str:
        unit = self._units.get(material, "")
        shown = self.texts.number(Decimal(thousandths) / 1000, 3)
        return f"{shown}\u00a0{unit}" if unit else shown

    # -- workshops ------------------------------------------------------------------------------

    def people(self, c: kinds.MorePeople) -> str:
        where = {"workshop": self._name(c.workshop), "weeks": self._weeks(c.first, c.last)}
        if c.people < 0:
            return self.texts.ngettext(
                "{n} personne de moins chez {workshop}{weeks}",
                "{n} personnes de moins chez {workshop}{weeks}",
                -c.people,
                **where,
            )
        return self.texts.ngettext(
            "{n} personne de plus chez {workshop}{weeks}",
            "{n} personnes de plus chez {workshop}{weeks}",
            c.people,
            **where,
        )

    def hours(self, c: kinds.MoreHours) -> str:
        _ = self.texts.gettext
        where = {"workshop": self._name(c.workshop), "weeks": self._weeks(c.first, c.last)}
        hours = self.texts.hours(abs(c.hours) * 60)
        if c.hours < 0:
            return _("{hours} de moins par personne chez {workshop}{weeks}", hours=hours, **where)
        return _("{hours} de plus par personne chez {workshop}{weeks}", hours=hours, **where)

    def no_closure(self, c: kinds.NoClosure) -> str:
        days = self._days(c.first_day, c.last_day)
        return self.texts.gettext(
            "{workshop} ouvert {days}", workshop=self._name(c.workshop), days=days
        )

    def closed(self, c: kinds.Closed) -> str:
        days = self._days(c.first_day, c.last_day)
        return self.texts.gettext(
            "{workshop} fermé {days}", workshop=self._name(c.workshop), days=days
        )

    def stops(self, c: kinds.WorkshopStops) -> str:
        return self.texts.gettext(
            "{workshop} s'arrête en {week}",
            workshop=self._name(c.workshop),
            week=self.texts.short_week(c.week),
        )

    def removed(self, c: kinds.RemoveWorkshop) -> str:
        return self.texts.gettext("sans {workshop}", workshop=self._name(c.workshop))

    def added(self, c: kinds.AddWorkshop) -> str:
        return self.texts.gettext(
            "avec {workshop} en plus", workshop=c.workshop.name or c.workshop.id
        )

    def entry(self, c: kinds.EarlierEntry) -> str:
        return self.texts.gettext(
            "{workshop} entre dès le {day}",
            workshop=self._name(c.workshop),
            day=self.texts.day(c.day),
        )

    # -- means ----------------------------------------------------------------------------------

    def stations(self, c: kinds.MoreStations) -> str:
        where = {"group": self._name(c.group), "weeks": self._weeks(c.first, c.last)}
        if c.number < 0:
            return self.texts.ngettext(
                "{n} poste de moins à « {group} »{weeks}",
                "{n} postes de moins à « {group} »{weeks}",
                -c.number,
                **where,
            )
        return self.texts.ngettext(
            "{n} poste de plus à « {group} »{weeks}",
            "{n} postes de plus à « {group} »{weeks}",
            c.number,
            **where,
        )

    def station_hours(self, c: kinds.StationHours) -> str:
        return self.texts.gettext(
            "« {group} » ouvert {hours} par semaine{weeks}",
            group=self._name(c.group),
            hours=self.texts.hours(c.hours * 60),
            weeks=self._weeks(c.first, c.last),
        )

    def station_stops(self, c: kinds.StationStops) -> str:
        return self.texts.gettext(
            "« {group} » en panne{weeks}",
            group=self._name(c.group),
            weeks=self._weeks(c.first, c.last),
        )

    def material(self, c: kinds.MoreMaterial) -> str:
        _ = self.texts.gettext
        amount = self._amount(abs(c.thousandths), self._goods.get(c.offer, ""))
        where = {"offer": self._name(c.offer), "weeks": self._weeks(c.week, c.week)}
        if c.thousandths < 0:
            return _("{amount} de moins disponibles ({offer}){weeks}", amount=amount, **where)
        return _("{amount} de plus disponibles ({offer}){weeks}", amount=amount, **where)

    def supply(self, c: kinds.EarlierSupply) -> str:
        where = {"offer": self._name(c.offer)}
        if c.weeks < 0:
            return self.texts.ngettext(
                "« {offer} » livré {n} semaine plus tard",
                "« {offer} » livré {n} semaines plus tard",
                -c.weeks,
                **where,
            )
        return self.texts.ngettext(
            "« {offer} » livré {n} semaine plus tôt",
            "« {offer} » livré {n} semaines plus tôt",
            c.weeks,
            **where,
        )

    def order_earlier(self, c: kinds.OrderEarlier) -> str:
        return self.texts.gettext(
            "« {offer} » commandé dès le {day}",
            offer=self._name(c.offer),
            day=self.texts.day(c.day),
        )

    def supplier(self, c: kinds.SupplierStops) -> str:
        return self.texts.gettext(
            "{supplier} ne livre plus à partir de {week}",
            supplier=self._name(c.supplier),
            week=self.texts.short_week(c.week),
        )

    def price(self, c: kinds.PriceChange) -> str:
        change = c.rate - 1
        sign = "+" if change >= 0 else "−"
        return self.texts.gettext(
            "prix de « {offer} » {change}",
            offer=self._name(c.offer),
            change=sign + self.texts.percent(abs(change)),
        )

    def stock(self, c: kinds.StockMaterial) -> str:
        _ = self.texts.gettext
        amount, name = self._amount(abs(c.thousandths), c.material), self._name(c.material)
        if c.thousandths < 0:
            return _("{amount} de « {material} » de moins en stock", amount=amount, material=name)
        return _("{amount} de « {material} » de plus en stock", amount=amount, material=name)

    # -- terms ----------------------------------------------------------------------------------

    def qualify(self, c: kinds.Qualify) -> str:
        _ = self.texts.gettext
        who = {"workshop": self._name(c.workshop), "norm": c.norm}
        if c.day is None:
            return _("{workshop} qualifié « {norm} » dès le début", **who)
        return _("{workshop} qualifié « {norm} » le {day}", day=self.texts.day(c.day), **who)

    def skill(self, c: kinds.Skill) -> str:
        new = c.capability
        work = self._name(new.operation)
        if new.product is not None:
            work = f"{work} ({self._name(new.product)})"
        return self.texts.gettext(
            "{workshop} sait faire « {work} »", workshop=self._name(new.workshop), work=work
        )

    def largest_share(self, c: kinds.LargestShare) -> str:
        _, who = self.texts.gettext, self._name(c.workshop)
        if c.share is None:
            return _("{workshop} sans part maximale", workshop=who)
        share = self.texts.percent(c.share)
        return _("{workshop} fait au plus {share}", workshop=who, share=share)

    def smallest_share(self, c: kinds.SmallestShare) -> str:
        _, who = self.texts.gettext, self._name(c.workshop)
        if c.share is None:
            return _("{workshop} sans part minimale", workshop=who)
        share = self.texts.percent(c.share)
        return _("{workshop} ne fait rien, ou au moins {share}", workshop=who, share=share)

    def ceiling(self, c: kinds.ReceiptsCeiling) -> str:
        _, who = self.texts.gettext, self._name(c.workshop)
        if c.cents is None:
            return _("{workshop} sans plafond de recettes", workshop=who)
        amount = self.texts.euros(c.cents)
        return _("plafond de recettes de {workshop} à {amount}", workshop=who, amount=amount)

    def smallest_run(self, c: kinds.SmallestRun) -> str:
        return self.texts.ngettext(
            "« {operation} » chez {workshop} à partir de {n} pièce par semaine",
            "« {operation} » chez {workshop} à partir de {n} pièces par semaine",
            c.units,
            operation=self._name(c.operation),
            workshop=self._name(c.workshop),
        )

    def lot(self, c: kinds.ProductLot) -> str:
        _, product = self.texts.gettext, self._name(c.product)
        if not c.lot_size:
            return _("« {product} » sans paquets", product=product)
        size = self.texts.number(c.lot_size)
        return _("« {product} » par paquets de {size}", product=product, size=size)

    def tests(self, c: kinds.TestingWeeks) -> str:
        return self.texts.ngettext(
            "{n} semaine d'essais pour « {product} »",
            "{n} semaines d'essais pour « {product} »",
            c.weeks,
            product=self._name(c.product),
        )

    def hub(self, c: kinds.HubLeadTime) -> str:
        return self.texts.ngettext("navette en {n} semaine", "navette en {n} semaines", c.weeks)

    def lane(self, c: kinds.LaneLeadTime) -> str:
        return self.texts.ngettext(
            "trajet de {workshop} à {point} en {n} semaine",
            "trajet de {workshop} à {point} en {n} semaines",
            c.weeks,
            workshop=self._name(c.workshop),
            point=self._name(c.delivery_point),
        )

    def issue(self, c: kinds.IssueLead) -> str:
        return self.texts.ngettext(
            "matières remises à {workshop} {n} semaine avant",
            "matières remises à {workshop} {n} semaines avant",
            c.weeks,
            workshop=self._name(c.workshop),
        )

    # -- what is asked ----------------------------------------------------------------------------

    def quantity(self, c: kinds.DemandQuantity) -> str:
        return self.texts.ngettext(
            "jalon « {demand} » : {n} unité",
            "jalon « {demand} » : {n} unités",
            c.quantity,
            demand=c.demand,
        )

    def due(self, c: kinds.DemandDue) -> str:
        day = self.texts.day(c.due)
        return self.texts.gettext("jalon « {demand} » pour le {day}", demand=c.demand, day=day)

    def priority(self, c: kinds.DemandPriority) -> str:
        return self.texts.gettext(
            "jalon « {demand} » de priorité {priority}",
            demand=c.demand,
            priority=self.texts.number(c.priority),
        )

    def tail(self, c: kinds.Tail) -> str:
        return self.texts.ngettext(
            "{n} semaine de retard possible", "{n} semaines de retard possible", c.weeks
        )

    def selling_price(self, c: kinds.SellingPrice) -> str:
        return self.texts.gettext(
            "« {product} » vendu {price}",
            product=self._name(c.product),
            price=self.texts.unit_price(c.price),
        )

    # -- who does it ------------------------------------------------------------------------------

    def pin(self, c: kinds.AddPin) -> str:
        p = c.pin
        return self.texts.ngettext(
            "{workshop} fait exactement {n} pièce de « {product} », {operation},{weeks}",
            "{workshop} fait exactement {n} pièces de « {product} », {operation},{weeks}",
            p.units,
            workshop=self._name(p.workshop),
            product=self._name(p.product),
            operation=self._name(p.operation),
            weeks=self._weeks(p.first, p.last),
        )

    def ban(self, c: kinds.AddBan) -> str:
        _, b = self.texts.gettext, c.ban
        where = {"workshop": self._name(b.workshop), "weeks": self._weeks(b.first, b.last)}
        if b.operation is not None and b.product is not None:
            return _(
                "{workshop} ne fait pas « {operation} » de « {product} »{weeks}",
                operation=self._name(b.operation),
                product=self._name(b.product),
                **where,
            )
        if b.operation is not None:
            name = self._name(b.operation)
            return _("{workshop} ne fait pas « {operation} »{weeks}", operation=name, **where)
        if b.product is not None:
            name = self._name(b.product)
            return _("{workshop} ne fait rien de « {product} »{weeks}", product=name, **where)
        return _("{workshop} ne fait rien{weeks}", **where)

    def key(self, c: kinds.FairnessKeyChange) -> str:
        _ = self.texts.gettext
        return _("clé de partage : {key}", key=_(KEYS[c.key]))

    def agreed(self, c: kinds.AgreedShares) -> str:
        shares = [f"{self._name(w)} {self.texts.percent(share)}" for w, share in c.shares]
        return self.texts.gettext("parts convenues : {shares}", shares=self.texts.join(shares))


_WORDS: dict[type, Callable[[ChangeWords, Any], str]] = {
    kinds.MorePeople: ChangeWords.people,
    kinds.MoreHours: ChangeWords.hours,
    kinds.NoClosure: ChangeWords.no_closure,
    kinds.Closed: ChangeWords.closed,
    kinds.WorkshopStops: ChangeWords.stops,
    kinds.RemoveWorkshop: ChangeWords.removed,
    kinds.AddWorkshop: ChangeWords.added,
    kinds.EarlierEntry: ChangeWords.entry,
    kinds.MoreStations: ChangeWords.stations,
    kinds.StationHours: ChangeWords.station_hours,
    kinds.StationStops: ChangeWords.station_stops,
    kinds.MoreMaterial: ChangeWords.material,
    kinds.EarlierSupply: ChangeWords.supply,
    kinds.OrderEarlier: ChangeWords.order_earlier,
    kinds.SupplierStops: ChangeWords.supplier,
    kinds.PriceChange: ChangeWords.price,
    kinds.StockMaterial: ChangeWords.stock,
    kinds.Qualify: ChangeWords.qualify,
    kinds.Skill: ChangeWords.skill,
    kinds.LargestShare: ChangeWords.largest_share,
    kinds.SmallestShare: ChangeWords.smallest_share,
    kinds.ReceiptsCeiling: ChangeWords.ceiling,
    kinds.SmallestRun: ChangeWords.smallest_run,
    kinds.ProductLot: ChangeWords.lot,
    kinds.TestingWeeks: ChangeWords.tests,
    kinds.HubLeadTime: ChangeWords.hub,
    kinds.LaneLeadTime: ChangeWords.lane,
    kinds.IssueLead: ChangeWords.issue,
    kinds.DemandQuantity: ChangeWords.quantity,
    kinds.DemandDue: ChangeWords.due,
    kinds.DemandPriority: ChangeWords.priority,
    kinds.Tail: ChangeWords.tail,
    kinds.SellingPrice: ChangeWords.selling_price,
    kinds.AddPin: ChangeWords.pin,
    kinds.AddBan: ChangeWords.ban,
    kinds.FairnessKeyChange: ChangeWords.key,
    kinds.AgreedShares: ChangeWords.agreed,
}
