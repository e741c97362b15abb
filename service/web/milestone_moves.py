"""What becomes of each milestone with another plan, beside what the plan before promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from service.exports import words
from service.exports.facts import Facts, Milestone
from service.i18n import Texts

Turn = Literal["same", "better", "worse", "new", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What a plan says of a milestone: kept or late, in words; the week that completes it, "" for none."""

    is_kept: bool
    state: str
    week: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A milestone in the plan before and in the new one.

    Attributes:
        before, after: None where that plan does not know it.
        turn: better or worse when more or fewer units miss it, or by other weeks.
    """

    demand: str
    product: str
    due: date
    quantity: Decimal
    before: Promised | None
    after: Promised | None
    turn: Turn


def moves(before: Facts, after: Facts, texts: Texts) -> tuple[Move, ...]:
    """Every milestone of either plan, by its day.

    Args:
        before, after: of the whole order, from its first day.
    """
    old = {m.demand.id: m for m in before.milestones}
    new = {m.demand.id: m for m in after.milestones}
    found = []
    for code in {**old, **new}:
        was, now = old.get(code), new.get(code)
        known = now or was
        assert known is not None
        facts = after if now is not None else before
        found.append(
            Move(
                demand=code,
                product=facts.product_name(known.demand.product),
                due=known.demand.due,
                quantity=known.demand.quantity,
                before=_promised(was, before, texts),
                after=_promised(now, after, texts),
                turn=_turn(was, now),
            )
        )
    return tuple(sorted(found, key=lambda m: (m.due, m.demand)))


def _promised(milestone: Milestone | None, facts: Facts, texts: Texts) -> Promised | None:
    if milestone is None:
        return None
    last = milestone.last_week
    is_whole = last is not None and not milestone.missing
    return Promised(
        is_kept=milestone.is_met,
        state=words.milestone_state(milestone, texts),
        week=facts.horizon.name(last) if is_whole and last is not None else "",
    )


def _turn(was: Milestone | None, now: Milestone | None) -> Turn:
    if was is None:
        return "new"
    if now is None:
        return "gone"
    old, new = ((m.missing, m.weeks_late, m.late) for m in (was, now))
    return "same" if old == new else "worse" if new > old else "better"


def headline(found: Sequence[Move], texts: Texts) -> str:
    """How the milestones fare with the new plan, in a sentence or two."""
    _ = texts.gettext
    worse = sum(1 for m in found if m.turn == "worse")
    better = sum(1 for m in found if m.turn == "better")
    said = []
    if worse:
        said.append(
            texts.ngettext(
                "{n} jalon est moins bien tenu qu'avant.",
                "{n} jalons sont moins bien tenus qu'avant.",
                worse,
            )
        )
    if better:
        said.append(
            texts.ngettext(
                "{n} jalon est mieux tenu qu'avant.",
                "{n} jalons sont mieux tenus qu'avant.",
                better,
            )
        )
    if said:
        return " ".join(said)
    if all(m.after is not None and m.after.is_kept for m in found):
        return _("Tous les jalons restent à temps.")
    return _("Les jalons sont tenus comme avant : les retards restent les mêmes.")


def sentences(found: Sequence[Move], texts: Texts) -> list[str]:
    """Each milestone that changes, before and now; then how many do not."""
    _ = texts.gettext
    said = [_sentence(m, texts) for m in found if m.turn != "same"]
    rest = len(found) - len(said)
    if said and rest:
        said.append(
            texts.ngettext(
                "{n} autre jalon ne change pas.", "{n} autres jalons ne changent pas.", rest
            )
        )
    return said


def _sentence(move: Move, texts: Texts) -> str:
    _ = texts.gettext
    name = _(
        "{demand} ({product}, pour le {day})",
        demand=move.demand,
        product=move.product,
        day=texts.day(move.due),
    )
    before, after = _shown(move.before, texts), _shown(move.after, texts)
    if move.before is None:
        return _("{milestone} : nouveau jalon, {after}.", milestone=name, after=after)
    if move.after is None:
        return _("{milestone} : n'est plus demandé.", milestone=name)
    return _(
        "{milestone} : jusqu'ici {before} ; maintenant {after}.",
        milestone=name,
        before=before,
        after=after,
    )


def _shown(promised: Promised | None, texts: Texts) -> str:
    if promised is None:
        return ""
    if not promised.week:
        return promised.state
    return texts.gettext(
        "{state}, complet en {week}", state=promised.state, week=texts.short_week(promised.week)
    )
