"""Pictures of the guide written again with fewer colours: the same picture."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from scripts.small_png import shrink

_SIGN = b"\x89PNG\r\n\x1a\n"
WHITE, INK, RED = b"\xff\xff\xff", b"\x10\x20\x30", b"\xc0\x10\x10"


def _chunk(kind: bytes, content: bytes) -> bytes:
    end = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + end


def _png(width: int, rows: list[bytes], colours: int = 2) -> bytes:
    head = struct.pack(">IIBBBBB", width, len(rows), 8, colours, 0, 0, 0)
    body = zlib.compress(b"".join(rows))
    return (
        _SIGN + _chunk(b"IHDR", head) + _chunk(b"tEXt", b"a\0b") + _chunk(b"IDAT", body)
    ) + _chunk(b"IEND", b"")


def _filtered(kind: int, row: bytes, above: bytes, step: int) -> bytes:
    """A row as the format filters it, by the format's own definition."""
    out = bytearray([kind])
    for i, value in enumerate(row):
        left = row[i - step] if i >= step else 0
        up = above[i]
        corner = above[i - step] if i >= step else 0
        p = left + up - corner
        nearest = min((abs(p - left), 0, left), (abs(p - up), 1, up), (abs(p - corner), 2, corner))
        guess = (0, left, up, (left + up) // 2, nearest[2])[kind]
        out.append((value - guess) % 256)
    return bytes(out)


def _colours(data: bytes) -> list[list[bytes]]:
    """Colours of each pixel of a picture with a palette."""
    found, at = {}, len(_SIGN)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, content = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length)[0] == zlib.crc32(kind + content)
        found[kind] = content
        at += length + 12
    width, height, depth, colours, *rest = struct.unpack(">IIBBBBB", found[b"IHDR"])
    assert (depth, colours, rest) == (8, 3, [0, 0, 0])
    raw, palette = zlib.decompress(found[b"IDAT"]), found[b"PLTE"]
    rows = [raw[y * (width + 1) : (y + 1) * (width + 1)] for y in range(height)]
    assert all(row[0] == 0 for row in rows)
    return [[palette[3 * i : 3 * i + 3] for i in row[1:]] for row in rows]


@pytest.mark.parametrize("step", [3, 4])
def test_every_filter_of_the_format_is_read(tmp_path: Path, step: int) -> None:
    drawn = [[WHITE, INK, RED], [INK, INK, WHITE], [RED, WHITE, RED], [WHITE] * 3, [RED, INK, INK]]
    above, rows = bytes(3 * step), []
    for kind, pixels in enumerate(drawn):
        row = b"".join(p + b"\xff" * (step - 3) for p in pixels)
        rows.append(_filtered(kind, row, above, step))
        above = row
    path = tmp_path / "a.png"
    path.write_bytes(_png(3, rows, 2 if step == 3 else 6))
    shrink(path)
    assert _colours(path.read_bytes()) == drawn


def test_rare_colours_take_the_nearest_common_one(tmp_path: Path) -> None:
    greys = [bytes([n, n, n]) for n in range(256)]
    rare = b"\x40\x40\x41"
    row = b"".join(greys * 2 + [rare])
    path = tmp_path / "a.png"
    path.write_bytes(_png(513, [b"\0" + row]))
    shrink(path)
    assert _colours(path.read_bytes()) == [[*greys, *greys, b"\x40\x40\x40"]]


def test_another_sort_of_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(_png(1, [b"\0\0"], colours=0))
    with pytest.raises(ValueError, match="browsers"):
        shrink(path)
