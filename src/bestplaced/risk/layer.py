"""A party's part of one event's loss: piecewise linear, not falling, zero at zero."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bestplaced.risk.laws import LossLaw
    from bestplaced.risk.waterfall import Cover

    Array = NDArray[np.float64]

Side = Literal["provider", "insurer", "business"]


@dataclass(frozen=True, eq=False)
class Layer:
    """``f(x)`` with slope ``slopes[i]`` from ``starts[i]`` on; both shape (K,), ``starts[0] = 0``.

    Money per event in, money per event out. The last piece goes on without end.
    """

    starts: Array
    slopes: Array

    def __post_init__(self) -> None:
        sound = bool(np.all(np.isfinite(self.starts)) and np.all(np.isfinite(self.slopes)))
        if not (sound and self.starts[0] == 0 and np.all(np.diff(self.starts) >= 0)):
            raise CaseError(Fault("pieces must start at 0 and follow each other.", "layer.starts"))
        if np.any(self.slopes < 0):
            raise CaseError(Fault("a party's part may not fall as losses grow.", "layer.slopes"))

    @classmethod
    def between(cls, deductible: float = 0.0, limit: float = math.inf, share: float = 1.0) -> Layer:
        """Return ``share · min(max(x - deductible, 0), limit)``."""
        top = deductible + limit
        starts, slopes = [0.0, deductible], [0.0, share]
        if math.isfinite(top):
            starts, slopes = [*starts, top], [*slopes, 0.0]
        return cls(np.array(starts), np.array(slopes))

    @classmethod
    def of(cls, cover: Cover, side: Side, max_loss: float, ceiling: float = math.inf) -> Layer:
        """Return what one side of a `Cover` (scalar fields) pays, at most ``ceiling`` (F4, F5)."""
        kinks = np.ravel(cover.kinks(np.asarray(max_loss, float)))
        paid = {"provider": cover.provider_pays(kinks), "insurer": cover.insurer_pays(kinks)}
        paid["business"] = kinks - paid["provider"] - paid["insurer"]
        width = np.diff(kinks)
        step = np.where(width > 0, np.diff(paid[side]) / np.where(width > 0, width, 1.0), 0.0)
        step = np.where(step < 1e-12, 0.0, step)  # noqa: PLR2004  rounding of a flat piece
        return cls(kinks, np.append(step, 0.0)).at_most(ceiling)

    @cached_property
    def values(self) -> Array:
        """``f`` at the starts, shape (K,)."""
        return np.concatenate(([0.0], np.cumsum(self.slopes[:-1] * np.diff(self.starts))))

    def __call__(self, loss: Array) -> Array:
        """Return the party's part of a loss; the same shape."""
        i = np.searchsorted(self.starts, loss, side="right") - 1
        part: Array = self.values[i] + self.slopes[i] * (loss - self.starts[i])
        return part

    def largest(self, max_loss: float) -> float:
        """Return the party's part of the largest loss; may be infinite."""
        if math.isfinite(max_loss):
            return float(self(np.asarray(max_loss)))
        return math.inf if self.slopes[-1] > 0 else float(self.values[-1])

    def at_most(self, ceiling: float) -> Layer:
        """Return ``min(f(x), ceiling)``."""
        if self.largest(math.inf) <= ceiling:
            return self
        keep = self.values < ceiling
        start = float(self._inverse(np.asarray(ceiling))[0])
        starts = np.append(self.starts[keep], start)
        slopes = np.append(self.slopes[keep], 0.0)
        return Layer(starts, slopes) if keep.any() else NOTHING

    def beyond(self, ceiling: float) -> Layer:
        """Return ``max(f(x) - ceiling, 0)``: what `at_most` leaves."""
        if self.largest(math.inf) <= ceiling:
            return NOTHING
        start, piece = self._inverse(np.asarray(ceiling))
        after = self.starts > start
        starts = np.concatenate(([0.0], [float(start)], self.starts[after]))
        slopes = np.concatenate(([0.0], [self.slopes[piece]], self.slopes[after]))
        return Layer(starts, slopes)

    def plus(self, other: Layer) -> Layer:
        """Return ``f(x) + g(x)``: what two parties pay together."""
        starts = np.union1d(self.starts, other.starts)
        slopes = [f.slopes[np.searchsorted(f.starts, starts, "right") - 1] for f in (self, other)]
        return Layer(starts, slopes[0] + slopes[1])

    def rescaled(self, factor: float, max_loss: float = math.inf) -> Layer:
        """Return ``f(min(factor · x, max_loss))``: a performer whose losses are so much larger."""
        top = max_loss / factor
        keep = self.starts / factor < top
        starts, slopes = self.starts[keep] / factor, self.slopes[keep] * factor
        if math.isfinite(top):
            starts, slopes = np.append(starts, top), np.append(slopes, 0.0)
        return Layer(starts, slopes)

    def _inverse(self, part: Array) -> tuple[Array, NDArray[np.intp]]:
        """Return the loss at which a part is reached, and the piece it lies in."""
        values = self.values
        i = np.searchsorted(values, part, side="right") - 1
        slope = self.slopes[i]
        ahead = np.where(slope > 0, (part - values[i]) / np.where(slope > 0, slope, 1.0), 0.0)
        return self.starts[i] + ahead, i

    def evaluate(self, law: LossLaw, limits: Array) -> tuple[Array, float, float]:
        """Return ``E[min(f(X), limit)]`` for each limit, ``E[f(X)]`` and ``E[f(X)²]``, exact.

        The law is asked once. In piece i the first is what the pieces below give, plus
        ``slope_i (L(x) - L(start_i))`` with ``f(x) = limit`` and L the law's limited mean.
        """
        x, i = self._inverse(limits)
        asked = np.concatenate((self.starts, [np.inf], x))
        first, second = law.limited(asked)
        at, above = first[: self.starts.size], first[self.starts.size + 1 :]
        below = np.concatenate(([0.0], np.cumsum(self.slopes[:-1] * (at[1:] - at[:-1]))))
        count = self.starts.size + 1
        return below[i] + self.slopes[i] * (above - at[i]), *self._sum(
            first[:count], second[:count]
        )

    def moments(self, law: LossLaw) -> tuple[float, float]:
        """Return ``E[f(X)]`` and ``E[f(X)²]`` (money, money²), exact."""
        return self._sum(*law.limited(np.append(self.starts, np.inf)))

    def _sum(self, first: Array, second: Array) -> tuple[float, float]:
        """Return both moments from the law's at the starts and at infinity."""
        used = self.slopes > 0
        slope, offset = self.slopes[used], (self.values - self.slopes * self.starts)[used]
        mean, square = (first[1:] - first[:-1])[used], (second[1:] - second[:-1])[used]
        bent = offset != 0  # an infinite mean times no offset is nothing
        cross = 2 * offset[bent] * slope[bent] * mean[bent]
        return float((slope * mean).sum()), float(cross.sum() + (slope**2 * square).sum())

    def chance_of_any(self, law: LossLaw) -> float:
        """Return ``P(f(X) > 0)``, exact."""
        rising = np.flatnonzero(self.slopes > 0)
        return float(law.survival(self.starts[rising[0]])) if rising.size else 0.0


NOTHING = Layer(np.zeros(1), np.zeros(1))  # a party's part of a risk that is not its own
