"""The worst years of a party: their exact mean, and what each risk would bring to them (F9).

CVaR is convex in the loss. With D the density of the worst years of a plan's loss S (D is
1 / (1 - level) in them, 0 else), every other plan's loss S' obeys, whatever their joint law,
``CVaR(S') >= CVaR(S) + E[(S' - S) D]``. For S' and S with common events that is a sum over risks,
and Mecke's formula gives each term exactly from laws on the lattice: a Poisson risk with event W
brings ``λ E[W D(S + W)]``; a frailty group's law is tilted by its factor (gamma of shape r + 1); a
shock's hit comes with the other hits of the same shock.
"""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from scipy.fft import irfft

from bestplaced.risk.discretise import discretise
from bestplaced.risk.party_laws import party_lattice, struck
from bestplaced.risk.terms import Fourier, Frail, Measure, exponential

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.risk.discretise import EventLaw
    from bestplaced.risk.exposures import PlacedRisk
    from bestplaced.risk.laws import LossLaw
    from bestplaced.risk.layer import Layer

    Array = NDArray[np.float64]


class Tail:
    """The worst ``1 - level`` of a party's years under a plan's placed risks."""

    def __init__(
        self, case: Case, placed: Sequence[PlacedRisk], party: str, level: float = 0.95
    ) -> None:
        """Build the exact law, dependence included."""
        self.case, self.party, self.level = case, party, level
        self.placed = [p for p in placed if party in p.layers]
        self.lattice = party_lattice(case, placed, party)
        self.law = self.lattice.law()
        self.fourier = Fourier(self.lattice.grid.buckets)
        self.groups: dict[str, Array] = {}
        self.known: dict[tuple[int, int], tuple[EventLaw, LossLaw, Layer]] = {}
        self.pairs: dict[tuple[int, int, int], float] = {}
        self.transforms: dict[int, Array] = {}
        self.hit = self._hits()
        self.tails: dict[tuple[str, str, str], Array] = {}
        self.others: dict[tuple[str, str], dict[str, Array]] = {}

    @property
    def cvar(self) -> float:
        """Mean loss of the worst years, money a year."""
        return self.law.cvar(self.level)

    @cached_property
    def _edge(self) -> tuple[int, float]:
        """Return the quantile's bucket and which part of its years is among the worst."""
        at = round(self.law.quantile(self.level) / self.law.width)
        beyond = float(self.law.pmf[at + 1 :].sum())
        here = float(self.law.pmf[at])
        return at, min(1.0, max(0.0, (1.0 - self.level - beyond) / here)) if here > 0 else 0.0

    @cached_property
    def _spectrum(self) -> Array:
        """Return the transform of the plan's law."""
        return exponential(self.lattice.total[:-1])

    def _transform(self, law: EventLaw) -> Array:
        """Return ``φ - 1`` of one event; what shocks hit are few laws, each by its own chance."""
        if id(law) not in self.transforms:
            self.transforms[id(law)] = self.fourier(Measure.of([(1.0, law)]))[:-1]
        return self.transforms[id(law)]

    def _chances(self, factor: Array | float) -> Array:
        """Return P'(worst year) after a further loss of w buckets, w = 0 .. at + 1.

        P' is the plan's law with its transform multiplied by ``factor``.
        """
        pmf = irfft(self._spectrum * factor, self.lattice.grid.buckets)
        at, share = self._edge
        below = np.concatenate(([0.0], np.cumsum(pmf)[: at + 1]))  # P'(S < k), k = 0 .. at + 1
        left = at - np.arange(at + 1)  # what S may be at most before the loss
        chance = 1.0 - below[left + 1] + share * pmf[left]
        return np.append(chance, 1.0)

    def _group(self, group: str) -> Array:
        """Return chances under the law that a frailty group's own events see."""
        if group not in self.groups:
            term = self.lattice.terms.get(("group", group))
            factor: Array | float = 1.0
            if isinstance(term, Frail):
                factor = 1.0 / (1.0 - self.fourier(term.measure)[:-1] / term.r)
            self.groups[group] = self._chances(factor)
        return self.groups[group]

    def _hits(self) -> dict[tuple[str, str], list[tuple[str, float, EventLaw]]]:
        """Return (shock, who is struck) -> (placed risk, chance, law) of all its hits."""
        found: dict[tuple[str, str], list[tuple[str, float, EventLaw]]] = {}
        for p in self.placed:
            for key in struck(self.case, p):
                found.setdefault(key, []).append((p.name, p.hits[key[0]], self._event(p)))
        return found

    def _with_shock(self, key: tuple[str, str], name: str) -> Array:
        """Return chances when a shock hits this risk, its other hits falling as they may."""
        whole = (*key, name)
        if whole not in self.tails:
            if key not in self.others:
                self.others[key] = self._all_but_one(key)
            self.tails[whole] = self._chances(self.others[key][name])
        return self.tails[whole]

    def _all_but_one(self, key: tuple[str, str]) -> dict[str, Array]:
        """Return by placed risk the transform of all other hits of a shock.

        Products from both ends, since a factor that is certain to strike may be 0.
        """
        hits = self.hit[key]
        factors = [1.0 + chance * self._transform(law) for _, chance, law in hits]
        after = list(accumulate(reversed(factors[1:]), np.multiply, initial=np.ones(1)))[::-1]
        before: Array = np.ones(1)
        found = {}
        for (name, _, _), factor, rest in zip(hits, factors, after, strict=True):
            found[name] = before * rest
            before = before * factor
        return found

    def _event(self, p: PlacedRisk) -> EventLaw:
        layer = p.layers[self.party]
        same = id(p.law), id(layer)
        if same not in self.known:
            event = discretise(p.law, self.lattice.grid.width, layer, risk=p.risk)
            self.known[same] = (event, p.law, layer)  # kept alive, or another could get their id
        return self.known[same][0]

    def _together(self, new: EventLaw, old: EventLaw, chance: Array) -> float:
        """Return ``E[W' P(worst year | W)]``, W' and W rising together (one event, two plans)."""
        key = id(new), id(old), id(chance)
        if key not in self.pairs:
            self.pairs[key] = _coupled(new, old, chance)
        return self.pairs[key]

    def brings(self, new: PlacedRisk | None, old: PlacedRisk | None) -> float:
        """Return what ``new`` brings to the worst years in the place of ``old``: at least that.

        Exact where both are the same; money a year. ``old`` is nothing where the plan has none.
        """
        if new is None or self.party not in new.layers:
            return 0.0
        law, rest = self._event(new), 1.0 - self.level
        width = self.lattice.grid.width
        places = np.arange(law.pmf.size) + law.first
        mean = float(law.pmf @ places)
        chance = self._group(new.group)
        before, total, mine = 0.0, 0.0, set()
        if old is not None and self.party in old.layers:
            before, mine = min(old.own, new.own), set(struck(self.case, old))
            total += before * self._together(law, self._event(old), chance)
        total += (new.own - before) * mean * float(chance[0])
        for key in struck(self.case, new):
            rate, hits = self.case.shocks[key[0]].rate.value, new.hits[key[0]]
            same = 0.0
            if key in mine and old is not None:
                same = min(hits, old.hits[key[0]])
                after = self._with_shock(key, old.name)
                total += rate * same * self._together(law, self._event(old), after)
            total += rate * (hits - same) * mean * rest
        return total * width / rest


def _coupled(new: EventLaw, old: EventLaw, chance: Array) -> float:
    """Return ``Σ_k chance(k) E[new; old = k]`` in buckets, both rising with one uniform number."""
    steps = np.concatenate(([0.0], np.cumsum(new.pmf)))
    steps[-1] = max(steps[-1], 1.0)
    carried = np.concatenate(([0.0], np.cumsum(new.pmf * np.arange(new.pmf.size))))
    until = np.concatenate(([0.0], np.cumsum(old.pmf)))
    until[-1] = 1.0
    share = np.diff(np.interp(until, steps, carried))
    seen = chance[np.minimum(np.arange(old.pmf.size), chance.size - 1)]
    return float(share @ seen)
