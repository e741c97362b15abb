"""Which operations of the order a machine or a figure speaks of, told by what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from importers.matching import fold
from importers.received.contract import OrderContext

_BRACKETS = re.compile(r"\(([^()]{1,300})\)")
# Beginnings of words: « piquage », « piquer », « piqure ».
SEWING = ("coutur", "coud", "cous", "piqu", "assembl", "confection", "montag", "sew", "stitch")
CUTTING = ("coup", "decoup", "taill", "cutting", "cut", "matelass")
OVERLOCKING = ("surjet", "surfil", "overlock", "serg")
FINISHING = ("finition", "finish", "conditionn", "control", "repass", "emball", "pliage", "pack")

# A name that says it, one that is told by what the others are, none.
BY_NAME = 85
BY_DEFAULT = 60
UNTOLD = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """Operations that a trade is, and how surely; ``ids`` are empty when none is found."""

    ids: tuple[str, ...] = ()
    confidence: int = 0


def operations_of(context: OrderContext) -> tuple[str, ...]:
    """Every operation of the order, in the order of the routings."""
    routed = (o for ids in context.routing.values() for o in ids)
    return tuple(dict.fromkeys((*routed, *context.names.get("operations", {}))))


def of_trade(context: OrderContext, stems: tuple[str, ...], ids: Iterable[str] = ()) -> Operations:
    """The operations (of ``ids``, else all) whose name begins with one of the stems."""
    known = tuple(ids) or operations_of(context)
    names = context.names.get("operations", {})
    found = tuple(o for o in known if _begins((o, *names.get(o, ())), stems))
    return Operations(ids=found, confidence=BY_NAME if found else 0)


def sewing(context: OrderContext, ids: Iterable[str] = ()) -> Operations:
    """The operations done on sewing machines; the only one that can be when no name says so."""
    known = tuple(ids) or operations_of(context)
    found = of_trade(context, SEWING, known)
    if found.ids:
        return found
    others = (*CUTTING, *FINISHING, *OVERLOCKING)
    excluded = set(of_trade(context, others, known).ids)
    left = tuple(o for o in known if o not in excluded)
    return Operations(ids=left, confidence=BY_DEFAULT) if len(left) == 1 else Operations()


def named_operations(context: OrderContext, header: str) -> tuple[str, ...]:
    """The operations that a header names in brackets, « Piqueuses (Piquage, Montage) »; all of
    what stands there must be operations of the order."""
    found = _BRACKETS.search(header)
    parts = {fold(p) for p in found[1].split(",")} if found else set()
    names = context.names.get("operations", {})
    ids = tuple(
        o for o in operations_of(context) if parts & {fold(t) for t in (o, *names.get(o, ()))}
    )
    known = {fold(t) for o in ids for t in (o, *names.get(o, ()))}
    return ids if parts <= known else ()


def named_products(text: str, names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Products of which most words stand in a text; all those that share its only word."""
    words = {_singular(w) for w in fold(text).split()}
    scores = {
        product: max(
            (len({_singular(w) for w in fold(t).split()} & words) for t in texts), default=0
        )
        for product, texts in names.items()
    }
    best = max(scores.values(), default=0)
    return tuple(p for p, s in scores.items() if s == best) if best else ()


def _singular(word: str) -> str:
    return word.rstrip("sx") if len(word) > 3 else word


def _begins(texts: Iterable[str], stems: tuple[str, ...]) -> bool:
    return any(word.startswith(stems) for t in texts for word in fold(t).split())
