"""F10 by hand: floor, ceilings and today's fee of the shipped bakery, from its file and hours."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from pathlib import Path

import pytest

from bestplaced.case.reading import parse_case, read_case
from bestplaced.catalogue import complete
from bestplaced.deal import Bearings, Deal, deal
from bestplaced.deal.band import AGAINST_TODAY
from bestplaced.deal.ceilings import AT_BILL_RATES
from bestplaced.deal.options import options
from bestplaced.errors import CaseError
from bestplaced.plan import Outcome, Verifier, plan
from tests.cases import small_case

BAKERY = Path(__file__).parents[3] / "examples" / "rowan-lane-bakery.yaml"
BILL = {"Teasel bookkeeper": 42, "Teasel senior": 75, "Quill partner": 130}  # as in the file


@lru_cache(maxsize=1)
def bakery() -> Outcome:
    return plan(complete(read_case(BAKERY)))


@lru_cache(maxsize=1)
def agreed() -> Deal:
    return deal(bakery())


def test_the_ceiling_of_the_bakery_is_hours_at_bill_rates_and_switching() -> None:
    case, account = bakery().case, agreed().account
    standard = sum(account.hours[r] * BILL[p] for r, p in account.placements.items() if p in BILL)
    # Switching: the owner's hours of searching and contracting at her rate, once, over 24 months.
    once = case.assumptions.provider_search_hours * case.performers["Maud"].rate
    band = agreed().band
    assert band is not None
    assert band.cut_by == AT_BILL_RATES
    assert band.ceiling == pytest.approx(standard + once / 2)


def test_the_floor_of_the_bakery_is_need_and_guarantee_over_one_less_the_margin() -> None:
    account, side, case = agreed().account, agreed().side, bakery().case
    assert side is not None
    labour = sum(
        account.hours[r] * case.performers[p].rate
        for r, p in account.placements.items()
        if p in BILL
    )
    lost = sum(
        y.lost_hours * case.performers[n].rate for n, y in account.people.items() if n in BILL
    )
    assert side.labour == pytest.approx(labour + lost)
    # What the practice bears: its price of the schedule's risks, its policy's premiums, care.
    borne = [b for b in agreed().bearings if b.party == "Teasel & Quill"]
    swings = sum(s.charge for s in account.swings if s.bearer == "Teasel & Quill")
    risk = sum(b.borne_by_provider for b in borne) + swings
    need = labour + lost + side.onboarding + side.coordination + risk
    assert side.need == pytest.approx(need)
    guarantee = case.deal_terms.guarantee_load * sum(b.provider for b in borne)
    margin = case.deal_terms.minimum_margin
    assert side.floor == pytest.approx((need + guarantee) / (1 - margin))


def test_before_any_fee_the_plan_is_worth_money_risk_and_decisions_to_the_bakery() -> None:
    today, best, found = bakery().today, agreed().account, agreed()
    assert found.side is not None
    assert found.worth is not None
    assert found.band is not None
    # In the file the practice is paid 4,900 today, VAT comes back: nothing else leaves the house.
    side_today = 4900 - found.side.profit_today  # what that work costs the practice, risk included
    money_today = today.cost + (4900 - side_today) + _borne_today()
    assert found.worth.saving == pytest.approx(money_today - (best.cost - found.side.cost))
    risk_now = best.risk - (found.side.need - found.side.cost)
    assert found.worth.risk_relief == pytest.approx(today.risk - _borne_today() - risk_now)
    assert found.worth.value == pytest.approx(found.band.ceilings[AGAINST_TODAY])


def _borne_today() -> float:
    """What the practice bears of today's risks: the rest of its need is hours."""
    verifier = Verifier(bakery().case)
    mine = Bearings(verifier).under(bakery().today.placements)
    swings = sum(s.charge for s in bakery().today.swings if s.bearer == "Teasel & Quill")
    return sum(b.borne_by_provider for b in mine if b.party == "Teasel & Quill") + swings


def test_gains_of_both_sides_over_today_are_the_surplus_with_todays_fee_paid() -> None:
    found = agreed()
    assert found.business is not None
    assert found.provider_gain is not None
    assert found.provider_surplus is not None
    assert found.business.value + found.provider_gain == pytest.approx(found.surplus, abs=1e-6)
    assert found.provider_gain < found.provider_surplus  # it earns something today already


def test_every_option_counts_what_the_practice_is_paid_today_like_the_deal() -> None:
    mine, struck = options(bakery(), agreed()), agreed()
    assert struck.business is not None
    assert struck.side is not None
    assert struck.side.profit_today > 0
    best = next(o for o in mine if o.name == "recommended")
    assert best.business_gain == pytest.approx(struck.business.value)
    for option in mine:
        if option.fee is not None and option.business_gain is not None:
            # Today's fee is paid today already: what both gain over today is the surplus, and
            # the practice, which never works below its floor, gains a part of it.
            assert option.surplus - option.business_gain >= -1e-6


def test_a_dearer_fee_of_today_raises_what_staying_costs_and_what_the_practice_needs() -> None:
    def struck(fee: float) -> Deal:
        file = BAKERY.read_text("utf-8").replace("fee_today: 4_900", f"fee_today: {fee:g}")
        case = complete(parse_case(file))
        return deal(
            Outcome(**{**bakery().__dict__, "case": case})  # the fee of today moves no work
        )

    low, high = struck(5_000), struck(30_000)
    assert low.band is not None
    assert high.band is not None
    assert high.side is not None
    assert high.band.ceilings[AGAINST_TODAY] - low.band.ceilings[AGAINST_TODAY] == pytest.approx(
        25_000
    )
    assert high.side.floor == pytest.approx(high.side.need + high.side.profit_today)
    assert low.side is not None
    assert low.side.floor > low.side.need + low.side.profit_today


def test_a_fee_of_today_paid_for_nothing_is_refused() -> None:
    with pytest.raises(CaseError, match="fee_today is given, but no practice inside the deal"):
        small_case("B02", deal={"fee_today": 100})


NEAR = {"name": "Near", "kind": "practice", "inside_deal": True,
        "people": [{"name": "Nell", "grade": "senior"}]}  # fmt: skip
FAR = {"name": "Far", "kind": "practice",
       "people": [{"name": "Fi", "grade": "bookkeeper", "bill_rate": 38}]}  # fmt: skip
BESIDE = {"name": "Far", "kind": "practice", "inside_deal": True,
          "people": [{"name": "Fi", "grade": "bookkeeper"}]}  # fmt: skip
TWO = ("B22", "A16", "D05")  # both get some of it


@pytest.mark.parametrize("work", [TWO, ("B02", "D01", "D08"), ("A11", "B19", "D09")])
@pytest.mark.parametrize("both", [False, True])
def test_with_two_providers_each_adds_what_the_best_plan_without_it_lacks(
    work: tuple[str, ...], *, both: bool
) -> None:
    """F10: ceiling_q = need_q (or what it charges) + W(all) - W(without q), re-solved."""
    case = small_case(*work, providers=[NEAR, BESIDE if both else FAR])
    outcome, verifier = plan(case), Verifier(case)

    def best(banned: str) -> float:
        """Least objective over every placement that obeys the rules without one party."""
        people = [p for n, p in case.performers.items() if p.party != banned]
        found = []
        for chosen in product(people, repeat=len(case.responsibilities)):
            placed = {r: p.name for r, p in zip(case.responsibilities, chosen, strict=True)}
            account = verifier.account(placed)
            if not account.broken:
                found.append(account.objective)
        return min(found)

    found = deal(outcome)
    everything, today = best("nobody is banned"), outcome.today.objective
    assert outcome.plan is not None
    assert outcome.plan.account.objective == pytest.approx(everything, rel=1e-6)
    assert found.bands
    for q, band in found.bands.items():
        name = f"the best plan without {q}"
        if name not in band.ceilings:
            assert best(q) >= today - 1e-6  # without it nothing is better than today
            continue
        side = deal(outcome, provider=q).side
        assert (side is not None) == (both or q == "Near")
        base = side.need if side else found.fees_of[q]
        assert base is not None
        # a plan that a price rests on is solved to a ten-thousandth
        assert band.ceilings[name] == pytest.approx(base + best(q) - everything, abs=1e-4 * best(q))


def test_all_fees_together_never_take_more_than_the_plan_is_worth() -> None:
    case = small_case(*TWO, providers=[NEAR, BESIDE])
    outcome = plan(case)
    for beta in (0.0, 0.5, 1.0):
        near, far = (deal(outcome, beta=beta, provider=q) for q in ("Near", "Far"))
        assert near.fees_of == far.fees_of
        assert near.business is not None
        assert far.business is not None
        assert near.business.value == pytest.approx(far.business.value)
        assert near.business.other_fees == pytest.approx(far.fee)
        assert near.business.value >= -1e-6
        assert near.provider_surplus is not None
        assert far.provider_surplus is not None
        whole = near.business.value + near.provider_surplus + far.provider_surplus
        assert whole == pytest.approx(outcome.surplus, abs=1e-6)


def test_another_provider_without_a_band_is_named() -> None:
    cheap = {**BESIDE, "people": [{"name": "Fi", "grade": "bookkeeper", "bill_rate": 38}]}
    near = deal(plan(small_case(*TWO, providers=[NEAR, cheap])), provider="Near")
    assert near.fees_of["Far"] is None
    assert near.business is not None
    need = near.business.other_fees
    assert [
        n for n in near.notes if n.startswith("with Far there is no fee") and f"{need:,.0f}" in n
    ]
    assert near.bands["Far"].floor is not None
    assert near.bands["Far"].floor > need


def test_beside_an_outside_provider_the_inside_one_is_still_paid_its_fee() -> None:
    outcome = plan(small_case(*TWO, providers=[NEAR, FAR]))
    near, far = (deal(outcome, provider=q) for q in ("Near", "Far"))
    assert near.business is not None
    assert far.business is not None
    assert far.side is None
    assert far.business.value == pytest.approx(near.business.value)
    assert far.business.other_fees == pytest.approx(near.fee)
    assert far.business.fee == pytest.approx(far.fees_of["Far"])
