"""``oeuvre resilience``: what if somebody drops out, and how likely the plan is on time."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli import money_input
from service.cli.exits import Exit, default_texts, guarded
from service.cli.money_input import Dossier
from service.cli.options import (
    AsJson,
    Debug,
    Force,
    Lang,
    Language,
    plain_console,
    print_json,
    silent_output,
)
from service.errors import RefusedError
from service.i18n import N_, Texts

if TYPE_CHECKING:
    from optimizer.fragility import Resilience
    from optimizer.hazards import Hazards
    from service.exports.facts import Facts

# The help is written when the module is read: its language comes from the environment.
_ = default_texts().gettext

HELP = _("Si l'un de nous s'arrête, que se passe-t-il ? Et quelles chances d'être à temps ?")
_MOST_DRAWS = 100_000


class Stock(StrEnum):
    """What becomes of the pieces at a workshop that stops."""

    RECOVERED = "recovered"
    LOST = "lost"


@guarded
def resilience_command(
    dossier: Dossier,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=_("Classeur à écrire (.xlsx)."), show_default=False),
    ] = None,
    week: Annotated[
        str,
        typer.Option(
            "--week",
            help=_("Semaine des pannes (2020-W20) ; sans elle, la pire de quelques semaines."),
            show_default=False,
        ),
    ] = "",
    stock: Annotated[
        Stock,
        typer.Option(
            "--stock",
            help=_("Les pièces chez qui s'arrête : récupérées (recovered) ou perdues (lost)."),
        ),
    ] = Stock.RECOVERED,
    draws: Annotated[
        int,
        typer.Option(
            "--draws", min=0, max=_MOST_DRAWS, help=_("Nombre de cas tirés au sort ; 0 : aucun.")
        ),
    ] = 1000,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help=_("Tirage : le même donne les mêmes cas."))
    ] = 1,
    hazard: Annotated[
        list[str] | None,
        typer.Option(
            "--hazard",
            help=_("Une supposition, comme pace_spread=0,10 ; peut se répéter."),
            show_default=False,
        ),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit", min=0, help=_("Secondes accordées aux pannes ; 0 : aucune panne.")
        ),
    ] = 60.0,
    force: Force = False,
    lang: Language = Lang.FR,
    json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read by the guard
) -> Exit:
    """Failures and chances of a plan."""
    from service.exports.facts import Facts
    from service.usecases.reading import read_dossier

    texts = Texts(lang.value)
    if output is not None:
        money_input.check_output(output, is_forced=force)
    hazards = _hazards(hazard or [])
    reading = read_dossier(money_input.dossier_of(dossier))
    if reading.problem is None or reading.has_errors:
        return money_input.refuse(reading.diagnostics, reading.names, texts, is_json=json)
    if reading.plan is None or reading.plan.status in ("none", "infeasible"):
        raise RefusedError(N_("« {path} » ne contient pas de plan."), path=dossier)
    facts = Facts(reading.problem, reading.plan)
    week = money_input.week_of(week, facts.horizon.names)
    _check_week(week, facts)
    with silent_output():
        found = _found(facts, week or None, stock is Stock.LOST, draws, seed, hazards, time_limit)
    files = []
    if output is not None:
        from service.exports.resilience_workbook import write_resilience
        from service.usecases.conversion import write_whole

        write_whole(output, lambda to: write_resilience(facts, found, to, texts))
        files.append(output)
    if json:
        print_json(_as_json(found, facts, files, texts))
    else:
        _print(found, facts, files, texts)
    return Exit.DONE


def _hazards(given: list[str]) -> Hazards:
    """The usual suppositions, with those given in their place."""
    from optimizer.hazards import Hazards

    names = [f.name for f in fields(Hazards)]
    found = Hazards()
    for text in given:
        name, _equals, value = text.partition("=")
        if name.strip() not in names:
            raise RefusedError(
                N_("« {given} » : écrivez l'un de {names}, puis = et une valeur."),
                given=text,
                names=", ".join(names),
            )
        try:
            number = Decimal(value.strip().replace(",", "."))
        except InvalidOperation:
            number = Decimal(-1)
        if not number.is_finite() or not 0 <= number < 1 + (name.strip() == "absence_spread"):
            raise RefusedError(N_("« {given} » : une valeur entre 0 et 1, comme 0,10."), given=text)
        found = replace(found, **{name.strip(): number})
    return found


def _check_week(week: str, facts: Facts) -> None:
    if week and week not in facts.horizon.names:
        raise RefusedError(
            N_("« {week} » n'est pas une semaine du plan : de {first} à {last}."),
            week=week,
            first=facts.horizon.names[0],
            last=facts.horizon.names[-1],
        )


def _found(
    facts: Facts,
    week: str | None,
    is_lost: bool,
    draws: int,
    seed: int,
    hazards: Hazards,
    seconds: float,
) -> Resilience:
    from optimizer.fragility import Resilience
    from optimizer.monte_carlo import MonteCarlo

    found = Resilience()
    problem, plan = facts.problem, facts.plan
    if draws:
        chances = MonteCarlo(problem, plan, hazards=hazards, draws=draws, seed=seed).chances()
        found = replace(found, chances=chances)
    if seconds:
        from optimizer.studies.resilience import fail_one_by_one

        setbacks, said = fail_one_by_one(problem, plan, week=week, is_lost=is_lost, seconds=seconds)
        found = replace(found, setbacks=setbacks, diagnostics=said)
    return found


# -- what is said -------------------------------------------------------------------------------------


def _print(found: Resilience, facts: Facts, files: list[Path], texts: Texts) -> None:
    from service.cli import findings
    from service.exports import resilience_words as words

    console = plain_console()
    if found.chances is not None:
        console.print(words.overall_sentence(found.chances, texts), style="bold")
        for milestone in found.chances.milestones:
            console.print("  – " + words.milestone_sentence(milestone, facts, texts))
        if found.chances.buffer is not None:
            console.print(words.buffer_sentence(found.chances.buffer, texts))
        console.print()
    for setback in found.setbacks:
        console.print("• " + words.setback_sentence(setback, facts, texts))
    if found.diagnostics:
        findings.print_findings(console, found.diagnostics, texts, facts.names)
    for path in files:
        console.print(texts.gettext("Écrit : {path}", path=path), soft_wrap=True)


def _as_json(found: Resilience, facts: Facts, files: list[Path], texts: Texts) -> dict[str, object]:
    """Every figure (decimals as text) and every sentence."""
    from service.cli import findings
    from service.exports import resilience_words as words

    chances: dict[str, Any] | None = None
    if found.chances is not None:
        chances = _plain(asdict(found.chances))
        chances["sentence"] = words.overall_sentence(found.chances, texts)
        for said, milestone in zip(chances["milestones"], found.chances.milestones, strict=True):
            said["sentence"] = words.milestone_sentence(milestone, facts, texts)
        if found.chances.buffer is not None:
            chances["buffer"]["sentence"] = words.buffer_sentence(found.chances.buffer, texts)
    setbacks = []
    for setback in found.setbacks:
        shown: dict[str, Any] = _plain(asdict(replace(setback, diagnostics=())))
        shown["sentence"] = words.setback_sentence(setback, facts, texts)
        shown["findings"] = findings.as_json(setback.diagnostics, texts, facts.names)
        del shown["diagnostics"]
        setbacks.append(shown)
    return {
        "files": [str(f) for f in files],
        "chances": chances,
        "failures": setbacks,
        "findings": findings.as_json(found.diagnostics, texts, facts.names),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return str(value) if isinstance(value, Decimal) else value
