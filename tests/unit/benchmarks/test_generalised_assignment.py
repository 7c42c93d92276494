"""Published optima are proven by the core that plans."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from benchmarks.generalised_assignment import (
    FILES,
    Assignment,
    as_problem,
    folder,
    missing,
    optimum,
    published,
    read,
)
from bestplaced.plan.formulation import formulate
from bestplaced.plan.solver import solve
from bestplaced.plan.termination import Termination


def small(seed: int) -> Assignment:
    draw = np.random.default_rng(seed)
    resource = draw.integers(5, 25, (3, 7)).astype(float)
    capacity = np.floor(0.8 * resource.sum(axis=1) / 3)
    return Assignment(
        f"own {seed}", draw.integers(15, 26, (3, 7)).astype(float), resource, capacity
    )


def enumerated(given: Assignment) -> float | None:
    """Return the best profit over all 3^7 assignments, or nothing if none fits."""
    agents, jobs = given.profit.shape
    best = None
    for plan in product(range(agents), repeat=jobs):
        used = [
            sum(given.resource[i, j] for j in range(jobs) if plan[j] == i) for i in range(agents)
        ]
        if all(u <= c for u, c in zip(used, given.capacity, strict=True)):
            profit = sum(given.profit[i, j] for j, i in enumerate(plan))
            best = profit if best is None else max(best, profit)
    return best


@pytest.mark.parametrize("seed", range(8))
def test_the_core_agrees_with_enumeration(seed: int) -> None:
    given = small(seed)
    best = enumerated(given)
    if best is None:
        found = solve(formulate(as_problem(given)).program)
        assert found.termination is Termination.INFEASIBLE
    else:
        assert optimum(given) == pytest.approx((best, best), abs=1e-3)


@pytest.mark.skipif(bool(missing()), reason=missing() or "present")
@pytest.mark.parametrize("name", FILES)
def test_every_published_optimum_is_proven(name: str) -> None:
    known = published(folder() / "readme.txt")
    instances = list(read(folder() / name))
    assert len(instances) == 5
    for given in instances:
        profit, bound = optimum(given)
        # whole profits: a bound below the next whole number is a proof
        assert profit == pytest.approx(known[given.name], abs=1e-3)
        assert bound < profit + 1 - 1e-3
