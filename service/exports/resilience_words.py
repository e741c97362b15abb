"""What a plan fears, in sentences: what each failure leads to, how likely each milestone is."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from optimizer.fragility import (
    CapacityBuffer,
    CauseShare,
    Chance,
    Chances,
    Failure,
    MilestoneChance,
    Setback,
)
from optimizer.hazards import Hazards
from service.exports.facts import Facts
from service.i18n import N_, Texts

ZERO = Decimal(0)
# So few minutes more are not worth a name in a sentence.
_FEWEST_MINUTES = Decimal(30)
_MOST_NAMES = 4
_ALL, _NONE = Decimal("0.995"), Decimal("0.005")
# Where an interval begins so high, « more than 99 in 100 » says no more than it.
_ALMOST_ALL = Decimal("0.99")
_NINE = Decimal("0.9")

KINDS = {
    "workshop": N_("Atelier"),
    "station": N_("Postes"),
    "supplier": N_("Fournisseur"),
    "material": N_("Matière"),
    "rejects": N_("Rebuts"),
}


def odds(chance: Chance, texts: Texts) -> str:
    """A probability as people say it, no surer than its interval: « 9 chances sur 10 ».

    Where no case went wrong (or none went well) in few draws, what the interval vouches for is said.
    """
    _ = texts.gettext
    value = chance.value
    if value >= _ALL:
        if chance.low >= _ALMOST_ALL:
            return _("plus de 99 chances sur 100")
        of = 10 if chance.low < _NINE else 100
        least = _counted(_part_of(chance.low, of, ROUND_FLOOR), of, texts)
        return _("au moins {odds}", odds=least)
    if value < _NONE:
        if chance.high <= 1 - _ALMOST_ALL:
            return _("moins d'une chance sur 100")
        of = 10 if chance.high > 1 - _NINE else 100
        most = _counted(_part_of(chance.high, of, ROUND_CEILING), of, texts)
        return _("au plus {odds}", odds=most)
    # Tenths, unless they would say « always » or « never », or what the interval rules out.
    parts = _part_of(value, 10, ROUND_HALF_UP)
    if parts in (0, 10) or not chance.low <= Decimal(parts) / 10 <= chance.high:
        return _counted(_part_of(value, 100, ROUND_HALF_UP), 100, texts)
    return _counted(parts, 10, texts)


def _part_of(value: Decimal, of: int, rounding: str) -> int:
    return int((value * of).quantize(Decimal(1), rounding=rounding))


def _counted(parts: int, of: int, texts: Texts) -> str:
    return texts.ngettext("{n} chance sur {of}", "{n} chances sur {of}", parts, of=of)


def subject_name(kind: str, subject: str, facts: Facts, texts: Texts) -> str:
    """What people call what fails, or what is to blame."""
    if kind == "rejects":
        return texts.gettext("les rebuts")
    return facts.names.get(subject, subject)


# -- failures -----------------------------------------------------------------------------------------


def failure_clause(failure: Failure, facts: Facts, texts: Texts) -> str:
    """« Si C s'arrête en S20 »."""
    _ = texts.gettext
    values = {
        "name": subject_name(failure.kind, failure.subject, facts, texts),
        "week": texts.short_week(failure.week),
    }
    if failure.kind == "supplier":
        return _("Si {name} ne livre plus à partir de {week}", **values)
    if failure.kind == "station":
        return _("Si « {name} » ne marche plus à partir de {week}", **values)
    if failure.is_lost:
        return _("Si {name} s'arrête en {week} et que ce qui s'y trouve est perdu", **values)
    return _("Si {name} s'arrête en {week}", **values)


def setback_sentence(setback: Setback, facts: Facts, texts: Texts) -> str:
    """What a failure leads to, who takes over, what it costs."""
    _ = texts.gettext
    clause = failure_clause(setback.failure, facts, texts)
    if not setback.has_plan:
        return _("{clause} : aucun plan n'a été trouvé pour la suite.", clause=clause)
    parts = [_damage(setback, texts)]
    names = takers(setback, facts, texts)
    if names:
        parts.append(_("repris par {names}", names=names))
    # No cost is proven here: hundreds of euros say enough.
    euros = 0 if setback.extra_cents is None else round(setback.extra_cents / 10_000) * 100
    amount = texts.number(abs(euros)) + "\u00a0€"
    if euros > 0:
        parts.append(_("pour environ {amount} de plus", amount=amount))
    elif euros < 0:
        parts.append(_("pour environ {amount} de moins", amount=amount))
    said = ", ".join([clause, *parts]) + "."
    return " ".join([said, proof_sentence(setback, texts)]).rstrip()


def _damage(setback: Setback, texts: Texts) -> str:
    """« 6 400 unités en retard, de 2 semaines au plus »."""
    _ = texts.gettext
    if setback.is_harmless:
        if setback.planned_late_units or setback.planned_unmet_units:
            return _("rien de plus n'est en retard ni ne manque")
        return _("tout est livré à temps quand même")
    parts = []
    missing, late = setback.unmet_units, setback.late_units
    if missing:
        parts.append(
            texts.ngettext("{n} unité manque à la fin", "{n} unités manquent à la fin", missing)
        )
    if late:
        weeks = max(
            (m.weeks_late for m in setback.milestones if m.late_units and not m.missing_units),
            default=0,
        )
        units = texts.ngettext("{n} unité en retard", "{n} unités en retard", late)
        if weeks:
            units = texts.ngettext(
                "{units} de {n} semaine", "{units} de {n} semaines au plus", weeks, units=units
            )
        parts.append(units)
    said = ", ".join(parts)
    before = setback.planned_unmet_units + setback.planned_late_units
    if not before:
        return said
    usual = texts.ngettext(
        "sans cela, {n} unité en retard ou manquante",
        "sans cela, {n} unités en retard ou manquantes",
        before,
    )
    return f"{said} ({usual})"


def takers(setback: Setback, facts: Facts, texts: Texts) -> str:
    """Who works more than planned, and by how much."""
    more = [x for x in setback.takeovers if x.minutes >= _FEWEST_MINUTES]
    names = [
        f"{facts.names.get(x.workshop, x.workshop)} (+{texts.hours(x.minutes)})"
        for x in more[:_MOST_NAMES]
    ]
    rest = len(more) - len(names)
    if rest > 0:
        names.append(texts.ngettext("{n} autre", "{n} autres", rest))
    return texts.join(names)


def proof_sentence(setback: Setback, texts: Texts) -> str:
    """Whether a better plan may exist."""
    _ = texts.gettext
    if setback.is_harmless and not setback.unmet_units and not setback.late_units:
        return ""
    if setback.is_unmet_proven and setback.is_late_proven:
        return _("On ne peut pas faire mieux : c'est prouvé.")
    if setback.is_unmet_proven and setback.unmet_units:
        return _("Il ne peut pas en manquer moins : c'est prouvé.")
    said = _("Ce n'est pas prouvé : un calcul plus long trouverait peut-être mieux.")
    # The bound counts priorities and weights; only without them does it count units.
    if setback.unmet_bound >= 1 and setback.unmet_value == setback.unmet_units:
        least = texts.number(setback.unmet_bound.to_integral_value(ROUND_CEILING))
        said += " " + _("Il en manquera au moins {units}, quoi qu'on fasse.", units=least)
    return said


# -- chances ------------------------------------------------------------------------------------------


def milestone_name(demand: str, facts: Facts, texts: Texts) -> str:
    """« J3-A (12 000 Masque adulte, 10/07/2020) »."""
    found = next(d for d in facts.problem.demands if d.id == demand)
    quantity = texts.number(found.quantity)
    return f"{demand} ({quantity} {facts.product_name(found.product)}, {texts.day(found.due)})"


def overall_sentence(chances: Chances, texts: Texts) -> str:
    """How likely all is on time, in so many cases."""
    said = texts.gettext(
        "{odds} que tous les jalons soient tenus ({percent}, entre {low} et {high}), sur {draws} "
        "cas tirés au sort.",
        odds=capitalised(odds(chances.all_on_time, texts)),
        percent=texts.percent(chances.all_on_time.value),
        low=texts.percent(chances.all_on_time.low),
        high=texts.percent(chances.all_on_time.high),
        draws=texts.number(chances.draws),
    )
    late = [m.demand for m in chances.milestones if not m.planned]
    if late:
        said += " " + texts.ngettext(
            "Sans compter {names}, que le plan lui-même livre en retard.",
            "Sans compter {names}, que le plan lui-même livre en retard.",
            len(late),
            names=texts.join(late),
        )
    return f"{said} {rule_sentence(texts)}"


def rule_sentence(texts: Texts) -> str:
    """What is supposed of everybody in a case: less than people really do."""
    return texts.gettext(
        "Dans ces cas, chacun suit le plan et rattrape comme il peut : personne ne replanifie, "
        "n'achète en plus ni ne prend d'avance. C'est donc plus sévère que la réalité : comparez "
        "les jalons entre eux."
    )


def milestone_sentence(milestone: MilestoneChance, facts: Facts, texts: Texts) -> str:
    """« 9 chances sur 10 de tenir J3-A … »."""
    _ = texts.gettext
    name = milestone_name(milestone.demand, facts, texts)
    said = _("{odds} de tenir {name}", odds=capitalised(odds(milestone.on_time, texts)), name=name)
    parts = [said]
    if not milestone.planned:
        parts.append(_("le plan lui-même le livre en retard"))
    if milestone.on_time.value < _ALL:
        units = texts.number(milestone.units_90, 0)
        parts.append(_("9 fois sur 10, au moins {units} y sont à la date", units=units))
    if milestone.causes:
        parts.append(
            _(
                "cause la plus fréquente : {cause}",
                cause=cause_text(milestone.causes[0], facts, texts),
            )
        )
    return texts.clauses(parts) + "."


def cause_text(cause: CauseShare, facts: Facts, texts: Texts) -> str:
    """What is to blame, and in how many of the late cases."""
    _ = texts.gettext
    name = subject_name(cause.kind, cause.subject, facts, texts)
    said = {
        "workshop": N_("trop peu d'heures chez {name}"),
        "station": N_("trop peu de postes ({name})"),
        "material": N_("{name} qui arrive tard"),
        "rejects": N_("{name}"),
    }[cause.kind]
    part = texts.percent(cause.share, 0)
    return _("{what} ({part} des retards)", what=_(said, name=name), part=part)


def buffer_sentence(found: CapacityBuffer, texts: Texts) -> str:
    """What would do to be on time so often."""
    _ = texts.gettext
    target = texts.percent(found.target, 0)
    weeks = found.weeks_earlier
    earlier = ""
    if weeks:
        earlier = texts.ngettext(
            "les matières une semaine plus tôt", "les matières {n} semaines plus tôt", weeks
        )
    if found.rate is None or found.people is None:
        means = [_("{rate} d'heures de plus partout", rate=texts.percent(found.most_tried, 0))]
        return _(
            "Même avec {means}, on n'est à l'heure que {reached} du temps : il faut aussi de la marge "
            "ailleurs (dates, postes, organisation).",
            means=texts.join([*means, earlier] if earlier else means),
            reached=texts.percent(found.reached, 0),
        )
    means = []
    if found.rate:
        means.append(
            texts.ngettext(
                "{rate} d'heures de plus dans chaque atelier (en tout {n} personne)",
                "{rate} d'heures de plus dans chaque atelier (en tout {n} personnes)",
                found.people,
                rate=texts.percent(found.rate),
                n=texts.number(found.people, 1),
            )
        )
    if earlier:
        means.append(earlier)
    if not means:
        return _("Tout est déjà à l'heure au moins {target} du temps.", target=target)
    return _("Pour tout tenir {target} du temps : {means}.", target=target, means=texts.join(means))


def capitalised(text: str) -> str:
    """With a capital, whatever follows staying as it is."""
    return text[:1].upper() + text[1:]


# -- what was supposed --------------------------------------------------------------------------------


def hazard_rows(hazards: Hazards, texts: Texts) -> list[tuple[str, str, str]]:
    """Each supposition: what it is, its value, where it comes from."""
    _ = texts.gettext
    guess = _("Ordre de grandeur, à remplacer par ce que vous constatez.")
    return [
        (
            _(
                "Absences : part du hasard (100 % = chaque personne est là ou absente toute la "
                "semaine, au taux d'absence de l'atelier)"
            ),
            texts.percent(hazards.absence_spread, 0),
            _("Taux d'absence de la commande ; beaucoup d'absences durent moins d'une semaine."),
        ),
        (
            _("Absences : ressemblance d'une semaine à la suivante"),
            texts.percent(hazards.absence_persistence, 0),
            guess,
        ),
        (_("Absences en plus de ce qui est dit"), texts.percent(hazards.more_absence), ""),
        (
            _("Rendement réel autour du rendement annoncé (écart habituel, pour tout le plan)"),
            texts.percent(hazards.pace_spread),
            _("D'un atelier à l'autre les rendements varient de 1 à 6 ; pour un même atelier : ")
            + guess[:1].lower()
            + guess[1:],
        ),
        (
            _("Livraison de matières en retard : risque pour chaque livraison"),
            texts.percent(hazards.delay_chance),
            guess,
        ),
        (
            _("Livraison en retard : risque d'une semaine de plus, chaque fois"),
            texts.percent(hazards.delay_again),
            guess,
        ),
        (
            _("Panne : risque qu'un poste soit arrêté une semaine"),
            texts.percent(hazards.breakdown_chance),
            guess,
        ),
        (
            _("Rebuts d'une semaine autour des rebuts prévus (écart habituel)"),
            texts.percent(hazards.reject_spread, 0),
            guess,
        ),
        (_("Rebuts en plus de ce qui est dit"), texts.percent(hazards.more_rejects), ""),
    ]
