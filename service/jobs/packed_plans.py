"""Plans that a study found on its way, kept small beside its answer: others start from them."""

from __future__ import annotations

import base64
import binascii
import zlib

from optimizer import dossier
from optimizer.plan import Plan

# No plan of a consortium is so long; what unpacks to more is not one of ours.
_LONGEST = 50_000_000


def packed(plan: Plan) -> str:
    """A plan as a short text."""
    text = dossier.plan_to_json(plan).encode()
    return base64.b85encode(zlib.compress(text, 9)).decode()


def unpacked(text: str | None) -> Plan | None:
    """The plan of such a text, None when there is none that can be read."""
    if not text:
        return None
    try:
        raw = zlib.decompressobj().decompress(base64.b85decode(text), _LONGEST)
        return dossier.plan_from_json(raw.decode())[0]
    except (ValueError, zlib.error, binascii.Error):
        return None
