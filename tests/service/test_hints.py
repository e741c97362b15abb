"""Every command that a message or a page tells somebody to type exists, with the options it names."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from scripts.check_catalogue import read_catalogue, used_messages
from service.cli.commands import app
from service.cli.kind_words import kind_parser
from service.cli.template_command import TemplateKind
from service.i18n import Texts
from service.messages.cost_template_texts import cost_template_texts
from service.messages.template_texts import template_texts

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "examples").rglob("*.md")),
)
GROUP = typer.main.get_command(app)
COMMANDS: dict[str, object] = dict(GROUP.commands)  # type: ignore[attr-defined]
# What stands after the word is read up to the end of the sentence or of the code.
_HINT = re.compile(r"(?<![\w./-])(?:\.venv/bin/)?oeuvre ([a-z][^\n`»”;()]*)")
_PATTERN = re.compile(r"[a-zà-ÿ]+(?:[-|][a-zà-ÿ]+)*")


def hints(text: str) -> Iterator[list[str]]:
    """The words after « oeuvre », of each place where a command is told."""
    for found in _HINT.finditer(" ".join(text.split()) if "`" not in text else text):
        try:
            yield shlex.split(found[1].split(" #")[0], posix=True)
        except ValueError:
            yield found[1].split()


def faults(words: list[str]) -> Iterator[str]:
    """What of a command does not exist."""
    for name in words[0].rstrip(".,:").split("|"):
        command = COMMANDS.get(name)
        if command is None:
            yield f"oeuvre {name}"
            continue
        known = {o for p in command.params for o in p.opts} | {"--help"}  # type: ignore[attr-defined]
        for word in words[1:]:
            option = word.split("=")[0].rstrip(".,:")
            if option.startswith("-") and option.strip("-") and option not in known:
                yield f"oeuvre {name} {option}"
        kind = words[1].rstrip(".,:") if len(words) > 1 else ""
        if name in ("template", "import") and _PATTERN.fullmatch(kind):
            yield from (f"oeuvre {name} {k}" for k in kind.split("|") if not is_kind(k))


def is_kind(word: str) -> bool:
    """Whether a kind of file is called so."""
    try:
        kind_parser(TemplateKind)(word)
    except typer.BadParameter:
        return False
    return True


def messages() -> Iterator[str]:
    catalogue = read_catalogue()
    for text in (*used_messages(), *(m.string for m in catalogue if m.id)):
        yield from (text,) if isinstance(text, str) else (text or ())
    for language in ("fr", "en"):
        yield from template_texts(Texts(language)).values()
        yield from cost_template_texts(Texts(language)).values()


def test_the_search_finds_commands_and_their_faults() -> None:
    found = list(hints("Faites « oeuvre plan » ; ou oeuvre template coûts -o x.xlsx (vite)."))
    assert found == [["plan"], ["template", "coûts", "-o", "x.xlsx"]]
    assert list(faults(["plans", "x"])) == ["oeuvre plans"]
    assert list(faults(["plan", "--vite"])) == ["oeuvre plan --vite"]
    assert list(faults(["template", "facture"])) == ["oeuvre template facture"]
    assert list(faults(["cost|quote", "--live"])) == ["oeuvre quote --live"]


def test_messages_name_commands_that_exist() -> None:
    told = [words for text in messages() for words in hints(text)]
    assert len(told) > 10
    assert [fault for words in told for fault in faults(words)] == []
    forms = [w for w in told if w[0] == "template" and len(w) > 1 and is_kind(w[1])]
    assert forms
    for words in forms:
        assert {"--order", "-o"} <= set(words), words


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_pages_name_commands_that_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    assert [fault for words in hints(text) for fault in faults(words)] == []
