"""Former versions kept beside a workbook, and brought back."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import RefusedError
from service.usecases import versions


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "commande [2020].xlsx"
    path.write_text("un")
    return path


def kept(workbook: Path) -> list[str]:
    return sorted(p.read_text() for p in workbook.parent.iterdir() if p != workbook)


def test_undo_brings_the_last_one_back_and_undo_of_undo_the_other(workbook: Path) -> None:
    versions.keep(workbook)
    workbook.write_text("deux")
    versions.keep(workbook)
    workbook.write_text("trois")
    versions.undo(workbook)
    assert (workbook.read_text(), kept(workbook)) == ("deux", ["trois", "un"])
    versions.undo(workbook)
    assert (workbook.read_text(), kept(workbook)) == ("trois", ["deux", "un"])


def test_versions_of_the_same_second_stay_apart_and_in_order(workbook: Path) -> None:
    names = [versions.keep(workbook).name for _ in range(12)]
    assert len(set(names)) == 12
    for number in range(12):
        (workbook.parent / names[number]).write_text(str(number))
    versions.undo(workbook)
    assert workbook.read_text() == "11"


def test_other_workbooks_are_not_versions(workbook: Path) -> None:
    other = workbook.with_name("commande [2020] bis.xlsx")
    other.write_text("autre")
    versions.keep(other)
    (workbook.parent / "commande [2020] (avant hier).xlsx").write_text("copie")
    with pytest.raises(RefusedError):
        versions.undo(workbook)
    assert workbook.read_text() == "un"


def test_workbook_that_was_deleted_comes_back(workbook: Path) -> None:
    versions.keep(workbook)
    workbook.unlink()
    versions.undo(workbook)
    assert workbook.read_text() == "un"
    assert kept(workbook) == []


@pytest.mark.parametrize("mark", ["~$commande [2020].xlsx", ".~lock.commande [2020].xlsx#"])
def test_open_workbook_is_not_written_over(workbook: Path, mark: str) -> None:
    versions.keep(workbook)
    (workbook.parent / mark).write_text("")
    with pytest.raises(RefusedError):
        versions.undo(workbook)
    assert workbook.read_text() == "un"
