"""What a plan made again changes, in words that can be sent: week by week, and for the whole."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal
from functools import cached_property

from optimizer.past import whole
from optimizer.plan import Plan, Run
from optimizer.plan_changes import Departed, OrderChange, Replanned, WeekChange, WrittenOff
from optimizer.problem import Problem, Workshop
from service.exports import words
from service.exports.facts import ZERO, Facts
from service.exports.workshop_facts import last_day
from service.i18n import Texts

# Of what is late, the part that is not proven from which on the search was too short; and how much longer
# the next one should be.
_DOUBTFUL = Decimal("0.25")
_TIMES_LONGER = 4


class Compared:
    """A plan made again and the one before it, counted."""

    def __init__(self, found: Replanned) -> None:
        self.found = found
        self.facts = Facts(found.problem, found.plan, found.past)

    @cached_property
    def facts_before(self) -> Facts:
        """The weeks to come as they were planned, whether they can still be so or not."""
        return Facts(self.found.problem, self.found.before)

    @cached_property
    def whole_facts(self) -> Facts:
        """The order from its first day: what was done, then the new plan."""
        return Facts(*whole(self.found.problem, self.found.plan, self.found.past))

    @cached_property
    def changes(self) -> tuple[WeekChange, ...]:
        """What changes, workshop by workshop, week by week."""
        return self.found.changes


def week_sentence(changes: Iterable[WeekChange], compared: Compared, texts: Texts) -> str:
    """What changes in one week of a workshop: ``Couture : 400 « Masque adulte » de plus (…) ; …``."""
    return texts.clauses(week_parts(changes, compared, texts))


def week_parts(changes: Iterable[WeekChange], compared: Compared, texts: Texts) -> list[str]:
    """The same, each thing to do apart."""
    parts: list[str] = []
    group: list[str] = []
    last = ""
    for change in changes:
        head = task_words(change, compared, texts)
        if head != last and group:
            parts.append(texts.labelled(last, ", ".join(group)))
            group = []
        last = head
        group.append(_difference(change, compared.facts, texts))
    if group:
        parts.append(texts.labelled(last, ", ".join(group)))
    return parts


def task_words(change: WeekChange, compared: Compared, texts: Texts) -> str:
    """What the units are for, so that products can be listed after it."""
    _ = texts.gettext
    facts = compared.facts
    if change.kind == "ship":
        return _("à livrer vers {place}", place=facts.point_name(change.place))
    done = facts.operation_name(change.product, change.operation)
    if change.kind == "make":
        return done
    # What no longer travels had somebody to go to.
    partners = partners_of(change, facts if change.after else compared.facts_before, texts)
    if change.kind == "send":
        if partners:
            return _(
                "pièces sorties de {operation} à envoyer chez {workshops}",
                operation=done,
                workshops=partners,
            )
        return _("pièces sorties de {operation} à envoyer à la navette", operation=done)
    if partners:
        return _(
            "pièces sorties de {operation} à recevoir de chez {workshops}",
            operation=done,
            workshops=partners,
        )
    return _("pièces sorties de {operation} à recevoir de la navette", operation=done)


def partners_of(change: WeekChange, facts: Facts, texts: Texts) -> str:
    """To whom, or from whom, what travels goes in the new plan; "" when nobody is known."""
    t = facts.horizon.index(change.week)
    found: dict[str, None] = {}
    for h in facts.handovers:
        if (h.product, h.operation) != (change.product, change.operation):
            continue
        if change.kind == "send" and h.sender == change.workshop and h.left == t and h.receiver:
            found[facts.workshop_name(h.receiver)] = None
        if (
            change.kind == "receive"
            and h.receiver == change.workshop
            and h.arrival == t
            and h.sender
        ):
            found[facts.workshop_name(h.sender)] = None
    return texts.join(list(found))


def _difference(change: WeekChange, facts: Facts, texts: Texts) -> str:
    _ = texts.gettext
    name = facts.product_name(change.product)
    more = change.after - change.before
    values = {
        "units": texts.number(abs(more)),
        "product": name,
        "after": texts.number(change.after),
        "before": texts.number(change.before),
    }
    if not change.before:
        return _("{units} « {product} » de plus (rien n'était prévu)", **values)
    if not change.after:
        return _("{units} « {product} » de moins (plus rien)", **values)
    if more > 0:
        return _("{units} « {product} » de plus ({after} au lieu de {before})", **values)
    return _("{units} « {product} » de moins ({after} au lieu de {before})", **values)


def weeks_of(changes: Iterable[WeekChange], workshop: str) -> dict[str, list[WeekChange]]:
    """The changes of a workshop by week, in order."""
    found: dict[str, list[WeekChange]] = {}
    for change in changes:
        if change.workshop == workshop:
            found.setdefault(change.week, []).append(change)
    return found


def headline(compared: Compared, texts: Texts) -> list[str]:
    """What matters of the new plan, in a few sentences."""
    _ = texts.gettext
    found = compared.found
    said = [texts.labelled(_("Toute la commande"), words.verdict(compared.facts.milestones, texts))]
    touched = len({c.workshop for c in compared.changes})
    if not compared.changes and not found.orders:
        said.append(_("Rien ne change : chacun suit le plan qu'il a déjà."))
        return said
    if touched:
        said.append(
            texts.ngettext(
                "Le plan change pour {n} atelier, à partir de {week}.",
                "Le plan change pour {n} ateliers, à partir de {week}.",
                touched,
                week=texts.week(found.from_week),
            )
        )
    if not found.is_possible:
        said.append(_("Le plan en vigueur ne pouvait plus être tenu tel quel."))
    said += too_short(found.plan, found.problem, texts)
    return said


def too_short(plan: Plan, problem: Problem, texts: Texts) -> list[str]:
    """That much of the lateness may only come from a search that was too short, and what to do; or nothing.

    Said when what is not proven of unmet or late is a good part of it, and a percent of the order.
    """
    _ = texts.gettext
    units = sum((d.quantity for d in problem.demands), start=ZERO)
    doubtful = [
        x
        for x in plan.levels
        if x.name in ("unmet", "late")
        and not x.proven
        and x.value - x.bound > _DOUBTFUL * x.value
        and x.value - x.bound >= units / 100
    ]
    if not doubtful:
        return []
    level = doubtful[0]
    values = {
        "value": texts.number(level.value, 0),
        "bound": texts.number(level.bound, 0),
        "seconds": texts.number(_round_up(plan.seconds * _TIMES_LONGER)),
    }
    if level.name == "unmet":
        return [
            texts.ngettext(
                "Calcul trop court : ce plan laisse manquer {value} unité, et il n'est pas prouvé qu'il "
                "en manque plus de {bound}. Recommencez avec au moins {seconds} secondes de calcul avant "
                "d'envoyer ces changements.",
                "Calcul trop court : ce plan laisse manquer {value} unités, et il n'est pas prouvé qu'il "
                "en manque plus de {bound}. Recommencez avec au moins {seconds} secondes de calcul avant "
                "d'envoyer ces changements.",
                level.value,
                **values,
            )
        ]
    return [
        _(
            "Calcul trop court : un autre plan serait peut-être moins en retard. Recommencez avec au "
            "moins {seconds} secondes de calcul avant d'envoyer ces changements. (Une unité en retard "
            "d'une semaine compte 1 : ce plan en compte {value}, il en faut au moins {bound}.)",
            **values,
        )
    ]


def _round_up(seconds: Decimal) -> Decimal:
    """Seconds that somebody would type: whole tens."""
    return (seconds / 10).to_integral_value(ROUND_CEILING) * 10


def order_sentence(change: OrderChange, facts: Facts, texts: Texts) -> str:
    """What changes of a purchase."""
    _ = texts.gettext
    offer = facts.offers[change.offer]
    material = facts.materials[offer.material]
    supplier = facts.suppliers[offer.supplier].name or offer.supplier
    values = {
        "week": texts.week(change.week),
        "supplier": supplier,
        "material": material.name or material.id,
        "after": f"{texts.number(Decimal(change.after) / 1000)} {material.unit}".strip(),
        "before": f"{texts.number(Decimal(change.before) / 1000)} {material.unit}".strip(),
    }
    if not change.before:
        return _(
            "{week}, {supplier} : commander {after} de « {material} » (rien n'était prévu)",
            **values,
        )
    if not change.after:
        return _(
            "{week}, {supplier} : ne pas commander les {before} de « {material} » prévus", **values
        )
    return _(
        "{week}, {supplier} : commander {after} de « {material} » au lieu de {before}", **values
    )


def goods_name(item: WrittenOff, facts: Facts, texts: Texts) -> str:
    """A material, or a product with what was last done to it."""
    if not item.operation:
        return facts.material_name(item.subject)
    done = facts.operation_name(item.subject, item.operation)
    return texts.gettext(
        "{product}, après {operation}", product=facts.product_name(item.subject), operation=done
    )


def goods_quantity(item: WrittenOff, facts: Facts, texts: Texts) -> str:
    """A quantity with its unit."""
    if not item.operation:
        return f"{texts.number(item.units)} {facts.materials[item.subject].unit}".strip()
    return texts.ngettext("{n} pièce", "{n} pièces", item.units)


def departed_sentences(departed: Departed, facts: Facts, texts: Texts) -> list[str]:
    """What becomes of a member that leaves: its goods, its money."""
    _ = texts.gettext
    name = facts.workshop_name(departed.workshop)
    worth = sum(g.cents for g in departed.goods)
    if not departed.goods:
        said = [_("{workshop} part : aucune pièce de la commande n'est chez lui.", workshop=name)]
    elif departed.is_lost:
        said = [
            _(
                "{workshop} part : ce qui est chez lui est perdu, soit {amount}, et sera refait ou "
                "racheté.",
                workshop=name,
                amount=texts.euros(worth),
            )
        ]
    else:
        said = [
            _(
                "{workshop} part : ce qui est chez lui est récupéré, soit {amount}, et part par la "
                "navette ou vers le client.",
                workshop=name,
                amount=texts.euros(worth),
            )
        ]
    said.append(
        _(
            "Le travail qu'il a fait lui reste dû au prix convenu : {earned}. Il lui restait {planned} à "
            "gagner, que d'autres reprennent ci-dessous.",
            earned=texts.euros(departed.earned_cents),
            planned=texts.euros(departed.planned_cents),
        )
    )
    return said


def left_difference(found: Replanned) -> tuple[WrittenOff, ...]:
    """What is left over at the end beyond what the plan in force would have left."""
    before = {(x.subject, x.operation): x for x in found.left_before}
    more = []
    for x in found.left:
        was = before.get((x.subject, x.operation))
        if was is None:
            more.append(x)
        elif x.units > was.units:
            more.append(
                WrittenOff(
                    subject=x.subject,
                    operation=x.operation,
                    units=x.units - was.units,
                    material_cents=x.material_cents - was.material_cents,
                    work_cents=x.work_cents - was.work_cents,
                )
            )
    return tuple(more)


def total_cents(goods: Iterable[WrittenOff]) -> int:
    """What they are worth in all."""
    return sum(g.cents for g in goods)


def load_minutes(compared: Compared, workshop: str) -> tuple[Decimal, Decimal]:
    """Standard minutes of a workshop from now on: in the plan before, in the new one."""
    standard = {
        key: Decimal(o.standard_milliminutes) / 1000 for key, o in compared.facts.operations.items()
    }

    def minutes(runs: Iterable[Run]) -> Decimal:
        mine = (r for r in runs if r.workshop == workshop)
        return sum((r.units * standard[r.product, r.operation] for r in mine), start=ZERO)

    return minutes(compared.found.before.runs), minutes(compared.found.plan.runs)


def workshop_titles(compared: Compared, workshop: Workshop, texts: Texts) -> tuple[str, str]:
    """Title and subtitle of what is sent to a workshop."""
    _ = texts.gettext
    found = compared.found
    return (
        _("{workshop} : ce qui change", workshop=compared.facts.workshop_name(workshop.id)),
        _(
            "« {title} », à partir de {week} (lundi {day})",
            title=found.problem.title or found.problem.id,
            week=texts.week(found.from_week),
            day=texts.day(compared.facts.horizon.monday_of(0)),
        ),
    )


def workshop_intro(compared: Compared, workshop: Workshop, texts: Texts) -> list[str]:
    """The whole of it for a workshop, in a sentence or two."""
    _ = texts.gettext
    found = compared.found
    if found.departed is not None and found.departed.workshop == workshop.id:
        return [_("Vous quittez la commande : vous n'avez plus rien à fabriquer.")]
    if not any(c.workshop == workshop.id for c in compared.changes):
        return [_("Rien ne change pour vous : suivez le plan que vous avez.")]
    before, after = load_minutes(compared, workshop.id)
    change = texts.hours(abs(after - before))
    if after > before:
        text = _("{change} de travail de plus en tout, en temps gammé.", change=change)
    elif after < before:
        text = _("{change} de travail de moins en tout, en temps gammé.", change=change)
    else:
        text = _("Autant de travail en tout ; ce sont les semaines ou les produits qui changent.")
    return [text, _("Ce qui n'est pas écrit ici ne change pas.")]


def week_lines(compared: Compared, workshop: Workshop, texts: Texts) -> list[str]:
    """``S23 : Couture : 400 « Masque adulte » de plus (…) ; …``, a line a week."""
    weeks = weeks_of(compared.changes, workshop.id)
    lines = []
    for week, changes in weeks.items():
        monday = compared.facts.horizon.monday_of(compared.facts.horizon.index(week))
        label = texts.gettext(
            "{week} (du {first} au {last})",
            week=texts.short_week(week),
            first=texts.short_day(monday),
            last=texts.short_day(last_day(workshop, monday)),
        )
        lines.append(texts.labelled(label, week_sentence(changes, compared, texts)))
    return lines
