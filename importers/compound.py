"""The container of old Office files: streams kept in chains of sectors."""

from __future__ import annotations

import struct

_END = 0xFFFFFFFA  # and above: ends of chains and free sectors
_ENTRY = 128


class Compound:
    """The streams of a container, by name.

    Args:
        data: the whole file.

    Raises:
        ValueError, struct.error: it is damaged.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 0x1E)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sector size")
        self._size = 1 << shift
        self._count = len(data) // self._size
        (first_entry,) = struct.unpack_from("<I", data, 0x30)
        (self._cutoff, first_mini, _, more, _) = struct.unpack_from("<IIIII", data, 0x38)
        self._table = self._allocation(more)
        mini_table = self._chain(first_mini)
        self._mini_table = struct.unpack(f"<{len(mini_table) // 4}I", mini_table)
        self._entries = self._directory(first_entry)
        root = next((e for e in self._entries.values() if e[0] == 5), (5, _END, 0))
        self._mini = self._chain(root[1])

    @property
    def names(self) -> frozenset[str]:
        """Every stream and folder of the container."""
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """The content of a stream."""
        _, first, size = self._entries[name]
        if size >= self._cutoff:
            return self._chain(first)[:size]
        pieces = []
        sector = first
        for _ in range(len(self._mini_table)):
            if sector >= _END:
                break
            pieces.append(self._mini[sector * 64 : sector * 64 + 64])
            sector = self._mini_table[sector]
        return b"".join(pieces)[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise ValueError("sector beyond the end")
        # The last sector of a file may be cut short by whoever wrote it.
        return self._data[start : start + self._size].ljust(self._size, b"\0")

    def _allocation(self, more: int) -> tuple[int, ...]:
        """For each sector the one that follows it."""
        tables = list(struct.unpack_from("<109I", self._data, 0x4C))
        for _ in range(self._count):
            if more >= _END:
                break
            numbers = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            tables += numbers[:-1]
            more = numbers[-1]
        used = [number for number in tables if number < _END][: self._count]
        data = b"".join(self._sector(number) for number in used)
        return struct.unpack(f"<{len(data) // 4}I", data)

    def _chain(self, sector: int) -> bytes:
        pieces: list[bytes] = []
        for _ in range(self._count + 1):
            if sector >= _END:
                return b"".join(pieces)
            pieces.append(self._sector(sector))
            sector = self._table[sector]
        raise ValueError("endless chain")

    def _directory(self, first: int) -> dict[str, tuple[int, int, int]]:
        """Kind (5 is the root), first sector and size of each entry by name."""
        data = self._chain(first)
        entries: dict[str, tuple[int, int, int]] = {}
        for at in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            start, size = struct.unpack_from("<II", data, at + 116)
            if kind and 2 <= length <= 64:
                name = data[at : at + length - 2].decode("utf-16-le", "replace")
                entries.setdefault(name, (kind, start, size))
        return entries
