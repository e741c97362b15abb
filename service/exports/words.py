"""Figures of a plan said in words: its status, its milestones, what each level reached."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from optimizer.fairness import largest_lot_minutes
from optimizer.plan import LevelName, LevelResult, Plan, PriceOfFairness
from optimizer.problem import FairnessKey
from service.exports.facts import ZERO, Facts, Milestone
from service.i18n import N_, Texts
from service.messages import field_texts

PRESETS = {
    "equitable": N_("équitable"),
    "economique": N_("économique"),
    "rapide": N_("rapide"),
    "regulier": N_("régulier"),
}
KEYS: dict[FairnessKey, str] = {
    "headcount": N_("effectifs affectés"),
    "productive_minutes": N_("heures productives"),
    "equal": N_("parts égales"),
    "agreed": N_("parts convenues"),
}
MEASURES: dict[LevelName, str] = {
    "unmet": N_("les unités demandées que le plan ne livre pas"),
    "late": N_("les unités livrées après leur jalon ; chaque semaine de retard compte"),
    "fast": N_("les semaines d'attente du client, à compter du début du plan"),
    "fairness_largest": N_(
        "les heures qui manquent à l'atelier le plus loin sous sa part visée ; un paquet ne compte pas"
    ),
    "fairness_sum": N_("les heures qui manquent à tous pour atteindre leurs parts visées"),
    "cost": N_("le travail, les mises en route, le transport et les achats de ce plan"),
    "steadiness": N_(
        "les changements de charge d'une semaine à l'autre ; un point est un centième des heures "
        "d'une semaine"
    ),
    "distance": N_(
        "les heures de travail qui changent de mains ou de semaine par rapport au plan en vigueur ; "
        "ce qui passe d'une semaine à l'autre compte deux fois"
    ),
}
"""What each level counts, for somebody who never heard of it."""


def status_sentence(plan: Plan, texts: Texts) -> str:
    """What the plan is worth, in one sentence."""
    _ = texts.gettext
    if plan.status == "optimal":
        return _("Plan complet et prouvé : à chaque niveau, aucun plan ne fait mieux.")
    if plan.status == "infeasible":
        return _("Aucun plan n'est possible avec ces données.")
    if plan.status == "none":
        return _("Aucun plan n'a été trouvé dans le temps accordé.")
    if plan.stopped_by == "user":
        return _("Plan complet, vérifié ; le calcul a été arrêté à la demande avant la preuve.")
    if plan.stopped_by == "time":
        return _("Plan complet, vérifié ; le temps accordé a arrêté le calcul avant la preuve.")
    return _("Plan complet, vérifié ; il reste un écart, chiffré ci-dessous.")


def verdict(milestones: list[Milestone], texts: Texts) -> str:
    """Whether the customers get everything in time, in one sentence."""
    _ = texts.gettext
    missing = sum((m.missing for m in milestones), start=ZERO)
    late = sum((m.late for m in milestones), start=ZERO)
    weeks = max((m.weeks_late for m in milestones), default=0)
    parts = []
    if missing:
        parts.append(texts.ngettext("il manque {n} unité", "il manque {n} unités", missing))
    if late:
        parts.append(
            texts.ngettext(
                "{units} unités livrées en retard, de {n} semaine au plus",
                "{units} unités livrées en retard, de {n} semaines au plus",
                weeks,
                units=texts.number(late),
            )
        )
    if not parts:
        return _("Tout est livré à temps.")
    sentence = texts.clauses(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def milestone_state(milestone: Milestone, texts: Texts) -> str:
    """What became of a milestone: kept, late by so many weeks, short of so many units."""
    parts = []
    if milestone.missing:
        parts.append(texts.ngettext("manque {n} unité", "manque {n} unités", milestone.missing))
    if milestone.late:
        parts.append(
            texts.ngettext(
                "{units} en retard ({n} semaine)",
                "{units} en retard ({n} semaines)",
                milestone.weeks_late,
                units=texts.number(milestone.late),
            )
        )
    return ", ".join(parts) or texts.gettext("tenu")


def level_name(name: str, texts: Texts) -> str:
    """What a level is after."""
    return texts.gettext(field_texts.LEVELS[name])


def level_value(level: LevelResult, facts: Facts, texts: Texts) -> str:
    """What a level reached, in units that people use."""
    _ = texts.gettext
    value = level.value
    if level.name == "unmet":
        missing = sum((m.missing for m in facts.milestones), start=ZERO)
        if not missing:
            return _("rien ne manque")
        return texts.ngettext("il manque {n} unité", "il manque {n} unités", missing)
    if level.name == "late":
        return _("tout est à temps") if not value else amount(level.name, value, texts)
    if level.name == "fast":
        asked = sum(
            (d.priority * facts.ledger.still_due[d.id] for d in facts.problem.demands), start=ZERO
        )
        mean = value / asked if asked else ZERO
        said = texts.ngettext(
            "livré {n} semaine après le début, en moyenne",
            "livré {n} semaines après le début, en moyenne",
            mean,
            n=texts.number(mean, 1),
        )
        return texts.labelled(said, amount(level.name, value, texts))
    if level.name == "fairness_largest":
        lot = texts.hours(largest_lot_minutes(facts.problem))
        if not value:
            return _("aucun atelier n'est à plus d'un paquet ({lot}) sous sa part visée", lot=lot)
        return _(
            "{hours} de trop peu, au-delà d'un paquet ({lot})", hours=texts.hours(value), lot=lot
        )
    if level.name == "fairness_sum":
        if not value:
            return _("chacun a sa part visée")
        return _("{hours} de trop peu, tous ateliers réunis", hours=texts.hours(value))
    if level.name == "steadiness":
        steps = facts.load_steps
        mean = value * 100 / steps if steps else ZERO
        return _(
            "{points} en tout, soit {mean} par changement de semaine",
            points=amount(level.name, value, texts),
            mean=texts.number(mean, 1),
        )
    return amount(level.name, value, texts)


CONDITION = N_("cela vaut sans toucher aux buts d'avant, qui ne sont pas tous prouvés")
"""Under what the bound of a level holds whose levels before are not all proven."""


def condition_note(levels: Iterable[LevelResult], texts: Texts) -> str:
    """What « * » means under a table of levels; "" when no level has it."""
    if not any(level.conditional and not _is_unknown(level) for level in levels):
        return ""
    return "* " + texts.gettext(CONDITION)


def _is_unknown(level: LevelResult) -> bool:
    """Whether nothing was proven of a level: that a plan might cost nothing at all is no news."""
    return not level.proven and level.bound <= 0 < level.value


def level_gap(level: LevelResult, texts: Texts, *, is_noted: bool = False) -> str:
    """How far from the best possible a level may be, in words.

    ``is_noted``: a note below says the condition (:func:`condition_note`), a star is enough.
    """
    _ = texts.gettext
    distance = abs(level.value - level.bound)
    if _is_unknown(level):
        return _("on ne sait pas encore : calcul trop court")
    if not distance:
        said = _("prouvé : aucun plan ne fait mieux")
    elif level.proven:
        said = _(
            "prouvé : aucun plan ne gagne plus de {amount}",
            amount=amount(level.name, distance, texts),
        )
    else:
        said = _(
            "pas prouvé : un autre plan gagnerait au plus {amount} ({gap})",
            amount=amount(level.name, distance, texts),
            gap=texts.percent(level.gap, 2),
        )
    if level.conditional and is_noted:
        return said + " *"
    if level.conditional:
        said = texts.clauses([said, _(CONDITION)])
    return said


def amount(name: LevelName, value: Decimal, texts: Texts) -> str:
    """A quantity in the unit of a level."""
    if name == "cost":
        return texts.euros(int(value.to_integral_value()))
    if name in ("fairness_largest", "fairness_sum"):
        return texts.hours(value)
    if name == "steadiness":
        points = value * 100
        return texts.ngettext("{n} point", "{n} points", points, n=texts.number(points, 1))
    if name == "late":
        # So many units times so many weeks: 1 900 weeks late would be a lifetime.
        return texts.ngettext("{n} unité-semaine de retard", "{n} unités-semaines de retard", value)
    if name == "fast":
        return texts.ngettext("{n} semaine d'attente", "{n} semaines d'attente", value)
    if name == "distance":
        return texts.gettext("{hours} de travail déplacées", hours=texts.hours(value))
    return texts.ngettext("{n} unité", "{n} unités", value)


def has_priorities(facts: Facts) -> bool:
    """Whether some demands or products count more than others in the levels."""
    return any(d.priority != 1 for d in facts.problem.demands) or any(
        p.weight != 1 for p in facts.problem.products
    )


def fairness_price(price: PriceOfFairness | None, texts: Texts) -> str:
    """The price of fairness as an interval, or that it was not computed."""
    _ = texts.gettext
    if price is None:
        return _("non calculé")
    if price.highest_cents <= 0:
        return _("nul : la répartition équitable ne coûte rien de plus")
    if price.lowest_cents == price.highest_cents:
        return texts.euros(price.highest_cents)
    return _(
        "entre {lowest} et {highest}",
        lowest=texts.euros(max(0, price.lowest_cents)),
        highest=texts.euros(price.highest_cents),
    )
