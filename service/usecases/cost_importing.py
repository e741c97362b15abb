"""A workshop's own cost sheet into its cost workbook: prepare, look, apply; private from end to end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from importers.costs import read_costs, write_costs
from importers.received.contract import Confirmed, Guess
from importers.received.cost_filling import CostChange, fill, without_baseless_aids
from importers.received.cost_lines import CostLines, read_cost_lines
from optimizer.cost_parameters import MemberCosts
from optimizer.diagnostics import Diagnostic, Severity, has_errors
from optimizer.validation.member_costs import check_costs
from service.errors import RefusedError
from service.i18n import N_, Texts
from service.messages.cost_template_texts import cost_template_texts
from service.usecases import versions
from service.usecases.conversion import write_whole
from service.usecases.importing import acceptable

_MOST_TURNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedCosts:
    """What a cost sheet would do to a cost workbook.

    Attributes:
        costs: the figures afterwards, None when there is an error.
        changes: cell by cell.
        guesses: every line that is not certain, confirmed or not.
    """

    file: str
    costs: MemberCosts | None
    changes: tuple[CostChange, ...]
    guesses: tuple[Guess, ...]
    findings: tuple[Diagnostic, ...]

    @property
    def open_guesses(self) -> tuple[Guess, ...]:
        """What nobody has confirmed yet."""
        return tuple(g for g in self.guesses if not g.is_confirmed)


def prepare_costs(
    sheet: Path, workbook: Path, answers: Mapping[str, Confirmed], *, accepts: bool = False
) -> PreparedCosts:
    """Read a sheet of any layout against the workshop's cost workbook.

    Args:
        workbook: as ``oeuvre template costs`` wrote it, filled in or not.
        answers: by file name, "" for any file.
        accepts: take every guess that has an answer of its own as confirmed.

    Raises:
        RefusedError: the workbook is not one that could be written.
    """
    if workbook.suffix.lower() != ".xlsx":
        raise RefusedError(N_("« {path} » : donnez un nom qui finit par .xlsx."), path=workbook)
    known, found = read_costs(workbook)
    if known is None:
        return PreparedCosts(file=sheet.name, costs=None, changes=(), guesses=(), findings=found)
    given = {**answers.get("", {}), **answers.get(sheet.name, {})}
    return prepared_lines(sheet, known, given, accepts=accepts)


def prepared_lines(
    sheet: Path, known: MemberCosts, given: Confirmed, *, accepts: bool = False
) -> PreparedCosts:
    """The figures of a workshop with the lines of a sheet of any layout in them.

    Args:
        given: answers to guesses, by key.
        accepts: take every guess that has an answer of its own as confirmed.
    """
    known_answers = dict(given)
    told = read_cost_lines(sheet, known_answers)
    for _ in range(_MOST_TURNS if accepts else 0):
        more = {g.key: v for g in told.guesses if not g.is_confirmed and (v := acceptable(g))}
        if not more:
            break
        known_answers |= more
        told = read_cost_lines(sheet, known_answers)
    return _prepared(known, told)


def _prepared(known: MemberCosts, told: CostLines) -> PreparedCosts:
    lines, left_out = without_baseless_aids(known, told.lines)
    costs, changes = fill(known, lines)
    # Names of the order are looked up when the costs are used: here only the figures are.
    wrong = tuple(
        d
        for d in check_costs(costs)
        if d.severity is Severity.ERROR and d not in check_costs(known)
    )
    findings = (*told.findings, *left_out, *wrong)
    is_wrong = has_errors(findings)
    return PreparedCosts(
        file=told.file,
        costs=None if is_wrong else costs,
        changes=changes,
        guesses=told.guesses,
        findings=findings,
    )


def apply_costs(
    prepared: PreparedCosts, output: Path, texts: Texts
) -> tuple[Path | None, tuple[Diagnostic, ...]]:
    """Write the cost workbook with the lines in it; the former one is kept when it is written over.

    Returns:
        Where the former version is kept, None when nothing was written over; and the texts that no
        workbook can hold, when nothing was written because of them.

    Raises:
        RefusedError: the place cannot be written to, or the workbook is open elsewhere.
    """
    assert prepared.costs is not None, "what has errors is not applied"
    costs = prepared.costs
    versions.refuse_open(output)
    previous = versions.keep(output) if output.exists() else None
    refused: list[Diagnostic] = []
    words = cost_template_texts(texts)
    write_whole(output, lambda to: refused.extend(write_costs(to, costs, texts.language, words)))
    if refused and previous is not None:
        previous.unlink(missing_ok=True)
        previous = None
    return previous, tuple(refused)
