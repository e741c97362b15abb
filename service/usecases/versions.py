"""Former versions of a workbook, kept beside it with the time at which they were replaced.

``commande.xlsx`` gives ``commande (avant 2020-04-03 09h15m02s).xlsx``. Undoing swaps the workbook
with the last one kept, so undoing twice changes nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from service.errors import RefusedError
from service.i18n import N_

_KEPT = re.compile(r" \(avant (\d{4}-\d\d-\d\d \d\dh\d\dm\d\ds)(?:-(\d+))?\)$")


def keep(path: Path) -> Path:
    """Copy the workbook beside itself under a name of its own.

    Raises:
        OSError: the place cannot be written to.
    """
    kept = _free_name(path)
    shutil.copy2(path, kept)
    return kept


def undo(path: Path) -> tuple[Path, Path]:
    """Bring the last kept version back; what it replaces is kept in its turn.

    Returns:
        The version that is back under the name of the workbook — its former name —, and where the
        one it replaced is kept now.

    Raises:
        RefusedError: nothing was kept, or the place cannot be written to.
    """
    refuse_open(path)
    kept = max(_kept(path), key=lambda found: found[0], default=None)
    if kept is None:
        raise RefusedError(
            N_("Aucune version précédente de « {path} » n'est gardée à côté."), path=path
        )
    former = kept[1]
    aside = _free_name(path)
    try:
        with tempfile.TemporaryDirectory(prefix=".oeuvre-", dir=path.parent) as beside:
            back = Path(beside) / path.name
            shutil.copy2(former, back)
            if path.exists():
                shutil.copy2(path, aside)
            os.replace(back, path)
            former.unlink()
    except OSError as failure:
        raise RefusedError(
            N_("« {path} » ne peut pas être écrit : vérifiez le dossier, ou fermez le fichier."),
            path=path,
        ) from failure
    return former, aside


def refuse_open(path: Path) -> None:
    """Refuse to write over a workbook that is open: its owner would write over it in turn.

    Raises:
        RefusedError: Excel or LibreOffice has left its mark beside it.
    """
    marks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    if any(mark.exists() for mark in marks):
        raise RefusedError(
            N_("« {path} » est ouvert dans un tableur : fermez-le, puis recommencez."), path=path
        )


def _kept(path: Path) -> Iterator[tuple[tuple[str, int], Path]]:
    if not path.parent.is_dir():
        return
    for other in path.parent.iterdir():
        if other.suffix.lower() != path.suffix.lower() or not other.stem.startswith(path.stem):
            continue
        found = _KEPT.fullmatch(other.stem[len(path.stem) :])
        if found is not None:
            yield (found[1], int(found[2] or 0)), other


def _free_name(path: Path) -> Path:
    """A name later than every kept one, even within the same second or when the clock went back."""
    now = datetime.now().strftime("%Y-%m-%d %Hh%Mm%Ss")
    stamp, number = max((key for key, _ in _kept(path)), default=("", 0))
    if stamp < now:
        return path.with_name(f"{path.stem} (avant {now}){path.suffix}")
    return path.with_name(f"{path.stem} (avant {stamp}-{number + 1}){path.suffix}")
