"""Dependence in the optimiser: enumerated, recomputed, and checked against the exact law."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bestplaced.case.business import BUSINESS
from bestplaced.plan import Termination, Verifier, plan
from bestplaced.plan.assembly import assemble
from bestplaced.plan.formulation import MONEY, formulate
from bestplaced.plan.solver import solve
from bestplaced.plan.tangents import solve_curved
from bestplaced.risk.exposures import CaseRisks
from bestplaced.risk.party_laws import party_lattice
from tests.cases import full_case, small_case
from tests.oracle import Oracle
from tests.unit.plan.test_plan import ORACLE, PRACTICE

# Far wilder than the catalogue's: hardly any year is like another, everybody leaves and leaves.
WILD: dict[str, Any] = {
    "tolerance": 40_000,
    "groups": {
        "hectic_year": {"shape": 0.06},
        "cash_year": {"shape": 0.05},
        "cyber_year": {"shape": 0.05},
    },
    "shocks": {"person_leaves": {"rate": 4, "kinds": ["owner", "employee", "provider"]}},
}
OFF: dict[str, Any] = {
    "groups": {name: {"risks": []} for name in ("hectic_year", "cash_year", "cyber_year")},
    "shocks": {
        name: {"rate": 0}
        for name in ("person_leaves", "person_ill", "system_outage", "provider_fails")
    },
}


@pytest.mark.parametrize(
    "names", [("A12", "D06", "B02", "B03"), ("B08", "B09", "A14", "D06"), ("A04", "B06", "B07")]
)
def test_with_strong_dependence_the_best_is_the_cheapest_of_all(
    names: tuple[str, ...],
) -> None:
    case = small_case(*names, providers=[PRACTICE], **WILD)
    outcome, oracle = plan(case), Oracle(case)
    cost, _ = oracle.best()
    assert outcome.plan is not None
    assert outcome.plan.account.objective == pytest.approx(cost, rel=ORACLE, abs=5)
    assert oracle.objective(outcome.plan.placements) == pytest.approx(cost, rel=ORACLE, abs=5)
    # It is dependence that is tested: the optimum pays for it.
    assert oracle.dependence(outcome.plan.placements) > 0.01 * cost


def test_the_price_of_dependence_is_the_oracles_in_every_reference_plan() -> None:
    case = full_case(**WILD)
    outcome, oracle = plan(case), Oracle(case)
    for name, account in outcome.references.items():
        expected = oracle.dependence(account.placements)
        assert account.dependence == pytest.approx(expected, rel=ORACLE), name


def test_the_proven_cost_is_the_verified_one_to_the_cent() -> None:
    case = full_case(**WILD)
    form = formulate(assemble(case))
    found = solve_curved(form.program, form.curves)
    assert found.termination is Termination.OPTIMAL
    assert found.point is not None
    performers = list(case.performers)
    chosen = [performers[p] for p in form.placements(found.point)]
    account = Verifier(case).account(dict(zip(case.responsibilities, chosen, strict=True)))
    assert account.objective == pytest.approx(found.objective * MONEY, abs=0.01)
    assert found.gap <= 1e-6


def test_without_dependence_there_is_no_swing_and_nothing_to_pay() -> None:
    case = full_case(**OFF)
    assert assemble(case).swings == ()
    assert Verifier(case).today().dependence == 0.0


def test_tangents_never_exceed_the_squares() -> None:
    """The program without tangents bounds the solved one, which bounds every plan."""
    case = small_case("B08", "B09", "A14", "D06", providers=[PRACTICE], **WILD)
    form = formulate(assemble(case))
    loose, exact = solve(form.program).objective, solve_curved(form.program, form.curves).objective
    assert loose < exact
    verifier = Verifier(case)
    for performer in ("Olive", "Dana", "Bo", "Pat"):
        account = verifier.account(dict.fromkeys(case.responsibilities, performer))
        if not account.broken:
            assert account.objective >= exact * MONEY - 0.01


@given(st.floats(0.05, 50), st.floats(1.01, 20))
@settings(max_examples=10, deadline=None)
def test_dependence_costs_more_the_more_years_differ(shape: float, factor: float) -> None:
    def price(r: float) -> float:
        groups = {name: {"shape": r} for name in ("hectic_year", "cash_year", "cyber_year")}
        return Verifier(small_case("B08", "B09", "A14", groups=groups)).today().dependence

    assert price(shape) >= price(shape * factor)


def test_the_charge_is_the_variance_of_the_exact_law_beyond_single_risks() -> None:
    """The lattice is built from the placed risks by another way, event laws and all."""
    case = small_case("B08", "B09", "B10", "A14", "D06", "B02", providers=[PRACTICE], **WILD)
    verifier = Verifier(case)
    outcome = plan(case)
    for account in (verifier.today(), outcome.references["everything moved"]):
        placed = CaseRisks(case, verifier.tags).placed(
            account.placements,
            verifier.pair_factors(account.placements),
            verifier.crossings(account.placements),
        )
        for party in (BUSINESS, "Quay & Co"):
            variance = party_lattice(case, placed, party).exact_variance
            single = sum(
                p.rate * p.layers[party].moments(p.law)[1] for p in placed if party in p.layers
            )
            charge = sum(s.charge for s in account.swings if s.bearer == party)
            beyond = (variance - single) / (2 * case.parties[party].tolerance)
            assert charge == pytest.approx(beyond, rel=1e-6, abs=0.01), party
    assert outcome.references["everything moved"].dependence > 100
