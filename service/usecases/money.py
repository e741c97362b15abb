"""Costs, offers, statements and cash of a planned order: what is read, what is reckoned, what is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import get_args

from optimizer.attribution import DeliveryRecord, planned_records
from optimizer.cash import Cash
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.diagnostics import Diagnostic, has_errors
from optimizer.past import whole
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.purchase_settlement import PurchaseSettlement, purchase_settlement
from optimizer.statement_data import Statements
from optimizer.statement_periods import Period, months_between
from optimizer.statements import statements
from optimizer.studies.saving import JointPurchasing
from optimizer.verification import check_plan
from service.errors import RefusedError
from service.exports.money_facts import MoneyFacts, money_facts
from service.exports.readers import Reader, Role, findings_for, reader_of
from service.i18n import N_
from service.usecases.reading import Reading, read_dossier
from service.usecases.settlement_file import read_settlement

_COST_FILES = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyReading:
    """A planned order and the costs that were handed over with it, read and checked.

    ``terms``: those of the order, or what is usual when it says nothing (``has_terms`` False).
    ``done_until``: the last day before the plan was made again; None: it never was.
    """

    problem: Problem | None
    plan: Plan | None
    costs: Mapping[str, MemberCosts]
    terms: OrderTerms
    has_terms: bool
    diagnostics: tuple[Diagnostic, ...]
    names: Mapping[str, str]
    done_until: date | None = None

    @property
    def has_errors(self) -> bool:
        """Whether something must be corrected before anything is reckoned."""
        return self.problem is None or self.plan is None or has_errors(self.diagnostics)


def read_money(dossier: Path, costs: Sequence[Path], *, is_any_order: bool = False) -> MoneyReading:
    """Read a dossier and cost workbooks (files, or directories of them).

    ``is_any_order``: costs made for another order are only warned of.

    Raises:
        RefusedError: the dossier holds no plan, a path is missing or empty, or two files tell the costs
            of the same workshop.
    """
    reading = read_dossier(dossier)
    if reading.problem is None or reading.has_errors:
        return _money(reading, {}, reading.diagnostics)
    if reading.plan is None:
        raise RefusedError(N_("« {path} » ne contient pas de plan."), path=dossier)
    broken = check_plan(reading.problem, reading.plan)
    found, wrong = read_cost_files(cost_files(costs), reading.problem, is_any_order=is_any_order)
    # What the order's data could still say was said when it was planned.
    return _money(reading, found, (*broken, *wrong))


def _money(
    reading: Reading, costs: Mapping[str, MemberCosts], found: tuple[Diagnostic, ...]
) -> MoneyReading:
    terms = reading.problem.payments if reading.problem is not None else None
    problem, plan = reading.problem, reading.plan
    done_until = None
    if problem is not None and plan is not None:
        if reading.past is not None:
            done_until = problem.start - timedelta(days=1)
        # Money is that of the whole order, also when it was replanned on the way.
        problem, plan = whole(problem, plan, reading.past)
    return MoneyReading(
        problem=problem,
        plan=plan,
        costs=costs,
        terms=terms or OrderTerms(),
        has_terms=terms is not None,
        diagnostics=found,
        names=reading.names,
        done_until=done_until,
    )


def cost_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The workbooks that paths name, those of a directory in the order of their names.

    Raises:
        RefusedError: a path does not exist, or a directory holds no workbook.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise RefusedError(N_("« {path} » n'existe pas."), path=path)
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(
            f
            for f in path.iterdir()
            # Excel leaves « ~$… » beside a workbook that is open.
            if f.suffix.lower() in _COST_FILES and not f.name.startswith(("~$", "."))
        )
        if not inside:
            raise RefusedError(N_("Aucun classeur de coûts dans « {path} »."), path=path)
        found += inside
    return tuple(dict.fromkeys(found))


def read_cost_files(
    paths: Iterable[Path], problem: Problem, *, is_any_order: bool = False
) -> tuple[dict[str, MemberCosts], tuple[Diagnostic, ...]]:
    """The figures of each workshop, and every finding about the files.

    Raises:
        RefusedError: two files tell the costs of the same workshop.
    """
    # Spreadsheet readers take long to load: only who needs them pays.
    from importers.costs import read_costs

    costs: dict[str, MemberCosts] = {}
    origin: dict[str, Path] = {}
    diagnostics: list[Diagnostic] = []
    for path in paths:
        found, said = read_costs(path, problem, is_any_order=is_any_order)
        diagnostics += said
        if found is None:
            continue
        if found.workshop in costs:
            raise RefusedError(
                N_("« {first} » et « {second} » donnent les coûts du même atelier : gardez-en un."),
                first=origin[found.workshop],
                second=path,
            )
        costs[found.workshop] = found
        origin[found.workshop] = path
    return costs, tuple(diagnostics)


def find_reader(role: str, workshop: str, problem: Problem, terms: OrderTerms) -> Reader:
    """The reader that a role and a workshop's code or name mean.

    Raises:
        RefusedError: a member is not named, or the order has no such workshop.
    """
    from importers.matching import fold

    found = ""
    if workshop:
        wanted = fold(workshop)
        known = [w.id for w in problem.workshops if wanted in (fold(w.id), fold(w.name))]
        if len(known) != 1:
            raise RefusedError(N_("La commande n'a pas d'atelier « {name} »."), name=workshop)
        found = known[0]
    elif role == "member":
        raise RefusedError(N_("Dites pour quel atelier : --workshop CODE."))
    known_role = next(r for r in get_args(Role) if r == role)
    return reader_of(known_role, found, terms)


def workshop_of(name: str, problem: Problem, terms: OrderTerms) -> str:
    """The id of the workshop that a code or a name means.

    Raises:
        RefusedError: the order has no such workshop, or none is named.
    """
    return find_reader("member", name, problem, terms).workshop


def reckoned(reading: MoneyReading, settlement: Path | None = None) -> MoneyFacts:
    """Costs and prices of a reading without errors; ``settlement``: file of the joint purchases'.

    Raises:
        RefusedError: the file is no settlement of this plan's purchases.
    """
    assert reading.problem is not None
    assert reading.plan is not None
    problem, plan = reading.problem, reading.plan
    told = None if settlement is None else read_settlement(settlement, problem, plan)
    return money_facts(problem, plan, reading.costs, reading.terms, told)


def check_settlement(path: Path, reader: Reader, *, is_of_plan: bool) -> None:
    """Refuse before the study what could not be settled, or not be told.

    Raises:
        RefusedError: the file is no JSON, the reader may not see everybody's part, or the orders that are
            paid are not the plan's.
    """
    if path.suffix.lower() != ".json":
        raise RefusedError(N_("« {path} » : donnez un nom qui finit par .json."), path=path)
    if not reader.sees_all:
        raise RefusedError(
            N_(
                "Le règlement dit ce que chacun gagne : il est pour l'accompagnateur (--reader "
                "facilitator)."
            )
        )
    if not is_of_plan:
        raise RefusedError(
            N_(
                "Le règlement porte sur les achats du plan, que les coûts comptent : demandez --orders "
                "plan."
            )
        )


def settlement_of(
    found: JointPurchasing, problem: Problem, plan: Plan
) -> PurchaseSettlement | None:
    """The settlement of a study of the plan's own orders; None for others."""
    if found.paid != "plan":
        return None
    shares = {m.workshop: m.cents for m in found.chosen.members}
    return purchase_settlement(problem, plan, found.key, shares)


def missing_for(money: MoneyFacts, reader: Reader) -> tuple[Diagnostic, ...]:
    """What is missing for a reader's documents, as that reader may be told."""
    return findings_for(reader, money.missing_for(reader))


def statements_of(
    money: MoneyFacts,
    first: date | None = None,
    last: date | None = None,
    records: Sequence[DeliveryRecord] | None = None,
) -> Statements:
    """The statements month by month, or those between two days: the same amounts to the cent.

    A month that a day cuts is two statements. ``records``: what was really delivered, in time order;
    None: what the plan delivers.

    Raises:
        RefusedError: the days are reversed, or nothing is delivered between them.
    """
    problem, plan, settlement = money.problem, money.plan, money.full.settlement

    def drawn_up(periods: Sequence[Period] | None) -> Statements:
        return statements(
            problem,
            plan,
            money.costs,
            money.terms,
            records=records,
            periods=periods,
            settlement=settlement,
        )

    if first is None and last is None:
        return drawn_up(None)
    first, last = first or date.min, last or date.max
    if last < first:
        raise RefusedError(N_("La période finit avant de commencer : vérifiez --from et --to."))
    delivered = planned_records(problem, plan) if records is None else records
    every, kept = months_between(delivered, first, last)
    days = [r.day for r in delivered]
    if not kept and days:
        raise RefusedError(
            N_(
                "Rien n'est livré entre ces deux jours : vérifiez --from et --to. Il y a des livraisons "
                "du {first_day} au {last_day}."
            ),
            first_day=f"{min(days):%d/%m/%Y}",
            last_day=f"{max(days):%d/%m/%Y}",
        )
    if not kept:
        raise RefusedError(N_("Aucune livraison : il n'y a pas d'état à faire."))
    found = drawn_up(every)
    return replace(found, periods=tuple(p for p in found.periods if p.period in kept))


def for_buyer(found: Statements, reader: Reader, buyer: str) -> Statements:
    """The statements as a reader may see them: a buyer sees no other buyer's.

    Args:
        buyer: name or part of it, needed when there are several.

    Raises:
        RefusedError: the buyer is not named while there are several, or no order is his.
    """
    from importers.matching import fold

    if not buyer and (reader.role != "buyer" or len(found.buyers) < 2):
        return found
    known = [b for b in found.buyers if buyer and fold(buyer) in fold(b)]
    if len(known) != 1:
        raise RefusedError(
            N_("Dites pour quel client, avec --buyer : {known}."),
            known=", ".join(b for b in found.buyers if b) or "–",
        )
    return found.of_buyer(known[0])


def check_workbook_name(output: Path) -> None:
    """Refuse a name that is not that of a workbook.

    Raises:
        RefusedError: it does not end in .xlsx.
    """
    if output.suffix.lower() != ".xlsx":
        raise RefusedError(N_("« {path} » : donnez un nom qui finit par .xlsx."), path=output)


def unit_prices(given: Iterable[str], problem: Problem) -> dict[str, Decimal]:
    """Prices written ``product=2,90``, by product id.

    Raises:
        RefusedError: one cannot be read, or the order has no such product.
    """
    found: dict[str, Decimal] = {}
    for text in given:
        product, _sign, price = text.partition("=")
        try:
            value = Decimal(price.strip().replace(",", "."))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or value < 0:
            raise RefusedError(N_("« {given} » : écrivez CODE=2,90."), given=text)
        if product.strip() not in {p.id for p in problem.products}:
            raise RefusedError(N_("La commande n'a pas de produit « {name} »."), name=product)
        found[product.strip()] = value
    return found


def cash_missing(found: Cash, reader: Reader) -> tuple[Diagnostic, ...]:
    """What the cash of a reader's accounts lacks, as that reader may be told."""
    missing = list(found.missing)
    for account in found.accounts:
        if reader.role != "member" or reader.sees(account.account):
            missing += account.missing
    if not missing:
        return ()
    return findings_for(reader, missing) or tuple(missing)
