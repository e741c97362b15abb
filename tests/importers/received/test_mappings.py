"""What was confirmed about each sender's files, kept and found again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from importers.received.contract import Guess, Topic
from importers.received.mappings import Mappings, read_answers, read_mappings, write_mappings
from optimizer.diagnostics import Source


def guess(key: str, topic: Topic, understood: str, *, is_confirmed: bool = True) -> Guess:
    return Guess(
        key=key,
        topic=topic,
        read="nb pers.",
        understood=understood,
        confidence=80,
        source=Source(),
        is_confirmed=is_confirmed,
    )


def test_confirmed_guesses_are_kept_by_sender(tmp_path: Path) -> None:
    path = tmp_path / "habitudes.json"
    mappings = Mappings().adding(
        "vestali",
        [
            guess("column:census:nb pers.", Topic.COLUMN, "headcount"),
            guess("column:census:obs", Topic.COLUMN, ""),
            guess("workshop:vesta", Topic.WORKSHOP, "vestali", is_confirmed=False),
            guess("conflict:workshops:vestali:headcount", Topic.CONFLICT, "8"),
        ],
    )
    write_mappings(mappings, path)
    kept, found = read_mappings(path)
    assert found == ()
    assert kept is not None
    assert kept.of("vestali") == {"column:census:nb pers.": "headcount", "column:census:obs": ""}
    assert kept.of("autre") == {}
    assert list(tmp_path.iterdir()) == [path]


def test_file_that_does_not_exist_yet_keeps_nothing(tmp_path: Path) -> None:
    assert read_mappings(tmp_path / "absent.json") == (Mappings(), ())


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"version": 2, "senders": {}}', '{"version": 1}', "\ud7ff", "[" * 9999]
)
def test_file_that_cannot_be_used_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "habitudes.json"
    path.write_text(text, encoding="utf-8")
    kept, found = read_mappings(path)
    assert kept is None
    assert [d.code for d in found] == ["import.mappings_unreadable"]


def test_answers_are_for_all_files_or_for_one(tmp_path: Path) -> None:
    path = tmp_path / "reponses.json"
    path.write_text(
        json.dumps({"column:census:obs": "", "a.xlsx": {"workshop:v": "vestali"}}), encoding="utf-8"
    )
    answers, found = read_answers(path)
    assert found == ()
    assert answers == {"": {"column:census:obs": ""}, "a.xlsx": {"workshop:v": "vestali"}}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "import.file_missing"),
        ("{", "import.answers_unreadable"),
        ("3", "import.answers_unreadable"),
        ('{"a": 3}', "import.answers_unreadable"),
        ('{"a.xlsx": {"b": 3}}', "import.answers_unreadable"),
    ],
)
def test_answers_that_cannot_be_used_are_said(tmp_path: Path, text: str | None, code: str) -> None:
    path = tmp_path / "reponses.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert [d.code for d in read_answers(path)[1]] == [code]
