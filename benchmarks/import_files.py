"""How long it takes, and how much memory, to open what people and others send.

Each file is opened in a process of its own: the ten thousand lines of a census in every format, a
workbook as full as one may be, and the files of the tests that are made to harm.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import xlsxwriter

from tests.importers import hostile
from tests.libreoffice import convert

ROWS = 10_000
MOST_SECONDS = 2.0
MOST_MEBIBYTES = 300
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


def measure(path: Path) -> None:
    """Open one file; print the seconds, the peak of memory, the processor's seconds, what was said."""
    from importers.workbook import MAX_RECEIVED_ROWS, open_workbook

    start, busy = time.perf_counter(), time.process_time()
    raw, found = open_workbook(path, MAX_RECEIVED_ROWS)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    said = sorted({d.code for d in found})
    outcome = "read" if raw else "refused"
    print(f"{seconds:6.2f} s {peak:4d} MiB {busy:5.2f} s busy  {outcome} {' '.join(said)}")


def run() -> None:
    """Open every file, and say at the end which were beyond what is asked."""
    beyond = []
    with tempfile.TemporaryDirectory() as folder:
        for name, path in files(Path(folder)):
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.import_files", str(path)],
                check=True,
                capture_output=True,
                text=True,
            )
            print(f"{name:28} {done.stdout}", end="", flush=True)
            seconds, _, peak = done.stdout.split()[:3]
            if float(seconds) > MOST_SECONDS or int(peak) > MOST_MEBIBYTES:
                beyond.append(name)
    print(f"beyond {MOST_SECONDS:g} s or {MOST_MEBIBYTES} MiB: {', '.join(beyond) or 'none'}")


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
