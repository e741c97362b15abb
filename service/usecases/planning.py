"""Planning an order: solve, verify, write the workbooks; nothing unverified ever goes out.

Solvers are handed in: only the command line and the jobs start one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue

from optimizer import dossier
from optimizer.diagnostics import Diagnostic, has_errors
from optimizer.past import Past
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.verification import check_plan
from service.errors import BrokenPlanError
from service.exports.facts import Facts
from service.exports.names import file_stems
from service.exports.plan_workbook import write_plan_workbook
from service.exports.workshop_workbook import write_workshop_workbook
from service.i18n import Texts
from service.usecases.outputs import write_together
from service.usecases.reading import read_dossier

PLAN_FILE = "plan.xlsx"
DOSSIER_FILE = "dossier.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A verified plan and what was said about it.

    ``seconds``: where the time went, by phase, outside the solver's own phases. ``past``: what was
    done before the problem starts, when the order was replanned on the way.
    """

    problem: Problem
    plan: Plan
    diagnostics: tuple[Diagnostic, ...]
    seconds: tuple[tuple[str, float], ...]
    past: Past | None = None

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan to hand out."""
        return self.plan.status in ("optimal", "feasible")


class Outcome(Protocol):
    """What a solver answers."""

    @property
    def plan(self) -> Plan:
        """The plan, perhaps without entries: see its status."""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong or worth saying."""


def plan_order(problem: Problem, solve: Callable[[], Outcome]) -> Planned:
    """Have a problem without errors planned, and verify the plan.

    Raises:
        BrokenPlanError: the plan breaks a rule, which is a bug of ours.
    """
    started = time.monotonic()
    outcome = solve()
    solved = time.monotonic()
    broken = check_plan(problem, outcome.plan)
    if has_errors(broken):
        raise BrokenPlanError(broken)
    return Planned(
        problem=problem,
        plan=outcome.plan,
        diagnostics=outcome.diagnostics,
        seconds=(("solve", solved - started), ("verify", time.monotonic() - solved)),
    )


def write_outputs(
    planned: Planned,
    options: Mapping[str, JsonValue],
    directory: Path,
    texts: Texts,
    beside: Callable[[Path], Iterable[str]] = lambda _: (),
    stale: Iterable[str] = (),
) -> tuple[Path, ...]:
    """Write the plan workbook, one workbook per workshop and the dossier, all or nothing.

    Args:
        options: how it was planned, for the dossier.
        beside: writes more files with them, into the directory it is given, and names them.
        stale: files of an earlier plan to remove when they are not written again.

    Raises:
        RefusedError: the directory cannot be written to.
    """
    problem, plan = planned.problem, planned.plan
    files = workshop_files(problem)

    def write(to: Path) -> list[str]:
        facts = Facts(problem, plan, planned.past)
        write_plan_workbook(facts, to / PLAN_FILE, texts)
        for workshop in problem.workshops:
            write_workshop_workbook(facts, workshop, to / files[workshop.id], texts)
        made = dossier.make_dossier(
            problem, plan, options=options, software=_software(), past=planned.past
        )
        (to / DOSSIER_FILE).write_text(dossier.dossier_to_json(made), encoding="utf-8")
        return [PLAN_FILE, *files.values(), DOSSIER_FILE, *beside(to)]

    return write_together(directory, write, [*_earlier_files(directory), *stale])


def workshop_files(problem: Problem) -> dict[str, str]:
    """File name of every workshop's workbook, by workshop id."""
    stems = file_stems(w.id for w in problem.workshops)
    return {w: f"atelier_{stem}.xlsx" for w, stem in stems.items()}


def _earlier_files(directory: Path) -> list[str]:
    """Workbooks of workshops that the plan now in the directory had: they would be out of date."""
    if not (directory / DOSSIER_FILE).is_file():
        return []
    earlier = read_dossier(directory / DOSSIER_FILE).problem
    return list(workshop_files(earlier).values()) if earlier is not None else []


def _software() -> dict[str, str]:
    found = {}
    for name in ("oeuvre-commune", "ortools"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found
