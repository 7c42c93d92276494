"""Figures from simulated years, each with its standard error.

Tails come from the lattice, which has none; these serve where it cannot: annual limits, joint
scenarios, the chance that one plan beats another under them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.risk.frequency import check

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A figure from simulation and its standard error."""

    value: float
    error: float


def mean(paid: Array) -> Estimate:
    """Return the mean of a year."""
    return Estimate(float(paid.mean()), float(paid.std(ddof=1)) / paid.size**0.5)


def quantile(paid: Array, level: float) -> Estimate:
    """Return the smallest simulated loss x with ``P(S <= x) >= level``.

    The error is half the distance of the order statistics one binomial deviation to each side.
    """
    check(level, "yearly loss", "level", 0.0, 1.0 - 1e-12)
    years = paid.size
    places = [level * years - 1, *(level * years - 1 + s * _spread(level, years) for s in (-1, 1))]
    at = [min(max(int(np.ceil(p - 1e-9)), 0), years - 1) for p in places]
    ordered = np.partition(paid, sorted(set(at)))
    return Estimate(float(ordered[at[0]]), float(ordered[at[2]] - ordered[at[1]]) / 2.0)


def _spread(level: float, years: int) -> float:
    """Return the binomial deviation of the count of years below a quantile."""
    return float(np.sqrt(years * level * (1.0 - level)))


def cvar(paid: Array, level: float) -> Estimate:
    """Return the mean of the worst ``1 - level`` of years (Rockafellar and Uryasev)."""
    q = quantile(paid, level).value
    excess = np.maximum(paid - q, 0.0) / (1.0 - level)
    found = mean(excess)
    return Estimate(q + found.value, found.error)


def share(happens: NDArray[np.bool_]) -> Estimate:
    """Return the share of years in which something happens."""
    p = float(happens.mean())
    return Estimate(p, float(np.sqrt(p * (1.0 - p) / happens.size)))
