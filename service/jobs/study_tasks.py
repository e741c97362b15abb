"""Studies that a child makes of a plan: why, what if, what if somebody drops out, the rest again.

Each answers with ``found``, its figures as plain values (decimals as text, changes with their name),
and ``said``, the same in sentences, in every language of the service.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from optimizer import dossier
from optimizer.diagnostics import Diagnostic
from optimizer.plan import Plan
from service.db.conversion import past_text
from service.exports.facts import Facts
from service.i18n import LANGUAGES, Texts
from service.jobs import packed_plans
from service.jobs.child import KEPT, Report, Work
from service.jobs.study_given import Given, given, wish_of

if TYPE_CHECKING:
    from optimizer.changes import Change
    from optimizer.comparison import Comparison, Variant
    from optimizer.diagnosis import Cure, MoreWork, Saving
    from optimizer.solver.solve import Progress


def why(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """What binds and what would cure it; or why a workshop has so little, why a milestone is late.

    Args:
        payload: ``problem``, ``plan`` (None: one is made), ``seconds``, perhaps ``workshop`` or
            ``milestone``.
    """
    from optimizer.solver.solve import SolveOptions, solve
    from optimizer.studies.diagnosis import diagnose
    from optimizer.studies.why_late import why_late
    from optimizer.studies.why_little import why_little
    from service.exports.diagnosis_words import DiagnosisWords

    at = given(payload)
    problem, plan = at.problem, at.plan
    seconds = float(payload["seconds"])
    kept: dict[tuple[Change, ...], Plan] = {}
    who, what = payload.get("workshop", ""), payload.get("milestone", "")
    report({"phase": "study", "step": 0, "steps": 1})
    if plan is None and (who or what):
        plan = solve(problem, SolveOptions(time_limit_seconds=seconds)).plan
    words = [DiagnosisWords(problem, Texts(language), is_typed=False) for language in LANGUAGES]
    if who and plan is not None:
        little = why_little(problem, plan, who, seconds=seconds, on_verified=kept.__setitem__)
        said = [
            {
                "sentence": w.little(little),
                "steps": [w.step(s) for s in little.steps],
                "more": [w.more(m) for m in little.more],
            }
            for w in words
        ]
        answer = _answer({"workshop": plain(little), **_said_of(at)}, said, at.findings)
        return {**answer, "plans": _plans("more", little.more, kept)}
    if what and plan is not None:
        late = why_late(problem, plan, what)
        links = [[w.link(x) for x in late.chain] for w in words]
        said = [{"sentence": w.late(late), "chain": x} for w, x in zip(words, links, strict=True)]
        return _answer({"milestone": plain(late), **_said_of(at)}, said, at.findings)
    found = diagnose(problem, plan, seconds=seconds, on_verified=kept.__setitem__)
    said = [
        {
            "sentence": w.headline(found),
            "proof": w.proof(found),
            "bottlenecks": [w.bottleneck(b) for b in found.bottlenecks],
            "cures": [w.cure(c, found) for c in found.cures],
            "concessions": [w.cure(c, found) for c in found.concessions],
            "savings": [w.saving(s) for s in found.savings],
        }
        for w in words
    ]
    values = {"diagnosis": {**plain(found), "is_proven": found.is_proven}, **_said_of(at)}
    plans = _plans("cures", found.cures, kept) | _plans("savings", found.savings, kept)
    plans |= _plans("concessions", found.concessions, kept)
    return {**_answer(values, said, at.findings), "plans": plans}


def _plans(
    place: str, found: Iterable[Cure | Saving | MoreWork], kept: Mapping[tuple[Change, ...], Plan]
) -> dict[str, str]:
    """The plans behind changes, packed, by the place of each in its list: what is tried starts there."""
    return {
        f"{place}.{at}": packed_plans.packed(kept[one.changes])
        for at, one in enumerate(found)
        if one.changes in kept
    }


def compare(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Variants of a plan beside it; those that are ready are kept if the child is ended.

    Args:
        payload: ``problem``, ``plan``, ``seconds`` for each, ``variants``: see
            :func:`service.usecases.variants.understood`; ``known``: by variant, a plan found before.
    """
    from optimizer.studies.scenarios import compare as compare_all
    from service.usecases.variants import understood

    at = given(payload)
    problem, plan = at.problem, at.plan
    if plan is None:
        raise ValueError("a comparison needs a plan")
    variants, wrong = understood(payload["variants"], at.written)
    known = {v: packed_plans.unpacked(x) for v, x in (payload.get("known") or {}).items()}

    def on_variant(_variant: Variant, place: int, many: int) -> None:
        report({"phase": "study", "step": place, "steps": many})

    found = compare_all(
        problem,
        plan,
        variants,
        seconds=float(payload["seconds"]),
        on_variant=on_variant,
        known={v: x for v, x in known.items() if x is not None},
    )
    said = [_compared(found, Texts(language)) for language in LANGUAGES]
    values = {
        "reference": plain(found.reference),
        "renewed": plain(found.renewed),
        "variants": [
            {
                "id": r.variant.id,
                "figures": plain(r.figures),
                "changes": plain(r.variant.changes),
                "findings": [_finding(d) for d in r.diagnostics],
            }
            for r in found.variants
        ],
    }
    values |= _said_of(at)
    plans = {r.variant.id: packed_plans.packed(r.plan) for r in found.variants if r.plan}
    return {**_answer(values, said, (*at.findings, *wrong)), "plans": plans}


def _compared(found: Comparison, texts: Texts) -> dict[str, Any]:
    from service.exports import comparison_words as words

    return {
        "renewal": words.renewal(found, texts),
        "variants": [
            {
                "name": words.variant_name(r, found.problem, texts),
                "changes": words.variant_changes(r, found.problem, texts),
                "outcome": words.outcome(found, r, texts),
            }
            for r in found.variants
        ],
    }


def resilience(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """What happens when somebody drops out, and the chances of being on time.

    Args:
        payload: ``problem``, ``plan``, ``seconds`` (0: no failure), ``draws`` (0: no chances),
            ``seed``, ``week`` ("" : the worst), ``is_lost``.
    """
    from optimizer.fragility import Resilience, Setback
    from optimizer.monte_carlo import MonteCarlo
    from optimizer.studies.resilience import fail_one_by_one
    from service.exports import resilience_words as words

    at = given(payload)
    problem, plan = at.problem, at.plan
    if plan is None:
        raise ValueError("resilience needs a plan")
    found = Resilience()
    steps = 0

    def on_setback(_setback: Setback) -> None:
        nonlocal steps
        steps += 1
        report({"phase": "study", "step": steps})

    if payload["draws"]:
        report({"phase": "draws"})
        draw = MonteCarlo(problem, plan, draws=payload["draws"], seed=payload["seed"])
        found = replace(found, chances=draw.chances())
    if payload["seconds"]:
        setbacks, doubts = fail_one_by_one(
            problem,
            plan,
            week=payload["week"] or None,
            is_lost=payload["is_lost"],
            seconds=float(payload["seconds"]),
            on_setback=on_setback,
        )
        found = replace(found, setbacks=setbacks, diagnostics=doubts)
    facts = Facts(problem, plan, at.past)
    said = []
    for texts in map(Texts, LANGUAGES):
        spoken: dict[str, Any] = {
            "setbacks": [words.setback_sentence(s, facts, texts) for s in found.setbacks]
        }
        if found.chances is not None:
            spoken["chances"] = words.overall_sentence(found.chances, texts)
            spoken["milestones"] = [
                words.milestone_sentence(m, facts, texts) for m in found.chances.milestones
            ]
        said.append(spoken)
    values = {"chances": plain(found.chances), "setbacks": plain(found.setbacks)}
    values |= _said_of(at)
    return _answer(values, said, (*at.findings, *found.diagnostics))


def replan(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """The rest of an order planned again; every better plan is kept if the child is ended.

    Args:
        payload: ``problem``, ``plan``, ``past`` of the plan in force, ``wish`` (see
            :func:`service.usecases.studies.ask_replan`), ``options`` of :class:`SolveOptions`.

    Returns:
        a plan as :func:`service.jobs.tasks.plan_answer` says it, with its ``problem`` and ``past``, and
        what changes; without a plan, the ``findings`` that say why.
    """
    from optimizer.solver.solve import SolveOptions
    from optimizer.studies.no_worse import solve_on
    from optimizer.studies.replanning import Prepared, concluded, prepare
    from service.exports.replan_words import Compared
    from service.jobs.tasks import plan_answer
    from service.usecases.replan_outputs import as_json, pages, spoken

    at = given({**payload, "rest": None})
    problem, plan = at.problem, at.plan
    if plan is None:
        raise ValueError("planning again needs a plan")
    prepared, found = prepare(problem, plan, at.past, wish_of(payload["wish"]))
    if prepared is None:
        return {"status": "none", "findings": [_finding(d) for d in found]}
    to_plan: Prepared = replace(
        prepared, assumed=tuple(d for d in found if d.severity.value != "error")
    )

    def answer(made: Plan, more: tuple[Diagnostic, ...] = ()) -> dict[str, Any]:
        whole = {
            **plan_answer(made, (*to_plan.assumed, *more)),
            "problem": dossier.problem_to_json(to_plan.problem),
            "past": past_text(to_plan.past),
        }
        if made.status in ("optimal", "feasible"):
            compared = Compared(concluded(to_plan, made))
            said = [
                {
                    "changes": spoken(compared, t),
                    **as_json(compared, t),
                    "said": pages(compared, t),
                }
                for t in map(Texts, LANGUAGES)
            ]
            whole["found"] = dict(zip(LANGUAGES, said, strict=True))
        return whole

    def on_progress(now: Progress) -> None:
        report(asdict(now))

    outcome = solve_on(
        to_plan.problem,
        SolveOptions(**payload["options"]),
        on_progress,
        lambda better: report({KEPT: answer(better)}),
        start=to_plan.later,
        known=packed_plans.unpacked(payload.get("known")),
    )
    return answer(outcome.plan, outcome.diagnostics)


def plain(value: object) -> Any:
    """Results as JSON: decimals as text, changes with their name."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(x) for x in value]
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        found: dict[str, Any] = {}
        if type(value).__module__ == "optimizer.changes.kinds":
            found["change"] = type(value).__name__
        for f in fields(value):
            found[f.name] = plain(getattr(value, f.name))
        return found
    return value


def _said_of(at: Given) -> dict[str, Any]:
    """From when on an answer holds, beside its figures."""
    return {"from_week": at.from_week} if at.from_week else {}


def _answer(
    found: Mapping[str, Any], said: list[dict[str, Any]], wrong: Iterable[Diagnostic] = ()
) -> dict[str, Any]:
    return {
        "found": dict(found),
        "said": dict(zip(LANGUAGES, said, strict=True)),
        "findings": [_finding(d) for d in wrong],
    }


def _finding(diagnostic: Diagnostic) -> dict[str, Any]:
    from service.jobs.tasks import finding

    return finding(diagnostic)


STUDIES: dict[str, Work] = {
    "why": why,
    "compare": compare,
    "resilience": resilience,
    "replan": replan,
}
