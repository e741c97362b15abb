"""The single-operation model written the obvious way in PuLP and solved by CBC.

Run as a process of its own: ``python -m benchmarks.peer_pulp INSTANCE.json SECONDS``; prints
one JSON object: seconds to build and to solve, value of each level.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pulp

from benchmarks.neutral_format import Instance, read_instance


def solve_instance(instance: Instance, seconds: float) -> dict[str, object]:
    """Late, then fairness, then cost, each level fixed before the next one."""
    started = time.perf_counter()
    weeks = range(instance.weeks)
    model = pulp.LpProblem("order", pulp.LpMinimize)

    made = {
        (w, p, t): pulp.LpVariable(f"made_{w}_{p}_{t}", 0)
        for w, products in instance.can_make.items()
        for p in products
        for t in weeks
    }
    delivered = {
        (d.id, t): pulp.LpVariable(f"delivered_{d.id}_{t}", 0)
        for d in instance.demands
        for t in weeks
    }
    missing = {d.id: pulp.LpVariable(f"missing_{d.id}", 0) for d in instance.demands}
    short = {w: pulp.LpVariable(f"short_{w}", 0) for w in instance.hours}

    hours = {(w, p): float(instance.minutes[p]) / 60 for w, p, _ in made}
    for w, capacity in instance.hours.items():
        for t in weeks:
            model += pulp.lpSum(made[w, p, t] * hours[w, p] for p in instance.can_make[w]) <= float(
                capacity[t]
            )

    for p in instance.minutes:
        demands = [d for d in instance.demands if d.product == p]
        stock = pulp.LpVariable.dicts(f"stock_{p}", weeks, 0)
        for t in weeks:
            output = pulp.lpSum(v for (w, q, u), v in made.items() if q == p and u == t)
            sent = pulp.lpSum(delivered[d.id, t] for d in demands)
            model += stock[t] == (stock[t - 1] if t else 0) + output - sent
        model += stock[instance.weeks - 1] == 0
    for d in instance.demands:
        model += pulp.lpSum(delivered[d.id, t] for t in weeks) + missing[d.id] == float(d.pieces)

    purchases = []
    arriving: dict[tuple[str, int], list[object]] = {}
    for o in instance.offers:
        need = sum(
            float(d.pieces * instance.bill[d.product].get(o.material, 0)) for d in instance.demands
        )
        largest = need + float(o.multiple) + float(o.minimum)
        for k in range(instance.weeks - o.lead_weeks):
            name = f"{instance.offers.index(o)}_{k}"
            packages = pulp.LpVariable(f"packages_{name}", 0, cat="Integer")
            quantity = packages * float(o.multiple)
            parts = []
            for j, (start, price) in enumerate(o.tiers):
                end = float(o.tiers[j + 1][0]) if j + 1 < len(o.tiers) else largest
                reached = pulp.LpVariable(f"tier_{name}_{j}", cat="Binary")
                part = pulp.LpVariable(f"part_{name}_{j}", 0)
                model += part <= max(end, float(start)) * reached
                model += part >= max(float(start), float(o.minimum) if j == 0 else 0) * reached
                parts.append((reached, part))
                purchases.append(float(price) * part)
            model += quantity == pulp.lpSum(part for _, part in parts)
            model += pulp.lpSum(reached for reached, _ in parts) <= 1
            if o.max_per_week is not None:
                model += quantity <= float(o.max_per_week)
            arriving.setdefault((o.material, k + o.lead_weeks), []).append(quantity)
    for m, on_hand in instance.on_hand.items():
        stock = pulp.LpVariable.dicts(f"material_{m}", weeks, 0)
        for t in weeks:
            used = pulp.lpSum(
                float(instance.bill[p][m]) * v
                for (w, p, u), v in made.items()
                if u == t and m in instance.bill[p]
            )
            before = stock[t - 1] if t else float(on_hand)
            model += stock[t] == before + pulp.lpSum(arriving.get((m, t), [])) - used

    work = {
        w: pulp.lpSum(hours[w, p] * v for (x, p, _), v in made.items() if x == w)
        for w in instance.hours
    }
    for w, target in instance.target_hours.items():
        model += short[w] >= float(target) - work[w]

    levels = {
        "late": pulp.lpSum(
            max(0, t - d.due_week) * delivered[d.id, t] for d in instance.demands for t in weeks
        )
        + pulp.lpSum((instance.weeks - 1 - d.due_week) * missing[d.id] for d in instance.demands),
        "fairness": pulp.lpSum(short.values()),
        "cost": pulp.lpSum(float(c) * work[w] for w, c in instance.hourly_cost.items())
        + pulp.lpSum(purchases),
    }
    build_seconds = time.perf_counter() - started

    # A level may lose 10⁻⁴ to the next ones: less, and HiGHS finds « nothing late » infeasible.
    values: dict[str, float] = {}
    solve_seconds: dict[str, float] = {}
    for name, expression in levels.items():
        model.setObjective(expression)
        began = time.perf_counter()
        model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=2))
        solve_seconds[name] = time.perf_counter() - began
        value = pulp.value(expression)
        if value is None:
            break
        values[name] = float(value)
        model += expression <= values[name] + 1e-6 * max(100.0, abs(values[name]))
    return {
        "build_seconds": build_seconds,
        "solve_seconds": sum(solve_seconds.values()),
        "levels": values,
    }


if __name__ == "__main__":
    print(json.dumps(solve_instance(read_instance(Path(sys.argv[1])), float(sys.argv[2]))))
