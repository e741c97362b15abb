"""Questions of an import asked on a terminal, one by one."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.text import Text

from importers.received.contract import Topic
from optimizer.diagnostics import Severity
from service.cli import import_report
from service.i18n import N_, Texts
from service.messages import import_words
from service.usecases.importing import Asked, Import, Prepared, acceptable

# Answers raise new questions; nobody is asked for ever.
_MOST_TURNS = 20
# « Is it that? »: yes takes what is proposed, whatever the prompt asks for; « non » may be a value.
_YES, _NO = ("o", "oui", "y", "yes"), ("n", "non", "no")


def ask(started: Import, prepared: Prepared, console: Console, texts: Texts) -> Prepared:
    """Ask everything that is open; an empty answer takes what is proposed.

    « - » leaves the thing aside; « q » stops asking and leaves the rest open.
    """
    asked_before: set[tuple[str, str]] = set()
    for _ in range(_MOST_TURNS):
        new = [
            a
            for a in prepared.open_questions
            if (a.file, a.guess.key) not in asked_before and _matters(a, prepared)
        ]
        if not new:
            break
        for one in new:
            asked_before.add((one.file, one.guess.key))
            value = _ask_one(one, prepared, console, texts)
            if value is None:
                return started.prepare()
            started.answer(one, value)
        prepared = started.prepare()
    return prepared


def _matters(asked: Asked, prepared: Prepared) -> bool:
    """While a file has faults only its own questions do: an answer may be what is missing."""
    faulty = {d.source.file for d in prepared.findings if d.severity is Severity.ERROR}
    return not faulty or asked.file in faulty


def wants_to_apply(prepared: Prepared, texts: Texts) -> bool:
    """Whether to write what was shown."""
    assert prepared.changes is not None, "what has errors is not applied"
    if prepared.changes.is_empty:
        return False
    answer = typer.prompt(texts.gettext("Appliquer ces changements ? (o/n)"), default="n")
    return str(answer).strip().lower()[:1] in ("o", "y")


def _ask_one(asked: Asked, prepared: Prepared, console: Console, texts: Texts) -> str | None:
    guess = asked.guess
    names = import_words.names_in(prepared.context, prepared.merged)
    if asked.conflict is not None:
        title = import_words.conflict_title(asked.conflict, texts, names)
        choices = [
            (answer, f"{shown} ({places})")
            for answer, shown, places in import_words.conflict_options(asked.conflict, texts, names)
        ]
    else:
        topic = import_words.topic(guess, texts)
        place = import_report.place_in_file(asked, texts)
        title = f"{asked.file}, {place} — {topic} « {guess.read} »"
        choices = [(c, import_words.understood(guess, c, texts, names)) for c in guess.choices]
    console.print(Text(title, style="bold"), soft_wrap=True)
    for number, (_, shown) in enumerate(choices, start=1):
        console.print(Text(f"  {number}. {shown}"), soft_wrap=True)
    console.print(Text("  -  " + texts.gettext(N_("laisser de côté"))))
    proposed = acceptable(guess)
    values = [value for value, _ in choices]
    default = str(values.index(proposed) + 1) if proposed in values else ""
    while True:
        typed = str(
            typer.prompt(
                texts.gettext("Numéro, autre valeur, « - » ou « q » pour arrêter"),
                default=default,
                show_default=bool(default),
            )
        ).strip()
        if typed == "q":
            return None
        if typed == "-":
            return ""
        if typed.isdigit() and 1 <= int(typed) <= len(values):
            return values[int(typed) - 1]
        if typed.lower() in _YES and default:
            return values[int(default) - 1]
        if typed.lower() in _NO and guess.topic is not Topic.VALUE:
            return ""
        if typed and asked.conflict is None:
            return typed
