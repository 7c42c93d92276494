"""Dependence in the optimiser: enumerated, recomputed, and checked against the exact law."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bestplaced.case.business import BUSINESS, Case
from bestplaced.plan import Termination, Verifier, plan
from bestplaced.plan.assembly import assemble
from bestplaced.plan.formulation import MONEY, formulate
from bestplaced.plan.solver import solve
from bestplaced.plan.tangents import solve_curved
from bestplaced.risk.carving import carved
from bestplaced.risk.discretise import EventLaw
from bestplaced.risk.frequency import Poisson
from bestplaced.risk.lattice import Exposure, Grid, Lattice, Shock
from tests.cases import full_case, small_case
from tests.oracle import Oracle
from tests.unit.plan.test_plan import ORACLE, PRACTICE

# Far wilder than the catalogue's: years differ by a factor, everybody leaves twice a year.
WILD: dict[str, Any] = {
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
def test_with_strong_dependence_the_best_plan_is_the_cheapest_of_all(names: tuple[str, ...]) -> None:
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
@settings(max_examples=10)
def test_dependence_costs_more_the_more_years_differ(shape: float, factor: float) -> None:
    def price(r: float) -> float:
        groups = {name: {"shape": r} for name in ("hectic_year", "cash_year", "cyber_year")}
        return Verifier(small_case("B08", "B09", "A14", groups=groups)).today().dependence

    assert price(shape) >= price(shape * factor)


def law_of(value: float, width: float) -> EventLaw:
    """A loss that is always the same."""
    pmf = np.zeros(round(value / width) + 1)
    pmf[-1] = 1.0
    return EventLaw(pmf, width, 0, value, value**2, 0.0)


def books(case: Case) -> tuple[Lattice, float, float]:
    """Return the lattice of today's portions of risk in the business's books, and its charge.

    Every loss is replaced by its mean, so that the variance of a single event is known; what is
    left between lattice and sum of single variances is dependence.
    """
    tags, width = Verifier(case).tags, 50.0
    column = {name: j for j, name in enumerate(case.performers)}
    exposures, hits = [], {}
    group = {risk: g.id for g in case.groups.values() for risk in g.risks}
    single = 0.0
    cells = [(part.risk, part.weight) for part in tags.portions]
    rate = tags.work.frequency
    split = carved(case, cells, rate)
    for i, part in enumerate(tags.portions):
        j = column[case.today[part.responsibility]]
        loss = round(float(tags.work.business_mean[i, j]) / width) * width
        if rate[i, j] == 0 or loss == 0:
            continue
        law = law_of(loss, width)
        single += float(rate[i, j]) * loss**2
        name = f"{part.risk} {part.responsibility}"
        own = Poisson(float(split.own[i, j]))
        exposures.append(Exposure(name, own, law, group.get(part.risk, "")))
        for shock in case.shocks.values():
            chance = float(split.hits[shock.id][i, j])
            if chance:
                person = case.performers[case.today[part.responsibility]]
                one = person.name if shock.scope == "person" else person.party
                hits.setdefault((shock.id, one), []).append((chance, law))
    shocks = [Shock(f"{s} {one}", case.shocks[s].rate.value, tuple(h)) for (s, one), h in hits.items()]
    frailty = {g.id: g.shape.value for g in case.groups.values()}
    lattice = Lattice.build(Grid(width, 1 << 15), exposures, shocks, frailty)
    return lattice, single, 2 * case.parties[BUSINESS].tolerance


def test_the_charge_is_the_variance_that_the_exact_law_has_beyond_single_risks() -> None:
    case = small_case("B08", "B09", "B10", "A14", "D06", "B02", **WILD)
    lattice, single, twice = books(case)
    law = lattice.law()
    beyond = (law.variance - single) / twice
    mine = [s for s in Verifier(case).today().swings if s.bearer == BUSINESS]
    placed = sum(
        s.weight * (sum(v for k, v in s.loads.items() if k[0] in case.risks) ** 2
                    - sum(v for k, v in s.apart.items() if k[0] in case.risks))
        for s in mine
    )  # fmt: skip
    # Means are rounded to the lattice's buckets of 50.
    assert beyond == pytest.approx(placed, rel=0.02)
    assert placed > 100
