"""Texts as old Excel files keep them: one or two bytes a character, cut anywhere by records."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from importers.archive import too_many


def short_text(data: bytes, at: int) -> str:
    """A text whose length is one byte."""
    return _decoded(data, at + 2, data[at], data[at + 1])


def fixed_text(data: bytes, at: int) -> str:
    """A text whose length is two bytes, within one record; "" when there is none."""
    if at + 3 > len(data):
        return ""
    (length,) = struct.unpack_from("<H", data, at)
    return _decoded(data, at + 3, length, data[at + 2])


def shared_texts(records: Sequence[bytes], most: int) -> list[str]:
    """The texts that cells refer to by number, from a record and those that continue it.

    Raises:
        RefusedError: more than ``most`` texts.
        ValueError, struct.error: damaged.
    """
    (count,) = struct.unpack_from("<I", records[0], 4)
    if count > most:
        too_many(count)
    reader = _Pieces(records, 8)
    return [reader.text() for _ in range(count)]


def _decoded(data: bytes, at: int, length: int, flags: int) -> str:
    if flags & 1:
        return data[at : at + 2 * length].decode("utf-16-le", "replace")
    return data[at : at + length].decode("latin-1")


class _Pieces:
    """Reads on from record to record."""

    def __init__(self, records: Sequence[bytes], at: int) -> None:
        self._records = records
        self._number = 0
        self._at = at

    def text(self) -> str:
        """The next text, without what is said of its fonts and its pronunciation."""
        if self._at >= len(self._records[self._number]):
            self._next()
        data = self._records[self._number]
        length, flags = struct.unpack_from("<HB", data, self._at)
        self._at += 3
        after = 0
        if flags & 0x08:
            after += 4 * struct.unpack_from("<H", data, self._at)[0]
            self._at += 2
        if flags & 0x04:
            after += struct.unpack_from("<I", data, self._at)[0]
            self._at += 4
        # Joined before they are decoded: a character of two units may be cut in the middle.
        pieces = []
        while length:
            data = self._records[self._number]
            width = 2 if flags & 1 else 1
            taken = min(length, (len(data) - self._at) // width)
            piece = data[self._at : self._at + taken * width]
            pieces.append(piece if width == 2 else piece.decode("latin-1").encode("utf-16-le"))
            self._at += taken * width
            length -= taken
            if length:
                # Each continuation says anew how wide its characters are.
                self._next()
                flags = self._records[self._number][0]
                self._at = 1
        self._skip(after)
        return b"".join(pieces).decode("utf-16-le", "replace")

    def _skip(self, count: int) -> None:
        while count > len(self._records[self._number]) - self._at:
            count -= len(self._records[self._number]) - self._at
            self._next()
        self._at += count

    def _next(self) -> None:
        self._number += 1
        self._at = 0
        if self._number >= len(self._records):
            raise ValueError("cut short")
