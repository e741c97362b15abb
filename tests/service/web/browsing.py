"""Pages as a browser asks for them and sends their forms back."""

from __future__ import annotations

import re
from typing import Any

import httpx2 as httpx

from service.db import repositories, tables
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM, MASKS, ORDER

C, AT = f"/c/{CONSORTIUM}", f"/c/{CONSORTIUM}/o/{ORDER}"
WORK = f"/c/{CONSORTIUM}/o/{WORKED}"
RECEIVED = MASKS.parent / "recus"
OK, NO, NOT_THERE = 200, 403, 404


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
        is_sent = 'type="checkbox"' not in tag or " checked" in tag
        if name and is_sent:
            found[name[1]] = value[1] if value else ""
    areas = r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>'
    found |= dict(re.findall(areas, form, re.S))
    for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return {k: v.replace("&#39;", "'").replace("&amp;", "&") for k, v in found.items()}


def part(life: Life, kind: str, code: str, order: str = ORDER) -> tables.Part | None:
    with life.running.database.reading() as session:
        row = repositories.order(session, CONSORTIUM, order)
        assert row is not None
        return repositories.part(session, row.id, kind, code)
