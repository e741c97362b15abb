"""Whether every French text of the service has its English, with the same values in it.

Run by ``make lint``; leaves with 1 and says what is missing. With ``--write``, adds the texts that
are missing to the catalogue, without their English, and drops those that are no longer used.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "service"
CATALOGUE = SOURCES / "locale" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
# Without dates, so that writing it twice gives the same file.
HEADER = r"""# English of the texts of the service, kept by scripts/check_catalogue.py --write.
msgid ""
msgstr ""
"Language: en\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
_VALUE = re.compile(r"\{([^{}]*)\}")

Message = str | tuple[str, str]


def used_messages(folder: Path = SOURCES) -> dict[Message, list[tuple[str, int]]]:
    """Every text marked in the sources, and where it stands."""
    found: dict[Message, list[tuple[str, int]]] = {}
    for name, line, message, _, _ in extract_from_dir(
        folder,
        method_map=[("**.py", "python"), ("**/web/templates/**.html", "jinja2")],
        keywords=KEYWORDS,
    ):
        key = tuple(message) if isinstance(message, tuple | list) else message
        found.setdefault(key, []).append((name, line))  # type: ignore[arg-type]
    return found


def read_catalogue(path: Path = CATALOGUE) -> Catalog:
    """The English catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale="en")


def faults(used: dict[Message, list[tuple[str, int]]], catalogue: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue for these texts, one sentence each."""
    known = {_key(m.id): m for m in catalogue if m.id}
    for key, places in used.items():
        where = f"{places[0][0]}:{places[0][1]}"
        entry = known.get(key)
        if entry is None:
            yield f"{where}: not in the catalogue: {key!r}"
            continue
        originals = key if isinstance(key, tuple) else (key,)
        written = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
        if not all(written) or len(written) != len(originals):
            yield f"{where}: no English: {key!r}"
        elif entry.fuzzy:
            yield f"{where}: English to be checked (fuzzy): {key!r}"
        else:
            for original, translation in zip(originals, written, strict=True):
                if _values(original) != _values(str(translation)):
                    yield f"{where}: other values in the English: {original!r}"
    for key in known:
        if key not in used:
            yield f"no longer used: {key!r}"


def _key(message_id: object) -> Message:
    return tuple(message_id) if isinstance(message_id, tuple | list) else str(message_id)


def _values(text: str) -> set[str]:
    return set(_VALUE.findall(text))


def write(used: dict[Message, list[tuple[str, int]]], path: Path = CATALOGUE) -> None:
    """Add what is missing, drop what is not used, keep the English there is."""
    earlier = {}
    if path.exists():
        earlier = {_key(m.id): m.string for m in read_catalogue(path) if m.id}
    catalogue = Catalog(locale="en", project="oeuvre-commune", fuzzy=False)
    for key in used:
        catalogue.add(key, string=earlier.get(key))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalogue, width=100, omit_header=True, sort_output=True)


def main() -> int:
    """Check the catalogue, or bring it up to date."""
    used = used_messages()
    if "--write" in sys.argv[1:]:
        write(used)
    found = list(faults(used, read_catalogue()))
    for fault in found:
        print(fault, file=sys.stderr)
    if found:
        print(f"catalogue: {len(found)} faults", file=sys.stderr)
        return 1
    print(f"catalogue: {len(used)} texts, all in English too")
    return 0


if __name__ == "__main__":
    sys.exit(main())
