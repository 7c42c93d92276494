"""Quantiles by table beside the laws themselves."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from bestplaced.errors import CaseError
from bestplaced.risk.laws import Empirical, Lognormal, Pareto, Pert
from bestplaced.risk.philox import MASK, uniform
from bestplaced.risk.quantile_table import Drawable, gamma_table, quantiles

WORDS = np.concatenate(
    [
        np.random.default_rng(3).integers(0, 1 << 32, 200_000, dtype=np.uint64),
        np.array([0, 1, MASK, MASK - 1, 1 << 31, (1 << 31) - 1], np.uint64),
        (1 << np.arange(32)).astype(np.uint64),
    ]
)
LAWS = [
    Lognormal(7.0, 0.6, 1e9),
    Lognormal(7.0, 2.0, 1e9),
    Lognormal(8.0, 1.0, 40_000.0, shift=-500.0),
    Pareto(1.5, 1_000.0, 1e8),
    Pareto(0.9, 1_000.0, 50_000.0),
    Pert(100.0, 300.0, 5_000.0),
    Pert(0.0, 0.0, 10.0),
]


@pytest.mark.parametrize("law", LAWS)
def test_the_table_is_the_law_to_a_few_parts_in_100_000(law: Drawable) -> None:
    u = uniform(WORDS)
    exact, found = law.quantile(u, 1.0 - u), quantiles(law, "x")(WORDS)
    error = np.abs(found - exact) / np.maximum(exact, 1e-3 * exact.max())
    # A kink (a maximum reached, a shift below zero) lies inside a cell of 1/128 of an octave.
    assert np.quantile(error, 0.999) < 5e-5
    assert found.mean() == pytest.approx(exact.mean(), rel=1e-5)
    assert found.max() <= law.max_loss


@pytest.mark.parametrize("law", LAWS)
def test_quantiles_invert_the_survival_function(law: Drawable) -> None:
    above = np.array([1e-9, 1e-4, 0.1, 0.5, 0.9, 0.999])
    loss = law.quantile(1.0 - above, above)
    inside = (loss > 0) & (loss < law.max_loss)
    np.testing.assert_allclose(law.survival(loss)[inside], above[inside], rtol=1e-6)


@pytest.mark.parametrize("law", LAWS)
def test_drawn_losses_have_the_limited_means_of_the_law(law: Drawable) -> None:
    """On an even grid of probabilities the mean is an integral: no luck in it."""
    even = ((np.arange(1 << 18) + 0.5) * (1 << 14)).astype(np.uint64)
    for part in (0.05, 0.3, 1.0):
        cap = part * min(law.max_loss, 1e5)
        found = np.minimum(quantiles(law, "x")(even), cap).mean()
        assert found == pytest.approx(float(law.limited(np.asarray(cap))[0]), rel=2e-4)


def test_observed_losses_are_drawn_with_their_weights_and_nothing_between() -> None:
    law = Empirical.of([10, 20, 500], [5, 4, 1])
    drawn = quantiles(law, "x")(((np.arange(1_000) + 0.5) * (1 << 32) / 1_000).astype(np.uint64))
    values, counts = np.unique(drawn, return_counts=True)
    assert values.tolist() == [10, 20, 500]
    assert counts.tolist() == [500, 400, 100]


@pytest.mark.parametrize("r", [0.1, 0.5, 2.0, 40.0])
def test_a_gamma_factor_follows_its_law(r: float) -> None:
    drawn = gamma_table(r)(WORDS[:200_000])
    assert stats.kstest(drawn, stats.gamma(r, scale=1 / r).cdf).pvalue > 1e-4


def test_an_infinite_mean_is_refused_by_risk_and_field() -> None:
    with pytest.raises(CaseError, match=r"fraud\.severity: the mean loss is infinite"):
        quantiles(Pareto(1.0, 500.0), "fraud")
