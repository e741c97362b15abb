"""The compte prorata: common expenses called provisionally with each delivery, settled at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

from optimizer.cost_parameters import OrderTerms
from optimizer.diagnostics import Diagnostic, error
from optimizer.ledger import Ledger
from optimizer.member_work import member_works
from optimizer.running_split import RunningSplit
from optimizer.shared_costs import amount_of, common_gaps, common_shares, common_weights


class ProrataAccount:
    """Calls and refunds, day after day; they sum to zero in each.

    What each workshop has been called in the end is its part of the compte prorata in the full cost.

    Args:
        ledger: books of the plan, for the key.
        terms: expenses and key.
        expected_cents: what is invoiced before tax over the whole order.
    """

    def __init__(self, ledger: Ledger, terms: OrderTerms, expected_cents: int) -> None:
        weights = common_weights(ledger, member_works(ledger), terms)
        self._gaps = tuple(common_gaps(ledger, weights, terms))
        self._known = {w.id for w in ledger.problem.workshops}
        self._terms = terms
        self._expected = expected_cents
        self._weights = {w: Fraction(x) for w, x in weights.items()}
        self._target: dict[str, int] = defaultdict(int)
        self._advanced: dict[str, int] = defaultdict(int)
        self._spent: dict[str, int] = defaultdict(int)
        for expense in terms.common_expenses:
            payer = payer_of(terms, expense.paid_by)
            self._advanced[payer] += expense.provisional_cents
            self._spent[payer] += amount_of(expense)
            for workshop, cents in common_shares(expense, weights).items():
                self._target[workshop] += cents
        self.provisional_cents = sum(self._advanced.values())
        self.final_cents = sum(self._spent.values())
        self._invoiced = 0
        self._part = Fraction(0)
        self._calls, self._refunds = RunningSplit(), RunningSplit()
        self._called: dict[str, int] = defaultdict(int)
        self._refunded: dict[str, int] = defaultdict(int)

    @property
    def is_whole(self) -> bool:
        """Whether the whole order is invoiced."""
        return self._invoiced >= self._expected

    def missing(self) -> Iterator[Diagnostic]:
        """Payers, agreed shares, or anything to share by, that the account needs."""
        for expense in self._terms.common_expenses:
            payer = payer_of(self._terms, expense.paid_by)
            if not payer:
                yield error("cost.missing", field="common_expense.paid_by", label=expense.label)
            elif payer not in self._known:
                yield error("cost.unknown_payer", payer, label=expense.label)
        yield from self._gaps

    def day(self, ht: Mapping[str, int], *, is_last: bool) -> tuple[dict[str, int], dict[str, int]]:
        """Calls and refunds by workshop once ``ht`` cents are invoiced for a day of delivery.

        The last day settles the account when the order is invoiced whole.
        """
        self._invoiced += sum(ht.values())
        if is_last and self.is_whole:
            calls = _left(self._called, self._target)
            refunds = _left(self._refunded, self._spent)
        else:
            part = min(Fraction(1), Fraction(self._invoiced, self._expected or 1))
            due = self.provisional_cents * (part - self._part)
            self._part = part
            by_receipts = {w: Fraction(cents) for w, cents in ht.items()}
            key = by_receipts if self._terms.common_key == "receipts" else self._weights
            calls = self._calls.add(due, key)
            refunds = self._refunds.add(due, {w: Fraction(x) for w, x in self._advanced.items()})
        for done, moved in ((self._called, calls), (self._refunded, refunds)):
            for workshop, cents in moved.items():
                done[workshop] += cents
        return calls, refunds


def payer_of(terms: OrderTerms, paid_by: str) -> str:
    """Who advances an expense: the one named, else the mandataire."""
    return paid_by or terms.mandataire


def _left(done: Mapping[str, int], target: Mapping[str, int]) -> dict[str, int]:
    """What is left to move from what was done to a target."""
    names = dict.fromkeys([*done, *target])
    return {name: target.get(name, 0) - done.get(name, 0) for name in names}
