"""What received files would change in an order, found apart from the database: plain values in and out.

The order is written as a workbook, which the files are read into as on the command line; what comes of
it is compared with the order part by part.
"""

from __future__ import annotations

import base64
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from importers.builder import read_with_faults
from importers.received.changes import Fate
from importers.received.contract import FileKind
from importers.received.mappings import Mappings
from importers.records import read_requests
from importers.template import write_problem
from optimizer import dossier
from optimizer.diagnostics import Diagnostic, Source, error, has_errors
from optimizer.problem import Problem
from optimizer.renaming import rename_workshops
from service.db import conversion
from service.i18n import LANGUAGES, N_, Texts
from service.messages.import_words import names_in
from service.usecases import cost_looking, import_preview
from service.usecases.importing import Import, Prepared, apply_prepared
from service.usecases.marking import write_marked_files
from service.usecases.reading import read_order

_ORDER = "commande.xlsx"
Changes = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """An order as its parts: data and position by (kind, code); ``head``: what belongs to none."""

    head: Mapping[str, Any]
    by_code: Mapping[tuple[str, str], conversion.PartData]


def look(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Read the files of an import as far as answers go.

    Args:
        payload: ``kind``; ``problem`` as JSON; ``records``: rows of the sheets beside the problem;
            ``files``: name and content (base64); ``answers`` by file and key; ``accepts`` what was
            understood without being asked; ``mappings`` by sender;
            ``own``: the workshops that the sender speaks for, None for everybody's; ``costs``: private
            figures of the sender's workshop, for a cost file.

    Returns:
        ``state`` (``asking``, ``refused``, ``ready``), ``preview`` by language, ``parts`` and ``head``
        that change, ``rows`` of follow-up, ``requests``, ``costs``, ``marked`` files, what was
        ``confirmed``, the workshops ``told`` of, and the ``versions`` of the parts as they were given.
    """
    with tempfile.TemporaryDirectory(prefix="oeuvre-") as folder:
        received = _write_files(Path(folder), payload["files"])
        if payload["kind"] == "workbook":
            found = _look_at_order(payload, received[0])
        elif payload["kind"] == "costs":
            found = _answer(**cost_looking.look_at_costs(payload, received[0], Path(folder)))
        else:
            found = _look_at_received(payload, received, Path(folder))
    return {**found, "versions": payload["versions"]}


def _write_files(folder: Path, files: Sequence[Mapping[str, str]]) -> list[Path]:
    found = []
    for number, file in enumerate(files):
        # Each in a place of its own: what a sender calls a file never meets our names.
        place = folder / f"recu{number}"
        place.mkdir()
        path = place / file["name"]
        path.write_bytes(base64.b64decode(file["content"]))
        found.append(path)
    return found


# -- an order workbook --------------------------------------------------------------------------


def _look_at_order(payload: Mapping[str, Any], path: Path) -> dict[str, Any]:
    known = _problem(payload["problem"])
    # Before anybody has answered, a workbook only says what the customer asks for.
    reading = read_order(path, is_awaiting=known is None or not known.workshops)
    names = dict(reading.names)
    if reading.problem is None or reading.has_errors:
        return _answer(
            "refused",
            {
                x: import_preview.without_changes(reading.diagnostics, Texts(x), names)
                for x in LANGUAGES
            },
        )
    before = _parts(known) if known is not None else None
    problem = under_their_codes(reading.problem, payload.get("members") or {})
    after = _parts(problem)
    changes = part_changes(before, after)
    head = dict(after.head)
    if not changes and before is not None and _same_head(before.head, head):
        head = dict(before.head)
    preview: dict[str, Any] = {}
    for language in LANGUAGES:
        texts = Texts(language)
        preview[language] = {
            "findings": import_preview.findings(reading.diagnostics, texts, names),
            "questions": [],
            "changes": [_part_row(c, texts) for c in changes],
            "not_shown": 0,
            "same": len(after.by_code) - sum(1 for c in changes if c["data"] is not None),
        }
    requests = _requests(path)
    return _answer(
        "ready", preview, parts=changes, head=head, title=reading.problem.title, requests=requests
    )


def under_their_codes(problem: Problem, members: Mapping[str, str]) -> Problem:
    """The workshops of a workbook under the codes that the consortium knows them by.

    Args:
        members: code → name, of the workshops of the consortium.
    """
    codes = {_bare(name): code for code, name in members.items()}
    taken = {w.id for w in problem.workshops}
    found = {
        w.id: code
        for w in problem.workshops
        if w.id not in members
        and (code := codes.get(_bare(w.name or w.id))) is not None
        and code not in taken
    }
    return rename_workshops(problem, found) if len(set(found.values())) == len(found) else problem


def _bare(name: str) -> str:
    """A name without accents, case or marks, to know it again."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()


def _same_head(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return {**before, "title": ""} == {**after, "title": ""}


_NEXT_TO_NOBODY = Decimal("0.000001")
PART_WORDS = {
    "product": N_("Produits"),
    "customer_order": N_("Commandes"),
    "delivery_point": N_("Lieux de livraison"),
    "demand": N_("Jalons"),
    "workshop": N_("Ateliers"),
    "station_group": N_("Postes et machines"),
    "material": N_("Matières"),
    "supplier": N_("Fournisseurs"),
}
_FATES = {(False, True): "new", (True, True): "changed", (True, False): "removed"}


def _part_row(change: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """A part as a row of the preview; its cells are the fields that differ, by their names."""
    before, after = change["was"], change["data"]
    shown = (after or before or {}).get("", {})
    words = PART_WORDS[change["kind"]]
    cells = []
    if before is not None and after is not None:
        old, new = dict(_flat(before)), dict(_flat(after))
        cells = [
            {
                "column": name,
                "old": _text(old.get(name)),
                "new": _text(new.get(name)),
                "place": "",
            }
            for name in dict.fromkeys((*old, *new))
            if old.get(name) != new.get(name)
        ]
    return {
        "fate": _FATES[before is not None, after is not None],
        "sheet": texts.gettext(words),
        "row": shown.get("name") or change["code"],
        "cells": cells,
        "because": "",
    }


def _flat(data: Any, name: str = "") -> Iterable[tuple[str, Any]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _flat(value, f"{name}.{key}" if name and key else name or key)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            marks = (
                [str(value[k]) for k in ("id", "operation", "delivery_point") if k in value]
                if (isinstance(value, Mapping))
                else []
            )
            yield from _flat(value, f"{name}[{' '.join(marks) or number}]")
    else:
        yield name, data


def _text(value: Any) -> str:
    return "" if value is None else str(value)


# -- files received -----------------------------------------------------------------------------


def _look_at_received(
    payload: Mapping[str, Any], received: Sequence[Path], folder: Path
) -> dict[str, Any]:
    problem = _problem(payload["problem"])
    assert problem is not None, "an order that is not readable takes no files"
    order = folder / _ORDER
    records = {k: [_typed(r) for r in rows] for k, rows in payload["records"].items()}
    unwritable = write_problem(_as_asked(problem), order, records=records)
    if unwritable:
        return _answer(
            "refused", {x: import_preview.without_changes(unwritable, Texts(x)) for x in LANGUAGES}
        )
    kept = Mappings(senders=payload["mappings"])
    started = Import(FileKind(payload["kind"]), received, order, kept, payload["answers"])
    prepared = started.prepare_accepting() if payload["accepts"] else started.prepare()
    if payload["own"] is not None:
        prepared = _without_the_order(prepared)
    if prepared.changes is None:
        return _answer("refused", _preview(prepared), marked=_marked(prepared, received, folder))
    strange = _not_own(prepared, payload["own"])
    if strange:
        return _refused(strange)
    if prepared.open_questions:
        return _answer("asking", _preview(prepared), marked=_marked(prepared, received, folder))
    output = folder / "apres" / _ORDER
    written = apply_prepared(prepared, output)
    if written.applied.refused:
        return _refused(written.applied.refused)
    before, found = read_with_faults(order)
    after, wrong = read_with_faults(output)
    if before is None or after is None:
        return _refused((*found, *wrong))
    was, now = _parts(before), _parts(after)
    changes = part_changes(was, now)
    head = dict(now.head) if not _same_head(was.head, now.head) else None
    strange = _strange_parts(changes, payload["own"])
    if strange:
        return _refused(strange)
    return _answer(
        "ready",
        _preview(prepared),
        parts=changes,
        assumptions=_new_assumptions(was.head, now.head) if head else None,
        rows=_followup_rows(prepared),
        requests=_requests(output) if payload["kind"] == "offers" else None,
        confirmed=_confirmed(started, prepared),
        told=_told(prepared, {w.id for w in problem.workshops}),
    )


def _as_asked(problem: Problem) -> Problem:
    """The order as a workbook can hold it while some workshops have not answered.

    A workshop that was only asked has nobody yet, which no workbook may say: next to nobody stands
    there for the time of the comparison.
    """
    return replace(
        problem,
        workshops=tuple(
            replace(w, headcount=_NEXT_TO_NOBODY) if w.headcount <= 0 else w
            for w in problem.workshops
        ),
    )


def _told(prepared: Prepared, workshops: set[str]) -> list[str]:
    """Workshops of which the files say something, be it what the order says already."""
    assert prepared.changes is not None
    found = {
        change.key[0]
        for change in prepared.changes.entries
        if change.key and change.fate is not Fate.REMOVED
        if change.sheet not in ("stations", "materials")
    }
    return sorted(found & workshops)


def _without_the_order(prepared: Prepared) -> Prepared:
    """The same without what is said of the order's own workbook: a workshop cannot help it."""
    own = tuple(d for d in prepared.findings if d.source.file != _ORDER)
    return replace(prepared, findings=own)


def _not_own(prepared: Prepared, own: Sequence[str] | None) -> tuple[Diagnostic, ...]:
    """Rows that tell of a workshop that is not the sender's."""
    if own is None or prepared.changes is None:
        return ()
    found: list[Diagnostic] = []
    for change in prepared.changes.entries:
        if change.fate is Fate.SAME or change.sheet in ("stations", "materials"):
            continue
        whose = change.key[0] if change.key else ""
        if whose and whose not in own:
            place = next(iter(change.entry.places.values()), Source())
            wrong = error("import.not_yours", read=whose, expected=", ".join(own))
            if all(d.params["read"] != whose for d in found):
                found.append(replace(wrong, source=place))
    return tuple(found)


def _strange_parts(changes: Changes, own: Sequence[str] | None) -> tuple[Diagnostic, ...]:
    """Parts that a workshop does not answer for alone."""
    if own is None:
        return ()
    return tuple(
        error("import.not_yours", read=c["code"], expected=", ".join(own))
        for c in changes
        if not _is_own(c, own)
    )


def _is_own(change: Mapping[str, Any], own: Sequence[str]) -> bool:
    if change["kind"] == "workshop":
        return change["code"] in own and change["data"] is not None
    if change["kind"] != "station_group":
        return False
    sides = [side[""] for side in (change["was"], change["data"]) if side is not None]
    return all(s["host"] in own and set(s.get("users") or ()) <= set(own) for s in sides)


def _refused(found: tuple[Diagnostic, ...]) -> dict[str, Any]:
    """Nothing of it may be kept: only why is told."""
    return _answer(
        "refused", {x: import_preview.without_changes(found, Texts(x)) for x in LANGUAGES}
    )


def _preview(prepared: Prepared) -> dict[str, Any]:
    return {x: import_preview.of_import(prepared, Texts(x)) for x in LANGUAGES}


def _marked(prepared: Prepared, received: Sequence[Path], folder: Path) -> list[dict[str, Any]]:
    """The senders' own files, faulty cells marked, to be sent back."""
    guesses = [g for r in prepared.readings for g in r.guesses]
    names = names_in(prepared.context, prepared.merged)
    made = write_marked_files(
        prepared.findings, guesses, received, folder / "marques", Texts("fr"), names
    )
    return [
        {"name": m.path.name, "content": base64.b64encode(m.path.read_bytes()).decode()}
        for m in made
    ]


def _confirmed(started: Import, prepared: Prepared) -> dict[str, dict[str, str]]:
    kept = started.kept_mappings(prepared)
    senders = {r.sender for r in prepared.readings}
    return {sender: dict(kept.of(sender)) for sender in senders if kept.of(sender)}


def _followup_rows(prepared: Prepared) -> list[dict[str, Any]]:
    """Rows of follow-up that are new, changed or removed, as plain values."""
    assert prepared.changes is not None
    return [
        {
            "fate": c.fate.value,
            "key": list(c.key),
            "values": {k: _plain(v) for k, v in c.entry.values.items() if v not in (None, "")},
        }
        for c in prepared.changes.entries
        if c.sheet == "followup" and c.fate is not Fate.SAME
    ]


def _requests(path: Path) -> list[dict[str, Any]] | None:
    """Joint orders that a workbook keeps, as rows; None when its sheet cannot be read."""
    found, wrong = read_requests(path)
    if has_errors(wrong):
        return None
    names = ("workshop", "material", "quantity", "supplier", "reference", "file")
    return [
        {n: _plain(getattr(r, n)) for n in names if getattr(r, n, None) not in (None, "")}
        for r in found
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"number": f"{value:f}"}
    if isinstance(value, datetime):
        return {"day": value.date().isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def typed(value: Any) -> Any:
    """A plain value of a row as it was read."""
    if isinstance(value, Mapping):
        if "number" in value:
            return Decimal(value["number"])
        return date.fromisoformat(value["day"])
    return tuple(value) if isinstance(value, list) else value


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: typed(value) for name, value in row.items()}


# -- parts --------------------------------------------------------------------------------------


def _problem(text: str | None) -> Problem | None:
    return dossier.problem_from_json(text)[0] if text else None


def _parts(problem: Problem) -> Parts:
    head, parts = conversion.parts_of(problem)
    return Parts(head=head, by_code={(p.kind, p.code): p for p in parts})


def part_changes(before: Parts | None, after: Parts | None) -> Changes:
    """Every part that is new, changed or gone: ``was`` and ``data``, None where it is not there."""
    old = before.by_code if before is not None else {}
    new = after.by_code if after is not None else {}
    found = []
    for kind, code in dict.fromkeys((*old, *new)):
        was, now = old.get((kind, code)), new.get((kind, code))
        if was is not None and now is not None and was.data == now.data:
            continue
        found.append(
            {
                "kind": kind,
                "code": code,
                "position": (now or was).position,  # type: ignore[union-attr]
                "was": was.data if was is not None else None,
                "data": now.data if now is not None else None,
            }
        )
    return found


def _new_assumptions(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Which assumptions came and went; nothing else of the head changes by a received file."""
    was, now = before.get("assumptions", []), after.get("assumptions", [])
    return {
        "gone": [a for a in was if a not in now],
        "come": [a for a in now if a not in was],
    }


def _answer(state: str, preview: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "state": state,
        "preview": dict(preview),
        "parts": [],
        "head": None,
        "title": "",
        "assumptions": None,
        "rows": [],
        "requests": None,
        "marked": [],
        "confirmed": {},
        "told": [],
        "costs": None,
        **more,
    }
