"""The workbooks as a person prints them: LibreOffice makes a PDF of each."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from importers.template import write_template
from service.exports.facts import Facts
from service.exports.plan_workbook import write_plan_workbook
from service.exports.workshop_workbook import write_workshop_workbook
from service.i18n import Texts
from service.messages.template_texts import template_texts
from tests.builders import small_problem
from tests.service.hand_plan import hand_plan

pytestmark = pytest.mark.slow


def pages_of(workbook: Path) -> list[str]:
    """The text of each page of the PDF that LibreOffice makes of a workbook."""
    profile = workbook.parent / "profile"
    soffice = shutil.which("soffice")
    assert soffice is not None
    subprocess.run(
        [
            soffice,
            "--headless",
            f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(workbook.parent),
            str(workbook),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    done = subprocess.run(
        ["pdftotext", "-layout", str(workbook.with_suffix(".pdf")), "-"],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.split("\f")[:-1]


def test_plan_prints(tmp_path: Path) -> None:
    problem = small_problem()
    path = tmp_path / "plan.xlsx"
    write_plan_workbook(Facts(problem, hand_plan(problem)), path, Texts("fr"))
    pages = pages_of(path)
    # Nine sheets; the summary takes three pages, any other one or two.
    assert 11 <= len(pages) <= 13
    text = "\n".join(pages)
    for words in (
        "Tout est livré à temps.",
        "Répartition du travail entre les ateliers",
        "Planning : qui fait quoi",
        "Charge et capacité",
        "Production cumulée",
        "Matières : besoins",
        "Total des achats",
        "Règles du calcul",
    ):
        assert words in text.replace("\u00a0", " "), words
    assert not re.search(r"#+(REF|NAME|VALUE|DIV|N/A)|###", text)
    assert f"Page 1 sur {len(pages)}" in pages[0]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_workshop_prints(tmp_path: Path, number: int) -> None:
    problem = small_problem()
    facts = Facts(problem, hand_plan(problem))
    workshop = problem.workshops[number]
    path = tmp_path / "atelier.xlsx"
    write_workshop_workbook(facts, workshop, path, Texts("fr"))
    pages = pages_of(path)
    assert len(pages) == 3
    share, weeks, table = (p.replace("\u00a0", " ") for p in pages)
    assert "part obtenue" in share
    assert "S15 2020, du 06/04" in weeks or "S16 2020, du 13/04" in weeks
    assert "Faire" in weeks
    assert "Charge et capacité" in table
    assert "###" not in "".join(pages)
    partners = {h.sender for h in facts.handovers} | {h.receiver for h in facts.handovers}
    for other in problem.workshops:
        if other is not workshop and not {other.id, workshop.id} <= partners:
            assert other.name not in "".join(pages)


def test_blank_order_prints_on_one_page_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, "fr", template_texts(Texts("fr")))
    sheets = openpyxl.load_workbook(path).sheetnames
    assert len(pages_of(path)) == len(sheets)
