"""How far an order is: what is finished counts for the earliest milestones, the next one is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from service.i18n import Texts
from service.usecases.progress import MilestoneProgress, Promise
from service.web import overview_view
from tests.service.living import Life
from tests.service.web.visiting import visit

FR = Texts("fr")


@dataclass
class _Made:
    product: str
    operation: str
    made: Decimal
    conforming: Decimal | None = None
    scrap: Decimal | None = None


def _milestone(
    demand: str, due: date, **changes: Decimal | str | tuple[Promise, ...]
) -> MilestoneProgress:
    values: dict[str, object] = {
        "product": "Masque",
        "quantity": Decimal(1000),
        "point": "Lille",
        "promised": (),
        "before": Decimal(0),
        "delivered": Decimal(0),
        "accepted": Decimal(0),
        "refused": Decimal(0),
        **changes,
    }
    return MilestoneProgress(demand=demand, due=due, **values)  # type: ignore[arg-type]


FIRST = _milestone("J1", date(2020, 5, 1), delivered=Decimal(1000), accepted=Decimal(800))
SECOND = _milestone(
    "J2",
    date(2020, 5, 15),
    delivered=Decimal(200),
    promised=(Promise(week="2020-W20", units=Decimal(1000)),),
)
PRODUCTS = {"J1": "mask", "J2": "mask"}


def test_only_the_last_operation_finishes_and_scrap_does_not_count() -> None:
    rows = [
        _Made("mask", "cutting", Decimal(900)),
        _Made("mask", "sewing", Decimal(500), scrap=Decimal(20)),
        _Made("mask", "sewing", Decimal(100), conforming=Decimal(90)),
        _Made("bag", "sewing", Decimal(7)),
    ]
    assert overview_view.finished(rows, {"mask": "sewing"}) == {"mask": Decimal(570)}


def test_what_is_finished_goes_to_the_earliest_milestone() -> None:
    found = overview_view.following([SECOND, FIRST], PRODUCTS, {"mask": Decimal(1500)})
    assert found is not None
    assert [(x.milestone.demand, x.made) for x in found.lines] == [
        ("J1", Decimal(1000)),
        ("J2", Decimal(500)),
    ]
    assert (found.asked, found.made, found.delivered, found.accepted, found.left) == (
        Decimal(2000),
        Decimal(1500),
        Decimal(1200),
        Decimal(800),
        Decimal(800),
    )
    assert found.next is not None
    assert found.next.milestone.demand == "J2"
    said = overview_view.sentence(found, FR)
    for text in ("1\u202f500", "1\u202f200", "2\u202f000", "800"):
        assert text in said
    assert "S20" in overview_view.next_sentence(found, FR)
    assert "à temps" in overview_view.next_sentence(found, FR)
    picture = overview_view.picture(found, FR)
    assert picture.count("<rect") >= 7


def test_more_delivered_than_declared_was_made_all_the_same() -> None:
    found = overview_view.following([FIRST, SECOND], PRODUCTS, {})
    assert found is not None
    assert [x.made for x in found.lines] == [Decimal(1000), Decimal(200)]


def test_what_was_sent_back_is_owed_again() -> None:
    back = _milestone("J1", date(2020, 5, 1), delivered=Decimal(600), refused=Decimal(100))
    found = overview_view.following([back], {"J1": "mask"}, {"mask": Decimal(900)})
    assert found is not None
    assert found.lines[0].made == Decimal(800)


@pytest.mark.parametrize(
    ("milestone", "text"),
    [
        (
            _milestone("J1", date(2020, 5, 1), delivered=Decimal(1000), accepted=Decimal(1000)),
            "et accepté",
        ),
        (FIRST, "200 unités attendent encore"),
    ],
)
def test_nothing_left_is_said(milestone: MilestoneProgress, text: str) -> None:
    found = overview_view.following([milestone], {"J1": "mask"}, None)
    assert found is not None
    assert found.next is None
    assert overview_view.next_sentence(found, FR) == ""
    assert text in overview_view.sentence(found, FR)


@pytest.mark.parametrize(
    ("promised", "text"),
    [
        ((Promise(week="2020-W22", units=Decimal(1000)),), "2 semaines de retard"),
        ((Promise(week="2020-W20", units=Decimal(10)),), "ne le livre pas en entier"),
    ],
)
def test_a_next_milestone_that_will_be_late_says_so(
    promised: tuple[Promise, ...], text: str
) -> None:
    late = _milestone("J2", date(2020, 5, 15), promised=promised)
    found = overview_view.following([late], {"J2": "mask"}, None)
    assert found is not None
    assert text in overview_view.next_sentence(found, FR).replace("\u00a0", " ")


def test_an_order_without_milestones_has_nothing_to_follow() -> None:
    assert overview_view.following([], {}, {}) is None


def test_the_overview_in_production_shows_it_and_hides_production_from_the_buyer(
    life: Life,
) -> None:
    assert 'id="avancement"' not in visit(life, "coordinator", "")
    life.adopted()
    page = visit(life, "coordinator", "")
    assert 'id="avancement"' in page
    assert "Prochain jalon" in page
    assert "Avancement de chaque jalon" in page
    assert '<th scope="col" class="n">Fini</th>' in page
    for who in ("buyer", "workshop_a"):
        theirs = visit(life, who, "")
        assert "Prochain jalon" in theirs
        assert ">Fini</th>" not in theirs
        assert "finies" not in theirs
    assert "finies" in visit(life, "facilitator", "")
