"""Prefilled forms: what they hold, and that what is filled in is read exactly, without a guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examples.mask_order.order import mask_order
from importers.columns import Language
from importers.grids import OWN_AUTHOR
from importers.own_marks import MARK
from importers.received.context import read_context
from importers.received.contract import FileKind, OrderContext, Reading
from importers.received.form_shape import week_headers, weeks_of
from importers.received.forms import FormKind, form_of, form_text_keys, write_form
from importers.received.reading import read_received
from importers.template import write_problem
from service.i18n import Texts
from service.messages.form_texts import form_texts
from tests.libreoffice import convert

READ_AS = {
    FormKind.CAPACITIES: FileKind.CAPACITIES,
    FormKind.LOAD_PLAN: FileKind.CAPACITIES,
    FormKind.OFFERS: FileKind.OFFERS,
    FormKind.GROUPED_ORDER: FileKind.OFFERS,
    FormKind.FOLLOWUP: FileKind.FOLLOWUP,
}
LANGUAGES: tuple[Language, ...] = ("fr", "en")
WORKSHOP, SUPPLIER = "canal", "lys"
QUICK = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FIRST = 3
tenths = st.integers(1, 400).map(lambda n: Decimal(n) / 10)
rates = st.integers(1, 99).map(lambda n: Decimal(n) / 100)
words = st.text("abcdefghij", min_size=3, max_size=12)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> OrderContext:
    path = tmp_path_factory.mktemp("commande") / "commande.xlsx"
    assert write_problem(mask_order(), path) == ()
    found, _, _ = read_context(path)
    assert found is not None
    return found


def recipient(kind: FormKind) -> dict[str, str]:
    if kind is FormKind.OFFERS:
        return {"supplier": SUPPLIER}
    return {} if kind is FormKind.GROUPED_ORDER else {"workshop": WORKSHOP}


class Filled:
    """A form written, then filled in by code as somebody would."""

    def __init__(
        self, kind: FormKind, context: OrderContext, folder: Path, language: Language, **to: str
    ) -> None:
        self.kind, self.context = kind, context
        self.path = folder / f"{kind.value}.xlsx"
        to = to or recipient(kind)
        write_form(kind, context, self.path, language, form_texts(Texts(language)), **to)
        self.form = form_of(kind, context, language, **to)
        self.book: Any = openpyxl.load_workbook(self.path)
        self.ws = self.book.worksheets[1]
        self.keys = [c.column.key for c in self.form.columns]

    def put(self, row: int, values: Mapping[str, object]) -> None:
        """Type values into a row of the form, 0 the first; None leaves the cell."""
        for key, value in values.items():
            if value is not None:
                self.type(row, self.keys.index(key), value)

    def type(self, row: int, column: int, value: Any) -> None:
        """Type into a cell that may be typed into."""
        cell = self.ws.cell(FIRST + row, column + 1)
        assert not cell.protection.locked
        cell.value = float(value) if isinstance(value, Decimal) else value

    def read(self, context: OrderContext | None = None) -> Reading:
        """What the form says once saved: never an error, never a guess."""
        self.book.save(self.path)
        reading = read_received(self.path, READ_AS[self.kind], context or self.context, {})
        assert reading.guesses == ()
        assert [d for d in reading.findings if d.severity.value == "error"] == []
        return reading


def rows(reading: Reading, sheet: str) -> list[tuple[tuple[str, ...], dict[str, object]]]:
    return [(d.identity, dict(d.values)) for d in reading.drafts if d.sheet == sheet]


# -- what is filled in is what is read --------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@QUICK
def test_a_census_reads_back(
    context: OrderContext, tmp_path: Path, language: Language, data: st.DataObject
) -> None:
    filled = Filled(FormKind.CAPACITIES, context, tmp_path, language)
    first = date(2020, 4, 1) + timedelta(days=data.draw(st.integers(0, 60)))
    told = {
        "headcount": data.draw(st.integers(1, 60)),
        "weekly_hours": data.draw(tenths),
        "working_days": data.draw(st.integers(1, 7)),
        "absence_rate": data.draw(rates),
        "non_production_rate": data.draw(rates),
        "pace": data.draw(rates),
        "entry": first,
        "leaving": first + timedelta(days=90),
    }
    closed = first + timedelta(days=data.draw(st.integers(1, 30)))
    machines = data.draw(st.integers(1, 20))
    span = f"du {closed:%d/%m/%Y} au {closed + timedelta(days=4):%d/%m/%Y}"
    filled.put(0, {**told, "siret": "73282932000074", "closures": span})
    filled.put(0, {"sewing_machines": machines, "kind": data.draw(st.sampled_from(["ACI", "EI"]))})
    reading = filled.read()
    ((identity, values),) = rows(reading, "workshops")
    assert identity == (WORKSHOP,)
    assert {k: values[k] for k in told} == told
    assert values["siret"] == "73282932000074"
    ((_, station),) = rows(reading, "stations")
    assert (station["number"], station["operations"]) == (machines, ("couture",))
    assert [v for _, v in rows(reading, "closures")] == [
        {"first": closed, "last": closed + timedelta(days=4)}
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@QUICK
def test_a_load_plan_reads_back(
    context: OrderContext, tmp_path: Path, language: Language, data: st.DataObject
) -> None:
    filled = Filled(FormKind.LOAD_PLAN, context, tmp_path, language)
    weeks = weeks_of(context)
    chosen = data.draw(st.sets(st.sampled_from(range(len(weeks))), max_size=8))
    overrides, loads = {}, {}
    closed = "fermé" if language == "fr" else "closed"
    already = {n for n in range(len(weeks)) if filled.ws.cell(FIRST, n + 3).value == closed}
    for n in chosen - already:
        people, hours = data.draw(st.integers(0, 30)), data.draw(st.integers(20, 40))
        load = data.draw(st.integers(1, 200))
        for row, value in enumerate((people, hours, load)):
            filled.type(row, n + 2, value)
        overrides[weeks[n]] = {"headcount": people, "weekly_hours": hours}
        loads[weeks[n]] = load * 60
    reading = filled.read()
    found = {i[1]: v for i, v in rows(reading, "overrides")}
    assert {w: {k: found[w][k] for k in v} for w, v in overrides.items()} == overrides
    taken = [v for _, v in rows(reading, "commitments")]
    for week, minutes in loads.items():
        assert [v["minutes"] for v in taken if str(v["first"]) <= week <= str(v["last"])] == [
            minutes
        ]
    # Its closed weeks stand in the form: they come back as the order knows them, or not at all.
    assert already
    shut = {(v["first"], v["last"]) for _, v in rows(reading, "closures")}
    assert shut <= {(r["first"], r["last"]) for r in context.rows["closures"]}


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@QUICK
def test_a_quotation_reads_back(
    context: OrderContext, tmp_path: Path, language: Language, data: st.DataObject
) -> None:
    filled = Filled(FormKind.OFFERS, context, tmp_path, language)
    expected = {}
    for n, material in enumerate(context.names["materials"]):
        count = data.draw(st.integers(0, 3))
        prices = [Decimal(data.draw(st.integers(1, 9999))) / 100 for _ in range(count)]
        starts = [data.draw(st.integers(100, 200)) * 10**k for k in range(1, count)]
        for k, price in enumerate(prices):
            filled.put(3 * n + k, {"price": price, "from": starts[k - 1] if k else None})
        if not prices:
            continue
        delay, minimum = data.draw(st.integers(1, 9)), data.draw(st.integers(2, 90))
        until = date(2020, 6, data.draw(st.integers(1, 30)))
        filled.put(3 * n, {"delay": delay, "minimum": minimum, "until": until, "weekly": 700})
        filled.put(3 * n, {"reference": "TX-1", "total": 9000, "remark": data.draw(words)})
        expected[material] = {
            "price": tuple(prices),
            "from": (Decimal(0), *starts),
            "lead_time_weeks": delay,
            "minimum": minimum,
            "order_until": until,
            "weekly": 700,
            "total": 9000,
            "supplier": SUPPLIER,
        }
    found = {v["material"]: v for _, v in rows(filled.read(), "offers")}
    assert {m: {k: found[m][k] for k in v} for m, v in expected.items()} == expected
    assert found.keys() == expected.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@QUICK
def test_a_joint_order_reads_back(
    context: OrderContext, tmp_path: Path, language: Language, data: st.DataObject
) -> None:
    filled = Filled(FormKind.GROUPED_ORDER, context, tmp_path, language)
    members = [n for n, k in enumerate(filled.keys) if k == "quantity"]
    workshops = list(context.names["workshops"])
    expected: dict[tuple[str, ...], int] = {}
    for row, material in enumerate(context.names["materials"]):
        for at, workshop in zip(members, workshops, strict=True):
            # The first quantity makes a table of the form.
            asked = data.draw(st.integers(0 if expected else 1, 5000))
            if asked:
                filled.type(row, at, asked)
                expected[workshop, material] = asked
    found = rows(filled.read(), "requests")
    assert {i: v["quantity"] for i, v in found} == expected


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@QUICK
def test_a_follow_up_reads_back(
    context: OrderContext, tmp_path: Path, language: Language, data: st.DataObject
) -> None:
    filled = Filled(FormKind.FOLLOWUP, context, tmp_path, language)
    expected = []
    count = len(filled.form.rows)
    for row in sorted(data.draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=6))):
        good, scrap = data.draw(st.integers(1, 5000)), data.draw(st.integers(0, 90))
        told = {
            "made": good + scrap,
            "conforming": good,
            "scrap": scrap,
            "lot": f"L{row}",
            "delivered": date(2020, 9, data.draw(st.integers(1, 30))),
            "delivered_units": good,
            "delivery_note": f"00{row}",
            "batch": data.draw(words),
            "remark": data.draw(words),
        }
        filled.put(row, told)
        expected.append((weeks_of(context)[row * len(weeks_of(context)) // count], told))
    found = [(v["week"], {k: v[k] for k in told}) for _, v in rows(filled.read(), "followup")]
    assert found == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [k for k in FormKind if k is not FormKind.GROUPED_ORDER])
def test_a_form_sent_back_as_it_came_says_what_the_order_knows(
    context: OrderContext, tmp_path: Path, kind: FormKind, language: Language
) -> None:
    reading = Filled(kind, context, tmp_path, language).read()
    known = {r["id"]: r for r in context.rows["workshops"]}[WORKSHOP]
    for _, values in rows(reading, "workshops"):
        assert {k: v for k, v in values.items() if v != known[k]} == {}
    assert kind is not FormKind.CAPACITIES or rows(reading, "workshops")
    assert rows(reading, "offers") == rows(reading, "followup") == []


def test_rows_that_the_order_knows_come_back(context: OrderContext, tmp_path: Path) -> None:
    known = replace(
        context,
        rows={
            **context.rows,
            "overrides": (
                {"workshop": WORKSHOP, "week": "2020-W20", "headcount": 3, "weekly_hours": None},
            ),
            "commitments": (
                {"workshop": WORKSHOP, "first": "2020-W22", "last": "2020-W23", "minutes": 600},
            ),
            "requests": ({"workshop": WORKSHOP, "material": "tissu", "quantity": 150},),
        },
    )
    plan = Filled(FormKind.LOAD_PLAN, known, tmp_path, "fr").read()
    assert [(i, v["headcount"]) for i, v in rows(plan, "overrides")] == [
        ((WORKSHOP, "2020-W20"), 3)
    ]
    ((_, load),) = rows(plan, "commitments")
    assert (load["first"], load["last"], load["minutes"]) == ("2020-W22", "2020-W23", 600)
    order = Filled(FormKind.GROUPED_ORDER, known, tmp_path, "fr").read()
    assert [(i, v["quantity"]) for i, v in rows(order, "requests")] == [((WORKSHOP, "tissu"), 150)]


# -- what a form is ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(FormKind))
def test_a_form_is_ready_to_fill_in_and_to_print(
    context: OrderContext, tmp_path: Path, kind: FormKind, language: Language
) -> None:
    filled = Filled(kind, context, tmp_path, language)
    ws: Any = filled.ws
    columns = filled.form.columns
    assert [c.value for c in ws[1]] == [c.header for c in columns]
    assert all(c.protection.locked for c in ws[1])
    assert ws.protection.sheet
    assert not ws.protection.password
    assert (ws.page_setup.orientation, ws.page_setup.fitToWidth) == ("landscape", 1)
    assert ws.sheet_properties.pageSetUpPr.fitToPage
    assert str(ws.cell(2, 1).value).startswith("(e")
    helped = {c.column.key: ws.cell(1, n).comment for n, c in reversed([*enumerate(columns, 1)])}
    assert all(c is not None and c.author == OWN_AUTHOR for c in helped.values())
    assert MARK in str(filled.book.worksheets[0]["A1"].value)
    assert filled.book.active is filled.book.worksheets[0]


@pytest.mark.parametrize(
    ("kind", "lists"),
    [
        (FormKind.CAPACITIES, ["ACI", "oui,non"]),
        (FormKind.FOLLOWUP, ["Listes!$A$3:$A$7", "Listes!$B$3", "Listes!$C$3", "Listes!$D$3"]),
    ],
)
def test_cells_offer_what_can_stand_in_them(
    context: OrderContext, tmp_path: Path, kind: FormKind, lists: list[str]
) -> None:
    ws = Filled(kind, context, tmp_path, "fr").ws
    offered = [v.formula1.replace("'", "") for v in ws.data_validations.dataValidation]
    assert len(offered) == len(lists)
    assert all(any(part in f for f in offered) for part in lists)
    assert not any(v.showErrorMessage for v in ws.data_validations.dataValidation)


def test_a_form_without_anybody_asks_everybody(context: OrderContext) -> None:
    everybody = tuple(context.names["workshops"])
    assert len(form_of(FormKind.CAPACITIES, context, "fr").rows) == len(everybody)
    one = form_of(FormKind.GROUPED_ORDER, context, "fr", workshop=WORKSHOP)
    assert [c.header for c in one.columns if c.column.key == "quantity"] == ["Couture du Canal"]
    nobody = replace(context, names={**context.names, "workshops": {}})
    assert form_of(FormKind.CAPACITIES, nobody, "fr").blank_rows > 0


def test_names_that_two_rows_share_give_way_to_ids(context: OrderContext) -> None:
    twins = {"a": ("a", "Tissu"), "b": ("b", "tissu"), "c": ("c", "Fil")}
    order = replace(context, names={**context.names, "materials": twins})
    form = form_of(FormKind.GROUPED_ORDER, order, "fr")
    assert [r[0] for r in form.rows] == ["a", "b", "Fil"]


def test_weeks_that_come_twice_have_their_year(context: OrderContext) -> None:
    long = replace(context, start=date(2020, 4, 6), rows={"demands": ({"due": date(2021, 5, 28)},)})
    headers = week_headers(weeks_of(long), "fr")
    assert headers[0] == "S15-2020\n(06/04)"
    assert headers[30] == "S45\n(02/11)"


def test_an_order_across_the_year_reads_back(context: OrderContext, tmp_path: Path) -> None:
    winter = replace(
        context,
        start=date(2020, 11, 30),
        last=date(2021, 2, 26),
        rows={**context.rows, "demands": ({"due": date(2021, 1, 29)},), "closures": ()},
    )
    filled = Filled(FormKind.LOAD_PLAN, winter, tmp_path, "fr")
    weeks = weeks_of(winter)
    for n in range(len(weeks)):
        filled.type(0, n + 2, n + 1)
    found = {i[1]: v["headcount"] for i, v in rows(filled.read(), "overrides")}
    assert "2020-W53" in weeks
    assert found == {w: n for n, w in enumerate(weeks, start=1)}


def test_a_text_of_the_order_never_becomes_a_formula(context: OrderContext, tmp_path: Path) -> None:
    evil = {WORKSHOP: (WORKSHOP, "=1+1")}
    order = replace(context, names={**context.names, "workshops": evil})
    for kind in FormKind:
        if kind is FormKind.OFFERS:
            continue
        book = Filled(kind, order, tmp_path, "fr").book
        cells = [c for ws in book.worksheets for row in ws.iter_rows() for c in row]
        assert [c for c in cells if c.data_type == "f"] == []
        assert "=1+1" in [c.value for c in cells]


def test_a_form_saved_by_another_program_is_read_the_same(
    context: OrderContext, tmp_path: Path
) -> None:
    filled = Filled(FormKind.LOAD_PLAN, context, tmp_path, "fr")
    filled.type(0, 2, 5)
    drafts = [(d.sheet, d.identity, dict(d.values)) for d in filled.read().drafts]
    folder = tmp_path / "autre"
    folder.mkdir()
    saved = convert(filled.path, "ods", folder)
    reading = read_received(saved, FileKind.CAPACITIES, context, {})
    assert reading.guesses == ()
    assert [(d.sheet, d.identity, dict(d.values)) for d in reading.drafts] == drafts


def test_every_text_that_forms_ask_for_is_written(context: OrderContext) -> None:
    texts: Callable[[Language], dict[str, str]] = lambda x: form_texts(Texts(x))  # noqa: E731
    french, english = texts("fr"), texts("en")
    assert french.keys() == english.keys()
    assert [k for k in french if french[k] == english[k]] == []
    asked = set()
    for kind in FormKind:
        form = form_of(kind, context, "fr")
        asked |= {f"column.{form.sheet.key}.{c.column.key}.help" for c in form.columns}
        asked |= {k for k in form_text_keys(kind) if not k[-1].isdigit()}
        assert f"form.{kind.value}.1" in french
    asked |= {f"column.census.{k}.help" for k in ("overlockers", "cutting_table")}
    told = {k for k in french if not k[-1].isdigit()}
    assert told - {"column.quotation.supplier.help", "column.grouped_order.supplier.help"} <= asked
    assert asked <= told
