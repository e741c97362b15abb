"""One browser and one filled service for the tests of a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.browser.surfing import Surf, make_example, surfing


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of browsers."""
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def example_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the example, one order being collected and one in production."""
    path = tmp_path_factory.mktemp("example") / "oeuvre.db"
    make_example(path, seconds=240.0, is_started=True)
    return path


@pytest.fixture(scope="module")
def surf(
    playwright: Playwright, example_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Surf]:
    """The example as it is served, a copy of its own for each file of tests."""
    folder = tmp_path_factory.mktemp("surf")
    copied = folder / "oeuvre.db"
    shutil.copy(example_file, copied)
    with surfing(playwright, copied, folder) as found:
        yield found
