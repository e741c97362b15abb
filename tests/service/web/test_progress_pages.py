"""Progress: the buyer sees milestones, promises and deliveries, and nobody's work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from service.usecases.progress import due_week
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM

PAGE = f"/c/{CONSORTIUM}/o/{WORKED}/suivi"


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2020, 5, 15), "2020-W20"),  # a Friday
        (date(2020, 5, 14), "2020-W19"),  # a Thursday: the Friday of its week comes too late
        (date(2020, 5, 17), "2020-W20"),
        (date(2021, 1, 1), "2020-W53"),
    ],
)
def test_due_week_is_the_last_whose_friday_comes_in_time(day: date, week: str) -> None:
    assert due_week(day) == week


def test_progress_before_a_plan_and_with_one(life: Life) -> None:
    buyer = life.running.client("buyer")
    page = buyer.get(PAGE)
    assert page.status_code == 200
    assert "Aucun plan" in page.text
    life.adopted()
    milestones = life.get("buyer", "/progress")
    assert milestones
    for milestone in milestones:
        promised = sum((Decimal(p["units"]) for p in milestone["promised"]), start=Decimal(0))
        assert promised <= Decimal(milestone["quantity"])
        assert Decimal(milestone["accepted"]) == Decimal(milestone["delivered"])
        assert milestone["expected_by"] is not None
    first = milestones[0]
    before = Decimal(first["delivered"])
    life.post(
        "workshop_a",
        "/lots",
        workshop="vestali",
        number="V-1",
        demand=first["demand"],
        units="10",
        delivered_on=first["due"],
    )
    said = life.get("buyer", "/progress")[0]
    assert Decimal(said["delivered"]) == before + 10
    assert Decimal(said["accepted"]) == before
    page = buyer.get(PAGE)
    assert "attend" in page.text
    assert "<svg" in page.text


def test_a_refused_lot_is_owed_again(life: Life) -> None:
    life.adopted()
    first = life.get("buyer", "/progress")[0]
    lot = life.post(
        "workshop_a",
        "/lots",
        workshop="vestali",
        number="V-1",
        demand=first["demand"],
        units="10",
        delivered_on=first["due"],
    )
    life.post("buyer", f"/lots/{lot['id']}/steps", step="refuse_lot", reason="coutures ouvertes")
    said = life.get("buyer", "/progress")[0]
    assert said["delivered"] == first["delivered"]
    assert Decimal(said["refused"]) == 10


def test_who_buys_elsewhere_sees_nothing(life: Life) -> None:
    for who in ("other_buyer", "stranger"):
        assert life.running.client(who).get(PAGE).status_code == 404
