"""What was noted since the plan in force is listed where one plans again, and can be taken back there."""

from __future__ import annotations

from typing import Any

from tests.service.living import Life
from tests.service.web.visiting import plain, refusal, send, visit


def test_what_was_noted_is_listed_and_taken_back(life: Life) -> None:
    life.adopted()
    assert 'id="note"' not in visit(life, "coordinator", "/replanifier")
    send(
        life,
        "coordinator",
        "/replanifier/arret",
        stop_workshop="vestali",
        stop_first="27/04/2020",
        stop_last="30/04/2020",
        stop_reason="panne",
    )
    send(
        life,
        "coordinator",
        "/replanifier/effectif",
        people_workshop="vestali",
        people_first="2020-W17",
        people_last="2020-W18",
        people_headcount="5",
    )
    page = visit(life, "coordinator", "/replanifier")
    noted = page.split('id="note"')[1].split("</table>")[0]
    for text in ("Fermé du 27/04/2020 au 30/04/2020 (panne)", "S17 à S18 : 5 personnes", "Retirer"):
        assert text in noted
    part = life.get("coordinator", "/parts/workshop/vestali")
    send(
        life,
        "coordinator",
        "/replanifier/remettre",
        workshop="vestali",
        what="closures",
        version=part["version"],
        rows="[]",
    )
    again = visit(life, "coordinator", "/replanifier").split('id="note"')[1].split("</table>")[0]
    assert "Fermé" not in again
    assert "5 personnes" in again


def test_weeks_that_are_declared_cannot_be_planned_again(life: Life) -> None:
    life.adopted()
    life.post(
        "workshop_a",
        "/production",
        workshop="vestali",
        week="2020-W16",
        product="mask",
        operation="sewing",
        made="300",
    )
    page = visit(life, "coordinator", "/replanifier?semaine=2020-W15")
    choice = page.split('name="from_week"')[1].split("</select>")[0]
    assert "2020-W16" not in choice
    assert "2020-W17" in choice


def test_pieces_are_whole_and_a_crowd_is_asked_back(life: Life) -> None:
    life.adopted()
    half = send(
        life,
        "coordinator",
        "/replanifier",
        422,
        from_week="2020-W17",
        fields={"q-masks-2": "1 000,5"},
    )
    assert "Un nombre entier de pièces est attendu." in half.text
    assert 'value="1 000,5"' in half.text
    given: dict[str, Any] = {
        "people_workshop": "vestali",
        "people_first": "2020-W17",
        "people_last": "2020-W17",
    }
    many = send(
        life, "coordinator", "/replanifier/effectif", 422, people_headcount="1 000,5", **given
    )
    assert "n'a pas tant de personnes" in plain(many.text)
    path = "/replanifier/effectif"
    asked = send(life, "coordinator", path, 422, people_headcount="80", **given)
    assert "un nombre surprend" in refusal(asked)
    text = plain(asked.text)
    assert "10 fois l'effectif habituel (8) : est-ce bien cela ?" in text
    assert "Oui, c'est bien cela" in text
    sure = text.split('name="sur" id="f-sur" value="')[1].split('"')[0]
    # Another figure than the one that was meant is asked back again.
    send(life, "coordinator", path, 422, people_headcount="800", sur=sure, **given)
    send(life, "coordinator", path, 422, people_headcount="90", sur=sure, **given)
    send(life, "coordinator", path, people_headcount="80", sur=sure, **given)
