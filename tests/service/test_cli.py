"""Stories of the command line: what is printed, what is written, what the shell is told."""

from __future__ import annotations

import json
import math
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from importers.template import write_problem
from optimizer import dossier
from optimizer.diagnostics import Diagnostic, error
from optimizer.plan import LevelName, Plan
from optimizer.problem import Problem
from optimizer.solver import child, feasible
from optimizer.solver import solve as solving
from service.cli.commands import app
from service.cli.progress import ProgressLine
from service.i18n import Texts
from tests.builders import replaced, small_problem, tiny_problem
from tests.service.hand_plan import hand_plan

OEUVRE = [sys.executable, "-c", "from service.cli.commands import main; main()"]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    for name in ("OEUVRE_LANG", "OEUVRE_DEBUG", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def run_process(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*OEUVRE, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=120,
        env={**os.environ, "COLUMNS": "160", "PYTHONIOENCODING": "utf-8", **environment},
    )


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def written(problem: Problem, path: Path) -> Path:
    path.write_text(dossier.problem_to_json(problem), encoding="utf-8")
    return path


@pytest.fixture
def order(tmp_path: Path) -> Path:
    return written(small_problem(), tmp_path / "commande.json")


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Has the plan made by hand come out of the solver, instead of computing one."""

    def answer(change: Callable[[Plan], Plan] = lambda plan: plan, **outcome: Any) -> None:
        def plan_in_child(
            problem: Problem, options: Any, on_progress: Any, should_stop: Any
        ) -> solving.PlanOutcome:
            if on_progress is not None:
                on_progress(solving.Progress(phase="build", seconds=0.1))
                on_progress(
                    solving.Progress(
                        phase="search",
                        level="cost",
                        value=3.0,
                        bound=2.0,
                        seconds=0.2,
                        plan_found=True,
                    )
                )
            return solving.PlanOutcome(plan=change(hand_plan(problem)), **outcome)

        monkeypatch.setattr(child, "plan_in_child", plan_in_child)

    return answer


@pytest.mark.parametrize(
    ("level", "value", "bound", "said"),
    [
        ("cost", 300_050.4, 299_000.0, "trouvé : 3 000,50 € · au mieux possible : 2 990,00 €"),
        ("fairness_sum", 90.0, 0.0, "trouvé : 1,5 h · au mieux possible : 0 h"),
        ("late", 12.0, -math.inf, "trouvé : 12 unités-semaines de retard"),
        ("steadiness", 0.5, None, "trouvé : 50 points"),
    ],
)
def test_progress_says_what_is_sought_in_its_unit(
    level: LevelName, value: float, bound: float | None, said: str
) -> None:
    line = ProgressLine(Console(), Texts("fr"))
    line.latest = solving.Progress(
        phase="search", level=level, value=value, bound=bound, seconds=1.0
    )
    assert plain(line.line()).endswith(said)


def test_broken_rules_name_things_as_people_do(tmp_path: Path) -> None:
    problem = small_problem(lanes=())
    book = tmp_path / "a.xlsx"
    assert write_problem(problem, book) == ()
    for file in (written(problem, tmp_path / "a.json"), book):
        result = run("check", file)
        assert result.exit_code == 3
        assert "Masque à plis" in plain(result.output)
        assert "(vestali" not in plain(result.output)


# -- plan -----------------------------------------------------------------------------------------


def test_plan_writes_everything_and_says_so(
    order: Path, solver: Callable[..., None], tmp_path: Path
) -> None:
    solver()
    result = run("plan", order, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    said = plain(result.stdout)
    assert "Tout est livré à temps." in said
    assert "masks-april" in said
    assert "points en tout, soit" in said
    assert "unité-semaine" not in said
    assert "Prix de l'équité : entre 0,00 € et 450,00 €." in said
    assert re.search(r"Temps : lecture .* s, calcul .* s, vérification .* s, écriture .* s", said)
    names = {p.name for p in (tmp_path / "out").iterdir()}
    assert names == {
        "plan.xlsx",
        "dossier.json",
        "atelier_vestali.xlsx",
        "atelier_fil-rouge.xlsx",
        "atelier_esat-lys.xlsx",
    }
    for name in names:
        assert name in said
    assert run("verify", tmp_path / "out" / "dossier.json").exit_code == 0


def test_plan_as_json(order: Path, solver: Callable[..., None], tmp_path: Path) -> None:
    solver()
    result = run("plan", order, "-o", tmp_path / "out", "--json", "--key", "equal")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["status"] == "feasible"
    assert [m["missing"] for m in said["milestones"]] == ["0", "0", "0"]
    assert len(said["files"]) == 5
    kept = json.loads((tmp_path / "out" / "dossier.json").read_text(encoding="utf-8"))
    assert kept["options"]["key"] == "equal"
    assert kept["options"]["time_limit_seconds"] == 60.0


def test_plan_in_english(order: Path, solver: Callable[..., None], tmp_path: Path) -> None:
    solver()
    result = run("plan", order, "-o", tmp_path / "out", "--lang", "en")
    assert result.exit_code == 0
    assert "Everything is delivered on time." in result.stdout
    book = openpyxl.load_workbook(tmp_path / "out" / "plan.xlsx")
    assert book.sheetnames[0] == "Summary"


def test_planning_again_replaces_the_files_and_keeps_the_others(
    order: Path, solver: Callable[..., None], tmp_path: Path
) -> None:
    solver()
    out = tmp_path / "out"
    assert run("plan", order, "-o", out).exit_code == 0
    (out / "notes.txt").write_text("à garder")
    (out / "atelier_ailleurs.xlsx").write_text("pas à nous")
    text = order.read_text(encoding="utf-8").replace('"vestali"', '"vestali-2"')
    order.write_text(text, encoding="utf-8")
    result = run("plan", order, "-o", out)
    assert result.exit_code == 0, result.output
    names = {p.name for p in out.iterdir()}
    assert "atelier_vestali-2.xlsx" in names
    assert "atelier_vestali.xlsx" not in names
    assert {"notes.txt", "atelier_ailleurs.xlsx"} <= names


def test_cancelled_plan_is_written_and_says_130(
    order: Path, solver: Callable[..., None], tmp_path: Path
) -> None:
    solver(lambda plan: replace(plan, stopped_by="user"))
    result = run("plan", order, "-o", tmp_path / "out")
    assert result.exit_code == 130
    assert "arrêté à la demande" in plain(result.stdout)
    assert (tmp_path / "out" / "plan.xlsx").exists()


def test_interrupt_asks_the_solver_to_stop(
    order: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(
        problem: Problem, options: Any, on_progress: Any, should_stop: Callable[[], bool]
    ) -> solving.PlanOutcome:
        assert not should_stop()
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)  # an impatient second time changes nothing
        assert should_stop()
        return solving.PlanOutcome(plan=replace(hand_plan(problem), stopped_by="user"))

    earlier = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(child, "plan_in_child", interrupted)
    assert run("plan", order, "-o", tmp_path / "out").exit_code == 130
    assert (tmp_path / "out" / "dossier.json").exists()
    assert signal.getsignal(signal.SIGINT) is earlier


def test_interrupt_before_any_plan_writes_nothing(
    order: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(
        problem: Problem, options: Any, on_progress: Any, should_stop: Callable[[], bool]
    ) -> solving.PlanOutcome:
        os.kill(os.getpid(), signal.SIGINT)
        plan = hand_plan(problem)
        nothing = Plan(problem_hash=plan.problem_hash, status="none", stopped_by="user")
        return solving.PlanOutcome(plan=nothing)

    monkeypatch.setattr(child, "plan_in_child", interrupted)
    result = run("plan", order, "-o", tmp_path / "out")
    assert result.exit_code == 130
    assert "rien n'a été écrit" in plain(result.stdout)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("status", ["none", "infeasible"])
def test_no_plan_writes_nothing(
    order: Path, solver: Callable[..., None], tmp_path: Path, status: Any
) -> None:
    def nothing(plan: Plan) -> Plan:
        return Plan(problem_hash=plan.problem_hash, status=status, stopped_by="time")

    solver(nothing, diagnostics=(error(f"solve.{status}"),))
    result = run("plan", order, "-o", tmp_path / "out")
    assert result.exit_code == 4
    assert "Aucun plan" in plain(result.stdout)
    assert not (tmp_path / "out").exists()
    as_json = run("plan", order, "-o", tmp_path / "out", "--json")
    assert as_json.exit_code == 4
    assert json.loads(as_json.stdout)["status"] == status


def test_broken_plan_is_our_bug_and_never_written(
    order: Path, solver: Callable[..., None], tmp_path: Path
) -> None:
    solver(lambda plan: replace(plan, runs=plan.runs[1:]))
    result = run("plan", order, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "plan.flow" in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_traceback_on_demand_only(
    order: Path, solver: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    solver(lambda plan: 1 / 0)  # a bug
    result = run("plan", order, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "ZeroDivisionError" in result.output
    assert "Traceback" not in result.output
    monkeypatch.setenv("OEUVRE_DEBUG", "1")
    assert "Traceback" in run("plan", order, "-o", tmp_path / "out").output


def test_faulty_data_are_all_said_and_nothing_is_written(tmp_path: Path) -> None:
    problem = small_problem()
    problem = replace(
        problem,
        demands=replaced(problem.demands, "masks-april", product="maks", delivery_point="aras"),
    )
    order = written(problem, tmp_path / "faux.json")
    result = run("plan", order, "-o", tmp_path / "out")
    assert result.exit_code == 3
    said = plain(result.output)
    assert "faux.json : 2 erreurs" in said
    assert "« maks » n'existe pas" in said
    assert "Vouliez-vous dire « mask » ?" in said
    assert "« aras » n'existe pas" in said
    assert not (tmp_path / "out").exists()
    as_json = json.loads(run("plan", order, "-o", tmp_path / "out", "--json").stdout)
    assert {f["code"] for f in as_json["findings"]} == {
        "problem.unknown_product",
        "problem.unknown_delivery_point",
    }


def test_output_that_is_a_file_is_refused_before_any_work(order: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("un fichier")
    result = run("plan", order, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "est un fichier" in result.output
    assert (tmp_path / "out").read_text() == "un fichier"


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan"],
        ["plan", "a.json"],
        ["plan", "a.json", "-o", "out", "--preset", "gratuit"],
        ["plan", "a.json", "-o", "out", "--time-limit", "0"],
        ["convert", "a.json"],
        ["nothing"],
        ["schema", "chose"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


# -- the other commands -----------------------------------------------------------------------


def test_check_counts_what_is_there(order: Path) -> None:
    result = run("check", order)
    assert result.exit_code == 0
    assert "3 jalons, 2 produits, 3 ateliers" in plain(result.stdout)


def test_warnings_do_not_refuse(tmp_path: Path) -> None:
    problem = small_problem()
    workshops = replaced(problem.workshops, "vestali", headcount=Decimal(600))
    order = written(replace(problem, workshops=workshops), tmp_path / "a.json")
    result = run("check", order)
    assert result.exit_code == 0
    assert "1 avertissement" in plain(result.stdout)
    assert "« Vestali »" in plain(result.stdout)
    found = json.loads(run("check", order, "--json").stdout)["findings"]
    assert [f["severity"] for f in found] == ["warning"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.json", b"", "import.file_empty"),
        ("a.json", b"{", "import.json_syntax"),
        ("a.json", b"\xff\xfe\x00", "import.json_syntax"),
        ("a.json", b"[" * 100_000, "import.json_syntax"),
        ("a.json", b'{"id": "x", "colour": 1}', "import.json_unknown_field"),
        ("a.xlsx", b"", "import.file_empty"),
        ("a.xlsx", b"hello", "import.not_a_workbook"),
        ("a.txt", b"hello", "import.not_a_workbook"),
    ],
)
def test_what_is_not_an_order_is_refused(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    result = run("check", tmp_path / name, "--json")
    assert result.exit_code == 3
    found = json.loads(result.stdout)["findings"]
    assert code in {f["code"] for f in found}
    assert {f["file"] for f in found} == {name}
    assert all(f["sentence"] for f in found)


@dataclass(frozen=True)
class Answer:
    answer: str
    missing: tuple[Diagnostic, ...] = ()
    late_units: Decimal = Decimal(0)
    weeks_late: int = 0
    seconds: Decimal = Decimal("0.1")


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        (Answer("yes"), 0, "Oui"),
        (Answer("nearly", (), Decimal(300), 2), 0, "dont 300 unités en retard de 2 semaines"),
        (Answer("unknown"), 0, "On ne peut pas encore le dire"),
        (Answer("no", (error("solve.missing_other"),), Decimal(1200)), 4, "Non"),
    ],
)
def test_first_answer(
    order: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer, code: int, said: str
) -> None:
    monkeypatch.setattr(feasible, "first_answer", lambda problem: answer)
    result = run("feasible", order)
    assert result.exit_code == code, result.output
    assert said in plain(result.stdout)
    as_json = json.loads(run("feasible", order, "--json").stdout)
    assert as_json["answer"] == answer.answer
    assert len(as_json["missing"]) == len(answer.missing)


@pytest.mark.parametrize("name", ["absent.json", "absent.xlsx"])
def test_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    result = run("check", tmp_path / name)
    assert result.exit_code == 3
    assert "n'existe pas" in plain(result.stdout)


def test_directory_is_no_order(tmp_path: Path) -> None:
    assert run("check", tmp_path).exit_code == 3
    (tmp_path / "dossier.json").mkdir()
    assert run("verify", tmp_path / "dossier.json").exit_code == 3


def test_verify_finds_a_planted_fault(tmp_path: Path) -> None:
    problem = small_problem()
    plan = hand_plan(problem)
    good = tmp_path / "dossier.json"
    good.write_text(dossier.dossier_to_json(dossier.make_dossier(problem, plan)), encoding="utf-8")
    assert run("verify", good).exit_code == 0
    broken = replace(plan, purchases=plan.purchases[:1])
    good.write_text(
        dossier.dossier_to_json(dossier.make_dossier(problem, broken)), encoding="utf-8"
    )
    result = run("verify", good)
    assert result.exit_code == 3
    assert "« Élastique »" in plain(result.stdout)
    found = json.loads(run("verify", good, "--json").stdout)["findings"]
    assert "plan.materials" in {f["code"] for f in found}


def test_verify_wants_a_plan(order: Path) -> None:
    result = run("verify", order)
    assert result.exit_code == 2
    assert "ne contient pas de plan" in plain(result.output)


def test_problem_changed_after_planning_is_refused(tmp_path: Path) -> None:
    problem = small_problem()
    made = dossier.make_dossier(problem, hand_plan(problem))
    changed = replace(made, problem=replace(problem, title="autre"))
    path = tmp_path / "dossier.json"
    path.write_text(dossier.dossier_to_json(changed), encoding="utf-8")
    result = run("verify", path)
    assert result.exit_code == 3
    assert "Les données ont changé" in plain(result.stdout)


def test_convert_there_and_back(order: Path, tmp_path: Path) -> None:
    assert run("convert", order, tmp_path / "a.xlsx").exit_code == 0
    assert run("convert", tmp_path / "a.xlsx", tmp_path / "b.json").exit_code == 0
    assert (tmp_path / "b.json").read_text() == order.read_text()


def test_convert_says_what_a_workbook_cannot_hold(tmp_path: Path) -> None:
    problem = replace(small_problem(), title="espace ")
    order = written(problem, tmp_path / "a.json")
    result = run("convert", order, tmp_path / "a.xlsx")
    assert result.exit_code == 3
    assert "retirez les espaces" in plain(result.stdout)
    assert not (tmp_path / "a.xlsx").exists()


def test_convert_wants_a_known_name(order: Path, tmp_path: Path) -> None:
    result = run("convert", order, tmp_path / "a.csv")
    assert result.exit_code == 2
    assert ".xlsx" in result.output


@pytest.mark.parametrize("language", ["fr", "en"])
def test_template_is_a_workbook_with_help(tmp_path: Path, language: str) -> None:
    path = tmp_path / "modele.xlsx"
    assert run("template", "-o", path, "--lang", language).exit_code == 0
    book = openpyxl.load_workbook(path)
    assert ("Jalons" if language == "fr" else "Milestones") in book.sheetnames
    first = book.worksheets[0]["A1"].value
    assert first == ("Comment remplir ce classeur" if language == "fr" else "How to fill this in")
    assert run("template", "-o", tmp_path / "modele.pdf").exit_code == 2


@pytest.mark.parametrize("kind", ["problem", "plan", "dossier"])
def test_schema_is_json(kind: str) -> None:
    result = run("schema", kind)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["$schema"].startswith("https://json-schema.org")


# -- as a person runs it --------------------------------------------------------------------------


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from service.cli.commands import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "heavy = {'ortools', 'numpy', 'pandas', 'openpyxl', 'xlsxwriter', 'pydantic', 'babel'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_help_in_both_languages() -> None:
    french = run_process("--help")
    assert french.returncode == 0
    assert "Faire le plan" in french.stdout
    english = run_process("--help", OEUVRE_LANG="en")
    assert "Make the plan" in english.stdout


def test_real_exit_codes(order: Path, tmp_path: Path) -> None:
    assert run_process("check", order).returncode == 0
    assert run_process("check", tmp_path / "absent.xlsx").returncode == 3
    assert run_process("plan", order).returncode == 2


def test_real_plan_of_a_tiny_order(tmp_path: Path) -> None:
    order = written(tiny_problem(), tmp_path / "tiny.json")
    done = run_process("plan", order, "-o", tmp_path / "out", "--time-limit", "5")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tout est livré à temps." in done.stdout
    assert "Traceback" not in done.stderr
    assert run("verify", tmp_path / "out" / "dossier.json").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "out" / "atelier_vestali.xlsx")
    made = sum(
        cast(int, row[2].value)
        for row in book["Semaine par semaine"].iter_rows()
        if row[0].value == "Faire"
    )
    assert made == 1000


def test_real_first_answers(tmp_path: Path) -> None:
    order = written(tiny_problem(), tmp_path / "oui.json")
    result = run("feasible", order)
    assert result.exit_code == 0, result.output
    assert plain(result.stdout).startswith("Oui")
    problem = tiny_problem()
    demands = replaced(problem.demands, "aprons", quantity=Decimal(4_000))
    order = written(replace(problem, demands=demands), tmp_path / "non.json")
    result = run("feasible", order)
    assert result.exit_code == 4, result.output
    said = plain(result.stdout)
    assert said.startswith("Non")
    # 3 120 aprons can be made in time, whatever is then said to be missing.
    assert "Au moins 880 unités" in said
    assert "h de plus à « " in said
    assert "✗" not in said, "nothing in the data is wrong"


@pytest.mark.slow
def test_interrupting_a_real_plan_keeps_the_best_one(tmp_path: Path) -> None:
    order = ROOT / "examples" / "mask_order" / "commande_masques.xlsx"
    process = subprocess.Popen(
        [*OEUVRE, "plan", str(order), "-o", str(tmp_path / "out"), "--time-limit", "600"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if "un plan complet est trouvé" in line:
                # As a terminal does: the whole group of processes is told.
                os.killpg(process.pid, signal.SIGINT)
                break
        process.communicate(timeout=300)
    finally:
        if process.poll() is None:
            process.kill()
    assert process.returncode == 130
    assert (tmp_path / "out" / "plan.xlsx").exists()
    assert run("verify", tmp_path / "out" / "dossier.json").exit_code == 0
