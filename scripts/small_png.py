"""Write a picture of a page again with 256 colours: a third of the size, and it looks the same."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_SIGN = b"\x89PNG\r\n\x1a\n"
_MOST_COLOURS = 256
# Kinds of picture of the format: without and with transparency, eight bits each.
_CHANNELS = {2: 3, 6: 4}


def shrink(path: Path) -> None:
    """Write a picture again with its commonest colours; what is rarer takes the nearest of these.

    Args:
        path: of a PNG as browsers write it; transparency is dropped.

    Raises:
        ValueError: it is another sort of PNG.
    """
    width, height, rows = _read(path.read_bytes())
    pixels = [[row[i : i + 3] for i in range(0, len(row), 3)] for row in rows]
    counts = Counter(colour for row in pixels for colour in row)
    palette = [colour for colour, _ in counts.most_common(_MOST_COLOURS)]
    places = {colour: _nearest(colour, palette) for colour in counts}
    body = b"".join(b"\0" + bytes(places[colour] for colour in row) for row in pixels)
    path.write_bytes(
        _SIGN
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + _chunk(b"PLTE", b"".join(palette))
        + _chunk(b"IDAT", zlib.compress(body, 9))
        + _chunk(b"IEND", b"")
    )


def _nearest(colour: bytes, palette: list[bytes]) -> int:
    def distance(place: int) -> int:
        return sum((a - b) ** 2 for a, b in zip(colour, palette[place], strict=True))

    return min(range(len(palette)), key=distance)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGN)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += length + 12


def _read(data: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height, and the rows of a picture, three bytes for each pixel."""
    packed = b""
    width = height = channels = 0
    for kind, content in _chunks(data):
        if kind == b"IHDR":
            width, height, depth, colours, _, _, interlace = struct.unpack(">IIBBBBB", content)
            if depth != 8 or colours not in _CHANNELS or interlace:
                raise ValueError("only PNG as browsers write them")
            channels = _CHANNELS[colours]
        elif kind == b"IDAT":
            packed += content
    raw = zlib.decompress(packed)
    length = width * channels
    before = bytes(length)
    rows = []
    for y in range(height):
        at = y * (length + 1)
        before = _plain(raw[at], bytearray(raw[at + 1 : at + 1 + length]), before, channels)
        rows.append(
            before
            if channels == 3
            else b"".join(before[i : i + 3] for i in range(0, length, channels))
        )
    return width, height, rows


def _plain(kind: int, row: bytearray, above: bytes, step: int) -> bytes:
    """A row without the filter that the format put on it."""
    for i in range(len(row) if kind else 0):
        left = row[i - step] if i >= step else 0
        up = above[i]
        corner = above[i - step] if i >= step else 0
        row[i] = (row[i] + _guess(kind, left, up, corner)) & 255
    return bytes(row)


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 2:
        return up
    if kind == 3:
        return (left + up) // 2
    whole = left + up - corner
    return min((left, up, corner), key=lambda x: abs(whole - x))
