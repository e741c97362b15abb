"""A plan made by hand for the small problem: all is delivered in time, every rule is kept."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from optimizer import plan as out
from optimizer.dossier import problem_hash
from optimizer.fairness import fairness_table, key_weights
from optimizer.plan import Plan
from optimizer.problem import FairnessKey, Problem
from optimizer.requirements import total_standard_minutes
from optimizer.verification import level_values

_CHAIN = ("cutting", "sewing", "finishing")


def hand_plan(problem: Problem) -> Plan:
    """The plan, its figures computed for this problem (the small one, or the same renamed)."""
    vestali, fil_rouge, esat = (w.id for w in problem.workshops)
    mask, bag = (p.id for p in problem.products)
    cutting, sewing, finishing = _CHAIN

    def runs(workshop: str, product: str, week: int, units: int, *chain: str) -> list[out.Run]:
        return [
            out.Run(
                workshop=workshop,
                product=product,
                operation=o,
                week=f"2020-W{week}",
                units=Decimal(units),
            )
            for o in chain
        ]

    made = [
        *runs(vestali, mask, 15, 1000, *_CHAIN),
        *runs(vestali, mask, 16, 800, *_CHAIN),
        *runs(vestali, mask, 17, 1000, *_CHAIN),
        *runs(vestali, mask, 18, 1000, *_CHAIN),
        *runs(fil_rouge, mask, 16, 1100, sewing, finishing),
        *runs(fil_rouge, mask, 17, 1400, sewing, finishing),
        *runs(fil_rouge, mask, 18, 750, sewing, finishing),
        *runs(esat, mask, 15, 2500, cutting),
        *runs(esat, mask, 17, 750, cutting),
        *runs(esat, bag, 15, 400, *_CHAIN),
    ]
    moved = [(esat, 15, 2500), (esat, 17, 750)]
    taken = [(16, 1100), (17, 1400), (18, 750)]
    arras, lens = (k.id for k in problem.delivery_points)
    shipped = [
        (vestali, arras, mask, 16, 1800),
        (fil_rouge, arras, mask, 16, 1100),
        (vestali, arras, mask, 17, 1000),
        (fil_rouge, arras, mask, 17, 100),
        (vestali, arras, mask, 19, 1000),
        (fil_rouge, arras, mask, 19, 2050),
        (esat, lens, bag, 15, 400),
    ]
    april, may, bags = (d.id for d in problem.demands)
    delivered = [(april, 16, 2900), (april, 17, 1100), (may, 19, 3050), (bags, 16, 400)]
    fabric, _, elastic, _ = (o.id for o in problem.offers)
    bought = [(fabric, 14, 750), (elastic, 14, 1500), (elastic, 15, 1000)]
    plan = Plan(
        problem_hash=problem_hash(problem),
        status="feasible",
        stopped_by="time",
        runs=tuple(made),
        hub_sendings=tuple(
            out.HubSending(
                workshop=w,
                product=mask,
                operation=cutting,
                week=f"2020-W{t}",
                units=Decimal(units),
            )
            for w, t, units in moved
        ),
        hub_receipts=tuple(
            out.HubReceipt(
                workshop=fil_rouge,
                product=mask,
                operation=cutting,
                week=f"2020-W{t}",
                units=Decimal(units),
            )
            for t, units in taken
        ),
        shipments=tuple(
            out.Shipment(
                workshop=w, delivery_point=k, product=p, week=f"2020-W{t}", units=Decimal(units)
            )
            for w, k, p, t, units in shipped
        ),
        deliveries=tuple(
            out.Delivery(demand=d, week=f"2020-W{t}", units=Decimal(units))
            for d, t, units in delivered
        ),
        purchases=tuple(
            out.Purchase(
                offer=o,
                week=f"2020-W{t}",
                arrival=f"2020-W{t + 1}",
                thousandths=units * 1000,
            )
            for o, t, units in bought
        ),
    )
    return with_figures(problem, plan)


def with_figures(problem: Problem, plan: Plan) -> Plan:
    """The plan with its fairness tables and levels; fairness and cost are left unproven."""
    total = total_standard_minutes(problem)

    def table(key: FairnessKey) -> out.Fairness:
        targets = {w: share * total for w, share in key_weights(problem, key).items()}
        reasons: dict[str, out.Reason] = {problem.workshops[-1].id: "qualification"}
        return fairness_table(problem, plan.runs, key, targets, reasons)

    fairness = table("headcount")
    targets = {s.workshop: s.target_minutes for s in fairness.shares}
    values = level_values(problem, plan, targets)
    levels = []
    is_conditional = False
    for name in ("unmet", "late", "fairness_largest", "fairness_sum", "cost", "steadiness"):
        value = Decimal(values[name])
        bound = value if name in ("unmet", "late") else (value * 9 / 10).quantize(Decimal("0.01"))
        is_proven = value == bound
        levels.append(
            out.LevelResult(
                name=name,
                value=value,
                bound=bound,
                gap=abs(value - bound) / max(abs(value), abs(bound)) if value else Decimal(0),
                proven=is_proven,
                conditional=is_conditional,
            )
        )
        is_conditional = is_conditional or not is_proven
    return replace(
        plan,
        fairness=fairness,
        fairness_other=table("productive_minutes"),
        levels=tuple(levels),
        price_of_fairness=out.PriceOfFairness(lowest_cents=0, highest_cents=45_000),
    )
