"""F9 as a mixed-integer program: columns and rows from a `Problem`.

Money in thousands and hours in half-years of work in the matrix, so that coefficients stay near
one. Columns: x[r, p] (eligible ones only), steps s[p], lost hours l[p] with a ceiling binary,
use of a party u[q], hand-offs z[e], pairs y, value of decisions D, loads and charges of swings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.offers import Taken, offer_block
from bestplaced.plan.solver import Program
from bestplaced.plan.tangents import Curve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bestplaced.plan.problem import Problem

    Array = NDArray[np.float64]

MONEY = 1_000.0  # matrix unit of money
HOURS = 800.0  # matrix unit of hours


@dataclass
class _Columns:
    """Columns under construction."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)

    def add(self, cost: float, lower: float, upper: float, *, integer: bool = False) -> int:
        """Add one column and return its number."""
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.cost) - 1


@dataclass
class _Rows:
    """Rows under construction, in compressed form."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    start: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def add(
        self, columns: Sequence[int], values: Sequence[float], lower: float, upper: float
    ) -> None:
        """Add one row ``lower <= values · x[columns] <= upper``; equal columns are merged."""
        merged: dict[int, float] = {}
        for column, value in zip(columns, values, strict=True):
            merged[column] = merged.get(column, 0.0) + value
        self.index.extend(merged)
        self.value.extend(merged.values())
        self.start.append(len(self.index))
        self.lower.append(lower)
        self.upper.append(upper)


@dataclass(frozen=True)
class Formulation:
    """A program and where the placements stand in it: ``placed`` (R, P), -1 where not eligible.

    ``curves`` are squares, of which the program itself knows nothing: `solve_curved` does.
    ``taken`` knows where the offers stand; ``options`` are the columns of other terms, -1 where
    the placement is not eligible.
    """

    program: Program
    placed: NDArray[np.intp]
    taken: Taken
    curves: tuple[Curve, ...] = ()
    options: tuple[int, ...] = ()

    def offers(self, point: Array) -> dict[str, tuple[str, ...]]:
        """Return the offers taken at a point, each with its packages and add-ons."""
        return self.taken.chosen(point)

    def placements(self, point: Array) -> NDArray[np.intp]:
        """Return the performer's index of each responsibility, shape (R,), from a point."""
        values = np.where(self.placed >= 0, point[np.maximum(self.placed, 0)], -1.0)
        return np.asarray(np.argmax(values, axis=1))


@dataclass(frozen=True)
class _Where:
    """The columns of placements, pairs held, parties used, hand-offs and other terms."""

    placed: NDArray[np.intp]
    held: dict[tuple[int, int], int]
    used: dict[int, int]
    crossings: dict[int, list[int]]
    options: list[int]

    def entries(
        self, cells: Array, options: Array, pairs: Array, party: Array, edges: Array
    ) -> list[tuple[int, float]]:
        """Return (column, coefficient in matrix units) of a linear form in money."""
        found = [(self.placed[r, p], cells[r, p]) for r, p in zip(*np.nonzero(cells), strict=True)]
        found += list(zip(self.options, options, strict=True))
        found += [(column, pairs[k, p]) for (k, p), column in self.held.items()]
        found += [(column, party[q]) for q, column in self.used.items()]
        found += [(column, edges[e]) for e, there in self.crossings.items() for column in there]
        return [(int(c), float(v) / MONEY) for c, v in found if c >= 0 and v != 0]


def formulate(problem: Problem, *, linked: bool = True) -> Formulation:
    """Return F9 as a program. Every block below is one paragraph of DESIGN section 5.

    Without ``linked`` other terms may be taken in part, portion by portion: a relaxation.
    """
    columns, rows = _Columns(), _Rows()
    placed = _placements(problem, columns, rows)
    used = _parties(problem, placed, columns, rows)
    _capacity(problem, placed, columns, rows, used)
    crossings = _hand_offs(problem, placed, columns, rows)
    held = _pairs(problem, placed, columns, rows)
    _bundles(problem, placed, rows)
    _dependence(problem, placed, rows)
    _decisions(problem, placed, columns, rows)
    taken = offer_block(problem, placed, columns, rows, MONEY)
    options = _options(problem, placed, columns, rows, linked=linked)
    where = _Where(placed, held, used, crossings, options)
    curves = () if problem.least else _swings(problem, where, columns, rows)
    _tails(problem, where, columns, rows)
    program = Program(
        cost=np.array(columns.cost),
        lower=np.array(columns.lower),
        upper=np.array(columns.upper),
        integer=np.array(columns.integer, bool),
        row_lower=np.array(rows.lower),
        row_upper=np.array(rows.upper),
        start=np.array(rows.start, np.int32),
        index=np.array(rows.index, np.int32),
        value=np.array(rows.value),
    )
    return Formulation(program, placed, taken, curves, tuple(options))


def _placements(problem: Problem, columns: _Columns, rows: _Rows) -> NDArray[np.intp]:
    """One performer per responsibility; a responsibility without any makes the row impossible."""
    placed = np.full(problem.eligible.shape, -1, np.intp)
    for r, p in zip(*np.nonzero(problem.eligible), strict=True):
        placed[r, p] = columns.add(problem.cost[r, p] / MONEY, 0.0, 1.0, integer=True)
    for r in range(len(placed)):
        there = placed[r][placed[r] >= 0]
        rows.add(list(there), [1.0] * len(there), 1.0, 1.0)
    return placed


def _capacity(
    problem: Problem,
    placed: NDArray[np.intp],
    columns: _Columns,
    rows: _Rows,
    used: dict[int, int],
) -> None:
    """Hours and hours lost to switching fit into capacity or paid steps (F2, F3).

    Two kinds of rows say again what integers imply, because the relaxation does not know it:
    whoever holds anything has a paid step, and people of an unused party have no hours.
    """
    for p in range(len(problem.performers)):
        held = np.nonzero(placed[:, p] >= 0)[0]
        if problem.nobody[p] or (not len(held) and problem.step_hours[p] <= 0):
            continue
        mine = list(placed[held, p])
        load, weights = list(mine), list(problem.hours[held, p] / HOURS)
        use = used.get(int(problem.party[p]))
        lost = _lost_hours(problem, p, held, mine, columns, rows, use)
        if lost is not None:
            load.append(lost)
            weights.append(1.0)
        if problem.step_hours[p] > 0:
            step = columns.add(
                problem.step_cost[p] / MONEY,
                problem.steps_min[p],
                problem.steps_max[p],
                integer=True,
            )
            rows.add([*load, step], [*weights, -problem.step_hours[p] / HOURS], -np.inf, 0.0)
            for r, column in zip(held, mine, strict=True):
                if problem.hours[r, p] > 0:
                    rows.add([column, step], [1.0, -1.0], -np.inf, 0.0)
        elif np.isfinite(problem.capacity[p]):
            most = problem.capacity[p] / HOURS
            if use is None:
                rows.add(load, weights, -np.inf, most)
            else:
                rows.add([*load, use], [*weights, -most], -np.inf, 0.0)


def _lost_hours(  # noqa: PLR0913, PLR0917 - one paragraph of the model, all its columns
    problem: Problem,
    p: int,
    held: NDArray[np.intp],
    mine: list[int],
    columns: _Columns,
    rows: _Rows,
    use: int | None,
) -> int | None:
    """``min(ceiling, per switch · max(0, touches - 1))``, exact with one binary at most (F3)."""
    per = problem.lost_per_switch[p] / HOURS
    ceiling = problem.lost_ceiling[p] / HOURS
    most = _most_lost(problem, p, held) / HOURS
    if most <= 0:
        return None
    lost = columns.add(problem.lost_cost[p] * HOURS / MONEY, 0.0, min(most, ceiling))
    weights = [-per * t for t in problem.touches[held]]
    # the first touch is free; of an unused party's people there is none
    free, low = ([], -per) if use is None else ([(use, per)], 0.0)
    first, ones = [c for c, _ in free], [v for _, v in free]
    if most <= ceiling:
        rows.add([*mine, lost, *first], [*weights, 1.0, *ones], low, np.inf)
        return lost
    full = columns.add(0.0, 0.0, 1.0, integer=True)
    rows.add([*mine, lost, full, *first], [*weights, 1.0, most - ceiling, *ones], low, np.inf)
    rows.add([lost, full], [1.0, -ceiling], 0.0, np.inf)
    return lost


def _most_lost(problem: Problem, p: int, held: NDArray[np.intp]) -> float:
    """Return the most hours that person p can lose, before the ceiling.

    Whoever loses as much as the ceiling has only the rest of the hours for work; if the touches
    that fit into that rest do not reach the ceiling, nobody ever does, and no binary is needed.
    """
    per, ceiling = problem.lost_per_switch[p], problem.lost_ceiling[p]
    touches, hours = problem.touches[held], problem.hours[held, p]
    stepped = problem.step_hours[p] > 0
    limit = problem.steps_max[p] * problem.step_hours[p] if stepped else problem.capacity[p]
    most = per * max(0.0, _most_touches(touches, hours, limit) - 1)
    if most > ceiling and per * (_most_touches(touches, hours, limit - ceiling) - 1) < ceiling:
        return float(ceiling)
    return float(most)


def _most_touches(touches: Array, hours: Array, limit: float) -> float:
    """Return the most touches that fit into hours, parts of responsibilities allowed."""
    order = np.argsort(-touches / np.maximum(hours, 1e-9), kind="stable")
    left = max(0.0, limit) - np.concatenate(([0.0], np.cumsum(hours[order])[:-1]))
    share = np.clip(left / np.maximum(hours[order], 1e-9), 0.0, 1.0)
    return float((touches[order] * np.where(hours[order] > 0, share, 1.0)).sum())


def _parties(
    problem: Problem, placed: NDArray[np.intp], columns: _Columns, rows: _Rows
) -> dict[int, int]:
    """A party is used when any of its people holds anything (F6, F7); returns its column."""
    uses: dict[int, int] = {}
    for q, cost in enumerate(problem.party_cost):
        if cost <= 0:
            continue
        used = uses[q] = columns.add(cost / MONEY, 0.0, 1.0, integer=True)
        for r in range(len(placed)):
            there = _of_party(problem, placed, r, q)
            if there:
                rows.add([*there, used], [*([1.0] * len(there)), -1.0], -np.inf, 0.0)
    return uses


def _of_party(problem: Problem, placed: NDArray[np.intp], r: int, q: int) -> list[int]:
    """Return the columns that place r with a person of party q."""
    chosen = (problem.party == q) & (placed[r] >= 0) & ~problem.nobody
    return list(placed[r][chosen])


def _hand_offs(
    problem: Problem, placed: NDArray[np.intp], columns: _Columns, rows: _Rows
) -> dict[int, list[int]]:
    """A dependency between parties costs a hand-off (F7); nobody hands off to nobody."""
    undone = np.nonzero(problem.nobody)[0]
    crossings: dict[int, list[int]] = {}
    for e, ((a, b), cost) in enumerate(zip(problem.edges, problem.edge_cost, strict=True)):
        if cost <= 0:
            continue
        left_undone = [placed[b, p] for p in undone if placed[b, p] >= 0]
        for q in range(len(problem.parties)):
            here, there = _of_party(problem, placed, a, q), _of_party(problem, placed, b, q)
            if not here:
                continue
            leaving = columns.add(cost / MONEY, 0.0, 1.0)
            crossings.setdefault(e, []).append(leaving)
            rows.add(
                [*here, *there, *left_undone, leaving],
                [*([1.0] * len(here)), *([-1.0] * (len(there) + len(left_undone))), -1.0],
                -np.inf,
                0.0,
            )
    return crossings


def _pairs(
    problem: Problem, placed: NDArray[np.intp], columns: _Columns, rows: _Rows
) -> dict[tuple[int, int], int]:
    """Two duties of a pair in one person's hands: forbidden when hard, charged when soft.

    Returns the columns of (soft pair, performer).
    """
    held: dict[tuple[int, int], int] = {}
    soft = {id(pair): k for k, pair in enumerate(p for p in problem.pairs if not p.hard)}
    for pair in problem.pairs:
        for p in range(len(problem.performers)):
            one, two = placed[pair.first, p], placed[pair.second, p]
            if one < 0 or two < 0 or problem.nobody[p]:
                continue
            if pair.hard:
                rows.add([one, two], [1.0, 1.0], -np.inf, 1.0)
            elif pair.charge[p] > 0:
                both = held[soft[id(pair)], p] = columns.add(pair.charge[p] / MONEY, 0.0, 1.0)
                rows.add([one, two, both], [1.0, 1.0, -1.0], -np.inf, 1.0)
    return held


def _bundles(problem: Problem, placed: NDArray[np.intp], rows: _Rows) -> None:
    """Responsibilities of a bundle lie with one party."""
    for members in problem.together:
        for first, second in pairwise(members):
            for q in range(len(problem.parties)):
                one, two = (
                    _of_party(problem, placed, first, q),
                    _of_party(problem, placed, second, q),
                )
                if one or two:
                    rows.add([*one, *two], [*([1.0] * len(one)), *([-1.0] * len(two))], 0.0, 0.0)


def _dependence(problem: Problem, placed: NDArray[np.intp], rows: _Rows) -> None:
    """Work on which performed work depends is not left undone."""
    for p in np.nonzero(problem.nobody)[0]:
        for a, b in problem.rests:
            if placed[a, p] >= 0:
                after = [placed[b, p]] if placed[b, p] >= 0 else []
                rows.add([placed[a, p], *after], [1.0, *([-1.0] * len(after))], -np.inf, 0.0)


def _decisions(problem: Problem, placed: NDArray[np.intp], columns: _Columns, rows: _Rows) -> None:
    """The value of better decisions, capped in sum (F13)."""
    there = (placed >= 0) & (problem.value > 0)
    if not there.any():
        return
    total = columns.add(-1.0, 0.0, problem.value_cap / MONEY)
    rows.add([*placed[there], total], [*(-problem.value[there] / MONEY), 1.0], -np.inf, 0.0)


def _swings(problem: Problem, where: _Where, columns: _Columns, rows: _Rows) -> tuple[Curve, ...]:
    """What swings together costs the square of its load (F4): a curve for `solve_curved`."""
    curves, edges = [], np.ones(len(problem.edges))
    for k, swing in enumerate(problem.swings):
        extra = np.array([o.loads[k] for o in problem.options])
        there = where.entries(swing.cells, extra, swing.pairs, swing.party, swing.edge * edges)
        if not there:
            continue
        load, charge = columns.add(0.0, 0.0, np.inf), columns.add(1.0, 0.0, np.inf)
        rows.add([load, *(c for c, _ in there)], [1.0, *(-v for _, v in there)], 0.0, 0.0)
        most = swing.cells.max(axis=1).sum() + swing.party.sum()
        curves.append(Curve(load, charge, swing.weight * MONEY, most / MONEY))
    return tuple(curves)


def _options(
    problem: Problem, placed: NDArray[np.intp], columns: _Columns, rows: _Rows, *, linked: bool
) -> list[int]:
    """Other terms for portions of risk, one at most, and only where their work lies (F5).

    Where ``linked``, the terms of a risk with a performer are whole and the same in all portions.
    """
    found: list[int] = []
    of_portion: dict[tuple[int, int], list[int]] = {}
    of_risk: dict[tuple[str, int], dict[int, int]] = {}
    for option in problem.options:
        cell = int(placed[option.responsibility, option.performer])
        if cell < 0:
            found.append(-1)
            continue
        found.append(columns.add(option.price / MONEY, 0.0, 1.0))
        of_portion.setdefault((option.portion, cell), []).append(found[-1])
        if linked:
            chosen = of_risk.setdefault((option.risk, option.performer), {})
            if option.terms not in chosen:
                chosen[option.terms] = columns.add(0.0, 0.0, 1.0, integer=True)
            taken = chosen[option.terms]
            rows.add([found[-1], taken], [1.0, -1.0], -np.inf, 0.0)
            rows.add([taken, cell, found[-1]], [1.0, 1.0, -1.0], -np.inf, 1.0)
    for (_, cell), chosen_here in of_portion.items():
        rows.add([*chosen_here, cell], [*([1.0] * len(chosen_here)), -1.0], -np.inf, 0.0)
    for terms in of_risk.values():
        rows.add(list(terms.values()), [1.0] * len(terms), -np.inf, 1.0)
    return found


def _tails(problem: Problem, where: _Where, columns: _Columns, rows: _Rows) -> None:
    """Tangents of the worst years that are limited, or of the one to be made least (F9)."""
    if problem.least:
        columns.cost = [0.0] * len(columns.cost)
    floor = columns.add(1.0, 0.0, np.inf) if problem.least else -1
    for cut in problem.tails:
        there = where.entries(cut.cells, cut.options, cut.pairs, cut.party, cut.edges)
        index, value = [c for c, _ in there], [v for _, v in there]
        if problem.least:
            rows.add([*index, floor], [*value, -1.0], -np.inf, -cut.rest / MONEY)
        elif cut.party_name in problem.limits:
            most = problem.limits[cut.party_name] - cut.rest
            rows.add(index, value, -np.inf, most / MONEY)
