"""A workshop's weeks, share and receipts as its pages show them; the words are those of its workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from optimizer.problem import Workshop
from service.exports import own_reasons, reasons, schedule, words
from service.exports.facts import ZERO, Facts
from service.exports.receipts import Receipts, has_receipts, receipts_of
from service.exports.week_list import Line, lots_text, week_lines
from service.exports.workshop_facts import WorkshopWeek, last_day, workshop_weeks
from service.i18n import Texts
from service.web import declare_view, monday_view


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCard:
    """A week of a workshop: what arrives, what to make, what leaves.

    Attributes:
        name: ``2020-W18``; ``days``: « du 27/04 au 30/04 ».
        load: minutes used / available, None when there are none.
        remark: why it is not a usual week, "" when it is.
    """

    name: str
    monday: date
    days: str
    open_days: int
    used_minutes: Decimal
    available_minutes: Decimal
    load: Decimal | None
    remark: str
    arrives: tuple[Line, ...]
    makes: tuple[Line, ...]
    leaves: tuple[Line, ...]
    stays: tuple[Line, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to do for the order."""
        return not (self.arrives or self.makes or self.leaves)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """A line of the table of one's share; ``part`` of the order's work, ``minutes`` of it."""

    label: str
    part: Decimal | None
    minutes: Decimal
    is_result: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnShare:
    """A workshop's share of the order: from the key to what it got, and each cause on the way."""

    sentence: str
    part: Decimal
    target: Decimal
    rows: tuple[ShareRow, ...]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherShare:
    """Anybody's share as all workshops may know it: no hours, no reason, which would tell capacities."""

    name: str
    due: Decimal
    target: Decimal
    part: Decimal
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a workshop makes in all, of one operation of a product."""

    product: str
    operation: str
    units: Decimal
    lots: str
    minutes: Decimal


def week_cards(facts: Facts, workshop: Workshop, texts: Texts) -> list[WeekCard]:
    """The weeks of a workshop, all those of the plan, in order."""
    return [_card(facts, workshop, week, texts) for week in workshop_weeks(facts, workshop)]


def _card(facts: Facts, workshop: Workshop, week: WorkshopWeek, texts: Texts) -> WeekCard:
    monday = facts.horizon.monday_of(week.week)
    last = last_day(workshop, monday)
    lines = list(week_lines(facts, week, texts))
    arrives = texts.gettext("Arrive")
    return WeekCard(
        name=facts.horizon.name(week.week),
        monday=monday,
        days=texts.gettext(
            "du {first} au {last}", first=texts.short_day(monday), last=texts.short_day(last)
        ),
        open_days=week.open_days,
        used_minutes=week.used_minutes,
        available_minutes=week.productive_minutes,
        load=week.load,
        remark=schedule.remarks(week, workshop, facts, texts),
        arrives=tuple(x for x in lines if x.hours is None and x.action == arrives),
        makes=tuple(x for x in lines if x.hours is not None),
        leaves=tuple(x for x in lines if x.hours is None and x.action != arrives),
        stays=tuple(_stays(facts, workshop, week.week, texts)),
    )


def _stays(facts: Facts, workshop: Workshop, week: int, texts: Texts) -> list[Line]:
    """Pieces that are at the workshop when a week ends: made or received, neither used nor sent on."""
    _ = texts.gettext
    found = []
    for product in facts.problem.products:
        for operation in product.operations:
            key = (workshop.id, product.id, operation.id)
            units = facts.ledger.series(facts.ledger.workshop_stock, key)[week]
            if units <= 0:
                continue
            is_final = facts.ledger.is_final(product.id, operation.id)
            name = facts.product_name(product.id)
            done = facts.operation_name(product.id, operation.id)
            found.append(
                Line(
                    action=_("Reste"),
                    what=_("{product} (terminé)", product=name)
                    if is_final
                    else _("{what} (fait)", what=f"{name} – {done}"),
                    quantity=units,
                    unit=texts.ngettext("unité", "unités", units),
                    lots=lots_text(facts, product.id, units, texts),
                    where="",
                )
            )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Work of a week that is over: units planned and declared; None where nothing was declared."""

    what: str
    planned: Decimal
    made: Decimal | None


class DeclaredRow(Protocol):
    """What a workshop says it made."""

    workshop: str
    week: str
    product: str
    operation: str
    made: Decimal


def told(
    facts: Facts, workshop: str, week: str, declared: Iterable[DeclaredRow]
) -> tuple[Told, ...]:
    """What was planned of a week beside what is declared, the planned work first."""
    planned = declare_view.planned_units(facts, workshop, week)
    made: dict[tuple[str, str], Decimal] = {}
    for d in declared:
        if (d.workshop, d.week) == (workshop, week):
            key = (d.product, d.operation)
            made[key] = made.get(key, ZERO) + d.made
    return tuple(
        Told(
            what=declare_view.label_of(facts, *key),
            planned=planned.get(key, ZERO),
            made=made.get(key),
        )
        for key in dict.fromkeys([*planned, *made])
    )


def find_week(cards: list[WeekCard], asked: str) -> int | None:
    """Position of the week asked for, None when it is not one of the plan's.

    Args:
        asked: ``2020-W18``, or only its number as people say it: ``18``, ``S18``.
    """
    wanted = asked.strip().upper()
    number = wanted.removeprefix("S").removeprefix("W")
    for position, card in enumerate(cards):
        if card.name == wanted or (number.isdigit() and int(card.name[-2:]) == int(number)):
            return position
    return None


def present_week(facts: Facts, cards: list[WeekCard], today: date, declared: Iterable[str]) -> int:
    """Position of the week that counts as now: the same as on the coordination's Monday page.

    Args:
        declared: weeks declared by any workshop of the order.
    """
    return find_week(cards, monday_view.week_now(facts.horizon, today, declared)) or 0


def own_share(facts: Facts, workshop: Workshop, texts: Texts) -> OwnShare | None:
    """The share of a workshop in the words of its workbook; None when the plan has no fair shares."""
    fairness = facts.plan.fairness
    share = (
        next((s for s in fairness.shares if s.workshop == workshop.id), None) if fairness else None
    )
    if fairness is None or share is None:
        return None
    _ = texts.gettext
    total = fairness.total_minutes

    def part(minutes: Decimal) -> Decimal:
        return minutes / total if total else ZERO

    return OwnShare(
        part=part(share.load_minutes),
        target=part(share.target_minutes),
        rows=(
            ShareRow(
                label=_("part selon la clé ({key})", key=_(words.KEYS[fairness.key])),
                part=share.weight_share,
                minutes=share.weight_share * total,
            ),
            ShareRow(
                label=_("part visée"),
                part=part(share.target_minutes),
                minutes=share.target_minutes,
            ),
            ShareRow(
                label=_("part obtenue (temps gammé)"),
                part=part(share.load_minutes),
                minutes=share.load_minutes,
                is_result=True,
            ),
            ShareRow(
                label=_("heures réelles que cela prend"), part=None, minutes=share.real_minutes
            ),
        ),
        causes=tuple(own_reasons.own_causes(facts, share, texts)),
        sentence=_share_sentence(
            share.weight_share, part(share.target_minutes), part(share.load_minutes), texts
        ),
    )


def _share_sentence(key: Decimal, target: Decimal, got: Decimal, texts: Texts) -> str:
    """From what the key gives to what the plan gives, in one sentence; nothing twice when all agree."""
    _ = texts.gettext
    if max(key, target, got) - min(key, target, got) <= reasons.VISIBLE:
        return _(
            "{part} du travail de la commande : c'est la part que dit la clé.",
            part=texts.percent(got),
        )
    return _(
        "La clé vous donnerait {key} du travail de la commande ; la part visée est de {target}, ce "
        "plan vous donne {part}.",
        key=texts.percent(key),
        target=texts.percent(target),
        part=texts.percent(got),
    )


def all_shares(facts: Facts, own: str) -> list[OtherShare]:
    """Everybody's share, in the order of the data."""
    fairness = facts.plan.fairness
    if fairness is None or not fairness.total_minutes:
        return []
    total = fairness.total_minutes
    return [
        OtherShare(
            name=facts.workshop_name(s.workshop),
            due=s.weight_share,
            target=s.target_minutes / total,
            part=s.load_minutes / total,
            is_own=s.workshop == own,
        )
        for s in fairness.shares
        if s.workshop in facts.workshops
    ]


def own_receipts(facts: Facts, workshop: Workshop) -> Receipts | None:
    """What it may invoice and what its ceiling leaves; None when no rate is known."""
    return receipts_of(facts, workshop) if has_receipts(facts) else None


def jobs(facts: Facts, workshop: Workshop, texts: Texts) -> list[Job]:
    """What a workshop makes in the whole plan."""
    found = []
    for product, operation in facts.jobs(workshop):
        units = sum(facts.made(workshop.id, product.id, operation.id), start=ZERO)
        found.append(
            Job(
                product=facts.product_name(product.id),
                operation=facts.operation_name(product.id, operation.id),
                units=units,
                lots=lots_text(facts, product.id, units, texts),
                minutes=sum(
                    (
                        facts.work_minutes(workshop.id, product.id, operation.id, t)
                        for t in range(facts.horizon.weeks)
                    ),
                    start=ZERO,
                ),
            )
        )
    return found
