"""``oeuvre serve`` and ``oeuvre worker``: the service on one machine, and more hands for it."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service import logs
from service.cli.database import opened, settings_of
from service.cli.exits import Exit, default_texts, guarded
from service.cli.options import Debug, Lang, Language
from service.errors import RefusedError
from service.i18n import N_, Texts

if TYPE_CHECKING:
    from types import FrameType

    from service.db.engine import Database
    from service.db.job_rows import Lane
    from service.delivery import Bell
    from service.jobs.worker import Worker
    from service.settings import Settings

# How long answers under way may still take when the service stops.
_GRACE_SECONDS = 3

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext

SERVE_HELP = _("Démarrer le service : pages, API et travaux, sur un seul fichier.")
WORKER_HELP = _("Ajouter un exécutant de travaux à un service qui tourne.")

DatabaseUrl = Annotated[
    str,
    typer.Option(
        "--database",
        help=_("Fichier SQLite ou adresse PostgreSQL ; sinon OEUVRE_DATABASE_URL."),
        show_default=False,
    ),
]


@guarded
def serve_command(
    host: Annotated[str, typer.Option(help=_("Adresse d'écoute."), show_default=False)] = "",
    port: Annotated[int, typer.Option(help=_("Port d'écoute."), show_default=False)] = 0,
    database: DatabaseUrl = "",
    lang: Language = Lang.FR,
    debug: Debug = False,  # noqa: ARG001 - read by the guard
) -> Exit:
    """Serve until stopped."""
    from service.app import make_app
    from service.delivery import Bell
    from service.jobs.worker import stop_all
    from service.usecases import accounts

    texts = Texts(lang.value)
    settings = settings_of(database, host, port)
    logs.prepare(settings.log, detail=settings.log_detail)
    with opened(settings.database_url, is_brought_up_to_date=True) as found:
        with found.writing() as session:
            link = accounts.first_link(session, settings)
        typer.echo(texts.gettext(N_("Service : {address}"), address=settings.link_base))
        if link is not None:
            said = N_("Premier compte — ce lien ne sert qu'une fois : {link}")
            typer.echo(texts.gettext(said, link=settings.invitation_link(link.secret)))
        bell = Bell()
        workers = _workers(settings, found, bell, settings.workers)
        try:
            _serve(make_app(settings, found, bell, workers), settings.host, settings.port)
        finally:
            stop_all(workers)
    return Exit.DONE


def _serve(app: Any, host: str, port: int) -> None:
    """Answer until asked to stop; streams that people listen to end at once.

    Raises:
        RefusedError: the address cannot be listened on.
    """
    import uvicorn

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            app.state.is_stopping = True
            super().handle_exit(sig, frame)

    # The server hands the signal on when it is done: jobs must still be put back then.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    try:
        Server(config).run()
    except SystemExit as failed:
        said = N_("Impossible d'écouter sur {host}:{port} : déjà pris ? Choisissez --port.")
        raise RefusedError(said, host=host, port=port) from failed


@guarded
def worker_command(
    database: DatabaseUrl = "",
    hands: Annotated[int, typer.Option(help=_("Plans calculés en même temps."), min=1)] = 1,
    lang: Language = Lang.FR,  # noqa: ARG001
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """Work until stopped."""
    from service.delivery import Bell
    from service.jobs.worker import stop_all

    settings = settings_of(database)
    logs.prepare(settings.log, detail=settings.log_detail)
    with opened(settings.database_url, is_brought_up_to_date=True) as found:
        workers = _workers(settings, found, Bell(), hands)
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        try:
            while not stopped.wait(1.0):
                pass
        finally:
            stop_all(workers)
    return Exit.DONE


def _workers(settings: Settings, database: Database, bell: Bell, hands: int) -> list[Worker]:
    from service.jobs.kinds import KINDS
    from service.jobs.worker import Worker

    lanes: list[Lane] = ["solve"] * hands
    if hands:
        lanes.append("files")
    workers = [
        Worker(database, KINDS, lane=lane, lease_seconds=settings.lease_seconds, bell=bell)
        for lane in lanes
    ]
    for worker in workers:
        worker.start()
    return workers
