"""Stories around files that are there already, and keys that an order cannot be shared by."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from service.cli.commands import app

ORDER = Path(__file__).resolve().parents[2] / "examples/hygiene_bags/commande_sacs.xlsx"


def test_a_filled_workbook_is_not_written_over_unasked(tmp_path: Path) -> None:
    mine = tmp_path / "mine.xlsx"
    mine.write_text("filled by hand", encoding="utf-8")
    runner = CliRunner()
    for command in (["template", "-o", str(mine)], ["convert", str(ORDER), str(mine)]):
        assert runner.invoke(app, command).exit_code == 2
        assert mine.read_text(encoding="utf-8") == "filled by hand"
    assert runner.invoke(app, ["template", "-o", str(mine), "--force"]).exit_code == 0
    assert mine.read_bytes().startswith(b"PK")


def test_agreed_shares_are_needed_for_the_agreed_key(tmp_path: Path) -> None:
    out = tmp_path / "plan"
    command = ["plan", str(ORDER), "-o", str(out), "--key", "agreed", "--time-limit", "5"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 3
    assert not out.exists()
