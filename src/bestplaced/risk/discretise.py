"""From the law of one event's loss to probabilities on a grid, with the mean kept exactly.

Local moment matching: each loss is split between the two grid points around it so that its mean
stays. With ``L(y) = E[min(W, y)]`` and width h,

``p_0 = 1 - L(h) / h`` and ``p_j = (2 L(jh) - L((j-1)h) - L((j+1)h)) / h``.

The second moment grows by at most ``h² / 4`` (a split is a spread); the mean does not move.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.errors import CaseError, Fault
from bestplaced.risk.layer import Layer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bestplaced.risk.laws import LossLaw

    Array = NDArray[np.float64]

LOST = 1e-10  # largest share of the mean that may lie beyond the grid
MOST = 1 << 20  # most buckets of one event's law


@dataclass(frozen=True, eq=False)
class EventLaw:
    """Loss of one event to one party on the grid ``(first + j) h``, ``j = 0 .. m-1``.

    ``pmf`` shape (m,), adds up to 1; ``width`` is h in money. ``mean`` and ``square`` are the
    exact moments of the law itself, not of the grid; ``none`` is its exact P(no loss).
    """

    pmf: Array
    width: float
    mean: float
    square: float
    none: float
    first: int = 0

    def mixed(self, share: float, other: EventLaw) -> EventLaw:
        """Return this law with probability ``share``, the other otherwise."""
        first = min(self.first, other.first)
        last = max(self.first + self.pmf.size, other.first + other.pmf.size)
        pmf = np.zeros(last - first)
        for law, part in ((self, share), (other, 1.0 - share)):
            pmf[law.first - first : law.first - first + law.pmf.size] += part * law.pmf
        mean = share * self.mean + (1.0 - share) * other.mean
        square = share * self.square + (1.0 - share) * other.square
        none = share * self.none + (1.0 - share) * other.none
        return EventLaw(pmf, self.width, mean, square, none, first)


def discretise(
    law: LossLaw,
    width: float,
    layer: Layer | None = None,
    buckets: int = MOST,
    risk: str = "severity",
) -> EventLaw:
    """Return the law of ``layer(X)`` on a grid of at most ``buckets`` points ``width`` apart.

    Without a layer it is X itself. A law with an infinite mean, or one whose losses go on beyond
    the grid, is refused: it needs a maximum credible loss, a limit, or wider buckets.
    """
    layer = layer or Layer.between()
    top = layer.largest(law.max_loss)
    points = min(math.ceil(top / width - 1e-9) + 1, buckets) if math.isfinite(top) else buckets
    first, mean, square = layer.evaluate(law, np.arange(1.0, points) * width)
    if not math.isfinite(mean):
        raise CaseError(Fault("the mean loss is infinite.", risk, "Give a maximum credible loss."))
    if points == buckets and mean - (first[-1] if points > 1 else 0.0) > LOST * mean:
        what = f"losses go on beyond {buckets} buckets of {width:g}."
        raise CaseError(Fault(what, risk, "Give a maximum credible loss, or wider buckets."))
    level = np.concatenate(([0.0], first, first[-1:] if points > 1 else [0.0])) / width
    rise = level[1:] - level[:-1]  # P(W > t) on average over each bucket
    pmf = np.maximum(np.concatenate(([1.0], rise[:-1])) - rise, 0.0)
    found = float((pmf * np.arange(float(points))).sum()) * width
    if found > 0:  # rounding of a law far below its layer, else a factor of 1
        pmf[1:] *= mean / found
        pmf[0] = max(1.0 - float(pmf[1:].sum()), 0.0)
    none = 1.0 - layer.chance_of_any(law)
    return EventLaw(pmf, width, mean, square, none)


def discretise_signed(
    law: LossLaw, width: float, plus: Layer, minus: Layer, risk: str = "severity"
) -> EventLaw:
    """Return the law of ``plus(X) - minus(X)``, which may be negative and need not be monotone.

    The line of losses is cut at every kink and wherever the difference passes a grid point; each
    cell's mass goes to the two grid points around it so that its mean stays.
    """
    top = law.max_loss
    if not math.isfinite(top):
        raise CaseError(Fault("losses have no end.", risk, "Give a maximum credible loss."))
    kinks = np.unique(np.concatenate((plus.starts, minus.starts, [0.0, top])))
    kinks = kinks[kinks <= top]
    cuts = _cells(kinks, plus(kinks) - minus(kinks), width)
    value = plus(cuts) - minus(cuts)
    above, limited = law.survival(cuts), law.limited(cuts)[0]
    mass = -np.diff(above)
    inside = np.diff(limited - cuts * above)  # E[X; in the cell]
    slope = np.diff(value) / np.diff(cuts)
    total = slope * inside + (value[:-1] - slope * cuts[:-1]) * mass
    low = np.floor((value[:-1] + value[1:]) / (2.0 * width)).astype(np.intp)
    high = np.clip(total / width - low * mass, 0.0, mass)
    first = int(min(low.min(), 0))
    pmf = np.zeros(int(max(low.max() + 2, 1)) - first)
    np.add.at(pmf, low - first, mass - high)
    np.add.at(pmf, low + 1 - first, high)
    pmf[-first] += 1.0 - above[0]
    flat = (value[:-1] == 0.0) & (value[1:] == 0.0)
    none = float(mass[flat].sum() + 1.0 - above[0])
    mean = plus.moments(law)[0] - minus.moments(law)[0]
    return EventLaw(pmf, width, mean, _square(law, kinks, plus, minus), none, first)


def _cells(kinks: Array, value: Array, width: float) -> Array:
    """Return the kinks and all losses at which a linear piece passes a grid point, sorted."""
    cuts = [kinks]
    for x, y, v, w in zip(kinks[:-1], kinks[1:], value[:-1], value[1:], strict=True):
        if v != w:
            grid = np.arange(math.ceil(min(v, w) / width), math.floor(max(v, w) / width) + 1)
            cuts.append(np.clip(x + (grid * width - v) / (w - v) * (y - x), x, y))
    found: Array = np.unique(np.concatenate(cuts))
    # Cuts nearer than rounding would make cells whose slope is noise.
    apart = np.append(np.diff(found) > 1e-12 * found[-1], [True])
    kept: Array = found[apart]
    return kept


def _square(law: LossLaw, kinks: Array, plus: Layer, minus: Layer) -> float:
    """Return ``E[(plus(X) - minus(X))²]``, exact: a quadratic of X on each piece."""
    value = plus(kinks) - minus(kinks)
    first, second = law.limited(kinks)
    slope = np.diff(value) / np.diff(kinks)
    offset = value[:-1] - slope * kinks[:-1]
    pieces = 2.0 * offset * slope * np.diff(first) + slope**2 * np.diff(second)
    return float(value[0] ** 2 + pieces.sum())
