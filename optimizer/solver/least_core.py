"""The shares under which the worst-off coalition is as well off as can be (the least core)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.sharing import Coalition, Number
from optimizer.solver.linear import INF, LinearModel, solve_linear


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastCore:
    """``epsilon``: cents by which the coalition worst off exceeds its own cost, at least, whatever the
    shares (to a thousandth); 0 or less: the core is not empty. ``shares``: cents that reach it."""

    epsilon: Decimal
    shares: dict[str, float]


def least_core(
    members: Sequence[str],
    total: Number,
    known: Iterable[Coalition],
    cost: Callable[[Coalition], Number],
    *,
    seconds: float = 10.0,
) -> LeastCore | None:
    """The least core of a cost game, over the coalitions that are known.

    With some coalitions only, ``epsilon`` is a lower bound of the true one. None: no coalition stands
    against the whole group, or the clock ended it.
    """
    model = LinearModel()
    share = {i: model.column(-INF, INF) for i in members}
    epsilon = model.column(-INF, INF)
    whole = frozenset(members)
    model.row([(c, 1.0) for c in share.values()], float(total), float(total))
    for s in known:
        if s and s != whole:
            terms = [(share[i], 1.0) for i in members if i in s]
            model.row([*terms, (epsilon, -1.0)], -INF, float(cost(s)))
    if model.rows == 1:
        return None
    solution = solve_linear(model.freeze(), model.dense([(epsilon, 1.0)]), seconds=seconds)
    if solution.values is None:
        return None
    values = solution.values
    return LeastCore(
        epsilon=Decimal(float(values[epsilon])).quantize(Decimal("0.001")),
        shares={i: float(values[c]) for i, c in share.items()},
    )
