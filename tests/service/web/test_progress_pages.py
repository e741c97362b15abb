"""Progress: the buyer sees milestones, promises and deliveries, and nobody's work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from service.usecases.progress import MilestoneProgress, Promise, due_week
from service.web import progress_pages
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


def test_picture_skips_no_week_and_a_promise_ends_on_a_friday() -> None:
    weeks = progress_pages.every_week({"2020-W52", "2021-W02"})
    assert weeks == ["2020-W52", "2020-W53", "2021-W01", "2021-W02"]
    assert progress_pages.every_week(set()) == []
    assert progress_pages.friday("2020-W20") == date(2020, 5, 15)


@pytest.mark.parametrize(
    ("promised", "late"),
    [((), None), (("2020-W20",), 0), (("2020-W19", "2020-W22"), 2)],
)
def test_weeks_late_are_counted_from_the_last_week_in_time(
    promised: tuple[str, ...], late: int | None
) -> None:
    found = MilestoneProgress(
        demand="J1",
        product="Masque",
        quantity=Decimal(10 * max(1, len(promised))),
        due=date(2020, 5, 15),
        point="Entrepôt",
        promised=tuple(Promise(week=w, units=Decimal(10)) for w in promised),
        before=Decimal(0),
        delivered=Decimal(0),
        accepted=Decimal(0),
        refused=Decimal(0),
    )
    assert found.weeks_late == late
    assert found.is_promised_late == bool(late)
