"""What the next order starts from: what was learnt, without what belonged to one order's weeks."""

from __future__ import annotations

from typing import Any

from service.usecases.profiles import learned, undated


def _part(**changes: Any) -> dict[str, Any]:
    workshop = {
        "id": "dunes",
        "headcount": "8",
        "absence_rate": "0.1",
        "overrides": [{"week": "2020-W15"}],
        "closures": [{"first": "2020-04-13"}],
        "commitments": [{"first": "2020-W15"}],
        "ramp_up": ["0.5"],
        "entry": "2020-04-06",
        "leaving": None,
        **changes,
    }
    skills = [
        {"operation": "piquage", "product": None, "pace": None, "units_per_week": "400"},
        {"operation": "coupe", "product": "masque", "pace": "1", "units_per_week": None},
    ]
    return {"": workshop, "capabilities": skills, "lanes": []}


def _work(product: str, operation: str, pace: str | None) -> dict[str, Any]:
    return {"product": product, "operation": operation, "pace": pace, "scrap": None}


def _profile(absence: str | None, *works: dict[str, Any]) -> dict[str, Any]:
    return {
        "order": "masques",
        "workshop": _part(),
        "learned": {"absence_rate": absence, "works": list(works)},
    }


def test_what_belongs_to_the_weeks_of_one_order_is_left_out() -> None:
    given = _part()
    found = undated(given)[""]
    assert (found["headcount"], found["entry"]) == ("8", None)
    for name in ("overrides", "closures", "commitments", "ramp_up"):
        assert found[name] == []
    assert given[""]["ramp_up"] == ["0.5"]


def test_a_pace_that_was_declared_stands_in_place_of_the_planned_one() -> None:
    data, assumed = learned(_profile("0.25", _work("masque", "piquage", "0.8")))
    assert data[""]["absence_rate"] == "0.25"
    assert data["capabilities"][0]["pace"] == "0.8"
    assert data["capabilities"][0]["units_per_week"] is None
    assert data["capabilities"][1]["pace"] == "1"
    assert [(a["subject"], a["value"], a["source"]) for a in assumed] == [
        ("dunes", "0.25", "bilan masques"),
        ("dunes", "0.8", "bilan masques"),
    ]


def test_what_nobody_declared_or_says_nothing_stays_as_it_was() -> None:
    for absence, works in (
        (None, [_work("masque", "piquage", None)]),
        ("1", [_work("masque", "piquage", "0")]),
        # Two products under one capability: which of the two paces would be its own?
        (None, [_work("masque", "piquage", "0.8"), _work("sac", "piquage", "0.6")]),
        # A pace of another product than that of the capability.
        (None, [_work("sac", "coupe", "0.6")]),
    ):
        data, assumed = learned(_profile(absence, *works))
        assert (data, assumed) == (_part(), [])
