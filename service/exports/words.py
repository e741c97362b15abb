"""Figures of a plan said in words: its status, what each level reached, why a share is small."""

from __future__ import annotations

from decimal import Decimal

from optimizer.plan import LevelResult, Plan, PriceOfFairness, WorkshopShare
from optimizer.problem import FairnessKey
from service.exports.facts import ZERO, Facts, Milestone
from service.i18n import N_, Texts

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
LEVELS = {
    "unmet": N_("Tout livrer"),
    "late": N_("Livrer à temps"),
    "fast": N_("Livrer au plus tôt"),
    "fairness_largest": N_("Équité : le plus grand manque"),
    "fairness_sum": N_("Équité : tous les manques"),
    "cost": N_("Coût variable"),
    "steadiness": N_("Charge régulière"),
    "distance": N_("Rester près du plan en vigueur"),
}
REASONS = {
    "": N_("a toute sa part"),
    "capacity": N_("ses heures sont pleines"),
    "stations": N_("ses postes ou machines sont pleins"),
    "qualification": N_("n'a pas la qualification, ou pas encore"),
    "largest_share": N_("a atteint la part maximale fixée"),
    "receipts_ceiling": N_("a atteint son plafond de recettes"),
    "smallest_share": N_("sa part minimale ne peut pas être atteinte"),
    "materials": N_("les matières arrivent trop tard ou manquent"),
    "lots": N_("à cause des lots entiers"),
}


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


def level_value(level: LevelResult, facts: Facts, texts: Texts) -> str:
    """What a level reached, in its own unit."""
    _ = texts.gettext
    value = level.value
    if level.name == "unmet":
        missing = sum((m.missing for m in facts.milestones), start=ZERO)
        if not missing:
            return _("rien ne manque")
        return texts.ngettext("il manque {n} unité", "il manque {n} unités", missing)
    if level.name == "late":
        return _("tout est à temps") if not value else _counted(value, texts)
    if level.name == "fast":
        return _counted(value, texts)
    if level.name == "fairness_largest":
        if not value:
            return _("personne n'est à plus d'un lot de sa part visée")
        return _("{hours} au-delà d'un lot", hours=texts.hours(value))
    if level.name == "fairness_sum":
        if not value:
            return _("chacun a sa part visée")
        return _("{hours} sous les parts visées, en tout", hours=texts.hours(value))
    return amount(level, value, texts)


def level_gap(level: LevelResult, texts: Texts) -> str:
    """How far from the best possible a level may be, in words."""
    _ = texts.gettext
    distance = abs(level.value - level.bound)
    if not distance:
        said = _("prouvé : aucun plan ne fait mieux")
    elif level.proven:
        said = _("prouvé, à {amount} près", amount=amount(level, distance, texts))
    else:
        said = _(
            "au mieux {bound} : il reste au plus {amount} à gagner ({gap})",
            bound=amount(level, level.bound, texts),
            amount=amount(level, distance, texts),
            gap=texts.percent(level.gap, 2),
        )
    if level.conditional:
        given = _("sous réserve des niveaux précédents, non prouvés")
        said = texts.clauses([said, given])
    return said


def amount(level: LevelResult, value: Decimal, texts: Texts) -> str:
    """A quantity in the unit of a level."""
    if level.name == "cost":
        return texts.euros(int(value.to_integral_value()))
    if level.name in ("fairness_largest", "fairness_sum"):
        return texts.hours(value)
    if level.name == "steadiness":
        return texts.ngettext(
            "{n} point de charge",
            "{n} points de charge",
            value * 100,
            n=texts.number(value * 100, 1),
        )
    if level.name in ("late", "fast"):
        return _weighted(value, texts)
    return texts.ngettext("{n} unité pondérée", "{n} unités pondérées", value)


def _weighted(value: Decimal, texts: Texts) -> str:
    return texts.ngettext("{n} unité-semaine", "{n} unités-semaines", value)


def _counted(value: Decimal, texts: Texts) -> str:
    return texts.gettext("{amount}, priorités comptées", amount=_weighted(value, texts))


def share_reason(share: WorkshopShare, total_minutes: Decimal, texts: Texts) -> str:
    """Why a workshop has more or less than the key gives it, in words."""
    _ = texts.gettext
    below = share.weight_share * total_minutes - share.load_minutes
    if share.reason:
        return _(REASONS[share.reason])
    if below > total_minutes / 200:
        return _("un peu moins que la clé : lots entiers et départage par le coût")
    if below < -total_minutes / 200:
        return _("prend ce que d'autres ne peuvent pas faire")
    nothing = REASONS[""]
    return _(nothing)


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
