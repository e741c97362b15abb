"""An import on a terminal: what was guessed, what files disagree about, what would change."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from importers.received.changes import Fate
from importers.received.contract import Topic
from service import messages
from service.cli import findings
from service.i18n import Texts
from service.messages import import_words
from service.messages.import_words import SaidRow
from service.messages.values import Names
from service.usecases import import_preview
from service.usecases.importing import Asked, Prepared, questions_by_file
from service.usecases.marking import MarkedFile

_SIGNS = {Fate.NEW: "+", Fate.CHANGED: "~", Fate.REMOVED: "−"}
_STYLES = {Fate.NEW: "green", Fate.CHANGED: "yellow", Fate.REMOVED: "red"}
# Under this a guess was not taken, or should be looked at before anything else.
SURE = 80


def print_questions(console: Console, prepared: Prepared, texts: Texts) -> None:
    """Everything that is not certain, file by file; what nobody confirmed yet begins with « ? »."""
    names = import_words.names_in(prepared.context, prepared.merged)
    for file, several in questions_by_file(prepared.asked).items():
        if file:
            said = texts.gettext("{file} : compris sans certitude", file=file)
        else:
            said = texts.gettext("Les fichiers ne sont pas d'accord")
        console.print(Text(said, style="bold"))
        for asked in several:
            print_question(console, asked, texts, names)


def print_question(console: Console, asked: Asked, texts: Texts, names: Names) -> None:
    """One guess: what was read, what it is taken for, what else it may be."""
    guess = asked.guess
    sign = "✓" if guess.is_confirmed else "?"
    style = "" if guess.is_confirmed else "yellow"
    if asked.conflict is not None:
        title = import_words.conflict_title(asked.conflict, texts, names)
        console.print(Text(f"  {sign} {title}", style=style))
        for answer, shown, places in import_words.conflict_options(asked.conflict, texts, names):
            taken = "→" if guess.is_confirmed and guess.understood == answer else " "
            console.print(Text(f"    {taken} {shown} ({places})"))
        return
    topic = import_words.topic(guess, texts)
    said = import_words.understood(guess, guess.understood, texts, names)
    line = texts.gettext(
        "{place} : {topic} « {read} » → {understood}",
        place=place_in_file(asked, texts),
        topic=topic,
        read=guess.read,
        understood=said,
    )
    if not guess.is_confirmed:
        line += f" ({guess.confidence} %)"
        others = [c for c in guess.choices if c != guess.understood]
        if others and (guess.confidence < SURE or not guess.understood):
            choices = [import_words.understood(guess, c, texts, names) for c in others]
            line += " ; " + texts.gettext("ou {others}", others=", ".join(choices))
    console.print(Text(f"  {sign} {line}", style=style))


def place_in_file(asked: Asked, texts: Texts) -> str:
    """Sheet and cell of a guess."""
    source = asked.guess.source
    parts = [source.sheet, source.cell]
    return ", ".join(p for p in parts if p) or texts.gettext("fichier")


def print_changes(console: Console, prepared: Prepared, texts: Texts) -> None:
    """The preview: new, changed, removed, row by row; then how many are the same."""
    if prepared.changes is None or prepared.tables is None:
        return
    names = import_words.names_in(prepared.context, prepared.merged)
    rows = import_words.said_rows(prepared.changes, prepared.tables, texts, names)
    for sheet in dict.fromkeys(r.sheet for r in rows):
        console.print(Text(texts.gettext("feuille « {sheet} »", sheet=sheet), style="bold"))
        for row in rows:
            if row.sheet == sheet:
                _print_row(console, row, texts)
    console.print(Text(_counts(prepared, texts), style="bold"))


def _print_row(console: Console, row: SaidRow, texts: Texts) -> None:
    line = Text("  " + _SIGNS[row.fate] + " ", style=_STYLES[row.fate])
    line.append(row.label)
    if row.fate is Fate.REMOVED:
        line.append(" — " + texts.gettext("{file} ne le dit plus", file=row.because))
        console.print(line, soft_wrap=True)
        return
    if row.fate is Fate.NEW and row.cells:
        said = [texts.labelled(c.header, c.new) for c in row.cells]
        line.append(" — " + texts.clauses(said) + f" ({row.cells[0].place})")
    console.print(line, soft_wrap=True)
    if row.fate is Fate.CHANGED:
        for cell in row.cells:
            change = f"{cell.old} → {cell.new}"
            place = f" ({cell.place})" if cell.place else ""
            console.print(
                Text("      " + texts.labelled(cell.header, change) + place), soft_wrap=True
            )


def _counts(prepared: Prepared, texts: Texts) -> str:
    assert prepared.changes is not None
    many = {fate: len(prepared.changes.of(fate)) for fate in Fate}
    return texts.join(
        [
            texts.ngettext("{n} nouveau", "{n} nouveaux", many[Fate.NEW]),
            texts.ngettext("{n} changé", "{n} changés", many[Fate.CHANGED]),
            texts.ngettext("{n} retiré", "{n} retirés", many[Fate.REMOVED]),
            texts.ngettext("{n} identique", "{n} identiques", many[Fate.SAME]),
        ]
    )


# -- for a program ----------------------------------------------------------------------------


def as_json(
    prepared: Prepared, texts: Texts, copies: Sequence[MarkedFile] = ()
) -> dict[str, object]:
    """Everything that was found, asked and would change; keys of guesses are those of --answers."""
    names = import_words.names_in(prepared.context, prepared.merged)
    return {
        "files": [{"file": r.file, "sender": r.sender} for r in prepared.readings],
        "findings": findings.as_json(prepared.findings, texts),
        "questions": [question_json(a, texts, names) for a in prepared.asked],
        "changes": import_preview.changes(prepared, texts),
        "same": import_preview.same(prepared),
        "marked": [{"file": str(c.path), "losses": list(c.losses)} for c in copies],
        "applied": None,
    }


def question_json(asked: Asked, texts: Texts, names: Names) -> dict[str, object]:
    """The same for a program."""
    guess = asked.guess
    found: dict[str, object] = {
        "file": asked.file,
        "key": guess.key,
        "topic": guess.topic.value,
        "read": guess.read,
        "understood": guess.understood,
        "choices": list(guess.choices),
        "confidence": guess.confidence,
        "confirmed": guess.is_confirmed,
        "place": messages.place(guess.source, texts),
    }
    if asked.conflict is not None and guess.topic is Topic.CONFLICT:
        found["options"] = [
            {"value": value, "shown": shown, "places": places}
            for value, shown, places in import_words.conflict_options(asked.conflict, texts, names)
        ]
    return found
