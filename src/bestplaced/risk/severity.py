"""Severity of one event: a lognormal fitted to 5, 50 and 95 % points, capped (F4).

All arrays broadcast; money per event. Moments are limited expected values in closed form
(Klugman, Panjer and Willmot, *Loss Models*, appendix A.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Z95 = 1.6448536269514722  # 95 % point of the standard normal law


@dataclass(frozen=True)
class Severity:
    """Lognormal losses ``min(exp(mu + sigma Z), max_loss)``; arrays of one broadcast shape."""

    mu: Array
    sigma: Array
    max_loss: Array

    @classmethod
    def from_quantiles(cls, p5: Array, p50: Array, p95: Array, max_loss: Array) -> Severity:
        """Fit to quantiles: the median exactly, the spread from the 5-95 % range.

        ``mu = ln p50`` and ``sigma = ln(p95 / p5) / (2 · 1.645)``.
        """
        return cls(np.log(p50), np.log(p95 / p5) / (2 * Z95), np.asarray(max_loss, float))

    def scaled(self, factor: Array) -> Severity:
        """Return the law of ``factor`` times the loss under the same maximum; factor > 0."""
        return Severity(
            self.mu + np.log(factor), *np.broadcast_arrays(self.sigma, self.max_loss * (factor > 0))
        )

    def limited(self, limit: Array) -> tuple[Array, Array]:
        """Return ``E[min(X, c)]`` and ``E[min(X, c)²]`` for ``c = min(limit, max_loss)``."""
        limit = np.minimum(limit, self.max_loss)
        positive = np.maximum(limit, 1e-300)
        z = (np.log(positive) - self.mu) / self.sigma
        above = limit * ndtr(-z)
        first = np.exp(self.mu + self.sigma**2 / 2) * ndtr(z - self.sigma) + above
        second = np.exp(2 * self.mu + 2 * self.sigma**2) * ndtr(z - 2 * self.sigma) + limit * above
        return np.where(limit > 0, first, 0.0), np.where(limit > 0, second, 0.0)
