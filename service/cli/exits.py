"""What the command answers to the shell, and how a failure is said."""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Callable
from enum import IntEnum
from typing import ParamSpec

import typer

from service.errors import BrokenPlanError, RefusedError
from service.i18n import Texts, language_of

P = ParamSpec("P")


class Exit(IntEnum):
    """Exit codes, part of the interface."""

    DONE = 0
    OUR_BUG = 1
    USAGE = 2
    DATA = 3
    NO_PLAN = 4
    CANCELLED = 130


def default_texts() -> Texts:
    """The language of the environment variable OEUVRE_LANG, French otherwise."""
    return Texts(language_of(os.environ.get("OEUVRE_LANG", "")) or "fr")


def wants_debug() -> bool:
    """Whether the person asked for tracebacks (--debug, or OEUVRE_DEBUG)."""
    return bool(os.environ.get("OEUVRE_DEBUG")) or "--debug" in sys.argv


def guarded(command: Callable[P, Exit]) -> Callable[P, None]:
    """A command that leaves with its exit code; a refusal or a bug is said in one sentence."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        language = kwargs.get("lang")
        known = language_of(str(language)) if language is not None else None
        texts = Texts(known) if known is not None else default_texts()
        try:
            code = command(*args, **kwargs)
        except RefusedError as refusal:
            typer.echo(texts.gettext(refusal.text, **refusal.values), err=True)
            code = Exit.USAGE
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            code = Exit.CANCELLED
        except Exception as bug:
            _say_bug(bug, texts)
            code = Exit.OUR_BUG
        raise typer.Exit(int(code))

    return run


def _say_bug(bug: Exception, texts: Texts) -> None:
    """One sentence on the error output, the traceback on demand."""
    _ = texts.gettext
    if wants_debug():
        typer.echo("".join(traceback.format_exception(bug)), err=True)
    if isinstance(bug, BrokenPlanError):
        said = _("Le plan trouvé ne respecte pas les règles ({codes}).", codes=bug)
    else:
        said = _("Erreur inattendue ({what}).", what=f"{type(bug).__name__}: {bug}"[:300])
    cure = _(
        "C'est une erreur du logiciel, pas de vos données. Rien n'a été écrit. Signalez-la avec le "
        "détail que donne l'option --debug."
    )
    typer.echo(f"{said} {cure}", err=True)
