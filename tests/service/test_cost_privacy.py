"""No export for the coordinator, another workshop or the buyer holds a private figure of a member.

Every file is opened whole: cells, hidden sheets, comments, cached values of charts, properties, the text of
PDFs, and what the command prints for other programs. The same search finds the figures in the
facilitator's documents, so that it is known to look.
"""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from optimizer.cash import cash
from optimizer.quotation import quotation
from optimizer.statements import statements
from service.cli.commands import app
from service.exports.cash_pdf import write_cash_pdf
from service.exports.cash_workbook import write_cash_workbook
from service.exports.cost_workbook import write_cost_workbook
from service.exports.facts import Facts
from service.exports.group_purchases import write_group_purchases
from service.exports.live_costing import write_live_costing
from service.exports.plan_workbook import write_plan_workbook
from service.exports.quotation_pdf import write_quotation_pdf
from service.exports.quotation_workbook import write_quotation
from service.exports.readers import Reader, Role
from service.exports.statement_pdf import write_statements_pdf
from service.exports.statement_workbook import write_statements
from service.exports.workshop_workbook import write_workshop_workbook
from service.i18n import Texts
from tests.cost_builders import (
    WORKSHOPS,
    settled_money,
    settled_purchasing,
    worked_money,
    worked_purchasing,
    write_dossier,
)

FRENCH = Texts("fr")
Write = Callable[[Reader, Path], None]


# -- every figure of a file --------------------------------------------------------------------------


def texts_of(path: Path) -> str:
    """All that a file holds, as text."""
    if path.suffix == ".pdf":
        done = subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
        )
        return done.stdout
    with zipfile.ZipFile(path) as archive:
        parts = [n for n in archive.namelist() if n.endswith((".xml", ".rels", ".vml"))]
        return "\n".join(archive.read(n).decode("utf-8") for n in parts)


def figures_in(text: str) -> Iterator[int]:
    """The numbers that a text writes with decimals, in cents: ``1 234,56 €``, ``12.5``."""
    number = r"(?<![\d.,])(?:\d{1,3}(?:[\u00a0\u202f ]\d{3})+|\d+)[.,]\d+(?![\d\u00a0\u202f ]*%)"
    for match in re.finditer(number, text):
        plain = re.sub(r"[\u00a0\u202f ]", "", match.group()).replace(",", ".")
        yield round(Decimal(plain) * 100)


def numbers_of(path: Path) -> set[int]:
    """Every figure of a file in cents: cells of all sheets, comments, cached values of charts, texts."""
    if path.suffix == ".pdf":
        return set(figures_in(texts_of(path)))
    found: set[int] = set()
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    found.add(round(Decimal(str(cell.value)) * 100))
                elif isinstance(cell.value, str):
                    found |= set(figures_in(cell.value))
                if cell.comment is not None:
                    found |= set(figures_in(cell.comment.text))
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if "chart" in name or "docProps" in name:
                found |= set(figures_in(archive.read(name).decode("utf-8")))
    return found


# -- what is private ---------------------------------------------------------------------------------


# Who plans and orders for all knows these from the plan and the purchase orders; who draws up the
# statements, what each is called for common expenses.
OPEN = ("common", "materials", "movement", "holding", "piece", "setup_cost")


def telling(found: set[int]) -> set[int]:
    """Those that nothing else could be by chance: no whole number of euros, ten euros at least."""
    return {cents for cents in found if cents > 1_000 and cents % 100}


def amounts(workshop: str) -> set[int]:
    """Cents that only a member and the facilitator may read: lines, sums of them, figures given."""
    money = worked_money()
    member, costs = money.full.member(workshop), money.costs[workshop]
    price = money.price(workshop)
    assert price is not None
    lines = [x for x in (*member.lines, *member.aids, *member.in_kind) if x.kind not in OPEN]
    found = {x.cents for x in lines}
    found |= {c for k, c in member.by_kind().items() if k not in OPEN}
    found |= {*member.by_product().values(), *member.by_product("net").values()}
    found |= {member.gross_cents or 0, member.net_cents or 0, member.aid_cents or 0}
    found |= {price.ht_cents or 0, price.margin_cents or 0, abs(price.distance_cents or 0)}
    found |= {line.ht_cents for line in price.lines}
    found |= {x.cents for x in costs.period_costs} | {x.cents for x in costs.expenses}
    found |= {x.cents_per_etp for x in costs.aids} | {x.cents_per_period for x in costs.aids}
    found |= {costs.opening_cash_cents or 0, costs.annual_charges_cents or 0}
    return telling({abs(cents) for cents in found})


def hourly_costs(workshop: str) -> set[int]:
    """Cents an hour, of labour, supervision and overheads."""
    minutes = worked_money().full.member(workshop).coute_minute
    return telling({round(x.cents_per_minute * 60) for x in minutes})


def prices_alone(workshop: str) -> set[int]:
    """What a member would pay alone, what it pays under the key, its gain."""
    share = next(m for m in worked_purchasing().chosen.members if m.workshop == workshop)
    return telling({share.alone_cents, share.alone_bound_cents, share.cents, share.gain_cents})


def settled_figures(workshop: str) -> set[int]:
    """What a member pays under the key of the settlement, what it owes, its lines and price with it."""
    money, study = settled_money(), settled_purchasing()
    settlement, price = money.full.settlement, money.price(workshop)
    assert settlement is not None
    assert price is not None
    share = next(m for m in study.chosen.members if m.workshop == workshop)
    member = money.full.member(workshop)
    lines = {x.cents for x in member.lines if x.kind == "settlement"}
    found = {settlement.owed(workshop), share.cents, share.gain_cents, *lines}
    found |= {member.gross_cents or 0, member.net_cents or 0, price.ht_cents or 0}
    return telling({abs(cents) for cents in found})


def private_of(workshop: str) -> set[int]:
    found = amounts(workshop) | hourly_costs(workshop) | prices_alone(workshop)
    return found | settled_figures(workshop)


# -- the exports ---------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def exports() -> dict[str, tuple[str, Write]]:
    """Every document about money: its file name, and how it is written for a reader."""
    money = worked_money()
    invoiced = statements(money.problem, money.plan, money.costs, money.terms)
    found_cash = cash(money.problem, money.plan, money.costs, money.terms, money.full, invoiced)
    study, settled = settled_purchasing(), settled_money()
    owed = settled.full.settlement
    due = statements(settled.problem, settled.plan, settled.costs, settled.terms, settlement=owed)
    paid = cash(settled.problem, settled.plan, settled.costs, settled.terms, settled.full, due)
    assert owed is not None
    assert due.settlement == owed
    offer = quotation(
        money.problem, money.plan, money.costs, money.terms, money.full, day=date(2020, 4, 1)
    )
    assert [*invoiced.missing, *found_cash.missing, *offer.missing] == []
    facts = money.facts
    return {
        "cost": ("c.xlsx", lambda r, p: write_cost_workbook(money, r, p, FRENCH)),
        "purchases": (
            "p.xlsx",
            lambda r, p: write_group_purchases(facts, worked_purchasing(), r, p, FRENCH),
        ),
        "statement": (
            "s.xlsx",
            lambda r, p: write_statements(facts, invoiced, money.terms, r, p, FRENCH),
        ),
        "cash": ("t.xlsx", lambda r, p: write_cash_workbook(facts, found_cash, r, p, FRENCH)),
        "statement-pdf": (
            "s.pdf",
            lambda r, p: write_statements_pdf(facts, invoiced, money.terms, r, p, FRENCH),
        ),
        "cash-pdf": ("t.pdf", lambda r, p: write_cash_pdf(facts, found_cash, r, p, FRENCH)),
        "settled-cost": ("sc.xlsx", lambda r, p: write_cost_workbook(settled, r, p, FRENCH)),
        "settled-purchases": (
            "sp.xlsx",
            lambda r, p: write_group_purchases(facts, study, r, p, FRENCH, owed),
        ),
        "settled-statement": (
            "ss.xlsx",
            lambda r, p: write_statements(facts, due, money.terms, r, p, FRENCH),
        ),
        "settled-statement-pdf": (
            "ss.pdf",
            lambda r, p: write_statements_pdf(facts, due, money.terms, r, p, FRENCH),
        ),
        "settled-cash": ("st.xlsx", lambda r, p: write_cash_workbook(facts, paid, r, p, FRENCH)),
        "settled-cash-pdf": ("st.pdf", lambda r, p: write_cash_pdf(facts, paid, r, p, FRENCH)),
        "quote": ("q.xlsx", lambda r, p: write_quotation(facts, offer, r, p, FRENCH)),
        "quote-pdf": ("q.pdf", lambda r, p: write_quotation_pdf(facts, offer, r, p, FRENCH)),
    }


SETTLED = (
    "settled-cost",
    "settled-purchases",
    "settled-statement",
    "settled-statement-pdf",
    "settled-cash",
    "settled-cash-pdf",
)
NEW = ("statement-pdf", "cash-pdf", *SETTLED)
FOR: tuple[tuple[Role, tuple[str, ...]], ...] = (
    ("coordinator", ("cost", "purchases", "statement", "cash", "quote", "quote-pdf", *NEW)),
    ("buyer", ("statement", "quote", "quote-pdf", "statement-pdf", "settled-statement-pdf")),
)


def write(name: str, reader: Reader, folder: Path) -> Path:
    file, writer = exports()[name]
    writer(reader, folder / file)
    return folder / file


def assert_silent(path: Path, workshops: tuple[str, ...]) -> None:
    text, numbers = texts_of(path), numbers_of(path)
    for workshop in workshops:
        assert f"SECRET-{workshop}" not in text
        assert private_of(workshop) & numbers == set(), (path.name, workshop)


@pytest.mark.parametrize(("role", "name"), [(role, name) for role, names in FOR for name in names])
def test_nothing_private_for_the_coordinator_and_the_buyer(
    role: Role, name: str, tmp_path: Path
) -> None:
    assert_silent(write(name, Reader(role=role), tmp_path), WORKSHOPS)


@lru_cache(maxsize=3)
def own_flows(workshop: str) -> frozenset[int]:
    """What a member pays and receives by kind, in cents."""
    money = worked_money()
    invoiced = statements(money.problem, money.plan, money.costs, money.terms)
    found = cash(money.problem, money.plan, money.costs, money.terms, money.full, invoiced)
    return frozenset(abs(cents) for cents in found.account(workshop).by_kind().values())


@pytest.mark.parametrize("reader", WORKSHOPS)
@pytest.mark.parametrize("name", ["cost", "purchases", "statement", "cash", *NEW])
def test_a_workshop_sees_nothing_of_another(name: str, reader: str, tmp_path: Path) -> None:
    path = write(name, Reader(role="member", workshop=reader), tmp_path)
    # Its own flows may happen to be the figure of another.
    mine = private_of(reader) | own_flows(reader)
    text, numbers = texts_of(path), numbers_of(path)
    for other in set(WORKSHOPS) - {reader}:
        assert f"SECRET-{other}" not in text
        assert (private_of(other) - mine) & numbers == set(), (name, other)


@pytest.mark.parametrize("reader", WORKSHOPS)
def test_the_live_costing_is_of_one_workshop(reader: str, tmp_path: Path) -> None:
    money = worked_money()
    path = tmp_path / "live.xlsx"
    who = Reader(role="member", workshop=reader)
    write_live_costing(money, money.full.member(reader), who, path, FRENCH)
    numbers = numbers_of(path)
    for other in set(WORKSHOPS) - {reader}:
        assert f"SECRET-{other}" not in texts_of(path)
        assert (private_of(other) - private_of(reader)) & numbers == set()


def test_the_plan_and_its_workshops_tell_no_cost(tmp_path: Path) -> None:
    facts = Facts(worked_money().problem, worked_money().plan)
    write_plan_workbook(facts, tmp_path / "plan.xlsx", FRENCH)
    paths = [tmp_path / "plan.xlsx"]
    for w in facts.problem.workshops:
        paths.append(tmp_path / f"{w.id}.xlsx")
        write_workshop_workbook(facts, w, paths[-1], FRENCH)
    for path in paths:
        numbers = numbers_of(path)
        for workshop in WORKSHOPS:
            # Purchases are the group's; so are fees of lanes that everybody may look up.
            private = hourly_costs(workshop) | prices_alone(workshop)
            assert private & numbers == set(), path.name


@pytest.mark.parametrize("workshop", WORKSHOPS)
@pytest.mark.parametrize("name", SETTLED)
def test_the_search_finds_the_settlement_where_it_may_be(
    name: str, workshop: str, tmp_path: Path
) -> None:
    settlement = settled_money().full.settlement
    assert settlement is not None
    owed = abs(settlement.owed(workshop))
    assert owed
    own = numbers_of(write(name, Reader(role="member", workshop=workshop), tmp_path))
    assert {owed, -owed} & own or name == "settled-cost"
    told = numbers_of(write(name, Reader(role="facilitator"), tmp_path))
    assert {owed, -owed} & told or name == "settled-cost"
    hidden = numbers_of(write(name, Reader(role="coordinator"), tmp_path))
    assert {owed, -owed} & hidden == set()


@pytest.mark.parametrize("name", ["cost", "purchases", "cash"])
def test_the_search_finds_what_the_facilitator_sees(name: str, tmp_path: Path) -> None:
    path = write(name, Reader(role="facilitator"), tmp_path)
    numbers = numbers_of(path)
    looked_for = {"cost": amounts, "purchases": prices_alone, "cash": own_cash}[name]
    for workshop in WORKSHOPS:
        expected = looked_for(workshop)
        found = expected & numbers
        assert len(found) > len(expected) / 2, (workshop, sorted(expected - found))


def own_cash(workshop: str) -> set[int]:
    return {worked_money().costs[workshop].opening_cash_cents or 0}


def test_hourly_costs_are_found_where_they_may_be(tmp_path: Path) -> None:
    path = write("cost", Reader(role="member", workshop="vestali"), tmp_path)
    assert hourly_costs("vestali")
    assert hourly_costs("vestali") <= numbers_of(path)


def cells_hidden(path: Path) -> Iterator[str]:
    """Sheets, rows or columns of a workbook that do not show."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                text = archive.read(name).decode("utf-8")
                yield from re.findall(r'(?:state="(?:very)?[hH]idden"|hidden="1")', text)


@pytest.mark.parametrize("name", ["cost", "purchases", "statement", "cash", "quote"])
def test_nothing_is_hidden_nor_commented(name: str, tmp_path: Path) -> None:
    path = write(name, Reader(role="coordinator"), tmp_path)
    assert list(cells_hidden(path)) == []
    with zipfile.ZipFile(path) as archive:
        assert not [n for n in archive.namelist() if "comment" in n.lower()]


# -- what the command prints ---------------------------------------------------------------------------


def printed(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(a) for a in arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("is_json", [True, False])
@pytest.mark.parametrize("command", ["cost", "purchases", "quote", "statement", "cash"])
def test_the_command_tells_the_coordinator_nothing_private(
    command: str, is_json: bool, tmp_path: Path
) -> None:
    dossier, costs = write_dossier(tmp_path)
    given = [] if command == "purchases" else ["--costs", costs]
    said = printed(
        command, dossier, *given, "-o", tmp_path / "out.xlsx", *(["--json"] if is_json else [])
    )
    assert "SECRET" not in said
    numbers = {int(x) for x in re.findall(r"\d+", said)}
    # In sentences, euros; for programs, cents.
    numbers |= {round(Decimal(x.replace(",", ".")) * 100) for x in re.findall(r"\d+[.,]\d+", said)}
    for workshop in WORKSHOPS:
        assert private_of(workshop) & numbers == set()
