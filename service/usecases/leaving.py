"""A consortium takes everything along, or has everything deleted."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from optimizer import dossier
from optimizer.json_text import decimal_text
from service.db import leaving_rows, repositories, tables
from service.db.base import now
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import orders

if TYPE_CHECKING:
    from service.db.engine import Database, Session

# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What was written: rows by table, files in all."""

    rows: Mapping[str, int]
    files: int


def of_name(session: Session, name: str) -> tables.Consortium:
    """A consortium by its code or its whole name.

    Raises:
        ServiceRefusalError: ``not_found``.
    """
    found = leaving_rows.named(session, name)
    if found is None:
        raise ServiceRefusalError(
            Refusal.NOT_FOUND, N_("Aucun groupement ne s'appelle « {name} »."), name=name
        )
    return found


def export(database: Database, name: str, folder: Path) -> Export:
    """Write everything of a consortium in open formats: JSON, CSV, and its files as they were sent.

    Args:
        folder: made when it is not there; must be empty.

    Raises:
        ServiceRefusalError: no such consortium, a folder with something in it.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Le dossier « {folder} » n'est pas vide : choisissez-en un autre."),
            folder=folder,
        )
    # One moment for everything.
    with database.reading() as session:
        consortium = of_name(session, name)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        rows = _write_tables(session, consortium.id, folder / "tables")
        for order in repositories.orders(session, consortium.id):
            _write_order(session, order, folder / "orders" / _safe(order.code))
        for file in leaving_rows.files(session, consortium.id):
            target = folder / "files" / f"{file.id}_{_safe(file.name)}"
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(file.content)
        written = sorted(p for p in folder.rglob("*") if p.is_file())
        manifest = {
            "consortium": {"id": consortium.id, "name": consortium.name},
            "exported_at": now().isoformat(),
            "program": f"oeuvre-commune {version('oeuvre-commune')}",
            "rows": rows,
            "sha256": {
                p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
                for p in written
            },
        }
    _write_json(folder / "manifest.json", manifest)
    return Export(rows=rows, files=len(written) + 1)


def delete(database: Database, consortium_id: str) -> int:
    """Delete a consortium and everything of it, for good; the audit stays, without names.

    Returns:
        How many accounts went with it: those of people who were nowhere else.

    Raises:
        ServiceRefusalError: no such consortium.
    """
    with database.writing() as session:
        gone = leaving_rows.take_away(session, of_name(session, consortium_id))
        repositories.note(session, account_id="", consortium_id="", action="delete_consortium")
    leaving_rows.wipe(database)
    return gone


def _write_tables(session: Session, consortium_id: str, folder: Path) -> dict[str, int]:
    folder.mkdir()
    counts = {}
    for name, rows in leaving_rows.exported(session, consortium_id):
        plain = [{k: _plain(v) for k, v in row.items()} for row in rows]
        _write_json(folder / f"{name}.json", plain)
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(plain[0] if plain else [])
            writer.writerows([_cell(v) for v in row.values()] for row in plain)
        counts[name] = len(rows)
    return counts


def _write_order(session: Session, order: tables.Order, folder: Path) -> None:
    """The order and its plans as ``oeuvre`` reads them again."""
    folder.mkdir(parents=True)
    problem = orders.problem(session, order).problem
    if problem is not None:
        (folder / "problem.json").write_text(dossier.problem_to_json(problem), encoding="utf-8")
    for plan in leaving_rows.plans(session, order.id):
        (folder / f"plan_{plan.number}.json").write_text(plan.plan, encoding="utf-8")
        (folder / f"plan_{plan.number}_problem.json").write_text(plan.problem, encoding="utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _safe(name: str) -> str:
    """A name that stays inside its folder, on every system."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(c if c.isalnum() or c in "-_. " else "_" for c in last).strip(". ")
    return kept[:150] or "_"
