"""Forms are read as French people write, and say every fault at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from starlette.datastructures import FormData

from service.i18n import Texts
from service.web.typed import Typed, WrongFormError, values_of


def typed(**values: str) -> Typed:
    return Typed(FormData(list(values.items())))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 250", "1250"),
        ("1\u202f234,5", "1234.5"),
        ("3.5", "3.5"),
        ("4,40 €", "4.40"),
        ("12 %", "12"),
        ("-2", None),
        ("douze", None),
        ("1e400", None),
        ("NaN", None),
        ("0e999999999", None),
        ("1e-999999", None),
    ],
)
def test_numbers(text: str, number: str | None) -> None:
    found = typed(n=text)
    value = found.number("n")
    assert value == (None if number is None else Decimal(number))
    assert ("n" in found.faults) == (number is None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/04/2020", date(2020, 4, 30)),
        ("30/4/20", date(2020, 4, 30)),
        ("2020-04-30", date(2020, 4, 30)),
        ("31/04/2020", None),
        ("demain", None),
        ("1/1/99999999999999999999", None),
        ("1/1/9999", None),
        ("0001-01-01", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert typed(d=text).day("d") == day


def test_weeks_and_whole_numbers() -> None:
    assert typed(w="2020-W18").week("w") == "2020-W18"
    assert typed(w="2020-W60").week("w") is None
    assert typed(w="2020-W53").week("w") == "2020-W53"
    assert typed(w="2021-W53").week("w") is None
    assert typed(w="9999-W52").week("w") is None
    assert typed(n="12").whole("n") == 12
    wrong = typed(n="12,5")
    assert wrong.whole("n", 3) == 3
    assert "n" in wrong.faults


def test_every_fault_at_once_and_what_was_typed_is_kept() -> None:
    form = typed(a="x", b="40/40/2020", c="")
    form.number("a")
    form.day("b")
    form.text("c", needed=True)
    with pytest.raises(WrongFormError) as refused:
        form.check()
    assert set(refused.value.faults) == {"a", "b", "c"}
    assert form["a"] == "x"


def test_a_form_without_faults_passes() -> None:
    form = values_of({"n": 5, "t": None})
    assert form.whole("n") == 5
    assert form.text("t") == ""
    form.check()


@pytest.mark.parametrize(
    ("raw", "least", "most", "said"),
    [
        ("99999999999999", 0, None, "Ce nombre est trop grand."),
        ("99999999999999", 0, 60, "Ce nombre est hors des limites : de 0 à 60."),
        ("-1", 0, None, "Ce nombre est hors des limites : 0 au moins."),
        ("1500", None, 1200, "Ce nombre est hors des limites : 1 200 au plus."),
    ],
)
def test_a_number_beyond_its_bounds_is_told_them(
    raw: str, least: int | None, most: int | None, said: str
) -> None:
    typed = values_of({"n": raw})
    assert typed.number("n", least=least, most=most) is None
    fault = typed.faults["n"]
    values = {k: Texts("fr").number(v) for k, v in getattr(fault, "values", {}).items()}
    assert (
        Texts("fr").gettext(fault, **values).replace("\u202f", " ").replace("\u00a0", " ") == said
    )
