"""Caps, deductibles and limits that a case states: read as written, refused where they clash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bestplaced.errors import CaseError
from tests.cases import small_case

if TYPE_CHECKING:
    from collections.abc import Mapping

PEOPLE = [{"name": "Pia", "grade": "clerk"}]
OFFER = {
    "name": "Cheap",
    "provider": "Pod",
    "covers": ["B08"],
    "fee": [{"kind": "fixed", "monthly": 100}],
}


def faults_of(terms: Mapping[str, float], offer: Mapping[str, float] | None = None) -> list[str]:
    """Return the faults of a case whose one provider has these terms, and its offer those."""
    pod = {"name": "Pod", "kind": "bureau", "people": PEOPLE, **terms}
    offers = [] if offer is None else [{**OFFER, **offer}]
    try:
        small_case("B08", providers=[pod], offers=offers)
    except CaseError as error:
        return [str(fault) for fault in error.faults]
    return []


def test_a_stated_policy_is_the_partys() -> None:
    pod = {"name": "Pod", "kind": "bureau", "people": PEOPLE}
    stated = {**pod, "policy_deductible": 4_000, "policy_limit": 90_000}
    party = small_case("B08", providers=[stated]).parties["Pod"]
    assert (party.deductible, party.limit) == (4_000, 90_000)
    bare = small_case("B08", providers=[{**pod, "policy_limit": 0}]).parties["Pod"]
    assert (bare.deductible, bare.limit) == (10_000, 0)  # the catalogue's deductible of a bureau


@pytest.mark.parametrize(
    "field", ["liability_cap", "yearly_cap", "policy_limit", "yearly_policy_limit"]
)
def test_what_is_below_the_deductible_is_refused_and_what_meets_it_is_not(
    field: str,
) -> None:
    stated = {"policy_deductible": 5_000}
    found = faults_of({**stated, field: 4_999})
    assert len(found) == 1
    assert f"Pod: {field} 4,999 is below the policy's deductible of 5,000 an event" in found[0]
    assert faults_of({**stated, field: 5_000}) == []


@pytest.mark.parametrize("field", ["liability_cap", "yearly_cap"])
def test_a_cap_of_an_offer_is_held_against_the_policy_of_its_provider(field: str) -> None:
    found = faults_of({"policy_deductible": 5_000}, {field: 100})
    assert len(found) == 1
    assert f"Pod: {field} of the offer 'Cheap' 100 is below" in found[0]
    assert "its insurer would never pay" in found[0]


def test_all_are_told_at_once_with_their_lines() -> None:
    small = {"policy_limit": 1, "liability_cap": 2, "yearly_cap": 3, "yearly_policy_limit": 4}
    found = faults_of({"policy_deductible": 5_000, **small}, {"liability_cap": 7})
    assert len(found) == 5
    assert all(":" in fault.split(" ")[0] for fault in found)


def test_no_promise_and_no_policy_contradict_nothing() -> None:
    assert faults_of({"policy_deductible": 5_000, "liability_cap": 0}) == []
    assert faults_of({"policy_deductible": 5_000, "liability_cap": 10, "policy_limit": 0}) == []
    assert faults_of({"liability_cap": 10}) == []  # the deductible is the catalogue's: a warning


def test_a_figure_that_cannot_be_read_is_told_once() -> None:
    found = faults_of({"policy_deductible": 5_000, "liability_cap": -1})
    assert len(found) == 1
    assert "providers[1].liability_cap" in found[0]
