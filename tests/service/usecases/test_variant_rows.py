"""What a study found is said again as rows that mean the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import changes as c
from optimizer.changes import Change
from optimizer.instructions import Ban, Pin
from optimizer.problem import Capability
from service.jobs.study_tasks import plain
from service.usecases import variants
from service.usecases.variant_rows import rows_of
from tests.cost_builders import worked_order

D = Decimal
W17, W19 = "2020-W17", "2020-W19"
SAID: tuple[Change, ...] = (
    c.MorePeople(workshop="vestali", first=W17, last=W19, people=D("1.5")),
    c.MoreHours(workshop="vestali", first=W17, last=W17, hours=D("-3.5")),
    c.NoClosure(workshop="fil-rouge", first_day=date(2020, 5, 4), last_day=date(2020, 5, 5)),
    c.Closed(workshop="vestali", first_day=date(2020, 5, 4), last_day=date(2020, 5, 5)),
    c.WorkshopStops(workshop="vestali", week=W19),
    c.RemoveWorkshop(workshop="esat-lys"),
    c.EarlierEntry(workshop="esat-lys", day=date(2020, 4, 6)),
    c.MoreStations(group="machines", number=2, first=W17, last=W19),
    c.StationHours(group="machines", hours=D("35.5"), first=None, last=None),
    c.StationStops(group="machines", first=W17, last=W19),
    c.MoreMaterial(offer="fabric-toiles", thousandths=1_234_500, week=None),
    c.EarlierSupply(offer="fabric-toiles", weeks=1),
    c.OrderEarlier(offer="fabric-toiles", day=date(2020, 4, 1)),
    c.SupplierStops(supplier="toiles", week=W17),
    c.PriceChange(offer="fabric-toiles", rate=D("1.105")),
    c.StockMaterial(material="fabric", thousandths=200_000),
    c.Qualify(workshop="vestali", norm="N", day=date(2020, 5, 4)),
    c.Skill(capability=Capability(workshop="esat-lys", operation="sewing", pace=D("0.7"))),
    c.LargestShare(workshop="vestali", share=D("0.3333")),
    c.LargestShare(workshop="vestali", share=None),
    c.SmallestShare(workshop="vestali", share=D("0.1")),
    c.ReceiptsCeiling(workshop="vestali", cents=2_000_050),
    c.SmallestRun(workshop="vestali", operation="sewing", product=None, units=50),
    c.ProductLot(product="mask", lot_size=50),
    c.TestingWeeks(product="mask", weeks=1),
    c.HubLeadTime(weeks=2),
    c.LaneLeadTime(workshop="vestali", delivery_point="arras", weeks=1),
    c.IssueLead(workshop="vestali", weeks=1),
    c.DemandQuantity(demand="masks-2", quantity=D(900)),
    c.DemandDue(demand="masks-2", due=date(2020, 5, 22)),
    c.DemandPriority(demand="masks-2", priority=3),
    c.Tail(weeks=4),
    c.SellingPrice(product="mask", price=D("2.9")),
    c.AddPin(
        pin=Pin(
            workshop="vestali",
            product="mask",
            operation="sewing",
            first=W17,
            last=W19,
            units=D(100),
        )
    ),
    c.AddBan(ban=Ban(workshop="vestali", product="mask", operation="sewing")),
    c.AgreedShares(shares=(("vestali", D("0.25")),)),
)


@pytest.mark.parametrize("change", SAID, ids=lambda x: type(x).__name__)
def test_a_change_comes_back_as_it_was(change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_of([plain(change)])
    assert rows is not None
    # Whether this order admits the change is another matter: names are taken as they are.
    monkeypatch.setattr("importers.variants.apply", lambda problem, _changes: (problem, ()))
    monkeypatch.setattr("importers.variants._named", lambda _l, _m, _k, text, *_: text)
    read, found = variants.understood([{"name": "", "changes": rows}], worked_order())
    assert not found
    assert read[0].changes == (change,)


def test_every_kind_of_change_was_thought_of() -> None:
    said = {type(x) for x in SAID}
    missing = {x.__name__ for x in get_args(Change)} - {x.__name__ for x in said}
    # A key is how a variant is planned; a newcomer is more than a row.
    assert missing == {"FairnessKeyChange", "AddWorkshop"}
    assert rows_of([{"change": "FairnessKeyChange", "key": "equal"}]) == [
        {"what": "key", "cells": {"value": "equal"}}
    ]
    assert rows_of([{"change": "AddWorkshop", "workshop": {}}]) is None


@pytest.mark.parametrize("span", [{"first": W17, "last": None}, {"first": None, "last": W19}])
def test_a_span_without_an_end_is_no_row(span: dict[str, Any]) -> None:
    assert rows_of([{"change": "StationStops", "group": "g", **span}]) is None
    assert rows_of([{"change": "StationStops", "group": "g", "first": None, "last": None}])


@given(people=st.decimals(-500, 500, places=3, allow_nan=False))
def test_any_number_is_read_as_it_was(people: Decimal) -> None:
    change = c.MorePeople(workshop="vestali", first=W17, last=W17, people=people)
    rows = rows_of([plain(change)])
    assert rows is not None
    text = rows[0]["cells"]["value"]
    assert Decimal(text.replace(",", ".")) == people
    assert "E" not in text
