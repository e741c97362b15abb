"""Drafts of one file put together where several of its cells speak of the same row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from importers.received.contract import Draft, OrderContext


def together(drafts: Iterable[Draft]) -> list[Draft]:
    """One draft for each row, in order; a value told twice is that of the first."""
    found: dict[tuple[str, tuple[str, ...]], Draft] = {}
    for draft in drafts:
        key = draft.sheet, draft.identity
        before = found.get(key)
        if before is not None:
            draft = Draft(
                sheet=draft.sheet,
                identity=draft.identity,
                values={**draft.values, **before.values},
                places={**draft.places, **before.places},
            )
        found[key] = draft
    return list(found.values())


def known_with(context: OrderContext, drafts: Iterable[Draft]) -> OrderContext:
    """The order as it would be with the workshops of these drafts.

    A load plan may come together with the census that names its workshop for the first time.
    """
    names = dict(context.names.get("workshops", {}))
    rows = {str(v.get("id")): dict(v) for v in context.rows.get("workshops", ())}
    hours, sirets = dict(context.weekly_hours), dict(context.sirets)
    for draft in drafts:
        if draft.sheet != "workshops":
            continue
        (id_,) = draft.identity
        values = {k: v for k, v in draft.values.items() if v is not None}
        rows[id_] = {**rows.get(id_, {}), "id": id_, **values}
        name, weekly, siret = values.get("name"), values.get("weekly_hours"), values.get("siret")
        told = (id_, name) if isinstance(name, str) else (id_,)
        names[id_] = tuple(dict.fromkeys((*names.get(id_, ()), *told)))
        if isinstance(weekly, Decimal):
            hours[id_] = weekly
        if isinstance(siret, str):
            sirets[siret] = id_
    return replace(
        context,
        names={**context.names, "workshops": names},
        rows={**context.rows, "workshops": tuple(rows.values())},
        weekly_hours=hours,
        sirets=sirets,
    )
