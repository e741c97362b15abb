"""Lots, statements, the end of an order, its journal."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from optimizer.declared import Declared, Made
from optimizer.opening import OpeningState, UnitStock
from optimizer.weeks import week_monday
from service.db import repositories
from service.i18n import Texts
from service.usecases import batches, delivered_lots
from service.web.journal_words import ACTIONS, action_words, subject_words
from service.web.life_names import LifeNames, names_of
from tests.plans import worked_problem
from tests.service.living import SPEAKS, WORKED, Life
from tests.service.running import CONSORTIUM
from tests.service.web.visiting import AT, plain, refusal, send, undo, visit


def _lot(life: Life, number: str = "V-1", units: str = "100", **more: Any) -> dict[str, Any]:
    """A lot that its workshop delivered."""
    found: dict[str, Any] = life.post(
        "workshop_a",
        "/lots",
        workshop="vestali",
        number=number,
        demand="masks-1",
        units=units,
        delivered_on="2020-04-17",
        **more,
    )
    return found


def test_the_buyer_accepts_refuses_and_comes_back_on_it(life: Life) -> None:
    assert "Aucun lot n'a encore été livré" in visit(life, "coordinator", "/lots")
    life.adopted()
    one, two = _lot(life, batch="ROULEAU-7"), _lot(life, "V-2", "50")
    page = visit(life, "buyer", "/lots")
    assert "2 lots attendent votre avis" in page
    assert "ROULEAU-7" in page
    done = send(life, "buyer", f"/lots/{one['id']}/etape", step="accept_lot", version=1)
    undo(life, "buyer", done)
    assert life.get("buyer", f"/lots/{one['id']}")["state"] == "delivered"
    send(life, "buyer", f"/lots/{one['id']}/etape", step="accept_lot")
    path = f"/lots/{two['id']}/etape"
    assert "raison" in refusal(send(life, "buyer", path, 422, step="refuse_lot"))
    send(life, "buyer", path, step="refuse_lot", reason="Coutures ouvertes")
    assert "Coutures ouvertes" in visit(life, "coordinator", f"/lots/{two['id']}")
    page = visit(life, "coordinator", "/lots?etat=refused")
    assert "V-2" in page
    assert "V-1" not in page.split('id="tous"')[1]
    for who, status in {"workshop_a": 403, "coordinator": 403, "workshop_b": 404}.items():
        send(life, who, path, status, step="unrefuse_lot", reason="x")
    send(life, "other_buyer", path, 404, step="unrefuse_lot", reason="x")
    assert "Votre avis" not in visit(life, "coordinator", f"/lots/{two['id']}")


def test_all_that_wait_are_accepted_together_but_none_that_came_since(life: Life) -> None:
    life.adopted()
    seen = [_lot(life, f"V-{k}")["id"] for k in range(3)]
    page = visit(life, "buyer", "/lots")
    assert all(f'name="lot" value="{x}"' in page for x in seen)
    later = _lot(life, "V-9")["id"]
    for who, status in {"coordinator": 403, "workshop_b": 403, "other_buyer": 404}.items():
        answer = life.running.client(who).post(
            f"{AT}/lots/accepter", data={"lot": seen}, follow_redirects=False
        )
        assert answer.status_code == status, who
        assert life.get("buyer", f"/lots/{seen[0]}")["state"] == "delivered"
    life.running.client("buyer").post(f"{AT}/lots/accepter", data={"lot": seen})
    states = [life.get("buyer", f"/lots/{x}")["state"] for x in (*seen, later)]
    assert states == ["accepted"] * 3 + ["delivered"]


def test_lots_of_a_batch_of_material(life: Life) -> None:
    life.adopted()
    _lot(life, batch="ROULEAU-7", delivery_note="BL 12")
    life.post(
        "workshop_a",
        "/production",
        workshop="vestali",
        week="2020-W15",
        product="mask",
        operation="cutting",
        made="300",
        batch="ROULEAU-7",
    )
    page = visit(life, "coordinator", "/lots?lot=ROULEAU-7")
    assert "1 lot livré la contient" in page
    assert "BL 12" in page
    assert "1 travail déclaré avec elle" in page
    assert "Rien de connu" in visit(life, "buyer", "/lots?lot=ROULEAU-8")
    seen = visit(life, "buyer", "/lots?lot=ROULEAU-7")
    assert "BL 12" in seen
    assert "déclaré avec elle" not in seen
    assert "Rien de connu" in visit(life, "workshop_b", "/lots?lot=ROULEAU-7")


def test_which_material_a_lot_is_made_of_is_answered_from_the_receipt(life: Life) -> None:
    life.adopted()
    lot = _lot(life, batch="ROULEAU-7")
    unknown = visit(life, "buyer", "/lots?lot=ROULEAU-7")
    assert "on ne sait pas encore quelle matière" in unknown
    assert "à la page des achats" not in unknown
    assert "à la page des achats" in visit(life, "coordinator", "/lots?lot=ROULEAU-7")
    bought = life.get("coordinator", "/purchases")[0]
    at = f"/achats/{bought['id']}/etape"
    send(life, "coordinator", at, step="place", day="06/04/2020")
    send(life, "coordinator", at, step="receive", day="16/04/2020", note="Rouleaux ROULEAU-7, ok")
    with life.running.database.reading() as session:
        row = repositories.order(session, CONSORTIUM, WORKED)
        assert row is not None
        names = names_of(session, row)
        title = row.title
    for who in ("buyer", "workshop_a", "coordinator"):
        page = visit(life, who, "/lots?lot=ROULEAU-7")
        assert names.material(bought["material"]) in page
        assert names.supplier(bought["supplier"]) in page
        assert "reçu le 16/04/2020" in page
        assert title in page.split('id="rappel"')[1]
        assert "reçu le 16/04/2020" in visit(life, who, f"/lots/{lot['id']}")
        assert names.material(bought["material"]) in visit(life, who, "/lots")


@pytest.mark.parametrize(
    ("note", "batch", "is_named"),
    [
        ("Rouleaux LYS-0412 et LYS-0413", "LYS-0412", True),
        ("rouleaux lys-0412.", "LYS-0412", True),
        ("LYS-04127", "LYS-0412", False),
        ("X-LYS-0412", "LYS-0412", False),
        ("a.b", "a+b", False),
        ("tout", "", False),
    ],
)
def test_a_note_names_a_number_as_a_whole(note: str, batch: str, is_named: bool) -> None:
    assert batches.names(note, batch) is is_named


def test_a_lot_said_by_mistake_is_taken_back(life: Life) -> None:
    life.adopted()
    lot = _lot(life)
    send(life, "buyer", f"/lots/{lot['id']}/retirer", 403, version=1)
    send(life, "coordinator", f"/lots/{lot['id']}/retirer", 409, version=5)
    send(life, "coordinator", f"/lots/{lot['id']}/retirer", version=1)
    visit(life, "coordinator", f"/lots/{lot['id']}", 404)
    visit(life, "stranger", "/lots", 404)


def test_statements_from_draft_to_paid_each_sees_its_own(life: Life) -> None:
    assert "Aucun état pour l'instant" in visit(life, "coordinator", "/etats")
    life.adopted()
    life.give_costs()
    lot = _lot(life)
    days = {"first": "01/04/2020", "last": "30/04/2020"}
    waiting = send(life, "coordinator", "/etats", 409, **days)
    assert "V-1" in refusal(waiting)
    send(life, "buyer", f"/lots/{lot['id']}/etape", step="accept_lot")
    wrong = send(life, "coordinator", "/etats", 422, first="premier avril", last="30/04/2020")
    assert 'value="premier avril"' in wrong.text
    page = visit(life, "coordinator", "/etats")
    assert 'value="01/04/2020"' in page
    send(life, "coordinator", "/etats", fields=days)
    page = visit(life, "coordinator", "/etats")
    assert "avril 2020" in page
    rows = {s["workshop"]: s for s in life.get("coordinator", "/statements")}
    mine = rows["vestali"]
    path = f"/etats/{mine['id']}"
    assert "Du facturé au net" in visit(life, "workshop_a", path)
    visit(life, "workshop_b", path, 404)
    visit(life, "buyer", path, 404)
    done = send(life, "workshop_a", f"{path}/etape", step="submit_statement", version=1)
    undo(life, "workshop_a", done)
    visit(life, "buyer", path, 404)
    send(life, "workshop_a", f"{path}/etape", step="submit_statement")
    seen = visit(life, "buyer", path)
    assert "compte prorata" not in seen
    send(life, "buyer", f"{path}/etape", 403, step="pay")
    send(life, "coordinator", f"{path}/etape", step="pay")
    paid = visit(life, "buyer", "/etats")
    assert "Tout ce qui est remis est payé" in paid
    assert "Qui paie qui, mois par mois" in paid
    send(life, "coordinator", f"{path}/etape", 422, step="unpay")
    send(life, "workshop_b", f"{path}/etape", 404, step="unpay", reason="x")
    send(life, "workshop_a", "/etats", 403, **days)


def test_closing_keeps_the_bilan_and_says_what_the_next_order_takes_over(life: Life) -> None:
    life.adopted()
    life.post(
        "workshop_a",
        "/production",
        workshop="vestali",
        week="2020-W15",
        product="mask",
        operation="cutting",
        made="300",
        scrap="30",
        worked_hours="20",
        absent_hours="5",
    )
    page = visit(life, "coordinator", "/cloture")
    assert "à livrer ou à faire accepter" in page
    assert "10 %" in page  # scrap
    assert "20 %" in page  # absence
    refused = send(life, "coordinator", "/cloture", 409, step="close")
    assert "Tout n'est pas livré" in refusal(refused)
    done = send(life, "coordinator", "/cloture", step="close", reason="Le client arrête là")
    undo(life, "coordinator", done)
    assert life.state() == "production"
    send(life, "coordinator", "/cloture", step="close", reason="Le client arrête là")
    page = visit(life, "coordinator", "/cloture")
    assert "Le client arrête là" in page
    assert "Ce que la prochaine commande reprendra" in page
    assert re.search(r"[Tt]aux d'absence : 20 %", page)
    for who, status in {"facilitator": 403, "workshop_a": 404, "buyer": 404}.items():
        send(life, who, "/cloture", status, step="reopen_production", reason="x")


def test_cancelling_writes_down_who_keeps_what(life: Life) -> None:
    life.adopted()
    page = visit(life, "coordinator", "/cloture/annuler")
    assert "Rien n'est commandé" in page
    wrong = send(
        life,
        "coordinator",
        "/cloture/annuler",
        422,
        **{"k0-workshop": "vestali", "k0-quantity": "des restes", "o1-euros": "12,50"},
    )
    for kept in ('value="des restes"', 'value="12,50"', '<option value="vestali" selected'):
        assert kept in wrong.text
    assert life.state() == "production"
    send(
        life,
        "coordinator",
        "/cloture/annuler",
        reason="Le client renonce",
        fields={
            "k0-workshop": "vestali",
            "k0-what": "fabric",
            "k0-quantity": "3,5",
            "k0-note": "rouleau entamé",
            "o0-payer": "vestali",
            "o0-payee": "toiles",
            "o0-euros": "1 200,50",
        },
    )
    assert life.state() == "cancelled"
    page = visit(life, "coordinator", "/cloture")
    for text in ("Le client renonce", "rouleau entamé", "1 200,50 €"):
        assert text in page
    assert "terminée" in visit(life, "coordinator", "/cloture/annuler")
    visit(life, "workshop_a", "/cloture/annuler", 403)
    visit(life, "buyer", "/cloture/annuler", 404)


def test_the_journal_is_the_coordinators(life: Life) -> None:
    life.adopted()
    page = visit(life, "coordinator", "/journal")
    assert "Adopter le plan" in page
    assert "Proposer le plan" in page
    for who in ("workshop_a", "facilitator", "buyer", "stranger"):
        visit(life, who, "/journal", 404)
    assert "Plus ancien" not in page
    visit(life, "coordinator", "/journal?avant=1")


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_action_has_words(action: str) -> None:
    said = action_words(action, Texts())
    assert "_" not in said
    assert said[0].isupper()


def test_subjects_in_words(life: Life) -> None:
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        names = names_of(session, order)
    texts = Texts()
    assert subject_words("plan:3", names, texts) == "plan 3"
    said = subject_words("production:vestali:2020-W15", names, texts)
    assert said == f"production {names.workshop('vestali')}, S15 2020"
    assert subject_words("", names, texts) == ""
    assert subject_words("0123456789abcdef", LifeNames(), texts) == ""
    assert names.workshop("parti") == "parti"
    assert set(SPEAKS) <= set(names.flat)


# -- more delivered than declared ---------------------------------------------------------------


def _sewn(life: Life, made: str, week: str = "2020-W16", **more: str) -> dict[str, Any]:
    """What Vestali says it finished in a week."""
    found: dict[str, Any] = life.post(
        "workshop_a",
        "/production",
        workshop="vestali",
        week=week,
        product="mask",
        operation="finishing",
        made=made,
        **more,
    )
    return found


def test_a_lot_larger_than_what_was_declared_is_noted_and_said(life: Life) -> None:
    life.adopted()
    _sewn(life, "60")
    first = _lot(life, units="60")
    assert first["findings"] == []
    second = _lot(life, "V-2", "25")
    (said,) = second["findings"]
    assert (said["code"], said["severity"]) == ("replan.lot_beyond_declared", "warning")
    assert "25" in said["text"]
    for who, path in (
        ("workshop_a", "/atelier/declarer?atelier=vestali"),
        ("coordinator", "/lots"),
    ):
        page = visit(life, who, path)
        assert "À vérifier" in page
        assert "soit 25 de plus que ce qui était déclaré fini" in page
        assert "Déclarez ce qui a été fini, ou corrigez le lot" in page
    # Neither the buyer nor another workshop reads what was declared.
    for who in ("buyer", "workshop_b"):
        assert "À vérifier" not in visit(life, who, "/lots")
    _sewn(life, "25", lot="plus tard")
    assert "À vérifier" not in visit(life, "coordinator", "/lots")


def test_the_notice_of_a_lot_says_that_it_is_too_large(life: Life) -> None:
    life.adopted()
    form: dict[str, Any] = {
        "atelier": "vestali",
        "semaine": "2020-W16",
        "lot_number": "V-1",
        "lot_demand": "masks-1",
        "lot_units": "40",
        "lot_day": "17/04/2020",
    }
    done = send(life, "workshop_a", "/atelier/declarer/lot", **form)
    page = plain(life.running.client("workshop_a").get(done.headers["location"]).text)
    notice = page.partition('class="oc-notice"')[2].partition("</div>")[0]
    assert "Lot V-1 noté comme livré, mais à vérifier." in notice
    assert "soit 40 de plus" in notice
    assert len(life.get("workshop_a", "/lots")) == 1


def _row(week: str, **more: Any) -> Made:
    values: dict[str, Any] = {"made": Decimal(0), "operation": "finishing", **more}
    return Made(workshop="vestali", product="mask", week=week, **values)


def _left(week: str, units: int, number: str) -> Made:
    return _row(week, delivered=week_monday(week), delivered_units=Decimal(units), lot=number)


@pytest.mark.parametrize(
    ("rows", "excess"),
    [
        ((), {}),
        ((_left("2020-W16", 5, "A"),), {"A": 5}),
        ((_row("2020-W16", made=Decimal(5)), _left("2020-W16", 5, "A")), {}),
        # What is not good, or not finished, cannot leave.
        ((_row("2020-W16", made=Decimal(9), scrap=Decimal(2)), _left("2020-W16", 9, "A")), {"A": 2}),
        ((_row("2020-W16", made=Decimal(9), conforming=Decimal(4)), _left("2020-W16", 9, "A")),
         {"A": 5}),
        ((_row("2020-W16", made=Decimal(9), operation="sewing"), _left("2020-W16", 9, "A")),
         {"A": 9}),
        # Declared afterwards, it was not there yet.
        ((_row("2020-W17", made=Decimal(5)), _left("2020-W16", 5, "A")), {"A": 5}),
        # What is missing is said of the lot in which it is missing, once.
        ((_row("2020-W16", made=Decimal(5)), _left("2020-W16", 7, "A"), _left("2020-W17", 3, "B"),
          _row("2020-W17", made=Decimal(3))), {"A": 2}),
        ((_row("2020-W15", made=Decimal(5)), _left("2020-W16", 3, "A"), _left("2020-W16", 4, "B")),
         {"B": 2}),
    ],
)  # fmt: skip
def test_what_a_lot_may_hold(rows: tuple[Made, ...], excess: dict[str, int]) -> None:
    problem = replace(worked_problem(), opening=OpeningState())
    found = delivered_lots.beyond_declared(problem, Declared(rows=rows), {"vestali"})
    assert {lot: int(d.params["missing"]) for (_w, lot), d in found} == excess
    assert delivered_lots.beyond_declared(problem, Declared(rows=rows), {"fil-rouge"}) == ()


def test_what_lay_finished_when_the_order_started_may_leave() -> None:
    stock = UnitStock(workshop="vestali", product="mask", operation="finishing", units=Decimal(4))
    problem = replace(worked_problem(), opening=OpeningState(units=(stock,)))
    rows = (_left("2020-W16", 4, "A"), _left("2020-W16", 1, "B"))
    found = delivered_lots.beyond_declared(problem, Declared(rows=rows), {"vestali"})
    assert [lot for (_w, lot), _d in found] == ["B"]
