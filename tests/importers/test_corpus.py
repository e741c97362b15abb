"""Files as people send them, each understood exactly as it is declared, in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from examples.mask_order.order import mask_order
from importers.received.context import read_context
from importers.received.contract import OrderContext
from importers.received.reading import read_received
from importers.template import write_problem
from tests.importers.corpus import CORPUS
from tests.importers.corpus.case import Case, facts
from tests.libreoffice import convert_all

CONVERTED = ("ods", "xls")


@pytest.fixture(scope="session")
def order(tmp_path_factory: pytest.TempPathFactory) -> OrderContext:
    """The mask order, against which everything is read."""
    path = tmp_path_factory.mktemp("order") / "commande.xlsx"
    assert write_problem(mask_order(), path) == ()
    context, _, found = read_context(path)
    assert context is not None, found
    return context


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the corpus as it is written here: text files and workbooks of Excel."""
    folder = tmp_path_factory.mktemp("corpus")
    for case in CORPUS:
        case.write(folder)
    return folder


@pytest.fixture(scope="session")
def converted(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders ``ods`` and ``xls`` of the same workbooks, as LibreOffice saves them."""
    folder = tmp_path_factory.mktemp("converted")
    for suffix in CONVERTED:
        wanted = [files / f"{c.stem}.xlsx" for c in CORPUS if suffix in c.wanted_formats]
        convert_all(wanted, suffix, folder / suffix)
    return folder


def named(case: Case) -> str:
    return case.name


def says(path: Path, case: Case, order: OrderContext) -> list[str]:
    # What a file says of itself is its name, whatever the format it was saved in.
    return [
        f.replace(path.name, case.name) for f in facts(read_received(path, case.kind, order, {}))
    ]


@pytest.mark.parametrize("case", [c for c in CORPUS if c.suffix not in CONVERTED], ids=named)
def test_every_file_is_understood_as_declared(case: Case, files: Path, order: OrderContext) -> None:
    assert says(files / case.name, case, order) == case.expected


@pytest.mark.slow
@pytest.mark.parametrize("suffix", CONVERTED)
def test_libreoffice_changes_nothing(suffix: str, converted: Path, order: OrderContext) -> None:
    differing = {
        case.name: (found, case.expected)
        for case in CORPUS
        if suffix in case.wanted_formats
        and (found := says(converted / suffix / f"{case.stem}.{suffix}", case, order))
        != case.expected
    }
    assert differing == {}


def test_the_corpus_covers_every_kind_and_format() -> None:
    assert len(CORPUS) >= 40
    assert len({c.name for c in CORPUS}) == len(CORPUS)
    assert {c.kind.value for c in CORPUS} == {"capacities", "offers", "followup"}
    assert {c.suffix for c in CORPUS} == {"xlsx", "xlsm", "xls", "ods", "csv"}
    assert all(c.why and c.expected for c in CORPUS)
