"""Severity: a lognormal law cut at the maximum credible loss, its moments in closed form (F4)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from bestplaced.risk import Severity
from bestplaced.risk.severity import Z95
from tests.strategies import law, money, scalar, severities


def exceeds(law: Severity, loss: float) -> float:
    """Return P(X > loss) below the maximum, from the definition of the law."""
    return float(norm.sf((math.log(loss) - law.mu) / law.sigma)) if loss > 0 else 1.0


def by_integration(law: Severity, limit: float) -> tuple[float, float]:
    """Return E[min(X, c)] = ∫ P(X > x) dx and E[min(X, c)²] = ∫ 2 x P(X > x) dx over (0, c).

    The integrals run over ln x, where the tail is smooth.
    """
    top = min(limit, float(law.max_loss))
    # Below 1e-9 of the limit P(X > x) <= 1 contributes at most 1e-9 of the limit.
    low, high = math.log(top * 1e-9), math.log(top)

    def moment(power: int) -> float:
        def integrand(t: float) -> float:
            return power * math.exp(power * t) * exceeds(law, math.exp(t))

        middle = min(max(float(law.mu), low), high)
        first = quad(integrand, low, middle, limit=200)[0]
        return float(first + quad(integrand, middle, high, limit=200)[0])

    return moment(1) + top * 1e-9, moment(2)


@given(severities(), st.floats(0.01, 2.0))
def test_limited_expected_values_are_integrals_of_the_survival_function(
    drawn: Severity, part: float
) -> None:
    limit = part * float(drawn.max_loss)
    first, second = drawn.limited(scalar(limit))
    expected_first, expected_second = by_integration(drawn, limit)
    assert float(first) == pytest.approx(expected_first, rel=1e-6, abs=3e-9 * limit)
    assert float(second) == pytest.approx(expected_second, rel=1e-6)


def test_a_promise_of_100_000_on_impersonation_fraud_is_worth_49_206() -> None:
    # Reference Eq6, risk R15 at 40,000 / 250,000 (50 and 95 %): mu = ln 40,000,
    # sigma = ln(250,000 / 40,000) / 1.645 = 1.11404, E[X] = e^(mu + sigma²/2) = 74,400.
    # E[min(X, 100,000)] = 74,400 Φ(-0.2915) + 100,000 (1 - Φ(0.8225)) = 49,206: 66 % of the mean.
    law = Severity(scalar(math.log(40_000)), scalar(math.log(6.25) / Z95), scalar(1e15))
    first, _ = law.limited(scalar(100_000))
    mean, _ = law.limited(law.max_loss)
    assert float(first) == pytest.approx(49_206, abs=1)
    assert float(first / mean) == pytest.approx(0.66, abs=0.005)


@given(severities())
def test_the_median_is_the_50_percent_point(drawn: Severity) -> None:
    assert exceeds(drawn, math.exp(float(drawn.mu))) == pytest.approx(0.5)


@given(money(1, 1e6), st.floats(1.1, 20), st.floats(1.1, 20))
def test_the_5_to_95_percent_range_is_kept_as_a_ratio(
    median: float, down: float, up: float
) -> None:
    # Both points are kept exactly where they lie evenly around the median, else their ratio is.
    fitted = law(median / down, median, median * up)
    low, high = (math.exp(float(fitted.mu + sign * Z95 * fitted.sigma)) for sign in (-1, 1))
    assert high / low == pytest.approx(up * down)
    assert math.exp(float(fitted.mu)) == pytest.approx(median)


@given(severities(), st.floats(0.01, 100))
def test_scaling_scales_every_quantile_under_the_same_maximum(
    drawn: Severity, factor: float
) -> None:
    scaled = drawn.scaled(scalar(factor))
    for z in (-Z95, 0.0, Z95):
        before = np.exp(drawn.mu + z * drawn.sigma)
        assert float(np.exp(scaled.mu + z * scaled.sigma)) == pytest.approx(float(factor * before))
    assert float(scaled.max_loss) == float(drawn.max_loss)


@given(severities(), st.lists(st.floats(0, 3), min_size=2, max_size=20))
def test_a_higher_limit_is_never_worth_less_nor_more_than_the_whole_loss(
    drawn: Severity, parts: list[float]
) -> None:
    limits = np.sort(np.array(parts)) * float(drawn.max_loss)
    first, second = drawn.limited(limits)
    rounding = 1e-12
    assert np.all(np.diff(first) >= -rounding * first[1:])
    assert np.all(np.diff(second) >= -rounding * second[1:])
    whole = math.exp(float(drawn.mu + drawn.sigma**2 / 2))  # E[X] without the maximum
    assert np.all(first <= whole * (1 + rounding))
    assert np.all(first <= np.minimum(limits, drawn.max_loss) * (1 + rounding))


@given(severities())
def test_the_square_has_at_least_the_square_of_the_mean(drawn: Severity) -> None:
    first, second = drawn.limited(drawn.max_loss)
    assert float(second) >= float(first**2)  # a variance is never negative


@given(severities())
def test_a_limit_of_nothing_is_worth_nothing(drawn: Severity) -> None:
    assert [float(moment) for moment in drawn.limited(scalar(0.0))] == [0.0, 0.0]


def test_arrays_price_like_their_single_values() -> None:
    p50 = np.array([[100.0], [5_000.0]])
    many = Severity.from_quantiles(p50 / 3, p50, p50 * 4, p50 * 40).scaled(np.array([[0.5, 2.0]]))
    limit = np.array([[300.0, 900.0], [20_000.0, 1e9]])
    first, second = many.limited(limit)
    for i in range(2):
        for j, factor in enumerate((0.5, 2.0)):
            median = float(p50[i, 0])
            one = law(median / 3, median, median * 4, median * 40).scaled(scalar(factor))
            single = one.limited(scalar(float(limit[i, j])))
            assert (first[i, j], second[i, j]) == pytest.approx([float(v) for v in single])
