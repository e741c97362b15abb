"""What a workshop could do instead, in words: its counter-proposal beside its part of the order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from optimizer.weeks import week_monday
from service import messages
from service.i18n import Texts

# Lists of the part, each with words of its own below.
_LISTS = ("overrides", "closures", "commitments", "qualifications", "ramp_up")


def counter_words(
    before: Mapping[str, Any],
    counter: Mapping[str, Any],
    texts: Texts,
    operations: Mapping[str, str],
) -> list[str]:
    """Every difference between a workshop's part of the order and what it proposes, one text each.

    Args:
        before, counter: the part as it is kept (``""`` for its own fields, ``capabilities``, ``lanes``).
        operations: names of operations by code.
    """
    was, now = before.get("", {}), counter.get("", {})
    said = [
        _difference(name, was.get(name), now.get(name), texts)
        for name in {**was, **now}
        if name not in _LISTS and was.get(name) != now.get(name)
    ]
    said += _weeks(was.get("overrides", ()), now.get("overrides", ()), texts)
    said += _closures(was.get("closures", ()), now.get("closures", ()), texts)
    said += _commitments(was.get("commitments", ()), now.get("commitments", ()), texts)
    said += _skills(
        before.get("capabilities", ()), counter.get("capabilities", ()), texts, operations
    )
    others = [n for n in ("qualifications", "ramp_up") if was.get(n) != now.get(n)]
    if before.get("lanes") != counter.get("lanes"):
        others.append("lanes")
    for name in others:
        field = messages.field_name(name, texts)
        said.append(texts.gettext("{field} : changé", field=field))
    return said


def _difference(name: str, before: Any, after: Any, texts: Texts) -> str:
    field = messages.field_name(f"workshop.{name}", texts)
    field = field[:1].upper() + field[1:]
    if after is None:
        return texts.gettext("{field} : plus de limite", field=field)
    if before is None:
        return texts.labelled(field, value_words(name, after, texts))
    return texts.gettext(
        "{field} : {after} au lieu de {before}",
        field=field,
        after=value_words(name, after, texts),
        before=value_words(name, before, texts),
    )


def value_words(name: str, value: Any, texts: Texts) -> str:
    """A value of a workshop's part as people read it: a rate, an amount, a day or a number."""
    if name.endswith("_cents"):
        return texts.euros(int(value))
    if name in ("entry", "leaving"):
        return texts.day(date.fromisoformat(value))
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if name.endswith(("_rate", "_share")):
        return texts.percent(number)
    return texts.number(number)


def _weeks(before: Iterable[Any], after: Iterable[Any], texts: Texts) -> list[str]:
    """« S16 à S18 : effectif affecté 6 », runs of weeks together."""
    was = {x["week"]: (x.get("headcount"), x.get("weekly_hours")) for x in before}
    now = {x["week"]: (x.get("headcount"), x.get("weekly_hours")) for x in after}
    changed = sorted(w for w in {**was, **now} if was.get(w) != now.get(w))
    runs: list[tuple[str, str, Any]] = []
    for week in changed:
        value = now.get(week)
        if runs and runs[-1][2] == value and _follows(runs[-1][1], week):
            runs[-1] = (runs[-1][0], week, value)
        else:
            runs.append((week, week, value))
    return [
        texts.labelled(week_span(first, last, texts), _week_value(value, texts))
        for first, last, value in runs
    ]


def _week_value(value: tuple[Any, Any] | None, texts: Texts) -> str:
    if value is None or value == (None, None):
        return texts.gettext("comme d'habitude")
    parts = []
    if value[0] is not None:
        n = Decimal(value[0])
        parts.append(texts.ngettext("{n} personne", "{n} personnes", n))
    if value[1] is not None:
        hours = texts.number(Decimal(value[1]))
        parts.append(texts.gettext("{hours} h par personne", hours=hours))
    return ", ".join(parts)


def week_span(first: str, last: str, texts: Texts) -> str:
    """« S16 », or « S16 à S18 »."""
    if first == last:
        return texts.short_week(first)
    return texts.gettext(
        "{first} à {last}", first=texts.short_week(first), last=texts.short_week(last)
    )


def _follows(first: str, second: str) -> bool:
    return (week_monday(second) - week_monday(first)).days == 7


def _closures(before: Iterable[Any], after: Iterable[Any], texts: Texts) -> list[str]:
    def days(x: Mapping[str, Any]) -> tuple[str, str]:
        return x["first"], x["last"]

    was, now = {days(x): x for x in before}, {days(x): x for x in after}
    said = []
    for key in now:
        if key not in was:
            text = texts.gettext("Fermé du {first} au {last}", **_span(key, texts))
            reason = now[key].get("reason")
            said.append(f"{text} ({reason})" if reason else text)
    said += [
        texts.gettext("Plus de fermeture du {first} au {last}", **_span(key, texts))
        for key in was
        if key not in now
    ]
    return said


def _span(key: tuple[str, str], texts: Texts) -> dict[str, object]:
    return {
        "first": texts.day(date.fromisoformat(key[0])),
        "last": texts.day(date.fromisoformat(key[1])),
    }


def _commitments(before: Iterable[Any], after: Iterable[Any], texts: Texts) -> list[str]:
    was, now = list(before), list(after)
    return [
        *(
            texts.gettext("{weeks} : {hours} par semaine promises ailleurs", **_promised(x, texts))
            for x in now
            if x not in was
        ),
        *(
            texts.gettext(
                "{weeks} : plus de travail promis ailleurs ({hours} par semaine)",
                **_promised(x, texts),
            )
            for x in was
            if x not in now
        ),
    ]


def _promised(x: Mapping[str, Any], texts: Texts) -> dict[str, object]:
    return {
        "weeks": week_span(x["first"], x["last"], texts),
        "hours": texts.hours(Decimal(x["minutes"])),
    }


def _skills(
    before: Iterable[Any], after: Iterable[Any], texts: Texts, operations: Mapping[str, str]
) -> list[str]:
    def key(x: Mapping[str, Any]) -> tuple[str, str]:
        return x["operation"], x.get("product") or ""

    was, now = {key(x): x for x in before}, {key(x): x for x in after}
    said = []
    for k in {**was, **now}:
        if was.get(k) == now.get(k):
            continue
        name = operations.get(k[0], k[0])
        if k not in now:
            said.append(texts.gettext("{operation} : ne la fait plus", operation=name))
        elif k not in was:
            said.append(texts.gettext("{operation} : la fait aussi", operation=name))
        else:
            fields = [n for n in now[k] if now[k][n] != was[k].get(n)]
            parts = [_difference(n, was[k].get(n), now[k][n], texts) for n in fields]
            said.append(texts.labelled(name, ", ".join(p[:1].lower() + p[1:] for p in parts)))
    return said
