"""An order that goes through its forms without a browser: as it is, or typed anew from nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from starlette.datastructures import FormData, UploadFile

from optimizer import dossier
from optimizer.opening import FrozenRun, PastWork
from optimizer.problem import (
    Availability,
    Problem,
    Qualification,
    StationOverride,
    Substitute,
    WeekOverride,
)
from service.db import conversion, tables
from service.db.conversion import PartData
from service.i18n import Language, Texts
from service.web import order_fields, order_forms
from service.web.order_fields import Form
from service.web.order_forms import Boxes, Known
from service.web.typed import Typed
from tests import builders

FORM_OF = {f.kind: f for f in order_fields.FORMS.values() if not f.within}


def everything() -> Problem:
    """The rich problem with what it leaves at its usual value said too, and a name for everything."""
    found = builders.rich_problem()
    mask, bag = found.products
    sewing = replace(mask.operations[1], setup_cost_cents=350, setup_milliminutes=90_000)
    fabric = replace(
        mask.materials[0],
        substitutes=(
            Substitute(material="ribbon", ratio=Decimal("1.2")),
            Substitute(material="elastic"),
        ),
    )
    mask = replace(
        mask,
        operations=(mask.operations[0], sewing, *mask.operations[2:]),
        materials=(fabric, *mask.materials[1:]),
        testing_weeks=1,
        weight=Decimal("1.5"),
        selling_price=Decimal("3.45"),
    )
    weeks = ("2020-W20", "2020-W21", "2020-W22", "2020-W24")
    lent = tuple(
        WeekOverride(week=w, headcount=Decimal(7), weekly_hours=Decimal("24.5")) for w in weeks
    )
    offer = replace(
        found.offers[0],
        availability=tuple(Availability(week=w, thousandths=250_500) for w in weeks),
        weekly_thousandths=800_000,
        total_thousandths=9_000_000,
        order_from=date(2020, 4, 1),
        order_until=date(2020, 5, 29),
    )
    can = replace(
        found.capabilities[0],
        setup_milliminutes=45_000,
        setup_cost_cents=250,
        piece_cost=Decimal("0.015"),
        smallest_run_units=20,
    )
    other = replace(found.capabilities[1], pace=None, units_per_week=Decimal("412.5"))
    station = replace(
        found.station_groups[0],
        overrides=tuple(
            StationOverride(week=w, number=5, opening_hours=Decimal(30)) for w in weeks
        ),
    )
    opening = replace(
        found.opening,
        past_work=(
            PastWork(
                workshop="vestali",
                standard_milliminutes=4_000_125,
                receipts_cents=80_012,
                ramp_up_weeks=1,
                headcount_weeks=Decimal("24.5"),
                productive_minutes=Decimal("3121.25"),
            ),
        ),
        materials=(*found.opening.materials, replace(found.opening.materials[0], lender="vestali")),
        frozen_runs=tuple(
            FrozenRun(workshop="vestali", product="mask", operation="sewing", week="2020-W15",
                      units=Decimal(k + 1))
            for k in range(60)
        ),
    )  # fmt: skip
    vestali = replace(
        found.workshops[0],
        overrides=lent,
        siret="12345678900012",
        hourly_cost=Decimal("17.35"),
        smallest_share=Decimal("0.05"),
        holding_cost=Decimal("0.002"),
        qualifications=(
            Qualification(norm="Norme A", start=date(2020, 4, 1), end=date(2020, 12, 31)),
        ),
    )
    demand = replace(found.demands[0], earliest=found.start, order="departement", priority=2)
    terms = builders.terms(
        stock_prices=(replace(builders.terms().stock_prices[0], lender="vestali"),), aid_days=45
    )
    return named(
        replace(
            found,
            products=(mask, bag),
            offers=(offer, *found.offers[1:]),
            capabilities=(can, other, *found.capabilities[2:]),
            station_groups=(station, *found.station_groups[1:]),
            opening=opening,
            workshops=(vestali, *found.workshops[1:]),
            demands=(demand, *found.demands[1:]),
            payments=terms,
        )
    )


def named(problem: Problem) -> Problem:
    """The same problem: what has no name is called by its code, as the pages call it."""
    lists = (
        "products",
        "orders",
        "delivery_points",
        "workshops",
        "station_groups",
        "materials",
        "suppliers",
    )
    changes: dict[str, Any] = {
        key: tuple(replace(x, name=x.name or x.id) for x in getattr(problem, key)) for key in lists
    }
    changes["products"] = tuple(
        replace(p, operations=tuple(replace(o, name=o.name or o.id) for o in p.operations))
        for p in changes["products"]
    )
    return replace(problem, **changes)


def asked(problem: Problem) -> Problem:
    """What forms ask for of a problem, in the order of its parts."""
    head, parts = conversion.parts_of(replace(problem, plan_in_force=(), assumptions=()))
    return _problem(problem.id, head, parts)


def unchanged(problem: Problem, language: Language = "fr") -> Problem:
    """The problem once every form was opened and sent back as it was."""
    head, parts = conversion.parts_of(problem)
    known = known_of(parts, problem, language)
    for form in order_fields.HEADS.values():
        head = _read(form, _typed(form, head, -1, known), head, -1, "", known)
    kept = []
    for part in parts:
        form = FORM_OF[part.kind]
        data = _read(form, _typed(form, part.data, -1, known), part.data, -1, part.code, known)
        for at in range(len(data.get("offers", ()))):
            typed = _typed(order_fields.OFFER, data, at, known)
            data = _read(order_fields.OFFER, typed, data, at, part.code, known)
        kept.append(replace(part, data=data))
    return _problem(problem.id, head, tuple(kept))


def retyped(problem: Problem, language: Language = "fr") -> Problem:
    """The problem typed into forms that knew nothing of it but what can be chosen."""
    told, parts = conversion.parts_of(problem)
    known = known_of(parts, problem, language)
    head: dict[str, Any] = {}
    for form in order_fields.HEADS.values():
        head = _read(form, _typed(form, told, -1, known, is_new=True), head, -1, "", known)
    kept = []
    for part in parts:
        form = FORM_OF[part.kind]
        # Operations of a product are typed in its own form, and can be named there at once.
        options = {**known.options, "operation": []} if part.kind == "product" else known.options
        knows = Known(options=options, texts=known.texts, start=known.start)
        typed = _typed(form, part.data, -1, known, is_new=True)
        data = _read(form, typed, {}, -1, part.code, knows)
        for at, offer in enumerate(part.data.get("offers", ())):
            typed = _typed(order_fields.OFFER, part.data, at, known, is_new=True)
            typed.data = FormData([*typed.data.multi_items(), ("new_code", offer["id"])])
            data = _read(order_fields.OFFER, typed, data, -1, part.code, known)
        kept.append(replace(part, data=data))
    return _problem(problem.id, {"title": problem.title, **head}, tuple(kept))


def known_of(parts: tuple[PartData, ...], problem: Problem, language: Language) -> Known:
    """What a page knows of an order that it shows."""
    texts = Texts(language)
    rows = [conversion.row_of(tables.Order(id="x").id, p) for p in parts]
    return Known(options=order_forms.options_of(rows, texts), texts=texts, start=problem.start)


def _typed(form: Form, data: Any, at: int, known: Known, *, is_new: bool = False) -> Typed:
    """The form as a browser would send it."""
    shown: Boxes = order_forms.boxes(form, data, at, known.options, known.texts)
    ticks = {f.name for f in form.fields if f.kind in ("tick", "present")}
    sent: list[tuple[str, str | UploadFile]] = [
        (k, v.replace("\n", "\r\n")) for k, v in shown.values.items() if k not in ticks or v
    ]
    for name, lines in shown.lines.items():
        sent += [(f"{name}-{x.number}-was", "" if is_new else x.was) for x in lines]
    return Typed(FormData(sent))


def _read(
    form: Form, typed: Typed, before: Any, at: int, code: str, known: Known
) -> dict[str, Any]:
    found = order_forms.read(form, typed, before, at, code, known)
    assert typed.faults == {}, (form.slug, code, typed.faults, {k: typed[k] for k in typed.faults})
    again: dict[str, Any] = json.loads(json.dumps(found))
    return again


def _problem(code: str, head: Any, parts: tuple[PartData, ...]) -> Problem:
    found, wrong = conversion.problem_of(code, head, parts)
    assert found is not None, wrong
    again, wrong = dossier.problem_from_json(dossier.problem_to_json(found))
    assert again is not None, wrong
    return again
