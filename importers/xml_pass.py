"""One pass over an XML text, without entities, its elements known by their local names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from importers.archive import RefusedError

Start = Callable[[str, list[str]], None]
End = Callable[[str], None]


class LocalNames(dict[str, str]):
    """Local name of each element name, prefix or not."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


def read_xml(
    chunks: Iterable[bytes], start: Start, end: End, text: Callable[[str], object]
) -> None:
    """Tell every element as it opens and closes, and the text between them.

    Args:
        chunks: the XML, cut anywhere.
        start: called with the local name and the attributes, name then value, prefixes kept.
        end: called with the local name.
        text: called with the text, in pieces.

    Raises:
        xml.parsers.expat.ExpatError: not well formed.
        RefusedError: it declares a document type.
    """
    names = LocalNames()
    read_raw_xml(
        chunks,
        lambda name, attributes: start(names[name], attributes),
        lambda name: end(names[name]),
        text,
    )


def read_raw_xml(
    chunks: Iterable[bytes], start: Start, end: End, text: Callable[[str], object]
) -> None:
    """The same with names as they are written, for passes that count their time."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True

    def declared(*_: object) -> None:
        raise RefusedError("import.damaged", read="DOCTYPE")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def local_attributes(attributes: list[str]) -> dict[str, str]:
    """Attributes by their local names."""
    pairs = zip(attributes[::2], attributes[1::2], strict=True)
    return {name.rpartition(":")[2]: value for name, value in pairs}


def is_true(text: str) -> bool:
    """Whether an attribute says yes."""
    return text in ("1", "true", "on")
