"""Jobs that are over, with the answers of real studies in the form the jobs keep them: nothing is solved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from optimizer.changes import AddBan, MorePeople, NoClosure
from optimizer.comparison import Comparison, Variant, VariantResult, figures_of
from optimizer.diagnosis import (
    Bottleneck,
    ChainLink,
    Cure,
    Diagnosis,
    MoreWork,
    Saving,
    ShareStep,
    Where,
    WhyLate,
    WhyLittle,
)
from optimizer.fragility import Failure, Setback
from optimizer.instructions import Ban
from optimizer.monte_carlo import MonteCarlo
from optimizer.plan import Plan
from optimizer.problem import Problem
from service.db import conversion, repositories, tables
from service.exports import comparison_words, resilience_words
from service.exports.diagnosis_words import DiagnosisWords
from service.exports.facts import Facts
from service.i18n import LANGUAGES, Texts
from service.jobs.study_tasks import plain
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM

D = Decimal
MORE_PEOPLE = MorePeople(workshop="vestali", first="2020-W17", last="2020-W19", people=D(2))
OPEN = NoClosure(
    workshop="vestali",
    first_day=date(2020, 5, 22),
    last_day=date(2020, 5, 22),
)


def plan_of(life: Life, number: int) -> tuple[str, Problem, Plan]:
    """Id, problem and plan of a stored plan."""
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        row = repositories.plan(session, order.id, number)
        assert row is not None
        return row.id, *conversion.plan_of(row)


def add_job(life: Life, kind: str, **columns: Any) -> str:
    """A job of the worked order, over unless it says otherwise."""
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        row = tables.Job(
            kind=kind,
            lane="solve",
            consortium_id=CONSORTIUM,
            order_id=order.id,
            created_by="",
            **{"state": "done", "payload": {}, **columns},
        )
        session.add(row)
        session.flush()
        return row.id


def why_whole(life: Life, number: int, *, times: int = 1) -> str:
    """A late plan that two people more cure; ``times``: how often that cure is listed."""
    plan_id, problem, _plan = plan_of(life, number)
    cure = Cure(
        kind="people",
        where=Where(workshop="vestali", first="2020-W17", last="2020-W19"),
        changes=(MORE_PEOPLE,),
        amount=D(2),
        unit="people",
        unmet=D(0),
        late=D(0),
        cost_cents=84_000,
        is_verified=True,
        minimal="proven",
    )
    found = Diagnosis(
        state="late",
        unmet=D(0),
        late=D(400),
        bound=D(100),
        bottlenecks=(
            Bottleneck(
                kind="labour",
                where=Where(workshop="vestali", first="2020-W17", last="2020-W19"),
                missing=D(212),
                unit="hours",
                blame=D("0.8"),
                cures=(cure,),
            ),
        ),
        cures=(cure,) * times,
    )
    words = [DiagnosisWords(problem, Texts(x), is_typed=False) for x in LANGUAGES]
    said = [
        {
            "sentence": w.headline(found),
            "proof": w.proof(found),
            "bottlenecks": [w.bottleneck(b) for b in found.bottlenecks],
            "cures": [w.cure(c, found) for c in found.cures],
            "concessions": [],
            "savings": [],
        }
        for w in words
    ]
    return _answered(
        life, "why", plan_id, {"diagnosis": {**plain(found), "is_proven": found.is_proven}}, said
    )


def why_savings(life: Life, number: int) -> str:
    """A plan on time that would cost less with somebody not doing something."""
    plan_id, problem, _plan = plan_of(life, number)
    saving = Saving(
        kind="smallest_run",
        where=Where(workshop="vestali"),
        changes=(AddBan(ban=Ban(workshop="vestali", product="mask", operation="sewing")),),
        amount=D(1),
        unit="yes",
        saving_cents=31_000,
        cost_cents=1_000,
    )
    found = Diagnosis(state="on_time", unmet=D(0), late=D(0), bound=D(0), savings=(saving,))
    words = [DiagnosisWords(problem, Texts(x), is_typed=False) for x in LANGUAGES]
    said = [
        {
            "sentence": w.headline(found),
            "proof": "",
            "bottlenecks": [],
            "cures": [],
            "concessions": [],
            "savings": [w.saving(s) for s in found.savings],
        }
        for w in words
    ]
    return _answered(
        life, "why", plan_id, {"diagnosis": {**plain(found), "is_proven": found.is_proven}}, said
    )


def why_little(life: Life, number: int) -> str:
    """Why ESAT Lys has so little."""
    plan_id, problem, _plan = plan_of(life, number)
    found = WhyLittle(
        workshop="esat-lys",
        load_minutes=D(1600),
        key_minutes=D(2600),
        total_minutes=D(13_100),
        steps=(ShareStep(kind="key", minutes=D(2600), share=D("0.2")),),
        more=(
            MoreWork(
                kind="people",
                where=Where(workshop="vestali"),
                changes=(MORE_PEOPLE,),
                amount=D(2),
                unit="people",
                minutes=D(2000),
                more_minutes=D(400),
                is_still_on_time=True,
            ),
        ),
    )
    words = [DiagnosisWords(problem, Texts(x)) for x in LANGUAGES]
    said = [
        {
            "sentence": w.little(found),
            "steps": [w.step(s) for s in found.steps],
            "more": [w.more(m) for m in found.more],
        }
        for w in words
    ]
    return _answered(life, "why", plan_id, {"workshop": plain(found)}, said, workshop="esat-lys")


def why_late(life: Life, number: int, demand: str) -> str:
    """Why a milestone is late."""
    plan_id, problem, _plan = plan_of(life, number)
    found = WhyLate(
        demand=demand,
        due_week="2020-W19",
        on_time=D(900),
        late=D(100),
        missing=D(0),
        last_week="2020-W20",
        is_proven=True,
        chain=(
            ChainLink(
                kind="labour",
                where=Where(workshop="vestali", first="2020-W17", last="2020-W18"),
                used=D(200),
                available=D(201),
                unit="hours",
                weight=D(1),
            ),
        ),
    )
    words = [DiagnosisWords(problem, Texts(x)) for x in LANGUAGES]
    said = [{"sentence": w.late(found), "chain": [w.link(x) for x in found.chain]} for w in words]
    return _answered(life, "why", plan_id, {"milestone": plain(found)}, said, milestone=demand)


def compared(life: Life, number: int, asked: list[dict[str, Any]], *results: Plan | None) -> str:
    """A comparison: each variant with the plan that is given for it, or none."""
    plan_id, problem, plan = plan_of(life, number)
    reference = figures_of(problem, plan)
    variants = tuple(
        VariantResult(
            variant=Variant(id=f"v{i}", name=one["name"], changes=(MORE_PEOPLE,)),
            problem=problem if made is not None else None,
            plan=made,
            figures=figures_of(problem, made) if made is not None else None,
        )
        for i, (one, made) in enumerate(zip(asked, results, strict=True), start=1)
    )
    found = Comparison(problem=problem, plan=plan, reference=reference, variants=variants)
    said = [
        {
            "renewal": comparison_words.renewal(found, texts),
            "variants": [
                {
                    "name": comparison_words.variant_name(r, problem, texts),
                    "changes": comparison_words.variant_changes(r, problem, texts),
                    "outcome": comparison_words.outcome(found, r, texts),
                }
                for r in variants
            ],
        }
        for texts in map(Texts, LANGUAGES)
    ]
    values = {
        "reference": plain(reference),
        "renewed": None,
        "variants": [
            {
                "id": r.variant.id,
                "figures": plain(r.figures),
                "changes": plain(r.variant.changes),
                "findings": [],
            }
            for r in variants
        ],
    }
    return _answered(life, "compare", plan_id, values, said, variants=asked)


def probed(life: Life, number: int) -> str:
    """A test of a plan: few cases, one failure."""
    plan_id, problem, plan = plan_of(life, number)
    chances = MonteCarlo(problem, plan, draws=20, seed=1).chances()
    setback = Setback(
        failure=Failure(kind="workshop", subject="vestali", week="2020-W17"),
        has_plan=True,
        unmet_units=D(300),
        late_units=D(0),
        planned_unmet_units=D(0),
        planned_late_units=D(0),
        most_weeks_late=0,
        unmet_value=D(300),
        unmet_bound=D(300),
        is_unmet_proven=True,
        late_value=D(0),
        late_bound=D(0),
        is_late_proven=True,
        extra_cents=None,
    )
    facts = Facts(problem, plan)
    said = [
        {
            "chances": resilience_words.overall_sentence(chances, t),
            "setbacks": [resilience_words.setback_sentence(setback, facts, t)],
        }
        for t in map(Texts, LANGUAGES)
    ]
    values = {"chances": plain(chances), "setbacks": plain((setback,))}
    return _answered(life, "resilience", plan_id, values, said)


def _answered(
    life: Life, kind: str, plan_id: str, found: dict[str, Any], said: list[Any], **payload: Any
) -> str:
    return add_job(
        life,
        kind,
        payload={"plan_id": plan_id, "seconds": 20, **payload},
        result={"found": found, "said": dict(zip(LANGUAGES, said, strict=True))},
    )
