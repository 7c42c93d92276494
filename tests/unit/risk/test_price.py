"""The price of a yearly loss (F4) and the share that both sides are best off with (F5)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bestplaced.risk import best_share, compound_price
from tests.strategies import money, scalar

RATES = st.floats(0.001, 100)


def price(frequency: float, mean: float, square: float, tolerance: float) -> float:
    return float(compound_price(scalar(frequency), scalar(mean), scalar(square), tolerance))


def share(care_p: float, care_c: float, variance: float, tau_p: float, tau_c: float) -> float:
    arrays = (scalar(care_p), scalar(care_c), scalar(variance), scalar(tau_p))
    return float(best_share(*arrays, tau_c))


def test_a_price_by_hand() -> None:
    # Half a fixed loss of 10,000 a year at a tolerance of 50,000:
    # 0.5 · 10,000 + 0.5 · 10,000² / (2 · 50,000) = 5,000 + 500.
    assert price(0.5, 10_000, 10_000**2, 50_000) == pytest.approx(5_500)


def test_the_price_is_the_expected_loss_and_half_the_variance_over_the_tolerance() -> None:
    # A simulated compound Poisson loss: its mean and variance give the same price, F4's
    # E[S] + Var[S] / (2 τ). Losses are uniform on (0, 1000): E[X] = 500, E[X²] = 1000²/3.
    rng = np.random.default_rng(20_240_601)
    events = rng.poisson(3.0, 200_000)
    year = np.repeat(np.arange(events.size), events)
    total = np.bincount(year, weights=rng.random(year.size) * 1_000, minlength=events.size)
    tolerance = 2_000.0
    simulated = total.mean() + total.var() / (2 * tolerance)
    # Standard errors: sd(S) = 1000 / sqrt(200,000) = 2.2 and Var[S] / τ / 2 ± 0.9; bound 4.5 x 2.4.
    assert price(3.0, 500.0, 1e6 / 3, tolerance) == pytest.approx(simulated, abs=11)


@given(RATES, RATES, money(), money(), money(1e3, 1e6))
def test_prices_add_up_over_independent_risks(
    rate: float, other: float, loss: float, another: float, tolerance: float
) -> None:
    # Two independent compound Poisson losses are one, with the mixture of their severities.
    both = rate + other
    mean = (rate * loss + other * another) / both
    square = (rate * loss**2 + other * another**2) / both
    apart = price(rate, loss, loss**2, tolerance) + price(other, another, another**2, tolerance)
    assert price(both, mean, square, tolerance) == pytest.approx(apart)


@given(RATES, money(), money(1e3, 1e6), st.floats(1.001, 10))
def test_more_often_or_more_severe_costs_more_and_more_tolerance_less(
    rate: float, loss: float, tolerance: float, more: float
) -> None:
    base = price(rate, loss, loss**2, tolerance)
    assert price(rate * more, loss, loss**2, tolerance) > base
    assert price(rate, loss * more, (loss * more) ** 2, tolerance) > base
    assert price(rate, loss, loss**2, tolerance * more) < base
    assert base > rate * loss  # the swings always cost something


@given(RATES, money(), money(1e3, 1e6), st.floats(0.01, 100))
def test_the_currency_does_not_matter(rate: float, loss: float, tolerance: float, k: float) -> None:
    scaled = price(rate, k * loss, (k * loss) ** 2, k * tolerance)
    assert scaled == pytest.approx(k * price(rate, loss, loss**2, tolerance))


CARE = st.one_of(st.just(0.0), money(1, 1e5))


@given(CARE, CARE, money(1, 1e10), money(1e3, 1e6), money(1e3, 1e6))
def test_the_best_share_is_the_least_total_price(
    care_p: float, care_c: float, variance: float, tau_p: float, tau_c: float
) -> None:
    # F5: E + s² V/(2 τ_p) + (1-s)² V/(2 τ_c) + ½ I_p (1-s)² + ½ I_c s²; E does not depend on s.
    s = np.linspace(0, 1, 1_001)
    total = s**2 * (variance / (2 * tau_p) + care_c / 2)
    total += (1 - s) ** 2 * (variance / (2 * tau_c) + care_p / 2)
    found = share(care_p, care_c, variance, tau_p, tau_c)
    # A parabola is least on the grid point nearest to its minimum.
    assert abs(float(s[np.argmin(total)]) - found) <= 0.5 / 1_000 + 1e-6


@given(money(1, 1e5), money(1, 1e5), money(0, 1e10), money(1e3, 1e6), money(1e3, 1e6))
def test_nobody_bears_all_where_both_can_prevent(
    care_p: float, care_c: float, variance: float, tau_p: float, tau_c: float
) -> None:
    assert 0 < share(care_p, care_c, variance, tau_p, tau_c) < 1


@given(money(1, 1e10), money(1e3, 1e6), money(1e3, 1e6))
def test_without_incentives_losses_follow_the_tolerances(
    variance: float, tau_p: float, tau_c: float
) -> None:
    # Borch: s = (V/τ_c) / (V/τ_p + V/τ_c) = τ_p / (τ_p + τ_c).
    assert share(0, 0, variance, tau_p, tau_c) == pytest.approx(tau_p / (tau_p + tau_c))


@given(money(1, 1e5), money(1, 1e10), money(1e3, 1e6))
def test_a_carefree_client_leaves_the_slope_of_linear_contracts(
    care_p: float, variance: float, tau_p: float
) -> None:
    # Holmstrom and Milgrom (reference Eq3): I_c = 0 and a client without risk aversion
    # (tolerance beyond all bounds) give s = 1 / (1 + V / (τ_p I_p)).
    expected = 1 / (1 + variance / (tau_p * care_p))
    assert share(care_p, 0, variance, tau_p, 1e300) == pytest.approx(expected)


def test_without_any_loss_nothing_is_shared() -> None:
    assert share(0, 0, 0, 1e5, 1e5) == 0


@given(CARE, CARE, money(1, 1e10), money(1e3, 1e6), money(1e3, 1e6), st.floats(1.01, 10))
def test_whoever_can_prevent_more_bears_more(
    care_p: float, care_c: float, variance: float, tau_p: float, tau_c: float, more: float
) -> None:
    assume(care_p > 0)
    base = share(care_p, care_c, variance, tau_p, tau_c)
    assert share(care_p * more, care_c, variance, tau_p, tau_c) >= base
    assert share(care_p, care_c * more, variance, tau_p, tau_c) <= base
