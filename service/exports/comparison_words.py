"""What a variant changes, in words: « Vestali fait 4 points de moins ; +310 € ; aucun retard »."""

from __future__ import annotations

from decimal import Decimal

from optimizer.comparison import (
    Comparison,
    Difference,
    MilestoneFigures,
    PlanFigures,
    VariantResult,
    cost_difference,
    share_changes,
)
from optimizer.problem import Problem
from service.exports.change_words import changes_words
from service.exports.words import KEYS, PRESETS
from service.i18n import Texts

# Parts that differ by less are the same to anybody.
_LEAST_POINT = Decimal("0.005")
_MOST_WORKSHOPS = 4
_MOST_MILESTONES = 3
# A plan that gets cheaper by less is not worth making again.
_WORTH_SAYING = Decimal("0.002")
# A margin beyond this part of the cost: the search ended before it looked at the cost.
_SAYS_NOTHING = Decimal("0.2")


def variant_name(result: VariantResult, problem: Problem, texts: Texts) -> str:
    """What a variant is called: its name, else what it changes."""
    return result.variant.name or variant_changes(result, problem, texts)


def variant_changes(result: VariantResult, problem: Problem, texts: Texts) -> str:
    """What a variant changes, preset and key included, with a capital."""
    _ = texts.gettext
    variant = result.variant
    parts = [said] if (said := changes_words(variant.changes, problem, texts)) else []
    if variant.key is not None:
        parts.append(_("clé de partage : {key}", key=_(KEYS[variant.key])))
    if variant.preset is not None:
        parts.append(_("préférence {preset}", preset=_(PRESETS[variant.preset])))
    text = texts.clauses(parts) or _("rien ne change")
    return text[0].upper() + text[1:]


def outcome(comparison: Comparison, result: VariantResult, texts: Texts) -> str:
    """What becomes of the plan in one sentence; that there is none, when there is none."""
    _ = texts.gettext
    if result.figures is None:
        return _("Aucun plan : voir la raison.")
    names = {
        w.id: w.name or w.id
        for problem in (comparison.problem, result.problem)
        if problem is not None
        for w in problem.workshops
    }
    parts = [
        *_shares(comparison.base, result.figures, names, texts),
        _cost(comparison.base, result.figures, texts),
        deliveries(comparison.base, result.figures, texts),
    ]
    text = texts.clauses(parts)
    return f"{text[0].upper()}{text[1:]}."


def renewal(comparison: Comparison, texts: Texts) -> str:
    """What the plan would gain by being searched again, "" when nothing worth saying."""
    _ = texts.gettext
    before, after = comparison.reference, comparison.renewed
    if after is None:
        return ""
    gain = before.cost_cents - after.cost_cents
    is_better = (after.missing, after.late) < (before.missing, before.late)
    if not is_better and (gain <= 0 or gain < before.cost_cents * _WORTH_SAYING):
        return ""
    parts = [_cost(before, after, texts), deliveries(before, after, texts)]
    return _(
        "Sans rien changer, un calcul plus long améliore déjà ce plan : {gains}. Les "
        "variantes sont comparées à ce plan-là ; refaites le plan pour en profiter.",
        gains=texts.clauses(parts),
    )


def _cost(reference: PlanFigures, figures: PlanFigures, texts: Texts) -> str:
    """The change of cost; where other quantities are made, that it is not the same thing."""
    _ = texts.gettext
    d = cost_difference(reference, figures)
    if figures.missing == reference.missing or abs(d.change) < 50:
        return cost_change(d, texts)
    change = more_or_less(d.change, texts)
    if figures.missing > reference.missing:
        return _("{change}, pour moins d'unités livrées", change=change)
    return _("{change}, pour plus d'unités livrées", change=change)


def _shares(
    reference: PlanFigures, figures: PlanFigures, names: dict[str, str], texts: Texts
) -> list[str]:
    _ = texts.gettext
    moved = [(w, d) for w, d in share_changes(reference, figures) if abs(d.change) >= _LEAST_POINT]
    if not moved:
        return [_("même répartition")]
    moved.sort(key=lambda x: -abs(x[1].change))
    said = [_share(names.get(w, w), d, texts) for w, d in moved[:_MOST_WORKSHOPS]]
    more = len(moved) - _MOST_WORKSHOPS
    if more > 0:
        said.append(texts.ngettext("{n} autre change aussi", "{n} autres changent aussi", more))
    return [", ".join(said)]


def _share(name: str, d: Difference, texts: Texts) -> str:
    _ = texts.gettext
    # What is printed says whether it is one or many: 1.96 is two points.
    n = (abs(d.change) * 100).quantize(Decimal("0.1"))
    points = texts.number(n, 1)
    share = texts.percent(d.after)
    if not d.after:
        return _(
            "{name} ne fait plus rien ({share} avant)", name=name, share=texts.percent(d.before)
        )
    if d.change < 0:
        return texts.ngettext(
            "{name} fait {points} point de moins ({share} du travail)",
            "{name} fait {points} points de moins ({share} du travail)",
            n,
            name=name,
            points=points,
            share=share,
        )
    return texts.ngettext(
        "{name} fait {points} point de plus ({share} du travail)",
        "{name} fait {points} points de plus ({share} du travail)",
        n,
        name=name,
        points=points,
        share=share,
    )


def more_or_less(cents: Decimal, texts: Texts) -> str:
    """An amount in whole euros, with in words whether it is dearer or cheaper."""
    amount = whole_euros(abs(cents), texts)
    if cents >= 0:
        return texts.gettext("{amount} de plus", amount=amount)
    return texts.gettext("{saving} de moins", saving=amount)


def whole_euros(cents: Decimal | int, texts: Texts) -> str:
    """An amount in whole euros: cents would only hide it."""
    shown = texts.number((Decimal(cents) / 100).quantize(Decimal(1)))
    return f"{shown}\u00a0€" if texts.language == "fr" else f"€{shown}"


def cost_change(d: Difference, texts: Texts) -> str:
    """What the variant costs more or less, and whether that may be the search's doing."""
    _ = texts.gettext
    if abs(d.change) < 50:
        return _("même coût")
    change = more_or_less(d.change, texts)
    if d.is_sure:
        return change
    if d.margin > d.before * _SAYS_NOTHING:
        # A margin as large as this says that the cost was hardly searched: its figure would mislead.
        return _("{change} (coût à peine cherché : donnez plus de temps)", change=change)
    margin = whole_euros(d.margin, texts)
    return _("{change} (le calcul laisse une marge de {margin})", change=change, margin=margin)


def deliveries(reference: PlanFigures, figures: PlanFigures, texts: Texts) -> str:
    """What becomes of the milestones."""
    _ = texts.gettext
    was_late = any(not m.is_met for m in reference.milestones)
    wrong = [m for m in figures.milestones if not m.is_met]
    if not wrong:
        return _("plus aucun retard") if was_late else _("aucun retard")
    before = {m.demand: m for m in reference.milestones}
    if wrong and all(_state(before.get(m.demand)) == _state(m) for m in figures.milestones):
        return _("mêmes retards")
    said = [
        _("jalon « {demand} » : {state}", demand=m.demand, state=milestone_words(m, texts))
        for m in wrong[:_MOST_MILESTONES]
    ]
    more = len(wrong) - _MOST_MILESTONES
    if more > 0:
        said.append(texts.ngettext("{n} autre jalon", "{n} autres jalons", more))
    text = ", ".join(said)
    levels = [x for x in figures.levels if x.name in ("unmet", "late")]
    if any(not x.proven for x in levels):
        text += " " + _("(peut-être moins avec plus de temps de calcul)")
    return text


def _state(m: MilestoneFigures | None) -> tuple[Decimal, Decimal, int] | None:
    return None if m is None else (m.late, m.missing, m.weeks_late)


def milestone_words(m: MilestoneFigures, texts: Texts) -> str:
    """What becomes of one milestone: kept, late by so many weeks, short of so many units."""
    parts = []
    if m.missing:
        parts.append(texts.ngettext("manque {n} unité", "manque {n} unités", m.missing))
    if m.late:
        parts.append(
            texts.ngettext(
                "{units} en retard ({n} semaine)",
                "{units} en retard ({n} semaines)",
                m.weeks_late,
                units=texts.number(m.late),
            )
        )
    return ", ".join(parts) or texts.gettext("tenu")
