"""Where the best plan changes along one input: bends of the lower envelope of plans (F12).

The cost of a fixed plan is mostly a straight line along an input, so the least cost of all plans is
concave: a plan that is best at two points is best between them, and where the lines of two
plans cross, one solve at the crossing proves that no third one is better there. Then the bend
is exact. Elsewhere (squares of loads, paid steps, hours that run out) it is bracketed, and solved
anew on both sides of the bracket.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bestplaced.plan.resolve import GAP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bestplaced.plan.candidates import Candidate

CLOSE = 0.01  # width of a bracket, in parts of the way from the case to it
LEAST = 0.001  # width below which no bracket is narrowed, in parts of the way to the range's end
DEEP = 12  # times an interval is divided at most
_LOOKS = 12  # points at which two plans are compared for one bracket, at most
_FINE = 1e-4  # least half width told of an exact bend, in parts of the way to it
_STRAIGHT = 1e-9  # relative: a cost so near to the line is on it


@dataclass(frozen=True)
class Stop:
    """A point of the way with the best plan there and its cost, proven to `GAP`."""

    way: float
    plan: Candidate
    cost: float


@dataclass(frozen=True)
class Bend:
    """``left`` is best at ``before``, ``right`` at ``after``, both points of the way.

    Where ``exact`` they are as near to the crossing as a difference in cost can be seen.
    """

    before: float
    after: float
    left: Candidate
    right: Candidate
    exact: bool


class Path(Protocol):
    """The case along one input, at points of the way from 0 (as it is) to 1 (the range's end)."""

    def stop(self, way: float) -> Stop:
        """Solve the case at a point."""
        ...

    def cost(self, plan: Candidate, way: float) -> float:
        """Return what a plan costs at a point, money a year; infinite where it does not fit."""
        ...

    def guess(self, plan: Candidate, way: float, ends: tuple[float, float]) -> float:
        """Return about what a plan costs between two points solved already; infinite likewise."""
        ...

    def matters(self, first: Stop, last: Stop) -> float:
        """Return the way up to which bends between two stops matter, bends before them known."""
        ...


def bends(path: Path, first: Stop, last: Stop, depth: int = 0) -> Iterator[Bend]:
    """Yield the bends between two stops in order, as far as they matter to the path."""
    most = path.matters(first, last)
    if most <= first.way:
        return
    if most < last.way:
        yield from bends(path, first, path.stop(most), depth)
        return
    if path.cost(first.plan, last.way) - last.cost <= seen(last.cost):
        return
    if depth >= DEEP or last.way - first.way <= _width(last.way):
        yield Bend(first.way, last.way, first.plan, last.plan, exact=False)
        return
    slope, at = _lines(path, first, last)
    if slope is None:
        low, high = _bracket(path, first, last)
        far = last if high >= last.way else path.stop(high)
        if far is last or path.matters(first, far) > first.way:
            near = first if low <= first.way else path.stop(low)
            yield from bends(path, first, near, depth + 1)
            yield from bends(path, near, far, depth + 1)
        yield from bends(path, far, last, depth + 1)
        return
    here = path.stop(at)
    if all(path.cost(p, at) - here.cost <= seen(here.cost) for p in (first.plan, last.plan)):
        wide = max(_FINE * at, seen(here.cost) / slope)
        ends = max(first.way, at - wide), min(last.way, at + wide)
        yield Bend(*ends, first.plan, last.plan, exact=True)
    else:
        yield from bends(path, first, here, depth + 1)
        yield from bends(path, here, last, depth + 1)


def seen(cost: float) -> float:
    """Return the difference in cost from which one plan is surely better, money a year."""
    return 3 * GAP * max(1.0, abs(cost))


def _width(way: float) -> float:
    """Return how wide a bracket at a point may be."""
    return max(CLOSE * way, LEAST)


def _lead(path: Path, first: Stop, last: Stop, way: float) -> float:
    """Return by how much the first stop's plan is cheaper at a point, money a year."""
    return path.cost(last.plan, way) - path.cost(first.plan, way)


def _lines(path: Path, first: Stop, last: Stop) -> tuple[float | None, float]:
    """Return how fast the second plan gains on the first (money for the whole way) and where.

    No speed where their costs are no straight lines.
    """
    lead, saved = _lead(path, first, last, first.way), -_lead(path, first, last, last.way)
    if not math.isfinite(lead + saved):
        return None, first.way
    length, share = last.way - first.way, min(1.0, max(0.0, lead / (lead + saved)))
    at = first.way + share * length
    for plan in (first.plan, last.plan):
        start, end = path.cost(plan, first.way), path.cost(plan, last.way)
        line = start + share * (end - start)
        if not abs(path.cost(plan, at) - line) <= _STRAIGHT * max(1.0, abs(line)):
            return None, at
    return (lead + saved) / length, at


def _bracket(path: Path, first: Stop, last: Stop) -> tuple[float, float]:
    """Return points between which the second plan overtakes the first, as far as can be guessed.

    Secants where costs are finite (Illinois), halves where a plan does not fit.
    """
    low, high = first.way, last.way
    ends, ahead, behind = (low, high), *(_lead(path, first, last, way) for way in (low, high))
    for k in range(_LOOKS):
        if high - low <= _width(high):
            break
        bad = k % 3 == 2 or not math.isfinite(ahead - behind) or ahead <= 0  # noqa: PLR2004
        share = 0.5 if bad else ahead / (ahead - behind)
        edge = 0.4 * _width(high) / (high - low)
        at = low + min(max(share, edge), 1 - edge) * (high - low)
        lead = path.guess(last.plan, at, ends) - path.guess(first.plan, at, ends)
        if lead > 0:
            low, ahead = at, lead
        elif lead <= 0:
            high, behind = at, lead
        else:  # neither fits: what lies there is for the next division
            return (low, at) if at - low > high - at else (at, high)
    return low, high
