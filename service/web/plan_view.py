"""What the page of a plan shows, worked out from its figures: pure, nothing is read or written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from optimizer.plan import Fairness
from service.exports import reasons, summary, words
from service.exports.facts import ZERO, Facts, Milestone
from service.exports.progress import Progress, progress_of
from service.i18n import Texts
from service.web import charts, heat, plan_supplies

if TYPE_CHECKING:
    from collections.abc import Sequence

# Charts of more products than this are folded: the page must stay readable.
OPEN_CHARTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A label and what stands beside it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneLine:
    """A milestone and what becomes of it, in words."""

    row: Milestone
    product: str
    point: str
    due_week: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A product's progress: the drawing, and the same figures as a table."""

    product: str
    drawing: Markup
    table: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLine:
    """A workshop's part, as parts of all the work; ``is_low``: clearly less than the key gives."""

    workshop: str
    name: str
    by_key: Decimal
    target: Decimal
    got: Decimal
    minutes: Decimal
    real_minutes: Decimal
    ratio: Decimal
    why: str
    is_low: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """The table of shares and what it says as a whole."""

    key: str
    lines: tuple[ShareLine, ...]
    minutes: Decimal
    real_minutes: Decimal
    gap: Decimal
    jain: Decimal
    price: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One thing the plan was made for: what is counted, what it reached, can one do better."""

    name: str
    measure: str
    value: str
    better: str
    is_sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page of a plan says, whichever week it shows."""

    sentence: str
    is_on_time: bool
    search: str
    preset: str
    warnings: tuple[str, ...]
    milestones: tuple[MilestoneLine, ...]
    charts: tuple[Chart, ...]
    heat: Markup
    shares: Shares | None
    materials: tuple[plan_supplies.MaterialLine, ...]
    purchases: plan_supplies.Purchases
    levels: tuple[Level, ...]
    levels_note: str
    has_priorities: bool
    totals: tuple[Line, ...]
    weeks: tuple[str, ...]


_LOW = Decimal("0.9")


def shown(facts: Facts, texts: Texts) -> Shown:
    """Everything but the week."""
    _ = texts.gettext
    caption = _("Charge : heures prévues sur heures possibles, par atelier et par semaine")
    return Shown(
        sentence=sentence(facts, texts),
        is_on_time=is_on_time(facts),
        search=words.status_sentence(facts.plan, texts),
        preset=_(words.PRESETS[facts.plan.preset]),
        warnings=tuple(summary.warnings(facts, texts)),
        milestones=tuple(milestones(facts, texts)),
        charts=tuple(progress_charts(facts, texts)),
        heat=heat.heat_table(facts, texts, caption),
        shares=shares(facts, texts),
        materials=tuple(plan_supplies.materials(facts, texts)),
        purchases=plan_supplies.purchases(facts, texts),
        levels=tuple(levels(facts, texts)),
        levels_note=words.condition_note(facts.plan.levels, texts),
        has_priorities=words.has_priorities(facts),
        totals=tuple(totals(facts, texts)),
        weeks=tuple(facts.horizon.name(t) for t in facts.weeks),
    )


def sentence(facts: Facts, texts: Texts) -> str:
    """On time or not, and how sure that is."""
    _ = texts.gettext
    said = words.verdict(facts.milestones, texts)
    return f"{said} {_certainty(facts, texts)}".rstrip()


def is_on_time(facts: Facts) -> bool:
    """Whether every milestone is kept."""
    return all(m.is_met for m in facts.milestones)


def _certainty(facts: Facts, texts: Texts) -> str:
    """Whether lateness could be less; what is on time cannot be more so."""
    _ = texts.gettext
    if is_on_time(facts):
        return _("Tous les jalons sont tenus.")
    levels = {level.name: level for level in facts.plan.levels}
    unmet, late = levels.get("unmet"), levels.get("late")
    if unmet is None or late is None:
        return ""
    if unmet.value <= unmet.bound and late.value <= late.bound:
        return _("C'est prouvé : avec ces moyens, aucun plan ne fait mieux.")
    return _("Ce n'est pas prouvé : un calcul plus long trouverait peut-être mieux.")


def milestones(facts: Facts, texts: Texts) -> list[MilestoneLine]:
    """Milestones by due date."""
    _ = texts.gettext
    found = []
    for m in facts.milestones:
        state = words.milestone_state(m, texts)
        if not m.is_met and m.last_week is not None and m.last_week >= 0:
            last = texts.week(facts.horizon.name(m.last_week))
            state += _(", dernière livraison en {week}", week=last)
        found.append(
            MilestoneLine(
                row=m,
                product=facts.product_name(m.demand.product),
                point=facts.point_name(m.demand.delivery_point),
                due_week=texts.short_week(facts.horizon.name(m.due_week))
                if m.due_week >= 0
                else "",
                state=state,
            )
        )
    return found


def progress_charts(facts: Facts, texts: Texts) -> list[Chart]:
    """For each product, what is asked for against what is finished and delivered, week by week."""
    _ = texts.gettext
    labels = [texts.short_week(facts.horizon.name(t)) for t in facts.weeks]
    found = []
    for product in facts.problem.products:
        progress = progress_of(facts, product)
        name = facts.product_name(product.id)
        drawing = charts.chart(
            _("{product} : demandé, terminé et livré", product=name),
            _progress_told(progress.due, progress.delivered, labels, texts),
            labels,
            (
                charts.Series(name=_("demandé (jalons)"), values=progress.due, kind="step"),
                # The two are often the same: the dashes of one must show on the band of the other.
                charts.Series(name=_("livré"), values=progress.delivered, kind="wide"),
                charts.Series(name=_("terminé"), values=progress.finished),
            ),
            texts,
        )
        found.append(
            Chart(
                product=name,
                drawing=drawing,
                table=_progress_table(name, labels, progress, texts),
            )
        )
    return found


def _progress_table(name: str, labels: list[str], progress: Progress, texts: Texts) -> Markup:
    """The rows of a chart, in as few characters as HTML allows: there are many of them."""
    _ = texts.gettext
    heads = (_("demandé (jalons)"), _("terminé"), _("livré"))
    out = [
        f"<table class=oc-table><caption>{escape(name)}</caption>"
        f"<thead><tr><th scope=col>{escape(_('Semaine'))}",
        *(f"<th scope=col class=n>{escape(h)}" for h in heads),
        "<tbody>",
    ]
    number = lru_cache(texts.number)
    rows = zip(labels, progress.due, progress.finished, progress.delivered, strict=True)
    for label, *figures in rows:
        out.append(f"<tr><th scope=row>{label}")
        out += [f"<td class=n>{number(f)}" for f in figures]
    out.append("</table>")
    # What was escaped is a name or a heading; the rest is made of numbers.
    return Markup("".join(out))


def _progress_told(
    due: Sequence[Decimal], delivered: Sequence[Decimal], labels: list[str], texts: Texts
) -> str:
    """What one should see in the chart."""
    _ = texts.gettext
    behind = [w for w, d, x in zip(labels, due, delivered, strict=True) if x < d]
    total = delivered[-1] if delivered else ZERO
    if not behind:
        return texts.ngettext(
            "{n} unité livrée en tout ; la livraison n'est jamais sous la demande.",
            "{n} unités livrées en tout ; la livraison n'est jamais sous la demande.",
            total,
        )
    return texts.ngettext(
        "{n} unité livrée en tout ; la livraison est sous la demande en {weeks}.",
        "{n} unités livrées en tout ; la livraison est sous la demande en {weeks}.",
        total,
        weeks=texts.join(behind),
    )


def shares(facts: Facts, texts: Texts) -> Shares | None:
    """Who has which part and why; None when the plan says nothing of it."""
    fairness = facts.plan.fairness
    if fairness is None:
        return None
    _ = texts.gettext
    return Shares(
        key=_(words.KEYS[fairness.key]),
        lines=tuple(_share_lines(facts, fairness, texts)),
        minutes=sum((s.load_minutes for s in fairness.shares), start=ZERO),
        real_minutes=sum((s.real_minutes for s in fairness.shares), start=ZERO),
        gap=fairness.gap,
        jain=fairness.jain,
        price=words.fairness_price(facts.plan.price_of_fairness, texts),
    )


def _share_lines(facts: Facts, fairness: Fairness, texts: Texts) -> list[ShareLine]:
    total = fairness.total_minutes
    return [
        ShareLine(
            workshop=s.workshop,
            name=facts.workshop_name(s.workshop),
            by_key=s.weight_share,
            target=s.target_minutes / total if total else ZERO,
            got=s.load_minutes / total if total else ZERO,
            minutes=s.load_minutes,
            real_minutes=s.real_minutes,
            ratio=s.ratio,
            why=reasons.share_reason(facts, s, texts),
            is_low=s.ratio < _LOW,
        )
        for s in fairness.shares
    ]


def levels(facts: Facts, texts: Texts) -> list[Level]:
    """What was looked for, in order, and how far it may still get better.

    What holds under a condition has a star, which a note under the table explains once.
    """
    _ = texts.gettext
    return [
        Level(
            name=words.level_name(level.name, texts),
            measure=_(words.MEASURES[level.name]),
            value=words.level_value(level, facts, texts),
            better=words.level_gap(level, texts, is_noted=True),
            is_sure=level.proven and not level.conditional,
        )
        for level in facts.plan.levels
    ]


def totals(facts: Facts, texts: Texts) -> list[Line]:
    """Units, hours and costs of the whole plan."""
    _ = texts.gettext
    plan = facts.plan
    units = sum((d.units for d in plan.deliveries), start=ZERO)
    real = sum((sum(row, ZERO) for row in facts.ledger.minutes_used.values()), start=ZERO)
    found = [Line(label=_("unités livrées par ce plan"), text=texts.number(units))]
    if plan.fairness is not None:
        made = sum((s.load_minutes for s in plan.fairness.shares), start=ZERO)
        found.append(Line(label=_("heures gammées"), text=texts.hours(made)))
    found.append(Line(label=_("heures réelles"), text=texts.hours(real)))
    for kind, cents in facts.cost.by_kind().items():
        found.append(Line(label=_(summary.COSTS[kind]), text=texts.euros(cents)))
    found.append(Line(label=_("coût variable"), text=texts.euros(facts.cost.total_cents)))
    return found
