"""Browsers of the people of the example, on a service that runs; what no page may do is watched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request
from playwright.sync_api import Error as PlaywrightError

from scripts import serve_example
from service.db import repositories
from service.db.engine import Database
from service.settings import Settings
from service.usecases import signing_in
from service.usecases.rights import Role
from tests.service.processes import Processes

GROUP = serve_example.GROUP
COLLECTED = f"/c/{GROUP}/o/{serve_example.COLLECTED}"
STARTED = f"/c/{GROUP}/o/{serve_example.STARTED}"
WIDE, SMALL = 1280, 360
# How long a page may take on a busy machine, milliseconds; a plan may take longer.
PATIENCE = 60_000
PLANNING = 300_000
_AXE = Axe()
_RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@dataclass
class Watch:
    """What went wrong in the pages of a browser."""

    address: str
    found: list[str] = field(default_factory=list)
    # Status codes that a test provokes on purpose.
    expected: set[int] = field(default_factory=set)

    def see(self, page: Page) -> None:
        """Look at everything that a page says and asks."""
        page.on("console", self._console)
        page.on("pageerror", lambda e: self.found.append(f"{page.url}: {e}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        is_expected = any(f"status of {code}" in message.text for code in self.expected)
        if message.type in ("error", "warning") and not is_expected:
            self.found.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob", "about"):
            return
        if f"{parts.scheme}://{parts.netloc}" != self.address:
            self.found.append(f"asks elsewhere: {request.url}")


@dataclass
class Surf:
    """A service that runs with the example, and browsers for its people."""

    processes: Processes
    database: Database
    browser: Browser
    watch: Watch
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, who: str, *, width: int = WIDE, lang: str = "fr", **options: Any) -> Page:
        """A page of somebody who is signed in; « nobody » is not."""
        context = self.browser.new_context(
            locale="fr-FR" if lang == "fr" else "en-GB",
            viewport={"width": width, "height": 900},
            base_url=self.processes.address,
            **options,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if who != "nobody":
            context.add_cookies(
                [
                    {
                        "name": "oeuvre_session",
                        "value": self.secret(who),
                        "url": self.processes.address,
                    }
                ]
            )
        page = context.new_page()
        self.watch.see(page)
        return page

    def secret(self, who: str) -> str:
        """The secret of a new session of somebody of the example."""
        with self.database.writing() as session:
            account = repositories.account_by_email(session, f"{who}@example.org")
            assert account is not None, who
            return signing_in.open_session(session, Settings(), account)


def violations(page: Page) -> list[str]:
    """What axe finds wrong in a page, one line each."""
    answer = _AXE.run(page, options=_RULES).response
    return [
        f"{page.url} {v['id']}: {v['help']} — {node['html'][:160]}"
        for v in answer["violations"]
        for node in v["nodes"][:3]
    ]


def too_wide(page: Page) -> list[str]:
    """Whether a page must be pushed sideways as a whole."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{page.url}: {wide} px too wide"] if wide > 1 else []


def make_example(path: Path, *, seconds: float, is_started: bool) -> None:
    """A database file with the example."""
    from service.db import migrating

    database = Database(f"sqlite:///{path}")
    migrating.migrate(database)
    serve_example.fill(database, seconds=seconds, is_started=is_started)
    database.close()


@contextmanager
def surfing(playwright: Playwright, database: Path, folder: Path) -> Iterator[Surf]:
    """The service over a database file, a browser; at the end nothing may have gone wrong."""
    url = f"sqlite:///{database}"
    with Processes(url, folder, workers=1) as processes:
        processes.serve()
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        opened = Database(url)
        surf = Surf(processes, opened, browser, Watch(processes.address))
        try:
            _wait_until_it_answers(surf)
            yield surf
            assert not surf.watch.found, "\n".join(surf.watch.found)
        finally:
            _tell_what_is_seen(surf)
            for context in surf.contexts:
                context.close()
            browser.close()
            opened.close()


def _tell_what_is_seen(surf: Surf) -> None:
    """What stands in every open page, shown when a test fails."""
    for context in surf.contexts:
        for page in context.pages:
            try:
                print(f"--- {page.url}\n{page.locator('main').inner_text(timeout=5_000)[:3_000]}")
            except PlaywrightError as gone:
                print(f"--- {page.url}: {gone}")


def _wait_until_it_answers(surf: Surf) -> None:
    import time

    import httpx2 as httpx

    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            if httpx.get(surf.processes.address + "/connexion").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError("\n".join(surf.processes.texts()))


ROLES = {
    "coordination": Role.COORDINATOR,
    "canal": Role.WORKSHOP,
    "accompagnement": Role.FACILITATOR,
    "departement": Role.BUYER,
}
"""Somebody of the example in each role."""
