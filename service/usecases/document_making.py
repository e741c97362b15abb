"""Documents made of plain values, apart from the database: the same writers as the command line's."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from optimizer import dossier
from optimizer.attribution import DeliveryRecord
from optimizer.cash import cash
from optimizer.cost_parameters import MemberCosts, OrderTerms, VatStatus
from optimizer.diagnostics import Diagnostic
from optimizer.past import Past, whole
from optimizer.plan import Plan
from optimizer.problem import Problem, Workshop
from optimizer.purchase_settlement import is_of_plan
from optimizer.quotation import quotation
from optimizer.studies.saving import JointPurchasing
from service import messages
from service.db import conversion
from service.errors import RefusedError
from service.exports.bank_pdf import write_bank_pdf
from service.exports.calendar import workshop_calendar
from service.exports.cash_pdf import write_cash_pdf
from service.exports.cash_workbook import write_cash_workbook
from service.exports.convention_pdf import Party, write_annex, write_avenant
from service.exports.cost_workbook import write_cost_workbook
from service.exports.display_names import names_of
from service.exports.facts import Facts
from service.exports.group_purchases import write_group_purchases
from service.exports.live_costing import write_live_costing
from service.exports.money_facts import MoneyFacts, money_facts
from service.exports.plan_workbook import write_plan_workbook
from service.exports.quotation_pdf import write_quotation_pdf
from service.exports.quotation_workbook import write_quotation
from service.exports.readers import Reader, Role, findings_for
from service.exports.statement_pdf import write_statements_pdf
from service.exports.statement_workbook import write_statements
from service.exports.tables_csv import lists_of, tables_archive
from service.exports.workshop_pdf import write_workshop_pdf
from service.exports.workshop_workbook import write_workshop_workbook
from service.i18n import N_, Texts, language_of
from service.usecases import cost_data, money, settlement_file

_ROLES: Final[Mapping[str, Role]] = {
    "coordinator": "coordinator",
    "workshop": "member",
    "facilitator": "facilitator",
    "buyer": "buyer",
}
_STEMS: Final = {
    "plan": N_("plan"),
    "workshop_plan": N_("atelier"),
    "costing": N_("couts"),
    "live_costing": N_("couts_vivants"),
    "purchases": N_("achats"),
    "quotation": N_("devis"),
    "statements": N_("etats"),
    "cash": N_("tresorerie"),
    "bank": N_("banque"),
    "dossier": N_("dossier"),
    "tables": N_("donnees"),
    "annex": N_("annexe"),
    "avenant": N_("avenant"),
}


class _MissingError(Exception):
    """A document lacks figures; what its reader may be told of that."""

    def __init__(self, found: tuple[Diagnostic, ...]) -> None:
        super().__init__()
        self.found = found


@dataclass(frozen=True)
class Given:
    """What :func:`service.usecases.exporting.gather` found, as objects of the trade."""

    values: Mapping[str, Any]
    joint: JointPurchasing | None = None

    @cached_property
    def texts(self) -> Texts:
        """The language of the document."""
        return Texts(language_of(self.values["lang"]) or "fr")

    @cached_property
    def planned(self) -> tuple[Problem, Plan, Past | None]:
        """The problem, its plan, and what was before."""
        return _planned(self.values)

    @cached_property
    def facts(self) -> Facts:
        """The plan as it stands; its milestones count what was delivered before it."""
        return Facts(*self.planned)

    @cached_property
    def whole_facts(self) -> Facts:
        """The plan from the first day of the order."""
        return Facts(*whole(*self.planned))

    @property
    def workshop(self) -> Workshop:
        """The workshop that it is about."""
        return self.facts.workshops[self.values["workshop"]]

    @cached_property
    def reader(self) -> Reader:
        """For whom; what the order's terms open to others is not for this service to open."""
        role = _ROLES[self.values["reader"]]
        return Reader(role=role, workshop=self.values["workshop"] if role == "member" else "")

    @property
    def done_until(self) -> date | None:
        """The last day before the plan was made again, None when it never was.

        Deliveries until then are what was declared, later ones what the plan foresees.
        """
        problem, _plan, past = self.planned
        return problem.start - timedelta(days=1) if past is not None else None

    @cached_property
    def money(self) -> MoneyFacts:
        """Costs and prices of the whole order."""
        problem, plan = whole(*self.planned)
        found = {}
        for workshop, data in self.values["costs"].items():
            costs, _wrong = cost_data.costs_of(data)
            if costs is not None:
                found[workshop] = costs
        told = self.values["settlement"]
        settlement = settlement_file.settlement_of(told) if told is not None else None
        if settlement is not None and not is_of_plan(settlement, problem, plan):
            settlement = None
        terms = problem.payments or OrderTerms()
        return money_facts(problem, plan, found, terms, settlement)

    @property
    def invoicing_costs(self) -> Mapping[str, MemberCosts]:
        """What invoices need of everybody: VAT statuses also where the other figures do not count yet."""
        known = {
            w: MemberCosts(workshop=w, vat=VatStatus(is_liable=is_liable))
            for w, is_liable in self.values["vat"].items()
        }
        told = {w: c for w, c in self.money.costs.items() if c.vat is not None}
        return {**self.money.costs, **known, **told}

    @property
    def records(self) -> tuple[DeliveryRecord, ...] | None:
        """What the buyer decided about, None when nothing was delivered yet."""
        told = self.values["records"]
        if told is None:
            return None
        return tuple(
            DeliveryRecord(
                demand=r["demand"],
                day=date.fromisoformat(r["day"]),
                delivered=Decimal(r["delivered"]),
                accepted=None if r["accepted"] is None else Decimal(r["accepted"]),
            )
            for r in told
        )

    @property
    def is_pdf(self) -> bool:
        """Whether pages are wanted instead of sheets."""
        return bool(self.values["format"] == "pdf")


def make(values: Mapping[str, Any], joint: JointPurchasing | None = None) -> dict[str, Any]:
    """Make a document.

    Args:
        joint: the study of joint purchases, for the document about them.

    Returns:
        ``files``: name and content (base64); ``is_complete``: False when it could not be made, and the
        file says why.
    """
    given = Given(values, joint)
    texts = given.texts
    stem = _stem(given)
    try:
        with tempfile.TemporaryDirectory(prefix="oeuvre-") as folder:
            path = Path(folder) / f"document.{values['format']}"
            _WRITERS[values["document"]](given, path)
            content = path.read_bytes()
    except _MissingError as lack:
        names = names_of(given.planned[0])
        lines = [messages.sentence(d, texts, names) for d in lack.found]
        return _why_not(stem, lines, texts)
    except RefusedError as refusal:
        return _why_not(stem, [texts.gettext(refusal.text, **refusal.values)], texts)
    return _answer(f"{stem}.{values['format']}", content, is_complete=True)


def _stem(given: Given) -> str:
    values = given.values
    stem = _STEMS[values["document"]]
    parts = [values["order"], given.texts.gettext(stem), values["workshop"]]
    return "_".join([*(p for p in parts if p), f"plan{values['number']}"])


def _why_not(stem: str, lines: list[str], texts: Texts) -> dict[str, Any]:
    title = texts.gettext(N_("Ce document ne peut pas encore être fait. Il manque :"))
    text = "\r\n".join([title, "", *(f"- {line}" for line in lines), ""])
    name = f"{stem}_{texts.gettext(N_('manque'))}.txt"
    return _answer(name, b"\xef\xbb\xbf" + text.encode(), is_complete=False)


def _answer(name: str, content: bytes, *, is_complete: bool) -> dict[str, Any]:
    kept = {"name": name, "content": base64.b64encode(content).decode()}
    return {"files": [kept], "is_complete": is_complete}


def _planned(values: Mapping[str, Any]) -> tuple[Problem, Plan, Past | None]:
    problem, _ = dossier.problem_from_json(values["problem"])
    plan, _ = dossier.plan_from_json(values["plan"])
    if problem is None or plan is None:
        raise ValueError("what was kept as a plan is none")
    return problem, plan, conversion.past_of(values["past"])


def _whole_facts(values: Mapping[str, Any]) -> Facts:
    return Facts(*whole(*_planned(values)))


# -- one writer for each ------------------------------------------------------------------------


def _plan(given: Given, path: Path) -> None:
    write_plan_workbook(given.facts, path, given.texts)


def _workshop_plan(given: Given, path: Path) -> None:
    if given.values["format"] == "ics":
        values = given.values
        path.write_bytes(
            workshop_calendar(
                given.facts,
                given.workshop,
                key=values["order_id"],
                made_at=datetime.fromisoformat(values["made_at"]),
                number=values["number"],
                texts=given.texts,
            )
        )
        return
    write = write_workshop_pdf if given.is_pdf else write_workshop_workbook
    write(given.facts, given.workshop, path, given.texts)


def _need(found: tuple[Diagnostic, ...]) -> None:
    if found:
        raise _MissingError(found)


def _costing(given: Given, path: Path) -> None:
    _need(money.missing_for(given.money, given.reader))
    write_cost_workbook(given.money, given.reader, path, given.texts)


def _live_costing(given: Given, path: Path) -> None:
    _need(money.missing_for(given.money, given.reader))
    member = given.money.full.member(given.values["workshop"])
    write_live_costing(given.money, member, given.reader, path, given.texts)


def _purchases(given: Given, path: Path) -> None:
    problem, plan, _past = given.planned
    if given.joint is None:
        raise RefusedError(N_("Ce plan n'achète rien : il n'y a pas d'achats à grouper."))
    owed = money.settlement_of(given.joint, problem, plan)
    write_group_purchases(given.facts, given.joint, given.reader, path, given.texts, owed)


def _quotation(given: Given, path: Path) -> None:
    facts = given.money
    day = date.fromisoformat(given.values["day"]) if "day" in given.values else date.today()
    found = quotation(
        facts.problem, facts.plan, given.invoicing_costs, facts.terms, facts.full, day=day
    )
    reader = given.reader
    if found.missing:
        _need(findings_for(reader, [*found.missing, *facts.full.missing]) or found.missing)
    if reader.role != "buyer":
        _need(findings_for(reader, found.cost_missing))
    write = write_quotation_pdf if given.is_pdf else write_quotation
    write(facts.facts, found, reader, path, given.texts)


def _statements(given: Given, path: Path) -> None:
    facts, reader = given.money, given.reader
    invoiced = replace(facts, costs=given.invoicing_costs)
    found = money.statements_of(invoiced, records=given.records)
    if found.missing:
        _need(findings_for(reader, found.missing) or found.missing)
    # An order whose milestones name nobody has one buyer: its customer.
    if reader.role == "buyer" and len(found.buyers) > 1:
        found = money.for_buyer(found, reader, given.values["customer"])
    write = write_statements_pdf if given.is_pdf else write_statements
    write(
        facts.facts,
        found,
        facts.terms,
        reader,
        path,
        given.texts,
        is_planned=given.records is None,
        done_until=given.done_until,
    )


def _cash(given: Given, path: Path) -> None:
    facts, reader = given.money, given.reader
    invoiced = money.statements_of(facts)
    found = cash(facts.problem, facts.plan, facts.costs, facts.terms, facts.full, invoiced)
    _need(money.cash_missing(found, reader))
    write = write_cash_pdf if given.is_pdf else write_cash_workbook
    write(facts.facts, found, reader, path, given.texts)


def _bank(given: Given, path: Path) -> None:
    facts = given.money
    workshop = given.values["workshop"]
    # Its bank is told what the workshop itself may read.
    reader = Reader(role="member", workshop=workshop)
    found = cash(
        facts.problem,
        facts.plan,
        facts.costs,
        facts.terms,
        facts.full,
        money.statements_of(replace(facts, costs=given.invoicing_costs)),
    )
    _need(money.cash_missing(found, reader))
    if workshop not in {a.account for a in found.accounts}:
        raise RefusedError(
            N_("Cet atelier n'a pas de part dans le plan : rien à montrer à sa banque.")
        )
    write_bank_pdf(
        facts.facts,
        found,
        facts.terms,
        facts.costs[workshop],
        path,
        given.texts,
        is_validated=workshop in given.values.get("validated", ()),
    )


def _dossier(given: Given, path: Path) -> None:
    problem, plan, past = given.planned
    software = {"oeuvre-commune": version("oeuvre-commune")}
    made = dossier.make_dossier(problem, plan, given.values["options"], software, past)
    path.write_text(dossier.dossier_to_json(made), encoding="utf-8")


def _tables(given: Given, path: Path) -> None:
    values = given.values
    found = {
        **lists_of(json.loads(values["problem"]), "order"),
        **lists_of(json.loads(values["plan"]), "plan"),
        **{name: list(rows) for name, rows in values["declared"].items()},
    }
    path.write_bytes(tables_archive(found))


def _party(given: Given) -> Party:
    return Party(workshop=given.reader.workshop)


def _annex(given: Given, path: Path) -> None:
    values = given.values
    is_adopted = values["state"] in ("adopted", "superseded")
    write_annex(
        given.whole_facts,
        values["number"],
        _party(given),
        path,
        given.texts,
        is_adopted=is_adopted,
    )


def _avenant(given: Given, path: Path) -> None:
    before = given.values["before"]
    write_avenant(
        _whole_facts(before),
        given.whole_facts,
        (before["number"], given.values["number"]),
        given.values["reason"],
        _party(given),
        path,
        given.texts,
    )


_WRITERS: Final[Mapping[str, Callable[[Given, Path], None]]] = {
    "plan": _plan,
    "workshop_plan": _workshop_plan,
    "costing": _costing,
    "live_costing": _live_costing,
    "purchases": _purchases,
    "quotation": _quotation,
    "statements": _statements,
    "cash": _cash,
    "bank": _bank,
    "dossier": _dossier,
    "tables": _tables,
    "annex": _annex,
    "avenant": _avenant,
}
