"""What received files would change in an order, found apart from the database: plain values in and out.

The order is written as a workbook, which the files are read into as on the command line; what comes of
it is compared with the order part by part.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from importers.builder import read_with_faults
from importers.received.changes import Fate
from importers.received.contract import FileKind
from importers.received.mappings import Mappings
from importers.template import write_problem
from optimizer.diagnostics import Diagnostic, Source, error
from optimizer.problem import Problem
from service.i18n import LANGUAGES, Texts
from service.messages.import_words import names_in
from service.usecases import cost_looking, import_preview, order_looking
from service.usecases.import_answer import (
    Changes,
    answer,
    part_changes,
    parts_of,
    plain,
    problem_of,
    requests_in,
    same_head,
    typed,
)
from service.usecases.importing import Import, Prepared, apply_prepared
from service.usecases.marking import write_marked_files

_ORDER = "commande.xlsx"
# Next to nobody: what stands for the people of a workshop that was only asked.
_NEXT_TO_NOBODY = Decimal("0.000001")


def look(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Read the files of an import as far as answers go.

    Args:
        payload: ``kind``; ``problem`` as JSON; ``records``: rows of the sheets beside the problem;
            ``files``: name and content (base64); ``answers`` by file and key; ``accepts`` what was
            understood without being asked; ``mappings`` by sender;
            ``own``: the workshops that the sender speaks for, None for everybody's; ``costs``: private
            figures of the sender's workshop, for a cost file; ``members``: code → name of the workshops of
            the consortium.

    Returns:
        ``state`` (``asking``, ``refused``, ``ready``), ``preview`` by language, ``parts`` and ``head``
        that change, ``rows`` of follow-up, ``requests``, ``costs``, ``marked`` files, what was
        ``confirmed``, the workshops ``told`` of, and the ``versions`` of the parts as they were given.
    """
    with tempfile.TemporaryDirectory(prefix="oeuvre-") as folder:
        received = _write_files(Path(folder), payload["files"])
        if payload["kind"] == "workbook":
            found = order_looking.look_at_order(payload, received[0])
        elif payload["kind"] == "costs":
            found = answer(**cost_looking.look_at_costs(payload, received[0], Path(folder)))
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


def _look_at_received(
    payload: Mapping[str, Any], received: Sequence[Path], folder: Path
) -> dict[str, Any]:
    problem = problem_of(payload["problem"])
    assert problem is not None, "an order that is not readable takes no files"
    order = folder / _ORDER
    records = {k: [_typed(r) for r in rows] for k, rows in payload["records"].items()}
    unwritable = write_problem(_as_asked(problem), order, records=records)
    if unwritable:
        return _refused(unwritable)
    kept = Mappings(senders=payload["mappings"])
    started = Import(FileKind(payload["kind"]), received, order, kept, payload["answers"])
    prepared = started.prepare_accepting() if payload["accepts"] else started.prepare()
    if payload["own"] is not None:
        prepared = _without_the_order(prepared)
    if prepared.changes is None:
        return answer("refused", _preview(prepared), marked=_marked(prepared, received, folder))
    strange = _not_own(prepared, payload["own"])
    if strange:
        return _refused(strange)
    if prepared.open_questions:
        return answer("asking", _preview(prepared), marked=_marked(prepared, received, folder))
    output = folder / "apres" / _ORDER
    written = apply_prepared(prepared, output)
    if written.applied.refused:
        return _refused(written.applied.refused)
    before, found = read_with_faults(order)
    after, wrong = read_with_faults(output)
    if before is None or after is None:
        return _refused((*found, *wrong))
    was, now = parts_of(before), parts_of(after)
    changes = part_changes(was, now)
    head = dict(now.head) if not same_head(was.head, now.head) else None
    strange = _strange_parts(changes, payload["own"])
    if strange:
        return _refused(strange)
    return answer(
        "ready",
        _preview(prepared),
        parts=changes,
        assumptions=_new_assumptions(was.head, now.head) if head else None,
        rows=_followup_rows(prepared),
        requests=requests_in(output) if payload["kind"] == "offers" else None,
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
    return answer(
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
            "values": {k: plain(v) for k, v in c.entry.values.items() if v not in (None, "")},
        }
        for c in prepared.changes.entries
        if c.sheet == "followup" and c.fate is not Fate.SAME
    ]


def _new_assumptions(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Which assumptions came and went; nothing else of the head changes by a received file."""
    was, now = before.get("assumptions", []), after.get("assumptions", [])
    return {
        "gone": [a for a in was if a not in now],
        "come": [a for a in now if a not in was],
    }


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: typed(value) for name, value in row.items()}
