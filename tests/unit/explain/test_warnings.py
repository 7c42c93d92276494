"""What a reader is warned of before trusting a plan."""

from __future__ import annotations

import pytest

from bestplaced.explain import idle_policies
from tests.cases import small_case

POD = {"name": "Pod", "kind": "bureau", "people": [{"name": "Pia", "grade": "clerk"}]}


@pytest.mark.parametrize(("cap", "warned"), [(0, 0), (1_000, 1), (9_999, 1), (10_000, 0), (9e5, 0)])
def test_a_cap_below_the_deductible_of_the_policy_is_told(cap: float, warned: int) -> None:
    """The catalogue's deductible is 10,000 an event; a cap of 0 promises nothing to insure."""
    case = small_case("B08", providers=[{**POD, "liability_cap": cap}])
    assert case.parties["Pod"].deductible == 10_000
    found = idle_policies(case)
    assert len(found) == warned
    for warning in found:
        assert warning.startswith(f"Pod pays at most {cap:,.0f} USD of an event")
