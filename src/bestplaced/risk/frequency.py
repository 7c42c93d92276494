"""How often a risk strikes in a year, as characteristic functions of compound laws.

With ``φ`` the characteristic function of one event's loss (complex, one value per lattice
frequency) and ``e = φ - 1``, each law adds ``log P(1 + e)`` to the logarithm of the yearly loss,
``P`` its probability generating function. Every law is given in ``s = weight · e``, because
a mixture of events enters only through ``Σ weight_k e_k``. Real ``s`` gives the log of the moment
generating function; where that is infinite the value is nan or inf.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Spectrum = NDArray[Any]

TINY = 1e-300  # a factor of the transform below this is taken as this


class Frequency(Protocol):
    """What the lattice asks of a law of the number of events in a year."""

    @property
    def weight(self) -> float:
        """The factor of ``e`` in ``s``."""

    @property
    def events(self) -> float:
        """Expected events a year."""

    @property
    def variance(self) -> float:
        """Variance of the events in a year."""

    def log_of(self, s: Spectrum) -> Spectrum:
        """Return ``log P(1 + s / weight)``."""


def check(value: float, risk: str, name: str, low: float, high: float = math.inf) -> None:
    """Refuse a value outside ``[low, high]``, or not finite, naming risk and field."""
    if not (math.isfinite(value) and low <= value <= high):
        span = f"{low:g} or more" if math.isinf(high) else f"from {low:g} to {high:g}"
        what = f"got {value!r}; a finite number, {span}, is needed."
        raise CaseError(Fault(what, f"{risk}.{name}"))


def safe_log(factor: Spectrum) -> Spectrum:
    """Return the complex logarithm, with a zero read as `TINY` so that sums stay finite."""
    return np.log(np.where(np.abs(factor) < TINY, TINY, factor))


class _Weighted(ABC):
    """A law whose factor of ``e`` is its expected events."""

    @property
    @abstractmethod
    def weight(self) -> float:
        """The factor of ``e`` in ``s``."""

    @property
    def events(self) -> float:
        """Expected events a year."""
        return self.weight


@dataclass(frozen=True)
class Poisson(_Weighted):
    """``mean`` events a year: ``log P = mean · e``. ``risk`` names it in errors."""

    mean: float
    risk: str = field(default="frequency", compare=False)

    def __post_init__(self) -> None:
        check(self.mean, self.risk, "mean", 0.0)

    @property
    def weight(self) -> float:
        """The mean."""
        return self.mean

    @property
    def variance(self) -> float:
        """Equal to the mean."""
        return self.mean

    def log_of(self, s: Spectrum) -> Spectrum:
        """Return ``s``."""
        return s


@dataclass(frozen=True)
class NegativeBinomial(_Weighted):
    """Poisson with a gamma rate of shape ``r``: ``log P = -r log(1 - mean · e / r)``.

    Variance ``mean + mean² / r``. In other books' letters β = mean / r; r is their size.
    """

    mean: float
    r: float
    risk: str = field(default="frequency", compare=False)

    def __post_init__(self) -> None:
        check(self.mean, self.risk, "mean", 0.0)
        check(self.r, self.risk, "r", TINY)

    @property
    def weight(self) -> float:
        """The mean."""
        return self.mean

    @property
    def variance(self) -> float:
        """``mean + mean² / r``."""
        return self.mean + self.mean**2 / self.r

    def log_of(self, s: Spectrum) -> Spectrum:
        """Return ``-r log(1 - s / r)``; the real part of the argument is at least 1."""
        return log_gamma_mixture(s, self.r)


@dataclass(frozen=True)
class Bernoulli(_Weighted):
    """One event with ``probability``, or none: ``log P = log(1 + probability · e)``."""

    probability: float
    risk: str = field(default="frequency", compare=False)

    def __post_init__(self) -> None:
        check(self.probability, self.risk, "probability", 0.0, 1.0)

    @property
    def weight(self) -> float:
        """The probability."""
        return self.probability

    @property
    def variance(self) -> float:
        """``p (1 - p)``."""
        return self.probability * (1.0 - self.probability)

    def log_of(self, s: Spectrum) -> Spectrum:
        """Return ``log(1 + s)``."""
        return safe_log(1.0 + s)


@dataclass(frozen=True)
class Counts:
    """Any finite table: ``probabilities[n]`` of n events; ``log P = log Σ p_n (1 + e)^n``."""

    probabilities: tuple[float, ...]
    risk: str = field(default="frequency", compare=False)

    def __post_init__(self) -> None:
        for n, probability in enumerate(self.probabilities):
            check(probability, self.risk, f"probabilities[{n}]", 0.0, 1.0)
        if abs(sum(self.probabilities) - 1.0) > 1e-9:  # noqa: PLR2004  rounding of a table
            what = f"the probabilities add up to {sum(self.probabilities):.12g}, not 1."
            raise CaseError(Fault(what, f"{self.risk}.probabilities"))

    @property
    def weight(self) -> float:
        """Always 1: ``s`` is ``e``."""
        return 1.0

    @property
    def events(self) -> float:
        """Expected events a year."""
        return math.fsum(n * p for n, p in enumerate(self.probabilities))

    @property
    def variance(self) -> float:
        """Variance of the count."""
        mean = self.events
        return math.fsum((n - mean) ** 2 * p for n, p in enumerate(self.probabilities))

    def log_of(self, s: Spectrum) -> Spectrum:
        """Return ``log Σ p_n (1 + s)^n``, by Horner's rule."""
        total = np.zeros_like(s)
        for probability in reversed(self.probabilities):
            total = total * (1.0 + s) + probability
        return safe_log(total)


def log_gamma_mixture(s: Spectrum, r: float) -> Spectrum:
    """Return ``-r log(1 - s / r)``: ``log E[exp(G s)]`` for G gamma of mean 1 and shape r."""
    return -r * np.log(1.0 - s / r)
