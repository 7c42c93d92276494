"""The parts of the logarithm of a yearly loss's transform; each can be exchanged alone.

Every term is a function of a *transform*: a linear map from a `Measure` of event losses to
``s = Σ_k λ_k (φ_k - 1)``. Fourier frequencies give the law, real exponents bound its tails, and
one extra entry, in which φ is P(no loss), gives the exact probability of a year without loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from scipy.fft import rfft
from scipy.special import roots_genlaguerre

from bestplaced.errors import CaseError, Fault
from bestplaced.risk.frequency import log_gamma_mixture, safe_log

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bestplaced.risk.discretise import EventLaw
    from bestplaced.risk.frequency import Frequency

    Array = NDArray[np.float64]
    Spectrum = NDArray[Any]

MISSED = 1e-10  # largest error of the quadrature
LEFT = 1e-15  # of a probability, when its law is taken away
PIECE = 1 << 12  # numbers at a time: they stay in the processor's cache
NODES = 32  # of the Gauss-Laguerre rule over a group's frailty
SLOPES = np.geomspace(1e-3, 200.0, 40)  # exponents of the tail bound, in 1 / largest event loss


@dataclass(frozen=True, eq=False)
class Measure:
    """``Σ weight_k law_k`` on one grid: ``pmf`` from place ``first``; events a year.

    ``none`` is ``Σ weight_k P(no loss)`` and ``mass`` is ``Σ weight_k``.
    """

    pmf: Array
    first: int
    none: float
    mass: float

    @classmethod
    def of(cls, weighted: list[tuple[float, EventLaw]]) -> Measure:
        """Add weighted event laws."""
        first = min((law.first for _, law in weighted), default=0)
        last = max((law.first + law.pmf.size for _, law in weighted), default=1)
        pmf = np.zeros(last - first)
        for weight, law in weighted:
            start = law.first - first
            pmf[start : start + law.pmf.size] += weight * law.pmf
        none = sum(weight * law.none for weight, law in weighted)
        return cls(pmf, first, none, sum(weight for weight, _ in weighted))

    def plus(self, weight: float, law: EventLaw) -> Measure:
        """Return the measure with one more weighted law; a negative weight takes it away.

        Of what is taken away a rounding's worth stays: less than nothing of a large loss would
        make the bound of what lies beyond the grid, which grows with its exponential, worthless.
        """
        if law.first < self.first or law.first + law.pmf.size > self.first + self.pmf.size:
            first = min(self.first, law.first)
            last = max(self.first + self.pmf.size, law.first + law.pmf.size)
            after = last - self.first - self.pmf.size
            pmf = np.pad(self.pmf, (self.first - first, after))
        else:
            first, pmf = self.first, self.pmf.copy()
        start = law.first - first
        there = pmf[start : start + law.pmf.size]
        least = LEFT * there if weight < 0 else -np.inf
        there += weight * law.pmf
        np.maximum(there, least, out=there)
        return Measure(pmf, first, self.none + weight * law.none, self.mass + weight)


class Transform(Protocol):
    """A linear map from a measure to ``s``."""

    def __call__(self, measure: Measure) -> Spectrum:
        """Return ``s``, one value per point of the transform."""


@dataclass(frozen=True)
class Fourier:
    """``n/2 + 1`` frequencies of a grid of n buckets, then the entry of no loss."""

    buckets: int

    def __call__(self, measure: Measure) -> Spectrum:
        """Return ``Σ weight (φ - 1)``, shape (n/2 + 2,)."""
        grid = np.zeros(self.buckets)
        below = -measure.first
        grid[: measure.pmf.size - below] = measure.pmf[below:]
        if below:
            grid[-below:] = measure.pmf[:below]
        grid[0] -= measure.mass
        found = np.empty(self.buckets // 2 + 2, complex)
        found[:-1] = rfft(grid)
        found[-1] = measure.none - measure.mass
        return found


@lru_cache(maxsize=16)
def _exponentials(first: int, size: int, sign: int, largest: int) -> Array:
    """Return ``exp(sign θ x)`` for the slopes and a grid, shape (slopes, size)."""
    places = np.arange(first, first + size)
    table: Array = np.exp(np.outer(sign * SLOPES / largest, places))
    table.flags.writeable = False
    return table


@dataclass(frozen=True)
class Exponential:
    """``Σ weight (E[exp(θ W)] - 1)`` for θ = sign · `SLOPES` / largest, in buckets."""

    sign: int
    largest: int

    def __call__(self, measure: Measure) -> Spectrum:
        """Return one value per slope; inf or nan where a loss is too large for it."""
        table = _exponentials(measure.first, measure.pmf.size, self.sign, self.largest)
        # Not a matrix product: its threads cost more than they bring (see `YearLaw`).
        s: Spectrum = np.einsum("ij,j->i", table, measure.pmf) - measure.mass
        return s


class Remembered:
    """A transform that is worked out once for each measure.

    What people's shocks hit are the same few risks on many responsibilities.
    """

    def __init__(self, transform: Transform) -> None:
        self.transform = transform
        self.known: dict[int, tuple[Measure, Spectrum]] = {}

    def __call__(self, measure: Measure) -> Spectrum:
        """Return ``s``."""
        if id(measure) not in self.known:
            self.known[id(measure)] = measure, self.transform(measure)
        return self.known[id(measure)][1]


class Term(Protocol):
    """One summand of the logarithm of the transform."""

    def log(self, transform: Transform) -> Spectrum:
        """Return the summand at the points of the transform."""

    def measures(self) -> tuple[Measure, ...]:
        """Return all event losses in it."""


@dataclass(frozen=True, eq=False)
class Own:
    """One frequency law over one measure; Poisson risks are pooled in a single one."""

    frequency: Frequency
    measure: Measure

    def log(self, transform: Transform) -> Spectrum:
        """Return ``log P`` of the frequency law."""
        return self.frequency.log_of(transform(self.measure))

    def measures(self) -> tuple[Measure, ...]:
        """Return the one measure."""
        return (self.measure,)


@dataclass(frozen=True, eq=False)
class Frail:
    """Risks whose rates share a gamma factor G of mean 1 and shape r (variance 1 / r).

    Poisson risks enter through ``measure``; ``nested`` are negative binomials (own shape,
    measure), for which G is integrated by quadrature. The rule is tried on the same events
    without their own shapes, where the answer is known, and refused if it misses that.
    """

    name: str
    r: float
    measure: Measure
    nested: tuple[tuple[float, Measure], ...] = ()

    def log(self, transform: Transform) -> Spectrum:
        """Return the closed form, or the quadrature when there are nested laws."""
        s = transform(self.measure)
        if not self.nested:
            return log_gamma_mixture(s, self.r)
        inner = [(own, transform(measure)) for own, measure in self.nested]
        whole = s + sum(t for _, t in inner)
        total, known = np.zeros_like(s), np.exp(log_gamma_mixture(whole, self.r))
        for g, weight in zip(*gamma_nodes(self.r), strict=True):
            power = g * s + sum(log_gamma_mixture(g * t, own) for own, t in inner)
            total = total + weight * np.exp(power)
            known = known - weight * np.exp(g * whole)
        if np.iscomplexobj(s) and np.max(np.abs(known)) > MISSED:
            what = "events are too frequent for a shared frailty over negative binomials."
            remedy = "Make their frequencies Poisson, or take them out of the group."
            raise CaseError(Fault(what, f"{self.name}.frequency", remedy))
        return safe_log(total)

    def measures(self) -> tuple[Measure, ...]:
        """Return the Poisson measure and the nested ones."""
        return (self.measure, *(measure for _, measure in self.nested))


@dataclass(frozen=True, eq=False)
class Struck:
    """A performer's common shocks: ``rate (Π (1 + q_k (φ_k - 1)) - 1)``; a hit is (q_k, law_k)."""

    rate: float
    hits: tuple[tuple[float, Measure], ...]

    def log(self, transform: Transform) -> Spectrum:
        """Return the compound Poisson exponent of the shocks."""
        product: Spectrum = np.ones(1)
        for probability, measure in self.hits:
            product = product * (1.0 + probability * transform(measure))
        return self.rate * (product - 1.0)

    def measures(self) -> tuple[Measure, ...]:
        """Return one measure per risk that a shock can hit."""
        return tuple(measure for _, measure in self.hits)


def exponential(log: Spectrum) -> Spectrum:
    """Return ``exp(log)`` of complex numbers, to 4e-16 of each, by the half angle's tangent.

    ``exp(a + ib) = e^a (1 + it)² / (1 + t²)`` with ``t = tan(b/2)``: numpy can work out real
    exponentials and tangents several at a time, complex ones one by one, at a fifth the pace.
    """
    found = np.empty_like(log)
    for i in range(0, log.size, PIECE):
        piece, out = log[i : i + PIECE], found[i : i + PIECE]
        t = np.tan(0.5 * piece.imag)
        square = t * t
        size = np.exp(piece.real) / (1.0 + square)
        out.real = size - size * square
        out.imag = 2.0 * size * t
    return found


@lru_cache(maxsize=64)
def gamma_nodes(r: float, count: int = NODES) -> tuple[Array, Array]:
    """Return nodes and weights of ``E[f(G)]`` for G gamma of mean 1 and shape r."""
    nodes, weights = roots_genlaguerre(count, r - 1.0)
    return nodes / r, weights / weights.sum()
