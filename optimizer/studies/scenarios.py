"""What if: variants of a planned problem, each solved from the plan in force, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from optimizer.changes import apply
from optimizer.comparison import Comparison, PlanFigures, Variant, VariantResult, figures_of
from optimizer.diagnostics import Diagnostic, Severity
from optimizer.plan import Plan
from optimizer.problem import FairnessKey, Problem
from optimizer.solver.solve import SolveOptions
from optimizer.studies.no_worse import solve_on

Say = Callable[[Variant, int, int], None]


def compare(
    problem: Problem,
    plan: Plan,
    variants: Iterable[Variant],
    *,
    seconds: float = 20.0,
    is_quick: bool = False,
    on_variant: Say | None = None,
    should_stop: Callable[[], bool] | None = None,
    known: Mapping[str, Plan] | None = None,
) -> Comparison:
    """Solve variants of a problem and set their figures beside those of its plan.

    Args:
        problem: without errors, with the verified ``plan`` in force; unless it is proven, it is searched
            for as long as a variant first, so that no variant gets the merit of that.
        seconds: for each variant.
        is_quick: be content with plans that are good, and say how good.
        on_variant: told before each one, with its position from 1 (0: the plan in force) and how many
            there are.
        should_stop: asked before each one; the rest is then left out.
        known: plans of variants, by their id, that were found before: none comes out worse.
    """
    asked = tuple(variants)
    reference = figures_of(problem, plan)
    renewed, start = None, None
    if plan.status != "optimal" and asked and not (should_stop is not None and should_stop()):
        same = Variant(id="v0")
        if on_variant is not None:
            on_variant(same, 0, len(asked))
        again = try_variant(problem, plan, same, seconds=seconds, is_quick=is_quick)
        if again.figures is not None and _first_levels(again.figures) <= _first_levels(reference):
            renewed, start = again.figures, again.plan
    found = []
    for place, variant in enumerate(asked, start=1):
        if should_stop is not None and should_stop():
            break
        if on_variant is not None:
            on_variant(variant, place, len(asked))
        found.append(
            try_variant(
                problem,
                plan,
                variant,
                seconds=seconds,
                is_quick=is_quick,
                start=start,
                known=(known or {}).get(variant.id),
            )
        )
    return Comparison(
        problem=problem, plan=plan, reference=reference, renewed=renewed, variants=tuple(found)
    )


def _first_levels(figures: PlanFigures) -> tuple[Decimal, ...]:
    """What no variant may trade for anything: what is missing, what is late."""
    return tuple(x.value for x in figures.levels if x.name in ("unmet", "late"))


def try_variant(
    problem: Problem,
    plan: Plan,
    variant: Variant,
    *,
    seconds: float = 20.0,
    is_quick: bool = False,
    start: Plan | None = None,
    known: Plan | None = None,
) -> VariantResult:
    """One variant, solved from the plan in force; refused changes and what no plan keeps are said.

    Args:
        plan: in force; the variant has its preset and key unless it says otherwise.
        start: a better plan of the same problem to start from.
        known: a plan of the variant that was found before.
    """
    changed, said = apply(problem, variant.changes)
    if changed is None:
        return VariantResult(variant=variant, diagnostics=said)
    key = _key(problem, plan, changed, variant)
    options = SolveOptions(
        preset=variant.preset or plan.preset,
        key=key,
        time_limit_seconds=seconds,
        quick=is_quick,
    )
    outcome = solve_on(changed, options, start=start or plan, known=known)
    diagnostics = (*said, *outcome.diagnostics)
    if outcome.plan.status not in ("optimal", "feasible"):
        return VariantResult(variant=variant, problem=changed, diagnostics=diagnostics)
    return VariantResult(
        variant=variant,
        problem=changed,
        plan=outcome.plan,
        figures=figures_of(changed, outcome.plan, key),
        diagnostics=diagnostics,
    )


def _key(problem: Problem, plan: Plan, changed: Problem, variant: Variant) -> FairnessKey:
    """The variant's own key, else one that its changes set, else that of the plan in force."""
    if variant.key is not None:
        return variant.key
    if changed.fairness_key != problem.fairness_key or plan.fairness is None:
        return changed.fairness_key
    return plan.fairness.key


def refusals(result: VariantResult) -> tuple[Diagnostic, ...]:
    """Why a variant has no plan."""
    return tuple(d for d in result.diagnostics if d.severity is Severity.ERROR)
