"""Faults of a problem, all found at once before anything is solved.

Each rule is one function of :class:`~optimizer.validation.facts.Facts`, named like its code:
``references.duplicate_id`` yields ``problem.duplicate_id``.
"""

from __future__ import annotations

from optimizer.diagnostics import Diagnostic
from optimizer.problem import Problem
from optimizer.validation import (
    calendar,
    chain,
    instructions,
    limits,
    numbers,
    opening,
    payments,
    plausibility,
    references,
    supply,
)
from optimizer.validation.facts import Facts

# These never compare numbers, so they also hold where some cannot be computed with.
_WITHOUT_NUMBERS = (*references.RULES, *calendar.RULES)
_WITH_NUMBERS = (
    *numbers.RULES,
    *plausibility.RULES,
    *supply.RULES,
    *limits.RULES,
    *chain.RULES,
    *opening.RULES,
    *instructions.RULES,
    *payments.RULES,
)
RULES = (numbers.unusable_number, *_WITHOUT_NUMBERS, *_WITH_NUMBERS)


def check_problem(problem: Problem) -> tuple[Diagnostic, ...]:
    """Everything wrong or suspicious in a problem, in the order of the rules, then of the data.

    Returns:
        Diagnostics with codes ``problem.<rule>``; without an error among them, the problem can be
        solved. Never raises, whatever the values are. While a number is unusable (not finite, or
        astronomic), rules that compare numbers wait.
    """
    facts = Facts(problem)
    unusable = tuple(numbers.unusable_number(facts))
    rules = _WITHOUT_NUMBERS if unusable else (*_WITHOUT_NUMBERS, *_WITH_NUMBERS)
    return (*unusable, *(d for rule in rules for d in rule(facts)))
