"""The exact law of a party's yearly loss, by fast Fourier transform on a grid of money.

Logarithms of characteristic functions add up over what is independent::

    log Φ = Σ_Poisson λ_k e_k                       e_k = φ_k - 1, one event's loss
          + Σ_own NB, Bernoulli, counts  log P_k(1 + e_k)
          + Σ_groups -r_g log(1 - Σ_{k in g} λ_k e_k / r_g)       gamma frailty
          + Σ_performers κ_p (Π_k (1 + q_pk e_k) - 1)             common shocks

and ``pmf = irfft(exp(log Φ))``. Whatever lies beyond the grid would come back at its other end,
so the mass there is bounded first (Chernoff: ``P(S >= x) <= exp(K(θ) - θ x)`` for every θ > 0,
K the log of the moment generating function) and the grid is doubled until the bound is small.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from scipy.fft import irfft

from bestplaced.errors import CaseError, Fault
from bestplaced.risk.frequency import NegativeBinomial, Poisson, check
from bestplaced.risk.terms import (
    SLOPES,
    Exponential,
    Fourier,
    Frail,
    Measure,
    Own,
    Remembered,
    Struck,
    exponential,
)
from bestplaced.risk.yearly import YearLaw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bestplaced.risk.discretise import EventLaw
    from bestplaced.risk.frequency import Frequency
    from bestplaced.risk.terms import Array, Spectrum, Term, Transform

POOL = ("pool", "")
LARGEST = 1 << 20
SPARE = 1e-12  # of all parts of a moved bound: more than their rounding can be


@dataclass(frozen=True)
class Exposure:
    """One risk in one party's books: how often, how much; ``group`` names a shared frailty."""

    name: str
    frequency: Frequency
    event: EventLaw
    group: str = ""


@dataclass(frozen=True)
class Shock:
    """``rate`` shocks a year of one performer; each hits risk k with ``hits[k][0]``, for its law.

    Given the shock, hits are independent of each other.
    """

    name: str
    rate: float
    hits: tuple[tuple[float, EventLaw], ...]

    def __post_init__(self) -> None:
        check(self.rate, self.name, "rate", 0.0)
        for i, (probability, _) in enumerate(self.hits):
            check(probability, self.name, f"hits[{i}]", 0.0, 1.0)


@dataclass(frozen=True)
class Grid:
    """``buckets`` (a power of two) of ``width`` money; doubled up to ``largest`` if too few.

    ``tolerance`` is the mass that may lie beyond. ``largest = buckets`` forbids enlargement.
    """

    width: float
    buckets: int = 1 << 13
    tolerance: float = 1e-12
    largest: int = LARGEST

    def __post_init__(self) -> None:
        check(self.width, "grid", "width", 1e-300)
        check(self.tolerance, "grid", "tolerance", 0.0, 1.0)
        if self.buckets < 2 or self.buckets & (self.buckets - 1):  # noqa: PLR2004
            raise CaseError(Fault(f"{self.buckets} is not a power of two.", "grid.buckets"))


@dataclass(frozen=True, eq=False)
class Lattice:
    """A party's yearly loss; make it with `build`, read it with `law`, change it with `replaced`.

    ``logs`` holds every term but the pool at the Fourier points, ``bounds`` all terms at the real
    exponents (one row per sign); ``total`` is the sum of all logarithms, shape (n/2 + 2,).
    ``alone`` keeps both for one event a year of each law that was moved, as long as the law lives.
    """

    grid: Grid
    exposures: Mapping[str, Exposure]
    shocks: tuple[Shock, ...]
    frailty: Mapping[str, float]
    terms: Mapping[tuple[str, str], Term]
    logs: Mapping[tuple[str, str], Spectrum]
    bounds: Mapping[tuple[str, str], Array]
    total: Spectrum
    extent: int
    wrapped: float
    alone: WeakKeyDictionary[EventLaw, tuple[Spectrum, Array]] = field(
        default_factory=WeakKeyDictionary
    )

    @classmethod
    def build(
        cls,
        grid: Grid,
        exposures: Sequence[Exposure],
        shocks: Sequence[Shock] = (),
        frailty: Mapping[str, float] | None = None,
    ) -> Lattice:
        """Return the law of all exposures and shocks; ``frailty`` is group -> gamma shape r.

        Raises `CaseError` when even the largest grid would wrap around.
        """
        frailty = dict(frailty or {})
        _check(grid, exposures, shocks, frailty)
        terms = _terms(exposures, shocks, frailty)
        measures = [m for term in terms.values() for m in term.measures()]
        extent = max([1] + [max(-m.first, m.first + m.pmf.size - 1) for m in measures])
        signed = any(m.first < 0 for m in measures)
        real = _exponentials(extent, signed=signed)
        bounds = {key: _bound(term, real) for key, term in terms.items()}
        grid, wrapped = _enlarged(grid, sum(bounds.values()), extent, signed=signed)
        fourier = Remembered(Fourier(grid.buckets))
        logs = {key: term.log(fourier) for key, term in terms.items()}
        total = sum(logs.values(), np.zeros(grid.buckets // 2 + 2, complex))
        del logs[POOL]
        known = {e.name: e for e in exposures}
        return cls(grid, known, tuple(shocks), frailty, terms, logs, bounds, total, extent, wrapped)

    @property
    def signed(self) -> bool:
        """Whether there are losses below zero: differences of plans."""
        return any(m.first < 0 for term in self.terms.values() for m in term.measures())

    def law(self) -> YearLaw:
        """Return the law of the yearly loss on the grid."""
        n = self.grid.buckets
        pmf = irfft(exponential(self.total[:-1]), n, overwrite_x=True)
        first = -n // 2 if self.signed else 0
        if first:
            pmf = np.roll(pmf, n // 2)
        no_event = float(np.exp(self.total[-1].real))
        np.maximum(pmf, 0.0, out=pmf)
        return YearLaw(pmf, self.grid.width, no_event, self.wrapped, first)

    def replaced(self, new: Exposure) -> Lattice:
        """Return the lattice with the exposure of that name exchanged; one term is redone.

        If the grid becomes too small, all is built again on a larger one.
        """
        if new.name not in self.exposures:
            raise CaseError(Fault("there is no exposure of that name to replace.", new.name))
        old = self.exposures[new.name]
        exposures = {**self.exposures, new.name: new}
        key = _key(old)
        reach = max(-new.event.first, new.event.first + new.event.pmf.size - 1)
        simple = isinstance(old.frequency, Poisson) and isinstance(new.frequency, Poisson)
        same = _key(new) == key and (new.event.first >= 0 or self.signed)
        if not same or reach > self.extent or (key[0] != "own" and not simple):
            return self._again(exposures)
        _check(self.grid, [new], (), self.frailty)
        term = _own(new) if key[0] == "own" else _exchanged(self.terms[key], old, new)
        steps = self._steps(old, new) if key == POOL else []
        bound = _shifted(self.bounds[key], steps) if steps else self._bound(term)
        bounds = {**self.bounds, key: bound}
        wrapped = _beyond(sum(bounds.values()), self.grid, self.extent, signed=self.signed)
        if not wrapped <= self.grid.tolerance:
            return self._again(exposures)
        logs, changes = self.logs, [weight * log for weight, log, _ in steps]
        if not steps:
            logs = {**logs, key: term.log(Fourier(self.grid.buckets))}
            changes = [logs[key] - self.logs[key]]
        total = changes[0]  # nobody else's, so added to in place: no more memory is asked for
        for part in (*changes[1:], self.total):
            total += part
        return replace(
            self,
            exposures=exposures,
            terms={**self.terms, key: term},
            logs=logs,
            bounds=bounds,
            total=total,
            wrapped=wrapped,
        )

    def _steps(self, old: Exposure, new: Exposure) -> list[tuple[float, Spectrum, Array]]:
        """Return what changes in the pool, linear in its laws: weight, and `alone`, of each."""
        weights = {old.event: -old.frequency.weight}
        weights[new.event] = weights.get(new.event, 0.0) + new.frequency.weight
        for event in weights:
            if event not in self.alone:
                term = Own(Poisson(1.0), Measure.of([(1.0, event)]))
                self.alone[event] = term.log(Fourier(self.grid.buckets)), self._bound(term)
        return [(weight, *self.alone[event]) for event, weight in weights.items()]

    def _bound(self, term: Term) -> Array:
        """Return the term's bound on this grid."""
        return _bound(term, _exponentials(self.extent, signed=self.signed))

    def _again(self, exposures: Mapping[str, Exposure]) -> Lattice:
        """Build from nothing with other exposures."""
        return Lattice.build(self.grid, list(exposures.values()), self.shocks, self.frailty)

    @property
    def exact_mean(self) -> float:
        """Expected yearly loss from exact moments, not from the grid."""
        own = sum(e.frequency.events * e.event.mean for e in self.exposures.values())
        return own + sum(s.rate * sum(q * law.mean for q, law in s.hits) for s in self.shocks)

    @property
    def exact_variance(self) -> float:
        """Variance of the yearly loss from exact moments (F4's terms), not from the grid."""
        total, drift = 0.0, dict.fromkeys(self.frailty, 0.0)
        for e in self.exposures.values():
            mean, events = e.event.mean, e.frequency.events
            extra = e.frequency.variance - events  # of the count, beyond Poisson
            if e.group:
                drift[e.group] += events * mean
                extra *= 1.0 + 1.0 / self.frailty[e.group]
            total += events * e.event.square + extra * mean**2
        total += sum(drift[g] ** 2 / r for g, r in self.frailty.items())
        for s in self.shocks:
            linear = sum(q * law.mean for q, law in s.hits)
            spread = sum(q * law.square - (q * law.mean) ** 2 for q, law in s.hits)
            total += s.rate * (linear**2 + spread)
        return total


def _check(
    grid: Grid,
    exposures: Sequence[Exposure],
    shocks: Sequence[Shock],
    frailty: Mapping[str, float],
) -> None:
    """Refuse doubled names, other widths, unknown groups, and counts that cannot be frail."""
    faults = []
    names = [e.name for e in exposures]
    faults += [Fault("named twice.", f"{n}.name") for n in sorted(set(names)) if names.count(n) > 1]
    laws = [(e.name, e.event) for e in exposures]
    laws += [(s.name, law) for s in shocks for _, law in s.hits]
    for name, law in laws:
        if not math.isclose(law.width, grid.width):
            faults.append(Fault(f"buckets of {law.width:g} on a grid of {grid.width:g}.", name))
    for e in exposures:
        if e.group and e.group not in frailty:
            faults.append(Fault(f"frailty group '{e.group}' is unknown.", f"{e.name}.group"))
        elif e.group and not isinstance(e.frequency, Poisson | NegativeBinomial):
            what = "only Poisson and negative binomial counts can share a frailty."
            faults.append(Fault(what, f"{e.name}.group"))
    if faults:
        raise CaseError(faults)
    for group, r in frailty.items():
        check(r, group, "r", 1e-300)


def _key(exposure: Exposure) -> tuple[str, str]:
    """Return the term that an exposure belongs to."""
    if exposure.group:
        return ("group", exposure.group)
    return POOL if isinstance(exposure.frequency, Poisson) else ("own", exposure.name)


def _own(exposure: Exposure) -> Own:
    """Return the term of a risk on its own."""
    measure = Measure.of([(exposure.frequency.weight, exposure.event)])
    return Own(exposure.frequency, measure)


def _exchanged(term: Term, old: Exposure, new: Exposure) -> Term:
    """Return the term with a Poisson risk in its measure exchanged."""
    measure = term.measures()[0].plus(-old.frequency.weight, old.event)
    measure = measure.plus(new.frequency.weight, new.event)
    return replace(term, measure=measure)  # type: ignore[type-var]


def _terms(
    exposures: Sequence[Exposure], shocks: Sequence[Shock], frailty: Mapping[str, float]
) -> dict[tuple[str, str], Term]:
    """Return all summands of the logarithm."""
    terms: dict[tuple[str, str], Term] = {}
    pooled: dict[tuple[str, str], list[tuple[float, EventLaw]]] = {POOL: []}
    nested: dict[str, list[tuple[float, Measure]]] = {}
    for e in exposures:
        key, frequency = _key(e), e.frequency
        if key[0] == "own":
            terms[key] = _own(e)
        elif isinstance(frequency, NegativeBinomial):
            measure = Measure.of([(frequency.mean, e.event)])
            nested.setdefault(e.group, []).append((frequency.r, measure))
        else:
            pooled.setdefault(key, []).append((frequency.weight, e.event))
    terms[POOL] = Own(Poisson(1.0), Measure.of(pooled[POOL]))
    for group in {e.group for e in exposures if e.group}:
        poisson = Measure.of(pooled.get(("group", group), []))
        inner = tuple(nested.get(group, []))
        terms["group", group] = Frail(group, frailty[group], poisson, inner)
    laws = {id(law): Measure.of([(1.0, law)]) for s in shocks for _, law in s.hits}
    for i, s in enumerate(shocks):
        hits = tuple((q, laws[id(law)]) for q, law in s.hits)
        terms["shock", f"{i} {s.name}"] = Struck(s.rate, hits)
    return terms


def _exponentials(extent: int, *, signed: bool) -> list[Transform]:
    """Return the transforms at real exponents: upward, and downward where losses may be gains."""
    return [Remembered(Exponential(sign, extent)) for sign in ((1, -1) if signed else (1,))]


def _bound(term: Term, real: Sequence[Transform]) -> Array:
    """Return the term's K(θ), shape (1 or 2, slopes): upward, then downward; inf if none."""
    with np.errstate(all="ignore"):
        found = np.array([term.log(transform) for transform in real], float)
    return np.where(np.isnan(found), np.inf, found)


def _shifted(bound: Array, steps: Sequence[tuple[float, Spectrum, Array]]) -> Array:
    """Return the pool's bound after a move: never less than it is, whatever rounding took away."""
    parts = np.array([bound, *(weight * one for weight, _, one in steps)])
    found: Array = parts.sum(axis=0) + SPARE * np.abs(parts).sum(axis=0)
    return found


def _beyond(bound: Array | float, grid: Grid, extent: int, *, signed: bool) -> float:
    """Return an upper bound of the probability beyond the grid."""
    places = grid.buckets // 2 if signed else grid.buckets
    if extent >= places:
        return math.inf
    power = np.min(np.asarray(bound) - SLOPES / extent * places, axis=-1)
    return float(np.exp(np.minimum(power, 0.0)).sum())


def _enlarged(grid: Grid, bound: Array | float, extent: int, *, signed: bool) -> tuple[Grid, float]:
    """Return the first grid, doubling, beyond which there is no more than the tolerance."""
    while not (wrapped := _beyond(bound, grid, extent, signed=signed)) <= grid.tolerance:
        if 2 * grid.buckets > grid.largest:
            what = f"up to {wrapped:.2g} of the yearly loss lies beyond {grid.buckets} buckets"
            remedy = "Take more or wider buckets, or a smaller maximum credible loss."
            raise CaseError(Fault(f"{what} of {grid.width:g}.", "grid.buckets", remedy))
        grid = replace(grid, buckets=2 * grid.buckets)
    return grid, wrapped
