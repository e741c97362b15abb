"""A workshop's capacities: read back as they were typed, refused as a whole, two versions shown."""

from __future__ import annotations

import re
from copy import deepcopy
from decimal import Decimal
from typing import Any

import httpx2 as httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from service.db import conversion, repositories
from service.i18n import Texts
from service.web import capacity_form
from service.web.typed import Typed
from tests.plans import worked_problem
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM
from tests.service.web.page_forms import forms, send

AT = f"/c/{CONSORTIUM}/o/{WORKED}/atelier/capacites"


def part(workshop: str) -> dict[str, Any]:
    """A workshop of the worked order as it is kept."""
    _head, found = conversion.parts_of(worked_problem())
    return next(p.data for p in found if (p.kind, p.code) == ("workshop", workshop))


def typed_of(values: dict[str, str]) -> Typed:
    return Typed(FormData(list(values.items())))


def get(life: Life, who: str = "workshop_a", workshop: str = "vestali") -> httpx.Response:
    """The page."""
    found: httpx.Response = life.running.client(who).get(f"{AT}?atelier={workshop}")
    return found


def kept(life: Life, workshop: str = "vestali") -> tuple[dict[str, Any], int]:
    """What is kept, and its version."""
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        row = repositories.part(session, order.id, "workshop", workshop)
        assert row is not None
        return deepcopy(row.data), row.version


# -- the form and back --------------------------------------------------------------------------


@pytest.mark.parametrize("workshop", ["vestali", "fil-rouge", "esat-lys"])
def test_what_is_not_changed_comes_back_as_it_was(workshop: str) -> None:
    data = part(workshop)
    problem = worked_problem()
    known = capacity_form.skills(problem, data)
    shown = capacity_form.values(data, known)
    typed = typed_of(shown)
    again = capacity_form.read(typed, data, known, capacity_form.weeks_of(problem))
    typed.check()
    assert capacity_form.values(again, known) == shown
    names = {f for f in data[""] if f not in ("overrides",)}
    numbers = ("absence_rate", "non_production_rate", "largest_share", "smallest_share")
    for name in names - set(numbers):
        assert _plain(again[""][name]) == _plain(data[""][name]), name
    for name in numbers:
        told, was = again[""][name], data[""][name]
        assert (told is None) == (was is None)
        assert told is None or Decimal(told) == Decimal(was)
    assert len(again["capabilities"]) == len(data["capabilities"])
    assert again["lanes"] == data["lanes"]


def _plain(value: Any) -> Any:
    try:
        return Decimal(value) if isinstance(value, str) else value
    except ArithmeticError:
        return value


@given(
    count=st.decimals(min_value=1, max_value=500, places=2),
    hours=st.decimals(min_value=0, max_value=60, places=2),
    rate=st.decimals(min_value=0, max_value=99, places=2),
)
def test_numbers_are_read_as_they_are_shown(count: Decimal, hours: Decimal, rate: Decimal) -> None:
    data = part("vestali")
    shown = capacity_form.values(data, [])
    shown |= {
        "headcount": capacity_form.shown(count),
        "absence_rate": capacity_form.shown(rate),
        "h-2020-W17": capacity_form.shown(hours),
    }
    typed = typed_of(shown)
    found = capacity_form.read(typed, data, [], ["2020-W17"])
    assert not typed.faults
    assert Decimal(found[""]["headcount"]) == count
    assert Decimal(found[""]["absence_rate"]) == rate / 100
    override = next(o for o in found[""]["overrides"] if o["week"] == "2020-W17")
    assert Decimal(override["weekly_hours"]) == hours


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("headcount", "0"),
        ("headcount", ""),
        ("weekly_hours", "61"),
        ("working_days", "8"),
        ("absence_rate", "100"),
        ("ramp_up", "60 ; beaucoup"),
        ("entry", "31/02/2020"),
        ("n-2020-W17", "-1"),
        ("h-2020-W17", "x"),
        ("cl-9", "01/05/2020"),
        ("kh-9", "10"),
        ("qe-9", "01/05/2020"),
        ("pace-0", "0"),
    ],
)
def test_each_wrong_cell_is_told_apart(name: str, value: str) -> None:
    data = part("vestali")
    known = capacity_form.skills(worked_problem(), data)
    first = {"cl-9": "cf-9", "kh-9": "kf-9", "qe-9": "qn-9"}
    left_empty = dict.fromkeys(first.values(), "")
    typed = typed_of({**capacity_form.values(data, known), **left_empty, name: value})
    capacity_form.read(typed, data, known, ["2020-W17"])
    assert set(typed.faults) == {first.get(name, name)}


def test_a_closure_that_ends_before_it_begins_and_a_figure_of_nothing_are_faults() -> None:
    data = part("vestali")
    known = capacity_form.skills(worked_problem(), data)
    values = capacity_form.values(data, known)
    values |= {"cf-5": "10/05/2020", "cl-5": "01/05/2020", "kf-5": "2020-W20", "kl-5": "2020-W18"}
    values |= {"kh-5": "3", "entry": "01/05/2020", "leaving": "01/04/2020"}
    values.pop("do-0", None)
    values["pace-0"] = "80"
    typed = typed_of(values)
    capacity_form.read(typed, data, known, [])
    assert set(typed.faults) == {"cl-5", "kl-5", "leaving", "do-0"}


def test_differences_name_the_cells() -> None:
    data = part("vestali")
    known = capacity_form.skills(worked_problem(), data)
    theirs = capacity_form.values(data, known)
    typed = typed_of({**theirs, "headcount": "99", "n-2020-W17": "4"})
    found = capacity_form.differences(typed, theirs, known, Texts("fr"))
    assert {k: v[2] for k, v in found.items()} == {"headcount": "99", "n-2020-W17": "4"}
    assert found["n-2020-W17"][0].startswith("S17 2020")


# -- the page -----------------------------------------------------------------------------------


def test_capacities_are_corrected_by_week_and_confirmed(life: Life) -> None:
    life.post("coordinator", "/collecting")
    client = life.running.client("workshop_a")
    page = get(life)
    assert page.status_code == 200
    assert "data-paste" in page.text
    confirmed = send(client, forms(page, "/capacites/juste")[0])
    assert confirmed.status_code == 303
    answers = {a["workshop"]: a["state"] for a in life.get("coordinator", "/collecting")}
    assert answers["vestali"] == "answered"
    saved = send(
        client,
        forms(page, "/capacites")[0],
        headcount="7,5",
        **{"n-2020-W18": "4", "h-2020-W19": "20"},
    )
    assert saved.status_code == 303
    data, _version = kept(life)
    assert data[""]["headcount"] == "7.5"
    told = {o["week"]: (o["headcount"], o["weekly_hours"]) for o in data[""]["overrides"]}
    assert told["2020-W18"] == ("4", None)
    assert told["2020-W19"] == (None, "20")
    assert 'value="7,5"' in get(life).text


def test_everything_wrong_is_said_at_once_and_nothing_is_kept(life: Life) -> None:
    before = kept(life)
    page = get(life)
    form = forms(page, "/capacites")[0]
    refused = send(
        life.running.client("workshop_a"),
        form,
        headcount="douze",
        **{"n-2020-W18": "x", "cf-3": "hier"},
    )
    assert refused.status_code == 422
    for name in ("headcount", "n-2020-W18", "cf-3"):
        assert f'id="e-{name}"' in refused.text
    for value in ("douze", "hier"):
        assert f'value="{value}"' in refused.text
    assert kept(life) == before


def test_past_weeks_are_folded_above_the_current_one(life: Life) -> None:
    assert "semaines passées" not in get(life).text
    life.adopted()
    life.post(
        "workshop_a",
        "/production",
        workshop="vestali",
        week="2020-W17",
        product="mask",
        operation="sewing",
        made="300",
    )
    page = get(life)
    folded = page.text.split("3 semaines passées")[1].split("</details>")[0]
    assert re.findall(r'name="n-([^"]+)"', folded) == ["2020-W15", "2020-W16", "2020-W17"]
    rest = page.text.split("3 semaines passées")[1].split("</details>")[1]
    assert re.findall(r'name="n-([^"]+)"', rest)[0] == "2020-W18"
    # What is wrong in a folded week is not hidden.
    form = forms(page, "/capacites")[0]
    refused = send(life.running.client("workshop_a"), form, **{"n-2020-W16": "x"})
    assert re.search(r'<details class="oc-more" open>\s*<summary>3', refused.text)


def test_two_versions_are_shown_side_by_side(life: Life) -> None:
    client = life.running.client("workshop_a")
    form = forms(get(life), "/capacites")[0]
    assert send(client, form, headcount="5").status_code == 303
    late = send(client, form, headcount="9")
    assert late.status_code == 409
    assert "Deux versions" in late.text
    assert "<td>5</td><td>9</td>" in late.text
    assert kept(life)[0][""]["headcount"] == "5"
    again = forms(late, "/capacites")[0]
    assert send(client, again).status_code == 303
    assert kept(life)[0][""]["headcount"] == "9"


def test_only_who_answers_for_it_may_write(life: Life) -> None:
    before = kept(life)
    form = forms(get(life), "/capacites")[0]
    assert send(life.running.client("workshop_b"), form, headcount="1").status_code == 404
    assert send(life.running.client("facilitator"), form, headcount="1").status_code == 403
    assert "Enregistrer" not in get(life, "facilitator").text
    assert kept(life) == before


def test_the_form_to_fill_in_is_a_workbook_of_one_s_own(life: Life) -> None:
    found = life.running.client("workshop_a").get(f"{AT}/formulaire?atelier=vestali")
    assert found.status_code == 200
    assert found.content.startswith(b"PK")
    other = life.running.client("workshop_a").get(f"{AT}/formulaire?atelier=fil-rouge")
    assert other.status_code == 404
