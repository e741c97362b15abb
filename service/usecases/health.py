"""What is wrong with the service itself, for whoever watches it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from service.db import health_rows, migrating
from service.db.base import now
from service.i18n import N_

if TYPE_CHECKING:
    from service.db.engine import Database
    from service.settings import Settings

# A job that waits longer although nobody works in its lane: no worker is there.
LONGEST_WAIT: Final = timedelta(seconds=60)


class Hand(Protocol):
    """A worker of this process."""

    @property
    def is_alive(self) -> bool:
        """Whether it still works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at. ``text``: a French sentence of the catalogue when it is not fine."""

    name: str
    is_fine: bool = True
    text: str = ""
    values: tuple[tuple[str, object], ...] = ()


def checks(database: Database, settings: Settings, hands: Iterable[Hand]) -> list[Check]:
    """Everything that is looked at: database, its form, workers, room on the disk."""
    return [
        *_of_database(database),
        _of_hands(tuple(hands)),
        _of_disk(settings),
    ]


def _of_database(database: Database) -> Iterator[Check]:
    try:
        present = migrating.current(database)
    except Exception:
        # Whatever the driver raises, and however: it cannot be reached.
        yield Check(
            name="database",
            is_fine=False,
            text=N_("La base de données ne répond pas : vérifiez son adresse et qu'elle tourne."),
        )
        return
    yield Check(name="database")
    newest = migrating.newest()
    if present == newest:
        yield Check(name="migrations")
    else:
        yield Check(
            name="migrations",
            is_fine=False,
            text=N_(
                "La base est à l'étape {present}, le programme attend {newest} : redémarrez le service."
            ),
            values=(("present", present or "0"), ("newest", newest)),
        )
        return
    with database.reading() as session:
        waiting = health_rows.left_waiting(session, now() - LONGEST_WAIT)
    if waiting:
        yield Check(
            name="jobs",
            is_fine=False,
            text=N_(
                "{waiting} travaux attendent et personne ne les prend : démarrez « oeuvre worker »."
            ),
            values=(("waiting", waiting),),
        )
    else:
        yield Check(name="jobs")


def _of_hands(hands: tuple[Hand, ...]) -> Check:
    dead = sum(1 for hand in hands if not hand.is_alive)
    if not dead:
        return Check(name="workers")
    return Check(
        name="workers",
        is_fine=False,
        text=N_("{dead} exécutants sur {all} se sont arrêtés : redémarrez le service.")
        if dead > 1
        else N_("Un exécutant sur {all} s'est arrêté : redémarrez le service."),
        values=(("dead", dead), ("all", len(hands))),
    )


def _of_disk(settings: Settings) -> Check:
    file = settings.database_file
    free = shutil.disk_usage((file or Path()).absolute().parent).free
    if free >= settings.disk_megabytes * 1_000_000:
        return Check(name="disk")
    return Check(
        name="disk",
        is_fine=False,
        text=N_("Il reste {free} Mo sur le disque, il en faut {least} : faites de la place."),
        values=(("free", free // 1_000_000), ("least", settings.disk_megabytes)),
    )
