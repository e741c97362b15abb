"""Kinds of files by the words that people use."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from service.cli.commands import app
from service.cli.import_commands import ImportKind
from service.cli.kind_words import WORDS, kind_parser
from service.cli.template_command import TemplateKind


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("costs", "costs"),
        ("coûts", "costs"),
        ("Couts", "costs"),
        ("coût", "costs"),
        ("fiche de coût", "costs"),
        ("capacités", "capacities"),
        ("recensement", "capacities"),
        ("plan-de-charge", "load-plan"),
        ("plan de charge", "load-plan"),
        ("devis", "offers"),
        ("commandes-groupées", "grouped-order"),
        ("suivi", "followup"),
        ("commande", "order"),
    ],
)
def test_a_kind_by_its_words(word: str, kind: str) -> None:
    assert kind_parser(TemplateKind)(word).value == kind


def test_no_word_means_two_kinds() -> None:
    for value in WORDS:
        for word in WORDS[value]:
            assert kind_parser(TemplateKind)(word).value == value


def test_a_load_plan_is_imported_with_the_capacities(tmp_path: Path) -> None:
    parse = kind_parser(ImportKind, {"load-plan": ImportKind.CAPACITIES})
    assert parse("plan-de-charge") is ImportKind.CAPACITIES
    # Without it, the word means nothing here.
    with pytest.raises(typer.BadParameter):
        kind_parser(ImportKind)("plan-de-charge")


def test_a_word_that_means_nothing_lists_the_kinds(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["template", "facture", "-o", str(tmp_path / "x.xlsx")])
    assert done.exit_code == 2
    said = done.output.replace("\u00a0", " ")
    assert "« facture » n'est pas un choix possible. Choix : order, capacities" in said
