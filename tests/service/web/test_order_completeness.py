"""An order that is only typed can be whatever an order workbook can say."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.columns import SHEETS, Column, Kind
from importers.disassemble import rows_of
from optimizer.problem import Commitment, Problem, Substitute, WeekOverride
from service.i18n import Language
from service.web import order_fields, order_values
from service.web.order_fields import HEADS, NOT_ASKED, Field
from tests import builders
from tests.service.running import mask_problem
from tests.service.web.retyping import asked, everything, named, retyped, unchanged

FORMS = (*order_fields.FORMS.values(), *HEADS.values())
FIELDS = [
    pytest.param(field, id=f"{form.slug}-{field.name}-{field.column}")
    for form in FORMS
    for field in (*form.fields, *form.shortcuts, *(c for r in form.rows for c in r.columns))
    if field.column
]
PROBLEMS: dict[str, Callable[[], Problem]] = {
    "masks": mask_problem,
    "tiny": builders.tiny_problem,
    "small": builders.small_problem,
    "running": builders.running_problem,
    "rich": builders.rich_problem,
    "everything": everything,
}


def columns() -> dict[str, Column]:
    return {f"{s.key}.{c.key}": c for s in SHEETS for c in s.columns}


# -- every column of the workbook -----------------------------------------------------------------


def test_every_column_of_the_workbook_has_a_field_or_a_reason() -> None:
    said = {column for form in FORMS for column in form.workbook_columns()}
    excused = {c for c in columns() if c in NOT_ASKED or c.partition(".")[0] in NOT_ASKED}
    assert said - columns().keys() == set(), "no such column"
    assert columns().keys() - said - excused == set(), "neither a field nor a reason"
    assert said & excused == set(), "a reason for what is asked"


def test_every_reason_is_about_something() -> None:
    sheets = {s.key for s in SHEETS}
    assert set(NOT_ASKED) <= sheets | columns().keys()
    assert all(len(reason) > 20 for reason in NOT_ASKED.values())


def test_orders_of_these_tests_say_every_column() -> None:
    """So that typing them anew proves that each column really has its field."""
    blank = set(columns())
    for make in PROBLEMS.values():
        for sheet, rows in rows_of(make()).items():
            for row in rows:
                blank -= {f"{sheet}.{k}" for k, v in row.items() if v not in (None, "", ())}
    shortcuts = {f.column for form in FORMS for f in form.shortcuts}
    stretches = {"overrides.last"}  # written as one row for each week
    excused = {c for c in columns() if c in NOT_ASKED or c.partition(".")[0] in NOT_ASKED}
    assert blank - shortcuts - stretches - excused == set()


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_written_as_its_column_is(field: Field) -> None:
    column = columns()[field.column]
    kinds = {
        Kind.TEXT: {"text"}, Kind.TEXTS: {"lines"}, Kind.ID: {"text"}, Kind.REF: {"choice"},
        Kind.REFS: {"names", "choice", "substitutes"}, Kind.INTEGER: {"whole"},
        Kind.DECIMAL: {"number", "thousandths"}, Kind.DECIMALS: {"thousandths"},
        Kind.PERCENT: {"percent"}, Kind.PERCENTS: {"percents"}, Kind.PACE: {"percent"},
        Kind.HOURS: {"number"}, Kind.MINUTES: {"thousandths", "hours"},
        Kind.MONEY: {"cents", "number"}, Kind.MONEYS: {"number"}, Kind.DATE: {"day"},
        Kind.DATES: {"days"}, Kind.WEEK: {"week"}, Kind.YES_NO: {"tick", "present"},
        Kind.CHOICE: {"choice"},
    }  # fmt: skip
    assert field.kind in kinds[column.kind]
    if column.kind is Kind.CHOICE:
        words = order_fields.WORDS[field.choices]
        assert set(words) == {c.value for c in column.choices}
    assert order_values.bounds_of(field) == column


# -- there and back -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", PROBLEMS)
def test_forms_sent_back_as_they_are_change_nothing(name: str, language: Language) -> None:
    problem = asked(PROBLEMS[name]())
    assert unchanged(problem, language) == problem


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", PROBLEMS)
def test_an_order_typed_anew_is_the_same_order(name: str, language: Language) -> None:
    problem = asked(named(PROBLEMS[name]()))
    assert retyped(problem, language) == problem


NAMES = st.text(
    alphabet=string.ascii_letters + "éÉœ ,;×*'’&<>\"-0123456789", min_size=1, max_size=12
).map(str.strip).filter(bool)  # fmt: skip
HOURS = st.decimals("0.001", "168", places=3)
AMOUNTS = st.decimals("0.001", "99999", places=3)
RATES = st.decimals("0.001", "0.99", places=5)
WEEKS = st.integers(14, 40).map(lambda n: f"2020-W{n:02d}")


@given(
    names=st.lists(NAMES, min_size=6, max_size=6),
    minutes=st.lists(st.decimals(1, 5000, places=3), min_size=1, max_size=3),
    ratio=AMOUNTS,
    rates=st.lists(RATES, max_size=4),
    weeks=st.lists(st.tuples(WEEKS, st.none() | AMOUNTS, st.none() | HOURS), max_size=12),
    last=WEEKS,
)
def test_odd_names_and_figures_come_through(
    names: list[str],
    minutes: list[Decimal],
    ratio: Decimal,
    rates: list[Decimal],
    weeks: list[tuple[str, Decimal | None, Decimal | None]],
    last: str,
) -> None:
    problem = everything()
    first, *others = problem.workshops
    workshop = replace(
        first,
        name=names[0],
        ramp_up=tuple(rates),
        commitments=tuple(Commitment(first="2020-W14", last=last, minutes=m) for m in minutes),
        overrides=tuple(
            WeekOverride(week=w, headcount=h, weekly_hours=t)
            for w, h, t in sorted(weeks, key=lambda x: x[0])
        ),
    )
    mask, bag = problem.products
    line = replace(
        mask.materials[0],
        substitutes=(Substitute(material="ribbon", ratio=ratio), Substitute(material="elastic")),
    )
    operations = tuple(replace(o, name=names[1] + o.id) for o in mask.operations)
    problem = asked(
        replace(
            problem,
            products=(replace(mask, materials=(line,), operations=operations), bag),
            workshops=(workshop, *others),
            materials=tuple(
                replace(m, name=n) for m, n in zip(problem.materials, names[2:], strict=False)
            ),
        )
    )
    assert unchanged(problem) == problem
    assert retyped(problem) == problem
