"""What each risk would cost each party that did the work and paid every loss."""

from __future__ import annotations

import numpy as np
import pytest

from bestplaced.case.business import BUSINESS
from bestplaced.plan import Verifier
from bestplaced.risk.exposures import CaseRisks
from bestplaced.risk.party_prices import party_prices
from bestplaced.risk.severity import Severity
from tests.cases import small_case


@pytest.fixture(scope="module")
def risks() -> CaseRisks:
    case = small_case("A07", "A12", "B21", "D06")
    return CaseRisks(case, Verifier(case).tags)


def test_a_price_is_expected_loss_and_swings_in_the_best_hands(risks: CaseRisks) -> None:
    """R19 hangs on A07 alone; in the business the in-house factor of 1 beats the owner's 1.3.

    price = λ (E[min(X, means)] + E[min(X, means)²] / (2 τ)), λ the geometric mean of the range.
    """
    risk, business = risks.case.risks["R19"], risks.case.business
    s = risk.severity
    points = (np.array(v) for v in (s.p5, s.p50, s.p95, risk.max_loss.value))
    mean, square = Severity.from_quantiles(*points).limited(np.array(business.means))
    often = risk.frequency.geometric_mean
    expected = often * (mean + square / (2 * business.tolerance))
    assert party_prices(risks)["R19"][BUSINESS] == pytest.approx(float(expected))


def test_what_outsourcing_creates_has_no_price_inside(risks: CaseRisks) -> None:
    prices = party_prices(risks)
    for name in ("R42", "R44", "R46", "R51"):
        assert set(prices[name]) == {"the practice"}


def test_hand_offs_are_priced_as_often_as_they_occur(risks: CaseRisks) -> None:
    once, thrice = party_prices(risks, 1), party_prices(risks, 3)
    assert thrice["R46"]["the practice"] == pytest.approx(3 * once["R46"]["the practice"])
    assert thrice["R44"] == once["R44"]
    assert "R46" not in party_prices(risks, 0)
