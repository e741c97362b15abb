"""Offers and the opening state, from lines without fault."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from importers.scalars import cents, thousandths
from optimizer import problem as data
from optimizer.opening import (
    Bought,
    Delivered,
    FrozenRun,
    HubTransit,
    LaneTransit,
    MaterialStock,
    OpeningState,
    OpenPurchase,
    PastWork,
    UnitStock,
)

Values = Mapping[str, Any]
Lines = Mapping[str, list[tuple[str, Values]]]


def offers_of(lines: Lines) -> tuple[data.Offer, ...]:
    """Offers with their price breaks and what is available week by week."""
    return tuple(_offer(i, v, lines) for i, v in lines["offers"])


def break_starts(
    froms: tuple[Decimal, ...] | None, prices: tuple[Decimal, ...]
) -> tuple[Decimal, ...]:
    """Quantities from which prices hold; the first, 0, may be left out."""
    given = froms or ()
    return (Decimal(0), *given) if len(given) == len(prices) - 1 else given


def _offer(i: str, v: Values, lines: Lines) -> data.Offer:
    starts = break_starts(v["from"], v["price"])
    return data.Offer(
        id=i,
        supplier=v["supplier"],
        material=v["material"],
        breaks=tuple(
            data.PriceBreak(from_thousandths=thousandths(q), unit_price=p)
            for q, p in zip(starts, v["price"], strict=False)
        ),
        break_kind=v["break_kind"] or "all_units",
        break_basis=v["break_basis"] or "order",
        minimum_thousandths=thousandths(v["minimum"]),
        multiple_thousandths=thousandths(v["multiple"]),
        lead_time_weeks=v["lead_time_weeks"] or 0,
        weekly_thousandths=None if v["weekly"] is None else thousandths(v["weekly"]),
        availability=tuple(
            data.Availability(week=w["week"], thousandths=thousandths(w["quantity"]))
            for _, w in lines["availability"]
            if w["offer"] == i
        ),
        total_thousandths=None if v["total"] is None else thousandths(v["total"]),
        order_from=v["order_from"],
        order_until=v["order_until"],
    )


def opening_of(lines: Lines, frozen_weeks: int) -> OpeningState:
    """What exists, travels, is bought, delivered and decided at the start."""

    def rows(state: str) -> list[Values]:
        return [v for _, v in lines["opening"] if v["state"] == state]

    return OpeningState(
        units=tuple(
            UnitStock(
                workshop=v["workshop"] or "",
                product=v["product"],
                operation=v["operation"],
                units=v["quantity"],
            )
            for v in rows("unit_stock")
        ),
        hub_transit=tuple(
            HubTransit(
                product=v["product"],
                operation=v["operation"],
                units=v["quantity"],
                arrival=v["arrival"],
            )
            for v in rows("hub_transit")
        ),
        lane_transit=tuple(
            LaneTransit(
                product=v["product"],
                delivery_point=v["delivery_point"],
                units=v["quantity"],
                arrival=v["arrival"],
            )
            for v in rows("lane_transit")
        ),
        materials=tuple(
            MaterialStock(
                material=v["material"],
                thousandths=thousandths(v["quantity"]),
                lender=v["workshop"] or "",
            )
            for v in rows("material_stock")
        ),
        purchases=tuple(
            OpenPurchase(
                material=v["material"],
                offer=v["offer"] or "",
                thousandths=thousandths(v["quantity"]),
                arrival=v["arrival"],
            )
            for v in rows("open_purchase")
        ),
        bought=tuple(
            Bought(offer=v["offer"], thousandths=thousandths(v["quantity"])) for v in rows("bought")
        ),
        delivered=tuple(
            Delivered(demand=v["demand"], units=v["quantity"]) for v in rows("delivered")
        ),
        past_work=tuple(
            PastWork(
                workshop=v["workshop"],
                standard_milliminutes=thousandths(v["standard"]),
                receipts_cents=cents(v["receipts"]),
                ramp_up_weeks=v["ramp_up_weeks"] or 0,
                headcount_weeks=v["headcount_weeks"] or Decimal(0),
                productive_minutes=v["productive_minutes"] or Decimal(0),
            )
            for _, v in lines["past_work"]
        ),
        frozen_weeks=frozen_weeks,
        frozen_runs=tuple(
            FrozenRun(
                workshop=v["workshop"],
                product=v["product"],
                operation=v["operation"],
                week=v["week"],
                units=v["units"],
            )
            for _, v in lines["frozen"]
        ),
    )
