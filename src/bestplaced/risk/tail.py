"""The worst years of a party: their exact mean, and what each risk would bring to them (F9).

CVaR is convex in the loss. With D the density of the worst years of a plan's loss S (D is
1 / (1 - level) in them, 0 else), every other plan's loss S' obeys, whatever their joint law,
``CVaR(S') >= CVaR(S) + E[(S' - S) D]``. For S' and S with common events that is a sum over risks,
and Mecke's formula gives each term exactly from laws on the lattice: a Poisson risk with event W
brings ``λ E[W D(S + W)]``; a frailty group's law is tilted by its factor (gamma of shape r + 1); a
shock's hit, one in another plan too, comes with the other hits of the same shock.

What a yearly cap A sends back to the party is E = max(S_q - A, 0), S_q the year of all who are
under the cap. Only joint years tell ``CVaR(S + E)``, but it is at most ``CVaR(S) + CVaR(E)``, each
exact; and E has such a row, too, with D = 1 / (1 - level) in its worst years with S_q above A.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from bestplaced.case.business import BUSINESS
from bestplaced.risk.case_scenarios import flowing_to
from bestplaced.risk.party_laws import Events, party_lattice, struck
from bestplaced.risk.terms import Fourier, Frail, exponential

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.risk.discretise import EventLaw
    from bestplaced.risk.exposures import PlacedRisk

    Array = NDArray[np.float64]


WIDER = 8  # times the largest event of a plan, on whose grid other plans' events are laid, too


def tails(
    case: Case,
    placed: Sequence[PlacedRisk],
    party: str,
    level: float = 0.95,
    events: Events | None = None,
) -> tuple[Tail, ...]:
    """Return a party's worst years before yearly limits, then those of what each sends back to it.

    Their sum is the mean of its worst years, at most; exact where no limit sends anything back.
    Limits beyond all that can happen are left out.
    """
    backs = [
        Tail(case, placed, limit.account, level, events, limit.most, limit.insurer)
        for limit in flowing_to(case, party)
    ]
    return Tail(case, placed, party, level, events), *(t for t in backs if t.reached)


class Tail:
    """The worst ``1 - level`` of a party's years under a plan's placed risks.

    Of ``beyond`` money a year, what is above it; ``insurer`` is an account that counts with the
    party's.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - one parameter per part of the question
        self,
        case: Case,
        placed: Sequence[PlacedRisk],
        party: str,
        level: float = 0.95,
        events: Events | None = None,
        beyond: float = 0.0,
        insurer: str = "",
    ) -> None:
        """Build the exact law, dependence included; ``events`` keeps laws for further plans."""
        self.case, self.party, self.level, self.beyond = case, party, level, beyond
        self.payers = (party, insurer) if insurer else (party,)
        self.events = Events() if events is None else events
        self.placed = [one for p in placed if (one := self._seen(p)) is not None]
        largest = _possible(case, party) / WIDER
        self.lattice = party_lattice(case, self.placed, party, self.events, largest)
        self.law = self.lattice.law()
        self.groups: dict[str, Array] = {}
        self.pairs: dict[tuple[int, int, int], float] = {}
        self.hit = self._hits()
        self.shocked: dict[tuple[str, str], dict[str, Array]] = {}

    @property
    def cvar(self) -> float:
        """Mean of the worst years, money a year; of what is ``beyond`` if that is asked."""
        return self.law.excess_cvar(self.beyond, self.level)

    @property
    def reached(self) -> bool:
        """Whether ``beyond`` is on the grid."""
        return self.beyond < self.law.pmf.size * self.law.width

    def _seen(self, p: PlacedRisk | None) -> PlacedRisk | None:
        """Return a placed risk as the party sees it, with its insurer's part; none without any."""
        if p is None or len(self.payers) > 1:
            return p if p is None else self.events.together(p, self.payers)
        return p if self.party in p.layers else None

    @cached_property
    def _edge(self) -> tuple[int, float]:
        """Return the bucket from which years are among the worst, and which part of its own is.

        It is the quantile's, or the last one not ``beyond`` where that is higher.
        """
        at = round(self.law.quantile(self.level) / self.law.width)
        if self.beyond > at * self.law.width:
            return int(self.beyond / self.law.width), 0.0
        beyond = float(self.law.pmf[at + 1 :].sum())
        here = float(self.law.pmf[at])
        return at, min(1.0, max(0.0, (1.0 - self.level - beyond) / here)) if here > 0 else 0.0

    def _chances(self, pmf: Array) -> Array:
        """Return P'(worst year) after a further loss of w buckets, w = 0 .. at + 1.

        ``pmf`` is that of P' for 0 .. at buckets; what lies beyond is among the worst anyway.
        """
        at, share = self._edge
        below = np.concatenate(([0.0], np.cumsum(pmf)))  # P'(S < k), k = 0 .. at + 1
        left = at - np.arange(at + 1)  # what S may be at most before the loss
        chance = 1.0 - below[left + 1] + share * pmf[left]
        return np.append(chance, 1.0)

    @cached_property
    def _worst(self) -> float:
        """Return the share of years that are among the worst."""
        at = self._edge[0]
        plain = float(self._chances(self.law.pmf[: at + 1])[0])
        return plain if self.beyond else 1.0 - self.level

    def _group(self, group: str) -> Array:
        """Return chances under the law that a frailty group's own events see."""
        if group not in self.groups:
            pmf, term = self.law.pmf, self.lattice.terms.get(("group", group))
            if isinstance(term, Frail):
                fourier = Fourier(self.lattice.grid.buckets)
                factor = 1.0 / (1.0 - fourier(term.measure)[:-1] / term.r)
                pmf = irfft(exponential(self.lattice.total[:-1]) * factor, fourier.buckets)
            self.groups[group] = self._chances(pmf[: self._edge[0] + 1])
        return self.groups[group]

    def _hits(self) -> dict[tuple[str, str], list[tuple[str, float, EventLaw]]]:
        """Return (shock, who is struck) -> (placed risk, chance, law) of all its hits."""
        found: dict[tuple[str, str], list[tuple[str, float, EventLaw]]] = {}
        for p in self.placed:
            for key in struck(self.case, p):
                found.setdefault(key, []).append((p.name, p.hits[key[0]], self._event(p)))
        return found

    def _with_shock(self, key: tuple[str, str], name: str) -> Array:
        """Return chances when a shock hits this risk, its other hits falling as they may.

        For "", when it strikes at all. Products from both ends, since a factor that is certain to
        strike may be 0; only of what leaves the year short of the worst.
        """
        if key not in self.shocked:
            hits, series = self.hit[key], _Series(self._edge[0] + 1)
            factors = [series.struck(chance, law) for _, chance, law in hits]
            after = [*accumulate(reversed(factors[1:]), series.times, initial=series.one)][::-1]
            before, found = self.law.pmf[: series.size], {}
            for (risk, _, _), factor, rest in zip(hits, factors, after, strict=True):
                found[risk] = self._chances(series.times(before, rest))
                before = series.times(before, factor)
            self.shocked[key] = {**found, "": self._chances(before)}
        return self.shocked[key][name]

    def _event(self, p: PlacedRisk) -> EventLaw:
        return self.events(p, p.layers[self.party], self.lattice.grid.width)

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
        new, old = self._seen(new), self._seen(old)
        if new is None:
            return 0.0
        law = self._event(new)
        width = self.lattice.grid.width
        places = np.arange(law.pmf.size) + law.first
        mean = float(law.pmf @ places)
        chance = self._group(new.group)
        before, total, mine = 0.0, 0.0, set()
        if old is not None:
            before, mine = min(old.own, new.own), set(struck(self.case, old))
            total += before * self._together(law, self._event(old), chance)
        total += (new.own - before) * mean * float(chance[0])
        for key in struck(self.case, new):
            rate, hits = self.case.shocks[key[0]].rate.value, new.hits[key[0]]
            same, seen = 0.0, self._worst
            if key in mine and old is not None:
                same = min(hits, old.hits[key[0]])
                after = self._with_shock(key, old.name)
                total += rate * same * self._together(law, self._event(old), after)
                seen = float(after[0])
            elif key in self.hit:  # it comes with all that this shock hits in the plan
                seen = float(self._with_shock(key, "")[0])
            total += rate * (hits - same) * mean * seen
        return total * width / (1.0 - self.level)


def _possible(case: Case, party: str) -> float:
    """Return the most that one event can cost a party, whatever it is given."""
    most = max((k.max_loss.value for k in case.risks.values()), default=1.0)
    giver = case.parties.get(party)
    return most if giver is None or party == BUSINESS else min(most, giver.liability_cap)


@dataclass(frozen=True)
class _Series:
    """Laws on the first ``size`` buckets, and their sums cut off there."""

    size: int

    @property
    def one(self) -> Array:
        """The law of no loss."""
        return np.concatenate(([1.0], np.zeros(self.size - 1)))

    def struck(self, chance: float, law: EventLaw) -> Array:
        """Return the law of an event that happens with a chance."""
        found = (1.0 - chance) * self.one
        within = law.pmf[: self.size]
        found[: within.size] += chance * within
        return found

    def times(self, one: Array, other: Array) -> Array:
        """Return the law of the sum of two independent losses."""
        length = next_fast_len(2 * self.size - 1, real=True)
        return np.asarray(irfft(rfft(one, length) * rfft(other, length), length)[: self.size])


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
