"""Who bears how much of every event under a set of placements (F4-F6), for the exact laws.

A placed risk is one portion of a risk in its performer's hands under its terms: how often it
comes on its own and with whose shocks, how severe it is, and each party's part of one event.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, reduce
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.risk.carving import carved
from bestplaced.risk.laws import Lognormal
from bestplaced.risk.layer import NOTHING, Layer
from bestplaced.risk.severity import Severity
from bestplaced.risk.tags import TERMS, choose_terms, multipliers
from bestplaced.risk.waterfall import Cover

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.case.risk import Risk
    from bestplaced.risk.carving import Carved
    from bestplaced.risk.tags import RiskTags

    Array = NDArray[np.float64]
    Layers = dict[tuple[str, str, str, float], dict[str, Layer]]

UNBORNE = "beyond all means"
"""Who bears what exceeds the means of all: staff, lenders, the state. No party's price has it."""

WHOLE = Layer.between()  # the loss itself, whoever bears it


@dataclass(frozen=True, eq=False)
class PlacedRisk:
    """A portion of one risk in one performer's hands, under its terms.

    ``name`` is the same in every plan of the case; ``place`` is the responsibility, the provider
    used or the hand-off (``before>after``) it hangs on. ``share`` is the provider's where the terms
    are *shared*. ``rate`` events a year in all, of which
    ``own`` come on their own and the rest with shocks: ``hits`` is shock id -> chance per shock.
    A loss is ``min(factor · exp(mu + sigma Z), max_loss)``; ``layers`` is party -> its part of
    that loss. ``price`` is the tag (F4-F6), money a year, pairs included. ``gain``: what
    others lose the business gains, and what it pays itself buys it as much: no part of ``layers``.
    """

    name: str
    risk: str
    place: str
    performer: str
    terms: str
    share: float
    rate: float
    own: float
    hits: Mapping[str, float]
    mu: float
    sigma: float
    factor: float
    max_loss: float
    layers: Mapping[str, Layer]
    group: str
    gain: bool
    price: float

    @property
    def law(self) -> Lognormal:
        """The loss of one event, before it is divided."""
        return _law(self.mu + math.log(self.factor), self.sigma, self.max_loss, self.risk)

    def law_before(self, factor: float) -> Lognormal:
        """Return the law before any performer's factor, cut where ``factor`` times it ends."""
        return _law(self.mu, self.sigma, self.max_loss / factor, self.risk)

    def layer_before(self, party: str) -> Layer:
        """Return a party's part as a function of the loss before the performer's factor."""
        return self.layers[party].rescaled(self.factor, self.max_loss)

    def mean(self, party: str) -> float:
        """Return a party's expected loss from this portion, money a year."""
        layer = self.layers.get(party)
        return self.rate * layer.moments(self.law)[0] if layer is not None else 0.0

    @property
    def lost(self) -> Layer:
        """What is lost of an event, whoever bears it: all of it, but for a ``gain``."""
        return reduce(Layer.plus, self.layers.values(), NOTHING) if self.gain else WHOLE

    @property
    def expected(self) -> float:
        """Expected loss of the portion, whoever bears it, money a year."""
        return self.rate * self.lost.moments(self.law)[0]


@lru_cache(maxsize=4096)
def _law(mu: float, sigma: float, max_loss: float, risk: str) -> Lognormal:
    """Return one object for one law, so that it is laid on a grid once."""
    return Lognormal(mu, sigma, max_loss, risk=risk)


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells (portion x performer) before placement; arrays of shape (cells, performers).

    ``factor`` on the severity; ``rate`` events a year before duty pairs; ``price`` money a year.
    """

    risks: tuple[str, ...]
    factor: Array
    rate: Array
    carved: Carved
    terms: NDArray[np.intp]
    share: Array
    price: Array


class CaseRisks:
    """The risks of one case, ready to be placed; tables are computed once for all its plans."""

    def __init__(self, case: Case, tags: RiskTags, layers: Layers | None = None) -> None:
        """Keep the case and its tags, which chose the terms.

        ``layers`` keeps what parties pay for the same case under other terms.
        """
        self.case, self.tags = case, tags
        self.columns = {name: j for j, name in enumerate(case.performers)}
        groups = [(k, g.id) for g in case.groups.values() for k in g.risks]
        self.group_of = dict(groups)
        self._layers: Layers = {} if layers is None else layers

    def placed(
        self,
        placements: Mapping[str, str],
        pair_factors: Mapping[tuple[str, str], float] | None = None,
        crossings: Iterable[tuple[str, str]] = (),
    ) -> tuple[PlacedRisk, ...]:
        """Return all risks of a plan: of its work, of the providers it uses, of its hand-offs.

        ``placements`` is responsibility -> performer; ``pair_factors`` is (risk, responsibility)
        -> factor on the frequency; ``crossings`` are dependencies between different parties.
        """
        factors, found = pair_factors or {}, []
        for i, part in enumerate(self.tags.portions):
            key = part.risk, part.responsibility
            performer, name = placements[part.responsibility], " ".join(key)
            found.append(
                self._one(
                    self.portion_cells,
                    i,
                    performer,
                    name,
                    part.responsibility,
                    factors.get(key, 1.0),
                )
            )
        used = {self.case.performers[p].party for p in placements.values() if p != NOBODY}
        for party in sorted(used - {BUSINESS}):
            someone = next(p.name for p in self.case.performers.values() if p.party == party)
            for i, risk in enumerate(self.use_cells.risks):
                found.append(self._one(self.use_cells, i, someone, f"{risk} {party}", party))
        for before, after in crossings:
            outside = self._outside_side(placements, before, after)
            place = f"{before}>{after}"
            for i, risk in enumerate(self.hand_off_cells.risks):
                found.append(self._one(self.hand_off_cells, i, outside, f"{risk} {place}", place))
        return tuple(p for p in found if p.rate > 0)

    def _outside_side(self, placements: Mapping[str, str], before: str, after: str) -> str:
        """Return the provider's person on a hand-off; between two providers, the receiving one."""
        receiver = self.case.performers[placements[after]]
        return receiver.name if receiver.party != BUSINESS else placements[before]

    def _one(
        self, cells: Cells, i: int, performer: str, name: str, place: str, pairs: float = 1.0
    ) -> PlacedRisk:
        """Return one cell placed; ``pairs`` multiplies its frequency, not the shocks in it."""
        j, risk = self.columns[performer], self.case.risks[cells.risks[i]]
        base = float(cells.rate[i, j])
        term, share = TERMS[cells.terms[i, j]], float(cells.share[i, j])
        severity = _severity(risk)
        return PlacedRisk(
            name=name,
            risk=risk.id,
            place=place,
            performer=performer,
            terms=term,
            share=share,
            rate=base * pairs,
            own=float(cells.carved.own[i, j]) + base * (pairs - 1.0),
            hits={s: float(h[i, j]) for s, h in cells.carved.hits.items() if h[i, j] > 0},
            mu=float(severity.mu),
            sigma=float(severity.sigma),
            factor=float(cells.factor[i, j]),
            max_loss=float(severity.max_loss),
            layers=self._divided(risk, performer, term, share),
            group=self.group_of.get(risk.id, ""),
            gain=risk.transfer,
            price=float(cells.price[i, j]) * pairs,
        )

    def _divided(self, risk: Risk, performer: str, term: str, share: float) -> dict[str, Layer]:
        """Return party -> its part of one event (F5); parties that lose nothing are left out."""
        person = self.case.performers[performer]
        key = risk.id, person.party if person.kind != NOBODY else BUSINESS, term, share
        if key not in self._layers:
            parts = _insured(self.case, risk) if term == "insured" else self._shared(*key)
            if risk.transfer:  # what the business pays of it buys it as much work: no loss
                parts = {q: f for q, f in parts.items() if q not in (BUSINESS, UNBORNE)}
            whole = risk.max_loss.value
            self._layers[key] = {q: f for q, f in parts.items() if f.largest(whole) > 0}
        return self._layers[key]

    def _shared(self, risk: str, party: str, term: str, share: float) -> dict[str, Layer]:
        """Return what provider, its insurer and the business pay of an event."""
        whole, giver = self.case.risks[risk].max_loss.value, self.case.parties[party]
        borne = {"retained": 0.0, "transferred": 1.0}.get(term, share)
        fields = (borne, giver.liability_cap, giver.means, giver.deductible, giver.limit)
        cover = Cover(*(np.asarray(value, float) for value in fields))
        rest, means = Layer.of(cover, "business", whole), self.case.business.means
        return {
            BUSINESS: rest.at_most(means),
            party if party != BUSINESS else "": Layer.of(cover, "provider", whole),
            f"insurer of {party}": Layer.of(cover, "insurer", whole),
            UNBORNE: rest.beyond(means),
        }

    @cached_property
    def portion_cells(self) -> Cells:
        """Cells of the portions, in the order of the tags."""
        work = self.case.responsibilities
        cells = [
            (self.case.risks[p.risk], p.weight, work[p.responsibility].skill)
            for p in self.tags.portions
        ]
        tags = self.tags
        return self._cells(cells, tags.terms, tags.share, tags.prices)

    @cached_property
    def use_cells(self) -> Cells:
        """Cells of the risks that come with using a provider; only its party is struck."""
        return self._scope("provider_use", 1.0, persons=False)

    @cached_property
    def hand_off_cells(self) -> Cells:
        """Cells of the risks of one dependency that crosses parties; no shock strikes them."""
        edges = max(len(self.case.hand_offs), 1)
        cells = self._scope("hand_offs", 1.0 / edges, persons=None)
        outside = [p.party != BUSINESS for p in self.case.performers.values()]
        sums = np.where(outside, cells.price.sum(axis=0), -np.inf)
        # Whoever takes part, a hand-off is charged as with the dearest provider (ADR 0008).
        price = np.broadcast_to(cells.price[:, [int(np.argmax(sums))]], cells.price.shape)
        return replace(cells, price=price)

    def _scope(self, scope: str, weight: float, *, persons: bool | None) -> Cells:
        risks = [k for k in self.case.risks.values() if k.attaches.scope == scope]
        cells = [(k, weight, 0) for k in risks]
        pick = choose_terms(self.case, cells)
        terms = pick["terms"].astype(np.intp)
        return self._cells(cells, terms, pick["share"], pick["total"], persons=persons)

    def _cells(
        self,
        cells: Sequence[tuple[Risk, float, int]],
        terms: NDArray[np.intp],
        share: Array,
        price: Array,
        *,
        persons: bool | None = True,
    ) -> Cells:
        """Return rates and factors of cells; ``persons`` None is for what no shock strikes."""
        people = list(self.case.performers.values())
        pairs = [multipliers(self.case, k, p, skill) for k, _, skill in cells for p in people]
        table = np.array(pairs, float).reshape(len(cells), len(people), 2)
        usual = np.array([k.frequency.geometric_mean * w for k, w, _ in cells])
        rate = usual[:, None] * table[..., 0]
        names = [(k.id if persons is not None else "", w) for k, w, _ in cells]
        split = carved(self.case, names, rate, persons=bool(persons))
        risks = tuple(k.id for k, _, _ in cells)
        return Cells(risks, table[..., 1], rate, split, terms, share, price)


def _severity(risk: Risk) -> Severity:
    """Return the severity of a risk before any performer's factor (scalar fields)."""
    s = risk.severity
    points = (np.asarray(v, float) for v in (s.p5, s.p50, s.p95, risk.max_loss.value))
    return Severity.from_quantiles(*points)


def _insured(case: Case, risk: Risk) -> dict[str, Layer]:
    """Return the business's deductible and its insurer's part of an event."""
    whole, means = risk.max_loss.value, case.business.means
    kept = Layer.between(limit=case.assumptions.insured_deductible_share * whole)
    return {
        BUSINESS: kept.at_most(means),
        f"insurer of {BUSINESS}": Layer.between(case.assumptions.insured_deductible_share * whole),
        UNBORNE: kept.beyond(means),
    }
