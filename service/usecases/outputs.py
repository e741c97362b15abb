"""Writing a set of files together: all of them appear, or what was there stays as it was."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from service.errors import RefusedError
from service.i18n import N_


def check_directory(directory: Path) -> None:
    """Refuse at once what could only fail after a long computation.

    Raises:
        RefusedError: the place is a file, or nobody may write there.
    """
    if directory.exists() and not directory.is_dir():
        raise RefusedError(
            N_("« {path} » est un fichier : donnez un dossier à l'option -o."), path=directory
        )
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".oeuvre-", dir=directory.parent):
            pass
        if directory.exists():
            with tempfile.TemporaryDirectory(prefix=".oeuvre-", dir=directory):
                pass
    except OSError as failure:
        raise RefusedError(
            N_("Impossible d'écrire dans « {path} » : choisissez un autre dossier."),
            path=directory,
        ) from failure


def write_together(
    directory: Path, write: Callable[[Path], Iterable[str]], stale: Iterable[str] = ()
) -> tuple[Path, ...]:
    """Write files in a hidden directory beside, then put them in place together.

    Other files of the directory are left alone.

    Args:
        write: writes into the directory it is given and names the files it wrote.
        stale: files of an earlier run to remove when they are not written again.

    Raises:
        RefusedError: a file cannot be replaced, being open elsewhere for example; everything is put
            back as it was.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    is_new = not directory.exists()
    beside = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        fresh, replaced = beside / "new", beside / "old"
        fresh.mkdir()
        replaced.mkdir()
        names = tuple(write(fresh))
        if is_new:
            fresh.rename(directory)
        else:
            _swap(directory, fresh, replaced, names, [s for s in stale if s not in names])
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return tuple(directory / name for name in names)


def _swap(
    directory: Path, fresh: Path, replaced: Path, names: Iterable[str], stale: Iterable[str]
) -> None:
    taken: list[str] = []
    put: list[str] = []
    current = ""
    try:
        for name in [*names, *stale]:
            current = name
            if (directory / name).exists():
                (directory / name).rename(replaced / name)
                taken.append(name)
            if (fresh / name).exists():
                (fresh / name).rename(directory / name)
                put.append(name)
    except BaseException as failure:
        with suppress(OSError):
            for name in put:
                (directory / name).unlink()
            for name in taken:
                (replaced / name).rename(directory / name)
        if isinstance(failure, OSError):
            raise RefusedError(
                N_("« {path} » ne peut pas être remplacé : fermez-le s'il est ouvert."),
                path=directory / current,
            ) from failure
        raise
