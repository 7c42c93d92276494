"""Squares of F4 in a linear program: tangents from below, more of them where they fall short.

A swing costs ``weight · load²``. The program has a column for the load and one for the charge,
and rows ``charge >= weight · (2 a load - a²)``: the tangent at a, which a square never falls
below. Every solution of such a program is a bound; where a plan's charge is below its square, a
tangent at its load is added and the program solved again, from that plan.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bestplaced.plan.solver import Solution, solve
from bestplaced.plan.termination import Termination

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bestplaced.plan.solver import Program

    Array = NDArray[np.float64]


class Solver(Protocol):
    """How a program is solved: `bestplaced.plan.solver.solve`, or frame by frame."""

    def __call__(  # noqa: PLR0913 - the options of `solve`
        self,
        program: Program,
        *,
        time_limit: float | None = None,
        gap: float = 1e-6,
        seed: int = 0,
        start: Array | None = None,
        max_nodes: int | None = None,
        progress: Callable[[float, float], None] | None = None,
    ) -> Solution:
        """Return the solution of a program."""


FIRST = 2  # tangents of each curve where there is no start to begin with; more only slow it
ROUNDS = 50


@dataclass(frozen=True)
class Curve:
    """``column[charge] >= weight · column[load]²``; ``most`` bounds the load. Matrix units."""

    load: int
    charge: int
    weight: float
    most: float


def shortfall(curves: Sequence[Curve], point: Array) -> Array:
    """Return by how much each curve's charge falls short of its square at a point."""
    return np.array([c.weight * point[c.load] ** 2 - point[c.charge] for c in curves], float)


def lifted(curves: Sequence[Curve], point: Array) -> Array:
    """Return the point with every charge at least its square: feasible under any tangents."""
    found = point.copy()
    for c, short in zip(curves, shortfall(curves, point), strict=True):
        found[c.charge] += max(0.0, short)
    return found


def tightened(program: Program, curves: Sequence[Curve], point: Array, least: float) -> Program:
    """Return the program with tangents at the point, for curves that fall short by ``least``."""
    low = [c for c, s in zip(curves, shortfall(curves, point), strict=True) if s > least]
    index = np.array([i for c in low for i in (c.charge, c.load)], np.int32)
    value = np.array([v for c in low for v in (1.0, -2.0 * c.weight * point[c.load])])
    ends = program.start[-1] + 2 * np.arange(1, len(low) + 1, dtype=np.int32)
    floor = np.array([-c.weight * point[c.load] ** 2 for c in low])
    return replace(
        program,
        row_lower=np.concatenate([program.row_lower, floor]),
        row_upper=np.concatenate([program.row_upper, np.full(len(low), np.inf)]),
        start=np.concatenate([program.start, ends]).astype(np.int32),
        index=np.concatenate([program.index, index]).astype(np.int32),
        value=np.concatenate([program.value, value]),
    )


def _first(program: Program, curves: Sequence[Curve]) -> Program:
    """Return the program with a few tangents, denser near 0.

    Few plans hold every risk at its worst place.
    """
    for k in range(1, FIRST + 1):
        point = np.zeros(len(program.cost))
        for c in curves:
            point[c.load] = c.most * (k / (FIRST + 0.5)) ** 2
        program = tightened(program, curves, point, 0.0)
    return program


def solve_curved(  # noqa: PLR0913 - the options of `solve`
    program: Program,
    curves: Sequence[Curve],
    *,
    time_limit: float | None = None,
    gap: float = 1e-6,
    seed: int = 0,
    start: Array | None = None,
    max_nodes: int | None = None,
    progress: Callable[[float, float], None] | None = None,
    by: Solver = solve,
) -> Solution:
    """Solve a program whose curves count in full, to the given relative gap.

    The objective is that of the squares, not of their tangents; the bound is proven, since
    tangents never exceed the squares. ``by`` solves each program; without curves only one.
    """
    if not curves:
        return by(program, time_limit=time_limit, gap=gap, seed=seed, start=start,
                  max_nodes=max_nodes, progress=progress)  # fmt: skip
    began, best, nodes, bound = time.perf_counter(), None, 0, -np.inf
    point, value = start, np.inf
    if start is None:
        program = _first(program, curves)
    else:
        program, point = tightened(program, curves, start, 0.0), lifted(curves, start)
    for _ in range(ROUNDS):
        left = None if time_limit is None else time_limit - (time.perf_counter() - began)
        if left is not None and left <= 0:
            break
        found = by(program, time_limit=left, gap=gap / 2, seed=seed, start=point,
                   max_nodes=max_nodes, progress=progress)  # fmt: skip
        nodes, bound = nodes + found.nodes, max(bound, found.bound)
        best = found if best is None else replace(best, termination=found.termination)
        if found.point is None:
            break
        short = float(np.maximum(shortfall(curves, found.point), 0.0).sum())
        if found.objective + short < value:
            value, point = found.objective + short, lifted(curves, found.point)
        proven = value - bound <= gap * max(1.0, abs(value))
        if proven or found.termination is not Termination.OPTIMAL:
            break
        program = tightened(program, curves, found.point, short / (4 * len(curves)))
    return _told(best, point, value, bound, nodes, time.perf_counter() - began)


def _told(
    last: Solution | None, point: Array | None, value: float, bound: float, nodes: int, took: float
) -> Solution:
    """Return the account of all rounds: the best point met, and the proven bound."""
    if last is None:
        return Solution(Termination.TIME_LIMIT, None, np.nan, bound, np.inf, took, nodes)
    if not np.isfinite(value):
        return replace(last, bound=bound, seconds=took, nodes=nodes)
    gap = max(0.0, value - bound) / max(1.0, abs(value))
    return Solution(last.termination, point, value, bound, gap, took, nodes)
