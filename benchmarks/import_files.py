"""How long it takes, and how much memory, to open and to import what people and others send.

Each file in a process of its own: the ten thousand lines of a census in every format, a workbook as
full as one may be, the files of the tests that are made to harm, and the whole import of the census
and of the mask order's five files. Two other ways to read the census stand beside.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from random import Random

import xlsxwriter

from tests.importers import hostile
from tests.libreoffice import convert

ROWS = 10_000
MOST_SECONDS = 2.0
MOST_MEBIBYTES = 300
ORDER = Path("examples/mask_order/commande_masques.xlsx")
RECEIVED = Path("examples/mask_order/recus")
HEADERS = (
    "Structure",
    "Type (ACI/EI/ESAT/EA)",
    "SIRET",
    "Commune",
    "Effectif atelier couture",
    "dont en insertion",
    "ETP",
    "Heures/semaine",
    "Nb machines piqueuses",
    "Surjeteuses",
    "Table de coupe (O/N)",
    "Taux d'absence",
    "Rendement estimé %",
    "Capacité masques/sem",
    "Disponible à partir du",
    "Congés / fermeture",
    "Contact",
    "Remarques",
)


def census(rows: int) -> Iterator[list[object]]:
    """The lines of a census of so many workshops, always the same."""
    random = Random(2020)
    yield list(HEADERS)
    for i in range(1, rows + 1):
        people = random.randrange(2, 40)
        yield [
            f"Atelier {i}",
            random.choice(("ACI", "EI", "ESAT", "EA")),
            _siret(random.randrange(10**13)),
            f"Ville {i % 300}",
            people,
            people // 2,
            round(people * 0.74, 2),
            26,
            random.randrange(1, 12),
            random.randrange(1, 4),
            random.choice("ON"),
            0.12,
            0.6,
            random.randrange(50, 5_000),
            date(2020, 4, 1 + i % 28),
            "",
            f"Mme {i}",
            f"remarque {i % 50}",
        ]


def _siret(number: int) -> str:
    """Thirteen digits and the key that goes with them."""
    digits = f"{number:013d}"
    doubled = (int(d) * (2 - i % 2) for i, d in enumerate(reversed(digits)))
    return digits + str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


def write_census(path: Path, rows: int = ROWS) -> None:
    """Write the census as ``.xlsx``."""
    with xlsxwriter.Workbook(path) as wb:
        ws = wb.add_worksheet("Recensement")
        percent = wb.add_format({"num_format": "0 %"})
        day = wb.add_format({"num_format": "dd/mm/yyyy"})
        for r, values in enumerate(census(rows)):
            for c, value in enumerate(values):
                if isinstance(value, date):
                    ws.write_datetime(r, c, value, day)
                elif isinstance(value, str):
                    ws.write_string(r, c, value)
                else:
                    ws.write(r, c, value, percent if c in (11, 12) else None)


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files to open, each under the name of its measure."""
    book = folder / "census.xlsx"
    write_census(book)
    yield f"census of {ROWS}, .xlsx", book
    for suffix in ("ods", "xls"):
        yield f"census of {ROWS}, .{suffix}", convert(book, suffix, folder)
    text = folder / "census.csv"
    with text.open("w", encoding="cp1252", newline="") as f:
        csv.writer(f, delimiter=";").writerows(census(ROWS))
    yield f"census of {ROWS}, .csv", text
    full = folder / "full.xlsx"
    write_census(full, 19_900)
    yield "as full as may be, .xlsx", full
    for name in hostile.HOSTILE:
        yield name, hostile.write(name, folder)[0]


def measure(what: str, paths: list[Path]) -> None:
    """Do one thing in this process; print its seconds, the peak of memory, what came of it."""
    prepared = _WAYS[what]()
    start, busy = time.perf_counter(), time.process_time()
    outcome = prepared(paths)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    print(f"{seconds:6.2f} s {peak:4d} MiB {busy:5.2f} s busy  {outcome}")


# Ways to do it: each imports its libraries, which is not measured, and gives what is.
Way = Callable[[], Callable[[list[Path]], str]]


def _opening() -> Callable[[list[Path]], str]:
    from importers.workbook import MAX_RECEIVED_ROWS, open_workbook

    def do(paths: list[Path]) -> str:
        raw, found = open_workbook(paths[0], MAX_RECEIVED_ROWS)
        said = sorted({d.code for d in found})
        return f"{'read' if raw else 'refused'} {' '.join(said)}"

    return do


def _importing() -> Callable[[list[Path]], str]:
    import importers.received.applying  # noqa: F401 - the library that edits is no part of it
    from importers.received.contract import FileKind
    from service.usecases.importing import start_import

    def do(paths: list[Path]) -> str:
        started, _ = start_import(FileKind.CAPACITIES, paths, ORDER)
        assert started is not None, "there are no mappings to be wrong"
        prepared = started.prepare()
        changes = prepared.changes.entries if prepared.changes is not None else ()
        return f"{len(changes)} changes, {len(prepared.open_questions)} questions"

    return do


def _calamine() -> Callable[[list[Path]], str]:
    import python_calamine

    def do(paths: list[Path]) -> str:
        book = python_calamine.CalamineWorkbook.from_path(paths[0])
        sheets = [book.get_sheet_by_name(n).to_python() for n in book.sheet_names]
        return f"{sum(map(len, sheets))} rows"

    return do


def _openpyxl_twice() -> Callable[[list[Path]], str]:
    import openpyxl

    def do(paths: list[Path]) -> str:
        # Results and formulas are two readings of the same file.
        values = openpyxl.load_workbook(paths[0], data_only=True)
        formulas = openpyxl.load_workbook(paths[0])
        return f"{values.worksheets[0].max_row} rows, {len(formulas.worksheets)} sheets"

    return do


_WAYS: dict[str, Way] = {
    "open": _opening,
    "import": _importing,
    "calamine": _calamine,
    "openpyxl": _openpyxl_twice,
}


def _apart(what: str, *paths: Path) -> str:
    """The same in a process of its own; what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.import_files", what, *map(str, paths)],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def _whole(folder: Path) -> Iterator[tuple[str, str, tuple[Path, ...]]]:
    """What is done to more than opening: (name, way, files)."""
    book = folder / "census.xlsx"
    received = sorted(p for p in RECEIVED.iterdir() if p.suffix != ".md")
    yield f"import of {ROWS}, .xlsx", "import", (book,)
    yield f"import of {ROWS}, .csv", "import", (folder / "census.csv",)
    yield "import of the mask order's five", "import", tuple(received)
    yield f"calamine, {ROWS}, .xlsx", "calamine", (book,)
    yield f"openpyxl twice, {ROWS}, .xlsx", "openpyxl", (book,)


def run() -> None:
    """Everything, and at the end what was beyond what is asked, and the slowest spoilt file."""
    beyond = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        opened = ((label, "open", (path,)) for label, path in files(folder))
        for label, way, paths in chain(opened, _whole(folder)):
            told = _apart(way, *paths)
            print(f"{label:32} {told}", end="", flush=True)
            seconds, _, peak = told.split()[:3]
            most = 1.0 if len(paths) > 1 else MOST_SECONDS
            is_ours = way in ("open", "import")
            if is_ours and (float(seconds) > most or int(peak) > MOST_MEBIBYTES):
                beyond.append(label)
        _print_slowest(folder)
    print(f"beyond {MOST_SECONDS:g} s or {MOST_MEBIBYTES} MiB: {', '.join(beyond) or 'none'}")


def _print_slowest(folder: Path) -> None:
    """The spoilt files of the tests, one after the other in this process."""
    from importers.received.context import read_context
    from importers.received.contract import FileKind
    from importers.received.reading import read_received
    from tests.importers.mutated import mutants

    context, _, _ = read_context(ORDER)
    assert context is not None, "the order of the example can be read"
    spoilt = folder / "spoilt"
    spoilt.mkdir()
    taken = []
    for mutant in mutants(spoilt):
        start = time.perf_counter()
        read_received(mutant.path, FileKind(mutant.kind), context, {})
        taken.append((time.perf_counter() - start, mutant.name))
    slowest, name = max(taken)
    print(f"{len(taken)} spoilt files, slowest {slowest:.2f} s ({name})")


if __name__ == "__main__":
    measure(sys.argv[1], [Path(p) for p in sys.argv[2:]])
