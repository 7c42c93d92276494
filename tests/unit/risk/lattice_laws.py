"""Laws of one event's loss that only the tests need, and short ways to a yearly law."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from bestplaced.risk.discretise import discretise
from bestplaced.risk.lattice import Exposure, Grid, Lattice
from bestplaced.risk.laws import Empirical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bestplaced.risk.frequency import Frequency

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Uniform:
    """Uniform on (0, high)."""

    high: float

    @property
    def max_loss(self) -> float:
        """The upper end."""
        return self.high

    def limited(self, limit: Array) -> tuple[Array, Array]:
        """``x - x²/2h`` and ``x² - 2x³/3h``: integrals of P(X > t) and 2t P(X > t)."""
        x = np.minimum(limit, self.high)
        return x - x**2 / (2 * self.high), x**2 - 2 * x**3 / (3 * self.high)

    def survival(self, loss: Array) -> Array:
        """One at 0, zero at the upper end."""
        return np.asarray(1 - np.clip(np.asarray(loss, float) / self.high, 0, 1))


@dataclass(frozen=True)
class Exponential:
    """Mean 1; cut at 80, beyond which there is e^-80."""

    max_loss: float = 80.0

    def limited(self, limit: Array) -> tuple[Array, Array]:
        """``1 - e^-x`` and ``2 (1 - (1 + x) e^-x)``."""
        x = np.minimum(limit, self.max_loss)
        return -np.expm1(-x), 2 * (1 - (1 + x) * np.exp(-x))

    def survival(self, loss: Array) -> Array:
        """``e^-x``."""
        return np.asarray(np.exp(-np.asarray(loss, float)))


@dataclass(frozen=True)
class Normal:
    """Normal, far enough from zero, and cut ten standard deviations above the mean."""

    mean: float
    std: float

    @property
    def max_loss(self) -> float:
        """Ten standard deviations up."""
        return self.mean + 10 * self.std

    def limited(self, limit: Array) -> tuple[Array, Array]:
        """Partial expectations of the normal law."""
        x = np.minimum(limit, self.max_loss)
        z = (x - self.mean) / self.std
        density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        first = self.mean * ndtr(z) - self.std * density + x * ndtr(-z)
        square = (self.mean**2 + self.std**2) * ndtr(z) - self.std * (self.mean + x) * density
        return first, square + x**2 * ndtr(-z)

    def survival(self, loss: Array) -> Array:
        """``Φ(-z)``."""
        above = ndtr((self.mean - np.asarray(loss, float)) / self.std)
        return np.asarray(above, float)


def units(
    frequency: Frequency,
    losses: Sequence[float],
    chances: Sequence[float],
    width: float = 1.0,
    name: str = "risk",
) -> Exposure:
    """An exposure whose losses are points of the grid."""
    return Exposure(name, frequency, discretise(Empirical.of(losses, chances), width))


def lattice(*exposures: Exposure, buckets: int = 256) -> Lattice:
    """The lattice of some exposures on the grid of the first."""
    return Lattice.build(Grid(exposures[0].event.width, buckets), exposures)
