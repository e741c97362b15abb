"""Every code that the code can emit has its sentence, and the sentence asks for nothing unknown."""

from __future__ import annotations

import ast
import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest

from importers.codes import ASSUMPTION_SOURCES, CODES
from importers.columns import text_keys
from optimizer.diagnostics import Diagnostic, Source, error
from optimizer.plan import LevelName, LevelResult, Reason
from service import messages
from service.db import job_rows
from service.exports import reasons, words
from service.i18n import Texts
from service.messages import command_texts, field_texts
from service.messages.template_texts import template_texts

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"^(import|problem|plan|solve|cost|change|replan)\.[a-z_]+$")
# Look like codes and are not: the path of a field.
NOT_CODES = {"problem.late_tail_weeks"}
# Made from the status of a plan: f"solve.{status}"; or said of a job by whoever keeps its end.
COMPUTED: dict[str, set[str]] = {
    "solve.infeasible": set(),
    "solve.none": set(),
    "job.failed": {"fault"},
    # Said by the service of an order in which nothing was written yet.
    "problem.no_start": set(),
    # Said by the service of a lot when it is delivered, before anybody plans again.
    "replan.lot_beyond_declared": {"lot", "product", "week", "read", "missing"},
    # Said of a study by its job, when there is no telling what is left of the order.
    "replan.whole_order": {"from_week"},
    job_rows.WORKER_LOST: set(),
    job_rows.CHILD_LOST: set(),
}
FRENCH, ENGLISH = Texts("fr"), Texts("en")


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in ("optimizer", "importers"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def codes_in_sources() -> set[str]:
    found = set(COMPUTED)
    for _, tree in sources():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and CODE.match(node.value)
            ):
                found.add(node.value)
    return found - NOT_CODES


def keywords_of(call: ast.Call, around: ast.AST) -> set[str]:
    """Names given to a call, those of a ``**place`` included when its dict stands nearby."""
    found = {k.arg for k in call.keywords if k.arg}
    spread = {ast.unparse(k.value) for k in call.keywords if k.arg is None}
    for node in ast.walk(around):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Dict)
            and ast.unparse(node.targets[0]) in spread
        ):
            found |= {str(k.value) for k in node.value.keys if isinstance(k, ast.Constant)}
    return found


def reason_of(call: ast.Call) -> str:
    for k in call.keywords:
        if k.arg == "reason" and isinstance(k.value, ast.Constant):
            return str(k.value.value)
    return ""


@functools.cache
def emitted() -> dict[tuple[str, str], set[str]]:
    """(code, reason) → names of the parameters that some call gives it."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, tree in sources():
        functions = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
        for function in functions.values():
            for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
                literals = [a for a in call.args if isinstance(a, ast.Constant)]
                for literal in literals:
                    if not isinstance(literal.value, str) or not CODE.match(literal.value):
                        continue
                    names = keywords_of(call, function)
                    wrapper = functions.get(ast.unparse(call.func))
                    if wrapper is not None:
                        # A helper that is given the code and makes the diagnostic.
                        for inner in (n for n in ast.walk(wrapper) if isinstance(n, ast.Call)):
                            names |= keywords_of(inner, wrapper)
                    found[literal.value, reason_of(call)] |= names
    for code, given in CODES.items():
        found[code, ""] |= set(given)
    return found


def fields(template: str) -> list[tuple[str, str]]:
    return [(name, spec or "") for _, name, spec, _ in Formatter().parse(template) if name]


def test_scan_sees_the_codes() -> None:
    found = codes_in_sources()
    assert {"problem.no_demands", "plan.capacity", "import.not_a_number"} <= found
    assert len(found) > 120


@pytest.mark.parametrize("code", sorted(codes_in_sources()))
def test_each_code_has_a_sentence(code: str) -> None:
    known = {key.split(":")[0] for key in messages.TEMPLATES}
    assert code in known


@pytest.mark.parametrize(("code", "reason"), sorted(k for k in emitted() if k[1]))
def test_each_reason_has_a_sentence(code: str, reason: str) -> None:
    assert messages.template_of(error(code, reason=reason)) is not None


def test_sentences_name_no_command_and_hints_have_a_sentence() -> None:
    """They are read on pages too: commands stand beside them, for the terminal alone."""
    named = re.compile(r"\boeuvre [a-z]+\b|(?<!\w)--[a-z]")
    assert [k for k, text in messages.TEMPLATES.items() if named.search(text)] == []
    assert set(command_texts.HINTS) <= set(messages.TEMPLATES)
    assert all(named.search(text) for text in command_texts.HINTS.values())
    found = error("solve.none")
    assert messages.with_command(found, FRENCH).startswith(messages.sentence(found, FRENCH))
    assert "--time-limit" in messages.with_command(found, ENGLISH)
    assert messages.with_command(error("plan.capacity"), FRENCH) == messages.sentence(
        error("plan.capacity"), FRENCH
    )


def test_no_sentence_without_a_code() -> None:
    codes = codes_in_sources()
    assert [key for key in messages.TEMPLATES if key.split(":")[0] not in codes] == []


@pytest.mark.parametrize(("code", "reason"), sorted(emitted()))
def test_sentences_use_only_what_the_code_gives(code: str, reason: str) -> None:
    given = emitted()[code, reason]
    template = messages.template_of(error(code, **({"reason": reason} if reason else {})))
    if template is None:
        # The code is always emitted with a reason that is not written beside it.
        assert any(key.startswith(f"{code}:") for key in messages.TEMPLATES)
        return
    assert {name for name, _ in fields(template)} <= given | {"subject"}


@pytest.mark.parametrize("key", sorted(messages.TEMPLATES))
def test_sentences_are_well_formed(key: str) -> None:
    template = messages.TEMPLATES[key]
    known = {*messages.SHOW, "", "name", "names"}
    assert {spec for _, spec in fields(template)} <= known
    assert template[-1] in ".?…"
    assert "  " not in template


@pytest.mark.parametrize("key", sorted(messages.TEMPLATES))
@pytest.mark.parametrize("value", ["12.5", "2020-W14", "2020-03-30", "", "=1+1", "x{y}"])
def test_any_value_can_be_said_in_both_languages(key: str, value: str) -> None:
    code, _, reason = key.partition(":")
    names = {name for name, _ in fields(messages.TEMPLATES[key])} - {"subject"}
    params = {**dict.fromkeys(names, value), **({"reason": reason} if reason else {})}
    diagnostic = error(code, "vestali", **params)
    for texts in (FRENCH, ENGLISH):
        said = messages.sentence(diagnostic, texts, {"vestali": "Vestali"})
        assert said
        assert "?" not in said or "?" in messages.TEMPLATES[key]


def test_values_are_said_as_people_write_them() -> None:
    found = error(
        "plan.capacity", "vestali", week="2020-W18", used="12720", available="12000", excess="720"
    )
    said = messages.sentence(found, FRENCH, {"vestali": "Vestali"})
    assert said.replace("\u00a0", " ") == (
        "En S18 2020, « Vestali » aurait 212 h de travail pour 200 h disponibles : 12 h de trop."
    )


def test_expected_and_suggestion_are_added() -> None:
    found = Diagnostic(
        code="import.not_a_number",
        source=Source(file="a.xlsx", sheet="Ateliers", cell="C7"),
        params={"column": "Effectif", "read": "douze", "expected": "12", "suggestion": "12"},
    )
    said = messages.sentence(found, FRENCH).replace("\u00a0", " ")
    assert said == (
        "« Effectif » : « douze » n'est pas un nombre. Attendu : 12. Vouliez-vous dire « 12 » ?"
    )
    assert messages.place(found.source, FRENCH).replace("\u00a0", " ") == (
        "a.xlsx, feuille « Ateliers », cellule C7"
    )


def test_missing_parameter_and_unknown_code_do_not_fail() -> None:
    assert "?" in messages.sentence(error("plan.capacity", "vestali"), FRENCH)
    assert "plan.never_heard_of" in messages.sentence(error("plan.never_heard_of"), FRENCH)


def test_each_source_of_an_assumption_is_said() -> None:
    assert set(ASSUMPTION_SOURCES) == set(field_texts.SOURCES)


def test_each_text_of_the_template_is_there() -> None:
    assert set(template_texts(FRENCH)) == set(text_keys())
    assert all(template_texts(ENGLISH).values())


def test_reasons_and_levels_are_all_in_words() -> None:
    assert set(reasons.REASONS) == set(Reason.__args__)  # type: ignore[attr-defined]
    assert set(words.MEASURES) == set(LevelName.__args__)  # type: ignore[attr-defined]
    assert set(field_texts.LEVELS) == set(LevelName.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "bound", "proven", "said"),
    [
        ("0", "0", True, "prouvé : aucun plan ne fait mieux"),
        ("120", "60", True, "prouvé : aucun plan ne gagne plus de 1 h"),
        ("120", "60", False, "pas prouvé : un autre plan gagnerait au plus 1 h (50 %)"),
        # A bound of nothing at all is no figure to give.
        ("120", "0", False, "on ne sait pas encore : calcul trop court"),
        ("120", "-5", False, "on ne sait pas encore : calcul trop court"),
        ("120", "0", True, "prouvé : aucun plan ne gagne plus de 2 h"),
    ],
)
def test_gap_in_words(value: str, bound: str, proven: bool, said: str) -> None:
    level = LevelResult(
        name="fairness_sum",
        value=Decimal(value),
        bound=Decimal(bound),
        gap=Decimal("0.5"),
        proven=proven,
    )
    assert words.level_gap(level, FRENCH).replace("\u00a0", " ") == said


def test_what_nobody_knows_yet_has_no_condition() -> None:
    level = LevelResult(
        name="cost",
        value=Decimal(37_083_751),
        bound=Decimal(0),
        gap=Decimal(1),
        proven=False,
        conditional=True,
    )
    assert words.condition_note([level], FRENCH) == ""
    said = words.level_gap(level, FRENCH, is_noted=True)
    assert said.replace("\u00a0", " ") == "on ne sait pas encore : calcul trop court"
    known = replace(level, bound=Decimal(36_000_000))
    assert words.level_gap(known, FRENCH, is_noted=True).endswith(" *")
    assert words.condition_note([level, known], FRENCH).startswith("* ")
