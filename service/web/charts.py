"""Charts as SVG made here: a title, a description, patterns beside colours, nothing that needs a script.

Whoever puts a chart on a page puts the same data under it as a table (``parts.figure``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Literal

from markupsafe import Markup, escape

from service.i18n import Texts

_numbers = count(1)
_LEFT, _TOP, _RIGHT, _BOTTOM = 64, 14, 14, 44
_INK, _SOFT, _LINE = "#1d2b2e", "#55666a", "#d9d2c5"
# Colour and dash of each series, tellable apart without colours.
LOOKS: tuple[tuple[str, str], ...] = (
    ("#14484f", ""),
    ("#a8480f", "7 4"),
    ("#6b4a8f", "2 3"),
    ("#1f6b3a", "10 3 2 3"),
)

Number = Decimal | int | float
Place = Callable[[float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One row of figures.

    Attributes:
        name: in the legend.
        values: one for each label; None leaves a gap.
        kind: ``line``, ``step`` (holds until the next), ``wide`` (a band for another line to lie on),
            ``bar``, or ``mark`` (a point alone).
    """

    name: str
    values: Sequence[Number | None]
    kind: Literal["line", "step", "wide", "bar", "mark"] = "line"


def chart(
    title: str,
    described: str,
    labels: Sequence[str],
    series: Sequence[Series],
    texts: Texts,
    *,
    width: int = 860,
    height: int = 300,
    unit: str = "",
) -> Markup:
    """Bars and lines over the same labels.

    Args:
        title, described: what it shows and what one should see, for those who do not see it.
        labels: along the horizontal axis.
        unit: after the figures of the vertical axis.
    """
    number = next(_numbers)
    plot_w, plot_h = width - _LEFT - _RIGHT, height - _TOP - _BOTTOM - 20
    values = [float(v) for s in series for v in s.values if v is not None]
    steps = _ticks(min([0.0, *values]), max([1.0, *values]))
    low, high = steps[0], steps[-1]
    slot = plot_w / max(1, len(labels))

    def x(i: float) -> float:
        return round(_LEFT + slot * (i + 0.5), 1)

    def y(v: float) -> float:
        return round(_TOP + plot_h * (high - v) / (high - low), 1)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="t{number} d{number}" font-size="12">'
        f'<title id="t{number}">{escape(title)}</title><desc id="d{number}">{escape(described)}</desc>'
        f'<defs><pattern id="p{number}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="#8dbfc6"/>'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="{LOOKS[0][0]}" stroke-width="2"/></pattern></defs>'
    ]
    for step in steps:
        shown = texts.number(Decimal(str(round(step, 2))), 1) + (f" {unit}" if unit else "")
        out.append(
            f'<line x1="{_LEFT}" x2="{width - _RIGHT}" y1="{y(step)}" y2="{y(step)}" stroke="{_LINE}"/>'
            f'<text x="{_LEFT - 6}" y="{y(step) + 4}" text-anchor="end" fill="{_SOFT}">{escape(shown)}</text>'
        )
    every = max(1, -(-len(labels) * 34 // plot_w))
    for i, label in enumerate(labels):
        if i % every == 0:
            out.append(
                f'<text x="{x(i)}" y="{_TOP + plot_h + 18}" text-anchor="middle" fill="{_SOFT}">'
                f"{escape(label)}</text>"
            )
    bars = [s for s in series if s.kind == "bar"]
    for at, one in enumerate(series):
        colour, dash = LOOKS[at % len(LOOKS)]
        if one.kind == "bar":
            out.append(_bars(one, bars.index(one), len(bars), slot, x, y, colour, number))
        elif one.kind == "mark":
            out += [
                f'<path d="M{x(i)} {y(float(v)) - 7}l6 10h-12z" fill="{colour}" stroke="#fff"/>'
                for i, v in enumerate(one.values)
                if v is not None
            ]
        else:
            out.append(_line(one, x, y, slot, colour, dash))
    out.append(_legend(series, height, number))
    out.append("</svg>")
    return Markup("".join(out))


def _bars(
    one: Series, at: int, of: int, slot: float, x: Place, y: Place, colour: str, number: int
) -> str:
    wide = max(2.0, slot * 0.7 / of)
    fill = f"url(#p{number})" if at == 0 else colour
    found = []
    for i, v in enumerate(one.values):
        if v:
            left = round(x(i) - slot * 0.35 + at * wide, 1)
            top, foot = sorted((y(float(v)), y(0)))
            found.append(
                f'<rect x="{left}" y="{top}" width="{round(wide, 1)}" height="{round(foot - top, 1)}" '
                f'fill="{fill}" stroke="{colour}" stroke-width="0.6"/>'
            )
    return "".join(found)


def _line(one: Series, x: Place, y: Place, slot: float, colour: str, dash: str) -> str:
    path, is_open = [], False
    for i, v in enumerate(one.values):
        if v is None:
            is_open = False
            continue
        if one.kind == "step":
            start, end = round(x(i) - slot / 2, 1), round(x(i) + slot / 2, 1)
            path.append(f"{'L' if is_open else 'M'}{start} {y(float(v))}L{end} {y(float(v))}")
        else:
            path.append(f"{'L' if is_open else 'M'}{x(i)} {y(float(v))}")
        is_open = True
    return f'<path d="{"".join(path)}" fill="none" {_stroke(one, colour, dash)}/>'


def _stroke(one: Series, colour: str, dash: str) -> str:
    """How a line is drawn: one that others may lie on is wide and without dashes."""
    if one.kind == "wide":
        return f'stroke="{colour}" stroke-width="8" stroke-opacity="0.7"'
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'stroke="{colour}" stroke-width="2.4"{dashed}'


def _legend(series: Sequence[Series], height: int, number: int) -> str:
    out, left = [], float(_LEFT)
    bars = [s for s in series if s.kind == "bar"]
    for at, one in enumerate(series):
        colour, dash = LOOKS[at % len(LOOKS)]
        y = height - 12
        if one.kind == "bar":
            fill = f"url(#p{number})" if bars.index(one) == 0 else colour
            out.append(
                f'<rect x="{left}" y="{y - 10}" width="18" height="11" fill="{fill}" stroke="{colour}"/>'
            )
        elif one.kind == "mark":
            out.append(f'<path d="M{left + 9} {y - 11}l6 10h-12z" fill="{colour}"/>')
        else:
            out.append(
                f'<line x1="{left}" x2="{left + 22}" y1="{y - 4}" y2="{y - 4}" '
                f"{_stroke(one, colour, dash)}/>"
            )
        out.append(f'<text x="{left + 28}" y="{y}" fill="{_INK}">{escape(one.name)}</text>')
        left += 46 + 6.8 * len(one.name)
    return "".join(out)


def _ticks(low: float, high: float) -> list[float]:
    """Round figures from below the lowest to above the highest, five or so."""
    size = (high - low) / 4 or 1.0
    power = 10.0 ** (len(str(int(size))) - 1 if size >= 1 else -1)
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= size - 1e-12)
    first = int(low / step) - (1 if low < 0 and low % step else 0)
    found = [first * step]
    while found[-1] < high - 1e-9:
        found.append(found[-1] + step)
    return found
