"""How far an order in production is, milestone by milestone: made, delivered, accepted, what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from markupsafe import Markup

from service.i18n import Texts
from service.usecases.progress import MilestoneProgress
from service.web.charts import Series, chart

ZERO = Decimal(0)


class DeclaredRow(Protocol):
    """What a workshop says it made."""

    product: str
    operation: str
    made: Decimal
    conforming: Decimal | None
    scrap: Decimal | None


class PartRow(Protocol):
    """A part of the order as it is kept."""

    @property
    def kind(self) -> str:
        """Of which kind."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def data(self) -> Mapping[str, Mapping[str, object]]:
        """As it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A milestone; ``made``: finished units that count for it, None to whom production is not told."""

    milestone: MilestoneProgress
    made: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """The order as a whole, its milestones by their day, and the next one that lacks something."""

    lines: tuple[Line, ...]
    asked: Decimal
    made: Decimal | None
    delivered: Decimal
    accepted: Decimal
    left: Decimal
    next: Line | None


def finished(
    declared: Iterable[DeclaredRow], last_operations: Mapping[str, str]
) -> dict[str, Decimal]:
    """Good finished units by product, as declared.

    Args:
        last_operations: product → the operation that finishes it.
    """
    found: dict[str, Decimal] = {}
    for row in declared:
        if last_operations.get(row.product) != row.operation:
            continue
        good = row.conforming if row.conforming is not None else row.made - (row.scrap or ZERO)
        found[row.product] = found.get(row.product, ZERO) + good
    return found


def following(
    milestones: Sequence[MilestoneProgress],
    products: Mapping[str, str],
    made: Mapping[str, Decimal] | None,
) -> Following | None:
    """What the figures of an order come to, None when nothing is asked.

    What is finished and has not left counts for the earliest milestones of its product; what the buyer
    sent back counts for none.

    Args:
        products: demand → product.
        made: finished units by product, None to whom production is not told.
    """
    if not milestones:
        return None
    rest: dict[str, Decimal] = dict(made or {})
    for m in milestones:
        # What left for a milestone counts for that one only; what was there before is told by nobody.
        product = products.get(m.demand, "")
        rest[product] = rest.get(product, ZERO) + m.before - m.refused - m.delivered
    lines = []
    for m in sorted(milestones, key=lambda m: (m.due, m.demand)):
        product = products.get(m.demand, "")
        spare = min(m.left, max(ZERO, rest.get(product, ZERO)))
        rest[product] = rest.get(product, ZERO) - spare
        lines.append(Line(milestone=m, made=None if made is None else m.delivered + spare))
    return Following(
        lines=tuple(lines),
        asked=sum((m.quantity for m in milestones), start=ZERO),
        made=None if made is None else sum((x.made or ZERO for x in lines), start=ZERO),
        delivered=sum((m.delivered for m in milestones), start=ZERO),
        accepted=sum((m.accepted for m in milestones), start=ZERO),
        left=sum((m.left for m in milestones), start=ZERO),
        next=next((x for x in lines if x.milestone.left > 0), None),
    )


def sentence(found: Following, texts: Texts) -> str:
    """How far the order is, in one sentence."""
    _ = texts.gettext
    number = texts.number
    part = texts.percent(found.delivered / found.asked, 0) if found.asked else number(ZERO)
    if not found.left:
        waiting = found.delivered - found.accepted
        if waiting > 0:
            return texts.ngettext(
                "Tout est livré ; {n} unité attend encore d'être acceptée.",
                "Tout est livré ; {n} unités attendent encore d'être acceptées.",
                waiting,
            )
        return _("Tout est livré et accepté.")
    values = {
        "delivered": number(found.delivered),
        "asked": number(found.asked),
        "part": part,
        "accepted": number(found.accepted),
        "left": number(found.left),
    }
    if found.made is None:
        return texts.ngettext(
            "{delivered} unité livrée sur {asked} ({part}), dont {accepted} acceptée ; il en reste "
            "{left} à livrer.",
            "{delivered} unités livrées sur {asked} ({part}), dont {accepted} acceptées ; il en reste "
            "{left} à livrer.",
            found.delivered,
            **values,
        )
    return texts.ngettext(
        "{made} unité finie et {delivered} livrée sur {asked} ({part}), dont {accepted} acceptée ; il "
        "en reste {left} à livrer.",
        "{made} unités finies et {delivered} livrées sur {asked} ({part}), dont {accepted} acceptées ; il "
        "en reste {left} à livrer.",
        found.made,
        made=number(found.made),
        **values,
    )


def next_sentence(found: Following, texts: Texts) -> str:
    """The next milestone: what it still lacks and when the plan completes it; "" when none is left."""
    if found.next is None:
        return ""
    _ = texts.gettext
    m = found.next.milestone
    said = _(
        "Prochain jalon : {demand}, {quantity} {product} pour le {day} ; il en reste {left} à livrer.",
        demand=m.demand,
        quantity=texts.number(m.quantity),
        product=m.product,
        day=texts.day(m.due),
        left=texts.number(m.left),
    )
    if m.expected_by is None:
        if not m.promised:
            return said
        return f"{said} " + _("Le plan ne le livre pas en entier.")
    week = texts.week(m.expected_by)
    if m.is_promised_late:
        return f"{said} " + texts.ngettext(
            "Le plan le complète en {week}, avec {n} semaine de retard.",
            "Le plan le complète en {week}, avec {n} semaines de retard.",
            m.weeks_late or 0,
            week=week,
        )
    return f"{said} " + _("Le plan le complète en {week}, à temps.", week=week)


def picture(found: Following, texts: Texts) -> Markup:
    """Each milestone's units: asked, finished, delivered, accepted, as bars side by side."""
    _ = texts.gettext
    rows = [x.milestone for x in found.lines]
    series = [Series(name=_("demandé"), values=[m.quantity for m in rows], kind="bar")]
    if found.made is not None:
        series.append(Series(name=_("fini"), values=[x.made for x in found.lines], kind="bar"))
    series += [
        Series(name=_("livré"), values=[m.delivered for m in rows], kind="bar"),
        Series(name=_("accepté"), values=[m.accepted for m in rows], kind="bar"),
    ]
    return chart(
        _("Avancement de chaque jalon"),
        _("Un jalon est tenu quand la barre du livré atteint celle du demandé."),
        [m.demand for m in rows],
        series,
        texts,
        height=260,
    )


def parts_of(parts: Iterable[PartRow]) -> tuple[dict[str, str], dict[str, str]]:
    """Of the order's parts: demand → product, and product → the operation that finishes it."""
    products, last = {}, {}
    for part in parts:
        own = part.data.get("", {})
        if part.kind == "demand":
            products[part.code] = str(own.get("product", ""))
        elif part.kind == "product":
            operations = own.get("operations")
            if isinstance(operations, list) and operations:
                last[part.code] = str(operations[-1]["id"])
    return products, last
