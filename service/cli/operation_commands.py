"""``oeuvre backup``, ``restore``, ``export-consortium``, ``delete-consortium``, ``account-link``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from service.cli.database import opened, settings_of
from service.cli.exits import Exit, default_texts, guarded
from service.cli.options import Debug, Force, Lang, Language
from service.cli.serve_command import DatabaseUrl
from service.errors import RefusedError
from service.i18n import N_, Texts

if TYPE_CHECKING:
    from service.db.backing_up import WrongBackupError
    from service.db.engine import Database

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext

HELP: Final = {
    "backup": _("Sauvegarder la base pendant que le service tourne, puis vérifier la copie."),
    "restore": _("Remettre une sauvegarde en place, après l'avoir vérifiée."),
    "export-consortium": _("Écrire tout ce qui est à un groupement, en formats ouverts."),
    "delete-consortium": _("Supprimer un groupement et tout ce qui est à lui, définitivement."),
    "account-link": _("Faire un lien pour choisir un nouveau mot de passe."),
}
_WRONG: Final = {
    "no_database": N_("Il n'y a pas de base à « {detail} » : vérifiez --database."),
    "no_backup": N_("Il n'y a pas de sauvegarde à « {detail} »."),
    "no_room": N_("« {detail} » : rien ne peut être écrit là, choisissez un autre dossier."),
    "not_told": N_("Il manque « {detail} », écrit avec la sauvegarde : gardez les deux ensemble."),
    "other_bytes": N_("« {detail} » n'est plus ce qui a été écrit : cette sauvegarde est abîmée."),
    "unknown_format": N_(
        "Sauvegarde d'une autre forme ({detail}) : employez la version qui l'a faite."
    ),
    "other_kind": N_("Cette sauvegarde est d'une base {detail} : donnez une base de même sorte."),
    "newer": N_(
        "Cette sauvegarde vient d'une version plus récente ({detail}) : mettez à jour d'abord."
    ),
    "damaged": N_("La base est abîmée ({detail}) : reprenez la dernière sauvegarde vérifiée."),
    "other_rows": N_(
        "« {detail} » ne contient pas le nombre de lignes annoncé : rien n'est remis."
    ),
    "no_program": N_(
        "Le programme {detail} de PostgreSQL est introuvable : installez-le, ou dites où il est par "
        "OEUVRE_PG_BIN."
    ),
    "program_failed": N_("PostgreSQL a refusé — {detail}"),
}

BackupFile = Annotated[
    Path,
    typer.Argument(metavar=_("FICHIER"), help=_("Fichier de la sauvegarde."), show_default=False),
]
ConsortiumName = Annotated[
    str,
    typer.Argument(
        metavar=_("GROUPEMENT"), help=_("Nom ou code du groupement."), show_default=False
    ),
]


@guarded
def backup_command(
    file: BackupFile,
    database: DatabaseUrl = "",
    force: Force = False,
    lang: Language = Lang.FR,
    debug: Debug = False,  # noqa: ARG001 - read by the guard
) -> Exit:
    """A verified copy of one moment."""
    from service.db import backing_up

    if file.exists() and not force:
        raise RefusedError(
            N_("« {file} » existe déjà : choisissez un autre nom, ou --force."), file=file
        )
    with _opened(database) as source, _said():
        made = backing_up.back_up(source, file)
    texts = Texts(lang.value)
    said = N_("Sauvegardé et vérifié : {file}, {rows} lignes, {bytes} octets, SHA-256 {sha256}.")
    rows = sum(made.rows.values())
    typer.echo(texts.gettext(said, file=file, rows=rows, bytes=made.bytes, sha256=made.sha256[:16]))
    return Exit.DONE


@guarded
def restore_command(
    file: BackupFile,
    database: DatabaseUrl = "",
    force: Annotated[
        bool, typer.Option("--force", help=_("Remplacer la base qui est là, gardée à côté."))
    ] = False,
    lang: Language = Lang.FR,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """Everything or nothing; what was there is kept beside."""
    from service.db import backing_up
    from service.db.base import now

    texts = Texts(lang.value)
    with _opened(database) as source, _said():
        backing_up.check(file)
        if not backing_up.is_empty(source):
            if not force:
                raise RefusedError(
                    N_(
                        "La base contient déjà des données : --force les remplace par la sauvegarde."
                    )
                )
            kept = file.with_name(f"before_{now():%Y%m%dT%H%M%S}_{file.name}")
            backing_up.back_up(source, kept)
            typer.echo(texts.gettext(N_("Ce qui était là est gardé : {file}"), file=kept))
        found = backing_up.restore(source, file)
    said = N_("Remis en place et vérifié : {rows} lignes, sauvegarde du {moment}.")
    typer.echo(texts.gettext(said, rows=sum(found.rows.values()), moment=found.made_at))
    return Exit.DONE


@guarded
def export_command(
    name: ConsortiumName,
    folder: Annotated[
        Path,
        typer.Argument(
            metavar=_("DOSSIER"), help=_("Dossier vide ou à créer."), show_default=False
        ),
    ],
    database: DatabaseUrl = "",
    lang: Language = Lang.FR,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """JSON, CSV and files."""
    from service.usecases import leaving

    with _opened(database, needs_tables=True) as source:
        made = leaving.export(source, name, folder)
    said = N_(
        "Écrit dans {folder} : {rows} lignes, {files} fichiers. Ce dossier contient des coûts privés."
    )
    rows = sum(made.rows.values())
    typer.echo(Texts(lang.value).gettext(said, folder=folder, rows=rows, files=made.files))
    return Exit.DONE


@guarded
def delete_command(
    name: ConsortiumName,
    database: DatabaseUrl = "",
    lang: Language = Lang.FR,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """Asks for the name once more."""
    from service.usecases import leaving

    texts = Texts(lang.value)
    with _opened(database, needs_tables=True) as source:
        with source.reading() as session:
            found = leaving.of_name(session, name)
        typer.echo(
            texts.gettext(
                N_(
                    "Tout ce qui est au groupement « {name} » sera supprimé, pour toujours : commandes, "
                    "plans, coûts, fichiers, comptes. Les sauvegardes déjà faites le contiennent encore."
                ),
                name=found.name,
            )
        )
        typed = typer.prompt(texts.gettext(N_("Pour confirmer, tapez son nom")))
        if typed.strip() != found.name:
            raise RefusedError(N_("Ce n'est pas son nom : rien n'est supprimé."))
        gone = leaving.delete(source, found.id)
    said = N_("Supprimé, avec {gone} comptes qui n'étaient que là.")
    typer.echo(texts.gettext(said, gone=gone))
    return Exit.DONE


@guarded
def link_command(
    email: Annotated[
        str,
        typer.Argument(
            metavar=_("ADRESSE"), help=_("Adresse électronique du compte."), show_default=False
        ),
    ],
    database: DatabaseUrl = "",
    lang: Language = Lang.FR,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """For whoever runs the service to hand on."""
    from service.usecases import accounts

    settings = settings_of(database)
    with _opened(database, needs_tables=True) as source, source.writing() as session:
        link = accounts.operator_reset(session, settings, email)
    said = N_("Lien valable {hours} h, une seule fois : {link}")
    address = settings.password_link(link.secret)
    typer.echo(Texts(lang.value).gettext(said, hours=settings.reset_hours, link=address))
    return Exit.DONE


COMMANDS: Final[dict[str, Callable[..., None]]] = {
    "backup": backup_command,
    "restore": restore_command,
    "export-consortium": export_command,
    "delete-consortium": delete_command,
    "account-link": link_command,
}


@contextmanager
def _opened(database: str, *, needs_tables: bool = False) -> Iterator[Database]:
    """The database as it is: nothing here brings it up to date.

    Raises:
        RefusedError: for what needs its tables, that they are not there or of another version.
    """
    from service.db import backing_up, migrating

    with opened(settings_of(database).database_url) as found:
        if needs_tables and (
            backing_up.is_empty(found) or migrating.current(found) != migrating.newest()
        ):
            raise RefusedError(
                N_(
                    "Cette base n'existe pas ou n'est pas de cette version : vérifiez --database, ou "
                    "démarrez une fois « oeuvre serve »."
                )
            )
        yield found


@contextmanager
def _said() -> Iterator[None]:
    """What is wrong with a backup, as a sentence."""
    from service.db.backing_up import WrongBackupError as Wrong

    try:
        yield
    except Wrong as wrong:
        raise _sentence(wrong) from wrong


def _sentence(wrong: WrongBackupError) -> RefusedError:
    return RefusedError(_WRONG[wrong.code], detail=wrong.detail)
