"""A page as a browser without scripts holds it: its forms, and what they would send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx2 as httpx
from fastapi.testclient import TestClient


@dataclass
class Form:
    """A form: where it goes, what it would send as it stands."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.open: Form | None = None
        self.choice = ""
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        if tag == "form":
            self.open = Form(a.get("action", ""), a.get("method", "get"))
            self.found.append(self.open)
        if self.open is None:
            return
        if tag == "input" and "name" in a and a.get("type") != "file":
            if a.get("type") != "checkbox" or "checked" in a:
                self.open.fields[a["name"]] = a.get("value", "")
        elif tag == "button" and "name" in a:
            self.open.buttons.append((a["name"], a.get("value", "")))
        elif tag == "select":
            self.choice = a["name"]
        elif tag == "option" and ("selected" in a or self.choice not in self.open.fields):
            self.open.fields[self.choice] = a.get("value", "")
        elif tag == "textarea":
            self.area = a["name"]
            self.open.fields[self.area] = ""

    def handle_data(self, data: str) -> None:
        if self.open is not None and self.area:
            self.open.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.open = None


def forms(page: httpx.Response, action: str) -> list[Form]:
    """The forms of a page that go to an address ending so."""
    parser = _Forms()
    parser.feed(page.text)
    return [f for f in parser.found if f.action.endswith(action) and f.method == "post"]


def send(client: TestClient, form: Form, **changes: str) -> httpx.Response:
    """What comes of sending a form with some of its fields changed; redirections are not followed."""
    data = {**form.fields, **{k.replace("_at_", "-"): v for k, v in changes.items()}}
    found: httpx.Response = client.post(form.action, data=data, follow_redirects=False)
    return found
