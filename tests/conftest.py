"""One hypothesis profile for every test: how long an example takes is no fault of the code."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine would fail examples at the default deadline; the suite as a whole has its limit.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("patient")
