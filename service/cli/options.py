"""Options that several commands share, and how their results are printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.exits import default_texts

if TYPE_CHECKING:
    from rich.console import Console

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext


class Lang(StrEnum):
    """Languages of what is printed and written."""

    FR = "fr"
    EN = "en"


Language = Annotated[
    Lang, typer.Option("--lang", envvar="OEUVRE_LANG", help=_("Langue : fr ou en."))
]
Debug = Annotated[bool, typer.Option("--debug", help=_("Montrer le détail d'une erreur."))]
Force = Annotated[bool, typer.Option("--force", help=_("Écraser le fichier s'il existe déjà."))]
AsJson = Annotated[
    bool, typer.Option("--json", help=_("Résultat en JSON, pour un autre programme."))
]


def plain_console() -> Console:
    """A console that takes texts as they are."""
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False)


def print_json(value: object) -> None:
    """Print for a program."""
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


@contextmanager
def silent_output() -> Iterator[None]:
    """Keep what a compiled library prints out of standard output, which may be JSON for a program.

    Such a line does not pass through ``sys.stdout``: the descriptor itself is turned away meanwhile.
    """
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)
