"""What flips it: the nearest change of one input that moves a placement, and what matters most.

Plans are compared along each input first: the best plan of the case, the best plan with each
responsibility elsewhere, and what the two ends of the inputs bring. Where two of them cross is a
candidate; the case is then solved anew on both sides of the crossing until the best plan has the
placement on one side and not on the other (F12).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.explain.alternatives import Reasons
from bestplaced.plan.candidates import costs_of, distinct
from bestplaced.plan.changed import changed
from bestplaced.plan.inputs import uncertain_inputs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.plan.candidates import Candidate
    from bestplaced.plan.inputs import Input
    from bestplaced.plan.verify import Account

    Array = NDArray[np.float64]

FARTHEST = 3.0  # times the way to the end of the range at which a flip is still looked for
CLOSE = 0.01  # relative width of the bracket around a flip
_TRIES = 14  # re-solves of one flip at most
_BARS = 10


@dataclass(frozen=True)
class Flip:
    """The change of one input that moves a placement.

    At ``value`` the best plan has ``responsibility`` at ``place``; at ``before`` (a hundredth of
    the way nearer) still where the plan has it. ``ranges`` is the way from the input's value in
    widths of its range; below 0 the input falls. ``moved`` are the responsibilities that move.
    """

    responsibility: str
    entry: Input
    value: float
    before: float
    place: str
    ranges: float
    moved: tuple[str, ...]


@dataclass(frozen=True)
class Bar:
    """The gain of the best plan at the two ends of one input's range, money a year."""

    entry: Input
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far the gain moves over the range."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Flips:
    """Flips found, nearest first; placements that no single input flips; the tornado's bars."""

    flips: tuple[Flip, ...]
    firm: tuple[str, ...]
    unchecked: tuple[str, ...]
    bars: tuple[Bar, ...]
    gain: float


@dataclass(frozen=True)
class _Crossing:
    """Where a plan of the pool is estimated to overtake: way in parts of the half range."""

    way: float
    entry: Input
    side: int


class FlipSearch:
    """Looks for what flips the placements of one case's best plan."""

    def __init__(
        self, case: Case, best: Account, progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Build the pool of plans and price it at both ends of every input."""
        self.case, self.reasons = case, Reasons(case, best)
        self.desk, self.plan = self.reasons.resolver, self.reasons.plan
        self.inputs = uncertain_inputs(case)
        self._progress, self._done = progress, 0
        self._total = len(self.plan.placement) + len(self.inputs)
        self.pool = self._pool()
        weight = self.desk.resolver.weight
        self.here = costs_of(self.reasons.problem, self.pool, weight)
        self.today = self.reasons.verifier.today().objective
        self.ends, self.gains = self._ends()

    def _tick(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)

    def _pool(self) -> tuple[Candidate, ...]:
        """Return the best plan and, for each responsibility, the best with it elsewhere."""
        plans = [self.plan]
        for row in range(len(self.plan.placement)):
            other = self.reasons.second_best(row)
            if other is not None:
                plans.append(other)
            self._tick()
        return distinct(plans)

    def _ends(self) -> tuple[Array, Array]:
        """Return each plan's cost (inputs, 2, K) and the gain (inputs, 2) at both ends.

        Priced at the upper end; the lower one lies on the line through the case. This only ranks
        what is solved anew afterwards.
        """
        ends, gains, gain = [], [], self.today - float(self.here.min())
        for entry in self.inputs:
            problem, verifier = self.desk.problem(changed(self.case, {entry.name: entry.high}))
            high = costs_of(problem, self.pool, self.desk.resolver.weight)
            above = verifier.today().objective - float(high.min())
            ratio = (entry.low - entry.value) / (entry.high - entry.value)
            with np.errstate(invalid="ignore"):
                ends.append([self.here + ratio * (high - self.here), high])
            gains.append([gain + ratio * (above - gain), above])
            self._tick()
        return np.array(ends), np.array(gains)

    def search(self, count: int | None = None) -> Flips:
        """Return the nearest flips, the ``count`` nearest confirmed (default: all)."""
        places = np.array([list(dict.fromkeys(self.reasons.places)).index(p)
                           for p in self.reasons.places])  # fmt: skip
        held = places[np.array([plan.placement for plan in self.pool])]
        nearest = [
            (self._crossings(held[:, row] != held[0, row]), row) for row in range(held.shape[1])
        ]
        order = sorted(
            (row for found, row in nearest if found),
            key=lambda row: (abs(nearest[row][0][0].way), row),
        )
        chosen = order if count is None else order[:count]
        self._total += len(chosen) + _BARS
        found, firm = [], [row for crossings, row in nearest if not crossings]
        for row in chosen:
            flip = self._confirmed(row, nearest[row][0])
            self._tick()
            if flip is None:
                firm.append(row)
            else:
                found.append(flip)
        names = self.reasons.problem.responsibilities
        found.sort(key=lambda flip: (abs(flip.ranges), flip.responsibility))
        return Flips(
            tuple(found),
            tuple(names[row] for row in sorted(firm)),
            tuple(names[row] for row in order if row not in chosen),
            self._bars(),
            self.today - self.reasons.best.objective,
        )

    def _crossings(self, moved: NDArray[np.bool_]) -> list[_Crossing]:
        """Return where plans with another place overtake, nearest in ranges first, three at most.

        Along an input the difference of two plans is taken as a line through the case and the
        end of the range; solving anew corrects what is not.
        """
        if not moved.any():
            return []
        ahead = self.here[moved] - self.here[0]
        found = []
        for j, entry in enumerate(self.inputs):
            for side in (0, 1):
                end = self.ends[j, side]
                fall = ahead - (end[moved] - end[0])
                usable = np.isfinite(fall) & (fall > 0)
                if usable.any():
                    way = float((ahead[usable] / fall[usable]).min())
                    if way <= self._farthest(entry, side):
                        found.append(_Crossing(way, entry, side))
        found.sort(key=lambda c: (self._ranges(c.entry, c.side, c.way), c.entry.name))
        return found[:3]

    @staticmethod
    def _farthest(entry: Input, side: int) -> float:
        """Return how many half ranges may be gone: never down to nothing."""
        if side == 1:
            return FARTHEST
        return min(FARTHEST, 0.95 * entry.value / max(entry.value - entry.low, 1e-300))

    @staticmethod
    def _value(entry: Input, side: int, way: float) -> float:
        """Return the input's value after so many half ranges."""
        end = entry.high if side else entry.low
        return entry.value + way * (end - entry.value)

    def _ranges(self, entry: Input, side: int, way: float) -> float:
        """Return the way in widths of the range, without sign."""
        return abs(self._value(entry, side, way) - entry.value) / entry.width

    def _confirmed(self, row: int, crossings: list[_Crossing]) -> Flip | None:
        """Return the nearest of the crossings that re-solving confirms."""
        found = [flip for c in crossings if (flip := self._bracketed(row, c)) is not None]
        return min(found, key=lambda flip: abs(flip.ranges), default=None)

    def _bracketed(self, row: int, crossing: _Crossing) -> Flip | None:
        """Return the flip along one input, between a value before and one after."""
        entry, side = crossing.entry, crossing.side
        farthest = self._farthest(entry, side)
        stays, goes, after = 0.0, None, self.plan
        way = min(crossing.way * (1 + CLOSE / 2), farthest)
        for _ in range(_TRIES):
            best = self._best(self._value(entry, side, way), entry)
            if self._elsewhere(row, best):
                goes, after = way, best
            else:
                stays = way
            if goes is None:
                if way >= farthest:
                    return None
                way = min(farthest, way * 1.3)
            elif goes - stays <= CLOSE * goes:
                break
            elif stays == 0.0:
                way = goes * (1 - CLOSE * 0.9)
                if way <= crossing.way * 0.9:
                    way = goes / 2
            else:
                way = (stays + goes) / 2
        if goes is None or goes - stays > 4 * CLOSE * goes:
            return None
        value, names = self._value(entry, side, goes), self.reasons.problem.responsibilities
        return Flip(
            responsibility=names[row],
            entry=entry,
            value=value,
            before=self._value(entry, side, stays),
            place=self.reasons.places[after.placement[row]],
            ranges=(value - entry.value) / entry.width,
            moved=tuple(names[i] for i in np.nonzero(after.placement != self.plan.placement)[0]),
        )

    def _best(self, value: float, entry: Input) -> Candidate:
        """Return the best plan with one input at a value."""
        problem, verifier = self.desk.problem(changed(self.case, {entry.name: value}))
        answer = self.desk.solve(problem, verifier, self.pool[:1])
        return self.plan if answer is None else answer[0].plan

    def _elsewhere(self, row: int, plan: Candidate) -> bool:
        """Return whether a plan has the row's responsibility at another place."""
        here = self.reasons.places[self.plan.placement[row]]
        return bool(self.reasons.places[plan.placement[row]] != here)

    def _bars(self) -> tuple[Bar, ...]:
        """Return the ten inputs that move the gain most, their ends solved anew."""
        swing = np.abs(self.gains[:, 1] - self.gains[:, 0])
        bars = []
        for j in np.argsort(-swing, kind="stable")[:_BARS]:
            entry = self.inputs[j]
            self._tick()
            bars.append(Bar(entry, self._gain(entry, entry.low), self._gain(entry, entry.high)))
        return tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.entry.name)))

    def _gain(self, entry: Input, value: float) -> float:
        """Return what the best plan saves against today with one input at a value."""
        problem, verifier = self.desk.problem(changed(self.case, {entry.name: value}))
        answer = self.desk.solve(problem, verifier, self.pool)
        best = self.reasons.best.objective if answer is None else answer[1].objective
        return verifier.today().objective - best
