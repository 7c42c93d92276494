"""From what people say, and from what then happens, to laws of frequency and severity (F15).

Ranges are 5, 50 and 95 % points. Counts: a gamma belief about the rate, updated by events seen in
an exposure (years, or better runs or invoices: whatever the rate is counted per). Logarithms of
losses or times: normal with unknown mean and variance. Klugman, Panjer and Willmot, *Loss
Models*.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq, least_squares
from scipy.special import betainc, gammainc, gammaincinv
from scipy.stats import t as student

from bestplaced.errors import CaseError, Fault
from bestplaced.risk.frequency import NegativeBinomial, check
from bestplaced.risk.laws import Lognormal, Pert
from bestplaced.risk.severity import Z95

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ASYMMETRIC = 0.15  # share of the range's logarithm by which a lognormal misses its median
LEAST_SHAPE, MOST_SHAPE = 1e-2, 1e7
WORST_FIT = 0.02  # of the range: where a PERT misses a stated point by more, it does not exist
POINTS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Range:
    """Stated 5, 50 and 95 % points of one quantity; ``risk`` and ``name`` are for errors."""

    p5: float
    p50: float
    p95: float
    risk: str = "range"
    name: str = "severity"

    def __post_init__(self) -> None:
        faults = [
            Fault(f"got {value!r}; a positive number is needed.", f"{self._place}.{point}")
            for point, value in (("p5", self.p5), ("p50", self.p50), ("p95", self.p95))
            if not (math.isfinite(value) and value > 0)
        ]
        if not faults and not self.p5 < self.p50 < self.p95:
            what = f"the points are out of order: {self.p5:g}, {self.p50:g}, {self.p95:g}."
            faults.append(Fault(what, self._place, "Give p5 < p50 < p95."))
        if faults:
            raise CaseError(faults)

    @property
    def _place(self) -> str:
        return f"{self.risk}.{self.name}"

    @property
    def asymmetry(self) -> float:
        """``|ln(p95 p5 / p50²)| / ln(p95 / p5)``: 0 where a lognormal meets all three points."""
        skew = math.log(self.p95 / self.p50) - math.log(self.p50 / self.p5)
        return abs(skew) / math.log(self.p95 / self.p5)

    def warnings(self) -> tuple[str, ...]:
        """Say where a lognormal misses what was stated, and by how much."""
        if self.asymmetry <= ASYMMETRIC:
            return ()
        middle = math.sqrt(self.p5 * self.p95)
        warning = (
            f"{self._place}: the median {self.p50:g} is far from {middle:.4g}, the middle that "
            f"{self.p5:g} and {self.p95:g} imply; the ends are met only roughly. "
            "Ask again, or fit a shifted lognormal."
        )
        return (warning,)

    def lognormal(self, max_loss: float) -> Lognormal:
        """Return the lognormal with this median and spread, cut at the maximum credible loss."""
        self._capped(max_loss)
        sigma = math.log(self.p95 / self.p5) / (2.0 * Z95)
        return Lognormal(math.log(self.p50), sigma, max_loss, risk=self.risk)

    def shifted_lognormal(self, max_loss: float) -> Lognormal:
        """Return the shifted lognormal that meets all three points.

        ``shift = (p5 p95 - p50²) / (p5 + p95 - 2 p50)``. Losses below zero count as none. Only
        ranges with the longer side above their median have one.
        """
        self._capped(max_loss)
        above, below = self.p95 - self.p50, self.p50 - self.p5
        if above <= below * (1.0 + 1e-9):
            what = "the range is not longer above its median than below: no lognormal meets it."
            raise CaseError(Fault(what, self._place, "Fit a PERT instead."))
        shift = (self.p5 * self.p95 - self.p50**2) / (above - below)
        sigma = math.log(above / below) / Z95
        return Lognormal(math.log(self.p50 - shift), sigma, max_loss, shift, self.risk)

    def pert(self) -> Pert:
        """Return the PERT nearest to the three points; refuse a range that has none.

        A PERT has one free shape beside its two ends, so only moderate skew can be met: a point
        missed by more than 2 % of the range is refused.
        """
        span = self.p95 - self.p5

        def law(x: Array) -> Pert:
            # As far below as a part of the span, and never below zero.
            below = span * math.exp(x[0])
            low = self.p5 - self.p5 * below / (self.p5 + below)
            high = self.p95 + span * math.exp(x[1])
            mode = low + (high - low) / (1.0 + math.exp(-x[2]))
            return Pert(low, min(max(mode, low), high), high, self.risk)

        def miss(x: Array) -> Array:
            made = law(x)
            a = 1.0 + 4.0 * (made.mode - made.low) / (made.high - made.low)
            at = (np.array([self.p5, self.p50, self.p95]) - made.low) / (made.high - made.low)
            return np.asarray(betainc(a, 6.0 - a, at) - np.array(POINTS))

        place = (self.p50 - self.p5) / span
        start = np.array([-1.0, -1.0, math.log(place / (1.0 - place))])
        found = law(least_squares(miss, start, bounds=(-15.0, 3.0)).x)
        met = found.quantile(np.array(POINTS), 1.0 - np.array(POINTS))
        wanted = np.array([self.p5, self.p50, self.p95])
        if np.max(np.abs(met - wanted)) > WORST_FIT * span:
            what = "no PERT has these three points."
            raise CaseError(Fault(what, self._place, "Fit a lognormal instead."))
        return found

    def _capped(self, max_loss: float) -> None:
        """Refuse a maximum credible loss inside the range, or none."""
        if not (math.isfinite(max_loss) and max_loss > self.p95):
            what = f"got {max_loss!r}; a finite loss above the 95 % point is needed."
            raise CaseError(Fault(what, f"{self.risk}.max_loss"))


@dataclass(frozen=True)
class GammaRate:
    """Belief about a rate: gamma, ``shape`` events in an ``exposure`` as good as already seen."""

    shape: float
    exposure: float

    @classmethod
    def between(cls, p5: float, p95: float, risk: str = "rate") -> GammaRate:
        """Return the belief whose 5 and 95 % points are given (a root in one unknown)."""
        check(p5, risk, "frequency.p5", 1e-300)
        check(p95, risk, "frequency.p95", 1e-300)
        if not p5 < p95:
            what = f"the points are out of order: {p5:g}, {p95:g}."
            raise CaseError(Fault(what, f"{risk}.frequency", "Give p5 < p95."))
        wanted = math.log(p95 / p5)

        def gap(log_shape: float) -> float:
            shape = math.exp(log_shape)
            low, high = gammaincinv(shape, 0.05), gammaincinv(shape, 0.95)
            return math.log(high / low) - wanted if low > 0 else 1e3

        ends = math.log(LEAST_SHAPE), math.log(MOST_SHAPE)
        if gap(ends[0]) < 0 or gap(ends[1]) > 0:
            what = f"{p5:g} to {p95:g} is too wide or too narrow for a belief about a rate."
            raise CaseError(Fault(what, f"{risk}.frequency"))
        shape = math.exp(float(brentq(gap, *ends, xtol=1e-12)))
        return cls(shape, float(gammaincinv(shape, 0.95)) / p95)

    @property
    def mean(self) -> float:
        """Expected rate, events per unit of exposure."""
        return self.shape / self.exposure

    def quantile(self, level: float) -> float:
        """Return the rate that is not exceeded with this probability."""
        return float(gammaincinv(self.shape, level)) / self.exposure

    def below(self, rate: float) -> float:
        """Return the probability that the rate is at most ``rate``."""
        return float(gammainc(self.shape, self.exposure * max(rate, 0.0)))

    def updated(self, events: float, exposure: float, risk: str = "rate") -> GammaRate:
        """Return the belief after so many events in so much exposure: both are added."""
        check(events, risk, "events", 0.0)
        check(exposure, risk, "exposure", 0.0)
        return GammaRate(self.shape + events, self.exposure + exposure)

    def credibility(self, exposure: float) -> float:
        """Return Z = t / (t + b): the weight of the experience of ``exposure`` t."""
        check(exposure, "rate", "exposure", 0.0)
        return exposure / (exposure + self.exposure)

    def predictive(self, exposure: float = 1.0, risk: str = "frequency") -> NegativeBinomial:
        """Return the law of the events to come, the doubt about the rate included.

        It goes straight into the risk's own gamma: parameter uncertainty costs nothing.
        """
        return NegativeBinomial(self.mean * exposure, self.shape, risk)


@dataclass(frozen=True)
class LogBelief:
    """Belief about the logarithm of a loss or time: normal-inverse-gamma.

    ``mean`` of the logarithm, worth ``weight`` observations; the variance is inverse gamma with
    ``shape`` and ``scale``.
    """

    mean: float
    weight: float
    shape: float
    scale: float

    @classmethod
    def of(cls, stated: Range, weight: float, spread_weight: float = 4.0) -> LogBelief:
        """Return the belief of a stated range, worth ``weight`` observations of the median.

        ``spread_weight`` observations stand behind the spread; the expected variance is that of
        the range's lognormal, so more than 2 are needed.
        """
        check(weight, stated.risk, "weight", 1e-9)
        check(spread_weight, stated.risk, "spread_weight", 2.0 + 1e-9)
        variance = (math.log(stated.p95 / stated.p5) / (2.0 * Z95)) ** 2
        shape = spread_weight / 2.0
        return cls(math.log(stated.p50), weight, shape, variance * (shape - 1.0))

    @property
    def variance(self) -> float:
        """Expected variance of the logarithm; needs shape > 1."""
        return self.scale / (self.shape - 1.0)

    def updated(self, seen: Sequence[float], name: str = "observations") -> LogBelief:
        """Return the belief after observed losses or times (positive, in their own unit)."""
        values = np.asarray(seen, float)
        if not values.size:
            return self
        if not np.all(np.isfinite(values) & (values > 0)):
            raise CaseError(Fault("every observation must be a positive number.", name))
        logs = np.log(values)
        n, middle = logs.size, float(logs.mean())
        weight = self.weight + n
        drift = self.weight * n / weight * (middle - self.mean) ** 2
        return LogBelief(
            mean=(self.weight * self.mean + n * middle) / weight,
            weight=weight,
            shape=self.shape + n / 2.0,
            scale=self.scale + 0.5 * (float(((logs - middle) ** 2).sum()) + drift),
        )

    def quantile(self, level: float) -> float:
        """Return the quantile of the next observation (log-Student), in its own unit."""
        check(level, "belief", "level", 1e-12, 1.0 - 1e-12)
        spread = math.sqrt(self.scale / self.shape * (1.0 + 1.0 / self.weight))
        return math.exp(self.mean + spread * float(student.ppf(level, 2.0 * self.shape)))

    def lognormal(self, max_loss: float, risk: str = "severity") -> Lognormal:
        """Return the plug-in law with the belief's median and its 5-95 % range.

        The next loss itself is log-Student and has an infinite mean without a maximum credible
        loss; this law has its 5, 50 and 95 % points.
        """
        if not (math.isfinite(max_loss) and max_loss > 0):
            what = f"got {max_loss!r}; a finite, positive loss is needed."
            raise CaseError(Fault(what, f"{risk}.max_loss"))
        sigma = math.log(self.quantile(0.95) / self.quantile(0.5)) / Z95
        return Lognormal(self.mean, sigma, max_loss, risk=risk)
