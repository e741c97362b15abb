"""What each buyer pays under each key, and between what that lies when costs are not proven."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from optimizer.coalitions import Needs
from optimizer.sharing import (
    Coalition,
    Number,
    SampledValues,
    excesses,
    same_price,
    shapley,
    shapley_bounds,
    split_saving,
    whole_cents,
)
from optimizer.studies.coalition_costs import CoalitionCosts
from optimizer.studies.saving import BetterAlone, KeyName, KeyShares, MemberShare

Ends = Mapping[str, tuple[Fraction, Fraction]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """The cost game of the buyers: the whole group pays ``total``, the others what they would alone."""

    members: tuple[str, ...]
    total: int
    costs: CoalitionCosts

    def highest(self, coalition: Coalition) -> int:
        """Cents of orders found."""
        if len(coalition) == len(self.members):
            return self.total
        return self.costs[coalition].cents

    def lowest(self, coalition: Coalition) -> int:
        """Cents proven; what the group pays is a fact."""
        if len(coalition) == len(self.members):
            return self.total
        return self.costs[coalition].bound_cents

    def known(self) -> list[Coalition]:
        """Coalitions solved, small ones first, then in the order of the members."""
        rank = {w: k for k, w in enumerate(self.members)}
        return sorted(self.costs.found, key=lambda s: (len(s), sorted(rank[w] for w in s)))

    def alone(self) -> dict[str, int]:
        """Stand-alone cost per member, cents as found."""
        return {i: self.costs[frozenset([i])].cents for i in self.members}

    def alone_bounds(self) -> dict[str, int]:
        """Stand-alone cost per member, cents proven."""
        return {i: self.costs[frozenset([i])].bound_cents for i in self.members}


def shares_by_key(
    game: Game,
    needs: Needs,
    quantities: Mapping[str, Fraction],
    together: Mapping[str, int],
    sampled: SampledValues | None,
) -> tuple[KeyShares, ...]:
    """Shares under the four keys and under the same price for all.

    Args:
        quantities: what each member needs, in money at list price.
        together: material → cents that the group pays.
        sampled: Shapley values when not every coalition is solved.
    """
    alone = game.alone()
    equal = dict.fromkeys(game.members, 1)
    one_price = dict.fromkeys(game.members, 0)
    for material, cents in together.items():
        weights: Mapping[str, Number] = {i: needs.total([i], material) for i in game.members}
        if not any(weights.values()):
            weights = quantities if any(quantities.values()) else equal  # goods nobody uses
        for i, part in same_price(weights, cents).items():
            one_price[i] += part
    if sampled is None:
        values = shapley(game.members, game.highest)
        ends: Ends = shapley_bounds(game.members, game.lowest, game.highest)
    else:
        values, ends = dict(sampled.values), sampled.bounds
    facts = {i: (Fraction(c), Fraction(c)) for i, c in one_price.items()}
    errors = sampled.errors if sampled else {}
    return (
        _key(
            game,
            "stand_alone_cost",
            split_saving(alone, game.total, alone),
            _proportional_ends(game),
        ),
        _key(
            game,
            "quantity",
            split_saving(alone, game.total, quantities),
            _fixed_ends(game, quantities),
        ),
        _key(game, "equal", split_saving(alone, game.total, equal), _fixed_ends(game, equal)),
        _key(game, "shapley", whole_cents(values, game.total), ends, errors),
        _key(game, "same_price", one_price, facts),
    )


def _key(
    game: Game,
    key: KeyName,
    cents: Mapping[str, int],
    ends: Ends,
    errors: Mapping[str, Decimal | None] | None = None,
) -> KeyShares:
    alone, bounds = game.alone(), game.alone_bounds()
    return KeyShares(
        key=key,
        members=tuple(
            MemberShare(
                workshop=i,
                alone_cents=alone[i],
                alone_bound_cents=bounds[i],
                cents=cents[i],
                gain_cents=alone[i] - cents[i],
                lowest_cents=_cents(ends[i], cents[i])[0],
                highest_cents=_cents(ends[i], cents[i])[1],
                standard_error=errors.get(i) if errors else None,
            )
            for i in game.members
        ),
        better_alone=tuple(_better_alone(game, cents)),
    )


def _cents(ends: tuple[Fraction, Fraction], cents: int) -> tuple[int, int]:
    """Ends as cents around a share that rounding moved by less than a cent."""
    if ends[0] == ends[1]:
        return cents, cents
    return min(cents, math.floor(ends[0])), max(cents, math.ceil(ends[1]))


def _better_alone(game: Game, cents: Mapping[str, int]) -> Iterable[BetterAlone]:
    rank = {w: k for k, w in enumerate(game.members)}
    proper = [s for s in game.known() if len(s) < len(game.members)]
    for e in excesses(cents, proper, game.lowest, game.highest):
        # Shares are whole cents: each member of a coalition may owe the rounding of its own.
        if e.possibly >= len(e.coalition):
            yield BetterAlone(
                members=tuple(sorted(e.coalition, key=rank.__getitem__)),
                surely_cents=int(e.surely),
                possibly_cents=int(e.possibly),
            )


def _proportional_ends(game: Game) -> Ends:
    """Ends of total × own cost / Σ costs, each cost between its bound and what was found."""
    low, high = game.alone_bounds(), game.alone()
    found = {}
    for i in game.members:
        others_low = sum(low.values()) - low[i]
        others_high = sum(high.values()) - high[i]
        ends = []
        for own, others in ((low[i], others_high), (high[i], others_low)):
            whole = own + others
            part = Fraction(own, whole) if whole else Fraction(1, len(game.members))
            ends.append(game.total * part)
        found[i] = (ends[0], ends[1])
    return found


def _fixed_ends(game: Game, weights: Mapping[str, Number]) -> Ends:
    """Ends of own cost − part × (Σ costs − total), the parts being known."""
    low, high = game.alone_bounds(), game.alone()
    whole = sum((Fraction(w) for w in weights.values()), Fraction(0))
    found = {}
    for i in game.members:
        part = Fraction(weights[i]) / whole if whole else Fraction(1, len(game.members))
        others_low = sum(low.values()) - low[i]
        others_high = sum(high.values()) - high[i]
        found[i] = (
            low[i] * (1 - part) - part * (others_high - game.total),
            high[i] * (1 - part) - part * (others_low - game.total),
        )
    return found
