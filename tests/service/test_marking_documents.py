"""What holds no table is sent back without a marked copy: there is nothing to mark in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.archive import NO_TABLE
from importers.workbook import open_workbook
from service.i18n import Texts
from service.usecases.marking import write_marked_files


@pytest.mark.parametrize("content", [b"%PDF-1.7\n" + b"x" * 300, b"\xff\xd8\xff\xe0" + bytes(300)])
def test_a_pdf_or_a_picture_called_a_workbook_gets_no_marked_copy(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "capacites.xlsx"
    path.write_bytes(content)
    _raw, found = open_workbook(path, max_rows=100)
    (fault,) = found
    assert fault.code in NO_TABLE
    assert fault.params["read"] == "capacites.xlsx"
    assert write_marked_files(found, [], [path], tmp_path / "marques", Texts("fr")) == []
