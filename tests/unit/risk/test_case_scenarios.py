"""A small business's plans in simulated years: beside the exact laws, party by party."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bestplaced.case.business import BUSINESS
from bestplaced.plan import Verifier
from bestplaced.risk.case_scenarios import case_placings, case_scenarios, case_world
from bestplaced.risk.estimates import share
from bestplaced.risk.exposures import CaseRisks, PlacedRisk
from bestplaced.risk.long_run import yearly_losses
from bestplaced.risk.party_laws import bearers, party_lattice
from bestplaced.risk.plan_difference import plan_difference
from bestplaced.risk.scenarios import Scenarios, beats
from tests.cases import small_case
from tests.unit.risk.account_laws import assert_agreement

if TYPE_CHECKING:
    from bestplaced.case.business import Case

YEARS = 100_000
TODAY = {"A08": "Sam", "A12": "Dana", "B03": "Dana", "B21": "Dana", "D05": "Olive"}
MOVED = {**TODAY, "A12": "practice clerk", "B21": "practice senior", "D05": "practice senior"}

Plans = dict[str, tuple[PlacedRisk, ...]]


@pytest.fixture(scope="module")
def case() -> Case:
    return small_case(*TODAY, today=TODAY)


@pytest.fixture(scope="module")
def plans(case: Case) -> Plans:
    verifier = Verifier(case)
    risks = CaseRisks(case, verifier.tags)
    return {
        name: risks.placed(p, verifier.pair_factors(p), verifier.crossings(p))
        for name, p in (("today", TODAY), ("moved", MOVED))
    }


@pytest.fixture(scope="module")
def lived(case: Case, plans: Plans) -> dict[str, Scenarios]:
    return case_scenarios(case, plans, YEARS, 20261123)


@pytest.mark.parametrize("name", ["today", "moved"])
def test_every_party_lives_its_exact_law_for_a_million_years(
    case: Case, plans: Plans, name: str
) -> None:
    placed = plans[name]
    world, placings = case_world(case, [placed]), case_placings(case, placed)
    lived = yearly_losses(world, placings, 1_000_000, 20261123)
    assert set(bearers(placed)) <= set(lived)
    for party in bearers(placed):
        made = party_lattice(case, placed, party)
        if made.law().no_event < 1 - 1e-5:
            assert_agreement(made.law(), lived[party], made.exact_variance)


def test_the_chance_that_one_plan_beats_the_other_is_the_exact_one(
    case: Case, plans: Plans, lived: dict[str, Scenarios]
) -> None:
    """Both engines share the coupling: same shocks, same events up to the smaller rate."""
    law = plan_difference(case, plans["today"], plans["moved"], BUSINESS).law()
    found = beats(lived["moved"], lived["today"])
    ties = share(lived["moved"].paid(BUSINESS) == lived["today"].paid(BUSINESS))
    assert abs(ties.value - law.no_event) < 4 * ties.error
    # The lattice divides what lies within one bucket of zero: that is its own error.
    assert abs(found.value - law.below_zero()) < 4 * found.error + 0.01
    gain = lived["moved"].paid(BUSINESS) - lived["today"].paid(BUSINESS)
    assert abs(gain.mean() - law.mean) < 4 * gain.std() / math.sqrt(YEARS)


def test_another_plan_in_the_same_run_changes_no_year(
    case: Case, plans: Plans, lived: dict[str, Scenarios]
) -> None:
    alone = case_scenarios(case, {"today": plans["today"]}, 5_000, 20261123)["today"]
    for party in alone.accounts:
        assert np.array_equal(alone.paid(party), lived["today"].paid(party)[:5_000])


def test_shocks_of_the_practice_are_the_practices_and_those_of_dana_are_the_clients(
    case: Case, plans: Plans
) -> None:
    shocks = case_world(case, list(plans.values())).shocks
    assert {s.provider for name, s in shocks.items() if "practice" in name} == {"the practice"}
    assert {s.provider for name, s in shocks.items() if "Dana" in name} == {""}


def test_a_bad_year_names_the_risks_as_a_reader_knows_them(
    case: Case, lived: dict[str, Scenarios]
) -> None:
    made = lived["moved"]
    told = made.told(made.worst(BUSINESS, 1)[0])
    names = {risk.name for risk in case.risks.values()}
    assert {event.label for event in told.events} <= names
    assert sum(told.paid.values()) == sum(event.loss for event in told.events)


def test_no_year_of_the_business_has_what_buys_it_as_much_work(
    case: Case, plans: Plans, lived: dict[str, Scenarios]
) -> None:
    """R47, work beyond a fixed fee: what the provider and its insurer pay of it is all its loss."""
    name = next(p.name for p in plans["moved"] if p.gain)
    bare = {n: p for n, p in lived["moved"].plan.items() if n.split(" < ")[0] != name}
    alone = Scenarios.build(lived["moved"].table, bare)
    assert np.array_equal(alone.paid(BUSINESS), lived["moved"].paid(BUSINESS))
    provider = "the practice"
    assert lived["moved"].paid(provider).sum() > alone.paid(provider).sum() + YEARS
    kept = case.model_copy(update={"kept": {"R47": (provider,)}})
    placed = CaseRisks(kept, Verifier(kept).tags).placed(MOVED)
    assert [dict(p.layers) for p in placed if p.gain] != []
    assert not any(p.layers for p in placed if p.gain)  # with the business nobody loses by it
    assert not any(p.name in case_placings(kept, placed) for p in placed if p.gain)
