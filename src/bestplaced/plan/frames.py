"""Large problems by frames: first how many steps each is paid and which parties are used.

These few integers, the frame, carry the large fixed charges, and the relaxation is weak in them
alone. So a small tree over the frame is searched first, by linear relaxations that start from one
another's basis; few frames are left that can hold a better plan than the best one met. In each of
these the reduced costs close most cells, and `bestplaced.plan.leaf` hands the rest to the solver.
Every frame is answered for: searched, or put aside because its relaxation costs more already.
"""

from __future__ import annotations

import heapq
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.leaf import Leaf, Limits, Stopped
from bestplaced.plan.solver import Relaxations, Solution, solve
from bestplaced.plan.termination import Termination

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from bestplaced.plan.solver import Program, Relaxed

    Array = NDArray[np.float64]
    Indices = NDArray[np.intp]

MANY = 1_000  # cells open to some performer; below that the solver alone is as fast
WHOLE = 1e-6  # distance from an integer that is none


def large(placed: Indices) -> bool:
    """Return whether a problem is better searched frame by frame; ``placed`` (R, P) are columns."""
    return int(np.count_nonzero(placed >= 0)) >= MANY


@dataclass(order=True)
class Node:
    """A part of the frames: column bounds, and the relaxation between them (a lower bound)."""

    bound: float
    order: int
    lower: Array = field(compare=False)
    upper: Array = field(compare=False)
    relaxed: Relaxed = field(compare=False)


def solve_framed(  # noqa: PLR0913 - the options of `solve`
    program: Program,
    *,
    placed: Indices,
    time_limit: float | None = None,
    gap: float = 1e-6,
    seed: int = 0,
    start: Array | None = None,
    max_nodes: int | None = None,
    progress: Callable[[float, float], None] | None = None,
) -> Solution:
    """Solve a program to the given relative gap, frame by frame.

    ``placed`` (R, P) are the columns of placements, -1 where there is none; every other integer
    belongs to the frame. ``start`` is a full point known already. Same answer as `solve`: the
    point is a plan, the bound is proven, and Ctrl-C or a limit of seconds or nodes (relaxations
    and the solver's own together) keep what was found.
    """
    began = time.perf_counter()
    until = np.inf if time_limit is None else began + time_limit
    search = _Search(program, placed, Limits(gap, until, seed, max_nodes), progress)
    if start is not None:
        search.take(start)
    try:
        termination = search.run()
    except _Barren:  # perhaps no frame has a plan: the solver sees that for all of them at once
        return solve(program, time_limit=search.limits.seconds, gap=gap, seed=seed,
                     max_nodes=max_nodes, progress=progress)  # fmt: skip
    except Stopped as stopped:
        termination = stopped.termination
    except KeyboardInterrupt:
        termination = Termination.INTERRUPTED
    return search.told(termination, time.perf_counter() - began)


class _Barren(Exception):  # noqa: N818 - not an error: a way out
    """The first frame searched has no plan, and none is known."""


class _Search:
    """The tree over frames: open nodes, the best point met, and the least bound put aside."""

    def __init__(
        self,
        program: Program,
        placed: Indices,
        limits: Limits,
        progress: Callable[[float, float], None] | None,
    ) -> None:
        """Begin without a plan."""
        self.program, self.placed, self.limits, self.progress = program, placed, limits, progress
        frame = program.integer.copy()
        frame[placed[placed >= 0]] = False
        self.frame = np.nonzero(frame)[0]
        self.best: Array | None = None
        self.cost, self.aside = np.inf, np.inf
        self.open: list[Node] = []
        self.active: Node | None = None
        self.count, self.nodes, self.leaves = 0, 0, 0
        self.within = -np.inf  # what a leaf has proven for the active node

    @property
    def enough(self) -> float:
        """The bound from which on a node cannot hold a plan that is better by more than the gap."""
        if self.best is None:
            return np.inf
        return self.cost - self.limits.gap * max(1.0, abs(self.cost))

    def take(self, point: Array) -> None:
        """Keep a point if it is the best so far."""
        cost = float(self.program.cost @ point) + self.program.constant
        if cost < self.cost:
            self.best, self.cost = point, cost

    def run(self) -> Termination:
        """Search until no open node can hold a better plan; plunge into the better child first."""
        self.loose = replace(self.program, integer=np.zeros_like(self.program.integer))
        self.relaxations = Relaxations(self.loose)
        root = self.relaxations.load(self.loose)
        if root is None:
            return Termination.INFEASIBLE
        self.active = self._node(self.program.lower, self.program.upper, root)
        while self.active is not None:
            if self.progress is not None:
                self.progress(self.cost, self.bound)
            after = self._after(self.active)
            if after is None and self.open:
                after = heapq.heappop(self.open)
            self.active, self.within = after, -np.inf
        return Termination.INFEASIBLE if self.best is None else Termination.OPTIMAL

    def _after(self, node: Node) -> Node | None:
        """Put a node aside, search it as a leaf, or return its better child to go on with."""
        if node.bound >= self.enough:
            self.aside = min(self.aside, node.bound)
            return None
        self.limits.check(self.nodes)
        self._close(node)
        column = self._column(node)
        if column is None:
            self._leaf(node)
            return None
        children = sorted(self._children(node, column))
        for child in children[1:]:
            heapq.heappush(self.open, child)
        return children[0] if children else None

    def _node(self, lower: Array, upper: Array, relaxed: Relaxed) -> Node:
        """Return a node, numbered in the order in which nodes are made."""
        self.count += 1
        return Node(relaxed.objective, self.count, lower, upper, relaxed)

    def _close(self, node: Node) -> None:
        """Fix the frame's columns whose next value costs too much already, by reduced costs."""
        room, price = self.enough - node.bound, node.relaxed.reduced[self.frame]
        value = node.relaxed.point[self.frame]
        free = node.lower[self.frame] < node.upper[self.frame]
        whole = np.abs(value - np.round(value)) <= WHOLE
        shut = self.frame[free & whole & (np.abs(price) >= room)]
        if len(shut):
            node.lower, node.upper = node.lower.copy(), node.upper.copy()
            node.lower[shut] = node.upper[shut] = np.round(node.relaxed.point[shut])
            self.aside = min(self.aside, self.enough)

    def _column(self, node: Node) -> int | None:
        """Return the frame's column to decide next, or nothing where all are decided.

        The one nearest to a whole number: its other side is hopeless more often than not.
        """
        free = self.frame[node.lower[self.frame] < node.upper[self.frame]]
        if not len(free):
            return None
        value = node.relaxed.point[free]
        off = np.abs(value - np.round(value))
        return int(free[np.argmin(np.where(off > WHOLE, off, 1.0 + off))])

    def _children(self, node: Node, column: int) -> list[Node]:
        """Return the parts of a node in which the column is below, at and above its value."""
        value, low, high = node.relaxed.point[column], node.lower[column], node.upper[column]
        found, near = [], float(np.round(value))
        sides = [(low, np.floor(value)), (np.ceil(value), high)]
        if abs(value - near) <= WHOLE:
            found.append(self._node(*_between(node, column, near, near), node.relaxed))
            sides = [(low, near - 1), (near + 1, high)]
        for least, most in sides:
            if least <= most:
                lower, upper = _between(node, column, least, most)
                relaxed = self.relaxations.bounded(lower, upper)
                self.nodes += 1
                if relaxed is not None:
                    found.append(self._node(lower, upper, relaxed))
        return found

    def _leaf(self, node: Node) -> None:
        """Search one frame to the end and keep its best point and its bound."""
        limits = self.limits.finer()
        leaf = Leaf(self.program, self.placed, node.lower, node.upper, node.relaxed, limits)
        if not self.leaves:
            for point in leaf.improving(self.best, self.cost):
                self.take(point)
                self._within(np.inf, -np.inf)
        self.leaves, self.within = self.leaves + 1, -np.inf
        if node.bound >= self.enough:  # the plan just met is near enough to all that is here
            self.aside = min(self.aside, node.bound)
            return
        found = leaf.solve(self.best, self.cost, self.nodes, self._within)
        self.nodes += found.nodes
        if found.point is not None:
            self.take(found.point)
        if self.best is None and found.termination is Termination.INFEASIBLE:
            raise _Barren
        if found.termination not in {Termination.OPTIMAL, Termination.INFEASIBLE}:
            self.within = found.bound
            raise Stopped(found.termination)
        self.aside = min(self.aside, found.bound)

    def _within(self, cost: float, bound: float) -> None:
        """Tell the progress of a leaf as that of the whole."""
        self.within = max(self.within, bound)
        if self.progress is not None:
            self.progress(min(cost, self.cost), self.bound)

    @property
    def bound(self) -> float:
        """What is proven: the least of all that is open or put aside, and the best plan."""
        if not self.count:
            return -np.inf
        known = [self.cost, self.aside, *(node.bound for node in self.open)]
        if self.active is not None:
            known.append(max(self.active.bound, self.within))
        return min(known)

    def told(self, termination: Termination, seconds: float) -> Solution:
        """Return the account of the search."""
        if self.best is None:
            return Solution(termination, None, np.nan, self.bound, np.inf, seconds, self.nodes)
        short = max(0.0, self.cost - self.bound) / max(1.0, abs(self.cost))
        return Solution(termination, self.best, self.cost, self.bound, short, seconds, self.nodes)


def _between(node: Node, column: int, least: float, most: float) -> tuple[Array, Array]:
    """Return the bounds of a node with one column between others."""
    lower, upper = node.lower.copy(), node.upper.copy()
    lower[column], upper[column] = least, most
    return lower, upper
