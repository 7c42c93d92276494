"""The risk schedule: sustainability on random trades, sums, flags, and the plan without them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.catalogue import load_catalogue
from bestplaced.deal import Bearings, Trade, risk_schedule, sustainability
from bestplaced.deal.schedule import Principle, without_flagged
from bestplaced.plan import Verifier
from tests.cases import full_case

if TYPE_CHECKING:
    from bestplaced.plan import Account

CASE = full_case()
VERIFIER = Verifier(CASE)
BEARINGS = Bearings(VERIFIER)
TODAY = BEARINGS.under(CASE.today)


def moved(seed: int) -> dict[str, str]:
    draw = np.random.default_rng(seed)
    names = list(CASE.performers)
    return {r: str(draw.choice(names)) for r in CASE.responsibilities}


def alone(account: Account) -> float:
    """The price of all risks without what it adds that they are bad together."""
    return account.risk - account.dependence


def test_a_risk_moved_to_a_party_with_a_higher_price_is_flagged_on_a_thousand_cases() -> None:
    draw = np.random.default_rng(1)
    for _ in range(1000):
        relief = draw.lognormal(6, 2)
        receiver = relief * (1 + draw.lognormal(-2, 2))
        paid = draw.uniform(0, 2 * receiver)
        left = draw.lognormal(6, 2)  # the giver's price with the transfer
        trade = Trade(
            alone=relief + left,
            together=left + receiver,
            relief=relief,
            receiver_price=receiver,
            fee_part=paid,
            control=draw.uniform(),
            insurable=bool(draw.integers(2)),
        )
        assert not sustainability(trade).sustainable
        assert "cheaper together" in sustainability(trade).failed


@given(
    relief=st.floats(1, 1e6),
    share=st.floats(0, 0.99),
    between=st.floats(0, 1),
    control=st.floats(0.5, 1),
)
def test_a_trade_that_helps_both_and_can_be_carried_lasts(
    relief: float, share: float, between: float, control: float
) -> None:
    receiver = relief * share
    paid = receiver + between * (relief - receiver)
    trade = Trade(relief, receiver, relief, receiver, paid, control, insurable=False)
    verdict = sustainability(trade)
    assert verdict.sustainable, verdict.failed
    assert "control" in verdict.principles


def test_who_neither_controls_nor_can_insure_a_risk_does_not_take_it_over() -> None:
    trade = Trade(100, 50, 60, 10, 20, control=0.2, insurable=False)
    assert sustainability(trade).failed == ("receiver can act",)
    assert sustainability(trade).principles == ("first loss",)
    insured = Trade(100, 50, 60, 10, 20, control=0.2, insurable=True)
    assert sustainability(insured).principles == ("insurance", "efficiency")


SOUND = Trade(
    alone=100, together=60, relief=90, receiver_price=40, fee_part=50, control=0.6, insurable=True
)


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        ({}, ()),
        ({"together": 100.0}, ("cheaper together",)),  # nothing gained in all
        ({"fee_part": 39.0}, ("receiver is paid",)),  # paid less than it is worth to it
        ({"fee_part": 91.0}, ("giver gains",)),  # pays more than it is rid of
        ({"control": 0.4, "insurable": False}, ("receiver can act",)),
        ({"control": 0.4}, ()),  # its policy suffices
        ({"insurable": False}, ()),  # its control suffices
    ],
)
def test_each_of_the_four_tests_bites_by_itself(
    change: dict[str, float | bool], failed: tuple[str, ...]
) -> None:
    verdict = sustainability(replace(SOUND, **change))  # type: ignore[arg-type]
    assert verdict.failed == failed
    assert verdict.sustainable == (not failed)


def test_every_principle_that_explains_a_verdict_is_told_in_the_catalogue() -> None:
    told = load_catalogue().principles
    assert set(get_args(Principle)) == set(told)
    assert all(p.means and p.grade in "ABCDE" for p in told.values())


@pytest.mark.parametrize("seed", range(3))
def test_penalties_lie_with_who_causes_them_and_with_the_business_where_nothing_moves(
    seed: int,
) -> None:
    for row in risk_schedule(CASE, TODAY, BEARINGS.under(moved(seed))):
        if not row.penalty:
            assert row.penalties is None
            continue
        assert row.penalties is not None
        assert sum(row.penalties.values()) == pytest.approx(1)
        expected = 0.0 if row.receiver is None else 1 - CASE.risks[row.risk].client_control.value
        assert row.penalties["provider"] == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(20))
def test_bearings_sum_to_the_price_of_risk_in_the_account(seed: int) -> None:
    placed = moved(seed)
    total = sum(b.total for b in BEARINGS.under(placed))
    assert total == pytest.approx(alone(VERIFIER.account(placed)), rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_rows_sum_to_both_plans_and_come_dearest_first(seed: int) -> None:
    placed = moved(seed)
    after = BEARINGS.under(placed)
    rows = risk_schedule(CASE, TODAY, after)
    assert sum(r.before.total for r in rows) == pytest.approx(alone(VERIFIER.today()), rel=1e-9)
    assert sum(r.after.total for r in rows) == pytest.approx(
        alone(VERIFIER.account(placed)), rel=1e-9
    )
    for r in rows:
        parts = r.after.business + r.after.providers + r.after.insurers
        assert parts == pytest.approx(r.after.total, abs=1e-6)
    size = [max(r.before.total, r.after.total) for r in rows]
    assert size == sorted(size, reverse=True)


def test_without_flagged_transfers_none_is_left_and_the_others_stay() -> None:
    after = BEARINGS.under(moved(3))
    rows = risk_schedule(CASE, TODAY, after)
    assert any(r.flagged for r in rows)
    kept = without_flagged(after, rows)
    assert not any(r.flagged for r in risk_schedule(CASE, TODAY, kept))
    flagged = {r.risk for r in rows if r.flagged}
    assert [b for b in kept if b.risk not in flagged] == [b for b in after if b.risk not in flagged]
    for b in kept:
        if b.risk in flagged and b.party != "the business":
            assert b.provider == 0 or not b.moved


def test_tax_itself_never_moves() -> None:
    # R06, withheld tax not paid over, may only be retained, whoever does the work.
    for seed in range(5):
        placed = {**moved(seed), "B09": "practice bookkeeper"}
        rows = {r.risk: r for r in risk_schedule(CASE, TODAY, BEARINGS.under(placed))}
        assert rows["R06"].share is None
        assert rows["R06"].after.providers == 0


def test_penalties_are_shared_near_the_part_of_the_cause_that_the_provider_has() -> None:
    placed = {**CASE.today, "B09": "practice bookkeeper"}
    row = {r.risk: r for r in risk_schedule(CASE, TODAY, BEARINGS.under(placed))}["R01"]
    assert row.penalty
    assert row.share == pytest.approx(row.cause, abs=0.05)
    assert row.receiver == "the practice"
    assert row.cap == CASE.parties["the practice"].liability_cap
