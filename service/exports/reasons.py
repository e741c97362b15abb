"""Why a workshop has more or less work than the key gives it: said only when the data bear it out.

The same in the second person, for the workshop's own eyes: :mod:`service.exports.own_reasons`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from optimizer.plan import Reason, WorkshopShare
from optimizer.problem import Operation, Product, QualificationNeed, Workshop
from service.exports.facts import ZERO, Facts
from service.exports.receipts import receipts_of
from service.i18n import N_, Texts

REASONS: dict[Reason, str] = {
    "": N_("a toute sa part"),
    "capacity": N_("ses heures sont pleines dans les semaines où il y a du travail pour lui"),
    "stations": N_("les postes ou machines dont il se sert sont pleins"),
    "qualification": N_("n'a du travail à sa portée que dans une partie de ses semaines"),
    "largest_share": N_("a atteint la part maximale fixée"),
    "receipts_ceiling": N_("son plafond de recettes l'arrête"),
    "smallest_share": N_("sa part minimale ne peut pas être atteinte"),
    "materials": N_(
        "ni ses heures ni ses postes ne l'arrêtent : le travail qu'il sait faire manque (matières, "
        "opérations d'avant ou dates de livraison)"
    ),
    "lots": N_("à cause des paquets entiers"),
    "instructions": N_("à cause des affectations imposées ou exclues"),
}
"""What each reason of the optimizer says by itself; :func:`share_reason` says more where it can."""

# A table shows tenths of a percent: a smaller difference is none.
VISIBLE = Decimal("0.001")
NOTABLE = Decimal("0.005")
# So much of a week's hours is a full week: the rest is smaller than a lot.
_FULL = Decimal("0.95")


def share_reason(facts: Facts, share: WorkshopShare, texts: Texts) -> str:
    """Why the share is what it is, in words, for who may know of all workshops.

    Args:
        share: of the plan's own fairness table.
    """
    fairness = facts.plan.fairness
    total = fairness.total_minutes if fairness is not None else ZERO
    workshop = facts.workshops[share.workshop]
    due = share.weight_share * total
    parts = []
    if due - share.target_minutes > total * VISIBLE:
        parts.append(_held(facts, workshop, share, texts))
        if share.reason != "qualification":
            parts += _norms(facts, workshop, texts)
    elif share.target_minutes - due > total * VISIBLE:
        parts.append(_more(facts, share, texts))
    off = share.load_minutes - share.target_minutes
    if abs(off) > total * NOTABLE:
        parts.append(off_target(facts, off, texts))
    if not parts:
        nothing = REASONS[""]
        return texts.gettext(nothing)
    return texts.clauses(parts)


def _held(facts: Facts, workshop: Workshop, share: WorkshopShare, texts: Texts) -> str:
    """What holds the share below the key, with its figures."""
    _ = texts.gettext
    if workshop.leaving is not None and workshop.leaving < facts.horizon.monday_of(0):
        return _("a quitté la commande le {day}", day=texts.day(workshop.leaving))
    if not share.reason:
        return _("sa part visée est sous la clé, sans qu'une limite à lui l'explique")
    if share.reason == "capacity":
        return _full_weeks(facts, workshop, texts)
    if share.reason == "qualification":
        norms = _norms(facts, workshop, texts)
        if norms:
            return texts.clauses(norms)
    if share.reason == "largest_share" and workshop.largest_share is not None:
        return _(
            "a atteint la part maximale fixée ({part})", part=texts.percent(workshop.largest_share)
        )
    if share.reason == "receipts_ceiling" and workshop.receipts_ceiling_cents is not None:
        return _(
            "son plafond de recettes l'arrête ({planned} avec ce plan, pour un plafond de "
            "{ceiling})",
            planned=texts.euros(int(receipts_of(facts, workshop).total_cents)),
            ceiling=texts.euros(workshop.receipts_ceiling_cents),
        )
    if share.reason == "materials":
        missing = not_done(facts, workshop)
        if missing:
            return _(
                "ne fait pas toutes les opérations (pas : {operations})",
                operations=texts.join(missing),
            )
    reason = REASONS[share.reason]
    return _(reason)


def full_weeks(facts: Facts, workshop: Workshop) -> tuple[int, int]:
    """In how many weeks up to the last due one its hours are full, and in how many it has hours."""
    weeks = [
        t for t in range(facts.horizon.last_due + 1) if facts.productive_minutes(workshop.id, t) > 0
    ]
    full = sum(
        facts.used_minutes(workshop.id, t) >= _FULL * facts.productive_minutes(workshop.id, t)
        for t in weeks
    )
    return full, len(weeks)


def _full_weeks(facts: Facts, workshop: Workshop, texts: Texts) -> str:
    full, weeks = full_weeks(facts, workshop)
    if not full:
        reason = REASONS["capacity"]
        return texts.gettext(reason)
    return texts.ngettext(
        "ses heures sont pleines dans {full} semaine ouverte sur {weeks}",
        "ses heures sont pleines dans {full} semaines ouvertes sur {weeks}",
        full,
        full=texts.number(full),
        weeks=texts.number(weeks),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LackingNorm:
    """A norm that keeps a workshop from work it can do in weeks when it has hours.

    Attributes:
        work: names of the operations.
        weeks: how many such weeks there are.
        later: the day from which it is held, ``earlier``: the last day on which it was; None both when it
            is never held.
    """

    norm: str
    work: tuple[str, ...]
    weeks: int
    later: date | None
    earlier: date | None
    is_held: bool


def lacking_norms(facts: Facts, workshop: Workshop) -> list[LackingNorm]:
    """The norms that keep it from work it can do in weeks when it has hours."""
    needs: dict[str, list[tuple[Product, Operation]]] = {}
    for product in facts.problem.products:
        for need in product.qualifications:
            for operation in product.operations:
                if (workshop.id, product.id, operation.id) in facts.capacities.skills and _binds(
                    need, operation
                ):
                    needs.setdefault(need.norm, []).append((product, operation))
    found = []
    for norm, bound in needs.items():
        idle = _weeks_without(facts, workshop, norm)
        if not idle:
            continue
        held = [q for q in workshop.qualifications if q.norm == norm]
        monday = facts.horizon.monday_of(idle[0])
        later = [q.start for q in held if q.start is not None and q.start > monday]
        earlier = [q.end for q in held if q.end is not None]
        found.append(
            LackingNorm(
                norm=norm,
                work=tuple(dict.fromkeys(o.name or o.id for _p, o in bound)),
                weeks=len(idle),
                later=min(later, default=None),
                earlier=max(earlier, default=None),
                is_held=bool(held),
            )
        )
    return found


def _norms(facts: Facts, workshop: Workshop, texts: Texts) -> list[str]:
    """The norms that keep it from work, with their dates."""
    _ = texts.gettext
    said = []
    for x in lacking_norms(facts, workshop):
        work = texts.join(list(x.work))
        if not x.is_held:
            said.append(_("n'a pas la norme {norm} ({work})", norm=x.norm, work=work))
        elif x.later is not None:
            said.append(
                _(
                    "norme {norm} acquise le {day} seulement ({work})",
                    norm=x.norm,
                    day=texts.day(x.later),
                    work=work,
                )
            )
        elif x.earlier is not None:
            said.append(
                _(
                    "norme {norm} valable jusqu'au {day} seulement ({work})",
                    norm=x.norm,
                    day=texts.day(x.earlier),
                    work=work,
                )
            )
    return said


def _binds(need: QualificationNeed, operation: Operation) -> bool:
    return not need.operations or operation.id in need.operations


def _weeks_without(facts: Facts, workshop: Workshop, norm: str) -> list[int]:
    """Weeks up to the last due one in which it has hours but not the norm."""
    return [
        t
        for t in range(facts.horizon.last_due + 1)
        if facts.productive_minutes(workshop.id, t) > 0
        and not _holds(workshop, norm, facts.horizon.monday_of(t))
    ]


def _holds(workshop: Workshop, norm: str, monday: date) -> bool:
    """Whether a norm is held from the Monday of a week to its Friday, as the rules count it."""
    return any(
        q.norm == norm
        and (q.start is None or q.start <= monday)
        and (q.end is None or q.end >= monday + timedelta(days=4))
        for q in workshop.qualifications
    )


def not_done(facts: Facts, workshop: Workshop) -> list[str]:
    """Names of the operations that it cannot do for any product."""
    able = {o for w, _p, o in facts.capacities.skills if w == workshop.id}
    operations = {o.id: o.name or o.id for p in facts.problem.products for o in p.operations}
    return list(dict.fromkeys(name for o, name in operations.items() if o not in able))


def _more(facts: Facts, share: WorkshopShare, texts: Texts) -> str:
    """Its target is above the key: the targets add up to the work, so others are held below."""
    _ = texts.gettext
    fairness = facts.plan.fairness
    shares = fairness.shares if fairness is not None else ()
    total = fairness.total_minutes if fairness is not None else ZERO
    held = [
        facts.workshop_name(s.workshop)
        for s in shares
        if s.workshop != share.workshop
        and s.weight_share * total - s.target_minutes > total * VISIBLE
    ]
    if not held:
        return _("prend une part de ce que d'autres ne peuvent pas faire")
    return texts.ngettext(
        "prend une part de ce que {names} ne peut pas faire",
        "prend une part de ce que {names} ne peuvent pas faire",
        len(held),
        names=texts.join(held),
    )


def off_target(facts: Facts, off: Decimal, texts: Texts) -> str:
    """Why the plan itself is not at the target, which is the fairest share that is possible."""
    _ = texts.gettext
    hours = texts.hours(abs(off))
    side = (
        _("{hours} de moins que la part visée", hours=hours)
        if off < 0
        else _("{hours} de plus que la part visée", hours=hours)
    )
    levels = facts.plan.levels
    order = [level.name for level in levels]
    fair = [level for level in levels if level.name in ("fairness_largest", "fairness_sum")]
    if (
        "cost" in order
        and "fairness_sum" in order
        and order.index("cost") < order.index("fairness_sum")
    ):
        why = _("la préférence choisie fait passer le coût avant les parts")
    elif not fair:
        return side
    elif all(level.value <= level.bound for level in fair):
        why = _("prouvé : aucun plan ne partage mieux")
    elif all(level.proven for level in fair) or abs(off) <= fair[-1].slack:
        why = _(
            "dans la tolérance de {hours}, qui sert à dépenser moins et à lisser la charge",
            hours=texts.hours(fair[-1].slack),
        )
    else:
        why = _("le calcul s'est arrêté avant de prouver qu'on ne peut pas mieux")
    return f"{side} ({why})"
