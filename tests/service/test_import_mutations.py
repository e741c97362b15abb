"""Two hundred spoilt files through the whole of ``oeuvre import``: an answer, and nothing harmed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from examples.mask_order.order import mask_order
from importers.builder import read_problem
from importers.template import write_problem
from service.cli.commands import app
from tests.importers.mutated import EACH, FORMATS, mutants

# Read, and perhaps applied to the copy; or data faults, and then nothing is written.
DONE, FAULTS = 0, 3


@pytest.mark.slow
def test_spoilt_files_are_answered_and_the_order_stays_as_it_was(tmp_path: Path) -> None:
    order = tmp_path / "commande.xlsx"
    assert write_problem(mask_order(), order) == ()
    before = order.read_bytes()
    folder = tmp_path / "recus"
    folder.mkdir()
    marked = tmp_path / "retours"
    outcomes = {DONE: 0, FAULTS: 0}
    for mutant in mutants(folder):
        received = mutant.path.read_bytes()
        out = tmp_path / f"{mutant.name}.xlsx"
        result = CliRunner().invoke(
            app,
            [
                *("import", mutant.kind, str(mutant.path), "--into", str(order)),
                *("-o", str(out), "--apply", "--yes", "--json", "--marked", str(marked)),
            ],
        )
        assert result.exit_code in outcomes, (mutant.name, result.output)
        assert "Traceback" not in result.output, (mutant.name, result.output)
        outcomes[result.exit_code] += 1
        told = json.loads(result.output)
        assert order.read_bytes() == before, mutant.name
        assert mutant.path.read_bytes() == received, mutant.name
        if result.exit_code == FAULTS:
            assert not out.exists(), (mutant.name, told)
        elif out.exists():
            problem, found = read_problem(out)
            assert problem is not None, (mutant.name, found)
    assert sum(outcomes.values()) == len(FORMATS) * 4 * EACH
    # Spoilt beyond reading, and hardly spoilt at all: both are among them.
    assert min(outcomes.values()) >= 20, outcomes
