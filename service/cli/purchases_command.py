"""``oeuvre purchases``: what buying together brings, and the settlement between workshops."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from service.cli import money_input
from service.cli.exits import Exit, default_texts, guarded
from service.cli.money_input import Dossier, Output, ReaderName, ReaderOption, WorkshopOption
from service.cli.options import AsJson, Debug, Force, Lang, Language, silent_output
from service.i18n import N_, Texts

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext


class PaidOrders(StrEnum):
    """Which orders the group pays."""

    LEAST = "least"
    PLAN = "plan"


class KeyName(StrEnum):
    """How the saving of joint purchases is shared."""

    STAND_ALONE_COST = "stand_alone_cost"
    QUANTITY = "quantity"
    EQUAL = "equal"
    SHAPLEY = "shapley"


@guarded
def purchases_command(
    dossier: Dossier,
    output: Output,
    reader: ReaderOption = ReaderName.COORDINATOR,
    workshop: WorkshopOption = "",
    orders: Annotated[
        PaidOrders | None,
        typer.Option(
            "--orders",
            help=_(
                "Les commandes les moins chères trouvées (least, par défaut), ou celles du plan (plan, "
                "par défaut avec --settlement)."
            ),
            show_default=False,
        ),
    ] = None,
    key: Annotated[
        KeyName | None,
        typer.Option(
            "--key",
            help=_("Clé de partage de l'économie ; sinon celle de la commande."),
            show_default=False,
        ),
    ] = None,
    settlement: Annotated[
        Path | None,
        typer.Option(
            "--settlement",
            help=_(
                "Écrire aussi le règlement entre ateliers (.json), à donner ensuite à cost, statement "
                "et cash."
            ),
            show_default=False,
        ),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", min=0.1, help=_("Temps de calcul accordé, en secondes.")),
    ] = 60.0,
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """What buying together brings."""
    from service.errors import RefusedError
    from service.exports.facts import Facts
    from service.exports.group_purchases import write_group_purchases
    from service.exports.readers import findings_for
    from service.usecases import money as usecase
    from service.usecases import money_summary
    from service.usecases.conversion import refuse_to_overwrite, write_whole
    from service.usecases.settlement_file import write_settlement

    texts = Texts(lang.value)
    money_input.check_output(output, is_forced=force)
    if reader is ReaderName.BUYER:
        raise RefusedError(N_("Le client ne voit pas les achats du groupement."))
    reading = usecase.read_money(money_input.dossier_of(dossier), ())
    if reading.problem is None or reading.plan is None or reading.has_errors:
        return money_input.refuse(reading.diagnostics, reading.names, texts, is_json=json)
    who = usecase.find_reader(reader.value, workshop, reading.problem, reading.terms)
    if not reading.plan.purchases:
        raise RefusedError(N_("Ce plan n'achète rien : il n'y a pas d'achats à grouper."))
    paid = orders or (PaidOrders.LEAST if settlement is None else PaidOrders.PLAN)
    if settlement is not None:
        usecase.check_settlement(settlement, who, is_of_plan=paid is PaidOrders.PLAN)
        if not force:
            refuse_to_overwrite(settlement)

    from optimizer.studies.joint_purchasing import joint_purchasing

    terms = replace(reading.terms, sharing_key=key.value) if key else reading.terms
    with silent_output():
        found = joint_purchasing(
            reading.problem, reading.plan, terms, paid=paid.value, seconds=time_limit
        )
    facts = Facts(reading.problem, reading.plan)
    owed = usecase.settlement_of(found, reading.problem, reading.plan)
    files = [output]
    if settlement is not None:
        if owed is None:
            raise RefusedError(N_("Personne n'utilise ces achats : il n'y a rien à régler."))
        files.append(settlement)
        told, problem = owed, reading.problem
        write_whole(settlement, lambda to: write_settlement(told, problem, to))
    write_whole(output, lambda to: write_group_purchases(facts, found, who, to, texts, owed))
    said = findings_for(who, found.diagnostics)
    summary = money_summary.purchases(found, who, owed)
    return money_input.report(files, said, summary, reading, texts, is_json=json)
