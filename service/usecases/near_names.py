"""« Vouliez-vous dire … ? »: what people may have meant by a name that nothing has."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from importers.matching import fold
from optimizer.problem import Problem
from service.errors import RefusedError
from service.i18n import N_

# Of all names, so many are listed when none is near.
_MOST_LISTED = 12
_LIKENESS = 0.5


def found_by_name(name: str, known: Mapping[str, Sequence[str]]) -> str:
    """The id that a name means; "" when it means none, or several.

    Args:
        known: per id, what it is called, itself included.
    """
    wanted = fold(name)
    means = [i for i, names in known.items() if wanted in {fold(n) for n in names}]
    return means[0] if len(means) == 1 else ""


def workshop_of(name: str, problem: Problem) -> str:
    """The id of the workshop that a code or a name means; "" for none.

    Raises:
        RefusedError: the order has no such workshop; the nearest name is suggested.
    """
    if not name.strip():
        return ""
    found = found_by_name(name, {w.id: (w.id, w.name) for w in problem.workshops})
    if not found:
        raise no_workshop(name, (n for w in problem.workshops for n in (w.name or w.id, w.id)))
    return found


def milestone_of(name: str, problem: Problem) -> str:
    """The id of the milestone that a code means.

    Raises:
        RefusedError: the order has no such milestone; the nearest code is suggested.
    """
    milestones = {d.id: (d.id,) for d in problem.demands}
    found = found_by_name(name, milestones)
    if not found:
        raise no_milestone(name.strip(), milestones)
    return found


def nearest(name: str, names: Iterable[str]) -> str:
    """The name most like another one; "" when none is like it."""
    by_folded = {fold(n): n for n in names}
    near = difflib.get_close_matches(fold(name), list(by_folded), n=1, cutoff=_LIKENESS)
    return by_folded[near[0]] if near else ""


def no_workshop(name: str, names: Iterable[str]) -> RefusedError:
    """That the order has no such workshop, and which one may be meant."""
    listed = [n for n in dict.fromkeys(names) if n]
    near = nearest(name, listed)
    if near:
        return RefusedError(
            N_("La commande n'a pas d'atelier « {name} ». Vouliez-vous dire « {near} » ?"),
            name=name,
            near=near,
        )
    return RefusedError(
        N_("La commande n'a pas d'atelier « {name} ». Il y a : {names}."),
        name=name,
        names=_listed(listed),
    )


def no_milestone(name: str, names: Iterable[str]) -> RefusedError:
    """That the order has no such milestone, and which one may be meant."""
    listed = list(names)
    near = nearest(name, listed)
    if near:
        return RefusedError(
            N_("La commande n'a pas de jalon « {name} ». Vouliez-vous dire « {near} » ?"),
            name=name,
            near=near,
        )
    return RefusedError(
        N_("La commande n'a pas de jalon « {name} ». Il y a : {names}."),
        name=name,
        names=_listed(listed),
    )


def _listed(names: Sequence[str]) -> str:
    more = ", …" if len(names) > _MOST_LISTED else ""
    return ", ".join(names[:_MOST_LISTED]) + more
