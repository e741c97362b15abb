"""An answer to « why » as its page shows it: sentences of the study, and what each change would try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from optimizer.problem import Problem
from service.exports.amount_words import AmountWords
from service.i18n import Texts
from service.usecases import variant_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A change that helps, verified by solving again.

    Attributes:
        text: what is changed and what becomes of the plan, one sentence.
        sure: how sure its amount is; "" where nothing is said of it.
        cents: what it costs by the price list, None when that is not counted.
        place: of the list and in it, for the buttons; "" when it cannot be tried by a button.
    """

    text: str
    sure: str
    cents: int | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """What lacks: a sentence, the amount in its own unit, and its part of the lateness in [0, 1]."""

    text: str
    amount: str
    blame: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer: about the whole, a workshop or a milestone.

    ``steps``: the links that lead there. ``more``: what would give a workshop more.
    ``concessions``: what the customer could be asked for. ``is_plan_poor``: a plan on time was found with
    nothing changed, or may be. ``is_on_time``: nothing is late, what costs less is looked for.
    ``from_week``: from which on it is the rest of the order, "" for all of it.
    """

    about: str
    headline: str
    proof: str = ""
    bottlenecks: tuple[Bind, ...] = ()
    cures: tuple[Remedy, ...] = ()
    concessions: tuple[Remedy, ...] = ()
    savings: tuple[Remedy, ...] = ()
    steps: tuple[str, ...] = ()
    more: tuple[Remedy, ...] = ()
    is_complete: bool = True
    is_plan_poor: bool = False
    is_on_time: bool = False
    from_week: str = ""


def said_of_all(answer: Answer) -> str:
    """How sure the remedies are when the same holds of all of them, to be said once; else ""."""
    rows = (*answer.cures, *answer.concessions)
    words = {r.sure for r in rows}
    return words.pop() if len(rows) > 1 and len(words) == 1 else ""


LISTS = ("cures", "concessions", "savings", "more")


def answer(result: Mapping[str, Any], problem: Problem, texts: Texts) -> Answer | None:
    """What a study found, None when it holds nothing.

    Args:
        result: of a job of kind ``why``.
        problem: that it was about, for units and names.
    """
    found, said = result.get("found", {}), result.get("said", {}).get(texts.language, {})
    week = str(found.get("from_week", ""))
    if "workshop" in found:
        little = found["workshop"]
        return Answer(
            about="workshop",
            from_week=week,
            headline=said["sentence"],
            steps=tuple(_capital(s) for s in said["steps"]),
            more=_remedies("more", little["more"], said["more"], texts),
        )
    if "milestone" in found:
        return Answer(
            about="milestone",
            from_week=week,
            headline=said["sentence"],
            steps=tuple(
                _link(link, text, texts)
                for link, text in zip(found["milestone"]["chain"], said["chain"], strict=True)
            ),
        )
    if "diagnosis" not in found:
        return None
    return replace(_whole(found["diagnosis"], said, problem, texts), from_week=week)


def _whole(
    found: Mapping[str, Any], said: Mapping[str, Any], problem: Problem, texts: Texts
) -> Answer:
    amounts = AmountWords(problem, texts)
    binds = [
        Bind(
            text=_capital(text) + ".",
            amount=amounts.amount(Decimal(b["missing"]), b["unit"], b.get("measure", "")),
            blame=Decimal(b["blame"]),
        )
        for b, text in zip(found["bottlenecks"], said["bottlenecks"], strict=True)
    ]
    return Answer(
        about="whole",
        headline=said["sentence"],
        proof=said["proof"],
        bottlenecks=tuple(binds),
        cures=_remedies("cures", found["cures"], said["cures"], texts),
        concessions=_remedies("concessions", found["concessions"], said["concessions"], texts),
        savings=_remedies(
            "savings", found.get("savings", ()), said.get("savings", ()), texts, is_saving=True
        ),
        is_complete=bool(found.get("is_complete", True)),
        is_on_time=found["state"] == "on_time",
        is_plan_poor=found["state"] == "replan"
        or (found["state"] == "late" and not found["is_proven"]),
    )


def _remedies(
    place: str,
    found: Any,
    said: Any,
    texts: Texts,
    *,
    is_saving: bool = False,
) -> tuple[Remedy, ...]:
    remedies = []
    for at, (one, text) in enumerate(zip(found, said, strict=False)):
        can_try = variant_rows.rows_of(one["changes"]) is not None
        remedies.append(
            Remedy(
                text=_capital(text) + ".",
                sure="" if is_saving or place == "more" else _sure(one, texts),
                cents=one.get("cost_cents"),
                place=f"{place}.{at}" if can_try else "",
            )
        )
    return tuple(remedies)


def _sure(cure: Mapping[str, Any], texts: Texts) -> str:
    """How sure the amount of a cure is."""
    _ = texts.gettext
    if not cure.get("is_verified"):
        return _("pas encore vérifié par un calcul")
    if Decimal(cure["unmet"]) or Decimal(cure["late"]):
        if cure.get("may_suffice"):
            return _("vérifié ; un calcul plus long ferait peut-être mieux")
        return _("vérifié ; ne suffit pas seul")
    if cure.get("minimal") == "proven":
        return _("vérifié ; moins ne suffit pas (prouvé)")
    return _("vérifié ; moins suffirait peut-être")


def _link(link: Mapping[str, Any], text: str, texts: Texts) -> str:
    """What bound, with its weeks when the sentence does not say them."""
    first, last = link["where"].get("first", ""), link["where"].get("last", "")
    said = _capital(text)
    if not first:
        return said
    week = texts.short_week(first)
    if last and last != first:
        week = texts.gettext("{first} à {last}", first=week, last=texts.short_week(last))
    return texts.labelled(week, text)


def asked_of(result: Mapping[str, Any], place: str, texts: Texts) -> dict[str, Any] | None:
    """The remedy of a button as a variant: its name and its rows; None when there is none there.

    Args:
        place: as :attr:`Remedy.place` says it.
    """
    name, _dot, number = place.partition(".")
    found, said = result.get("found", {}), result.get("said", {}).get(texts.language, {})
    source = found.get("workshop" if name == "more" else "diagnosis", {})
    if name not in LISTS or not number.isdecimal() or not isinstance(source, Mapping):
        return None
    remedies = source.get(name) or ()
    at = int(number)
    if at >= len(remedies):
        return None
    rows = variant_rows.rows_of(remedies[at]["changes"])
    if rows is None:
        return None
    texts_said = said.get(name) or ()
    spoken = texts_said[at] if at < len(texts_said) else ""
    # What is changed, without what becomes of it.
    return {"name": _capital(spoken.split("\u00a0: ")[0].split(": ")[0])[:100], "changes": rows}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
