"""Figures of a load plan in what the order workbook counts: people, hours a week, minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from importers.cell_numbers import parse_number, plain
from importers.matching import fold
from importers.received.contract import OrderContext, Topic
from importers.received.full_time import DAY_HOURS, people_of
from importers.received.told import Told

# Ways of counting that a guess offers, likeliest last resort first.
COUNTED = ("people", "hours", "hours_each", "person_days", "days", "fte", "share")
# Nobody works more hours in a week: what is above is of several people.
_MOST_HOURS = Decimal(48)
_PEOPLE = Decimal("0.01")
_MINUTES = Decimal("0.001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a load plan.

    Attributes:
        is_load: work already taken, and not what is available.
        counted: one of :data:`COUNTED`, "" while it is not known.
        value: as written; None where the week is closed.
        closed: word that says that nobody works, "" otherwise.
        job: the work that it is for.
        header: what the file calls it.
    """

    workshop: str
    week: str
    is_load: bool = False
    counted: str = ""
    value: Decimal | None = None
    closed: str = ""
    job: str = ""
    header: str = ""
    place: str = ""
    row: int = 0
    column: int = 0


class Usual:
    """What the order says of workshops in a usual week."""

    def __init__(self, context: OrderContext) -> None:
        self._rows: Mapping[str, Mapping[str, object]] = {
            str(v.get("id")): v for v in context.rows.get("workshops", ())
        }
        self._hours = context.weekly_hours

    def headcount(self, workshop: str) -> Decimal | None:
        """People, None when not known."""
        return _decimal(self._rows.get(workshop, {}).get("headcount"))

    def weekly_hours(self, workshop: str) -> Decimal | None:
        """Paid hours of a person, None when not known."""
        own = self._rows.get(workshop, {}).get("weekly_hours", self._hours.get(workshop))
        return _decimal(own)

    def days(self, workshop: str) -> int:
        """Working days of its week, at least Monday to Friday."""
        days = self._rows.get(workshop, {}).get("working_days")
        return max(5, days) if isinstance(days, int) else 5


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    return Decimal(value) if isinstance(value, int | Decimal) and value > 0 else None


def likely_unit(figures: Iterable[Figure], usual: Usual) -> tuple[str, int]:
    """How figures without a unit are counted, and how surely: small ones are people."""
    found = [(f.value, usual.headcount(f.workshop)) for f in figures if f.value]
    known = [v <= n * 3 / 2 for v, n in found if n is not None]
    if found and len(known) == len(found):
        return ("people", 75) if sum(known) * 10 >= len(known) * 9 else ("hours", 65)
    most = max((v for v, _ in found), default=Decimal(0))
    return ("people", 60) if most <= _MOST_HOURS else ("hours", 60)


def hours_of_one(figures: Iterable[Figure], usual: Usual) -> bool:
    """Whether hours look like those of one person: never more than anybody works."""
    found = [f for f in figures if f.value]
    several = [f for f in found if (usual.headcount(f.workshop) or Decimal(2)) >= 2]
    return bool(several) and all(f.value is not None and f.value <= _MOST_HOURS for f in several)


class Conversion:
    """Turns figures into people, hours and minutes, asking for what has to be known."""

    def __init__(self, told: Told, usual: Usual) -> None:
        self.told = told
        self.usual = usual

    def available(self, week: Mapping[str, Figure]) -> dict[str, Decimal]:
        """Headcount and weekly hours of a week, from its figures by how they are counted."""
        found: dict[str, Decimal] = {}
        each = self._each(week)
        if each is not None:
            found["weekly_hours"] = each
        for counted in ("people", "fte", "share", "hours", "person_days"):
            if counted not in week:
                continue
            figure = week[counted]
            if counted == "hours" and found.get("headcount") and each is None:
                # So many people, so many hours together.
                hours = figure.value or Decimal(0)
                found["weekly_hours"] = _rounded(hours / found["headcount"], _PEOPLE)
                continue
            if "headcount" in found:
                continue
            people = self._people(figure, each or self.usual.weekly_hours(figure.workshop))
            if people is not None:
                found["headcount"] = people
        return found

    def _each(self, week: Mapping[str, Figure]) -> Decimal | None:
        """Hours of one person, when the week says them."""
        if "hours_each" in week:
            return week["hours_each"].value
        if "days" in week:
            days = week["days"]
            return (days.value or Decimal(0)) * self._day(days)
        return None

    def _people(self, figure: Figure, hours: Decimal | None) -> Decimal | None:
        value = figure.value or Decimal(0)
        if figure.counted == "people" or not value:
            return value
        if figure.counted == "fte":
            return people_of(self.told, value, hours, figure.place, figure.header or "ETP")
        if figure.counted == "share":
            usual = self.usual.headcount(figure.workshop)
            return self._needed(figure, usual and _rounded(value * usual, _PEOPLE, ROUND_DOWN))
        worked = value * self._day(figure) if figure.counted == "person_days" else value
        return self._needed(figure, hours and _rounded(worked / hours, _PEOPLE, ROUND_DOWN))

    def minutes(self, figure: Figure) -> Decimal | None:
        """Minutes of work that a load takes."""
        value = figure.value or Decimal(0)
        hours = self.usual.weekly_hours(figure.workshop)
        if not value:
            return Decimal(0)
        if figure.counted == "minutes":
            return value
        if figure.counted in ("person_days", "days"):
            return _rounded(value * self._day(figure) * 60, _MINUTES)
        if figure.counted == "people":
            return self._needed(figure, hours and _rounded(value * hours * 60, _MINUTES))
        if figure.counted == "share":
            people = self.usual.headcount(figure.workshop)
            total = hours and people and value * people * hours * 60
            return self._needed(figure, total and _rounded(total, _MINUTES))
        if figure.counted == "fte":
            people = people_of(self.told, value, hours, figure.place, figure.header or "ETP")
            return None if people is None or hours is None else people * hours * 60
        return _rounded(value * 60, _MINUTES)

    def _needed(self, figure: Figure, found: Decimal | None) -> Decimal | None:
        if found is None:
            self.told.fail(
                "import.plan_needs_usual",
                figure.place,
                column=figure.header,
                read=plain(figure.value or Decimal(0)),
                expected=figure.workshop,
            )
        return found

    def _day(self, figure: Figure) -> Decimal:
        """Hours of a day, once for the file."""
        answer = self.told.guess(
            f"base:{self.told.sheet.key}:day",
            Topic.BASE,
            figure.place,
            f"{figure.header} {plain(figure.value or Decimal(0))}".strip(),
            plain(DAY_HOURS),
            (plain(DAY_HOURS), "7.5", "8", "6.5"),
            60,
        )
        hours = parse_number(answer) if answer else None
        return hours if hours is not None and 0 < hours <= 24 else DAY_HOURS


def ask_unit(told: Told, around: str, place: str, understood: str, confidence: int) -> str:
    """How the figures of a block are counted, as somebody confirms it."""
    read = " ".join(around.split())[:80]
    taken = told.guess(
        f"unit:{told.sheet.key}:{fold(read)}",
        Topic.UNIT,
        place,
        read,
        understood,
        (understood, *(c for c in COUNTED if c != understood)),
        confidence,
    )
    return taken if taken in COUNTED else ""


def _rounded(value: Decimal, step: Decimal, how: str = ROUND_HALF_UP) -> Decimal:
    return value.quantize(step, how)
