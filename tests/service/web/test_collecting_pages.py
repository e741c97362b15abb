"""The collecting board, files that are read, documents."""

from __future__ import annotations

import re

from service.db import file_rows, repositories
from tests.service.living import Life
from tests.service.running import CONSORTIUM, ORDER
from tests.service.web.browsing import (
    AT,
    NOT_THERE,
    OK,
    RECEIVED,
    WORK,
    boxes,
    get,
    part,
    post,
    send,
)

# -- collecting and files -------------------------------------------------------------------------


def test_the_board_asks_reminds_and_notes_answers(life: Life) -> None:
    assert "Personne n&#39;a encore été consulté" in get(life, f"{AT}/collecte").text
    wrong = post(life, f"{AT}/collecte/demander", workshops=["canal"], answer_by="vendredi")
    assert wrong.status_code == 422
    assert 'value="vendredi"' in wrong.text
    asked = post(
        life, f"{AT}/collecte/demander", workshops=["canal", "dunes"], answer_by="03/04/2020"
    )
    assert asked.status_code == 303
    page = get(life, f"{AT}/collecte").text
    assert "On attend encore 2 ateliers" in page
    assert "/atelier/capacites?atelier=canal" in page, "in the message"
    assert "03/04/2020" in page
    assert post(life, f"{AT}/collecte/relancer", workshop="canal").status_code == 303
    assert "relancé, sans réponse" in get(life, f"{AT}/collecte").text
    assert post(life, f"{AT}/collecte/confirmer", workshop="canal").status_code == 303
    refused = post(life, f"{AT}/collecte/relancer", workshop="canal")
    assert refused.status_code == 409
    at = f"{AT}/commande/atelier?code=dunes"
    told = boxes(get(life, at).text) | {"headcount": "5", "answered": "1"}
    assert post(life, at, **told).status_code == 303
    assert "ont tous répondu" in get(life, f"{AT}/collecte").text


def test_five_messy_files_are_read_confirmed_applied_and_undone(life: Life) -> None:
    at = f"{AT}/commande/atelier?code=clochers"
    told = boxes(get(life, at).text) | {"headcount": "2"}
    assert post(life, at, **told).status_code == 303
    assert post(life, f"{AT}/collecte/demander", answer_by="").status_code == 303
    names = {p.name: p.read_bytes() for p in sorted(RECEIVED.iterdir())}
    sent = send(life, f"{AT}/imports", names, kind="capacities")
    assert sent.status_code == 303
    own = sent.headers["location"]
    page = get(life, own).text
    assert "choses à confirmer" in page
    answers = dict(re.findall(r'name="(q-\d+)".*?<option value="([^"]*)" selected', page, re.S))
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    told = {k: v.replace("&#39;", "'") for k, v in answers.items()}
    assert post(life, f"{own}/reponses", version=version[1], **told).status_code == 303
    page = get(life, own).text
    assert "Voici ce qui changera" in page
    assert "Atelier des Trois Clochers" in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    stale = post(life, f"{own}/appliquer", version="1")
    assert stale.status_code == 409
    applied = post(life, f"{own}/appliquer", version=version[1])
    assert applied.status_code == 303
    assert "oeuvre_notice" in applied.headers["set-cookie"]
    found = part(life, "workshop", "clochers")
    assert found is not None
    assert found.data[""]["headcount"] == "14"
    assert "ont tous répondu" in get(life, f"{AT}/collecte").text, "also who said nothing new"
    version = re.search(r'name="version" value="(\d+)"', get(life, own).text)
    assert version is not None
    assert post(life, f"{own}/annuler", version=version[1]).status_code == 303
    found = part(life, "workshop", "clochers")
    assert found is not None
    assert found.data[""]["headcount"] == "2"


def test_a_faulty_file_comes_with_its_cell_the_message_and_the_marked_file(life: Life) -> None:
    wrong = b"Structure;Effectif couture;Heures/semaine\nPoint des Dunes;beaucoup;35\n"
    sent = send(life, f"{AT}/imports", {"dunes.csv": wrong}, kind="capacities")
    own = sent.headers["location"]
    page = get(life, own).text
    assert "à corriger" in page
    assert "« beaucoup »" in page.replace("\u00a0", " ")
    assert "Merci pour votre fichier" in page
    marked = re.search(rf'href="({re.escape(AT)}/fichiers/[^"]*)">[^<]*corriger', page)
    assert marked is not None
    answer = get(life, marked[1])
    assert answer.status_code == OK
    assert "attachment" in answer.headers["content-disposition"]
    assert get(life, marked[1], "workshop_a").status_code == NOT_THERE
    assert get(life, own, "workshop_a").status_code == NOT_THERE
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    dropped = post(life, f"{own}/abandonner", version=version[1])
    assert dropped.headers["location"] == f"{AT}/collecte"
    assert "Abandonné" in get(life, own).text


def test_nothing_or_too_much_is_refused(life: Life) -> None:
    assert post(life, f"{AT}/imports", kind="capacities").status_code == 422
    assert send(life, f"{AT}/imports", {"a.csv": b"x"}, kind="autre").status_code == 422
    most = life.running.settings.upload_bytes
    assert (
        send(life, f"{AT}/imports", {"a.csv": b"x" * (most + 1)}, kind="offers").status_code == 413
    )
    with life.running.database.reading() as session:
        row = repositories.order(session, CONSORTIUM, ORDER)
        assert row is not None
        assert not file_rows.imports(session, row.id)
        assert not file_rows.files(session, row.id)
    assert "Aucun fichier" in get(life, f"{AT}/collecte").text


def test_large_files_are_read_by_a_job_that_the_page_follows(life: Life) -> None:
    large = b"Structure;Effectif couture\nPoint des Dunes;4\n" + b";\n" * 120_000
    sent = send(life, f"{AT}/imports", {"grand.csv": large}, kind="capacities")
    page = get(life, sent.headers["location"]).text
    assert "Lecture en cours" in page
    events = re.search(r'data-events="(/api/v1/consortia/[^"]*/jobs/[^"]*/events)"', page)
    assert events is not None
    assert "<progress" in get(life, f"{sent.headers['location']}/etat").text


# -- documents ------------------------------------------------------------------------------------


def test_documents_are_asked_for_and_followed(life: Life) -> None:
    none = post(life, f"{WORK}/documents", document="plan", format="xlsx")
    assert none.status_code == 409, "no plan yet"
    life.adopted()
    asked = post(life, f"{WORK}/documents", document="plan", format="xlsx")
    assert asked.status_code == 303
    page = get(life, f"{WORK}/documents").text
    assert "En préparation" in page
    assert "data-events" in page
    assert "en attente" in get(life, f"{WORK}/documents/etat").text
    assert "En préparation" not in get(life, f"{WORK}/documents", "facilitator").text
    other = post(life, f"{WORK}/documents", "buyer", document="plan", format="xlsx")
    assert other.status_code == NOT_THERE
    assert post(life, f"{WORK}/documents", document="roman").status_code == NOT_THERE
    own = post(life, f"{WORK}/documents", "workshop_b", document="workshop_plan",
               workshop="fil-rouge", format="ics")  # fmt: skip
    assert own.status_code == 303
    others = post(life, f"{WORK}/documents", "workshop_b", document="workshop_plan",
                  workshop="vestali", format="ics")  # fmt: skip
    assert others.status_code == NOT_THERE


def test_files_are_for_their_reader(life: Life) -> None:
    sent = life.running.client("workshop_a").post(
        f"/api/v1/consortia/{CONSORTIUM}/orders/{ORDER}/files",
        data={"about": "capacities", "workshop": "terrils"},
        files={"file": ("terrils.csv", b"a;b\n1;2\n")},
    )
    number = sent.json()["id"]
    assert get(life, f"{AT}/fichiers/{number}", "workshop_a").content == b"a;b\n1;2\n"
    assert get(life, f"{AT}/fichiers/{number}", "workshop_b").status_code == NOT_THERE
    assert "terrils.csv" in get(life, f"{AT}/documents", "workshop_a").text
    assert "terrils.csv" not in get(life, f"{AT}/documents", "workshop_b").text


def test_a_workshop_sends_its_own_file_and_nobody_else_looks_at_it(life: Life) -> None:
    told = b"Structure;Effectif couture;Heures/semaine\nCouture du Canal;7;35\n"
    sent = life.running.client("workshop_b").post(
        f"{AT}/imports",
        data={"kind": "capacities", "workshop": "canal"},
        files={"files": ("canal.csv", told)},
        follow_redirects=False,
    )
    assert sent.status_code == 303
    own = sent.headers["location"]
    page = get(life, own, "workshop_b").text
    assert "Fichiers reçus" in page
    assert f'href="{AT}/atelier/capacites?atelier=canal"' in page
    assert get(life, own, "workshop_a").status_code == NOT_THERE
    assert get(life, own, "buyer").status_code == NOT_THERE
    assert "canal.csv" not in get(life, f"{AT}/collecte", "workshop_a").text
    others = life.running.client("workshop_b").post(
        f"{AT}/imports",
        data={"kind": "capacities", "workshop": "terrils"},
        files={"files": ("canal.csv", told)},
    )
    assert others.status_code == NOT_THERE
