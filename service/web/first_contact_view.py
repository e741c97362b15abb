"""The answer of a first contact in words and numbers, and the boxes of its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from service.i18n import N_, Texts
from service.usecases.first_contact import CLOSE, Estimate, Few, Hands, Sort
from service.web import charts
from service.web.typed import Typed

_MOST_POINTS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBox:
    """A line of the times: name and minutes as they stand in their boxes."""

    number: int
    name: str
    minutes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandBox:
    """A line of the workshops."""

    code: str
    name: str
    is_taken: bool
    heads: str
    hours: str
    productive: str
    pace: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``tone``: ``good``, ``close`` or ``bad``; ``cures``: what would make it possible, each alone."""

    tone: str
    title: str
    lines: tuple[str, ...]
    cures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLine:
    """What could be made by the end of a week, and whether that is all of it."""

    name: str
    units: Decimal
    is_due: bool
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """The weeks, as a chart and as lines."""

    chart: object
    lines: tuple[WeekLine, ...]


def step_boxes(sort: Sort, typed: Typed, most: int, texts: Texts) -> list[StepBox]:
    """The lines of the times: those typed, unless another kind was just chosen."""
    is_typed = "minutes-0" in typed and typed["sort"] == typed["sort_before"]
    found = []
    for i in range(most):
        step = sort.steps[i] if i < len(sort.steps) else None
        name, minutes = (step.name, plain(step.minutes, texts)) if step is not None else ("", "")
        if is_typed:
            name, minutes = typed[f"step-{i}"], typed[f"minutes-{i}"]
        found.append(StepBox(number=i, name=name, minutes="" if minutes == "0" else minutes))
    return found


def hand_boxes(hands: Sequence[Hands], typed: Typed, texts: Texts) -> list[HandBox]:
    """The lines of the workshops: what is known of them, or what was typed."""
    is_typed = "quantity" in typed
    taken = set(typed.texts("with"))

    def box(start: str, hand: Hands, known: Decimal) -> str:
        name = f"{start}-{hand.code}"
        return typed[name] if name in typed else plain(known, texts)

    return [
        HandBox(
            code=h.code,
            name=h.name,
            is_taken=h.code in taken if is_typed else h.headcount > 0,
            heads=box("heads", h, h.headcount),
            hours=box("hours", h, h.weekly_hours),
            productive=box("productive", h, (h.productive * 100).quantize(Decimal(1))),
            pace=box("pace", h, (h.pace * 100).quantize(Decimal(1))),
        )
        for h in hands
    ]


def answer(few: Few, found: Estimate, texts: Texts) -> Answer:
    """Yes, just, or no and what is missing."""
    _ = texts.gettext
    due = texts.day(few.due)
    lines = [
        texts.ngettext(
            "Il faut {n} heure de travail ; les ateliers cochés en ont {there} d'ici là.",
            "Il faut {n} heures de travail ; les ateliers cochés en ont {there} d'ici là.",
            found.needed_hours,
            n=texts.number(found.needed_hours, 0),
            there=texts.number(found.there_hours, 0),
        )
    ]
    if found.is_possible:
        is_close = found.margin < CLOSE
        title = texts.ngettext(
            "Oui, c'est faisable : {n} pièce pour le {day}.",
            "Oui, c'est faisable : {n} pièces pour le {day}.",
            few.quantity,
            day=due,
        )
        if is_close:
            title = texts.ngettext(
                "C'est faisable, mais de justesse : {n} pièce pour le {day}.",
                "C'est faisable, mais de justesse : {n} pièces pour le {day}.",
                few.quantity,
                day=due,
            )
        lines.append(
            _(
                N_(
                    "Il resterait {part} du temps pour les imprévus, les réglages et les transports."
                ),
                part=texts.percent(found.margin, 0),
            )
        )
        if found.done_in is not None:
            lines.append(
                _(N_("Au plus tôt, tout serait fait en {week}."), week=texts.week(found.done_in))
            )
        return Answer(
            tone="close" if is_close else "good", title=title, lines=tuple(lines), cures=()
        )
    title = texts.ngettext(
        "Non, pas avec ces ateliers : {n} pièce sur {all} serait prête le {day}.",
        "Non, pas avec ces ateliers : {n} pièces sur {all} seraient prêtes le {day}.",
        found.possible,
        all=texts.number(few.quantity),
        day=due,
    )
    lines.append(
        texts.ngettext(
            "Il manque {n} heure de travail.",
            "Il manque {n} heures de travail.",
            found.missing_hours,
            n=texts.number(found.missing_hours, 0),
        )
    )
    return Answer(
        tone="bad", title=title, lines=tuple(lines), cures=tuple(_cures(few, found, texts))
    )


def _cures(few: Few, found: Estimate, texts: Texts) -> list[str]:
    cures = []
    if not few.hands:
        cures.append(texts.gettext(N_("Cochez au moins un atelier, avec son effectif.")))
    if found.missing_people:
        cures.append(
            texts.ngettext(
                "{n} personne de plus, aux mêmes heures et au même rendement, du début à la fin",
                "{n} personnes de plus, aux mêmes heures et au même rendement, du début à la fin",
                found.missing_people,
            )
        )
    if found.done_in is not None:
        cures.append(
            texts.gettext(
                N_("livrer en {week} au lieu du {day}"),
                week=texts.week(found.done_in),
                day=texts.day(few.due),
            )
        )
    if found.possible > 0:
        cures.append(
            texts.ngettext(
                "demander {n} pièce au plus pour cette date",
                "demander {n} pièces au plus pour cette date",
                found.possible,
            )
        )
    return cures


def weeks(few: Few, found: Estimate, texts: Texts) -> Weeks:
    """What could be made week after week against what is asked."""
    shown = found.weeks[:_MOST_POINTS]
    lines = tuple(
        WeekLine(
            name=w.name,
            units=min(w.units, few.quantity).quantize(Decimal(1), rounding="ROUND_FLOOR"),
            is_due=i == found.n_weeks - 1,
            is_done=w.units >= few.quantity,
        )
        for i, w in enumerate(shown)
    )
    return Weeks(chart=_chart(few, lines, texts), lines=lines)


def _chart(few: Few, lines: Sequence[WeekLine], texts: Texts) -> object:
    due = next((i for i, x in enumerate(lines) if x.is_due), -1)
    title = texts.gettext(N_("Pièces qui pourraient être faites, semaine après semaine"))
    said = texts.gettext(
        N_(
            "La quantité faisable monte chaque semaine ; la ligne demandée part de la semaine prévue."
        )
    )
    return charts.chart(
        title,
        said,
        [texts.short_week(x.name) for x in lines],
        [
            charts.Series(
                name=texts.gettext(N_("faisable")), values=[x.units for x in lines], kind="line"
            ),
            charts.Series(
                name=texts.gettext(N_("demandé")),
                values=[few.quantity if i >= due >= 0 else None for i in range(len(lines))],
                kind="step",
            ),
        ],
        texts,
    )


def plain(value: Decimal, texts: Texts) -> str:
    """A number as it stands in a box."""
    shown = f"{value.normalize():f}"
    return shown.replace(".", ",") if texts.language == "fr" else shown
