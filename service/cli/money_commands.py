"""``oeuvre cost``, ``purchases``, ``quote``, ``statement``, ``cash``: each document for one reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from service.cli import money_input
from service.cli.exits import Exit, default_texts, guarded
from service.cli.money_input import Costs, Dossier, Output, ReaderName, ReaderOption, WorkshopOption
from service.cli.options import AsJson, Debug, Force, Lang, Language, silent_output
from service.i18n import N_, Texts

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext

HELP = {
    "cost": _("Coût de revient et prix, pour un lecteur nommé."),
    "purchases": _("Acheter ensemble : qui gagne quoi, bons de commande, listes de livraison."),
    "quote": _("L'offre de prix sur une page, pour le client ou pour la coordination."),
    "statement": _("Les états : qui facture quoi à qui, période par période."),
    "cash": _("La trésorerie semaine par semaine, et le point le plus bas."),
}
_DATES = ["%Y-%m-%d", "%d/%m/%Y"]


class PaidOrders(StrEnum):
    """Which orders the group pays."""

    LEAST = "least"
    PLAN = "plan"


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
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read by the guard
) -> Exit:
    """Costs and prices for a reader."""
    from service.errors import RefusedError
    from service.exports.cost_workbook import write_cost_workbook
    from service.exports.live_costing import write_live_costing
    from service.exports.readers import findings_for
    from service.usecases import money as usecase
    from service.usecases import money_summary
    from service.usecases.conversion import write_whole

    texts = Texts(lang.value)
    money_input.check_output(output, is_forced=force)
    if reader is ReaderName.BUYER:
        raise RefusedError(
            N_("Le client ne voit pas les coûts : faites-lui une offre (oeuvre quote).")
        )
    reading = usecase.read_money(money_input.dossier_of(dossier), costs)
    if reading.problem is None or reading.has_errors:
        return money_input.refuse(reading.diagnostics, reading.names, texts, is_json=json)
    who = usecase.find_reader(reader.value, workshop, reading.problem, reading.terms)
    money = usecase.reckoned(reading)
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
    said = findings_for(who, [*reading.diagnostics, *money.signals_for(who)])
    summary = money_summary.costs(money, who)
    return money_input.report([output], said, summary, reading, texts, is_json=json)


@guarded
def purchases_command(
    dossier: Dossier,
    output: Output,
    reader: ReaderOption = ReaderName.COORDINATOR,
    workshop: WorkshopOption = "",
    orders: Annotated[
        PaidOrders,
        typer.Option(
            "--orders", help=_("Les commandes les moins chères trouvées, ou celles du plan.")
        ),
    ] = PaidOrders.LEAST,
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
    from service.usecases.conversion import write_whole

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

    from optimizer.studies.joint_purchasing import joint_purchasing

    with silent_output():
        found = joint_purchasing(
            reading.problem, reading.plan, reading.terms, paid=orders.value, seconds=time_limit
        )
    facts = Facts(reading.problem, reading.plan)
    write_whole(output, lambda to: write_group_purchases(facts, found, who, to, texts))
    said = findings_for(who, found.diagnostics)
    summary = money_summary.purchases(found, who)
    return money_input.report([output], said, summary, reading, texts, is_json=json)


@guarded
def quote_command(
    dossier: Dossier,
    output: Output,
    costs: Costs,
    reader: Annotated[
        ReaderName,
        typer.Option("--reader", help=_("Pour la coordination (tout) ou le client (buyer).")),
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
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """The offer on one page."""
    from optimizer.quotation import quotation
    from service.errors import RefusedError
    from service.exports.quotation_pdf import write_quotation_pdf
    from service.exports.quotation_workbook import write_quotation
    from service.exports.readers import Reader, findings_for
    from service.usecases import money as usecase
    from service.usecases import money_summary
    from service.usecases.conversion import refuse_to_overwrite, write_whole

    texts = Texts(lang.value)
    money_input.check_output(output, is_forced=force)
    if pdf and not force:
        refuse_to_overwrite(output.with_suffix(".pdf"))
    if reader is ReaderName.MEMBER:
        raise RefusedError(N_("L'offre est pour la coordination ou pour le client."))
    reading = usecase.read_money(money_input.dossier_of(dossier), costs)
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
    # The page holds totals over members only, whoever asks for it.
    who = Reader(role="buyer" if reader is ReaderName.BUYER else "coordinator")
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
    said = findings_for(who, [*reading.diagnostics, *found.signals])
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
    reader: ReaderOption = ReaderName.COORDINATOR,
    workshop: WorkshopOption = "",
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """Who invoices what."""
    from service.exports.readers import findings_for
    from service.exports.statement_workbook import write_statements
    from service.usecases import money as usecase
    from service.usecases import money_summary
    from service.usecases.conversion import write_whole

    texts = Texts(lang.value)
    money_input.check_output(output, is_forced=force)
    reading = usecase.read_money(money_input.dossier_of(dossier), costs)
    if reading.problem is None or reading.has_errors:
        return money_input.refuse(reading.diagnostics, reading.names, texts, is_json=json)
    who = usecase.find_reader(reader.value, workshop, reading.problem, reading.terms)
    money = usecase.reckoned(reading)
    found = usecase.statements_of(
        money, first.date() if first else None, last.date() if last else None
    )
    if found.missing:
        listed = findings_for(who, found.missing)
        return money_input.refuse(listed or found.missing, reading.names, texts, is_json=json)
    terms = money.terms
    # This command reads no delivery record: its statements are a forecast, and must say so.
    write_whole(
        output,
        lambda to: write_statements(money.facts, found, terms, who, to, texts, is_planned=True),
    )
    said = findings_for(who, reading.diagnostics)
    summary = money_summary.statement(found, who)
    return money_input.report([output], said, summary, reading, texts, is_json=json)


@guarded
def cash_command(
    dossier: Dossier,
    output: Output,
    costs: Costs,
    reader: ReaderOption = ReaderName.COORDINATOR,
    workshop: WorkshopOption = "",
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001
) -> Exit:
    """Cash week by week."""
    from optimizer.cash import cash
    from service.errors import RefusedError
    from service.exports.cash_workbook import write_cash_workbook
    from service.exports.readers import findings_for
    from service.usecases import money as usecase
    from service.usecases import money_summary
    from service.usecases.conversion import write_whole

    texts = Texts(lang.value)
    money_input.check_output(output, is_forced=force)
    if reader is ReaderName.BUYER:
        raise RefusedError(N_("Le client ne voit pas la trésorerie des ateliers."))
    reading = usecase.read_money(money_input.dossier_of(dossier), costs)
    if reading.problem is None or reading.has_errors:
        return money_input.refuse(reading.diagnostics, reading.names, texts, is_json=json)
    who = usecase.find_reader(reader.value, workshop, reading.problem, reading.terms)
    money = usecase.reckoned(reading)
    invoiced = usecase.statements_of(money)
    found = cash(money.problem, money.plan, money.costs, money.terms, money.full, invoiced)
    missing = usecase.cash_missing(found, who)
    if missing:
        return money_input.refuse(missing, reading.names, texts, is_json=json)
    write_whole(output, lambda to: write_cash_workbook(money.facts, found, who, to, texts))
    signals = [d for a in found.accounts for d in a.signals]
    said = findings_for(who, [*reading.diagnostics, *signals])
    summary = money_summary.cash(found, who)
    return money_input.report([output], said, summary, reading, texts, is_json=json)


COMMANDS: dict[str, Callable[..., None]] = {
    "cost": cost_command,
    "purchases": purchases_command,
    "quote": quote_command,
    "statement": statement_command,
    "cash": cash_command,
}
