"""Values small enough to be kept by a browser: packed into a cookie, and read as what comes from outside."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any, Final

LONGEST: Final = 3_800
"""Browsers keep cookies of four thousand characters, their name included; a longer one is lost unsaid."""
# What is read is bounded before it is unpacked.
_LONGEST_TEXT: Final = 60_000


def packed(values: object) -> str:
    """JSON values as a cookie holds them; "" when no browser would keep them."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    found = base64.urlsafe_b64encode(zlib.compress(text, 9)).decode()
    return found if len(found) <= LONGEST and len(text) <= _LONGEST_TEXT else ""


def unpacked(raw: str) -> Any:
    """The values of a cookie; None when they cannot be read."""
    if not raw or len(raw) > LONGEST:
        return None
    try:
        whole = base64.urlsafe_b64decode(raw.encode())
        return json.loads(zlib.decompressobj().decompress(whole, _LONGEST_TEXT))
    except (ValueError, zlib.error):
        return None
    except RecursionError:  # lists in lists without end
        return None
