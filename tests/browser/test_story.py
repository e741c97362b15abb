"""The whole work in a browser: five workshops invited, five messy files, a plan, an objection, a failure.

Everything is done by what people see: labels, buttons, links. Nothing is waited for by the clock.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, Playwright, expect

from examples.mask_order.order import mask_order
from importers.columns import SHEET_BY_KEY
from service.db import tables
from tests.browser.surfing import PATIENCE, PLANNING, Surf, surfing

pytestmark = pytest.mark.slow

MASKS = Path(__file__).parents[2] / "examples" / "mask_order" / "commande_masques.xlsx"
RECEIVED = Path(__file__).parents[2] / "examples" / "mask_order" / "recus"
PASSWORD = "une phrase assez longue"
CLOCHERS, CANAL = "Atelier des Trois Clochers", "Couture du Canal"


@pytest.fixture
def empty(playwright: Playwright, tmp_path: Path) -> Iterator[tuple[Surf, str]]:
    """A service in which nobody has ever been, and the link that it printed when it started."""
    with surfing(playwright, tmp_path / "oeuvre.db", tmp_path) as surf:
        printed = re.search(r"(/invitation/\S+)", "".join(surf.processes.texts()))
        assert printed is not None
        yield surf, printed.group(1)


def press(page: Page, name: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    """Follow the link of this name."""
    page.get_by_role("link", name=name).first.click()


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    """The page has this title."""
    expect(page.locator("h1")).to_contain_text(text, timeout=PATIENCE)


def join(page: Page, link: str, email: str, name: str) -> None:
    """Take up an invitation."""
    page.goto(link)
    if page.get_by_label("adresse électronique").count():
        page.get_by_label("adresse électronique").fill(email)
    page.get_by_label("Votre nom").fill(name)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    press(page, "Rejoindre")
    heading(page, name)


def guessed_order(path: Path) -> Path:
    """The mask order as it is before anybody has answered: five people everywhere, nobody on leave."""
    book = openpyxl.load_workbook(MASKS)
    workshops = SHEET_BY_KEY["workshops"]
    column = [c.key for c in workshops.columns].index("headcount") + 1
    sheet = book[workshops.fr]
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 1).value:
            sheet.cell(row, column).value = 5
    for key in ("overrides", "closures", "commitments"):
        book[SHEET_BY_KEY[key].fr].delete_rows(2, 1_000)
    book.save(path)
    return path


def damaged_files(folder: Path) -> tuple[list[Path], Path, Path]:
    """The five files as they came, one of them with a slip; that one; the same without the slip."""
    folder.mkdir()
    files = [Path(shutil.copy(f, folder)) for f in sorted(RECEIVED.iterdir())]
    good = next(f for f in files if f.name == "canal.csv")
    text = good.read_bytes().decode("cp1252")
    wrong = re.sub(r"(?<=;)35(?=;)", "trente-cinq", text, count=1)
    if wrong == text:
        wrong = re.sub(r";(\d+)(,\d+)?h?;", ";beaucoup;", text, count=1)
    assert wrong != text
    repaired = folder / "corrige" / "canal.csv"
    repaired.parent.mkdir()
    shutil.copy(good, repaired)
    good.write_bytes(wrong.encode("cp1252"))
    return files, good, repaired


def answer_questions(page: Page) -> None:
    """Confirm what was guessed until nothing is asked."""
    for _ in range(6):
        everything = page.get_by_role("button", name="Tout est juste, y compris la suite")
        confirm = page.get_by_role("button", name="Confirmer et relire")
        if everything.count():
            everything.first.click()
        elif confirm.count():
            confirm.first.click()
        else:
            return
        wait_until_read(page)


def wait_until_read(page: Page) -> None:
    """A file that is long to read is read by a worker; the page says when it is done."""
    expect(page.locator(".oc-import-reading")).to_have_count(0, timeout=PLANNING)


def wait_for_plan(page: Page, number: int) -> None:
    """The calculation shows how it goes and ends on the plan."""
    page.wait_for_url(re.compile(rf"/plans/{number}(\?.*)?$"), timeout=PLANNING)
    heading(page, f"Plan n° {number}")


def order_address(surf: Surf, page: Page) -> str:
    """Address of the order that a page is about."""
    found = re.search(r"(/c/couture-solidaire/o/[^/?]+)", page.url)
    assert found is not None
    return found.group(1).replace(surf.processes.address, "")


def test_from_an_empty_service_to_a_plan_made_again(
    empty: tuple[Surf, str], tmp_path: Path
) -> None:
    surf, first = empty
    page = surf.page("nobody")
    join(page, first, "ines@example.org", "Inès")

    # A consortium and two of its workshops; the order by the workbook, which brings the others.
    page.get_by_label("Nom du groupement").fill("Couture solidaire")
    press(page, "Créer")
    for name in (CLOCHERS, CANAL):
        page.goto("/c/couture-solidaire")
        page.get_by_label("Ajouter un atelier").fill(name)
        press(page, "Ajouter")
    page.goto("/c/couture-solidaire/nouvelle-commande")
    page.get_by_label("Nom de la commande").fill("Masques")
    page.get_by_label("Classeur de commande", exact=True).set_input_files(
        guessed_order(tmp_path / "commande.xlsx")
    )
    page.get_by_label("D'un classeur de commande déjà rempli").check()
    press(page, "Créer la commande")
    wait_until_read(page)
    answer_questions(page)
    press(page, "Appliquer à la commande")
    at = order_address(surf, page)

    # Five invitations; two are taken up at once.
    names = {w.id: w.name for w in mask_order().workshops}
    links = {}
    for name in names.values():
        page.goto("/c/couture-solidaire/personnes")
        page.get_by_label("Atelier (pour le rôle atelier)").select_option(label=name)
        press(page, "Faire le lien d'invitation")
        links[name] = page.get_by_label("Le lien", exact=True).input_value()
    heads = {name: surf.page("nobody") for name in (CLOCHERS, CANAL)}
    for code, (name, head) in zip(("clochers", "canal"), heads.items(), strict=True):
        join(head, links[name], f"{code}@example.org", f"Responsable {code}")

    # Everybody is asked; five files come back, one with a slip.
    page.goto(at + "/collecte")
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Noter qu'ils sont consultés")
    files, _wrong, repaired = damaged_files(tmp_path / "recus")
    page.goto(at + "/collecte")
    page.get_by_label("Fichiers (glissez-les ici)").set_input_files(files)
    press(page, "Lire ces fichiers")
    wait_until_read(page)
    expect(page.locator("main")).to_contain_text("canal.csv")
    expect(page.get_by_role("heading", name="À corriger", exact=True)).to_be_visible()
    with page.expect_download() as marked:
        page.get_by_role("link", name="canal (à corriger)").first.click()
    assert marked.value.suggested_filename.startswith("canal")
    good = [f for f in files if f.name != "canal.csv"]
    page.goto(at + "/collecte")
    page.get_by_label("Fichiers (glissez-les ici)").set_input_files([*good, repaired])
    press(page, "Lire ces fichiers")
    wait_until_read(page)
    answer_questions(page)
    press(page, "Appliquer à la commande")
    page.goto(at + "/collecte")
    expect(page.locator("main")).to_contain_text("ont tous répondu")

    # A plan, and why.
    page.goto(at + "/plans")
    page.get_by_label("Temps de calcul au plus").select_option("20")
    press(page, "Calculer")
    wait_for_plan(page, 1)
    expect(page.get_by_role("heading", name="Parts de chacun")).to_be_visible()
    page.get_by_role("link", name=re.compile("pourquoi (si peu|cette part)")).first.click()
    press(page, "Chercher la réponse")
    expect(page.get_by_role("heading", name="Comment on y arrive")).to_be_visible(timeout=PLANNING)

    # It is won, proposed; one workshop objects with other capacities, a plan is made from them.
    page.goto(at)
    win = page.locator("details.oc-confirm", has_text="gagnée sans offre")
    win.locator("summary").click()
    win.get_by_label("Raison").fill("Marché attribué")
    win.get_by_role("button").click()
    page.goto(at + "/plans/1/accord")
    press(page, "Proposer aux ateliers")
    heads[CLOCHERS].goto(at + "/atelier/accord")
    press(heads[CLOCHERS], "J'accepte ce plan")
    canal = heads[CANAL]
    canal.goto(at + "/atelier/accord")
    canal.get_by_label("Ce qui ne va pas").fill("Deux personnes partent en formation")
    canal.get_by_text("Dire aussi ce que l'atelier pourrait faire à la place").click()
    canal.get_by_label("Personnes affectées à ce travail").fill("8")
    press(canal, "Envoyer mon objection")
    page.goto(at + "/plans/1/accord")
    expect(page.locator("main")).to_contain_text("Deux personnes partent en formation")
    press(page, "Faire un plan avec cette contre-proposition")
    wait_for_plan(page, 2)

    # The new plan is adopted: two workshops speak for themselves, the others by their own links.
    page.goto(at + "/plans/1/accord")
    refuse = page.locator("details.oc-confirm", has_text="Écarter ce plan")
    refuse.locator("summary").click()
    refuse.get_by_label("Raison").fill("Remplacé par le plan 2")
    refuse.get_by_role("button").click()
    page.goto(at + "/plans/2/accord")
    press(page, "Proposer aux ateliers")
    for name, link in links.items():
        if name not in heads:
            code = next(k for k, v in names.items() if v == name)
            heads[name] = surf.page("nobody")
            join(heads[name], link, f"{code}@example.org", f"Responsable {code}")
        heads[name].goto(at + "/atelier/accord")
        accept = heads[name].get_by_role("button", name="J'accepte ce plan")
        if accept.count():
            accept.click()
    page.goto(at + "/plans/2/accord")
    adopt = page.locator("details.oc-confirm", has_text="Adopter ce plan")
    adopt.locator("summary").click()
    adopt.get_by_role("button").click()
    page.goto(at)
    expect(page.locator("h1")).to_contain_text("en production")

    # The workshop reads its week and declares the first weeks; the Monday page says who has not.
    canal.goto(at + "/atelier")
    expect(canal.locator("main")).to_contain_text("Coupe")
    declare_weeks(canal, at, 3)
    page.goto(at + "/lundi")
    # Which of the others had work by then is the plan's affair.
    expect(page.locator("main")).to_contain_text("déclaré la semaine passée")
    silence = page.locator("section[aria-labelledby=silence]")
    expect(silence).to_be_visible()
    expect(silence).not_to_contain_text(CANAL)

    # Its machine breaks for two weeks: the rest is planned again.
    page.goto(at + "/replanifier")
    page.get_by_label("Quel atelier", exact=True).select_option(label=CANAL)
    page.get_by_label("Fermé du").fill("20/04/2020")
    page.get_by_label("au (compris)").fill("01/05/2020")
    page.get_by_label("Raison").first.fill("Scie cassée")
    press(page, "Noter cet arrêt")
    page.get_by_label("À partir de quelle semaine").select_option("2020-W17")
    page.get_by_label("Temps de calcul").fill("30")
    press(page, "Calculer le nouveau plan")
    page.wait_for_url(re.compile(r"^[^?]*/(plans/3|replanifier/\w+)$"), timeout=PLANNING)
    expect(page.locator("main")).to_contain_text(CANAL)
    with surf.database.reading() as session:
        made = session.query(tables.Plan).count()
    assert made == 3


def declare_weeks(page: Page, at: str, count: int) -> None:
    """Declare as planned, the weeks in which something was."""
    for number in range(14, 14 + count):
        page.goto(f"{at}/atelier/declarer?semaine=2020-W{number}&prevu=1")
        if page.locator("input[name^=made]").evaluate_all("all => all.some(i => i.value)"):
            press(page, "Enregistrer la semaine")
            expect(page.locator(".oc-notice")).to_be_visible()
