"""Common shocks are part of the stated frequency: no expected loss moves (ADR 0009)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.risk.carving import carved, strikes
from tests.cases import full_case

CASE = full_case()
PEOPLE = list(CASE.performers)
DANA = PEOPLE.index("Dana")


def rates(value: float) -> np.ndarray:
    return np.full((1, len(PEOPLE)), value)


def test_a_shock_takes_its_events_out_of_the_stated_ones() -> None:
    """R27, half of it, 4 a year: a leaver (0.15, 0.6), illness (0.04, 0.7), outage (0.2, 0.25).

    Hits are half of each chance; own = 4 - 0.15 * 0.3 - 0.04 * 0.35 - 0.2 * 0.125 = 3.916.
    """
    found = carved(CASE, [("R27", 0.5)], rates(4.0))
    assert found.hits["person_leaves"][0, DANA] == pytest.approx(0.3)
    assert found.hits["person_ill"][0, DANA] == pytest.approx(0.35)
    assert found.hits["system_outage"][0, DANA] == pytest.approx(0.125)
    assert found.hits["provider_fails"][0, DANA] == 0.0
    assert found.own[0, DANA] == pytest.approx(3.916)


def test_the_owner_does_not_leave_and_nobody_is_struck() -> None:
    owner, nobody = PEOPLE.index("Olive"), PEOPLE.index("nobody")
    found = carved(CASE, [("R27", 1.0)], rates(4.0))
    assert found.hits["person_leaves"][0, owner] == 0.0
    assert found.hits["person_ill"][0, owner] == pytest.approx(0.7)
    assert found.own[0, nobody] == 4.0
    assert all(h[0, nobody] == 0.0 for h in found.hits.values())


def test_risks_of_using_a_provider_are_struck_through_the_party_only() -> None:
    found = carved(CASE, [("R44", 1.0)], rates(0.1), persons=False)
    assert set(found.hits) == {"system_outage", "provider_fails"}
    struck = [strikes(CASE, CASE.shocks["provider_fails"], p) for p in CASE.performers.values()]
    assert found.hits["provider_fails"][0].tolist() == [float(s) for s in struck]


@given(
    rate=st.floats(0, 50),
    weight=st.floats(0.01, 1),
    risk=st.sampled_from(sorted(CASE.risks)),
)
def test_own_and_shocks_add_up_to_the_stated_rate(rate: float, weight: float, risk: str) -> None:
    found = carved(CASE, [(risk, weight)], rates(rate))
    brought = sum(CASE.shocks[s].rate.value * h for s, h in found.hits.items())
    assert np.all(found.own >= 0)
    assert all(np.all((h >= 0) & (h <= 1)) for h in found.hits.values())
    assert found.own + brought == pytest.approx(rates(rate), rel=1e-12, abs=1e-12)
