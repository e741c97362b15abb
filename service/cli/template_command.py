"""``oeuvre template``: workbooks to fill in, the order's own or a form for one of its people."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from service.cli.exits import Exit, default_texts, guarded
from service.cli.kind_words import kind_parser
from service.cli.options import Debug, Force, Lang, Language, plain_console
from service.i18n import N_, Texts

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext

HELP = _("Écrire un classeur à remplir : la commande, ou un formulaire prérempli.")


class TemplateKind(StrEnum):
    """Which workbook: the order itself, or a form for a workshop or a supplier."""

    ORDER = "order"
    CAPACITIES = "capacities"
    LOAD_PLAN = "load-plan"
    OFFERS = "offers"
    GROUPED_ORDER = "grouped-order"
    FOLLOWUP = "followup"
    COSTS = "costs"


@guarded
def template_command(
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help=_("Classeur à écrire (.xlsx)."), show_default=False),
    ],
    kind: Annotated[
        TemplateKind,
        typer.Argument(
            metavar=_("MODÈLE"),
            parser=kind_parser(TemplateKind),
            help=_(
                "Quel classeur : commande (order), ou un formulaire pour cette commande : capacités "
                "(capacities), plan-de-charge (load-plan), offres (offers), commande-groupée "
                "(grouped-order), suivi (followup), coûts (costs)."
            ),
        ),
    ] = TemplateKind.ORDER,
    order: Annotated[
        Path | None,
        typer.Option(
            "--order", help=_("Classeur de la commande, pour un formulaire."), show_default=False
        ),
    ] = None,
    workshop: Annotated[
        str,
        typer.Option(
            "--workshop", help=_("Code ou nom de l'atelier à qui l'envoyer."), show_default=False
        ),
    ] = "",
    supplier: Annotated[
        str,
        typer.Option(
            "--supplier", help=_("Code ou nom du fournisseur à qui l'envoyer."), show_default=False
        ),
    ] = "",
    force: Force = False,
    lang: Language = Lang.FR,
    debug: Debug = False,  # noqa: ARG001 - read by the guard
) -> Exit:
    """The blank order workbook, or a prefilled form."""
    from service.errors import RefusedError
    from service.usecases.conversion import refuse_to_overwrite, write_blank

    texts = Texts(lang.value)
    if not force:
        refuse_to_overwrite(output)
    if kind is TemplateKind.ORDER:
        if order is not None or workshop or supplier:
            raise RefusedError(
                N_("Le classeur de commande est vide : dites quel formulaire préremplir.")
            )
        write_blank(kind.value, output, texts)
    elif order is None:
        raise RefusedError(N_("Dites pour quelle commande : --order COMMANDE.xlsx."))
    else:
        from service.cli import findings

        if kind is TemplateKind.COSTS:
            from service.usecases.cost_forms import write_cost_form

            if supplier:
                raise RefusedError(N_("Ce formulaire est pour un atelier : retirez --supplier."))
            found = write_cost_form(order, output, texts, workshop)
        else:
            from service.usecases.forms import write_prefilled

            found = write_prefilled(kind.value, order, output, texts, workshop, supplier)
        if found:
            findings.print_findings(plain_console(), found, texts)
            return Exit.DATA
    plain_console().print(texts.gettext("Écrit : {path}", path=output), soft_wrap=True)
    return Exit.DONE
