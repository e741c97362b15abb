"""Problems, plans and dossiers go to JSON and come back, and nothing else gets in."""

import dataclasses
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import dossier, json_text
from optimizer import plan as plan_data
from optimizer.past import begin
from optimizer.plan import Plan
from optimizer.problem import Problem
from tests.builders import rich_problem, running_problem, small_problem, tiny_problem
from tests.mutations import leaves, value_at, with_value

FILES = Path(__file__).parent / "files"
D = Decimal
RICH = rich_problem()
RICH_TEXT = dossier.problem_to_json(RICH)


def sample_plan() -> Plan:
    """A plan with something in every field; it need not keep any rule."""
    run: dict[str, Any] = {
        "workshop": "vestali",
        "product": "mask",
        "week": "2020-W15",
        "units": D(300),
    }
    share = plan_data.WorkshopShare(
        workshop="vestali",
        weight_share=D("0.4"),
        target_minutes=D("19930.5"),
        load_minutes=D(20_000),
        real_minutes=D("28571.429"),
        ratio=D("1.003"),
        reason="qualification",
    )
    fairness = plan_data.Fairness(
        key="headcount", total_minutes=D(49_825), shares=(share,), gap=D("0.01"), jain=D("0.99")
    )
    return Plan(
        problem_hash=dossier.problem_hash(RICH),
        preset="economique",
        status="feasible",
        stopped_by="time",
        runs=(plan_data.Run(operation="sewing", **run),),
        hub_sendings=(plan_data.HubSending(operation="cutting", **run),),
        hub_receipts=(plan_data.HubReceipt(operation="cutting", **run),),
        shipments=(plan_data.Shipment(delivery_point="arras", **run),),
        deliveries=(plan_data.Delivery(demand="masks-april", week="2020-W16", units=D(300)),),
        purchases=(
            plan_data.Purchase(
                offer="fabric-toiles", week="2020-W14", arrival="2020-W15", thousandths=500_000
            ),
        ),
        substitutions=(
            plan_data.Substitution(operation="sewing", material="elastic", used="ribbon", **run),
        ),
        levels=(
            plan_data.LevelResult(
                name="cost",
                value=D(1_234_567),
                bound=D(1_230_000),
                gap=D("0.0037"),
                slack=D("1234.567"),
                proven=False,
                conditional=True,
                seconds=D("12.5"),
            ),
        ),
        fairness=fairness,
        fairness_other=replace(fairness, key="productive_minutes"),
        price_of_fairness=plan_data.PriceOfFairness(lowest_cents=0, highest_cents=4_567),
        phases=(plan_data.PhaseTime(phase="model", seconds=D("0.4")),),
        seconds=D("61.2"),
    )


PLAN_TEXT = dossier.plan_to_json(sample_plan())
DOSSIER = dossier.make_dossier(
    RICH,
    sample_plan(),
    options={"preset": "economique", "seconds": 60, "levels": ["unmet", "late"], "seed": None},
    software={"ortools": "9.15.6755"},
)


SAMPLE_PAST = replace(
    begin(RICH),
    runs=sample_plan().runs,
    deliveries=sample_plan().deliveries,
    purchases=sample_plan().purchases,
)


def codes(found: Any) -> list[tuple[str, str]]:
    return [(d.code, d.params["place"]) for d in found]


# -- there and back -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "problem", [small_problem(), tiny_problem(), running_problem(), rich_problem()]
)
def test_a_problem_comes_back_the_same(problem: Problem) -> None:
    text = dossier.problem_to_json(problem)
    assert dossier.problem_from_json(text) == (problem, ())
    assert dossier.problem_from_json("\ufeff" + text) == (problem, ())
    assert text.encode() == dossier.problem_to_json(problem).encode()


def test_a_plan_comes_back_the_same() -> None:
    assert dossier.plan_from_json(PLAN_TEXT) == (sample_plan(), ())


def test_a_dossier_comes_back_the_same() -> None:
    text = dossier.dossier_to_json(DOSSIER)
    assert dossier.dossier_from_json(text) == (DOSSIER, ())
    replanned = replace(DOSSIER, past=SAMPLE_PAST)
    assert dossier.dossier_from_json(dossier.dossier_to_json(replanned)) == (replanned, ())
    without_plan = dossier.make_dossier(small_problem())
    assert dossier.dossier_from_json(dossier.dossier_to_json(without_plan)) == (without_plan, ())


def test_every_field_is_written() -> None:
    raw = json.loads(RICH_TEXT)
    assert list(raw) == [f.name for f in dataclasses.fields(Problem)]
    assert raw["workshops"][1]["headcount"] == "5"
    assert raw["start"] == "2020-04-06"
    assert raw["costs"] is None
    assert raw["schema_version"] == 1
    assert "Élastique" in RICH_TEXT


VALUES = {
    Decimal: st.decimals(min_value=-(10**12), max_value=10**12, places=6),
    int: st.integers(-(10**15), 10**15),
    date: st.dates(),
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
}
# Choices such as kinds of structures are texts that cannot be anything.
CHOICES = {"kind", "fairness_key", "break_kind", "break_basis", "schema_version"}
PATHS = [p for p, v in leaves(RICH) if type(v) in VALUES and p[-1] not in CHOICES]


@given(st.data())
def test_any_values_come_back_the_same(data: st.DataObject) -> None:
    problem = RICH
    for path in data.draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=5)):
        problem = with_value(problem, path, data.draw(VALUES[type(value_at(problem, path))]))
    text = dossier.problem_to_json(problem)
    back, found = dossier.problem_from_json(text)
    assert (back, found) == (problem, ())
    assert back is not None
    assert dossier.problem_to_json(back) == text
    assert dossier.problem_hash(back) == dossier.problem_hash(problem)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_decimal_text_is_exact_and_the_same_for_equal_values(value: Decimal) -> None:
    text = json_text.decimal_text(value)
    assert Decimal(text) == value
    assert json_text.decimal_text(value + D("0.0") if value == 0 else Decimal(text)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.10", "0.1"),
        ("1E+3", "1000"),
        ("-0", "0"),
        ("100", "100"),
        ("1.000", "1"),
        ("1E-7", "0.0000001"),
    ],
)
def test_decimal_text(value: str, text: str) -> None:
    assert json_text.decimal_text(D(value)) == text


# -- hash ---------------------------------------------------------------------------------------


def test_equal_problems_have_one_hash_and_others_another() -> None:
    hashes = {dossier.problem_hash(p) for p in (small_problem(), running_problem(), RICH)}
    assert len(hashes) == 3
    assert dossier.problem_hash(rich_problem()) == dossier.problem_hash(RICH)
    written_otherwise = with_value(RICH, ("workshops", 0, "headcount"), D("8.00"))
    assert dossier.problem_hash(written_otherwise) == dossier.problem_hash(RICH)
    assert dossier.problem_to_json(written_otherwise) == RICH_TEXT


def test_every_value_counts_in_the_hash() -> None:
    seen = {dossier.problem_hash(RICH)}
    others = {Decimal: D("7.77"), int: 777, date: date(2021, 1, 1), str: "other"}
    for path in PATHS:
        changed = with_value(RICH, path, others[type(value_at(RICH, path))])
        seen.add(dossier.problem_hash(changed))
    assert len(seen) == len(PATHS) + 1


def test_hash_of_a_problem_says_nothing_of_defaults() -> None:
    # What is written out at its default and what is left out are one problem.
    raw = json.loads(dossier.problem_to_json(tiny_problem()))
    del raw["hub"], raw["opening"], raw["workshops"][0]["ramp_up"]
    back, found = dossier.problem_from_json(json.dumps(raw))
    assert found == ()
    assert back == tiny_problem()


def test_a_dossier_with_another_problem_is_refused() -> None:
    raw = json.loads(dossier.dossier_to_json(DOSSIER))
    raw["problem"]["workshops"][0]["headcount"] = "9"
    back, found = dossier.dossier_from_json(json.dumps(raw))
    assert back is None
    assert codes(found) == [("import.json_problem_hash", "$.problem_hash, $.plan.problem_hash")]


# -- what is refused ----------------------------------------------------------------------------


def objects(raw: Any, place: str = "$") -> list[tuple[str, dict[str, Any]]]:
    """Every JSON object, with its place."""
    found = []
    if isinstance(raw, dict):
        found.append((place, raw))
        for name, inner in raw.items():
            found += objects(inner, f"{place}.{name}")
    elif isinstance(raw, list):
        for k, inner in enumerate(raw):
            found += objects(inner, f"{place}[{k}]")
    return found


@pytest.mark.parametrize(
    ("text", "read"),
    [(RICH_TEXT, dossier.problem_from_json), (PLAN_TEXT, dossier.plan_from_json)],
    ids=["problem", "plan"],
)
def test_an_unknown_field_is_refused_at_every_depth(text, read) -> None:
    raw = json.loads(text)
    places = objects(raw)
    assert len(places) > 10
    for place, item in places:
        item["colour"] = 1
        assert codes(read(json.dumps(raw))[1]) == [("import.json_unknown_field", f"{place}.colour")]
        del item["colour"]
    for _, item in places:
        item["colour"] = 1
    assert len(read(json.dumps(raw))[1]) == len(places)


def test_an_unknown_field_of_a_dossier_is_refused() -> None:
    raw = json.loads(dossier.dossier_to_json(DOSSIER))
    raw["colour"] = raw["plan"]["fairness"]["colour"] = raw["problem"]["hub"]["colour"] = 1
    # Options are free, so they are no place for this test.
    raw["options"]["colour"] = 1
    assert sorted(codes(dossier.dossier_from_json(json.dumps(raw))[1])) == [
        ("import.json_unknown_field", "$.colour"),
        ("import.json_unknown_field", "$.plan.fairness.colour"),
        ("import.json_unknown_field", "$.problem.hub.colour"),
    ]


def test_the_nearest_field_is_suggested() -> None:
    raw = json.loads(RICH_TEXT)
    raw["products"][0]["operations"][1]["yield"] = "0.9"
    [found] = dossier.problem_from_json(json.dumps(raw))[1]
    assert found.params["suggestion"] == "yield_rate"


def written(path: tuple[str | int, ...], value: Any) -> str:
    """The rich problem's JSON with another value at a path."""
    raw = json.loads(RICH_TEXT)
    value_at(raw, path[:-1])[path[-1]] = value
    return json.dumps(raw)


HEADCOUNT = ("workshops", 0, "headcount")


@pytest.mark.parametrize(
    ("path", "value", "code", "expected"),
    [
        (HEADCOUNT, 8, "json_type", "decimal"),
        (HEADCOUNT, 8.5, "json_type", "decimal"),
        (HEADCOUNT, "8,5", "json_type", "decimal"),
        (HEADCOUNT, "1_000", "json_type", "decimal"),
        (HEADCOUNT, " 8", "json_type", "decimal"),
        (HEADCOUNT, "", "json_type", "decimal"),
        (HEADCOUNT, "NaN", "json_type", "decimal"),
        (HEADCOUNT, "Infinity", "json_type", "decimal"),
        (HEADCOUNT, "-inf", "json_type", "decimal"),
        (HEADCOUNT, "1" * 81, "json_type", "decimal"),
        (HEADCOUNT, "٨", "json_type", "decimal"),
        (HEADCOUNT, None, "json_type", "decimal"),
        (HEADCOUNT, [], "json_type", "decimal"),
        (("start",), "06/04/2020", "json_type", "date"),
        (("start",), "2020-02-30", "json_type", "date"),
        (("start",), "2020-04-06T00:00:00", "json_type", "date"),
        (("start",), 1586131200, "json_type", "date"),
        (("workshops", 0, "working_days"), "4", "json_type", "integer"),
        (("workshops", 0, "working_days"), 4.0, "json_type", "integer"),
        (("workshops", 0, "working_days"), True, "json_type", "integer"),
        (("workshops", 0, "name"), 4, "json_type", "text"),
        (("workshops", 0, "overrides"), {}, "json_type", "list"),
        (("workshops", 0, "overrides"), None, "json_type", "list"),
        (("workshops", 0), "vestali", "json_type", "object"),
        (("hub",), [], "json_type", "object"),
        (("costs",), 3, "json_type", "null"),
        (
            ("fairness_key",),
            "HEADCOUNT",
            "json_choice",
            "headcount, productive_minutes, equal, agreed",
        ),
        (("offers", 0, "break_kind"), None, "json_choice", "all_units, incremental"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(path, value, code, expected) -> None:
    back, found = dossier.problem_from_json(written(path, value))
    assert back is None
    assert codes(found) == [(f"import.{code}", json_text.place_of(path))]
    assert found[0].params["expected"] == expected


def test_a_missing_field_is_named() -> None:
    raw = json.loads(RICH_TEXT)
    del raw["workshops"][1]["headcount"]
    del raw["id"]
    assert sorted(codes(dossier.problem_from_json(json.dumps(raw))[1])) == [
        ("import.json_missing_field", "$.id"),
        ("import.json_missing_field", "$.workshops[1].headcount"),
    ]


def test_all_faults_are_found_at_once() -> None:
    raw = json.loads(RICH_TEXT)
    raw["workshops"][0]["headcount"] = 8.5
    raw["workshops"][1]["colour"] = "red"
    raw["hub"]["lead_time_weeks"] = "1"
    del raw["demands"][0]["due"]
    found = dossier.problem_from_json(json.dumps(raw))[1]
    assert sorted(codes(found)) == [
        ("import.json_missing_field", "$.demands[0].due"),
        ("import.json_type", "$.hub.lead_time_weeks"),
        ("import.json_type", "$.workshops[0].headcount"),
        ("import.json_unknown_field", "$.workshops[1].colour"),
    ]


@pytest.mark.parametrize("version", [0, 2, "1", True, None, 1.0])
def test_another_version_has_its_own_code(version: object) -> None:
    text = json.dumps({"schema_version": version, "colour": "red"})
    for read in (dossier.problem_from_json, dossier.plan_from_json, dossier.dossier_from_json):
        assert codes(read(text)[1]) == [("import.json_schema_version", "$.schema_version")]


def test_another_version_inside_a_dossier() -> None:
    raw = json.loads(dossier.dossier_to_json(DOSSIER))
    raw["plan"]["schema_version"] = raw["problem"]["schema_version"] = 2
    assert codes(dossier.dossier_from_json(json.dumps(raw))[1]) == [
        ("import.json_schema_version", "$.problem.schema_version"),
        ("import.json_schema_version", "$.plan.schema_version"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "json_syntax"),
        ("PK\x03\x04", "json_syntax"),
        ('{"id": "a",}', "json_syntax"),
        ('{"id": "a"', "json_syntax"),
        ("[" * 100_000, "json_syntax"),
        ('{"id": ' + "9" * 5_000 + "}", "json_syntax"),
        ('{"id": "\\ud800", "start": "2020-04-06"}', "json_syntax"),
        ('{"id": "\ud800", "start": "2020-04-06"}', "json_syntax"),
        ('{"late_tail_weeks": NaN}', "json_not_finite"),
        ('{"late_tail_weeks": -Infinity}', "json_not_finite"),
        ("[]", "json_type"),
        ("null", "json_type"),
        ('"text"', "json_type"),
    ],
)
def test_what_is_no_json_object_is_refused(text: str, code: str) -> None:
    for read in (dossier.problem_from_json, dossier.plan_from_json, dossier.dossier_from_json):
        back, found = read(text)
        assert back is None
        assert codes(found) == [(f"import.{code}", "$")]


@pytest.mark.parametrize("depth", [100, 500, 900, 950, 1_500])
def test_brackets_nested_deep_raise_nothing(depth: int) -> None:
    nested = "[" * depth + "]" * depth
    for text in (nested, '{"options": ' + nested + "}", '{"a": 1, "a": ' + nested + "}"):
        back, found = dossier.dossier_from_json(text)
        assert back is None
        assert found


def test_a_syntax_error_says_where() -> None:
    [found] = dossier.problem_from_json('{"id": "a",\n "start" "2020-04-06"}')[1]
    assert (found.params["line"], found.params["column"]) == ("2", "10")


def test_a_name_that_stands_twice_is_refused() -> None:
    text = RICH_TEXT.replace('"working_days": 4,', '"working_days": 4,\n   "working_days": 5,', 1)
    assert codes(dossier.problem_from_json(text)[1]) == [
        ("import.json_repeated_field", "$.workshops[0].working_days")
    ]


def test_a_text_over_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert json_text.LARGEST_BYTES == 50 * 1024 * 1024
    monkeypatch.setattr(json_text, "LARGEST_BYTES", len(RICH_TEXT.encode()) - 1)
    # Accented letters take two bytes: the characters alone would pass.
    assert len(RICH_TEXT) < json_text.LARGEST_BYTES
    assert codes(dossier.problem_from_json(RICH_TEXT)[1]) == [("import.json_too_large", "$")]
    monkeypatch.setattr(json_text, "LARGEST_BYTES", len(RICH_TEXT.encode()))
    assert dossier.problem_from_json(RICH_TEXT)[1] == ()


@given(st.data())
def test_a_text_damaged_anywhere_raises_nothing(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(RICH_TEXT)))
    length = data.draw(st.integers(0, 20))
    text = RICH_TEXT[:start] + data.draw(st.text(max_size=5)) + RICH_TEXT[start + length :]
    back, found = dossier.problem_from_json(text)
    assert (back is None) == bool(found)


# -- schema -------------------------------------------------------------------------------------


def test_schema_forbids_unknown_fields_everywhere() -> None:
    for kind in ("problem", "plan", "dossier"):
        schema = dossier.schema(kind)
        classes = [schema, *schema["$defs"].values()]
        open_ones = [c.get("title") for c in classes if c.get("additionalProperties") is not False]
        # The one free place: options hold any JSON value.
        assert [t for t in open_ones if t] == []
        assert json.loads(json.dumps(schema)) == schema


def test_schema_has_decimals_and_days_as_strings() -> None:
    schema = dossier.schema("problem")
    headcount = schema["$defs"]["Workshop"]["properties"]["headcount"]
    assert headcount["type"] == "string"
    assert headcount["pattern"] == json_text.DECIMAL_PATTERN
    assert schema["properties"]["start"] == {"format": "date", "title": "Start", "type": "string"}
    assert schema["properties"]["schema_version"]["const"] == 1
    assert set(schema["required"]) == {"id", "start"}


# -- version 1, for ever ------------------------------------------------------------------------


def test_the_problem_file_of_version_1_still_reads_the_same() -> None:
    text = (FILES / "problem_v1.json").read_text(encoding="utf-8")
    problem, found = dossier.problem_from_json(text)
    assert found == ()
    assert problem is not None
    assert dossier.problem_hash(problem) == PROBLEM_V1_HASH
    # Fields added since may appear, those of the file keep their values.
    assert_contains(json.loads(dossier.problem_to_json(problem)), json.loads(text))
    assert problem.workshops[0].ramp_up == (D("0.6"), D("0.8"))
    assert problem.opening.lane_transit[0].arrival == "2020-W15"
    assert problem.offers[2].breaks[1].unit_price == D("0.09")


def test_the_plan_file_of_version_1_still_reads_the_same() -> None:
    text = (FILES / "plan_v1.json").read_text(encoding="utf-8")
    plan, found = dossier.plan_from_json(text)
    assert found == ()
    assert plan is not None
    assert_contains(json.loads(dossier.plan_to_json(plan)), json.loads(text))
    assert plan.problem_hash == PROBLEM_V1_HASH
    assert plan.runs[0] == plan_data.Run(
        workshop="vestali", product="mask", operation="sewing", week="2020-W15", units=D(300)
    )
    assert plan.levels[0].slack == D("1234.567")


def assert_contains(now: Any, then: Any) -> None:
    if isinstance(then, dict):
        assert now.keys() >= then.keys()
        for name, value in then.items():
            assert_contains(now[name], value)
    elif isinstance(then, list):
        assert len(now) == len(then)
        for new, old in zip(now, then, strict=True):
            assert_contains(new, old)
    else:
        assert now == then


# Never to be changed: see the files.
PROBLEM_V1_HASH = "6ab150cf678145731bff5879751d0bb9ef52afd812008e6b8b9dc5d245541809"
