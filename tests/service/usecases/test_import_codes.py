"""A workbook names its workshops as it likes; the consortium knows them by its own codes."""

from __future__ import annotations

from examples.mask_order.order import mask_order
from service.usecases.order_looking import under_their_codes


def ids(problem: object) -> list[str]:
    return [w.id for w in problem.workshops]  # type: ignore[attr-defined]


def test_a_workshop_of_the_same_name_is_the_member() -> None:
    members = {"couture-du-canal": "COUTURE DU CANAL", "autre": "Un autre atelier"}
    found = under_their_codes(mask_order(), members)
    assert "couture-du-canal" in ids(found)
    assert "canal" not in ids(found)
    assert {c.workshop for c in found.capabilities} == set(ids(found))
    assert len(found.workshops) == len(mask_order().workshops)


def test_a_member_that_has_the_code_already_keeps_it() -> None:
    members = {"canal": "Couture du Canal", "canal-2": "Couture du Canal"}
    assert ids(under_their_codes(mask_order(), members)) == ids(mask_order())


def test_without_members_nothing_changes() -> None:
    assert under_their_codes(mask_order(), {}) == mask_order()
