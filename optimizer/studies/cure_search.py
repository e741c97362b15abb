"""From a lever to a cure: the least amount with which a whole plan is on time, and why not less."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal

from optimizer.cure_prices import PriceList, total_cents
from optimizer.diagnosis import Cure, Minimal
from optimizer.plan import Plan
from optimizer.studies.levers import Lever
from optimizer.studies.trial import Trials, Verdict, least_step

ZERO = Decimal(0)
_TENTH_LESS = Decimal("0.9")
# Amounts to try one after the other, beside what the relaxation needs. In a large order whole lots want
# room, and a plan is found sooner with more of it.
_RISING = tuple(Decimal(x) for x in ("1", "1.06", "1.2", "1.5", "2.2", "4"))
_RISING_LARGE = tuple(Decimal(x) for x in ("1.3", "1.8", "2.6"))
# So much more than what the relaxation needs is the least that a tenth less of it refutes.
_PROVEN = Decimal("1.1")
_TRIES_LARGE = 2
# Bisection ends when what does and what does not lie so near.
_NEAR = Decimal("0.04")
# Of what there may be more with nearly the same plan.
_NEARBY = ("material", "lead_time", "order_date", "issue_lead", "hub", "lane", "testing")
# From so many levers of a kind on, all of them are asked about at once first.
_MANY = 3
# What counts as cured by part: this much less damage.
TELLING = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Found:
    """An amount of a lever and what a plan reaches with it; ``fails`` is the largest that did not do."""

    lever: Lever
    amount: Decimal
    verdict: Verdict
    fails: Decimal


class CureSearch:
    """Looks for the least amount of each lever.

    Args:
        trials: of the problem as it is.
        base: what the plan in hand reaches.
        prices: of the problem.
        is_large: plans take seconds: the amounts tried first leave room.
    """

    def __init__(self, trials: Trials, base: Verdict, prices: PriceList, *, is_large: bool) -> None:
        self.trials = trials
        self.base = base
        self.prices = prices
        self.is_large = is_large

    def first(self, lever: Lever) -> Found | None:
        """An amount that cures all, or the one that helps most; None when it does not help.

        A lever that the relaxation knows to cure in part only is tried once.
        """
        if self.is_partial(lever):
            return self._helps(lever, [lever.on_grid(lever.low or lever.most)])
        return self._helps(lever, self._rising(lever))

    def is_partial(self, lever: Lever) -> bool:
        """Whether it cannot cure all: by the relaxation, which refutes the order whatever it does not see."""
        if lever.is_blind:
            return bool(self.trials.relaxed(()))
        return lever.damage is not None and lever.damage > 0

    def _helps(self, lever: Lever, amounts: list[Decimal]) -> Found | None:
        fails = ZERO
        best: Found | None = None
        for amount in amounts:
            if fails and not self.trials.has_time():
                break
            verdict = self._try(lever, amount)
            if verdict is not None and verdict.is_on_time:
                return Found(lever, amount, verdict, fails)
            fails = amount
            if verdict is not None and (best is None or verdict.damage < best.verdict.damage):
                best = Found(lever, amount, verdict, fails)
        if best is None or best.verdict.damage > self.base.damage * (1 - TELLING):
            return None
        return best

    def least(self, found: Found) -> Cure:
        """The cure with the least amount that time allows to find, and whether less is refuted."""
        if not found.verdict.is_on_time:
            return self.cure(found)
        lever, does = found.lever, found
        if self.is_large:
            does = self._narrow(does)
            less = self._less(lever, does.amount)
            refuted = less < lever.low or less <= 0 or self._refuted(lever, less)
            return self.cure(does, "proven" if refuted else "not_proven", lever.low)
        if lever.is_steady:
            does = self._bisect(does)
        return self._prove(does)

    def _try(self, lever: Lever, amount: Decimal, start: Plan | None = None) -> Verdict | None:
        changes = lever.changes(amount)
        if not self.is_large:
            return self.trials.solved(changes, start)
        if self.is_partial(lever):
            # What is late for want of a material stays much as it is; more hours change everything.
            return self.trials.solved(changes, afresh=lever.bottleneck not in _NEARBY)
        return self.trials.on_time(changes)

    def _rising(self, lever: Lever) -> list[Decimal]:
        """The amounts to try one after the other until one does."""
        if not lever.is_steady:
            steps = int(lever.most / lever.step)
            return [*(n * lever.step for n in range(1, steps + 1)), lever.most]
        first = lever.low
        if lever.step == 1 and lever.unit in ("weeks", "days", "posts", "yes"):
            found = [first, first + 1, first + 2, lever.most] if first else [lever.most]
        elif first:
            rising = _RISING_LARGE if self.is_large else _RISING
            found = [first * g for g in rising]
        elif lever.is_blind:
            found = [lever.most]
        else:
            found = [lever.most / 8, lever.most / 3, lever.most]
        return list(dict.fromkeys(lever.on_grid(a) for a in found))

    def _narrow(self, found: Found) -> Found:
        """In a large order: first the amount of which a tenth less is refuted, then what lies between.

        That no plan was found with an amount says little there: what is least is not looked for.
        """
        lever = found.lever
        amount = self._provable(lever)
        for _ in range(_TRIES_LARGE):
            if amount >= found.amount or not self.trials.has_time():
                break
            verdict = self._try(lever, amount)
            if verdict is not None and verdict.is_on_time:
                return Found(lever, amount, verdict, found.fails)
            amount = lever.on_grid((amount + found.amount) / 2)
        return found

    def _bisect(self, found: Found) -> Found:
        """The least amount on the grid between one that does not and one that does."""
        lever = found.lever
        low = max(found.fails, lever.low)
        while found.amount - low > max(lever.step, _NEAR * found.amount) and self.trials.has_time():
            middle = lever.on_grid((low + found.amount) / 2)
            if middle >= found.amount:
                middle = found.amount - lever.step
            if middle <= low or middle <= 0:
                break
            # What is made with more of it is nearly what is made with less.
            verdict = self._try(lever, middle, found.verdict.plan)
            if verdict is not None and verdict.is_on_time:
                found = Found(lever, middle, verdict, low)
            else:
                low = middle
        return found

    def _prove(self, found: Found) -> Cure:
        """Whether a tenth less is proven not to do; when it does, that is the amount."""
        lever = found.lever
        while True:
            less = self._less(lever, found.amount)
            if less <= 0:
                # One step is the least there is; without it the order is as it is.
                proven = self.base.is_refuted or self._refuted(lever, ZERO)
                return self.cure(found, "proven" if proven else "not_proven", lever.low)
            if lever.low and less < lever.low:
                return self.cure(found, "proven", lever.low)
            if not self.trials.has_time():
                return self.cure(found, "not_proven", lever.low)
            if self._refuted(lever, less):
                return self.cure(found, "proven", max(lever.low, less))
            verdict = self._try(lever, less, found.verdict.plan)
            if verdict is not None and verdict.is_refuted:
                return self.cure(found, "proven", max(lever.low, less))
            if verdict is None or not verdict.is_on_time:
                return self.cure(found, "not_proven", lever.low)
            found = Found(lever, less, verdict, found.fails)

    def _provable(self, lever: Lever) -> Decimal:
        """The largest amount of which a tenth less is refuted by the relaxation."""
        amount = lever.on_grid(lever.low * _PROVEN)
        while amount > lever.step and self._less(lever, amount) >= lever.low:
            amount -= lever.step
        return amount

    def _less(self, lever: Lever, amount: Decimal) -> Decimal:
        """A tenth less, in whole steps, and at least one step less."""
        steps = (amount * _TENTH_LESS / lever.step).to_integral_value(rounding=ROUND_FLOOR)
        return min(steps * lever.step, amount - lever.step)

    def _refuted(self, lever: Lever, amount: Decimal) -> bool:
        changes = lever.changes(amount) if amount > 0 else ()
        damage = self.trials.relaxed(changes)
        return damage is not None and damage > 0

    def cure(self, found: Found, minimal: Minimal = "not_proven", least: Decimal = ZERO) -> Cure:
        """An amount as a cure."""
        lever, amount, verdict = found.lever, found.amount, found.verdict
        charges = lever.charges(amount, self.prices)
        before, after = lever.values(amount)
        return Cure(
            kind=lever.cure,
            where=lever.span,
            changes=lever.changes(amount),
            amount=_plain(lever.shown(amount)),
            unit=lever.unit,
            measure=lever.measure,
            before=before,
            after=after,
            unmet=verdict.unmet,
            late=verdict.late,
            cost_cents=total_cents(charges),
            charges=charges,
            is_verified=True,
            minimal=minimal,
            least=lever.shown(least) if least > 0 else least,
            may_suffice=verdict.is_on_time or (lever.damage == 0 and not verdict.is_refuted),
            is_pair=lever.is_pair,
        )


def _plain(amount: Decimal) -> Decimal:
    """Without zeros at its end, nor an exponent."""
    if amount == amount.to_integral_value():
        return amount.quantize(Decimal(1))
    return amount.normalize()


def with_damage(lever: Lever, trials: Trials, without: float) -> Lever | None:
    """A lever by steps with what the relaxation says of it; None when it says that it does next to nothing.

    A lever that cures in part only is meant to be tried at its most.
    """
    if lever.is_blind:
        return lever
    if without <= 0:
        return replace(lever, damage=0.0)
    best = trials.relaxed(lever.changes(lever.most))
    if best is None or best > without * (1 - float(TELLING)):
        return None
    low = _least_amount(lever, trials) if best <= 0 else lever.most
    return replace(lever, damage=best, low=low)


def _least_amount(lever: Lever, trials: Trials) -> Decimal:
    """The least whole number of steps that the relaxation cannot refute."""

    def does(steps: int) -> bool:
        damage = trials.relaxed(lever.changes(steps * lever.step))
        return damage is not None and damage <= 0

    return least_step(does, int(lever.most / lever.step)) * lever.step


def promising(levers: list[Lever], trials: Trials, without: float) -> list[Lever]:
    """Levers without those of a kind that helps by next to nothing even when all of it is granted at once."""
    kinds: dict[str, list[Lever]] = {}
    for lever in levers:
        kinds.setdefault(lever.bottleneck, []).append(lever)
    kept = []
    for kind in kinds.values():
        several = [x for x in kind if not x.is_blind]
        if len(several) >= _MANY and trials.may_ask():
            together = dict.fromkeys(c for x in several for c in x.changes(x.most))
            best = trials.relaxed(tuple(together))
            if best is not None and best > without * (1 - float(TELLING)):
                continue
        kept += kind
    return kept
