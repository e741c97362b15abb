"""Sharing amounts that come one after the other: each stays shared as it was, whatever comes later.

Splitting every amount by itself lets cents drift to the same side; splitting only the total changes what
was shared before. Here each amount goes to those who still lack most of their exact part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from optimizer.cost_items import round_fraction, share

NOTHING = Fraction(0)


class RunningSplit:
    """Amounts shared one by one; what an amount is shared into depends on those before it only.

    No part is negative, and the parts of an amount sum to it: periods that add amounts up agree to the
    cent however they are cut.
    """

    def __init__(self) -> None:
        self._exact: dict[str, Fraction] = defaultdict(Fraction)
        self._given: dict[str, int] = defaultdict(int)
        self._total = NOTHING

    @property
    def cents(self) -> int:
        """Everything so far, rounded once."""
        return round_fraction(self._total)

    def add(self, exact: Fraction, weights: Mapping[str, Fraction]) -> dict[str, int]:
        """Parts of one more amount (exact cents, not negative), in cents.

        They sum to what the rounded total grows by; nothing is shared while every weight is zero.
        """
        before = self.cents
        self._total += exact
        whole = sum(weights.values(), NOTHING)
        if not whole:
            return {}
        for name, weight in weights.items():
            self._exact[name] += exact * weight / whole
        lacking = {n: max(NOTHING, self._exact[n] - self._given[n]) for n in weights}
        # Nobody lacks anything when rounding gave it all before: then as the weights say.
        parts = share(self.cents - before, lacking if any(lacking.values()) else weights)
        for name, cents in parts.items():
            self._given[name] += cents
        return parts
