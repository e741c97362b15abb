"""``oeuvre cost``, ``purchases``, ``quote``, ``statement``, ``cash``: each document for one reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from service.cli import money_input
from service.cli.exits import Exit, default_texts, guarded
from service.cli.money_input import (
    Anyway,
    Costs,
    Dossier,
    Output,
    Pdf,
    ReaderName,
    ReaderOption,
    Settlement,
    WorkshopOption,
)
from service.cli.options import AsJson, Debug, Force, Lang, Language
from service.cli.purchases_command import purchases_command
from service.i18n import N_, Texts

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext

HELP = {
    "cost": _("Coûts et prix, pour un lecteur nommé."),
    "purchases": _("Acheter ensemble : qui gagne quoi, bons de commande, listes de livraison."),
    "quote": _("L'offre de prix sur une page, pour le client ou pour la coordination."),
    "statement": _("Les états : qui facture quoi à qui, période par période."),
    "cash": _("La trésorerie semaine par semaine, et le point le plus bas."),
}
_DATES = ["%Y-%m-%d", "%d/%m/%Y"]


@guarded
def cost_command(
    dossier: Dossier,
    output: Output,
    costs: Costs,
    reader: ReaderOption = ReaderName.COORDINATOR,
    workshop: WorkshopOption = "",
    live: Annotated[
        bool,
        typer.Option(
            "--live", help=_("Le classeur vivant d'un atelier : changez un chiffre, le prix suit.")
        ),
    ] = False,
    settlement: Settlement = None,
    anyway: Anyway = False,
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read by the guard
) -> Exit:
    """Costs and prices for a reader."""
    from optimizer.product_floors import below_floor
    from service.errors import RefusedError
    from service.exports.cost_workbook import write_cost_workbook
    from service.exports.live_costing import write_live_costing
    from service.exports.readers import findings_for, floors_for
    from service.usecases import money as usecase
    from service.usecases import money_summary
    from service.usecases.conversion import write_whole

    texts = Texts(lang.value)
    money_input.check_output(output, is_forced=force)
    if reader is ReaderName.BUYER:
        raise RefusedError(
            N_("Le client ne voit pas les coûts : faites-lui une offre (oeuvre quote).")
        )
    reading = usecase.read_money(money_input.dossier_of(dossier), costs, is_any_order=anyway)
    if reading.problem is None or reading.has_errors:
        return money_input.refuse(reading.diagnostics, reading.names, texts, is_json=json)
    who = usecase.find_reader(reader.value, workshop, reading.problem, reading.terms)
    money = usecase.reckoned(reading, settlement)
    missing = usecase.missing_for(money, who)
    if missing:
        return money_input.refuse(missing, reading.names, texts, is_json=json)
    if live:
        mine = usecase.workshop_of(workshop, reading.problem, reading.terms)
        if not who.sees(mine):
            raise RefusedError(N_("Le classeur vivant est pour l'atelier ou l'accompagnateur."))
        member = money.full.member(mine)
        write_whole(output, lambda to: write_live_costing(money, member, who, to, texts))
    else:
        write_whole(output, lambda to: write_cost_workbook(money, who, to, texts))
    said = (
        *findings_for(who, [*reading.diagnostics, *money.signals_for(who)]),
        *below_floor(floors_for(who, money.floors)),
    )
    summary = money_summary.costs(money, who)
    return money_input.report([output], said, summary, reading, texts, is_json=json)


@guarded
def quote_command(
    dossier: Dossier,
    output: Output,
    costs: Costs,
    reader: Annotated[
        ReaderName,
        typer.Option(
            "--reader",
            help=_(
                "Pour la coordination, le client (buyer) ou l'accompagnateur (facilitator : avec le "
                "prix plancher et la marge de chaque produit)."
            ),
        ),
    ] = ReaderName.COORDINATOR,
    order: Annotated[
        str,
        typer.Option("--order", help=_("Une seule commande, par son code."), show_default=False),
    ] = "",
    day: Annotated[
        datetime | None,
        typer.Option(
            "--day", formats=_DATES, help=_("Jour de l'offre (aujourd'hui)."), show_default=False
        ),
    ] = None,
    price: Annotated[
        list[str] | None,
        typer.Option("--price", help=_("Prix HT d'un produit : CODE=2,90 ; peut se répéter.")),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help=_("Écrire aussi le PDF, à côté."))] = False,
    anyway: Anyway = False,
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """The offer on one page."""
    from optimizer.product_floors import below_floor
    from optimizer.quotation import quotation
    from service.errors import RefusedError
    from service.exports.quotation_pdf import write_quotation_pdf
    from service.exports.quotation_workbook import write_quotation
    from service.exports.readers import findings_for, floors_for
    from service.usecases import money as usecase
    from service.usecases import money_summary
    from service.usecases.conversion import refuse_to_overwrite, write_whole

    texts = Texts(lang.value)
    money_input.check_output(output, is_forced=force)
    if pdf and not force:
        refuse_to_overwrite(output.with_suffix(".pdf"))
    if reader is ReaderName.MEMBER:
        raise RefusedError(N_("L'offre est pour la coordination, l'accompagnateur ou le client."))
    reading = usecase.read_money(money_input.dossier_of(dossier), costs, is_any_order=anyway)
    if reading.problem is None or reading.has_errors:
        return money_input.refuse(reading.diagnostics, reading.names, texts, is_json=json)
    if order and order not in {o.id for o in reading.problem.orders}:
        raise RefusedError(N_("Il n'y a pas de commande « {name} »."), name=order)
    money = usecase.reckoned(reading)
    found = quotation(
        money.problem,
        money.plan,
        money.costs,
        money.terms,
        money.full,
        day=day.date() if day else date.today(),
        order=order or None,
        unit_prices=usecase.unit_prices(price or [], money.problem),
    )
    who = usecase.find_reader(reader.value, "", reading.problem, reading.terms)
    if found.missing:
        listed = findings_for(who, [*found.missing, *money.full.missing])
        return money_input.refuse(listed, reading.names, texts, is_json=json)
    if found.cost_missing and who.role != "buyer":
        listed = findings_for(who, found.cost_missing)
        return money_input.refuse(listed, reading.names, texts, is_json=json)
    files = [output]
    write_whole(output, lambda to: write_quotation(money.facts, found, who, to, texts))
    if pdf:
        files.append(output.with_suffix(".pdf"))
        write_whole(files[1], lambda to: write_quotation_pdf(money.facts, found, who, to, texts))
    said = (
        *findings_for(who, [*reading.diagnostics, *found.signals]),
        *below_floor(floors_for(who, found.floors)),
    )
    summary = money_summary.quote(found, who)
    return money_input.report(files, said, summary, reading, texts, is_json=json)


@guarded
def statement_command(
    dossier: Dossier,
    output: Output,
    costs: Costs,
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=_DATES, help=_("Premier jour de la période."), show_default=False
        ),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option(
            "--to", formats=_DATES, help=_("Dernier jour de la période."), show_default=False
        ),
    ] = None,
    followup: Annotated[
        list[Path] | None,
        typer.Option(
            "--followup",
            help=_(
                "Ce qui est vraiment livré : classeur de commande avec sa feuille Suivi, ou fichiers de "
                "suivi reçus ; peut se répéter. Sans lui : ce que le plan livre."
            ),
            show_default=False,
        ),
    ] = None,
    reader: ReaderOption = ReaderName.COORDINATOR,
    workshop: WorkshopOption = "",
    buyer: Annotated[
        str,
        typer.Option(
            "--buyer", help=_("Nom du client, quand il y en a plusieurs."), show_default=False
        ),
    ] = "",
    settlement: Settlement = None,
    pdf: Pdf = False,
    anyway: Anyway = False,
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """Who invoices what."""
    from optimizer.diagnostics import has_errors
    from service.exports.readers import findings_for
    from service.exports.statement_pdf import write_statements_pdf
    from service.exports.statement_workbook import write_statements
    from service.usecases import money as usecase
    from service.usecases import money_summary
    from service.usecases.conversion import refuse_to_overwrite, write_whole
    from service.usecases.followup import read_deliveries

    texts = Texts(lang.value)
    money_input.check_output(output, is_forced=force)
    if pdf and not force:
        refuse_to_overwrite(output.with_suffix(".pdf"))
    reading = usecase.read_money(money_input.dossier_of(dossier), costs, is_any_order=anyway)
    if reading.problem is None or reading.has_errors:
        return money_input.refuse(reading.diagnostics, reading.names, texts, is_json=json)
    who = usecase.find_reader(reader.value, workshop, reading.problem, reading.terms)
    money = usecase.reckoned(reading, settlement)
    done = read_deliveries(followup, money.problem, money.plan, texts) if followup else None
    if done is not None and has_errors(done.findings):
        return money_input.refuse(done.findings, reading.names, texts, is_json=json)
    found = usecase.statements_of(
        money,
        first.date() if first else None,
        last.date() if last else None,
        None if done is None else done.records,
    )
    if found.missing:
        listed = findings_for(who, found.missing)
        return money_input.refuse(listed or found.missing, reading.names, texts, is_json=json)
    found = usecase.for_buyer(found, who, buyer)
    terms, is_planned = money.terms, done is None
    files = [output]
    write_whole(
        output,
        # Without a record of deliveries statements are a forecast, and must say so.
        lambda to: write_statements(
            money.facts,
            found,
            terms,
            who,
            to,
            texts,
            is_planned=is_planned,
            done_until=reading.done_until,
        ),
    )
    if pdf:
        files.append(output.with_suffix(".pdf"))
        write_whole(
            files[1],
            lambda to: write_statements_pdf(
                money.facts,
                found,
                terms,
                who,
                to,
                texts,
                is_planned=is_planned,
                done_until=reading.done_until,
            ),
        )
    # What the follow-up says of deliveries is known to whoever reads its statements.
    said = (*findings_for(who, reading.diagnostics), *(done.findings if done is not None else ()))
    summary = money_summary.statement(found, who)
    return money_input.report(files, said, summary, reading, texts, is_json=json)


@guarded
def cash_command(
    dossier: Dossier,
    output: Output,
    costs: Costs,
    reader: ReaderOption = ReaderName.COORDINATOR,
    workshop: WorkshopOption = "",
    settlement: Settlement = None,
    pdf: Pdf = False,
    anyway: Anyway = False,
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """Cash week by week."""
    from optimizer.cash import cash
    from service.errors import RefusedError
    from service.exports.cash_pdf import write_cash_pdf
    from service.exports.cash_workbook import write_cash_workbook
    from service.exports.readers import findings_for
    from service.usecases import money as usecase
    from service.usecases import money_summary
    from service.usecases.conversion import refuse_to_overwrite, write_whole

    texts = Texts(lang.value)
    money_input.check_output(output, is_forced=force)
    if pdf and not force:
        refuse_to_overwrite(output.with_suffix(".pdf"))
    if reader is ReaderName.BUYER:
        raise RefusedError(N_("Le client ne voit pas la trésorerie des ateliers."))
    reading = usecase.read_money(money_input.dossier_of(dossier), costs, is_any_order=anyway)
    if reading.problem is None or reading.has_errors:
        return money_input.refuse(reading.diagnostics, reading.names, texts, is_json=json)
    who = usecase.find_reader(reader.value, workshop, reading.problem, reading.terms)
    money = usecase.reckoned(reading, settlement)
    invoiced = usecase.statements_of(money)
    found = cash(money.problem, money.plan, money.costs, money.terms, money.full, invoiced)
    missing = usecase.cash_missing(found, who)
    if missing:
        return money_input.refuse(missing, reading.names, texts, is_json=json)
    files = [output]
    write_whole(output, lambda to: write_cash_workbook(money.facts, found, who, to, texts))
    if pdf:
        files.append(output.with_suffix(".pdf"))
        write_whole(files[1], lambda to: write_cash_pdf(money.facts, found, who, to, texts))
    signals = [d for a in found.accounts for d in a.signals]
    said = findings_for(who, [*reading.diagnostics, *signals])
    summary = money_summary.cash(found, who)
    return money_input.report(files, said, summary, reading, texts, is_json=json)


COMMANDS: dict[str, Callable[..., None]] = {
    "cost": cost_command,
    "purchases": purchases_command,
    "quote": quote_command,
    "statement": statement_command,
    "cash": cash_command,
}
