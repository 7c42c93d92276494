"""The frontier of F9: monotone, verified by the law, from the best plan to the calmest found."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bestplaced.case.business import BUSINESS
from bestplaced.errors import CaseError
from bestplaced.plan import Verifier, plan
from bestplaced.plan.frontier import Frontier, frontier
from bestplaced.plan.limiting import FAR
from bestplaced.plan.worst_year import worst_years
from tests.cases import small_case

if TYPE_CHECKING:
    from bestplaced.case.business import Case

CASE = small_case("B08", "D06")


@pytest.fixture(scope="module")
def found() -> Frontier:
    return frontier(CASE, 5)


def test_calmer_points_cost_more(found: Frontier) -> None:
    assert len(found.points) > 2
    for one, calmer in pairwise(found.points):
        assert calmer.worst_year < one.worst_year
        assert calmer.cost > one.cost
        assert calmer.bound >= one.bound  # a tighter limit allows no plan that a looser one bars


def test_the_first_point_is_the_best_plan_without_a_limit(found: Frontier) -> None:
    free, first = plan(CASE), found.points[0]
    assert free.plan is not None
    assert first.cost == pytest.approx(free.plan.account.objective)
    assert first.account.placements == free.plan.placements
    assert first.gap <= 1e-5
    assert first.case.terms == {}


def test_every_point_is_proven_near_the_cheapest_that_calm(found: Frontier) -> None:
    assert all(one.gap <= FAR for one in found.points)
    assert found.floor <= found.calmest <= found.points[-1].worst_year


def test_the_search_ends_by_counts_so_it_is_the_same_each_time(found: Frontier) -> None:
    again = frontier(CASE, 5)
    assert again.points == found.points
    assert (again.floor, again.calmest, again.tried) == (found.floor, found.calmest, found.tried)


def test_every_point_is_verified_by_the_law_and_the_rules_of_its_own_case(found: Frontier) -> None:
    for one in found.points:
        placements = one.account.placements
        law = worst_years(one.case, placements, [BUSINESS])[BUSINESS]
        assert one.worst_year == pytest.approx(law)
        assert law <= one.limit * (1 + 1e-9)
        assert set(placements) == set(CASE.responsibilities)
        again = Verifier(one.case).account(placements)
        assert not again.broken
        assert again.objective == pytest.approx(one.cost)
        assert one.bound <= one.cost * (1 + 1e-6)
        assert one.limit >= found.floor


def test_a_limit_asked_for_alone_finds_nothing_below_the_bound(found: Frontier) -> None:
    middle = found.points[len(found.points) // 2]
    alone = plan(CASE.model_copy(update={"worst_year": {BUSINESS: middle.limit}}))
    assert alone.plan is not None
    assert alone.plan.account.objective >= middle.bound * (1 - 1e-6)
    assert middle.cost >= alone.bound * (1 - 1e-6)


def test_there_are_as_many_points_as_asked_for_where_there_are_so_many_plans(
    found: Frontier,
) -> None:
    """Limits halve the widest stretch until then; a limit without a plan near it makes no point."""
    assert len(found.points) == 5
    assert found.proven <= found.tried <= 2 * 5
    assert not found.interrupted


def test_few_plans_make_few_points_however_many_are_asked_for() -> None:
    """One piece of work and one risk: the search ends by itself, before 2 x 50 limits."""
    tiny = small_case("D06")
    few = frontier(tiny, 50)
    assert few.asked == 50
    assert len(few.points) < 50
    assert not few.interrupted
    for one, calmer in pairwise(few.points):
        assert calmer.worst_year < one.worst_year


def test_an_interruption_keeps_what_is_done() -> None:
    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    kept = frontier(CASE, 5, progress=stop)
    assert kept.interrupted
    assert len(kept.points) == 2
    assert all(c.cost > one.cost for one, c in pairwise(kept.points))


PROVIDER = next(q for q in CASE.parties if q not in {BUSINESS, "nobody"})


def capped_at(cap: float) -> Case:
    """Return the case with a yearly cap of the provider."""
    party = CASE.parties[PROVIDER].model_copy(update={"yearly_cap": cap})
    return CASE.model_copy(update={"parties": {**CASE.parties, PROVIDER: party}})


def test_no_such_party_too_few_points_and_a_cap_of_its_own_are_refused() -> None:
    with pytest.raises(CaseError, match="no party"):
        frontier(CASE, party="nobody known")
    with pytest.raises(CaseError, match="2 to 50"):
        frontier(CASE, 1)
    with pytest.raises(CaseError, match="'yearly_cap' of"):
        frontier(capped_at(20_000.0), party=PROVIDER)


def test_beside_a_yearly_cap_points_count_all_that_it_could_send_back() -> None:
    case = capped_at(20_000.0)
    found = frontier(case, 2)
    for one in found.points:
        law = worst_years(one.case, one.account.placements, [BUSINESS])[BUSINESS]
        assert one.worst_year == pytest.approx(law)
        bare = one.case.model_copy(update={"parties": CASE.parties})
        assert law > worst_years(bare, one.account.placements, [BUSINESS])[BUSINESS] + 1
