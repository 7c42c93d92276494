"""Laws of the loss of one event: what the lattice needs to know of them.

Money per event. ``limited(c)`` is ``(E[min(X, c)], E[min(X, c)²])`` and ``survival(x)`` is
``P(X > x)``; both take arrays of any shape. ``max_loss`` is the maximum credible loss: the law is
that of ``min(X, max_loss)``. `Severity` is the array form of `Lognormal` used by the price tags.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.special import betainc, betaincinv, ndtr, ndtri

from bestplaced.errors import CaseError, Fault
from bestplaced.risk.frequency import check
from bestplaced.risk.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

HUGE = 1e300  # stands for an infinite limit where a formula has no value at infinity


class LossLaw(Protocol):
    """The loss of one event, 0 or more."""

    @property
    def max_loss(self) -> float:
        """The largest loss; may be infinite."""

    def limited(self, limit: Array) -> tuple[Array, Array]:
        """Return ``E[min(X, limit)]`` and ``E[min(X, limit)²]``."""

    def survival(self, loss: Array) -> Array:
        """Return ``P(X > loss)``."""


def _shifted(
    x: Array, shift: float, at: tuple[Array, Array], zero: tuple[Array, Array]
) -> tuple[Array, Array]:
    """Return the limited moments of ``max(Y + shift, 0)`` from those of Y.

    ``at`` are Y's at ``max(x - shift, 0)``, ``zero`` Y's at ``max(-shift, 0)``; integrate
    ``P(Y > t - shift)`` and ``2 t P(Y > t - shift)`` over ``0 < t < x``.
    """
    low = np.minimum(x, max(shift, 0.0))
    first = low + at[0] - zero[0]
    second = low**2 + at[1] - zero[1] + 2.0 * shift * (at[0] - zero[0])
    return first, second


@dataclass(frozen=True)
class Lognormal:
    """``min(max(shift + exp(mu + sigma Z), 0), max_loss)``."""

    mu: float
    sigma: float
    max_loss: float = math.inf
    shift: float = 0.0
    risk: str = field(default="severity", compare=False)

    def __post_init__(self) -> None:
        check(self.mu, self.risk, "mu", -HUGE)
        check(self.sigma, self.risk, "sigma", 1e-300)
        check(self.shift, self.risk, "shift", -HUGE)
        _check_max(self.max_loss, self.risk)

    @classmethod
    def of(
        cls, severity: Severity, index: tuple[int, ...] = (), risk: str = "severity"
    ) -> Lognormal:
        """Return one entry of an array of severities; the empty index is for a scalar one."""
        arrays = np.broadcast_arrays(severity.mu, severity.sigma, severity.max_loss)
        mu, sigma, max_loss = (float(a[index]) for a in arrays)
        return cls(mu, sigma, max_loss, risk=risk)

    def limited(self, limit: Array) -> tuple[Array, Array]:
        """Return the limited moments in closed form (`Severity.limited`)."""
        x = np.minimum(np.minimum(limit, self.max_loss), HUGE)
        base = Severity(np.asarray(self.mu), np.asarray(self.sigma), np.asarray(np.inf))
        if self.shift == 0.0:
            return base.limited(x)
        at = base.limited(np.maximum(x - self.shift, 0.0))
        zero = base.limited(np.asarray(max(-self.shift, 0.0)))
        return _shifted(x, self.shift, at, zero)

    def survival(self, loss: Array) -> Array:
        """Return ``Φ((mu - ln(loss - shift)) / sigma)`` below the maximum."""
        inner = np.maximum(np.asarray(loss, float) - self.shift, 1e-300)
        above = ndtr((self.mu - np.log(inner)) / self.sigma)
        return np.where(np.asarray(loss) < self.max_loss, above, 0.0)

    def quantile(self, below: Array, above: Array) -> Array:
        """Return the loss at given probabilities of no more, and of more."""
        z = np.where(below <= above, ndtri(below), -ndtri(above))
        with np.errstate(over="ignore"):
            loss = np.maximum(self.shift + np.exp(self.mu + self.sigma * z), 0.0)
        return np.minimum(loss, self.max_loss)


@dataclass(frozen=True)
class Pareto:
    """Pareto of the second kind: ``P(X > x) = (scale / (scale + x))^alpha``.

    The mean is infinite for ``alpha <= 1`` unless ``max_loss`` is finite.
    """

    alpha: float
    scale: float
    max_loss: float = math.inf
    risk: str = field(default="severity", compare=False)

    def __post_init__(self) -> None:
        check(self.alpha, self.risk, "alpha", 1e-300)
        check(self.scale, self.risk, "scale", 1e-300)
        _check_max(self.max_loss, self.risk)

    def _integral(self, power: float, x: Array) -> Array:
        """Return ``∫ u^(power-1) du`` over u from 1 to ``1 + x / scale``."""
        log = np.log1p(x / self.scale)
        return log if power == 0.0 else np.expm1(power * log) / power

    def limited(self, limit: Array) -> tuple[Array, Array]:
        """Return ``∫ P(X > t) dt`` and ``∫ 2 t P(X > t) dt`` over 0 < t < limit."""
        x = np.minimum(np.asarray(limit, float), self.max_loss)
        with np.errstate(over="ignore", invalid="ignore"):
            first = self.scale * self._integral(1.0 - self.alpha, x)
            second = 2.0 * self.scale * (self.scale * self._integral(2.0 - self.alpha, x) - first)
        return first, np.where(np.isnan(second), np.inf, second)

    def survival(self, loss: Array) -> Array:
        """Return ``(scale / (scale + loss))^alpha`` below the maximum."""
        x = np.asarray(loss, float)
        above = (1.0 + np.maximum(x, 0.0) / self.scale) ** -self.alpha
        return np.where(x < self.max_loss, above, 0.0)

    def quantile(self, below: Array, above: Array) -> Array:
        """Return the loss at given probabilities of no more, and of more."""
        log = np.where(below <= above, np.log1p(-np.minimum(below, 0.5)), np.log(above))
        with np.errstate(over="ignore"):
            loss = self.scale * np.expm1(-log / self.alpha)
        return np.minimum(loss, self.max_loss)


@dataclass(frozen=True)
class Pert:
    """Beta on ``[low, high]`` with the given ``mode``: shapes ``1 + 4 (mode - low) / range``."""

    low: float
    mode: float
    high: float
    risk: str = field(default="severity", compare=False)

    def __post_init__(self) -> None:
        check(self.low, self.risk, "low", 0.0)
        check(self.high, self.risk, "high", self.low)
        check(self.mode, self.risk, "mode", self.low, self.high)
        if not self.low < self.high:
            raise CaseError(Fault("low and high are equal.", f"{self.risk}.high"))

    @property
    def max_loss(self) -> float:
        """The upper end."""
        return self.high

    @property
    def _shapes(self) -> tuple[float, float]:
        """Both shapes of the beta law."""
        place = (self.mode - self.low) / (self.high - self.low)
        return 1.0 + 4.0 * place, 5.0 - 4.0 * place

    def limited(self, limit: Array) -> tuple[Array, Array]:
        """Return the limited moments by incomplete beta functions."""
        a, b = self._shapes
        span = self.high - self.low
        x = np.minimum(np.asarray(limit, float), self.high)
        u = np.clip((x - self.low) / span, 0.0, 1.0)
        above = 1.0 - betainc(a, b, u)
        first = a / (a + b) * betainc(a + 1, b, u) + u * above
        ratio = a * (a + 1) / ((a + b) * (a + b + 1))
        second = ratio * betainc(a + 2, b, u) + u**2 * above
        none = np.asarray(0.0)
        return _shifted(x, self.low, (span * first, span**2 * second), (none, none))

    def survival(self, loss: Array) -> Array:
        """Return one less the incomplete beta function."""
        u = np.clip((np.asarray(loss, float) - self.low) / (self.high - self.low), 0.0, 1.0)
        below = np.where(np.asarray(loss) < self.low, 0.0, betainc(*self._shapes, u))
        return 1.0 - np.asarray(below)

    def quantile(self, below: Array, above: Array) -> Array:
        """Return the loss at given probabilities of no more, and of more."""
        a, b = self._shapes
        # The mirrored law keeps the digits of the upper tail.
        upper = 1.0 - betaincinv(b, a, np.minimum(above, 0.5))
        place = np.where(below <= above, betaincinv(a, b, np.minimum(below, 0.5)), upper)
        return self.low + (self.high - self.low) * place


@dataclass(frozen=True, eq=False)
class Empirical:
    """Observed losses with weights (equal by default): an atom at each; shapes (m,)."""

    losses: Array
    weights: Array

    @classmethod
    def of(
        cls, losses: Sequence[float], weights: Sequence[float] = (), risk: str = "severity"
    ) -> Empirical:
        """Sort the losses and make the weights add up to 1."""
        x = np.asarray(losses, float)
        w = np.asarray(weights if len(weights) else np.ones(x.shape), float)
        if not x.size or w.shape != x.shape:
            raise CaseError(Fault("losses and weights must be as many, and some.", risk))
        for name, values in (("losses", x), ("weights", w)):
            check(float(np.min(values)), risk, name, 0.0)
            check(float(np.max(values)), risk, name, 0.0)
        check(float(w.sum()), risk, "weights", 1e-300)
        order = np.argsort(x)
        return cls(x[order], w[order] / w.sum())

    @property
    def max_loss(self) -> float:
        """The largest loss observed."""
        return float(self.losses[-1])

    def _below(self, x: Array) -> tuple[NDArray[np.intp], Array]:
        """Return how many losses are at most x, and the probability of more."""
        count = np.searchsorted(self.losses, x, side="right")
        tail = np.concatenate((np.cumsum(self.weights[::-1])[::-1], [0.0]))
        return count, tail[count]

    def limited(self, limit: Array) -> tuple[Array, Array]:
        """Return sums over the losses below plus the limit times the weight above."""
        x = np.minimum(np.asarray(limit, float), self.max_loss)
        count, above = self._below(x)
        sums = [np.concatenate(([0.0], np.cumsum(self.weights * self.losses**k))) for k in (1, 2)]
        return sums[0][count] + x * above, sums[1][count] + x**2 * above

    def survival(self, loss: Array) -> Array:
        """Return the weight of larger losses."""
        return self._below(np.asarray(loss, float))[1]

    def quantile(self, below: Array, above: Array) -> Array:  # noqa: ARG002  as the other laws
        """Return the smallest loss with at least the given probability of no more."""
        place = np.searchsorted(np.cumsum(self.weights), below, side="left")
        return self.losses[np.minimum(place, self.losses.size - 1)]


def _check_max(value: float, risk: str) -> None:
    """Refuse a maximum credible loss that is not positive; infinity is allowed."""
    if not value > 0:
        raise CaseError(Fault(f"got {value!r}; more than 0 is needed.", f"{risk}.max_loss"))
