"""What a test of a plan found, in words: chances, what if somebody stops, what margin would do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from markupsafe import Markup
from pydantic import TypeAdapter, ValidationError

from optimizer.fragility import Chances, Setback
from service.exports import resilience_words
from service.exports.facts import Facts
from service.i18n import Texts
from service.web import charts
from service.web.job_view import too_old

_CHANCES: Final[TypeAdapter[Chances]] = TypeAdapter(Chances)
_SETBACKS: Final[TypeAdapter[tuple[Setback, ...]]] = TypeAdapter(tuple[Setback, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneLine:
    """How likely a milestone is kept, and what most often keeps it from that."""

    name: str
    odds: str
    chance: Decimal
    weeks_late: int
    cause: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetbackLine:
    """What one failure leads to."""

    sentence: str
    is_harmless: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A test as its page shows it; what was not asked for is empty."""

    # It is a result, whatever pytest thinks of its name.
    __test__ = False

    overall: str
    buffer: str
    milestones: tuple[MilestoneLine, ...]
    drawing: Markup | None
    progress: tuple[tuple[str, Decimal, Decimal, Decimal, Decimal], ...]
    setbacks: tuple[SetbackLine, ...]
    supposed: tuple[tuple[str, str, str], ...]


def test_of(result: Mapping[str, Any], facts: Facts, texts: Texts) -> Test:
    """What a job of kind ``resilience`` found.

    Args:
        facts: of the plan that was tested.

    Raises:
        ServiceRefusalError: ``wrong_state``: an earlier version of the service wrote it.
    """
    found = result["found"]
    try:
        setbacks = _SETBACKS.validate_json(json.dumps(found["setbacks"]))
        chances = (
            _CHANCES.validate_json(json.dumps(found["chances"])) if found.get("chances") else None
        )
    except ValidationError as fault:
        raise too_old() from fault
    lines = tuple(
        SetbackLine(
            sentence=resilience_words.setback_sentence(s, facts, texts), is_harmless=s.is_harmless
        )
        for s in setbacks
    )
    if chances is None:
        return Test(
            overall="",
            buffer="",
            milestones=(),
            drawing=None,
            progress=(),
            setbacks=lines,
            supposed=(),
        )
    progress = tuple(
        (texts.short_week(w.week), w.planned, w.nine_in_ten, w.one_in_two, w.one_in_ten)
        for w in chances.progress
    )
    return Test(
        overall=resilience_words.overall_sentence(chances, texts),
        buffer=(
            resilience_words.buffer_sentence(chances.buffer, texts)
            if chances.buffer is not None
            else ""
        ),
        milestones=tuple(_milestones(chances, facts, texts)),
        drawing=_drawing(chances, texts) if progress else None,
        progress=progress,
        setbacks=lines,
        supposed=tuple(resilience_words.hazard_rows(chances.hazards, texts)),
    )


def _milestones(chances: Chances, facts: Facts, texts: Texts) -> list[MilestoneLine]:
    return [
        MilestoneLine(
            name=resilience_words.milestone_name(m.demand, facts, texts),
            odds=resilience_words.capitalised(resilience_words.odds(m.on_time, texts)),
            chance=m.on_time.value,
            weeks_late=m.weeks_late_90,
            cause=resilience_words.cause_text(m.causes[0], facts, texts) if m.causes else "",
            sentence=resilience_words.milestone_sentence(m, facts, texts),
        )
        for m in chances.milestones
    ]


def _drawing(chances: Chances, texts: Texts) -> Markup:
    _ = texts.gettext
    rows = chances.progress
    return charts.chart(
        _("Unités livrées : prévu, et ce qui peut arriver"),
        _(
            "La ligne du haut est dépassée une fois sur dix, celle du bas neuf fois sur dix ; le prévu "
            "est entre les deux ou au-dessus."
        ),
        [texts.short_week(w.week) for w in rows],
        (
            charts.Series(name=_("prévu"), values=[w.planned for w in rows], kind="step"),
            charts.Series(name=_("dépassé 9 fois sur 10"), values=[w.nine_in_ten for w in rows]),
            charts.Series(name=_("une fois sur deux"), values=[w.one_in_two for w in rows]),
            charts.Series(name=_("une fois sur 10"), values=[w.one_in_ten for w in rows]),
        ),
        texts,
    )
