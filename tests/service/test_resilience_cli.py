"""Stories of ``oeuvre resilience``: sentences, workbook, JSON, and bad input said in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from optimizer import dossier
from optimizer.dossier import Dossier, problem_hash
from optimizer.fragility import (
    CapacityBuffer,
    Chance,
    Failure,
    MilestoneAfter,
    Setback,
    Takeover,
)
from optimizer.hazards import QUIET
from service.cli.commands import app
from service.exports import resilience_words as words
from service.exports.facts import Facts
from service.i18n import Texts
from tests.builders import small_problem
from tests.service.hand_plan import hand_plan

D = Decimal
FR, EN = Texts("fr"), Texts("en")


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.delenv("OEUVRE_LANG", raising=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    problem = small_problem()
    plan = hand_plan(problem)
    held = Dossier(problem=problem, plan=plan, problem_hash=problem_hash(problem))
    found = tmp_path / "dossier.json"
    found.write_text(dossier.dossier_to_json(held), encoding="utf-8")
    return found


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["resilience", *(str(a) for a in arguments)])


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_sentences_and_workbook(lang: str, path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    done = run(path, "--draws", 50, "--time-limit", 3, "-o", out, "--lang", lang)
    assert done.exit_code == 0, done.output
    said = plain(done.output)
    assert "chance" in said
    assert "masks-april" in said
    assert ("s'arrête en S" if lang == "fr" else "stops in W") in said
    book = openpyxl.load_workbook(out)
    assert len(book.sheetnames) == 5
    first = book.worksheets[0]
    cells: Any = first.iter_rows(values_only=True)
    rows = [r for r in cells if r[0] in ("masks-april", "masks-may")]
    assert [r[2] for r in rows] == [4000, 3050]
    assert all(0 <= r[4] <= 1 and r[5] <= r[4] <= r[6] for r in rows)
    # What somebody may have filled is not written over unasked.
    assert run(path, "--draws", 0, "--time-limit", 0, "-o", out).exit_code == 2


def test_json_says_every_figure(path: Path) -> None:
    done = run(path, "--draws", 40, "--seed", 5, "--time-limit", 3, "--week", "2020-W16", "--json")
    assert done.exit_code == 0, done.output
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["chances"]["draws"] == 40
    assert said["chances"]["seed"] == 5
    assert {m["demand"] for m in said["chances"]["milestones"]} == {
        "masks-april",
        "masks-may",
        "bags-may",
    }
    assert {x["failure"]["week"] for x in said["failures"]} == {"2020-W16"}
    assert all(x["sentence"] and not x["findings"] for x in said["failures"])
    again = run(path, "--draws", 40, "--seed", 5, "--time-limit", 0, "--json")
    assert json.loads(again.stdout)["chances"] == said["chances"]


def test_suppositions_can_be_changed(path: Path) -> None:
    options: list[object] = ["--time-limit", 0, "--draws", 20, "--json"]
    for name in ("absence_spread", "pace_spread", "delay_chance", "breakdown_chance"):
        options += ["--hazard", f"{name}=0"]
    said = json.loads(run(path, *options).stdout)
    # Nothing varies: the plan itself, in time.
    assert said["chances"]["all_on_time"]["value"] == "1.0000"
    worse = json.loads(run(path, *options, "--hazard", "more_absence=0,9").stdout)
    assert worse["chances"]["hazards"]["more_absence"] == "0.9"
    assert worse["chances"]["all_on_time"]["value"] == "0.0000"


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--week", "2019-W01"), "2019-W01"),
        (("--week", "S60"), "W60"),
        (("--hazard", "speed=1"), "pace_spread"),
        (("--hazard", "pace_spread=much"), "much"),
        (("--hazard", "pace_spread=2"), "pace_spread=2"),
        (("--output", "resilience.txt"), "xlsx"),
    ],
)
def test_what_cannot_be_done_is_said(options: tuple[str, ...], word: str, path: Path) -> None:
    done = run(path, "--draws", 1, "--time-limit", 0, *options)
    assert done.exit_code == 2
    assert word in done.output
    assert "Traceback" not in done.output


def test_a_dossier_without_plan_and_no_dossier(tmp_path: Path) -> None:
    problem = small_problem()
    bare = tmp_path / "problem.json"
    bare.write_text(dossier.problem_to_json(problem), encoding="utf-8")
    assert run(bare).exit_code == 2
    assert run(tmp_path / "nothing.json").exit_code == 3


# -- sentences ------------------------------------------------------------------------------------------


def setback(**changes: Any) -> Setback:
    """« Fil rouge » stops in W18: 6 400 units two weeks late."""
    found = Setback(
        failure=Failure(kind="workshop", subject="fil-rouge", week="2020-W18"),
        has_plan=True,
        unmet_units=D(0),
        late_units=D(6400),
        planned_unmet_units=D(0),
        planned_late_units=D(0),
        most_weeks_late=2,
        unmet_value=D(0),
        unmet_bound=D(0),
        is_unmet_proven=True,
        late_value=D(12800),
        late_bound=D(12800),
        is_late_proven=True,
        extra_cents=123_456,
        milestones=(
            MilestoneAfter(
                demand="masks-may", late_units=D(6400), missing_units=D(0), weeks_late=2
            ),
        ),
        takeovers=(
            Takeover(workshop="vestali", minutes=D(6000), finished_units=D(900)),
            Takeover(workshop="esat-lys", minutes=D(3000), finished_units=D(0)),
        ),
    )
    return replace(found, **changes)


def facts() -> Facts:
    problem = small_problem()
    return Facts(problem, hand_plan(problem))


def test_a_failure_in_words() -> None:
    assert plain(words.setback_sentence(setback(), facts(), FR)) == (
        "Si Fil rouge s'arrête en S18, 6 400 unités en retard de 2 semaines au plus, repris par "
        "Vestali (+100 h) et ESAT de la Lys (+50 h), pour environ 1 200 € de plus. On ne peut pas "
        "faire mieux : c'est prouvé."
    )
    missing = setback(
        unmet_units=D(500),
        unmet_value=D(500),
        unmet_bound=D("420.3"),
        is_unmet_proven=False,
        is_late_proven=False,
        late_units=D(0),
        milestones=(),
        takeovers=(),
        extra_cents=None,
    )
    assert plain(words.setback_sentence(missing, facts(), EN)) == (
        "If Fil rouge stops in W18, 500 units are missing at the end. This is not proven: a longer "
        "computation might find better. At least 421 will be missing, whatever is done."
    )
    harmless = setback(late_units=D(0), late_value=D(0), takeovers=(), extra_cents=0)
    said = plain(words.setback_sentence(harmless, facts(), FR))
    assert said.strip() == "Si Fil rouge s'arrête en S18, tout est livré à temps quand même."


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("0.9", "9 chances sur 10"),
        ("0.88", "88 chances sur 100"),
        ("0.97", "97 chances sur 100"),
        ("0.996", "plus de 99 chances sur 100"),
        ("0.1", "1 chance sur 10"),
        ("0.02", "2 chances sur 100"),
        ("0.001", "moins d'une chance sur 100"),
    ],
)
def test_odds_as_people_say_them(value: str, said: str) -> None:
    # Of very many cases: the interval is as good as the value.
    assert plain(words.odds(Chance(value=D(value), low=D(value), high=D(value)), FR)) == said


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        ("1", "0.722", "1", "au moins 7 chances sur 10"),
        ("1", "0.963", "1", "au moins 96 chances sur 100"),
        ("1", "0.996", "1", "plus de 99 chances sur 100"),
        ("0", "0", "0.278", "au plus 3 chances sur 10"),
        ("0", "0", "0.037", "au plus 4 chances sur 100"),
        ("0", "0", "0.004", "moins d'une chance sur 100"),
        ("0.55", "0.52", "0.58", "55 chances sur 100"),
        ("0.55", "0.24", "0.83", "6 chances sur 10"),
    ],
)
def test_odds_say_no_more_than_their_interval(value: str, low: str, high: str, said: str) -> None:
    assert plain(words.odds(Chance(value=D(value), low=D(low), high=D(high)), FR)) == said


def test_the_buffer_in_words() -> None:
    found = CapacityBuffer(
        target=D("0.95"),
        rate=D("0.12"),
        people=D("2.8"),
        weeks_earlier=1,
        most_tried=D(1),
        reached=D("0.953"),
    )
    assert plain(words.buffer_sentence(found, FR)) == (
        "Pour tout tenir 95 % du temps : 12 % d'heures de plus dans chaque atelier (en tout 2,8 "
        "personnes) et les matières une semaine plus tôt."
    )
    none = replace(found, rate=None, people=None, weeks_earlier=0, reached=D("0.4"))
    assert "Même avec 100 % d'heures de plus partout" in plain(words.buffer_sentence(none, FR))
    enough = replace(found, rate=D(0), people=D(0), weeks_earlier=0)
    assert "déjà à l'heure" in plain(words.buffer_sentence(enough, FR))


def test_every_supposition_is_listed() -> None:
    assert len(words.hazard_rows(QUIET, FR)) == len(QUIET.__slots__)
