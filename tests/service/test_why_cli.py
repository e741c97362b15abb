"""Stories of ``oeuvre why``: the answer first, in both languages, and bad input told kindly."""

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
from optimizer.diagnosis import Cure, Diagnosis, ShareStep, Where, WhyLate, WhyLittle
from optimizer.problem import Problem
from optimizer.solver.solve import SolveOptions, solve
from service.cli.commands import app
from service.exports.diagnosis_words import DiagnosisWords
from service.i18n import Texts
from tests.optimizer.studies import planted


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("OEUVRE_LANG", raising=False)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["why", *(str(a) for a in arguments), "--time-limit", "120"])


def plain(result: Result) -> str:
    return " ".join(result.output.replace("\u00a0", " ").split())


def write(problem: Problem, folder: Path) -> Path:
    plan = solve(problem, SolveOptions(time_limit_seconds=30)).plan
    made = dossier.make_dossier(problem, plan, options={}, software={})
    path = folder / "dossier.json"
    path.write_text(dossier.dossier_to_json(made), encoding="utf-8")
    return path


def test_the_answer_comes_first(tmp_path: Path) -> None:
    path = write(planted.people().problem, tmp_path)
    done = run(path)
    assert done.exit_code == 0, done.output
    said = plain(done)
    assert said.startswith(
        "La commande ne sera pas à temps : il manque 3 h de travail chez a de S15 à S17. Avec 0,25 "
        "personne de plus chez a de S15 à S17 : plus aucun retard."
    )
    assert "moins ne suffit pas (prouvé)" in said
    english = plain(run(tmp_path, "--lang", "en"))
    assert english.startswith("The order will not be on time: 3 h of work are missing at a")
    assert "nothing late any more" in english


@pytest.mark.parametrize("case", planted.CASES, ids=lambda c: c.__name__)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_bottleneck_has_its_words(case: Any, lang: str) -> None:
    from optimizer.studies.diagnosis import diagnose

    problem = case().problem
    found = diagnose(problem, seconds=600, each=60)
    words = DiagnosisWords(problem, Texts("fr" if lang == "fr" else "en"))
    said = [words.headline(found), words.proof(found)]
    said += [words.bottleneck(b) for b in found.bottlenecks]
    said += [words.amount(b.missing, b.unit, b.measure) for b in found.bottlenecks]
    said += [words.cure(c, found) for c in (*found.cures, *found.concessions)]
    said += [words.minimal(c) for c in found.cures]
    said += [" ".join(words.price(p)) for p in found.prices]
    assert all(said)
    assert not any("{" in text or "None" in text for text in said)


def test_json_and_workbook(tmp_path: Path) -> None:
    path = write(planted.station().problem, tmp_path)
    out = tmp_path / "why.xlsx"
    done = run(path, "--json", "-o", out)
    assert done.exit_code == 0, done.output
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["files"] == [str(out)]
    found = said["diagnosis"]
    assert found["state"] == "late"
    assert found["bottlenecks"][0]["kind"] == "station"
    assert found["bottlenecks"][0]["missing"] == "7"
    cure = found["cures"][0]
    assert cure["removes_all"] is True
    assert cure["changes"][0]["change"] == "StationHours"
    assert found["prices"][0]["is_default"] in (True, False)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Pourquoi", "Prix supposés"]
    cells = [str(c.value) for row in book["Pourquoi"].iter_rows() for c in row if c.value]
    assert any("plus aucun retard" in text for text in cells)
    # What somebody may have kept is not written over unasked.
    assert run(path, "-o", out).exit_code == 2
    assert run(path, "-o", out, "--force").exit_code == 0


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_workshop_and_a_milestone(lang: str, tmp_path: Path) -> None:
    path = write(planted.share_limit().problem, tmp_path)
    out = tmp_path / "why.xlsx"
    done = run(path, "--workshop", "a", "--milestone", "d", "-o", out, "--lang", lang)
    assert done.exit_code == 0, done.output
    said = plain(done)
    assert ("sa part maximale : 40" if lang == "fr" else "its largest share: 40") in said
    assert ("remontant le temps" if lang == "fr" else "going back in time") in said
    assert len(openpyxl.load_workbook(out).sheetnames) == 2
    asked = json.loads(run(path, "--workshop", "A", "--milestone", "d", "--json").stdout)
    assert asked["workshop"]["workshop"] == "a"
    assert asked["milestone"]["late"] == "20"
    assert "diagnosis" not in asked


def test_on_time_it_says_what_the_price_is_made_of(tmp_path: Path) -> None:
    from tests.builders import tiny_problem

    path = write(tiny_problem(), tmp_path)
    done = run(path)
    assert done.exit_code == 0, done.output
    assert "Tout est à temps" in plain(done)


def test_bad_input_is_told(tmp_path: Path) -> None:
    path = write(planted.people().problem, tmp_path)
    for arguments in (("--workshop", "zz"), ("--milestone", "zz")):
        done = run(path, *arguments)
        assert done.exit_code == 2
        assert "zz" in done.output
        assert "Traceback" not in done.output
    near = run(path, "--milestone", "dd")
    assert near.exit_code == 2
    assert "« d »" in plain(near)
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    assert run(tmp_path / "bad.json").exit_code == 3
    assert run(tmp_path / "missing.json").exit_code == 3
    assert run(path, "-o", tmp_path / "why.txt").exit_code == 2


def test_a_milestone_that_is_kept_says_how_early(tmp_path: Path) -> None:
    from tests.builders import tiny_problem

    problem = tiny_problem()
    milestone = problem.demands[0].id
    said = plain(run(write(problem, tmp_path), "--milestone", milestone))
    assert "est tenu avec" in said or "est tenu, sans avance" in said
    why = json.loads(run(tmp_path, "--milestone", milestone, "--json").stdout)["milestone"]
    assert why["late"] == "0"
    assert int(why["weeks_early"]) >= 0
    assert Decimal(why["last_units"]) > 0


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        (
            0,
            "Le jalon « d » est tenu, sans avance : 40 unités sont livrées dans la semaine même de ",
        ),
        (
            1,
            "Le jalon « d » est tenu avec 1 semaine d'avance : les dernières livraisons (40 unités) ",
        ),
        (
            3,
            "Le jalon « d » est tenu avec 3 semaines d'avance : les dernières livraisons (40 unités)",
        ),
    ],
)
def test_how_early_in_words(weeks: int, said: str) -> None:
    why = WhyLate(
        demand="d",
        due_week="2020-W20",
        on_time=Decimal(100),
        late=Decimal(0),
        missing=Decimal(0),
        last_week=f"2020-W{20 - weeks}",
        weeks_early=weeks,
        last_units=Decimal(40),
        is_proven=False,
        chain=(),
    )
    assert said_plainly(words().late(why)).startswith(said)


def test_the_norm_that_holds_a_share_is_named_with_its_date() -> None:
    steps = (
        ShareStep(kind="qualification", norm="S76", day="2020-05-11", minutes=Decimal(600)),
        ShareStep(kind="target", minutes=Decimal(100), reason="qualification"),
    )
    why = WhyLittle(
        workshop="a",
        load_minutes=Decimal(100),
        key_minutes=Decimal(300),
        total_minutes=Decimal(1000),
        steps=steps,
    )
    assert "Pourquoi : n'a la norme S76 que le 11/05/2020." in said_plainly(words().little(why))
    never = replace(why, steps=(replace(steps[0], day=""), steps[1]))
    assert "Pourquoi : n'a pas la norme S76." in said_plainly(words().little(never))


def test_how_sure_an_amount_is() -> None:
    from optimizer.changes import MorePeople

    change = MorePeople(workshop="a", first="2020-W14", last="2020-W15", people=Decimal(5))
    cure = Cure(
        kind="people",
        where=Where(workshop="a"),
        changes=(change,),
        amount=Decimal(5),
        unit="people",
        unmet=Decimal(0),
        late=Decimal(0),
        cost_cents=100,
        is_verified=True,
    )
    assert said_plainly(words().minimal(cure)) == "vérifié ; moins suffirait peut-être"
    bracket = replace(cure, least=Decimal(4))
    assert said_plainly(words().minimal(bracket)) == (
        "vérifié ; il en faut au moins 4 personnes (prouvé)"
    )
    proven = replace(cure, minimal="proven", least=Decimal("4.8"))
    assert said_plainly(words().minimal(proven)) == "vérifié ; moins ne suffit pas (prouvé)"
    found = Diagnosis(
        state="late", unmet=Decimal(0), late=Decimal(9), bound=Decimal(1), cures=(cure,)
    )
    assert words().cures_title(found) == "Ce qui aiderait, un changement à la fois"
    assert "oeuvre compare" in words().paid_hours(found)
    pair = replace(cure, is_pair=True, kind="posts")
    assert words().cures_title(replace(found, cures=(pair,))).endswith("ou deux ensemble")
    assert words().paid_hours(replace(found, cures=(pair,))) == ""


def words() -> DiagnosisWords:
    return DiagnosisWords(planted.people().problem, Texts("fr"))


def said_plainly(text: str) -> str:
    return text.replace("\u00a0", " ")
