"""Draws the first page of a plan workbook, *Synthèse*, as the picture of the README.

``python scripts/picture.py out/demo/plan.xlsx docs/images/plan.png``. Needs soffice (LibreOffice
Calc) and pdftoppm (poppler).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from pathlib import Path

MOST_BYTES = 300_000
# Sharpest first; the first picture that is small enough is kept.
DOTS_PER_INCH = (130, 115, 100, 90)
# The workbook shows numbers in the language of the office program.
LOCALE = "fr-FR"
# LibreOffice sees the locale on its first start only in this file of its profile.
_SETTINGS = f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{LOCALE}</value></prop></item>
</oor:items>
"""


def first_page(workbook: Path, folder: Path) -> Path:
    """The workbook as a PDF in ``folder``, printed as a French office would print it."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(workbook),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    pdf = folder / f"{workbook.stem}.pdf"
    if not pdf.is_file():
        raise SystemExit(f"soffice could not print {workbook}")
    return pdf


def draw(pdf: Path, picture: Path) -> None:
    """The first page as a PNG of at most ``MOST_BYTES``."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    for dots in DOTS_PER_INCH:
        subprocess.run(
            [
                "pdftoppm",
                *("-png", "-singlefile", "-f", "1", "-r", str(dots)),
                str(pdf),
                str(picture.with_suffix("")),
            ],
            check=True,
            timeout=60,
        )
        if picture.stat().st_size <= MOST_BYTES:
            return
    raise SystemExit(f"{picture} is larger than {MOST_BYTES} bytes even at {dots} dots per inch")


def main() -> None:
    """Print the workbook, draw its first page."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("workbook", type=Path, help="a plan.xlsx")
    parser.add_argument("picture", type=Path, help="the .png to write")
    given = parser.parse_args()
    if not given.workbook.is_file():
        parser.error(f"{given.workbook} is not there: run make demo first")
    if given.picture.suffix != ".png":
        parser.error("the picture must end in .png")
    with tempfile.TemporaryDirectory() as folder:
        draw(first_page(given.workbook.resolve(), Path(folder)), given.picture)
    print(f"{given.picture}: {given.picture.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
