"""The coordinator's pages: consortium, people, order data, collecting, files, documents."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pytest

from service.db import file_rows, repositories, tables
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM, MASKS, ORDER

C, AT = f"/c/{CONSORTIUM}", f"/c/{CONSORTIUM}/o/{ORDER}"
WORK = f"/c/{CONSORTIUM}/o/{WORKED}"
RECEIVED = MASKS.parent / "recus"
_OK, _NO, _NOT_THERE = 200, 403, 404


def get(life: Life, path: str, who: str = "coordinator") -> httpx.Response:
    found: httpx.Response = life.running.client(who).get(path, follow_redirects=False)
    return found


def post(life: Life, path: str, who: str = "coordinator", **values: Any) -> httpx.Response:
    found: httpx.Response = life.running.client(who).post(path, data=values, follow_redirects=False)
    return found


def send(life: Life, path: str, names: dict[str, bytes], **values: Any) -> httpx.Response:
    found: httpx.Response = life.running.client("coordinator").post(
        path,
        data=values,
        files=[("files", (name, content)) for name, content in names.items()],
        follow_redirects=False,
    )
    return found


def boxes(page: str) -> dict[str, str]:
    """The boxes of the form of a part, as a browser would send them back."""
    form = page[page.index("data-entry") :]
    form = form[: form.index("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        is_box = 'type="checkbox"' not in tag
        if name and is_box:
            found[name[1]] = value[1] if value else ""
    for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return {k: v.replace("&#39;", "'").replace("&amp;", "&") for k, v in found.items()}


def part(life: Life, kind: str, code: str, order: str = ORDER) -> tables.Part | None:
    with life.running.database.reading() as session:
        row = repositories.order(session, CONSORTIUM, order)
        assert row is not None
        return repositories.part(session, row.id, kind, code)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "allowed", "others"),
    [
        (C, ("coordinator", "facilitator", "workshop_a"), _OK),
        (f"{C}/personnes", ("coordinator", "facilitator", "workshop_a"), _NOT_THERE),
        (f"{C}/nouvelle-commande", ("coordinator",), _NO),
        (f"{C}/premier-contact", ("coordinator",), _NO),
        (AT, ("coordinator", "facilitator", "workshop_a", "buyer"), _NOT_THERE),
        (f"{AT}/commande", ("coordinator", "facilitator", "workshop_a"), _NOT_THERE),
        (f"{AT}/commande/cadre", ("coordinator",), _NO),
        (f"{AT}/commande/produit", ("coordinator",), _NO),
        (f"{AT}/commande/atelier?code=canal", ("coordinator",), _NO),
        (f"{AT}/collecte", ("coordinator", "facilitator", "workshop_a"), _NOT_THERE),
        (f"{AT}/documents", ("coordinator", "facilitator", "workshop_a", "buyer"), _NOT_THERE),
        (f"{AT}/commande/rien", (), _NOT_THERE),
        (f"{AT}/commande/jalon?code=jamais", (), _NO),
    ],
)
def test_each_page_is_for_who_may_see_it(
    life: Life, path: str, allowed: tuple[str, ...], others: int
) -> None:
    for who in ("coordinator", "facilitator", "workshop_a", "buyer", "stranger"):
        answer = get(life, path, who)
        if who in allowed:
            assert answer.status_code == _OK, (who, answer.text[:500])
            assert answer.text.count('<h1 class="oc-title"') == 1
        elif who == "stranger":
            assert answer.status_code == _NOT_THERE
        elif path == C:
            assert answer.status_code in (_OK, 303)
        else:
            assert answer.status_code in (others, _NOT_THERE), (who, path)


def test_a_workshop_reads_the_order_without_the_capacities_of_others(life: Life) -> None:
    page = get(life, f"{AT}/commande", "workshop_a").text
    assert "Les Terrils Textile" in page
    assert "Couture du Canal" not in page
    assert "/commande/produit" not in page
    board = get(life, f"{AT}/collecte", "workshop_a").text
    assert "Couture du Canal" not in board


# -- consortium and orders ------------------------------------------------------------------------


def test_a_member_joins_and_a_name_is_needed(life: Life) -> None:
    assert post(life, f"{C}/ateliers", name="L'Aiguille").status_code == 303
    assert "L&#39;Aiguille" in get(life, C).text
    refused = post(life, f"{C}/ateliers", name="L'Aiguille")
    assert refused.status_code == 422
    assert 'value="L&#39;Aiguille"' in refused.text
    assert post(life, f"{C}/ateliers", "facilitator", name="Autre").status_code == _NO


def test_an_order_starts_empty_or_from_a_former_one(life: Life) -> None:
    made = post(life, f"{C}/nouvelle-commande", title="Des sacs", begins="empty")
    assert made.headers["location"] == f"{C}/o/des-sacs/commande"
    empty = get(life, made.headers["location"]).text
    assert "encore vide" in empty
    assert "quand le travail commence" in empty
    made = post(life, f"{C}/nouvelle-commande", title="Suite", begins="former", former=ORDER)
    page = get(life, made.headers["location"]).text
    assert "Masque adulte" in page
    assert "Ce qu&#39;il reste à dire" in page


def test_a_new_order_says_what_lacks_and_leaves_nothing_behind(life: Life) -> None:
    refused = post(life, f"{C}/nouvelle-commande", title="", customer="La Ville", begins="empty")
    assert refused.status_code == 422
    assert 'value="La Ville"' in refused.text
    refused = post(life, f"{C}/nouvelle-commande", title="Neuve", begins="former", former="")
    assert refused.status_code == 422
    refused = post(life, f"{C}/nouvelle-commande", title="Neuve", begins="workbook")
    assert refused.status_code == 422
    with life.running.database.reading() as session:
        assert repositories.order(session, CONSORTIUM, "neuve") is None


def test_an_order_from_a_workbook(life: Life) -> None:
    made = send(
        life,
        f"{C}/nouvelle-commande",
        {"Masques de printemps.xlsx": MASKS.read_bytes()},
        begins="workbook",
    )
    assert made.status_code == 303, made.text
    at = made.headers["location"]
    page = get(life, at).text
    assert "Masque adulte" in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    applied = post(life, f"{at}/appliquer", version=version[1])
    assert applied.status_code == 303
    assert part(life, "product", "masque-adulte", "masques-de-printemps") is not None
    version = re.search(r'name="version" value="(\d+)"', get(life, at).text)
    assert version is not None
    assert post(life, f"{at}/annuler", version=version[1]).status_code == 303
    assert part(life, "product", "masque-adulte", "masques-de-printemps") is None


def test_the_overview_shows_the_way_and_takes_steps(life: Life) -> None:
    page = get(life, AT).text
    assert 'aria-current="step">Brouillon' in page
    assert "90" in page
    assert post(life, f"{AT}/etape", step="collect").status_code == 303
    assert 'aria-current="step">Collecte' in get(life, AT).text
    refused = post(life, f"{AT}/etape", step="win_directly", reason="")
    assert refused.status_code == 422
    assert "raison" in refused.text
    assert post(life, f"{AT}/etape", "facilitator", step="stop_collecting").status_code == _NO
    assert post(life, f"{AT}/annulation", reason="Le client renonce.").status_code == 303
    assert "annul" in get(life, AT).text


# -- first contact --------------------------------------------------------------------------------

FEW = {
    "sort": "mask", "sort_before": "mask", "start": "04/01/2021",
    "step-0": "Couture", "minutes-0": "6",
    "with": "canal", "heads-canal": "10", "hours-canal": "35", "productive-canal": "100",
    "pace-canal": "100",
}  # fmt: skip


def test_first_contact_says_yes_with_enough_time(life: Life) -> None:
    query = str(httpx.QueryParams({**FEW, "quantity": "10 000", "due": "26/02/2021"}))
    page = get(life, f"{C}/premier-contact?{query}").text
    assert "Oui, c&#39;est faisable" in page
    # Ten people, 35 hours, 6 minutes: 3 500 a week.
    assert "3\u202f500" in page


def test_first_contact_says_what_is_missing(life: Life) -> None:
    query = str(httpx.QueryParams({**FEW, "quantity": "10000", "due": "15/01/2021"}))
    page = get(life, f"{C}/premier-contact?{query}").text
    assert "Non, pas avec ces ateliers" in page
    # Two weeks make 7 000; 3 000 more take 300 hours, five people for two weeks.
    assert "7\u202f000" in page
    assert "300 heures" in page
    assert "5 personnes de plus" in page
    assert "S03 2021" in page


def test_first_contact_keeps_what_was_typed_wrong(life: Life) -> None:
    query = str(httpx.QueryParams({**FEW, "quantity": "beaucoup", "due": "15/01/2021"}))
    page = get(life, f"{C}/premier-contact?{query}").text
    assert 'value="beaucoup"' in page
    assert "Un nombre est attendu" in page
    with_other = str(httpx.QueryParams({**FEW, "sort": "gown", "quantity": "100"}))
    assert 'value="14"' in get(life, f"{C}/premier-contact?{with_other}").text


def test_first_contact_becomes_an_order(life: Life) -> None:
    told = {**FEW, "quantity": "10000", "due": "26/02/2021"}
    assert post(life, f"{C}/premier-contact", **told, title="").status_code == 422
    made = post(life, f"{C}/premier-contact", **told, title="Dix mille", customer="La Ville")
    assert made.headers["location"] == f"{C}/o/dix-mille/collecte"
    page = get(life, f"{C}/o/dix-mille/commande").text
    assert "la commande peut être planifiée" in page
    assert "demandé, sans réponse" in get(life, made.headers["location"]).text


# -- people ---------------------------------------------------------------------------------------


def test_an_invitation_is_shown_once_and_withdrawn(life: Life) -> None:
    refused = post(life, f"{C}/personnes/inviter", role="buyer", customer="", email="a@b.fr")
    assert refused.status_code == 422
    assert 'value="a@b.fr"' in refused.text
    page = post(life, f"{C}/personnes/inviter", role="workshop", workshop="canal").text
    link = re.search(r'value="(http[^"]*/invitation/[^"]*)"', page)
    assert link is not None
    assert page.count(link[1]) == 2, "alone, then in the message"
    assert get(life, urlsplit(link[1]).path, "nobody").status_code == _OK
    again = get(life, f"{C}/personnes").text
    assert link[1] not in again
    number = re.search(r'name="invitation" value="([^"]*)"', again)
    assert number is not None
    assert post(life, f"{C}/personnes/retirer-invitation", invitation=number[1]).status_code == 303
    assert get(life, urlsplit(link[1]).path, "nobody").status_code == 410


def test_roles_are_taken_away_but_never_the_last_coordination(life: Life) -> None:
    page = get(life, f"{C}/personnes").text
    found = re.findall(
        r'name="account" value="([^"]*)">\s*<input type="hidden" name="role" value="([^"]*)">'
        r'\s*<input type="hidden" name="subject" value="([^"]*)"', page
    )  # fmt: skip
    account, role, subject = next(x for x in found if x[1] == "facilitator")
    gone = post(life, f"{C}/personnes/retirer-role", account=account, role=role, subject=subject)
    assert gone.status_code == 303
    assert get(life, AT, "facilitator").status_code == _NOT_THERE
    account, role, subject = next(x for x in found if x[1] == "coordinator")
    kept = post(life, f"{C}/personnes/retirer-role", account=account, role=role, subject=subject)
    assert kept.status_code == 409
    assert "dernière coordination" in kept.text


def test_a_link_for_a_new_password(life: Life) -> None:
    page = get(life, f"{C}/personnes").text
    account = re.findall(r'personnes/mot-de-passe".*?name="account" value="([^"]*)"', page, re.S)
    made = post(life, f"{C}/personnes/mot-de-passe", account=account[0]).text
    link = re.search(r'value="(http[^"]*/mot-de-passe/[^"]*)"', made)
    assert link is not None
    assert get(life, urlsplit(link[1]).path, "nobody").status_code == _OK
    assert post(
        life, f"{C}/personnes/mot-de-passe", "workshop_a", account=account[0]
    ).status_code in (
        _NO,
        _NOT_THERE,
    )


# -- the data of an order -------------------------------------------------------------------------

SHOWN = [
    ("produit", "product", "masque-adulte", {}),
    ("jalon", "demand", "J1-A", {}),
    ("lieu", "delivery_point", "entrepot", {}),
    ("client", "customer_order", "masques-2020", {}),
    ("matiere", "material", "tissu", {}),
    ("fournisseur", "supplier", "lys", {}),
    ("offre", "supplier", "lys", {"n": "0"}),
    ("atelier", "workshop", "clochers", {}),
    ("poste", "station_group", "table-clochers", {}),
]


@pytest.mark.parametrize(("slug", "kind", "code", "more"), SHOWN)
def test_a_form_sent_back_as_it_is_changes_nothing(
    life: Life, slug: str, kind: str, code: str, more: dict[str, str]
) -> None:
    before = part(life, kind, code)
    assert before is not None
    query = str(httpx.QueryParams({"code": code, **more}))
    page = get(life, f"{AT}/commande/{slug}?{query}")
    assert page.status_code == _OK
    sent = post(life, f"{AT}/commande/{slug}?{query}", **boxes(page.text))
    assert sent.status_code == 303, re.findall(r"oc-fault[^>]*>([^<]*)", sent.text)
    after = part(life, kind, code)
    assert after is not None
    assert after.data == before.data
    assert after.version == before.version + 1


def test_a_product_changes_and_what_the_form_does_not_show_stays(life: Life) -> None:
    at = f"{AT}/commande/produit?code=masque-adulte"
    told = boxes(get(life, at).text)
    told |= {
        "name": "Masque à plis",
        "operations-0-standard_milliminutes": "1,45",
        "operations-3-name": "Contrôle",
        "operations-3-standard_milliminutes": "0,5",
        "operations-3-place": "2,5",
    }
    assert post(life, at, **told).status_code == 303
    found = part(life, "product", "masque-adulte")
    assert found is not None
    thing = found.data[""]
    assert thing["name"] == "Masque à plis"
    assert [o["id"] for o in thing["operations"]] == ["coupe", "couture", "controle", "finition"]
    assert thing["operations"][0]["standard_milliminutes"] == 1450
    assert thing["operations"][0]["setup_cost_cents"] == 400, "not shown, kept"
    assert thing["materials"][1]["substitutes"], "not shown, kept"


def test_lines_are_added_and_removed(life: Life) -> None:
    at = f"{AT}/commande/atelier?code=clochers"
    told = boxes(get(life, at).text)
    more = post(life, at, **told, more="1")
    assert more.status_code == _OK
    assert len(boxes(more.text)) > len(told)
    told["closures-0-gone"] = "1"
    assert post(life, at, **told).status_code == 303
    found = part(life, "workshop", "clochers")
    assert found is not None
    assert found.data[""]["closures"] == []
    assert found.data[""]["hourly_cost"] == "16.4", "not shown, kept"


def test_what_cannot_be_read_is_said_beside_and_kept(life: Life) -> None:
    at = f"{AT}/commande/jalon?code=J1-A"
    told = boxes(get(life, at).text) | {"quantity": "neuf mille", "due": "15 mai", "product": "x"}
    before = part(life, "demand", "J1-A")
    refused = post(life, at, **told)
    assert refused.status_code == 422
    assert 'value="neuf mille"' in refused.text
    assert 'value="15 mai"' in refused.text
    assert refused.text.count('class="oc-fault"') == 3
    after = part(life, "demand", "J1-A")
    assert before is not None
    assert after is not None
    assert (after.version, after.data) == (before.version, before.data)


def test_a_conflict_shows_both_versions_and_may_then_be_saved(life: Life) -> None:
    at = f"{AT}/commande/jalon?code=J1-A"
    mine = boxes(get(life, at).text)
    theirs = mine | {"quantity": "8000"}
    assert post(life, at, **theirs).status_code == 303
    refused = post(life, at, **(mine | {"quantity": "9 500"}))
    assert refused.status_code == 409
    table = refused.text[refused.text.index("Les deux versions") :]
    assert "8000" in table
    assert "9 500" in table
    again = boxes(refused.text)
    assert again["quantity"] == "9 500"
    assert post(life, at, **again).status_code == 303
    found = part(life, "demand", "J1-A")
    assert found is not None
    assert found.data[""]["quantity"] == "9500"


def test_new_things_get_codes_of_their_own(life: Life) -> None:
    for _ in range(2):
        sent = post(life, f"{AT}/commande/matiere", name="Fil blanc", unit="bobine", version="0")
        assert sent.status_code == 303, sent.text
    assert part(life, "material", "fil-blanc") is not None
    assert part(life, "material", "fil-blanc-2") is not None
    offer = {"version": "1", "material": "fil-blanc", "lead_time_weeks": "2",
             "breaks-0-from_thousandths": "", "breaks-0-unit_price": "1,20", "breaks-0-was": ""}  # fmt: skip
    assert post(life, f"{AT}/commande/offre?code=lys", **offer).status_code == 303
    found = part(life, "supplier", "lys")
    assert found is not None
    assert found.data["offers"][-1]["id"] == "lys-fil-blanc"
    assert found.data["offers"][-1]["breaks"] == [{"from_thousandths": 0, "unit_price": "1.2"}]


def test_things_are_taken_out(life: Life) -> None:
    query = f"{AT}/commande/jalon/retirer?code=J1-A"
    assert post(life, query, version="7").status_code == 409
    assert part(life, "demand", "J1-A") is not None
    assert post(life, query, version="1").status_code == 303
    assert part(life, "demand", "J1-A") is None
    assert post(life, query, version="1").status_code == _NOT_THERE
    assert post(life, f"{AT}/commande/offre/retirer?code=lys&n=0", version="1").status_code == 303
    found = part(life, "supplier", "lys")
    assert found is not None
    assert found.data["offers"] == []


def test_the_head_and_the_stock(life: Life) -> None:
    at = f"{AT}/commande/cadre"
    page = get(life, at).text.replace('class="oc-card">', 'class="oc-card" data-entry>', 1)
    told = boxes(page)
    days = re.search(r"<textarea[^>]*public_holidays[^>]*>([^<]*)<", page)
    assert days is not None
    told["public_holidays"] = days[1]
    told |= {"title": "Masques d'été", "start": "06/04/2020", "materials-0-thousandths": "250"}
    assert post(life, at, **told).status_code == 303
    with life.running.database.reading() as session:
        row = repositories.order(session, CONSORTIUM, ORDER)
        assert row is not None
        assert (row.title, row.head["start"]) == ("Masques d'été", "2020-04-06")
        assert row.head["opening"]["materials"][0]["thousandths"] == 250_000
        assert row.head["hub"]["lead_time_weeks"] == 1, "not shown, kept"
        assert len(row.head["public_holidays"]) == 7
    refused = post(life, at, **told)
    assert refused.status_code == 409
    wrong = told | {"public_holidays": "demain"}
    assert post(life, at, **wrong).status_code == 422


def test_workbooks_to_fill_in(life: Life) -> None:
    for path in (f"{C}/classeur-vierge", f"{AT}/commande/modele/order",
                 f"{AT}/commande/modele/capacities?atelier=canal"):  # fmt: skip
        answer = get(life, path)
        assert answer.status_code == _OK
        assert answer.content.startswith(b"PK")
        assert "attachment" in answer.headers["content-disposition"]
    assert get(
        life, f"{AT}/commande/modele/capacities?atelier=canal", "workshop_a"
    ).status_code == (_NOT_THERE)
    assert get(life, f"{AT}/commande/modele/rien").status_code == _NOT_THERE


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
    assert "on attend encore 2 ateliers" in page
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
    assert answer.status_code == _OK
    assert "attachment" in answer.headers["content-disposition"]
    assert get(life, marked[1], "workshop_a").status_code == _NOT_THERE
    assert get(life, own, "workshop_a").status_code == _NOT_THERE
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
    assert other.status_code == _NOT_THERE
    assert post(life, f"{WORK}/documents", document="roman").status_code == _NOT_THERE
    own = post(life, f"{WORK}/documents", "workshop_b", document="workshop_plan",
               workshop="fil-rouge", format="ics")  # fmt: skip
    assert own.status_code == 303
    others = post(life, f"{WORK}/documents", "workshop_b", document="workshop_plan",
                  workshop="vestali", format="ics")  # fmt: skip
    assert others.status_code == _NOT_THERE


def test_files_are_for_their_reader(life: Life) -> None:
    sent = life.running.client("workshop_a").post(
        f"/api/v1/consortia/{CONSORTIUM}/orders/{ORDER}/files",
        data={"about": "capacities", "workshop": "terrils"},
        files={"file": ("terrils.csv", b"a;b\n1;2\n")},
    )
    number = sent.json()["id"]
    assert get(life, f"{AT}/fichiers/{number}", "workshop_a").content == b"a;b\n1;2\n"
    assert get(life, f"{AT}/fichiers/{number}", "workshop_b").status_code == _NOT_THERE
    assert "terrils.csv" in get(life, f"{AT}/documents", "workshop_a").text
    assert "terrils.csv" not in get(life, f"{AT}/documents", "workshop_b").text


def test_addresses_say_what_they_are_about() -> None:
    from service.web import order_fields, order_view

    address = order_view.address(order_fields.OFFER, "L'Été & fils", 2)
    assert parse_qs(urlsplit(address).query) == {"code": ["L'Été & fils"], "n": ["2"]}
