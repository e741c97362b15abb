"""The workbook of variants: what each row means, and every fault in its cell, all at once."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from importers.columns.variant_sheets import VARIANTS, WHAT
from importers.variant_meanings import MEANINGS
from importers.variant_template import variant_text_keys, write_variants_template
from importers.variants import read_option, read_variants
from optimizer import changes as c
from optimizer.changes import Change
from optimizer.comparison import Variant
from optimizer.diagnostics import Diagnostic, Severity
from optimizer.instructions import Ban, Pin
from optimizer.problem import Capability
from tests.builders import small_problem

D = Decimal
SMALL = small_problem()
NAMES = {
    "workshop": "Vestali",
    "product": "Masque à plis",
    "operation": "finishing",
    "station_group": "Table de coupe",
    "offer": "Toiles du Nord – Tissu",
    "supplier": "Merciers réunis",
    "material": "Tissu",
    "demand": "masks-april",
    "norm": "AFNOR SPEC S76-001",
    "delivery_point": "Arras",
}


def written(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    """A workbook of variants with these rows, cells by column key."""
    path = tmp_path / "variantes.xlsx"
    write_variants_template(path, SMALL, "fr", {})
    wb = openpyxl.load_workbook(path)
    ws = wb[VARIANTS.fr]
    keys = [x.key for x in VARIANTS.columns]
    for number, row in enumerate(rows, start=3):
        for key, value in row.items():
            ws.cell(number, keys.index(key) + 1, value)
    wb.save(path)
    return path


def read(tmp_path: Path, *rows: dict[str, Any]) -> tuple[Variant, ...]:
    variants, found = read_variants(written(tmp_path, *rows), SMALL)
    assert not [d for d in found if d.severity is Severity.ERROR], found
    return variants


def one(tmp_path: Path, **row: Any) -> Change:
    (variant,) = read(tmp_path, {"variant": "essai", **row})
    (change,) = variant.changes
    return change


def faults(tmp_path: Path, *rows: dict[str, Any]) -> set[tuple[str, str]]:
    variants, found = read_variants(written(tmp_path, *rows), SMALL)
    assert variants == ()
    errors = [d for d in found if d.severity is Severity.ERROR]
    assert {(d.source.file, d.source.sheet) for d in errors} == {("variantes.xlsx", "Variantes")}
    return {(d.code, d.source.cell) for d in errors}


WEEKS = {"first": "S16-2020", "last": "2020-W17"}
DAYS = {"first": "20/04/2020", "last": date(2020, 4, 24)}
MADE: list[tuple[str, dict[str, Any], Change]] = [
    (
        "people",
        {"value": "+2", **WEEKS},
        c.MorePeople(workshop="vestali", first="2020-W16", last="2020-W17", people=D(2)),
    ),
    (
        "hours",
        {"value": "-3,5", "first": "16"},
        c.MoreHours(workshop="vestali", first="2020-W16", last="2020-W16", hours=D("-3.5")),
    ),
    (
        "closed",
        DAYS,
        c.Closed(workshop="vestali", first_day=date(2020, 4, 20), last_day=date(2020, 4, 24)),
    ),
    (
        "open",
        {"first": datetime(2020, 4, 20)},
        c.NoClosure(workshop="vestali", first_day=date(2020, 4, 20), last_day=date(2020, 4, 20)),
    ),
    ("stops", {"first": "S17"}, c.WorkshopStops(workshop="vestali", week="2020-W17")),
    ("entry", {"first": "20/04/2020"}, c.EarlierEntry(workshop="vestali", day=date(2020, 4, 20))),
    (
        "stations",
        {"value": 1, **WEEKS},
        c.MoreStations(group="cutting-table", number=1, first="2020-W16", last="2020-W17"),
    ),
    (
        "station_hours",
        {"value": "35 h"},
        c.StationHours(group="cutting-table", hours=D(35)),
    ),
    (
        "breakdown",
        {"first": "S16"},
        c.StationStops(group="cutting-table", first="2020-W16", last="2020-W16"),
    ),
    (
        "material",
        {"value": "500,5"},
        c.MoreMaterial(offer="fabric-toiles", thousandths=500_500),
    ),
    ("supply", {"value": 1}, c.EarlierSupply(offer="fabric-toiles", weeks=1)),
    (
        "order_from",
        {"first": "16/03/2020"},
        c.OrderEarlier(offer="fabric-toiles", day=date(2020, 3, 16)),
    ),
    ("supplier_stops", {"first": "S17"}, c.SupplierStops(supplier="merciers", week="2020-W17")),
    ("price", {"value": "-10 %"}, c.PriceChange(offer="fabric-toiles", rate=D("0.9"))),
    ("stock", {"value": 200}, c.StockMaterial(material="fabric", thousandths=200_000)),
    (
        "skill",
        {"product": NAMES["product"], "value": "70 %"},
        c.Skill(
            capability=Capability(
                workshop="vestali", operation="finishing", product="mask", pace=D("0.7")
            )
        ),
    ),
    ("largest_share", {"value": 0.4}, c.LargestShare(workshop="vestali", share=D("0.4"))),
    ("largest_share", {}, c.LargestShare(workshop="vestali", share=None)),
    ("smallest_share", {"value": "10 %"}, c.SmallestShare(workshop="vestali", share=D("0.1"))),
    ("agreed_share", {"value": "25 %"}, c.AgreedShares(shares=(("vestali", D("0.25")),))),
    ("ceiling", {"value": "20 000 €"}, c.ReceiptsCeiling(workshop="vestali", cents=2_000_000)),
    (
        "smallest_run",
        {"value": 100},
        c.SmallestRun(workshop="vestali", operation="finishing", units=100),
    ),
    ("lot", {"value": 50}, c.ProductLot(product="mask", lot_size=50)),
    ("tests", {"value": 2}, c.TestingWeeks(product="mask", weeks=2)),
    ("hub", {"value": 2}, c.HubLeadTime(weeks=2)),
    (
        "lane",
        {"value": 1},
        c.LaneLeadTime(workshop="vestali", delivery_point="arras", weeks=1),
    ),
    ("issue", {"value": 1}, c.IssueLead(workshop="vestali", weeks=1)),
    ("quantity", {"value": "5 000"}, c.DemandQuantity(demand="masks-april", quantity=D(5_000))),
    ("due", {"value": "08/05/2020"}, c.DemandDue(demand="masks-april", due=date(2020, 5, 8))),
    ("priority", {"value": 3}, c.DemandPriority(demand="masks-april", priority=3)),
    ("tail", {"value": 4}, c.Tail(weeks=4)),
    ("selling_price", {"value": "3,10"}, c.SellingPrice(product="mask", price=D("3.10"))),
    (
        "pin",
        {"operation": "sewing", "first": "S16", "value": 300},
        c.AddPin(
            pin=Pin(
                workshop="vestali",
                product="mask",
                operation="sewing",
                first="2020-W16",
                last="2020-W16",
                units=D(300),
            )
        ),
    ),
    (
        "ban",
        {"first": "S17"},
        c.AddBan(ban=Ban(workshop="vestali", first="2020-W17")),
    ),
]


@pytest.mark.parametrize(("what", "cells", "change"), MADE)
def test_what_a_row_means(what: str, cells: dict[str, Any], change: Change, tmp_path: Path) -> None:
    """The cells that the change needs beside those given are filled with names of the order."""
    meaning = MEANINGS[what]
    label = next(w.fr for w in WHAT if w.value == what)
    row: dict[str, Any] = {"what": label}
    for key in meaning.needs:
        if key in ("workshop", "product", "operation"):
            row[key] = NAMES[key]
        elif key == "about":
            row[key] = NAMES[meaning.about]
    assert one(tmp_path, **{**row, **cells}) == change


def test_every_kind_of_row_has_its_meaning() -> None:
    assert {w.value for w in WHAT} == set(MEANINGS)
    tried = {what for what, _, _ in MADE}
    assert set(MEANINGS) - tried == {"without", "newcomer", "qualify", "key", "preset"}


def test_rows_with_one_name_make_one_variant(tmp_path: Path) -> None:
    first, second = read(
        tmp_path,
        {"variant": "Sans Fil rouge", "what": "sans l'atelier", "workshop": "fil rouge"},
        {"what": "Clé de répartition", "value": "parts égales"},
        {"variant": "Bon marché", "what": "préférence", "value": "économique"},
        {"variant": "sans fil rouge", "what": "semaines de retard possible", "value": 5},
    )
    assert first == Variant(
        id="v1",
        name="Sans Fil rouge",
        changes=(c.RemoveWorkshop(workshop="fil-rouge"), c.Tail(weeks=5)),
        key="equal",
    )
    assert second == Variant(id="v2", name="Bon marché", preset="economique")


def test_a_newcomer_is_like_another_workshop(tmp_path: Path) -> None:
    change = one(
        tmp_path,
        what="nouvel atelier comme",
        workshop="Les Deux Rives",
        about="Vestali",
        value=6,
        first="20/04/2020",
    )
    assert isinstance(change, c.AddWorkshop)
    new = change.workshop
    assert (new.id, new.name, new.headcount) == ("les-deux-rives", "Les Deux Rives", 6)
    assert new.entry == date(2020, 4, 20)
    assert {x.operation for x in change.capabilities} == {"cutting", "sewing", "finishing"}
    assert {x.delivery_point for x in change.lanes} == {"arras", "lens"}
    (posts,) = change.station_groups
    assert (posts.host, posts.number) == ("les-deux-rives", 7)


def test_a_norm_is_held_from_a_day(tmp_path: Path) -> None:
    change = one(tmp_path, what="qualification", workshop="ESAT de la Lys", about=NAMES["norm"])
    assert change == c.Qualify(workshop="esat-lys", norm=NAMES["norm"])


def test_the_price_of_a_material_is_that_of_all_its_offers(tmp_path: Path) -> None:
    (variant,) = read(
        tmp_path, {"variant": "cher", "what": "prix d'achat", "about": "Tissu", "value": 0.1}
    )
    assert variant.changes == (
        c.PriceChange(offer="fabric-toiles", rate=D("1.1")),
        c.PriceChange(offer="fabric-framework", rate=D("1.1")),
    )


def test_every_fault_at_once_in_its_cell(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        {"what": "sans l'atelier", "workshop": "Vestali"},
        {"variant": "a", "what": "sans l'ateler", "workshop": "Vestali"},
        {"variant": "b", "what": "sans l'atelier", "workshop": "Vestalli"},
        {"variant": "c", "what": "personnes en plus", "workshop": "Vestali", "first": "mai"},
        {"variant": "d", "what": "clé de répartition", "value": "au pif"},
        {"variant": "e", "what": "matière disponible en plus", "about": "Tissu", "value": 3},
        {"variant": "f", "what": "date du jalon", "about": "masks-april", "value": "12"},
        {"variant": "g", "what": "prix d'achat", "about": "Tissu", "value": "dix"},
    )
    assert found == {
        ("import.required", "A3"),
        ("import.not_a_choice", "B4"),
        ("import.variant_unknown", "C5"),
        ("import.required", "I6"),
        ("import.not_a_week", "G6"),
        ("import.not_a_choice", "I7"),
        ("import.variant_ambiguous", "F8"),
        ("import.not_a_date", "I9"),
        ("import.not_a_percent", "I10"),
    }


def test_what_cannot_be_changed_is_said_in_the_row_that_asks_for_it(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        {"variant": "a", "what": "semaines de retard possible", "value": 5},
        {"variant": "a", "what": "sans l'atelier", "workshop": "ESAT de la Lys"},
        {"variant": "b", "what": "part maximale", "workshop": "Vestali", "value": "300 %"},
    )
    assert found == {("change.workshop_tied", "B4"), ("problem.share_out_of_range", "B5")}


def test_a_cell_that_serves_for_nothing_is_said(tmp_path: Path) -> None:
    row = {"variant": "a", "what": "sans l'atelier", "workshop": "Fil rouge", "value": 3}
    variants, found = read_variants(written(tmp_path, row), SMALL)
    assert len(variants) == 1
    said = [(d.code, d.severity, d.source.cell) for d in found if d.code.startswith("import.")]
    assert said == [("import.needless_cell", Severity.WARNING, "I3")]


def test_nothing_to_compare(tmp_path: Path) -> None:
    _, (said,) = read_variants(written(tmp_path), SMALL)
    assert said.code == "import.no_row"
    empty = tmp_path / "autre.xlsx"
    wb = openpyxl.Workbook()
    wb.worksheets[0]["A1"] = "rien"
    wb.save(empty)
    _, (said,) = read_variants(empty, SMALL)
    assert said.code in ("import.no_known_sheet", "import.sheet_missing")
    _, (said,) = read_variants(tmp_path / "absent.xlsx", SMALL)
    assert said.code == "import.file_missing"


def test_an_option_is_a_variant_and_quotes_itself() -> None:
    def asked(what: str, **texts: str) -> tuple[Variant | None, tuple[Diagnostic, ...]]:
        return read_option("--opt x", "", SMALL, what, texts)

    variant, found = asked("people", workshop="VESTALI", value="+2", first="2020-W16")
    assert found == ()
    assert variant is not None
    assert [type(x) for x in variant.changes] == [c.MorePeople]
    variant, (said,) = asked("without", workshop="vestalie")
    assert variant is None
    assert (said.code, said.source.file) == ("import.variant_unknown", "--opt x")
    assert said.params["suggestion"] == "vestali"
    setting, _ = asked("key", value="equal")
    assert setting is not None
    assert (setting.key, setting.changes) == ("equal", ())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_template_offers_the_names_of_the_order(language: Any, tmp_path: Path) -> None:
    path = tmp_path / "v.xlsx"
    texts = {key: key for key in variant_text_keys()}
    write_variants_template(path, SMALL, language, texts)
    wb = openpyxl.load_workbook(path)
    assert wb.active is not None
    assert wb.active.title == VARIANTS.title(language)
    lists = wb.worksheets[2]
    offered = {ws[0]: list(ws[1:]) for ws in lists.iter_cols(values_only=True)}
    assert "Vestali" in offered[VARIANTS.column("workshop").header(language)]
    what = offered[VARIANTS.column("what").header(language)]
    assert set(what) >= {w.label(language) for w in WHAT}
    about = offered[VARIANTS.column("about").header(language)]
    assert {"masks-april", "Table de coupe", "Toiles du Nord – Tissu", "Ruban"} <= set(about)
    assert len(wb[VARIANTS.title(language)].data_validations.dataValidation) == 5
    # What a template shows can be read back: nobody asked for anything yet.
    _, found = read_variants(path, SMALL)
    assert [d.code for d in found] == ["import.no_row"]
