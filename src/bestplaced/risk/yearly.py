"""A yearly loss on a grid: mean, quantiles, worst years, chances."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.risk.frequency import check

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ROW = 256  # buckets
ROUNDING = 1e-12  # probabilities closer than this are equal


@lru_cache(maxsize=8)
def _grid(first: int, size: int, width: float) -> Array:
    """Return a grid in money, shape (size,), which many laws share."""
    losses = np.arange(first, first + size).astype(float) * width
    losses.flags.writeable = False
    return losses


@dataclass(frozen=True, eq=False)
class YearLaw:
    """Yearly loss ``(first + j) width`` with probability ``pmf[j]``, shape (n,); money a year.

    ``no_event`` is the exact probability of no loss (of no difference, for a difference): the
    grid's bucket at zero also holds part of the losses below ``width``. ``wrapped`` bounds the
    probability that lies beyond the grid.
    """

    pmf: Array
    width: float
    no_event: float
    wrapped: float
    first: int = 0

    @cached_property
    def losses(self) -> Array:
        """The grid in money, shape (n,)."""
        return _grid(self.first, self.pmf.size, self.width)

    @cached_property
    def _rows(self) -> tuple[Array, Array]:
        """Probability, and probability times loss, of each row of `ROW` buckets; one may be short.

        Sums from here are as exact as a matrix product and, unlike it, start no threads, which
        on a busy machine take ten times the product's time.
        """
        starts = np.arange(0, self.pmf.size, ROW)
        return np.add.reduceat(self.pmf, starts), np.add.reduceat(self.pmf * self.losses, starts)

    @cached_property
    def mean(self) -> float:
        """Expected loss of a year."""
        return float(self._rows[1].sum())

    @cached_property
    def variance(self) -> float:
        """Variance of the yearly loss, money²; at most ``E[N] width² / 4`` too large."""
        apart = self.losses - self.mean
        apart *= apart
        return self._expect(apart)

    @property
    def std(self) -> float:
        """Standard deviation of the yearly loss."""
        return float(np.sqrt(self.variance))

    def quantile(self, level: float) -> float:
        """Return the smallest loss x of the grid with ``P(S <= x) >= level``."""
        return float(self.losses[self._index(level)])

    def cvar(self, level: float) -> float:
        """Return the mean of the worst ``1 - level`` of years.

        With q the quantile, ``(Σ_{x>q} x p + (F(q) - level) q) / (1 - level)``: an atom at q
        counts only with the part of it that belongs to those years.
        """
        at = self._index(level)
        q, row = float(self.losses[at]), at // ROW + 1
        here = slice(at + 1, row * ROW)
        beyond = (self.pmf[here] * (self.losses[here] - q)).sum()
        beyond += (self._rows[1][row:] - q * self._rows[0][row:]).sum()
        return q + float(beyond) / (1.0 - level)

    def excess_cvar(self, cap: float, level: float) -> float:
        """Return the mean of the worst ``1 - level`` of years of ``max(S - cap, 0)``."""
        if self.quantile(level) >= cap:
            return self.cvar(level) - cap
        return max(self.mean - self.limited_mean(cap), 0.0) / (1.0 - level)

    def exceeds(self, loss: float) -> float:
        """Return ``P(S > loss)``, summed from the far end."""
        after = int(np.searchsorted(self.losses, loss + ROUNDING * self.width, side="right"))
        return float(self.pmf[after:][::-1].sum())

    def below_zero(self) -> float:
        """Return ``P(S < 0)``.

        The bucket at zero holds exact ties, which do not count, and what lies less than a width
        to either side: that is divided as the buckets next to it are.
        """
        zero = -self.first
        if zero <= 0:
            return 0.0
        before, after = self.pmf[zero - 1], self.pmf[zero + 1]
        share = before / (before + after) if before + after > ROUNDING else 0.5
        near = max(float(self.pmf[zero]) - self.no_event, 0.0)
        return float(self.pmf[:zero].sum() + near * share)

    def limited_mean(self, cap: float) -> float:
        """Return ``E[min(S, cap)]``: the mean under a yearly cap."""
        return self._expect(np.minimum(self.losses, cap))

    def capped(self, cap: float) -> YearLaw:
        """Return the law of ``min(S, cap)``: a party with a yearly cap on all it pays.

        The cap is rounded to the nearest bucket, at least one bucket above zero.
        """
        at = max(round(cap / self.width), 1) - self.first if math.isfinite(cap) else self.pmf.size
        if at >= self.pmf.size - 1:
            return self
        pmf = self.pmf[: at + 1].copy()
        pmf[at] += self.pmf[at + 1 :].sum()
        return replace(self, pmf=pmf)

    def below(self, loss: float) -> float:
        """Return ``P(S < loss)``, the bucket around ``loss`` divided at ``loss``.

        At 0 this is `below_zero`, which keeps exact ties apart.
        """
        if loss == 0:
            return self.below_zero()
        place = loss / self.width - self.first + 0.5
        at = int(np.clip(np.floor(place), 0, self.pmf.size - 1))
        share = float(np.clip(place - at, 0.0, 1.0))
        return float(self.pmf[:at].sum() + share * self.pmf[at])

    def price(self, tolerance: float) -> float:
        """Return ``E[S] + Var[S] / (2 τ)`` (F4), money a year."""
        return self.mean + self.variance / (2.0 * tolerance)

    def _expect(self, values: Array) -> float:
        """Return the mean of values on the grid."""
        return float((self.pmf * values).sum())

    def _index(self, level: float) -> int:
        """Return the place of the quantile on the grid."""
        check(level, "yearly loss", "level", 0.0, 1.0 - ROUNDING)
        until = np.cumsum(self._rows[0])
        row = int(np.searchsorted(until, level - ROUNDING, side="left"))
        before = float(until[row - 1]) if row else 0.0
        inside = np.cumsum(self.pmf[row * ROW : (row + 1) * ROW])
        found = row * ROW + int(np.searchsorted(inside, level - ROUNDING - before, side="left"))
        return min(found, self.pmf.size - 1)
