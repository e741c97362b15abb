"""Stories of the settlement of joint purchases: from ``oeuvre purchases`` to costs, statements, cash."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from service.cli.commands import app
from tests.cost_builders import WORKSHOPS, worked_money, write_dossier


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


def said_of(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def texts_in(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    cells = (c.value for sheet in book.worksheets for row in sheet.iter_rows() for c in row)
    return " ".join(str(c) for c in cells if c is not None).replace("\u00a0", " ")


def settle(path: Path, folder: Path, *more: object) -> Path:
    out = folder / "reglement.json"
    done = run(
        *("purchases", path, "-o", folder / "achats.xlsx", "--reader", "facilitator", "--force"),
        *("--settlement", out, "--key", "shapley", *more),
    )
    assert done.exit_code == 0, done.output
    assert "reglement.json" in plain(done).replace(" ", "")
    return out


def test_costs_statements_and_cash_take_the_settlement(
    given: tuple[Path, Path], tmp_path: Path
) -> None:
    path, costs = given
    file = settle(path, tmp_path)
    owed = {
        m["workshop"]: m["key_cents"] - m["counted_cents"]
        for m in json.loads(file.read_text(encoding="utf-8"))["members"]
    }
    assert sum(owed.values()) == 0
    assert any(owed.values())
    assert "Règlement" in openpyxl.load_workbook(tmp_path / "achats.xlsx").sheetnames
    asked = ["--costs", costs, "--reader", "facilitator", "--json", "--force"]
    plain_money = worked_money()
    cost = said_of(run("cost", path, *asked, "-o", tmp_path / "c.xlsx", "--settlement", file))[
        "members"
    ]
    for member in cost:
        before = plain_money.full.member(member["workshop"]).gross_cents or 0
        assert member["gross_cents"] == before + owed[member["workshop"]]
    statement = ["statement", path, *asked, "-o", tmp_path / "s.xlsx"]
    due = said_of(run(*statement, "--settlement", file))
    alone = said_of(run(*statement))
    assert (due["purchases_key"], alone["purchases_key"]) == ("shapley", None)
    for workshop in WORKSHOPS:
        net = [
            sum(p["members"].get(workshop, {}).get("net_cents", 0) for p in x["periods"])
            for x in (due, alone)
        ]
        assert net[0] == net[1] - owed[workshop]
    flows = ["cash", path, *asked, "-o", tmp_path / "t.xlsx"]
    changes = [
        {a["account"]: a["change_cents"] for a in said_of(run(*flows, *more))["accounts"]}
        for more in (["--settlement", file], [])
    ]
    for workshop in WORKSHOPS:
        assert changes[0][workshop] == changes[1][workshop] - owed[workshop]


@pytest.mark.parametrize("command", ["cost", "statement", "cash"])
def test_without_a_settlement_documents_say_that_all_pay_one_price(
    command: str, given: tuple[Path, Path], tmp_path: Path
) -> None:
    path, costs = given
    out = tmp_path / "x.xlsx"
    done = run(command, path, "--costs", costs, "-o", out, "--reader", "facilitator")
    assert done.exit_code == 0, done.output
    assert "aucune clé n'est appliquée" in texts_in(out)
    file = settle(path, tmp_path)
    asked = ["--costs", costs, "-o", out, "--reader", "member", "--workshop", "vestali", "--force"]
    assert run(command, path, *asked, "--settlement", file).exit_code == 0
    said = texts_in(out)
    assert "aucune clé n'est appliquée" not in said
    assert "règlement des achats" in said.lower() or "Partage des achats" in said


def test_a_member_sees_what_it_pays_or_receives(given: tuple[Path, Path], tmp_path: Path) -> None:
    path, _ = given
    out = tmp_path / "v.xlsx"
    member = ["--reader", "member", "--workshop", "vestali", "--orders", "plan", "--json"]
    (own,) = said_of(run("purchases", path, "-o", out, *member))["members"]
    assert own["settlement_cents"] != 0
    said = texts_in(out)
    assert ("vous versez" in said) == (own["settlement_cents"] > 0)
    assert ("vous recevez" in said) == (own["settlement_cents"] < 0)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--reader", "coordinator"], "il est pour l'accompagnateur"),
        (["--reader", "member", "--workshop", "vestali"], "il est pour l'accompagnateur"),
        (["--reader", "facilitator", "--orders", "least"], "demandez --orders plan"),
    ],
)
def test_a_settlement_is_written_for_the_facilitator_of_the_plans_purchases(
    more: list[str], said: str, given: tuple[Path, Path], tmp_path: Path
) -> None:
    path, _ = given
    out = tmp_path / "r.json"
    done = run("purchases", path, "-o", tmp_path / "a.xlsx", "--settlement", out, *more)
    assert done.exit_code == 2
    assert said in plain(done)
    assert not out.exists()
    facilitator = ["--reader", "facilitator", "--settlement", tmp_path / "r.txt"]
    assert run("purchases", path, "-o", tmp_path / "a.xlsx", *facilitator).exit_code == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("", "n'est pas un règlement"),
        ("[]", "n'est pas un règlement"),
        ('{"settlement_version": 1}', "n'est pas un règlement"),
        ("key", "n'est pas un règlement"),
        ("amount", "n'est pas un règlement"),
        ("float", "n'est pas un règlement"),
        ("hash", "d'un autre plan"),
        ("sum", "a été modifié à la main"),
        (None, "n'existe pas"),
    ],
)
def test_a_file_that_is_no_settlement_of_this_plan_is_refused(
    wrong: str | None, said: str, given: tuple[Path, Path], tmp_path: Path
) -> None:
    path, costs = given
    file = settle(path, tmp_path)
    raw = json.loads(file.read_text(encoding="utf-8"))
    if wrong == "key":
        raw["key"] = "by weight"
    elif wrong == "amount":
        raw["members"][0]["key_cents"] = "12"
    elif wrong == "float":
        raw["members"][0]["key_cents"] = 12.5
    elif wrong == "hash":
        raw["problem_hash"] = "0" * 64
    elif wrong == "sum":
        raw["members"][0]["key_cents"] += 1
    text = json.dumps(raw) if wrong in ("key", "amount", "float", "hash", "sum") else wrong
    if text is None:
        file.unlink()
    else:
        file.write_text(text, encoding="utf-8")
    out = tmp_path / "c.xlsx"
    done = run("cost", path, "--costs", costs, "-o", out, "--settlement", file)
    assert done.exit_code == 2
    assert said in plain(done)
    assert not out.exists()


def test_costs_made_for_another_order_need_anyway(given: tuple[Path, Path], tmp_path: Path) -> None:
    path, costs = given
    file = costs / "cout_vestali.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = book["Fiche de coût"]
    (cell,) = (r[1] for r in sheet.iter_rows() if str(r[0].value).startswith("Commande"))
    cell.value = "rideaux-2021"
    book.save(file)
    out = tmp_path / "c.xlsx"
    asked = ["cost", path, "--costs", costs, "-o", out, "--reader", "facilitator"]
    refused = run(*asked)
    assert refused.exit_code == 3
    assert "faits pour la commande « rideaux-2021 »" in plain(refused)
    assert not out.exists()
    taken = run(*asked, "--anyway")
    assert taken.exit_code == 0, taken.output
    assert "rideaux-2021" in plain(taken)
