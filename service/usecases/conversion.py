"""An order in another format, and the blank workbook."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from optimizer import dossier
from optimizer.diagnostics import Diagnostic
from optimizer.problem import Problem
from service.errors import RefusedError
from service.i18n import N_, Texts
from service.messages.template_texts import template_texts


def refuse_to_overwrite(output: Path) -> None:
    """A file that somebody may have filled is not written over unasked.

    Raises:
        RefusedError: the file exists.
    """
    if output.exists():
        raise RefusedError(
            N_("« {path} » existe déjà : donnez un autre nom, ou ajoutez --force pour l'écraser."),
            path=output,
        )


def convert(problem: Problem, output: Path, texts: Texts) -> tuple[Diagnostic, ...]:
    """Write a problem as a workbook (.xlsx) or as JSON (.json), told by the name.

    Returns:
        what the format cannot hold; nothing is written then.

    Raises:
        RefusedError: another format is asked for, or the file cannot be written.
    """
    suffix = output.suffix.lower()
    if suffix == ".json":
        text = dossier.problem_to_json(problem)
        write_whole(output, lambda to: to.write_text(text, encoding="utf-8"))
        return ()
    if suffix != ".xlsx":
        raise RefusedError(
            N_("« {path} » : donnez un nom qui finit par .xlsx ou par .json."), path=output
        )
    from importers.template import write_problem

    refused: list[Diagnostic] = []

    def write(to: Path) -> None:
        refused.extend(write_problem(problem, to, texts.language, template_texts(texts)))

    write_whole(output, write)
    return tuple(refused)


def write_blank(kind: str, output: Path, texts: Texts) -> None:
    """Write the blank workbook of a kind.

    Raises:
        RefusedError: the name is not that of a workbook, or the file cannot be written.
    """
    if output.suffix.lower() != ".xlsx":
        raise RefusedError(N_("« {path} » : donnez un nom qui finit par .xlsx."), path=output)
    from importers.template import write_template

    write_whole(output, lambda to: write_template(to, texts.language, template_texts(texts), kind))


def write_whole(output: Path, write: Callable[[Path], object]) -> None:
    """Write beside, then put in place what was written: the file is there whole or not at all.

    Raises:
        RefusedError: the place cannot be written to.
    """
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".oeuvre-", dir=output.parent) as beside:
            made = Path(beside) / output.name
            write(made)
            if made.exists():
                os.replace(made, output)
    except OSError as failure:
        raise RefusedError(
            N_("« {path} » ne peut pas être écrit : vérifiez le dossier, ou fermez le fichier."),
            path=output,
        ) from failure
