"""A workshop's own costs: private, read back as typed, submitted; what joint purchases bring it."""

from __future__ import annotations

from typing import Any

import httpx2 as httpx
from starlette.datastructures import FormData

from service.db import life_rows, repositories
from service.usecases import cost_data
from service.web import own_cost_form
from service.web.typed import Typed
from tests.cost_builders import private_costs
from tests.service.file_jobs import run_files
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM
from tests.service.web.page_forms import forms, send

AT = f"/c/{CONSORTIUM}/o/{WORKED}/atelier"


def get(
    life: Life, who: str = "workshop_a", workshop: str = "vestali", page: str = "/couts"
) -> httpx.Response:
    """A page of a workshop."""
    found: httpx.Response = life.running.client(who).get(f"{AT}{page}?atelier={workshop}")
    return found


def kept(life: Life, workshop: str = "vestali") -> tuple[dict[str, Any], str]:
    """The figures that are kept, and their state."""
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        row = life_rows.costing(session, order.id, workshop)
        return (dict(row.data), row.state) if row is not None else ({}, "")


def _read(values: dict[str, str], base: dict[str, Any]) -> tuple[dict[str, Any], Typed]:
    typed = Typed(FormData(list(values.items())))
    return own_cost_form.read(typed, base), typed


def test_figures_come_back_as_they_were() -> None:
    for costs in private_costs().values():
        data = cost_data.data_of(costs)
        found, typed = _read(own_cost_form.values(data), data)
        assert not typed.faults
        again, wrong = cost_data.costs_of(found)
        assert not wrong
        assert again == costs


def test_figures_from_nothing_are_readable() -> None:
    found, typed = _read(
        {
            "paid_hours": "1 820",
            "pl-0": "Salaires",
            "pc-0": "1234,56",
            "margin": "3,5",
            "is_liable": "0",
        },
        own_cost_form.empty("vestali", "worked"),
    )
    assert not typed.faults
    costs, wrong = cost_data.costs_of(found)
    assert not wrong
    assert costs is not None
    assert costs.period_costs[0].cents == 123_456
    assert costs.vat is not None
    assert not costs.vat.is_liable


def test_each_wrong_cell_is_told() -> None:
    values = {
        "paid_hours": "x",
        "pc-0": "12",
        "ac-0": "1000",
        "al-0": "Aide",
        "ap-0": "5",
        "eu-1": "-1",
        "el-1": "Sac",
    }
    _found, typed = _read(values, own_cost_form.empty("vestali", "worked"))
    assert set(typed.faults) == {"paid_hours", "pl-0", "ah-0", "ap-0", "eu-1"}


def test_figures_are_typed_submitted_and_taken_back(life: Life) -> None:
    life.give_costs()
    life.adopted()
    client = life.running.client("workshop_a")
    page = get(life)
    assert page.status_code == 200
    assert "Coût minute" in page.text
    assert "Ce que coûte une unité chez vous" in page.text
    assert "SECRET-vestali" in page.text
    assert "SECRET-fil-rouge" not in page.text
    form = forms(page, "/couts")[0]
    assert send(client, form, paid_hours="20000").status_code == 303
    assert kept(life)[0]["hours"]["paid_hours"] == "20000"
    late = send(client, form, paid_hours="21000")
    assert late.status_code == 409
    assert "20000" in late.text
    assert 'value="21000"' in late.text
    wrong = send(client, forms(get(life), "/couts")[0], paid_hours="x", margin="500")
    assert wrong.status_code == 422
    assert 'id="e-paid_hours"' in wrong.text
    assert 'id="e-margin"' in wrong.text
    assert kept(life)[0]["hours"]["paid_hours"] == "20000"
    submit = forms(get(life), "/couts/etape")[0]
    done = send(client, submit)
    assert done.status_code == 303
    assert kept(life)[1] == "submitted"
    after = client.get(done.headers["location"])
    assert "Enregistrer mes coûts" not in after.text
    back = next(f for f in forms(after, "/couts/etape") if f.fields["step"] == "take_back")
    assert send(client, back).status_code == 303
    assert kept(life)[1] == "draft"


def test_costs_that_contradict_themselves_are_refused_whole(life: Life) -> None:
    life.give_costs()
    before = kept(life)
    form = forms(get(life), "/couts")[0]
    refused = send(life.running.client("workshop_a"), form, productive_hours="99999")
    assert refused.status_code == 422
    assert 'value="99999"' in refused.text
    assert kept(life) == before


def test_nobody_else_writes_or_reads(life: Life) -> None:
    life.give_costs()
    before = kept(life)
    form = forms(get(life), "/couts")[0]
    assert send(life.running.client("workshop_b"), form, paid_hours="1").status_code == 404
    assert send(life.running.client("coordinator"), form, paid_hours="1").status_code == 404
    assert send(life.running.client("facilitator"), form, paid_hours="1").status_code == 403
    assert get(life, "workshop_b").status_code == 404
    assert get(life, "buyer").status_code == 404
    assert kept(life) == before


def test_remarks_are_read_and_answered(life: Life) -> None:
    life.give_costs()
    life.post("workshop_a", "/costings/vestali/steps", step="submit")
    life.post("facilitator", "/costings/vestali/review", step="return", reason="Le loyer manque")
    page = get(life)
    assert "Le loyer manque" in page.text
    assert "vous reviennent avec des remarques" in page.text
    answer = forms(page, "/couts/remarque")[0]
    assert send(life.running.client("workshop_a"), answer, text="").status_code == 422
    assert send(life.running.client("workshop_a"), answer, text="Ajouté").status_code == 303
    assert "Ajouté" in get(life).text


def test_the_gain_is_one_s_own(life: Life) -> None:
    number = life.adopted()
    assert "pas encore calculé" in get(life, page="/achats").text
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        plan = repositories.plan(session, order.id, number)
        assert plan is not None
        plan.settlement = {
            "settlement_version": 1,
            "problem_hash": plan.problem_hash,
            "key": "stand_alone_cost",
            "members": [
                {"workshop": "vestali", "key_cents": 100_000, "counted_cents": 99_000},
                {"workshop": "fil-rouge", "key_cents": 55_555, "counted_cents": 56_555},
            ],
            "alone": {"vestali": 123_400, "fil-rouge": 77_777},
        }
    page = get(life, page="/achats")
    text = page.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Vous gagnez 234,00 €" in text
    assert "vous versez 10,00 €" in text
    assert "777" not in text
    assert "555,5" not in text


def test_the_job_that_settles_purchases_tells_what_each_would_pay_alone(life: Life) -> None:
    life.adopted()
    life.post("coordinator", "/purchases/settlement", seconds=1)
    assert run_files(life.running.database) == [{"plan": 1, "is_settled": True}]
    page = get(life, page="/achats")
    assert "Seul, vous paieriez" in page.text
    assert "Votre gain" in page.text
    assert get(life, "workshop_b", page="/achats").status_code == 404
