"""For all tests: what Hypothesis tries."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.effort import LONG, examples

# The same examples every time in `make test`, new ones every week in `make test-long`; and a busy
# machine is no failure.
settings.register_profile(
    "conv1d_lab",
    examples(100),
    derandomize=not LONG,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("conv1d_lab")
