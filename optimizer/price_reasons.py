"""Why each euro of a price: what it pays, group by group, never a single member's figure.

A group of costs stands by itself when at least three members have a part in it; the others are put
together under ``other``, and small groups join them until three members are in it. Whoever may see
every figure has each kind of line apart (:func:`kind_reasons`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from optimizer.cost_items import CostItem, ItemKind, round_fraction

Group = Literal[
    "materials",
    "labour",
    "supervision",
    "transport",
    "overhead",
    "common",
    "other",
    "aid",
    "margin",
]
FEWEST_MEMBERS = 3
GROUPS: Mapping[ItemKind, Group] = {
    "materials": "materials",
    "settlement": "materials",
    "stock": "materials",
    "vat": "materials",
    "labour": "labour",
    "setup": "labour",
    "setup_cost": "labour",
    "piece": "labour",
    "supervision": "supervision",
    "movement": "transport",
    "transport": "transport",
    "holding": "transport",
    "overhead": "overhead",
    "common": "common",
    "aid": "aid",
}
SHOWN: tuple[Group, ...] = (
    "materials",
    "labour",
    "supervision",
    "transport",
    "overhead",
    "common",
    "other",
    "aid",
    "margin",
)
_TEN_THOUSANDTH = Decimal("0.0001")
# An item of cost and the part of it that counts.
Part = tuple[CostItem, Fraction]
# group → workshop → cents
Table = dict[Group, dict[str, Fraction]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What part of the price a group of costs is; ``aid`` is negative, ``margin`` is what is left.

    ``per_unit`` in euros, four decimals, None over several products. ``per_cent`` of the price, one
    decimal; they sum to 100.0.
    """

    group: Group
    cents: int
    per_unit: Decimal | None
    per_cent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class KindReason:
    """What part of the price a kind of line is, as :class:`Reason`: for whoever sees every figure."""

    kind: ItemKind | Literal["margin"]
    cents: int
    per_unit: Decimal | None
    per_cent: Decimal


def kind_reasons(
    parts: Sequence[Part], ht_cents: int, units: Decimal | None
) -> tuple[KindReason, ...]:
    """The reasons of a whole order, every kind of line apart, however few members have it.

    They sum to ``ht_cents``; ``margin`` is always the last.
    """
    totals: dict[ItemKind, Fraction] = defaultdict(Fraction)
    for item, part in parts:
        totals[item.kind] += item.cents * part * (-1 if item.kind == "aid" else 1)
    cents: dict[ItemKind | Literal["margin"], int] = {
        kind: round_fraction(totals[kind])
        for kind in get_args(ItemKind)
        if kind in totals and round_fraction(totals[kind])
    }
    cents["margin"] = ht_cents - sum(cents.values())
    per_cent = _per_cent(list(cents.values()), ht_cents)
    return tuple(
        KindReason(kind=kind, cents=amount, per_unit=_per_unit(amount, units), per_cent=part)
        for (kind, amount), part in zip(cents.items(), per_cent, strict=True)
    )


def reasons(
    parts: Sequence[Part], ht_cents: Mapping[str, int], quantities: Mapping[str, Decimal]
) -> tuple[tuple[Reason, ...], dict[str, tuple[Reason, ...]]]:
    """The reasons of a whole order and of each of its products.

    Groups are the same everywhere, so that nothing can be got by taking one table from another. When
    a product cannot be shown no product is ({}); when the whole cannot either, () and {}.

    Args:
        parts: the order's costs and aid.
        ht_cents, quantities: price before tax and units of each product.
    """
    whole = _table(parts)
    tables = {p: _table([x for x in parts if x[0].product == p]) for p in ht_cents}
    merged = None
    if all(item.product for item, _ in parts):
        merged = _to_merge([*tables.values(), whole])
    by_product: dict[str, tuple[Reason, ...]] = {}
    if merged is not None:
        by_product = {p: _reasons(t, merged, ht_cents[p], quantities[p]) for p, t in tables.items()}
    else:
        merged = _to_merge([whole])
    if merged is None:
        return (), {}
    units = next(iter(quantities.values())) if len(quantities) == 1 else None
    return _reasons(whole, merged, sum(ht_cents.values()), units), by_product


def _table(parts: Sequence[Part]) -> Table:
    found: Table = defaultdict(lambda: defaultdict(Fraction))
    for item, part in parts:
        group = GROUPS.get(item.kind, "other")
        found[group][item.workshop] += item.cents * part * (-1 if group == "aid" else 1)
    return found


def _total(table: Table, group: Group) -> Fraction:
    return sum(table.get(group, {}).values(), Fraction(0))


def _members(table: Table, groups: Sequence[Group]) -> int:
    return len({w for g in groups for w, cents in table.get(g, {}).items() if w and cents})


def _to_merge(tables: Sequence[Table]) -> tuple[Group, ...] | None:
    """Groups to put together under ``other``; None when that does not suffice."""
    present = [g for g in SHOWN if any(any(t.get(g, {}).values()) for t in tables)]
    merged: list[Group] = [
        g for g in present if g == "other" or any(_is_narrow(t, (g,)) for t in tables)
    ]
    left = [g for g in present if g not in merged]
    # The smallest groups go first: they tell least.
    left.sort(key=lambda g: sum(abs(_total(t, g)) for t in tables))
    while any(_is_narrow(t, merged) for t in tables):
        if not left:
            return None
        merged.append(left.pop(0))
    return tuple(g for g in SHOWN if g in merged)


def _is_narrow(table: Table, groups: Sequence[Group]) -> bool:
    """Whether something stands there, of fewer members than may be shown."""
    return (
        any(any(table.get(g, {}).values()) for g in groups)
        and _members(table, groups) < FEWEST_MEMBERS
    )


def _reasons(
    table: Table, merged: Sequence[Group], ht_cents: int, units: Decimal | None
) -> tuple[Reason, ...]:
    cents: dict[Group, int] = {}
    for group in SHOWN:
        if group == "other":
            total = sum((_total(table, g) for g in merged), Fraction(0))
        elif group in merged:
            continue
        else:
            total = _total(table, group)
        if round_fraction(total):
            cents[group] = round_fraction(total)
    cents["margin"] = ht_cents - sum(cents.values())
    per_cent = _per_cent(list(cents.values()), ht_cents)
    return tuple(
        Reason(
            group=group,
            cents=amount,
            per_unit=_per_unit(amount, units),
            per_cent=part,
        )
        for (group, amount), part in zip(cents.items(), per_cent, strict=True)
    )


def _per_unit(cents: int, units: Decimal | None) -> Decimal | None:
    return (Decimal(cents) / 100 / units).quantize(_TEN_THOUSANDTH) if units else None


def _per_cent(amounts: Sequence[int], whole: int) -> list[Decimal]:
    """Tenths of a per cent that sum to 100.0 (largest remainder, negative amounts too)."""
    if not whole:
        return [Decimal(0) for _ in amounts]
    exact = [Fraction(1000 * amount, whole) for amount in amounts]
    floors = [int(e // 1) for e in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for i in by_remainder[: 1000 - sum(floors)]:
        floors[i] += 1
    return [Decimal(tenths).scaleb(-1) for tenths in floors]
