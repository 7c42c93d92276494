"""What many clients tell about one: credibility of a client's own experience (F15).

Bühlmann and Straub: with exposures m_i and observed rates x_i, a client's own rate has weight
``Z_i = m_i / (m_i + k)``, ``k = E[process variance] / Var[true rates]``, and the rate of all has
the rest. For counts the process variance is known (Poisson: the mean), which is the
empirical-Bayes gamma: the belief that all clients share before their own events are seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.errors import CaseError, Fault
from bestplaced.risk.calibration import GammaRate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Credibility:
    """Estimates of all clients: ``overall`` rate, ``own`` rates and ``weights`` Z, ``estimates``.

    ``within`` is the expected process variance of one unit of exposure, ``between`` the variance
    of true rates over clients (0: the clients do not differ beyond chance, all weights are 0).
    """

    overall: float
    within: float
    between: float
    own: Array
    weights: Array

    @property
    def estimates(self) -> Array:
        """``Z x_i + (1 - Z) overall``, shape (clients,)."""
        return self.weights * self.own + (1.0 - self.weights) * self.overall


def credibility_of_counts(events: Sequence[float], exposure: Sequence[float]) -> Credibility:
    """Return the credibility of clients' event counts; Poisson events, unequal exposures.

    ``between = (Σ m_i (x_i - x)² - (n - 1) x) / (m - Σ m_i² / m)``, not below 0.
    """
    m, x = _rates(events, exposure, least=2)
    mean = float((m * x).sum() / m.sum())
    between = _between(m, x, mean, mean)
    return _credibility(m, x, mean, between)


def shared_prior(events: Sequence[float], exposure: Sequence[float]) -> GammaRate | None:
    """Return the gamma belief that counts of many clients imply; None if they do not differ.

    Updating it by a client's own events gives the estimate of `credibility_of_counts`.
    """
    found = credibility_of_counts(events, exposure)
    if found.between <= 0:
        return None
    worth = found.within / found.between
    return GammaRate(found.overall * worth, worth)


def credibility_of_years(
    values: Sequence[Sequence[float]], exposure: Sequence[Sequence[float]]
) -> Credibility:
    """Return Bühlmann and Straub's estimates; values and exposures are client -> its years.

    Values are per unit of exposure (losses per invoice, hours per run). The process variance is
    estimated from the clients' years: at least two years of one client are needed.
    """
    if len(values) != len(exposure) or any(
        len(v) != len(w) for v, w in zip(values, exposure, strict=False)
    ):
        raise CaseError(Fault("values and exposures must be as many.", "credibility"))
    means, sums, squares, free = [], [], 0.0, 0
    for v, w in zip(values, exposure, strict=True):
        own, weight = np.asarray(v, float), np.asarray(w, float)
        _positive(own, weight)
        means.append(float((weight * own).sum() / weight.sum()))
        sums.append(float(weight.sum()))
        squares += float((weight * (own - means[-1]) ** 2).sum())
        free += own.size - 1
    if free < 1 or len(means) < 2:  # noqa: PLR2004  a variance needs two
        what = "two clients, and two years of one of them, are needed."
        raise CaseError(Fault(what, "credibility"))
    m, x, within = np.array(sums), np.array(means), squares / free
    mean = float((m * x).sum() / m.sum())
    return _credibility(m, x, within, _between(m, x, mean, within))


def _credibility(m: Array, x: Array, within: float, between: float) -> Credibility:
    """Return weights, and the overall mean weighted by them."""
    weights = m * between / (m * between + within) if between > 0 else np.zeros(m.size)
    by = weights if float(weights.sum()) > 0 else m
    return Credibility(float((by * x).sum() / by.sum()), within, between, x, weights)


def _between(m: Array, x: Array, mean: float, within: float) -> float:
    """Return the variance of true rates over clients, not below 0."""
    total = float(m.sum())
    spread = float((m * (x - mean) ** 2).sum()) - (m.size - 1) * within
    return max(spread / (total - float((m**2).sum()) / total), 0.0)


def _rates(events: Sequence[float], exposure: Sequence[float], least: int) -> tuple[Array, Array]:
    """Return exposures and rates; refuse what cannot be counted."""
    n, m = np.asarray(events, float), np.asarray(exposure, float)
    if n.shape != m.shape or n.size < least:
        what = f"events and exposures must be as many, and at least {least}."
        raise CaseError(Fault(what, "credibility"))
    _positive(n, m)
    return m, n / m


def _positive(values: Array, exposure: Array) -> None:
    """Refuse numbers that are not finite, negative values, and exposures of nothing."""
    faults = []
    if not (values.size and np.all(np.isfinite(values) & (values >= 0))):
        faults.append(Fault("every value must be 0 or more.", "credibility.values"))
    if not np.all(np.isfinite(exposure) & (exposure > 0)) or math.isnan(float(exposure.sum())):
        faults.append(Fault("every exposure must be positive.", "credibility.exposure"))
    if faults:
        raise CaseError(faults)
