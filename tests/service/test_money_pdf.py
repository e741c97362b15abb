"""Statements and cash as PDF: the workbook's figures, in both languages, nothing cut off, the same twice."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from optimizer.cash import Cash, cash
from optimizer.statement_data import Statements
from optimizer.statements import statements
from service.cli.commands import app
from service.exports.bank_pdf import asked_sentences, write_bank_pdf
from service.exports.cash_pdf import write_cash_pdf
from service.exports.cash_workbook import loss_sentences
from service.exports.readers import Reader
from service.exports.statement_pdf import write_statements_pdf
from service.i18n import Texts
from tests.cost_builders import WORKSHOPS, settled_money, write_dossier

FRENCH, ENGLISH = Texts("fr"), Texts("en")
READERS = [
    Reader(role="coordinator"),
    Reader(role="facilitator"),
    Reader(role="member", workshop="vestali"),
]
PdfWriter = Callable[[Reader, Path, Texts], None]


@lru_cache(maxsize=1)
def invoiced() -> Statements:
    money = settled_money()
    return statements(
        money.problem,
        money.plan,
        money.costs,
        money.terms,
        settlement=money.full.settlement,
    )


@lru_cache(maxsize=1)
def flows() -> Cash:
    money = settled_money()
    return cash(money.problem, money.plan, money.costs, money.terms, money.full, invoiced())


def write_statement(reader: Reader, path: Path, texts: Texts) -> None:
    money = settled_money()
    write_statements_pdf(money.facts, invoiced(), money.terms, reader, path, texts, is_planned=True)


def write_cash(reader: Reader, path: Path, texts: Texts) -> None:
    write_cash_pdf(settled_money().facts, flows(), reader, path, texts)


def text_of(path: Path, *options: str) -> str:
    done = subprocess.run(
        ["pdftotext", *(options or ("-layout",)), str(path), "-"],
        check=True,
        capture_output=True,
        text=True,
    )
    return " ".join(done.stdout.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize("write", [write_statement, write_cash])
@pytest.mark.parametrize("texts", [FRENCH, ENGLISH])
@pytest.mark.parametrize("reader", READERS, ids=lambda r: r.role)
def test_a_pdf_is_the_same_twice_and_says_for_whom(
    write: PdfWriter, texts: Texts, reader: Reader, tmp_path: Path
) -> None:
    for name in ("a.pdf", "b.pdf"):
        write(reader, tmp_path / name, texts)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    said = text_of(tmp_path / "a.pdf")
    if reader.role == "coordinator":
        assert ("Pour la coordination" if texts is FRENCH else "For") in said
    else:
        assert ("Confidentiel" if texts is FRENCH else "Confidential") in said


@pytest.mark.parametrize("texts", [FRENCH, ENGLISH])
def test_statements_bear_the_amounts_of_each_period(texts: Texts, tmp_path: Path) -> None:
    path = tmp_path / "s.pdf"
    write_statement(Reader(role="facilitator"), path, texts)
    said = text_of(path)
    found = invoiced()
    amounts = [p.payable_cents for p in found.periods]
    amounts += [m.net_cents for p in found.periods for m in p.members]
    amounts += [found.ht_cents, found.ttc_cents]
    for cents in amounts:
        shown = texts.euros(cents).replace("\u00a0", " ").replace("\u202f", " ")
        assert shown in said, shown
    assert ("Prévision" if texts is FRENCH else "Forecast") in said


def test_a_buyer_sees_what_it_owes_and_no_workshops_part(tmp_path: Path) -> None:
    path = tmp_path / "s.pdf"
    write_statement(Reader(role="buyer"), path, FRENCH)
    said = text_of(path)
    assert "À payer par le client" in said
    assert "Ce que chaque atelier facture" not in said
    assert "règlement des achats" not in said.lower()


@pytest.mark.parametrize("workshop", WORKSHOPS)
def test_the_cash_of_a_workshop_bears_its_weeks(workshop: str, tmp_path: Path) -> None:
    path = tmp_path / "t.pdf"
    write_cash(Reader(role="member", workshop=workshop), path, FRENCH)
    said = text_of(path)
    account = flows().account(workshop)
    moving = {f.week for f in account.flows}
    for week in account.weeks:
        if week.week in moving:
            shown = FRENCH.euros(week.balance_cents)
            assert shown.replace("\u00a0", " ").replace("\u202f", " ") in said
    others = [w for w in WORKSHOPS if w != workshop]
    names = settled_money().facts
    assert not [w for w in others if f"{names.workshop_name(w)} : trésorerie" in said]


@pytest.mark.parametrize("write", [write_statement, write_cash])
@pytest.mark.parametrize("reader", READERS, ids=lambda r: r.role)
def test_nothing_runs_off_the_page(write: PdfWriter, reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    write(reader, path, FRENCH)
    done = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True, text=True
    )
    words = [line for line in done.stdout.splitlines() if "<word " in line]
    assert words
    for line in words:
        parts = dict(x.split("=") for x in line.split("<word ")[1].split(">")[0].split())
        place = {k: float(v.strip('"')) for k, v in parts.items()}
        # A4 across, in points
        assert 0 <= place["xMin"] <= place["xMax"] <= 842
        assert 0 <= place["yMin"] <= place["yMax"] <= 596


@pytest.mark.parametrize("command", ["statement", "cash"])
def test_the_command_writes_it_beside_the_workbook(command: str, tmp_path: Path) -> None:
    path, costs = write_dossier(tmp_path)
    asked = [command, str(path), "--costs", str(costs), "-o", str(tmp_path / "x.xlsx"), "--pdf"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
    # What somebody may have annotated is not written over unasked.
    (tmp_path / "x.xlsx").unlink()
    assert CliRunner().invoke(app, asked).exit_code == 2
    assert not (tmp_path / "x.xlsx").exists()


def test_the_facilitator_is_told_whom_the_order_costs_money(tmp_path: Path) -> None:
    path, facts = tmp_path / "c.pdf", settled_money().facts
    write_cash(Reader(role="facilitator"), path, FRENCH)
    losing = [a for a in flows().members if a.change_cents < 0]
    said = " ".join(loss_sentences(facts, flows(), FRENCH)).replace("\u00a0", " ")
    assert bool(said) == bool(losing)
    assert all(facts.workshop_name(a.account) in said for a in losing)
    assert said.replace("\u202f", " ") in text_of(path)
    gaining = replace(flows(), accounts=tuple(a for a in flows().accounts if a not in losing))
    assert loss_sentences(facts, gaining, FRENCH) == []


def test_statements_say_whether_deliveries_are_planned_or_recorded(tmp_path: Path) -> None:
    money = settled_money()
    for is_planned, said in ((True, "Prévision"), (False, "Livraisons réelles")):
        path = tmp_path / f"{is_planned}.pdf"
        write_statements_pdf(
            money.facts, invoiced(), money.terms, READERS[0], path, FRENCH, is_planned=is_planned
        )
        assert said in text_of(path)


def test_what_goes_to_a_bank_names_nobody_else(tmp_path: Path) -> None:
    money = settled_money()
    path = tmp_path / "banque.pdf"
    costs = money.costs["vestali"]
    write_bank_pdf(money.facts, flows(), money.terms, costs, path, FRENCH)
    said = text_of(path)
    names = {w: money.facts.workshop_name(w) for w in money.costs}
    assert f"Pour la banque : {names['vestali']}" in said
    assert "Confidentiel" not in said
    assert "Les livraisons sont celles du plan" in said
    assert "pas encore validés" not in said
    write_bank_pdf(money.facts, flows(), money.terms, costs, path, FRENCH, is_validated=False)
    assert "pas encore validés" in text_of(path)
    assert (
        asked_sentences(flows().account("vestali"), FRENCH)[0]
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
        in said
    )
    assert not [n for w, n in names.items() if w != "vestali" and n in said]


def test_every_part_of_the_deposit_is_in_the_table_of_workshops(tmp_path: Path) -> None:
    money, found = settled_money(), invoiced()
    first = found.periods[0]
    shown = replace(found, periods=(replace(first, members=first.members[:1]),))
    path = tmp_path / "etats.pdf"
    write_statements_pdf(money.facts, shown, money.terms, Reader(role="coordinator"), path, FRENCH)
    said = text_of(path)
    for workshop in (w for w, cents in found.deposits.items() if cents):
        amount = FRENCH.euros(found.deposits[workshop]).replace("\u202f", " ")
        assert amount.replace("\u00a0", " ") in said, workshop
