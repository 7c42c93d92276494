"""A better start for large problems: the solver itself on small parts of the program.

First the cells that the relaxation finds cheap (reduced costs), then neighbourhoods of the best
plan so far: some people exchange what they hold, some work is placed anew, everything lies at
cheap places, or all is free while steps, parties used and people at their ceiling stay. Every part
is cut off after a fixed number of nodes, never of seconds, and the choice of parts is drawn from
a fixed seed, so that the same problem always gets the same start.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.solver import Program, solve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from bestplaced.plan.formulation import Formulation
    from bestplaced.plan.problem import Problem
    from bestplaced.plan.solver import Relaxed, Solution

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Indices = NDArray[np.intp]

CHEAP = 2  # cells opened per responsibility, on average, beside those the relaxation uses
NODES_FIRST, NODES = 10, 10  # search nodes for the cheap cells, and for each neighbourhood
FREE = 36  # responsibilities placed anew in one neighbourhood
IDLE = 20  # neighbourhoods without a better plan before giving up
MOST = 400  # neighbourhoods at most
WIDE, SHARE = 4, 0.25  # and those of a neighbourhood, of which a share is drawn
WORTH = 1e-6  # relative improvement that counts


@dataclass(frozen=True)
class _Part:
    """The program with all but some cells (R, P) closed."""

    problem: Problem
    form: Formulation

    def solve(self, cells: Bools, start: Array | None, nodes: int) -> Solution:
        """Solve over the open cells; ``start`` is a full point within them.

        With all cells open, the integers that are no placements stay as in ``start``.
        """
        program, placed = self.form.program, self.form.placed
        lower, upper = program.lower.copy(), program.upper.copy()
        upper[placed[(placed >= 0) & ~cells]] = 0.0
        if start is not None and cells.all():
            frame = program.integer.copy()
            frame[placed[placed >= 0]] = False
            lower[frame] = upper[frame] = np.round(start[frame])
        part: Program = replace(program, lower=lower, upper=upper)
        return solve(part, gap=1e-5, start=start, max_nodes=nodes)


def among_cheap(
    problem: Problem, form: Formulation, relaxed: Relaxed, placement: Indices | None
) -> Array | None:
    """Return the best point over the cells that the relaxation finds cheap, and the given plan's.

    ``relaxed`` is the solved relaxation; None where no plan was met within the nodes allowed.
    """
    used, cheap = _cells(form, relaxed, CHEAP)
    cells = used | cheap
    if placement is not None:
        cells[np.arange(len(placement)), placement] = True
    return _Part(problem, form).solve(cells, None, NODES_FIRST).point


def _cells(form: Formulation, relaxed: Relaxed, count: int) -> tuple[Bools, Bools]:
    """Return the cells (R, P) that the relaxation uses, and ``count`` cheap ones per row."""
    placed, eligible = form.placed, form.placed >= 0
    price = np.where(eligible, relaxed.reduced[placed], np.inf)
    most = np.sort(price[eligible])[min(count * len(placed), eligible.sum() - 1)]
    return eligible & (relaxed.point[placed] > WORTH), eligible & (price <= most)


def polished(problem: Problem, form: Formulation, relaxed: Relaxed, start: Array) -> Array:
    """Return the best full point met in the neighbourhoods of ``start``; never a worse one."""
    part, best, idle = _Part(problem, form), start, 0
    cost = float(form.program.cost @ best)
    for draw in _draws(problem, *_cells(form, relaxed, WIDE)):
        held = form.placements(best)
        cells = draw(held)
        cells[np.arange(len(held)), held] = True
        found = part.solve(cells, best, NODES)
        idle += 1
        if found.point is not None and found.objective < cost - WORTH * abs(cost):
            best, cost, idle = found.point, found.objective, 0
        if idle >= IDLE:
            break
    return best


class _People:
    """Some people exchange what they hold."""

    def __init__(self, draw: np.random.Generator, people: int) -> None:
        """Draw from ``draw`` among so many people."""
        self.draw, self.people = draw, people

    def __call__(self, held: Indices) -> Bools:
        """Return open cells: what a few people hold, among themselves."""
        order = self.draw.permutation(self.people)
        together = np.cumsum(np.bincount(held, minlength=self.people)[order])
        chosen = order[: max(2, int(np.searchsorted(together, FREE)))]
        cells = np.zeros((len(held), self.people), bool)
        cells[np.ix_(np.isin(held, chosen), chosen)] = True
        return cells


class _Work:
    """Some work is placed anew with anybody."""

    def __init__(self, draw: np.random.Generator, people: int) -> None:
        """Draw from ``draw``; rows are open to so many people."""
        self.draw, self.people = draw, people

    def __call__(self, held: Indices) -> Bools:
        """Return open cells: all of some responsibilities drawn at random."""
        cells = np.zeros((len(held), self.people), bool)
        cells[self.draw.permutation(len(held))[:FREE]] = True
        return cells


class _Cheap:
    """Everything at the places that the relaxation uses, and some of those it finds cheap."""

    def __init__(self, draw: np.random.Generator, used: Bools, cheap: Bools) -> None:
        """Draw from ``draw`` among cells (R, P)."""
        self.draw, self.used, self.cheap = draw, used, cheap

    def __call__(self, held: Indices) -> Bools:
        """Return open cells: the used ones, and a share of the cheap ones."""
        drawn = self.draw.random(self.cheap.shape) < SHARE
        return np.asarray(self.used[: len(held)] | (self.cheap & drawn))


class _Everything:
    """All work is placed anew, in the same frame of steps, parties and ceilings."""

    def __init__(self, people: int) -> None:
        """Rows are open to so many people."""
        self.people = people

    def __call__(self, held: Indices) -> Bools:
        """Return open cells: all."""
        return np.ones((len(held), self.people), bool)


def _draws(
    problem: Problem, used: Bools, cheap: Bools
) -> Iterator[_People | _Work | _Cheap | _Everything]:
    """Take the kinds of neighbourhood in turn, from a fixed seed."""
    draw, people = np.random.default_rng(0), len(problem.performers)
    kinds = (
        _Everything(people),
        _People(draw, people),
        _Work(draw, people),
        _Cheap(draw, used, cheap),
    )
    for turn in range(MOST):
        yield kinds[turn % len(kinds)]
