"""What if, as a program asks for it: variants made of changes, each said like a row of the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from importers.variant_meanings import MEANINGS
from importers.variants import read_option
from optimizer.comparison import Variant
from optimizer.diagnostics import Diagnostic, has_errors
from optimizer.problem import Problem

# What a change may be about; each needs and may have some cells.
WHAT: tuple[str, ...] = tuple(MEANINGS)
MOST_VARIANTS = 12


def understood(
    asked: Iterable[Mapping[str, Any]], problem: Problem
) -> tuple[tuple[Variant, ...], tuple[Diagnostic, ...]]:
    """The variants that can be tried, numbered from ``v1``, and everything wrong with the others.

    Args:
        asked: each with a ``name`` and ``changes``: ``what`` and its ``cells`` (``workshop``,
            ``product``, ``operation``, ``about``, ``first``, ``last``, ``value``), all of them texts.
    """
    found: list[Diagnostic] = []
    variants: list[Variant] = []
    for place, one in enumerate(asked, start=1):
        parts: list[Variant] = []
        wrong: list[Diagnostic] = []
        for change in one["changes"]:
            part, said = read_option(
                f"v{place}: {change['what']}", "", problem, change["what"], change["cells"]
            )
            wrong += said
            if part is not None:
                parts.append(part)
        found += wrong
        if parts and not has_errors(wrong):
            variants.append(replace(_together(parts), id=f"v{place}", name=one.get("name", "")))
    return tuple(variants), tuple(found)


def _together(parts: list[Variant]) -> Variant:
    """One variant of several: all changes, the last preset and key that any of them sets."""
    return replace(
        parts[0],
        changes=tuple(c for p in parts for c in p.changes),
        preset=next((p.preset for p in reversed(parts) if p.preset is not None), None),
        key=next((p.key for p in reversed(parts) if p.key is not None), None),
    )
