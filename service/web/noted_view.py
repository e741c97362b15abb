"""What was noted in an order since its plan in force: who stops, who comes, which quantities; by whom, when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from service.db import conversion, repositories
from service.i18n import N_, Texts
from service.usecases import orders
from service.web import planned
from service.web.counter_words import counter_words

if TYPE_CHECKING:
    from service.db import tables
    from service.db.engine import Session
    from service.web.life_names import LifeNames

_LINES_READ: Final = 400
# Lists of a workshop that can be put back as a whole.
_ROWS: Final = ("closures", "overrides")
_SLUGS: Final = {
    "product": "produit",
    "demand": "jalon",
    "delivery_point": "lieu",
    "material": "matiere",
    "supplier": "fournisseur",
    "station_group": "poste",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A thing that is otherwise than in the plan in force.

    Attributes:
        texts: what is otherwise, a sentence each.
        path: where it is corrected, after the order's address.
        put_back: fields that take it back by « retirer »; nothing when that is done where it is corrected.
        who, at: the last who changed it, "" and None when nobody is known.
    """

    name: str
    texts: tuple[str, ...]
    path: str
    put_back: dict[str, str] = field(default_factory=dict)
    who: str = ""
    at: datetime | None = None


def since_plan(
    session: Session, order: tables.Order, plan: tables.Plan, names: LifeNames, texts: Texts
) -> list[Noted]:
    """Everything that is otherwise in the order now than in the plan in force."""
    if not orders.differs_from(session, order, plan):
        return []
    problem = planned.whole_facts(plan).problem
    was: dict[tuple[str, str], dict[str, Any]] = {
        (p.kind, p.code): p.data for p in conversion.parts_of(problem)[1]
    }
    rows = list(repositories.parts(session, order.id))
    operations = {o.id: o.name or o.id for p in problem.products for o in p.operations}
    authors = _authors(session, order, plan)
    found = []
    for row in rows:
        key = (row.kind, row.code)
        who, at = authors.get(f"{row.kind}:{row.code}", ("", None))
        for text, path, back in _differences(row, was.get(key), operations, texts):
            found.append(
                Noted(
                    name=_name(row.kind, row.code, row.data, names),
                    texts=text,
                    path=path,
                    put_back=back,
                    who=who,
                    at=at,
                )
            )
    there = {(r.kind, r.code) for r in rows}
    for kind, code in was:
        if (kind, code) not in there:
            who, at = authors.get(f"{kind}:{code}", ("", None))
            found.append(
                Noted(
                    name=_name(kind, code, was[kind, code], names),
                    texts=(texts.gettext("n'est plus dans la commande"),),
                    path="/commande",
                    who=who,
                    at=at,
                )
            )
    return found


def _name(kind: str, code: str, data: Mapping[str, Any], names: LifeNames) -> str:
    if kind == "demand":
        return code
    return str(data.get("", {}).get("name") or names.anybody(code))


def _differences(
    row: tables.Part, was: Mapping[str, Any] | None, operations: Mapping[str, str], texts: Texts
) -> Iterable[tuple[tuple[str, ...], str, dict[str, str]]]:
    """Sentences, where to correct them, and what takes them back: a group for each thing noted."""
    is_workshop = row.kind == "workshop"
    path = (
        f"/atelier/capacites?{urlencode({'atelier': row.code})}"
        if is_workshop
        else f"/commande/{_SLUGS[row.kind]}?{urlencode({'code': row.code})}"
        if row.kind in _SLUGS
        else "/commande"
    )
    if was is None:
        yield (texts.gettext("est arrivé depuis ce plan"),), path, {}
    elif row.kind == "demand":
        said = _demand(was[""], row.data[""], texts)
        if said:
            yield said, path, {}
    elif not is_workshop:
        if _plain(was) != _plain(row.data):
            yield (texts.gettext("a changé"),), path, {}
    else:
        for name in _ROWS:
            here, before = row.data[""].get(name, ()), was[""].get(name, ())
            said = tuple(counter_words({"": {name: before}}, {"": {name: here}}, texts, operations))
            if said:
                back = {
                    "workshop": row.code,
                    "what": name,
                    "version": str(row.version),
                    "rows": json.dumps(before),
                }
                yield said, path, back
        left = [
            {**d, "": {k: v for k, v in d[""].items() if k not in _ROWS}} for d in (was, row.data)
        ]
        said = tuple(counter_words(_plain(left[0]), _plain(left[1]), texts, operations))
        if said:
            yield said, path, {}


def _demand(was: Mapping[str, Any], now: Mapping[str, Any], texts: Texts) -> tuple[str, ...]:
    said = []
    if Decimal(str(was["quantity"])) != Decimal(str(now["quantity"])):
        said.append(
            texts.gettext(
                "{after} demandés au lieu de {before}",
                after=texts.number(Decimal(str(now["quantity"]))),
                before=texts.number(Decimal(str(was["quantity"]))),
            )
        )
    if was["due"] != now["due"]:
        said.append(
            texts.gettext(
                "pour le {after} au lieu du {before}",
                after=texts.day(date.fromisoformat(now["due"])),
                before=texts.day(date.fromisoformat(was["due"])),
            )
        )
    others = {k for k in {**was, **now} if was.get(k) != now.get(k)} - {"quantity", "due"}
    if others:
        said.append(texts.gettext(N_("a changé")))
    return tuple(said)


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same whatever the order of what it holds."""
    return {
        k: sorted(v, key=lambda x: json.dumps(x, sort_keys=True)) if isinstance(v, list) else v
        for k, v in data.items()
    }


def _authors(
    session: Session, order: tables.Order, plan: tables.Plan
) -> dict[str, tuple[str, datetime]]:
    """Who changed each thing last since a plan was made, and when."""
    found: dict[str, tuple[str, datetime]] = {}
    people: dict[str, str] = {}
    for line in repositories.audit(
        session, order.consortium_id, None, _LINES_READ, order_id=order.id
    ):
        if line.at < plan.created_at:
            break
        if line.action not in ("change_part", "remove_part") or line.subject in found:
            continue
        if line.account_id not in people:
            account = repositories.account(session, line.account_id) if line.account_id else None
            people[line.account_id] = account.name if account is not None else ""
        found[line.subject] = (people[line.account_id], line.at)
    return found
