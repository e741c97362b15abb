"""A diagnosis in words: what lacks, what cures it, why so little and why so late, for a coordinator."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from optimizer.diagnosis import (
    Bottleneck,
    ChainLink,
    Cure,
    Diagnosis,
    MoreWork,
    Price,
    PricePart,
    Saving,
    ShareStep,
    WhyLate,
    WhyLittle,
)
from optimizer.plan import Reason
from optimizer.problem import Problem
from service.exports.amount_words import AmountWords
from service.exports.bottleneck_words import BOTTLENECKS, STEPS
from service.exports.change_words import ChangeWords
from service.exports.reasons import REASONS
from service.i18n import N_, Texts

PRICES: dict[str, str] = {
    "hour": N_("une heure de travail"),
    "overtime_rate": N_("heure au-delà de l'horaire habituel, en part du coût horaire"),
    "post_week": N_("un poste ou une machine en location, par semaine"),
    "post_hour": N_("un poste ouvert une heure de plus"),
    "availability_rate": N_("supplément pour une quantité au-delà de l'offre, en part du prix"),
    "express_week_rate": N_("supplément par semaine de livraison gagnée, en part du prix"),
    "emergency_rate": N_("matière trouvée hors des offres, en part du prix le plus cher"),
    "material_unit": N_("une unité d'une matière que personne n'offre"),
    "goods": N_("prix de l'offre, par unité"),
    "qualification": N_("obtenir une norme : échantillons et laboratoire"),
    "qualification_week": N_("obtenir une norme une semaine plus tôt"),
    "training": N_("apprendre une opération à un atelier"),
    "entry_week": N_("faire venir un atelier une semaine plus tôt"),
    "hub_week": N_("une navette plus rapide d'une semaine, pour toute la commande"),
    "lane_week": N_("une livraison plus rapide d'une semaine"),
    "testing_week": N_("des résultats d'essais une semaine plus tôt"),
    "issue_week": N_("des matières remises une semaine plus tard à l'atelier"),
    "commitment_week": N_("commander une semaine avant le premier jour convenu"),
    "decision": N_("une limite que le groupe s'est fixée"),
}
# Changes that are said with a verb of their own.
_IF = ("earlier_entry", "skill", "largest_share", "smallest_share")
# Changes of something that had a value before.
_FROM = (
    "largest_share",
    "smallest_share",
    "receipts_ceiling",
    "smallest_run",
    "lot_size",
    "testing_weeks",
    "hub_lead_time",
    "lane_lead_time",
    "issue_lead",
    "qualify",
    "earlier_entry",
    "order_earlier",
)
_RATES = ("overtime_rate", "availability_rate", "express_week_rate", "emergency_rate")


class DiagnosisWords(AmountWords):
    """Says a diagnosis of one problem.

    Args:
        problem: for names and units.
        is_typed: the reader types commands, and is told which.
    """

    def __init__(self, problem: Problem, texts: Texts, *, is_typed: bool = True) -> None:
        super().__init__(problem, texts)
        self.is_typed = is_typed
        self.changes = ChangeWords(problem, texts)

    # -- the answer ----------------------------------------------------------------------------

    def headline(self, found: Diagnosis) -> str:
        """The answer in one sentence."""
        _ = self.texts.gettext
        if found.state == "on_time":
            if found.savings:
                best = found.savings[0]
                net = best.saving_cents - best.cost_cents
                return _(
                    "Tout est à temps ; {change}, la commande coûterait {saving} de moins.",
                    change=self.with_change(best),
                    saving=self.texts.euros(net),
                )
            return _("Tout est à temps, et aucun changement essayé ne fait baisser le coût.")
        if found.state == "replan" and not self.is_typed:
            return _(
                "Un plan à temps existe avec ces moyens : calculez-en un nouveau, au besoin avec plus de "
                "temps."
            )
        if found.state == "replan":
            return _(
                "Un plan à temps existe avec ces moyens : refaites le plan, au besoin avec "
                "plus de temps."
            )
        if not found.bottlenecks:
            if not found.is_proven:
                if found.cures and found.cures[0].removes_all:
                    return _(
                        "Rien ne prouve que ce plan doive être en retard : refaites-le d'abord avec plus de "
                        "temps. S'il le reste, voici le remède le moins cher qui suffit : {cure}.",
                        cure=self.cure(found.cures[0], found),
                    )
                if found.cures:
                    return _(
                        "Rien ne prouve que ce plan doive être en retard : refaites-le d'abord avec plus de "
                        "temps. S'il le reste, ce qui aide le plus pour son coût : {cure}.",
                        cure=self.cure(found.cures[0], found),
                    )
                return _(
                    "Heures et matières suffisent ; ce plan est en retard par ses paquets entiers ou faute "
                    "de temps de calcul. Refaites le plan avec plus de temps."
                )
            return _("La commande ne peut être à temps, et aucun changement seul n'y fait rien.")
        if found.is_proven:
            what = self.bottleneck(found.bottlenecks[0])
            said = _("La commande ne sera pas à temps : {what}.", what=what)
        else:
            # What is missing was read off a larger order: nothing says that this one lacks it.
            said = _(
                "Ce plan est en retard, mais rien ne prouve que la commande doive l'être : refaites-le "
                "d'abord avec plus de temps de calcul."
            )
        first = [*found.bottlenecks[0].cures, *found.cures][:1]
        if found.cures and found.cures[0].removes_all and not first[0].removes_all:
            first = [found.cures[0]]
        if first and first[0].removes_all:
            cure = self.cure(first[0], found)
            return f"{said} {cure[0].upper()}{cure[1:]}."
        if first and any(c.may_suffice for c in found.cures):
            likely = next(c for c in found.cures if c.may_suffice)
            helps = _("Ce qui suffirait peut-être : {cure}.", cure=self.cure(likely, found))
            return f"{said} {helps}"
        if first:
            cure = self.cure(found.cures[0], found)
            none = _(
                "Aucun changement seul ne suffit ; ce qui aide le plus pour son coût : {cure}.",
                cure=cure,
            )
            return f"{said} {none}"
        if not found.is_complete:
            return said
        none = _("Aucun changement seul ne suffit.")
        return f"{said} {none}"

    def proof(self, found: Diagnosis) -> str:
        """What is proven of the lateness."""
        _ = self.texts.gettext
        if found.state in ("on_time", "replan"):
            return ""
        if found.is_proven:
            return _("Prouvé : avec ces moyens, aucun plan ne livre tout à temps.")
        if not found.bottlenecks:
            return ""  # the answer itself says so
        return _("Ce n'est pas prouvé : un calcul plus long trouverait peut-être mieux.")

    def bottleneck(self, b: Bottleneck) -> str:
        """What lacks, without a capital or a full stop."""
        return BOTTLENECKS[b.kind](self, b)

    def change(self, c: Cure | Saving | MoreWork) -> str:
        """What is changed, and from what, without a capital or a full stop."""
        said = self.texts.clauses([self.changes.of(x) for x in c.changes])
        before = self._before(c)
        if not before:
            return said
        return said + " " + self.texts.gettext("(au lieu de {before})", before=before)

    def _before(self, c: Cure | Saving | MoreWork) -> str:
        """What a limit or a delay was, "" where that says nothing."""
        if c.kind not in _FROM or not c.before:
            return ""
        if c.kind in ("qualify", "earlier_entry", "order_earlier"):
            return self.texts.day(date.fromisoformat(c.before))
        return self.amount(Decimal(c.before), c.unit)

    def with_change(self, c: Cure | Saving | MoreWork) -> str:
        """« avec 2 personnes de plus », « si B entre dès le 13/04/2020 »."""
        _ = self.texts.gettext
        if c.kind in _IF:
            return _("si {change}", change=self.change(c))
        return _("avec {change}", change=self.change(c))

    def effect(self, c: Cure, found: Diagnosis) -> str:
        """What a cure leaves."""
        _ = self.texts.gettext
        if c.removes_all:
            return _("plus aucun retard")
        if c.unmet:
            return self.texts.ngettext(
                "il manque encore {n} unité", "il manque encore {n} unités", c.unmet
            )
        if found.late <= 0 or c.late >= found.late:
            return _("tout est livré, mais en retard")
        part = 1 - c.late / found.late
        return _("le retard baisse de {part}", part=self.texts.percent(part, 0))

    def cure(self, c: Cure, found: Diagnosis) -> str:
        """« avec 2 personnes de plus chez B de S16 à S20 : plus aucun retard »."""
        return self.texts.labelled(self.with_change(c), self.effect(c, found))

    def saving(self, s: Saving) -> str:
        """« avec des séries d'au moins 200 pièces chez B : 310 € de moins »."""
        net = self.texts.euros(s.saving_cents - s.cost_cents)
        less = self.texts.gettext("{saving} de moins", saving=net)
        return self.texts.labelled(self.with_change(s), less)

    def minimal(self, c: Cure) -> str:
        """How sure the amount is."""
        _ = self.texts.gettext
        if not c.removes_all:
            if c.may_suffice:
                return _("vérifié ; un calcul plus long ferait peut-être mieux")
            return _("vérifié ; ne suffit pas seul")
        if 0 < c.least < c.amount and (c.minimal != "proven" or c.amount - c.least >= 1):
            return _(
                "vérifié ; il en faut au moins {least} (prouvé)",
                least=self.amount(c.least, c.unit, c.measure),
            )
        if c.minimal == "proven":
            return _("vérifié ; moins ne suffit pas (prouvé)")
        return _("vérifié ; moins suffirait peut-être")

    def cures_title(self, found: Diagnosis) -> str:
        """Of the table of cures."""
        _ = self.texts.gettext
        if any(c.is_pair for c in found.cures):
            return _("Ce qui aiderait, un changement à la fois ou deux ensemble")
        return _("Ce qui aiderait, un changement à la fois")

    def paid_hours(self, found: Diagnosis) -> str:
        """Why people cost more here than in a comparison of plans; "" when no cure has people."""
        if not any(c.kind in ("people", "hours") for c in found.cures):
            return ""
        return self.texts.gettext(
            "Les personnes et les heures ajoutées sont comptées pour toutes leurs heures productives, qu'il "
            "y ait du travail ou non ; « oeuvre compare » ne compte que les heures où elles travaillent."
        )

    # -- the cost ------------------------------------------------------------------------------

    def price(self, p: Price) -> tuple[str, str, str]:
        """A line of the price list: what, how much, where it comes from."""
        _ = self.texts.gettext
        what = _(PRICES[p.item])
        if p.subject:
            what = self.texts.labelled(self.name(p.subject), what)
        if p.item in _RATES:
            shown = self.texts.percent(p.cents)
        else:
            shown = self.texts.unit_price(p.cents / 100)
        source = _("supposé") if p.is_default else _("de la commande")
        return what, shown, source

    def part(self, p: PricePart) -> str:
        """A part of the cost that a change might cure."""
        _ = self.texts.gettext
        if p.kind == "setups":
            return self.texts.ngettext(
                "mise en route chez {workshop} ({n} semaine de travail)",
                "mises en route chez {workshop} ({n} semaines de travail)",
                p.quantity,
                workshop=self.name(p.where.workshop),
            )
        if p.kind == "dear_offer":
            return _(
                "{amount} achetés au-dessus du prix le plus bas ({offer})",
                amount=self.amount(p.quantity, "material", p.measure),
                offer=self.name(p.where.offer),
            )
        said = {
            "fees": N_("frais de commande chez les fournisseurs"),
            "transport": N_("transport et navette"),
            "holding": N_("ce qui attend en stock"),
            "fairness": N_("ce que coûte le partage équitable, au moins"),
            "small_orders": N_("petites commandes"),
        }[p.kind]
        return _(said)

    # -- why so little -------------------------------------------------------------------------

    def little(self, why: WhyLittle) -> str:
        """Why a workshop has the work it has, in one sentence."""
        _ = self.texts.gettext
        if not why.total_minutes:
            return _("Aucun plan n'a été trouvé : il n'y a pas de part à expliquer.")
        part = why.load_minutes / why.total_minutes
        key = why.key_minutes / why.total_minutes
        said = _(
            "{workshop} fait {hours} en temps gammé, {part} de la commande ; la clé lui en "
            "donnerait {key}.",
            workshop=self.name(why.workshop),
            hours=self.texts.hours(why.load_minutes),
            part=self.texts.percent(part),
            key=self.texts.percent(key),
        )
        reasons = [s.reason for s in why.steps if s.kind == "target" and s.reason]
        for reason in reasons:
            said += " " + _("Pourquoi : {reason}.", reason=self._reason(reason, why))
        return said

    def _reason(self, reason: Reason, why: WhyLittle) -> str:
        """What holds its target; a norm with its name and date."""
        _ = self.texts.gettext
        norms = [s for s in why.steps if s.kind == "qualification"]
        if reason != "qualification" or not norms:
            known = REASONS[reason]
            return _(known)
        said = []
        for s in norms:
            if s.day:
                day = self.texts.day(date.fromisoformat(s.day))
                said.append(_("n'a la norme {norm} que le {day}", norm=s.norm, day=day))
            else:
                said.append(_("n'a pas la norme {norm}", norm=s.norm))
        return self.texts.clauses(said)

    def step(self, s: ShareStep) -> str:
        """One link of the chain."""
        return STEPS[s.kind](self, s)

    def more(self, m: MoreWork) -> str:
        """What a change gives."""
        _ = self.texts.gettext
        hours = _("{hours} de plus", hours=self.texts.hours(m.more_minutes))
        said = self.texts.labelled(self.with_change(m), hours)
        if not m.is_still_on_time:
            said += _(", mais plus de retard")
        return said

    # -- why so late ---------------------------------------------------------------------------

    def late(self, why: WhyLate) -> str:
        """What becomes of a milestone, in one sentence."""
        _, week = self.texts.gettext, self.texts.short_week
        if not why.late and not why.missing:
            return self._kept(why)
        parts = []
        if why.late:
            parts.append(
                self.texts.ngettext(
                    "{n} unité livrée après {due}, la dernière en {last}",
                    "{n} unités livrées après {due}, les dernières en {last}",
                    why.late,
                    due=week(why.due_week),
                    last=week(why.last_week),
                )
            )
        if why.missing:
            parts.append(
                self.texts.ngettext(
                    "{n} unité jamais livrée", "{n} unités jamais livrées", why.missing
                )
            )
        text = self.texts.clauses(parts)
        said = self.texts.labelled(_("Jalon « {demand} »", demand=why.demand), text + ".")
        if not why.is_proven:
            said += " " + _(
                "Il n'est pas prouvé qu'il doive l'être : voici les semaines pleines de ce plan."
            )
        return said

    def _kept(self, why: WhyLate) -> str:
        """How early a milestone is that is on time."""
        _ = self.texts.gettext
        if not why.last_week:
            return _("Le jalon « {demand} » est tenu.", demand=why.demand)
        units = self.texts.ngettext("{n} unité", "{n} unités", why.last_units)
        last = self.texts.short_week(why.last_week)
        if why.weeks_early <= 0:
            return _(
                "Le jalon « {demand} » est tenu, sans avance : {units} sont livrées dans la semaine "
                "même de l'échéance ({last}).",
                demand=why.demand,
                units=units,
                last=last,
            )
        early = self.texts.ngettext("{n} semaine", "{n} semaines", Decimal(why.weeks_early))
        return _(
            "Le jalon « {demand} » est tenu avec {early} d'avance : les dernières livraisons ({units}) "
            "sont en {last}.",
            demand=why.demand,
            early=early,
            units=units,
            last=last,
        )

    def link(self, x: ChainLink) -> str:
        """What bound in some weeks."""
        _ = self.texts.gettext
        weeks = self.weeks(x.where)
        used, there = (self.amount(v, x.unit, x.measure) for v in (x.used, x.available))
        if x.kind == "labour":
            return _(
                "les heures chez {workshop} : {used} sur {there}",
                workshop=self.name(x.where.workshop),
                used=used,
                there=there,
            )
        if x.kind == "station":
            return _(
                "« {group} » chez {workshop} : {used} sur {there}",
                group=self.name(x.where.group),
                workshop=self.name(x.where.workshop),
                used=used,
                there=there,
            )
        if x.kind == "material":
            return _(
                "« {material} » : {used} utilisés jusque-là sur {there} arrivés",
                material=self.name(x.where.material),
                used=used,
                there=there,
            )
        if x.kind == "largest_share":
            return _(
                "la part maximale de {workshop} : {there}",
                workshop=self.name(x.where.workshop),
                there=there,
            )
        return _(
            "le plafond de recettes de {workshop} : {there}",
            workshop=self.name(x.where.workshop),
            there=there,
        ) + (f" ({weeks})" if weeks else "")
