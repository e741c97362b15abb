"""Charts say what they show, to those who do not see them too."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from service.i18n import Texts
from service.web.charts import Series, chart

SVG = "{http://www.w3.org/2000/svg}"
figures = st.lists(
    st.one_of(st.none(), st.decimals(-(10**6), 10**9, places=2)), min_size=0, max_size=60
)


@given(values=figures, title=st.text(st.characters(codec="utf-8", categories=("L", "P", "N"))))
def test_any_figures_make_a_picture(values: list[Decimal | None], title: str) -> None:
    drawn = chart(
        title,
        "Description",
        [f"S{i}" for i in range(len(values))],
        [
            Series(name="a < b", values=values, kind="bar"),
            Series(name="c", values=values, kind="step"),
            Series(name="d", values=values, kind="line"),
            Series(name="e", values=values, kind="mark"),
        ],
        Texts("fr"),
    )
    root = ET.fromstring(drawn)
    assert root.find(f"{SVG}title").text == (title or None)  # type: ignore[union-attr]
    labelled = root.get("aria-labelledby", "").split()
    assert len(labelled) == 2
    assert 'style="' not in drawn
    for element in root.iter():
        for name in ("x", "y", "width", "height", "y1", "y2"):
            assert "nan" not in element.get(name, "")


def test_bars_are_as_high_as_their_figures() -> None:
    drawn = chart(
        "t", "d", ["a", "b"], [Series(name="n", values=[10, 20], kind="bar")], Texts("fr")
    )
    bars = [
        float(r.get("height", "0"))
        for r in ET.fromstring(drawn).iter(f"{SVG}rect")
        if r.get("stroke-width")
    ]
    assert len(bars) == 2
    assert abs(bars[1] - 2 * bars[0]) <= 0.2


def test_a_line_on_a_wide_one_stays_visible() -> None:
    drawn = chart(
        "t",
        "d",
        ["a", "b"],
        [
            Series(name="under", values=[1, 2], kind="wide"),
            Series(name="over", values=[1, 2]),
        ],
        Texts("fr"),
    )
    # Once in the drawing, once in the legend.
    assert drawn.count('stroke-width="8"') == 2
    assert drawn.index('stroke-width="8"') < drawn.index("stroke-dasharray")
