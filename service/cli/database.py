"""The database that a command works on: its settings, and in one sentence why it cannot be opened."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from service.errors import RefusedError
from service.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.db.engine import Database
    from service.settings import Settings

_WRONG: Final = {
    "wrong_address": N_(
        "Cette adresse de base ne convient pas : donnez un fichier, ou « postgresql://… » (--database, "
        "OEUVRE_DATABASE_URL)."
    ),
    "no_access": N_(
        "« {detail} » ne peut pas être écrit : vérifiez --database et les droits sur le dossier."
    ),
    "not_a_database": N_("« {detail} » n'est pas une base : vérifiez --database."),
    "away": N_("La base ne répond pas ({detail}) : vérifiez son adresse et qu'elle tourne."),
    "newer": N_(
        "Cette base est d'une version plus récente ({detail}) : mettez à jour, ou remettez une "
        "sauvegarde."
    ),
}


def settings_of(database: str, host: str = "", port: int = 0) -> Settings:
    """The settings of the environment, with what the command line says instead.

    Raises:
        RefusedError: a setting that cannot be.
    """
    from dataclasses import replace

    from service.settings import WrongSettingError, read_settings

    try:
        settings = read_settings()
    except WrongSettingError as wrong:
        raise RefusedError(N_("Réglage refusé — {what}"), what=wrong) from wrong
    if database:
        url = database if "://" in database else f"sqlite:///{database}"
        settings = replace(settings, database_url=url)
    if host:
        settings = replace(settings, host=host)
    return replace(settings, port=port) if port else settings


@contextmanager
def opened(url: str, *, is_brought_up_to_date: bool = False) -> Iterator[Database]:
    """The database as it is, or made and brought to the form that this version expects.

    Raises:
        RefusedError: it cannot be opened.
    """
    from service.db import opening

    try:
        found = opening.open_database(url, makes=is_brought_up_to_date)
        if is_brought_up_to_date:
            opening.bring_up_to_date(found)
    except opening.CannotOpenError as wrong:
        raise RefusedError(_WRONG[wrong.code], detail=wrong.detail) from wrong
    try:
        yield found
    finally:
        found.close()
