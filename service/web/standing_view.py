"""Where declared production stands against the plan in force: what it promised, who is behind, what is next.

A plan on time is a promise; what was made since says whether it still holds. Every page that tells of
the plan in force says both, with these words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol

from service.db import life_rows, repositories, tables
from service.exports import words
from service.exports.facts import ZERO, Facts
from service.i18n import Texts
from service.usecases import progress
from service.usecases.rights import Extent, Thing
from service.web import monday_view, overview_view, planned

if TYPE_CHECKING:
    from service.db.engine import Session
    from service.usecases.rights import Actor

# More workshops than this are counted, not named.
MOST_NAMED = 3


class DeclaredRow(monday_view.DeclaredRow, overview_view.DeclaredRow, Protocol):
    """What a workshop says it made in a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDue:
    """The next milestone that lacks something, in units.

    Attributes:
        delivered: what left for the buyer for it.
        finished: good finished units that count for it, delivered ones included.
        to_finish: what the plan still finishes of its product from now to its day.
    """

    demand: str
    product: str
    due: date
    quantity: Decimal
    delivered: Decimal
    finished: Decimal
    to_finish: Decimal

    @property
    def missing(self) -> Decimal:
        """Units that nobody has finished yet."""
        return max(ZERO, self.quantity - self.finished)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A plan in force beside what was declared until the end of a week.

    Attributes:
        week: ISO name of the last week that is over, "" before the first.
        now: ISO name of the week that counts as now.
        late: workshops that are behind, the most time first.
        short: milestones that received less than planned.
        next: None when everything is delivered.
        finished: good finished units that count for each milestone, delivered ones included.
    """

    is_promised: bool
    week: str
    now: str
    late: tuple[monday_view.WorkshopGap, ...]
    short: tuple[monday_view.MilestoneGap, ...]
    next: NextDue | None
    finished: dict[str, Decimal]

    @property
    def is_behind(self) -> bool:
        """Whether less was made or delivered than the plan says."""
        return bool(self.late or self.short)

    @property
    def mood(self) -> Literal["good", "", "bad"]:
        """How the sentence is shown: ``good`` only when the promise holds and nobody is behind it."""
        if not self.is_promised:
            return "bad"
        return "" if self.is_behind else "good"


def standing(
    facts: Facts,
    declared: Sequence[DeclaredRow],
    lots: Iterable[monday_view.LotRow],
    following: overview_view.Following | None,
    at: int,
) -> Standing:
    """What the plan promised and what became of it.

    Args:
        facts: of the whole order, from its first day.
        declared: of every workshop.
        following: of all milestones, with what is finished.
        at: position of the week that counts as now.
    """
    return Standing(
        is_promised=all(m.is_met for m in facts.milestones),
        week=facts.horizon.name(at - 1) if at > 0 else "",
        now=facts.horizon.name(at),
        late=tuple(g for g in monday_view.workshop_gaps(facts, declared, at) if g.late),
        short=tuple(m for m in monday_view.milestone_gaps(facts, lots, at) if m.gap),
        next=_next_due(facts, following, at),
        finished={
            x.milestone.demand: x.made
            for x in (following.lines if following is not None else ())
            if x.made is not None
        },
    )


def _next_due(facts: Facts, following: overview_view.Following | None, at: int) -> NextDue | None:
    line = following.next if following is not None else None
    demands = {d.id: d for d in facts.problem.demands}
    if line is None or line.milestone.demand not in demands:
        return None
    m = line.milestone
    product = facts.products[demands[m.demand].product]
    until = facts.horizon.index(progress.due_week(m.due)) + 1
    return NextDue(
        demand=m.demand,
        product=m.product,
        due=m.due,
        quantity=m.quantity,
        delivered=m.delivered,
        finished=line.made if line.made is not None else m.delivered,
        to_finish=sum(facts.finished_by_week(product)[at : max(at, until)], start=ZERO),
    )


def of_order(
    session: Session, actor: Actor, order: tables.Order, plan: tables.Plan, at: int | None = None
) -> Standing:
    """The standing of the plan in force; the reader is asked only what it may be told.

    Args:
        at: position of the week that counts as now; None: today's.
    """
    facts = planned.whole_facts(plan)
    declared = life_rows.declarations(session, order.id)
    if at is None:
        weeks = {d.week for d in declared}
        now = monday_view.week_now(facts.horizon, tables.now().date(), weeks)
        at = facts.horizon.index(now)
    products, last = overview_view.parts_of(repositories.parts(session, order.id))
    following = overview_view.following(
        progress.of_order(session, actor, order), products, overview_view.finished(declared, last)
    )
    return standing(facts, declared, life_rows.lots(session, order.id), following, at)


def may_know_all(actor: Actor) -> bool:
    """Whether somebody may know which workshop is behind; who may not is told only that work is."""
    return actor.may_read(Thing.PRODUCTION) is Extent.ALL


# -- words --------------------------------------------------------------------------------------


def sentence(found: Standing, facts: Facts, texts: Texts) -> str:
    """What the plan promised and where production stands, for who may know all."""
    _ = texts.gettext
    promise = (
        _("Ce plan promet tout à temps")
        if found.is_promised
        else texts.labelled(
            _("Ce plan ne promet pas tout à temps"),
            _lower(words.verdict(facts.milestones, texts)).rstrip("."),
        )
    )
    if not found.week:
        return _("{promise} ; la production commence.", promise=promise)
    week = texts.short_week(found.week)
    if not found.is_behind:
        return _(
            "{promise} ; à la fin de {week}, personne n'est en retard sur lui.",
            promise=promise,
            week=week,
        )
    behind = late_words(found, facts, texts)
    if not found.is_promised:
        return _(
            "{promise} ; à la fin de {week}, {behind}.", promise=promise, week=week, behind=behind
        )
    return _(
        "{promise}, mais à la fin de {week} {behind}.", promise=promise, week=week, behind=behind
    )


def late_words(found: Standing, facts: Facts, texts: Texts) -> str:
    """Which workshops are behind, by how many units of what; then what the buyer did not receive."""
    _ = texts.gettext
    said = [
        texts.ngettext(
            "{workshop} a {n} pièce de retard en {operation} ({product})",
            "{workshop} a {n} pièces de retard en {operation} ({product})",
            g.late[0].gap,
            workshop=facts.workshop_name(g.workshop),
            operation=_lower(facts.operation_name(g.late[0].product, g.late[0].operation)),
            product=facts.product_name(g.late[0].product),
        )
        for g in found.late[:MOST_NAMED]
    ]
    rest = len(found.late) - MOST_NAMED
    if rest > 0:
        said.append(
            texts.ngettext(
                "{n} autre atelier est en retard", "{n} autres ateliers sont en retard", rest
            )
        )
    said += [
        texts.ngettext(
            "{n} unité prévue n'est pas livrée pour {demand}",
            "{n} unités prévues ne sont pas livrées pour {demand}",
            m.gap,
            demand=m.demand,
        )
        for m in found.short[:MOST_NAMED]
    ]
    return texts.join(said)


def next_sentence(found: Standing, texts: Texts) -> str:
    """The next milestone and whether what is finished suffices for it; "" when all is delivered."""
    due = found.next
    if due is None:
        return ""
    _ = texts.gettext
    head = _(
        "Prochain jalon, {demand} ({product}, pour le {day}) : {quantity} unités demandées, {delivered} "
        "livrées, {finished} finies d'après les déclarations.",
        demand=due.demand,
        product=due.product,
        day=texts.day(due.due),
        quantity=texts.number(due.quantity),
        delivered=texts.number(due.delivered),
        finished=texts.number(due.finished),
    )
    return f"{head} {missing_sentence(due, texts)}"


def missing_sentence(due: NextDue, texts: Texts) -> str:
    """What a milestone still lacks, and what the plan finishes of it until its day."""
    _ = texts.gettext
    if not due.missing:
        return _("Ce qui est fini suffit : il reste à le livrer.")
    said = texts.ngettext(
        "Il manque encore {n} unité finie d'ici {day}.",
        "Il manque encore {n} unités finies d'ici {day}.",
        due.missing,
        day=_until(due.due, texts),
    )
    plan = texts.number(due.to_finish)
    spare = due.to_finish - due.missing
    if spare < 0:
        return f"{said} " + _("Le plan n'en finit que {n} d'ici là.", n=plan)
    if not spare:
        return f"{said} " + _("Le plan en finit {n} d'ici là : il n'y a pas de marge.", n=plan)
    return f"{said} " + texts.ngettext(
        "Le plan en finit {planned} d'ici là : la marge est de {n} unité.",
        "Le plan en finit {planned} d'ici là : la marge est de {n} unités.",
        spare,
        planned=plan,
    )


def verdict_sentence(found: Standing, facts: Facts, texts: Texts) -> str:
    """Whether the next milestone still holds by the plan although work is behind; "" when nobody can say.

    Work that is behind before the last operation may eat the margin: then it holds only if made up for.
    """
    due = found.next
    if due is None or not due.missing or not found.late:
        return ""
    spare = due.to_finish - due.missing
    if spare <= 0:
        return ""
    _ = texts.gettext
    product = next(d.product for d in facts.problem.demands if d.id == due.demand)
    last = facts.products[product].operations[-1].id
    behind: dict[str, Decimal] = {}
    first = ("", ZERO)
    for gap in found.late:
        for work in gap.late:
            if work.product != product or work.operation == last:
                continue
            behind[work.operation] = behind.get(work.operation, ZERO) + work.gap
            first = max(first, (gap.workshop, work.gap), key=lambda x: x[1])
    if max(behind.values(), default=ZERO) > spare:
        return _(
            "{demand} tient encore d'après le plan (marge de {n}), à condition de rattraper le retard chez "
            "{workshop} : replanifiez pour savoir si c'est possible.",
            demand=due.demand,
            n=texts.number(spare),
            workshop=facts.workshop_name(first[0]),
        )
    return _(
        "{demand} tient encore d'après le plan (marge de {n}) ; le retard chez {workshop} peut toucher la "
        "suite : replanifiez pour le savoir.",
        demand=due.demand,
        n=texts.number(spare),
        workshop=facts.workshop_name(found.late[0].workshop),
    )


def buyer_sentence(found: Standing, texts: Texts) -> str:
    """What the buyer is told when work is behind: that it is, and that dates may move; "" when not."""
    if not found.is_behind:
        return ""
    return texts.gettext(
        "D'après ce qui est déclaré à ce jour, le travail a pris du retard sur ce qui était prévu : "
        "les dates ci-dessous restent celles du plan. La coordination vous dira si elles changent."
    )


def _until(due: date, texts: Texts) -> str:
    """« vendredi 15/05 »."""
    _ = texts.gettext
    names = (
        _("lundi"),
        _("mardi"),
        _("mercredi"),
        _("jeudi"),
        _("vendredi"),
        _("samedi"),
        _("dimanche"),
    )
    return _("{weekday} {day}", weekday=names[due.weekday()], day=texts.short_day(due))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
