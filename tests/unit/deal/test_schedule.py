"""The risk schedule: sustainability on random trades, sums, flags, penalties."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from bestplaced.catalogue import load_catalogue
from bestplaced.deal import Bearings, Trade, risk_schedule, sustainability
from bestplaced.deal.schedule import Principle
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


def test_tax_itself_never_moves() -> None:
    # R06, withheld tax not paid over, may only be retained, whoever does the work.
    for seed in range(5):
        placed = {**moved(seed), "B09": "practice bookkeeper"}
        rows = {r.risk: r for r in risk_schedule(CASE, TODAY, BEARINGS.under(placed))}
        assert rows["R06"].share is None
        assert rows["R06"].after.providers == 0


@pytest.mark.parametrize("seed", range(5))
def test_a_penalty_is_priced_at_the_share_of_the_cause_that_is_stated(seed: int) -> None:
    moved_rows = [
        row
        for row in risk_schedule(CASE, TODAY, BEARINGS.under(moved(seed)))
        if row.penalty and row.receiver is not None
    ]
    assert moved_rows
    for row in moved_rows:
        assert row.penalties is not None
        assert row.share == pytest.approx(row.penalties["provider"], abs=1e-12)
        assert row.terms == ("shared",)
        assert row.cap == CASE.parties["the practice"].liability_cap


def test_of_a_penalty_the_business_bears_what_it_causes_itself() -> None:
    # R01 with a practice: the client has 0.3 of the cause; no event is near cap or means, so the
    # business bears 0.3 of every loss: 0.3 of the expected loss and 0.09 of its swings.
    placed = {**CASE.today, "B09": "practice bookkeeper"}
    found = next(b for b in BEARINGS.under(placed) if b.risk == "R01")
    risk, firm = CASE.risks["R01"], CASE.business
    assert risk.client_control.value == pytest.approx(0.3)
    assert risk.max_loss.value * 0.7 < CASE.parties["the practice"].means
    often = math.sqrt(risk.frequency.lo * risk.frequency.hi)
    often *= risk.multipliers["practice"].frequency
    sigma = math.log(risk.severity.p95 / risk.severity.p5) / (2 * 1.6448536269514722)
    points = ndtri((np.arange(200_000) + 0.5) / 200_000)
    loss = np.minimum(risk.severity.p50 * np.exp(sigma * points), risk.max_loss.value)
    cap = CASE.parties["the practice"].liability_cap
    mine = loss - np.minimum(0.7 * loss, cap)
    price = often * (mine.mean() + (mine**2).mean() / (2 * firm.tolerance))
    assert found.business == pytest.approx(price, rel=1e-4)
