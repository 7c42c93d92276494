"""The exact law of an account's year, from the very world and placings that scenarios live through.

The two engines are each other's oracle: `account_lattice` says what scenarios should find, and
`assert_agreement` whether they do.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from benchmarks.agreement import MOST, z_scores
from bestplaced.risk.discretise import discretise
from bestplaced.risk.event_table import ONCE
from bestplaced.risk.frequency import Bernoulli, NegativeBinomial, Poisson
from bestplaced.risk.lattice import Exposure, Grid, Lattice, Shock

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from bestplaced.risk.discretise import EventLaw
    from bestplaced.risk.event_table import Stream, World
    from bestplaced.risk.frequency import Frequency
    from bestplaced.risk.placing import Placing
    from bestplaced.risk.yearly import YearLaw


def account_lattice(world: World, plan: Mapping[str, Placing], account: str, grid: Grid) -> Lattice:
    """Return the lattice of what an account pays in a year before annual limits."""
    exposures: list[Exposure] = []
    hits: dict[str, list[tuple[float, EventLaw]]] = {}
    for stream in world.streams:
        placing = plan.get(stream.name)
        if placing is None or account not in placing.accounts:
            continue
        event = discretise(stream.law, grid.width, placing.layer(account), risk=stream.name)
        if stream.shock:
            hits.setdefault(stream.shock, []).append((placing.rate, event))
        else:
            frequency = stream_frequency(stream, placing.rate)
            exposures.append(Exposure(stream.name, frequency, event, stream.group))
    shocks = [Shock(name, world.shocks[name].rate, tuple(struck)) for name, struck in hits.items()]
    used = {e.group for e in exposures if e.group}
    frailty = {group: world.frailty[group].r for group in used}
    return Lattice.build(grid, exposures, shocks, frailty)


def stream_frequency(stream: Stream, rate: float) -> Frequency:
    """Return the law of the number of events of a stream that is not a shock's."""
    if stream.shape == ONCE:
        return Bernoulli(rate, stream.name)
    if math.isfinite(stream.shape):
        return NegativeBinomial(rate, stream.shape, stream.name)
    return Poisson(rate, stream.name)


def assert_agreement(
    law: YearLaw, losses: NDArray[np.float64], variance: float | None = None
) -> None:
    """|z| < 4: mean, variance if given, no loss, exceedances, and the mean beyond them."""
    z = z_scores(law, losses, variance)
    assert max(abs(value) for value in z.values()) < MOST, z
