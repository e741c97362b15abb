"""A workbook opened to be changed where it stands, everything that the library knows being kept."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook import Workbook


@contextmanager
def editable(data: bytes, *, has_macros: bool) -> Iterator[Workbook]:
    """The workbook of these bytes, with its macros and the formats within its texts.

    Raises:
        Exception: whatever a damaged workbook makes the library stumble on.
    """
    with warnings.catch_warnings():
        # openpyxl warns about extensions that it does not keep.
        warnings.simplefilter("ignore")
        reader = ExcelReader(io.BytesIO(data), keep_vba=has_macros, rich_text=True)
        try:
            reader.read()
            yield reader.wb
        finally:
            # openpyxl leaves its copy of the macros open, to fail when it is thrown away.
            book = getattr(reader, "wb", None)
            if book is not None and book.vba_archive is not None:
                book.vba_archive.close()
