"""A plan carried out week by week, without foresight, in many courses of events at once.

The rule is written in docs/resilience.md. ``work`` and ``course`` hold what is known before (the plan and
the order as arrays), ``events`` what happens by chance, ``weeks`` the weeks one after another.
"""
