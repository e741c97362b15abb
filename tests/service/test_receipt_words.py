"""What the order brings a workshop and what its ceiling counts stand in one sentence."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.exports.facts import Facts
from service.exports.receipt_words import brought_cents, brought_sentence
from service.exports.receipts import receipts_of
from service.i18n import Texts
from tests.plans import worked_plan, worked_problem

FRENCH = Texts("fr")


def test_the_facon_and_the_rest_add_up_to_what_the_order_brings() -> None:
    problem = worked_problem()
    priced = replace(
        problem, products=tuple(replace(p, selling_price=Decimal(90)) for p in problem.products)
    )
    facts = Facts(priced, worked_plan())
    for workshop in priced.workshops:
        brought = brought_cents(facts, workshop.id)
        assert brought is not None
        facon = int(receipts_of(facts, workshop).planned_cents)
        said = brought_sentence(facts, workshop.id, brought, FRENCH)
        assert bool(said) == (0 < facon < brought)
        if said:
            for cents in (brought, facon, brought - facon):
                assert FRENCH.euros(cents) in said
            assert "au-delà de la façon" in said
            assert ("plafond" in said) == (workshop.receipts_ceiling_cents is not None)
    assert any(brought_sentence(facts, w.id, 10**9, FRENCH) for w in priced.workshops)


def test_without_a_price_nothing_is_said() -> None:
    problem = worked_problem()
    free = replace(
        problem, products=tuple(replace(p, selling_price=None) for p in problem.products)
    )
    facts = Facts(free, worked_plan())
    workshop = free.workshops[0].id
    assert brought_cents(facts, workshop) is None
    assert brought_sentence(facts, workshop, None, FRENCH) == ""
