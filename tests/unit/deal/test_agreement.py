"""The deal: both sides' accounts add up, nothing is shown that is not known."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from bestplaced.deal import Deal, Rival, deal
from bestplaced.deal.ceilings import AT_BILL_RATES
from bestplaced.deal.trace import traced
from bestplaced.errors import CaseError
from bestplaced.plan import plan
from tests.cases import small_case

if TYPE_CHECKING:
    from bestplaced.plan import Outcome

WORK = ("B02", "B09", "D01", "D05", "D08", "D13")
FAR = {"name": "Far", "kind": "practice", "people": [{"name": "Fi", "grade": "senior"}]}


@lru_cache(maxsize=16)
def solved(*deal_terms: tuple[str, float]) -> Outcome:
    return plan(small_case(*WORK, deal=dict(deal_terms)))


def test_what_both_sides_gain_is_the_surplus() -> None:
    for beta in (0.0, 0.3, 0.5, 1.0):
        agreed = deal(solved(), beta=beta)
        assert agreed.business is not None
        assert agreed.provider_surplus is not None
        whole = agreed.business.value + agreed.provider_surplus
        assert whole == pytest.approx(agreed.surplus, abs=1e-6)
        assert sum(agreed.benefits.parts.values()) == pytest.approx(agreed.surplus, abs=0.01)


def test_a_higher_beta_moves_money_and_nothing_else() -> None:
    low, high = deal(solved(), beta=0.3), deal(solved(), beta=0.7)
    assert low.band == high.band
    assert low.fee is not None
    assert high.fee is not None
    assert low.business is not None
    assert high.business is not None
    assert low.business.value - high.business.value == pytest.approx(high.fee - low.fee)
    assert (low.schedule, low.lines) == (high.schedule, high.lines)


def test_tax_that_nobody_gives_back_is_an_outside_cost() -> None:
    agreed = deal(solved(("fee_tax_rate", 0.2), ("fee_tax_recoverable", 0)))
    assert agreed.business is not None
    assert agreed.provider_surplus is not None
    whole = agreed.business.value + agreed.provider_surplus + agreed.business.tax
    assert agreed.business.tax == pytest.approx(0.2 * agreed.business.fee)
    assert whole == pytest.approx(agreed.surplus, abs=1e-6)
    back = deal(solved(("fee_tax_rate", 0.2), ("fee_tax_recoverable", 1)))
    assert back.business is not None
    assert back.business.tax == 0


def test_the_floor_is_need_and_guarantee_with_the_margin_on_the_fee() -> None:
    agreed = deal(solved(("minimum_margin", 0.2), ("guarantee_load", 0.4)))
    side = agreed.side
    assert side is not None
    assert side.floor == pytest.approx((side.need + 0.4 * side.risk_price) / 0.8)
    labour = sum(g.hours * g.rate for g in side.grades) + sum(
        g.lost_hours * g.rate for g in side.grades
    )
    assert side.labour == pytest.approx(labour)
    assert side.need == pytest.approx(
        side.cost + side.risk_price + side.policy + side.care + side.dependence
    )


def test_the_best_rival_offer_and_the_cost_of_switching_cut_the_ceiling() -> None:
    free = deal(solved(("switching_cost", 1200)))
    assert free.side is not None
    assert free.band is not None
    # 1,200 once over 24 months is 600 a year.
    assert free.band.ceilings[AT_BILL_RATES] == pytest.approx(free.side.standard + 600)
    rival = Rival("Elsewhere", free.side.floor + 100)
    cut = deal(solved(("switching_cost", 1200)), rivals=[rival])
    assert cut.band is not None
    assert cut.band.cut_by == "the offer of Elsewhere"
    assert cut.band.ceiling == pytest.approx(free.side.floor + 100 + 600)
    shut = deal(solved(("switching_cost", 0)), rivals=[Rival("Elsewhere", free.side.floor - 1)])
    assert shut.band is not None
    assert shut.band.closed
    assert shut.fee is None
    assert shut.business is None
    assert any("no fee at which both win" in note for note in shut.notes)


def test_where_there_is_no_band_the_work_that_destroys_surplus_is_named() -> None:
    agreed = deal(solved(("minimum_margin", 0.75)))
    assert agreed.band is not None
    assert agreed.band.closed
    assert agreed.dropped is not None
    assert agreed.dropped.steps
    assert all(step.worth > 0 for step in agreed.dropped.steps)
    assert agreed.dropped.opened == (not agreed.dropped.band.closed)
    moved = {r for r, p in agreed.account.placements.items() if p != agreed.today.placements[r]}
    assert {step.responsibility for step in agreed.dropped.steps} <= moved


def buyers_view() -> Deal:
    return deal(plan(small_case(*WORK, providers=[FAR])))


def test_a_buyer_never_sees_a_surplus_of_a_provider_whose_cost_is_not_known() -> None:
    agreed = buyers_view()
    assert agreed.provider == "Far"
    assert agreed.side is None
    assert agreed.provider_surplus is None
    assert agreed.band is not None
    assert agreed.band.floor is None
    assert agreed.band.width is None
    assert set(agreed.fees.values()) == {None}
    assert agreed.creep == ()
    assert agreed.shape is None
    assert "Far" not in {figure.part for figure in traced(agreed)}
    charged = sum(y.worked for n, y in agreed.account.people.items() if n == "Fi")
    assert agreed.fee == pytest.approx(charged)
    assert agreed.business is not None
    # The fee is part of the plan's cost: all of the surplus is the business's own.
    assert agreed.business.value == pytest.approx(agreed.surplus)


def test_several_providers_get_no_more_than_the_surplus_together() -> None:
    near = {
        "name": "Near",
        "kind": "practice",
        "inside_deal": True,
        "people": [{"name": "Nell", "grade": "bookkeeper", "hours": 60}],
    }
    agreed = deal(plan(small_case(*WORK, providers=[near, FAR])))
    assert set(agreed.bands) == {"Near", "Far"}
    assert agreed.bands["Far"].floor is None
    low = agreed.bands["Near"].floor
    fee = agreed.fees_of["Near"]
    if low is not None and fee is not None:
        assert fee - low <= agreed.surplus


def test_growing_hours_cost_the_provider_their_price() -> None:
    agreed = deal(solved())
    assert agreed.side is not None
    assert agreed.fee is not None
    plain = agreed.side.profit(agreed.fee)
    for creep in agreed.creep:
        assert creep.profit == pytest.approx(plain - creep.share * agreed.side.labour)


def test_clean_up_grows_faster_than_the_months() -> None:
    # 450 x 4^1.45 = 450 x e^(1.45 ln 4) = 450 x 7.464 = 3,358.9
    side = deal(solved(("months_behind", 4))).side
    assert side is not None
    assert side.clean_up.price == pytest.approx(450 * 7.46426, rel=1e-4)
    none = deal(solved()).side
    assert none is not None
    assert none.clean_up.price == 0


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"provider": "the practise"}, "Did you mean 'the practice'?"),
        ({"beta": 1.2}, "β is a share between 0 and 1"),
        ({"beta": -0.1}, "β is a share between 0 and 1"),
    ],
)
def test_wrong_wishes_are_refused(given: dict[str, object], expected: str) -> None:
    with pytest.raises(CaseError) as told:
        deal(solved(), **given)  # type: ignore[arg-type]
    assert expected in str(told.value)


def test_claims_stand_as_reported_beside_the_cases_own_figures() -> None:
    for claim in deal(solved()).claims:
        assert claim.reported_by
        assert claim.population
        assert claim.source
        assert claim.grade in "CDE"
