"""What has to be said of a study of joint purchasing, nothing smoothed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from optimizer.diagnostics import Diagnostic, Severity, error, warning
from optimizer.studies.saving import JointPurchasing


def findings(result: JointPurchasing) -> Iterator[Diagnostic]:
    """Losses, an empty core, coalitions better off alone, gaps, sampling, prices that are missing."""
    for need in result.not_bought_alone:
        quantity = f"{need.thousandths / 1000:g}"
        if need.unit_price is None:
            yield error("cost.no_emergency_price", need.material, workshop=need.workshop)
        yield warning(
            "cost.not_bought_alone",
            need.workshop,
            material=need.material,
            quantity=quantity,
            unit=need.unit,
            cents=need.cents,
        )
    if result.saving_cents < 0:
        yield warning("cost.negative_saving", cents=result.saving_cents)
    if result.core.is_empty:
        yield warning("cost.empty_core", cents=result.core.epsilon_cents)
    for better in result.chosen.better_alone:
        if better.surely_cents <= 0:
            continue
        yield warning(
            "cost.better_alone",
            better.members[0] if len(better.members) == 1 else "",
            workshops=", ".join(better.members),
            key=result.key,
            cents=better.surely_cents,
        )
    open_gaps = [c for c in result.coalitions if not c.is_proven]
    if open_gaps:
        yield _note(
            warning(
                "cost.unproven_coalitions",
                count=len(open_gaps),
                coalitions=len(result.coalitions),
                largest_gap=max(c.gap for c in open_gaps),
            )
        )
    if result.sampled_orders:
        shapley = next(k for k in result.keys if k.key == "shapley")
        errors = [m.standard_error for m in shapley.members if m.standard_error is not None]
        yield _note(
            warning(
                "cost.sampled_values",
                orders=result.sampled_orders,
                checked=result.core.checked,
                coalitions=result.core.coalitions,
                largest_error_cents=max(errors).quantize(1) if errors else "",
            )
        )


def _note(diagnostic: Diagnostic) -> Diagnostic:
    return replace(diagnostic, severity=Severity.NOTE)
