"""Findings alike are said once, with the rows they are about."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from optimizer.diagnostics import Diagnostic, Severity, Source
from service.cli.findings import print_findings
from service.i18n import Texts
from service.messages.grouped import grouped, ranges

FRENCH = Texts("fr")


def fault(
    cell: str, read: str = "NC", code: str = "import.not_a_number", **params: str
) -> Diagnostic:
    known = {"column": "Effectif", "read": read, "expected": "12", **params}
    return Diagnostic(
        code=code,
        severity=Severity.ERROR,
        source=Source(file="vestali.xlsx", sheet="Recensement", cell=cell),
        params=known,
    )


def said(*found: Diagnostic) -> str:
    out = io.StringIO()
    print_findings(Console(file=out, width=200), found, FRENCH)
    return out.getvalue().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([12], "12"),
        ([12, 13, 14], "12–14"),
        ([20, 12, 13, 12], "12–13, 20"),
        ([1, 3, 5, 7, 9, 11], "1, 3, 5, 7, 9 …"),
    ],
)
def test_rows_are_told_by_their_runs(rows: list[int], text: str) -> None:
    assert ranges(rows) == text


def test_same_fault_of_many_rows_is_said_once() -> None:
    text = said(*(fault(f"C{r}") for r in (12, 13, 14, 18)), fault("B3", column="Heures"))
    assert "lignes 12–14, 18 « Effectif » : « NC » n'est pas un nombre." in text
    assert "B3" in text
    assert "5 erreurs" in text


def test_same_fault_along_a_row_is_said_once_with_its_cells() -> None:
    weeks = {"Z": "S14", "AA": "S15", "AB": "S16", "AD": "S18"}
    found = [fault(f"{c}7", column=header) for c, header in weeks.items()]
    text = said(*found, fault("C9"))
    assert "Z7–AB7, AD7 « S14 », « S15 », « S16 … » : « NC » n'est pas un nombre." in text
    assert "C9" in text
    assert "5 erreurs" in text


def test_a_column_of_faults_goes_before_a_row_of_them() -> None:
    block = [fault(f"{c}{r}", column=c) for r in (2, 3, 4) for c in "CDE"]
    along = [fault(f"{c}9", column=c) for c in "GHI"]
    groups = grouped([*block, *along])
    assert [(g.column, g.rows) for g in groups[:3]] == [(c, (2, 3, 4)) for c in "CDE"]
    assert [g.place(FRENCH) for g in groups[3:]] == ["G9–I9"]


def test_two_along_a_row_are_told_one_by_one() -> None:
    assert [
        g.place(FRENCH) for g in grouped([fault("C2", column="a"), fault("D2", column="b")])
    ] == [
        "C2",
        "D2",
    ]


def test_different_texts_of_one_column_are_quoted_together() -> None:
    text = said(*(fault(f"C{r}", f"mot{r}", suggestion=str(r)) for r in range(2, 7)))
    assert "lignes 2–6 « Effectif » : « mot2 », « mot3 », « mot4 … » n'est pas un nombre." in text
    assert "Vouliez-vous dire" not in text


def test_two_are_told_one_by_one_with_their_suggestions() -> None:
    text = said(fault("C2", "8 pers", suggestion="8"), fault("C9", "9 pers", suggestion="9"))
    assert "C2" in text
    assert "Vouliez-vous dire « 9 » ?" in text


def test_what_differs_stays_apart() -> None:
    found = [
        *(fault(f"C{r}") for r in (2, 3, 4)),
        *(fault(f"D{r}", column="Heures") for r in (2, 3, 4)),
        *(fault(f"E{r}", kept=str(r), code="import.rounded") for r in (2, 3, 4)),
        *(fault("C2:C4", code="import.merged_cells") for _ in range(3)),
        *(fault(f"F{r}", first="A2", code="import.duplicate_row") for r in (2, 3, 4)),
    ]
    groups = grouped(found)
    assert [g.rows for g in groups[:2]] == [(2, 3, 4), (2, 3, 4)]
    assert len(groups) == 2 + 3 + 3 + 3


def test_column_letter_stands_where_the_sentence_names_none() -> None:
    found = [
        Diagnostic(
            code="import.total_row_skipped",
            source=Source(sheet="Recensement", cell=f"A{r}"),
            params={"read": "TOTAL"},
        )
        for r in (9, 19, 29)
    ]
    assert grouped(found)[0].place(FRENCH) == "lignes 9, 19, 29, colonne A"
