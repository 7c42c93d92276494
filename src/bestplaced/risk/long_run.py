"""Very many years of one plan without keeping the events: memory of a block of years only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.risk.event_table import Draw
from bestplaced.risk.frequency import check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bestplaced.risk.event_table import World
    from bestplaced.risk.placing import Placing

    Array = NDArray[np.float64]

BLOCK = 1 << 16  # years at a time


def yearly_losses(
    world: World,
    plan: Mapping[str, Placing],
    years: int,
    seed: int,
    threads: int = 1,
) -> dict[str, Array]:
    """Return account -> money of each year before annual limits, shape (years,).

    The same bits as `Scenarios.build` gives, for any number of threads: years do not know of each
    other, and sums are exact.
    """
    streams = {s.name: s for s in world.streams}
    for name, placing in plan.items():
        placing.check(name)
        check(placing.rate, name, "rate", 0.0, streams[name].most)
    accounts = tuple(dict.fromkeys(a for placing in plan.values() for a in placing.accounts))
    totals = np.zeros((len(accounts), years))

    def fill(low: int) -> None:
        end, draw = min(low + BLOCK, years), Draw(world, seed)
        sums = totals[:, low:end]
        for name, placing in plan.items():
            rows = [accounts.index(account) for account in placing.accounts]
            if draw.add_fast_sums(streams[name], placing, (low, end), rows, sums):
                continue
            events = draw.span(streams[name], placing.rate, low, end)
            for row, part in zip(rows, placing.split(events.loss), strict=True):
                sums[row] += np.bincount(events.year - low, part, end - low)

    starts = range(0, years, BLOCK)
    if threads == 1:
        for low in starts:
            fill(low)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(fill, starts))
    return dict(zip(accounts, totals, strict=True))
