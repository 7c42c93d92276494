"""The lattice and the scenario engine read one world and agree, account by account."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bestplaced.case.business import BUSINESS
from bestplaced.risk.event_table import EventTable
from bestplaced.risk.exposures import UNBORNE
from bestplaced.risk.lattice import Grid
from bestplaced.risk.placing import Placing
from bestplaced.risk.plan_law import plan_lattice
from bestplaced.risk.scenarios import Scenarios, rates
from tests.unit.risk.worlds import MOVED, TODAY, world

YEARS = 1_000_000
PLANS = {"today": TODAY, "moved": MOVED}
GRID = Grid(20.0, 1 << 14)


@pytest.fixture(scope="module")
def table() -> EventTable:
    """A million years of the world, for both plans."""
    return EventTable.build(world(), rates(list(PLANS.values())), YEARS, 20261123)


@pytest.mark.parametrize(
    ("plan", "account"),
    [("today", BUSINESS)] + [("moved", a) for a in (BUSINESS, "bureau", "insurer", UNBORNE)],
)
def test_a_million_years_agree_with_the_exact_law_of_every_account(
    table: EventTable, plan: str, account: str
) -> None:
    """All |z| are below 4: mean, no loss, exceedances, and the mean beyond them."""
    made = plan_lattice(world(), PLANS[plan], account, GRID)
    law, root = made.law(), math.sqrt(YEARS)
    losses = Scenarios.build(table, PLANS[plan]).paid(account)
    z = {"mean": (losses.mean() - law.mean) / (losses.std() / root)}
    squares = (losses - law.mean) ** 2
    z["variance"] = (squares.mean() - made.exact_variance) / (squares.std() / root)
    z["none"] = (np.mean(losses == 0) - law.no_event) / math.sqrt(
        law.no_event * (1 - law.no_event) / YEARS
    )
    for level in (0.5, 0.9, 0.95, 0.99):
        edge = law.quantile(level) + law.width / 2
        beyond = law.exceeds(edge)
        if beyond * YEARS > 100:
            error = math.sqrt(beyond * (1 - beyond) / YEARS)
            z[f"beyond {level}"] = (float(np.mean(losses > edge)) - beyond) / error
            excess = np.maximum(losses - edge, 0.0)
            exact = law.mean - law.limited_mean(edge)
            z[f"excess {level}"] = (excess.mean() - exact) / (excess.std() / root)
    assert max(abs(value) for value in z.values()) < 4, z


def test_the_accounts_of_a_plan_have_the_mean_of_its_losses_together() -> None:
    names = (BUSINESS, "bureau", "insurer", UNBORNE)
    lattices = {a: plan_lattice(world(), MOVED, a, GRID) for a in names}
    gross = {n: Placing(p.rate, p.gross) for n, p in MOVED.items()}
    whole = plan_lattice(world(), gross, BUSINESS, GRID)
    assert sum(m.exact_mean for m in lattices.values()) == pytest.approx(whole.exact_mean, rel=1e-9)
