"""How every test runs: the profiles of hypothesis."""

import os

from hypothesis import HealthCheck, settings

# The same examples at every run, whatever the machine: a failure is always a change of the code.
settings.register_profile(
    "suite",
    derandomize=True,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# New examples at every run, to look for what the suite has not met.
settings.register_profile(
    "explore",
    derandomize=False,
    deadline=None,
    max_examples=500,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
