"""Whoever mistypes a command is told so in the language of the command."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli.commands import app
from service.cli.usage import asked_language

ENGLISH_WORDS = ("Missing", "Error", "Invalid", "No such", "Try ", "Got ", "requires", "[default")


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    for name in ("OEUVRE_LANG", "OEUVRE_DEBUG", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan"], "Il manque COMMANDE."),
        (["plan", "a.xlsx"], "Il manque --output / -o."),
        (["plan", "a.xlsx", "-o"], "L'option -o demande une valeur."),
        (["plan", "a.xlsx", "--blabla"], "L'option --blabla n'existe pas."),
        (
            ["plan", "a.xlsx", "--preest"],
            "L'option --preest n'existe pas. Vouliez-vous dire « --preset » ?",
        ),
        (
            ["plan", "a.xlsx", "-o", "b", "--preset", "vite"],
            "--preset : « vite » n'est pas un choix possible. "
            "Choix : equitable, economique, rapide, regulier.",
        ),
        (
            ["plan", "a.xlsx", "-o", "b", "--time-limit", "0"],
            "--time-limit : il faut au moins 0.1.",
        ),
        (
            ["plan", "a.xlsx", "-o", "b", "--time-limit", "dix"],
            "--time-limit : ce n'est pas un nombre.",
        ),
        (
            ["statement", "a", "--costs", "b", "-o", "c.xlsx", "--from", "01/13/2020"],
            "--from : « 01/13/2020 » n'est pas un jour. "
            "Écrivez-le ainsi : 30/06/2020, ou 2020-06-30.",
        ),
        (["verify", "a", "b"], "De trop : b."),
        (["plam"], "La commande « plam » n'existe pas. Vouliez-vous dire « plan, replan » ?"),
        (["bla"], "La commande « bla » n'existe pas."),
        (["plan", "--json=1", "a.xlsx", "-o", "b"], "L'option --json ne prend pas de valeur."),
    ],
)
def test_usage_errors_in_french(arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    lines = plain(result.stderr).splitlines()
    assert lines[0] == said
    # Where the library does not say which command it was, there is nothing to add.
    assert [line.partition(" : oeuvre")[0] for line in lines[1:]] in ([], ["Usage", "Aide"])
    assert not [w for w in ENGLISH_WORDS if w in result.stderr]


def test_usage_errors_in_english() -> None:
    lines = run("plan", "--lang", "en").stderr.splitlines()
    assert lines[0] == "COMMANDE is missing."
    assert lines[1].startswith("Usage: oeuvre plan")


@pytest.mark.parametrize("arguments", [["--help"], ["plan", "--help"], []])
def test_help_in_french(arguments: list[str]) -> None:
    result = run(*arguments)
    text = result.stdout
    assert "Options" in text
    assert "Montrer cette aide" in text
    for word in (*ENGLISH_WORDS, "COMMAND ", "[ARGS]", "Commands", "Show", "[required]", "<path>"):
        assert word not in text


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (["plan", "--lang", "en"], "en"),
        (["plan", "--lang=en"], "en"),
        (["plan", "--lang"], "fr"),
        (["plan", "--lang", "xx"], "fr"),
        ([], "fr"),
    ],
)
def test_language_that_was_asked_for(arguments: list[str], language: str) -> None:
    assert asked_language(arguments).language == language


def test_a_workbook_is_no_dossier(tmp_path: Path) -> None:
    path = tmp_path / "commande.xlsx"
    path.write_bytes(b"PK\x03\x04\xff\xfe\x00")
    result = run("verify", path)
    assert result.exit_code == 3
    said = " ".join(plain(result.stdout).split())
    assert "« commande.xlsx » n'est pas un fichier JSON" in said
    assert "ligne" not in said
