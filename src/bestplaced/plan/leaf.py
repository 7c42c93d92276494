"""One frame searched to the end: a good plan first, then the solver's proof on what is left.

The reduced costs of the frame's relaxation tell what a place costs at least; a place that costs
more than the best plan leaves room for is closed. For a good plan the solver looks at the cheapest
places, then at neighbourhoods of the best plan so far: some people exchange what they hold, some
work is placed anew, or the work that lies elsewhere than the relaxation has it. Every part is cut
off after a fixed number of nodes, never of seconds, and parts are drawn from a fixed seed, so that
the same problem always gets the same plan.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.solver import Program, shrunk, solve
from bestplaced.plan.termination import Termination

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from bestplaced.plan.solver import Relaxed, Solution

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Indices = NDArray[np.intp]

MORE = (0.0, 0.1, 0.25)  # shares of the work placed anew for a first plan, one after the other
CORE, CELLS = 0.4, 1_000  # cheap cells: within this share of the room, and so many at most
NODES = 50  # search nodes for each part
FREE, PART = 50, 0.1  # responsibilities placed anew in one neighbourhood; share in an exchange
IDLE, MOST = 12, 120  # neighbourhoods without a better plan before giving up, and at most
FINER, FINEST = 0.1, 1e-6  # a frame's own gap: this share of the whole, no finer than needed
NEAR = 1e-5  # relative gap at which a part is left
USED = 1e-6  # share of a cell in the relaxation that counts as used
WORTH = 1e-7  # relative improvement that counts


class Stopped(Exception):  # noqa: N818 - not an error: the user or the clock
    """The search was stopped; ``termination`` says by what."""

    def __init__(self, termination: Termination) -> None:
        """Keep why."""
        super().__init__(termination)
        self.termination = termination


@dataclass(frozen=True)
class Limits:
    """How near and how long: a relative gap, a moment of the clock, a seed, nodes or no limit."""

    gap: float
    until: float
    seed: int
    nodes: int | None

    def finer(self) -> Limits:
        """Return the limits of one frame: its own gap is a share of the whole."""
        return replace(self, gap=min(self.gap, max(self.gap * FINER, FINEST)))

    def check(self, spent: int = 0) -> None:
        """Raise `Stopped` where the time is over, or more than the nodes are spent."""
        if time.perf_counter() > self.until:
            raise Stopped(Termination.TIME_LIMIT)
        if self.nodes is not None and spent > self.nodes:
            raise Stopped(Termination.WORK_LIMIT)

    @property
    def seconds(self) -> float | None:
        """The time left, or no limit."""
        return max(0.0, self.until - time.perf_counter()) if np.isfinite(self.until) else None


@dataclass(frozen=True)
class Leaf:
    """A program between the bounds of one frame, with its relaxation there.

    ``placed`` (R, P) are the columns of placements, -1 where there is none.
    """

    program: Program
    placed: Indices
    lower: Array
    upper: Array
    relaxed: Relaxed
    limits: Limits

    @property
    def _eligible(self) -> Bools:
        return np.asarray(self.placed >= 0)

    @property
    def _share(self) -> Array:
        """How much of each responsibility the relaxation gives to each performer, (R, P)."""
        return np.where(self._eligible, self.relaxed.point[self.placed], 0.0)

    @property
    def _price(self) -> Array:
        """What each cell costs at least above the relaxation, (R, P); infinite where there is none.

        A cell that the relaxation uses costs nothing.
        """
        price = np.maximum(self.relaxed.reduced[self.placed], 0.0)
        price[self._share > USED] = 0.0
        return np.where(self._eligible, price, np.inf)

    def holds(self, point: Array | None) -> bool:
        """Return whether a point lies within the frame."""
        return point is not None and bool(
            (point >= self.lower - USED).all() and (point <= self.upper + USED).all()
        )

    def held(self, point: Array) -> Indices:
        """Return the performer's index of each responsibility, shape (R,), from a point."""
        there = np.where(self._eligible, point[np.maximum(self.placed, 0)], -1.0)
        return np.asarray(np.argmax(there, axis=1))

    def part(self, cells: Bools) -> Program:
        """Return the program of the frame with all but some cells (R, P) closed."""
        upper = self.upper.copy()
        upper[self.placed[self._eligible & ~cells]] = 0.0
        return replace(self.program, lower=np.minimum(self.lower, upper), upper=upper)

    def solve(
        self,
        best: Array | None,
        cost: float,
        spent: int,
        progress: Callable[[float, float], None] | None,
    ) -> Solution:
        """Solve the frame to the end, for plans cheaper than ``cost``; the bound holds for it.

        ``best`` is the point that costs so much, should it lie here; ``spent`` are the nodes of
        the search so far. Where nothing cheaper is here, ``cost`` itself is the bound.
        """
        limits, known = self.limits, np.isfinite(cost)
        slack = WORTH * max(1.0, abs(cost)) if known else 0.0  # tolerances of the relaxation
        found = solve(
            self.part(self._price <= cost - self.relaxed.objective + slack),
            time_limit=limits.seconds,
            gap=limits.gap,
            seed=limits.seed,
            start=best if self.holds(best) else None,
            cutoff=cost if known else None,
            max_nodes=None if limits.nodes is None else max(0, limits.nodes - spent),
            progress=progress,
            restart=True,
        )
        closed = found.termination is Termination.INFEASIBLE
        bound = cost if closed else min(max(found.bound, self.relaxed.objective), cost)
        return replace(found, bound=bound)

    def improving(self, best: Array | None, cost: float) -> Iterator[Array]:
        """Yield points of the frame, each cheaper than ``cost`` and than the one before."""
        here = best if best is not None and self.holds(best) else self._first()
        if here is None:
            return
        mine = float(self.program.cost @ here) + self.program.constant
        if mine < cost:
            yield here
        idle = 0
        for draw in self._neighbourhoods(np.random.default_rng(0)):
            room = mine - self.relaxed.objective
            if room <= self.limits.gap * max(1.0, abs(mine)) or idle >= IDLE:
                return
            held = self.held(here)
            cells = draw(held, room)
            cells[np.arange(len(held)), held] = True
            point, value = self._look(cells, here)
            idle += 1
            if point is not None and value < mine - WORTH * abs(mine):
                here, mine, idle = point, value, 0
                if mine < cost:
                    yield here

    def _first(self) -> Array | None:
        """Return a point found from the relaxation, or nothing.

        Work that the relaxation gives to one performer stays there, all other is placed anew; if
        that leads nowhere, some of the first is placed anew as well.
        """
        draw, share = np.random.default_rng(0), self._share
        split = share.max(axis=1) < 1.0 - USED
        for more in MORE:
            rows = split | (draw.random(len(split)) < more)
            cells = np.where(rows[:, None], self._eligible, share > 0.5)  # noqa: PLR2004
            point, _ = self._look(cells)
            if point is not None:
                return point
        return None

    def _core(self, room: float) -> Bools:
        """Return the cells that are cheap: within a share of the room, and not many."""
        price = self._price
        cheapest = np.sort(price[self._eligible])[:CELLS]
        return np.asarray(price <= min(CORE * room, cheapest[-1]))

    def _look(self, cells: Bools, start: Array | None = None) -> tuple[Array | None, float]:
        """Return the best point over some cells within a few nodes, and its cost."""
        self.limits.check()
        part = self.part(cells)
        small = shrunk(part)
        if small is None:
            return None, np.inf
        left = small[1]
        begin = None if start is None else start[left]
        found = solve(small[0], gap=NEAR, start=begin, max_nodes=NODES)
        if found.termination is Termination.INTERRUPTED:
            raise Stopped(found.termination)
        if found.point is None:
            return None, np.inf
        point = part.lower.copy()
        point[left] = found.point
        return point, found.objective

    def _neighbourhoods(
        self, draw: np.random.Generator
    ) -> Iterator[Callable[[Indices, float], Bools]]:
        """Yield neighbourhoods, each from who holds what (R,) and the room left to cells (R, P)."""
        count, people = self.placed.shape
        share, price = self._share, self._price

        def exchange(held: Indices, room: float) -> Bools:
            """Some people exchange what they hold."""
            order, many = draw.permutation(people), max(FREE, int(PART * count))
            together = np.cumsum(np.bincount(held, minlength=people)[order])
            rows = np.isin(held, order[: max(2, int(np.searchsorted(together, many)))])
            return np.asarray((price <= room) & rows[:, None])

        def anew(_: Indices, room: float) -> Bools:
            """Some work is placed anew."""
            rows = np.zeros(count, bool)
            rows[draw.permutation(count)[:FREE]] = True
            return np.asarray((price <= room) & rows[:, None])

        def elsewhere(held: Indices, room: float) -> Bools:
            """Work that lies elsewhere than the relaxation has it, and a fifth of the rest."""
            doubt = 1.0 - share[np.arange(count), held] + 0.3 * (draw.random(count) < 0.2)  # noqa: PLR2004
            rows = np.zeros(count, bool)
            rows[np.argsort(-doubt - 0.05 * draw.random(count))[:FREE]] = True
            return np.asarray((price <= room) & rows[:, None])

        yield lambda _, room: self._core(room)
        kinds = (elsewhere, exchange, anew)
        for turn in range(MOST):
            yield kinds[turn % len(kinds)]
