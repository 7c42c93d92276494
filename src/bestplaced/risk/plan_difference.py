"""The exact law of what one plan costs a party in losses, less what another plan costs it.

Both plans live through the same years (`bestplaced.risk.difference`): the same leavers and
outages, the same hectic years, and of each risk the same slips up to the smaller frequency.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.risk.difference import coupled_event
from bestplaced.risk.discretise import discretise, discretise_signed
from bestplaced.risk.frequency import Poisson
from bestplaced.risk.lattice import Exposure, Grid
from bestplaced.risk.layer import NOTHING
from bestplaced.risk.party_laws import bucket_width, case_lattice, layer_of, struck

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.case.business import Case
    from bestplaced.risk.discretise import EventLaw
    from bestplaced.risk.exposures import PlacedRisk
    from bestplaced.risk.lattice import Lattice
    from bestplaced.risk.laws import Lognormal
    from bestplaced.risk.layer import Layer

    Pair = tuple[PlacedRisk | None, PlacedRisk | None]

FINE = 1 << 12  # buckets that the largest event spans: half as many as one plan's, on each side


def plan_difference(
    case: Case, before: Sequence[PlacedRisk], after: Sequence[PlacedRisk], party: str
) -> Lattice:
    """Return the lattice of a party's yearly loss under ``after`` less that under ``before``.

    ``law().below_zero()`` is the chance that ``after`` loses less. What is the same in both plans
    is left out: it cancels in every year.
    """
    old, new = ({p.name: p for p in plan} for plan in (before, after))
    pairs = [(old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new))]
    pairs = [pair for pair in pairs if _differ(*pair, party)]
    sizes = [
        layer.largest(p.max_loss)
        for p in (p for pair in pairs for p in pair if p is not None)
        if (layer := layer_of(p, party)) is not None
    ]
    coupling = _Coupling(Grid(bucket_width(max(sizes, default=1.0), FINE)), party)
    exposures = []
    hits: dict[tuple[str, str], list[tuple[float, EventLaw]]] = {}
    for a, b in pairs:
        someone = a or b
        assert someone is not None  # noqa: S101 - a pair has at least one side
        own_a, own_b = (p.own if p else 0.0 for p in (a, b))
        if max(own_a, own_b) > 0:
            event = coupling.event(a, own_a, b, own_b)
            rate = Poisson(max(own_a, own_b), someone.risk)
            exposures.append(Exposure(someone.name, rate, event, someone.group))
        for key, hit in coupling.hits(case, a, b).items():
            hits.setdefault(key, []).append(hit)
    return case_lattice(case, coupling.grid, exposures, hits)


def _differ(a: PlacedRisk | None, b: PlacedRisk | None, party: str) -> bool:
    """Return whether a risk costs this party something else under the two plans."""
    sides = [layer_of(p, party) if p else None for p in (a, b)]
    if a is None or b is None or sides[0] is not sides[1]:
        return any(side is not None for side in sides)
    same = (a.own, a.factor, a.hits, a.max_loss) == (b.own, b.factor, b.hits, b.max_loss)
    moved = bool(a.hits or b.hits) and a.performer != b.performer
    return sides[0] is not None and (moved or not same)


class _Coupling:
    """Signed events of one party on one grid; what many portions share is computed once."""

    def __init__(self, grid: Grid, party: str) -> None:
        self.grid, self.party = grid, party
        self._events: dict[tuple[object, ...], EventLaw] = {}
        self._layers: dict[tuple[object, ...], Layer] = {}

    def event(
        self, a: PlacedRisk | None, weight_a: float, b: PlacedRisk | None, weight_b: float
    ) -> EventLaw:
        """Return b's part less a's of one event; the more frequent plan has the surplus alone."""
        someone = a or b
        assert someone is not None  # noqa: S101 - a pair has at least one side
        law = someone.law_before(min(p.factor for p in (a, b) if p is not None))
        sides = (weight_a, self._layer(a)), (weight_b, self._layer(b))
        return coupled_event(*sides, lambda plus, minus: self._signed(law, plus, minus))

    def hits(
        self, case: Case, a: PlacedRisk | None, b: PlacedRisk | None
    ) -> dict[tuple[str, str], tuple[float, EventLaw]]:
        """Return (shock id, who is struck) -> chance and signed loss of this risk's event."""
        sides: dict[tuple[str, str], list[PlacedRisk | None]] = {}
        for side, p in enumerate((a, b)):
            for key in struck(case, p) if p is not None else ():
                sides.setdefault(key, [None, None])[side] = p
        found = {}
        for key, (one, other) in sides.items():
            chances = [p.hits[key[0]] if p is not None else 0.0 for p in (one, other)]
            found[key] = max(chances), self.event(one, chances[0], other, chances[1])
        return found

    def _layer(self, p: PlacedRisk | None) -> Layer:
        """Return this party's part of the loss before the performer's factor."""
        layer = layer_of(p, self.party) if p is not None else None
        if p is None or layer is None:
            return NOTHING
        key = (id(layer), p.factor, p.max_loss)
        if key not in self._layers:
            self._layers[key] = layer.rescaled(p.factor, p.max_loss)
        return self._layers[key]

    def _signed(self, law: Lognormal, plus: Layer, minus: Layer) -> EventLaw:
        """Return the law of ``plus(X) - minus(X)`` on the grid."""
        key = (law, id(plus), id(minus))
        if key not in self._events:
            width = self.grid.width
            if minus is NOTHING:
                self._events[key] = discretise(law, width, plus, risk=law.risk)
            else:
                self._events[key] = discretise_signed(law, width, plus, minus, law.risk)
        return self._events[key]
