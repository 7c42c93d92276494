"""Ranges and beliefs: what was stated is met, what cannot be is refused, experience adds up."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from bestplaced.errors import CaseError
from bestplaced.risk.calibration import GammaRate, LogBelief, Range
from bestplaced.risk.laws import Pert

POINTS = np.array([0.05, 0.5, 0.95])
SPANS = st.tuples(st.floats(1, 1e5), st.floats(1.05, 30), st.floats(1.05, 30))


@given(SPANS)
def test_a_lognormal_meets_the_median_and_the_spread(span: tuple[float, float, float]) -> None:
    p5, up, more = span
    stated = Range(p5, p5 * up, p5 * up * more)
    q5, q50, q95 = stated.lognormal(1e12).quantile(POINTS, 1 - POINTS)
    assert q50 == pytest.approx(stated.p50)
    assert q95 / q5 == pytest.approx(stated.p95 / stated.p5)
    # Both ends are missed by the same factor, (p95 / p5) to half the asymmetry.
    miss = (stated.p95 / stated.p5) ** (stated.asymmetry / 2)
    assert max(q5 / p5, p5 / q5) == pytest.approx(miss, rel=1e-9)


@given(SPANS)
def test_a_shifted_lognormal_meets_all_three_points_or_is_refused(
    span: tuple[float, float, float],
) -> None:
    p5, up, more = span
    stated = Range(p5, p5 * up, p5 * up * more)
    skew = stated.p95 + stated.p5 - 2 * stated.p50
    if skew > 1e-3 * stated.p95:
        law = stated.shifted_lognormal(1e15)
        assert law.quantile(POINTS, 1 - POINTS) == pytest.approx([p5, stated.p50, stated.p95])
    elif skew <= 0:
        with pytest.raises(CaseError, match="Fit a PERT instead"):
            stated.shifted_lognormal(1e15)


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 1e4), st.floats(0.1, 0.9), st.floats(10, 1e5))
@example(9022.5, 0.125, 12.0)  # a range far from zero beside its span
def test_the_pert_behind_three_points_is_found_again(low: float, place: float, span: float) -> None:
    true = Pert(low, low + place * span, low + span)
    q5, q50, q95 = true.quantile(POINTS, 1 - POINTS).tolist()
    found = Range(q5, q50, q95).pert().quantile(POINTS, 1 - POINTS)
    assert found == pytest.approx([q5, q50, q95], abs=0.02 * (q95 - q5))


def test_a_range_too_skewed_for_a_pert_is_refused() -> None:
    with pytest.raises(CaseError, match=r"fraud\.severity: no PERT has these three points"):
        Range(50, 1_000, 20_000, "fraud").pert()


def test_asymmetric_ranges_are_warned_of() -> None:
    # ln(10·1000 / 100²) = 0: symmetric. 10, 300, 1000: |ln(10⁴ / 9·10⁴)| / ln 100 = 2.197 / 4.605.
    assert Range(10, 100, 1_000).asymmetry == pytest.approx(0)
    assert Range(10, 100, 1_000).warnings() == ()
    skewed = Range(10, 300, 1_000, "fraud")
    assert skewed.asymmetry == pytest.approx(0.4771, abs=1e-4)
    (warning,) = skewed.warnings()
    assert warning.startswith("fraud.severity: the median 300 is far from 100,")


@pytest.mark.parametrize(
    ("points", "match"),
    [
        ((0, 1, 2), r"vat\.severity\.p5: got 0; a positive number"),
        ((1, math.nan, math.inf), r"p50: got nan.*\n.*p95: got inf"),
        ((3, 2, 9), r"vat\.severity: the points are out of order: 3, 2, 9"),
        ((2, 2, 9), "out of order"),
    ],
)
def test_impossible_ranges_are_refused_by_risk_and_field(
    points: tuple[float, float, float], match: str
) -> None:
    with pytest.raises(CaseError, match=match):
        Range(*points, risk="vat")


@pytest.mark.parametrize("most", [math.inf, math.nan, 900.0, 1_000.0])
def test_a_range_needs_a_maximum_credible_loss_above_it(most: float) -> None:
    for fit in (Range(10, 100, 1_000, "vat").lognormal, Range(1, 9, 1_000).shifted_lognormal):
        with pytest.raises(CaseError, match=r"max_loss: got .* above the 95 % point"):
            fit(most)


@settings(max_examples=50, deadline=None)
@given(st.floats(1e-3, 1e3), st.floats(1.01, 1e4))
def test_a_belief_about_a_rate_has_the_stated_points(p5: float, up: float) -> None:
    belief = GammaRate.between(p5, p5 * up)
    assert belief.quantile(0.05) == pytest.approx(p5, rel=1e-6)
    assert belief.quantile(0.95) == pytest.approx(p5 * up, rel=1e-6)
    assert belief.below(p5) == pytest.approx(0.05, rel=1e-5)


def test_events_and_exposure_add_up_and_their_order_does_not_matter() -> None:
    belief = GammaRate(2.0, 4.0)
    assert belief.updated(3, 6).updated(1, 2) == belief.updated(4, 8)
    # (2 + 3) / (4 + 6): Z = 6 / 10 of 0.5 and 4 / 10 of 0.5. With 6 events: 0.6 · 1 + 0.4 · 0.5.
    assert belief.updated(6, 6).mean == pytest.approx(0.6 * 1 + 0.4 * 0.5)
    assert belief.credibility(6) == pytest.approx(0.6)
    assert belief.credibility(0) == 0


def test_the_events_to_come_carry_the_doubt_about_the_rate() -> None:
    belief = GammaRate(3.0, 2.0)
    law = belief.predictive(4.0)
    # Mean 6; variance 6 + 4² · 3 / 2² = 18 = m + m² / r with r = 3.
    assert law.events == pytest.approx(6)
    assert law.variance == pytest.approx(6 + 16 * 3 / 4)
    rng = np.random.default_rng(1)
    drawn = rng.poisson(4.0 * rng.gamma(3.0, 1 / 2.0, 200_000))
    assert drawn.var() == pytest.approx(law.variance, rel=0.02)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: GammaRate.between(2, 1, "vat"), r"vat\.frequency: the points are out of order"),
        (lambda: GammaRate.between(0, 1, "vat"), r"vat\.frequency\.p5"),
        (lambda: GammaRate.between(1, 1 + 1e-6, "vat"), "too wide or too narrow"),
        (lambda: GammaRate(1, 1).updated(-1, 1, "vat"), r"vat\.events: got -1"),
        (lambda: GammaRate(1, 1).updated(1, math.inf, "vat"), r"vat\.exposure: got inf"),
        (lambda: LogBelief(0, 1, 2, 1).updated([1, 0], "hours"), "hours: every observation"),
        (lambda: LogBelief.of(Range(1, 2, 3), 0.0), "weight"),
        (lambda: LogBelief(0, 1, 2, 1).lognormal(math.inf, "vat"), r"vat\.max_loss"),
    ],
)
def test_impossible_beliefs_and_observations_are_refused(call: object, match: str) -> None:
    assert callable(call)
    with pytest.raises(CaseError, match=match):
        call()


def test_a_belief_about_logarithms_starts_as_the_stated_range() -> None:
    stated = Range(10, 40, 160)
    belief = LogBelief.of(stated, weight=5, spread_weight=200)
    assert belief.quantile(0.5) == pytest.approx(40)
    assert belief.variance == pytest.approx((math.log(16) / (2 * 1.6448536)) ** 2)
    # The doubt about mean and spread widens the range for the next one.
    assert belief.quantile(0.95) > 160
    vague = LogBelief.of(stated, weight=5, spread_weight=3)
    assert vague.quantile(0.999) > belief.quantile(0.999)


@settings(deadline=None)
@given(st.lists(st.floats(0.1, 1e3), min_size=1, max_size=12), st.integers(0, 12))
def test_logarithms_seen_at_once_or_in_turn_are_the_same_belief(
    seen: list[float], cut: int
) -> None:
    start = LogBelief.of(Range(5, 20, 100), weight=3)
    one = start.updated(seen)
    two = start.updated(seen[:cut]).updated(seen[cut:])
    for field in ("mean", "weight", "shape", "scale"):
        assert getattr(one, field) == pytest.approx(getattr(two, field), rel=1e-9, abs=1e-12)


def test_many_observations_overrule_the_belief() -> None:
    seen = stats.lognorm(0.5, scale=60).ppf((np.arange(4_000) + 0.5) / 4_000)
    belief = LogBelief.of(Range(5, 20, 100), weight=3).updated(seen.tolist())
    assert belief.quantile(0.5) == pytest.approx(60, rel=2e-3)
    law = belief.lognormal(1e6)
    assert law.sigma == pytest.approx(0.5, rel=0.01)
    assert float(law.quantile(np.array(0.95), np.array(0.05))) == pytest.approx(
        belief.quantile(0.95)
    )
