"""The single-operation model written the obvious way in linopy and solved by HiGHS.

Run as a process of its own: ``python -m benchmarks.peer_linopy INSTANCE.json SECONDS``; prints
one JSON object: seconds to build and to solve, value of each level.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path

import linopy
import numpy as np
import pandas as pd
import xarray as xr

from benchmarks.neutral_format import Instance, read_instance


def solve_instance(instance: Instance, seconds: float) -> dict[str, object]:
    """Late, then fairness, then cost, each level fixed before the next one."""
    started = time.perf_counter()
    model = linopy.Model()
    workshops = pd.Index(list(instance.hours), name="workshop")
    products = pd.Index(list(instance.minutes), name="product")
    weeks = pd.RangeIndex(instance.weeks, name="week")
    demands = pd.Index([d.id for d in instance.demands], name="demand")

    can = xr.DataArray(
        [[p in instance.can_make[w] for p in products] for w in workshops],
        coords=[workshops, products],
    )
    hours_each = xr.DataArray([float(instance.minutes[p]) / 60 for p in products], [products])
    capacity = xr.DataArray(
        [[float(h) for h in instance.hours[w]] for w in workshops], [workshops, weeks]
    )
    pieces = xr.DataArray([float(d.pieces) for d in instance.demands], [demands])
    due = xr.DataArray([d.due_week for d in instance.demands], [demands])
    asked = xr.DataArray(
        [[float(d.product == p) for p in products] for d in instance.demands],
        [demands, products],
    )

    made = model.add_variables(
        lower=0, coords=[workshops, products, weeks], mask=can.expand_dims(week=weeks), name="made"
    )
    delivered = model.add_variables(lower=0, coords=[demands, weeks], name="delivered")
    missing = model.add_variables(lower=0, coords=[demands], name="missing")
    stock = model.add_variables(lower=0, coords=[products, weeks], name="stock")
    short = model.add_variables(lower=0, coords=[workshops], name="short")

    work = (made * hours_each).sum("product")
    model.add_constraints(work <= capacity, name="capacity")
    output = made.sum("workshop") - (delivered * asked).sum("demand")
    model.add_constraints(stock - stock.shift(week=1) - output == 0, name="balance")
    model.add_constraints(stock.isel(week=-1) == 0, name="nothing left")
    model.add_constraints(delivered.sum("week") + missing == pieces, name="demand")

    goods = []
    received: dict[str, list[linopy.LinearExpression]] = {m: [] for m in instance.on_hand}
    for number, o in enumerate(instance.offers):
        need = sum(
            float(d.pieces * instance.bill[d.product].get(o.material, 0)) for d in instance.demands
        )
        largest = need + float(o.multiple) + float(o.minimum)
        starts = [float(start) for start, _ in o.tiers]
        tiers = pd.RangeIndex(len(starts), name="tier")
        lowest = xr.DataArray([max(starts[0], float(o.minimum)), *starts[1:]], [tiers])
        highest = xr.DataArray(
            [max(end, start) for start, end in zip(starts, [*starts[1:], largest], strict=True)],
            [tiers],
        )
        prices = xr.DataArray([float(price) for _, price in o.tiers], [tiers])
        # Indexed by the week of arrival: nothing arrives before the lead time.
        in_time = xr.DataArray(np.arange(instance.weeks) >= o.lead_weeks, [weeks])
        packages = model.add_variables(
            lower=0, coords=[weeks], integer=True, mask=in_time, name=f"packages {number}"
        )
        each = in_time.expand_dims(tier=tiers).transpose("week", "tier")
        reached = model.add_variables(
            binary=True, coords=[weeks, tiers], mask=each, name=f"reached {number}"
        )
        part = model.add_variables(lower=0, coords=[weeks, tiers], mask=each, name=f"part {number}")
        model.add_constraints(part - reached * highest <= 0, name=f"highest {number}")
        model.add_constraints(part - reached * lowest >= 0, name=f"lowest {number}")
        model.add_constraints(reached.sum("tier") <= 1, name=f"one tier {number}")
        quantity = packages * float(o.multiple)
        model.add_constraints(quantity - part.sum("tier") == 0, name=f"quantity {number}")
        if o.max_per_week is not None:
            model.add_constraints(quantity <= float(o.max_per_week), name=f"weekly {number}")
        goods.append((part * prices).sum())
        received[o.material].append(quantity)
    for m, on_hand in instance.on_hand.items():
        each_piece = xr.DataArray([float(instance.bill[p].get(m, 0)) for p in products], [products])
        pool = model.add_variables(lower=0, coords=[weeks], name=f"pool {m}")
        change = pool - pool.shift(week=1) + (made * each_piece).sum(["workshop", "product"])
        for quantity in received[m]:
            change = change - quantity
        first = xr.DataArray([float(on_hand)] + [0.0] * (instance.weeks - 1), [weeks])
        model.add_constraints(change == first, name=f"material {m}")

    worked = work.sum("week")
    targets = xr.DataArray([float(instance.target_hours[w]) for w in workshops], [workshops])
    model.add_constraints(short + worked >= targets, name="fairness")

    week_numbers = xr.DataArray(np.arange(instance.weeks), [weeks])
    lateness = (week_numbers - due).clip(min=0)
    hourly = xr.DataArray([float(instance.hourly_cost[w]) for w in workshops], [workshops])
    cost = (worked * hourly).sum()
    for amount in goods:
        cost = cost + amount
    levels = {
        "late": (delivered * lateness).sum() + (missing * (instance.weeks - 1 - due)).sum(),
        "fairness": short.sum(),
        "cost": cost,
    }
    build_seconds = time.perf_counter() - started

    # A level may lose 10⁻⁴ to the next ones: less, and HiGHS finds « nothing late » infeasible.
    values: dict[str, float] = {}
    solve_seconds = 0.0
    for name, expression in levels.items():
        model.add_objective(expression, overwrite=True)
        began = time.perf_counter()
        model.solve(
            solver_name="highs",
            io_api="direct",
            time_limit=seconds,
            threads=2,
            output_flag=False,
            mip_rel_gap=0,
        )
        solve_seconds += time.perf_counter() - began
        if model.objective.value is None:
            break
        values[name] = float(model.objective.value)
        limit = values[name] + 1e-6 * max(100.0, abs(values[name]))
        model.add_constraints(expression <= limit, name=f"keep {name}")
    return {"build_seconds": build_seconds, "solve_seconds": solve_seconds, "levels": values}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    instance_read = read_instance(Path(sys.argv[1]))
    # The solver writes to standard output: the answer is the last line.
    print("\n" + json.dumps(solve_instance(instance_read, float(sys.argv[2]))))
