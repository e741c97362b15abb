"""After an adoption the workshops are to be told; what is past and undeclared waits, and nothing else."""

from __future__ import annotations

from service.db import repositories, tables
from service.usecases import waiting
from tests.service.living import SPEAKS, WORKED, Life, other_plan
from tests.service.running import CONSORTIUM
from tests.service.web.page_forms import forms
from tests.service.web.page_forms import send as send_form
from tests.service.web.visiting import AT, plain, send, undo, visit


def _waiting(life: Life, who: str) -> list[waiting.Waiting]:
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        return waiting.for_person(session, life.running.actor(who), order)


def _adopted_again(life: Life) -> int:
    """A second plan, made by planning the rest again from week 17, in force."""
    life.adopted()
    number = life.add_plan(other_plan())
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        session.add(
            tables.Job(
                order_id=order.id,
                consortium_id=CONSORTIUM,
                kind="replan",
                lane="solve",
                state="done",
                payload={"wish": {"from_week": "2020-W17"}},
                result={"plan": number},
            )
        )
    life.post("coordinator", f"/plans/{number}/steps", step="propose")
    asked = life.get("coordinator", f"/plans/{number}/consents")["consents"]
    for consent in asked:
        workshop = consent["workshop"]
        life.post(SPEAKS[workshop], f"/plans/{number}/consents/{workshop}/steps", step="accept")
    life.post("coordinator", f"/plans/{number}/steps", step="adopt")
    return number


def test_workshops_are_told_after_an_adoption(life: Life) -> None:
    number = _adopted_again(life)
    told = "Prévenir les ateliers que le plan n° {number} est en vigueur."
    assert told in [w.text for w in _waiting(life, "coordinator")]
    path = f"/plans/{number}/accord"
    page = visit(life, "coordinator", path)
    assert page.index("Prévenir les ateliers</a>") < page.index("Revenir sur l'adoption")
    assert "btn-outline-secondary" in page.split("Revenir sur l'adoption")[0][-200:]
    done = send(life, "coordinator", f"{path}/prevenus", told="1")
    assert told not in [w.text for w in _waiting(life, "coordinator")]
    undo(life, "coordinator", done)
    assert told in [w.text for w in _waiting(life, "coordinator")]
    send(life, "coordinator", f"{path}/prevenus", told="1")
    assert "prévenus depuis le" in visit(life, "coordinator", path)
    send(life, "facilitator", f"{path}/prevenus", 403, told="1")
    send(life, "workshop_a", f"{path}/prevenus", 404, told="1")


def test_a_first_plan_is_told_with_a_message_to_copy(life: Life) -> None:
    number = life.adopted()
    page = visit(life, "coordinator", f"/plans/{number}/accord")
    assert "/atelier/programme" in page.split('id="annonce"')[1].split("</textarea>")[0]


def test_a_changed_programme_is_news_until_a_week_of_it_is_declared(life: Life) -> None:
    _adopted_again(life)

    def news(who: str) -> list[str]:
        return [w.path for w in _waiting(life, who) if "programme a changé" in w.text]

    assert news("workshop_b") == ["/atelier?atelier=fil-rouge&semaine=2020-W17"]
    assert news("workshop_a") == []
    assert "Votre programme a changé à partir de S17" in visit(life, "workshop_b", "")
    life.post(
        "workshop_b",
        "/production",
        workshop="fil-rouge",
        week="2020-W17",
        product="mask",
        operation="finishing",
        made="300",
    )
    assert news("workshop_b") == []


def _declare(life: Life, week: str, work: str, made: str) -> None:
    product, operation = work.split("/")
    life.post(
        "workshop_a",
        "/production",
        workshop="vestali",
        week=week,
        product=product,
        operation=operation,
        made=made,
    )


def _to_declare(life: Life) -> list[str]:
    return [w.path for w in _waiting(life, "workshop_a") if w.text.startswith("Déclarer")]


def test_only_a_past_week_that_nobody_told_of_waits(life: Life) -> None:
    life.adopted()
    assert _to_declare(life) == ["/atelier/declarer?atelier=vestali&semaine=2020-W15"]
    _declare(life, "2020-W17", "mask/finishing", "500")
    assert _to_declare(life) == ["/atelier/declarer?atelier=vestali&semaine=2020-W15"]
    _declare(life, "2020-W15", "mask/cutting", "300")
    assert _to_declare(life) == ["/atelier/declarer?atelier=vestali&semaine=2020-W16"]
    _declare(life, "2020-W16", "mask/sewing", "300")
    assert _to_declare(life) == []
    page = visit(life, "workshop_a", "/atelier/declarer?atelier=vestali")
    assert "Toutes les semaines passées sont déclarées" in page
    assert '<option value="2020-W17" selected' in page


def test_what_cannot_be_is_refused_and_what_surprises_is_asked_back(life: Life) -> None:
    life.adopted()
    client = life.running.client("workshop_a")
    page = client.get(f"{AT}/atelier/declarer?atelier=vestali&semaine=2020-W16")
    form = next(f for f in forms(page, "/declarer") if "semaine" in f.fields)
    row = next(
        k.removeprefix("what-")
        for k, v in form.fields.items()
        if k.startswith("what-") and v == "mask/sewing"
    )
    cell = f"made-{row}"
    refused = send_form(client, form, **{cell: "999999999"})
    assert refused.status_code == 422
    assert "plus que toute la commande (2 050)" in plain(refused.text)
    asked = send_form(client, form, **{cell: "1 500"})
    assert asked.status_code == 422
    assert "5 fois le prévu (300) : est-ce bien cela ?" in plain(asked.text)
    assert life.get("coordinator", "/production") == []
    again = next(f for f in forms(asked, "/declarer") if "semaine" in f.fields)
    assert again.fields[cell] == "1 500"
    sure = asked.text.split('name="sur" id="f-sur" value="')[1].split('"')[0]
    assert send_form(client, again, sur=sure).status_code == 303
    assert [r["made"] for r in life.get("coordinator", "/production")] == ["1500"]


def test_a_proposal_in_production_asks_for_an_answer_within_two_days(life: Life) -> None:
    life.adopted()
    number = life.add_plan(other_plan())
    page = visit(life, "coordinator", f"/plans/{number}/accord")
    assert 'value="2"' in page.split('name="days"')[1].split(">")[0]
    send(life, "coordinator", f"/plans/{number}/accord/etape", step="propose", days=2)
    monday = visit(life, "coordinator", "/lundi")
    assert f"Le plan n° {number} est proposé : 0 réponse sur 1." in monday


def test_a_program_is_warned_of_what_surprises_and_not_refused(life: Life) -> None:
    life.adopted()
    kept = life.post(
        "workshop_a",
        "/production",
        workshop="vestali",
        week="2020-W16",
        product="mask",
        operation="sewing",
        made="1500",
    )
    assert [w["code"] for w in kept["warnings"]] == ["declaration.far_from_plan"]
