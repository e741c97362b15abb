"""The guide's tutorial, followed in a browser by the script that takes its pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import guide_pictures
from tests.browser.surfing import Surf

pytestmark = pytest.mark.slow


def test_the_tutorial_leads_where_it_says(surf: Surf, tmp_path: Path) -> None:
    """Each step finds what the guide shows there, from the first page to what a new plan changes."""
    album = guide_pictures.Album(surf.processes.address, surf.browser, tmp_path)
    for chapter in guide_pictures.CHAPTERS:
        chapter(album)
    for page in album.windows.values():
        page.context.close()
    assert {p.stem for p in tmp_path.glob("*.png")} == set(album.taken)
    assert set(album.taken) == {p.stem for p in guide_pictures.FOLDER.glob("*.png")}
