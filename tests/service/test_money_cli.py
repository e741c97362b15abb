"""Stories of ``oeuvre cost``, ``purchases``, ``quote``, ``statement`` and ``cash``."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from optimizer import dossier
from service.cli.commands import app
from service.cli.options import silent_output
from tests.builders import tiny_problem
from tests.cost_builders import (
    WORKSHOPS,
    worked_money,
    worked_order,
    worked_printed_plan,
    write_dossier,
)


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("OEUVRE_LANG", raising=False)


@pytest.fixture
def given(tmp_path: Path) -> tuple[Path, Path]:
    return write_dossier(tmp_path)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def plain(result: Result) -> str:
    return " ".join(result.output.replace("\u00a0", " ").split())


@pytest.mark.parametrize("command", ["cost", "quote", "statement", "cash"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_command_writes_its_workbook(
    command: str, lang: str, given: tuple[Path, Path], tmp_path: Path
) -> None:
    path, costs = given
    out = tmp_path / "out.xlsx"
    done = run(command, path, "--costs", costs, "-o", out, "--lang", lang)
    assert done.exit_code == 0, done.output
    assert ("Écrit" if lang == "fr" else "Written") in done.output
    assert openpyxl.load_workbook(out).sheetnames
    # What somebody may have filled is not written over unasked.
    assert run(command, path, "--costs", costs, "-o", out).exit_code == 2
    assert run(command, path, "--costs", costs, "-o", out, "--force").exit_code == 0


def test_purchases_of_the_group_and_of_a_member(given: tuple[Path, Path], tmp_path: Path) -> None:
    path, _ = given
    group = run("purchases", path, "-o", tmp_path / "g.xlsx", "--json")
    assert group.exit_code == 0, group.output
    said: dict[str, Any] = json.loads(group.stdout)
    assert said["members"] == []
    assert said["saving_cents"] > 0
    own = run(
        "purchases",
        path,
        "-o",
        tmp_path / "m.xlsx",
        "--json",
        "--reader",
        "member",
        "--workshop",
        "vestali",
    )
    members = json.loads(own.stdout)["members"]
    assert [m["workshop"] for m in members] == ["vestali"]
    assert "saving_cents" not in json.loads(own.stdout)


def test_a_member_needs_only_its_own_costs(given: tuple[Path, Path], tmp_path: Path) -> None:
    path, costs = given
    mine = costs / "cout_vestali.xlsx"
    asked = ["--costs", mine, "-o", tmp_path / "v.xlsx", "--json"]
    done = run("cost", path, *asked, "--reader", "member", "--workshop", "Vestali")
    assert done.exit_code == 0, done.output
    (member,) = json.loads(done.stdout)["members"]
    expected = worked_money().full.member("vestali")
    assert member["gross_cents"] == expected.gross_cents
    assert member["net_cents"] == expected.net_cents


@pytest.mark.parametrize("command", ["cost", "quote", "statement", "cash"])
def test_missing_costs_write_nothing_and_are_all_named(
    command: str, given: tuple[Path, Path], tmp_path: Path
) -> None:
    path, costs = given
    out = tmp_path / "out.xlsx"
    done = run(command, path, "--costs", costs / "cout_vestali.xlsx", "-o", out)
    assert done.exit_code == 3, done.output
    assert not out.exists()
    for name in ("Fil rouge", "ESAT de la Lys"):
        assert name in plain(done)
    assert "Vestali »" not in plain(done)


@pytest.mark.parametrize("command", ["cost", "quote", "statement"])
def test_vat_rates_that_the_order_lacks_are_asked_once(
    command: str, given: tuple[Path, Path], tmp_path: Path
) -> None:
    path, costs = given
    problem = worked_order(vat_rates=())
    plan = replace(worked_printed_plan(), problem_hash=dossier.problem_hash(problem))
    made = dossier.make_dossier(problem, plan, options={}, software={})
    path.write_text(dossier.dossier_to_json(made), encoding="utf-8")
    asked = [command, path, "--costs", costs, "-o", tmp_path / "x.xlsx"]
    done = run(*asked, "--json")
    assert done.exit_code == 3, done.output
    (found,) = json.loads(done.stdout)["findings"]
    assert found["code"] == "cost.no_vat_rate"
    # The laundry is washed by somebody who is not liable to VAT.
    assert set(found["params"]["products"].split(", ")) == {"mask", "bag"}
    assert "feuille « TVA »" in plain(run(*asked))


def test_a_faulty_cost_workbook_is_refused_with_its_cell(
    given: tuple[Path, Path], tmp_path: Path
) -> None:
    path, costs = given
    file = costs / "cout_vestali.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = book["Coûts de la période"]
    sheet.cell(row=2, column=3).value = "beaucoup"
    book.save(file)
    out = tmp_path / "out.xlsx"
    done = run("cost", path, "--costs", costs, "-o", out, "--json")
    assert done.exit_code == 3
    assert not out.exists()
    errors = [f for f in json.loads(done.stdout)["findings"] if f["severity"] == "error"]
    assert errors
    assert errors[0]["file"] == "cout_vestali.xlsx"
    assert errors[0]["cell"]


def test_the_live_costing_is_for_one_workshop(given: tuple[Path, Path], tmp_path: Path) -> None:
    path, costs = given
    out = tmp_path / "live.xlsx"
    asked = ["cost", path, "--costs", costs, "-o", out, "--live"]
    assert run(*asked, "--reader", "member", "--workshop", "fil-rouge").exit_code == 0
    assert openpyxl.load_workbook(out).sheetnames == ["Données", "Calcul", "Prix"]
    # The coordinator has no right to it, and a facilitator says whose.
    assert run(*asked, "--force", "--workshop", "fil-rouge").exit_code == 2
    assert run(*asked, "--force", "--reader", "facilitator").exit_code == 2
    facilitator = run(*asked, "--force", "--reader", "facilitator", "--workshop", "fil-rouge")
    assert facilitator.exit_code == 0


def test_an_offer_with_its_pdf_at_another_price(given: tuple[Path, Path], tmp_path: Path) -> None:
    path, costs = given
    out = tmp_path / "q.xlsx"
    asked = ["quote", path, "--costs", costs, "-o", out, "--json", "--day", "2020-04-01"]
    first = json.loads(run(*asked).stdout)
    done = run(*asked, "--pdf", "--force", "--price", "mask=3,10")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["files"] == [str(out), str(tmp_path / "q.pdf")]
    assert (tmp_path / "q.pdf").read_bytes().startswith(b"%PDF")
    price = next(p.selling_price for p in worked_order().products if p.id == "mask")
    assert price is not None
    masks = sum(d.quantity for d in worked_order().demands if d.product == "mask")
    assert said["ht_cents"] - first["ht_cents"] == round((310 - price * 100) * masks)
    assert said["valid_until"] == "2020-05-01"
    assert sum(said["reasons"].values()) == said["ht_cents"]
    assert len(said["grid"]) == 9
    assert run(*asked, "--force", "--price", "mask=beaucoup").exit_code == 2
    assert run(*asked, "--force", "--price", "autre=1").exit_code == 2
    assert run(*asked, "--force", "--order", "autre").exit_code == 2


def test_an_offer_for_the_facilitator_and_after_its_own_dates(
    given: tuple[Path, Path], tmp_path: Path
) -> None:
    path, costs = given
    asked = ["quote", path, "--costs", costs, "-o", tmp_path / "q.xlsx", "--json", "--force"]
    early = json.loads(run(*asked, "--day", "2020-03-20", "--reader", "facilitator").stdout)
    assert {f["product"] for f in early["floors"]} == {"mask", "bag", "laundry"}
    assert not [f for f in early["findings"] if "quoted_after" in f["code"]]
    # The mask sells below its floor in this order or not, but every loss is said.
    low = {f["product"] for f in early["floors"] if f["margin_cents"] <= -100}
    said = {f["subject"] for f in early["findings"] if f["code"] == "cost.product_below_floor"}
    assert said == low
    late = json.loads(run(*asked, "--day", "2021-01-04", "--reader", "buyer").stdout)
    assert "floors" not in late
    codes = [f["code"] for f in late["findings"]]
    assert "cost.quoted_after_deposit" in codes
    assert "cost.quoted_after_deliveries" in codes
    assert "cost.product_below_floor" not in codes
    assert run(*asked, "--reader", "member").exit_code == 2


def test_statement_of_one_period(given: tuple[Path, Path], tmp_path: Path) -> None:
    path, costs = given
    asked = ["statement", path, "--costs", costs, "-o", tmp_path / "s.xlsx", "--json", "--force"]
    whole = json.loads(run(*asked).stdout)["periods"]
    first = whole[0]
    some = json.loads(run(*asked, "--from", first["first"], "--to", first["last"]).stdout)[
        "periods"
    ]
    assert [p["ht_cents"] for p in some] == [first["ht_cents"]]
    assert run(*asked, "--from", "2020-05-01", "--to", "01/04/2020").exit_code == 2
    buyer = json.loads(run(*asked, "--reader", "buyer").stdout)["periods"]
    assert all("members" not in p for p in buyer)


@pytest.mark.parametrize("command", ["cost", "purchases", "cash"])
def test_the_buyer_is_shown_no_cost(command: str, given: tuple[Path, Path], tmp_path: Path) -> None:
    path, costs = given
    more = [] if command == "purchases" else ["--costs", costs]
    done = run(command, path, *more, "-o", tmp_path / "x.xlsx", "--reader", "buyer")
    assert done.exit_code == 2
    assert not (tmp_path / "x.xlsx").exists()


def test_a_member_is_named_and_known(given: tuple[Path, Path], tmp_path: Path) -> None:
    path, costs = given
    asked = ["cost", path, "--costs", costs, "-o", tmp_path / "x.xlsx", "--reader", "member"]
    assert run(*asked).exit_code == 2
    assert run(*asked, "--workshop", "personne").exit_code == 2


def test_costs_told_twice_or_nowhere_are_refused(given: tuple[Path, Path], tmp_path: Path) -> None:
    path, costs = given
    out = ["-o", tmp_path / "x.xlsx"]
    double = costs / "copie.xlsx"
    double.write_bytes((costs / "cout_vestali.xlsx").read_bytes())
    assert run("cost", path, "--costs", costs, *out).exit_code == 2
    (tmp_path / "vide").mkdir()
    assert run("cost", path, "--costs", tmp_path / "vide", *out).exit_code == 2
    assert run("cost", path, "--costs", tmp_path / "absent", *out).exit_code == 2
    assert run("cost", path, "--costs", costs, "-o", tmp_path / "x.pdf").exit_code == 2


def test_a_problem_without_a_plan_is_refused(given: tuple[Path, Path], tmp_path: Path) -> None:
    _, costs = given
    bare = tmp_path / "problem.json"
    bare.write_text(dossier.problem_to_json(tiny_problem()), encoding="utf-8")
    done = run("cost", bare, "--costs", costs, "-o", tmp_path / "x.xlsx")
    assert done.exit_code == 2
    assert "ne contient pas de plan" in plain(done)


def test_the_directory_of_a_plan_stands_for_its_dossier(
    given: tuple[Path, Path], tmp_path: Path
) -> None:
    path, costs = given
    done = run("cash", path.parent, "--costs", costs, "-o", tmp_path / "t.xlsx", "--json")
    assert done.exit_code == 0, done.output
    facilitator = ["--reader", "facilitator", "--force", "--json"]
    told = run("cash", path.parent, "--costs", costs, "-o", tmp_path / "t.xlsx", *facilitator)
    accounts = {a["account"] for a in json.loads(told.stdout)["accounts"]}
    assert accounts == {*WORKSHOPS, "@mandataire"}


def test_a_library_that_prints_stays_out_of_the_output(capfd: pytest.CaptureFixture[str]) -> None:
    with silent_output():
        os.write(1, b"a solver talking")
    os.write(1, b"{}")
    assert capfd.readouterr().out == "{}"
