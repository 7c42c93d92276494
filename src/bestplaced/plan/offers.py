"""F8 inside F9: offers chosen together with in-house steps, their charges exact.

An offer replaces the bill rate of its provider's people for what it covers. Work that a provider
quoted for is bought with one of its quotes; only what it does today may go on at its bill rate.
Fees inside the deal are transfers: such offers stand apart from the program unless they are asked
for, and then cost nothing in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bestplaced.plan.problem import Problem
    from bestplaced.plan.quotes import HourlyTerm, Quote

    Array = NDArray[np.float64]
    Indices = NDArray[np.intp]

    class Columns(Protocol):
        """Columns under construction."""

        cost: list[float]

        def add(self, cost: float, lower: float, upper: float, *, integer: bool = ...) -> int:
            """Add one column and return its number."""
            ...

    class Rows(Protocol):
        """Rows under construction."""

        def add(
            self, columns: Sequence[int], values: Sequence[float], lower: float, upper: float
        ) -> None:
            """Add one row."""
            ...


@dataclass(frozen=True)
class Taken:
    """Columns of the offers: ``parts`` offer -> element -> column (its own under ``""``)."""

    parts: dict[str, dict[str, int]]

    def chosen(self, point: Array) -> dict[str, tuple[str, ...]]:
        """Return the offers taken with their packages and add-ons, at a point of the program."""
        half = 0.5
        return {
            name: tuple(part for part, column in parts.items() if part and point[column] > half)
            for name, parts in self.parts.items()
            if point[parts[""]] > half
        }


@dataclass
class _Block:
    """The program under construction, with the columns that the offers' rows share."""

    problem: Problem
    placed: Indices
    columns: Columns
    rows: Rows
    unit: float

    def there(self, quote: Quote, r: int) -> list[int]:
        """Return the columns that place r with the quote's provider."""
        return [int(self.placed[r, p]) for p in quote.people if self.placed[r, p] >= 0]


def offer_block(
    problem: Problem, placed: Indices, columns: Columns, rows: Rows, unit: float
) -> Taken:
    """Add the offers to a program whose money is in ``unit``."""
    block, parts = _Block(problem, placed, columns, rows, unit), {}
    for quote in problem.quotes:
        parts[quote.name] = _parts(block, quote)
    rest = _coverage(block, parts)
    for quote in problem.quotes:
        _fee(block, quote, parts[quote.name], rest)
    for one, two in combinations(problem.quotes, 2):
        if one.people == two.people and one.rows & two.rows:  # alternatives of one provider
            rows.add([parts[one.name][""], parts[two.name][""]], [1.0, 1.0], -np.inf, 1.0)
    return Taken(parts)


def _parts(block: _Block, quote: Quote) -> dict[str, int]:
    """One of the packages with the offer, if it has any; add-ons only with it."""
    taken = {None: (0.0, 1.0), True: (1.0, 1.0), False: (0.0, 0.0)}[quote.taken]
    whole = block.columns.add(0.0, *taken, integer=True)
    parts, packages = {"": whole}, []
    for element in quote.elements[1:]:
        column = parts[element.name] = block.columns.add(0.0, 0.0, 1.0, integer=True)
        if element.kind == "package":
            packages.append(column)
        else:
            low = 0.0 if element.kind == "own" else -np.inf
            block.rows.add([column, whole], [1.0, -1.0], low, 0.0)
    if packages:
        block.rows.add([*packages, whole], [*([1.0] * len(packages)), -1.0], 0.0, 0.0)
    return parts


def _coverage(block: _Block, parts: dict[str, dict[str, int]]) -> dict[tuple[int, int], int]:
    """Covered work costs no hours; work quoted for is not bought at the rate, save today's.

    Returns the column of each place (r, p) that says it is bought at the rate.
    """
    problem, rows, rest = block.problem, block.rows, {}
    for people in dict.fromkeys(q.people for q in problem.quotes):
        mine = [q for q in problem.quotes if q.people == people]
        for r in sorted(frozenset[int]().union(*(q.rows for q in mine))):
            covering = [(q, parts[q.name][e.name]) for q in mine for e in q.elements if r in e.rows]
            cells = block.there(mine[0], r)
            for quote, on in covering:
                if not quote.divisible:  # all of its scope lies with the provider
                    rows.add([*cells, on], [*([1.0] * len(cells)), -1.0], 0.0, np.inf)
            today = any(r in q.today for q in mine)
            for p in people:
                if problem.eligible[r, p]:
                    cell, saved = int(block.placed[r, p]), mine[0].saved[r, p] / block.unit
                    block.columns.cost[cell] -= saved
                    column = rest[r, p] = block.columns.add(saved, 0.0, 1.0 if today else 0.0)
                    on_all = [on for _, on in covering]
                    minus = [-1.0] * (len(on_all) + 1)
                    rows.add([cell, *on_all, column], [1.0, *minus], -np.inf, 0.0)
    return rest


def _fee(
    block: _Block, quote: Quote, parts: dict[str, int], rest: dict[tuple[int, int], int]
) -> None:
    """The recurring fee, never below its minimum; one-offs over the term."""
    columns, rows, unit = block.columns, block.rows, block.unit
    fee = columns.add(quote.factor, 0.0, np.inf)
    if quote.minimum > 0:
        rows.add([fee, parts[""]], [1.0, -quote.minimum / unit], 0.0, np.inf)
    index, weights = [fee], [1.0]
    for element in quote.elements:
        on = parts[element.name]
        columns.cost[on] += element.once / unit
        index.append(on)
        weights.append(-element.recurring / unit)
        for steady, once, where in element.charges:
            paid = columns.add(once / unit, 0.0, 1.0)
            for r in where:
                there = block.there(quote, r)
                rates = [rest[r, p] for p in quote.people if (r, p) in rest]
                ones = [1.0] * len(there) + [-1.0] * len(rates)
                rows.add([*there, *rates, on, paid], [*ones, 1.0, -1.0], -np.inf, 1.0)
            index.append(paid)
            weights.append(-steady / unit)
        for term in element.hourly:
            index.append(_hourly(block, quote, term, on, rest))
            weights.append(-1.0)
    rows.add(index, weights, 0.0, np.inf)


def _hourly(
    block: _Block, quote: Quote, term: HourlyTerm, on: int, rest: dict[tuple[int, int], int]
) -> int:
    """``min(cap, rate · max(0, hours - included))`` of the work covered, if the element is on."""
    problem, unit = block.problem, block.unit
    billed = block.columns.add(0.0, 0.0, np.inf)
    index, weights, most = [billed], [1.0], 0.0
    for r in term.rows:
        hours = {p: float(problem.hours[r, p]) for p in quote.people if problem.eligible[r, p]}
        most += max(hours.values(), default=0.0)
        for p, amount in hours.items():
            index += [int(block.placed[r, p]), rest[r, p]]
            weights += [-term.rate * amount / unit, term.rate * amount / unit]
    high = term.rate * max(0.0, most - term.included) / unit
    free = term.rate * term.included / unit
    index.append(on)  # off: the row is lifted by high + free, and nothing is billed
    weights.append(-(high + free))
    low = -free - (high + free)
    if term.cap / unit >= high:
        block.rows.add(index, weights, low, np.inf)
        return billed
    capped = block.columns.add(0.0, 0.0, 1.0, integer=True)
    block.rows.add([*index, capped], [*weights, high], low, np.inf)
    block.rows.add([billed, capped], [1.0, -term.cap / unit], 0.0, np.inf)
    return billed
