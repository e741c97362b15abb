"""What was really delivered, as statements need it, from follow-up of any kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from optimizer.attribution import DeliveryRecord
from optimizer.delivery_records import delivery_records
from optimizer.diagnostics import Diagnostic, has_errors
from optimizer.plan import Plan
from optimizer.problem import Problem
from service.i18n import Texts
from service.usecases.production import read_production


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Deliveries that follow-up tells, in time order; none while a finding is an error."""

    records: tuple[DeliveryRecord, ...]
    findings: tuple[Diagnostic, ...]


def read_deliveries(paths: Sequence[Path], problem: Problem, plan: Plan, texts: Texts) -> FollowUp:
    """What order workbooks and received files of follow-up say was delivered, all faults at once.

    Raises:
        RefusedError: a path does not exist.
    """
    rows, said = read_production(paths, problem, texts)
    if not rows and has_errors(said):
        # That nothing was delivered would be said of a file that nobody could read.
        return FollowUp(records=(), findings=said)
    # What could be read is checked too: everything is said at once.
    records, found = delivery_records(problem, plan, rows)
    findings = (*said, *found)
    return FollowUp(records=() if has_errors(findings) else records, findings=findings)
