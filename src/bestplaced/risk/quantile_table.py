"""Quantiles of any law by table: the exponent and seven bits of a random word choose the cell.

Cells are octaves of the smaller tail (down to 2^-33 on both sides), each cut into 128; between
two nodes the quantile is a straight line. The relative error of a lognormal is about 1e-5, that of
its mean below that. Laws with atoms are asked directly: a line would smear a jump.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.special import gammainccinv, gammaincinv

from bestplaced.errors import CaseError, Fault
from bestplaced.risk.laws import Empirical, LossLaw
from bestplaced.risk.philox import uniform

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bestplaced.risk.philox import Words

    Array = NDArray[np.float64]

FINE = 128  # cells of an octave
OCTAVES = 32
CELLS = FINE * OCTAVES
START = 1022 << 7  # exponent and seven bits of 0.5, where the smaller tail begins


class Drawable(LossLaw, Protocol):
    """A law of losses whose quantiles are known."""

    def __hash__(self) -> int:
        """Laws that are equal share a table."""

    def quantile(self, below: Array, above: Array) -> Array:
        """Return the loss with ``P(X <= x) = below`` and ``P(X > x) = above``.

        The two add up to 1; each is given so that both tails keep all their digits.
        """


@dataclass(frozen=True, eq=False)
class QuantileTable:
    """``nodes`` of both tails, shape (2, 4097): row 0 below the median, row 1 above it."""

    nodes: Array

    @cached_property
    def largest(self) -> float:
        """The largest loss that can be drawn."""
        return float(self.nodes.max())

    @classmethod
    def of(cls, law: Drawable) -> QuantileTable:
        """Tabulate a law of losses."""
        return cls(_nodes(law.quantile))

    def __call__(self, word: Words) -> Array:
        """Return one quantile per 32-bit word."""
        upper = word >> np.uint64(31)
        tail = np.where(upper, word ^ np.uint64(0xFFFFFFFF), word).astype(np.float64) + 0.5
        bits = tail.view(np.uint64)
        cell = (bits >> np.uint64(45)).astype(np.intp) - START
        part = (bits & np.uint64((1 << 45) - 1)).astype(np.float64) * 2.0**-45
        flat = self.nodes.ravel()
        cell += upper.astype(np.intp) * (CELLS + 1)
        low = flat[cell]
        return np.asarray(low + part * (flat[cell + 1] - low))


@dataclass(frozen=True, eq=False)
class Asked:
    """The quantiles of a law with atoms, without a table."""

    law: Empirical

    def __call__(self, word: Words) -> Array:
        """Return one quantile per 32-bit word."""
        u = uniform(word)
        return self.law.quantile(u, 1.0 - u)


Quantiles = QuantileTable | Asked


def quantiles(law: Drawable, risk: str) -> Quantiles:
    """Return the quantiles of a law; refuse one whose mean is infinite, naming the risk."""
    found = _known(law)
    if found is None:
        what = "the mean loss is infinite."
        raise CaseError(Fault(what, f"{risk}.severity", "Give a maximum credible loss."))
    return found


@lru_cache(maxsize=1024)
def _known(law: Drawable) -> Quantiles | None:
    """Return the quantiles of a law, made once: many streams, and a new plan, ask for the same."""
    if not np.isfinite(float(law.limited(np.asarray(law.max_loss, float))[0])):
        return None
    return Asked(law) if isinstance(law, Empirical) else QuantileTable.of(law)


@lru_cache(maxsize=256)
def gamma_table(r: float) -> QuantileTable:
    """Return the quantiles of a gamma factor of mean 1 and shape r."""

    def factor(below: Array, above: Array) -> Array:
        lower = gammaincinv(r, np.minimum(below, 0.5))
        return np.where(below <= above, lower, gammainccinv(r, np.minimum(above, 0.5))) / r

    return QuantileTable(_nodes(factor))


class _Inverse(Protocol):
    def __call__(self, below: Array, above: Array) -> Array: ...


def _nodes(inverse: _Inverse) -> Array:
    """Return the quantiles at all nodes of both tails."""
    octave = np.repeat(2.0 ** np.arange(-1.0, OCTAVES - 1), FINE)
    tail = octave * np.tile(1.0 + np.arange(FINE) / FINE, OCTAVES)
    tail = np.append(tail, 2.0**31) * 2.0**-32
    return np.stack([inverse(tail, 1.0 - tail), inverse(1.0 - tail, tail)])
