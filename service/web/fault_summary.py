"""The faults of a form at the top of its page, each with a link to its box.

What a box is called is read from the page itself: its label says it already, and no page says it twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Final

from service.i18n import Texts

PLACE: Final = "<!--faults-->"
"""Where a page wants them."""
_BOXES: Final = ("input", "select", "textarea")


@dataclass(slots=True, kw_only=True)
class _Box:
    """A box of a page: where its tag ends, and what it is called."""

    id: str
    said: str
    place: int
    tag: str


class _Page(HTMLParser):
    """The boxes of a page by name, and its labels by the id of their box."""

    def __init__(self, page: str, names: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.boxes: dict[str, _Box] = {}
        self.labels: dict[str, str] = {}
        self._names = names
        self._label: str | None = None
        self._is_beside = 0
        self._lines = [0]
        for line in page.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {k: v or "" for k, v in attrs}
        if tag == "label":
            self._label = found.get("for", "")
            self.labels.setdefault(self._label, "")
        elif tag == "span" and self._label is not None:
            self._is_beside += 1
        elif tag in _BOXES and found.get("type") != "hidden":
            name = found.get("name", "")
            if name in self._names and name not in self.boxes:
                line, column = self.getpos()
                self.boxes[name] = _Box(
                    id=found.get("id", ""),
                    said=found.get("aria-label", ""),
                    place=self._lines[line - 1] + column + 1 + len(tag),
                    tag=tag,
                )

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._label, self._is_beside = None, 0
        elif tag == "span" and self._is_beside:
            self._is_beside -= 1

    def handle_data(self, data: str) -> None:
        if self._label is not None and not self._is_beside:
            self.labels[self._label] += data


def put(page: str, faults: Mapping[str, str], texts: Texts) -> str:
    """A page with its faults where it wants them; a box that has no id gets one.

    Args:
        faults: name of the box → what is wrong, in the reader's words.
    """
    if PLACE not in page or not faults:
        return page
    read = _Page(page, faults)
    lines, taken = [], {b.id for b in read.boxes.values()}
    for k, (name, fault) in enumerate(sorted(faults.items(), key=lambda x: _order(read, x[0]))):
        box = read.boxes.get(name)
        if box is None:
            lines.append(f"<li>{escape(fault)}</li>")
            continue
        said = " ".join((box.said or read.labels.get(box.id, "")).split())
        if not box.id:
            box.id = f"case-{k}"
            while box.id in taken:
                box.id += "-"
            page = f'{page[: box.place]} id="{box.id}"{page[box.place :]}'
            for other in read.boxes.values():
                if other.place > box.place:
                    other.place += len(f' id="{box.id}"')
        text = texts.labelled(said, fault) if said else fault
        lines.append(f'<li><a href="#{escape(box.id)}">{escape(text)}</a></li>')
    return page.replace(PLACE, f'<ul class="oc-faults">{"".join(lines)}</ul>', 1)


def _order(read: _Page, name: str) -> tuple[bool, int]:
    """As the page has them; what has no box comes last."""
    box = read.boxes.get(name)
    return box is None, box.place if box is not None else 0
