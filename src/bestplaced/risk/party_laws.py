"""The exact law of every party's yearly loss under a plan, and of the difference of two plans."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.risk.discretise import discretise
from bestplaced.risk.exposures import WHOLE
from bestplaced.risk.frequency import Poisson
from bestplaced.risk.lattice import Exposure, Grid, Lattice, Shock
from bestplaced.risk.layer import Layer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.risk.discretise import EventLaw
    from bestplaced.risk.exposures import PlacedRisk

ALL = "all together"
"""All parties' losses added up; what one loses and another gains is not in it."""

FINE = 1 << 13  # buckets that the largest event of a party spans
STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class YearFigures:
    """Figures of one party's yearly loss, money a year.

    ``median``, ``q95`` and ``q99`` are quantiles, ``cvar95`` and ``cvar99`` the mean of the worst
    5 and 1 years in a hundred, ``p_zero`` the chance of a year without loss. ``errors`` are the
    standard errors of figures that yearly limits touch, by name: only these are simulated in part.
    """

    mean: float
    median: float
    q95: float
    q99: float
    cvar95: float
    cvar99: float
    p_zero: float
    std: float
    bucket: float
    method: str = "lattice"
    errors: Mapping[str, float] = field(default_factory=dict)


def figures(lattice: Lattice, cap: float = math.inf) -> YearFigures:
    """Return the figures of a lattice's law, under a yearly ``cap`` if there is one: min(S, A)."""
    law = lattice.law().capped(cap)
    return YearFigures(
        mean=law.mean if math.isfinite(cap) else lattice.exact_mean,
        median=law.quantile(0.5),
        q95=law.quantile(0.95),
        q99=law.quantile(0.99),
        cvar95=law.cvar(0.95),
        cvar99=law.cvar(0.99),
        p_zero=law.no_event,
        std=law.std if math.isfinite(cap) else math.sqrt(lattice.exact_variance),
        bucket=law.width,
    )


def bearers(placed: Sequence[PlacedRisk]) -> tuple[str, ...]:
    """Return all parties that bear anything, the business first, in order of first appearance."""
    return tuple(dict.fromkeys([BUSINESS, *(party for p in placed for party in p.layers)]))


def layer_of(placed: PlacedRisk, party: str) -> Layer | None:
    """Return a party's part of an event, or nothing; `ALL` bears the whole, gains apart."""
    if party == ALL:
        return None if placed.gain else WHOLE
    return placed.layers.get(party)


class Events:
    """Laws of events on grids, each worked out once."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, int, float], tuple[EventLaw, object, object]] = {}
        self.summed: dict[tuple[int, tuple[str, ...]], tuple[object, Layer]] = {}

    def __call__(self, placed: PlacedRisk, layer: Layer, width: float) -> EventLaw:
        """Return the law of what a layer pays of one event of a placed risk."""
        same = id(placed.law), id(layer), width
        if same not in self.known:
            event = discretise(placed.law, width, layer, risk=placed.risk)
            self.known[same] = event, placed.law, layer  # kept alive, or another could get their id
        return self.known[same][0]

    def together(self, placed: PlacedRisk, parties: tuple[str, ...]) -> PlacedRisk | None:
        """Return a placed risk of which the first party pays what all do; none if they do not."""
        parts = [placed.layers[q] for q in parties if q in placed.layers]
        if not parts:
            return None
        key = id(placed.layers), parties
        if key not in self.summed:
            self.summed[key] = placed.layers, reduce(Layer.plus, parts)
        return replace(placed, layers={parties[0]: self.summed[key][1]})


def party_lattice(
    case: Case,
    placed: Sequence[PlacedRisk],
    party: str,
    events: Events | None = None,
    largest: float = 1.0,
) -> Lattice:
    """Return the exact law of a party's yearly loss under a plan, dependence included.

    Buckets suit the largest event, or ``largest`` money if that is more. ``events`` keeps the laws
    of events for further plans of the case. Raises `CaseError` if the law does not fit the largest
    grid.
    """
    mine = [(p, layer) for p in placed if (layer := layer_of(p, party)) is not None]
    largest = max([largest, *(layer.largest(p.max_loss) for p, layer in mine)])
    grid, events = Grid(bucket_width(largest)), events or Events()
    laws = {p.name: events(p, layer, grid.width) for p, layer in mine}
    exposures = [
        Exposure(p.name, Poisson(p.own, p.risk), laws[p.name], p.group)
        for p, _ in mine
        if p.own > 0
    ]
    hits: dict[tuple[str, str], list[tuple[float, EventLaw]]] = {}
    for p, _ in mine:
        for key in struck(case, p):
            hits.setdefault(key, []).append((p.hits[key[0]], laws[p.name]))
    return case_lattice(case, grid, exposures, hits)


def case_lattice(
    case: Case,
    grid: Grid,
    exposures: Sequence[Exposure],
    hits: Mapping[tuple[str, str], Sequence[tuple[float, EventLaw]]],
) -> Lattice:
    """Return the lattice of exposures under the case's shocks and groups.

    ``hits`` is (shock id, who is struck) -> chances and losses of what it can hit.
    """
    shocks = [
        Shock(whom, case.shocks[name].rate.value, tuple(found))
        for (name, whom), found in hits.items()
    ]
    return Lattice.build(grid, exposures, shocks, frailty(case))


def bucket_width(largest: float, fine: int = FINE) -> float:
    """Return a round width (1, 2 or 5 times a power of ten) that spans ``largest`` finely."""
    raw = max(largest, 1e-9) / fine
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in STEPS if step * power >= raw * (1 - 1e-12))


def struck(case: Case, placed: PlacedRisk) -> tuple[tuple[str, str], ...]:
    """Return (shock id, who is struck) of all shocks that can cause an event of a placed risk."""
    person = case.performers[placed.performer]
    return tuple(
        (name, person.name if case.shocks[name].scope == "person" else person.party)
        for name in placed.hits
    )


def frailty(case: Case) -> dict[str, float]:
    """Return group -> gamma shape r."""
    return {group.id: group.shape.value for group in case.groups.values()}
