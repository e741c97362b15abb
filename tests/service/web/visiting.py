"""Pages of the worked order as a test visits them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx2 as httpx

from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM

AT = f"/c/{CONSORTIUM}/o/{WORKED}"


def plain(text: str) -> str:
    """A page's text with ordinary blanks."""
    return unescape(text).replace("\u00a0", " ").replace("\u202f", " ")


def visit(life: Life, who: str, path: str, status: int = 200) -> str:
    """What somebody reads on a page."""
    found = life.running.client(who).get(AT + path, follow_redirects=False)
    assert found.status_code == status, (path, found.status_code, found.text[:2000])
    return plain(found.text)


def send(life: Life, who: str, path: str, status: int = 303, **form: Any) -> httpx.Response:
    """What comes of a form; fields whose name is no word go into ``fields``."""
    fields: dict[str, Any] = form.pop("fields", {})
    found: httpx.Response = life.running.client(who).post(
        AT + path,
        data={k: str(v) for k, v in {**form, **fields}.items()},
        follow_redirects=False,
    )
    assert found.status_code == status, (path, found.status_code, found.text[:3000])
    return found


def refusal(answer: httpx.Response) -> str:
    """The sentence that says why a form was refused."""
    found = re.search(r'class="oc-refusal"[^>]*>\s*<p><strong>(.*?)</strong>', answer.text, re.S)
    assert found is not None, answer.text[:3000]
    return plain(found.group(1))


def undo(life: Life, who: str, answer: httpx.Response) -> None:
    """Press « annuler » on the page that comes after a form."""
    page = life.running.client(who).get(answer.headers["location"])
    form = re.search(
        r'<div class="oc-notice".*?<form method="post" action="([^"]+)"[^>]*>(.*?)</form>',
        page.text,
        re.S,
    )
    assert form is not None, page.text[:3000]
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', form.group(2))
    done = life.running.client(who).post(
        form.group(1), data={k: unescape(v) for k, v in fields}, follow_redirects=False
    )
    assert done.status_code == 303, done.text[:3000]
