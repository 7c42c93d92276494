"""The lattice and the scenario engine read one world and agree, account by account."""

from __future__ import annotations

import pytest

from bestplaced.case.business import BUSINESS
from bestplaced.risk.event_table import EventTable
from bestplaced.risk.exposures import UNBORNE
from bestplaced.risk.lattice import Grid
from bestplaced.risk.placing import Placing
from bestplaced.risk.scenarios import Scenarios, rates
from tests.unit.risk.account_laws import account_lattice, assert_agreement
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
    made = account_lattice(world(), PLANS[plan], account, GRID)
    losses = Scenarios.build(table, PLANS[plan]).paid(account)
    assert_agreement(made.law(), losses, made.exact_variance)


def test_the_accounts_of_a_plan_have_the_mean_of_its_losses_together() -> None:
    names = (BUSINESS, "bureau", "insurer", UNBORNE)
    lattices = {a: account_lattice(world(), MOVED, a, GRID) for a in names}
    gross = {n: Placing(p.rate, p.gross) for n, p in MOVED.items()}
    whole = account_lattice(world(), gross, BUSINESS, GRID)
    assert sum(m.exact_mean for m in lattices.values()) == pytest.approx(whole.exact_mean, rel=1e-9)
