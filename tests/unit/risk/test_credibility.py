"""Credibility of one client among many: worked by hand, and found again in simulation."""

from __future__ import annotations

import numpy as np
import pytest

from bestplaced.errors import CaseError
from bestplaced.risk.credibility import credibility_of_counts, credibility_of_years, shared_prior


def test_two_clients_by_hand() -> None:
    # Exposures 10 and 10, events 2 and 18: rates 0.2 and 1.8, mean 1.
    # Spread 10 · 0.64 · 2 = 12.8, less (2 - 1) · 1; divided by 20 - 200 / 20 = 10: 1.18.
    found = credibility_of_counts([2, 18], [10, 10])
    assert found.between == pytest.approx(1.18)
    # Z = 10 · 1.18 / (11.8 + 1) = 0.921875: 0.2 Z + 1 (1 - Z) = 0.2625.
    assert found.weights == pytest.approx([0.921875] * 2)
    assert found.estimates == pytest.approx([0.2625, 1.7375])


def test_unequal_exposures_by_hand() -> None:
    """Two policyholders, three and four years: by Bühlmann and Straub's formulas.

    Client 1: 10,000 / 50, 13,000 / 60, - ; exposures 50, 60. Mean 23,000 / 110 = 209.0909.
    Client 2: 18,000 / 100, 21,000 / 110, 17,000 / 105. Mean 56,000 / 315 = 177.7778.
    within: [50 · 9.0909² + 60 · 7.5758² + 100 · 2.2222² + 110 · 13.1313² + 105 · 15.8730²] / 3
          = (4,132.23 + 3,443.53 + 493.83 + 18,967.45 + 26,455.03) / 3 = 17,830.69
    mean 79,000 / 425 = 185.8824; between: [110 · 23.2086² + 315 · 8.1046² - 17,830.69] /
         (425 - (110² + 315²) / 425) = (59,250.2 + 20,690.5 - 17,830.7) / 163.0588 = 380.906
    """
    found = credibility_of_years(
        [[200, 13_000 / 60], [180, 21_000 / 110, 17_000 / 105]], [[50, 60], [100, 110, 105]]
    )
    assert found.within == pytest.approx(17_830.69, abs=0.5)
    assert found.between == pytest.approx(380.906, abs=0.05)
    # k = 46.811: Z = 110 / 156.811 and 315 / 361.811.
    assert found.weights == pytest.approx([0.70148, 0.87062], abs=1e-4)
    assert found.overall == pytest.approx(
        (0.70148 * 209.0909 + 0.87062 * 177.7778) / (0.70148 + 0.87062), abs=0.01
    )


def test_the_shared_belief_updated_is_the_credibility_estimate() -> None:
    events, exposure = [0, 3, 9, 1, 14], [4.0, 6.0, 5.0, 8.0, 7.0]
    prior, found = shared_prior(events, exposure), credibility_of_counts(events, exposure)
    assert prior is not None
    for n, m, estimate, z in zip(events, exposure, found.estimates, found.weights, strict=True):
        assert prior.updated(n, m).mean == pytest.approx(estimate)
        assert prior.credibility(m) == pytest.approx(z)


def test_clients_that_do_not_differ_have_the_rate_of_all() -> None:
    found = credibility_of_counts([5, 10, 15], [5, 10, 15])
    assert found.estimates == pytest.approx([1, 1, 1])
    assert shared_prior([5, 10, 15], [5, 10, 15]) is None


def test_the_belief_that_made_the_clients_is_found_and_beats_both_extremes() -> None:
    rng = np.random.default_rng(5)
    true = rng.gamma(2.0, 0.4, 4_000)
    exposure = rng.uniform(0.5, 6.0, 4_000)
    events = rng.poisson(true * exposure).astype(float)
    prior = shared_prior(events.tolist(), exposure.tolist())
    assert prior is not None
    assert prior.shape == pytest.approx(2.0, rel=0.15)
    assert prior.mean == pytest.approx(0.8, rel=0.04)
    estimates = credibility_of_counts(events.tolist(), exposure.tolist()).estimates
    error = float(((estimates - true) ** 2).mean())
    assert error < 0.8 * float(((events / exposure - true) ** 2).mean())
    assert error < 0.8 * float(((true.mean() - true) ** 2).mean())


@pytest.mark.parametrize(
    ("events", "exposure"),
    [([1], [1]), ([1, 2], [1]), ([1, -2], [1, 1]), ([1, 2], [1, 0]), ([1, np.nan], [1, 1])],
)
def test_what_cannot_be_counted_is_refused(events: list[float], exposure: list[float]) -> None:
    with pytest.raises(CaseError, match="credibility"):
        credibility_of_counts(events, exposure)


def test_one_year_of_each_client_says_nothing_of_chance() -> None:
    with pytest.raises(CaseError, match="two years of one of them"):
        credibility_of_years([[1.0], [2.0]], [[1.0], [1.0]])
    with pytest.raises(CaseError, match="as many"):
        credibility_of_years([[1.0, 2.0], [2.0]], [[1.0], [1.0]])
