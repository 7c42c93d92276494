"""Cost along one driver against the account solved at that volume; crossovers by brute force."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bestplaced.plan import Verifier
from bestplaced.plan.comparison import Comparison, compare
from bestplaced.plan.cost_by_volume import CostByVolume, cost_drivers, crossover
from tests.cases import small_case

if TYPE_CHECKING:
    from bestplaced.plan.comparison import Option

WORK = ("B01", "B02", "B03", "B08")
QUAY = {
    "name": "Quay",
    "kind": "practice",
    "people": [{"name": "Bo", "grade": "bookkeeper"}, {"name": "Cy", "grade": "senior"}],
}
MILL = {
    "name": "Mill",
    "kind": "bureau",
    "people": [{"name": "Kim", "grade": "bookkeeper"}, {"name": "Lou", "grade": "senior"}],
}
STEPS = [
    {"above": 0, "up_to": 2000, "yearly": 4_000},
    {"above": 2000, "up_to": 4000, "yearly": 7_500},
    {"above": 4000, "price": 2.5},
]
OFFERS = [
    {"name": "flat", "provider": "Quay", "covers": ["B03", "B08"],
     "fee": [{"kind": "fixed", "yearly": 7_000}]},
    {"name": "banded", "provider": "Mill", "covers": ["B03", "B08"],
     "fee": [{"kind": "banded", "driver": "supplier_invoices", "bands": STEPS}]},
    {"name": "hourly", "provider": "Quay", "covers": ["B03"],
     "fee": [{"kind": "hourly", "rate": 50, "included": 30, "cap": 9_000}]},
]  # fmt: skip
DRIVER = "supplier_invoices"


@lru_cache(maxsize=1)
def compared() -> Comparison:
    volumes = {DRIVER: 2400}
    return compare(small_case(*WORK, providers=[QUAY, MILL], offers=OFFERS, volumes=volumes))


def options() -> dict[str, Option]:
    return {o.name: o for o in compared().options}


@pytest.mark.parametrize("name", ["no offer", "flat", "banded", "hourly"])
@pytest.mark.parametrize("volume", [1200.0, 1999.5, 2000.0, 2400.0, 4000.0, 4001.0, 4800.0])
def test_cost_at_a_volume_is_that_of_the_account_at_that_volume(name: str, volume: float) -> None:
    case, option = compared().case, options()[name]
    cost = CostByVolume(case, option.account, DRIVER)
    there = Verifier(case.model_copy(update={"volumes": {**case.volumes, DRIVER: volume}}))
    account = there.account(option.account.placements, offers=option.account.offers)
    assert float(cost.fee(Fraction(volume))) == pytest.approx(account.fee, abs=1e-6)
    # hand-offs, transition and switching stay at the usual volume, as the page says
    moving = account.labour - sum(
        y.lost for n, y in account.people.items() if not case.performers[n].has_steps
    )
    usual = option.account
    fixed_part = (
        usual.cost
        - usual.fee
        - usual.labour
        + sum(y.lost for n, y in usual.people.items() if not case.performers[n].has_steps)
    )
    expected = account.fee + moving + fixed_part
    assert float(cost(Fraction(volume))) == pytest.approx(expected, rel=1e-9, abs=0.5)


def test_crossovers_are_where_a_fine_grid_sees_the_order_change() -> None:
    case, found = compared().case, options()
    names = list(found)
    for i, one in enumerate(names):
        for two in names[i + 1 :]:
            first, second = (CostByVolume(case, found[n].account, DRIVER) for n in (one, two))
            exact = crossover(first, second, 1200, 4800)
            grid = [Fraction(1200) + 12 * k for k in range(301)]
            signs = [(v, first(v) - second(v)) for v in grid]
            seen = [(a, b) for (a, x), (b, y) in pairwise(signs) if x * y < 0]
            assert len(exact) >= len(seen), (one, two)
            for a, b in seen:
                assert any(a <= c.at <= b for c in exact), (one, two, a, b)
            for c in exact:  # and on either side of each the order is as told
                tiny = Fraction(1, 10**9)
                below = first(c.at - tiny) - second(c.at - tiny)
                above = first(c.at + tiny) - second(c.at + tiny)
                assert (below < 0) == c.first_below, (one, two, c)
                assert (above > 0) == c.first_below, (one, two, c)


def test_a_jump_of_bands_changes_the_order_at_the_edge_itself() -> None:
    # 7,000 against 4,000 up to 2,000 invoices and 7,500 from there on: the order of the fees alone
    # changes at 2,000 exactly, where the band still holds.
    case, found = compared().case, options()
    banded = CostByVolume(case, found["banded"].account, DRIVER)
    flat = CostByVolume(case, found["flat"].account, DRIVER)
    edge, tiny = Fraction(2000), Fraction(1, 1000)
    assert banded.fee(edge) == 4000
    assert banded.fee(edge + tiny) == 7500
    assert flat.fee(edge) == flat.fee(edge + tiny) == 7000


def test_only_drivers_that_some_fee_follows_are_looked_at() -> None:
    assert set(cost_drivers(compared().case, [o.account for o in compared().options])) == {DRIVER}
