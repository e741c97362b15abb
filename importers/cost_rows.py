"""A workshop's cost figures: from the rows of its cost workbook, and back to them, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from importers.scalars import cents, from_cents
from optimizer.cost_parameters import (
    Aid,
    DatedRate,
    HoursLadder,
    InKind,
    MemberCosts,
    OrderExpense,
    PeriodCost,
    VatStatus,
)

Values = Mapping[str, Any]
RowValues = dict[str, Any]

ZERO, ONE = Decimal(0), Decimal(1)
_LADDER = ("first", "last", "paid_hours", "presence_hours", "worked_hours", "productive_hours")
_RATES = ("overhead_rate", "non_quality", "margin", "receipts_rule")
# Cells of the cost sheet that say something of VAT, beside whether the member is liable.
VAT_COLUMNS = ("deduction", "franchise", "other_receipts", "vat_source")


def costs_of(rows: Mapping[str, list[Values]]) -> MemberCosts:
    """The figures that rows say.

    Args:
        rows: by sheet key the values of its rows, none faulty; the sheets of labels have one each.
    """
    member, hours = rows["cost_member"][0], rows["cost_hours"][0]
    rates = {
        v["rate"]: DatedRate(value=v["value"], since=v["since"], source=v["source"] or "")
        for v in rows["cost_rates"]
    }
    return MemberCosts(
        workshop=member["workshop"],
        order=member["order"] or "",
        hours=HoursLadder(**{k: hours[k] for k in _LADDER}, source=hours["source"] or ""),
        period_costs=tuple(
            PeriodCost(
                label=v["label"],
                use=v["use"],
                cents=cents(v["amount"]),
                since=v["since"],
                source=v["source"] or "",
            )
            for v in rows["period_costs"]
        ),
        aids=tuple(_aid(v) for v in rows["aids"]),
        expenses=tuple(
            OrderExpense(
                label=v["label"],
                kind=v["kind"],
                cents=cents(v["amount"]),
                cents_per_unit=(v["per_unit"] or ZERO) * 100,
                product=v["product"] or "",
                since=v["since"],
                source=v["source"] or "",
            )
            for v in rows["expenses"]
        ),
        in_kind=tuple(
            InKind(label=v["label"], cents=cents(v["amount"]), source=v["source"] or "")
            for v in rows["in_kind"]
        ),
        margin_convention=member["margin_convention"],
        vat=_vat(member),
        annual_charges_cents=_some_cents(member["annual_charges"]),
        payment_days_suppliers=member["payment_days"],
        opening_cash_cents=_some_cents(member["opening_cash"]),
        **{name: rates.get(name) for name in _RATES},
    )


def _aid(v: Values) -> Aid:
    return Aid(
        label=v["label"],
        cents_per_etp=cents(v["per_etp"]),
        hours_per_etp=v["hours_per_etp"] or ZERO,
        base=v["base"] or "paid",
        share_of_hours=ONE if v["share"] is None else v["share"],
        cents_per_period=cents(v["per_period"]),
        since=v["since"],
        until=v["until"],
        source=v["source"] or "",
    )


def _vat(member: Values) -> VatStatus | None:
    is_liable = member["is_liable"]
    if is_liable is None:
        return None
    deduction = member["deduction"]
    if deduction is None:
        # Who is not liable recovers nothing; who is recovers it all unless it says otherwise.
        deduction = ONE if is_liable else ZERO
    return VatStatus(
        is_liable=is_liable,
        deduction=deduction,
        franchise_cents=_some_cents(member["franchise"]),
        other_receipts_cents=cents(member["other_receipts"]),
        source=member["vat_source"] or "",
    )


def _some_cents(euros: Decimal | None) -> int | None:
    return None if euros is None else cents(euros)


def rows_of_costs(costs: MemberCosts) -> dict[str, list[RowValues]]:
    """Per sheet key, the values of its rows by column key: the inverse of :func:`costs_of`."""
    hours = costs.hours
    return {
        "cost_member": [_member_row(costs)],
        "cost_hours": [{**{k: getattr(hours, k) for k in _LADDER}, "source": hours.source}],
        "period_costs": [
            {
                "label": c.label,
                "use": c.use,
                "amount": from_cents(c.cents),
                "since": c.since,
                "source": c.source,
            }
            for c in costs.period_costs
        ],
        "aids": [
            {
                "label": a.label,
                "per_etp": _unless_zero(from_cents(a.cents_per_etp)),
                "hours_per_etp": _unless_zero(a.hours_per_etp),
                "base": a.base,
                "share": a.share_of_hours,
                "per_period": _unless_zero(from_cents(a.cents_per_period)),
                "since": a.since,
                "until": a.until,
                "source": a.source,
            }
            for a in costs.aids
        ],
        "expenses": [
            {
                "label": e.label,
                "kind": e.kind,
                "amount": _unless_zero(from_cents(e.cents)),
                "per_unit": _unless_zero(e.cents_per_unit / 100),
                "product": e.product,
                "since": e.since,
                "source": e.source,
            }
            for e in costs.expenses
        ],
        "in_kind": [
            {"label": i.label, "amount": from_cents(i.cents), "source": i.source}
            for i in costs.in_kind
        ],
        "cost_rates": [
            {"rate": name, "value": rate.value, "since": rate.since, "source": rate.source}
            for name in _RATES
            if (rate := getattr(costs, name)) is not None
        ],
    }


def _member_row(costs: MemberCosts) -> RowValues:
    row: RowValues = {
        "workshop": costs.workshop,
        "order": costs.order,
        "margin_convention": costs.margin_convention,
        "annual_charges": _some_euros(costs.annual_charges_cents),
        "payment_days": costs.payment_days_suppliers,
        "opening_cash": _some_euros(costs.opening_cash_cents),
    }
    if costs.vat is not None:
        row |= {
            "is_liable": costs.vat.is_liable,
            "deduction": costs.vat.deduction,
            "franchise": _some_euros(costs.vat.franchise_cents),
            "other_receipts": _unless_zero(from_cents(costs.vat.other_receipts_cents)),
            "vat_source": costs.vat.source,
        }
    return row


def _some_euros(value: int | None) -> Decimal | None:
    return None if value is None else from_cents(value)


def _unless_zero(value: Decimal) -> Decimal | None:
    return value or None
