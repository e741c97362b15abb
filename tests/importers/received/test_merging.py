"""Several files made one; where they contradict each other nothing is taken unasked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from importers.received.contract import Scope, Topic
from importers.received.merging import merge
from optimizer.diagnostics import Source
from tests.importers.received.entering import draft, reading

VESTALI = ("vestali",)


def place(file: str, cell: str) -> Source:
    return Source(file=file, sheet="Feuil1", cell=cell)


def test_files_that_agree_are_one_entry() -> None:
    one = reading(draft("workshops", VESTALI, headcount=Decimal(8), kind="ACI"))
    other = reading(draft("workshops", VESTALI, headcount=8, weekly_hours=Decimal("26.0")))
    merged = merge([one, other], {})
    assert merged.conflicts == ()
    (entry,) = merged.entries
    assert entry.values == {"headcount": 8, "kind": "ACI", "weekly_hours": 26}


def test_contradiction_is_shown_with_both_places_and_not_taken() -> None:
    one = reading(draft("workshops", VESTALI, "D5", headcount=Decimal(8)), file="recu.xlsx")
    other = reading(draft("workshops", VESTALI, "B9", headcount=Decimal(9), kind="ACI"))
    merged = merge([one, other], {})
    (conflict,) = merged.conflicts
    assert conflict.guess.topic is Topic.CONFLICT
    assert conflict.guess.key == "conflict:workshops:vestali:headcount"
    assert conflict.guess.choices == ("8", "9")
    assert conflict.guess.understood == ""
    assert [o.places for o in conflict.options] == [
        (place("recu.xlsx", "D5"),),
        (place("recu.xlsx", "B9"),),
    ]
    (entry,) = merged.entries
    assert entry.values == {"kind": "ACI"}


def test_chosen_value_is_taken_by_value_or_by_file() -> None:
    one = draft("workshops", VESTALI, headcount=Decimal(8))
    other = draft("workshops", VESTALI, headcount=Decimal(9))
    places = {"headcount": place("autre.xlsx", "B9")}
    second = type(other)(
        sheet=other.sheet, identity=other.identity, values=other.values, places=places
    )
    for answer in ("9", "autre.xlsx"):
        merged = merge(
            [reading(one), reading(second)], {"conflict:workshops:vestali:headcount": answer}
        )
        assert merged.entries[0].values["headcount"] == 9
        assert merged.entries[0].places["headcount"].file == "autre.xlsx"
        assert merged.conflicts[0].guess.is_confirmed


def test_leaving_a_contradiction_aside_keeps_what_the_order_says() -> None:
    drafts = [draft("workshops", VESTALI, headcount=Decimal(n)) for n in (8, 9)]
    merged = merge([reading(*drafts)], {"conflict:workshops:vestali:headcount": ""})
    assert "headcount" not in merged.entries[0].values
    assert merged.conflicts[0].guess.is_confirmed


def test_answer_that_is_no_choice_settles_nothing() -> None:
    drafts = [draft("workshops", VESTALI, headcount=Decimal(n)) for n in (8, 9)]
    merged = merge([reading(*drafts)], {"conflict:workshops:vestali:headcount": "12"})
    assert not merged.conflicts[0].guess.is_confirmed
    assert "headcount" not in merged.entries[0].values


def test_blank_contradicts_nobody() -> None:
    drafts = [draft("workshops", VESTALI, pace=None), draft("workshops", VESTALI, pace=Decimal(1))]
    merged = merge([reading(*drafts)], {})
    assert merged.conflicts == ()
    assert merged.entries[0].values == {"pace": 1}


def test_weeks_of_a_span_are_compared_one_by_one() -> None:
    span = draft("overrides", ("vestali", "2020-W52"), last="2021-W01", headcount=Decimal(5))
    week = draft("overrides", ("vestali", "2020-W53"), headcount=Decimal(4))
    merged = merge([reading(span), reading(week)], {})
    assert [e.key for e in merged.entries] == [
        ("vestali", "2020-W52"),
        ("vestali", "2020-W53"),
        ("vestali", "2021-W01"),
    ]
    assert [c.key for c in merged.conflicts] == [("vestali", "2020-W53")]


def test_list_of_one_file_that_another_does_not_confirm_is_said() -> None:
    scope = Scope(sheet="closures", within={"workshops": "vestali"})
    summer = draft("closures", ("vestali", "2020-08-03"), last=date(2020, 8, 21))
    spring = draft("closures", ("vestali", "2020-05-25"), "F4", last=date(2020, 5, 29))
    census = reading(summer, file="recensement.xlsx", scopes=(scope,))
    plan = reading(spring, file="recu.xlsx")
    (found,) = merge([census, plan], {}).findings
    assert (found.code, found.source.cell) == ("import.told_by_one_file", "F4")
    assert found.params == {"read": "recu.xlsx", "first": "recensement.xlsx"}
    # The same file may tell it in two tables; neighbours do not speak of each other.
    both = reading(summer, spring, file="recensement.xlsx", scopes=(scope,))
    other = reading(draft("closures", ("fil-rouge", "2020-05-25")), file="autre.xlsx")
    assert merge([both, other], {}).findings == ()
