"""The coordinator's pages: consortium, orders, first contact, people."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest

from service.db import repositories
from tests.service.living import Life
from tests.service.running import CONSORTIUM, MASKS, ORDER
from tests.service.web.browsing import (
    AT,
    NO,
    NOT_THERE,
    OK,
    C,
    get,
    part,
    post,
    send,
)


@pytest.mark.parametrize(
    ("path", "allowed", "others"),
    [
        (C, ("coordinator", "facilitator", "workshop_a"), OK),
        (f"{C}/personnes", ("coordinator", "facilitator", "workshop_a"), NOT_THERE),
        (f"{C}/nouvelle-commande", ("coordinator",), NO),
        (f"{C}/premier-contact", ("coordinator",), NO),
        (AT, ("coordinator", "facilitator", "workshop_a", "buyer"), NOT_THERE),
        (f"{AT}/commande", ("coordinator", "facilitator", "workshop_a"), NOT_THERE),
        (f"{AT}/commande/cadre", ("coordinator",), NO),
        (f"{AT}/commande/produit", ("coordinator",), NO),
        (f"{AT}/commande/atelier?code=canal", ("coordinator",), NO),
        (f"{AT}/collecte", ("coordinator", "facilitator", "workshop_a"), NOT_THERE),
        (f"{AT}/documents", ("coordinator", "facilitator", "workshop_a", "buyer"), NOT_THERE),
        (f"{AT}/commande/rien", (), NOT_THERE),
        (f"{AT}/commande/jalon?code=jamais", (), NO),
    ],
)
def test_each_page_is_for_who_may_see_it(
    life: Life, path: str, allowed: tuple[str, ...], others: int
) -> None:
    for who in ("coordinator", "facilitator", "workshop_a", "buyer", "stranger"):
        answer = get(life, path, who)
        if who in allowed:
            assert answer.status_code == OK, (who, answer.text[:500])
            assert answer.text.count('<h1 class="oc-title"') == 1
        elif who == "stranger":
            assert answer.status_code == NOT_THERE
        elif path == C:
            assert answer.status_code in (OK, 303)
        else:
            assert answer.status_code in (others, NOT_THERE), (who, path)


def test_a_workshop_reads_the_order_without_the_capacities_of_others(life: Life) -> None:
    page = get(life, f"{AT}/commande", "workshop_a").text
    assert "Les Terrils Textile" in page
    # The money terms, which are the whole group's, name the mandataire; the rest names nobody else.
    assert "Couture du Canal" not in page[: page.index('id="argent"')]
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
    assert post(life, f"{C}/ateliers", "facilitator", name="Autre").status_code == NO


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
    assert post(life, f"{AT}/etape", "facilitator", step="stop_collecting").status_code == NO
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
    assert "consulté, sans réponse" in get(life, made.headers["location"]).text


# -- people ---------------------------------------------------------------------------------------


def test_an_invitation_is_shown_once_and_withdrawn(life: Life) -> None:
    refused = post(life, f"{C}/personnes/inviter", role="buyer", customer="", email="a@b.fr")
    assert refused.status_code == 422
    assert 'value="a@b.fr"' in refused.text
    page = post(life, f"{C}/personnes/inviter", role="workshop", workshop="canal").text
    link = re.search(r'value="(http[^"]*/invitation/[^"]*)"', page)
    assert link is not None
    assert page.count(link[1]) == 2, "alone, then in the message"
    assert get(life, urlsplit(link[1]).path, "nobody").status_code == OK
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
    assert get(life, AT, "facilitator").status_code == NOT_THERE
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
    assert get(life, urlsplit(link[1]).path, "nobody").status_code == OK
    assert post(
        life, f"{C}/personnes/mot-de-passe", "workshop_a", account=account[0]
    ).status_code in (
        NO,
        NOT_THERE,
    )
