"""An import as people look at it: faults by file, questions, what would change, the message to send back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from service.db import tables
from service.i18n import N_, Texts
from service.messages import field_texts
from service.web import order_fields, order_forms
from service.web.order_fields import Field

KINDS: Final = {
    "workbook": N_("classeur de commande"),
    "capacities": N_("capacités des ateliers"),
    "offers": N_("offres et prix"),
    "followup": N_("suivi de production"),
    "costs": N_("coûts d'un atelier"),
}
STATES: Final = {
    "reading": N_("en lecture"),
    "asking": N_("questions en attente"),
    "refused": N_("à corriger"),
    "ready": N_("prêt à appliquer"),
    "applied": N_("appliqué"),
    "undone": N_("annulé"),
    "dropped": N_("abandonné"),
}
FATES: Final = {
    "new": N_("nouveau"),
    "changed": N_("changé"),
    "removed": N_("retiré"),
}
# « I leave this open » and « leave it aside », as values of a choice.
OPEN, ASIDE = "?", "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A guess to confirm, or a conflict; ``number`` names its boxes."""

    number: int
    file: str
    key: str
    about: str
    read: str
    place: str
    choices: tuple[tuple[str, str], ...]
    chosen: str
    is_confirmed: bool
    is_conflict: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong, in its place."""

    text: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A row that is new, changed or removed; ``cells``: column, before, after."""

    fate: str
    name: str
    cells: tuple[tuple[str, str, str], ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Everything that an import says.

    Attributes:
        errors, warnings: by file, "" for none in particular.
        changes: by sheet.
        counts: how many rows of each fate.
    """

    errors: dict[str, list[Fault]]
    warnings: dict[str, list[Fault]]
    open: tuple[Question, ...]
    confirmed: tuple[Question, ...]
    changes: dict[str, list[Change]]
    counts: dict[str, int]
    same: int
    not_shown: int
    marked: tuple[dict[str, str], ...]

    @property
    def n_errors(self) -> int:
        """How many faults."""
        return sum(len(x) for x in self.errors.values())

    @property
    def n_changes(self) -> int:
        """How many rows would change."""
        return sum(self.counts.values())


def seen(row: tables.Import, texts: Texts) -> Seen:
    """What an import found, in the reader's language."""
    shown: Mapping[str, Any] = row.preview.get(texts.language) or {}
    names = [f["name"] for f in row.files]
    faults = list(shown.get("findings", ()))
    questions = [_question(i, q, texts) for i, q in enumerate(shown.get("questions", ()))]
    changes: dict[str, list[Change]] = {}
    counts: dict[str, int] = {}
    for one in shown.get("changes", ()):
        changes.setdefault(one["sheet"], []).append(_change(one, row.kind, texts))
        counts[one["fate"]] = counts.get(one["fate"], 0) + 1
    return Seen(
        errors=_by_file((f for f in faults if f["severity"] == "error"), names),
        warnings=_by_file((f for f in faults if f["severity"] != "error"), names),
        open=tuple(q for q in questions if not q.is_confirmed),
        confirmed=tuple(q for q in questions if q.is_confirmed),
        changes=changes,
        counts=counts,
        same=int(shown.get("same", 0)),
        not_shown=int(shown.get("not_shown", 0)),
        marked=tuple(row.preview.get("marked", ())),
    )


def answers(typed: Mapping[str, str] | Any, asked: Iterable[Question]) -> dict[str, dict[str, str]]:
    """Answers to questions as the form says them, by file and key; what is left open is not there."""
    found: dict[str, dict[str, str]] = {}
    for one in asked:
        name = f"q-{one.number}"
        if name not in typed:
            continue
        other = str(typed[f"{name}-other"]).strip() if f"{name}-other" in typed else ""
        value = other or str(typed[name])
        is_same = one.is_confirmed and value == one.chosen
        if value == OPEN or is_same:
            continue
        found.setdefault(one.file, {})[one.key] = "" if value == ASIDE else value
    return found


def reply(file: str, found: Seen, texts: Texts) -> str:
    """The message to send with a marked file: what to put right, in the sender's own words and cells."""
    wrong = found.errors.get(file, [])
    lines = [
        texts.gettext(N_("Bonjour,")),
        "",
        texts.gettext(
            N_("Merci pour votre fichier « {file} ». Il reste ceci à corriger ; les cases sont "
               "marquées dans le fichier joint :")
            if found.marked
            else N_("Merci pour votre fichier « {file} ». Il ne peut pas être lu tel quel :"),
            file=file,
        ),
        "",
        *(f"– {f.place} : {f.text}" if f.place else f"– {f.text}" for f in wrong),
        "",
        texts.gettext(
            N_("Corrigez, enregistrez, renvoyez-le-moi : je le relirai aussitôt.")
            if found.marked
            else N_("Renvoyez-moi le tableau : je le lirai aussitôt.")
        ),
        "",
        texts.gettext(N_("Merci !")),
    ]  # fmt: skip
    return "\n".join(lines)


def _by_file(found: Iterable[Mapping[str, Any]], names: Sequence[str]) -> dict[str, list[Fault]]:
    kept: dict[str, list[Fault]] = {}
    for one in found:
        place = str(one.get("place") or "")
        file = next((n for n in names if n in place), names[0] if len(names) == 1 else "")
        kept.setdefault(file, []).append(Fault(text=str(one["text"]), place=_within(place, file)))
    return kept


def _within(place: str, file: str) -> str:
    """A place inside a file that was named already."""
    return place.replace(file, "", 1).strip(" ,:–—") if file else place


def _question(number: int, told: Mapping[str, Any], texts: Texts) -> Question:
    is_conflict = told["topic"] == "conflict"
    choices = [(c["value"], c["shown"]) for c in told["choices"] if c["value"] != ""]
    understood = str(told["understood"])
    if understood and understood not in {v for v, _ in choices}:
        choices.insert(0, (understood, told["shown"]))
    chosen = understood
    if not understood:
        # Taken for nothing: left aside when somebody said so, else to be said.
        chosen = ASIDE if told["is_confirmed"] else OPEN
    return Question(
        number=number,
        file=told["file"],
        key=told["key"],
        about=told["about"],
        read=told["read"],
        place=_within(told["place"], told["file"]),
        choices=(
            (OPEN, texts.gettext(N_("— à dire —"))),
            *((v, s) for v, s in choices),
            (ASIDE, texts.gettext(N_("laisser de côté"))),
        ),
        chosen=chosen,
        is_confirmed=bool(told["is_confirmed"]),
        is_conflict=is_conflict,
    )


def _change(told: Mapping[str, Any], kind: str, texts: Texts) -> Change:
    cells = []
    for cell in told.get("cells", ()):
        column, old, new = cell["column"], cell.get("old") or "", cell["new"]
        if kind == "workbook":
            column, old, new = _part_cell(column, old, new, texts)
        cells.append((column, old, new))
    return Change(
        fate=told["fate"], name=told["row"], cells=tuple(cells), because=told.get("because", "")
    )


# -- an order workbook says fields by their names in the data -----------------------------------


def _fields() -> dict[str, Field]:
    found: dict[str, Field] = {}
    for form in order_fields.FORMS.values():
        for one in form.fields:
            found.setdefault(one.name, one)
        for rows in form.rows:
            for column in rows.columns:
                found[f"{rows.name}.{column.name}"] = column
    return found


_FIELDS: Final = _fields()
_INDEX = re.compile(r"\[([^\]]*)\]")


def _part_cell(column: str, old: str, new: str, texts: Texts) -> tuple[str, str, str]:
    """A field of a part by its name, its values as people write them."""
    about = [m for m in _INDEX.findall(column) if m]
    plain = _INDEX.sub("", column)
    last = plain.rpartition(".")[2]
    known = _FIELDS.get(plain) or _FIELDS.get(last)
    word = field_texts.FIELDS.get(last)
    label = texts.gettext(known.label) if known is not None else last
    if known is None and word is not None:
        label = texts.gettext(word)
    if about:
        label = f"{label} ({', '.join(about)})"
    return label, _value(known, old, texts), _value(known, new, texts)


def _value(known: Field | None, value: str, texts: Texts) -> str:
    if known is None or not value:
        return value
    try:
        if known.kind == "day":
            return texts.day(date.fromisoformat(value))
        if known.kind in ("number", "whole", "percent", "thousandths", "cents"):
            return order_forms.said(known, Decimal(value), {}, texts)
    except (ValueError, InvalidOperation):
        return value
    if known.kind == "choice" and known.choices in order_fields.WORDS:
        word = order_fields.WORDS[known.choices].get(value)
        return texts.gettext(word) if word is not None else value
    return value
