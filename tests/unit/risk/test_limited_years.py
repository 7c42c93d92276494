"""Figures under yearly limits: exact where nothing bites, near the exact law where it is known."""

from __future__ import annotations

import numpy as np
import pytest

from bestplaced.case.business import BUSINESS
from bestplaced.risk.event_table import EventTable
from bestplaced.risk.lattice import Grid
from bestplaced.risk.limited_years import BATCHES, average, changed, limited_figures
from bestplaced.risk.party_laws import figures
from bestplaced.risk.scenarios import AnnualLimit, Scenarios, rates
from tests.unit.risk.account_laws import account_lattice
from tests.unit.risk.worlds import MOVED, world

FIGURES = ("mean", "median", "q95", "q99", "cvar95", "cvar99", "p_zero", "std")
LIMIT = 3_000.0


@pytest.fixture(scope="module")
def lived() -> Scenarios:
    table = EventTable.build(world(), rates([MOVED]), 40_000, 11)
    return Scenarios.build(table, MOVED, (AnnualLimit("insurer", LIMIT, "bureau"),))


def test_a_limit_that_never_bites_leaves_the_exact_figures(lived: Scenarios) -> None:
    exact = figures(account_lattice(world(), MOVED, BUSINESS, Grid(20.0)))
    found = limited_figures(exact, lived.before[BUSINESS], lived.paid(BUSINESS))
    for name in FIGURES:
        assert getattr(found, name) == getattr(exact, name)
        assert found.errors[name] == 0


def test_a_limit_that_bites_meets_the_exact_law_of_what_is_left(lived: Scenarios) -> None:
    lattice = account_lattice(world(), MOVED, "insurer", Grid(20.0))
    found = limited_figures(figures(lattice), lived.before["insurer"], lived.paid("insurer"), LIMIT)
    wanted = figures(lattice, LIMIT)
    assert found.q99 == found.cvar99 == wanted.q99 == LIMIT
    for name in ("mean", "std", "cvar95"):
        near = 5 * found.errors[name] + 20.0
        assert abs(getattr(found, name) - getattr(wanted, name)) < near, name
        assert getattr(figures(lattice), name) - getattr(wanted, name) > near, name


def test_the_error_of_a_mean_is_that_of_the_differences() -> None:
    """Of n independent differences with deviation s the mean errs by s / root n."""
    rng = np.random.default_rng(4)
    free = rng.normal(100, 50, 100_000)
    held = free + rng.normal(3, 10, free.size)
    moved = changed(average, free, held)
    assert moved.value == pytest.approx(3, abs=0.15)
    # The deviation of 20 batches' means is known to within 1 / root(2 · 19) = 16 %.
    assert 0.4 < moved.error / (10 / free.size**0.5) < 1.8


def test_few_years_have_no_error_to_tell() -> None:
    paid = np.arange(2.0 * BATCHES - 1)
    assert changed(average, paid, paid + 1).error == 0
