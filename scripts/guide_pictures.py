"""Take the pictures of the guide from the service as it runs: ``make guide-pictures``.

A service with the example is started on a free port, its people do what the guide tells, and the part of
each page that the guide shows is kept. Every picture of ``docs/guide/images`` comes from here; one that
is no longer made is removed. Needs Chromium.
"""

from __future__ import annotations

import argparse
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from scripts import serve_example, small_png
from service.db import migrating
from service.db.engine import Database

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "guide" / "images"
# All pictures together: who reads the guide may have a slow connection.
MOST_BYTES = 1_500_000
WIDTH = 1_100
# Milliseconds: a page on a busy machine, a calculation.
PATIENCE, CALCULATION = 60_000, 600_000
_ROOM = 12
_CHROMIUM = "/usr/bin/chromium"
_AT = f"/c/{serve_example.GROUP}/o/"
COLLECTED, STARTED = _AT + serve_example.COLLECTED, _AT + serve_example.STARTED
# The week that the tutorial asks about.
WEEK = "2020-W18"


@dataclass
class Album:
    """Where pictures go, and who is looked at: one browser window for each person."""

    address: str
    browser: Browser
    folder: Path
    windows: dict[str, Page] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    # How long the plan may take, as the page offers it.
    seconds: str = "60"

    def page(self, who: str) -> Page:
        """Somebody's window; signs in the first time, as people do."""
        if who not in self.windows:
            context = self.browser.new_context(
                locale="fr-FR", viewport={"width": WIDTH, "height": 900}, base_url=self.address
            )
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.goto("/connexion")
            page.get_by_label("Adresse électronique").fill(f"{who}@example.org")
            page.get_by_label("Mot de passe").fill(serve_example.PASSWORD)
            page.get_by_role("button", name="Entrer").click()
            page.get_by_role("button", name="Quitter").wait_for()
            self.windows[who] = page
        return self.windows[who]

    def take(self, name: str, first: Locator, last: Locator | None = None, most: int = 900) -> None:
        """Keep what stands between two things of a page, over the whole width of the window.

        Args:
            most: height in pixels after which the picture is cut.
        """
        page = first.page
        page.mouse.move(0, 0)
        top = _box(first)
        bottom = _box(last if last is not None else first)
        over = max(0.0, top["y"] - _ROOM)
        height = min(bottom["y"] + bottom["height"] + _ROOM - over, most)
        path = self.folder / f"{name}.png"
        window = page.viewport_size
        assert window is not None
        page.screenshot(
            path=path,
            full_page=True,
            clip={"x": 0, "y": over, "width": window["width"], "height": height},
            animations="disabled",
        )
        small_png.shrink(path)
        self.taken.append(name)
        print(name, flush=True)


def _box(thing: Locator) -> dict[str, float]:
    """Where a thing lies in its page, from the top of the page."""
    box: dict[str, float] = thing.first.evaluate(
        "e => { const b = e.getBoundingClientRect();"
        " return {y: b.top + window.scrollY, height: b.height}; }"
    )
    return box


def section(page: Page, heading: str) -> Locator:
    """The part of a page under a heading, by the heading's id."""
    return page.locator(f"section[aria-labelledby='{heading}']")


def press(page: Page, name: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).first.click()


def before_the_plan(album: Album) -> None:
    """What the coordinator sees first."""
    page = album.page("coordination")
    page.goto("/")
    album.take("accueil", page.locator("h1"), page.locator("article").last)
    page.goto(COLLECTED + "/collecte")
    album.take("collecte", section(page, "ateliers"))


def the_plan(album: Album) -> None:
    """A plan is calculated, read, asked about, proposed; a workshop answers."""
    page = album.page("coordination")
    page.goto(COLLECTED + "/plans")
    album.take("calculer", section(page, "demander"))
    page.get_by_label("Temps de calcul au plus").select_option(album.seconds)
    press(page, "Calculer")
    page.wait_for_url(re.compile(r"^[^?]*/plans/1(\?.*)?$"), timeout=CALCULATION)
    album.take("plan", page.locator("h1"), section(page, "jalons").locator("table").first)
    album.take("charge", section(page, "charge"))
    album.take("parts", section(page, "parts"))
    name = page.get_by_role("rowheader", name="La Bobine Claire")
    row = section(page, "parts").locator("tr").filter(has=name)
    row.get_by_role("link", name="pourquoi si peu ?").click()
    press(page, "Chercher la réponse")
    page.wait_for_url(re.compile(r"^[^?]*/pourquoi\?reponse="), timeout=CALCULATION)
    album.take("pourquoi", page.locator("h1"), page.locator("main section").first)
    page.goto(COLLECTED + "/plans/1/accord")
    press(page, "Proposer aux ateliers")
    workshop = album.page("clochers")
    workshop.goto(COLLECTED + "/atelier/accord")
    album.take("proposition", workshop.locator("h1"), section(workshop, "part"))
    press(workshop, "J'accepte ce plan")
    page.goto(COLLECTED + "/plans/1/accord")
    album.take("accord", page.locator("h1"), section(page, "reponses"))


def the_work(album: Album) -> None:
    """The order in production: a workshop's week, what it declares, what it costs."""
    page = album.page("canal")
    page.goto(f"{STARTED}/atelier?semaine={WEEK}")
    album.take("ma-semaine", page.locator("h1"), section(page, "part"))
    page.goto(f"{STARTED}/atelier/declarer?semaine={WEEK}")
    album.take("declarer", page.locator(".oc-weekbar"), page.locator("table").first, 440)
    page.goto(STARTED + "/atelier/couts")
    album.take("mes-couts", page.locator("h1"), section(page, "resultat"))


def the_monday(album: Album) -> None:
    """The Monday page, and planning the rest again."""
    page = album.page("coordination")
    page.goto(STARTED + "/lundi")
    album.take("lundi", page.locator("h1"), section(page, "retards"))
    page.goto(STARTED + "/replanifier")
    press(page, "Calculer le nouveau plan")
    page.wait_for_url(re.compile(r"^[^?]*/replanifier/\w+"), timeout=CALCULATION)
    album.take("changements", page.locator("h1"), page.locator("main section").first)


def the_money(album: Album) -> None:
    """What the facilitator reads."""
    page = album.page("accompagnement")
    # This table is wider than the others.
    page.set_viewport_size({"width": 1_400, "height": 900})
    page.goto(STARTED + "/couts")
    album.take("couts", page.locator("h1"), page.locator("main table").first)
    page.set_viewport_size({"width": WIDTH, "height": 900})
    page.goto(STARTED + "/couts/canal")
    album.take("fiche", page.locator("h1"), page.locator("main table").first)
    page.goto(STARTED + "/prix")
    album.take("prix", page.locator("h1"), page.locator("main table").first, most=1_040)
    page.goto(STARTED + "/tresorerie")
    album.take("tresorerie", page.locator("h1"), page.locator("table").first)


def the_buyer(album: Album) -> None:
    """What the buyer reads."""
    page = album.page("departement")
    page.goto(STARTED + "/suivi")
    album.take("avancement", page.locator("h1"), page.locator("main table").first, 640)
    page.goto(STARTED + "/lots")
    album.take("lots", section(page, "tous"), most=640)


CHAPTERS = (before_the_plan, the_work, the_money, the_buyer, the_plan, the_monday)
"""What only reads comes first: the pages show the example before anybody changed it."""


@contextmanager
def serving(database: Path) -> Iterator[str]:
    """The service over a database file, as a process of its own.

    Yields:
        its address.

    Raises:
        TimeoutError: it does not answer.
    """
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
    run = "from service.cli.commands import main; main()"
    arguments = ("serve", "--port", str(port), "--database", f"sqlite:///{database}")
    with (database.parent / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", run, *arguments], stdout=log, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        with suppress(URLError, ConnectionError), urlopen(address + "/connexion"):
            return
        time.sleep(0.2)
    raise TimeoutError(address)


def make(path: Path) -> None:
    """The example in a new database file."""
    database = Database(f"sqlite:///{path}")
    migrating.migrate(database)
    serve_example.fill(database)
    database.close()


def main() -> int:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--database", type=Path, help="an example made before, left as it is")
    parser.add_argument("--seconds", choices=("20", "60", "300"), default="60", help="of the plan")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        new, path = Path(folder) / "images", Path(folder) / "oeuvre.db"
        new.mkdir()
        if asked.database:
            shutil.copy(asked.database, path)
        else:
            print("Préparation de l'exemple…", flush=True)
            make(path)
        with serving(path) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            album = Album(address, browser, new, seconds=asked.seconds)
            for chapter in CHAPTERS:
                chapter(album)
            browser.close()
        size = sum(p.stat().st_size for p in new.iterdir())
        if size > MOST_BYTES:
            for picture in sorted(new.iterdir()):
                print(picture.name, picture.stat().st_size, file=sys.stderr)
            print(f"{size} bytes: more than {MOST_BYTES}", file=sys.stderr)
            return 1
        # All at once: pictures of two different plans would contradict each other.
        asked.folder.mkdir(parents=True, exist_ok=True)
        for old in asked.folder.glob("*.png"):
            old.unlink()
        for picture in new.iterdir():
            shutil.copy(picture, asked.folder)
        print(f"{len(album.taken)} pictures, {size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
