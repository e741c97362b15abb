"""Files appear together or not at all, and what was there before stays when something fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from service.errors import RefusedError
from service.usecases.outputs import check_directory, write_together


def writer(**files: str) -> Callable[[Path], list[str]]:
    def write(to: Path) -> list[str]:
        for name, text in files.items():
            (to / name).write_text(text)
        return list(files)

    return write


def contents(directory: Path) -> dict[str, str]:
    return {p.name: p.read_text() for p in directory.iterdir()}


def test_new_directory(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    files = write_together(out, writer(one="1", two="2"))
    assert files == (out / "one", out / "two")
    assert contents(out) == {"one": "1", "two": "2"}
    assert [p.name for p in out.parent.iterdir()] == ["b"]


def test_earlier_files_are_replaced_and_others_kept(tmp_path: Path) -> None:
    write_together(tmp_path / "out", writer(one="1", gone="x"))
    (tmp_path / "out" / "notes").write_text("mine")
    write_together(tmp_path / "out", writer(one="2"), stale=["gone", "one", "never"])
    assert contents(tmp_path / "out") == {"one": "2", "notes": "mine"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("is_there", [True, False])
def test_failure_while_writing_changes_nothing(tmp_path: Path, is_there: bool) -> None:
    out = tmp_path / "out"
    if is_there:
        write_together(out, writer(one="1"))

    def fail(to: Path) -> list[str]:
        (to / "one").write_text("2")
        raise RuntimeError("full")

    with pytest.raises(RuntimeError):
        write_together(out, fail)
    assert [p.name for p in tmp_path.iterdir()] == (["out"] if is_there else [])
    if is_there:
        assert contents(out) == {"one": "1"}


def test_failure_while_putting_in_place_puts_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_together(out, writer(one="1", two="2", old="3"))
    rename = Path.rename
    moved: list[str] = []

    def stubborn(self: Path, target: Path) -> Path:
        if self.name == "two" and self.parent.name == "new":
            raise OSError("open elsewhere")
        moved.append(self.name)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    with pytest.raises(RefusedError):
        write_together(out, writer(one="I", two="II", three="III"), stale=["old"])
    assert "one" in moved
    assert contents(out) == {"one": "1", "two": "2", "old": "3"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_stale_file_that_cannot_be_moved_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_together(out, writer(one="1", old="3"))
    rename = Path.rename

    def stubborn(self: Path, target: Path) -> Path:
        if self.name == "old":
            raise OSError("open elsewhere")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    with pytest.raises(RefusedError):
        write_together(out, writer(one="2"), stale=["old"])
    assert contents(out) == {"one": "1", "old": "3"}


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(RefusedError):
        check_directory(tmp_path / "out")
    assert contents(tmp_path) == {"out": "a file"}


def test_check_leaves_nothing_behind(tmp_path: Path) -> None:
    check_directory(tmp_path / "a" / "out")
    assert not (tmp_path / "a" / "out").exists()
    assert list((tmp_path / "a").iterdir()) == []
